/** Front door of case. Laws C1–C8 stand in the README. */
import { fileURLToPath } from 'node:url';
import type { Room } from '../../foundation/store/migrate.ts';

export { actWitness, type Cases, citedIds, clockLag, fileWitness, type Opening, openCases, type Ports, type Subject } from './cases.ts';
export {
  type Act,
  type Actor,
  type Attached,
  type Clock,
  countOpenByPlace,
  type File,
  type FileFilter,
  type FilePlace,
  findFile,
  listActs,
  listClocks,
  listFiles,
  MOST_ATTACHED,
  type Next,
  oldestLateClock,
  placeOfFile,
} from './file.ts';
export {
  type Choice,
  type Closing,
  type Condition,
  caseType,
  type Field,
  type FieldKind,
  fill,
  flawsOf,
  LOOKED_UP,
  type Need,
  type OpensBy,
  type Procedure,
  type Step,
  subjectOf,
  type Telling,
  type Within,
} from './procedure.ts';
export { type Consequence, type Named, notes, opens } from './reactions.ts';
export { refuse as caseRefusals } from './refusals.ts';
export { templatesOf } from './templates.ts';

export const room: Room = { name: 'case', migrations: fileURLToPath(new URL('./migrations', import.meta.url)), factsView: 'case_facts' };
