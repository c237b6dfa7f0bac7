/**
 * The slow obvious twin of a file, made from the README and a procedure table: who may do what next, what the clock does, whether an act was late.
 * It keeps everything in one plain object and shares no code with the engine.
 */
import type { Procedure } from '../procedure.ts';

export interface Someone {
  login: string;
  role: string;
  party: string | null;
  /** Powers this person's body has over the matter in the file's area. */
  powers: string[];
}

export interface Twin {
  step: string;
  open: boolean;
  level: number;
  /** Clocks that ran out. */
  fired: number;
  /** When the clock of the step runs out; null without one. */
  due: number | null;
  /** What a clock that has run out had been waiting for: late, whenever it comes, until a person moves the file. */
  awaitedInVain: string[];
  acts: { step: string; by: string; late: boolean; at: number }[];
  causes: string[];
}

export function begin(procedure: Procedure, level: number, cause: string, now: number, minutes: (parameter: string) => number): Twin {
  const twin: Twin = { step: procedure.first, open: true, level, fired: 0, due: null, awaitedInVain: [], acts: [], causes: [cause] };
  twin.acts.push({ step: procedure.first, by: '', late: false, at: now });
  twin.due = dueOf(procedure, procedure.first, now, minutes);
  return twin;
}

/** The minute that was named is still in time. */
function isOver(due: number, now: number): boolean {
  return Math.floor(now / 60_000) - Math.floor(due / 60_000) >= 1;
}

function dueOf(procedure: Procedure, step: string, now: number, minutes: (parameter: string) => number): number | null {
  const within = procedure.steps[step]?.within;
  return within ? now + minutes(within.parameter) * 60_000 : null;
}

/** Why someone may not take a step; null when they may. */
export function refusal(procedure: Procedure, twin: Twin, wanted: string, who: Someone, firm: string): string | null {
  if (!twin.open) return 'case.alreadyClosed';
  const step = procedure.steps[wanted];
  if (step === undefined || step.by === 'system') return 'case.noSuchStep';
  if (!(procedure.steps[twin.step]?.next ?? []).includes(wanted)) return 'case.notNext';
  if (step.by !== who.role) return 'case.notYourStep';
  if (who.role === 'firm') {
    if (who.party !== firm) return 'case.notYourMatter';
  } else if (!who.powers.includes(step.power ?? '')) return 'case.notYourMatter';
  for (const other of step.notBy ?? []) {
    const before = [...twin.acts].reverse().find((act) => act.step === other);
    if (before && before.by === who.login) return 'case.sameDoer';
  }
  return null;
}

/** What is wrong with what someone says: field by field, in the order of the table. */
function unsaid(procedure: Procedure, wanted: string, says: Record<string, unknown>): string | null {
  for (const asked of procedure.steps[wanted]?.asks ?? []) {
    const word = String(says[asked.field] ?? '')
      .replaceAll('\0', '')
      .trim();
    if (word === '' && asked.required) return 'case.fieldMissing';
    if (word === '') continue;
    if (asked.kind === 'choice' && !asked.choices?.some((choice) => choice.value === word)) return 'case.fieldNotAChoice';
  }
  return null;
}

/** A person acts, if they may. */
export function act(
  procedure: Procedure,
  twin: Twin,
  wanted: string,
  who: Someone,
  firm: string,
  now: number,
  minutes: (parameter: string) => number,
  says: Record<string, unknown>,
): string | null {
  const why = refusal(procedure, twin, wanted, who, firm) ?? unsaid(procedure, wanted, says);
  if (why) return why;
  const late = twin.awaitedInVain.includes(wanted) || (twin.due !== null && isOver(twin.due, now));
  twin.acts.push({ step: wanted, by: who.login, late, at: now });
  twin.step = wanted;
  twin.awaitedInVain = [];
  twin.due = dueOf(procedure, wanted, now, minutes);
  if (procedure.steps[wanted]?.closes) {
    twin.open = false;
    twin.due = null;
  }
  return null;
}

/** The buttons someone is shown on a file, with the reason for each that is grey; a closed file has none (C3). */
export function buttons(procedure: Procedure, twin: Twin, who: Someone, firm: string): { step: string; why: string | null }[] {
  if (!twin.open) return [];
  const offered = (procedure.steps[twin.step]?.next ?? []).filter((step) => procedure.steps[step]?.by !== 'system');
  return offered.map((step) => ({ step, why: refusal(procedure, twin, step, who, firm) }));
}

/** Whom an open file is waiting for, in the words of the table; nobody once it is closed. */
export function waiting(procedure: Procedure, twin: Twin): string | null {
  return twin.open ? (procedure.steps[twin.step]?.waits ?? null) : null;
}

/** Time passes: a clock that has run out takes its else, once. */
export function sweep(procedure: Procedure, twin: Twin, now: number, minutes: (parameter: string) => number): void {
  if (!twin.open || twin.due === null || !isOver(twin.due, now)) return;
  twin.awaitedInVain.push(...(procedure.steps[twin.step]?.next ?? []));
  twin.fired += 1;
  const otherwise = procedure.steps[twin.step]?.else as string;
  twin.acts.push({ step: otherwise, by: '', late: false, at: now });
  twin.step = otherwise;
  twin.due = dueOf(procedure, otherwise, now, minutes);
}

/** Another cause about the same subject: joins, and notes a rise; the same cause again does nothing. */
export function again(twin: Twin, level: number, cause: string, raised: string, now: number): void {
  if (twin.causes.includes(cause)) return;
  twin.causes.push(cause);
  if (level <= twin.level) return;
  twin.level = level;
  twin.acts.push({ step: raised, by: '', late: false, at: now });
}
