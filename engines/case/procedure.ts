/** What a procedure is made of, and what is wrong with one (C2, C4). */
import type { Day } from '../../foundation/day.ts';
import type { Effect } from '../../foundation/effects/index.ts';

/** A field an act asks for. */
export interface Field {
  field: string;
  name: string;
  kind: 'text' | 'longText' | 'choice' | 'number' | 'file';
  required: boolean;
  /** Of a file field: the kind of attachment it takes, and how many at most. What is sealed with the act is their hashes. */
  accepts?: string;
  most?: number;
  choices?: Choice[];
  /** Register whose entries are the choices; what an entry carries is kept beside the choice (`exam`, `exam_points` …), frozen in the act. */
  choicesFrom?: string;
}

export interface Choice {
  value: string;
  name: string;
  carries?: Record<string, string | number>;
}

/** A condition on what was said: one number must reach another. */
export interface Need {
  /** `step.field` */
  said: string;
  atLeast: string;
  says: string;
  saysEn: string;
}

/** A time allowed, as the name of a dated parameter: the number is never in code. */
export interface Within {
  unit: 'minutes' | 'naturalDays';
  parameter: string;
}

/** A message sent when a step is entered. The text is filled from the file and what was said: {signature} {title} {party} {place} {number} {level} {due} {field}. */
export interface Telling {
  to: 'firm' | 'branch';
  channel: string;
  text: string;
  /** Only from this level on. */
  fromLevel?: number;
}

/** What a message can always tell of; every other word is a field of its step. */
const WORDS = new Set(['due', 'number', 'title', 'party', 'place', 'level', 'signature']);

export type Closing = '办结' | '结案' | '销号' | '销警';

export interface Step {
  /** What the act is called: on its button, in the timeline, in the progress bar. */
  name: string;
  nameEn: string;
  /** Role that does it; 'system' for openings, clocks and asides. */
  by: string;
  /** The person who waits reads this: 等企业反馈. Required of every step that does not close. */
  waits?: string;
  next: string[];
  within?: Within;
  /** Step the clock takes when the time is up. */
  else?: string;
  asks?: Field[];
  /** The act of the table of powers (matter × area × body) this step needs; a firm's own step and the system's need none. */
  power?: string;
  /** Conditions on what was said before. */
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
  steps: Record<string, Step>;
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
    for (const need of step.needs ?? []) {
      for (const of of [need.said, need.atLeast]) if (!isSaid(steps, of)) flaws.push(`${id} needs '${of}', which no step says`);
    }
    if (step.closes && (step.next.length || step.within || step.else)) flaws.push(`${id} closes and yet leads on`);
    if (step.aside && step.by !== 'system') flaws.push(`${id} is an aside of '${step.by}', to whom no aside is offered`);
    for (const { text } of step.tells ?? []) {
      for (const [, word = ''] of text.matchAll(/\{(\w+)\}/g)) {
        if (!WORDS.has(word) && !isSaid(steps, `${id}.${word}`)) flaws.push(`${id} tells of '{${word}}', which would be left blank`);
      }
    }
    if (!step.closes && !step.aside && !step.waits) flaws.push(`${id} does not say who is waited for`);
    if (!step.closes && !step.aside && !step.next.length) flaws.push(`${id} is a dead end`);
    for (const field of step.asks ?? [])
      if (field.kind === 'choice' && !field.choices?.length && !field.choicesFrom)
        flaws.push(`${id}.${field.field} is a choice without choices`);
      else if ((field.kind === 'file') !== Boolean(field.accepts))
        flaws.push(`${id}.${field.field} takes attachments and says not which, or says which and takes none`);
  }
  const reachable = new Set<string>([first]);
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

/** `step.field` is asked by the step, or carried by a choice it asks for. What the system says is known only when it speaks. */
function isSaid(steps: Procedure['steps'], of: string): boolean {
  const [id = '', field = ''] = of.split('.');
  const step = steps[id];
  if (!step) return false;
  return (
    step.by === 'system' ||
    (step.asks ?? []).some((ask) => ask.field === field || (ask.kind === 'choice' && field.startsWith(`${ask.field}_`)))
  );
}
