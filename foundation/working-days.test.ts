import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { calendarFrom, isWorkingDay, type RawCalendar, workingDayAfter } from './working-days.ts';

const calendar = calendarFrom(
  parse(readFileSync(fileURLToPath(new URL('../law/calendar/holidays.yaml', import.meta.url)), 'utf8')) as RawCalendar,
);

// The notices of 2024-11 and 2025-11: the Saturday before the Spring Festival of 2026 is worked, the nine days after are off.
it('a Saturday that is worked counts, a Monday of the holidays does not', () => {
  expect([isWorkingDay(calendar, '2026-02-14'), isWorkingDay(calendar, '2026-02-16'), isWorkingDay(calendar, '2026-02-24')]).toEqual([
    true,
    false,
    true,
  ]);
  expect([isWorkingDay(calendar, '2025-10-11'), isWorkingDay(calendar, '2025-10-08')]).toEqual([true, false]);
});

it('five working days from the last day before the National Day holidays end after them', () => {
  // 30 September 2026 is a Wednesday; 1–7 October off, 8, 9 worked, Saturday 10 worked, 11 off, 12, 13.
  expect(workingDayAfter(calendar, '2026-09-30', 5)).toEqual({ day: '2026-10-13', provisional: false });
});

it('a year without a published notice counts weekends only, and says that it is provisional', () => {
  // 31 December 2026 is a Thursday: Friday 1 January counts, although it will be a holiday.
  expect(workingDayAfter(calendar, '2026-12-31', 2)).toEqual({ day: '2027-01-04', provisional: true });
});
