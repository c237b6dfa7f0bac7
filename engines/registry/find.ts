/** Reading registers: as of a day, as known at a moment (R1), within the transaction's scope. */
import { isDay } from '../../foundation/day.ts';
import type { Tx } from '../../foundation/store/store.ts';
import type { AsOf, Entry } from './entry.ts';
import { type Field, isSensitive, type Register, type Value } from './register.ts';
import type { Box } from './shape.ts';
import {
  explainPage,
  type Filter,
  type Gathered,
  isThereEver,
  listCodesEver,
  listRows,
  listVersions,
  mergedCodes,
  type PageAsked,
  type PageRead,
  type Question,
  readFacet,
  readGrid,
  readPage,
  type Wanted,
} from './store.ts';
import { partsOf } from './words.ts';

type Named = Register | string;
const idOf = (register: Named) => (typeof register === 'string' ? register : register.id);

/**
 * The entry that holds on a day (today, by the city's calendar, unless given), as known at a moment (now unless given).
 *
 * @example await find(tx, 'outlet', 'DW001', { day: '2025-06-30', knownAt: startOfDay('2025-07-01') }) // what the half-year report saw
 */
export async function find(tx: Tx, register: Named, code: string, asOf: AsOf = {}): Promise<Entry | undefined> {
  return (await listRows(tx, idOf(register), { code, limit: 1 }, asOf))[0];
}

/** `find` for what must be there; its absence is our own mistake. */
export async function get(tx: Tx, register: Named, code: string, asOf: AsOf = {}): Promise<Entry> {
  const entry = await find(tx, register, code, asOf);
  if (!entry) throw new Error(`the register ${idOf(register)} has no ${code}`);
  return entry;
}

/** Entries by code. */
export async function list(tx: Tx, register: Named, filter: Filter = {}, asOf: AsOf = {}): Promise<Entry[]> {
  return listRows(tx, idOf(register), filter, asOf);
}

/** The question of somebody who may not read some fields, as the store takes it: what cannot be read is neither searched, filtered nor counted. */
function questionOf(register: Register, { hidden = [], ...wanted }: Wanted & { hidden?: string[] }): Question {
  const { text, where, box, ...spine } = wanted;
  const textIn = Object.keys(register.fields).filter((id) => {
    const field = register.fields[id] as Field;
    // What everyone may read is among the words already.
    return field.search && isSensitive(field) && !hidden.includes(id);
  });
  const asked = (where ?? []).flatMap((one) => {
    const field = register.fields[one.field];
    return !field || field.secret || hidden.includes(one.field) ? [] : [{ ...one, as: comparedAs(field) }];
  });
  return {
    ...Object.fromEntries(Object.entries(spine).filter(([, value]) => value !== undefined)),
    ...(text ? { text: partsOf(text), textIn } : {}),
    ...(asked.length ? { where: asked } : {}),
    ...(box ? { box } : {}),
  };
}

/** A code that has been merged into another is found under that one. */
async function ledOn(tx: Tx, register: Register, question: Question): Promise<Question> {
  if (!question.text?.length) return question;
  const led = await mergedCodes(tx, register.id, question.text);
  return led.size ? { ...question, text: question.text.map((part) => led.get(part) ?? part) } : question;
}

export const comparedAs = ({ type }: Pick<Field, 'type'>): 'text' | 'number' | 'choices' =>
  type === 'number' || type === 'choices' ? type : 'text';

const SPINE_ORDERS = ['code', 'name', 'party', 'district', 'validFrom', 'validTo'];
function pageOf(register: Register, { sort, hidden = [], descending = false, after, limit }: PageAsked) {
  const field = register.fields[sort];
  const isOrder = field && !field.secret && !hidden.includes(sort);
  return {
    sort: isOrder ? { field: sort, number: field.type === 'number' } : { column: SPINE_ORDERS.includes(sort) ? sort : 'code' },
    descending,
    ...(after && isEdge(after.value, isOrder ? field.type : sort) ? { after } : {}),
    most: limit,
  };
}

/** A page begins where another ended; an edge that is no value of its order comes from nowhere, and the list begins at its beginning. */
function isEdge(value: string, order: string): boolean {
  if (order === 'number') return value === '-Infinity' || (value.trim() !== '' && Number.isFinite(Number(value)));
  return (order !== 'validFrom' && order !== 'validTo') || value === 'infinity' || isDay(value);
}

/** One page of a register, in a whole order, with the number there are on all pages. */
export async function page(tx: Tx, register: Register, asked: PageAsked, asOf: AsOf = {}): Promise<PageRead> {
  const { sort: _, descending: __, limit: ___, after: ____, ...wanted } = asked;
  return readPage(tx, register.id, await ledOn(tx, register, questionOf(register, wanted)), pageOf(register, asked), asOf);
}

/** How PostgreSQL goes about that page: its plan, line by line, from having run it. */
export async function explain(tx: Tx, register: Register, asked: PageAsked, asOf: AsOf = {}): Promise<string[]> {
  const { sort: _, descending: __, limit: ___, after: ____, ...wanted } = asked;
  return explainPage(tx, register.id, await ledOn(tx, register, questionOf(register, wanted)), pageOf(register, asked), asOf);
}

/** How often each value of one field (or `district`) stands in what is asked for, most frequent first; nothing of a field that may not be read. */
export async function countBy(
  tx: Tx,
  register: Register,
  field: string,
  wanted: Wanted & { hidden?: string[] },
  asOf: AsOf = {},
  most = 50,
): Promise<{ value: string; n: number }[]> {
  const declared = register.fields[field];
  if (field !== 'district' && (!declared || declared.secret || wanted.hidden?.includes(field))) return [];
  return readFacet(tx, register.id, questionOf(register, wanted), { field, splits: declared?.type === 'choices', most }, asOf);
}

export interface OnMap {
  /** The entries themselves, while they are few enough to draw. */
  entries: Entry[];
  /** Or how many lie in each square of a grid. */
  gathered: Gathered[];
  total: number;
}

/**
 * What of a register touches a window (degrees of CGCS2000): the entries, or, above `most` of them, their numbers in squares of which about 24 span
 * the window, each at the middle of what it holds.
 */
export async function onMap(
  tx: Tx,
  register: Register,
  { most = 2_000, ...wanted }: Wanted & { box: Box; hidden?: string[]; most?: number },
  asOf: AsOf = {},
): Promise<OnMap> {
  const question = await ledOn(tx, register, questionOf(register, wanted));
  const byCode = { sort: { column: 'code' }, descending: false };
  // Counted first: drawing two thousand to find that there are more would be most of the work.
  const { total } = await readPage(tx, register.id, question, { ...byCode, most: 0 }, asOf);
  if (total <= most)
    return { entries: (await readPage(tx, register.id, question, { ...byCode, most }, asOf)).entries, gathered: [], total };
  const [west, south, east, north] = wanted.box;
  const degrees = Math.max(east - west, north - south) / 24;
  return { entries: [], gathered: await readGrid(tx, register.id, question, degrees, asOf), total };
}

/**
 * The version of a code that speaks of the latest days, as we know it now, whether or not it still holds: for the name of a thing of the past. What we
 * learnt last may speak of days long ago and does not go before it.
 */
export async function findEver(tx: Tx, register: Named, code: string): Promise<Entry | undefined> {
  return (await listVersions(tx, idOf(register), code))
    .filter((entry) => entry.knownTo === null)
    .reduce<Entry | undefined>((last, entry) => (last && last.validFrom > entry.validFrom ? last : entry), undefined);
}

/**
 * Whether a register has, on any day and as we know it now, an entry of this place that says just this: whether a parameter was ever limited here.
 * Asked for every hour that is judged, so it stops at the first.
 */
export async function wasEver(tx: Tx, register: Named, filter: Pick<Filter, 'place' | 'detail'>): Promise<boolean> {
  return isThereEver(tx, idOf(register), filter);
}

/** Codes that have an entry on any day, as we know it now; with a place and fields, those that say just this. */
export async function listEver(tx: Tx, register: Named, filter: Pick<Filter, 'place' | 'detail'> = {}): Promise<string[]> {
  return listCodesEver(tx, idOf(register), filter);
}

/** Every version ever written of one thing, in the order in which we learnt of it. */
export async function history(tx: Tx, register: Named, code: string): Promise<Entry[]> {
  return listVersions(tx, idOf(register), code);
}

/** Entries with their secrets. For our own jobs (the gateway compares a frame's PW): PostgreSQL lets no request do this. */
export async function listWithSecrets(
  tx: Tx,
  register: Named,
  filter: Filter = {},
  asOf: AsOf = {},
): Promise<(Entry & { secret: Record<string, Value> })[]> {
  return (await listRows(tx, idOf(register), filter, asOf, true)) as (Entry & { secret: Record<string, Value> })[];
}
