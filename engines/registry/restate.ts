/**
 * Writes what is known now of a register anew, in the words of today's declaration: after a rename or a change of type. Nothing in the city has changed,
 * so no fact appears; the versions before stay as they were sealed, in the words of their day.
 */
import type { Instant } from '../../foundation/day.ts';
import type { Store } from '../../foundation/store/store.ts';
import { inTodaysForm } from './declared.ts';
import { putMany } from './put.ts';
import type { Register } from './register.ts';
import { listKnown } from './store.ts';

const CHUNK = 500;

/** Every version known now, chunk by chunk; answers how many were written. What stands in today's form already is left alone, so it may be run again. */
export async function restate(store: Store, register: Register, as: { by: string; at: Instant }): Promise<number> {
  let restated = 0;
  for (let after = 0; ; ) {
    const done = await store.tx(async (tx) => {
      const known = await listKnown(tx, register.id, after, CHUNK);
      const outcomes = await putMany(
        tx,
        register,
        known.map((entry) => {
          const today = inTodaysForm(register, { ...entry.detail, ...entry.secret });
          const { code, name, party, place, district, lon, lat, shape, datum } = entry;
          return {
            draft: { code, name, party, place, district, lon, lat, shape, datum, detail: today.detail },
            row: null,
            day: entry.validFrom,
            until: entry.validTo,
          };
        }),
        { ...as, day: known[0]?.validFrom ?? '2000-01-01', isRestated: true },
      );
      const wrong = outcomes.flatMap((one) => (one.kind === 'findings' ? one.findings : []));
      if (wrong.length)
        throw new Error(
          `entries of ${register.id} do not fit its declaration: ${wrong
            .map((one) => `${one.field} ${one.saysEn}`)
            .slice(0, 5)
            .join('; ')}`,
        );
      return { last: known.at(-1)?.id, changed: outcomes.filter((one) => one.kind === 'put' && one.isChanged).length, n: known.length };
    });
    restated += done.changed;
    if (done.last === undefined || done.n < CHUNK) return restated;
    after = done.last;
  }
}
