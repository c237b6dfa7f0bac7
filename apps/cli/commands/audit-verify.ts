/** `xiushui audit verify`: walks every sealed chain and compares each row with the thing it speaks of. Exit 1 when something is not as it was sealed. */
import { verify } from '../../../foundation/seal/index.ts';
import { openSystemStore } from '../../../foundation/store/store.ts';
import { WITNESSES } from '../../server/house.ts';
import type { Command } from '../command.ts';
import { runningHouse } from '../running-house.ts';
import { inLanguage } from '../words.ts';

export default {
  name: 'audit verify',
  summary: {
    zh: '核验封存链：任何被改动、删除、调换的记录都会指出',
    en: 'Verify the sealed chains: names any row altered, removed or re-ordered',
  },
  usage: '',
  flags: {},
  async run({ json, language }) {
    const runtime = runningHouse();
    const store = openSystemStore(runtime.urls.system, 'xiushui audit verify', 1);
    try {
      const found = await verify(store, WITNESSES);
      if (json) console.log(JSON.stringify(found));
      else {
        for (const flaw of found.flaws)
          console.log(`${flaw.code}  ${flaw.chain}${flaw.position === null ? '' : ` #${flaw.position}`}  ${flaw.about}  ${flaw.says}`);
        console.log(
          inLanguage(language, {
            zh: `链 ${found.chains} 条，已封存 ${found.rows} 行，待封存 ${found.unsealed} 行，${found.flaws.length ? `发现 ${found.flaws.length} 处不符` : '全部相符'}`,
            en: `${found.chains} chains, ${found.rows} sealed rows, ${found.unsealed} not yet sealed, ${found.flaws.length ? `${found.flaws.length} flaws` : 'all as sealed'}`,
          }),
        );
      }
      return found.flaws.length ? 1 : 0;
    } finally {
      await store.close();
    }
  },
} satisfies Command;
