/** Questions asked of observations. Each runs in the asker's transaction, so the asker's scope decides what is seen. */
import { type Day, HOUR, type Instant, startOfDay } from '../../foundation/day.ts';
import type { Tx } from '../../foundation/store/store.ts';

export interface Latest {
  station: string;
  place: string;
  parameter: string;
  quantity: string;
  unit: string;
  observedAt: Instant;
  receivedAt: Instant;
  value: number | null;
  text: string;
  mark: string | null;
  frame: number | null;
}

/** The newest real-time reading of every stream in sight, by place and parameter. */
export async function listLatest(tx: Tx, place?: string): Promise<Latest[]> {
  return tx.query<Latest & Record<string, unknown>>(
    `select s.station, s.place, s.parameter, s.quantity, s.unit, l.observed_at as "observedAt", l.received_at as "receivedAt", l.value, l.text, l.mark, l.frame
       from latest l join stream s on s.id = l.stream
      where s.period = 'realtime' and ($1::text is null or s.place = $1) order by s.place, s.parameter, s.quantity`,
    [place ?? null],
  );
}

/** When each place was last heard of, by real-time or minute values. */
export async function listHeard(tx: Tx, place?: string): Promise<Map<string, Instant>> {
  const rows = await tx.query<{ place: string; last: Instant }>(
    `select s.place, max(l.observed_at) as last from latest l join stream s on s.id = l.stream
      where s.period in ('realtime', 'minute') and ($1::text is null or s.place = $1) group by s.place`,
    [place ?? null],
  );
  return new Map(rows.map((row) => [row.place, row.last]));
}

export interface Point {
  at: Instant;
  value: number | null;
  mark: string | null;
  frame: number | null;
  revision: number;
}

/** Real-time or minute readings of one parameter, newest revision of each, oldest first; thinned to `most` points keeping each bucket's extremes. */
export async function listPoints(
  tx: Tx,
  of: { place: string; parameter: string; quantity: string; period: 'realtime' | 'minute'; from: Instant; to: Instant },
  most = 2_000,
): Promise<Point[]> {
  const points = await tx.query<Point & Record<string, unknown>>(
    `select distinct on (r.observed_at) r.observed_at as at, r.value, r.mark, r.frame, r.revision
       from reading r
      where r.stream in (select id from stream where place = $1 and parameter = $2 and quantity = $3 and period = $4 and origin = 'logger')
        and r.observed_at >= to_timestamp($5 / 1000.0) and r.observed_at < to_timestamp($6 / 1000.0)
      order by r.observed_at, r.revision desc`,
    [of.place, of.parameter, of.quantity, of.period, of.from, of.to],
  );
  return thinned(points, most);
}

/** Keeps the lowest and highest of each bucket and every marked point, so that thinning hides no peak and no mark. */
export function thinned(points: Point[], most: number): Point[] {
  if (points.length <= most) return points;
  const size = Math.ceil(points.length / (most / 2));
  const kept: Point[] = [];
  for (let i = 0; i < points.length; i += size) {
    const bucket = points.slice(i, i + size);
    const withValue = bucket.filter((p) => p.value !== null);
    const low = withValue.reduce<Point | null>((a, p) => (a === null || (p.value as number) < (a.value as number) ? p : a), null);
    const high = withValue.reduce<Point | null>((a, p) => (a === null || (p.value as number) > (a.value as number) ? p : a), null);
    kept.push(...bucket.filter((p) => p === low || p === high || (p.mark !== null && p.mark !== 'N')));
  }
  return kept;
}

export interface HourRow {
  stream: number;
  parameter: string;
  quantity: string;
  unit: string;
  startAt: Instant;
  revision: number;
  basis: string;
  value: string | null;
  counts: boolean;
  why: string | null;
  coveredMinutes: number;
  dueMinutes: number;
  loggerValue: string | null;
  differs: boolean;
  computedAt: Instant;
}

const HOUR_COLUMNS = `h.stream, s.parameter, s.quantity, s.unit, h.start_at as "startAt", h.revision, h.basis, h.value, h.counts, h.why,
  h.covered_minutes as "coveredMinutes", h.due_minutes as "dueMinutes", h.logger_value as "loggerValue", h.differs, h.computed_at as "computedAt"`;

export async function listHours(
  tx: Tx,
  of: { place: string; parameter: string; quantity: string; from: Instant; to: Instant },
): Promise<HourRow[]> {
  return tx.query<HourRow & Record<string, unknown>>(
    `select ${HOUR_COLUMNS} from hour_now h join stream s on s.id = h.stream
      where s.place = $1 and s.parameter = $2 and s.quantity = $3 and h.start_at >= to_timestamp($4 / 1000.0) and h.start_at < to_timestamp($5 / 1000.0)
      order by h.start_at`,
    [of.place, of.parameter, of.quantity, of.from, of.to],
  );
}

/** One hour at one revision, as a verdict names it. */
export async function findHour(tx: Tx, stream: number, startAt: Instant, revision: number): Promise<HourRow | undefined> {
  return tx.find<HourRow & Record<string, unknown>>(
    `select ${HOUR_COLUMNS} from hour h join stream s on s.id = h.stream where h.stream = $1 and h.start_at = to_timestamp($2 / 1000.0) and h.revision = $3`,
    [stream, startAt, revision],
  );
}

export interface DayRow {
  stream: number;
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
  computedAt: Instant;
}
const DAY_COLUMNS = `d.stream, s.parameter, s.quantity, s.unit, d.day, d.revision, d.value, d.weighted, d.counts, d.why,
  d.covered_hours as "coveredHours", d.due_hours as "dueHours", d.computed_at as "computedAt"`;

export async function listDays(tx: Tx, of: { place: string; parameter: string; quantity: string; from: Day; to: Day }): Promise<DayRow[]> {
  return tx.query<DayRow & Record<string, unknown>>(
    `select ${DAY_COLUMNS} from day_now d join stream s on s.id = d.stream
      where s.place = $1 and s.parameter = $2 and s.quantity = $3 and d.day between $4 and $5 order by d.day`,
    [of.place, of.parameter, of.quantity, of.from, of.to],
  );
}

export async function findDay(tx: Tx, stream: number, day: Day, revision: number): Promise<DayRow | undefined> {
  return tx.find<DayRow & Record<string, unknown>>(
    `select ${DAY_COLUMNS} from day d join stream s on s.id = d.stream where d.stream = $1 and d.day = $2 and d.revision = $3`,
    [stream, day, revision],
  );
}

export interface Input {
  observedAt: Instant;
  value: number | null;
  text: string;
  mark: string | null;
  frame: number | null;
}

/** The readings behind an hour, as they were known when it was computed: what its mean was made of. */
export async function inputsOfHour(tx: Tx, hour: HourRow): Promise<Input[]> {
  return tx.query<Input & Record<string, unknown>>(
    `select distinct on (r.observed_at) r.observed_at as "observedAt", r.value, r.text, r.mark, r.frame
       from reading r
      where r.stream in (select l.id from stream o join stream l on l.station = o.station and l.place = o.place and l.parameter = o.parameter and l.quantity = o.quantity
                          where o.id = $1 and l.origin = 'logger' and l.period = $2)
        and r.observed_at >= to_timestamp($3 / 1000.0) and r.observed_at < to_timestamp($4 / 1000.0) and r.known_at <= to_timestamp($5 / 1000.0)
      order by r.observed_at, r.revision desc`,
    [hour.stream, hour.basis, hour.startAt, hour.startAt + HOUR, hour.computedAt],
  );
}

/** The hours behind a day, as they stood when it was computed. */
export async function hoursOfDay(tx: Tx, day: DayRow): Promise<HourRow[]> {
  const from = startOfDay(day.day);
  return tx.query<HourRow & Record<string, unknown>>(
    `select distinct on (h.start_at) ${HOUR_COLUMNS} from hour h join stream s on s.id = h.stream
       join stream d on d.station = s.station and d.place = s.place and d.parameter = s.parameter and d.quantity = s.quantity and d.id = $1
      where s.origin = 'ours' and s.period = 'hour' and h.start_at >= to_timestamp($2 / 1000.0) and h.start_at < to_timestamp($3 / 1000.0)
        and h.computed_at <= to_timestamp($4 / 1000.0)
      order by h.start_at, h.revision desc`,
    [day.stream, from, from + 24 * HOUR, day.computedAt],
  );
}

export async function listSilences(tx: Tx, place: string, from: Instant, to: Instant): Promise<{ from: Instant; to: Instant | null }[]> {
  return tx.query(
    `select from_at as from, to_at as to from silence where place = $1 and from_at < to_timestamp($3 / 1000.0) and (to_at is null or to_at > to_timestamp($2 / 1000.0)) order by from_at`,
    [place, from, to],
  );
}

/** Stations with an open silence, by MN. */
export async function listSilent(tx: Tx): Promise<Set<string>> {
  return new Set((await tx.query<{ station: string }>('select station from silence where to_at is null')).map((row) => row.station));
}

/** Parameters a place has ever reported, with the quantity its hours are judged by: converted values where the logger sends them. */
export async function listParameters(tx: Tx, place: string): Promise<{ parameter: string; quantity: string; unit: string }[]> {
  return tx.query(
    `select distinct on (parameter) parameter, quantity, unit from stream
      where place = $1 and origin = 'logger' and quantity in ('value', 'converted') order by parameter, quantity = 'value'`,
    [place],
  );
}

/** Whether a place has ever sent this quantity of a parameter. */
export async function hasSent(tx: Tx, place: string, parameter: string, quantity: string): Promise<boolean> {
  return (
    (await tx.find(`select 1 from stream where place = $1 and parameter = $2 and quantity = $3 and origin = 'logger' limit 1`, [
      place,
      parameter,
      quantity,
    ])) !== undefined
  );
}
