/**
 * Verbs: put an entry, end an entry. Both load the code under a lock, decide, and write at one moment: what was known before stays on record with
 * the moment at which we knew otherwise (R1).
 */
import { canonical } from '../../foundation/canonical.ts';
import type { Day, Instant } from '../../foundation/day.ts';
import { announce } from '../../foundation/facts/index.ts';
import { ref } from '../../foundation/ref.ts';
import { notify, type Tx } from '../../foundation/store/store.ts';
import { cover, type Entry, replacement } from './entry.ts';
import { type Draft, type Examined, examine, examineDays, type Finding, faults, maskless, type Register } from './register.ts';
import { listRows, listVersions, maySee, type Opened, openCode, type Version, writeChange } from './store.ts';

export interface PutAs {
  by: string;
  /** When we learn of it. A clock that went back does not go back for us: at the earliest just after what we knew last. */
  at: Instant;
  /** The day from which it holds. */
  day: Day;
  /** The first day of which this says nothing (what was known of it stays); without it no end is known, and every later day gives way. */
  until?: Day | null;
  /** Leaves alone a code that has ever been entered: for seeding, which must not undo what people have put since. */
  onlyIfNew?: boolean;
  /** The row of the file it comes from, for findings. */
  row?: number | null;
  /** Fields the writer may not read: left out, they stay as they were. */
  inherits?: string[];
}

export interface Put {
  kind: 'put';
  entry: Entry;
  /** False when just this was known already and nothing was written. */
  isChanged: boolean;
}

export interface Findings {
  kind: 'findings';
  findings: Finding[];
}

/**
 * Puts what holds of one thing from a day on, or says everything that is wrong with it.
 *
 * @example await put(tx, outlets, { code: 'DW001', name: '总排口', party, district, detail: { kind: 'water' } }, { by: 'zhao', at, day: '2026-01-01' })
 */
export async function put(tx: Tx, register: Register, draft: Draft, as: PutAs): Promise<Put | Findings> {
  const until = as.until ?? null;
  const row = as.row ?? null;
  const days = examineDays(as.day, until, row);
  const code = typeof draft.code === 'string' ? draft.code.trim() : '';
  // Without a code there is nothing to load; the findings about the rest are still worth having.
  if (!code || code.includes('\0')) return { kind: 'findings', findings: [...examine(register, draft, { row }).findings, ...days] };

  const first = examine(register, draft, { row });
  const opened = await openCode(tx, register.id, code, first.secret, days.length ? null : as.day, days.length ? null : until);
  if (opened.isElsewhere)
    return { kind: 'findings', findings: [{ row, field: 'code', name: '编号', ...faults.belongsElsewhere(code), value: code }] };
  if (as.onlyIfNew) {
    const earlier = (await listVersions(tx, register.id, code)).at(-1);
    if (earlier) return { kind: 'put', entry: earlier, isChanged: false };
  }

  const inherited = days.length ? undefined : heir(opened, as.day);
  const examined = examine(
    register,
    { ...draft, detail: { ...unread(inherited, as.inherits), ...draft.detail } },
    { row, hasSecrets: inherited?.secrets },
  );
  const findings = [...examined.findings, ...days, ...(await findInTables(tx, register, examined, as, days.length === 0))];
  if (findings.length) return { kind: 'findings', findings };

  const same = sameAlready(opened, examined, as.day, until);
  if (same) return { kind: 'put', entry: same, isChanged: false };

  const at = opened.latest === null ? as.at : Math.max(as.at, opened.latest + 1);
  const { code: _, ...spine } = examined.spine;
  const entry = { ...spine, detail: examined.detail, validFrom: as.day, validTo: until, by: as.by };
  const id = await writeChange(tx, {
    ...replacement(opened.versions, as.day, until),
    register: register.id,
    code: examined.spine.code,
    at,
    entry: { ...entry, secret: examined.secret, secretFrom: inherited?.id ?? null },
  });
  if (id === null) throw new Error(`the entry ${register.id} ${code} was written and has no id`);
  await notify(tx, 'registry', { register: register.id, code });
  await announceEntry(tx, register, { ...examined.spine, detail: examined.detail }, 'entered', as.day, at);
  return {
    kind: 'put',
    entry: { ...entry, id, register: register.id, code: examined.spine.code, knownFrom: at, knownTo: null },
    isChanged: true,
  };
}

export interface Imported {
  put: number;
  unchanged: number;
  findings: Finding[];
}

/** Puts the rows that are right and returns the findings of the others, by row (1 is the first) and field. */
export async function putAll(tx: Tx, register: Register, drafts: Draft[], as: Omit<PutAs, 'row'>): Promise<Imported> {
  const imported: Imported = { put: 0, unchanged: 0, findings: [] };
  for (const [index, draft] of drafts.entries()) {
    const outcome = await put(tx, register, draft, { ...as, row: index + 1 });
    if (outcome.kind === 'findings') imported.findings.push(...outcome.findings);
    else if (outcome.isChanged) imported.put += 1;
    else imported.unchanged += 1;
  }
  return imported;
}

export interface Ended {
  kind: 'ended';
  /** False when nothing was known to hold from that day on. */
  isChanged: boolean;
}

/** From a day on the thing is no longer in the register. Removal is a dated fact: what held before, and that we knew it, stays. */
export async function end(tx: Tx, register: Register, code: string, as: { by: string; at: Instant; day: Day }): Promise<Ended | Findings> {
  const days = examineDays(as.day, null);
  if (days.length) return { kind: 'findings', findings: days };
  const opened = await openCode(tx, register.id, code, {}, as.day, null);
  if (opened.isElsewhere)
    return { kind: 'findings', findings: [{ row: null, field: 'code', name: '编号', ...faults.belongsElsewhere(code), value: code }] };
  const change = replacement(opened.versions, as.day, null);
  if (!change.ends.length) return { kind: 'ended', isChanged: false };
  await writeChange(tx, { ...change, register: register.id, code, at: Math.max(as.at, (opened.latest ?? 0) + 1), entry: null });
  await notify(tx, 'registry', { register: register.id, code });
  const last = opened.versions.at(-1);
  if (last) await announceEntry(tx, register, last, 'ended', as.day, as.at);
  return { kind: 'ended', isChanged: true };
}

/** What was entered or ended, as a fact that a reaction can wait for: `registry.<register>.entered`. Sensitive fields do not travel. */
async function announceEntry(
  tx: Tx,
  register: Register,
  entry: Pick<Entry, 'code' | 'name' | 'party' | 'place' | 'district' | 'detail'>,
  what: 'entered' | 'ended',
  day: Day,
  at: Instant,
): Promise<void> {
  await announce(tx, {
    kind: `registry.${register.id}.${what}`,
    ref: ref(register.id, entry.code),
    subject: `${register.id}:${entry.code}`,
    party: entry.party,
    place: entry.place,
    district: entry.district,
    day,
    detail: { ...maskless(register, entry.detail), register: register.id, code: entry.code, name: entry.name },
    at,
  });
}

const unread = (version: Version | undefined, fields: string[] = []) =>
  Object.fromEntries(fields.filter((id) => version?.detail[id] !== undefined).map((id) => [id, version?.detail[id]]));

/** The version whose secrets the next one keeps: the one that held on its first day, or else the last before it, or else the first after. */
function heir({ versions }: Opened, day: Day): Version | undefined {
  return versions.filter((version) => version.validFrom <= day).at(-1) ?? versions[0];
}

function sameAlready({ versions }: Opened, examined: Examined, day: Day, until: Day | null): Entry | undefined {
  const touched = new Set(replacement(versions, day, until).ends);
  const held = versions.filter((version) => touched.has(version.id));
  const wanted = canonical({ ...examined.spine, detail: examined.detail });
  const isSame = held.every(
    ({ code, name, party, place, district, lon, lat, detail, isSameSecret }) =>
      isSameSecret && canonical({ code, name, party, place, district, lon, lat, detail }) === wanted,
  );
  if (!held.length || !isSame || !cover(held, day, until)) return undefined;
  const { secrets: _, isSameSecret: __, ...entry } = held[0] as Version;
  return entry;
}

/** What only the tables know: whether the district is ours to write in, and whether what a ref leads to is there on that day. */
async function findInTables(tx: Tx, register: Register, { spine, detail }: Examined, as: PutAs, isDayKnown: boolean): Promise<Finding[]> {
  const findings: Finding[] = [];
  const row = as.row ?? null;
  if (spine.district && !(await maySee(tx, spine.district, spine.party))) {
    findings.push({ row, field: 'district', name: '所属区县', ...faults.outsideScope(spine.district), value: spine.district });
  }
  for (const [id, field] of Object.entries(register.fields)) {
    const code = detail[id];
    if (field.type !== 'ref' || !field.of || code === undefined || !isDayKnown) continue;
    const there = await listRows(tx, field.of, { code: String(code), limit: 1 }, { day: as.day });
    if (!there.length)
      findings.push({ row, field: id, name: field.name, ...faults.noSuchEntry(field.name, field.of, String(code)), value: code });
  }
  return findings;
}
