/** Carries what the supervisor's watch tells into the house: a fact, and messages through the outbox, in one transaction with the place reached. */
import { join } from 'node:path';
import { ROLES } from '../../../foundation/access/index.ts';
import type { Config } from '../../../foundation/config/index.ts';
import { dayOf, type Instant } from '../../../foundation/day.ts';
import { announce } from '../../../foundation/facts/index.ts';
import { tell } from '../../../foundation/inbox/index.ts';
import { send } from '../../../foundation/outbox/index.ts';
import { ref } from '../../../foundation/ref.ts';
import type { Store } from '../../../foundation/store/store.ts';
import { readHealthFiles, wordsOf } from './watch.ts';

const JOB = 'platform-alarms';

/** Takes the events not yet taken; returns the number of the last one that is in the house. */
export async function carryAlarms(store: Store, home: string, config: Config, district: string, now: Instant): Promise<number> {
  const events = readHealthFiles(join(home, 'run'))
    .flatMap((file) => file.events)
    .sort((a, b) => a.number - b.number);
  const last = events.at(-1)?.number ?? 0;
  return store.tx(async (tx) => {
    await tx.query(`insert into job_position (job, position, at) values ($1, 0, to_timestamp($2 / 1000.0)) on conflict do nothing`, [
      JOB,
      now,
    ]);
    const { position } = await tx.get<{ position: number }>('select position from job_position where job = $1 for update', [JOB]);
    if (last <= position) return position;
    for (const event of events.filter(({ number }) => number > position)) {
      const about = ref('platform', event.trouble.key);
      await announce(tx, {
        kind: `platform.${event.sort}`,
        ref: about,
        subject: `platform:${event.trouble.key}`,
        party: null,
        place: null,
        district,
        day: dayOf(event.at),
        detail: { ...event.trouble, number: event.number, since: event.since },
        at: event.at,
      });
      const { subject, says, saysEn, text } = wordsOf(event);
      // Without names it is the administrators' to know; with names it is those people's, whatever their post.
      const readers = config.alarm.logins.length > 0 ? config.alarm.logins : [null];
      for (const login of readers) {
        await tell(tx, {
          key: `platform-${event.number}-${login ?? 'admin'}`,
          kind: 'house',
          says,
          saysEn,
          about: null,
          to: login === null ? { roles: ['admin'] } : { roles: Object.keys(ROLES), login },
          party: null,
          district: '*',
          at: event.at,
        });
      }
      const to = [
        ...config.alarm.mails.map((address) => ({ channel: 'mail', address })),
        ...config.alarm.phones.map((address) => ({ channel: 'sms', address })),
      ];
      for (const { channel, address } of to) {
        await send(tx, {
          key: `platform-${event.number}-${channel}-${address}`,
          channel,
          receiver: '平台值守',
          address,
          title: subject,
          urgent: true,
          body: text,
          about,
          party: null,
          district,
          at: now,
        });
      }
    }
    await tx.query('update job_position set position = $2, at = to_timestamp($3 / 1000.0) where job = $1', [JOB, last, now]);
    return last;
  });
}
