import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ref } from '../ref.ts';
import { sealPending, verify } from '../seal/index.ts';
import { WHOLE_CITY } from '../store/store.ts';
import { type House, openHouse } from '../testing/house.ts';
import { type AuditEvent, auditWitness, record } from './index.ts';

/** 2026-11-24 23:59:59.123 in the city. */
const LATE = Date.UTC(2026, 10, 24, 15, 59, 59, 123);

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.close());
beforeEach(async () => {
  await house.owner.query('truncate chain_row, chain_head, audit_event');
});

const event = (over: Partial<AuditEvent> = {}): AuditEvent => ({
  did: 'settings.changed',
  by: 'admin',
  byName: '许管安',
  about: ref('setting', 'sms'),
  says: '更改短信设置',
  saysEn: 'Changed the settings of messages',
  detail: { from: null, to: 0.000_000_1, words: ['a', 'b\u0000'], odd: '\ud800', gone: undefined, when: new Date(0) },
  party: null,
  district: '青山区',
  at: LATE,
  from: '10.0.0.7',
  ...over,
});
const seal = async () => {
  while (await sealPending(house.system, LATE));
};
const flaws = async () => (await verify(house.system, [auditWitness])).flaws.map((flaw) => [flaw.code, flaw.about]);

test('what is recorded is sealed in the chain of its civil day, as it reads in its own table', async () => {
  await house.system.tx((tx) => record(tx, event()));
  await house.system.tx((tx) => record(tx, event({ at: LATE + 1_000, about: null, from: null })));
  await seal();
  expect((await house.owner.query('select chain, position from chain_row order by id')).rows).toEqual([
    { chain: 'audit/2026-11-24', position: 1 },
    { chain: 'audit/2026-11-25', position: 1 },
  ]);
  expect(await flaws()).toEqual([]);
});

test.each(['did', 'by', 'by_name', 'about_kind', 'about_id', 'says', 'says_en', 'from_address'])(
  'a changed %s is named',
  async (column) => {
    const id = await house.system.tx((tx) => record(tx, event()));
    await seal();
    await house.owner.query(`update audit_event set ${column} = 'x'`);
    expect(await flaws()).toEqual([['contentDiffers', `auditEvent:${id}`]]);
  },
);

test('an event removed, with its row of the chain or without, is missed', async () => {
  const id = await house.system.tx((tx) => record(tx, event()));
  await seal();
  await house.owner.query('delete from audit_event');
  expect(await flaws()).toEqual([['thingMissing', `auditEvent:${id}`]]);
  const other = await house.system.tx((tx) => record(tx, event()));
  await house.owner.query('delete from chain_row where position is null');
  expect(await flaws()).toContainEqual(['notSealed', `auditEvent:${other}`]);
});

test('a request and a job add events, and neither changes or removes one', async () => {
  expect(await house.app.as(WHOLE_CITY, (tx) => record(tx, event()))).toBeGreaterThan(0);
  for (const change of [`update audit_event set says = 'x'`, 'delete from audit_event']) {
    await expect(house.app.as(WHOLE_CITY, (tx) => tx.query(change))).rejects.toMatchObject({ code: '42501' });
    await expect(house.system.tx((tx) => tx.query(change))).rejects.toMatchObject({ code: '42501' });
  }
});

test('whoever may act may be recorded anywhere, and reads only what falls in his own districts', async () => {
  const local = { districts: ['青山区'] };
  await house.app.as(local, (tx) => record(tx, event()));
  await house.app.as(local, (tx) => record(tx, event({ district: '*' })));
  await house.app.as(local, (tx) => record(tx, event({ district: '秀水区' })));
  await expect(
    house.app.pool.query(
      `insert into xiushui.audit_event (did, by, by_name, says, says_en, district, at) values ('a.b', 'c', '', '', '', '*', now())`,
    ),
  ).rejects.toMatchObject({ code: '42501' });
  const seen = (scope: typeof local | typeof WHOLE_CITY, table: string) =>
    house.app.as(scope, async (tx) =>
      (await tx.query<{ district: string }>(`select district from ${table} order by district`)).map((row) => row.district),
    );
  for (const table of ['audit_event', 'chain_row']) {
    expect(await seen(local, table)).toEqual(['青山区']);
    expect(await seen(WHOLE_CITY, table)).toHaveLength(3);
  }
});

test('nothing is recorded of what was rolled back', async () => {
  await house.system
    .tx(async (tx) => {
      await record(tx, event());
      throw new Error('no');
    })
    .catch(() => {});
  expect((await house.owner.query('select * from audit_event')).rows).toEqual([]);
});
