/** `xiushui audit key`: the public half of the key that signs the daily heads; prepares its successor, or replaces one that is gone. */
import { record } from '../../../foundation/audit/index.ts';
import { findLastHead, makeKey, openKeyRing, pem, prepareNextKey } from '../../../foundation/heads/index.ts';
import { openSystemStore } from '../../../foundation/store/store.ts';
import { keyFileOf } from '../../server/sealing.ts';
import type { Command } from '../command.ts';
import { runningHouse } from '../running-house.ts';
import { inLanguage } from '../words.ts';

export default {
  name: 'audit key',
  summary: { zh: '显示每日封存头的签名公钥；更换密钥', en: 'Show the public key that signs the daily heads; change the key' },
  usage: '[--rotate | --replace]',
  flags: {
    rotate: {
      type: 'boolean',
      says: { zh: '准备新密钥：由下一封存头公告，之后启用', en: 'prepare a new key: the next head announces it, those after use it' },
    },
    replace: {
      type: 'boolean',
      says: {
        zh: '密钥已丢失时另造一把（核验会指出这次更换）',
        en: 'make another when the key is lost (verification will name the change)',
      },
    },
  },
  async run({ flags, json, language }) {
    const runtime = runningHouse();
    const file = keyFileOf(runtime);
    const { algorithm } = runtime.config.seal;
    const store = openSystemStore(runtime.urls.system, 'xiushui audit key', 1);
    const put = (did: string, says: string, saysEn: string, id: string) =>
      store.tx((tx) =>
        record(tx, {
          did,
          by: 'system',
          byName: '本机操作员',
          about: { kind: 'sealKey', id },
          says,
          saysEn,
          party: null,
          district: '*',
          at: Date.now(),
        }),
      );
    try {
      const last = (await store.tx(findLastHead))?.statement ?? null;
      let ring = openKeyRing(file, algorithm, last);
      if (!ring && flags.replace) {
        const key = makeKey(file, algorithm);
        await put(
          'seal.keyReplaced',
          '另造封存签名密钥，原密钥已丢失',
          'Made another key for heads: the one in use was lost',
          key.public.id,
        );
        ring = { current: key, next: null };
      } else if (ring && flags.rotate) {
        const next = prepareNextKey(file, algorithm);
        await put('seal.keyPrepared', '准备更换封存签名密钥', 'Prepared a new key for heads', next.public.id);
        ring = { ...ring, next };
      }
      if (!ring) {
        const words = {
          zh: `签名密钥不在 ${file}。先从保管处取回；确已丢失时用 --replace。`,
          en: `The key is not at ${file}. Bring it back from where it is kept; use --replace only when it is lost.`,
        };
        console.log(json ? JSON.stringify({ file, current: null, says: words.zh, saysEn: words.en }) : inLanguage(language, words, '\n'));
        return 1;
      }
      const { current, next } = ring;
      if (json) console.log(JSON.stringify({ file, current: current.public, next: next?.public ?? null }));
      else {
        console.log(`${current.public.algorithm}  ${current.public.id}\n${pem('PUBLIC KEY', current.public.spki)}`);
        if (next) {
          console.log(inLanguage(language, { zh: '待公告的新密钥：', en: 'Its successor, to be announced by the next head:' }));
          console.log(`${next.public.algorithm}  ${next.public.id}\n${pem('PUBLIC KEY', next.public.spki)}`);
        }
      }
      return 0;
    } finally {
      await store.close();
    }
  },
} satisfies Command;
