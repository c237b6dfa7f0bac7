import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, DAY, dayOf, HOUR, isDay, showInstant, startOfDay, startOfHour, yearOf } from './day.ts';

test('the civil day turns at midnight of the city, which is 16:00 in Greenwich', () => {
  expect(dayOf(Date.UTC(2026, 10, 24, 15, 59, 59, 999))).toBe('2026-11-24');
  expect(dayOf(Date.UTC(2026, 10, 24, 16, 0, 0, 0))).toBe('2026-11-25');
  expect(startOfDay('2026-11-25')).toBe(Date.UTC(2026, 10, 24, 16));
});

test('New Year in the city is still the old year in Greenwich', () => {
  expect(dayOf(Date.UTC(2025, 11, 31, 16))).toBe('2026-01-01');
  expect(yearOf(dayOf(Date.UTC(2025, 11, 31, 16)))).toBe(2026);
});

test('the city keeps no summer time: each day of the year has 24 hours', () => {
  for (let day = '2026-01-01'; day < '2027-01-01'; day = addDays(day, 1)) {
    expect(startOfDay(addDays(day, 1)) - startOfDay(day)).toBe(24 * HOUR);
  }
});

test('29 February exists in leap years only, and 1900 was none', () => {
  expect(isDay('2028-02-29')).toBe(true);
  expect(isDay('2000-02-29')).toBe(true);
  expect(isDay('2026-02-29')).toBe(false);
  expect(isDay('1900-02-29')).toBe(false);
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2028-02-29', 1)).toBe('2028-03-01');
  expect(addDays('2028-02-29', 366)).toBe('2029-03-01');
});

test.each(['2026-02-30', '2026-13-01', '2026-00-10', '2026-1-1', '20260101', '2026-01-01T00:00', '', '  2026-01-01'])(
  '%j is not a day',
  (text) => {
    expect(isDay(text)).toBe(false);
  },
);

test('a day counted forwards and back again is the same day', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: -20_000, max: 20_000 }), (sinceEpoch, days) => {
      const day = dayOf(sinceEpoch * DAY);
      expect(isDay(day)).toBe(true);
      expect(addDays(addDays(day, days), -days)).toBe(day);
    }),
  );
});

test('each instant falls in the day whose start is before it and whose next is after it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), (at) => {
      const day = dayOf(at);
      expect(startOfDay(day)).toBeLessThanOrEqual(at);
      expect(startOfDay(addDays(day, 1))).toBeGreaterThan(at);
      expect(startOfHour(at)).toBeLessThanOrEqual(at);
      expect(startOfHour(at) + HOUR).toBeGreaterThan(at);
    }),
  );
});

test('an instant is shown by the clock of the city', () => {
  expect(showInstant(Date.UTC(2026, 10, 24, 0, 0, 30))).toBe('2026-11-24 08:00');
  expect(showInstant(Date.UTC(2026, 10, 24, 0, 0, 30), true)).toBe('2026-11-24 08:00:30');
});
