/** What the dated law and the city's parameters say of validity, as this engine asks for it. */
import type { Day } from '../../foundation/day.ts';
import { type Lawbook, onDay } from '../../foundation/lawbook/index.ts';
import type { Validity } from './compute.ts';
import type { Medium } from './station.ts';

interface Marks {
  marks: Record<string, { name: string; counts: boolean; says: string }>;
  absent: { counts: boolean };
}
interface JudgingBasis {
  dayMean: 'flowWeighted' | 'arithmetic';
}

const MINUTES = 60;
const HOURS = 24;

export function validityOf(law: Lawbook, city: Lawbook): Validity {
  const { marks, absent } = law.table<Marks>('hj212/marks');
  const countsMark = (mark: string | null): boolean => (mark === null || mark === '' ? absent.counts : (marks[mark]?.counts ?? false));
  /** The number that applied on a day; null before the first one, when nothing may be judged by it. */
  const number = (id: string, day: Day): number | null => {
    const value = onDay(law.get<number>(id), day)?.value;
    return value === undefined ? null : Number(value);
  };
  const share = (id: string, of: number, day: Day) => {
    const percent = number(id, day);
    return percent === null ? null : (of * percent) / 100;
  };
  // A parameter of the city's own is how we work, not what the law was: it holds for days before it was written down too.
  const ofCity = (id: string, day: Day) => Number((onDay(city.get<number>(id), day) ?? city.get<number>(id).values[0])?.value);
  return {
    hour: (medium: Medium, day) => ({
      countMinutes:
        medium === 'gas' ? number('monitoring/gas-hour-valid-minutes', day) : share('monitoring/water-hour-valid-share', MINUTES, day),
      dueMinutes: MINUTES,
      countsMark,
    }),
    day: (medium, day) => ({
      countHours: medium === 'gas' ? number('monitoring/gas-day-valid-hours', day) : share('monitoring/water-day-valid-share', HOURS, day),
      dueHours: HOURS,
      weighted: onDay(law.get<JudgingBasis>(`monitoring/${medium}-judging-basis`), day)?.value.dayMean === 'flowWeighted',
    }),
    hourTolerance: (day) => ofCity('hour-difference-percent', day) / 100,
    silentIntervals: (day) => ofCity('silence-after-intervals', day),
  };
}

/** The rule by which an hour or day counted or did not, with its clause, for showing. */
export function validityRule(
  law: Lawbook,
  medium: Medium,
  period: 'hour' | 'day',
  day: Day,
): { says: string; cite: string; confidence: string } {
  const id =
    medium === 'gas'
      ? `monitoring/gas-${period}-valid-${period === 'hour' ? 'minutes' : 'hours'}`
      : `monitoring/water-${period}-valid-share`;
  const quantity = law.get<number>(id);
  const value = onDay(quantity, day);
  if (!value) return { says: `${quantity.name}：${day} 尚无规定`, cite: '', confidence: 'C' };
  return { says: `${quantity.name}：${value.value}${quantity.unit}`, cite: value.cite, confidence: value.confidence };
}
