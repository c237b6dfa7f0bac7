/**
 * Completes a draft as someone hands it in: what a place brings with it (its firm, its district), what a firm brings, and a code and a name that follow
 * from the rest. Nobody types twice what is known. Whether the result may be written is `put.ts`.
 */
import type { Tx } from '../../foundation/store/store.ts';
import type { AsOf, Entry } from './entry.ts';
import type { Draft, Finding, Register } from './register.ts';
import { listRows } from './store.ts';

/** What a register asks of an entry's firm and place; a logger's are optional where nothing is said. */
export type Asks = 'self' | 'required' | 'optional' | 'none';
export const asksParty = (register: Register): Asks => register.party ?? (register.shared ? 'none' : 'optional');
export const asksPlace = (register: Register): Asks => register.place ?? (register.shared ? 'none' : 'optional');

/** The firm or the place of that code: an entry of a register whose entries are firms (or places). */
export async function findSelf(
  tx: Tx,
  registers: Register[],
  what: 'party' | 'place',
  code: string,
  asOf: AsOf = {},
): Promise<Entry | undefined> {
  for (const { id } of registers.filter((register) => register[what] === 'self')) {
    const [found] = await listRows(tx, id, { code, limit: 1 }, asOf);
    if (found) return found;
  }
  return undefined;
}

/** An entry as handed in: the code, the name and the district may be left to the register. */
export type Handed = Partial<Pick<Draft, 'code' | 'name' | 'district'>> & Omit<Draft, 'code' | 'name' | 'district'>;

export interface Completed {
  draft: Draft;
  findings: Finding[];
}

/**
 * The whole draft, and what of its firm or place is wrong. `registers` are all that are declared, to look firms and places up in; an act that knows
 * them already hands in their names instead.
 */
export async function complete(
  tx: Tx,
  registers: Register[],
  register: Register,
  handed: Handed,
  of: { row?: number | null; known?: { party?: string; place?: string } } = {},
): Promise<Completed> {
  return completeWith(await selvesOf(tx, registers, [handed]), registers, register, handed, of);
}

/** Firms and places by their codes. */
export interface Selves {
  party: Map<string, Entry>;
  place: Map<string, Entry>;
}

/** The firms and places that drafts name, and the firms of those places: asked once for all. */
export async function selvesOf(tx: Tx, registers: Register[], handed: Handed[]): Promise<Selves> {
  const ask = async (what: 'party' | 'place', named: (string | null | undefined)[]): Promise<Map<string, Entry>> => {
    const found = new Map<string, Entry>();
    const codes = [...new Set(named.flatMap((one) => (typeof one === 'string' && one.trim() !== '' ? [one.trim()] : [])))];
    for (const { id } of registers.filter((register) => register[what] === 'self')) {
      const missing = codes.filter((code) => !found.has(code) && !code.includes('\0'));
      if (missing.length) for (const entry of await listRows(tx, id, { codes: missing }, {})) found.set(entry.code, entry);
    }
    return found;
  };
  const place = await ask(
    'place',
    handed.map((one) => one.place),
  );
  const party = await ask('party', [...handed.map((one) => one.party), ...[...place.values()].map((one) => one.party)]);
  return { party, place };
}

/** `complete` where the firms and places are known already. */
export function completeWith(
  selves: Selves,
  registers: Register[],
  register: Register,
  handed: Handed,
  { row = null, known = {} }: { row?: number | null; known?: { party?: string; place?: string } } = {},
): Completed {
  const findings: Finding[] = [];
  const find = (field: string, name: string, code: string, says: string, saysEn: string, value?: unknown) =>
    findings.push({ row, field, name, code, says, saysEn, ...(value === undefined ? {} : { value }) });
  const detail = handed.detail ?? {};
  const typed = (value: unknown) => (typeof value === 'string' ? value.trim() : '');
  const isParty = asksParty(register) === 'self';
  const isPlace = asksPlace(register) === 'self';

  let place = isPlace || asksPlace(register) === 'none' ? '' : typed(handed.place);
  let party = isParty ? typed(handed.code) : asksParty(register) === 'none' ? '' : typed(handed.party);
  const at = place ? selves.place.get(place) : undefined;
  if (asksPlace(register) === 'required' && !place) find('place', '地点', 'required', '地点必须填写', 'The place is required');
  if (place && !at && registers.some((one) => one.place === 'self'))
    find('place', '地点', 'noSuchEntry', `没有编号为 ${place} 的地点，或不在您的范围内`, `There is no place ${place} in your scope`, place);
  if (at?.party && party && at.party !== party)
    find('party', '统一社会信用代码', 'placeOfAnother', '该地点属于另一家单位', 'This place belongs to another firm', party);
  if (at?.party && !party) party = at.party;
  const of = party && !isParty ? selves.party.get(party) : undefined;
  if (asksParty(register) === 'required' && !party)
    find('party', '统一社会信用代码', 'required', '排污单位必须填写', 'The firm is required');
  if (party && !isParty && !of && registers.some((one) => one.party === 'self'))
    find(
      'party',
      '统一社会信用代码',
      'noSuchEntry',
      `没有信用代码为 ${party} 的单位，或不在您的范围内`,
      `There is no firm ${party} in your scope`,
      party,
    );

  const rest = { party: party || null, place: place || null, detail };
  const code = register.codeOf && !findings.length ? register.codeOf(rest) : typed(handed.code);
  if (isPlace) place = code;
  const names = { party: known.party ?? of?.name ?? '', place: known.place ?? at?.name ?? '' };
  const name = register.nameOf && !findings.length ? register.nameOf(rest, names) : typed(handed.name);
  const district = register.shared ? '*' : (at?.district ?? of?.district ?? typed(handed.district));
  const { lon, lat } = handed;
  return {
    draft: {
      code,
      name,
      party: party || null,
      place: place || null,
      district,
      lon: lon ?? at?.lon ?? null,
      lat: lat ?? at?.lat ?? null,
      // Left out where there is none: a register without shapes is told of none.
      ...(handed.shape ? { shape: handed.shape } : {}),
      ...(handed.datum ? { datum: handed.datum } : {}),
      detail,
    },
    findings,
  };
}
