/**
 * A chunk of a sheet looked at: each row is new, changes something (what, from what, to what), says what stands already, may be the same thing as another,
 * or is wrong. Writes what it found beside the batch, and no entry.
 */
import type { Day } from '../../../foundation/day.ts';
import type { Tx } from '../../../foundation/store/store.ts';
import { completeWith, type Handed, selvesOf } from '../complete.ts';
import type { Entry } from '../entry.ts';
import { type Beside, type Decided, decideMany } from '../put.ts';
import { type Draft, type Finding, isSensitive, type Register, type Value } from '../register.ts';
import { listNear, listRows } from '../store.ts';
import { type Batch, type Counts, type FieldChange, type Near, NO_COUNTS, noteBatch, type StagedRow, stageRows } from './batch.ts';
import { type Placed, Squares } from './near.ts';
import { type Whereabouts, whereFaults } from './position.ts';
import { type Meaning, meant, type RowMeant, type RowRead } from './row.ts';

/** What is remembered of one sheet while its chunks are read, one after another. */
export interface Looking {
  batch: Batch;
  register: Register;
  registers: Register[];
  meaning: Meaning;
  whereabouts: Whereabouts;
  rowOf: Map<string, number>;
  beside: Beside;
  squares: Squares | null;
  rows: number;
  counts: Counts;
}

export function startLooking(
  batch: Batch,
  of: Pick<Looking, 'register' | 'registers' | 'whereabouts'> & Pick<Meaning, 'kept' | 'areaCode'>,
): Looking {
  const { register, registers, whereabouts, kept, areaCode } = of;
  return {
    batch,
    register,
    registers,
    whereabouts,
    meaning: { headings: batch.headings, datum: batch.datum, kept, areaCode },
    rowOf: new Map(),
    beside: { codes: new Set(), taken: new Map() },
    squares: register.sameThing ? new Squares(register.sameThing.metres) : null,
    rows: 0,
    counts: { ...NO_COUNTS },
  };
}

/** Fields that this sheet does not speak of, or may not: they stay as they are. */
export const silentFields = ({ register, meaning: { headings, kept } }: Pick<Looking, 'register' | 'meaning'>): string[] =>
  Object.keys(register.fields).filter((id) => kept.includes(id) || !headings.some(({ as }) => as === id));

export async function checkRows(tx: Tx, looking: Looking, rows: RowRead[]): Promise<void> {
  const { batch, register, registers, meaning, whereabouts, rowOf, beside } = looking;
  const read = rows.filter((row) => !isTotal(row)).map((row) => meant(register, row, meaning));
  await fillFromStanding(tx, looking, read);
  const selves = await selvesOf(
    tx,
    registers,
    read.map(({ handed }) => handed),
  );
  const looked = read.map((one) => {
    const { draft, findings } = completeWith(selves, registers, register, one.handed, { row: one.row });
    const all = [...one.findings, ...findings];
    const there = draft.code === '' ? undefined : rowOf.get(draft.code);
    if (there !== undefined) all.push(twice(one.row, draft.code, there));
    else if (draft.code !== '') {
      rowOf.set(draft.code, one.row);
      beside.codes.add(draft.code);
    }
    const { lon, lat, district } = draft;
    if (typeof lon === 'number' && typeof lat === 'number' && Math.abs(lon) <= 180 && Math.abs(lat) <= 180)
      all.push(...whereFaults({ lon, lat, district }, whereabouts, one.row));
    return { ...one, draft, findings: all, isFirst: there === undefined };
  });
  const deciding = looked.filter(({ isFirst }) => isFirst);
  const decided = await decideMany(
    tx,
    register,
    deciding.map(({ draft, row, day, until }) => ({ draft, row, day: day ?? batch.day, until: until ?? null })),
    { by: batch.byName, at: batch.at, day: batch.day, inherits: silentFields(looking) },
    beside,
  );
  const of = new Map(deciding.map((one, i) => [one.row, decided[i] as Decided]));
  const staged = looked.map((one) => stagedRow(looking, one, of.get(one.row)));
  await findNear(tx, looking, staged);
  await stageRows(tx, batch, staged);
  for (const { outcome, findings } of staged) {
    looking.counts[outcome] += 1;
    looking.counts.cells += findings?.length ?? 0;
  }
  looking.rows += staged.length;
  await noteBatch(tx, batch.id, { rowsRead: looking.rows, counts: looking.counts });
}

/** The last row of what we export, and of most sheets. */
const isTotal = ({ cells }: RowRead) => ['合计', '总计', 'Total'].includes(cells[0]?.trim() ?? '');

const twice = (row: number, code: string, there: number): Finding => ({
  row,
  field: 'code',
  name: '编号',
  code: 'twiceInSheet',
  says: `编号 ${code} 在第 ${there} 行已有`,
  saysEn: `The code ${code} stands in row ${there} already`,
  value: code,
});

/** What a sheet has no column for stays as it is, in the spine too. */
async function fillFromStanding(tx: Tx, { register, meaning: { headings }, batch }: Looking, read: RowMeant[]): Promise<void> {
  const has = (as: string) => headings.some((one) => one.as === as);
  const codes = read.flatMap(({ handed }) => (typeof handed.code === 'string' && !handed.code.includes('\0') ? [handed.code] : []));
  const missing = ['@name', '@party', '@place', '@district', '@lon'].filter((as) => !has(as));
  if (!codes.length || !missing.length) return;
  const standing = new Map((await listRows(tx, register.id, { codes }, { day: batch.day })).map((entry) => [entry.code, entry]));
  for (const { handed } of read) {
    const entry = handed.code === undefined ? undefined : standing.get(handed.code);
    if (entry) fill(handed, entry, missing);
  }
}

function fill(handed: Handed, entry: Entry, missing: string[]): void {
  if (missing.includes('@name')) handed.name = entry.name;
  if (missing.includes('@party')) handed.party = entry.party;
  if (missing.includes('@place')) handed.place = entry.place;
  if (missing.includes('@district')) handed.district = entry.district;
  if (missing.includes('@lon')) Object.assign(handed, { lon: entry.lon, lat: entry.lat, datum: entry.datum });
  handed.shape = entry.shape;
}

type Looked = RowMeant & { draft: Draft; findings: Finding[] };

/** As many findings as a person reads of one row. */
const MOST_FINDINGS = 20;

function stagedRow({ register }: Looking, { row, draft, day, until, findings }: Looked, decided: Decided | undefined): StagedRow {
  const found = [...findings, ...(decided?.kind === 'findings' ? decided.findings : [])];
  const unlike = found.filter((one, i) => found.findIndex((other) => other.field === one.field && other.code === one.code) === i);
  const kept = unlike.slice(0, MOST_FINDINGS).map((one) => withoutSecret(register, one));
  const secrets = Object.entries(register.fields).filter(([, field]) => field.secret);
  const secret = Object.fromEntries(secrets.flatMap(([id]) => (typeof draft.detail?.[id] === 'string' ? [[id, draft.detail[id]]] : [])));
  const detail = Object.fromEntries(Object.entries(draft.detail ?? {}).filter(([id]) => !register.fields[id]?.secret));
  const base = { row, code: draft.code.slice(0, 200), name: draft.name.slice(0, 200), secret: {}, changes: null, near: null };
  if (kept.length) return { ...base, outcome: 'findings', draft: null, findings: kept };
  const outcome = decided?.kind === 'put' ? 'same' : decided?.kind === 'change' && decided.before ? 'changed' : 'new';
  const changes = decided?.kind === 'change' && decided.before ? changesOf(decided.before, decided.after) : null;
  const draftKept = outcome === 'same' ? null : { draft: { ...draft, detail }, day: day ?? null, until: until ?? null };
  return { ...base, outcome, secret: outcome === 'same' ? {} : secret, draft: draftKept, changes, findings: null };
}

function withoutSecret(register: Register, { value, ...finding }: Finding): Finding {
  const field = register.fields[finding.field];
  if (value === undefined || field?.secret || (field && isSensitive(field))) return finding;
  return { ...finding, value: String(value).slice(0, 200) };
}

const SPINE = ['name', 'party', 'place', 'district', 'lon', 'lat'] as const;

/** What differs, field by field. */
export function changesOf(before: Entry, after: Pick<Entry, (typeof SPINE)[number] | 'detail'>): FieldChange[] {
  const spine = SPINE.flatMap((field) =>
    before[field] === after[field] ? [] : [{ field: `@${field}`, before: before[field], after: after[field] }],
  );
  const fields = [...new Set([...Object.keys(before.detail), ...Object.keys(after.detail)])];
  const said = (of: Record<string, Value>, id: string): Value | null => of[id] ?? null;
  return [
    ...spine,
    ...fields.flatMap((field) => {
      const [was, is] = [said(before.detail, field), said(after.detail, field)];
      return was === is ? [] : [{ field, before: was, after: is }];
    }),
  ];
}

/** New rows that may be something that stands already, or another row above. */
async function findNear(tx: Tx, { register, squares, batch }: Looking, staged: StagedRow[]): Promise<void> {
  const { sameThing } = register;
  if (!sameThing || !squares) return;
  const asked: (Placed & { of: StagedRow })[] = staged.flatMap((of) => {
    const { lon, lat, detail } = of.draft?.draft ?? {};
    if (of.outcome !== 'new' || typeof lon !== 'number' || typeof lat !== 'number') return [];
    return [
      {
        of,
        row: of.row,
        code: of.code,
        name: of.name,
        lon,
        lat,
        alike: sameThing.fields.map((id) => alikeText(register, id, detail?.[id])),
      },
    ];
  });
  const near = new Map<number, Near[]>();
  for (const { i, code, name, away } of await listNear(
    tx,
    register.id,
    asked.map(({ code, lon, lat, alike }) => ({ code, lon, lat, alike })),
    sameThing,
    batch.day as Day,
  ))
    near.set(i, [...(near.get(i) ?? []), { code, name, metres: Math.round(away * 10) / 10, row: null }]);
  for (const [i, one] of asked.entries()) {
    const inSheet = squares.near(one).map(({ code, name, metres, row }) => ({ code, name, metres: Math.round(metres * 10) / 10, row }));
    const all = [...(near.get(i) ?? []), ...inSheet];
    if (all.length) Object.assign(one.of, { outcome: 'similar', near: all });
    else squares.add(one);
  }
}

/** A value as the register keeps it: the sheet may name a choice in words. */
function alikeText(register: Register, id: string, value: unknown): string {
  const { choices = {} } = register.fields[id] ?? {};
  const text = value === null || value === undefined ? '' : String(value).trim();
  return Object.hasOwn(choices, text) ? text : (Object.keys(choices).find((key) => choices[key] === text) ?? text);
}
