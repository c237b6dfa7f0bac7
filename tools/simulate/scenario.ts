/**
 * A scenario bends the model of one logger for a while. Which while is fixed by anchors: the instants at which the story was begun.
 * Anchors are remembered, so a second start tells the same past.
 */

import { DAY, HOUR, MINUTE, periodStart } from './clock.ts';

export type Scenario =
  /** Nothing happens. */
  | { id: 'steady' }
  /** The last complete hour is over its limit. `peak` is the hour's mean, converted to the reference oxygen where that is judged. */
  | { id: 'oneHourOver'; parameter: string; peak: number }
  /** The last two complete hours are over. */
  | { id: 'twoHoursOver'; parameter: string; peak: number }
  /** All of yesterday is over, and with it the daily mean. */
  | { id: 'dayOver'; parameter: string; peak: number }
  /** Goes over now and stays there for `minutes` (90). */
  | { id: 'liveOver'; parameter: string; peak: number; minutes?: number }
  /** Said its last word `minutes` ago. */
  | { id: 'silent'; minutes: number }
  /** Forty minutes of the last complete hour are calibration: odd values, marked C, which must not count. */
  | { id: 'calibrating'; parameter: string; peak: number }
  /** Its own mean of the last complete hour is `share` of what its minutes say. */
  | { id: 'hourDiffers'; parameter: string; share: number }
  /** Uploads ten minutes of the last complete hour a second time, the value now `share` of the first. */
  | { id: 'lateEdit'; parameter: string; share: number };

export type ScenarioId = Scenario['id'];

export const SCENARIOS: readonly ScenarioId[] = [
  'steady',
  'oneHourOver',
  'twoHoursOver',
  'dayOver',
  'liveOver',
  'silent',
  'calibrating',
  'hourDiffers',
  'lateEdit',
];

export interface Bend {
  /** The value to hover about, if this instant is bent. */
  peak?: number;
  mark: 'N' | 'C';
}

const UNBENT: Bend = { mark: 'N' };

/** What the scenario does to one parameter at one instant. */
export function bendAt(scenario: Scenario, anchors: readonly number[], code: string, at: number): Bend {
  if (!('peak' in scenario) || scenario.parameter !== code) return UNBENT;
  for (const anchor of anchors) {
    const [from, to] = windowOf(scenario, anchor);
    if (at >= from && at < to) return { peak: scenario.peak, mark: scenario.id === 'calibrating' ? 'C' : 'N' };
  }
  return UNBENT;
}

function windowOf(scenario: Extract<Scenario, { peak: number }>, anchor: number): [from: number, to: number] {
  const hour = periodStart(anchor, HOUR);
  switch (scenario.id) {
    case 'oneHourOver':
      return [hour - HOUR, hour];
    case 'twoHoursOver':
      return [hour - 2 * HOUR, hour];
    case 'dayOver':
      return [periodStart(anchor, DAY) - DAY, periodStart(anchor, DAY)];
    case 'liveOver':
      return [periodStart(anchor, MINUTE), anchor + (scenario.minutes ?? 90) * MINUTE];
    case 'calibrating':
      // Whole ten-minute periods, so that no period mixes calibration with measurement.
      return [hour - 50 * MINUTE, hour - 10 * MINUTE];
  }
}

/** From this instant on the logger says nothing; Infinity if it speaks. */
export function silentFrom(scenario: Scenario, anchors: readonly number[]): number {
  const first = anchors[0];
  return scenario.id === 'silent' && first !== undefined ? first - scenario.minutes * MINUTE : Number.POSITIVE_INFINITY;
}

/** The share by which the logger's own hour is told wrongly; 1 if it is not. */
export function ownHourShare(scenario: Scenario, anchors: readonly number[], code: string, hourStart: number): number {
  if (scenario.id !== 'hourDiffers' || scenario.parameter !== code) return 1;
  return anchors.some((anchor) => periodStart(anchor, HOUR) - HOUR === hourStart) ? scenario.share : 1;
}

/** The ten-minute periods that are uploaded a second time with another value. */
export function lateEdits(scenario: Scenario, anchors: readonly number[]): number[] {
  return scenario.id === 'lateEdit' ? anchors.map((anchor) => periodStart(anchor, HOUR) - 30 * MINUTE) : [];
}

/**
 * The anchors after a start at `now`. The story begins anew only while the period it needs has not been told yet: what was acknowledged
 * stays as it was. Silence begins once; going over now begins with every start.
 */
export function anchorsAtStart(scenario: Scenario, before: readonly number[], now: number, toldUpTo: number): number[] {
  const fresh = (() => {
    switch (scenario.id) {
      case 'steady':
        return false;
      case 'silent':
        return before.length === 0;
      case 'liveOver':
        return true;
      case 'dayOver':
        return toldUpTo <= periodStart(now, DAY) - DAY;
      case 'twoHoursOver':
        return toldUpTo <= periodStart(now, HOUR) - 2 * HOUR;
      default:
        return toldUpTo <= periodStart(now, HOUR) - HOUR;
    }
  })();
  return fresh ? [...before, now].slice(-40) : [...before];
}
