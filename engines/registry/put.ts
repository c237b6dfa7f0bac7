/**
 * Verbs: put an entry, end an entry. Both load the code under a lock, decide, and write at one moment: what was known before stays on record with
 * the moment at which we knew otherwise (R1).
 */
import { canonical } from '../../foundation/canonical.ts';
import type { Day, Instant } from '../../foundation/day.ts';
import { announceAll } from '../../foundation/facts/index.ts';
import { ref } from '../../foundation/ref.ts';
import { notify, type Tx } from '../../foundation/store/store.ts';
import { cover, type Entry, replacement } from './entry.ts';
import { type Draft, type Examined, examine, examineDays, type Field, type Finding, faults, maskless, type Register } from './register.ts';
import {
  type Change,
  listCodesThere,
  listHolders,
  maySee,
  newestVersions,
  type Opened,
  openCodes,
  type Version,
  writeChanges,
} from './store.ts';
import { wordsOf } from './words.ts';

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
  /** The same said in other words (a field renamed): no fact appears. */
  isRestated?: boolean;
  /** The import it belongs to. */
  batch?: number;
  /** Fields the writer may not read, or does not speak of: left out, they stay as they were. */
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
  return (await putMany(tx, register, [{ draft, row: as.row ?? null }], as))[0] as Put | Findings;
}

/** One of many drafts, with what of it differs from the rest. */
export interface OneOfMany {
  draft: Draft;
  row: number | null;
  day?: Day;
  until?: Day | null;
}

/**
 * Puts many things at once, each as `put` would, in a few statements; answers one outcome a draft, in their order. A chunk of an import is one call: above
 * twenty codes it holds the whole register until the transaction ends.
 */
export async function putMany(tx: Tx, register: Register, many: OneOfMany[], as: Omit<PutAs, 'row'>): Promise<(Put | Findings)[]> {
  const outcomes: (Put | Findings)[] = [];
  let rest = many.map((one, place) => ({ ...one, place }));
  while (rest.length) {
    // A code said twice is said one after the other: the second meets what the first left.
    const codes = new Set<string>();
    const wave = rest.filter(({ draft }) => {
      const code = codeOf(draft);
      if (codes.has(code)) return code === '';
      codes.add(code);
      return true;
    });
    const said = new Set(wave);
    rest = rest.filter((one) => !said.has(one));
    for (const [index, outcome] of (await putWave(tx, register, wave, as)).entries())
      outcomes[(wave[index] as { place: number }).place] = outcome;
  }
  return outcomes;
}

const MANY = 20;
const codeOf = ({ code }: Draft): string => (typeof code === 'string' && !code.includes('\0') ? code.trim() : '');

/** What a draft comes to before anything is written. */
export type Decided =
  | Findings
  | (Put & { isChanged: false })
  | { kind: 'change'; before: Entry | null; after: Told & Pick<Entry, 'lon' | 'lat'> };

/** What a sheet knows of its other rows, when it is looked at chunk by chunk. */
export interface Beside {
  /** Codes the sheet brings: they count as being there. */
  codes: Set<string>;
  /** Who of the sheet has taken a value that no two may have, as `field value`. */
  taken: Map<string, string>;
}

/** What `putMany` would do with drafts of different codes, each beside what stands (before) and what would stand (after). Writes nothing. */
export async function decideMany(
  tx: Tx,
  register: Register,
  many: OneOfMany[],
  as: Omit<PutAs, 'row'>,
  beside: Beside,
): Promise<Decided[]> {
  const { decided } = await decideWave(tx, register, many, as, beside);
  return decided.map((one) => {
    if (!('change' in one)) return one as Decided;
    return { kind: 'change', before: one.before, after: one.after };
  });
}

interface Deciding {
  decided: (Put | Findings | { change: Change; before: Entry | null; after: Told & Pick<Entry, 'lon' | 'lat'> })[];
  changes: Change[];
  facts: Parameters<typeof announceEntries>[2];
}

async function decideWave(
  tx: Tx,
  register: Register,
  wave: OneOfMany[],
  as: Omit<PutAs, 'row'>,
  beside: Beside = { codes: new Set(), taken: new Map() },
): Promise<Deciding> {
  const all = wave.map((one) => {
    const [day, until] = [one.day ?? as.day, (one.until === undefined ? as.until : one.until) ?? null];
    return {
      ...one,
      day,
      until,
      code: codeOf(one.draft),
      days: examineDays(day, until, one.row),
      first: examine(register, one.draft, { row: one.row }),
    };
  });
  const coded = all.filter(({ code }) => code !== '');
  const opened = await openCodes(
    tx,
    register.id,
    coded.map(({ code, days, first, day, until }) => ({
      code,
      secret: first.secret,
      from: days.length ? null : day,
      until: days.length ? null : until,
    })),
  );
  const earlier = as.onlyIfNew
    ? await newestVersions(
        tx,
        register.id,
        coded.map(({ code }) => code),
      )
    : new Map<string, Entry>();
  const there = await refsThere(tx, register, coded, beside.codes);
  const holders = await holdersOf(tx, register, coded);
  const seen = new Map<string, boolean>();
  const maySeeOnce = async (district: string, party: string | null) => {
    const key = `${district} ${party}`;
    const known = seen.get(key) ?? (await maySee(tx, district, party));
    seen.set(key, known);
    return known;
  };
  const deciding: Deciding = { decided: [], changes: [], facts: [] };
  const { decided, changes, facts } = deciding;
  for (const { draft, row, code, day, until, days, first } of all) {
    // Without a code there is nothing to load; the findings about the rest are still worth having.
    if (code === '') {
      decided.push({ kind: 'findings', findings: [...first.findings, ...days] });
      continue;
    }
    const known = opened.get(code) as Opened;
    if (known.isElsewhere) {
      decided.push({ kind: 'findings', findings: [{ row, field: 'code', name: '编号', ...faults.belongsElsewhere(code), value: code }] });
      continue;
    }
    const before = earlier.get(code);
    if (before) {
      decided.push({ kind: 'put', entry: before, isChanged: false });
      continue;
    }
    const inherited = days.length ? undefined : heir(known, day);
    // Most drafts of an import are new and inherit nothing: what was found of them before stands.
    const examined = inherited
      ? examine(
          register,
          { ...draft, detail: { ...unread(inherited, as.inherits), ...draft.detail } },
          { row, hasSecrets: inherited.secrets },
        )
      : first;
    const isDayKnown = days.length === 0;
    const findings = [
      ...examined.findings,
      ...days,
      ...(await outsideScope(examined, row, maySeeOnce)),
      ...(isDayKnown ? findInTables(register, examined, { row, day }, there, holders, beside.taken) : []),
    ];
    if (findings.length) {
      decided.push({ kind: 'findings', findings });
      continue;
    }
    const same = sameAlready(known, examined, day, until);
    if (same) {
      decided.push({ kind: 'put', entry: same, isChanged: false });
      continue;
    }
    const at = known.latest === null ? as.at : Math.max(as.at, known.latest + 1);
    const { code: _, ...spine } = examined.spine;
    const change: Change = {
      ...replacement(known.versions, day, until),
      code,
      at,
      entry: {
        ...spine,
        detail: examined.detail,
        validFrom: day,
        validTo: until,
        by: as.by,
        batch: as.batch ?? null,
        words: wordsOf(register, { code, name: spine.name, detail: examined.detail }),
        secret: examined.secret,
        secretFrom: inherited?.id ?? null,
      },
    };
    changes.push(change);
    const after = { ...examined.spine, detail: examined.detail };
    decided.push({ change, before: inherited ?? null, after });
    facts.push({ entry: after, day, at });
  }
  return deciding;
}

async function putWave(tx: Tx, register: Register, wave: OneOfMany[], as: Omit<PutAs, 'row'>): Promise<(Put | Findings)[]> {
  const { decided, changes, facts } = await decideWave(tx, register, wave, as);
  const ids = await writeChanges(tx, register.id, changes);
  // A chunk of an import wakes its listeners once.
  if (changes.length > MANY) await notify(tx, 'registry', { register: register.id });
  else for (const { code } of changes) await notify(tx, 'registry', { register: register.id, code });
  if (!as.isRestated) await announceEntries(tx, register, facts, 'entered');
  return decided.map((outcome) => ('change' in outcome ? written(register, outcome.change, ids) : outcome));
}

function written(register: Register, { code, at, entry }: Change, ids: Map<string, number>): Put {
  const id = ids.get(code);
  if (id === undefined || !entry) throw new Error(`the entry ${register.id} ${code} was written and has no id`);
  const { words: _, secret: __, secretFrom: ___, ...said } = entry;
  return { kind: 'put', entry: { ...said, id, register: register.id, code, knownFrom: at, knownTo: null }, isChanged: true };
}

export interface Imported {
  put: number;
  unchanged: number;
  findings: Finding[];
}

/** Puts the rows that are right and returns the findings of the others, by row (1 is the first) and field. */
export async function putAll(tx: Tx, register: Register, drafts: Draft[], as: Omit<PutAs, 'row'>): Promise<Imported> {
  const imported: Imported = { put: 0, unchanged: 0, findings: [] };
  const many = drafts.map((draft, index) => ({ draft, row: index + 1 }));
  for (const outcome of await putMany(tx, register, many, as)) {
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
  /** When we learnt it; null when nothing changed. */
  at: Instant | null;
}

/** From a day on the thing is no longer in the register. Removal is a dated fact: what held before, and that we knew it, stays. */
export async function end(tx: Tx, register: Register, code: string, as: { by: string; at: Instant; day: Day }): Promise<Ended | Findings> {
  const days = examineDays(as.day, null);
  if (days.length) return { kind: 'findings', findings: days };
  const opened = (await openCodes(tx, register.id, [{ code, secret: {}, from: as.day, until: null }])).get(code) as Opened;
  if (opened.isElsewhere)
    return { kind: 'findings', findings: [{ row: null, field: 'code', name: '编号', ...faults.belongsElsewhere(code), value: code }] };
  const change = replacement(opened.versions, as.day, null);
  if (!change.ends.length) return { kind: 'ended', isChanged: false, at: null };
  const at = Math.max(as.at, (opened.latest ?? 0) + 1);
  await writeChanges(tx, register.id, [{ ...change, code, at, entry: null }]);
  await notify(tx, 'registry', { register: register.id, code });
  const last = opened.versions.at(-1);
  if (last) await announceEntries(tx, register, [{ entry: last, day: as.day, at: as.at }], 'ended');
  return { kind: 'ended', isChanged: true, at };
}

export type Told = Pick<Entry, 'code' | 'name' | 'party' | 'place' | 'district' | 'detail'>;

/** What was entered or ended, as facts that a reaction can wait for: `registry.<register>.entered`. Sensitive fields do not travel. */
export async function announceEntries(
  tx: Tx,
  register: Register,
  told: { entry: Told; day: Day; at: Instant }[],
  what: 'entered' | 'ended',
): Promise<void> {
  await announceAll(
    tx,
    told.map(({ entry, day, at }) => ({
      kind: `registry.${register.id}.${what}`,
      ref: ref(register.id, entry.code),
      subject: `${register.id}:${entry.code}`,
      party: entry.party,
      place: entry.place,
      district: entry.district,
      day,
      detail: { ...maskless(register, entry.detail), register: register.id, code: entry.code, name: entry.name },
      at,
    })),
  );
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
    ({ code, name, party, place, district, lon, lat, shape, datum, detail, isSameSecret }) =>
      isSameSecret && canonical({ code, name, party, place, district, lon, lat, shape, datum, detail }) === wanted,
  );
  if (!held.length || !isSame || !cover(held, day, until)) return undefined;
  const { secrets: _, isSameSecret: __, ...entry } = held[0] as Version;
  return entry;
}

const isRef = (field: Field | undefined): field is Field & { of: string } => field?.type === 'ref' && field.of !== undefined;

/** Which of the entries that drafts refer to are there on the draft's day, as `field day code`: asked once for all. */
async function refsThere(
  tx: Tx,
  register: Register,
  drafts: { first: Examined; day: Day; days: Finding[] }[],
  beside: Set<string>,
): Promise<Set<string>> {
  const there = new Set<string>();
  for (const [id, field] of Object.entries(register.fields)) {
    if (!isRef(field)) continue;
    const byDay = new Map<Day, Set<string>>();
    for (const { first, day, days } of drafts) {
      const code = first.detail[id];
      if (code === undefined || days.length) continue;
      byDay.set(day, (byDay.get(day) ?? new Set()).add(String(code)));
    }
    for (const [day, codes] of byDay) {
      for (const code of await listCodesThere(tx, field.of, [...codes], day)) there.add(`${id} ${day} ${code}`);
      if (field.of === register.id) for (const code of codes) if (beside.has(code)) there.add(`${id} ${day} ${code}`);
    }
  }
  return there;
}

/** Whether the district is ours to write in. */
async function outsideScope(
  { spine: { district, party } }: Examined,
  row: number | null,
  sees: (district: string, party: string | null) => Promise<boolean>,
): Promise<Finding[]> {
  if (!district || (await sees(district, party))) return [];
  return [{ row, field: 'district', name: '所属区县', ...faults.outsideScope(district), value: district }];
}

/** Of each field that no two may have alike, who holds the values these drafts want, as `field code`: asked once for all. */
async function holdersOf(
  tx: Tx,
  register: Register,
  drafts: { code: string; first: Examined; day: Day; until: Day | null; days: Finding[] }[],
): Promise<Map<string, string | null>> {
  const holders = new Map<string, string | null>();
  for (const [id, field] of Object.entries(register.fields)) {
    if (!field.unique) continue;
    const asked = drafts.flatMap(({ code, first, day, until, days }) =>
      first.detail[id] === undefined || days.length ? [] : [{ code, value: first.detail[id], from: day, until }],
    );
    for (const { i, code } of await listHolders(tx, register.id, id, asked)) holders.set(`${id} ${asked[i]?.code}`, code);
  }
  return holders;
}

/** What only the tables know: whether what a ref leads to is there on that day, and whether a value that none may share is free. */
function findInTables(
  register: Register,
  { spine, detail }: Examined,
  { row, day }: { row: number | null; day: Day },
  there: Set<string>,
  holders: Map<string, string | null>,
  taken: Map<string, string>,
): Finding[] {
  const findings: Finding[] = [];
  for (const [id, field] of Object.entries(register.fields)) {
    const value = detail[id];
    if (value === undefined) continue;
    if (isRef(field) && !there.has(`${id} ${day} ${value}`))
      findings.push({ row, field: id, name: field.name, ...faults.noSuchEntry(field.name, field.of, String(value)), value });
    if (field.unique) {
      const holder = holders.get(`${id} ${spine.code}`);
      const beside = taken.get(`${id} ${value}`);
      if (holder !== undefined || beside)
        findings.push({ row, field: id, name: field.name, ...faults.taken(field.name, field.nameEn, beside ?? holder ?? null), value });
      else taken.set(`${id} ${value}`, spine.code);
    }
  }
  return findings;
}
