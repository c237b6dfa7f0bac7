/** Discharges against limits: a table, read from top to bottom; properties; and verdicts kept and explained. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR } from '../../foundation/day.ts';
import { FOUNDATION, type House, openHouse } from '../../foundation/testing/house.ts';
import {
  type DischargeInput,
  explain,
  findVerdict,
  judgeDischarge,
  type Limit,
  listVerdicts,
  recordVerdict,
  room,
  type Subject,
  strictest,
} from './index.ts';

const limit = (change: Partial<Limit> = {}): Limit => ({
  id: 'permit/COD',
  source: 'permit',
  parameter: 'w01018',
  basis: 'day',
  lower: null,
  upper: '50',
  unit: 'mg/L',
  clause: '许可证 表4',
  effectiveFrom: '2026-01-01',
  confidence: 'A',
  ...change,
});
const input = (change: Partial<DischargeInput> = {}): DischargeInput => ({
  period: 'hour',
  judgedBy: 'day',
  value: '40',
  unit: 'mg/L',
  counts: true,
  why: null,
  limits: [limit()],
  ...change,
});

// what is judged                                           → outcome, consequence, multiple, reason (arithmetic beside it)
const TABLE: [string, Partial<DischargeInput>, string, string, string | null, string | null][] = [
  ['a water hour within', { value: '49.9' }, 'within', 'none', null, null],
  ['a water hour at the limit is within', { value: '50' }, 'within', 'none', null, null],
  ['a water hour over is a reminder, not an exceedance: (62−50)/50', { value: '62' }, 'over', 'reminder', '0.2400', null],
  ['a hair over is over: the whole value is compared', { value: '50.00000001' }, 'over', 'reminder', '0.0000', null],
  ['a water day over is an exceedance: (55−50)/50', { period: 'day', value: '55' }, 'over', 'exceedance', '0.1000', null],
  [
    'a gas hour over is an exceedance: (46−35)/35',
    { judgedBy: 'hour', value: '46', limits: [limit({ basis: 'hour', upper: '35' })] },
    'over',
    'exceedance',
    '0.3143',
    null,
  ],
  [
    'pH between its bounds',
    { value: '6', unit: '无量纲', limits: [limit({ lower: '6', upper: '9', unit: '无量纲' })] },
    'within',
    'none',
    null,
    null,
  ],
  [
    'pH below its lower bound has no multiple',
    { value: '5.9', unit: '无量纲', limits: [limit({ lower: '6', upper: '9', unit: '无量纲' })] },
    'over',
    'reminder',
    null,
    null,
  ],
  [
    'pH above its upper bound has none either',
    { value: '9.1', unit: '无量纲', limits: [limit({ lower: '6', upper: '9', unit: '无量纲' })] },
    'over',
    'reminder',
    null,
    null,
  ],
  ['a limit of nothing at all has no multiple', { value: '1', limits: [limit({ upper: '0' })] }, 'over', 'reminder', null, null],
  ['no limit on that day', { limits: [] }, 'cannotJudge', 'none', null, '当日没有适用的限值'],
  [
    'an hour that does not count',
    { counts: false, why: '有效 20 分钟，不足 45 分钟' },
    'cannotJudge',
    'none',
    null,
    '有效 20 分钟，不足 45 分钟',
  ],
  ['a limit that gives no bound', { limits: [limit({ upper: null })] }, 'cannotJudge', 'none', null, '限值未给出上限或下限'],
  ['a floor alone is kept', { value: '2', limits: [limit({ lower: '2', upper: null })] }, 'within', 'none', null, null],
  ['a floor alone is crossed', { value: '1.99', limits: [limit({ lower: '2', upper: null })] }, 'over', 'reminder', null, null],
  [
    'a gas hour at its limit is within',
    { judgedBy: 'hour', value: '35.0', limits: [limit({ basis: 'hour', upper: '35' })] },
    'within',
    'none',
    null,
    null,
  ],
  ['a reading below nothing is within an upper limit', { value: '-0.3' }, 'within', 'none', null, null],
  ['no value', { value: null }, 'cannotJudge', 'none', null, '数值缺失'],
  ['another unit', { unit: 'µg/L' }, 'cannotJudge', 'none', null, '数据单位 µg/L 与限值单位 mg/L 不一致'],
];

describe('a discharge against its limit', () => {
  it.each(TABLE)('%s', (_what, change, outcome, consequence, multiple, reason) => {
    expect(judgeDischarge(input(change))).toMatchObject({ outcome, consequence, multiple, reason });
  });
  it('of several limits the strictest is chosen, each bound by itself; of equals, the permit’s (E1)', () => {
    const standard = limit({ id: 'GB', source: 'standard', upper: '60' });
    const upper = (...limits: Limit[]) => strictest(limits, 'upper')?.id;
    expect(upper(standard, limit())).toBe('permit/COD');
    expect(upper(limit({ upper: '80' }), standard)).toBe('GB');
    expect(upper({ ...standard, upper: '50.0' }, limit())).toBe('permit/COD');
    expect(upper(limit({ upper: null }), standard)).toBe('GB');
    expect(upper()).toBeUndefined();
    const ph = [limit({ lower: '5', upper: '8.5' }), limit({ id: 'GB', source: 'standard', lower: '6', upper: '9' })];
    expect(strictest(ph, 'lower')?.id).toBe('GB');
    expect(strictest([limit()], 'lower')).toBeNull();
  });
  it('a value under the higher of two floors is over, though the lower ceiling is another limit’s (E1)', () => {
    const permit = limit({ lower: null, upper: '8.5', unit: '无量纲' });
    const standard = limit({ id: 'GB', source: 'standard', lower: '6', upper: '9', unit: '无量纲' });
    const judged = (value: string) => judgeDischarge(input({ value, unit: '无量纲', limits: [permit, standard] }));
    expect(judged('5.5')).toMatchObject({ outcome: 'over', bound: '6', multiple: null, limit: { id: 'GB' } });
    expect(judged('8.6')).toMatchObject({ outcome: 'over', bound: '8.5', multiple: null, limit: { id: 'permit/COD' } });
    expect(judged('6')).toMatchObject({ outcome: 'within', limit: { id: 'permit/COD' } });
  });
  it('a limit in another unit is never passed over for one that can be compared (E4): 40 mg/L is not within 100 µg/L', () => {
    const micro = limit({ id: 'GB', source: 'standard', upper: '100', unit: 'µg/L' });
    for (const limits of [
      [limit(), micro],
      [micro, limit()],
    ])
      expect(judgeDischarge(input({ limits }))).toMatchObject({
        outcome: 'cannotJudge',
        reason: '数据单位 mg/L 与限值单位 µg/L 不一致',
        limit: { id: 'GB' },
      });
  });
  it('is never told as equal to the limit it is over (E5)', () => {
    expect(judgeDischarge(input({ value: '50.00000001' })).arithmetic[0]).toBe('50.00000001 ＞ 50 mg/L（上限）');
    expect(judgeDischarge(input({ value: '49.99999999' })).arithmetic[0]).toBe('49.99999999 ≤ 50 mg/L（上限）');
    expect(judgeDischarge(input({ value: '62.12345678' })).arithmetic).toEqual([
      '62.1235 ＞ 50 mg/L（上限）',
      '超限倍数 = （62.1235 − 50）÷ 50 = 0.24',
      '该限值按日均值评价：小时均值超过限值属提醒级，不作为超标',
    ]);
  });
  it('says the same for ever, in any order of the limits, and over exactly when some limit is crossed (E1, E2)', () => {
    const amount = fc.integer({ min: 0, max: 2_000 }).map((n) => String(n / 100));
    const bounds = fc.record({ lower: fc.option(amount), upper: fc.option(amount), source: fc.constantFrom('permit', 'standard') });
    fc.assert(
      fc.property(amount, fc.array(bounds, { minLength: 1, maxLength: 4 }), fc.boolean(), (value, given, counts) => {
        const of = input({ value, counts, why: '不计入', limits: given.map((b, i) => limit({ id: `l${i}`, ...b } as Partial<Limit>)) });
        const judged = judgeDischarge(of);
        expect(judgeDischarge(structuredClone(of))).toEqual(judged);
        expect(judgeDischarge({ ...of, limits: [...of.limits].reverse() })).toEqual(judged);
        // The naive twin: every bound of every limit, one by one, in hundredths.
        const [v, bounded] = [Number(value), given.some((b) => b.lower !== null || b.upper !== null)];
        const crossed = given.some((b) => (b.upper !== null && v > Number(b.upper)) || (b.lower !== null && v < Number(b.lower)));
        expect(judged.outcome).toBe(!bounded || !counts ? 'cannotJudge' : crossed ? 'over' : 'within');
        expect(judged.consequence).toBe(judged.outcome === 'over' ? 'reminder' : 'none');
        if (judged.outcome === 'cannotJudge') expect(judged.reason).toBeTruthy();
        if (judged.multiple !== null) {
          const [top, least] = [Number(judged.bound), Math.min(...given.flatMap((b) => (b.upper === null ? [] : [Number(b.upper)])))];
          expect(top).toBe(least);
          expect(Math.abs(Number(judged.multiple) - (v - top) / top)).toBeLessThanOrEqual(0.00005001);
        }
        expect(judged.arithmetic.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('verdicts', () => {
  const START = Date.UTC(2026, 8, 1);
  let house: House;
  let serial = 0;
  beforeAll(async () => {
    house = await openHouse([FOUNDATION, room]);
  });
  afterAll(() => house?.close());
  const place = () => {
    serial += 1;
    return `outlet-${serial}`;
  };
  const subject = (at: string, change: Partial<Subject> = {}): Subject => ({
    place: at,
    parameter: 'w01018',
    quantity: 'value',
    period: 'hour',
    startAt: START,
    stream: 1,
    revision: 0,
    party: 'firm',
    district: '339902000000',
    ...change,
  });
  const record = (of: Subject, change: Partial<DischargeInput> = {}) =>
    house.system.tx((tx) => recordVerdict(tx, of, input(change), 'release-1', START));
  const factsOf = (at: string) =>
    house.system.tx((tx) =>
      tx.query<{ detail: { outcome: string; run: number; before: string | null } }>(
        `select detail from appeared where place = $1 order by id`,
        [at],
      ),
    );

  it('keep their inputs when they are not within, and say the same when run again (E3)', async () => {
    const at = place();
    const over = await record(subject(at), { value: '62' });
    const within = await record(subject(at, { startAt: START + HOUR }), { value: '40' });
    const asked: number[] = [];
    const look = (id: number, again: DischargeInput) =>
      house.system.tx((tx) =>
        explain(tx, id, async (verdict) => {
          asked.push(verdict.id);
          return again;
        }),
      );
    expect((await look(over.id, input()))?.same).toBe(true);
    expect((await look(within.id, input({ value: '40' })))?.same).toBe(true);
    expect(asked).toEqual([within.id]);
    expect((await look(within.id, input({ value: '41' })))?.same).toBe(false);
  });

  it('say so when anything of them that the method gave or used was altered (E3)', async () => {
    const over = await record(subject(place()), { value: '62' });
    const within = await record(subject(place()), { value: '40' });
    const cannot = await record(subject(place()), { counts: false, why: '有效 20 分钟，不足 45 分钟' });
    const same = async (id: number) => (await house.system.tx((tx) => explain(tx, id, async () => input({ value: '40' }))))?.same;
    const alterations: [number, string][] = [
      [over.id, 'value = 40'],
      [over.id, `unit = 'g/L'`],
      [over.id, `outcome = 'within'`],
      [over.id, `consequence = 'exceedance'`],
      [over.id, 'limit_value = 60'],
      [over.id, `limit_id = 'permit/other'`],
      [over.id, 'multiple = 0.1'],
      [over.id, 'multiple = null'],
      [over.id, `input = jsonb_set(input, '{value}', '"63"')`],
      [over.id, `input = jsonb_set(input, '{limits,0,clause}', '"表5"')`],
      [over.id, `input_hash = 'x'`],
      [over.id, `method = 'guess'`],
      [over.id, `method_version = '0'`],
      [within.id, 'value = 39'],
      [within.id, `input_hash = 'x'`],
      [cannot.id, `reason = '数值缺失'`],
      [cannot.id, `outcome = 'within'`],
    ];
    for (const [id, change] of alterations) {
      expect(await same(id), change).toBe(true);
      const { rows } = await house.owner.query('select to_jsonb(v) as kept from verdict v where id = $1', [id]);
      await house.owner.query(`update verdict set ${change} where id = $1`, [id]);
      expect(await same(id), change).toBe(false);
      const columns =
        'value, unit, outcome, consequence, limit_value, limit_id, multiple, input, input_hash, method, method_version, reason';
      await house.owner.query(
        `update verdict set (${columns}) = (select ${columns} from jsonb_populate_record(null::verdict, $2)) where id = $1`,
        [id, rows[0].kept],
      );
    }
  });

  it('are never changed: a later one names the one it supersedes, and only it stands', async () => {
    const at = place();
    const first = await record(subject(at), { value: '62' });
    const second = await record(subject(at, { revision: 1 }), { value: '42' });
    const old = await house.system.tx((tx) => findVerdict(tx, first.id));
    expect(old).toMatchObject({ outcome: 'over', supersededBy: second.id });
    const standing = await house.system.tx((tx) =>
      listVerdicts(tx, { place: at, parameter: 'w01018', quantity: 'value', period: 'hour', from: START, to: START + HOUR }),
    );
    expect(standing.map((v) => v.id)).toEqual([second.id]);
    expect((await factsOf(at)).map((f) => [f.detail.before, f.detail.outcome])).toEqual([
      [null, 'over'],
      ['over', 'within'],
    ]);
  });

  it('taken back and found over again are told each time, with what stood before (E3)', async () => {
    const at = place();
    for (const value of ['62', '42', '41', '63']) await record(subject(at), { value });
    expect((await factsOf(at)).map((f) => [f.detail.before, f.detail.outcome])).toEqual([
      [null, 'over'],
      ['over', 'within'],
      ['within', 'over'],
    ]);
  });

  it('count an hour no longer over as the end of a row', async () => {
    const at = place();
    for (const hour of [0, 1]) await record(subject(at, { startAt: START + hour * HOUR }), { value: '62' });
    await record(subject(at, { startAt: START + HOUR, revision: 1 }), { value: '42' });
    await record(subject(at, { startAt: START + 2 * HOUR }), { value: '62' });
    await record(subject(at, { startAt: START + 3 * HOUR, parameter: 'w21003' }), { value: '62' });
    await record(subject(at, { startAt: START + 3 * HOUR, period: 'day' }), { value: '62' });
    expect((await factsOf(at)).map((f) => f.detail.run)).toEqual([1, 2, 0, 1, 1, 0]);
  });

  it('count hours over in a row on both sides, also when the middle one is judged last', async () => {
    const at = place();
    for (const hour of [0, 2, 1, 4]) await record(subject(at, { startAt: START + hour * HOUR }), { value: '62' });
    expect((await factsOf(at)).map((f) => f.detail.run)).toEqual([1, 1, 3, 1]);
  });

  it('that are within raise no fact, and verdict and fact stand or fall together (F2)', async () => {
    const at = place();
    await record(subject(at), { value: '1' });
    expect(await factsOf(at)).toEqual([]);
    await house.system
      .tx(async (tx) => {
        await recordVerdict(tx, subject(at, { startAt: START + HOUR }), input({ value: '62' }), 'release-1', START);
        throw new Error('rolled back');
      })
      .catch(() => {});
    expect(await factsOf(at)).toEqual([]);
    expect(await house.system.tx((tx) => tx.query('select 1 from verdict where place = $1', [at]))).toHaveLength(1);
  });

  it('are seen by their district and their firm, and by nobody without a scope (F1)', async () => {
    const at = place();
    await record(subject(at), { value: '62' });
    const seen = (scope: Parameters<House['app']['as']>[0]) =>
      house.app.as(scope, (tx) => tx.query('select 1 from verdict_now where place = $1', [at]));
    expect(await seen({ districts: [] })).toEqual([]);
    expect(await seen({ districts: ['339921000000'] })).toEqual([]);
    expect(await seen({ districts: ['339902000000'] })).toHaveLength(1);
    expect(await seen({ districts: [], party: 'firm' })).toHaveLength(1);
  });
});
