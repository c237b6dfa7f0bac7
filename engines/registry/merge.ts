/**
 * Two codes that turned out to be one thing: one is kept, the other ends, and what named the other names the kept one from that day on. A record says
 * which into which, since when and why; the old code still leads to the thing, and the whole can be put back.
 */
import type { Day, Instant } from '../../foundation/day.ts';
import { link } from '../../foundation/links/index.ts';
import { ref } from '../../foundation/ref.ts';
import { storableJson, type Tx } from '../../foundation/store/store.ts';
import type { Entry } from './entry.ts';
import { find } from './find.ts';
import { end, putMany } from './put.ts';
import { type PutBack, putBack } from './put-back.ts';
import type { Finding, Register } from './register.ts';
import { isNamedBeyond, listReferring } from './store.ts';

export interface Merge {
  id: number;
  register: string;
  keep: string;
  gone: string;
  goneName: string;
  day: Day;
  why: string;
  touched: Touched[];
  by: string;
  at: Instant;
  undoneAt: Instant | null;
  undoneBy: string | null;
}

interface Touched {
  register: string;
  code: string;
  first: Instant;
  last: Instant;
}

/** Why nothing was merged. `beyond`: something outside the scope names the code that would go. */
export type NotMerged = { kind: 'notMerged'; why: 'same' | 'noKeep' | 'noGone' | 'beyond' } | { kind: 'findings'; findings: Finding[] };
export type Merged = { kind: 'merged'; merge: Merge; renamed: number };

export interface MergeAs {
  by: { login: string; name: string };
  at: Instant;
  day: Day;
  why: string;
}

const COLUMNS = `id, register, keep, gone, gone_name as "goneName", day, why, touched, by_name as by, at, undone_at as "undoneAt", undone_by as "undoneBy"`;

/** Where entries of a register may name an entry of another: its references, and the spine where that one is a firm or a place. */
function waysToName(register: Register, of: Register): string[] {
  const fields = Object.entries(register.fields).flatMap(([id, field]) => (field.type === 'ref' && field.of === of.id ? [id] : []));
  const isSelf = register.id === of.id;
  return [
    ...fields,
    ...(of.party === 'self' && !isSelf && register.party !== 'none' ? ['@party'] : []),
    ...(of.place === 'self' && !isSelf && register.place !== 'none' ? ['@place'] : []),
  ];
}

export async function merge(
  tx: Tx,
  registers: Register[],
  register: Register,
  { keep, gone }: { keep: string; gone: string },
  as: MergeAs,
): Promise<Merged | NotMerged> {
  if (keep === gone) return { kind: 'notMerged', why: 'same' };
  const kept = await find(tx, register, keep, { day: as.day });
  if (!kept) return { kind: 'notMerged', why: 'noKeep' };
  const going = await find(tx, register, gone, { day: as.day });
  if (!going) return { kind: 'notMerged', why: 'noGone' };
  const touched = new Map<string, Touched>();
  const touch = (id: string, code: string, at: Instant) => {
    const there = touched.get(`${id} ${code}`);
    touched.set(`${id} ${code}`, { register: id, code, first: there?.first ?? at, last: at });
  };
  for (const other of registers) {
    const ways = waysToName(other, register);
    for (const way of ways) if (await isNamedBeyond(tx, other.id, way, gone, as.day)) return { kind: 'notMerged', why: 'beyond' };
    for (const way of ways) {
      const naming = (await listReferring(tx, other.id, way, gone, as.day)).filter(
        (entry) => !(other.id === register.id && entry.code === gone),
      );
      const outcomes = await putMany(
        tx,
        other,
        naming.map((entry) => ({
          row: null,
          draft: renamed(entry, way, keep),
          day: entry.validFrom > as.day ? entry.validFrom : as.day,
          until: entry.validTo,
        })),
        { by: as.by.name, at: as.at, day: as.day },
      );
      for (const outcome of outcomes) {
        if (outcome.kind === 'findings') return outcome;
        if (outcome.isChanged) touch(other.id, outcome.entry.code, outcome.entry.knownFrom);
      }
    }
  }
  const named = touched.size;
  const ended = await end(tx, register, gone, { by: as.by.name, at: as.at, day: as.day });
  if (ended.kind === 'findings') return ended;
  touch(register.id, gone, ended.at ?? as.at);
  await link(tx, {
    from: ref(register.id, gone),
    role: 'mergedInto',
    to: ref(register.id, keep),
    name: going.name,
    party: going.party,
    district: going.district,
    at: as.at,
  });
  const row = await tx.get<Merge & Record<string, unknown>>(
    `insert into registry_merge (register, keep, gone, gone_name, day, why, touched, by_login, by_name, party, district, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, to_timestamp($12 / 1000.0)) returning ${COLUMNS}`,
    [
      register.id,
      keep,
      gone,
      going.name,
      as.day,
      as.why,
      storableJson([...touched.values()]),
      as.by.login,
      as.by.name,
      kept.party,
      kept.district,
      as.at,
    ],
  );
  return { kind: 'merged', merge: { ...row, id: Number(row.id) }, renamed: named };
}

function renamed(entry: Entry, way: string, keep: string) {
  const { code, name, party, place, district, lon, lat, shape, datum, detail } = entry;
  const draft = { code, name, party, place, district, lon, lat, shape, datum, detail };
  if (way === '@party') return { ...draft, party: keep };
  if (way === '@place') return { ...draft, place: keep };
  return { ...draft, detail: { ...detail, [way]: keep } };
}

export async function findMerge(tx: Tx, id: number): Promise<Merge | undefined> {
  const row = await tx.find<Merge & Record<string, unknown>>(`select ${COLUMNS} from registry_merge where id = $1`, [id]);
  return row && { ...row, id: Number(row.id) };
}

/** Merges of a register, newest first. */
export async function listMerges(tx: Tx, register: string, most = 100): Promise<Merge[]> {
  const rows = await tx.query<Merge & Record<string, unknown>>(
    `select ${COLUMNS} from registry_merge where register = $1 order by id desc limit $2`,
    [register, most],
  );
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

/** Into what a code has been merged, and on through whatever that has been merged into. */
export async function mergedInto(tx: Tx, register: string, code: string): Promise<Merge | undefined> {
  let last: Merge | undefined;
  const met = new Set([code]);
  for (let at = code; ; ) {
    const row = await tx.find<Merge & Record<string, unknown>>(
      `select ${COLUMNS} from registry_merge where register = $1 and gone = $2 and undone_at is null`,
      [register, at],
    );
    if (!row || met.has(row.keep)) return last;
    last = { ...row, id: Number(row.id) };
    met.add(row.keep);
    at = row.keep;
  }
}

/** Codes that have been merged into this one. */
export async function mergedFrom(tx: Tx, register: string, code: string): Promise<Merge[]> {
  const rows = await tx.query<Merge & Record<string, unknown>>(
    `select ${COLUMNS} from registry_merge where register = $1 and keep = $2 and undone_at is null order by id`,
    [register, code],
  );
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

/** Puts everything back that a merge wrote, register by register; what somebody has changed since stays and is named. */
export async function unmerge(tx: Tx, registers: Map<string, Register>, of: Merge, as: { by: string; at: Instant }): Promise<PutBack> {
  const done: PutBack = { back: [], kept: [] };
  for (const id of new Set(of.touched.map((one) => one.register))) {
    const register = registers.get(id);
    if (!register) continue;
    const { back, kept } = await putBack(
      tx,
      register,
      of.touched.filter((one) => one.register === id),
      as,
    );
    done.back.push(...back);
    done.kept.push(...kept);
  }
  await tx.query('update registry_merge set undone_at = to_timestamp($2 / 1000.0), undone_by = $3, left_as_is = $4 where id = $1', [
    of.id,
    as.at,
    as.by,
    storableJson(done.kept),
  ]);
  return done;
}
