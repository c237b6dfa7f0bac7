/** Legal holds: what a hold names does not go, whatever its age, until somebody lifts it with a reason. Never removed themselves. */
import type { Day, Instant } from '../day.ts';
import type { Refusal } from '../refusal.ts';
import type { Tx } from '../store/store.ts';
import { refuse } from './refusals.ts';

export interface HoldOrder {
  party: string | null;
  place: string | null;
  fromDay: Day | null;
  toDay: Day | null;
  /** The number of the file it is for, for reading. */
  file: string | null;
  reason: string;
}

export interface Hold extends HoldOrder {
  id: string;
  setBy: string;
  setAt: Instant;
  liftedBy: string | null;
  liftedWhy: string | null;
  liftedAt: Instant | null;
}

interface By {
  login: string;
  name: string;
}

export async function setHold(tx: Tx, order: HoldOrder, by: By, now: Instant): Promise<string | Refusal> {
  if (order.party === null && order.place === null && order.fromDay === null && order.toDay === null) return refuse.holdNamesNothing();
  if (!order.reason.trim()) return refuse.holdWithoutReason();
  // A removal that is about to go on must see this hold, and this hold must see that removal's end: both take the same lock.
  await lockHolds(tx);
  const { id } = await tx.get<{ id: string }>(
    `insert into legal_hold (party, place, from_day, to_day, file, reason, set_by, set_by_name, set_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9 / 1000.0)) returning id::text`,
    [order.party, order.place, order.fromDay, order.toDay, order.file, order.reason.trim(), by.login, by.name, now],
  );
  return id;
}

export async function liftHold(tx: Tx, id: string, why: string, by: By, now: Instant): Promise<true | Refusal> {
  if (!why.trim()) return refuse.holdWithoutReason();
  const rows = await tx.query(
    `update legal_hold set lifted_by = $2, lifted_by_name = $3, lifted_why = $4, lifted_at = to_timestamp($5 / 1000.0)
      where id = $1::bigint and lifted_at is null returning id`,
    [id, by.login, by.name, why.trim(), now],
  );
  return rows.length ? true : refuse.noSuchHold(id);
}

/** Standing ones first, newest first. */
export function listHolds(tx: Tx): Promise<Hold[]> {
  return tx.query<Hold & Record<string, unknown>>(
    `select id::text, party, place, from_day as "fromDay", to_day as "toDay", file, reason, set_by_name as "setBy", set_at as "setAt",
            lifted_by_name as "liftedBy", lifted_why as "liftedWhy", lifted_at as "liftedAt"
       from legal_hold order by lifted_at is not null, id desc limit 500`,
  );
}

export async function lockHolds(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('xiushui retention'))`);
}

/** Whether any standing hold reaches into a period, whatever else it names: for what cannot be cut row by row. */
export async function isPeriodHeld(tx: Tx, from: Day, to: Day): Promise<boolean> {
  const row = await tx.find(
    'select 1 from legal_hold where lifted_at is null and (from_day is null or from_day <= $2) and (to_day is null or to_day >= $1) limit 1',
    [from, to],
  );
  return row !== undefined;
}
