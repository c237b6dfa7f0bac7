/** A declaration makes its indexes, its exclusions and its view; a changed one says what it asks for, and loses nothing (R2). */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealAll, verify } from '../../foundation/seal/index.ts';
import { WHOLE_CITY } from '../../foundation/store/store.ts';
import {
  CannotDeclare,
  declareRegisters,
  entryEndWitness,
  entryWitness,
  find,
  history,
  inTodaysForm,
  listWithSecrets,
  noteDeclared,
  put,
  type Register,
  register,
  restate,
  schemaDiff,
} from './index.ts';
import { east, mustPut, openTestRegisters, type TestRegisters, west } from './testing/builders.ts';

const AT = Date.UTC(2026, 0, 5);
let on: TestRegisters;
let owner: pg.Client;
beforeAll(async () => {
  on = await openTestRegisters();
  owner = new pg.Client({ connectionString: on.urls.postgres, options: '-c search_path=xiushui,public' });
  await owner.connect();
});
afterAll(async () => {
  await owner?.end();
  await on?.close();
});

const boilers = (fields: Register['fields']) => register({ id: 'boiler-house', name: '锅炉', nameEn: 'Boilers', fields });
const FIRST: Register['fields'] = {
  fuel: { name: '燃料', nameEn: 'Fuel', type: 'choice', choices: { coal: '煤', gas: '天然气' }, required: true },
  steam: { name: '蒸吨', nameEn: 'Steam', type: 'text' },
  owner: { name: '联系人', nameEn: 'Contact', type: 'text', seenBy: ['officer'] },
  pin: { name: '口令', nameEn: 'Pin', type: 'text', secret: true },
  inUse: { name: '在用', nameEn: 'In use', type: 'yesNo' },
  built: { name: '投运日', nameEn: 'Built', type: 'day' },
};

describe('what a declaration makes', () => {
  it('is made once: a second start asks for nothing', async () => {
    expect((await declareRegisters(on.urls.postgres, [boilers(FIRST)], AT)).steps.length).toBeGreaterThan(3);
    expect((await declareRegisters(on.urls.postgres, [boilers(FIRST)], AT)).steps).toEqual([]);
    expect(await schemaDiff(owner, [boilers(FIRST)])).toEqual([]);
  });

  it('a view has the declared types, no secret and nothing that only some may read, and shows each asker its own', async () => {
    for (const [code, district, fuel] of [
      ['B1', east, 'coal'],
      ['B2', west, 'gas'],
    ] as const)
      await on.system.tx(async (tx) =>
        mustPut(
          await put(
            tx,
            boilers(FIRST),
            {
              code,
              name: code,
              district,
              detail: { fuel, steam: code === 'B1' ? '35' : '2', owner: '王', pin: '1', inUse: '是', built: '2019-03-01' },
            },
            { by: 'zhao', at: AT, day: '2020-01-01' },
          ),
        ),
      );
    const { rows } = await owner.query<{ name: string; type: string }>(
      `select attname as name, format_type(atttypid, null) as type from pg_attribute where attrelid = 'register_boiler_house'::regclass and attnum > 10`,
    );
    expect(Object.fromEntries(rows.map(({ name, type }) => [name, type]))).toEqual({
      known_from: 'timestamp with time zone',
      fuel: 'text',
      steam: 'text',
      inUse: 'boolean',
      built: 'date',
    });
    const seen = (districts: string[]) =>
      on.scoped.as({ districts }, (tx) => tx.query('select code, fuel, "inUse" from register_boiler_house order by code'));
    expect(await seen([east])).toEqual([{ code: 'B1', fuel: 'coal', inUse: true }]);
    expect(await seen([])).toEqual([]);
    expect(await on.scoped.as(WHOLE_CITY, (tx) => tx.query('select count(*)::int as n from register_boiler_house'))).toEqual([{ n: 2 }]);
  });
});

describe('a declaration that changed', () => {
  const pinOf = async (code: string, of: Register) =>
    (await on.system.tx((tx) => listWithSecrets(tx, of, { code }, { day: '2026-02-01' })))[0]?.secret;

  it('adds a field and an index by itself, and says of a field that is gone how many entries have it', async () => {
    const { built: _, ...rest } = FIRST;
    const steps = await schemaDiff(owner, [
      boilers({ ...rest, nox: { name: '氮氧化物', nameEn: 'NOx', type: 'number', unit: 'mg/m³', sort: true } }),
    ]);
    expect(steps.map((step) => [step.kind, 'field' in step ? step.field : ''])).toEqual(
      expect.arrayContaining([
        ['newField', 'nox'],
        ['gone', 'built'],
        ['index', 'nox'],
        ['view', ''],
      ]),
    );
    expect(steps.find((step) => step.kind === 'gone')).toMatchObject({ entries: 2 });
  });

  it('writes a renamed field anew, secret ones too; what was known then keeps its words, and every seal holds', async () => {
    const renamed = boilers({
      ...Object.fromEntries(Object.entries(FIRST).filter(([id]) => id !== 'fuel' && id !== 'pin')),
      burns: { ...(FIRST.fuel as Register['fields'][string]), was: ['fuel'] },
      key: { ...(FIRST.pin as Register['fields'][string]), was: ['pin'] },
    });
    const told = await on.system.tx((tx) => tx.get<{ n: number }>('select count(*)::int as n from appeared'));
    const { anew, steps } = await declareRegisters(on.urls.postgres, [renamed], AT + 1);
    expect(steps).toContainEqual({ kind: 'renamed', register: 'boiler-house', field: 'burns', was: 'fuel', entries: 2 });
    expect(await restate(on.system, renamed, { by: '系统', at: AT + 2 })).toBe(2);
    // A start that was cut off before it was noted begins again and finds nothing to do.
    expect(await restate(on.system, renamed, { by: '系统', at: AT + 3 })).toBe(0);
    for (const one of anew) await noteDeclared(on.urls.postgres, one.register, AT + 3);
    expect(await schemaDiff(owner, [renamed])).toEqual([]);
    const now = await on.system.tx((tx) => find(tx, renamed, 'B1', { day: '2026-02-01' }));
    expect(now?.detail).toMatchObject({ burns: 'coal', steam: '35' });
    expect(now?.detail).not.toHaveProperty('fuel');
    expect(await pinOf('B1', renamed)).toMatchObject({ key: '1' });
    const before = (await on.system.tx((tx) => history(tx, renamed, 'B1'))).find((one) => one.knownTo !== null);
    expect(before?.detail).toHaveProperty('fuel', 'coal');
    expect(inTodaysForm(renamed, before?.detail ?? {}).detail).toHaveProperty('burns', 'coal');
    expect(await on.system.tx((tx) => tx.get('select count(*)::int as n from appeared'))).toEqual(told);
    await sealAll(on.system, AT + 10);
    expect((await verify(on.system, [entryWitness, entryEndWitness])).flaws).toEqual([]);
  });

  it('refuses another type without a converter, and one that has no answer for a value that is kept', async () => {
    const base = Object.fromEntries(Object.entries(FIRST).filter(([id]) => !['fuel', 'pin', 'steam'].includes(id)));
    const kept = { burns: FIRST.fuel as Register['fields'][string], key: FIRST.pin as Register['fields'][string] };
    const steam = { name: '蒸吨', nameEn: 'Steam', type: 'number' as const, unit: 't/h' };
    await expect(declareRegisters(on.urls.postgres, [boilers({ ...base, ...kept, steam })], AT + 5)).rejects.toThrow(CannotDeclare);
    const poor = { ...steam, from: (value: string | number) => (value === '35' ? 35 : null) };
    await expect(declareRegisters(on.urls.postgres, [boilers({ ...base, ...kept, steam: poor })], AT + 5)).rejects.toThrow(
      /converted from: 2/,
    );
    const good = boilers({ ...base, ...kept, steam: { ...steam, from: (value) => Number(value) } });
    const { anew } = await declareRegisters(on.urls.postgres, [good], AT + 6);
    expect(await restate(on.system, good, { by: '系统', at: AT + 7 })).toBe(2);
    for (const one of anew) await noteDeclared(on.urls.postgres, one.register, AT + 7);
    expect(await on.scoped.as(WHOLE_CITY, (tx) => tx.query('select code, steam from register_boiler_house order by code'))).toEqual([
      { code: 'B1', steam: '35' },
      { code: 'B2', steam: '2' },
    ]);
  });

  it('refuses to let one alone hold what two hold already, and names them', async () => {
    const of = (isUnique: boolean) =>
      register({
        id: 'tag',
        name: '标牌',
        nameEn: 'Tags',
        fields: { number: { name: '号', nameEn: 'Number', type: 'text', ...(isUnique ? { unique: true as const } : {}) } },
      });
    await declareRegisters(on.urls.postgres, [of(false)], AT);
    for (const code of ['T1', 'T2'])
      await on.system.tx(async (tx) =>
        mustPut(
          await put(tx, of(false), { code, name: code, district: east, detail: { number: '7' } }, { by: 'z', at: AT, day: '2026-01-01' }),
        ),
      );
    await expect(declareRegisters(on.urls.postgres, [of(true)], AT)).rejects.toThrow(/T1, T2 all have 7/);
  });
});
