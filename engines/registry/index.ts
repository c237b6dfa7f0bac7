/** Front door of the registry: the only path by which anyone else comes in. The promises R1–R4 are in README.md. */
import { fileURLToPath } from 'node:url';
import type { Room } from '../../foundation/store/migrate.ts';

export { type AreaLevel, areaLevel, areasAbove, checkAreaCode, isAreaCode } from './area-code.ts';
export { checkCreditCode, creditCheckCharacter, creditCodeFrom, isCreditCode } from './credit-code.ts';
export type { AsOf, Entry } from './entry.ts';
export { find, get, history, list, listWithSecrets } from './find.ts';
export { type Ended, end, type Findings, type Imported, type Put, type PutAs, put, putAll } from './put.ts';
export { type Draft, examine, type Fault, type Field, type Finding, type Register, register, type Value } from './register.ts';
export type { Filter } from './store.ts';

export const room: Room = {
  name: 'registry',
  migrations: fileURLToPath(new URL('./migrations', import.meta.url)),
  factsView: 'registry_facts',
};
