/** What a procedure is made of, and what is wrong with one (C2, C4). */
import type { Day } from '../../foundation/day.ts';
import type { Effect } from '../../foundation/effects/index.ts';
import { flawsOfText } from '../../foundation/outbox/index.ts';
import { ALWAYS_TOLD, templateOf } from './templates.ts';

/** What a field can be. A firm, a place and an `entry` of the register `of` are looked for and chosen, and kept by their code. */
export type FieldKind = 'text' | 'longText' | 'choice' | 'number' | 'day' | 'party' | 'place' | 'entry' | 'file';
export const LOOKED_UP: FieldKind[] = ['party', 'place', 'entry'];

/** A field an act asks for. */
export interface Field {
  field: string;
  name: string;
  nameEn?: string;
  kind: FieldKind;
  required: boolean;
  /** Required only when another field of the same act says this. */
  requiredWhen?: { field: string; is: string | string[] };
  unit?: string;
  unitEn?: string;
  /** Of a file field: the kind of attachment it takes, and how many at most. What is sealed with the act is their hashes. */
  accepts?: string;
  most?: number;
  /** The bounds of a number. */
  atLeast?: number;
  atMost?: number;
  choices?: Choice[];
  /** Register whose entries are the choices of a short list. */
  choicesFrom?: string;
  /** Register of an `entry`. */
  of?: string;
  /** What an entry carries is kept beside the choice (`exam_points`), frozen in the act: the fields of its register named here. */
  carries?: string[];
}

export interface Choice {
  value: string;
  name: string;
  nameEn?: string;
  carries?: Record<string, string | number>;
}

/**
 * A condition on what was said: of `step.field`, that it is one of some values, or that a number reaches or does not pass another (a number, or what
 * another field says). What was not said meets nothing.
 */
export interface Condition {
  /** `step.field` */
  said: string;
  is?: string | number | (string | number)[];
  atLeast?: number | string;
  atMost?: number | string;
}

/** A condition that is explained to whoever it holds up. */
export interface Need extends Condition {
  says: string;
  saysEn: string;
}

/** A time allowed, as the name of a dated parameter: the number is never in code. Working days end with the day; the first is the day after. */
export interface Within {
  unit: 'minutes' | 'naturalDays' | 'workingDays';
  parameter: string;
}

/** How a file is opened by hand: by whom the step is done may open it. */
export interface OpensBy {
  /** The step it opens at; its role, its power and its fields are those of the form. */
  step: string;
  /** What the file is about: a firm, a place, or an entry of the register `of`. */
  about: 'party' | 'place' | 'entry';
  of?: string;
  /** {party} {place} {entry}, and {field} of the step. */
  title: string;
  /** One open file for each thing it is about, and for each value of these fields. */
  oneFor?: string[];
}

/**
 * A message sent when a step is entered: the declared words of a template (`templatesOf`). Filled from the file and what was said: {title} {party}
 * {place} {number} {level} {due} {field}. The city's signature is put before it and is not written here.
 */
export interface Telling {
  to: 'firm' | 'branch';
  channel: string;
  text: string;
  /** Several of them in one message: {count} and {list}. */
  many?: string;
  /** Only from this level on. */
  fromLevel?: number;
  /** Only when this was said. */
  onlyWhen?: Condition;
  /** Sent in hours of quiet too, and never held for others of its kind. */
  urgent?: boolean;
  /** Told together with others of its kind to the same receiver about the same subject, place or firm, within the city's window. */
  groupedBy?: 'subject' | 'place' | 'party';
  /** Names and samples of words that only the system says. */
  words?: Record<string, { name: string; sample: string }>;
}

const CHOSEN: FieldKind[] = ['choice', ...LOOKED_UP];

export type Closing = '办结' | '结案' | '销号' | '销警';

export interface Step {
  /** What the act is called: on its button, in the timeline, in the progress bar. */
  name: string;
  nameEn: string;
  /** Role that does it; 'system' for openings, clocks and asides. */
  by: string;
  /** The person who waits reads this: 等企业反馈. Required of every step that does not close. */
  waits?: string;
  waitsEn?: string;
  next: string[];
  within?: Within;
  /** Step the clock takes when the time is up. */
  else?: string;
  asks?: Field[];
  /** The act of the table of powers (matter × area × body) this step needs; a firm's own step and the system's need none. */
  power?: string;
  /** Offered only when this was said before; not offered when that was. Where neither can be, the step is no way on. */
  onlyWhen?: Condition;
  unless?: Condition;
  /** Conditions on what was said before: the step is shown, and says why it cannot be taken yet. */
  needs?: Need[];
  /** Doers of these steps may not do this one (C8). */
  notBy?: string[];
  tells?: Telling[];
  does?: Effect[];
  closes?: Closing;
  /** Off the straight way to closing: the progress bar shows it only when it was taken. */
  detour?: boolean;
  /** Notes something without moving the file: a rise in level, more evidence. May happen at any open step. */
  aside?: boolean;
}

export interface Procedure {
  id: string;
  name: string;
  nameEn: string;
  /** The matter of the table of powers. */
  matter: string;
  effectiveFrom: Day;
  /** Series of the document number, behind the city's own prefix: '提醒' gives 嘉环提醒〔2026〕1号. */
  series: string;
  first: string;
  levels: string[];
  levelsEn?: string[];
  steps: Record<string, Step>;
  /** Opened by hand, by whom and about what. Without it files of this kind come from reactions alone. */
  opensBy?: OpensBy;
}

/** The subject of a file: one open file a subject. A reaction and a hand that open the same kind about the same thing name the same subject. */
export function subjectOf(
  procedure: Procedure,
  thing: { party?: string | null; place?: string | null; entry?: string | null },
  says: Record<string, unknown> = {},
): string {
  const { about = 'party', of = '', oneFor = [] } = procedure.opensBy ?? { about: 'party' as const };
  const self = about === 'entry' ? `${of}:${thing.entry ?? ''}` : (thing[about] ?? '');
  return [procedure.id, self, ...oneFor.map((field) => String(says[field] ?? ''))].join(':');
}

/** A sentence with its {words} filled in; a word nobody knows is left blank. */
export function fill(text: string, words: Record<string, unknown>): string {
  return text.replace(/\{(\w+)\}/g, (_, word: string) => String(words[word] ?? ''));
}

/** Declares a procedure; throws when the table contradicts itself, at load and not at three in the morning. */
export function caseType(procedure: Procedure): Procedure {
  const flaws = flawsOf(procedure);
  if (flaws.length) throw new Error(`procedure ${procedure.id}: ${flaws.join('; ')}`);
  return procedure;
}

/** Everything wrong with a procedure table (C4). */
export function flawsOf(procedure: Procedure): string[] {
  const flaws: string[] = [];
  const { steps, first } = procedure;
  if (!steps[first]) return [`the first step '${first}' does not exist`];
  const goes = (id: string): string[] => [...(steps[id]?.next ?? []), ...(steps[id]?.else ? [steps[id].else as string] : [])];
  for (const [id, step] of Object.entries(steps)) {
    for (const to of goes(id)) if (!steps[to]) flaws.push(`${id} leads to '${to}', which does not exist`);
    for (const to of step.next) {
      if (steps[to]?.by === 'system') flaws.push(`${id} offers '${to}', which only the system does`);
    }
    for (const of of step.notBy ?? []) if (!steps[of]) flaws.push(`${id} may not be done by the doer of '${of}', which does not exist`);
    if (Boolean(step.within) !== Boolean(step.else)) flaws.push(`${id} has a deadline without an else, or an else without a deadline`);
    if (step.else && steps[step.else]?.by !== 'system') flaws.push(`${id}'s else '${step.else}' is not done by the system`);
    if (step.aside && (step.next.length || step.closes || step.within)) flaws.push(`${id} is an aside and must not move the file`);
    if (step.by !== 'system' && step.by !== 'firm' && !step.power) flaws.push(`${id} is done by '${step.by}' and names no power`);
    for (const need of step.needs ?? [])
      for (const of of saidIn(need)) if (!isSaid(steps, of)) flaws.push(`${id} needs '${of}', which no step says`);
    for (const condition of [step.onlyWhen, step.unless, ...(step.tells ?? []).map((telling) => telling.onlyWhen)]) {
      if (!condition) continue;
      for (const of of saidIn(condition)) if (!isSaid(steps, of)) flaws.push(`${id} depends on '${of}', which no step says`);
      if (condition.is === undefined && condition.atLeast === undefined && condition.atMost === undefined)
        flaws.push(`${id} depends on '${condition.said}' and does not say on what of it`);
    }
    if (step.by === 'system' && (step.onlyWhen || step.unless || step.needs))
      flaws.push(`${id} is done by the system, which asks no condition`);
    if (step.closes && (step.next.length || step.within || step.else)) flaws.push(`${id} closes and yet leads on`);
    if (step.aside && step.by !== 'system') flaws.push(`${id} is an aside of '${step.by}', to whom no aside is offered`);
    for (const telling of step.tells ?? []) {
      for (const [, word = ''] of telling.text.matchAll(/\{(\w+)\}/g)) {
        if (!ALWAYS_TOLD.has(word) && !isSaid(steps, `${id}.${word}`)) flaws.push(`${id} tells of '{${word}}', which would be left blank`);
        if (word === 'due' && !step.within) flaws.push(`${id} tells a deadline and has none`);
      }
      for (const flaw of flawsOfText(templateOf(procedure, id, step, telling), telling.text, telling.many))
        if (!flaw.saysEn.startsWith('there is no field')) flaws.push(`${id} tells badly: ${flaw.saysEn}`);
      if (telling.groupedBy && !telling.many) flaws.push(`${id} tells several at once and has no words for it`);
    }
    if (!step.closes && !step.aside && !step.waits) flaws.push(`${id} does not say who is waited for`);
    if (!step.closes && !step.aside && !step.next.length) flaws.push(`${id} is a dead end`);
    for (const field of step.asks ?? []) {
      if (field.kind === 'choice' && !field.choices?.length && !field.choicesFrom)
        flaws.push(`${id}.${field.field} is a choice without choices`);
      if ((field.kind === 'file') !== Boolean(field.accepts))
        flaws.push(`${id}.${field.field} takes attachments and says not which, or says which and takes none`);
      if (field.kind === 'entry' && !field.of) flaws.push(`${id}.${field.field} does not say of which register`);
      if (field.requiredWhen && !step.asks?.some((one) => one.field === field.requiredWhen?.field))
        flaws.push(`${id}.${field.field} waits for '${field.requiredWhen.field}', which is not asked`);
    }
    // A way out must be open whatever was said: a step whose every way on depends on something can be stuck.
    const ways = step.next.map((to) => steps[to]).filter((one) => one !== undefined);
    if (ways.length && !step.else && !coversAll(ways)) flaws.push(`${id} can be stuck: each way on depends on what was said`);
  }
  const { opensBy } = procedure;
  if (opensBy) {
    const step = steps[opensBy.step];
    if (!step) flaws.push(`it is opened by hand at '${opensBy.step}', which does not exist`);
    else if (step.by === 'system') flaws.push(`it is opened by hand at '${opensBy.step}', which the system does`);
    if (opensBy.about === 'entry' && !opensBy.of) flaws.push('it is opened about an entry and does not say of which register');
    const words = ['party', 'place', 'entry', ...(step?.asks ?? []).map((ask) => ask.field)];
    for (const [, word = ''] of opensBy.title.matchAll(/\{(\w+)\}/g))
      if (!words.includes(word.replace(/_.*$/, ''))) flaws.push(`its title tells of '{${word}}', which would be left blank`);
    for (const field of opensBy.oneFor ?? [])
      if (!step?.asks?.some((ask) => ask.field === field))
        flaws.push(`there is one file for each '${field}', which is not asked when it is opened`);
  } else if (steps[first]?.by !== 'system') {
    flaws.push(`it is opened by ${steps[first]?.by} and does not say about what (opensBy)`);
  }
  const reachable = new Set<string>([first, ...(opensBy && steps[opensBy.step] ? [opensBy.step] : [])]);
  for (const id of reachable) for (const to of goes(id)) reachable.add(to);
  for (const [id, step] of Object.entries(steps)) if (!step.aside && !reachable.has(id)) flaws.push(`${id} cannot be reached`);
  const closing = new Set(Object.keys(steps).filter((id) => steps[id]?.closes));
  for (let grew = true; grew; ) {
    grew = false;
    for (const id of reachable) {
      if (!closing.has(id) && goes(id).some((to) => closing.has(to))) {
        closing.add(id);
        grew = true;
      }
    }
  }
  for (const id of reachable) if (!closing.has(id)) flaws.push(`${id} can never close`);
  return flaws;
}

/** The fields a condition reads. */
function saidIn({ said, atLeast, atMost }: Condition): string[] {
  return [said, ...[atLeast, atMost].filter((bound) => typeof bound === 'string')];
}

/** Whether some way is open whatever was said: one without a condition, or two that are each other's opposite. */
function coversAll(ways: Step[]): boolean {
  const text = (condition: Condition | undefined) => JSON.stringify(condition ?? null);
  return ways.some(
    (way) =>
      (!way.onlyWhen && !way.unless) ||
      (way.onlyWhen && ways.some((other) => !other.onlyWhen && text(other.unless) === text(way.onlyWhen))),
  );
}

/** `step.field` is asked by the step, or carried by a choice it asks for. What the system says is known only when it speaks. */
function isSaid(steps: Procedure['steps'], of: string): boolean {
  const [id = '', field = ''] = of.split('.');
  const step = steps[id];
  if (!step) return false;
  return (
    step.by === 'system' ||
    (step.asks ?? []).some((ask) => ask.field === field || (CHOSEN.includes(ask.kind) && field.startsWith(`${ask.field}_`)))
  );
}
