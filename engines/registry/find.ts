/** Reading registers: as of a day, as known at a moment (R1), within the transaction's scope. */
import type { Tx } from '../../foundation/store/store.ts';
import type { AsOf, Entry } from './entry.ts';
import type { Register, Value } from './register.ts';
import { type Filter, isThereEver, listCodesEver, listRows, listVersions, type PageAsked, type PageRead, readPage } from './store.ts';

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

/** One page of a register, in a whole order, with the number there are on all pages. */
export async function page(tx: Tx, register: Register, asked: Omit<PageAsked, 'textIn' | 'isNumber'>, asOf: AsOf = {}): Promise<PageRead> {
  const textIn = Object.keys(register.fields).filter((id) => register.fields[id]?.search && !asked.hidden?.includes(id));
  return readPage(tx, register.id, { ...asked, textIn, isNumber: register.fields[asked.sort]?.type === 'number' }, asOf);
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
