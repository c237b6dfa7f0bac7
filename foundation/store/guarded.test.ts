import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from '../testing/house.ts';
import { listUnguarded } from './guarded.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.close());

test('every table and view of the foundation is guarded', async () => {
  expect(await listUnguarded(house.owner)).toEqual([]);
});

const TABLE = 'create table hole (id text, district text, party text)';
test.each([
  ['a table nobody guarded', TABLE, ['without row security', 'without a comment']],
  [
    'a table whose guard was taken off',
    `${TABLE}; call guard('hole', 'scoped'); alter table hole disable row level security`,
    ['without row security'],
  ],
  [
    'a guarded table without its sort',
    `${TABLE}; call guard('hole', 'scoped'); comment on table hole is 'guard: sort of'`,
    ['without a comment'],
  ],
  [
    'a partition reached around its parent',
    `create table whole (day date) partition by list (day); call guard('whole', 'internal'); create table hole partition of whole default`,
    ['without row security', 'without a comment'],
  ],
  [
    'an internal table opened to requests',
    `${TABLE}; call guard('hole', 'internal'); grant select (id) on hole to xiushui_app`,
    ['an internal table'],
  ],
  [
    'an internal table opened to everyone',
    `${TABLE}; call guard('hole', 'internal'); grant select on hole to public`,
    ['an internal table', 'everyone has a right'],
  ],
  ['a column opened to everyone', `${TABLE}; call guard('hole', 'scoped'); grant select (id) on hole to public`, ['a column everyone']],
  [
    'a table whose policy lets everyone see',
    `${TABLE}; call guard('hole', 'scoped'); create policy wide on hole to xiushui_app using (true)`,
    ['a policy for requests'],
  ],
  ['a table from which requests may delete', `${TABLE}; call guard('hole', 'scoped', 'insert, delete')`, ['delete']],
  [
    'a table scoped by hand without its columns',
    `create table hole (id text); alter table hole enable row level security; comment on table hole is 'guard: scoped'`,
    ['district and party'],
  ],
  ['a view with the eyes of its owner', 'create view hole as select * from appeared', ['a view']],
  ['a view told to use the eyes of its owner', 'create view hole with (security_invoker = false) as select * from appeared', ['a view']],
  [
    'a stored view opened to requests',
    'create materialized view hole as select * from appeared; grant select on hole to xiushui_app',
    ['a materialized'],
  ],
  [
    'a function with the rights of its owner',
    `create function hole() returns bigint language sql security definer set search_path = xiushui as 'select count(*) from appeared'`,
    ['nobody answers for', 'everyone may call'],
  ],
])('%s is named', async (_, make, expected) => {
  const client = await house.owner.connect();
  try {
    await client.query('begin');
    await client.query(make);
    const found = await listUnguarded(client);
    expect(found.map((one) => one.name)).toEqual(expected.map(() => 'hole'));
    for (const words of expected)
      expect(
        found.some((one) => one.says.includes(words)),
        words,
      ).toBe(true);
  } finally {
    await client.query('rollback');
    client.release();
  }
});

test('a function somebody answers for passes, if its search path is pinned', async () => {
  const client = await house.owner.connect();
  try {
    await client.query('begin');
    await client.query(
      `create function seek() returns bigint language sql security definer set search_path = xiushui as 'select 1::bigint'`,
    );
    await client.query('revoke execute on function seek() from public');
    await client.query(`create function loose() returns bigint language sql security definer as 'select 1::bigint'`);
    expect(await listUnguarded(client, ['seek', 'loose'])).toEqual([
      { name: 'loose', says: 'a security definer function that everyone may call' },
      { name: 'loose', says: 'a security definer function whose search path is not pinned' },
    ]);
  } finally {
    await client.query('rollback');
    client.release();
  }
});
