/** Laws O1–O6 against a real PostgreSQL. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../foundation/day.ts';
import { FOUNDATION, type House, openHouse } from '../../foundation/testing/house.ts';
import {
  type Arrival,
  findHour,
  type HourChanged,
  type HourRow,
  ingest,
  inputsOfHour,
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
