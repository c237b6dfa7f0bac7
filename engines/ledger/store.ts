/** The only file that knows the tables of the books. It reads and writes; it decides nothing. */
import type { Instant } from '../../foundation/day.ts';
import type { Witness } from '../../foundation/seal/index.ts';
import type { Tx } from '../../foundation/store/store.ts';
import type { Account, AccountId, Amount, Asset, NewAccount, Side } from './account.ts';
import type { Transfer, TransferOrder } from './transfer.ts';

interface TransferRow {
  id: string;
  position: number;
  book: string;
  asset: string;
  from_account: string;
  to_account: string;
  from_name: string;
  to_name: string;
  amount: string;
  day: string;
  says: string;
  about_kind: string | null;
  about_id: string | null;
  by: string;
  at: Instant;
}

interface AccountRow {
  id: string;
  book: string;
  asset: string;
  name: string;
  party: string | null;
  district: string;
  opened_on: string;
  floor: string | null;
  balance: string | null;
  unit: string;
  scale: number;
}

/** What `decide` looks at: the earlier transfer of an order's id, and the accounts within reach. */
export interface Books {
  transfer(id: string): Transfer | undefined;
  account(id: AccountId): Side | undefined;
}

/** Loads what an order speaks of, locked until the transaction ends: the order's id, then the accounts in order of their ids. */
export async function openBooks(tx: Tx, order: TransferOrder): Promise<Books> {
  const rows = await tx.query<{ earlier: TransferRow | null; account: (AccountRow & { sees: boolean }) | null }>(
    'select earlier, account from ledger_open($1, $2, $3)',
    [order.id, order.from, order.to],
  );
  const transfers = new Map<string, Transfer>();
  const sides = new Map<string, Side>();
  for (const { earlier, account } of rows) {
    if (earlier) transfers.set(earlier.id, transferOf(earlier));
    if (account) {
      sides.set(account.id, {
        ...accountOf(account),
        balance: account.balance === null ? null : BigInt(account.balance),
        isInScope: account.sees,
      });
    }
  }
  return { transfer: (id) => transfers.get(id), account: (id) => sides.get(id) };
}

/** Writes one decided order with both balances. The tables refuse, by throwing, what `decide` should have refused. */
export async function writeTransfer(tx: Tx, order: TransferOrder): Promise<number> {
  const { position } = await tx.get<{ position: number }>(
    'select ledger_write($1, $2, $3, $4::bigint, $5::date, $6, $7, $8, $9, to_timestamp($10 / 1000.0)) as position',
    [
      order.id,
      order.from,
      order.to,
      String(order.amount),
      order.day,
      order.says,
      order.about?.kind ?? null,
      order.about?.id ?? null,
      order.by,
      order.at,
    ],
  );
  return position;
}

const ACCOUNT = `a.id, a.book, a.asset, a.name, a.party, a.district, a.opened_on, a.floor::text as floor, a.balance::text as balance, s.unit, s.scale
  from ledger_account a join ledger_asset s on s.id = a.asset`;

export async function findAccountRow(tx: Tx, id: AccountId): Promise<Account | undefined> {
  const row = await tx.find<AccountRow>(`select ${ACCOUNT} where a.id = $1`, [id]);
  return row && accountOf(row);
}

export async function listAccountRows(tx: Tx, of: { book?: string; party?: string }): Promise<Account[]> {
  const rows = await tx.query<AccountRow>(
    `select ${ACCOUNT} where ($1::text is null or a.book = $1) and ($2::text is null or a.party = $2) order by a.book, a.id`,
    [of.book ?? null, of.party ?? null],
  );
  return rows.map(accountOf);
}

/** Writes the account unless its id is there already, seen or not. False when it lies outside the scope and was not tried. */
export async function insertAccount(tx: Tx, account: NewAccount): Promise<boolean> {
  const { may } = await tx.get<{ may: boolean }>('select not ledger_bound() or in_scope($1, $2) as may', [account.district, account.party]);
  if (!may) return false;
  const floor = account.floor === undefined ? 0n : account.floor;
  await tx.query(
    `insert into ledger_account (id, book, asset, name, party, district, opened_on, floor) values ($1, $2, $3, $4, $5, $6, $7, $8::bigint)
     on conflict (id) do nothing`,
    [
      account.id,
      account.book,
      account.asset,
      account.name,
      account.party,
      account.district,
      account.openedOn,
      floor === null ? null : String(floor),
    ],
  );
  return true;
}

export async function insertAsset(tx: Tx, asset: Asset): Promise<void> {
  await tx.query('insert into ledger_asset (id, book, name, unit, scale) values ($1, $2, $3, $4, $5) on conflict (id) do nothing', [
    asset.id,
    asset.book,
    asset.name,
    asset.unit,
    asset.scale,
  ]);
}

export async function findAssetRow(tx: Tx, id: string): Promise<Asset | undefined> {
  return tx.find<Asset>('select id, book, name, unit, scale from ledger_asset where id = $1', [id]);
}

const TRANSFER = `id, position, book, asset, from_account, to_account, from_name, to_name, amount::text as amount, day, says, about_kind, about_id, by, at
  from ledger_transfer`;

export async function findTransferRow(tx: Tx, id: string): Promise<Transfer | undefined> {
  const row = await tx.find<TransferRow>(`select ${TRANSFER} where id = $1`, [id]);
  return row && transferOf(row);
}

/** Every transfer that touches an account, in the order of posting, with the balance after each. */
export async function listMovements(
  tx: Tx,
  account: AccountId,
  between: { from?: string; to?: string; limit: number },
): Promise<{ transfer: Transfer; balanceAfter: Amount }[]> {
  // The running balance is summed over the whole account before the days are cut out; the newest lines are kept when there are too many.
  const rows = await tx.query<TransferRow & { after: string }>(
    `select * from (
       select m.*, sum(case when to_account = $1 then amount else -amount end) over (order by position)::text as after
         from (select id, position, book, asset, from_account, to_account, from_name, to_name, amount, day, says, about_kind, about_id, by, at
                 from ledger_transfer where from_account = $1 or to_account = $1) m
     ) line
     where ($2::date is null or day >= $2) and ($3::date is null or day <= $3) order by position desc limit $4`,
    [account, between.from ?? null, between.to ?? null, between.limit],
  );
  return rows.reverse().map((row) => ({ transfer: transferOf(row), balanceAfter: BigInt(row.after) }));
}

/** Accounts whose balance is not the sum of their transfers, and assets whose balances do not sum to nothing (L1). None, unless someone went round us. */
export async function listImbalances(tx: Tx): Promise<{ about: string; kept: Amount; summed: Amount }[]> {
  const rows = await tx.query<{ about: string; kept: string; summed: string }>(
    `with moved as (
       select account, sum(amount) as summed from (
         select to_account as account, amount from ledger_transfer union all select from_account, -amount from ledger_transfer) m group by account)
     select 'account:' || a.id as about, a.balance::text as kept, coalesce(m.summed, 0)::text as summed
       from ledger_account a left join moved m on m.account = a.id where a.balance <> coalesce(m.summed, 0)
     union all
     select 'asset:' || asset, sum(balance)::text, '0' from ledger_account group by asset having sum(balance) <> 0
     order by about`,
  );
  return rows.map((row) => ({ about: row.about, kept: BigInt(row.kept), summed: BigInt(row.summed) }));
}

interface Owners {
  party: string | null;
  district: string;
  from_party: string | null;
  from_district: string;
}
type Owner = Pick<Account, 'party' | 'district'>;

/** What is sealed of a transfer: all of it, and whose both sides are, but its place, which the chain gives it. */
export function sealedContent(of: Transfer, giver: Owner, taker: Owner): Record<string, unknown> {
  return {
    id: of.id,
    book: of.book,
    asset: of.asset,
    from: of.from,
    to: of.to,
    amount: of.amount,
    day: of.day,
    says: of.says,
    about: of.about ? `${of.about.kind}:${of.about.id}` : null,
    by: of.by,
    at: of.at,
    fromName: of.fromName,
    toName: of.toName,
    giver: { party: giver.party, district: giver.district },
    taker: { party: taker.party, district: taker.district },
  };
}

/** For `audit verify`: transfers as their own table has them today (L3, L5). */
export const transferWitness: Witness = {
  kind: 'transfer',
  async stood(tx, ids) {
    const rows = await tx.query<TransferRow & Owners>(`select party, district, from_party, from_district, ${TRANSFER} where id = any($1)`, [
      ids,
    ]);
    return new Map(
      rows.map((row) => {
        const taker = { party: row.party, district: row.district };
        const giver = { party: row.from_party, district: row.from_district };
        return [row.id, { content: sealedContent(transferOf(row), giver, taker), eyes: [taker, giver] }];
      }),
    );
  },
  ids: 'select id from ledger_transfer',
};

function transferOf(row: TransferRow): Transfer {
  return {
    id: row.id,
    position: Number(row.position),
    book: row.book,
    asset: row.asset,
    from: row.from_account,
    to: row.to_account,
    fromName: row.from_name,
    toName: row.to_name,
    amount: BigInt(row.amount),
    day: row.day,
    says: row.says,
    about: row.about_kind !== null && row.about_id !== null ? { kind: row.about_kind, id: row.about_id } : null,
    by: row.by,
    at: Number(row.at),
  };
}

function accountOf(row: AccountRow): Account {
  return {
    id: row.id,
    book: row.book,
    asset: row.asset,
    name: row.name,
    party: row.party,
    district: row.district,
    openedOn: row.opened_on,
    floor: row.floor === null ? null : BigInt(row.floor),
    balance: BigInt(row.balance ?? '0'),
    unit: row.unit,
    scale: Number(row.scale),
  };
}
