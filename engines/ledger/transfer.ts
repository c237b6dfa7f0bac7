/** Nouns: an order asks for a movement; a transfer is one that happened, and never changes (L3). */
import type { Day, Instant } from '../../foundation/day.ts';
import type { Ref } from '../../foundation/ref.ts';
import type { AccountId, Amount } from './account.ts';

export interface TransferOrder {
  /** Chosen by whoever asks, from what is being settled (`file:12/step:3`), so that asking again is the same order (L4). */
  id: string;
  from: AccountId;
  to: AccountId;
  amount: Amount;
  /** The civil day it counts for. */
  day: Day;
  /** The line on the statement. */
  says: string;
  about: Ref | null;
  by: string;
  at: Instant;
}

export interface Transfer extends TransferOrder {
  book: string;
  asset: string;
  fromName: string;
  toName: string;
  /** Place in the order of posting. Rises, with gaps. */
  position: number;
}

export interface Posted {
  kind: 'posted';
  transfer: Transfer;
  /** True when this very order had been posted before, and nothing was written now. */
  isRepeat: boolean;
}

/** Whether two orders ask for the same thing. Who asked and at which moment is not part of what is asked: a retry comes later. */
export function sameOrder(one: TransferOrder, other: TransferOrder): boolean {
  return (
    one.id === other.id &&
    one.from === other.from &&
    one.to === other.to &&
    one.amount === other.amount &&
    one.day === other.day &&
    one.says === other.says &&
    one.about?.kind === other.about?.kind &&
    one.about?.id === other.about?.id
  );
}
