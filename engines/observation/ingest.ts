/** Readings arrive. Promise: O1, O2, O6; the newest of each stream is kept beside them; hours and days they touch are put down for computing. */
import { DAY, dayOf, HOUR, type Instant, MINUTE, SECOND, startOfDay, startOfHour } from '../../foundation/day.ts';
import type { Tx } from '../../foundation/store/store.ts';
import type { Arrival, Period, Station } from './station.ts';

export interface Ingested {
  fresh: number;
  /** The same reading again: nothing written (O1). */
  same: number;
  /** A changed value kept beside the first (O2). */
  revised: number;
  places: string[];
}

/** How long after its end a period waits for late values, and how long it is put off by each further value. */
const LATE = 60 * SECOND;
const SETTLE = 3 * SECOND;

export interface StreamKey {
  station: Station;
  parameter: string;
  quantity: string;
  period: Period;
  origin: 'logger' | 'ours';
}

/** Ids of streams, remembered for the life of the process: streams are only ever added. */
export class StreamIds {
  readonly #known = new Map<string, number>();

  async get(tx: Tx, keys: StreamKey[]): Promise<number[]> {
    const texts = keys.map(keyText);
    const missing = new Map<string, StreamKey>();
    for (const [i, text] of texts.entries()) if (!this.#known.has(text)) missing.set(text, keys[i] as StreamKey);
    const found = missing.size ? await this.#put(tx, [...missing.values()]) : new Map<string, number>();
    // Remembered only once committed: a roll-back takes the new streams away again.
    tx.afterCommit(() => {
      for (const [text, id] of found) this.#known.set(text, id);
    });
    return texts.map((text) => this.#known.get(text) ?? (found.get(text) as number));
  }

  async #put(tx: Tx, keys: StreamKey[]): Promise<Map<string, number>> {
    const columns = {
      station: keys.map((k) => k.station.id),
      place: keys.map((k) => k.station.place),
      parameter: keys.map((k) => k.parameter),
      quantity: keys.map((k) => k.quantity),
      period: keys.map((k) => k.period),
      origin: keys.map((k) => k.origin),
      unit: keys.map((k) => k.station.unitOf(k.parameter)),
      every: keys.map((k) => everySeconds(k)),
      party: keys.map((k) => k.station.party),
      district: keys.map((k) => k.station.district),
    };
    await tx.query(
      `insert into stream (station, place, parameter, quantity, period, origin, unit, every_seconds, party, district)
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::text[], $10::text[])
       on conflict do nothing`,
      Object.values(columns),
    );
    const rows = await tx.query<{
      id: number;
      station: string;
      place: string;
      parameter: string;
      quantity: string;
      period: string;
      origin: string;
    }>(
      `select s.id, s.station, s.place, s.parameter, s.quantity, s.period, s.origin from stream s
         join unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as k(station, place, parameter, quantity, period, origin)
        using (station, place, parameter, quantity, period, origin)`,
      [columns.station, columns.place, columns.parameter, columns.quantity, columns.period, columns.origin],
    );
    return new Map(rows.map((row) => [`${row.station}|${row.place}|${row.parameter}|${row.quantity}|${row.period}|${row.origin}`, row.id]));
  }
}

function keyText(key: StreamKey): string {
  return `${key.station.id}|${key.station.place}|${key.parameter}|${key.quantity}|${key.period}|${key.origin}`;
}

/** The expected interval, as the register has it now. */
export function everySeconds(key: Pick<StreamKey, 'station' | 'period'>): number {
  switch (key.period) {
    case 'realtime':
      return key.station.everySeconds;
    case 'minute':
      return key.station.minuteMinutes * 60;
    case 'hour':
      return HOUR / SECOND;
    case 'day':
      return DAY / SECOND;
  }
}

interface Incoming {
  stream: number;
  station: Station;
  observedAt: Instant;
  receivedAt: Instant;
  value: number | null;
  text: string;
  mark: string | null;
  frame: number | null;
}

interface Newest {
  revision: number;
  text: string;
  mark: string | null;
}

/** Writes a batch of uploads. Callers serialise batches (one writer): revisions are numbered by reading what stands. */
export async function ingest(tx: Tx, ids: StreamIds, arrivals: Arrival[], now: Instant): Promise<Ingested> {
  const incoming = await flatten(tx, ids, arrivals);
  if (!incoming.length) return { fresh: 0, same: 0, revised: 0, places: [] };
  const standing = await newestStanding(tx, incoming);
  const write: (Incoming & { revision: number })[] = [];
  let same = 0;
  let revised = 0;
  for (const reading of incoming) {
    const key = `${reading.observedAt}|${reading.stream}`;
    const before = standing.get(key);
    if (before && before.text === reading.text && before.mark === reading.mark) {
      same += 1;
      continue;
    }
    if (before) revised += 1;
    const revision = before ? before.revision + 1 : 0;
    write.push({ ...reading, revision });
    standing.set(key, { revision, text: reading.text, mark: reading.mark });
  }
  await insertReadings(tx, write, now);
  await keepLatest(tx, write);
  await putDown(tx, write.length ? arrivals : [], now);
  return { fresh: write.length - revised, same, revised, places: [...new Set(arrivals.map((a) => a.station.place))] };
}

async function flatten(tx: Tx, ids: StreamIds, arrivals: Arrival[]): Promise<Incoming[]> {
  const keys: StreamKey[] = [];
  const rest: Omit<Incoming, 'stream'>[] = [];
  for (const arrival of arrivals) {
    for (const value of arrival.values) {
      keys.push({
        station: arrival.station,
        parameter: value.parameter,
        quantity: value.quantity,
        period: arrival.period,
        origin: 'logger',
      });
      rest.push({
        station: arrival.station,
        observedAt: arrival.observedAt,
        receivedAt: arrival.receivedAt,
        value: value.value,
        text: value.text,
        mark: value.mark,
        frame: arrival.frame,
      });
    }
  }
  const streams = await ids.get(tx, keys);
  return rest.map((reading, i) => ({ ...reading, stream: streams[i] as number }));
}

async function newestStanding(tx: Tx, incoming: Incoming[]): Promise<Map<string, Newest>> {
  const rows = await tx.query<{ observed_at: Instant; stream: number; revision: number; text: string; mark: string | null }>(
    `select distinct on (r.observed_at, r.stream) r.observed_at, r.stream, r.revision, r.text, r.mark
       from reading r join unnest($1::float8[], $2::int[]) as k(ms, stream) on r.observed_at = to_timestamp(k.ms / 1000.0) and r.stream = k.stream
      order by r.observed_at, r.stream, r.revision desc`,
    [incoming.map((r) => r.observedAt), incoming.map((r) => r.stream)],
  );
  return new Map(rows.map((row) => [`${row.observed_at}|${row.stream}`, { revision: row.revision, text: row.text, mark: row.mark }]));
}

async function insertReadings(tx: Tx, write: (Incoming & { revision: number })[], now: Instant): Promise<void> {
  if (!write.length) return;
  await tx.query(
    `insert into reading (observed_at, stream, revision, value, text, mark, frame, received_at, known_at, party, district)
     select to_timestamp(o / 1000.0), s, v, x, t, m, f, to_timestamp(a / 1000.0), to_timestamp($11 / 1000.0), p, d
       from unnest($1::float8[], $2::int[], $3::int[], $4::float8[], $5::text[], $6::text[], $7::bigint[], $8::float8[], $9::text[], $10::text[])
         as n(o, s, v, x, t, m, f, a, p, d)`,
    [
      write.map((r) => r.observedAt),
      write.map((r) => r.stream),
      write.map((r) => r.revision),
      write.map((r) => r.value),
      write.map((r) => r.text),
      write.map((r) => r.mark),
      write.map((r) => r.frame),
      write.map((r) => r.receivedAt),
      write.map((r) => r.station.party),
      write.map((r) => r.station.district),
      now,
    ],
  );
}

async function keepLatest(tx: Tx, write: (Incoming & { revision: number })[]): Promise<void> {
  const newest = new Map<number, Incoming>();
  for (const reading of write) {
    // A logger whose clock runs ahead must not pin the newest value to a day that has not come.
    if (reading.observedAt > reading.receivedAt + HOUR) continue;
    const before = newest.get(reading.stream);
    if (!before || reading.observedAt >= before.observedAt) newest.set(reading.stream, reading);
  }
  const rows = [...newest.values()].sort((a, b) => a.stream - b.stream);
  if (!rows.length) return;
  await tx.query(
    `insert into latest as l (stream, observed_at, value, text, mark, frame, received_at, party, district)
     select s, to_timestamp(o / 1000.0), x, t, m, f, to_timestamp(a / 1000.0), p, d
       from unnest($1::int[], $2::float8[], $3::float8[], $4::text[], $5::text[], $6::bigint[], $7::float8[], $8::text[], $9::text[])
         as n(s, o, x, t, m, f, a, p, d)
     on conflict (stream) do update set observed_at = excluded.observed_at, value = excluded.value, text = excluded.text, mark = excluded.mark,
       frame = excluded.frame, received_at = excluded.received_at
     where excluded.observed_at >= l.observed_at`,
    [
      rows.map((r) => r.stream),
      rows.map((r) => r.observedAt),
      rows.map((r) => r.value),
      rows.map((r) => r.text),
      rows.map((r) => r.mark),
      rows.map((r) => r.frame),
      rows.map((r) => r.receivedAt),
      rows.map((r) => r.station.party),
      rows.map((r) => r.station.district),
    ],
  );
}

/** Puts the touched hours down for computing. The logger's own day (2031) changes no hour of ours. */
async function putDown(tx: Tx, arrivals: Arrival[], now: Instant): Promise<void> {
  const touched = new Map<string, { station: string; startAt: Instant }>();
  for (const arrival of arrivals) {
    if (arrival.period === 'day') continue;
    const startAt = startOfHour(arrival.observedAt);
    touched.set(`${arrival.station.id}|${startAt}`, { station: arrival.station.id, startAt });
  }
  const rows = [...touched.values()].sort((a, b) => (a.station < b.station ? -1 : a.station > b.station ? 1 : a.startAt - b.startAt));
  await putDownPeriods(
    tx,
    'hour',
    rows.map((row) => ({ ...row, dueAt: Math.max(row.startAt + HOUR + LATE, now + SETTLE) })),
  );
}

/** Puts the day of changed hours down, after its end (with a little more time than an hour's, so that its last hour is done first). */
export async function putDownDay(tx: Tx, station: string, hourStartAt: Instant, now: Instant): Promise<void> {
  const startAt = startOfDay(dayOf(hourStartAt));
  await putDownPeriods(tx, 'day', [{ station, startAt, dueAt: Math.max(startAt + DAY + 2 * MINUTE, now + 2 * SETTLE) }]);
}

async function putDownPeriods(
  tx: Tx,
  period: 'hour' | 'day',
  rows: { station: string; startAt: Instant; dueAt: Instant }[],
): Promise<void> {
  if (!rows.length) return;
  await tx.query(
    `insert into due_period (station, period, start_at, due_at)
     select s, $4, to_timestamp(b / 1000.0), to_timestamp(d / 1000.0) from unnest($1::text[], $2::float8[], $3::float8[]) as n(s, b, d)
     on conflict (station, period, start_at) do update set due_at = excluded.due_at`,
    [rows.map((r) => r.station), rows.map((r) => r.startAt), rows.map((r) => r.dueAt), period],
  );
}
