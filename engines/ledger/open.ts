/** Verbs: declare an asset, open an account. Both may be asked again and again; neither changes what is there. */
import { isRefusal, type Refusal } from '../../foundation/refusal.ts';
import type { Tx } from '../../foundation/store/store.ts';
import type { Account, Asset, NewAccount } from './account.ts';
import { refuse } from './refusals.ts';
import { findAccountRow, findAssetRow, insertAccount, insertAsset } from './store.ts';

/**
 * Declares what a book counts. For our own jobs: a request may not.
 *
 * @example await declareAsset(tx, { id: 'study-points', book: 'study', name: '学法积分', unit: '分', scale: 0 })
 */
export async function declareAsset(tx: Tx, asset: Asset): Promise<Asset | Refusal> {
  await insertAsset(tx, asset);
  const there = await findAssetRow(tx, asset.id);
  if (!there) throw new Error(`the asset ${asset.id} was declared and cannot be read; is there a scope?`);
  // A name may be put better later; book, unit and scale give the numbers already posted their meaning.
  return there.book === asset.book && there.unit === asset.unit && there.scale === asset.scale
    ? there
    : refuse.assetDeclaredOtherwise(asset.id);
}

/**
 * Opens an account with nothing in it. The same account again is the one that is there, with the day on which it first opened.
 *
 * @example await openAccount(tx, { id: 'study/issued', book: 'study', asset: 'study-points', name: '学法积分发放', party: null, district, openedOn, floor: null })
 */
export async function openAccount(tx: Tx, account: NewAccount): Promise<Account | Refusal> {
  if (!(await insertAccount(tx, account))) return refuse.accountOutsideScope(account.id);
  const there = await findAccountRow(tx, account.id);
  const floor = account.floor === undefined ? 0n : account.floor;
  // An account hidden by the scope is someone else's, whatever it holds.
  if (!there) return refuse.accountIdTaken(account.id);
  const isSame = there.book === account.book && there.asset === account.asset && there.party === account.party && there.floor === floor;
  return isSame ? there : refuse.accountIdTaken(account.id);
}

/** Opens several; the first refusal ends it. */
export async function openAccounts(tx: Tx, accounts: NewAccount[]): Promise<Account[] | Refusal> {
  const opened: Account[] = [];
  for (const account of accounts) {
    const one = await openAccount(tx, account);
    if (isRefusal(one)) return one;
    opened.push(one);
  }
  return opened;
}
