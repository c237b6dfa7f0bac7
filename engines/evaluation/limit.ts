import { Decimal } from 'decimal.js';
import type { Confidence } from '../../foundation/lawbook/index.ts';

/** A limit that applies on the day in hand, with its clause (E1). Where it comes from (a permit, a standard) is said in `source`. */
export interface Limit {
  id: string;
  source: 'permit' | 'standard';
  parameter: string;
  /** Averaging period the limit is written for. */
  basis: 'hour' | 'day';
  lower: string | null;
  upper: string | null;
  unit: string;
  clause: string;
  effectiveFrom: string;
  confidence: Confidence;
}

/** The strictest of the limits that apply: the lowest upper bound, then the highest lower bound; of equals, the permit's. */
export function strictest(limits: Limit[]): Limit | null {
  const ranked = [...limits].sort(
    (a, b) =>
      compare(a.upper, b.upper, 'asc') ||
      compare(a.lower, b.lower, 'desc') ||
      (a.source === b.source ? (a.id < b.id ? -1 : 1) : a.source === 'permit' ? -1 : 1),
  );
  return ranked[0] ?? null;
}

/** Bounds in order of strictness; having one is stricter than having none. */
function compare(a: string | null, b: string | null, order: 'asc' | 'desc'): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const by = new Decimal(a).comparedTo(b);
  return order === 'asc' ? by : -by;
}
