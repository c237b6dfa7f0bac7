/** Front door of the registry: the only path by which anyone else comes in. The promises R1–R4 are in README.md. */
import { fileURLToPath } from 'node:url';
import type { Room } from '../../foundation/store/migrate.ts';

export { type AreaLevel, areaLevel, areasAbove, checkAreaCode, isAreaCode } from './area-code.ts';
export { type Asks, asksParty, asksPlace, complete, findSelf, type Handed } from './complete.ts';
export { checkCreditCode, creditCheckCharacter, creditCodeFrom, isCreditCode } from './credit-code.ts';
export {
  type Anew,
  CannotDeclare,
  declareRegisters,
  inTodaysForm,
  isFilter,
  noteDeclared,
  type Step,
  schemaDiff,
  viewName,
} from './declared.ts';
export { amends, ends, enters } from './effects.ts';
export type { AsOf, Entry } from './entry.ts';
export {
  countBy,
  explain,
  find,
  findEver,
  get,
  history,
  list,
  listEver,
  listWithSecrets,
  type OnMap,
  onMap,
  page,
  wasEver,
} from './find.ts';
export {
  type Batch,
  type BatchRow,
  type BatchState,
  type Counts,
  countToEnter,
  type Decision,
  type FieldChange,
  findBatch,
  holdBatch,
  listBatches,
  listBatchRows,
  noteBatch,
  noteDecision,
  type Outcome,
  openBatch,
  secretsOf,
} from './import/batch.ts';
export { checkRows, type Looking, silentFields, startLooking } from './import/check.ts';
export { CHUNK, enterChunk, type Turn, undoChunk } from './import/enter.ts';
export { findHeadingRow, type Heading, headingsOf, meaningsOf } from './import/headings.ts';
export { DATUMS, type Datum, type Whereabouts } from './import/position.ts';
export type { RowRead } from './import/row.ts';
export {
  findMerge,
  listMerges,
  type Merge,
  type Merged,
  merge,
  mergedFrom,
  mergedInto,
  type NotMerged,
  unmerge,
} from './merge.ts';
export { type Ended, end, type Findings, type Imported, type OneOfMany, type Put, type PutAs, put, putAll, putMany } from './put.ts';
export { type PutBack, putBack } from './put-back.ts';
export {
  type Counting,
  type Draft,
  examine,
  type Fault,
  type Field,
  type Finding,
  holds,
  isSensitive,
  keptFromHands,
  mask,
  maskedFor,
  type Register,
  register,
  type Value,
  type Watched,
  type When,
} from './register.ts';
export {
  agree,
  countWaiting,
  decisionWitness,
  listRequests,
  type Request,
  refuseRequest,
  requestEnd,
  requestPut,
  requestWitness,
  turnDown,
  withdraw,
} from './request.ts';
export { restate } from './restate.ts';
export { type Box, boxOf, type Shape } from './shape.ts';
export {
  type Condition,
  countEntries,
  declareCounted,
  entryEndWitness,
  entryWitness,
  type Filter,
  listNaming,
  type PageAsked,
  type PageRead,
  type Wanted,
} from './store.ts';
export { announceDays } from './watch.ts';
export { fillWords } from './words.ts';

export const room: Room = {
  name: 'registry',
  migrations: fileURLToPath(new URL('./migrations', import.meta.url)),
  factsView: 'registry_facts',
};
