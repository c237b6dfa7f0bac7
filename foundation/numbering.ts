/**
 * Document numbers: one run per series and year, without gaps. The number is taken inside the transaction that uses it, with the run's row locked,
 * so a roll-back gives it back and two at once wait for each other.
 */
import type { Tx } from './store/store.ts';

/** @example await nextNumber(tx, '嘉环提醒', 2026) // '嘉环提醒〔2026〕1号' */
export async function nextNumber(tx: Tx, series: string, year: number): Promise<string> {
  const { last } = await tx.get<{ last: number }>(
    'insert into number_run as r (series, year, last) values ($1, $2, 1) on conflict (series, year) do update set last = r.last + 1 returning last',
    [series, year],
  );
  return `${series}〔${year}〕${last}号`;
}
