/** Real-time, minute, hour and day records of one logger (S2). Pure but for a small cache. */

import { DAY, dataTime, HOUR, MINUTE, periodStart, SECOND } from './clock.ts';
import type { Group, Upload } from './encode.ts';
import { GAS_FLOW, noise, OXYGEN, plainValue, rounded, type SimulatedParameter, seriesSeed, traitOf, WATER_FLOW } from './model.ts';
import { bendAt, ownHourShare, type Scenario } from './scenario.ts';

/** HJ 212-2017: 32 waste water, 31 flue gas. */
export type SystemCode = '32' | '31';

export interface SimulatedLogger {
  mn: string;
  pw: string;
  st: SystemCode;
  parameters: SimulatedParameter[];
  scenario: Scenario;
  /** % O2 to which flue gas is converted. */
  referenceOxygen?: number;
}

interface Sample {
  value: number;
  converted?: number;
  mark: string;
}

/** One parameter of one period, each number rounded as it is sent. */
export interface Aggregate {
  code: string;
  min: number;
  avg: number;
  max: number;
  zsMin?: number;
  zsAvg?: number;
  zsMax?: number;
  total?: number;
  mark: string;
}

/** Digits of -Cou: litres and grams are enough. */
const TOTAL_DECIMALS = 3;

/** HJ 212-2017, notes of C.16 to C.18: flue gas is normal if three quarters of its members are; a waste-water period is as bad as its worst member. */
const NORMAL_SHARE_OF_GAS = 0.75;

export interface Instrument {
  /** The instants it samples at lie `phase` after each multiple of the interval. */
  sampleAtOrBefore(at: number): number;
  realTime(at: number): Upload;
  minute(start: number): Upload;
  hour(start: number): Upload;
  day(start: number): Upload;
  /** A minute record told a second time, one parameter changed. */
  minuteEdited(start: number, code: string, share: number): Upload;
  minuteFigures(start: number): Aggregate[];
  hourFigures(start: number): Aggregate[];
}

export function instrument(logger: SimulatedLogger, intervalSeconds: number, seed: number, anchors: () => readonly number[]): Instrument {
  // An interval of more than a minute would leave a ten-minute mean with too few samples; the instrument then samples each minute and
  // sends only some of it.
  const step = (intervalSeconds > MINUTE / SECOND ? MINUTE / SECOND : intervalSeconds) * SECOND;
  const phase = Math.floor(((noise(seriesSeed(seed, logger.mn, 'phase'), 0) + 1) / 2) * (step / SECOND)) * SECOND;
  const series = new Map(logger.parameters.map((parameter) => [parameter.code, seriesSeed(seed, logger.mn, parameter.code)]));
  const oxygen = logger.parameters.find((parameter) => parameter.code === OXYGEN);
  const flow = logger.parameters.find((parameter) => parameter.code === WATER_FLOW || parameter.code === GAS_FLOW);
  const minutes = new Map<number, Aggregate[]>();
  const hours = new Map<number, Aggregate[]>();

  function oxygenAt(at: number): number {
    if (!oxygen) return 0;
    const value = plainValue(series.get(OXYGEN) ?? 0, oxygen, at);
    return rounded(value, traitOf(oxygen).decimals);
  }

  /** ρ = ρ' × (21 − reference O2) / (21 − measured O2). */
  function conversion(at: number): number | undefined {
    if (logger.referenceOxygen === undefined || !oxygen) return undefined;
    return (21 - logger.referenceOxygen) / (21 - oxygenAt(at));
  }

  function sample(parameter: SimulatedParameter, at: number): Sample {
    const { decimals, converted } = traitOf(parameter);
    const factor = converted ? conversion(at) : undefined;
    const own = series.get(parameter.code) ?? 0;
    const bend = bendAt(logger.scenario, anchors(), parameter.code, at);
    let raw: number;
    if (bend.peak === undefined) raw = plainValue(own, parameter, at);
    else {
      const hovering = bend.peak * (1 + 0.02 * noise(own ^ 0x7f4a7c15, Math.floor(at / SECOND)));
      raw = factor === undefined ? hovering : hovering / factor;
    }
    const value = rounded(raw, decimals);
    return {
      value,
      mark: bend.mark,
      ...(factor === undefined ? {} : { converted: rounded(value * factor, decimals) }),
    };
  }

  function periodMark(marks: string[]): string {
    const odd = marks.filter((mark) => mark !== 'N');
    if (odd.length === 0) return 'N';
    if (logger.st === '32') return odd[0] ?? 'D';
    return (marks.length - odd.length) / marks.length >= NORMAL_SHARE_OF_GAS ? 'N' : 'D';
  }

  function withTotals(figures: Aggregate[], totals: (code: string) => number): Aggregate[] {
    return figures.map((figure) => {
      const parameter = logger.parameters.find((one) => one.code === figure.code);
      if (!parameter || traitOf(parameter).total === 'none') return figure;
      return { ...figure, total: rounded(totals(figure.code), TOTAL_DECIMALS) };
    });
  }

  function minuteFigures(start: number): Aggregate[] {
    const known = minutes.get(start);
    if (known) return known;
    const instants: number[] = [];
    for (let at = Math.ceil((start - phase) / step) * step + phase; at < start + 10 * MINUTE; at += step) instants.push(at);
    if (instants.length === 0) instants.push(start);

    const figures = logger.parameters.map((parameter): Aggregate => {
      const { decimals } = traitOf(parameter);
      const samples = instants.map((at) => sample(parameter, at));
      const normal = samples.filter((one) => one.mark === 'N');
      const counting = normal.length > 0 ? normal : samples;
      const values = counting.map((one) => one.value);
      const converted = counting.flatMap((one) => (one.converted === undefined ? [] : [one.converted]));
      return {
        code: parameter.code,
        min: Math.min(...values),
        avg: rounded(mean(values), decimals),
        max: Math.max(...values),
        ...(converted.length === 0
          ? {}
          : { zsMin: Math.min(...converted), zsAvg: rounded(mean(converted), decimals), zsMax: Math.max(...converted) }),
        mark: periodMark(samples.map((one) => one.mark)),
      };
    });
    const seconds = (10 * MINUTE) / SECOND;
    const rate = flow ? (figures.find((figure) => figure.code === flow.code)?.avg ?? 0) : 0;
    // L/s for water, m³/s for gas (HJ 212-2017 Annex B).
    const volume = logger.st === '32' ? (rate * seconds) / 1_000 : rate * seconds;
    const done = withTotals(figures, (code) => {
      if (code === flow?.code) return volume;
      const avg = figures.find((figure) => figure.code === code)?.avg ?? 0;
      // mg/L × m³ is grams; mg/m³ × m³ is milligrams. Both are told in kilograms.
      return logger.st === '32' ? (avg * volume) / 1_000 : (avg * volume) / 1_000_000;
    });
    keep(minutes, start, done, 12);
    return done;
  }

  function hourFigures(start: number): Aggregate[] {
    const known = hours.get(start);
    if (known) return known;
    const members = Array.from({ length: 6 }, (_, index) => minuteFigures(start + index * 10 * MINUTE));
    const done = gather(members, () => undefined);
    keep(hours, start, done, 50);
    return done;
  }

  function dayFigures(start: number): Aggregate[] {
    const members = Array.from({ length: 24 }, (_, index) => hourFigures(start + index * HOUR));
    // Water's daily mean is weighted by the flow of each hour; flue gas and everything that is not a concentration is not.
    const volumes = members.map((hour) => hour.find((figure) => figure.code === flow?.code)?.total ?? 0);
    return gather(members, (code) => {
      const parameter = logger.parameters.find((one) => one.code === code);
      const weighted =
        logger.st === '32' && parameter !== undefined && traitOf(parameter).total === 'mass' && volumes.some((one) => one > 0);
      return weighted ? volumes : undefined;
    });
  }

  /** A period from the periods it is made of. */
  function gather(members: Aggregate[][], weightsOf: (code: string) => number[] | undefined): Aggregate[] {
    const figures = logger.parameters.map((parameter): Aggregate => {
      const { decimals } = traitOf(parameter);
      const weights = weightsOf(parameter.code);
      const all = members.flatMap((figures_, index) => {
        const figure = figures_.find((one) => one.code === parameter.code);
        return figure ? [{ figure, weight: weights?.[index] ?? 1 }] : [];
      });
      const normal = all.filter((one) => one.figure.mark === 'N');
      const counting = normal.length > 0 ? normal : all;
      const zs = counting.flatMap(({ figure }) =>
        figure.zsAvg === undefined ? [] : [{ min: figure.zsMin ?? 0, avg: figure.zsAvg, max: figure.zsMax ?? 0 }],
      );
      return {
        code: parameter.code,
        min: Math.min(...counting.map((one) => one.figure.min)),
        avg: rounded(weightedMean(counting.map(({ figure, weight }) => [figure.avg, weight])), decimals),
        max: Math.max(...counting.map((one) => one.figure.max)),
        ...(zs.length === 0
          ? {}
          : {
              zsMin: Math.min(...zs.map((one) => one.min)),
              zsAvg: rounded(mean(zs.map((one) => one.avg)), decimals),
              zsMax: Math.max(...zs.map((one) => one.max)),
            }),
        mark: periodMark(all.map((one) => one.figure.mark)),
      };
    });
    return withTotals(figures, (code) => members.reduce((sum, one) => sum + (one.find((figure) => figure.code === code)?.total ?? 0), 0));
  }

  function upload(cn: string, start: number, groups: Group[]): Upload {
    return { st: logger.st, cn, pw: logger.pw, mn: logger.mn, dataTime: dataTime(start), groups };
  }

  function groupOf(figure: Aggregate): Group {
    const parameter = logger.parameters.find((one) => one.code === figure.code);
    const decimals = parameter ? traitOf(parameter).decimals : 2;
    const figures: [string, string][] = [];
    if (figure.total !== undefined) figures.push(['Cou', figure.total.toFixed(TOTAL_DECIMALS)]);
    figures.push(['Min', figure.min.toFixed(decimals)], ['Avg', figure.avg.toFixed(decimals)], ['Max', figure.max.toFixed(decimals)]);
    if (figure.zsAvg !== undefined && figure.zsMin !== undefined && figure.zsMax !== undefined)
      figures.push(
        ['ZsMin', figure.zsMin.toFixed(decimals)],
        ['ZsAvg', figure.zsAvg.toFixed(decimals)],
        ['ZsMax', figure.zsMax.toFixed(decimals)],
      );
    figures.push(['Flag', figure.mark]);
    return { code: figure.code, figures };
  }

  function scaled(figure: Aggregate, share: number): Aggregate {
    if (share === 1) return figure;
    const parameter = logger.parameters.find((one) => one.code === figure.code);
    const decimals = parameter ? traitOf(parameter).decimals : 2;
    const avg = rounded(figure.avg * share, decimals);
    const zsAvg = figure.zsAvg === undefined ? undefined : rounded(figure.zsAvg * share, decimals);
    return {
      ...figure,
      avg,
      min: Math.min(figure.min, avg),
      max: Math.max(figure.max, avg),
      ...(zsAvg === undefined
        ? {}
        : { zsAvg, zsMin: Math.min(figure.zsMin ?? zsAvg, zsAvg), zsMax: Math.max(figure.zsMax ?? zsAvg, zsAvg) }),
    };
  }

  return {
    sampleAtOrBefore: (at) => Math.floor((at - phase) / (intervalSeconds * SECOND)) * intervalSeconds * SECOND + phase,
    realTime(at) {
      const groups = logger.parameters.map((parameter): Group => {
        const { decimals } = traitOf(parameter);
        const one = sample(parameter, at);
        const figures: [string, string][] = [['Rtd', one.value.toFixed(decimals)]];
        if (one.converted !== undefined) figures.push(['ZsRtd', one.converted.toFixed(decimals)]);
        figures.push(['Flag', one.mark]);
        return { code: parameter.code, figures };
      });
      return upload('2011', at, groups);
    },
    minute: (start) => upload('2051', start, minuteFigures(start).map(groupOf)),
    hour: (start) =>
      upload(
        '2061',
        start,
        hourFigures(start).map((figure) => groupOf(scaled(figure, ownHourShare(logger.scenario, anchors(), figure.code, start)))),
      ),
    day: (start) => upload('2031', start, dayFigures(periodStart(start, DAY)).map(groupOf)),
    minuteEdited: (start, code, share) =>
      upload(
        '2051',
        start,
        minuteFigures(start).map((figure) => groupOf(figure.code === code ? scaled(figure, share) : figure)),
      ),
    minuteFigures,
    hourFigures,
  };
}

function keep<V>(cache: Map<number, V>, start: number, value: V, most: number): void {
  cache.set(start, value);
  if (cache.size > most) {
    const oldest = cache.keys().next().value;
    if (oldest !== undefined) cache.delete(oldest);
  }
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function weightedMean(pairs: [value: number, weight: number][]): number {
  const weight = pairs.reduce((sum, [, one]) => sum + one, 0);
  return weight === 0 ? mean(pairs.map(([value]) => value)) : pairs.reduce((sum, [value, one]) => sum + value * one, 0) / weight;
}
