import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Settled } from '../../foundation/effects/index.ts';
import { isRefusal } from '../../foundation/refusal.ts';
import { amends, declareCounted, end, examine, find, history, keptFromHands, put, register } from './index.ts';
import { east, faultsOf, mustPut, openTestRegisters, type TestRegisters } from './testing/builders.ts';

const at = Date.parse('2026-03-01T00:00:00Z');
const boilers = register({
  id: 'boiler',
  name: '锅炉',
  nameEn: 'Boilers',
  fields: {
    fuel: { name: '燃料', nameEn: 'Fuel', type: 'choice', required: true, choices: { coal: '煤', gas: '天然气' } },
    tons: { name: '容量', nameEn: 'Capacity', type: 'number', unit: '蒸吨/小时' },
    retiredOn: { name: '淘汰日', nameEn: 'Retired on', type: 'day', byFile: true },
    keeper: { name: '保管人', nameEn: 'Kept by', type: 'text', seenBy: ['officer'] },
    claim: { name: '结论', nameEn: 'Claim', type: 'choice', choices: { first: '全省第一', other: '其他' } },
    proof: {
      name: '文件级别',
      nameEn: 'Level of the document',
      type: 'choice',
      choices: { province: '省级', city: '市级' },
      requiredWhen: { field: 'claim', is: 'first' },
      mustBe: [
        {
          when: { field: 'claim', is: 'first' },
          is: ['province'],
          says: '全省第一须有省级文件',
          saysEn: 'First in the province needs a document of the province',
        },
      ],
    },
  },
  counting: {
    coalRetired: {
      name: '已淘汰燃煤锅炉',
      nameEn: 'Coal boilers retired',
      only: { fuel: 'coal' },
      amount: 'tons',
      day: 'retiredOn',
      status: 'fuel',
    },
  },
});

let on: TestRegisters;
beforeAll(async () => {
  on = await openTestRegisters();
  await on.system.tx((tx) => declareCounted(tx, [boilers]));
});
afterAll(() => on?.close());

const enter = (code: string, detail: Record<string, unknown>) =>
  on.system.tx((tx) => put(tx, boilers, { code, name: code, district: east, detail }, { by: 'zhao', at, day: '2025-01-01' }));
const counted = () =>
  on.system.tx((tx) =>
    tx.query<{ ref_id: string; day: string; amount: string; unit: string; status: string }>(
      `select ref_id, day, amount::float8 as amount, unit, status from registry_facts where kind = 'registry.boiler.coalRetired' order by ref_id`,
    ),
  );

describe('a part of a register that is counted by itself', () => {
  it('is the entries that say this and have the day, each by the fields it names', async () => {
    mustPut(await enter('B1', { fuel: 'coal', tons: 35, retiredOn: '2025-06-30' }));
    mustPut(await enter('B2', { fuel: 'gas', tons: 4, retiredOn: '2025-07-01' }));
    mustPut(await enter('B3', { fuel: 'coal', tons: 35 }));
    expect(await counted()).toEqual([{ ref_id: 'B1', day: '2025-06-30', amount: 35, unit: '蒸吨/小时', status: 'coal' }]);
    await on.system.tx((tx) => end(tx, boilers, 'B1', { by: 'zhao', at, day: '2025-12-31' }));
    expect(await counted()).toEqual([]);
  });

  it('yields nothing once it is declared no longer, and all of it again when it is', async () => {
    mustPut(await enter('B4', { fuel: 'coal', retiredOn: '2025-06-30' }));
    await on.system.tx((tx) => declareCounted(tx, [{ ...boilers, counting: {} }]));
    expect(await counted()).toEqual([]);
    await on.system.tx((tx) => declareCounted(tx, [boilers]));
    expect((await counted()).map((one) => one.ref_id)).toEqual(['B4']);
  });

  it('is refused at load when it counts what is not there, or what not everyone reads', () => {
    const declare = (counting: object) => () => register({ ...boilers, counting: { x: { name: '某', nameEn: 'Some', ...counting } } });
    expect(declare({ day: 'fuel' })).toThrow(/no day/);
    expect(declare({ amount: 'fuel' })).toThrow(/no number/);
    expect(declare({ has: ['keeper'] })).toThrow(/everyone reads/);
    expect(declare({ only: { colour: 'red' } })).toThrow(/no field/);
    expect(declare({ only: { fuel: 'wood' } })).toThrow(/no choice/);
    expect(() => register({ ...boilers, counting: { entered: { name: '某', nameEn: 'Some' } } })).toThrow(/another fact/);
  });
});

describe('entries made before a register was counted by a field', () => {
  const at2 = { by: 'zhao', at, day: '2025-01-01' };
  /** The register as it was first declared: the capacity a text, nothing counted. */
  const before = register({
    id: 'kiln',
    name: '窑炉',
    nameEn: 'Kilns',
    fields: {
      tons: { name: '产能', nameEn: 'Capacity', type: 'text' },
      startedOn: { name: '投产日', nameEn: 'Started on', type: 'text' },
    },
  });
  const after = register({
    ...before,
    fields: {
      tons: { name: '产能', nameEn: 'Capacity', type: 'number', unit: '吨/日' },
      startedOn: { name: '投产日', nameEn: 'Started on', type: 'day' },
    },
    counts: { amount: 'tons', day: 'startedOn' },
    counting: { started: { name: '已投产', nameEn: 'Started', day: 'startedOn', amount: 'tons' } },
  });
  const facts = (kind: string) =>
    on.system.tx((tx) =>
      tx.query<{ ref_id: string; day: string; amount: number | null; unit: string | null }>(
        `select ref_id, day, amount::float8 as amount, unit from facts where kind = $1 order by ref_id`,
        [kind],
      ),
    );
  const enterIn = (of: typeof before, code: string, detail: Record<string, unknown>) =>
    on.system.tx(async (tx) => mustPut(await put(tx, of, { code, name: code, district: east, detail }, at2)));

  it('count as the declaration of today says, wherever they hold the field', async () => {
    await enterIn(before, 'K1', { tons: '120', startedOn: '2025-03-01' });
    await enterIn(before, 'K2', {});
    await on.system.tx((tx) => declareCounted(tx, [before]));
    expect((await facts('registry.kiln')).map((one) => [one.ref_id, one.day, one.amount])).toEqual([
      ['K1', '2025-01-01', null],
      ['K2', '2025-01-01', null],
    ]);
    await on.system.tx((tx) => declareCounted(tx, [after]));
    await enterIn(after, 'K3', { tons: 80.5, startedOn: '2025-06-30' });
    // K2 never said: it is one of the entries, adds nothing to a sum, and counts on its first day.
    expect(await facts('registry.kiln')).toEqual([
      { ref_id: 'K1', day: '2025-03-01', amount: 120, unit: '吨/日' },
      { ref_id: 'K2', day: '2025-01-01', amount: null, unit: '吨/日' },
      { ref_id: 'K3', day: '2025-06-30', amount: 80.5, unit: '吨/日' },
    ]);
    expect((await facts('registry.kiln.started')).map((one) => one.ref_id)).toEqual(['K1', 'K3']);
  });

  it('and hold words where a number or a day is counted by now have no amount, and take no figure down with them', async () => {
    await enterIn(before, 'K4', { tons: '约一百', startedOn: '2025-02-30' });
    await enterIn(before, 'K5', { tons: '1e9', startedOn: '去年' });
    const late = (await facts('registry.kiln')).filter((one) => one.ref_id > 'K3');
    expect(late.map((one) => [one.ref_id, one.day, one.amount])).toEqual([
      ['K4', '2025-01-01', null],
      ['K5', '2025-01-01', null],
    ]);
    expect((await facts('registry.kiln.started')).map((one) => one.ref_id)).toEqual(['K1', 'K3']);
  });
});

describe('a claim', () => {
  const found = (detail: Record<string, unknown>) =>
    examine(boilers, { code: 'B9', name: 'B9', district: east, detail: { fuel: 'gas', ...detail } }).findings.map(
      (one) => `${one.field} ${one.says}`,
    );

  it('takes only what bears it: first in the province, a document of the province', () => {
    expect(found({ claim: 'first' })).toEqual(['proof 文件级别必须填写']);
    expect(found({ claim: 'first', proof: 'city' })).toEqual(['proof 全省第一须有省级文件']);
    expect(found({ claim: 'first', proof: '省级' })).toEqual([]);
    expect(found({ claim: 'other', proof: 'city' })).toEqual([]);
  });
});

describe('an act about an entry', () => {
  const act = (id: string, day = '2026-03-01') =>
    ({ entry: { kind: 'boiler', id }, by: '沈复', at: at + 1000, day, said: {} }) as unknown as Settled;
  const retires = amends(boilers, ({ day }) => ({ detail: { retiredOn: day, tons: undefined, claim: null } }), {
    name: '登记淘汰',
    nameEn: 'Retired',
  });

  it('changes what it says of it from its day on, and leaves the rest and the days before as they were', async () => {
    mustPut(await enter('B5', { fuel: 'coal', tons: 20, keeper: '王', claim: 'other' }));
    expect(await on.system.tx((tx) => retires.run(tx, act('B5')))).toMatchObject({ kind: 'done', says: '锅炉已更新：B5' });
    await on.system.tx(async (tx) => {
      expect((await find(tx, boilers, 'B5', { day: '2026-03-01' }))?.detail).toEqual({
        fuel: 'coal',
        tons: 20,
        keeper: '王',
        retiredOn: '2026-03-01',
      });
      expect((await find(tx, boilers, 'B5', { day: '2026-02-28' }))?.detail).toEqual({
        fuel: 'coal',
        tons: 20,
        keeper: '王',
        claim: 'other',
      });
      expect(await history(tx, boilers, 'B5')).toHaveLength(3);
    });
  });

  it('about something that is not there, or of another register, is refused', async () => {
    for (const wrong of [act('B99'), { ...act('B5'), entry: { kind: 'outlet', id: 'B5' } }, { ...act('B5'), entry: null }]) {
      const outcome = await on.system.tx((tx) => retires.run(tx, wrong));
      expect(isRefusal(outcome) && outcome.code).toBe('registry.notThere');
    }
  });

  it('that would leave an entry the register does not take is refused with what is wrong', async () => {
    const claims = amends(boilers, () => ({ detail: { claim: 'first', proof: 'city' } }), { name: '登记结论', nameEn: 'Claimed' });
    const outcome = await on.system.tx((tx) => claims.run(tx, act('B5')));
    expect(isRefusal(outcome) && outcome.says).toContain('全省第一须有省级文件');
  });

  it('writes what a hand leaves as it is', async () => {
    expect(keptFromHands(boilers)).toEqual(['retiredOn']);
    const outcome = await on.system.tx((tx) =>
      put(
        tx,
        boilers,
        { code: 'B5', name: 'B5', district: east, detail: { fuel: 'gas' } },
        { by: 'x', at: at + 5000, day: '2026-04-01', inherits: keptFromHands(boilers) },
      ),
    );
    expect(faultsOf(outcome)).toEqual(['put']);
    expect((await on.system.tx((tx) => find(tx, boilers, 'B5', { day: '2026-04-01' })))?.detail).toEqual({
      fuel: 'gas',
      retiredOn: '2026-03-01',
    });
  });
});
