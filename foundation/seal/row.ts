/** A sealed row, and its seal over the one before it. Pure: the form of the sealed text is a promise to whoever verifies in ten years. */
import { sm3 } from '../canonical.ts';

/** A row as it is sealed: with its subject, whose eyes may see it, and its moment to the microsecond (what the column keeps), not its content alone. */
export interface SealedRow {
  about_kind: string;
  about_id: string;
  party: string | null;
  district: string;
  at_us: number;
  content: string;
}
export const SEALED = 'about_kind, about_id, party, district, (extract(epoch from at) * 1000000)::bigint as at_us, content';

/** The seal of a row over the one before it. A list in canonical form, so that no two rows read alike by moving text across a border. */
export function sealOf(before: string, chain: string, position: number, row: SealedRow): string {
  // A list of plain texts and numbers: its canonical form is what JSON.stringify writes, which is thrice as quick.
  return sm3(JSON.stringify([before, chain, position, row.about_kind, row.about_id, row.party, row.district, row.at_us, row.content]));
}

export function firstSeal(chain: string): string {
  return sm3(`xiushui chain ${chain}`);
}
