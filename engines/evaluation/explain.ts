/** Why a verdict says what it says: the method is run again on its inputs, and must say the same (E2, E3). */
import type { Tx } from '../../foundation/store/store.ts';
import { type DischargeInput, type Judged, judgeDischarge } from './methods/discharge.ts';
import { findVerdict, inputHashOf, type Verdict } from './verdict.ts';

export interface Explained {
  verdict: Verdict;
  input: DischargeInput;
  judged: Judged;
  /** Whether running the method again gave the stored verdict, from inputs with the stored hash. */
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
    inputHashOf(input) === verdict.inputHash &&
    judged.outcome === verdict.outcome &&
    judged.consequence === verdict.consequence &&
    sameText(judged.bound, verdict.limitValue) &&
    sameText(judged.multiple, verdict.multiple);
  return { verdict, input, judged, same };
}

function sameText(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  return Number(a) === Number(b);
}
