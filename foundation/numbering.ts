/**
 * Document numbers: one run per series and year, without gaps. The number is taken inside the transaction that uses it, with the run's row locked,
 * so a roll-back gives it back and two at once wait for each other. None is reserved ahead: whoever wants a number makes the document in the same
 * transaction. One given out and not used after all is declared void, with the reason, and is never given again.
 */
import type { Instant } from './day.ts';
import { refuse } from './documents/refusals.ts';
import type { Refusal } from './refusal.ts';
import { storable, type Tx } from './store/store.ts';

/** @example await nextNumber(tx, '嘉环提醒', 2026) // '嘉环提醒〔2026〕1号' */
export async function nextNumber(tx: Tx, series: string, year: number): Promise<string> {
  const { last } = await tx.get<{ last: number }>(
    'insert into number_run as r (series, year, last) values ($1, $2, 1) on conflict (series, year) do update set last = r.last + 1 returning last',
    [series, year],
  );
  return `${series}〔${year}〕${last}号`;
}

/** @example readNumber('嘉环提醒〔2026〕1号') // { series: '嘉环提醒', year: 2026, position: 1 } */
export function readNumber(number: string): { series: string; year: number; position: number } | null {
  const [, series, year, position] = /^(.+)〔(\d{4})〕([1-9]\d{0,8})号$/.exec(number) ?? [];
  return series ? { series, year: Number(year), position: Number(position) } : null;
}

export interface Voided {
  number: string;
  reason: string;
  by: string;
  at: Instant;
}

/** Declares a number void; only one that was given out, and once. */
export async function voidNumber(
  tx: Tx,
  of: { number: string; reason: string; by: { login: string; name: string }; party: string | null; district: string; at: Instant },
): Promise<Voided | Refusal> {
  const read = readNumber(of.number);
  const run =
    read && (await tx.find<{ last: number }>('select last from number_run where series = $1 and year = $2', [read.series, read.year]));
  if (!read || !run || read.position > run.last) return refuse.neverGiven(of.number);
  const row = await tx.find(
    `insert into number_void (number, series, year, position, reason, by_login, by_name, party, district, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10 / 1000.0)) on conflict do nothing returning number`,
    [of.number, read.series, read.year, read.position, storable(of.reason), of.by.login, of.by.name, of.party, of.district, of.at],
  );
  if (!row) return refuse.alreadyVoid(of.number);
  return { number: of.number, reason: of.reason, by: of.by.name, at: of.at };
}

/** The voids of a run, in order. */
export async function listVoided(tx: Tx, series: string, year: number): Promise<Voided[]> {
  return tx.query<Voided>('select number, reason, by_name as by, at from number_void where series = $1 and year = $2 order by position', [
    series,
    year,
  ]);
}

/** Of these numbers, the ones that are void. */
export async function findVoided(tx: Tx, numbers: string[]): Promise<Map<string, Voided>> {
  const rows = await tx.query<Voided>('select number, reason, by_name as by, at from number_void where number = any($1)', [numbers]);
  return new Map(rows.map((row) => [row.number, row]));
}
