/**
 * A slow twin of the directory: every key has one cell a day, and a statement fills the cells of its days. It knows no versions, no borders and no
 * index; whether a change may stand is asked of every day apart.
 */
import { addDays, type Day } from '../../day.ts';
import type { Area, Power, RollUp } from '../directory.ts';

export const FIRST: Day = '2026-01-01';
export const DAYS = Array.from({ length: 40 }, (_, i) => addDays(FIRST, i));

export type CellArea = Omit<Area, 'from' | 'until' | 'became'>;
type Cells<T> = Map<Day, Map<string, T>>;

export interface Twin {
  areas: Cells<CellArea>;
  powers: Cells<Omit<Power, 'from' | 'until'>>;
}

export const emptyTwin = (): Twin => ({ areas: emptyCells(), powers: emptyCells() });
const emptyCells = <T>(): Cells<T> => new Map(DAYS.map((day) => [day, new Map<string, T>()]));
export const copyOf = <T>(cells: Cells<T>): Cells<T> => new Map([...cells].map(([day, cell]) => [day, new Map(cell)]));

/**
 * Fills the days from `from` up to `until`, or, when that is open, up to the day on which what is known already changes of itself: where the next cell
 * differs from the one before, or is empty after a full one. `marks` are those days.
 */
export function fill<T>(cells: Cells<T>, key: string, value: T | null, from: Day, until: Day | null): void {
  for (const day of DAYS) {
    if (day < from || (until !== null && day >= until)) continue;
    if (value === null) cells.get(day)?.delete(key);
    else cells.get(day)?.set(key, value);
  }
}

const parentIn = (cell: Map<string, CellArea>, code: string, by: RollUp): string | null => {
  const area = cell.get(code);
  if (!area) return null;
  return by === 'management' && area.managementParent !== null ? area.managementParent : area.administrativeParent;
};

export function above(twin: Twin, code: string, day: Day, by: RollUp): string[] {
  const cell = twin.areas.get(day) as Map<string, CellArea>;
  const found: string[] = [];
  for (let at = parentIn(cell, code, by); at !== null && cell.has(at) && found.length < 20; at = parentIn(cell, at, by)) found.push(at);
  return found;
}

/** Whether the areas of one day make sense together. */
export function isSound(cell: Map<string, CellArea>): boolean {
  const zerosFrom = { city: 4, county: 6, town: 9, village: 12 };
  const depth = { city: 0, county: 1, town: 2, village: 3 };
  if ([...cell.values()].filter((area) => area.level === 'city').length > 1) return false;
  for (const [code, area] of cell) {
    if (area.level === 'city') continue;
    const parent = cell.get(area.administrativeParent ?? '');
    if (parent?.kind !== 'administrative') return false;
    if (area.managementParent !== null && !cell.has(area.managementParent)) return false;
    if (area.kind === 'administrative') {
      if (depth[parent.level] >= depth[area.level]) return false;
      if (code.slice(0, zerosFrom[parent.level]) !== parent.code.slice(0, zerosFrom[parent.level])) return false;
      if (area.liesIn.length) return false;
    } else {
      if (depth[parent.level] > depth[area.level] || !area.liesIn.length) return false;
      for (const place of area.liesIn) {
        const other = cell.get(place);
        if (other?.kind !== 'administrative') return false;
        if (place !== parent.code && other.administrativeParent !== parent.code) return false;
      }
    }
    for (const by of ['administrative', 'management'] as const) {
      let at: string | null = code;
      for (let steps = 0; at !== null; steps++) {
        if (steps > 10) return false;
        at = parentIn(cell, at, by);
      }
    }
  }
  return true;
}

/** A key's days have no hole. */
export function isWhole(cells: Cells<unknown>, key: string): boolean {
  const has = DAYS.map((day) => cells.get(day)?.has(key) ?? false);
  const [first, last] = [has.indexOf(true), has.lastIndexOf(true)];
  return first < 0 || has.slice(first, last + 1).every(Boolean);
}

export function mayInTwin(twin: Twin, body: string, matter: string, act: string, area: string, day: Day): boolean {
  if (!twin.areas.get(day)?.has(area)) return false;
  for (const power of twin.powers.get(day)?.values() ?? []) {
    if (power.body !== body || power.matter !== matter || !power.may.includes(act)) continue;
    if (!twin.areas.get(day)?.has(power.area)) continue;
    if (power.area === area || above(twin, area, day, power.rollUp).includes(power.area)) return true;
  }
  return false;
}
