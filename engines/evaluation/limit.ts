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

/**
 * The strictest of the limits on one side: the lowest ceiling or the highest floor; of equals, the permit's. Each side is asked for by itself, since
 * the limit with the lowest ceiling need not be the one with the highest floor.
 */
export function strictest(limits: Limit[], side: 'upper' | 'lower' = 'upper'): Limit | null {
  const ranked = limits
    .filter((limit) => limit[side] !== null)
    .sort(
      (a, b) =>
        new Decimal(a[side] as string).comparedTo(b[side] as string) * (side === 'upper' ? 1 : -1) ||
        (a.source === b.source ? (a.id < b.id ? -1 : 1) : a.source === 'permit' ? -1 : 1),
    );
  return ranked[0] ?? null;
}
