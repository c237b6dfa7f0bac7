/** Reading the books: an account, its balance, its statement. All of it within the transaction's scope. */
import type { Day, Instant } from '../../foundation/day.ts';
import type { Ref } from '../../foundation/ref.ts';
import type { Tx } from '../../foundation/store/store.ts';
import type { Account, AccountId, Amount } from './account.ts';
import { findAccountRow, findTransferRow, listAccountRows, listMovements } from './store.ts';
import type { Transfer } from './transfer.ts';

export async function findAccount(tx: Tx, id: AccountId): Promise<Account | undefined> {
  return findAccountRow(tx, id);
}

/** Accounts of a book, of a firm, or of both, by book and id. */
export async function listAccounts(tx: Tx, of: { book?: string; party?: string } = {}): Promise<Account[]> {
  return listAccountRows(tx, of);
}

/** What the account holds now; undefined when there is none in scope. */
export async function balance(tx: Tx, id: AccountId): Promise<Amount | undefined> {
  return (await findAccountRow(tx, id))?.balance;
}

export async function findTransfer(tx: Tx, id: string): Promise<Transfer | undefined> {
  return findTransferRow(tx, id);
}

export interface StatementLine {
  transfer: string;
  day: Day;
  at: Instant;
  says: string;
  /** The other side, by the name it had that day. */
  counterpart: { id: AccountId; name: string };
  /** Above zero what came in, below zero what went out. */
  amount: Amount;
  balanceAfter: Amount;
  about: Ref | null;
  by: string;
}

const LINES = 1_000; // A statement longer than this is an export, which is a later issue; the newest lines are the ones asked about.

/** The statement of an account in the order of posting, oldest first; between two days (both counted) if they are given. */
export async function listStatement(
  tx: Tx,
  account: AccountId,
  between: { from?: Day; to?: Day; limit?: number } = {},
): Promise<StatementLine[]> {
  if (!(await findAccountRow(tx, account))) return []; // The other side of one's own transfers does not make its statement one's own.
  const movements = await listMovements(tx, account, { ...between, limit: between.limit ?? LINES });
  return movements.map(({ transfer, balanceAfter }) => {
    const isReceived = transfer.to === account;
    return {
      transfer: transfer.id,
      day: transfer.day,
      at: transfer.at,
      says: transfer.says,
      counterpart: isReceived ? { id: transfer.from, name: transfer.fromName } : { id: transfer.to, name: transfer.toName },
      amount: isReceived ? transfer.amount : -transfer.amount,
      balanceAfter,
      about: transfer.about,
      by: transfer.by,
    };
  });
}
