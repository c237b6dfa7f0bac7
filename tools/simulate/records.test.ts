import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, periodStart } from './clock.ts';
import type { Upload } from './encode.ts';
import { generatedLoggers, generatedMn } from './fleet.ts';
import { instrument, type SimulatedLogger } from './records.ts';
import { anchorsAtStart, lateEdits, type Scenario, silentFrom } from './scenario.ts';

/** 2026-08-20 10:17:00 in the city. */
const now = Date.UTC(2026, 7, 20, 2, 17);
const lastHour = periodStart(now, HOUR) - HOUR;

function water(scenario: Scenario = { id: 'steady' }): SimulatedLogger {
  return { ...(generatedLoggers(1, { pw: '123456' })[0] as SimulatedLogger), scenario };
}

function gas(scenario: Scenario = { id: 'steady' }): SimulatedLogger {
  return { ...(generatedLoggers(3, { pw: '123456' })[2] as SimulatedLogger), scenario };
}

function figure(upload: Upload, code: string, suffix: string): string {
  return upload.groups.find((group) => group.code === code)?.figures.find(([name]) => name === suffix)?.[1] ?? 'absent';
}

function number(upload: Upload, code: string, suffix: string): number {
  return Number(figure(upload, code, suffix));
}

function meterOf(logger: SimulatedLogger, interval = 30, seed = 8) {
  return instrument(logger, interval, seed, () => [now]);
}

describe('S1: the value at an instant depends on nothing else', () => {
  it('two instruments of the same seed tell the same, of another seed another', () => {
    const at = lastHour + 17 * MINUTE;
    expect(meterOf(water()).realTime(at)).toEqual(meterOf(water()).realTime(at));
    expect(meterOf(water(), 30, 9).realTime(at)).not.toEqual(meterOf(water()).realTime(at));
    expect(meterOf(water()).hour(lastHour)).toEqual(meterOf(water()).hour(lastHour));
  });

  it('a steady logger never leaves its band in a week', () => {
    const meter = meterOf(water());
    for (let at = now - 7 * DAY; at < now; at += 7 * MINUTE) {
      const cod = number(meter.realTime(at), 'w01018', 'Rtd');
      expect(cod).toBeGreaterThan(34 * 0.79);
      expect(cod).toBeLessThan(34 * 1.21);
    }
  });
});

describe('S2: a record is made of the records below it as sent', () => {
  it('ten minutes are the real-time values of those ten minutes', () => {
    const meter = meterOf(water(), 60);
    const sent: number[] = [];
    for (let at = meter.sampleAtOrBefore(lastHour + MINUTE - 1); at < lastHour + 10 * MINUTE; at += MINUTE)
      if (at >= lastHour) sent.push(number(meter.realTime(at), 'w01018', 'Rtd'));
    expect(sent).toHaveLength(10);
    const minute = meter.minute(lastHour);
    expect(number(minute, 'w01018', 'Min')).toBe(Math.min(...sent));
    expect(number(minute, 'w01018', 'Max')).toBe(Math.max(...sent));
    expect(number(minute, 'w01018', 'Avg')).toBeCloseTo(sent.reduce((sum, one) => sum + one, 0) / 10, 1);
    // m³ = L/s × 600 s ÷ 1000, kg = m³ × mg/L ÷ 1000 (HJ 212-2017 Annex D).
    const volume = number(minute, 'w00000', 'Avg') * 0.6;
    expect(number(minute, 'w00000', 'Cou')).toBeCloseTo(volume, 3);
    expect(number(minute, 'w01018', 'Cou')).toBeCloseTo((volume * number(minute, 'w01018', 'Avg')) / 1_000, 3);
  });

  it('an hour is its six ten-minute records, converted values and totals included', () => {
    for (const [logger, code] of [
      [water(), 'w01018'],
      [gas(), 'a21026'],
    ] as const) {
      const meter = meterOf(logger);
      const minutes = Array.from({ length: 6 }, (_, index) => meter.minute(lastHour + index * 10 * MINUTE));
      const hour = meter.hour(lastHour);
      const all = (suffix: string) => minutes.map((minute) => number(minute, code, suffix));
      const digits = (figure(hour, code, 'Avg').split('.')[1] ?? '').length;
      expect(figure(hour, code, 'Avg')).toBe((all('Avg').reduce((sum, one) => sum + one, 0) / 6).toFixed(digits));
      expect(number(hour, code, 'Min')).toBe(Math.min(...all('Min')));
      expect(number(hour, code, 'Max')).toBe(Math.max(...all('Max')));
      expect(number(hour, code, 'Cou')).toBeCloseTo(
        all('Cou').reduce((sum, one) => sum + one, 0),
        2,
      );
      if (code === 'a21026') expect(number(hour, code, 'ZsAvg')).toBeCloseTo(all('ZsAvg').reduce((sum, one) => sum + one, 0) / 6, 1);
    }
  });

  it("a day's concentration in water is weighted by flow, pH is not", () => {
    const meter = meterOf(water());
    const day = periodStart(now, DAY) - DAY;
    const hours = Array.from({ length: 24 }, (_, index) => meter.hour(day + index * HOUR));
    const flow = hours.map((hour) => number(hour, 'w00000', 'Cou'));
    const weighted = hours.reduce((sum, hour, index) => sum + number(hour, 'w01018', 'Avg') * (flow[index] ?? 0), 0);
    const volume = flow.reduce((sum, one) => sum + one, 0);
    expect(number(meter.day(day), 'w01018', 'Avg')).toBeCloseTo(weighted / volume, 0);
    expect(number(meter.day(day), 'w00000', 'Cou')).toBeCloseTo(volume, 1);
    expect(number(meter.day(day), 'w01001', 'Avg')).toBeCloseTo(
      hours.reduce((sum, hour) => sum + number(hour, 'w01001', 'Avg'), 0) / 24,
      1,
    );
  });

  it('every record fits the 1024 bytes of a segment', () => {
    for (const logger of [water(), gas()]) {
      const text = JSON.stringify(meterOf(logger).day(periodStart(now, DAY) - DAY).groups);
      expect(text.length).toBeLessThan(2_000);
    }
  });
});

describe('scenarios', () => {
  const limit = 50;

  it('one hour over: the last complete hour and no other', () => {
    const meter = meterOf(water({ id: 'oneHourOver', parameter: 'w01018', peak: 62 }));
    expect(number(meter.hour(lastHour), 'w01018', 'Avg')).toBeCloseTo(62, 0);
    expect(number(meter.hour(lastHour - HOUR), 'w01018', 'Avg')).toBeLessThan(limit);
    expect(number(meter.hour(lastHour), 'w21003', 'Avg')).toBeLessThan(3);
    expect(figure(meter.hour(lastHour), 'w01018', 'Flag')).toBe('N');
  });

  it('two hours over: both', () => {
    const meter = meterOf(water({ id: 'twoHoursOver', parameter: 'w01018', peak: 66 }));
    expect(number(meter.hour(lastHour), 'w01018', 'Avg')).toBeGreaterThan(limit);
    expect(number(meter.hour(lastHour - HOUR), 'w01018', 'Avg')).toBeGreaterThan(limit);
    expect(number(meter.hour(lastHour - 2 * HOUR), 'w01018', 'Avg')).toBeLessThan(limit);
  });

  it('a day over takes the daily mean with it', () => {
    const meter = meterOf(water({ id: 'dayOver', parameter: 'w01018', peak: 58 }));
    const day = periodStart(now, DAY);
    expect(number(meter.day(day - DAY), 'w01018', 'Avg')).toBeGreaterThan(limit);
    expect(number(meter.day(day - 2 * DAY), 'w01018', 'Avg')).toBeLessThan(limit);
  });

  it('flue gas goes over in the converted value, which is the one judged', () => {
    const meter = meterOf(gas({ id: 'oneHourOver', parameter: 'a21026', peak: 46 }));
    expect(number(meter.hour(lastHour), 'a21026', 'ZsAvg')).toBeCloseTo(46, 0);
    expect(number(meter.hour(lastHour), 'a21026', 'Avg')).not.toBeCloseTo(46, 0);
  });

  it('going over now is seen in real time from the start on and passes', () => {
    const meter = meterOf(water({ id: 'liveOver', parameter: 'w01018', peak: 64 }));
    expect(number(meter.realTime(now + 30_000), 'w01018', 'Rtd')).toBeGreaterThan(limit);
    expect(number(meter.realTime(now - 2 * MINUTE), 'w01018', 'Rtd')).toBeLessThan(limit);
    expect(number(meter.realTime(now + 2 * HOUR), 'w01018', 'Rtd')).toBeLessThan(limit);
  });

  it('calibration is marked C for forty minutes, odd as it looks, and the water hour with it', () => {
    const meter = meterOf(water({ id: 'calibrating', parameter: 'w01018', peak: 180 }));
    const marks = Array.from({ length: 6 }, (_, index) => figure(meter.minute(lastHour + index * 10 * MINUTE), 'w01018', 'Flag'));
    expect(marks).toEqual(['N', 'C', 'C', 'C', 'C', 'N']);
    expect(number(meter.minute(lastHour + 20 * MINUTE), 'w01018', 'Avg')).toBeGreaterThan(150);
    expect(figure(meter.hour(lastHour), 'w01018', 'Flag')).toBe('C');
    expect(number(meter.hour(lastHour), 'w01018', 'Avg')).toBeLessThan(limit);
    expect(figure(meter.hour(lastHour), 'w21003', 'Flag')).toBe('N');
  });

  it("the logger's own hour differs from its minutes only where it is told to", () => {
    const honest = meterOf(water());
    const meter = meterOf(water({ id: 'hourDiffers', parameter: 'w01018', share: 0.7 }));
    expect(number(meter.hour(lastHour), 'w01018', 'Avg')).toBeCloseTo(number(honest.hour(lastHour), 'w01018', 'Avg') * 0.7, 1);
    expect(number(meter.hour(lastHour), 'w01018', 'Min')).toBeLessThanOrEqual(number(meter.hour(lastHour), 'w01018', 'Avg'));
    expect(meter.minute(lastHour)).toEqual(honest.minute(lastHour));
    expect(meter.hour(lastHour - HOUR)).toEqual(honest.hour(lastHour - HOUR));
  });

  it('a late edit names a ten-minute period of the last hour', () => {
    const scenario: Scenario = { id: 'lateEdit', parameter: 'w01018', share: 0.6 };
    const [start] = lateEdits(scenario, [now]);
    expect(start).toBe(lastHour + 30 * MINUTE);
    const meter = meterOf(water(scenario));
    const edited = meter.minuteEdited(start ?? 0, 'w01018', 0.6);
    expect(number(edited, 'w01018', 'Avg')).toBeLessThan(number(meter.minute(start ?? 0), 'w01018', 'Avg'));
    expect(edited.dataTime).toBe(meter.minute(start ?? 0).dataTime);
  });

  it('silence begins once and is not moved by a second start', () => {
    const scenario: Scenario = { id: 'silent', minutes: 95 };
    const anchors = anchorsAtStart(scenario, [], now, 0);
    expect(silentFrom(scenario, anchors)).toBe(now - 95 * MINUTE);
    expect(anchorsAtStart(scenario, anchors, now + DAY, now)).toEqual(anchors);
  });

  it('a story already told stays as it was told; a new one begins only in hours nobody has heard of', () => {
    const scenario: Scenario = { id: 'oneHourOver', parameter: 'w01018', peak: 62 };
    expect(anchorsAtStart(scenario, [], now, 0)).toEqual([now]);
    expect(anchorsAtStart(scenario, [now], now + 5 * MINUTE, periodStart(now, 10 * MINUTE))).toEqual([now]);
    expect(anchorsAtStart(scenario, [now], now + 2 * DAY, now)).toEqual([now, now + 2 * DAY]);
  });
});

describe('made-up loggers', () => {
  it('have 24 hex digits that no maker uses', () => {
    expect(generatedMn(1)).toBe('585344454D4F000000000001');
    expect(generatedMn(12, 'XSBENCH')).toMatch(/^[0-9A-F]{24}$/);
    expect(new Set(generatedLoggers(50, { pw: '1' }).map((one) => one.mn)).size).toBe(50);
  });
});
