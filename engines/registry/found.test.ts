/** Finding among many: search by Chinese, pinyin and initials, filters, orders, pages, counts and the map, each within the asker's scope (R2, R4). */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Scope, WHOLE_CITY } from '../../foundation/store/store.ts';
import { type Condition, countBy, declareRegisters, end, explain, onMap, page, putMany, register } from './index.ts';
import { east, faultsOf, openTestRegisters, quarry, type TestRegisters, west } from './testing/builders.ts';

const AT = Date.UTC(2026, 0, 5);
const as = { by: 'zhao', at: AT, day: '2026-01-01' };
const outfalls = register({
  id: 'outfall',
  name: '入河排口',
  nameEn: 'Outfalls',
  position: true,
  fields: {
    kind: { name: '类别', nameEn: 'Kind', type: 'choice', choices: { industry: '工业', farm: '农业', other: '其他' }, required: true },
    width: { name: '管径', nameEn: 'Width', type: 'number', unit: 'mm', sort: true },
    seenOn: { name: '排查日', nameEn: 'Seen on', type: 'day', sort: true, filter: true },
    signs: { name: '现象', nameEn: 'Signs', type: 'choices', choices: { smell: '异味', colour: '异色', foam: '泡沫' } },
    flows: { name: '晴天有水', nameEn: 'Flows when dry', type: 'yesNo' },
    water: { name: '水体', nameEn: 'Water', type: 'text', search: true },
    tag: { name: '标牌号', nameEn: 'Tag', type: 'text', unique: true },
    finder: { name: '排查人', nameEn: 'Found by', type: 'text', search: true, seenBy: ['officer'] },
  },
});
const HIDDEN = ['finder'];
let on: TestRegisters;
const rows = Array.from({ length: 60 }, (_, i) => ({
  code: `P${String(i).padStart(3, '0')}`,
  name: i === 7 ? '凤栖印染北侧排口' : `第${i}号排口`,
  district: i % 3 === 0 ? west : east,
  party: i === 7 ? quarry : null,
  lon: 120.5 + i / 1000,
  lat: 30.7,
  detail: {
    kind: ['industry', 'farm', 'other'][i % 3] as string,
    ...(i % 4 ? { width: (i * 37) % 50 } : {}),
    seenOn: `2025-0${1 + (i % 9)}-11`,
    ...(i % 5 === 0 ? { signs: '异味、泡沫' } : i % 5 === 1 ? { signs: 'foam' } : {}),
    flows: i % 2 ? '是' : 'no',
    water: i < 30 ? '长水塘' : '海盐塘',
    tag: `T${i}`,
    finder: `王${i}`,
  },
}));

beforeAll(async () => {
  on = await openTestRegisters();
  await declareRegisters(on.urls.postgres, [outfalls], AT);
  const outcomes = await on.system.tx((tx) =>
    putMany(
      tx,
      outfalls,
      rows.map((draft, i) => ({ draft, row: i + 1 })),
      as,
    ),
  );
  expect(outcomes.flatMap((one) => (one.kind === 'findings' ? one.findings : []))).toEqual([]);
});
afterAll(() => on?.close());

const ask = (of: object, scope: Scope = WHOLE_CITY) =>
  on.scoped.as(scope, (tx) => page(tx, outfalls, { sort: 'code', limit: 100, hidden: HIDDEN, ...of }, { day: '2026-02-01' })) as Promise<
    Awaited<ReturnType<typeof page>>
  >;
const codes = async (of: object, scope?: Scope) => (await ask(of, scope)).entries.map((one) => one.code);

describe('the search box', () => {
  it('finds by Chinese, by code, by pinyin and by initials; every part must be found', async () => {
    for (const text of ['凤栖', '印染北', 'P007', 'p007', 'fengqi', 'fqyr', 'fengqiyinran 长水', 'FENGQI changshui'])
      expect(await codes({ text }), text).toEqual(['P007']);
    expect(await codes({ text: 'fengqi 海盐塘' })).toEqual([]);
    expect((await ask({ text: '海盐塘' })).total).toBe(30);
  });

  it('takes what was typed as text: a percent sign, a backslash and a quote find themselves or nothing', async () => {
    for (const text of ['%', '_', '\\', "'", '"', "x' or '1'='1", '--', '\0'.slice(1)])
      expect(await codes({ text: `${text}凤` }), text).toEqual(text === '' ? ['P007'] : []);
  });

  it('does not find by what the asker may not read', async () => {
    expect(await codes({ text: '王7' })).toEqual([]);
    expect(await codes({ text: '王7', hidden: [] })).toEqual(['P007']);
  });
});

describe('filters, orders, pages', () => {
  const where = async (...where: Condition[]) => codes({ where });
  const expected = (is: (detail: Record<string, unknown>, i: number) => boolean) =>
    rows.filter((row, i) => is(row.detail, i)).map((row) => row.code);

  it('narrow by a choice, several choices, a yes, a number and a day between two, and by being there at all', async () => {
    expect(await where({ field: 'kind', is: ['farm'] })).toEqual(expected((d) => d.kind === 'farm'));
    expect(await where({ field: 'kind', is: ['farm', 'other'] })).toEqual(expected((d) => d.kind !== 'industry'));
    expect(await where({ field: 'signs', is: ['foam'] })).toEqual(expected((_, i) => i % 5 < 2));
    expect(await where({ field: 'signs', is: ['smell'] })).toEqual(expected((_, i) => i % 5 === 0));
    expect(await where({ field: 'flows', is: ['yes'] })).toEqual(expected((_, i) => i % 2 === 1));
    expect(await where({ field: 'width', from: 10, to: 20 })).toEqual(expected((d) => Number(d.width) >= 10 && Number(d.width) <= 20));
    expect(await where({ field: 'seenOn', from: '2025-08-01' })).toEqual(expected((d) => String(d.seenOn) >= '2025-08-01'));
    expect(await where({ field: 'width', given: false })).toEqual(expected((d) => d.width === undefined));
    expect(await where({ field: 'kind', is: ['farm'] }, { field: 'flows', is: ['no'] })).toEqual(
      expected((d, i) => d.kind === 'farm' && i % 2 === 0),
    );
  });

  it('a condition on what may not be read, or is no field, is none', async () => {
    expect((await where({ field: 'finder', is: ['王7'] })).length).toBe(60);
    expect((await where({ field: "x' or true --", is: ['1'] })).length).toBe(60);
  });

  it('every order gives each entry once, whatever the size of the page', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('code', 'name', 'district', 'party', 'validFrom', 'validTo', 'width', 'seenOn', 'kind', 'noSuch', 'finder'),
        fc.boolean(),
        fc.integer({ min: 1, max: 61 }),
        async (sort, descending, limit) => {
          const got: string[] = [];
          for (let after: { value: string; code: string } | undefined; ; ) {
            const read = await ask({ sort, descending, limit, after });
            expect(read.total).toBe(60);
            got.push(...read.entries.map((one) => one.code));
            if (!read.next) break;
            after = read.next;
          }
          expect(new Set(got).size).toBe(60);
          expect(got.length).toBe(60);
          if (sort === 'width') {
            const widths = got.map((code) => rows.find((row) => row.code === code)?.detail.width ?? Number.NEGATIVE_INFINITY);
            expect(widths).toEqual([...widths].sort((a, b) => (descending ? Number(b) - Number(a) : Number(a) - Number(b))));
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('a page edge that is no value of the order begins at the beginning and breaks nothing', async () => {
    for (const sort of ['width', 'validFrom', 'validTo'])
      expect((await ask({ sort, limit: 3, after: { value: "1; drop table registry_entry'", code: 'x' } })).entries.length).toBe(3);
  });

  it('counts each value of a field among what is asked for', async () => {
    const facet = (field: string, of: object = {}) =>
      on.scoped.as(WHOLE_CITY, (tx) => countBy(tx, outfalls, field, { hidden: HIDDEN, ...of }, { day: '2026-02-01' }));
    expect(await facet('kind')).toEqual([
      { value: 'farm', n: 20 },
      { value: 'industry', n: 20 },
      { value: 'other', n: 20 },
    ]);
    expect(await facet('signs', { where: [{ field: 'kind', is: ['industry'] }] })).toEqual(
      expect.arrayContaining([{ value: 'foam', n: expected((d, i) => d.kind === 'industry' && i % 5 < 2).length }]),
    );
    expect(await facet('finder')).toEqual([]);
    expect(await facet('district')).toEqual([
      { value: east, n: 40 },
      { value: west, n: 20 },
    ]);
  });
});

describe('scope', () => {
  it('a page, its total, its counts and its map hold what the asker may see, and nothing without a scope', async () => {
    const branch: Scope = { districts: [west] };
    expect((await ask({}, branch)).total).toBe(20);
    expect(await codes({ text: '凤栖' }, branch)).toEqual([]);
    expect(await codes({}, { districts: [], party: quarry })).toEqual(['P007']);
    expect(await ask({}, { districts: [] })).toEqual({ entries: [], total: 0, next: null });
    expect(await on.scoped.as(branch, (tx) => countBy(tx, outfalls, 'district', {}, { day: '2026-02-01' }))).toEqual([
      { value: west, n: 20 },
    ]);
    const map = await on.scoped.as(branch, (tx) => onMap(tx, outfalls, { box: [120, 30, 121, 31], most: 5 }, { day: '2026-02-01' }));
    expect(map).toMatchObject({ total: 20, entries: [] });
  });

  it('a value that only one may hold is told with its code where that may be seen, and without it elsewhere', async () => {
    const put = (scope: Scope, district: string, tag: string) =>
      on.scoped.as(
        scope,
        async (tx) =>
          (
            await putMany(tx, outfalls, [{ draft: { code: 'X1', name: '新', district, detail: { kind: 'farm', tag } }, row: 1 }], {
              ...as,
              at: AT + 9,
            })
          )[0],
      );
    expect(faultsOf(await put({ districts: [east] }, east, 'T1'))).toEqual(['1: tag taken']);
    expect(await put({ districts: [west] }, west, 'T1')).toMatchObject({ findings: [{ says: '标牌号已由辖区外使用' }] });
    expect(await put({ districts: [east] }, east, 'T1')).toMatchObject({ findings: [{ says: '标牌号已用于 P001' }] });
  });
});

describe('the map', () => {
  const map = (of: object) =>
    on.scoped.as(WHOLE_CITY, (tx) => onMap(tx, outfalls, { box: [120, 30, 121, 31], ...of } as never, { day: '2026-02-01' })) as Promise<
      Awaited<ReturnType<typeof onMap>>
    >;
  it('gives the entries in the window, and above a number of them their numbers in squares, none left out', async () => {
    const few = await map({ box: [120.4995, 30, 120.5095, 31] });
    expect(few.entries.map((one) => one.code)).toEqual(rows.slice(0, 10).map((row) => row.code));
    const many = await map({ most: 20 });
    expect(many.entries).toEqual([]);
    expect(many.gathered.reduce((sum, { n }) => sum + n, 0)).toBe(60);
    expect(await map({ text: '凤栖', most: 20 })).toMatchObject({ total: 1, entries: [{ code: 'P007' }] });
  });
});

describe('two days', () => {
  it('what ended is not found after its end and is found on the day before', async () => {
    await on.system.tx((tx) => end(tx, outfalls, 'P059', { by: 'zhao', at: AT + 99, day: '2026-05-01' }));
    const on1 = (day: string) =>
      on.scoped.as(WHOLE_CITY, (tx) => page(tx, outfalls, { sort: 'code', limit: 1 }, { day })) as Promise<{ total: number }>;
    expect([(await on1('2026-04-30')).total, (await on1('2026-05-01')).total]).toEqual([60, 59]);
    const before = (await on.scoped.as(WHOLE_CITY, (tx) =>
      page(tx, outfalls, { sort: 'code', limit: 1 }, { day: '2026-06-01', knownAt: AT }),
    )) as { total: number };
    expect(before.total).toBe(60);
  });

  it('tells whoever looks after a register how PostgreSQL goes about it', async () => {
    const plan = (await on.scoped.as(WHOLE_CITY, (tx) => explain(tx, outfalls, { sort: 'width', limit: 5 }))) as string[];
    expect(plan.join('\n')).toMatch(/Execution Time/);
  });
});
