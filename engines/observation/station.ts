import type { Instant } from '../../foundation/day.ts';

/** A logger as this engine needs to know it. Who is registered is the register's to say; the application hands it in. */
export interface Station {
  /** MN of HJ 212. */
  id: string;
  place: string;
  party: string;
  district: string;
  /** Expected seconds between real-time uploads. */
  everySeconds: number;
  /** Expected minutes of a minute value (MinInterval). */
  minuteMinutes: number;
  unitOf(parameter: string): string;
}

export type Period = 'realtime' | 'minute' | 'hour' | 'day';

/** One upload of a logger, already understood by a gateway: what was observed, when, and by which frame it came. */
export interface Arrival {
  station: Station;
  period: Period;
  observedAt: Instant;
  receivedAt: Instant;
  frame: number | null;
  values: { parameter: string; quantity: string; text: string; value: number | null; mark: string | null }[];
}

/** Water or gas, by the first letter of the code (HJ 212-2017 Annex B): the rules of validity differ. */
export type Medium = 'water' | 'gas';
export function mediumOf(parameter: string): Medium {
  return parameter.startsWith('a') || parameter.startsWith('g') ? 'gas' : 'water';
}
