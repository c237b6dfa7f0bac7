import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Settled } from '../../foundation/effects/index.ts';
import { isRefusal, orRollBack } from '../../foundation/refusal.ts';
import { sealPending, verify } from '../../foundation/seal/index.ts';
import { type Scope, WHOLE_CITY } from '../../foundation/store/store.ts';
import {
  balance,
  declareAsset,
  findAccount,
  listAccounts,
  listImbalances,
  listStatement,
  openAccount,
  post,
  posts,
  show,
  transferWitness,
} from './index.ts';
import { account, city, east, must, openAll, openTestBooks, powerPlant, quarry, type TestBooks, west } from './testing/builders.ts';

let books: TestBooks;
beforeAll(async () => {
  books = await openTestBooks();
  await openAll(books, [
    account('issuing', { name: '学法积分发放户', floor: null }),
    account('redeemed', { name: '学法积分抵扣户' }),
    account('quarry', { name: '采石厂', party: quarry, district: east }),
    account('plant', { name: '热电厂', party: powerPlant, district: west }),
  ]);
});
afterAll(() => books?.close());

const firm: Scope = { districts: [], party: quarry };
const branch: Scope = { districts: [east] };
const otherBranch: Scope = { districts: [west] };
let next = 0;
const order = (from: string, to: string, amount: bigint, says = '学法考试合格') => {
  next += 1;
  return {
    id: `B${next}`,
    from,
    to,
    amount,
    day: '2026-04-01',
    says,
    about: { kind: 'file', id: '12' },
    by: 'zhao',
    at: Date.UTC(2026, 3, 1) + next,
  };
};
const codeOf = (outcome: unknown) => (isRefusal(outcome) ? outcome.code : (outcome as { kind: string }).kind);
const posting = (scope: Scope, from: string, to: string, amount: bigint) =>
  books.scoped.as(scope, (tx) => post(tx, order(from, to, amount)));

describe('who may move what, by row security', () => {
  it("a firm's own transaction receives points from the city's issuing account, which it cannot see", async () => {
    expect(codeOf(await posting(firm, 'issuing', 'quarry', 60n))).toBe('posted');
    expect(await books.scoped.as(firm, (tx) => findAccount(tx, 'issuing'))).toBeUndefined();
    expect(await books.scoped.as(firm, (tx) => balance(tx, 'quarry'))).toBe(60n);
  });

  it("a branch officer posts to a firm of the officer's district, and pays from it to the city", async () => {
    expect(codeOf(await posting(branch, 'issuing', 'quarry', 40n))).toBe('posted');
    expect(codeOf(await posting(branch, 'quarry', 'redeemed', 10n))).toBe('posted');
  });

  it('an account out of reach is no account: neither a branch nor a firm learns whether it exists', async () => {
    expect(codeOf(await posting(otherBranch, 'issuing', 'quarry', 1n))).toBe('ledger.noSuchAccount');
    expect(codeOf(await posting(otherBranch, 'quarry', 'plant', 1n))).toBe('ledger.noSuchAccount');
    expect(codeOf(await posting(firm, 'plant', 'quarry', 1n))).toBe('ledger.noSuchAccount');
    expect(codeOf(await posting(firm, 'issuing', 'plant', 1n))).toBe('ledger.noSuchAccount');
    expect(codeOf(await posting({ districts: [] }, 'issuing', 'quarry', 1n))).toBe('ledger.noSuchAccount');
  });

  it('without a scope there are no accounts and no transfers; a firm sees its own and no other', async () => {
    const seen = (scope: Scope) =>
      books.scoped.as(scope, async (tx) => ({
        accounts: (await listAccounts(tx)).map((one) => one.id),
        statement: (await listStatement(tx, 'quarry')).length,
        facts: (await tx.query(`select 1 from ledger_facts`)).length,
      }));
    expect(await seen({ districts: [] })).toEqual({ accounts: [], statement: 0, facts: 0 });
    expect(await seen(firm)).toEqual({ accounts: ['quarry'], statement: 3, facts: 3 });
    expect(await seen(otherBranch)).toEqual({ accounts: ['plant'], statement: 0, facts: 0 });
    expect(await seen(WHOLE_CITY)).toMatchObject({ accounts: ['issuing', 'plant', 'quarry', 'redeemed'], facts: 3 });
  });

  it('no role of ours can write a transfer or a balance but through a decided order (L2, L3)', async () => {
    const attempts = [
      'update ledger_transfer set amount = amount + 1',
      'delete from ledger_transfer',
      `insert into ledger_transfer (id, amount) values ('x', 1)`,
      `update ledger_account set balance = 1000 where id = 'quarry'`,
      `update ledger_account set floor = -1000 where id = 'quarry'`,
      `insert into ledger_account (id, book, asset, name, district, opened_on, balance) values ('x', 'study', 'study-points', 'x', '${city}', '2026-01-01', 5)`,
    ];
    for (const sql of attempts) {
      await expect(
        books.scoped.as(WHOLE_CITY, (tx) => tx.query(sql)),
        sql,
      ).rejects.toThrow(/permission denied/);
      await expect(
        books.system.tx((tx) => tx.query(sql)),
        sql,
      ).rejects.toThrow(/permission denied/);
    }
  });

  it('the last line behind the decision: the tables themselves refuse an overdraft, a self-payment and a stranger (L1, L2)', async () => {
    const write = (scope: Scope, from: string, to: string, amount: number) =>
      books.scoped.as(scope, (tx) =>
        tx.query(`select ledger_write('X', $1, $2, $3, '2026-04-01', '', null, null, 'x', now())`, [from, to, amount]),
      );
    await expect(write(WHOLE_CITY, 'quarry', 'redeemed', 1_000_000)).rejects.toThrow(/not_below_floor/);
    await expect(write(WHOLE_CITY, 'quarry', 'quarry', 1)).rejects.toThrow(/check constraint/);
    await expect(write(WHOLE_CITY, 'quarry', 'redeemed', 0)).rejects.toThrow(/check constraint/);
    await expect(write(firm, 'plant', 'quarry', 1)).rejects.toThrow(/beyond the scope/);
    await expect(write({ districts: [] }, 'issuing', 'quarry', 1)).rejects.toThrow(/beyond the scope/);
  });
});

describe('accounts', () => {
  it('opening the same account again changes nothing; its id for another holder, floor or asset is refused', async () => {
    const opened = account('mill', { name: '印染厂', party: quarry, district: east, openedOn: '2026-02-01' });
    await books.scoped.as(firm, (tx) => openAccount(tx, opened));
    const again = must(await books.scoped.as(firm, (tx) => openAccount(tx, { ...opened, openedOn: '2026-05-01' })));
    expect(again).toMatchObject({ openedOn: '2026-02-01', balance: 0n });
    const open = async (scope: Scope, of: object) => codeOf(await books.scoped.as(scope, (tx) => openAccount(tx, { ...opened, ...of })));
    expect(await open(WHOLE_CITY, { party: powerPlant })).toBe('ledger.accountIdTaken');
    expect(await open(WHOLE_CITY, { floor: -5n })).toBe('ledger.accountIdTaken');
    expect(await open(otherBranch, { id: 'quarry', party: powerPlant, district: west })).toBe('ledger.accountIdTaken');
    expect(await open(otherBranch, { id: 'new' })).toBe('ledger.accountOutsideScope');
  });

  it('a firm may not own an issuing account', async () => {
    await expect(
      books.scoped.as(firm, (tx) => openAccount(tx, account('mint', { party: quarry, district: east, floor: null }))),
    ).rejects.toThrow(/issuer_belongs_to_no_party/);
  });

  it('an asset keeps its unit and scale, and a request cannot declare one', async () => {
    const points = { id: 'study-points', book: 'study', name: '积分', unit: '分', scale: 0 };
    expect(await books.system.tx((tx) => declareAsset(tx, points))).toMatchObject({ name: '学法积分' });
    expect(codeOf(await books.system.tx((tx) => declareAsset(tx, { ...points, scale: 2 })))).toBe('ledger.assetDeclaredOtherwise');
    await expect(books.scoped.as(WHOLE_CITY, (tx) => declareAsset(tx, { ...points, id: 'gold' }))).rejects.toThrow(/permission denied/);
  });

  it('amounts are whole numbers of the smallest part and are shown with unit and decimals', () => {
    expect(show(12_345n, { scale: 2, unit: '千克' })).toBe('123.45 千克');
    expect(show(-5n, { scale: 2, unit: '千克' })).toBe('-0.05 千克');
    expect(show(60n, { scale: 0, unit: '分' })).toBe('60 分');
  });

  it('an amount beyond what a double can hold is kept to the last part', async () => {
    const most = 999_999_999_999_999n;
    await openAll(books, [account('big/issuing', { floor: null }), account('big', { district: east })]);
    for (let n = 0; n < 10; n += 1) must(await posting(WHOLE_CITY, 'big/issuing', 'big', most));
    expect(await books.system.tx((tx) => balance(tx, 'big'))).toBe(9_999_999_999_999_990n);
  });
});

describe('statements and facts', () => {
  it('a statement lists what came and went with the balance after each, and names a counterpart its reader cannot see', async () => {
    const lines = await books.scoped.as(firm, (tx) => listStatement(tx, 'quarry'));
    expect(
      (lines as Exclude<typeof lines, { kind: 'refusal' }>).map((line) => [line.counterpart.name, line.amount, line.balanceAfter]),
    ).toEqual([
      ['学法积分发放户', 60n, 60n],
      ['学法积分发放户', 40n, 100n],
      ['学法积分抵扣户', -10n, 90n],
    ]);
    const newest = (await books.scoped.as(firm, (tx) => listStatement(tx, 'quarry', { limit: 1 }))) as Exclude<
      typeof lines,
      { kind: 'refusal' }
    >;
    expect(newest.map((line) => line.balanceAfter)).toEqual([90n]);
    expect(await books.scoped.as(firm, (tx) => listStatement(tx, 'quarry', { to: '2026-03-31' }))).toEqual([]);
  });

  it("a year's pool kept for everyone is given from by every branch to its own firms, and is empty when it is empty (L2)", async () => {
    await openAll(books, [account('pool', { district: '*' }), account('well', { district: east })]);
    expect(codeOf(await posting(WHOLE_CITY, 'issuing', 'pool', 50n))).toBe('posted');
    expect(codeOf(await posting(branch, 'pool', 'well', 30n))).toBe('posted');
    expect(codeOf(await posting(otherBranch, 'pool', 'well', 1n))).toBe('ledger.noSuchAccount');
    expect(codeOf(await posting(branch, 'pool', 'well', 30n))).toBe('ledger.notEnough');
    expect(await books.system.tx((tx) => balance(tx, 'pool'))).toBe(20n);
  });

  it("one transfer is one fact, in the asset's unit, on the receiver's party", async () => {
    await openAll(books, [
      account('rights/issuing', { book: 'rights', asset: 'SO2.kg', floor: null }),
      account('rights/plant', { book: 'rights', asset: 'SO2.kg', party: powerPlant, district: west }),
    ]);
    must(await posting(WHOLE_CITY, 'rights/issuing', 'rights/plant', 12_345n));
    const facts = await books.system.tx((tx) => tx.query(`select * from facts where kind = 'ledger.rights.posted'`));
    expect(facts).toEqual([
      expect.objectContaining({
        ref_kind: 'transfer',
        party: powerPlant,
        district: west,
        day: '2026-04-01',
        amount: '123.45',
        unit: '千克',
        status: 'posted',
      }),
    ]);
  });

  it('balances are the sums of their transfers, and an asset sums to nothing (L1)', async () => {
    expect(await books.system.tx(listImbalances)).toEqual([]);
  });
});

describe('effects', () => {
  const act = (party: string, district: string): Settled => ({
    ref: { kind: 'file', id: `F-${party.slice(-3)}` },
    title: '学法',
    party,
    partyName: '',
    place: null,
    placeName: null,
    entry: null,
    district,
    said: {},
    by: 'zhao',
    at: Date.UTC(2026, 3, 2),
    day: '2026-04-02',
  });
  const credit = (amount: bigint) =>
    posts((of) => ({ id: `study/${of.ref.id}`, from: 'issuing', to: `study/${of.party}`, amount, says: '学法考试合格' }), {
      opens: (of) => [account(`study/${of.party}`, { name: '采石厂积分户', party: of.party, district: of.district, openedOn: of.day })],
    });

  it("an officer's act opens the firm's account, posts, and says what it did; the same act again posts once", async () => {
    const done = await books.scoped.as(branch, (tx) => credit(60n).run(tx, act(quarry, east)));
    expect(done).toEqual({ kind: 'done', says: '采石厂积分户 记入 60 分', ref: { kind: 'transfer', id: 'study/F-A01' } });
    await books.scoped.as(branch, (tx) => credit(60n).run(tx, act(quarry, east)));
    expect(await books.scoped.as(branch, (tx) => balance(tx, `study/${quarry}`))).toBe(60n);
    const [line] = (await books.system.tx((tx) => listStatement(tx, `study/${quarry}`))) as { about: object; by: string; day: string }[];
    expect(line).toMatchObject({ about: { kind: 'file', id: 'F-A01' }, by: 'zhao', day: '2026-04-02' });
  });

  it('when the ledger refuses, the act is refused with that reason and nothing of it stays', async () => {
    const outcome = await books.scoped.as(branch, async (tx) => {
      must(await openAccount(tx, account('left-over', { district: east })));
      return orRollBack(await credit(0n).run(tx, { ...act(quarry, east), ref: { kind: 'file', id: 'other' } }));
    });
    expect(codeOf(outcome)).toBe('ledger.amountMustBePositive');
    expect(await books.system.tx((tx) => findAccount(tx, 'left-over'))).toBeUndefined();
  });
});

describe('the chain (L5)', () => {
  it('every posting is sealed in the chain of its book, and a transfer altered behind our back is named', async () => {
    await sealPending(books.system, 1);
    const whole = await verify(books.system, [transferWitness]);
    expect(whole.flaws).toEqual([]);
    expect(whole.chains).toBe(2);
    expect(whole.rows).toBe((await books.system.tx((tx) => tx.query('select 1 from ledger_transfer'))).length);

    const owner = new pg.Client({ connectionString: books.urls.postgres });
    await owner.connect();
    await owner.query(`update xiushui.ledger_transfer set amount = amount + 1 where id = 'B1'`);
    const altered = await verify(books.system, [transferWitness]);
    expect(altered.flaws.map((flaw) => [flaw.chain, flaw.about, flaw.code])).toEqual([['book:study', 'transfer:B1', 'contentDiffers']]);
    expect(await books.system.tx(listImbalances)).toHaveLength(2);
    await owner.query(`update xiushui.ledger_transfer set amount = amount - 1 where id = 'B1'`);
    await owner.end();
  });
});
