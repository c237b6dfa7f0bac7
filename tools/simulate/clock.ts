/** Civil time of the city as HJ 212 writes it, and the periods a logger reports. Knows no zone but +08:00. */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Beijing time. HJ 212 prints bare local time; the loggers of one city all mean this one. */
const OFFSET = 8 * HOUR;

/** 20260815083000 */
export function dataTime(at: number): string {
  return digits(at).slice(0, 14);
}

/** QN: 20260815083000123, which names one exchange. */
export function qnTime(at: number): string {
  return digits(at);
}

function digits(at: number): string {
  return new Date(at + OFFSET).toISOString().replace(/[-:T.Z]/g, '');
}

/** The start of the period of `length` that holds `at`; a day begins at midnight in the city. */
export function periodStart(at: number, length: number): number {
  return Math.floor((at + OFFSET) / length) * length - OFFSET;
}

/** 0 to 24, hours since midnight in the city. */
export function hourOfDay(at: number): number {
  return (at - periodStart(at, DAY)) / HOUR;
}

/** 0 is Monday. */
export function weekday(at: number): number {
  return (Math.floor((at + OFFSET) / DAY) + 3) % 7;
}
