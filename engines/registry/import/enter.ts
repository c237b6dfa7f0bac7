/** A chunk of a batch entered, and a batch undone chunk by chunk: what a chunk writes and how far the batch has come are one transaction. */
import type { Instant } from '../../../foundation/day.ts';
import type { Tx } from '../../../foundation/store/store.ts';
import { putMany } from '../put.ts';
import { putBack } from '../put-back.ts';
import type { Register } from '../register.ts';
import {
  type Batch,
  type BatchRow,
  type DraftKept,
  holdBatch,
  listToEnter,
  listWritten,
  noteBatch,
  noteKept,
  noteResults,
} from './batch.ts';

/** Rows of a chunk: large enough to be quick, small enough that one waits no second for a register that is being written. */
export const CHUNK = 1_000;

/** `more`: there is more to do; `over`: this was the last; `stopped`: somebody has cancelled it, or it is not at this point. */
export type Turn = { is: 'more' | 'over' | 'stopped'; batch: Batch };

export async function enterChunk(
  tx: Tx,
  register: Register,
  id: number,
  {
    at,
    inherits,
    secrets,
    most = CHUNK,
  }: { at: Instant; inherits: string[]; secrets?: Map<number, Record<string, unknown>>; most?: number },
): Promise<Turn> {
  const batch = await holdBatch(tx, id);
  if (!batch) throw new Error(`there is no batch ${id} in this scope`);
  if (batch.state !== 'entering') return { is: 'stopped', batch };
  const rows = await listToEnter(tx, batch, most);
  const outcomes = await putMany(
    tx,
    register,
    rows.map(({ row, draft, asCode, decision }) => {
      const { draft: of, day, until } = draft as DraftKept;
      return {
        row,
        draft: { ...of, code: decision === 'as' && asCode ? asCode : of.code, detail: { ...of.detail, ...secrets?.get(row) } },
        day: day ?? batch.day,
        until,
      };
    }),
    { by: batch.byName, at, day: batch.day, batch: id, inherits },
  );
  const results: Parameters<typeof noteResults>[2] = [];
  let entered = 0;
  for (const [i, outcome] of outcomes.entries()) {
    const { row } = rows[i] as BatchRow;
    if (outcome.kind === 'findings') results.push({ row, result: 'findings', findings: outcome.findings });
    else if (outcome.isChanged) entered += 1;
    else results.push({ row, result: 'unchanged', findings: null });
  }
  await noteResults(tx, id, results);
  const refused = results.filter(({ result }) => result === 'findings').length;
  const isOver = rows.length < most;
  const done = {
    cursor: rows.at(-1)?.row ?? batch.cursor,
    entered: batch.entered + entered,
    refused: batch.refused + refused,
    unchanged: batch.unchanged + results.length - refused,
    ...(isOver ? { state: 'done' as const, endedAt: at } : {}),
  };
  await noteBatch(tx, id, done);
  return { is: isOver ? 'over' : 'more', batch: { ...batch, ...done } };
}

export async function undoChunk(
  tx: Tx,
  register: Register,
  id: number,
  { at, by, most = CHUNK }: { at: Instant; by: string; most?: number },
): Promise<Turn> {
  const batch = await holdBatch(tx, id);
  if (!batch) throw new Error(`there is no batch ${id} in this scope`);
  if (batch.state !== 'undoing') return { is: 'stopped', batch };
  const written = await listWritten(tx, id, batch.undoAfter, most);
  const { back, kept } = await putBack(
    tx,
    register,
    written.map(({ code, at: then }) => ({ code, first: then, last: then })),
    { by, at },
  );
  await noteKept(
    tx,
    batch,
    kept.map(({ code }) => code),
  );
  const isOver = written.length < most;
  const done = {
    undoAfter: written.at(-1)?.code ?? batch.undoAfter,
    undone: batch.undone + back.length,
    kept: batch.kept + kept.length,
    ...(isOver ? { state: 'undone' as const, endedAt: at } : {}),
  };
  await noteBatch(tx, id, done);
  return { is: isOver ? 'over' : 'more', batch: { ...batch, ...done } };
}
