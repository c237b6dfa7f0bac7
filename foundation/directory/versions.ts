/**
 * Things by day: each key has versions, one after another, and a statement about some days replaces what was known of those days and of no others.
 * Days exclude their last: `until` is the first day on which a version no longer holds; null is "until further notice".
 */
import type { Day } from '../day.ts';

export interface Dated {
  from: Day;
  until: Day | null;
}

/** Versions of each key, in the order of their days. Never changed in place: a change makes another map. */
export type Versions<T extends Dated> = ReadonlyMap<string, readonly T[]>;

/** Later than every day. */
export const FOREVER = '9999-12-31';
export const endOf = (of: Dated): Day => of.until ?? FOREVER;

export function holdsOn(of: Dated, day: Day): boolean {
  return of.from <= day && day < endOf(of);
}

export function on<T extends Dated>(versions: Versions<T>, key: string, day: Day): T | undefined {
  return versions.get(key)?.find((version) => holdsOn(version, day));
}

/** Every version that holds on a day, in the order of the keys. */
export function allOn<T extends Dated>(versions: Versions<T>, day: Day): T[] {
  const found: T[] = [];
  for (const list of versions.values()) {
    const version = list.find((one) => holdsOn(one, day));
    if (version) found.push(version);
  }
  return found;
}

/** What is known of a key when `said` is stated about its days: the days before and after keep what they had. */
export function restated<T extends Dated>(known: readonly T[], said: T): T[] {
  return [...cleared(known, said.from, said.until), said].sort(byDay);
}

/** What is left of a key's versions when some days are taken out of them. */
export function cleared<T extends Dated>(known: readonly T[], from: Day, until: Day | null): T[] {
  const end = until ?? FOREVER;
  return known
    .flatMap((one) => {
      if (endOf(one) <= from || one.from >= end) return [one];
      const rest: T[] = [];
      if (one.from < from) rest.push({ ...one, until: from });
      if (endOf(one) > end) rest.push({ ...one, from: end });
      return rest;
    })
    .sort(byDay);
}

export function withKey<T extends Dated>(versions: Versions<T>, key: string, list: readonly T[]): Versions<T> {
  const next = new Map(versions);
  if (list.length) next.set(key, list);
  else next.delete(key);
  return next;
}

/** The days on which something begins or ends. */
export function bordersOf(list: Iterable<Dated>): Day[] {
  const days = new Set<Day>();
  for (const one of list) {
    days.add(one.from);
    if (one.until) days.add(one.until);
  }
  return [...days].sort();
}

/** The first day of `of` on which none of `covers` holds; null when they hold throughout. */
export function firstUncovered(of: Dated, covers: readonly Dated[]): Day | null {
  let day = of.from;
  for (const cover of [...covers].sort(byDay)) {
    if (cover.from > day) break;
    if (endOf(cover) > day) day = endOf(cover);
    if (day >= endOf(of)) return null;
  }
  return day >= endOf(of) ? null : day;
}

function byDay(a: Dated, b: Dated): number {
  return a.from < b.from ? -1 : a.from > b.from ? 1 : 0;
}

/** A version as one text, whatever the order in which its fields were put down. */
export function textOf(of: Dated): string {
  return JSON.stringify(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)));
}
