/** Means of hours and days. Pure: readings and a rule in, a value with its coverage out. Judges nothing. */
import { Decimal } from 'decimal.js';
import { HOUR, type Instant, MINUTE } from '../../foundation/day.ts';

export interface Observed {
  observedAt: Instant;
  text: string;
  value: number | null;
  mark: string | null;
}

export interface HourRule {
  /** Minutes of the hour that must count for the hour to count; null when no rule was in force on that day. */
  countMinutes: number | null;
  dueMinutes: number;
  countsMark(mark: string | null): boolean;
}

export interface HourMean {
  value: string | null;
  counts: boolean;
  why: string | null;
  coveredMinutes: number;
  dueMinutes: number;
  /** How many readings carried each mark ('' is none). */
  marks: Record<string, number>;
}

/** Digits kept after the point in a stored mean: more than any instrument gives, so that the one rounding is the judging method's. */
const KEPT = 8;

/** Whether one reading enters a mean: it has a number and its mark counts. */
export function enters(reading: Observed, countsMark: (mark: string | null) => boolean): boolean {
  return reading.value !== null && countsMark(reading.mark);
}

/**
 * The mean of an hour. Coverage is counted in slots of the expected interval, not in readings: two readings in one slot cover it once, and a logger
 * that sends faster than it should does not make an hour count that has a hole in it.
 *
 * @param everySeconds expected interval of the readings, seconds
 */
export function hourMean(readings: Observed[], startAt: Instant, everySeconds: number, rule: HourRule): HourMean {
  // Without a prototype: a mark is whatever a logger sends, and 'constructor' would be found there.
  const marks: Record<string, number> = Object.create(null);
  const slots = new Set<number>();
  let sum = new Decimal(0);
  let entered = 0;
  for (const reading of readings) {
    if (reading.observedAt < startAt || reading.observedAt >= startAt + HOUR) continue;
    marks[reading.mark ?? ''] = (marks[reading.mark ?? ''] ?? 0) + 1;
    if (!enters(reading, rule.countsMark)) continue;
    slots.add(Math.floor((reading.observedAt - startAt) / (everySeconds * 1_000)));
    sum = sum.plus(reading.value as number);
    entered += 1;
  }
  const coveredMinutes = Math.min((slots.size * everySeconds * 1_000) / MINUTE, rule.dueMinutes);
  const value = entered ? trimmed(sum.div(entered)) : null;
  const counts = value !== null && rule.countMinutes !== null && coveredMinutes >= rule.countMinutes;
  return {
    value,
    counts,
    why: counts ? null : whyNot(readings.length, entered, coveredMinutes, rule, marks),
    coveredMinutes,
    dueMinutes: rule.dueMinutes,
    marks,
  };
}

const NO_RULE = '当日没有可依据的数据有效性规定';

function whyNot(read: number, entered: number, covered: number, rule: HourRule, marks: Record<string, number>): string {
  if (!read) return '本小时无数据';
  if (rule.countMinutes === null) return NO_RULE;
  const odd = Object.entries(marks).filter(([mark]) => !rule.countsMark(mark || null));
  const because = odd.length ? `，其中标记 ${odd.map(([mark, n]) => `${mark} ${n} 条`).join('、')}不计入` : '';
  if (!entered) return `本小时 ${read} 条数据均不计入${because}`;
  return `有效 ${showMinutes(covered)} 分钟，不足 ${showMinutes(rule.countMinutes)} 分钟${because}`;
}

function showMinutes(minutes: number): string {
  return String(Math.round(minutes * 10) / 10);
}

export interface DayRule {
  /** Hours that must count for the day to count; null when no rule was in force on that day. */
  countHours: number | null;
  dueHours: number;
  /** Weighted by the flow of the same hours (waste water), where there is one. */
  weighted: boolean;
}

export interface HourOf {
  startAt: Instant;
  value: string | null;
  counts: boolean;
}

export interface DayMean {
  value: string | null;
  weighted: boolean;
  counts: boolean;
  why: string | null;
  coveredHours: number;
  dueHours: number;
}

/**
 * The mean of a day over the hours that count; weighted by flow when the rule asks and every counted hour has a counted flow that is not all zero,
 * else arithmetic (and `weighted` says which it was).
 */
export function dayMean(hours: HourOf[], flow: Map<Instant, string> | null, rule: DayRule): DayMean {
  const counted = hours.filter((hour) => hour.counts && hour.value !== null);
  const weights = counted.map((hour) => new Decimal(flow?.get(hour.startAt) ?? 'NaN'));
  const total = weights.reduce((sum, w) => sum.plus(w), new Decimal(0));
  const weighted = rule.weighted && flow !== null && counted.length > 0 && !total.isNaN() && total.gt(0) && weights.every((w) => w.gte(0));
  const sum = counted.reduce(
    (s, hour, i) => s.plus(new Decimal(hour.value as string).times(weighted ? (weights[i] as Decimal) : 1)),
    new Decimal(0),
  );
  const value = counted.length ? trimmed(sum.div(weighted ? total : counted.length)) : null;
  const counts = value !== null && rule.countHours !== null && counted.length >= rule.countHours;
  const why = counts
    ? null
    : rule.countHours === null
      ? NO_RULE
      : counted.length
        ? `有效 ${counted.length} 小时，不足 ${rule.countHours} 小时`
        : '当日无有效小时';
  return { value, weighted, counts, why, coveredHours: counted.length, dueHours: rule.dueHours };
}

function trimmed(value: Decimal): string {
  return value.toDecimalPlaces(KEPT, Decimal.ROUND_HALF_EVEN).toFixed();
}
