/** Front door of evaluation. Laws E1–E7 stand in the README. */
import { fileURLToPath } from 'node:url';
import type { Room } from '../../foundation/store/migrate.ts';

export { type Explained, explain } from './explain.ts';
export { type Limit, strictest } from './limit.ts';
export { DISCHARGE, type DischargeInput, type Judged, judgeDischarge } from './methods/discharge.ts';
export {
  findVerdict,
  inputHashOf,
  listNewest,
  listVerdicts,
  recordVerdict,
  type Subject,
  type Verdict,
  verdictsSealed,
  verdictWitness,
} from './verdict.ts';

export const room: Room = {
  name: 'evaluation',
  migrations: fileURLToPath(new URL('./migrations', import.meta.url)),
  factsView: 'evaluation_facts',
};

/** For retention: SQL that is true of a reading `t` a verdict with a consequence still cites. */
export const CITES_READING = `exists (select from verdict v where v.stream = t.stream and v.consequence <> 'none' and v.start_at <= t.observed_at
  and t.observed_at < v.start_at + case v.period when 'day' then interval '1 day' else interval '1 hour' end)`;
