/** Laws O1–O6 against a real PostgreSQL. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../foundation/day.ts';
import type { DatedQuantity, Lawbook } from '../../foundation/lawbook/index.ts';
import { FOUNDATION, type House, openHouse } from '../../foundation/testing/house.ts';
import {
  type Arrival,
  type DayChanged,
  findDay,
  findHour,
  type HourChanged,
  type HourRow,
  hoursOfDay,
  ingest,
  inputsOfHour,
  listDays,
  listHeard,
  listHours,
  listLatest,
  listPoints,
  listSilences,
  noticeSilence,
  recomputeDue,
  room,
  type Station,
  StreamIds,
  type Validity,
  validityOf,
} from './index.ts';

const START = Date.UTC(2026, 8, 1);
const validity: Validity = {
  hour: () => ({ countMinutes: 45, dueMinutes: 60, countsMark: (mark) => mark === null || mark === 'N' }),
  day: () => ({ countHours: 18, dueHours: 24, weighted: true }),
  hourTolerance: () => 0.05,
  silentIntervals: () => 5,
};
let house: House;
let ids: StreamIds;
let serial = 0;
beforeAll(async () => {
  house = await openHouse([FOUNDATION, room]);
  ids = new StreamIds();
});
afterAll(() => house?.close());

/** A station of its own for a test, so that tests do not meet. */
function station(change: Partial<Station> = {}): Station {
  serial += 1;
  return {
    id: `MN${serial}`,
    place: `outlet-${serial}`,
    party: 'firm-a',
    district: '339902000000',
    everySeconds: 60,
    minuteMinutes: 10,
    unitOf: () => 'mg/L',
    ...change,
  };
}
const arrival = (
  of: Station,
  observedAt: number,
  value: number | null,
  change: Partial<Arrival> & { mark?: string; parameter?: string } = {},
): Arrival => ({
  station: of,
  period: change.period ?? 'minute',
  observedAt,
  receivedAt: change.receivedAt ?? observedAt + MINUTE,
  frame: change.frame ?? observedAt / 1_000,
  values: [{ parameter: change.parameter ?? 'w01018', quantity: 'value', text: String(value), value, mark: change.mark ?? 'N' }],
});
const take = (arrivals: Arrival[], now = START + 2 * HOUR) => house.system.tx((tx) => ingest(tx, ids, arrivals, now));
const anHour = (of: Station, values: number[], start = START) => values.map((value, i) => arrival(of, start + i * 10 * MINUTE, value));
const compute = async (stations: Station[], now = START + 2 * HOUR) => {
  const changed: HourChanged[] = [];
  await recomputeDue(
    house.system,
    ids,
    (id) => stations.find((s) => s.id === id),
    validity,
    now + 10 * SECOND,
    async (_tx, hours) => {
      changed.push(...hours);
    },
  );
  return changed;
};
/** Hours and then the days that rest on them, as they changed. */
const computeAll = async (stations: Station[], now: number, rules: Validity = validity) => {
  const days: DayChanged[] = [];
  const keep = async (_tx: unknown, _hours: HourChanged[], changed: DayChanged[]) => void days.push(...changed);
  for (const at of [now, now + 10 * MINUTE]) {
    await recomputeDue(house.system, ids, (id) => stations.find((s) => s.id === id), rules, at, keep, 2_000);
  }
  return days;
};
const hoursOf = (of: Station, from = START, to = START + DAY) =>
  house.system.tx((tx) => listHours(tx, { place: of.place, parameter: 'w01018', quantity: 'value', from, to }));
const pointsOf = (of: Station) =>
  house.system.tx((tx) =>
    listPoints(tx, { place: of.place, parameter: 'w01018', quantity: 'value', period: 'minute', from: START, to: START + DAY }),
  );
const revisions = async (of: Station) =>
  house.system.tx((tx) =>
    tx.query<{ text: string; revision: number }>(
      'select r.text, r.revision from reading r join stream s on s.id = r.stream where s.place = $1 order by r.observed_at, r.revision',
      [of.place],
    ),
  );

describe('readings', () => {
  it('the same reading twice is one, in one batch and across batches (O1)', async () => {
    const s = station();
    const one = arrival(s, START, 40);
    expect(await take([one, one])).toMatchObject({ fresh: 1, same: 1, revised: 0 });
    expect(await take([one])).toMatchObject({ fresh: 0, same: 1, revised: 0 });
    expect(await revisions(s)).toHaveLength(1);
  });
  it('a changed value stands beside the first, and a third beside both; the newest is shown (O2)', async () => {
    const s = station();
    for (const value of [40, 41, 40]) await take([arrival(s, START, value)]);
    expect(await revisions(s)).toEqual([
      { text: '40', revision: 0 },
      { text: '41', revision: 1 },
      { text: '40', revision: 2 },
    ]);
    expect((await pointsOf(s)).map((p) => [p.value, p.revision])).toEqual([[40, 2]]);
  });
  it('a changed mark is a change too (O2)', async () => {
    const s = station();
    await take([arrival(s, START, 40)]);
    expect(await take([arrival(s, START, 40, { mark: 'C' })])).toMatchObject({ revised: 1 });
  });
  it('the latest never goes back, and a clock that runs ahead does not pin it', async () => {
    const s = station();
    const live = (at: number, value: number) => arrival(s, at, value, { period: 'realtime', receivedAt: START + HOUR });
    await take([live(START + 30 * MINUTE, 1)]);
    await take([live(START + 10 * MINUTE, 2), live(START + 365 * DAY, 3)]);
    expect((await house.system.tx((tx) => listLatest(tx, s.place)))[0]?.value).toBe(1);
    await take([live(START + 31 * MINUTE, 4)]);
    expect((await house.system.tx((tx) => listLatest(tx, s.place)))[0]?.value).toBe(4);
  });
  it('any uploads in any batches leave what a list of them would: each change kept, the newest last (O1, O2)', async () => {
    const upload = fc.record({ at: fc.integer({ min: 0, max: 3 }), value: fc.constantFrom(1, 2, null), mark: fc.constantFrom('N', 'C') });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(upload, { maxLength: 5 }), { maxLength: 5 }), async (batches) => {
        const s = station();
        const told = new Map<number, { text: string; mark: string }[]>();
        const sum = { fresh: 0, same: 0, revised: 0 };
        for (const batch of batches) {
          const came = await take(
            batch.map((u) => arrival(s, START + u.at * MINUTE, u.value, { mark: u.mark, period: 'realtime', receivedAt: START + HOUR })),
          );
          for (const key of ['fresh', 'same', 'revised'] as const) sum[key] += came[key];
          for (const u of batch) {
            const list = told.get(u.at) ?? [];
            told.set(u.at, list);
            if (list.at(-1)?.text !== String(u.value) || list.at(-1)?.mark !== u.mark) list.push({ text: String(u.value), mark: u.mark });
          }
        }
        const kept = await house.system.tx((tx) =>
          tx.query<{ at: number; text: string; mark: string; revision: number }>(
            `select r.observed_at as at, r.text, r.mark, r.revision from reading r join stream s on s.id = r.stream where s.place = $1 order by 1, 4`,
            [s.place],
          ),
        );
        const minutes = [...told.keys()].sort((a, b) => a - b);
        expect(kept).toEqual(
          minutes.flatMap((at) => (told.get(at) ?? []).map((r, revision) => ({ at: START + at * MINUTE, ...r, revision }))),
        );
        expect(sum).toEqual({ fresh: told.size, same: batches.flat().length - kept.length, revised: kept.length - told.size });
        const shown = await house.system.tx((tx) => listLatest(tx, s.place));
        expect(shown.map((l) => [l.observedAt, l.text, l.mark])).toEqual(
          minutes.slice(-1).map((at) => [START + at * MINUTE, told.get(at)?.at(-1)?.text, told.get(at)?.at(-1)?.mark]),
        );
      }),
      { numRuns: 40 },
    );
  });
  it('every reading names the frame it came by (O6)', async () => {
    const s = station();
    await take([arrival(s, START, 40, { frame: 4_096 })]);
    expect((await pointsOf(s))[0]?.frame).toBe(4_096);
  });
  it('a logger moved to another outlet begins new streams there', async () => {
    const s = station();
    await take([arrival(s, START, 40)]);
    const moved = { ...s, place: `${s.place}-new` };
    await take([arrival(moved, START + 10 * MINUTE, 50)]);
    expect((await pointsOf(s)).map((p) => p.value)).toEqual([40]);
    expect((await pointsOf(moved)).map((p) => p.value)).toEqual([50]);
  });
  it('a batch that is rolled back leaves neither readings nor remembered streams', async () => {
    const s = station();
    await house.system
      .tx(async (tx) => {
        await ingest(tx, ids, [arrival(s, START, 40)], START);
        throw new Error('rolled back');
      })
      .catch(() => {});
    expect(await take([arrival(s, START, 40)])).toMatchObject({ fresh: 1 });
  });
});

describe('hours (O3)', () => {
  it('are computed, and again as the next revision when a reading changes; unchanged they are not written', async () => {
    const s = station();
    await take(anHour(s, [62, 62, 62, 62, 62, 62]));
    expect((await compute([s])).map((h) => [h.value, h.counts, h.revision])).toEqual([['62', true, 0]]);
    await take(anHour(s, [62, 62, 62, 62, 62, 62]));
    expect(await compute([s])).toEqual([]);
    await take([arrival(s, START, 50)]);
    expect((await compute([s])).map((h) => [h.value, h.revision])).toEqual([['60', 1]]);
    expect((await hoursOf(s)).map((h) => [h.value, h.revision])).toEqual([['60', 1]]);
  });
  it('rest on minute values where there are any, else on real-time ones', async () => {
    const s = station();
    const live = Array.from({ length: 60 }, (_, i) => arrival(s, START + i * MINUTE, 10, { period: 'realtime' }));
    await take(live);
    expect((await compute([s]))[0]).toMatchObject({ value: '10', counts: true, coveredMinutes: 60 });
    await take(anHour(s, [20, 20, 20, 20, 20, 20]));
    expect((await compute([s]))[0]).toMatchObject({ value: '20' });
    expect((await hoursOf(s))[0]?.basis).toBe('minute');
  });
  it('stand beside the logger’s own, and a difference beyond the tolerance is one fact', async () => {
    const s = station();
    await take(anHour(s, [100, 100, 100, 100, 100, 100]));
    await take([arrival(s, START, 70, { period: 'hour' })]);
    await compute([s]);
    expect((await hoursOf(s))[0]).toMatchObject({ loggerValue: '70', differs: true });
    await take([arrival(s, START, 71, { period: 'hour' })]);
    await compute([s]);
    const facts = await house.system.tx((tx) =>
      tx.query(`select 1 from appeared where kind = 'observation.hourDiffers' and place = $1`, [s.place]),
    );
    expect(facts).toHaveLength(1);
    const close = station();
    await take([...anHour(close, [100, 100, 100, 100, 100, 100]), arrival(close, START, 96, { period: 'hour' })]);
    await compute([close]);
    expect((await hoursOf(close))[0]?.differs).toBe(false);
  });
  it('can be opened to the very readings they were made of, also after later edits', async () => {
    const s = station();
    await take(anHour(s, [62, 62, 62, 62, 62, 62]), START + 2 * HOUR);
    const [first] = await compute([s], START + 2 * HOUR);
    await take([arrival(s, START, 2)], START + 3 * HOUR);
    await compute([s], START + 3 * HOUR);
    const hour = (await house.system.tx((tx) => findHour(tx, first?.stream ?? 0, START, 0))) as HourRow;
    const inputs = await house.system.tx((tx) => inputsOfHour(tx, hour));
    expect(inputs.map((i) => i.text)).toEqual(['62', '62', '62', '62', '62', '62']);
    const later = (await house.system.tx((tx) => findHour(tx, first?.stream ?? 0, START, 1))) as HourRow;
    expect((await house.system.tx((tx) => inputsOfHour(tx, later))).map((i) => i.text)).toEqual(['2', '62', '62', '62', '62', '62']);
  });
  it('say anew what they rest on when minute values come with the same mean, or a mark becomes another (O3, O4)', async () => {
    const s = station();
    const live = Array.from({ length: 60 }, (_, i) => arrival(s, START + i * MINUTE, 10, { period: 'realtime' }));
    await take(live);
    await compute([s]);
    await take(anHour(s, [10, 10, 10, 10, 10, 10]), START + 3 * HOUR);
    expect(await compute([s], START + 3 * HOUR)).toEqual([]); // Nothing to judge again.
    const [hour] = await hoursOf(s);
    expect(hour).toMatchObject({ basis: 'minute', revision: 1, value: '10', coveredMinutes: 60 });
    expect(await house.system.tx((tx) => inputsOfHour(tx, hour as HourRow))).toHaveLength(6);
    await take([arrival(s, START + 50 * MINUTE, 99, { mark: 'C' })], START + 4 * HOUR);
    expect(await compute([s], START + 4 * HOUR)).toMatchObject([{ value: '10', coveredMinutes: 50, revision: 2 }]);
    await take([arrival(s, START + 50 * MINUTE, 99, { mark: 'M' })], START + 5 * HOUR);
    expect(await compute([s], START + 5 * HOUR)).toEqual([]);
    const marks = await house.system.tx((tx) =>
      tx.query(`select h.revision, h.marks from hour h join stream t on t.id = h.stream where t.place = $1 order by h.revision`, [s.place]),
    );
    expect(marks.map((h) => h.marks)).toEqual([{ N: 60 }, { N: 6 }, { N: 5, C: 1 }, { N: 5, M: 1 }]);
  });
  it('every revision can be opened to the readings whose mean it is, after any edits in any order (O3, O6)', async () => {
    const edit = fc.record({
      slot: fc.integer({ min: 0, max: 5 }),
      value: fc.option(fc.integer({ min: 1, max: 9 }), { freq: 6 }),
      mark: fc.constantFrom('N', 'N', 'C'),
      period: fc.constantFrom('minute' as const, 'realtime' as const),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(edit, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 }), async (batches) => {
        const s = station();
        const newest = new Map<string, { period: string; value: number | null; mark: string }>();
        let now = START + 2 * HOUR;
        for (const batch of batches) {
          await take(
            batch.map((e) => arrival(s, START + e.slot * 10 * MINUTE, e.value, { mark: e.mark, period: e.period, frame: 100 + e.slot })),
            now,
          );
          for (const { slot, ...rest } of batch) newest.set(`${rest.period} ${slot}`, rest);
          await compute([s], now);
          now += HOUR;
        }
        const minute = [...newest.values()].some((r) => r.period === 'minute');
        const last = [...newest.values()].filter((r) => (r.period === 'minute') === minute && r.value !== null && r.mark === 'N');
        const mean = (values: (number | null)[]) => values.reduce<number>((sum, v) => sum + (v as number), 0) / values.length;
        await house.system.tx(async (tx) => {
          const rows = await tx.query<{ stream: number; revision: number }>(
            `select h.stream, h.revision from hour h join stream t on t.id = h.stream where t.place = $1 order by h.revision`,
            [s.place],
          );
          expect(rows.map((r) => r.revision)).toEqual(rows.map((_, i) => i));
          for (const { stream, revision } of rows) {
            const hour = (await findHour(tx, stream, START, revision)) as HourRow;
            const inputs = await inputsOfHour(tx, hour);
            const entered = inputs.filter((i) => i.value !== null && i.mark === 'N').map((i) => i.value);
            expect(inputs.every((i) => i.frame === 100 + (i.observedAt - START) / (10 * MINUTE))).toBe(true);
            if (entered.length) expect(Number(hour.value)).toBeCloseTo(mean(entered), 7);
            else expect(hour.value).toBeNull();
            expect(hour.coveredMinutes).toBe(hour.basis === 'minute' ? entered.length * 10 : entered.length);
            if (revision < rows.length - 1) continue;
            // The one that stands is what a naive reckoning of the newest readings gives.
            expect([hour.basis, entered.length]).toEqual([minute ? 'minute' : 'realtime', last.length]);
            if (last.length) expect(Number(hour.value)).toBeCloseTo(mean(last.map((r) => r.value)), 7);
          }
        });
      }),
      { numRuns: 25 },
    );
  });
  it('are covered by the interval the register has now, not by the one the stream began with (O4)', async () => {
    const s = station();
    await take([arrival(s, START, 1)]);
    await compute([s]);
    const corrected = { ...s, minuteMinutes: 5 };
    await take(anHour(corrected, [1, 1, 1, 1, 1, 1], START + HOUR), START + 3 * HOUR);
    expect((await compute([corrected], START + 3 * HOUR))[0]).toMatchObject({ coveredMinutes: 30, counts: false });
  });
  it('of a logger moved or struck off in the meantime are not lost: they stay with the outlet it watched', async () => {
    const s = station();
    await take([...anHour(s, [7, 7, 7, 7, 7, 7]), arrival(s, START, 7, { parameter: 'w00000' })], START + 59 * MINUTE);
    expect(await compute([], START + 2 * HOUR)).toEqual([]);
    const moved = { ...s, place: `${s.place}-new`, party: 'firm-b', district: '339905000000' };
    await take([arrival(moved, START + 55 * MINUTE, 100)], START + 2 * HOUR);
    const made = (await compute([moved], START + 4 * HOUR)).filter((h) => h.parameter === 'w01018');
    expect(new Map(made.map((h) => [h.station.place, [h.station.party, h.station.district, h.value, h.counts]]))).toEqual(
      new Map([
        [s.place, ['firm-a', s.district, '7', true]],
        [moved.place, ['firm-b', '339905000000', '100', false]],
      ]),
    );
    const days = (await computeAll([moved], START + 2 * DAY)).filter((d) => d.parameter === 'w01018');
    expect(new Map(days.map((d) => [d.station.place, d.coveredHours]))).toEqual(
      new Map([
        [s.place, 1],
        [moved.place, 0],
      ]),
    );
  });
  it('wait for their end, and one that cannot be computed does not hold up another', async () => {
    const early = station();
    await take([arrival(early, START, 1)], START + 5 * MINUTE);
    expect(await compute([early], START + 5 * MINUTE)).toEqual([]);
    const sick = station({ unitOf: () => 'mg/L' });
    const well = station();
    await take([...anHour(sick, [1, 1, 1, 1, 1, 1]), ...anHour(well, [2, 2, 2, 2, 2, 2])]);
    const seen: string[] = [];
    await expect(
      recomputeDue(
        house.system,
        ids,
        (id) => [sick, well].find((s) => s.id === id),
        validity,
        START + 2 * HOUR + 10 * SECOND,
        async (_tx, hours) => {
          if (hours[0]?.station.id === sick.id) throw new Error('sick');
          seen.push(...hours.map((h) => h.station.id));
        },
      ),
    ).rejects.toThrow(/sick/);
    expect(seen).toContain(well.id);
    expect((await compute([sick], START + 3 * HOUR)).map((h) => h.value)).toEqual(['1']);
  });
});

describe('days (O3)', () => {
  const MIDNIGHT = START - 8 * HOUR; // of 1 September in the city
  const daysOf = (of: Station) =>
    house.system.tx((tx) =>
      listDays(tx, { place: of.place, parameter: 'w01018', quantity: 'value', from: '2026-08-31', to: '2026-09-02' }),
    );
  /** Water of 40 mg/L at 10 m³/h until noon, of 60 mg/L at 30 m³/h after it. */
  const aDay = (of: Station, hours = 24) =>
    Array.from({ length: hours }, (_, i) => [
      ...anHour(of, Array(6).fill(i < 12 ? 40 : 60), MIDNIGHT + i * HOUR),
      ...anHour(of, Array(6).fill(i < 12 ? 10 : 30), MIDNIGHT + i * HOUR).map((a) => ({
        ...a,
        values: a.values.map((v) => ({ ...v, parameter: 'w00000' })),
      })),
    ]).flat();

  it('are the city’s civil days, weighted by flow, and the next revision when an hour of theirs changes', async () => {
    const s = station();
    const beside = [MIDNIGHT - HOUR, MIDNIGHT + 24 * HOUR].flatMap((at) => anHour(s, Array(6).fill(999), at));
    await take([...aDay(s), ...beside], MIDNIGHT + 26 * HOUR);
    const days = (await computeAll([s], MIDNIGHT + 27 * HOUR)).filter((d) => d.day === '2026-09-01');
    expect(days.map((d) => [d.parameter, d.value, d.weighted, d.counts, d.coveredHours])).toEqual([
      ['w00000', '20', false, true, 24],
      ['w01018', '55', true, true, 24], // (40×10×12 + 60×30×12) / (10×12 + 30×12)
    ]);
    await take([arrival(s, MIDNIGHT, 100)], MIDNIGHT + 28 * HOUR);
    await computeAll([s], MIDNIGHT + 29 * HOUR);
    // One hour of 50 in place of 40, at weight 10 of 480: 55 + 10×10/480 = 55.20833333.
    const standing = (await daysOf(s)).filter((d) => d.day === '2026-09-01');
    expect(standing.map((d) => [d.value, d.revision])).toEqual([['55.20833333', 1]]);
    await house.system.tx(async (tx) => {
      const first = await findDay(tx, standing[0]?.stream ?? 0, '2026-09-01', 0);
      const behind = (of: typeof first) => (of ? hoursOfDay(tx, of) : []);
      expect((await behind(first)).map((h) => [h.value, h.revision])).toEqual(
        Array.from({ length: 24 }, (_, i) => [i < 12 ? '40' : '60', 0]),
      );
      expect((await behind(standing[0]))[0]).toMatchObject({ value: '50', revision: 1 });
    });
    await take([arrival(s, MIDNIGHT, 100)], MIDNIGHT + 30 * HOUR);
    expect(await computeAll([s], MIDNIGHT + 31 * HOUR)).toEqual([]);
  });
  it('are not weighted by an hour of flow that does not count itself: (40×12 + 60×12) / 24 = 50', async () => {
    const s = station();
    const marked = (a: Arrival): Arrival => {
      const isFlowOfFirstHour = a.observedAt < MIDNIGHT + HOUR && a.values.some((v) => v.parameter === 'w00000');
      return isFlowOfFirstHour ? { ...a, values: a.values.map((v) => ({ ...v, mark: a.observedAt > MIDNIGHT ? 'C' : 'N' })) } : a;
    };
    await take(aDay(s).map(marked), MIDNIGHT + 26 * HOUR);
    const [water] = (await computeAll([s], MIDNIGHT + 27 * HOUR)).filter((d) => d.parameter === 'w01018');
    expect(water).toMatchObject({ value: '50', weighted: false, counts: true });
  });
  it('count with enough hours, and without a rule in force do not; another reason is another revision', async () => {
    const s = station();
    await take(aDay(s, 17), MIDNIGHT + 25 * HOUR);
    const mine = (days: DayChanged[]) => days.filter((d) => d.parameter === 'w01018').map((d) => [d.counts, d.why, d.revision]);
    expect(mine(await computeAll([s], MIDNIGHT + 26 * HOUR))).toEqual([[false, '有效 17 小时，不足 18 小时', 0]]);
    const again = async (countHours: number | null, now: number) => {
      await house.owner.query(`insert into due_period values ($1, 'day', to_timestamp($2 / 1000.0), to_timestamp(0))`, [s.id, MIDNIGHT]);
      return mine(await computeAll([s], now, { ...validity, day: () => ({ countHours, dueHours: 24, weighted: true }) }));
    };
    expect(await again(18, MIDNIGHT + 27 * HOUR)).toEqual([]);
    expect(await again(20, MIDNIGHT + 28 * HOUR)).toEqual([[false, '有效 17 小时，不足 20 小时', 1]]);
    expect(await again(null, MIDNIGHT + 29 * HOUR)).toEqual([[false, '当日没有可依据的数据有效性规定', 2]]);
    expect(await again(17, MIDNIGHT + 30 * HOUR)).toEqual([[true, null, 3]]);
  });
});

describe('the law of validity, by the day of the hour', () => {
  const quantity = (id: string, ...values: [string, unknown][]): DatedQuantity => ({
    id,
    name: id,
    unit: '',
    checkedOn: '2026-01-01',
    values: values.map(([effectiveFrom, value]) => ({ effectiveFrom, value, cite: `${id} 条`, confidence: 'A' })),
  });
  const book = (quantities: DatedQuantity[], tables: Record<string, unknown> = {}): Lawbook => ({
    get: <T>(id: string) => quantities.find((q) => q.id === id) as DatedQuantity<T>,
    table: <T>(path: string) => tables[path] as T,
    list: () => quantities,
    release: 'r',
  });
  const marks = { N: { name: '正常', counts: true, says: '' }, C: { name: '校准', counts: false, says: '' } };
  const rules = validityOf(
    book(
      [
        quantity('monitoring/gas-hour-valid-minutes', ['2018-03-01', 45]),
        quantity('monitoring/gas-day-valid-hours', ['2018-03-01', 20]),
        quantity('monitoring/water-hour-valid-share', ['2020-03-24', 75], ['2027-01-01', 80]),
        quantity('monitoring/water-day-valid-share', ['2020-03-24', 75]),
        quantity('monitoring/water-judging-basis', ['2020-03-24', { dayMean: 'flowWeighted' }]),
        quantity('monitoring/gas-judging-basis', ['2018-03-01', { dayMean: 'arithmetic' }]),
      ],
      { 'hj212/marks': { marks, absent: { counts: true } } },
    ),
    book([
      quantity('hour-difference-percent', ['2026-01-01', 5]),
      quantity('silence-after-intervals', ['2026-01-01', 5], ['2026-10-01', 8]),
    ]),
  );
  it('water: 75% of 60 minutes is 45 from the day the rule took effect, 80% is 48 from its own day, and none before', () => {
    const least = ['2020-03-23', '2020-03-24', '2026-12-31', '2027-01-01'].map((day) => rules.hour('water', day).countMinutes);
    expect(least).toEqual([null, 45, 45, 48]);
    expect(rules.day('water', '2026-09-01')).toEqual({ countHours: 18, dueHours: 24, weighted: true });
    expect(rules.day('water', '2020-03-23')).toEqual({ countHours: null, dueHours: 24, weighted: false });
  });
  it('gas: minutes and hours are named outright, and its day is not weighted', () => {
    expect(rules.hour('gas', '2026-09-01').countMinutes).toBe(45);
    expect(rules.day('gas', '2026-09-01')).toEqual({ countHours: 20, dueHours: 24, weighted: false });
  });
  it('a mark counts as the table says; one it does not know does not; none at all counts where the table says so', () => {
    const { countsMark } = rules.hour('water', '2026-09-01');
    expect(['N', 'C', 'X', 'constructor', '', null].map(countsMark)).toEqual([true, false, false, false, true, true]);
  });
  it('a parameter of the city holds for the days before it was written down, and its change from its own day', () => {
    expect(['2025-01-01', '2026-09-30', '2026-10-01'].map((day) => rules.silentIntervals(day))).toEqual([5, 5, 8]);
    expect(rules.hourTolerance('2026-09-01')).toBe(0.05);
  });
});

describe('silence (O5)', () => {
  const notice = (s: Station, now: number, since = 0) => noticeSilence(house.system, [s], validity, now, since);
  const silences = (s: Station) => house.system.tx((tx) => listSilences(tx, s.place, START, START + DAY));
  const live = (s: Station, at: number) => arrival(s, at, 1, { period: 'realtime', receivedAt: at });

  it('begins with the last reading, is one, and ends with the first that comes', async () => {
    const s = station();
    await take([live(s, START)]);
    await notice(s, START + 5 * MINUTE);
    expect(await silences(s)).toEqual([]);
    await notice(s, START + 6 * MINUTE);
    await notice(s, START + 7 * MINUTE);
    expect(await silences(s)).toEqual([{ from: START, to: null }]);
    await take([live(s, START + 30 * MINUTE)]);
    await notice(s, START + 31 * MINUTE);
    expect(await silences(s)).toEqual([{ from: START, to: START + 30 * MINUTE }]);
    const facts = await house.system.tx((tx) =>
      tx.query<{ kind: string }>(`select kind from appeared where place = $1 and kind like 'observation.%' order by id`, [s.place]),
    );
    expect(facts.map((f) => f.kind)).toEqual(['observation.silence', 'observation.returned']);
  });
  it('ends with the first reading that came and not with the newest, when we have not looked for a while', async () => {
    const s = station();
    await take([live(s, START)]);
    await notice(s, START + 10 * MINUTE);
    await take([30, 31, 32, 90].map((m) => live(s, START + m * MINUTE)));
    await notice(s, START + 91 * MINUTE);
    expect(await silences(s)).toEqual([{ from: START, to: START + 30 * MINUTE }]);
  });
  it('ends when the logger is back, not by what it had stored while it was cut off', async () => {
    const s = station();
    await take([live(s, START)]);
    await notice(s, START + 10 * MINUTE);
    const back = START + 120 * MINUTE;
    await take([1, 2, 3].map((m) => arrival(s, START + m * MINUTE, 1, { period: 'realtime', receivedAt: back })));
    await notice(s, back);
    expect(await silences(s)).toEqual([{ from: START, to: null }]);
    await take([live(s, back)]);
    await notice(s, back + MINUTE);
    expect(await silences(s)).toEqual([{ from: START, to: back }]);
    await notice(s, back + 30 * MINUTE);
    expect(await silences(s)).toEqual([
      { from: START, to: back },
      { from: back, to: null },
    ]);
  });
  it('is nobody’s who never reported, and is one however many look at once', async () => {
    const [never, once] = [station(), station()];
    await take([live(once, START)]);
    await Promise.all([notice(never, START + DAY), ...Array.from({ length: 4 }, () => notice(once, START + HOUR))]);
    expect([await silences(never), await silences(once)]).toEqual([[], [{ from: START, to: null }]]);
    const facts = await house.system.tx((tx) =>
      tx.query(`select 1 from appeared where kind = 'observation.silence' and place = $1`, [once.place]),
    );
    expect(facts).toHaveLength(1);
  });
  it('is not noticed before we have listened long enough ourselves', async () => {
    const s = station();
    await take([live(s, START)]);
    await notice(s, START + HOUR, START + HOUR - 2 * MINUTE);
    expect(await silences(s)).toEqual([]);
    await notice(s, START + HOUR + 4 * MINUTE, START + HOUR - 2 * MINUTE);
    expect(await silences(s)).toHaveLength(1);
  });
  it('of a logger that sends only minute values is counted by those', async () => {
    const s = station();
    await take([arrival(s, START, 1)]);
    await notice(s, START + 40 * MINUTE);
    expect(await silences(s)).toEqual([]);
    await notice(s, START + 51 * MINUTE);
    expect(await silences(s)).toHaveLength(1);
    expect((await house.system.tx((tx) => listHeard(tx, s.place))).get(s.place)).toBe(START);
  });
});

describe('scope (F1)', () => {
  it('without a scope there is nothing; a district sees its own, a firm its own', async () => {
    const here = station({ party: 'firm-here', district: '339903000000' });
    const there = station({ party: 'firm-there', district: '339904000000' });
    await take([...anHour(here, [1, 1, 1, 1, 1, 1]), ...anHour(there, [2, 2, 2, 2, 2, 2])]);
    await compute([here, there]);
    const seen = async (scope: Parameters<House['app']['as']>[0]) =>
      house.app.as(scope, async (tx) => {
        const n: Record<string, number> = {};
        for (const table of ['stream', 'reading', 'latest', 'hour', 'hour_now', 'observation_facts']) {
          n[table] = (
            await tx.get<{ n: number }>(`select count(*) as n from ${table} where district in ('339903000000', '339904000000')`)
          ).n;
        }
        return n;
      });
    expect(Object.values((await seen({ districts: [] })) as Record<string, number>).every((n) => n === 0)).toBe(true);
    const whole = (await seen({ districts: '*' })) as Record<string, number>;
    const district = (await seen({ districts: ['339903000000'] })) as Record<string, number>;
    const firm = (await seen({ districts: [], party: 'firm-here' })) as Record<string, number>;
    expect(district).toEqual(firm);
    for (const [table, n] of Object.entries(whole)) expect(district[table], table).toBe(n / 2);
  });
});
