/** O3 against a real PostgreSQL: whatever the order in which readings come, hours and days are what a naive reckoning of them gives, and stay explained. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../foundation/day.ts';
import { findDay, findHour, type HourRow, hourMean, hoursOfDay, inputsOfHour, listDays, type Station } from './index.ts';
import { hourOf, openTrial, START, type Trial, upload, validity } from './testing/builders.ts';

let trial: Trial;
beforeAll(async () => {
  trial = await openTrial();
});
afterAll(() => trial?.close());

const later = START + 2 * HOUR;
const one = <T>(rows: T[]): T => {
  expect(rows).toHaveLength(1);
  return rows[0] as T;
};
const daysOf = (place: string, parameter = 'w01018') =>
  trial.house.system.tx((tx) => listDays(tx, { place, parameter, quantity: 'value', from: '2026-09-01', to: '2026-09-02' }));
const differences = (place: string) =>
  trial.house.system.tx((tx) => tx.query(`select 1 from appeared where kind = 'observation.hourDiffers' and place = $1`, [place]));

describe('an hour (O3)', () => {
  it('is the naive mean of the newest readings, and each of its revisions is the mean of its own inputs, in whatever order they came', async () => {
    const reading = fc.record({
      slot: fc.integer({ min: 0, max: 5 }),
      value: fc.option(fc.integer({ min: 0, max: 4 }), { freq: 8 }),
      mark: fc.constantFrom('N', 'N', 'N', null, 'C'),
      period: fc.constantFrom('minute' as const, 'minute' as const, 'realtime' as const),
    });
    const batches = fc.array(fc.array(reading, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(batches, async (given) => {
        const s = trial.station({ everySeconds: 600 });
        const newest = new Map<string, { period: string; value: number | null; mark: string | null }>();
        let now = later;
        for (const batch of given) {
          now += 10 * MINUTE;
          await trial.take(
            batch.map(({ slot, value, ...rest }) => upload(s, START + slot * 10 * MINUTE, value, rest)),
            now,
          );
          for (const { slot, ...rest } of batch) newest.set(`${rest.period}${slot}`, rest);
          await trial.compute([s], now + MINUTE);
        }
        const all = [...newest.values()];
        const minute = all.some((r) => r.period === 'minute');
        const entering = all.filter((r) => (r.period === 'minute') === minute && r.value !== null && r.mark !== 'C');
        const hour = one(await trial.hours(s.place));
        expect(hour.coveredMinutes).toBe(entering.length * 10);
        expect(hour.counts).toBe(entering.length >= 5);
        expect(hour.why === null).toBe(hour.counts);
        const sum = entering.reduce((total, r) => total + Number(r.value), 0);
        if (entering.length) expect(Number(hour.value)).toBeCloseTo(sum / entering.length, 6);
        else expect(hour.value).toBeNull();
        for (let revision = 0; revision <= hour.revision; revision += 1) {
          const [stood, inputs] = await trial.house.system.tx(async (tx) => {
            const at = (await findHour(tx, hour.stream, START, revision)) as HourRow;
            return [at, await inputsOfHour(tx, at)] as const;
          });
          const mean = hourMean(inputs, START, 600, validity.hour('water', '2026-09-01'));
          expect({ ...mean, value: Number(mean.value ?? Number.NaN) }).toMatchObject({
            value: Number(stood.value ?? Number.NaN),
            counts: stood.counts,
            why: stood.why,
            coveredMinutes: stood.coveredMinutes,
          });
        }
      }),
      { numRuns: 25 },
    );
  });

  it('in which only the logger’s own value came does not count, and says that there are no data', async () => {
    const s = trial.station();
    await trial.take([upload(s, START, 70, { period: 'hour' })], later);
    await trial.compute([s], later + MINUTE);
    expect(one(await trial.hours(s.place))).toMatchObject({
      basis: 'none',
      value: null,
      counts: false,
      why: '本小时无数据',
      loggerValue: '70',
      differs: false,
    });
  });

  it('is not held against the logger’s own where it does not count itself', async () => {
    const s = trial.station();
    await trial.take([...hourOf(s, START, 100).slice(0, 2), upload(s, START, 10, { period: 'hour' })], later);
    await trial.compute([s], later + MINUTE);
    expect(one(await trial.hours(s.place))).toMatchObject({ counts: false, differs: false });
    expect(await differences(s.place)).toEqual([]);
  });

  it('that differs, agrees and differs again is told twice, and not judged again when only the logger’s own value came', async () => {
    const s = trial.station();
    let now = later;
    for (const [i, own] of [70, 100, 60].entries()) {
      now += 10 * MINUTE;
      await trial.take([...hourOf(s, START, 100), upload(s, START, own, { period: 'hour' })], now);
      expect((await trial.compute([s], now + MINUTE)).hours).toHaveLength(i === 0 ? 1 : 0);
    }
    expect(await differences(s.place)).toHaveLength(2);
    expect(one(await trial.hours(s.place))).toMatchObject({ revision: 2, loggerValue: '60', differs: true });
  });

  it('of measured and of converted values are two, and extremes and totals make none (O4)', async () => {
    const s = trial.station();
    for (const [quantity, value] of [
      ['value', 30],
      ['converted', 40],
      ['min', 1],
      ['total', 900],
    ] as const)
      await trial.take(hourOf(s, START, value, { quantity, parameter: 'a21002' }), later);
    const { hours } = await trial.compute([s], later + MINUTE);
    expect(hours.map((h) => [h.quantity, h.value, h.unit])).toEqual([
      ['converted', '40', 'mg/L'],
      ['value', '30', 'mg/L'],
    ]);
  });
});

describe('a day (O3)', () => {
  const wholeDay = (s: Station, value: (hour: number) => number, flow: (hour: number) => number) =>
    Array.from({ length: 24 }, (_, i) => [
      ...hourOf(s, START + i * HOUR, value(i)),
      ...hourOf(s, START + i * HOUR, flow(i), { parameter: 'w00000' }),
    ]).flat();
  const reckon = async (s: Station, now: number) => {
    await trial.compute([s], now + MINUTE);
    return trial.compute([s], now + 2 * MINUTE);
  };

  it('is weighted by the flow of its hours, (40×10×12 + 60×30×12) ÷ (10×12 + 30×12) = 55; the flow’s own is not', async () => {
    const s = trial.station();
    const now = START + 2 * DAY;
    const uploads = wholeDay(
      s,
      (i) => (i < 12 ? 40 : 60),
      (i) => (i < 12 ? 10 : 30),
    );
    await trial.take(uploads, now);
    await reckon(s, now);
    expect(one(await daysOf(s.place))).toMatchObject({ value: '55', weighted: true, counts: true, coveredHours: 24 });
    expect(one(await daysOf(s.place, 'w00000'))).toMatchObject({ value: '20', weighted: false });
  });

  it('is computed again when an hour or its flow changes, unchanged it is not, and opens to the hours as they stood', async () => {
    const s = trial.station();
    let now = START + DAY + HOUR;
    const again = async (arrivals: Parameters<Trial['take']>[0]) => {
      now += HOUR;
      await trial.take(arrivals, now);
      return (await reckon(s, now)).days;
    };
    await again(
      wholeDay(
        s,
        () => 50,
        () => 10,
      ),
    );
    await again(hourOf(s, START, 98));
    expect(one(await daysOf(s.place))).toMatchObject({ value: '52', revision: 1 });
    await again(hourOf(s, START, 30, { parameter: 'w00000' }));
    const third = one(await daysOf(s.place));
    expect(third.revision).toBe(2);
    expect(Number(third.value)).toBeCloseTo((98 * 30 + 50 * 10 * 23) / (30 + 10 * 23), 6);
    expect(await again(hourOf(s, START, 98))).toEqual([]);
    const behind = async (revision: number) =>
      trial.house.system.tx(async (tx) => {
        const day = await findDay(tx, third.stream, '2026-09-01', revision);
        return (await hoursOfDay(tx, day as NonNullable<typeof day>)).map((h) => h.value);
      });
    expect(await behind(0)).toEqual(Array(24).fill('50'));
    expect(await behind(1)).toEqual(['98', ...Array(23).fill('50')]);
  });

  it('says anew by what it was weighted when the flow comes late, though its value stays the same (O4)', async () => {
    const s = trial.station();
    const now = START + 2 * DAY;
    const hours = Array.from({ length: 20 }, (_, i) => START + i * HOUR);
    await trial.take(
      hours.flatMap((at) => hourOf(s, at, 30)),
      now,
    );
    await reckon(s, now);
    expect(one(await daysOf(s.place))).toMatchObject({ value: '30', weighted: false, revision: 0 });
    await trial.take(
      hours.flatMap((at) => hourOf(s, at, 7, { parameter: 'w00000' })),
      now + HOUR,
    );
    await reckon(s, now + HOUR);
    expect(one(await daysOf(s.place))).toMatchObject({ value: '30', weighted: true, revision: 1 });
  });

  it('that cannot be judged is put off, and the days of others are done', async () => {
    const [sick, well] = [trial.station(), trial.station()];
    const now = START + DAY + HOUR;
    await trial.take([...hourOf(sick, START, 1), ...hourOf(well, START, 2)], now);
    await trial.compute([sick, well], now + MINUTE);
    const done: string[] = [];
    const judging = trial.compute([sick, well], now + 2 * MINUTE, (_hours, days) => {
      if (days.some((d) => d.station.id === sick.id)) throw new Error('sick');
      done.push(...days.map((d) => d.station.id));
    });
    await expect(judging).rejects.toThrow(/1 periods could not be computed: sick/);
    expect(done).toContain(well.id);
    expect(await daysOf(sick.place)).toEqual([]);
    expect((await trial.compute([sick, well], now + 2 * MINUTE + 59_000)).days).toEqual([]);
    expect((await trial.compute([sick, well], now + 4 * MINUTE)).days.map((d) => d.station.id)).toEqual([sick.id]);
  });
});

describe('a logger', () => {
  it('moved to another outlet leaves its hours and day to the old outlet and its firm, though they are computed after the move', async () => {
    const s = trial.station();
    const moved: Station = { ...s, place: `${s.place}-new`, party: `${s.party}-new` };
    await trial.take(Array.from({ length: 20 }, (_, i) => hourOf(s, START + i * HOUR, 30)).flat(), START + 20 * HOUR);
    await trial.take(hourOf(moved, START + 21 * HOUR, 90), START + 22 * HOUR);
    const now = START + DAY + HOUR;
    const { hours } = await trial.compute([moved], now);
    expect(new Set(hours.map((h) => `${h.station.place} ${h.station.party} ${h.value}`))).toEqual(
      new Set([`${s.place} ${s.party} 30`, `${moved.place} ${moved.party} 90`]),
    );
    await trial.compute([moved], now + MINUTE);
    expect(one(await daysOf(s.place))).toMatchObject({ value: '30', coveredHours: 20, counts: true });
    expect(one(await daysOf(moved.place))).toMatchObject({ value: '90', coveredHours: 1, counts: false });
    const seen = (party: string) => trial.house.app.as({ districts: [], party }, (tx) => tx.query('select 1 from day_now'));
    expect(await seen(s.party)).toHaveLength(1);
    expect(await seen(moved.party)).toHaveLength(1);
  });

  it('struck from the register for a while loses no hour', async () => {
    const s = trial.station();
    await trial.take(hourOf(s, START, 30), later);
    expect((await trial.compute([], later + MINUTE)).hours).toEqual([]);
    expect((await trial.compute([s], later + 2 * HOUR)).hours.map((h) => h.value)).toEqual(['30']);
  });

  it('set from an upload each 30 seconds to one each 60 fills its hour with 60 of them', async () => {
    const s = trial.station({ everySeconds: 30 });
    await trial.take([upload(s, START, 5, { period: 'realtime' })], later);
    const slower = { ...s, everySeconds: 60 };
    const hour = Array.from({ length: 60 }, (_, i) => upload(slower, START + HOUR + i * MINUTE, 5, { period: 'realtime' }));
    await trial.take(hour, later + HOUR);
    await trial.compute([slower], later + 2 * HOUR);
    expect((await trial.hours(s.place)).find((h) => h.startAt === START + HOUR)).toMatchObject({ coveredMinutes: 60, counts: true });
  });
});
