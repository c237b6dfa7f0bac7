/** A file and its acts as read, and the one question: what may come next (C3). */
import { type Instant, isDay } from '../../foundation/day.ts';
import type { Refusal } from '../../foundation/refusal.ts';
import type { Tx } from '../../foundation/store/store.ts';
import { type Condition, type Field, LOOKED_UP, type Procedure, type Step } from './procedure.ts';
import { refuse } from './refusals.ts';

export interface File {
  id: number;
  number: string;
  procedure: string;
  procedureFrom: string;
  subjectKey: string;
  title: string;
  party: string;
  partyName: string;
  place: string | null;
  placeName: string | null;
  district: string;
  level: number;
  step: string;
  status: 'open' | 'closed';
  closing: string | null;
  waitingFor: string | null;
  openedAt: Instant;
  closedAt: Instant | null;
  dueAt: Instant | null;
  acts: number;
}

export interface Act {
  id: string;
  seq: number;
  step: string;
  because: string | null;
  byLogin: string | null;
  byName: string;
  byRole: string;
  says: Record<string, unknown>;
  effects: { says: string; ref: { kind: string; id: string } | null }[];
  late: boolean;
  at: Instant;
}

/** An attachment as an act has it: sealed with it, by hash. */
export interface Attached {
  id: string;
  name: string;
  type: string;
  size: number;
  hash: string;
}

export interface Clock {
  step: string;
  startedAt: Instant;
  dueAt: Instant;
  stoppedAt: Instant | null;
  firedAt: Instant | null;
  explains: string;
}

/** Who acts. A firm's person has the firm's credit code as party. */
export interface Actor {
  login: string;
  name: string;
  role: string;
  body: string;
  party: string | null;
}

const FILE = `id, number, procedure, procedure_from as "procedureFrom", subject_key as "subjectKey", title, party, party_name as "partyName", place,
  place_name as "placeName", district, level, step, status, closing, waiting_for as "waitingFor", opened_at as "openedAt", closed_at as "closedAt", due_at as "dueAt", acts`;
const ACT = `id, seq, step, because, by_login as "byLogin", by_name as "byName", by_role as "byRole", says, effects, late, at`;

export async function findFile(tx: Tx, id: number): Promise<File | undefined> {
  return tx.find<File & Record<string, unknown>>(`select ${FILE} from case_file where id = $1`, [id]);
}

/** The file with its row locked: acts on one file wait for one another (C1, C6). */
export async function lockFile(tx: Tx, id: number): Promise<File | undefined> {
  return tx.find<File & Record<string, unknown>>(`select ${FILE} from case_file where id = $1 for update`, [id]);
}

export async function findOpenFile(tx: Tx, procedure: string, subjectKey: string): Promise<File | undefined> {
  return tx.find<File & Record<string, unknown>>(
    `select ${FILE} from case_file where procedure = $1 and subject_key = $2 and status = 'open' for update`,
    [procedure, subjectKey],
  );
}

/** The file about a subject, open or closed, in which a cause has already been noted. */
export async function findCaused(tx: Tx, procedure: string, subjectKey: string, because: string): Promise<File | undefined> {
  return tx.find<File & Record<string, unknown>>(
    `select ${FILE} from case_file where procedure = $1 and subject_key = $2
       and id::text in (select from_id from link where from_kind = 'file' and role = 'cause' and to_kind = 'cause' and to_id = $3) order by id desc limit 1`,
    [procedure, subjectKey, because],
  );
}

export interface FileFilter {
  status?: 'open' | 'closed' | undefined;
  procedure?: string | undefined;
  district?: string | undefined;
  party?: string | undefined;
  place?: string | undefined;
  ids?: number[] | undefined;
  /** Part of the number, the title, or the firm's name. */
  text?: string | undefined;
  /** Only files after this place in the order of the list. */
  after?: FilePlace | undefined;
}

/** Where a file stands in the list: closed, due, opened, id. */
export type FilePlace = [isClosed: boolean, dueAt: Instant | null, openedAt: Instant, id: number];

export function placeOfFile(file: File): FilePlace {
  return [file.status === 'closed', file.dueAt, file.openedAt, file.id];
}

/** Files in sight, the most urgent first: open before closed, then by due time, then newest. */
export async function listFiles(tx: Tx, filter: FileFilter = {}, most = 500): Promise<File[]> {
  return tx.query<File & Record<string, unknown>>(
    `select ${FILE} from case_file
      where ($1::text is null or status = $1) and ($2::text is null or procedure = $2) and ($3::text is null or district = $3)
        and ($4::text is null or party = $4) and ($5::text is null or place = $5)
        and ($6::text is null or position(lower($6) in lower(number || title || party_name)) > 0)
        and ($8::boolean is null or (status = 'closed', coalesce(due_at, 'infinity'), -extract(epoch from opened_at), -id) >
             ($8, coalesce(to_timestamp($9::float8 / 1000.0), 'infinity'), -$10::numeric / 1000, -$11::bigint))
        and ($12::bigint[] is null or id = any ($12))
      order by status = 'closed', coalesce(due_at, 'infinity'), -extract(epoch from opened_at), -id limit $7`,
    [
      filter.status ?? null,
      filter.procedure ?? null,
      filter.district ?? null,
      filter.party ?? null,
      filter.place ?? null,
      filter.text || null,
      most,
      ...(filter.after ?? [null, null, null, null]),
      filter.ids ?? null,
    ],
  );
}

/** How many files in sight are open at each place; a place without one is not there. */
export async function countOpenByPlace(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.query<{ place: string; n: number }>(
    `select place, count(*)::int as n from case_file where status = 'open' and place is not null group by place`,
  );
  return new Map(rows.map(({ place, n }) => [place, n]));
}

export async function listActs(tx: Tx, file: number): Promise<Act[]> {
  return tx.query<Act & Record<string, unknown>>(`select ${ACT} from case_act where file = $1 order by seq`, [file]);
}

/** When the oldest clock that should have fired by now was due; null when none is late. For the health of the sweeper. */
export async function oldestLateClock(tx: Tx, now: Instant): Promise<Instant | null> {
  const row = await tx.get<{ due: Instant | null }>(
    'select min(due_at) as due from case_clock where stopped_at is null and fired_at is null and due_at <= to_timestamp($1 / 1000.0)',
    [now],
  );
  return row.due;
}

export async function listClocks(tx: Tx, file: number): Promise<Clock[]> {
  return tx.query<Clock & Record<string, unknown>>(
    `select step, started_at as "startedAt", due_at as "dueAt", stopped_at as "stoppedAt", fired_at as "firedAt", explains from case_clock where file = $1 order by id`,
    [file],
  );
}

export interface Judge {
  /** The dated table matter × area × body: may this person's body do this act of the matter in this area on this day? */
  mayHandle(actor: Actor, matter: string, power: string, district: string, at: Instant): boolean;
  roleName(role: string): string;
  bodyName(body: string): string;
  areaName(district: string): string;
}

/** One thing that may come next on a file, or may not and why (C3). */
export interface Next {
  step: string;
  name: string;
  nameEn: string;
  why: Refusal | null;
  asks: Step['asks'];
}

/** Every step a person could take from where the file stands. Steps of the system are not offered. */
export function mayCome(procedure: Procedure, file: File, acts: Act[], actor: Actor, judge: Judge, at: Instant): Next[] {
  if (file.status === 'closed') return [];
  return (procedure.steps[file.step]?.next ?? [])
    .filter((id) => procedure.steps[id]?.by !== 'system' && isOffered(procedure.steps[id] as Step, acts))
    .map((id) => {
      const step = procedure.steps[id] as Step;
      const why = whyNot(procedure, file, acts, id, actor, judge, at);
      return { step: id, name: step.name, nameEn: step.nameEn, why, asks: step.asks };
    });
}

/** Why this person may not take this step now; null when they may. The refusals' order is part of the contract. */
export function whyNot(
  procedure: Procedure,
  file: File,
  acts: Act[],
  wanted: string,
  actor: Actor,
  judge: Judge,
  at: Instant,
): Refusal | null {
  if (file.status === 'closed') return refuse.alreadyClosed(file.number, file.closing ?? '办结');
  const step = Object.hasOwn(procedure.steps, wanted) ? procedure.steps[wanted] : undefined;
  if (!step || step.by === 'system') return refuse.noSuchStep(wanted);
  const here = procedure.steps[file.step] as Step;
  if (!here.next.includes(wanted)) return refuse.notNext(step.name, here.name, here.waits ?? '');
  if (!isOffered(step, acts)) return refuse.notNext(step.name, here.name, here.waits ?? '');
  if (step.by !== actor.role) return refuse.notYourStep(step.name, judge.roleName(step.by));
  if (!isTheirs(procedure, step, { party: { id: file.party }, district: file.district }, actor, judge, at)) {
    return refuse.notYourMatter(judge.bodyName(actor.body), judge.areaName(file.district));
  }
  const did = (step.notBy ?? []).find((id) => lastOf(acts, id)?.byLogin === actor.login);
  if (did) return refuse.sameDoer(step.name, procedure.steps[did]?.name ?? did);
  const unmet = (step.needs ?? []).find((need) => !meets(acts, need));
  if (unmet) return refuse.conditionNotMet(unmet.says, unmet.saysEn);
  return null;
}

/** A firm's person acts for that firm; an officer needs the power over the matter in the area. */
export function isTheirs(
  procedure: Procedure,
  step: Step,
  of: { party: { id: string }; district: string },
  actor: Actor,
  judge: Judge,
  at: Instant,
): boolean {
  return step.by === 'firm' ? actor.party === of.party.id : judge.mayHandle(actor, procedure.matter, step.power ?? '', of.district, at);
}

/** Whether a step is a way on at all, by what was said before. */
function isOffered(step: Step, acts: Act[]): boolean {
  return (!step.onlyWhen || meets(acts, step.onlyWhen)) && !(step.unless && meets(acts, step.unless));
}

/** Whether what was said meets a condition. What was not said meets none. */
export function meets(acts: Pick<Act, 'step' | 'says'>[], { said, is, atLeast, atMost }: Condition): boolean {
  const [step = '', field = ''] = said.split('.');
  const value = lastOf(acts, step)?.says[field];
  if (value === undefined || value === null) return false;
  if (is !== undefined && ![is].flat().some((one) => String(one) === String(value))) return false;
  const bound = (of: number | string) => (typeof of === 'number' ? of : numberSaid(acts, of));
  if (atLeast !== undefined && !(Number(value) >= bound(atLeast))) return false;
  return atMost === undefined || Number(value) <= bound(atMost);
}

function numberSaid(acts: Pick<Act, 'step' | 'says'>[], of: string): number {
  const [step = '', field = ''] = of.split('.');
  return Number(lastOf(acts, step)?.says[field] ?? Number.NaN);
}

function lastOf<A extends Pick<Act, 'step' | 'says'>>(acts: A[], step: string): A | undefined {
  return acts.findLast((act) => act.step === step);
}

/** Attachments one field takes unless it says otherwise. */
export const MOST_ATTACHED = 10;

/** What was said, checked against what the step asks; unknown fields are dropped, the first flaw is the refusal. */
export function checkSaid(asks: Field[], says: Record<string, unknown>): Record<string, unknown> | Refusal {
  const kept: Record<string, unknown> = {};
  const textOf = (id: string) => {
    const given = says[id];
    return typeof given === 'number' ? String(given) : typeof given === 'string' ? storable(given) : '';
  };
  for (const field of asks) {
    const text = textOf(field.field);
    if (!text) {
      // Whichever of the two is asked first.
      const isAsked = field.requiredWhen && [field.requiredWhen.is].flat().includes(textOf(field.requiredWhen.field));
      if (field.required) return refuse.fieldMissing(field.name, field.field);
      if (isAsked) return refuse.fieldMissing(field.name, field.field);
      continue;
    }
    if (field.kind === 'choice' || LOOKED_UP.includes(field.kind)) {
      const choice = field.choices?.find((c) => c.value === text);
      if (!choice) return refuse.fieldNotAChoice(field.name, field.field);
      kept[`${field.field}_name`] = choice.name;
      for (const [name, carried] of Object.entries(choice.carries ?? {})) kept[`${field.field}_${name}`] = carried;
    }
    if (field.kind === 'number' && !(/^-?\d+(\.\d+)?$/.test(text) && Number.isFinite(Number(text))))
      return refuse.fieldNotAChoice(field.name, field.field);
    // Attachments are named by the ids of their uploads; when the act is written, what stands here is what they are.
    if (field.kind === 'file' && text.split(',').length > (field.most ?? MOST_ATTACHED))
      return refuse.tooManyAttached(field.name, field.most ?? MOST_ATTACHED, field.field);
    if (field.kind === 'number' && (Number(text) < (field.atLeast ?? -Infinity) || Number(text) > (field.atMost ?? Infinity)))
      return refuse.fieldOutOfBounds(field.name, field.field, field.atLeast, field.atMost);
    if (field.kind === 'day' && !isDay(text)) return refuse.fieldNotADay(field.name, field.field);
    kept[field.field] = field.kind === 'number' ? Number(text) : text;
  }
  return kept;
}

/** Trimmed and cut to length, without what the database cannot keep: NUL, and half of a character. */
function storable(text: string): string {
  return text
    .replaceAll('\0', '')
    .trim()
    .slice(0, 4_000)
    .replace(/\p{Cs}/gu, '');
}
