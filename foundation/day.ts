/**
 * Instants and civil days. An `Instant` is a moment (epoch milliseconds); a `Day` is a civil day in the city, 'YYYY-MM-DD'.
 * The city keeps one clock, UTC+8 without summer time (Asia/Shanghai), so the offset is a constant and not a time-zone library.
 */
export type Instant = number;
export type Day = string;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const CITY_OFFSET = 8 * HOUR;

/** The civil day in which an instant falls: `dayOf(Date.UTC(2026, 0, 1, 16))` is '2026-01-02'. */
export function dayOf(at: Instant): Day {
  return new Date(at + CITY_OFFSET).toISOString().slice(0, 10);
}

/** The first instant of a civil day. */
export function startOfDay(day: Day): Instant {
  return Date.parse(`${day}T00:00:00.000Z`) - CITY_OFFSET;
}

export function startOfHour(at: Instant): Instant {
  return Math.floor(at / HOUR) * HOUR;
}

export function addDays(day: Day, days: number): Day {
  return dayOf(startOfDay(day) + days * DAY + HOUR);
}

export function yearOf(day: Day): number {
  return Number(day.slice(0, 4));
}

/** A moment as the city's clock shows it: '2026-11-24 08:00' or, with seconds, '2026-11-24 08:00:30'. */
export function showInstant(at: Instant, seconds = false): string {
  const text = new Date(at + CITY_OFFSET).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, seconds ? 19 : 16)}`;
}

/** Whether a text is a real civil day (2026-02-30 is not). */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(startOfDay(text)) && dayOf(startOfDay(text)) === text;
}

/** As an official document writes a day: 2026年9月1日 (GB/T 9704-2012 7.3.5.3, no zero before a single figure). */
export function showCivilDay(at: Instant): string {
  const [year, month, day] = dayOf(at).split('-').map(Number);
  return `${year}年${month}月${day}日`;
}

/** The same with the time: 2026年9月1日10时05分. */
export function showCivil(at: Instant): string {
  const [hour = '', minute = ''] = showInstant(at).slice(11).split(':');
  return `${showCivilDay(at)}${Number(hour)}时${minute}分`;
}
