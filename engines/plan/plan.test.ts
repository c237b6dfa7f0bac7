/** P1, P5: the number is the size, sum or share of exactly the records returned; a wrong declaration or template throws at load. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOUNDATION, type House, openHouse } from '../../foundation/testing/house.ts';
import {
  count,
  distinct,
  figureOf,
  type Indicator,
  indicator,
  latest,
  type Measure,
  parseTemplate,
  ratio,
  recordsOf,
  streak,
  sum,
  writeReport,
} from './index.ts';

const NOW = Date.UTC(2026, 8, 1);
const declared = (of: Measure, change: Partial<Indicator> = {}): Indicator =>
  indicator({
    id: 'figure',
    name: '数',
    nameEn: 'Number',
    unit: '件',
    unitEn: 'files',
    decimals: 1,
    basis: '测算',
    scope: '全市',
    scopeEn: 'Whole city',
    office: '办公室',
    officeEn: 'Office',
    of,
    ...change,
  });

let house: House;
beforeAll(async () => {
  house = await openHouse([FOUNDATION]);
  // A view of facts as the engines make it, over a table of the test's own.
  await house.owner.query(`
    create table made (kind text, ref_kind text, ref_id text, name text, party text, place text, district text, day date, amount numeric, unit text, status text, known_at timestamptz);
    create view facts as select * from made;
    grant select on made, facts to xiushui_system`);
});
afterAll(() => house?.close());

interface Made {
  kind: string;
  ref: string;
  party: string | null;
  day: string;
  /** As the database has it; null where a fact has none. */
  amount: string | null;
  status: string;
}
async function put(facts: Made[]): Promise<void> {
  await house.owner.query('truncate made');
  for (const f of facts) {
    await house.owner.query(`insert into made values ($1, 'file', $2, 'x', $3, null, 'd', $4, $5, '件', $6, now())`, [
      f.kind,
      f.ref,
      f.party,
      f.day,
      f.amount,
      f.status,
    ]);
  }
}
const figure = (of: Indicator, year = 2026) => house.system.tx((tx) => figureOf(tx, of, year, NOW, (f) => f.kind));
const records = (of: Indicator, year = 2026) => house.system.tx((tx) => recordsOf(tx, of, year));

const fact = fc.record<Made>({
  kind: fc.constantFrom('opened', 'closed', 'paid'),
  ref: fc.integer({ min: 1, max: 6 }).map(String),
  party: fc.constantFrom('a', 'b', 'c', null),
  day: fc.constantFrom('2025-12-31', '2026-01-01', '2026-06-30', '2026-12-31', '2027-01-01'),
  amount: fc.option(
    fc.integer({ min: -99_999, max: 99_999 }).map((cents) => (cents / 100).toFixed(2)),
    { freq: 5 },
  ),
  status: fc.constantFrom('late', 'onTime'),
});

describe('a figure and its records (P1)', () => {
  it('agree, whatever the facts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fact, { maxLength: 25 }), async (facts) => {
        await put(facts);
        const inYear = facts.filter((f) => f.day.startsWith('2026'));
        const of = (kind: string) => inYear.filter((f) => f.kind === kind);
        const told = (list: { kind: string; status: string; day: string; party: string | null; amount: string | null; ref: unknown }[]) =>
          list
            .map((f) =>
              JSON.stringify([
                f.kind,
                typeof f.ref === 'string' ? f.ref : (f.ref as { id: string }).id,
                f.party,
                f.day,
                f.amount,
                f.status,
              ]),
            )
            .sort();
        // In hundredths, so that no sum is a matter of floating point.
        const cents = (list: { amount: string | null }[]) => list.reduce((total, f) => total + Math.round(Number(f.amount ?? 0) * 100), 0);
        const parties = (list: { party: string | null }[]) => new Set(list.flatMap((f) => f.party ?? [])).size;
        const rows: [Measure, Made[], (list: { amount: string | null; party: string | null }[]) => number][] = [
          [count({ kind: 'opened' }), of('opened'), (list) => list.length],
          [count({ kind: 'opened', status: 'late' }), of('opened').filter((f) => f.status === 'late'), (list) => list.length],
          [count({ kind: 'nothing' }), [], (list) => list.length],
          [sum({ kind: 'paid' }), of('paid'), (list) => cents(list) / 100],
          [sum({ kind: 'paid', aboutFirm: true }), of('paid').filter((f) => f.party), (list) => cents(list) / 100],
          [distinct('party', { kind: 'paid' }), of('paid'), parties],
        ];
        for (const [measure, expected, number] of rows) {
          const made = await figure(declared(measure));
          const behind = await records(declared(measure));
          expect(told(behind)).toEqual(told(expected));
          expect(made.records).toBe(behind.length);
          // From what was put in, and from the records it hands over: the same number (P1).
          expect([made.value, made.value]).toEqual([number(expected), number(behind)]);
        }
        const opened = new Set(of('opened').map((f) => f.ref));
        const closed = new Set(of('closed').map((f) => f.ref));
        const share = declared(ratio({ kind: 'closed' }, { kind: 'opened' }));
        const both = [...opened].filter((r) => closed.has(r)).length;
        const shown = (await figure(share)).value;
        if (opened.size) expect(shown).toBeCloseTo((both / opened.size) * 100, 9);
        else expect(shown).toBeNull();
        const lower = await records(share);
        expect([lower.length, lower.filter((r) => r.counted).length]).toEqual([opened.size, both]);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('hands over the first of its records when asked for so many, and is the size of all of them', async () => {
    await put([1, 2, 3].map((n) => ({ kind: 'opened', ref: String(n), party: null, day: `2026-05-0${n}`, amount: null, status: 'x' })));
    const opened = declared(count({ kind: 'opened' }));
    expect(await figure(opened)).toMatchObject({ value: 3, records: 3 });
    const first = await house.system.tx((tx) => recordsOf(tx, opened, 2026, 2));
    expect(first.map((r) => r.ref.id)).toEqual(['1', '2']);
  });

  it('with nothing to divide by is no number, and is shown as such', async () => {
    await put([]);
    expect(await figure(declared(ratio({ kind: 'closed' }, { kind: 'opened' })))).toMatchObject({ value: null, text: '—', records: 0 });
  });
  it('of an award won years running is those years up to this one, and the documents of just those years', async () => {
    const won = (ref: string, day: string) => ({ kind: 'won', ref, party: null, day, amount: null, status: 'silver' });
    await put([won('a', '2021-03-01'), won('b', '2024-05-01'), won('c', '2025-04-01'), won('d', '2026-04-02'), won('e', '2026-06-01')]);
    const running = declared(streak({ kind: 'won', status: 'silver' }));
    expect(await figure(running)).toMatchObject({ value: 3, records: 4 });
    expect((await records(running)).map((r) => r.ref.id)).toEqual(['b', 'c', 'd', 'e']);
    // 2022 and 2023 are gaps; a year without one ends the run, whatever came before.
    expect(await figure(running, 2024)).toMatchObject({ value: 1, records: 1 });
    expect(await figure(running, 2023)).toMatchObject({ value: 0, records: 0 });
    expect(await figure(running, 2027)).toMatchObject({ value: 0, records: 0 });
  });

  it('of a rank is what the last document of the year says, and no number without one', async () => {
    const rank = declared(latest({ kind: 'rank' }));
    const said = (ref: string, day: string, amount: string) => ({ kind: 'rank', ref, party: null, day, amount, status: 'x' });
    await put([said('a', '2025-12-31', '4'), said('b', '2026-02-01', '2'), said('c', '2026-08-01', '1')]);
    expect(await figure(rank)).toMatchObject({ value: 1, records: 1 });
    expect((await records(rank)).map((r) => r.ref.id)).toEqual(['c']);
    expect(await figure(rank, 2024)).toMatchObject({ value: null, text: '—', records: 0 });
  });

  it('adds 万元 and shows 亿元 when it says so, and counts what was said once', async () => {
    const paid = (ref: string, amount: string, status: string) => ({ kind: 'paid', ref, party: null, day: '2026-05-01', amount, status });
    await put([paid('1', '12500.5', '甲'), paid('2', '7499.5', '乙'), paid('3', '20000', '甲')]);
    expect(await figure(declared(sum({ kind: 'paid' }, { per: 10_000 })))).toMatchObject({
      value: 4,
      text: '4.0',
      formula: '求和（paid） ÷ 10000',
    });
    expect(await figure(declared(distinct('status', { kind: 'paid' })))).toMatchObject({ value: 2, records: 3 });
  });

  it('is rounded only for showing: 1 of 3 is 33.3', async () => {
    await put(['1', '2', '3'].map((ref) => ({ kind: 'opened', ref, party: null, day: '2026-05-01', amount: null, status: 'onTime' })));
    await house.owner.query(
      `insert into made select 'closed', ref_kind, ref_id, name, party, place, district, day, amount, unit, status, known_at from made where ref_id = '1'`,
    );
    expect(await figure(declared(ratio({ kind: 'closed' }, { kind: 'opened' })))).toMatchObject({ text: '33.3' });
  });
});

describe('declarations and templates', () => {
  it('without unit, scope or office are refused (P5)', () => {
    expect(() => declared(count({ kind: 'x' }), { unit: '' })).toThrow(/lacks name, unit/);
    expect(() => declared(count({ kind: 'x' }), { scope: '' })).toThrow(/lacks name, unit/);
    expect(() => declared(count({ kind: 'x' }), { office: ' ' })).toThrow(/lacks name, unit/);
    expect(() => declared(count({ kind: 'x' }), { name: '' })).toThrow(/lacks name, unit/);
    expect(() => declared(count({ kind: 'x' }), { id: 'Figure One' })).toThrow(/lower-case/);
    expect(() => declared(count({ kind: 'x' }), { feeds: ['R24-1'] })).toThrow(/no row of a report/);
  });
  it('wear one of the five bases, and are shown with a number of decimals (P5)', () => {
    for (const basis of ['', '估计', undefined]) {
      expect(() => declared(count({ kind: 'x' }), { basis: basis as Indicator['basis'] })).toThrow(/basis/);
    }
    for (const decimals of [-1, 1.5, Number.NaN]) expect(() => declared(count({ kind: 'x' }), { decimals })).toThrow(/decimals/);
    expect(declared(count({ kind: 'x' }), { basis: '外部认定', decimals: 0 })).toMatchObject({ basis: '外部认定' });
  });
  it('that name no indicator, or have no title, are refused at load and never printed blank', () => {
    expect(() => parseTemplate('# 报告\n\n共 {{nothing}}。', [])).toThrow(/nothing/);
    expect(() => parseTemplate('共 1 件', [])).toThrow(/title/);
  });
  it('lose nothing of what is to be printed: not what stands beside a remark, nor a second title', () => {
    const indicators = [declared(count({ kind: 'opened' }))];
    const read = (markdown: string) => parseTemplate(markdown, indicators).paragraphs;
    expect(read('# 报告\n\n<!-- 说明 -->\n共 {{figure}} 件')).toEqual([['共 ', { figure: 'figure' }, ' 件']]);
    expect(read('# 报告\n\n<!-- 第一行\n\n第二行 {{nothing}} -->\n\n正文')).toEqual([['正文']]);
    expect(read('# 报告\r\n\r\n共\r\n{{figure}}\r\n')).toEqual([['共', { figure: 'figure' }]]);
    expect(() => read('# 报告\n\n<!-- 说明 -->\n共 {{nothing}} 件')).toThrow(/nothing/);
    expect(() => read('# 报告\n\n# 第二章\n\n正文')).toThrow(/第二章/);
  });
  it.each(['# 报告\n\n共 {{ figure }}。', '# 报告\n\n共 {{Figure}}。', '# 报告\n\n共 {{figure}。', '# 共 {{figure}} 件\n\n正文'])(
    'with a placeholder that is misspelt, or stands in the title, are refused and not printed as they are: %j',
    (markdown) => {
      const indicators = [declared(count({ kind: 'opened' }))];
      expect(() => parseTemplate(markdown, indicators)).toThrow(/figure|Figure/);
    },
  );
  it('are written with their figures in place', async () => {
    await put([{ kind: 'opened', ref: '1', party: 'a', day: '2026-05-01', amount: null, status: 'onTime' }]);
    const indicators = [declared(count({ kind: 'opened' }), { decimals: 0 })];
    const template = parseTemplate('# {{year}} 年报告\n\n{{year}} 年共\n{{figure}}。\n\n<!-- 说明 -->\n\n第二段', indicators);
    const report = await house.system.tx((tx) => writeReport(tx, template, indicators, 2026, NOW, (f) => f.kind));
    expect(report.title).toBe('2026 年报告');
    expect(report.paragraphs.map((p) => p.map((part) => ('text' in part ? part.text : part.figure.text)).join(''))).toEqual([
      '2026 年共1。',
      '第二段',
    ]);
  });
});
