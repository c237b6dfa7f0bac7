/** The joint between observation and evaluation: the limits of a place on a day, and an hour or day handed over to be judged. */
import { type DischargeInput, type Limit, recordVerdict } from '../../engines/evaluation/index.ts';
import { type DayChanged, type HourChanged, hasSent } from '../../engines/observation/index.ts';
import { find, list, wasEver } from '../../engines/registry/index.ts';
import { type Day, dayOf, type Instant, startOfDay } from '../../foundation/day.ts';
import { onDay } from '../../foundation/lawbook/index.ts';
import type { Tx } from '../../foundation/store/store.ts';
import type { House } from './house.ts';
import type { StationBook } from './stations.ts';

export interface JudgingBasis {
  judges: 'hour' | 'day';
  converted: boolean;
  ph?: 'everyValue';
}

const PH = 'w01001';

/** By which mean, and in which form, a rule judges on a day; nothing before the rule's first day. */
export function basisOn(house: House, rule: string, day: Day): { value: JudgingBasis; cite: string; confidence: string } | undefined {
  return onDay(house.law.get<JudgingBasis>(`monitoring/${rule}-judging-basis`), day);
}

/** The limits that apply to a parameter of a place on a day, for the averaging period that is judged (E1). */
export async function limitsOn(tx: Tx, place: string, parameter: string, basis: 'hour' | 'day', day: Day): Promise<Limit[]> {
  const entries = await list(tx, 'permit-limit', { place, detail: { parameter, basis } }, { day });
  return entries.map((entry) => ({
    id: `${entry.code}@${entry.validFrom}`,
    source: 'permit',
    parameter,
    basis,
    lower: entry.detail.lower === undefined ? null : String(entry.detail.lower),
    upper: entry.detail.upper === undefined ? null : String(entry.detail.upper),
    unit: String(entry.detail.unit),
    clause: String(entry.detail.clause),
    effectiveFrom: entry.validFrom,
    confidence: 'A',
  }));
}

/** What a period's value is judged on; null when this period, quantity or parameter is not judged at all. */
export async function inputFor(
  tx: Tx,
  house: House,
  of: {
    rule: string;
    place: string;
    parameter: string;
    quantity: string;
    unit: string;
    period: 'hour' | 'day';
    day: Day;
    value: string | null;
    counts: boolean;
    why: string | null;
  },
): Promise<DischargeInput | null> {
  const basis = basisOn(house, of.rule, of.day)?.value;
  const judgedBy = basis?.judges ?? 'hour';
  if (of.period === 'day' && judgedBy !== 'day') return null;
  if (of.period === 'day' && of.parameter === PH && basis?.ph === 'everyValue') return null; // A mean of pH says nothing.
  // Where the rule judges the converted value and the logger sends none, the measured one stands in its place to say so (E4): it is never judged itself.
  const standsIn = basis?.converted === true && of.quantity === 'value' && !(await hasSent(tx, of.place, of.parameter, 'converted'));
  if (basis && of.quantity !== (basis.converted ? 'converted' : 'value') && !standsIn) return null;
  const limits = await limitsOn(tx, of.place, of.parameter, judgedBy, of.day);
  if (!limits.length && !(await wasEver(tx, 'permit-limit', { place: of.place, detail: { parameter: of.parameter } }))) return null; // Flow, temperature: nothing to be held against.
  const ruled = basis !== undefined;
  return {
    period: of.period,
    judgedBy,
    value: of.value,
    unit: of.unit,
    counts: ruled && !standsIn && of.counts,
    why: !ruled ? '当日没有可依据的评价规则' : standsIn ? '按规定以折算值评价，数采仪未上报折算值' : of.why,
    limits,
  };
}

/** Judges what was computed, in the same transaction. */
export async function judgeChanged(
  tx: Tx,
  house: House,
  stations: StationBook,
  hours: HourChanged[],
  days: DayChanged[],
  now: Instant,
): Promise<void> {
  for (const hour of hours) {
    const rule = await ruleOf(tx, stations, hour.station.place);
    if (!rule) continue;
    const input = await inputFor(tx, house, { ...hour, rule, place: hour.station.place, period: 'hour', day: dayOf(hour.startAt) });
    if (input) await recordVerdict(tx, subjectOf(hour, 'hour', hour.startAt), input, house.law.release, now);
  }
  for (const day of days) {
    const rule = await ruleOf(tx, stations, day.station.place);
    if (!rule) continue;
    const input = await inputFor(tx, house, { ...day, rule, place: day.station.place, period: 'day' });
    if (input) await recordVerdict(tx, subjectOf(day, 'day', startOfDay(day.day)), input, house.law.release, now);
  }
}

/** The rule of the outlet that was watched: its logger may watch another by now, under another rule. */
async function ruleOf(tx: Tx, stations: StationBook, place: string): Promise<string | undefined> {
  const known = stations.ofPlace(place)?.rule;
  if (known) return known;
  const outlet = await find(tx, 'outlet', place);
  return outlet ? String(outlet.detail.rule) : undefined;
}

function subjectOf(of: HourChanged | DayChanged, period: 'hour' | 'day', startAt: Instant) {
  return {
    place: of.station.place,
    parameter: of.parameter,
    quantity: of.quantity,
    period,
    startAt,
    stream: of.stream,
    revision: of.revision,
    party: of.station.party,
    district: of.station.district,
  };
}
