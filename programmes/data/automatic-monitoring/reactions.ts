import { notes, opens } from '../../../engines/case/index.ts';
import { HOUR, showInstant } from '../../../foundation/day.ts';
import type { Appeared } from '../../../foundation/facts/index.ts';
import { when } from '../../declare.ts';
import { reminder } from './cases/reminder.ts';

/** One file an outlet and parameter; silence has one of its own. */
const ofParameter = (fact: Appeared) => `over:${fact.place}:${fact.detail.parameter}`;
const ofSilence = (fact: Appeared) => `silence:${fact.detail.station}`;
const period = (fact: Appeared) =>
  fact.detail.period === 'hour'
    ? `${showInstant(Number(fact.detail.startAt))} 至 ${showInstant(Number(fact.detail.endAt)).slice(11)} 小时均值`
    : `${showInstant(Number(fact.detail.startAt)).slice(0, 10)} 日均值`;
/** A number with its unit; pH has none to say. */
export const amount = (value: unknown, unit: string) => `${value}${unit && unit !== '无量纲' ? ` ${unit}` : ''}`;
/** Two decimals, or as many as it takes to be seen to differ from the limit: comparison is by the whole value. */
export const shown = (value: unknown, limit: unknown) => {
  const short = Math.round(Number(value) * 100) / 100;
  return short === Number(limit) ? Number(Number(value).toPrecision(8)) : short;
};
/** The bound that was crossed may be the lower one (pH). */
const isBelow = (fact: Appeared) => Number(fact.detail.value) < Number(fact.detail.limit);

// What is told a day late is no reminder: a logger that fills in last week's hours opens no files about them. The verdicts stand all the same.
const isFresh = (fact: Appeared) => fact.at - Number(fact.detail.endAt) < 24 * HOUR;

const DAY_OVER = 3;

export const reactions = [
  when('evaluation.verdict')
    .and((fact) => fact.detail.outcome === 'over')
    .and(isFresh)
    .as('automatic-monitoring.over', { repeatable: true })
    .follows(
      opens(reminder, {
        subject: ofParameter,
        because: (fact) => `${ofParameter(fact)}:${fact.detail.period}:${fact.detail.startAt}`,
        level: (fact, named) =>
          fact.detail.period === 'day' ? DAY_OVER : Number(fact.detail.run) >= named.dated('reminder-rise-hours') ? 2 : 1,
        title: (fact, named) => `${named.party}${named.place}${named.parameter}${isBelow(fact) ? '低于' : '高于'}限值`,
        says: (fact, named) => ({
          period: period(fact),
          value: fact.detail.value,
          limit: fact.detail.limit,
          unit: named.unit,
          hours: fact.detail.run,
          message: `${named.party}${named.place} ${named.parameter} ${period(fact)} ${amount(shown(fact.detail.value, fact.detail.limit), named.unit)}，${isBelow(fact) ? '低于' : ''}许可限值 ${amount(fact.detail.limit, named.unit)}。`,
        }),
        linkRole: 'verdict',
        raised: 'raised',
      }),
    ),
  when('evaluation.verdict')
    .and((fact) => fact.detail.before === 'over' && fact.detail.outcome !== 'over')
    .as('automatic-monitoring.taken-back', { repeatable: true })
    .follows(
      notes(reminder, 'recovered', { subject: ofParameter, says: (fact) => ({ message: `${period(fact)} 重新计算后不再超出限值` }) }),
    ),
  when('observation.silence')
    .as('automatic-monitoring.silence', { repeatable: true })
    .follows(
      opens(reminder, {
        subject: ofSilence,
        level: () => 1,
        title: (_fact, named) => `${named.party}${named.place}数据中断`,
        says: (fact, named) => ({
          from: fact.detail.from,
          message: `${named.party}${named.place} 自 ${showInstant(Number(fact.detail.from))} 起未收到自动监测数据。`,
        }),
        linkRole: 'silence',
        raised: 'raised',
      }),
    ),
  when('observation.returned')
    .as('automatic-monitoring.returned', { repeatable: true })
    .follows(
      notes(reminder, 'recovered', {
        subject: ofSilence,
        says: (fact) => ({ message: `${showInstant(Number(fact.detail.back))} 恢复上报` }),
      }),
    ),
];
