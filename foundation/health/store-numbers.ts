/** What foundation's own tables say of the platform's health: messages, reactions, seals, and the size of it all. One short read. */
import { type Instant, MINUTE } from '../day.ts';
import type { Tx } from '../store/store.ts';

export async function storeNumbers(tx: Tx, now: Instant): Promise<Record<string, number | null>> {
  const row = await tx.get<{
    queued: number;
    failed: number;
    oldest: Instant | null;
    waiting: number;
    aside: number;
    jobsWaiting: number;
    jobsDead: number;
    unsealed: number;
    unsealedSince: Instant | null;
    bytes: number;
  }>(
    `select (select count(*) from outbox where state = 'queued') as queued,
            (select count(*) from outbox where state = 'failed') as failed,
            -- A message for later (quiet hours) does not wait before its time has come.
            (select min(case when tries = 0 then greatest(queued_at, next_at) else queued_at end) from outbox where state = 'queued') as oldest,
            (select count(*) from reaction_run where state = 'waiting') as waiting,
            (select count(*) from reaction_run where state = 'setAside') as aside,
            (select count(*) from job_run where state = 'waiting') as "jobsWaiting",
            (select count(*) from job_run where state = 'dead' and ended_at > to_timestamp($1 / 1000.0) - interval '1 day') as "jobsDead",
            (select count(*) from chain_row where position is null) as unsealed,
            (select min(at) from chain_row where position is null) as "unsealedSince",
            pg_database_size(current_database()) as bytes`,
    [now],
  );
  const minutesSince = (at: Instant | null) => (at === null ? 0 : Math.max(0, (now - at) / MINUTE));
  return {
    outboxQueued: row.queued,
    outboxFailed: row.failed,
    outboxMinutes: minutesSince(row.oldest),
    reactionsWaiting: row.waiting,
    reactionsSetAside: row.aside,
    jobsWaiting: row.jobsWaiting,
    jobsDead: row.jobsDead,
    unsealedRows: row.unsealed,
    unsealedMinutes: minutesSince(row.unsealedSince),
    databaseMegabytes: row.bytes / (1 << 20),
  };
}
