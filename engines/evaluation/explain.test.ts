/** E1, E3 and E4 beyond the table: two-sided limits, two units, and whatever of a stored verdict is altered. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR } from '../../foundation/day.ts';
import { FOUNDATION, type House, openHouse } from '../../foundation/testing/house.ts';
import { type DischargeInput, explain, judgeDischarge, type Limit, recordVerdict, room, type Subject } from './index.ts';

const START = Date.UTC(2026, 8, 1);
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

describe('several limits', () => {
  it('bind on both sides: pH 5.5 is under the standard’s 6 though the permit has the lower ceiling (E1)', () => {
    const limits = [
      limit({ upper: '8.5', unit: '无量纲' }),
      limit({ id: 'GB', source: 'standard', lower: '6', upper: '9', unit: '无量纲' }),
    ];
    const judged = (value: string) => judgeDischarge(input({ value, unit: '无量纲', limits }));
    expect(judged('5.5')).toMatchObject({ outcome: 'over', bound: '6', limit: { id: 'GB' } });
    expect(judged('8.6')).toMatchObject({ outcome: 'over', bound: '8.5', limit: { id: 'permit/COD' } });
    expect(judged('7')).toMatchObject({ outcome: 'within' });
  });

  it('of which one is in another unit cannot be judged by passing it over: 40 mg/L is not within 100 µg/L (E4)', () => {
    const micro = limit({ id: 'GB', source: 'standard', upper: '100', unit: 'µg/L' });
    for (const limits of [
      [limit(), micro],
      [micro, limit()],
    ])
      expect(judgeDischarge(input({ limits }))).toMatchObject({ outcome: 'cannotJudge' });
  });

  it('that give no bound at all are no ground to call a value within (E4)', () => {
    expect(judgeDischarge(input({ limits: [limit({ upper: null })] })).outcome).toBe('cannotJudge');
  });

  it('are crossed exactly when some bound is, in whatever order they stand (E1, E2)', () => {
    const amount = fc.integer({ min: 0, max: 2_000 }).map((n) => String(n / 100));
    const bounds = fc.record({
      lower: fc.option(amount),
      upper: fc.option(amount),
      source: fc.constantFrom('permit' as const, 'standard' as const),
    });
    fc.assert(
      fc.property(amount, fc.array(bounds, { minLength: 1, maxLength: 4 }), (value, given) => {
        const of = input({ value, limits: given.map((b, i) => limit({ id: `l${i}`, ...b })) });
        const judged = judgeDischarge(of);
        expect(judgeDischarge({ ...of, limits: [...of.limits].reverse() })).toEqual(judged);
        const bounded = given.some((b) => b.lower !== null || b.upper !== null);
        const crossed = given.some(
          (b) => (b.upper !== null && Number(value) > Number(b.upper)) || (b.lower !== null && Number(value) < Number(b.lower)),
        );
        expect(judged.outcome).toBe(bounded ? (crossed ? 'over' : 'within') : 'cannotJudge');
      }),
      { numRuns: 300 },
    );
  });
});

describe('a stored verdict (E3)', () => {
  let house: House;
  let serial = 0;
  beforeAll(async () => {
    house = await openHouse([FOUNDATION, room]);
  });
  afterAll(() => house?.close());
  const subject = (change: Partial<Subject> = {}): Subject => {
    serial += 1;
    return {
      place: `outlet-${serial}`,
      parameter: 'w01018',
      quantity: 'value',
      period: 'hour',
      startAt: START,
      stream: 1,
      revision: 0,
      party: 'firm',
      district: '339902000000',
      ...change,
    };
  };
  const record = (of: Subject, change: Partial<DischargeInput> = {}) =>
    house.system.tx((tx) => recordVerdict(tx, of, input(change), 'release-1', START));
  const same = async (id: number, again: DischargeInput) => (await house.system.tx((tx) => explain(tx, id, async () => again)))?.same;

  it('says the same when run again, whatever was judged', async () => {
    const amount = fc
      .tuple(fc.integer({ min: -999, max: 99_999_999 }), fc.integer({ min: 0, max: 8 }))
      .map(([n, d]) => (n / 10 ** d).toFixed(d));
    const change = fc.record({
      value: fc.option(amount),
      counts: fc.boolean(),
      why: fc.option(fc.constantFrom('有效 20 分钟，不足 45 分钟', '"标记" C\\')),
      judgedBy: fc.constantFrom('hour' as const, 'day' as const),
      limits: fc.array(
        fc.record({ lower: fc.option(amount), upper: fc.option(amount) }).map((b) => limit(b)),
        { maxLength: 2 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(change, async (given) => {
        const { id } = await record(subject(), given);
        expect(await same(id, input(given))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  const over = { value: '62' };
  it.each([
    [over, 'value = 40'],
    [over, `unit = 'g/L'`],
    [over, `outcome = 'within'`],
    [over, `consequence = 'exceedance'`],
    [over, 'limit_value = 60'],
    [over, `limit_id = 'permit/other'`],
    [over, 'multiple = 0.1'],
    [over, `input = jsonb_set(input, '{value}', '"63"')`],
    [over, `input_hash = 'x'`],
    [over, `method_version = '0'`],
    [{ value: '40' }, 'value = 39'],
    [{ counts: false, why: '有效 20 分钟，不足 45 分钟' }, `reason = '数值缺失'`],
  ] as [Partial<DischargeInput>, string][])('of %j says so when it was altered: %s', async (judged, change) => {
    const { id } = await record(subject(), judged);
    expect(await same(id, input(judged))).toBe(true);
    await house.owner.query(`update verdict set ${change} where id = $1`, [id]);
    expect(await same(id, input(judged))).toBe(false);
  });

  it('counts as many hours in a row as there are, whatever the order in which they are judged and taken back', async () => {
    const hour = fc.record({ at: fc.integer({ min: 0, max: 9 }), over: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(hour, { minLength: 1, maxLength: 14 }), async (given) => {
        const at = subject();
        const standing = new Set<number>();
        const expected: number[] = [];
        for (const { at: n, over: isOver } of given) {
          const before = standing.has(n);
          if (isOver) standing.add(n);
          else standing.delete(n);
          await record({ ...at, startAt: START + n * HOUR }, { value: isOver ? '62' : '40' });
          if (!isOver && !before) continue;
          let run = 0;
          if (isOver) {
            let first = n;
            while (standing.has(first - 1)) first -= 1;
            while (standing.has(first + run)) run += 1;
          }
          expected.push(run);
        }
        const facts = await house.system.tx((tx) =>
          tx.query<{ detail: { run: number } }>('select detail from appeared where place = $1 order by id', [at.place]),
        );
        expect(facts.map((f) => f.detail.run)).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });
});
