/** `xiushui backup held`: messages that were queued when the backup was made and may have been sent since. A person says whether they go out. */
import { record } from '../../../foundation/audit/index.ts';
import { decideHeld, listHeld } from '../../../foundation/outbox/index.ts';
import { openSystemStore } from '../../../foundation/store/store.ts';
import { type Command, UsageError } from '../command.ts';
import { runningHouse } from '../running-house.ts';
import { inLanguage } from '../words.ts';

export default {
  name: 'backup held',
  summary: {
    zh: '恢复后扣留的待发消息：列出，或决定发出、不发',
    en: 'Messages held after a restore: list them, send them, or leave them unsent',
  },
  usage: '[--send | --leave]',
  flags: {
    send: { type: 'boolean', says: { zh: '全部发出', en: 'send them all' } },
    leave: { type: 'boolean', says: { zh: '全部不发，留作未发出', en: 'leave them all unsent' } },
  },
  async run(args) {
    const { send, leave } = args.flags;
    if (send && leave) throw new UsageError({ zh: '--send 与 --leave 只能选一个。', en: 'Choose one of --send and --leave.' });
    const store = openSystemStore(runningHouse().urls.system, 'xiushui backup held', 1);
    try {
      if (!send && !leave) {
        const held = await store.tx((tx) => listHeld(tx));
        if (args.json) console.log(JSON.stringify(held));
        else {
          for (const { receiver, body, queuedAt } of held) console.log(`${new Date(queuedAt).toISOString()}  ${receiver}  ${body}`);
          console.log(
            inLanguage(args.language, {
              zh: `扣留 ${held.length} 条；--send 发出，--leave 不发`,
              en: `${held.length} held; --send or --leave`,
            }),
          );
        }
        return 0;
      }
      const by = process.env.USER ?? 'xiushui';
      const now = Date.now();
      const decided = await store.tx(async (tx) => {
        const count = await decideHeld(tx, send ? 'send' : 'leave', 'all', by, now);
        await record(tx, {
          did: 'backup.heldDecided',
          by: 'system',
          byName: by,
          about: null,
          says: send ? `恢复后扣留的 ${count} 条消息决定发出` : `恢复后扣留的 ${count} 条消息决定不发`,
          saysEn: send ? `${count} messages held after the restore are sent` : `${count} messages held after the restore stay unsent`,
          detail: { count, decision: send ? 'send' : 'leave' },
          party: null,
          district: '*',
          at: now,
        });
        return count;
      });
      if (args.json) console.log(JSON.stringify({ decided, decision: send ? 'send' : 'leave' }));
      else
        console.log(
          inLanguage(
            args.language,
            send ? { zh: `${decided} 条将发出`, en: `${decided} will be sent` } : { zh: `${decided} 条不发`, en: `${decided} stay unsent` },
          ),
        );
      return 0;
    } finally {
      await store.close();
    }
  },
} satisfies Command;
