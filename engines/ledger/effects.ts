/** The joint to files: an act that moves something in the books, in its own transaction. If the ledger refuses, the act is refused with that reason. */
import type { Effect, Settled } from '../../foundation/effects/index.ts';
import { ref } from '../../foundation/ref.ts';
import { isRefusal } from '../../foundation/refusal.ts';
import { type NewAccount, show } from './account.ts';
import { openAccounts } from './open.ts';
import { post } from './post.ts';
import { findAssetRow } from './store.ts';
import type { TransferOrder } from './transfer.ts';

/** What a programme must say; about, by, at and day are the act's unless it says otherwise. */
export type OrderOfAct = Pick<TransferOrder, 'id' | 'from' | 'to' | 'amount' | 'says'> & Partial<TransferOrder>;

/** What a refusal means in the words of the duty that asked; its code stays the ledger's. */
export type InOtherWords = Record<string, { says: string; saysEn: string; do: string; doEn: string }>;

/**
 * Binds an act to a posting.
 *
 * @example
 * const points = posts((act) => ({ id: `${act.ref.id}/study`, from: 'study/issued', to: `study/${act.party}`, amount: 60n, says: '学法考试合格' }),
 *   { opens: (act) => [{ id: `study/${act.party}`, book: 'study', … }] });
 */
export function posts(
  orderOf: (act: Settled) => OrderOfAct,
  {
    name = '记账',
    nameEn = 'Posting',
    opens,
    inWords = {},
  }: { name?: string; nameEn?: string; opens?: (act: Settled) => NewAccount[]; inWords?: InOtherWords } = {},
): Effect {
  return {
    name,
    nameEn,
    async run(tx, act) {
      if (opens) {
        const opened = await openAccounts(tx, opens(act));
        if (isRefusal(opened)) return opened;
      }
      const outcome = await post(tx, { about: act.ref, by: act.by, at: act.at, day: act.day, ...orderOf(act) });
      if (isRefusal(outcome)) return { ...outcome, ...inWords[outcome.code] };
      const { transfer } = outcome;
      const asset = await findAssetRow(tx, transfer.asset);
      if (!asset) throw new Error(`the asset ${transfer.asset} of a posted transfer is not declared`);
      return { kind: 'done', says: `${transfer.toName} 记入 ${show(transfer.amount, asset)}`, ref: ref('transfer', transfer.id) };
    },
  };
}
