/**
 * What a house brought back must not go on doing as if nothing had happened. Whoever was signed in signs in again; links that were on their way no longer
 * open anything; messages that were queued at the snapshot may have been sent since, so they wait for a person (F18).
 */
import type { Instant } from '../day.ts';
import type { Tx } from '../store/store.ts';
import type { Manifest } from './manifest.ts';

export interface Settled {
  sessionsEnded: number;
  linksVoid: number;
  messagesHeld: number;
  runsEnded: number;
}

export async function settleRestored(tx: Tx, _manifest: Manifest, now: Instant): Promise<Settled> {
  const at = now / 1000;
  const has = async (table: string) =>
    (await tx.get<{ there: boolean }>('select to_regclass($1) is not null as there', [`xiushui.${table}`])).there;
  const count = async (text: string, values: unknown[]) => (await tx.query(`with done as (${text}) select 1 from done`, values)).length;
  const sessionsEnded = await count(
    'update session set ended_at = to_timestamp($1) where ended_at is null and ends_at > to_timestamp($1) returning 1',
    [at],
  );
  await tx.query('update session set ended_at = to_timestamp($1) where ended_at is null', [at]);
  let linksVoid = 0;
  if (await has('one_time'))
    linksVoid += await count(
      'update one_time set used_at = to_timestamp($1) where used_at is null and ends_at > to_timestamp($1) returning 1',
      [at],
    );
  if (await has('phone_code'))
    linksVoid += await count(
      'update phone_code set used_at = to_timestamp($1) where used_at is null and ends_at > to_timestamp($1) returning 1',
      [at],
    );
  const messagesHeld = await count(`update outbox set state = 'afterRestore' where state = 'queued' returning 1`, []);
  // The queue itself is made anew and knows nothing of them.
  const runsEnded = await count(
    `update job_run set state = 'dead', ended_at = to_timestamp($1), error = 'the house was restored while this waited' where state in ('waiting', 'running') returning 1`,
    [at],
  );
  return { sessionsEnded, linksVoid, messagesHeld, runsEnded };
}
