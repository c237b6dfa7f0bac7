/**
 * Working days by published calendars. A year whose notice is not published yet counts weekends only, and what is counted through it is provisional.
 * Reads no clock and no files: the calendar is handed in.
 */
import { addDays, type Day } from './day.ts';

/** As the data has it: days, or `first..last`. */
export interface RawCalendar {
  years: Record<string, { off: string[]; worked: string[] }>;
}

export interface Calendar {
  /** Years with a published notice. */
  years: Set<string>;
  off: Set<Day>;
  worked: Set<Day>;
}

export function calendarFrom(raw: RawCalendar): Calendar {
  const spread = (spans: string[]) =>
    spans.flatMap((span) => {
      const [first = '', last = first] = span.split('..');
      const days: Day[] = [];
      for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
      return days;
    });
  const years = Object.values(raw.years);
  return {
    years: new Set(Object.keys(raw.years)),
    off: new Set(years.flatMap((year) => spread(year.off))),
    worked: new Set(years.flatMap((year) => spread(year.worked))),
  };
}

export function isWorkingDay(calendar: Calendar, day: Day): boolean {
  if (calendar.worked.has(day)) return true;
  if (calendar.off.has(day)) return false;
  return ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
}

/** The working day that is so many working days after a day; the day itself does not count. */
export function workingDayAfter(calendar: Calendar, after: Day, count: number): { day: Day; provisional: boolean } {
  let day = after;
  let provisional = false;
  for (let left = count; left > 0; ) {
    day = addDays(day, 1);
    if (!calendar.years.has(day.slice(0, 4))) provisional = true;
    if (isWorkingDay(calendar, day)) left -= 1;
  }
  return { day, provisional };
}
