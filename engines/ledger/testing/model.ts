/**
 * The slow twin of the ledger, from README.md alone: it keeps nothing but the list of accounts and the list of what was posted, and finds every
 * answer by reading the whole list again. No balance is kept, no index, no lock; so it shares no way of being wrong with the engine.
 */
export interface ModelAccount {
  id: string;
  asset: string;
  openedOn: string;
  floor: bigint | null;
}
export interface ModelOrder {
  id: string;
  from: string;
  to: string;
  amount: bigint;
  day: string;
  says: string;
}

export class Model {
  readonly accounts: ModelAccount[];
  readonly posted: ModelOrder[] = [];

  constructor(accounts: ModelAccount[]) {
    this.accounts = accounts;
  }

  /** 'posted', or the reason, in the README's order of reasons. */
  post(order: ModelOrder): string {
    for (const earlier of this.posted) {
      if (earlier.id !== order.id) continue;
      const differs = (Object.keys(order) as (keyof ModelOrder)[]).some((part) => earlier[part] !== order[part]);
      return differs ? 'idUsedForAnotherOrder' : 'posted';
    }
    const from = this.accounts.find((account) => account.id === order.from);
    const to = this.accounts.find((account) => account.id === order.to);
    const reasons: [string, () => boolean][] = [
      ['amountMustBePositive', () => order.amount < 1n],
      ['amountTooLarge', () => order.amount > 1_000_000_000_000_000n],
      ['noSuchAccount', () => from === undefined || to === undefined],
      ['assetsDiffer', () => from!.asset !== to!.asset],
      ['beforeAccountOpened', () => [from!, to!].some((account) => order.day < account.openedOn)],
      ['sameAccount', () => from === to],
      // L2, by trying: would the giver, after this, lie below its floor?
      ['notEnough', () => from!.floor !== null && this.holds(order.from, [...this.posted, order]) < from!.floor],
    ];
    const reason = reasons.find(([, applies]) => applies());
    if (reason) return reason[0];
    this.posted.push({ ...order });
    return 'posted';
  }

  /** L1: what came in less what went out, over the whole list. */
  holds(account: string, list: ModelOrder[] = this.posted): bigint {
    let sum = 0n;
    for (const one of list) {
      if (one.to === account) sum += one.amount;
      if (one.from === account) sum -= one.amount;
    }
    return sum;
  }
}
