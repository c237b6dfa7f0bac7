/**
 * `xiushui audit verify`: walks every sealed chain, compares each row with the thing it speaks of and both with the heads that left the house. Reads one
 * snapshot, so a house at work is not held up. Exit 1 when something is not as it was sealed.
 */
import { existsSync } from 'node:fs';
import { isDay } from '../../../foundation/day.ts';
import { REMEDIES, unsealedTail } from '../../../foundation/seal/index.ts';
import { openSystemStore } from '../../../foundation/store/store.ts';
import { verifyHouse } from '../../server/sealing.ts';
import { type Command, textFlag, UsageError } from '../command.ts';
import { runningHouse } from '../running-house.ts';
import { inLanguage } from '../words.ts';

/** How many flaws are told on the screen; all of them stand in the JSON. */
const TOLD = 50;

export default {
  name: 'audit verify',
  summary: {
    zh: '核验封存链与每日封存头：任何被改动、删除、调换、重封的记录都会指出',
    en: 'Verify the sealed chains and the daily heads: names any row altered, removed, re-ordered or sealed anew',
  },
  usage: '[--heads FOLDER] [--key ID] [--since DAY]',
  flags: {
    heads: {
      type: 'string',
      value: 'FOLDER',
      says: { zh: '库外封存头所在目录；不给时用数据目录下的 heads', en: 'folder of heads kept outside; `heads` of the home unless given' },
    },
    key: {
      type: 'string',
      value: 'ID',
      says: { zh: '可信的签名密钥编号；不给时用本机密钥', en: 'id of the key that is trusted; our own unless given' },
    },
    since: {
      type: 'string',
      value: 'DAY',
      says: {
        zh: '只核验该日（含）以后的记录，之前以封存头为凭',
        en: 'only what came on or after this day; what stood before is taken on the word of its head',
      },
    },
  },
  async run(args) {
    const { json, language } = args;
    const heads = textFlag(args, 'heads');
    const since = textFlag(args, 'since');
    const trusted = textFlag(args, 'key');
    if (heads !== undefined && !existsSync(heads)) throw new UsageError({ zh: `没有目录 ${heads}。`, en: `There is no folder ${heads}.` });
    if (since !== undefined && !isDay(since))
      throw new UsageError({ zh: `--since 应为日期，如 2026-11-24。`, en: `--since is a day, as 2026-11-24.` });
    const runtime = runningHouse();
    const store = openSystemStore(runtime.urls.system, 'xiushui audit verify', 3);
    // Progress goes to the error stream and only to a person: what is piped on stays clean.
    let told = performance.now();
    const onProgress = (done: number, of: number) => {
      if (json || !process.stderr.isTTY || performance.now() - told < 1_000) return;
      told = performance.now();
      process.stderr.write(`\r${done} / ${of}  `);
    };
    try {
      const began = performance.now();
      const found = await verifyHouse(store, runtime, {
        onProgress,
        ...(heads ? { heads } : {}),
        ...(since ? { since } : {}),
        ...(trusted ? { trusted } : {}),
      });
      const seconds = (performance.now() - began) / 1_000;
      const tail = await store.tx(unsealedTail);
      const flaws = found.flaws.length + found.more;
      if (json)
        console.log(JSON.stringify({ ...found, seconds, tail, flaws: found.flaws.map((flaw) => ({ ...flaw, ...REMEDIES[flaw.code] })) }));
      else {
        for (const flaw of found.flaws.slice(0, TOLD)) {
          const { do: zh, doEn: en } = REMEDIES[flaw.code];
          console.log(
            `${flaw.code}  ${flaw.chain}${flaw.position === null ? '' : ` #${flaw.position}`}  ${flaw.about}  ${inLanguage(language, { zh: flaw.says, en: flaw.saysEn })}`,
          );
          console.log(`    → ${inLanguage(language, { zh, en })}`);
        }
        if (flaws > TOLD)
          console.log(inLanguage(language, { zh: `……共 ${flaws} 处，用 --json 查看`, en: `… ${flaws} in all, see --json` }));
        console.log(
          inLanguage(language, {
            zh: `链 ${found.chains} 条，已封存 ${found.rows} 行，待封存 ${found.unsealed} 行，用时 ${seconds.toFixed(1)} 秒，${flaws ? `发现 ${flaws} 处不符` : '全部相符'}`,
            en: `${found.chains} chains, ${found.rows} sealed rows, ${found.unsealed} not yet sealed, ${seconds.toFixed(1)} s, ${flaws ? `${flaws} flaws` : 'all as sealed'}`,
          }),
        );
      }
      return flaws ? 1 : 0;
    } finally {
      await store.close();
    }
  },
} satisfies Command;
