/**
 * From a Series to what is drawn. The chart computes nothing about the readings: means, coverage and verdicts are the server's.
 * Marks are drawn with a symbol and their letter, hours that do not count and silences with two different hatchings,
 * so that nothing depends on telling colours apart.
 */
import type { LimitShown, Series } from '../contract.ts';
import type { Say } from '../texts/index.ts';
import { cityOffset, dayOf, hour, hourSpan, shortMinute, toSecond } from '../time.ts';
import { isPlain, sortOf } from './tags.tsx';

export interface Palette {
  ink: string;
  soft: string;
  line: string;
  card: string;
  raw: string;
  minute: string;
  hour: string;
  limit: string;
  mark: string;
  hatch: string;
  silence: string;
}
export const palettes: Record<'light' | 'dark', Palette> = {
  light: {
    ink: '#17292a',
    soft: '#465a5b',
    line: '#dfe6e6',
    card: '#ffffff',
    raw: '#5aa9c9',
    minute: '#7a6bb5',
    hour: '#0b6663',
    limit: '#b3261e',
    mark: '#8a5a00',
    hatch: 'rgba(70,90,91,0.30)',
    silence: 'rgba(179,38,30,0.26)',
  },
  dark: {
    ink: '#e4ebea',
    soft: '#b4c2c0',
    line: '#2a3837',
    card: '#172121',
    raw: '#5aa9c9',
    minute: '#a99be0',
    hour: '#6fd0c8',
    limit: '#ff8a80',
    mark: '#f0c268',
    hatch: 'rgba(180,194,192,0.28)',
    silence: 'rgba(255,138,128,0.30)',
  },
};

export function show(value: number): string {
  return String(Number(value.toPrecision(6)));
}

export function limitWords(limit: LimitShown, t: Say): string {
  const { lower, upper, unit } = limit;
  if (lower !== null && upper !== null) return t('verdict.between', { lower: show(lower), upper: show(upper), unit });
  if (upper !== null) return t('verdict.upper', { value: show(upper), unit });
  if (lower !== null) return t('verdict.lower', { value: show(lower), unit });
  return t('shell.nothing');
}

/** A tile of slanting lines, one way or the other. */
function hatching(colour: string, rising: boolean): unknown {
  const side = 8;
  const tile = document.createElement('canvas');
  tile.width = side;
  tile.height = side;
  const pen = tile.getContext('2d');
  if (!pen) return colour;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.4;
  pen.beginPath();
  for (const shift of [-side, 0, side]) {
    pen.moveTo(shift, rising ? side : 0);
    pen.lineTo(shift + side, rising ? 0 : side);
  }
  pen.stroke();
  return { image: tile, repeat: 'repeat' };
}

type Point = Series['realtime'][number];
const x = (at: number) => at + cityOffset;
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const safe = (text: string) => text.replaceAll(/[&<>"]/g, (c) => escapes[c] ?? c);

/** The next number that looks well at the end of an axis. */
function roundAbove(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.abs(value) || 1)) / 10;
  const step = [1, 2, 5, 10].map((k) => k * unit).find((s) => value / s <= 16) ?? unit * 10;
  return Number((Math.ceil(value / step) * step).toPrecision(6));
}

/** A line with gaps: at marked values, and wherever the instrument was quiet much longer than it usually is. */
function lineOf(points: Point[], silences: Series['silences']): [number, number | null][] {
  const steps = points.slice(1).map((p, i) => p.at - (points[i] as Point).at);
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  const line: [number, number | null][] = [];
  points.forEach((p, i) => {
    const before = points[i - 1];
    const quiet = before && silences.some((s) => s.from >= before.at && s.from <= p.at);
    if (before && (quiet || (usual > 0 && p.at - before.at > 5 * usual))) line.push([x(before.at + 1), null]);
    line.push([x(p.at), isPlain(p.mark) ? p.value : null]);
  });
  return line;
}

export interface Nearest {
  at: number;
  frame: string;
}
/** The stored frame nearest to where someone pointed, if one is near enough to be meant. */
export function nearestFrame(series: Series, at: number, within: number): Nearest | null {
  let best: Nearest | null = null;
  for (const p of [...series.realtime, ...series.minutes]) {
    if (!p.frame || Math.abs(p.at - at) > within) continue;
    if (!best || Math.abs(p.at - at) < Math.abs(best.at - at)) best = { at: p.at, frame: p.frame };
  }
  return best;
}

/** Within what share of the shown time a value under the pointer is still "this one". */
const reach = 0.012;

function said(series: Series, at: number, t: Say, markName: (mark: string) => string): string {
  const within = Math.max(reach * (series.to - series.from), 90_000);
  const nearest = (points: Point[]) =>
    points.reduce<Point | null>((best, p) => {
      if (Math.abs(p.at - at) > within) return best;
      return !best || Math.abs(p.at - at) < Math.abs(best.at - at) ? p : best;
    }, null);
  const lines = [`<b>${toSecond(at)}</b>`];
  for (const [name, point] of [
    [t('station.realtime'), nearest(series.realtime)],
    [t('station.minutes'), nearest(series.minutes)],
  ] as const) {
    if (!point) continue;
    const mark = point.mark && !isPlain(point.mark) ? `　${safe(point.mark)} ${markName(point.mark)}` : '';
    const again = point.revision > 0 ? `　${t('station.revision', { n: point.revision })}` : '';
    lines.push(`${name} ${point.value === null ? t('shell.nothing') : `<b>${show(point.value)}</b> ${safe(series.unit)}`}${mark}${again}`);
  }
  const inHour = series.hours.find((h) => h.at <= at && at < h.at + hour);
  if (inHour) {
    lines.push(
      `${t('station.hours')} ${inHour.value === null ? t('shell.nothing') : `<b>${show(inHour.value)}</b> ${safe(series.unit)}`}　${t('station.coverage')} ${inHour.coverage}`,
    );
    if (!inHour.counts) lines.push(safe(t('station.whyNot', { why: inHour.why ?? '' })));
    if (inHour.verdict) lines.push(`${t('station.verdict')} ${t(`verdict.${sortOf(inHour.verdict)}`)}`);
  }
  const quiet = series.silences.find((s) => s.from <= at && at <= (s.to ?? series.to));
  if (quiet) lines.push(`${t('station.silence')} ${shortMinute(quiet.from)}–${quiet.to ? shortMinute(quiet.to) : ''}`);
  return lines.join('<br>');
}

export function chartOptions(series: Series, palette: Palette, narrow: boolean, t: Say, markName: (mark: string) => string) {
  const { limit, unit } = series;
  const marked = [...series.realtime, ...series.minutes].filter((p) => !isPlain(p.mark) && p.value !== null);
  const hours: [number, number | null][] = series.hours.flatMap((h) => {
    if (h.value === null || !h.counts) return [[x(h.at), null]] as [number, number | null][];
    return [
      [x(h.at), h.value],
      [x(h.at + hour), h.value],
    ] as [number, number | null][];
  });
  const judged = series.hours.filter((h) => h.verdict && h.verdict.outcome === 'over' && h.value !== null);
  const limitLines = limit ? [limit.upper, limit.lower].filter((v): v is number => v !== null) : [];
  const rising = hatching(palette.silence, true);
  const falling = hatching(palette.hatch, false);
  const legend = [
    { name: t('station.realtime'), icon: 'path://M0 4h20v1.4H0z' },
    { name: t('station.minutes'), icon: 'path://M0 4h5v2H0zM7.5 4h5v2h-5zM15 4h5v2h-5z' },
    { name: t('station.hours'), icon: 'path://M0 3h20v4H0z' },
    { name: t('station.verdict'), icon: 'triangle' },
    { name: t('station.marked'), icon: 'rect' },
    { name: t('station.silence'), icon: 'rect', itemStyle: { color: rising, borderColor: palette.limit, borderWidth: 1 } },
    { name: t('station.doesNotCount'), icon: 'rect', itemStyle: { color: falling, borderColor: palette.soft, borderWidth: 1 } },
  ];
  const label = { color: palette.soft, fontSize: 11, position: 'insideTop' as const, overflow: 'truncate' as const };

  return {
    useUTC: true,
    animation: false,
    textStyle: { fontFamily: 'inherit', color: palette.ink },
    grid: { left: 8, right: narrow ? 12 : 20, top: narrow ? 58 : 48, bottom: narrow ? 8 : 44, containLabel: true },
    legend: {
      type: 'scroll',
      data: legend,
      top: 0,
      left: 0,
      itemWidth: 20,
      itemHeight: 10,
      textStyle: { color: palette.soft, fontSize: 12 },
      pageTextStyle: { color: palette.soft },
      pageIconColor: palette.soft,
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: palette.card,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontSize: 12 },
      axisPointer: { type: 'line', lineStyle: { color: palette.soft } },
      formatter: (hit: { axisValue?: number } | { axisValue?: number }[]) => {
        const first = Array.isArray(hit) ? hit[0] : hit;
        return first?.axisValue === undefined ? '' : said(series, Number(first.axisValue) - cityOffset, t, markName);
      },
    },
    xAxis: {
      type: 'time',
      min: x(series.from),
      max: x(series.to),
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.soft, hideOverlap: true },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      name: unit,
      nameTextStyle: { color: palette.soft, align: 'left' },
      nameGap: 10,
      scale: limit !== null && limit.lower !== null,
      // The limit stays in view even when every value is far below it.
      max: (extent: { max: number; min: number }) => {
        const top = Math.max(extent.max, ...limitLines);
        return Number.isFinite(top) ? roundAbove(top + Math.max(Math.abs(top) * 0.06, 0.01)) : undefined;
      },
      min: (extent: { max: number; min: number }) => {
        if (!limit || limit.lower === null) return extent.min < 0 ? extent.min : 0;
        return Math.floor(Math.min(extent.min, limit.lower) - 0.2);
      },
      axisLabel: { color: palette.soft },
      splitLine: { lineStyle: { color: palette.line } },
    },
    dataZoom: [
      // Nothing is dropped at the edges: an hour that began before the window still enters it at its height.
      { type: 'inside', filterMode: 'none', zoomOnMouseWheel: 'ctrl', moveOnMouseMove: true, moveOnMouseWheel: false },
      ...(narrow
        ? []
        : [
            {
              type: 'slider',
              filterMode: 'none',
              brushSelect: false,
              height: 18,
              bottom: 10,
              borderColor: palette.line,
              backgroundColor: 'transparent',
              fillerColor: palette.hatch.replace(/[\d.]+\)$/, '0.10)'),
              dataBackground: { lineStyle: { color: palette.soft, opacity: 0.5 }, areaStyle: { color: palette.soft, opacity: 0.12 } },
              selectedDataBackground: {
                lineStyle: { color: palette.hour, opacity: 0.7 },
                areaStyle: { color: palette.hour, opacity: 0.14 },
              },
              handleStyle: { color: palette.card, borderColor: palette.soft },
              moveHandleSize: 0,
              textStyle: { color: palette.soft },
              labelFormatter: (v: number) => shortMinute(v - cityOffset),
            },
          ]),
    ],
    series: [
      {
        id: 'realtime',
        name: t('station.realtime'),
        type: 'line',
        data: lineOf(series.realtime, series.silences),
        showSymbol: false,
        sampling: 'minmax',
        lineStyle: { width: 1.2, color: palette.raw },
        itemStyle: { color: palette.raw },
        z: 2,
      },
      {
        id: 'minutes',
        name: t('station.minutes'),
        type: 'line',
        data: lineOf(series.minutes, series.silences),
        showSymbol: false,
        lineStyle: { width: 1.6, color: palette.minute, type: [6, 3] },
        itemStyle: { color: palette.minute },
        z: 3,
      },
      {
        id: 'hours',
        name: t('station.hours'),
        type: 'line',
        data: hours,
        showSymbol: false,
        lineStyle: { width: 2.6, color: palette.hour },
        itemStyle: { color: palette.hour },
        z: 5,
        ...(limit && limitLines.length > 0
          ? {
              markLine: {
                silent: true,
                symbol: 'none',
                lineStyle: { color: palette.limit, width: 1.6, type: 'solid' },
                label: {
                  position: 'insideStartTop',
                  color: palette.limit,
                  fontSize: 11.5,
                  fontWeight: 600,
                  backgroundColor: `${palette.card}cc`,
                  padding: [2, 4],
                  formatter: ({ value }: { value: number }) =>
                    `${t('station.limitLine', { limit: show(value), unit })}${narrow ? '' : `　${limit.clause}`}`,
                },
                data: limitLines.map((yAxis) => ({ yAxis })),
              },
            }
          : {}),
      },
      {
        id: 'judged',
        name: t('station.verdict'),
        type: 'scatter',
        symbolSize: 13,
        z: 7,
        itemStyle: { color: palette.limit },
        data: judged.map((h) => ({
          value: [x(h.at + hour / 2), h.value],
          symbol: h.verdict?.consequence === 'exceedance' ? 'diamond' : 'triangle',
          verdict: h.verdict?.id,
        })),
      },
      {
        id: 'marked',
        name: t('station.marked'),
        type: 'scatter',
        symbol: 'rect',
        symbolSize: 6,
        z: 6,
        itemStyle: { color: palette.mark },
        label: {
          show: true,
          position: 'top',
          color: palette.mark,
          fontWeight: 700,
          fontSize: 11,
          formatter: ({ data }: { data: { mark: string } }) => data.mark,
        },
        labelLayout: { hideOverlap: true },
        data: marked.map((p) => ({ value: [x(p.at), p.value], mark: p.mark })),
      },
      {
        id: 'silence',
        name: t('station.silence'),
        type: 'line',
        data: [],
        symbol: 'none',
        lineStyle: { color: palette.limit },
        itemStyle: { color: palette.silence },
        markArea: {
          silent: true,
          itemStyle: { color: rising },
          label: { ...label, color: palette.limit, position: 'insideBottom' },
          data: series.silences
            .filter((s) => s.from < series.to && (s.to ?? series.to) > series.from)
            .map((s) => [
              { name: narrow ? '' : t('station.silence'), xAxis: x(Math.max(s.from, series.from)) },
              { xAxis: x(Math.min(s.to ?? series.to, series.to)) },
            ]),
        },
      },
      {
        id: 'doesNotCount',
        name: t('station.doesNotCount'),
        type: 'line',
        data: [],
        symbol: 'none',
        lineStyle: { color: palette.hatch },
        itemStyle: { color: palette.hatch },
        markArea: {
          silent: true,
          itemStyle: { color: falling },
          label,
          data: series.hours
            .filter((h) => !h.counts && h.at < series.to && h.at + hour > series.from)
            .map((h) => [
              { name: narrow ? '' : (h.why ?? ''), xAxis: x(Math.max(h.at, series.from)) },
              { xAxis: x(Math.min(h.at + hour, series.to)) },
            ]),
        },
      },
    ],
  };
}

/** The chart in words, for those who hear the page instead of seeing it. */
export function chartSays(series: Series, t: Say): string {
  return t('station.chartSays', {
    name: series.name,
    from: toSecond(series.from),
    to: toSecond(series.to),
    realtime: series.realtime.length,
    minutes: series.minutes.length,
    hours: series.hours.length,
    limit: series.limit ? limitWords(series.limit, t) : t('stations.noLimit'),
  });
}

export const spanWords = (period: 'hour' | 'day', startAt: number) => (period === 'day' ? dayOf(startAt) : hourSpan(startAt));
