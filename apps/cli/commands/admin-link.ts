/**
 * `xiushui admin link`: a new one-time link for the first three administrators. Refused while there is a system administrator; with --owner it is made
 * all the same, by the account that owns the tables, and the audit says so: for a bureau that has lost its administrators.
 */
import { makeFirstLink } from '../../../foundation/access/index.ts';
import { showInstant } from '../../../foundation/day.ts';
import { isRefusal } from '../../../foundation/refusal.ts';
import { openSystemStore } from '../../../foundation/store/store.ts';
import { firstAddress } from '../../server/prepare.ts';
import type { Command } from '../command.ts';
import { runningHouse } from '../running-house.ts';
import { inLanguage } from '../words.ts';

export default {
  name: 'admin link',
  summary: { zh: '生成设立三名管理员的一次性链接', en: 'Make the one-time link that sets up the three administrators' },
  usage: '[--owner]',
  flags: {
    owner: {
      type: 'boolean',
      says: {
        zh: '已有系统管理员时，以数据库所有者身份生成（计入审计）',
        en: 'although there is a system administrator, as the owner of the database (recorded in the audit)',
      },
    },
  },
  async run({ flags, json, language }) {
    const runtime = runningHouse();
    const asOwner = flags.owner === true;
    const store = openSystemStore(asOwner ? runtime.urls.owner : runtime.urls.system, 'xiushui admin link', 1);
    try {
      const made = await store.tx((tx) => makeFirstLink(tx, Date.now(), asOwner));
      if (isRefusal(made)) {
        if (json) console.log(JSON.stringify({ refused: made.code, says: made.says, saysEn: made.saysEn, do: made.do, doEn: made.doEn }));
        else console.log(inLanguage(language, { zh: `${made.says}。${made.do}`, en: `${made.saysEn}. ${made.doEn}` }));
        return 1;
      }
      const base = runtime.config.web.publicUrl ?? `http://${runtime.web.host}:${runtime.web.port}`;
      const link = firstAddress(base, made.token);
      if (json) console.log(JSON.stringify({ link, endsAt: made.endsAt }));
      else
        console.log(
          inLanguage(language, {
            zh: `一次性链接（${showInstant(made.endsAt)} 前有效，用过即失效；此前生成的链接已失效）：\n${link}`,
            en: `One-time link (good until ${showInstant(made.endsAt)}, once; links made before are no longer good):\n${link}`,
          }),
        );
      return 0;
    } finally {
      await store.close();
    }
  },
} satisfies Command;
