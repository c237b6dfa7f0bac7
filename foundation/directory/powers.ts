/**
 * Who may do what, where, on a day (F22). A body with power over an area has it in the areas below, by the lines its row names. A body that was
 * dissolved is read as its heir, an area that ended as what became of it: a file outlives both. What nobody may do, and what two may without its being
 * said, are found here too.
 */
import type { Day } from '../day.ts';
import { areaOn, heirsOfArea, listAreas, within } from './areas.ts';
import { heirOfBody } from './bodies.ts';
import type { Directory, Matter, Power } from './directory.ts';
import { allOn, bordersOf, endOf, holdsOn } from './versions.ts';

/** Whether a body may do an act of a matter in an area on a day. */
export function mayHandle(directory: Directory, body: string, matter: string, act: string, area: string, day: Day): boolean {
  return holders(directory, matter, act, area, day).some(
    (power) => heirOfBody(directory, power.body, day) === heirOfBody(directory, body, day),
  );
}

/** The rows by which an act of a matter may be done in an area on a day, each by a body that stands. */
export function holders(directory: Directory, matter: string, act: string, area: string, day: Day): Power[] {
  const areas = heirsOfArea(directory, area, day);
  const rows = rowsOn(directory, matter, act, day);
  return rows.filter(
    (power) =>
      areas.some((code) => within(directory, code, power.area, day, power.rollUp)) &&
      heirOfBody(directory, power.body, day) !== undefined &&
      (power.delegatedBy === null || holdsItself(directory, rows, power, day)),
  );
}

/**
 * A delegated power is the delegating body's: it ends when theirs does. What was delegated is not delegated on (行政处罚法 2021 第二十条, recalled: 待核),
 * so theirs must be their own.
 */
export function holdsItself(directory: Directory, rows: readonly Power[], power: Power, day: Day): boolean {
  const giver = heirOfBody(directory, power.delegatedBy ?? '', day);
  return (
    giver !== undefined &&
    rows.some(
      (own) =>
        own.delegatedBy === null &&
        heirOfBody(directory, own.body, day) === giver &&
        within(directory, power.area, own.area, day, own.rollUp),
    )
  );
}

function rowsOn(directory: Directory, matter: string, act: string, day: Day): Power[] {
  const rows: Power[] = [];
  for (const list of directory.powers.values())
    if (list[0]?.matter === matter) for (const one of list) if (holdsOn(one, day) && one.may.includes(act)) rows.push(one);
  return rows;
}

export interface Gap {
  matter: string;
  act: string;
  area: string;
  from: Day;
  until: Day | null;
}

/** The days from `since` on on which nobody may do an act: matter × act × area, for every county and every management area. */
export function listGaps(directory: Directory, matters: readonly Matter[], since: Day): Gap[] {
  const borders = [since, ...bordersOf(everyVersion(directory)).filter((day) => day > since)];
  const gaps: Gap[] = [];
  for (const { id: matter, acts } of matters) {
    for (const { id: act } of acts) {
      const open = new Map<string, Gap>();
      borders.forEach((day, i) => {
        const until = borders[i + 1] ?? null;
        for (const { code, level } of listAreas(directory, day)) {
          if (level !== 'county' || holders(directory, matter, act, code, day).length) continue;
          const before = open.get(code);
          if (before && before.until === day) before.until = until;
          else {
            const gap = { matter, act, area: code, from: day, until };
            open.set(code, gap);
            gaps.push(gap);
          }
        }
      });
    }
  }
  return gaps;
}

export interface Overlap {
  matter: string;
  acts: string[];
  /** The two rows, the wider area first. */
  rows: [Power, Power];
}

/** Two bodies with the same power over the same area on a day, and neither row says so. */
export function listOverlaps(directory: Directory, day: Day): Overlap[] {
  const rows = allOn(directory.powers, day);
  const found: Overlap[] = [];
  rows.forEach((one, i) => {
    for (const other of rows.slice(i + 1)) {
      const acts = overlapOn(directory, one, other, day);
      if (acts.length)
        found.push({
          matter: one.matter,
          acts,
          rows: within(directory, one.area, other.area, day, other.rollUp) ? [other, one] : [one, other],
        });
    }
  });
  return found;
}

/** The acts both rows give in one area on a day without saying so. */
export function overlapOn(directory: Directory, one: Power, other: Power, day: Day): string[] {
  if (one.matter !== other.matter || one.concurrent || other.concurrent) return [];
  const [a, b] = [heirOfBody(directory, one.body, day), heirOfBody(directory, other.body, day)];
  if (a === undefined || b === undefined || a === b) return [];
  // A body and the one that acts in its name do not stand beside each other.
  const givers = [one.delegatedBy, other.delegatedBy].map((id) => (id === null ? undefined : heirOfBody(directory, id, day)));
  if (givers[0] === b || givers[1] === a) return [];
  const isShared = within(directory, one.area, other.area, day, other.rollUp) || within(directory, other.area, one.area, day, one.rollUp);
  return isShared ? one.may.filter((act) => other.may.includes(act)) : [];
}

/** The first day on which two rows give the same act in one area without saying so, and the acts; null when there is none. */
export function firstOverlap(directory: Directory, one: Power, other: Power): { day: Day; acts: string[] } | null {
  const from = one.from > other.from ? one.from : other.from;
  const until = endOf(one) < endOf(other) ? endOf(one) : endOf(other);
  if (from >= until) return null;
  const borders = bordersOf([...[...directory.areas.values()].flat(), ...[...directory.bodies.values()].flat()]);
  for (const day of [from, ...borders.filter((border) => border > from && border < until)]) {
    const acts = overlapOn(directory, one, other, day);
    if (acts.length) return { day, acts };
  }
  return null;
}

/** Whether a body holds an act itself, throughout some days, in an area: what it may then delegate. */
export function holdsThroughout(directory: Directory, giver: string, power: Power): Day | null {
  const borders = bordersOf(everyVersion(directory)).filter((day) => day > power.from && day < endOf(power));
  for (const day of [power.from, ...borders]) {
    for (const act of power.may) {
      if (!areaOn(directory, power.area, day)) continue;
      if (!holdsItself(directory, rowsOn(directory, power.matter, act, day), { ...power, delegatedBy: giver }, day)) return day;
    }
  }
  return null;
}

function everyVersion(directory: Directory) {
  return [...directory.areas.values(), ...directory.bodies.values(), ...directory.powers.values()].flat();
}
