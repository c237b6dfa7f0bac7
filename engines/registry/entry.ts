/** Noun: an entry is one version of a thing in a register: what holds of it between two days, as we knew it between two moments. */
import type { Day, Instant } from '../../foundation/day.ts';
import type { Value } from './register.ts';
import type { Shape } from './shape.ts';

export interface Entry {
  id: number;
  register: string;
  code: string;
  name: string;
  party: string | null;
  place: string | null;
  district: string;
  lon: number | null;
  lat: number | null;
  /** The line or the area it is drawn as, in degrees of CGCS2000. */
  shape: Shape | null;
  /** Of what survey the position was before it was converted; null when it always was CGCS2000. */
  datum: string | null;
  /** The import that wrote this version. */
  batch: number | null;
  validFrom: Day;
  /** The first day on which it no longer holds; null means no end is known. */
  validTo: Day | null;
  knownFrom: Instant;
  /** The moment from which we knew otherwise; null means it is what we know now. */
  knownTo: Instant | null;
  detail: Record<string, Value>;
  by: string;
}

/** Which version is asked for: the day it speaks of (today unless given), and what we knew at a moment (now unless given). */
export interface AsOf {
  day?: Day;
  knownAt?: Instant;
}

interface Span {
  id: number;
  validFrom: Day;
  validTo: Day | null;
}

export interface Replacement {
  /** Versions that we no longer hold to be so. */
  ends: number[];
  /** The parts of them that lie outside the days replaced, to be written again. */
  carries: Span[];
}

const endsAfter = (to: Day | null, day: Day) => to === null || to > day;

/**
 * What has to give way so that something else can hold from a day until another (null: without end).
 *
 * @example replacement([{ id: 1, validFrom: '2024-01-01', validTo: null }], '2025-01-01', '2026-01-01')
 * // ends [1], carries 2024-01-01…2025-01-01 and 2026-01-01…
 */
export function replacement(known: Span[], from: Day, until: Day | null): Replacement {
  const found: Replacement = { ends: [], carries: [] };
  for (const { id, validFrom, validTo } of known) {
    const isTouched = (until === null || validFrom < until) && endsAfter(validTo, from);
    if (!isTouched) continue;
    found.ends.push(id);
    if (validFrom < from) found.carries.push({ id, validFrom, validTo: from });
    if (until !== null && endsAfter(validTo, until)) found.carries.push({ id, validFrom: until, validTo });
  }
  return found;
}

/** Whether versions cover every day from one until another, without a gap. */
export function cover(known: Span[], from: Day, until: Day | null): boolean {
  let reached: Day | null = from;
  for (const { validFrom, validTo } of [...known].sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1))) {
    if (reached === null || validFrom > reached) break;
    if (endsAfter(validTo, reached)) reached = validTo;
  }
  return reached === null || (until !== null && reached >= until);
}
