/**
 * Puts things back as they were before some writing. Nothing is overwritten: what was written ends to be known, what was known before is said again, and
 * the history shows both. What somebody has changed since is left as it is, and named.
 */
import type { Instant } from '../../foundation/day.ts';
import { notify, type Tx } from '../../foundation/store/store.ts';
import { announceEntries, type Told } from './put.ts';
import type { Register } from './register.ts';
import { listById, putBackCodes } from './store.ts';

export interface Undoing {
  code: string;
  /** The moments of the first and of the last change that is undone. */
  first: Instant;
  last: Instant;
}

export interface PutBack {
  back: string[];
  /** Changed by somebody since, or beyond the scope: left alone. */
  kept: { code: string; why: 'changed' | 'elsewhere' }[];
}

export async function putBack(tx: Tx, register: Register, undoing: Undoing[], as: { by: string; at: Instant }): Promise<PutBack> {
  const done: PutBack = { back: [], kept: [] };
  if (!undoing.length) return done;
  const rows = await putBackCodes(tx, register.id, undoing, as);
  const entries = new Map((await listById(tx, rows.flatMap((row) => [...row.ended, ...row.written]))).map((entry) => [entry.id, entry])); // biome-ignore format: one question
  const told = { entered: [] as { entry: Told; day: string; at: Instant }[], ended: [] as { entry: Told; day: string; at: Instant }[] };
  for (const { code, outcome, at, ended, written } of rows) {
    if (outcome === 'changed' || outcome === 'elsewhere') done.kept.push({ code, why: outcome });
    if (outcome !== 'back') continue;
    done.back.push(code);
    const last = (ids: number[]) =>
      ids
        .flatMap((id) => entries.get(id) ?? [])
        .sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1))
        .at(-1);
    const again = last(written);
    const gone = last(ended);
    if (again) told.entered.push({ entry: again, day: again.validFrom, at });
    else if (gone) told.ended.push({ entry: gone, day: gone.validFrom, at });
  }
  if (done.back.length) await notify(tx, 'registry', { register: register.id });
  for (const what of ['entered', 'ended'] as const) if (told[what].length) await announceEntries(tx, register, told[what], what);
  return done;
}
