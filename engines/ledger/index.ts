/** Front door of the ledger: the only path by which anyone else comes in. The promises L1–L5 are in README.md. */
import { fileURLToPath } from 'node:url';
import type { Room } from '../../foundation/store/migrate.ts';

export { type Account, type AccountId, type Amount, type Asset, type NewAccount, show } from './account.ts';
export { type OrderOfAct, posts } from './effects.ts';
export { declareAsset, openAccount, openAccounts } from './open.ts';
export { post } from './post.ts';
export { refuse } from './refusals.ts';
export { balance, findAccount, findTransfer, listAccounts, listStatement, type StatementLine } from './statement.ts';
export { listImbalances, transferWitness } from './store.ts';
export type { Posted, Transfer, TransferOrder } from './transfer.ts';

export const room: Room = {
  name: 'ledger',
  migrations: fileURLToPath(new URL('./migrations', import.meta.url)),
  factsView: 'ledger_facts',
};
