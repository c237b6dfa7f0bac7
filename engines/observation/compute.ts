/**
 * Hours and days are computed again when something they rest on changed (O3). Each station-hour is one transaction, in which the caller also
 * judges what changed, so that a verdict never speaks of an hour that is not there.
 */
import { Decimal } from 'decimal.js';
import { canonical } from '../../foundation/canonical.ts';
import { addDays, type Day, dayOf, HOUR, type Instant, SECOND, startOfDay } from '../../foundation/day.ts';
import { announce } from '../../foundation/facts/index.ts';
import type { Store, Tx } from '../../foundation/store/store.ts';
import { everySeconds, putDownDay, type StreamIds, type StreamKey } from './ingest.ts';
import { type DayRule, dayMean, type HourRule, hourMean, type Observed } from './mean.ts';
import { type Medium, mediumOf, type Station } from './station.ts';

/** What the law says of validity on a day; read from dated data by `validityOf` and handed in. */
export interface Validity {
  hour(medium: Medium, day: Day): HourRule;
  day(medium: Medium, day: Day): DayRule;
  /** Share by which the logger's own hour may differ from ours, e.g. 0.05. */
  hourTolerance(day: Day): number;
  /** Intervals without a reading after which a logger is silent. */
  silentIntervals(day: Day): number;
}

export interface HourChanged {
  stream: number;
  station: Station;
  parameter: string;
  quantity: string;
  unit: string;
  startAt: Instant;
  revision: number;
  value: string | null;
  counts: boolean;
  why: string | null;
  coveredMinutes: number;
  dueMinutes: number;
}
export interface DayChanged {
  stream: number;
  station: Station;
  parameter: string;
  quantity: string;
  unit: string;
  day: Day;
  revision: number;
  value: string | null;
  weighted: boolean;
  counts: boolean;
  why: string | null;
  coveredHours: number;
  dueHours: number;
}

/** Quantities of which hours are made; the rest (totals, extremes) stay readings. */
const AVERAGED = ['value', 'converted'];
/** Waste-water flow, HJ 212-2017 table B.1. */
const FLOW = 'w00000';

type Changed = (tx: Tx, hours: HourChanged[], days: DayChanged[]) => Promise<void>;

/** Computes every period that is due. Returns how many were computed. */
export async function recomputeDue(
  store: Store,
  ids: StreamIds,
  stations: (id: string) => Station | undefined,
  validity: Validity,
  now: Instant,
  changed: Changed,
  most = 200,
): Promise<number> {
  const due = await store.pool.query<{ station: string; period: 'hour' | 'day'; start_at: Instant }>(
    `select station, period, start_at from xiushui.due_period where due_at <= to_timestamp($1 / 1000.0) order by period desc, start_at limit $2`,
    [now, most],
  );
  let computed = 0;
  const failures: Error[] = [];
  for (const row of due.rows) {
    const work = store.tx(async (tx) => {
      const taken = await tx.find<{ station: string }>(
        `delete from due_period where station = $1 and period = $2 and start_at = to_timestamp($3 / 1000.0) and due_at <= to_timestamp($4 / 1000.0) returning station`,
        [row.station, row.period, row.start_at, now],
      );
      if (!taken) return;
      const station = stations(row.station);
      // Struck from the register: what it sent before stays to be computed, should it be entered again.
      if (!station) return void (await putBack(tx, row, now + UNKNOWN));
      if (row.period === 'hour') {
        const hours = await computeHour(tx, ids, station, row.start_at, validity, now);
        if (hours.length) {
          await putDownDay(tx, station.id, row.start_at, now);
          await changed(tx, hours, []);
        }
      } else {
        const days = await computeDay(tx, ids, station, dayOf(row.start_at), validity, now);
        if (days.length) await changed(tx, [], days);
      }
      computed += 1;
    });
    // A period that cannot be computed is put off and must not hold up the others.
    await work.catch(async (error: Error) => {
      failures.push(error);
      await putOff(store, row, now);
    });
  }
  if (failures.length) throw new AggregateError(failures, `${failures.length} periods could not be computed: ${failures[0]?.message}`);
  return computed;
}

const PUT_OFF = 60 * SECOND;
const UNKNOWN = HOUR;

interface DueRow {
  station: string;
  period: string;
  start_at: Instant;
}

async function putBack(tx: Tx, row: DueRow, dueAt: Instant): Promise<void> {
  await tx.query(
    `insert into due_period (station, period, start_at, due_at) values ($1, $2, to_timestamp($3 / 1000.0), to_timestamp($4 / 1000.0)) on conflict do nothing`,
    [row.station, row.period, row.start_at, dueAt],
  );
}

async function putOff(store: Store, row: DueRow, now: Instant): Promise<void> {
  await store.tx((tx) =>
    tx.query(
      'update due_period set due_at = to_timestamp($4 / 1000.0) where station = $1 and period = $2 and start_at = to_timestamp($3 / 1000.0)',
      [row.station, row.period, row.start_at, now + PUT_OFF],
    ),
  );
}

/** Whose a stream is: a logger moved to another outlet leaves what it sent before with the outlet it watched then. */
interface Owned {
  place: string;
  party: string;
  district: string;
}

function owning(logger: Station, { place, party, district }: Owned): Station {
  return place === logger.place ? logger : { ...logger, place, party, district };
}

interface Sourced extends Observed, Owned {
  parameter: string;
  quantity: string;
  unit: string;
  period: 'realtime' | 'minute' | 'hour';
}

async function computeHour(
  tx: Tx,
  ids: StreamIds,
  logger: Station,
  startAt: Instant,
  validity: Validity,
  now: Instant,
): Promise<HourChanged[]> {
  const readings = await readingsBehind(tx, logger, startAt, startAt + HOUR);
  const groups = groupBy(readings, (r) => `${r.place}|${r.parameter}|${r.quantity}`);
  const changed: HourChanged[] = [];
  for (const [, group] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const first = group[0] as Sourced;
    const station = owning(logger, first);
    const basis = basisOf(group);
    const own = group.findLast((r) => r.period === 'hour');
    if (!basis && !own) continue;
    const day = dayOf(startAt);
    const rule = validity.hour(mediumOf(first.parameter), day);
    const behind = group.filter((r) => r.period === basis);
    const mean = hourMean(behind, startAt, everySeconds({ station, period: basis ?? 'realtime' }), rule);
    const differs = own ? differsBy(mean.counts ? mean.value : null, own, validity.hourTolerance(day)) : false;
    const key: StreamKey = { station, parameter: first.parameter, quantity: first.quantity, period: 'hour', origin: 'ours' };
    const [stream] = (await ids.get(tx, [key])) as [number];
    const before = await tx.find<{
      revision: number;
      value: string | null;
      counts: boolean;
      why: string | null;
      logger_value: string | null;
      covered_minutes: number;
      differs: boolean;
      basis: string;
      marks: Record<string, number>;
    }>(
      'select revision, value, counts, why, logger_value, covered_minutes, differs, basis, marks from hour where stream = $1 and start_at = to_timestamp($2 / 1000.0) order by revision desc limit 1',
      [stream, startAt],
    );
    const loggerValue = own?.value === null || own?.value === undefined ? null : String(own.value);
    const sameMean =
      before &&
      sameNumber(before.value, mean.value) &&
      before.counts === mean.counts &&
      before.why === mean.why &&
      before.covered_minutes === mean.coveredMinutes;
    const sameSource = before?.basis === (basis ?? 'none') && canonical(before.marks) === canonical(mean.marks);
    if (sameMean && sameSource && sameNumber(before.logger_value, loggerValue)) continue;
    const revision = before ? before.revision + 1 : 0;
    await tx.query(
      `insert into hour (start_at, stream, revision, basis, value, counts, why, covered_minutes, due_minutes, marks, logger_value, differs, computed_at, party, district)
       values (to_timestamp($1 / 1000.0), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, to_timestamp($13 / 1000.0), $14, $15)`,
      [
        startAt,
        stream,
        revision,
        basis ?? 'none',
        mean.value,
        mean.counts,
        mean.why,
        mean.coveredMinutes,
        mean.dueMinutes,
        JSON.stringify(mean.marks),
        loggerValue,
        differs,
        now,
        station.party,
        station.district,
      ],
    );
    if (differs && !before?.differs) {
      await announce(tx, {
        kind: 'observation.hourDiffers',
        ref: { kind: 'hour', id: `${stream}@${startAt}` },
        subject: station.place,
        party: station.party,
        place: station.place,
        district: station.district,
        day,
        detail: { parameter: first.parameter, ours: mean.value, loggers: loggerValue, startAt },
        at: now,
      });
    }
    // The logger's own hour, or other readings with the same mean, change what stands beside it: nothing to judge again.
    if (sameMean) continue;
    changed.push({
      stream,
      station,
      parameter: first.parameter,
      quantity: first.quantity,
      unit: first.unit,
      startAt,
      revision,
      value: mean.value,
      counts: mean.counts,
      why: mean.why,
      coveredMinutes: mean.coveredMinutes,
      dueMinutes: mean.dueMinutes,
    });
  }
  return changed;
}

/** Minute values when the hour has any, else real-time values. */
function basisOf(group: Sourced[]): 'minute' | 'realtime' | null {
  if (group.some((r) => r.period === 'minute')) return 'minute';
  return group.some((r) => r.period === 'realtime') ? 'realtime' : null;
}

function sameNumber(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  return new Decimal(a).eq(b);
}

function differsBy(ours: string | null, own: Observed, tolerance: number): boolean {
  if (ours === null || own.value === null) return false;
  const scale = Math.max(Math.abs(Number(ours)), Math.abs(own.value));
  return scale > 0 && Math.abs(Number(ours) - own.value) > tolerance * scale;
}

/** Readings of a station in a span, newest revision of each. */
async function readingsBehind(tx: Tx, station: Station, from: Instant, to: Instant): Promise<Sourced[]> {
  const rows = await tx.query<{
    parameter: string;
    quantity: string;
    unit: string;
    period: Sourced['period'];
    place: string;
    party: string;
    district: string;
    observed_at: Instant;
    value: number | null;
    text: string;
    mark: string | null;
  }>(
    `select distinct on (r.observed_at, r.stream) s.parameter, s.quantity, s.unit, s.period, s.place, s.party, s.district, r.observed_at, r.value, r.text, r.mark
       from stream s join reading r on r.stream = s.id
      where s.station = $1 and s.origin = 'logger' and s.period <> 'day' and s.quantity = any($2)
        and r.observed_at >= to_timestamp($3 / 1000.0) and r.observed_at < to_timestamp($4 / 1000.0)
      order by r.observed_at, r.stream, r.revision desc`,
    [station.id, AVERAGED, from, to],
  );
  return rows.map((row) => ({ ...row, observedAt: row.observed_at }));
}

async function computeDay(tx: Tx, ids: StreamIds, logger: Station, day: Day, validity: Validity, now: Instant): Promise<DayChanged[]> {
  const from = startOfDay(day);
  const rows = await tx.query<{
    parameter: string;
    quantity: string;
    unit: string;
    place: string;
    party: string;
    district: string;
    start_at: Instant;
    value: string | null;
    counts: boolean;
  }>(
    `select s.parameter, s.quantity, s.unit, s.place, s.party, s.district, h.start_at, h.value, h.counts from hour_now h join stream s on s.id = h.stream
      where s.station = $1 and h.start_at >= to_timestamp($2 / 1000.0) and h.start_at < to_timestamp($3 / 1000.0) order by h.start_at`,
    [logger.id, from, startOfDay(addDays(day, 1))],
  );
  const groups = groupBy(rows, (r) => `${r.place}|${r.parameter}|${r.quantity}`);
  const changed: DayChanged[] = [];
  for (const [, group] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const first = group[0] as (typeof rows)[number];
    const station = owning(logger, first);
    const flowHours = (groups.get(`${first.place}|${FLOW}|value`) ?? []).filter((h) => h.counts && h.value !== null);
    const flow = flowHours.length ? new Map(flowHours.map((h) => [h.start_at, h.value as string])) : null;
    const rule = validity.day(mediumOf(first.parameter), day);
    const own = first.parameter === FLOW ? null : flow;
    const mean = dayMean(
      group.map((h) => ({ startAt: h.start_at, value: h.value, counts: h.counts })),
      own,
      rule,
    );
    const [stream] = (await ids.get(tx, [
      { station, parameter: first.parameter, quantity: first.quantity, period: 'day', origin: 'ours' },
    ])) as [number];
    const before = await tx.find<{
      revision: number;
      value: string | null;
      counts: boolean;
      why: string | null;
      weighted: boolean;
      covered_hours: number;
    }>(
      'select revision, value, counts, why, weighted, covered_hours from day where stream = $1 and day = $2 order by revision desc limit 1',
      [stream, day],
    );
    if (
      before &&
      sameNumber(before.value, mean.value) &&
      before.counts === mean.counts &&
      before.why === mean.why &&
      before.weighted === mean.weighted &&
      before.covered_hours === mean.coveredHours
    )
      continue;
    const revision = before ? before.revision + 1 : 0;
    await tx.query(
      `insert into day (day, stream, revision, value, weighted, counts, why, covered_hours, due_hours, computed_at, party, district)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10 / 1000.0), $11, $12)`,
      [
        day,
        stream,
        revision,
        mean.value,
        mean.weighted,
        mean.counts,
        mean.why,
        mean.coveredHours,
        mean.dueHours,
        now,
        station.party,
        station.district,
      ],
    );
    changed.push({ stream, station, parameter: first.parameter, quantity: first.quantity, unit: first.unit, day, revision, ...mean });
  }
  return changed;
}

function groupBy<T>(rows: T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const of = key(row);
    const group = groups.get(of);
    if (group) group.push(row);
    else groups.set(of, [row]);
  }
  return groups;
}
