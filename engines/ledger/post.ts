/**
 * Verb: post. Loads with locks in id order, decides, writes; the reasons for refusing are in `decide` and nowhere else.
 *
 * The posting is entrusted to the chain `book:<book>` in the same transaction (L5). No retry in here: the same order again is the same transfer
 * (L4), so whoever asked may ask again.
 */

import { ref } from '../../foundation/ref.ts';
import type { Refusal } from '../../foundation/refusal.ts';
import { entrust } from '../../foundation/seal/index.ts';
import type { Tx } from '../../foundation/store/store.ts';
import { available, laterOpened, type Side } from './account.ts';
import { MOST, refuse } from './refusals.ts';
import { type Books, openBooks, sealedContent, writeTransfer } from './store.ts';
import { type Posted, sameOrder, type Transfer, type TransferOrder } from './transfer.ts';

/** May be written: both sides are known and everything that could be said against it has been asked. */
export interface Agreed {
  kind: 'agreed';
  from: Side;
  to: Side;
}

/**
 * What the books say to an order: it was posted before, it may be written, or why not. Pure.
 *
 * @example decide({ transfer: () => undefined, account: () => undefined }, order) // ledger.noSuchAccount
 */
export function decide(books: Books, order: TransferOrder): Agreed | Posted | Refusal {
  const earlier = books.transfer(order.id);
  if (earlier)
    return sameOrder(earlier, order) ? { kind: 'posted', transfer: earlier, isRepeat: true } : refuse.idUsedForAnotherOrder(order);

  if (order.amount <= 0n) return refuse.amountMustBePositive(order);
  if (order.amount > MOST) return refuse.amountTooLarge(order);
  const from = books.account(order.from);
  if (!from) return refuse.noSuchAccount(order.from);
  const to = books.account(order.to);
  if (!to) return refuse.noSuchAccount(order.to);
  if (from.asset !== to.asset) return refuse.assetsDiffer(from, to);
  const younger = laterOpened(from, to);
  if (order.day < younger.openedOn) return refuse.beforeAccountOpened(younger, order.day);
  if (from.id === to.id) return refuse.sameAccount(from);
  const free = available(from);
  if (free !== null && free < order.amount) return refuse.notEnough(from, order.amount);

  return { kind: 'agreed', from, to };
}

/**
 * Posts one order in the caller's transaction. A refusal has written nothing.
 *
 * @example await post(tx, { id: 'file:12/study', from: 'study/issued', to: 'study/91330499…', amount: 60n, day, says: '学法考试合格', about, by, at })
 */
export async function post(tx: Tx, order: TransferOrder): Promise<Posted | Refusal> {
  return postBy(decide, tx, order);
}

/** `post` with the decision handed in, so that tests can plant a wrong one and see it caught. */
export async function postBy(deciding: typeof decide, tx: Tx, order: TransferOrder): Promise<Posted | Refusal> {
  const decision = deciding(await openBooks(tx, order), order);
  if (decision.kind !== 'agreed') return decision;

  const { from, to } = decision;
  const position = await writeTransfer(tx, order);
  const transfer: Transfer = { ...order, book: from.book, asset: from.asset, fromName: from.name, toName: to.name, position };
  // The line in the chain belongs to a side that the transaction may see, the receiver first: a firm redeeming pays an account it cannot see.
  const seen = to.isInScope ? to : from;
  await entrust(tx, {
    chain: `book:${from.book}`,
    about: ref('transfer', order.id),
    content: sealedContent(transfer, from, to),
    party: seen.party,
    district: seen.district,
    at: order.at,
  });
  return { kind: 'posted', transfer, isRepeat: false };
}
