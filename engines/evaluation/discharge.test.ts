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
  ['no value', { value: null }, 'cannotJudge', 'none', null, '数值缺失'],
  ['another unit', { unit: 'µg/L' }, 'cannotJudge', 'none', null, '数据单位 µg/L 与限值单位 mg/L 不一致'],
];

describe('a discharge against its limit', () => {
  it.each(TABLE)('%s', (_what, change, outcome, consequence, multiple, reason) => {
    expect(judgeDischarge(input(change))).toMatchObject({ outcome, consequence, multiple, reason });
  });
  it('of several limits the strictest is chosen; of equals, the permit’s (E1)', () => {
    const standard = limit({ id: 'GB', source: 'standard', upper: '60' });
    expect(strictest([standard, limit()])?.id).toBe('permit/COD');
    expect(strictest([limit({ upper: '80' }), standard])?.id).toBe('GB');
    expect(strictest([{ ...standard, upper: '50.0' }, limit()])?.id).toBe('permit/COD');
    expect(strictest([limit({ upper: null }), standard])?.id).toBe('GB');
    expect(strictest([])).toBeNull();
  });
  it('says the same for ever, and over exactly when the value is above the lowest limit (E2)', () => {
    const amount = fc.integer({ min: 0, max: 100_000 }).map((n) => String(n / 100));
    fc.assert(
      fc.property(amount, fc.array(amount, { minLength: 1, maxLength: 4 }), (value, uppers) => {
        const of = input({ value, limits: uppers.map((upper, i) => limit({ id: `l${i}`, upper })) });
        const judged = judgeDischarge(of);
        expect(judgeDischarge(structuredClone(of))).toEqual(judged);
        expect(judged.outcome === 'over').toBe(Number(value) > Math.min(...uppers.map(Number)));
        expect(judged.arithmetic.length).toBeGreaterThan(0);
      }),
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
    await house.owner.query('update verdict set value = 40, outcome = $2 where id = $1', [over.id, 'within']);
    expect((await look(over.id, input()))?.same).toBe(false);
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
