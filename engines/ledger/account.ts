/** Nouns: an asset is what a book counts; an account holds some of it for someone. */
import type { Day } from '../../foundation/day.ts';

/** A whole number of an asset's smallest part: with scale 2, 12345n is 123.45. */
export type Amount = bigint;
export type AccountId = string;

export interface Asset {
  id: string;
  book: string;
  name: string;
  /** What it is counted in, as people say it: 分, 千克, 吨. */
  unit: string;
  /** How many decimal places the smallest part has, 0 to 9. */
  scale: number;
}

export interface NewAccount {
  id: AccountId;
  book: string;
  asset: string;
  name: string;
  /** Credit code of the firm it belongs to; null for an account of the bureau's own. */
  party: string | null;
  district: string;
  openedOn: Day;
  /** The least it may hold: 0 unless said otherwise; null means no floor at all, which makes it an issuing account and never a firm's. */
  floor?: Amount | null;
}

export interface Account extends Required<NewAccount> {
  unit: string;
  scale: number;
  balance: Amount;
}

/**
 * An account as one side of an order. Its balance is null where the scope does not show it: a receiver's balance belongs to the receiver, and no
 * order needs it.
 */
export interface Side extends Omit<Account, 'balance'> {
  balance: Amount | null;
  /** Whether the account lies in the scope of the transaction (an issuing account may be reached without). */
  isInScope: boolean;
}

/** What may still leave the account; null means no end. */
export function available(of: Side): Amount | null {
  if (of.floor === null) return null;
  if (of.balance === null) throw new Error(`the balance of ${of.id} was not loaded, and it has a floor`);
  return of.balance - of.floor;
}

/** The later opened of two; the first when they opened on one day. */
export function laterOpened<A extends { openedOn: Day }>(one: A, other: A): A {
  return other.openedOn > one.openedOn ? other : one;
}

/**
 * An amount as a person reads it, with its unit.
 *
 * @example show(12345n, { scale: 2, unit: '千克' }) // '123.45 千克'
 */
export function show(amount: Amount, { scale, unit }: { scale: number; unit: string }): string {
  const sign = amount < 0n ? '-' : '';
  const digits = (amount < 0n ? -amount : amount).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${sign}${whole}${scale ? `.${digits.slice(-scale)}` : ''} ${unit}`;
}
