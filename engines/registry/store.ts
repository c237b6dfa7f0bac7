/** The only file that knows the table of the registers. It reads and writes; it decides nothing. */
import type { Day, Instant } from '../../foundation/day.ts';
import type { Tx } from '../../foundation/store/store.ts';
import type { AsOf, Entry, Replacement } from './entry.ts';
import type { Value } from './register.ts';

interface Row {
  id: number;
  register: string;
  code: string;
  name: string;
  party: string | null;
  place: string | null;
  district: string;
  lon: number | null;
  lat: number | null;
  valid_from: Day;
  valid_to: Day | null;
  known_from: Instant;
  known_to: Instant | null;
  detail: Record<string, Value>;
  by: string;
}

const COLUMNS = 'id, register, code, name, party, place, district, lon, lat, valid_from, valid_to, known_from, known_to, detail, by';

/** A version that is known now, as the one who is about to change it needs it. */
export interface Version extends Entry {
  /** Which secrets it has; never what they are. */
  secrets: string[];
  /** Whether the secrets about to be written are in it already. */
  isSameSecret: boolean;
}

export interface Opened {
  versions: Version[];
  /** Whether some version that holds on the days asked about lies outside the scope. */
  isElsewhere: boolean;
  /** When we last learnt something of this code. */
  latest: Instant | null;
}

/** Locks a code until the transaction ends and loads what is known of it now. The days are those about to be spoken of. */
export async function openCode(
  tx: Tx,
  register: string,
  code: string,
  secret: Record<string, Value | null>,
  from: Day | null,
  until: Day | null,
): Promise<Opened> {
  const rows = await tx.query<{
    version: (Row & { secrets: string[]; same_secret: boolean }) | null;
    elsewhere: boolean | null;
    latest: number | null;
  }>('select version, elsewhere, latest from registry_open($1, $2, $3, $4, $5)', [register, code, JSON.stringify(secret), from, until]);
  const opened: Opened = { versions: [], isElsewhere: false, latest: null };
  for (const { version, elsewhere, latest } of rows) {
    if (!version) {
      opened.isElsewhere = elsewhere ?? false;
      opened.latest = latest;
    } else {
      opened.versions.push({
        ...entryOf(version),
        secrets: version.secrets,
        isSameSecret: version.same_secret,
      });
    }
  }
  return opened;
}

export interface Change extends Replacement {
  register: string;
  code: string;
  at: Instant;
  /** The version to write; null when the thing merely ceases. */
  entry:
    | (Omit<Entry, 'id' | 'register' | 'code' | 'knownFrom' | 'knownTo'> & {
        secret: Record<string, Value | null>;
        secretFrom: number | null;
      })
    | null;
}

export async function writeChange(tx: Tx, change: Change): Promise<number | null> {
  const { entry } = change;
  const { id } = await tx.get<{ id: number | null }>(
    'select registry_write($1, $2, to_timestamp($3 / 1000.0), $4::bigint[], $5::jsonb, $6::jsonb, $7::bigint, $8::jsonb) as id',
    [
      change.register,
      change.code,
      change.at,
      change.ends,
      JSON.stringify(change.carries.map(({ id, validFrom, validTo }) => ({ id, valid_from: validFrom, valid_to: validTo }))),
      entry &&
        JSON.stringify({
          name: entry.name,
          party: entry.party,
          place: entry.place,
          district: entry.district,
          lon: entry.lon,
          lat: entry.lat,
          valid_from: entry.validFrom,
          valid_to: entry.validTo,
          detail: entry.detail,
          by: entry.by,
        }),
      entry?.secretFrom ?? null,
      JSON.stringify(entry?.secret ?? {}),
    ],
  );
  return id;
}

export async function maySee(tx: Tx, district: string, party: string | null): Promise<boolean> {
  return (await tx.get<{ may: boolean }>('select registry_sees($1, $2) as may', [district, party])).may;
}

export interface Filter {
  code?: string;
  codes?: string[];
  party?: string;
  place?: string;
  district?: string;
  /** Part of the name or of the code. */
  text?: string;
  /** Declared fields that must have just these values. */
  detail?: Record<string, Value>;
  limit?: number;
}

const MOST = 10_000; // A page asks for far less; an export of more goes through a later issue's stream.

/** Entries that hold on a day, as known at a moment, by code. */
export async function listRows(
  tx: Tx,
  register: string,
  filter: Filter,
  { day, knownAt }: AsOf,
  withSecret = false,
): Promise<(Entry & { secret?: Record<string, Value> })[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const date = day === undefined ? 'registry_today()' : `${bind(day)}::date`;
  const where = [`register = ${bind(register)}`, `valid_from <= ${date}`, `(valid_to is null or valid_to > ${date})`];
  if (knownAt === undefined) where.push('known_to is null');
  else {
    const moment = `to_timestamp(${bind(knownAt)} / 1000.0)`;
    where.push(`known_from <= ${moment}`, `(known_to is null or known_to > ${moment})`);
  }
  if (filter.code !== undefined) where.push(`code = ${bind(filter.code)}`);
  if (filter.codes) where.push(`code = any (${bind(filter.codes)})`);
  for (const column of ['party', 'place', 'district'] as const)
    if (filter[column] !== undefined) where.push(`${column} = ${bind(filter[column])}`);
  if (filter.text) {
    const part = bind(filter.text);
    where.push(`(position(${part} in name) > 0 or position(${part} in code) > 0)`);
  }
  if (filter.detail) where.push(`detail @> ${bind(JSON.stringify(filter.detail))}::jsonb`);
  const rows = await tx.query<Row & { secret?: Record<string, Value> }>(
    `select ${COLUMNS}${withSecret ? ', secret' : ''} from registry_entry where ${where.join(' and ')} order by code limit ${bind(filter.limit ?? MOST)}`,
    values,
  );
  return rows.map((row) => (withSecret ? { ...entryOf(row), secret: row.secret ?? {} } : entryOf(row)));
}

/** Every version ever, in the order in which we learnt of it, then by the days it speaks of. */
export async function listVersions(tx: Tx, register: string, code: string): Promise<Entry[]> {
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from registry_entry where register = $1 and code = $2 order by known_from, valid_from, id`,
    [register, code],
  );
  return rows.map(entryOf);
}

function entryOf(row: Row): Entry {
  return {
    id: Number(row.id),
    register: row.register,
    code: row.code,
    name: row.name,
    party: row.party,
    place: row.place,
    district: row.district,
    lon: row.lon,
    lat: row.lat,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    knownFrom: row.known_from,
    knownTo: row.known_to,
    detail: row.detail,
    by: row.by,
  };
}
