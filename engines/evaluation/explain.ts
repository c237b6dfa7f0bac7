/** Why a verdict says what it says: the method is run again on its inputs, and must say the same (E2, E3). */
import { Decimal } from 'decimal.js';
import type { Tx } from '../../foundation/store/store.ts';
import { DISCHARGE, type DischargeInput, type Judged, judgeDischarge } from './methods/discharge.ts';
import { findVerdict, inputHashOf, type Verdict } from './verdict.ts';

export interface Explained {
  verdict: Verdict;
  input: DischargeInput;
  judged: Judged;
  /** Whether running the very method again gave everything the stored verdict says, from inputs with the stored hash. */
  same: boolean;
}

/**
 * @param readAgain gives the inputs of a *within* verdict, of which only the hash was stored; from the hour or day it names and the limits of its day
 */
export async function explain(
  tx: Tx,
  id: number,
  readAgain: (verdict: Verdict) => Promise<DischargeInput>,
): Promise<Explained | undefined> {
  const verdict = await findVerdict(tx, id);
  if (!verdict) return undefined;
  const input = verdict.input ?? (await readAgain(verdict));
  const judged = judgeDischarge(input);
  const same =
    verdict.method === DISCHARGE.id &&
    verdict.methodVersion === DISCHARGE.version &&
    inputHashOf(input) === verdict.inputHash &&
    sameText(input.value, verdict.value) &&
    input.unit === verdict.unit &&
    judged.outcome === verdict.outcome &&
    judged.consequence === verdict.consequence &&
    judged.reason === verdict.reason &&
    (judged.limit?.id ?? null) === verdict.limitId &&
    sameText(judged.bound, verdict.limitValue) &&
    sameText(judged.multiple, verdict.multiple);
  return { verdict, input, judged, same };
}

function sameText(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  return new Decimal(a).eq(b);
}
