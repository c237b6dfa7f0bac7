/** Means and their coverage beside a naive twin. Expected numbers are arithmetic written out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR } from '../../foundation/day.ts';
import { type DayRule, dayMean, type HourRule, hourMean } from './index.ts';
import { thinned } from './queries.ts';

const START = Date.UTC(2026, 8, 1);
const rule: HourRule = { countMinutes: 45, dueMinutes: 60, countsMark: (mark) => mark === null || mark === 'N' };
const minutes = (values: (number | null)[], marks: (string | null)[] = []) =>
  values.map((value, i) => ({ observedAt: START + i * 600_000, value, text: String(value), mark: marks[i] ?? 'N' }));

describe('an hour', () => {
  it('is the mean of what counts: (61+62+63+61+62+63)/6 = 62', () => {
    expect(hourMean(minutes([61, 62, 63, 61, 62, 63]), START, 600, rule)).toMatchObject({
      value: '62',
      counts: true,
      why: null,
      coveredMinutes: 60,
    });
  });
  it('counts with 50 of 60 minutes and not with 40, and says why', () => {
    expect(hourMean(minutes([1, 1, 1, 1, 1]), START, 600, rule)).toMatchObject({ counts: true, coveredMinutes: 50 });
    expect(hourMean(minutes([1, 1, 1, 1]), START, 600, rule)).toMatchObject({ counts: false, why: '有效 40 分钟，不足 45 分钟' });
  });
  it('leaves out marked values and names them', () => {
    const made = hourMean(minutes([40, 40, 300, 300, 300, 300], ['N', 'N', 'C', 'C', 'M', 'M']), START, 600, rule);
    expect(made).toMatchObject({ value: '40', counts: false, marks: { N: 2, C: 2, M: 2 } });
    expect(made.why).toBe('有效 20 分钟，不足 45 分钟，其中标记 C 2 条、M 2 条不计入');
  });
  it('does not count twice what a hasty logger sends twice in one slot', () => {
    const hasty = Array.from({ length: 30 }, (_, i) => ({ observedAt: START + i * 1_000, value: 5, text: '5', mark: null }));
    expect(hourMean(hasty, START, 60, rule)).toMatchObject({ coveredMinutes: 1, counts: false });
  });
  it('without data, without numbers, or without a rule in force does not count, and each says its reason', () => {
    expect(hourMean([], START, 60, rule)).toMatchObject({ value: null, counts: false, why: '本小时无数据' });
    expect(hourMean(minutes([null, null]), START, 600, rule)).toMatchObject({ value: null, counts: false, why: '本小时 2 条数据均不计入' });
    expect(hourMean(minutes([1, 1, 1, 1, 1, 1]), START, 600, { ...rule, countMinutes: null })).toMatchObject({
      value: '1',
      counts: false,
      why: '当日没有可依据的数据有效性规定',
    });
  });
  it('counts a mark that no standard knows as what was sent, whatever word it is', () => {
    const made = hourMean(minutes([1, 2, 3], ['constructor', '__proto__', 'N']), START, 600, rule);
    expect(Object.entries(made.marks).sort()).toEqual([
      ['N', 1],
      ['__proto__', 1],
      ['constructor', 1],
    ]);
    expect(made.why).toBe('有效 10 分钟，不足 45 分钟，其中标记 constructor 1 条、__proto__ 1 条不计入');
  });
  it('a third of a milligram is not rounded before it is judged: (0+0+1)/3 keeps eight digits', () => {
    expect(hourMean(minutes([0, 0, 1]), START, 600, rule).value).toBe('0.33333333');
    expect(hourMean(minutes([0.1, 0.2, 0.3]), START, 600, rule).value).toBe('0.2');
  });
  it('never covers more than the hour, however the interval divides it', () => {
    const seven = Array.from({ length: 515 }, (_, i) => ({ observedAt: START + i * 7_000, value: 1, text: '1', mark: null }));
    expect(hourMean(seven, START, 7, rule)).toMatchObject({ coveredMinutes: 60, counts: true });
  });
  it('agrees with the naive twin on any readings', () => {
    const reading = fc.record({
      slot: fc.integer({ min: -2, max: 62 }),
      value: fc.option(fc.integer({ min: 0, max: 9_999 })),
      mark: fc.constantFrom(null, 'N', 'C', 'D', 'Q'),
    });
    fc.assert(
      fc.property(
        fc.array(reading, { maxLength: 80 }),
        fc.constantFrom(1, 5, 10),
        fc.option(fc.integer({ min: 1, max: 60 })),
        (given, every, least) => {
          const readings = given.map(({ slot, value, mark }) => ({ observedAt: START + slot * 60_000 + 7_000, value, text: '', mark }));
          const made = hourMean(readings, START, every * 60, { ...rule, countMinutes: least });
          const inside = readings.filter(
            (r) => r.observedAt >= START && r.observedAt < START + HOUR && r.value !== null && (r.mark === null || r.mark === 'N'),
          );
          const covered = new Set(inside.map((r) => Math.floor(new Date(r.observedAt).getUTCMinutes() / every))).size * every;
          expect(made.coveredMinutes).toBe(covered);
          expect(made.counts).toBe(inside.length > 0 && least !== null && covered >= least);
          expect(made.why === null).toBe(made.counts);
          expect(Object.values(made.marks).reduce((n, m) => n + m, 0)).toBe(
            readings.filter((r) => r.observedAt >= START && r.observedAt < START + HOUR).length,
          );
          if (inside.length) expect(Number(made.value)).toBeCloseTo(inside.reduce((s, r) => s + (r.value as number), 0) / inside.length, 6);
          else expect(made.value).toBeNull();
        },
      ),
    );
  });
});

describe('a day', () => {
  const day: DayRule = { countHours: 18, dueHours: 24, weighted: true };
  const hours = (values: number[], counts = true) =>
    values.map((value, i) => ({ startAt: START + i * HOUR, value: String(value), counts }));
  const flow = (values: number[]) => new Map(values.map((value, i) => [START + i * HOUR, String(value)]));

  it('is weighted by flow: (40×10×12 + 60×30×12) / (10×12 + 30×12) = 55, where the plain mean is 50', () => {
    const values = [...Array(12).fill(40), ...Array(12).fill(60)] as number[];
    const flows = [...Array(12).fill(10), ...Array(12).fill(30)] as number[];
    expect(dayMean(hours(values), flow(flows), day)).toMatchObject({ value: '55', weighted: true, counts: true });
    expect(dayMean(hours(values), null, day)).toMatchObject({ value: '50', weighted: false });
  });
  it('falls back to the plain mean when one hour has no flow or nothing flowed, and says so', () => {
    expect(dayMean(hours([40, 60]), flow([10]), day).weighted).toBe(false);
    expect(dayMean(hours([40, 60]), flow([0, 0]), day)).toMatchObject({ value: '50', weighted: false });
  });
  it('agrees with the naive twin on any hours and flows', () => {
    const some = fc.record({
      value: fc.option(fc.integer({ min: 0, max: 999 }), { freq: 8 }),
      counts: fc.boolean(),
      flow: fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 0, max: 50 }) }, fc.constantFrom(null, -1)),
    });
    fc.assert(
      fc.property(
        fc.array(some, { maxLength: 24 }),
        fc.boolean(),
        fc.boolean(),
        fc.option(fc.integer({ min: 1, max: 24 })),
        (given, asks, metered, least) => {
          const made = dayMean(
            given.map((h, i) => ({ startAt: START + i * HOUR, value: h.value === null ? null : String(h.value), counts: h.counts })),
            metered ? new Map(given.flatMap((h, i) => (h.flow === null ? [] : [[START + i * HOUR, String(h.flow)] as const]))) : null,
            { countHours: least, dueHours: 24, weighted: asks },
          );
          const inside = given.filter((h) => h.counts && h.value !== null) as { value: number; flow: number | null }[];
          const flowed = inside.reduce((sum, h) => sum + (h.flow ?? 0), 0);
          const weighted = asks && metered && inside.every((h) => h.flow !== null && h.flow >= 0) && flowed > 0;
          expect([made.weighted, made.coveredHours]).toEqual([weighted, inside.length]);
          expect(made.counts).toBe(inside.length > 0 && least !== null && inside.length >= least);
          expect(made.why === null).toBe(made.counts);
          if (!inside.length) expect(made.value).toBeNull();
          else {
            const mean = weighted
              ? inside.reduce((sum, h) => sum + h.value * (h.flow as number), 0) / flowed
              : inside.reduce((sum, h) => sum + h.value, 0) / inside.length;
            expect(Number(made.value)).toBeCloseTo(mean, 7);
          }
        },
      ),
    );
  });
  it('counts with 18 hours and not with 17', () => {
    expect(dayMean(hours(Array(18).fill(1)), null, day).counts).toBe(true);
    expect(dayMean(hours(Array(17).fill(1)), null, day)).toMatchObject({ counts: false, why: '有效 17 小时，不足 18 小时' });
    expect(dayMean(hours([1, 2], false), null, day)).toMatchObject({ value: null, counts: false, why: '当日无有效小时' });
    expect(dayMean(hours(Array(24).fill(1)), null, { ...day, countHours: null }).counts).toBe(false);
  });
});

it('thinning a series keeps its extremes and every marked point', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ value: fc.option(fc.integer()), mark: fc.constantFrom(null, 'N', 'C') }), { minLength: 1, maxLength: 400 }),
      (given) => {
        const points = given.map((p, i) => ({ at: i, frame: null, revision: 0, ...p }));
        const kept = thinned(points, 40);
        const values = (of: { value: number | null }[]) => of.flatMap((p) => (p.value === null ? [] : [p.value]));
        if (values(points).length) {
          expect(Math.max(...values(kept))).toBe(Math.max(...values(points)));
          expect(Math.min(...values(kept))).toBe(Math.min(...values(points)));
        }
        expect(kept.filter((p) => p.mark === 'C')).toEqual(points.filter((p) => p.mark === 'C'));
      },
    ),
  );
});
