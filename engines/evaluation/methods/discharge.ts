/**
 * A discharge against its limit. Pure: the hour or day and the limits in, the verdict and its arithmetic out (E2).
 *
 * Comparison by the whole value, not the rounded one: GB/T 8170-2008 §4.3.1 makes that the rule where a standard does not name the rounded
 * comparison. Multiples are shown with two decimals.
 */
import { Decimal } from 'decimal.js';
import { roundHalfEven } from '../../../foundation/quantity/round.ts';
import { type Limit, strictest } from '../limit.ts';

export const DISCHARGE = { id: 'discharge', version: '1', name: '排放限值比较', cite: 'GB/T 8170-2008 §4.3.1' } as const;

export interface DischargeInput {
  period: 'hour' | 'day';
  /** Period by which an exceedance is judged for this medium on this day (water: day, gas: hour). */
  judgedBy: 'hour' | 'day';
  value: string | null;
  unit: string;
  counts: boolean;
  /** Why the hour or day does not count, when it does not. */
  why: string | null;
  limits: Limit[];
}

export interface Judged {
  outcome: 'within' | 'over' | 'cannotJudge';
  consequence: 'none' | 'reminder' | 'exceedance';
  limit: Limit | null;
  /** The bound that was crossed, or would be. */
  bound: string | null;
  multiple: string | null;
  reason: string | null;
  arithmetic: string[];
}

export function judgeDischarge(input: DischargeInput): Judged {
  const [ceiling, floor] = [strictest(input.limits, 'upper'), strictest(input.limits, 'lower')];
  const limit = ceiling ?? floor;
  if (!input.limits.length) return cannot('当日没有适用的限值', null);
  if (!limit) return cannot('限值未给出上限或下限', null);
  if (input.value === null || !input.counts) return cannot(input.why ?? '数值缺失', limit);
  // Bounds in two units cannot be ranked, so one that differs is enough: it might be the strictest.
  const foreign = input.limits.find((one) => one.unit !== input.unit);
  if (foreign) return cannot(`数据单位 ${input.unit} 与限值单位 ${foreign.unit} 不一致`, foreign);

  const value = new Decimal(input.value);
  const arithmetic: string[] = [];
  if (ceiling) {
    const upper = ceiling.upper as string;
    const over = value.gt(upper);
    arithmetic.push(`${shown(value, upper)} ${over ? '＞' : '≤'} ${upper} ${ceiling.unit}（上限）`);
    // Where there is a floor as well (pH) a multiple means nothing.
    if (over) return exceeded(input, ceiling, upper, floor || new Decimal(upper).isZero() ? null : value, arithmetic);
  }
  if (floor) {
    const lower = floor.lower as string;
    const under = value.lt(lower);
    arithmetic.push(`${shown(value, lower)} ${under ? '＜' : '≥'} ${lower} ${floor.unit}（下限）`);
    if (under) return exceeded(input, floor, lower, null, arithmetic);
  }
  return { outcome: 'within', consequence: 'none', limit, bound: limit.upper ?? limit.lower, multiple: null, reason: null, arithmetic };
}

/** @param value whose multiple over the bound is told; null where a multiple means nothing */
function exceeded(input: DischargeInput, limit: Limit, bound: string, value: Decimal | null, arithmetic: string[]): Judged {
  const multiple = value ? value.minus(bound).div(bound) : null;
  if (value && multiple) arithmetic.push(`超限倍数 = （${shown(value, bound)} − ${bound}）÷ ${bound} = ${roundHalfEven(multiple, 2)}`);
  const reminder = input.period === 'hour' && input.judgedBy === 'day';
  if (reminder) arithmetic.push('该限值按日均值评价：小时均值超过限值属提醒级，不作为超标');
  return {
    outcome: 'over',
    consequence: reminder ? 'reminder' : 'exceedance',
    limit,
    bound,
    multiple: multiple ? roundHalfEven(multiple, 4) : null,
    reason: null,
    arithmetic,
  };
}

function cannot(reason: string, limit: Limit | null): Judged {
  return {
    outcome: 'cannotJudge',
    consequence: 'none',
    limit,
    bound: limit?.upper ?? limit?.lower ?? null,
    multiple: null,
    reason,
    arithmetic: [`不作评价：${reason}`],
  };
}

/** With four decimals; with all of them where that would show a value a hair over its bound as the bound itself (E5). */
function shown(value: Decimal, bound: string): string {
  const rounded = value.toDecimalPlaces(4, Decimal.ROUND_HALF_EVEN);
  return (rounded.eq(bound) ? value : rounded).toFixed();
}
