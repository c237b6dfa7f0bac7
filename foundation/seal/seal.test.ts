import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ref } from '../ref.ts';
import { WHOLE_CITY } from '../store/store.ts';
import { type House, openHouse } from '../testing/house.ts';
import { entrust, type Flaw, sealPending, verify, type Witness } from './index.ts';

const NOON = Date.UTC(2026, 10, 24, 4);

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await house.owner.query(
    `create table act (id text primary key, says text, district text, party text); call guard('act', 'scoped', 'insert')`,
  );
});
afterAll(() => house?.close());
beforeEach(async () => {
  await house.owner.query('truncate chain_row, chain_head, act restart identity');
});

const contentOf = (id: string, says: string) => ({ id, says });

/** Writes an act and leaves it to be sealed, as an engine does. */
async function act(chain: string, id: string, says = `第 ${id} 步`): Promise<void> {
  await house.app.as(WHOLE_CITY, async (tx) => {
    await tx.query('insert into act values ($1, $2, $3, $4)', [id, says, '青山区', '采石厂']);
    await entrust(tx, { chain, about: ref('act', id), content: contentOf(id, says), party: '采石厂', district: '青山区', at: NOON });
  });
}
const acts: Witness = {
  kind: 'act',
  stood: async (tx, ids) => {
    const rows = await tx.query<{ id: string; says: string; party: string | null; district: string }>(
      'select * from act where id = any ($1)',
      [ids],
    );
    return new Map(rows.map(({ id, says, party, district }) => [id, { content: contentOf(id, says), eyes: [{ party, district }] }]));
  },
  ids: 'select id from act',
};
const seal = () => sealPending(house.system, NOON);
const check = (witnesses: Witness[] = []) => verify(house.system, witnesses);
/** Tampers as whoever owns the tables can. */
const tamper = (sql: string, values: unknown[] = []) => house.owner.query(sql, values);
const briefly = (flaws: Flaw[]) => flaws.map((flaw) => `${flaw.code} ${flaw.chain} ${flaw.position} ${flaw.about}`.trim());

async function threeInTwoChains(): Promise<void> {
  for (const n of [1, 2, 3, 4, 5]) await act('file:7', `七${n}`);
  for (const n of [1, 2, 3]) await act('file:8', `八${n}`);
  await seal();
}

test('sealed as written, nothing is found wrong, and the unsealed tail is counted', async () => {
  await threeInTwoChains();
  expect(await seal()).toBe(0);
  await act('file:7', '七6');
  expect(await check([acts])).toEqual({ chains: 2, rows: 8, unsealed: 1, flaws: [], more: 0 });
  await seal();
  expect(await check([acts])).toEqual({ chains: 2, rows: 9, unsealed: 0, flaws: [], more: 0 });
});

test('more rows than one round are sealed in several, in one unbroken chain', async () => {
  for (let n = 0; n < 7; n++) await act('file:7', `${n}`);
  const rounds: number[] = [];
  for (let n = await sealPending(house.system, NOON, 3); n > 0; n = await sealPending(house.system, NOON, 3)) rounds.push(n);
  expect(rounds).toEqual([3, 3, 1]);
  expect(await check([acts])).toMatchObject({ rows: 7, flaws: [] });
});

test('an act of a transaction that was rolled back leaves no row to be sealed', async () => {
  await house.system
    .tx(async (tx) => {
      await entrust(tx, { chain: 'file:7', about: ref('act', 'x'), content: {}, party: null, district: '青山区', at: NOON });
      throw new Error('no');
    })
    .catch(() => {});
  expect(await seal()).toBe(0);
});

test('four sealers at once while acts are written make one unbroken chain', async () => {
  const writing = (async () => {
    for (let n = 0; n < 30; n++) await act(n % 2 ? 'file:7' : 'file:8', `${n}`);
  })();
  let sealed = 0;
  const sealing = async () => {
    for (let n = 0; n < 10; n++) {
      const one = await sealPending(house.system, NOON, 4);
      sealed += one;
    }
  };
  await Promise.all([writing, sealing(), sealing(), sealing(), sealing()]);
  for (let n = await seal(); n > 0; n = await seal()) sealed += n;
  expect(sealed).toBe(30);
  expect(await check([acts])).toEqual({ chains: 2, rows: 30, unsealed: 0, flaws: [], more: 0 });
});

test('a sealer waits for another at work, also when it found an older row that the other could not see yet', async () => {
  const early = await house.system.pool.connect();
  await early.query('begin');
  await early.query(
    `insert into chain_row (chain, about_kind, about_id, content, district, at) values ('file:7', 'act', '0', '{}', '青山区', now())`,
  );
  await act('file:7', '1');
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let begun = () => {};
  const sealing = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const first = sealPending(
    {
      ...house.system,
      tx: (work) =>
        house.system.tx(async (tx) => {
          const outcome = await work(tx);
          begun();
          await held;
          return outcome;
        }),
    },
    NOON,
  );
  await sealing;
  await early.query('commit');
  early.release();
  const second = sealPending(house.system, NOON, 1);
  await new Promise((resolve) => setTimeout(resolve, 150));
  release();
  expect([await first, await second]).toEqual([1, 1]);
  expect(await check()).toMatchObject({ rows: 2, unsealed: 0, flaws: [], more: 0 });
});

test('a request leaves rows to be sealed and can give itself no place in a chain', async () => {
  const forge = `insert into chain_row (chain, about_kind, about_id, content, district, at, position, seal) values ('file:7', 'act', '1', '{}', '青山区', now(), 1, 'x')`;
  await expect(house.app.as(WHOLE_CITY, (tx) => tx.query(forge))).rejects.toMatchObject({ code: '42501' });
  await act('file:7', '1');
  await expect(house.app.as(WHOLE_CITY, (tx) => tx.query(`update chain_row set content = '{}'`))).rejects.toMatchObject({ code: '42501' });
});

test.each<[string, string, string[]]>([
  ['altered', `update chain_row set content = replace(content, '第', '弟') where about_id = '七2'`, ['sealBroken file:7 2 act:七2']],
  ['ascribed to another act', `update chain_row set about_id = '七3' where about_id = '七2'`, ['sealBroken file:7 2 act:七3']],
  ['shown to another district', `update chain_row set district = '临江区' where about_id = '七2'`, ['sealBroken file:7 2 act:七2']],
  ['shown to another firm', `update chain_row set party = '热电厂' where about_id = '七2'`, ['sealBroken file:7 2 act:七2']],
  [
    'dated a microsecond later',
    `update chain_row set at = at + interval '1 microsecond' where about_id = '七2'`,
    ['sealBroken file:7 2 act:七2'],
  ],
  ['removed', `delete from chain_row where about_id = '七2'`, ['rowMissing file:7 2', 'sealBroken file:7 3 act:七3']],
  ['removed at the beginning', `delete from chain_row where about_id = '七1'`, ['rowMissing file:7 1', 'sealBroken file:7 2 act:七2']],
  ['cut off at the end', `delete from chain_row where about_id in ('七4', '七5')`, ['rowMissing file:7 4']],
  [
    'put before the first',
    `update chain_row set position = 0 where about_id = '七1'`,
    ['sealBroken file:7 0 act:七1', 'rowMissing file:7 1'],
  ],
  [
    'moved to another chain',
    `update chain_row set chain = 'file:8', position = 4 where about_id = '七5'`,
    ['headDiffers file:8 4', 'rowMissing file:7 5', 'sealBroken file:8 4 act:七5'],
  ],
  [
    'unsealed again',
    `update chain_row set position = null, seal = null where about_id = '七3'`,
    ['rowMissing file:7 3', 'sealBroken file:7 4 act:七4'],
  ],
  [
    'changed places',
    `update chain_row set position = case position when 2 then -3 else -2 end where chain = 'file:7' and position in (2, 3); update chain_row set position = -position where position < 0`,
    ['sealBroken file:7 2 act:七3', 'sealBroken file:7 3 act:七2', 'sealBroken file:7 4 act:七4'],
  ],
  ['the last seal of its chain', `update chain_head set seal = 'x' where chain = 'file:7'`, ['headDiffers file:7 5']],
  ['the last place of its chain', `update chain_head set position = 4 where chain = 'file:7'`, ['headDiffers file:7 5']],
  ['without the head of its chain', `delete from chain_head where chain = 'file:7'`, ['headDiffers file:7 5']],
  ['gone with its whole chain', `delete from chain_row where chain = 'file:8'`, ['rowMissing file:8 1']],
])('F5: a sealed row is named when it is %s', async (_, sql, expected) => {
  await threeInTwoChains();
  await tamper(sql);
  expect(briefly((await check()).flaws).sort()).toEqual([...expected].sort());
});

test('F5: several rows missing together are named from the first to the last', async () => {
  await threeInTwoChains();
  await tamper(`delete from chain_row where about_id in ('七2', '七3', '七4')`);
  expect((await check()).flaws[0]).toMatchObject({ code: 'rowMissing', position: 2, through: 4, says: '第 2 至 4 行缺失' });
});

test.each<[string, string, string[]]>([
  ['its own table says something else', `update act set says = '改过' where id = '七2'`, ['contentDiffers file:7 2 act:七2']],
  [
    'it is ascribed to another firm in its own table',
    `update act set party = '热电厂' where id = '七2'`,
    ['contentDiffers file:7 2 act:七2'],
  ],
  [
    'it is moved to another district in its own table',
    `update act set district = '临江区' where id = '七2'`,
    ['contentDiffers file:7 2 act:七2'],
  ],
  [
    'a second row speaks of it',
    `insert into chain_row (chain, about_kind, about_id, content, party, district, at) select chain, about_kind, about_id, content, party, district, at from chain_row where about_id = '七2'`,
    ['sealedTwice * null act:七2'],
  ],
  ['it is gone from its own table', `delete from act where id = '七2'`, ['thingMissing file:7 2 act:七2']],
  ['it was never sealed', `insert into act values ('偷', '塞进来', '青山区', null)`, ['notSealed * null act:偷']],
  [
    'its chain was removed with its head',
    `delete from chain_row where chain = 'file:8'; delete from chain_head where chain = 'file:8'`,
    ['notSealed * null act:八1', 'notSealed * null act:八2', 'notSealed * null act:八3'],
  ],
  [
    'its chain was cut and the head moved to match',
    `delete from chain_row where about_id = '七5'; update chain_head set position = 4, seal = (select seal from chain_row where about_id = '七4') where chain = 'file:7'`,
    ['notSealed * null act:七5'],
  ],
])('F5: an act is named when %s', async (_, sql, expected) => {
  await threeInTwoChains();
  await tamper(sql);
  expect(briefly((await check([acts])).flaws).sort()).toEqual([...expected].sort());
});

test('F5: text moved across the border of two columns is another row', async () => {
  await threeInTwoChains();
  await tamper(`update chain_row set about_kind = 'act:七', about_id = '2' where about_id = '七2'`);
  expect(briefly((await check()).flaws)).toEqual(['sealBroken file:7 2 act:七:2']);
});

// One random change to one random sealed row, as SQL by the owner; whatever it is, verification names that row (or its place).
type Tampering = (id: number, row: { position: number; chain: string }, other: { id: number; position: number; chain: string }) => string;
const TAMPERINGS: Record<string, Tampering> = {
  content: (id) => `update chain_row set content = content || ' ' where id = ${id}`,
  kind: (id) => `update chain_row set about_kind = about_kind || 's' where id = ${id}`,
  subject: (id) => `update chain_row set about_id = about_id || '0' where id = ${id}`,
  party: (id) => `update chain_row set party = null where id = ${id}`,
  district: (id) => `update chain_row set district = '' where id = ${id}`,
  moment: (id) => `update chain_row set at = at - interval '1 microsecond' where id = ${id}`,
  seal: (id) => `update chain_row set seal = reverse(seal) where id = ${id}`,
  removal: (id) => `delete from chain_row where id = ${id}`,
  truncation: (_, row) => `delete from chain_row where chain = '${row.chain}' and position >= ${row.position}`,
  unsealing: (id) => `update chain_row set position = null, seal = null where id = ${id}`,
  displacement: (id) => `update chain_row set position = position + 100 where id = ${id}`,
  backwards: (id) => `update chain_row set position = -position where id = ${id}`,
  exchange: (id, row, other) =>
    `update chain_row set position = -1000, chain = 'x' where id = ${id}; update chain_row set position = ${row.position}, chain = '${row.chain}' where id = ${other.id};
     update chain_row set position = ${other.position}, chain = '${other.chain}' where id = ${id}`,
  contents: (id, _, other) =>
    `with both_rows as (select id, content from chain_row where id in (${id}, ${other.id}))
     update chain_row c set content = b.content from both_rows b where c.id in (${id}, ${other.id}) and b.id in (${id}, ${other.id}) and b.id <> c.id`,
};

test('F5: whatever the owner does to a sealed row, its place is named', async () => {
  for (let n = 0; n < 24; n++) await act(`file:${n % 3}`, `${n}`);
  await seal();
  const { rows } = await house.owner.query<{ id: number; chain: string; position: number }>(
    'select id, chain, position from chain_row order by id',
  );
  const client: pg.PoolClient = await house.owner.connect();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(TAMPERINGS)),
      fc.nat({ max: 23 }),
      fc.integer({ min: 1, max: 23 }),
      async (kind, at, further) => {
        const row = rows[at] as (typeof rows)[0];
        const other = rows[(at + further) % 24] as (typeof rows)[0];
        await client.query('create table before as select * from chain_row');
        try {
          await client.query((TAMPERINGS[kind] as Tampering)(row.id, row, other));
          const { flaws } = await check();
          const named = flaws.some(
            (flaw) =>
              flaw.chain === row.chain &&
              flaw.position !== null &&
              flaw.position <= row.position &&
              (flaw.through ?? flaw.position) >= row.position,
          );
          expect(named, `${kind} of ${row.chain} ${row.position}: ${briefly(flaws).join(', ')}`).toBe(true);
        } finally {
          await client.query('truncate chain_row; insert into chain_row overriding system value select * from before; drop table before');
        }
      },
    ),
    { numRuns: 120 },
  );
  client.release();
  expect((await check()).flaws).toEqual([]);
}, 60_000);

test('a hundred thousand rows are verified in one walk (printed, not judged)', async () => {
  await house.owner.query(
    `insert into chain_row (chain, about_kind, about_id, content, party, district, at)
     select 'file:' || n % 500, 'act', n::text, '{"id":"' || n || '","says":"整改完成，附照片三张与检测报告一份"}', '采石厂', '青山区', to_timestamp(${NOON} / 1000.0) from generate_series(1, 100000) n`,
  );
  const sealStart = performance.now();
  while ((await sealPending(house.system, NOON, 20_000)) > 0);
  const sealed = performance.now();
  const found = await check();
  const verified = performance.now();
  console.log(
    `seal: 100 000 rows of 500 chains sealed in ${Math.round(sealed - sealStart)} ms, verified in ${Math.round(verified - sealed)} ms`,
  );
  expect(found).toMatchObject({ chains: 500, rows: 100_000, flaws: [] });
}, 60_000);
