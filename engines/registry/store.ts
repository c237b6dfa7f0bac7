/** The only file that knows the table of the registers. It reads and writes; it decides nothing. */
import { canonical, sm3 } from '../../foundation/canonical.ts';
import type { Day, Instant } from '../../foundation/day.ts';
import { ref } from '../../foundation/ref.ts';
import { entrustAll, type Witness } from '../../foundation/seal/index.ts';
import type { Tx } from '../../foundation/store/store.ts';
import type { AsOf, Entry, Replacement } from './entry.ts';
import type { Register, Value } from './register.ts';
import { type Box, boxOf, type Shape } from './shape.ts';

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
  shape: Shape | null;
  datum: string | null;
  batch: number | null;
  valid_from: Day;
  valid_to: Day | null;
  known_from: Instant;
  known_to: Instant | null;
  detail: Record<string, Value>;
  by: string;
}

const COLUMNS =
  'id, register, code, name, party, place, district, lon, lat, shape, datum, batch, valid_from, valid_to, known_from, known_to, detail, by';

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

/** What is about to be said of one code, for `openCodes`. The days are null where they are no days. */
export interface Speaking {
  code: string;
  secret: Record<string, Value | null>;
  from: Day | null;
  until: Day | null;
}

/** Locks codes until the transaction ends and loads what is known of each now. */
export async function openCodes(tx: Tx, register: string, asked: Speaking[]): Promise<Map<string, Opened>> {
  const opened = new Map<string, Opened>(asked.map(({ code }) => [code, { versions: [], isElsewhere: false, latest: null }]));
  const rows = await tx.query<{
    code: string;
    version: (Row & { secrets: string[]; same_secret: boolean }) | null;
    elsewhere: boolean | null;
    latest: number | null;
  }>('select code, version, elsewhere, latest from registry_open_many($1, $2)', [
    register,
    JSON.stringify(asked.map(({ code, secret, from, until }) => ({ code, given: secret, from, until }))),
  ]);
  for (const { code, version, elsewhere, latest } of rows) {
    const one = opened.get(code) as Opened;
    if (version) one.versions.push({ ...entryOf(version), secrets: version.secrets, isSameSecret: version.same_secret });
    else Object.assign(one, { isElsewhere: elsewhere ?? false, latest });
  }
  return opened;
}

export interface Change extends Replacement {
  code: string;
  at: Instant;
  /** The version to write; null when the thing merely ceases. */
  entry:
    | (Omit<Entry, 'id' | 'register' | 'code' | 'knownFrom' | 'knownTo'> & {
        words: string;
        secret: Record<string, Value | null>;
        secretFrom: number | null;
      })
    | null;
}

/** Carries out decided changes, of as many codes, and leaves them to be sealed. Answers the id of each new version by its code. */
export async function writeChanges(tx: Tx, register: string, changes: Change[]): Promise<Map<string, number>> {
  if (!changes.length) return new Map();
  const written = await tx.query<{ code: string; id: number }>('select code, id from registry_write_many($1, $2)', [
    register,
    JSON.stringify(
      changes.map(({ code, at, ends, carries, entry }) => ({
        code,
        at,
        ends,
        carries: carries.map(({ id, validFrom, validTo }) => ({ id, valid_from: validFrom, valid_to: validTo })),
        entry: entry && {
          name: entry.name,
          party: entry.party,
          place: entry.place,
          district: entry.district,
          lon: entry.lon,
          lat: entry.lat,
          shape: entry.shape,
          datum: entry.datum,
          batch: entry.batch,
          extent: extentOf(entry),
          valid_from: entry.validFrom,
          valid_to: entry.validTo,
          detail: entry.detail,
          words: entry.words,
          by: entry.by,
        },
        secret_from: entry?.secretFrom ?? null,
        given: entry?.secret ?? {},
      })),
    ),
  ]);
  await sealChanges(tx, register, changes);
  return new Map(written.map(({ code, id }) => [code, Number(id)]));
}

/** PostgreSQL's words for a box: its north-east and its south-west corner. */
function extentOf({ lon, lat, shape }: Pick<Entry, 'lon' | 'lat' | 'shape'>): string | null {
  const box: Box | null = shape ? boxOf(shape) : lon !== null && lat !== null ? [lon, lat, lon, lat] : null;
  return box && `(${box[2]},${box[3]}),(${box[0]},${box[1]})`;
}

/** The versions these changes wrote, and those whose known time they ended, left to be sealed in the chain of their register. */
async function sealChanges(tx: Tx, register: string, changes: Change[]): Promise<void> {
  const ends = new Set(changes.flatMap((change) => change.ends));
  const atOf = new Map(changes.map(({ code, at }) => [code, at]));
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from registry_entry
      where id = any($4::bigint[]) or (register = $1 and (code, known_from) in (select c, to_timestamp(a / 1000.0) from unnest($2::text[], $3::float8[]) as n(c, a)))
      order by id`,
    [register, changes.map(({ code }) => code), changes.map(({ at }) => at), [...ends]],
  );
  await sealRows(tx, register, ends, rows, atOf);
}

async function sealVersions(tx: Tx, register: string, ended: Set<number>, written: number[], atOf: Map<string, Instant>): Promise<void> {
  const rows = await tx.query<Row>(`select ${COLUMNS} from registry_entry where id = any($1::bigint[]) order by id`, [
    [...ended, ...written],
  ]);
  await sealRows(tx, register, ended, rows, atOf);
}

async function sealRows(tx: Tx, register: string, ends: Set<number>, rows: Row[], atOf: Map<string, Instant>): Promise<void> {
  await entrustAll(
    tx,
    rows.map((row) => ({
      chain: `register:${register}`,
      about: ends.has(Number(row.id)) ? ref('entryEnd', row.id) : ref('entry', row.id),
      content: ends.has(Number(row.id)) ? sealedEnd(row) : sealedEntry(row),
      party: row.party,
      district: row.district,
      at: atOf.get(row.code) as Instant,
    })),
  );
}

/**
 * What of an entry is sealed: its spine, both of its times, and the digest of what a register declares beside it, which may hold telephone numbers and
 * names that no sealed text shall spread. Its secrets are not.
 */
const sealedEntry = ({
  detail,
  shape,
  datum,
  batch,
  known_from: knownFrom,
  valid_from: validFrom,
  valid_to: validTo,
  known_to: _,
  ...spine
}: Row) => ({
  ...spine,
  detailSm3: sm3(canonical(detail)),
  // Named only where there is one: entries sealed before there were shapes must read as they were sealed.
  ...(shape === null ? {} : { shapeSm3: sm3(canonical(shape)) }),
  ...(datum === null ? {} : { datum }),
  ...(batch === null ? {} : { batch: Number(batch) }),
  knownFrom,
  validFrom,
  validTo,
});
const sealedEnd = ({ id, known_to: knownTo }: Row) => ({ entry: id, knownTo });

const witnessOf = (kind: string, content: (row: Row) => Record<string, unknown>, only: string): Witness => ({
  kind,
  async stood(tx, ids) {
    const rows = await tx.query<Row>(`select ${COLUMNS} from registry_entry where id = any($1::bigint[])`, [ids]);
    return new Map(rows.map((row) => [String(row.id), { content: content(row), eyes: [{ party: row.party, district: row.district }] }]));
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

/** A declared field that must say something: one of some values, a value between two, or anything at all. */
export type Condition =
  | { field: string; is: Value[] }
  | { field: string; from?: Value | undefined; to?: Value | undefined }
  | { field: string; given: boolean };

export interface Wanted {
  /** What somebody typed: every part of it stands in the code, the name, a searched field, their pinyin or its initials. */
  text?: string | undefined;
  parties?: string[];
  places?: string[];
  districts?: string[];
  codes?: string[];
  where?: Condition[];
  /** What touches this window. */
  box?: Box | undefined;
}

/** A question as the store's function takes it. */
export interface Question {
  text?: string[];
  textIn?: string[];
  parties?: string[];
  places?: string[];
  districts?: string[];
  codes?: string[];
  box?: Box;
  where?: (Condition & { as: 'text' | 'number' | 'choices' })[];
}

export interface PageAsked extends Wanted {
  /** Fields the asker may not read: what cannot be read cannot be searched for either. */
  hidden?: string[];
  /** A column of the spine (code, name, party, district, validFrom, validTo) or a declared field. */
  sort: string;
  descending?: boolean;
  limit: number;
  /** Where the page before ended. */
  after?: { value: string; code: string } | undefined;
}

export interface PageRead {
  entries: Entry[];
  /** How many there are on all pages. */
  total: number;
  next: { value: string; code: string } | null;
}

type Order = { column: string } | { field: string; number: boolean };
type PageOf = { sort: Order; descending: boolean; after?: { value: string; code: string } | undefined; most: number };

const momentOf = (knownAt: Instant | undefined) => (knownAt === undefined ? null : new Date(knownAt).toISOString());

/** One page of what holds on a day, as known at a moment, in an order that is whole: the code decides between equals. */
export async function readPage(tx: Tx, register: string, question: Question, page: PageOf, { day, knownAt }: AsOf): Promise<PageRead> {
  const most = page.most + 1;
  const found = await tx.query<{ id: number | null; sorted: string | null; total: number }>(
    'select id, sorted, total from registry_find($1, $2, $3::timestamptz, $4)',
    [register, day ?? null, momentOf(knownAt), JSON.stringify({ ...question, ...page, most })],
  );
  const total = found[0]?.total ?? 0;
  const hits = found.filter((one) => one.id !== null);
  const shown = hits.slice(0, page.most);
  const entries = await listById(
    tx,
    shown.map((one) => one.id as number),
  );
  const last = entries.at(-1);
  return { entries, total, next: hits.length > page.most && last ? { value: shown.at(-1)?.sorted ?? '', code: last.code } : null };
}

/** The plan PostgreSQL makes of a page, line by line, from having run it: for those who look after a register. */
export async function explainPage(tx: Tx, register: string, question: Question, page: PageOf, { day, knownAt }: AsOf): Promise<string[]> {
  const rows = await tx.query<{ plan: string }>('select plan from registry_find($1, $2, $3::timestamptz, $4, true)', [
    register,
    day ?? null,
    momentOf(knownAt),
    JSON.stringify({ ...question, ...page, most: page.most + 1 }),
  ]);
  return rows.map((row) => row.plan);
}

/** Versions by their ids, in that order, under row security. */
export async function listById(tx: Tx, ids: number[]): Promise<Entry[]> {
  if (!ids.length) return [];
  const rows = await tx.query<Row>(`select ${COLUMNS} from registry_entry where id = any($1::bigint[])`, [ids]);
  const byId = new Map(rows.map((row) => [Number(row.id), entryOf(row)]));
  return ids.flatMap((id) => byId.get(Number(id)) ?? []);
}

/** How often each value of a declared field (or `district`) stands in what is asked for, most frequent first. */
export async function readFacet(
  tx: Tx,
  register: string,
  question: Question,
  { field, splits, most }: { field: string; splits: boolean; most: number },
  { day, knownAt }: AsOf,
): Promise<{ value: string; n: number }[]> {
  return tx.query('select value, n from registry_facet($1, $2, $3::timestamptz, $4, $5, $6, $7)', [
    register,
    day ?? null,
    momentOf(knownAt),
    JSON.stringify(question),
    field,
    splits,
    most,
  ]);
}

/** What lies in a window, gathered in squares of so many degrees. */
export interface Gathered {
  lon: number;
  lat: number;
  n: number;
  /** The version, where the square holds but one. */
  id: number | null;
}

export async function readGrid(tx: Tx, register: string, question: Question, degrees: number, { day, knownAt }: AsOf): Promise<Gathered[]> {
  return tx.query<Gathered & Record<string, unknown>>('select lon, lat, n, id from registry_grid($1, $2, $3::timestamptz, $4, $5)', [
    register,
    day ?? null,
    momentOf(knownAt),
    JSON.stringify(question),
    degrees,
  ]);
}

/** Who holds values that no two may hold on one of these days, by their place in what was asked; the code only where the asker may see it. */
export async function listHolders(
  tx: Tx,
  register: string,
  field: string,
  asked: { code: string; value: Value; from: Day; until: Day | null }[],
): Promise<{ i: number; code: string | null }[]> {
  if (!asked.length) return [];
  return tx.query('select i, code from registry_holders($1, $2, $3)', [
    register,
    field,
    JSON.stringify(asked.map(({ value, ...one }, i) => ({ i, ...one, value: String(value) }))),
  ]);
}

/** Which of these codes a register has on a day. */
export async function listCodesThere(tx: Tx, register: string, codes: string[], day: Day): Promise<Set<string>> {
  const rows = await tx.query<{ code: string }>(
    `select code from registry_entry
      where register = $1 and code = any($2::text[]) and known_to is null and valid_from <= $3 and (valid_to is null or valid_to > $3)`,
    [register, codes, day],
  );
  return new Set(rows.map(({ code }) => code));
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

/** Versions known now by their ids, with their secrets: for our own jobs. */
export async function listKnown(
  tx: Tx,
  register: string,
  afterId: number,
  most: number,
): Promise<(Entry & { secret: Record<string, Value> })[]> {
  const rows = await tx.query<Row & { secret: Record<string, Value> }>(
    `select ${COLUMNS}, secret from registry_entry where register = $1 and known_to is null and id > $2 order by id limit $3`,
    [register, afterId, most],
  );
  return rows.map((row) => ({ ...entryOf(row), secret: row.secret }));
}

/** Entries known now that were written before there were words to find them by. */
export async function listWordless(tx: Tx, most: number): Promise<Entry[]> {
  const rows = await tx.query<Row>(`select ${COLUMNS} from registry_entry where known_to is null and words = '' order by id limit $1`, [
    most,
  ]);
  return rows.map(entryOf);
}

export async function noteWords(tx: Tx, words: { id: number; words: string }[]): Promise<void> {
  await tx.query('select registry_note_words($1, $2)', [words.map((one) => one.id), words.map((one) => one.words)]);
}

/** Of each code the version we learnt of last, where there ever was one. */
export async function newestVersions(tx: Tx, register: string, codes: string[]): Promise<Map<string, Entry>> {
  const rows = await tx.query<Row>(
    `select distinct on (code) ${COLUMNS} from registry_entry where register = $1 and code = any($2::text[])
      order by code, known_from desc, valid_from desc, id desc`,
    [register, codes],
  );
  return new Map(rows.map((row) => [row.code, entryOf(row)]));
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
    shape: row.shape,
    datum: row.datum,
    batch: row.batch === null ? null : Number(row.batch),
    validFrom: row.valid_from,
    validTo: row.valid_to,
    knownFrom: row.known_from,
    knownTo: row.known_to,
    detail: row.detail,
    by: row.by,
  };
}

/** Carries out `putBack` and leaves what it wrote to be sealed. */
export async function putBackCodes(
  tx: Tx,
  register: string,
  undoing: { code: string; first: Instant; last: Instant }[],
  { by, at }: { by: string; at: Instant },
): Promise<{ code: string; outcome: 'back' | 'changed' | 'elsewhere' | 'nothing'; at: Instant; ended: number[]; written: number[] }[]> {
  const rows = await tx.query<{
    code: string;
    outcome: 'back' | 'changed' | 'elsewhere' | 'nothing';
    at: Instant;
    ended: (number | string)[];
    written: (number | string)[];
  }>('select code, outcome, at, ended, written from registry_put_back($1, $2, to_timestamp($3 / 1000.0), $4)', [
    register,
    JSON.stringify(undoing),
    at,
    by,
  ]);
  const done = rows.map((row) => ({ ...row, ended: row.ended.map(Number), written: row.written.map(Number) }));
  await sealVersions(
    tx,
    register,
    new Set(done.flatMap((row) => row.ended)),
    done.flatMap((row) => row.written),
    new Map(done.map((row) => [row.code, row.at])),
  );
  return done;
}

/** Which of these things there may be already: the nearest three of each, near enough and alike in the fields the register names. */
export async function listNear(
  tx: Tx,
  register: string,
  asked: { code: string; lon: number; lat: number; alike: string[] }[],
  { metres, fields }: { metres: number; fields: string[] },
  day: Day,
): Promise<{ i: number; code: string; name: string; away: number }[]> {
  if (!asked.length) return [];
  return tx.query('select i, code, name, away from registry_near($1, $2, $3, $4, $5)', [
    register,
    JSON.stringify(asked.map((one, i) => ({ i, ...one }))),
    metres,
    fields,
    day,
  ]);
}

/** Versions known now that hold on or after a day and name a code in a field, or in the spine (`@party`, `@place`). */
export async function listReferring(tx: Tx, register: string, field: string, code: string, day: Day): Promise<Entry[]> {
  const column = field === '@party' ? 'party' : field === '@place' ? 'place' : 'detail ->> $4';
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from registry_entry
      where register = $1 and known_to is null and ${column} = $2 and (valid_to is null or valid_to > $3) order by code, valid_from`,
    [register, code, day, ...(field.startsWith('@') ? [] : [field])],
  );
  return rows.map(entryOf);
}

/** Whether something beyond the scope names a code. */
export async function isNamedBeyond(tx: Tx, register: string, field: string, code: string, day: Day): Promise<boolean> {
  return (await tx.get<{ beyond: boolean }>('select registry_naming_beyond($1, $2, $3, $4) as beyond', [register, field, code, day]))
    .beyond;
}

/** Of typed parts (in lower case) that are codes merged into others, the codes they lead to, in lower case. */
export async function mergedCodes(tx: Tx, register: string, parts: string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ gone: string; keep: string }>(
    'select lower(gone) as gone, lower(keep) as keep from registry_merge where register = $1 and lower(gone) = any($2::text[]) and undone_at is null',
    [register, parts],
  );
  return new Map(rows.map(({ gone, keep }) => [gone, keep]));
}
