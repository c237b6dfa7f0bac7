import { afterAll, beforeAll, expect, it } from 'vitest';
import { isRefusal, type Refusal } from '../refusal.ts';
import type { Scope, Tx } from '../store/store.ts';
import { type House, openHouse } from '../testing/house.ts';
import { once } from './once.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await house.owner.query(
    `create table done (n int not null); grant insert, select on done to xiushui_app; alter table done disable row level security`,
  );
});
afterAll(() => house.close());

const AT = Date.parse('2026-11-24T08:00:00+08:00');
const as = (login: string): Scope => ({ districts: ['330411000000'], login });
const count = async () => Number((await house.owner.query<{ n: number }>('select count(*) as n from done')).rows[0]?.n);
const nthTime = async (tx: Tx, n: number) => {
  await tx.query('insert into done values ($1)', [n]);
  return { n };
};

it('F16 a request sent again under its key is answered as the first time, and nothing is done twice', async () => {
  const ask = (n: number) =>
    house.app.as(as('officer'), (tx) => once(tx, { login: 'officer', key: 'k-1', asked: { step: 'replied' } }, AT, () => nthTime(tx, n)));
  expect(await ask(1)).toEqual({ answer: { n: 1 }, again: false });
  expect(await ask(2)).toEqual({ answer: { n: 1 }, again: true });
  expect(await count()).toBe(1);
});

it('F16 of twenty at the same moment one is carried out and nineteen are answered like it', async () => {
  const before = await count();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      house.app.as(as('officer'), (tx) => once(tx, { login: 'officer', key: 'k-20', asked: {} }, AT, () => nthTime(tx, 100 + n))),
    ),
  );
  expect((await count()) - before).toBe(1);
  const first = answers.filter((a) => !isRefusal(a) && !a.again);
  expect(first).toHaveLength(1);
  expect(new Set(answers.map((a) => (isRefusal(a) ? 'refused' : a.answer.n))).size).toBe(1);
});

it('F16 the same key for another request is refused', async () => {
  const ask = (step: string) =>
    house.app.as(as('officer'), (tx) => once(tx, { login: 'officer', key: 'k-2', asked: { step } }, AT, () => nthTime(tx, 1)));
  await ask('replied');
  expect(((await ask('verified')) as Refusal).code).toBe('request.keyUsedOtherwise');
});

it('F16 the same key of another person is another request, and its answer is nobody else’s to read', async () => {
  const ask = (login: string, n: number) =>
    house.app.as(as(login), (tx) => once(tx, { login, key: 'k-3', asked: {} }, AT, () => nthTime(tx, n)));
  expect(await ask('one', 1)).toMatchObject({ answer: { n: 1 }, again: false });
  expect(await ask('two', 2)).toMatchObject({ answer: { n: 2 }, again: false });
  expect(await house.app.as(as('two'), (tx) => tx.query(`select login from request_answer`))).toEqual([{ login: 'two' }]);
  expect(await house.app.as({ districts: '*' }, (tx) => tx.query(`select login from request_answer`))).toEqual([]);
  await expect(
    house.app.as(as('two'), (tx) => tx.query(`insert into request_answer values ('one', 'k-9', '', '{}', now())`)),
  ).rejects.toThrow('row-level security');
});

it('F16 what was refused or failed is not remembered, and may be asked again', async () => {
  const refused: Refusal = { kind: 'refusal', code: 'test.no', says: '不可', saysEn: 'no', status: 409 };
  const ask = (work: (tx: Tx) => Promise<{ n: number } | Refusal>) =>
    house.app.as(as('officer'), (tx) => once(tx, { login: 'officer', key: 'k-4', asked: {} }, AT, () => work(tx)));
  const before = await count();
  expect(
    (
      (await ask(async (tx) => {
        await nthTime(tx, 1);
        return refused;
      })) as Refusal
    ).code,
  ).toBe('test.no');
  await expect(
    ask(async (tx) => {
      await nthTime(tx, 2);
      throw new Error('the lights went out');
    }),
  ).rejects.toThrow('lights');
  expect(await count()).toBe(before);
  expect(await ask((tx) => nthTime(tx, 3))).toEqual({ answer: { n: 3 }, again: false });
});

it('a key is visible ASCII of at most 100 characters', async () => {
  for (const key of ['', 'a'.repeat(101), '编号', 'with blank'])
    expect(
      ((await house.app.as(as('officer'), (tx) => once(tx, { login: 'officer', key, asked: {} }, AT, () => nthTime(tx, 1)))) as Refusal)
        .code,
    ).toBe('request.badKey');
});
