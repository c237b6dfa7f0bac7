/** Messages held back after a restore: they were queued when the backup was made and may have been sent since, so a person decides. */
import type { Instant } from '../day.ts';
import { notify, type Tx } from '../store/store.ts';

export interface HeldMessage {
  id: string;
  channel: string;
  receiver: string;
  body: string;
  queuedAt: Instant;
}

/** Oldest first. */
export async function listHeld(tx: Tx, most = 500): Promise<HeldMessage[]> {
  return tx.query<HeldMessage & Record<string, unknown>>(
    `select id::text, channel, receiver, body, queued_at as "queuedAt" from outbox where state = 'afterRestore' order by id limit $1`,
    [most],
  );
}

/** Sends them after all (under the keys they have), or leaves them unsent for good. Answers with how many. */
export async function decideHeld(tx: Tx, decision: 'send' | 'leave', ids: string[] | 'all', byName: string, now: Instant): Promise<number> {
  const rows = await tx.query(
    `update outbox set state = $1, next_at = to_timestamp($2 / 1000.0), tries = 0, error = $3
      where state = 'afterRestore' and ($4::bigint[] is null or id = any ($4)) returning id`,
    [
      decision === 'send' ? 'queued' : 'failed',
      now,
      decision === 'send' ? null : `not sent after the restore, as ${byName} decided`,
      ids === 'all' ? null : ids,
    ],
  );
  if (rows.length && decision === 'send') await notify(tx, 'outbox', {});
  return rows.length;
}
