/** The only file that knows the table of the registers. It reads and writes; it decides nothing. */
import { canonical, sm3 } from '../../foundation/canonical.ts';
import type { Day, Instant } from '../../foundation/day.ts';
import { ref } from '../../foundation/ref.ts';
import { entrustAll, type Witness } from '../../foundation/seal/index.ts';
import type { Tx } from '../../foundation/store/store.ts';
import type { AsOf, Entry, Replacement } from './entry.ts';
import type { Register, Value } from './register.ts';

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
  await sealChange(tx, change);
  return id;
}

/** The versions this change wrote, and those whose known time it ended, left to be sealed in the chain of their register. */
async function sealChange(tx: Tx, { register, code, at, ends }: Change): Promise<void> {
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from registry_entry where register = $1 and code = $2 and (known_from = to_timestamp($3 / 1000.0) or id = any($4::bigint[])) order by id`,
    [register, code, at, ends],
  );
  const ended = new Set(ends);
  await entrustAll(
    tx,
    rows.map((row) => ({
      chain: `register:${register}`,
      about: ended.has(row.id) ? ref('entryEnd', row.id) : ref('entry', row.id),
      content: ended.has(row.id) ? sealedEnd(row) : sealedEntry(row),
      party: row.party,
      district: row.district,
      at,
    })),
  );
}

/**
 * What of an entry is sealed: its spine, both of its times, and the digest of what a register declares beside it, which may hold telephone numbers and
 * names that no sealed text shall spread. Its secrets are not.
 */
const sealedEntry = ({ detail, known_from: knownFrom, valid_from: validFrom, valid_to: validTo, known_to: _, ...spine }: Row) => ({
  ...spine,
  detailSm3: sm3(canonical(detail)),
  knownFrom,
  validFrom,
  validTo,
});
const sealedEnd = ({ id, known_to: knownTo }: Row) => ({ entry: id, knownTo });

const witnessOf = (kind: string, content: (row: Row) => Record<string, unknown>, only: string): Witness => ({
  kind,
  async stood(tx, ids) {
    const rows = await tx.query<Row>(`select ${COLUMNS} from registry_entry where id = any($1::bigint[])`, [ids]);
    return new Map(
      rows.map((row) => [String(row.id), { content: canonical(content(row)), eyes: [{ party: row.party, district: row.district }] }]),
    );
  },
  // From the first entry that was ever sealed: those before it were written by a version that did not.
  ids: `select id::text from registry_entry where ${only} (id < 1 or id >= (select min(about_id::bigint) from chain_row where about_kind = 'entry'))`,
});
export const entryWitness = witnessOf('entry', sealedEntry, '');
export const entryEndWitness = witnessOf('entryEnd', sealedEnd, 'known_to is not null and');

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

export interface PageAsked {
  text?: string | undefined;
  /** Declared fields that the text is looked for in, beside code and name. */
  textIn?: string[];
  /** Fields the asker may not read: what cannot be read cannot be searched for either. */
  hidden?: string[];
  party?: string | undefined;
  place?: string | undefined;
  district?: string | undefined;
  detail?: Record<string, Value>;
  /** A column of the spine (code, name, party, district, validFrom, validTo) or a declared field. */
  sort: string;
  isNumber?: boolean;
  descending?: boolean;
  limit: number;
  /** Where the page before ended. */
  after?: { value: string | number; code: string } | undefined;
}

export interface PageRead {
  entries: Entry[];
  /** How many there are on all pages. */
  total: number;
  next: { value: string | number; code: string } | null;
}

const SORTED: Record<string, string> = {
  code: 'code',
  name: 'name',
  party: `coalesce(party, '')`,
  district: 'district',
  validFrom: 'valid_from::text',
  validTo: `coalesce(valid_to::text, '9999')`,
};

/** One page of what holds on a day, as known at a moment, in an order that is whole: the code decides between equals. */
export async function readPage(tx: Tx, register: string, asked: PageAsked, { day, knownAt }: AsOf): Promise<PageRead> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const date = day === undefined ? 'registry_today()' : `${bind(day)}::date`;
  const where = [`register = ${bind(register)}`, `valid_from <= ${date}`, `(valid_to is null or valid_to > ${date})`];
  if (knownAt === undefined) where.push('known_to is null');
  else {
    const moment = `to_timestamp(${bind(knownAt)} / 1000.0)`;
    where.push(`known_from <= ${moment}`, `(known_to is null or known_to > ${moment})`);
  }
  for (const column of ['party', 'place', 'district'] as const) if (asked[column]) where.push(`${column} = ${bind(asked[column])}`);
  if (asked.text) {
    const part = `lower(${bind(asked.text)})`;
    const within = ['code', 'name', ...(asked.textIn ?? []).map((id) => `coalesce(detail ->> ${bind(id)}, '')`)];
    where.push(`(${within.map((column) => `position(${part} in lower(${column})) > 0`).join(' or ')})`);
  }
  if (asked.detail && Object.keys(asked.detail).length) where.push(`detail @> ${bind(JSON.stringify(asked.detail))}::jsonb`);
  const { total } = await tx.get<{ total: number }>(
    `select count(*)::int as total from registry_entry where ${where.join(' and ')}`,
    values,
  );

  const key =
    SORTED[asked.sort] ??
    (asked.isNumber ? `coalesce((detail ->> ${bind(asked.sort)})::float8, '-Infinity')` : `coalesce(detail ->> ${bind(asked.sort)}, '')`);
  const way = asked.descending ? 'desc' : 'asc';
  if (asked.after) {
    const edge = asked.isNumber && !SORTED[asked.sort] ? `${bind(asked.after.value)}::float8` : bind(String(asked.after.value));
    where.push(`(${key}, code) ${asked.descending ? '<' : '>'} (${edge}, ${bind(asked.after.code)})`);
  }
  const rows = await tx.query<Row & { sorted: string | number }>(
    `select ${COLUMNS}, ${asked.isNumber && !SORTED[asked.sort] ? `nullif(${key}, '-Infinity')` : key} as sorted from registry_entry
      where ${where.join(' and ')} order by ${key} ${way}, code ${way} limit ${bind(asked.limit + 1)}`,
    values,
  );
  const shown = rows.slice(0, asked.limit);
  const last = shown.at(-1);
  return {
    entries: shown.map(entryOf),
    total,
    next: rows.length > asked.limit && last ? { value: last.sorted ?? '-Infinity', code: last.code } : null,
  };
}

/** How many entries of each register hold today, in the asker's scope. */
export async function countEntries(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.query<{ register: string; n: number }>(
    `select register, count(*)::int as n from registry_entry
      where known_to is null and valid_from <= registry_today() and (valid_to is null or valid_to > registry_today()) group by register`,
  );
  return new Map(rows.map(({ register, n }) => [register, n]));
}

/** Every entry that names a firm or a place and holds today, register by register. */
export async function listNaming(tx: Tx, of: { party?: string; place?: string }, most = 500): Promise<Entry[]> {
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from registry_entry
      where known_to is null and valid_from <= registry_today() and (valid_to is null or valid_to > registry_today())
        and ($1::text is null or party = $1) and ($2::text is null or place = $2) order by register, code limit $3`,
    [of.party ?? null, of.place ?? null, most],
  );
  return rows.map(entryOf);
}

/** Whether there is an entry on any day, known now, of this place that says just this. */
export async function isThereEver(tx: Tx, register: string, filter: Pick<Filter, 'place' | 'detail'>): Promise<boolean> {
  return (
    (await tx.find(
      `select 1 from registry_entry
        where register = $1 and known_to is null and ($2::text is null or place = $2) and ($3::jsonb is null or detail @> $3::jsonb) limit 1`,
      [register, filter.place ?? null, filter.detail ? JSON.stringify(filter.detail) : null],
    )) !== undefined
  );
}

/** Codes with an entry on any day, known now. */
export async function listCodesEver(tx: Tx, register: string, filter: Pick<Filter, 'place' | 'detail'>): Promise<string[]> {
  const rows = await tx.query<{ code: string }>(
    `select distinct code from registry_entry
      where register = $1 and known_to is null and ($2::text is null or place = $2) and ($3::jsonb is null or detail @> $3::jsonb) order by code`,
    [register, filter.place ?? null, filter.detail ? JSON.stringify(filter.detail) : null],
  );
  return rows.map(({ code }) => code);
}

export interface Due {
  code: string;
  name: string;
  party: string | null;
  place: string | null;
  district: string;
  detail: Record<string, Value>;
  /** The day that is waited for. */
  comes: Day;
}

/** Entries that hold today (or ceased since they were due) whose awaited day has come within reach and has not been announced. */
export async function listDue(
  tx: Tx,
  register: string,
  watch: string,
  { of, years }: { of: string; years: number },
  today: Day,
  until: Day,
  most: number,
): Promise<Due[]> {
  const isEnd = of === 'validTo';
  const day = `(${isEnd ? 'e.valid_to' : '(e.detail ->> $7)::date'} + make_interval(years => $6))::date`;
  // An end that the next version follows at once is no end; any other day is waited for only while the entry holds.
  const holds = isEnd
    ? `not exists (select 1 from registry_entry n where n.register = e.register and n.code = e.code and n.known_to is null and n.valid_from = e.valid_to)`
    : '(e.valid_to is null or e.valid_to > $3::date)';
  return tx.query<Due & Record<string, unknown>>(
    `select e.code, e.name, e.party, e.place, e.district, e.detail, ${day}::text as comes from registry_entry e
      where e.register = $1 and e.known_to is null and e.valid_from <= $3::date and ${day} <= $4::date and ${holds}
        and not exists (select 1 from registry_announced a where a.register = e.register and a.code = e.code and a.watch = $2 and a.comes = ${day})
      order by ${day}, e.code limit $5`,
    [register, watch, today, until, most, years, ...(isEnd ? [] : [of])],
  );
}

/** Writes down by which fields each register is counted, and which parts of it by themselves, as its declaration says today. */
export async function declareCounted(tx: Tx, registers: Iterable<Register>): Promise<void> {
  const declared: string[] = [];
  for (const { id, counts = {}, counting = {}, fields } of registers) {
    const unitOf = (amount: string | undefined) => (amount && fields[amount]?.unit) ?? null;
    await tx.query(
      `insert into registry_counted (register, status, amount, unit, day) values ($1, $2, $3, $4, $5)
       on conflict (register) do update set status = excluded.status, amount = excluded.amount, unit = excluded.unit, day = excluded.day`,
      [id, counts.status ?? null, counts.amount ?? null, unitOf(counts.amount), counts.day ?? null],
    );
    for (const [part, { only = {}, has = [], status, amount, day }] of Object.entries(counting)) {
      const kind = `registry.${id}.${part}`;
      declared.push(kind);
      const asked = Object.fromEntries(Object.entries(only).map(([field, is]) => [field, [is].flat().map(String)]));
      await tx.query(
        `insert into registry_counting (kind, register, says, has, status, amount, unit, day, declared) values ($1, $2, $3, $4, $5, $6, $7, $8, true)
         on conflict (kind) do update set register = excluded.register, says = excluded.says, has = excluded.has, status = excluded.status,
           amount = excluded.amount, unit = excluded.unit, day = excluded.day, declared = true`,
        [kind, id, JSON.stringify(asked), day ? [...has, day] : has, status ?? null, amount ?? null, unitOf(amount), day ?? null],
      );
    }
  }
  await tx.query('update registry_counting set declared = false where declared and kind <> all ($1)', [declared]);
}

export async function noteAnnounced(tx: Tx, register: string, code: string, watch: string, comes: Day, now: Instant): Promise<void> {
  await tx.query('insert into registry_announced (register, code, watch, comes, at) values ($1, $2, $3, $4, to_timestamp($5 / 1000.0))', [
    register,
    code,
    watch,
    comes,
    now,
  ]);
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
