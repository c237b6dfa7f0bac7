/** Areas on a day: what a code means, what lies above it and below it, and what became of it. Two roll-ups, and whoever asks names one. */
import type { Day } from '../day.ts';
import { type Area, type Directory, LEVELS, type RollUp } from './directory.ts';
import { allOn, endOf, on } from './versions.ts';

export function areaOn(directory: Directory, code: string, day: Day): Area | undefined {
  return on(directory.areas, code, day);
}

/** Every area of a day, by code: a city stands before its counties, a county before its towns. */
export function listAreas(directory: Directory, day: Day): Area[] {
  return allOn(directory.areas, day).sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** The area directly above. By management lines, what has no management parent is run by its administrative one. */
export function parentOf(area: Area, rollUp: RollUp): string | null {
  return rollUp === 'management' ? (area.managementParent ?? area.administrativeParent) : area.administrativeParent;
}

/**
 * The areas above, nearest first.
 *
 * @example rollUp(directory, '330491000000', day, 'administrative') // 平湖, 嘉兴; by 'management': 嘉兴
 */
export function rollUp(directory: Directory, code: string, day: Day, by: RollUp): Area[] {
  const above: Area[] = [];
  for (let area = areaOn(directory, code, day); area; ) {
    const parent = parentOf(area, by);
    area = parent === null ? undefined : areaOn(directory, parent, day);
    if (!area || above.length > LEVELS.length * 2) break;
    above.push(area);
  }
  return above;
}

/** Whether an area lies in another, or is that other, on a day. */
export function within(directory: Directory, code: string, ancestor: string, day: Day, by: RollUp): boolean {
  if (!areaOn(directory, code, day)) return false;
  return code === ancestor || rollUp(directory, code, day, by).some((area) => area.code === ancestor);
}

/** The areas directly below, by code. Each area is below exactly one other in each roll-up, so no sum counts it twice. */
export function areasBelow(directory: Directory, code: string, day: Day, by: RollUp): Area[] {
  return listAreas(directory, day).filter((area) => parentOf(area, by) === code);
}

/**
 * What a code of any time is called on a day: itself, or the codes that came after it. A file of 2024 names its area as it was; whoever acts on it today
 * answers for what became of it. Empty when nothing is known of it.
 */
export function heirsOfArea(directory: Directory, code: string, day: Day): string[] {
  const found = new Set<string>();
  const met = new Set<string>();
  const follow = (one: string): void => {
    if (met.has(one)) return;
    met.add(one);
    if (areaOn(directory, one, day)) {
      found.add(one);
      return;
    }
    const last = directory.areas.get(one)?.at(-1);
    if (last && endOf(last) <= day) for (const next of last.became) follow(next);
  };
  follow(code);
  return [...found];
}

/** The name of a code: that of the day, else the last it had, else the code itself. */
export function areaName(directory: Directory, code: string, day: Day): string {
  return (areaOn(directory, code, day) ?? directory.areas.get(code)?.at(-1))?.name ?? code;
}

/** The whole city: the one area that lies in no other. */
export function cityOf(directory: Directory): string {
  for (const list of directory.areas.values()) if (list.at(-1)?.level === 'city') return list.at(-1)?.code as string;
  return '';
}
