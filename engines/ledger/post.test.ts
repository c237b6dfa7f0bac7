import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRefusal, type Refusal } from '../../foundation/refusal.ts';
import { available, laterOpened } from './account.ts';
import { balance, listImbalances } from './index.ts';
import { decide, post, postBy } from './post.ts';
import { refuse } from './refusals.ts';
import { accounts, history, type Step } from './testing/arbitraries.ts';
import { account, openAll, openTestBooks, type TestBooks } from './testing/builders.ts';
import { Model, type ModelOrder } from './testing/model.ts';
import { runTable } from './testing/table.ts';
import { sameOrder } from './transfer.ts';

let books: TestBooks;
beforeAll(async () => {
  books = await openTestBooks();
  await openAll(books, []);
});
afterAll(() => books?.close());

describe('reasons in their order of precedence (tables)', () => {
  const table = (name: string, rows: string) =>
    it(name, async () => {
      const found = await runTable(books, name, rows);
      expect(found.map((row) => `${row.text}  = ${row.found}`)).toEqual(found.map((row) => `${row.text}  = ${row.expected}`));
    });

  table(
    'a transfer is refused for the first reason that applies, and the same request again is the same transfer (L2, L4)',
    `
    account   采石厂    SO2.kg        opened 2026-01-01  floor 0
    account   热电厂    SO2.kg        opened 2026-03-01  floor 0
    account   学习点    study-points  opened 2026-01-01  floor 0
    issue     采石厂    1000
    #         id   from      to        amount  day          → says
    transfer  T1   采石厂    热电厂         0  2026-02-01   →  amountMustBePositive
    transfer  T1   采石厂    热电厂        -5  2026-02-01   →  amountMustBePositive
    transfer  T1   采石厂    热电厂   1000000000000001  2026-02-01   →  amountTooLarge
    transfer  T1   化肥厂    热电厂      4000  2026-02-01   →  noSuchAccount        # not enough either, and too early
    transfer  T1   采石厂    化肥厂      4000  2026-02-01   →  noSuchAccount
    transfer  T1   采石厂    学习点      4000  2025-02-01   →  assetsDiffer         # before both opened, and too much
    transfer  T1   采石厂    热电厂      4000  2026-02-28   →  beforeAccountOpened  # too much as well
    transfer  T1   采石厂    采石厂      4000  2025-12-31   →  beforeAccountOpened
    transfer  T1   采石厂    采石厂      4000  2026-04-01   →  sameAccount          # too much as well
    transfer  T1   采石厂    热电厂      1001  2026-04-01   →  notEnough
    transfer  T1   采石厂    热电厂       400  2026-03-01   →  posted               # the very day it opened
    transfer  T1   采石厂    热电厂       400  2026-03-01   →  posted               # the same request again
    transfer  T1   采石厂    热电厂       401  2026-03-01   →  idUsedForAnotherOrder
    transfer  T1   采石厂    热电厂         0  2026-03-01   →  idUsedForAnotherOrder  # the id comes before the sum
    transfer  T1   采石厂    热电厂       400  2026-03-02   →  idUsedForAnotherOrder
    transfer  T2   采石厂    热电厂       700  2026-04-01   →  notEnough
    transfer  T2   采石厂    热电厂       600  2026-04-01   →  posted               # a refused id is free
    balance   采石厂  0      热电厂  1000
    `,
  );

  table(
    'an account with a floor below zero may go down to it and no further, and an issuing account has no floor (L2)',
    `
    account   发放户    study-points  opened 2026-01-01  floor none
    account   透支户    study-points  opened 2026-01-01  floor -50
    account   印染厂    study-points  opened 2026-01-01  floor 0
    transfer  T1   透支户    印染厂        51  2026-01-01   →  notEnough
    transfer  T1   透支户    印染厂        50  2026-01-01   →  posted
    transfer  T2   透支户    印染厂         1  2026-01-01   →  notEnough
    transfer  T3   发放户    透支户     10000  2026-01-01   →  posted
    transfer  T4   透支户    印染厂     10000  2026-01-01   →  posted
    transfer  T5   透支户    印染厂         1  2026-01-01   →  notEnough
    balance   发放户  -10000  透支户  -50  印染厂  10050
    `,
  );
});

it('every refusal of a posting says what happened and what to do next, in both languages', async () => {
  const order = { id: 'T', from: 'nobody', to: 'no one', amount: 1n, day: '2026-01-01', says: '', about: null, by: 'x', at: 0 };
  const outcome = (await books.system.tx((tx) => post(tx, order))) as Refusal;
  expect(outcome).toMatchObject({ kind: 'refusal', code: 'ledger.noSuchAccount', status: 404, about: { account: 'nobody' } });
  for (const part of [outcome.says, outcome.do, outcome.saysEn, outcome.doEn]) expect(part).toBeTruthy();
  expect(new Set(refuse.codes).size).toBe(refuse.codes.length);
});

let run = 0;

/** Walks one history with the engine (its decision handed in) and the twin; answers where they first part, or nothing. */
async function partAt(deciding: typeof decide, steps: Step[]): Promise<string | undefined> {
  run += 1;
  const at = (id: string) => `h${run}/${id}`;
  await openAll(
    books,
    accounts.map((one) =>
      account(at(one.id), {
        asset: one.asset,
        book: one.asset === 'SO2.kg' ? 'rights' : 'study',
        openedOn: one.openedOn,
        floor: one.floor,
      }),
    ),
  );
  const model = new Model(accounts);
  const asked: ModelOrder[] = [];
  for (const [index, step] of steps.entries()) {
    const order = orderOf(step, index, asked, model);
    asked.push(order);
    const expected = model.post(order);
    let found: string;
    try {
      const outcome = await books.system.tx((tx) =>
        postBy(deciding, tx, { ...order, id: at(order.id), from: at(order.from), to: at(order.to), about: null, by: 'twin', at: index }),
      );
      found = isRefusal(outcome) ? outcome.code.replace('ledger.', '') : 'posted';
    } catch (error) {
      found = (error as Error).message;
    }
    const told = `step ${index + 1}: ${order.id} ${order.from} → ${order.to} ${order.amount} on ${order.day}`;
    if (found !== expected) return `${told}: the twin says ${expected}, the engine ${found}`;
    const balances = await books.system.tx((tx) =>
      tx.query<{ id: string; balance: string }>('select id, balance::text as balance from ledger_account where id = any($1)', [
        accounts.map((one) => at(one.id)),
      ]),
    );
    for (const one of accounts) {
      const kept = balances.find((row) => row.id === at(one.id))?.balance;
      if (kept !== String(model.holds(one.id))) return `${told}: ${one.id} holds ${kept}, by the twin ${model.holds(one.id)}`;
    }
  }
  return undefined;
}

function orderOf(step: Step, index: number, asked: ModelOrder[], model: Model): ModelOrder {
  if ('order' in step) return step.order;
  if ('again' in step && asked.length) return { ...(asked[step.again % asked.length] as ModelOrder), ...step.but };
  if ('everything' in step) {
    const floor = model.accounts.find((one) => one.id === step.everything)?.floor ?? 0n;
    return {
      id: `E${index}`,
      from: step.everything,
      to: step.to,
      amount: model.holds(step.everything) - floor + step.more,
      day: '2026-04-01',
      says: '全部转出',
    };
  }
  return { id: `F${index}`, from: 'issuing', to: 'quarry', amount: 5n, day: '2026-04-01', says: '合格' };
}

describe('against the slow twin', () => {
  it('random histories of orders end as the twin says, step by step (L1, L2, L4)', async () => {
    const seed = Number(process.env.XIUSHUI_SEED ?? 20_260_301);
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const parted = await partAt(decide, steps);
        if (parted) throw new Error(parted);
      }),
      { seed, numRuns: 40, endOnFailure: false },
    );
    expect(await books.system.tx(listImbalances)).toEqual([]);
  });

  // Each is one plausible slip in `decide`. What the tables' checks stop with an exception counts as caught too: nothing wrong was written.
  const without = (reason: string, instead: (...about: Parameters<typeof decide>) => ReturnType<typeof decide>): typeof decide => {
    return (on, order) => {
      const says = decide(on, order);
      return isRefusal(says) && says.code === `ledger.${reason}` ? instead(on, order) : says;
    };
  };
  const agree: typeof decide = (on, order) => ({ kind: 'agreed', from: on.account(order.from)!, to: on.account(order.to)! });
  const blindTo = (reason: string) => without(reason, agree);
  const slips: Record<string, typeof decide> = {
    'a repeat is not recognised and goes on to the sums': (on, order) => decide({ ...on, transfer: () => undefined }, order),
    'any earlier transfer of the id counts as the same': (on, order) => {
      const earlier = on.transfer(order.id);
      return earlier ? { kind: 'posted', transfer: earlier, isRepeat: true } : decide(on, order);
    },
    'the day is not compared when an id comes again': (on, order) => {
      const earlier = on.transfer(order.id);
      return earlier && sameOrder({ ...earlier, day: order.day }, order)
        ? { kind: 'posted', transfer: earlier, isRepeat: true }
        : decide(on, order);
    },
    'nothing may be moved as well as something': blindTo('amountMustBePositive'),
    'assets may be mixed': blindTo('assetsDiffer'),
    'a back-dated transfer passes': blindTo('beforeAccountOpened'),
    'only the giver must have been open': without('beforeAccountOpened', (on, order) => {
      const from = on.account(order.from)!;
      const to = on.account(order.to)!;
      return laterOpened(from, to) === to && order.day >= from.openedOn
        ? decide({ ...on, account: (id) => ({ ...on.account(id)!, openedOn: '' }) }, order)
        : decide(on, order);
    }),
    'the day of opening itself is refused': (on, order) => {
      const says = decide(on, order);
      if (says.kind !== 'agreed') return says;
      const younger = laterOpened(says.from, says.to);
      return order.day === younger.openedOn ? refuse.beforeAccountOpened(younger, order.day) : says;
    },
    'the last one may not be spent': (on, order) => {
      const says = decide(on, order);
      return says.kind === 'agreed' && available(says.from) === order.amount ? refuse.notEnough(says.from, order.amount) : says;
    },
    'one more than there is may be spent': without('notEnough', (on, order) => {
      const from = on.account(order.from)!;
      return available(from) === order.amount - 1n ? agree(on, order) : refuse.notEnough(from, order.amount);
    }),
    'a floor below zero is taken for zero': (on, order) => {
      const says = decide(on, order);
      return says.kind === 'agreed' && says.from.floor !== null && (says.from.balance ?? 0n) < order.amount
        ? refuse.notEnough(says.from, order.amount)
        : says;
    },
    'an account may pay itself': blindTo('sameAccount'),
    'the balance is asked before the day': without('beforeAccountOpened', (on, order) => {
      const from = on.account(order.from)!;
      const free = available(from);
      return free !== null && free < order.amount ? refuse.notEnough(from, order.amount) : decide(on, order);
    }),
  };

  for (const [name, deciding] of Object.entries(slips)) {
    it(`the twin notices when ${name}`, async () => {
      let noticed: string | undefined;
      for (const steps of fc.sample(history, { seed: 7, numRuns: 60 })) {
        noticed = await partAt(deciding, steps);
        if (noticed) break;
      }
      expect(noticed).toMatch(/the twin says|by the twin/);
    });
  }
});

describe('at the same time', () => {
  it('thirty posts on one account at once never take it below its floor, and their sum is exact (L1, L2)', async () => {
    await openAll(books, [account('rush/issuing', { floor: null }), account('rush/firm'), account('rush/sink')]);
    const order = (id: string, from: string, to: string, amount: bigint) => ({
      id,
      from,
      to,
      amount,
      day: '2026-04-01',
      says: '抵扣',
      about: null,
      by: 'rush',
      at: 0,
    });
    await books.system.tx((tx) => post(tx, order('rush/0', 'rush/issuing', 'rush/firm', 100n)));
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, n) => books.system.tx((tx) => post(tx, order(`rush/${n + 1}`, 'rush/firm', 'rush/sink', 30n)))),
    );
    expect(outcomes.filter((one) => one.kind === 'posted')).toHaveLength(3);
    expect(outcomes.filter((one) => isRefusal(one) && one.code === 'ledger.notEnough')).toHaveLength(27);
    expect(await books.system.tx((tx) => balance(tx, 'rush/firm'))).toBe(10n);
    expect(await books.system.tx(listImbalances)).toEqual([]);
  });

  it('the same order ten times at once is one transfer, and another content under its id is refused (L4)', async () => {
    await openAll(books, [account('twice/issuing', { floor: null }), account('twice/a'), account('twice/b')]);
    const order = (to: string) => ({
      id: 'twice/1',
      from: 'twice/issuing',
      to,
      amount: 5n,
      day: '2026-04-01',
      says: '合格',
      about: null,
      by: 'x',
      at: 0,
    });
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, n) => books.system.tx((tx) => post(tx, order(n % 2 ? 'twice/a' : 'twice/b')))),
    );
    expect(outcomes.filter((one) => one.kind === 'posted' && !one.isRepeat)).toHaveLength(1);
    expect(outcomes.filter((one) => one.kind === 'posted' && one.isRepeat)).toHaveLength(4);
    expect(outcomes.filter((one) => isRefusal(one) && one.code === 'ledger.idUsedForAnotherOrder')).toHaveLength(5);
  });

  it('two accounts that pay each other at once do not wait for each other for ever', async () => {
    await openAll(books, [account('cross/issuing', { floor: null }), account('cross/a'), account('cross/b')]);
    const move = (id: string, from: string, to: string, amount: bigint) =>
      books.system.tx((tx) => post(tx, { id, from, to, amount, day: '2026-04-01', says: '互转', about: null, by: 'x', at: 0 }));
    await move('cross/0a', 'cross/issuing', 'cross/a', 50n);
    await move('cross/0b', 'cross/issuing', 'cross/b', 50n);
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        n % 2 ? move(`cross/${n}`, 'cross/a', 'cross/b', 2n) : move(`cross/${n}`, 'cross/b', 'cross/a', 2n),
      ),
    );
    expect(outcomes.every((one) => one.kind === 'posted')).toBe(true);
    expect(await books.system.tx((tx) => balance(tx, 'cross/a'))).toBe(50n);
  });
});
