import { z } from 'zod';
import { countOpenByPlace, listFiles } from '../../../engines/case/index.ts';
import { DISCHARGE, explain, listVerdicts, type Verdict } from '../../../engines/evaluation/index.ts';
import {
  countKept,
  enters,
  findDay,
  findHour,
  framesSince,
  hasSent,
  hoursOfDay,
  inputsOfHour,
  type Latest,
  listDays,
  listHeard,
  listHours,
  listLatest,
  listParameters,
  listPoints,
  listSilences,
  listSilent,
  mediumOf,
  validityRule,
} from '../../../engines/observation/index.ts';
import { type Entry, find, list } from '../../../engines/registry/index.ts';
import { DAY, dayOf, HOUR, type Instant, showInstant, startOfDay } from '../../../foundation/day.ts';
import { isRefusal } from '../../../foundation/refusal.ts';
import { inTurn, type Tx } from '../../../foundation/store/store.ts';
import { readFrames } from '../../../gateways/hj212/index.ts';
import { basisOn, inputFor } from '../judging.ts';
import { placeName } from '../line.ts';
import { BUSINESS, type Context, type Route } from './context.ts';
import { Explanation, Series, Station, StationSummary, Today } from './contract.ts';
import { sendCsv } from './csv.ts';
import { refuse } from './problem.ts';
import { firmName, limitShownOn, shownFile, shownLimit, shownVerdict } from './shown.ts';

type Summary = z.input<typeof StationSummary>;

export function monitoringRoutes(route: Route, context: Context): void {
  const { house, now } = context;

  route({
    method: 'GET',
    url: '/api/today',
    summary: '今日',
    tag: '今日',
    roles: BUSINESS,
    answers: Today,
    run: ({ session, inScope }) =>
      inScope(async (tx) => {
        const at = now();
        const files = (await listFiles(tx, { status: 'open' })).map((file) => ({ file, shown: shownFile(house, file, at) }));
        const isMine = ({ file }: (typeof files)[number]) => {
          const procedure = context.cases.procedureOf(file);
          return (procedure.steps[file.step]?.next ?? []).some((id) => procedure.steps[id]?.by === session.person.role);
        };
        const stations = await summaries(tx, context);
        return {
          at,
          mine: files.filter(isMine).map((f) => f.shown),
          waiting: files.filter((f) => !isMine(f)).map((f) => f.shown),
          overdue: files.filter((f) => f.shown.overdue).map((f) => f.shown),
          loggers: {
            total: stations.filter((s) => s.logger !== null).length,
            reporting: stations.filter((s) => s.state === 'reporting').length,
            silent: stations.filter((s) => s.state === 'silent').length,
            never: stations.filter((s) => s.state === 'never').length,
          },
          frames: { lastHour: await framesSince(tx, at - HOUR), keptOpen: await countKept(tx, 'open') },
          backlogSeconds: await backlogSeconds(context),
        };
      }),
  });

  route({
    method: 'GET',
    url: '/api/stations',
    summary: '排放口监测',
    tag: '监测',
    roles: BUSINESS,
    query: z.object({
      kind: z.string().optional(),
      district: z.string().optional(),
      state: z.string().optional(),
      q: z.string().max(80).optional().describe('part of the name, the firm or the MN: what the screen searches'),
      format: z.enum(['json', 'csv']).default('json'),
    }),
    answers: z.object({ items: z.array(StationSummary) }),
    run: async ({ query, inScope, reply, session }) => {
      const found = await inScope((tx) => summaries(tx, context));
      if (isRefusal(found)) return found;
      const items = found.filter(
        (s) =>
          (!query.kind || s.kind === query.kind) &&
          (!query.district || s.district === query.district) &&
          (!query.state || s.state === query.state) &&
          (!query.q ||
            [s.name, s.code, s.firm.name, s.logger ?? '', s.districtName].some((text) =>
              text.toLowerCase().includes(query.q!.toLowerCase()),
            )),
      );
      if (query.format === 'csv')
        sendCsv(reply, 'stations', '排放口监测最新值', '可见范围', session.person.name, now(), LATEST_COLUMNS, latestRows(items));
      return { items };
    },
  });

  route({
    method: 'GET',
    url: '/api/stations/:outlet',
    summary: '一个排放口',
    tag: '监测',
    roles: BUSINESS,
    params: z.object({ outlet: z.string().min(1).max(80) }),
    answers: Station,
    run: ({ params, inScope }) =>
      inScope(async (tx) => {
        const summary = (await summaries(tx, context, params.outlet))[0];
        const outlet = await find(tx, 'outlet', params.outlet);
        if (!summary || !outlet) return refuse.notFound('排放口', params.outlet);
        const at = now();
        const parameters = await inTurn(await listParameters(tx, params.outlet), async ({ parameter }) => {
          const { name, unit } = house.factor(parameter);
          const limit = await limitShownOn(tx, house, outlet, parameter, at);
          return { parameter, name, unit, limit: limit ? shownLimit(limit) : null };
        });
        const firm = await find(tx, 'firm', summary.firm.id);
        return {
          ...summary,
          // Those with a limit first: they are what one comes to see.
          parameters: parameters.sort((a, b) => Number(b.limit !== null) - Number(a.limit !== null)),
          files: (await listFiles(tx, { place: params.outlet })).map((file) => shownFile(house, file, at)),
          permit: firm?.detail.permit ? String(firm.detail.permit) : null,
        };
      }),
  });

  route({
    method: 'GET',
    url: '/api/stations/:outlet/series',
    summary: '一个因子的数据序列',
    tag: '监测',
    roles: BUSINESS,
    params: z.object({ outlet: z.string().min(1).max(80) }),
    query: z.object({
      parameter: z.string().min(1).max(40),
      from: z.coerce.number().int().optional(),
      to: z.coerce.number().int().optional(),
      format: z.enum(['json', 'csv']).default('json'),
    }),
    answers: Series,
    run: async ({ params, query, inScope, reply, session }) => {
      const to = query.to ?? now() + 1;
      const from = query.from ?? to - DAY;
      if (from >= to || to - from > 62 * DAY) return refuse.invalid([{ path: 'from', says: '时段应在 62 日以内，起点早于终点' }]);
      const series = await inScope((tx) => seriesOf(tx, context, params.outlet, query.parameter, from, to));
      if (isRefusal(series)) return series;
      if (query.format === 'csv') {
        const scope = `${showInstant(from)} 至 ${showInstant(to)}，单位 ${series.unit}`;
        sendCsv(
          reply,
          `series-${query.parameter}`,
          `${series.name} 小时均值`,
          scope,
          session.person.name,
          now(),
          HOUR_COLUMNS,
          series.hours,
        );
      }
      return series;
    },
  });

  route({
    method: 'GET',
    url: '/api/verdicts/:id',
    summary: '判定及其依据',
    tag: '监测',
    roles: BUSINESS,
    params: z.object({ id: z.coerce.number().int().positive() }),
    answers: Explanation,
    run: ({ params, inScope }) => inScope((tx) => explanationOf(tx, context, params.id)),
  });
}

/** Age of the oldest frame that was answered and is not yet written, from the writer's place in the log; null when it has caught up. */
async function backlogSeconds(context: Context): Promise<number | null> {
  const row = await context.system.tx((tx) => tx.find<{ position: number }>(`select position from job_position where job = 'frame-log'`));
  const { records } = await readFrames(context.runtime.frames, row?.position ?? null, { maxRecords: 1 }).catch(() => ({ records: [] }));
  const oldest = records[0]?.receivedAt;
  return oldest === undefined ? null : Math.max(0, Math.round((context.now() - oldest) / 1_000));
}

async function summaries(tx: Tx, context: Context, only?: string): Promise<Summary[]> {
  const { house, now } = context;
  const outlets = only ? [await find(tx, 'outlet', only)].filter((o): o is Entry => o !== undefined) : await list(tx, 'outlet');
  const firms = new Map((await list(tx, 'firm')).map((firm) => [firm.code, firm.name]));
  const loggers = new Map((await list(tx, 'logger')).map((logger) => [logger.place, logger.code]));
  const silent = await listSilent(tx);
  const heard = await listHeard(tx, only);
  const latest = groupByPlace(await listLatest(tx, only));
  const open = await countOpenByPlace(tx);
  const limits = await todaysLimits(tx, now());
  return outlets.map((outlet) => {
    const values = latest.get(outlet.code) ?? [];
    const logger = loggers.get(outlet.code) ?? null;
    const converted = basisOn(house, String(outlet.detail.rule), dayOf(now()))?.value.converted ?? false;
    const lastAt = heard.get(outlet.code) ?? null;
    return {
      outlet: outlet.code,
      code: String(outlet.detail.number),
      name: outlet.name,
      kind: outlet.detail.kind === 'stack' ? 'stack' : 'wastewaterOutlet',
      kindName: outlet.detail.kind === 'stack' ? '废气' : '废水',
      firm: { kind: 'firm', id: outlet.party ?? '', name: firms.get(outlet.party ?? '') ?? outlet.party ?? '' },
      district: outlet.district,
      districtName: house.city.areaName(outlet.district),
      lon: outlet.lon,
      lat: outlet.lat,
      logger,
      state: lastAt === null ? 'never' : logger && silent.has(logger) ? 'silent' : 'reporting',
      lastAt,
      latest: judgedQuantity(values, converted).map((v) => ({
        parameter: v.parameter,
        name: house.factor(v.parameter).name,
        unit: v.unit,
        value: v.value,
        text: v.text,
        mark: v.mark,
        markName: house.markName(v.mark),
        observedAt: v.observedAt,
        limit: limits.get(`${outlet.code}|${v.parameter}`) ?? null,
      })),
      openFiles: open.get(outlet.code) ?? 0,
    };
  });
}

function groupByPlace(rows: Latest[]): Map<string, Latest[]> {
  const groups = new Map<string, Latest[]>();
  for (const row of rows) groups.set(row.place, [...(groups.get(row.place) ?? []), row]);
  return groups;
}

/** Of each parameter the quantity its limit speaks of: the converted value where the rule asks for it and the logger sends it. */
function judgedQuantity(values: Latest[], converted: boolean): Latest[] {
  const kept = values.filter((v) => v.quantity === 'value' || v.quantity === 'converted');
  const wanted = converted ? 'converted' : 'value';
  return kept.filter((v) => v.quantity === wanted || !kept.some((o) => o.parameter === v.parameter && o.quantity === wanted));
}

async function todaysLimits(tx: Tx, at: Instant): Promise<Map<string, number>> {
  const entries = await list(tx, 'permit-limit', {}, { day: dayOf(at) });
  return new Map(
    entries.filter((e) => e.detail.upper !== undefined).map((e) => [`${e.place}|${e.detail.parameter}`, Number(e.detail.upper)]),
  );
}

async function seriesOf(tx: Tx, context: Context, outletCode: string, parameter: string, from: Instant, to: Instant) {
  const { house } = context;
  const outlet = await find(tx, 'outlet', outletCode);
  if (!outlet) return refuse.notFound('排放口', outletCode);
  const converted = basisOn(house, String(outlet.detail.rule), dayOf(to))?.value.converted ?? false;
  const quantity = converted && (await hasSent(tx, outletCode, parameter, 'converted')) ? 'converted' : 'value';
  const of = { place: outletCode, parameter, quantity, from, to };
  const factor = house.factor(parameter);
  const verdicts = new Map((await listVerdicts(tx, { ...of, period: 'hour' })).map((v) => [v.startAt, v]));
  const dayVerdicts = new Map((await listVerdicts(tx, { ...of, period: 'day', from: startOfDay(dayOf(from)) })).map((v) => [v.startAt, v]));
  const limit = await limitShownOn(tx, house, outlet, parameter, to - 1);
  const limitOf = (verdict: Verdict) => (verdict.limitId && limit?.id === verdict.limitId ? limit : null);
  const show = (verdict: Verdict | undefined) => (verdict ? shownVerdict(house, verdict, limitOf(verdict)) : null);
  const hours = await listHours(tx, of);
  const days = await listDays(tx, { ...of, from: dayOf(from), to: dayOf(to) });
  return {
    outlet: outletCode,
    parameter,
    name: factor.name,
    unit: factor.unit,
    from,
    to,
    limit: limit ? shownLimit(limit) : null,
    realtime: (await listPoints(tx, { ...of, period: 'realtime' })).map(shownPoint),
    minutes: (await listPoints(tx, { ...of, period: 'minute' })).map(shownPoint),
    hours: hours.map((h) => ({
      at: h.startAt,
      value: h.value === null ? null : Number(h.value),
      counts: h.counts,
      why: h.why,
      coverage: h.coveredMinutes,
      loggerValue: h.loggerValue === null ? null : Number(h.loggerValue),
      differs: h.differs,
      verdict: show(verdicts.get(h.startAt)),
    })),
    days: days.map((d) => ({
      day: d.day,
      value: d.value === null ? null : Number(d.value),
      counts: d.counts,
      why: d.why,
      verdict: show(dayVerdicts.get(startOfDay(d.day))),
    })),
    silences: await listSilences(tx, outletCode, from, to),
  };
}

function shownPoint(point: { at: Instant; value: number | null; mark: string | null; frame: number | null; revision: number }) {
  return { ...point, frame: point.frame === null ? null : String(point.frame) };
}

/** Why a verdict says what it says, down to the readings and their frames. */
async function explanationOf(tx: Tx, context: Context, id: number) {
  const { house } = context;
  const explained = await explain(tx, id, (verdict) => readAgain(tx, context, verdict));
  if (!explained) return refuse.notFound('判定', String(id));
  const { verdict, input, judged, same } = explained;
  const outlet = await find(tx, 'outlet', verdict.place);
  const day = dayOf(verdict.startAt);
  const medium = mediumOf(verdict.parameter);
  const rule = validityRule(house.law, medium, verdict.period, day);
  const made = await madeOf(tx, context, verdict);
  return {
    verdict: shownVerdict(house, verdict, judged.limit),
    place: { kind: 'outlet', id: verdict.place, name: placeName(outlet) },
    party: { kind: 'firm', id: verdict.party, name: await firmName(tx, verdict.party) },
    method: { ...DISCHARGE },
    lawRelease: verdict.lawRelease,
    inputHash: verdict.inputHash,
    limitsConsidered: input.limits.map((limit) => ({ ...shownLimit(limit), chosen: limit.id === judged.limit?.id })),
    arithmetic: [...made.arithmetic, ...judged.arithmetic],
    validity: { ...made.validity, rule: rule.says, cite: rule.cite, confidence: rule.confidence },
    inputs: made.inputs,
    recomputed: { outcome: judged.outcome, value: input.value === null ? null : Number(input.value), same },
  };
}

/** The inputs of a verdict of which only the hash was kept: the hour or day it names, and the limits of its day. */
async function readAgain(tx: Tx, context: Context, verdict: Verdict) {
  const outlet = await find(tx, 'outlet', verdict.place);
  const day = dayOf(verdict.startAt);
  const value =
    verdict.period === 'hour'
      ? await findHour(tx, verdict.stream, verdict.startAt, verdict.revision)
      : await findDay(tx, verdict.stream, day, verdict.revision);
  const input =
    value && outlet
      ? await inputFor(tx, context.house, {
          ...verdict,
          rule: String(outlet.detail.rule),
          day,
          value: value.value,
          counts: value.counts,
          why: value.why,
          unit: verdict.unit,
        })
      : null;
  return (
    input ?? {
      period: verdict.period,
      judgedBy: 'hour' as const,
      value: null,
      unit: verdict.unit,
      counts: false,
      why: '输入已不可读',
      limits: [],
    }
  );
}

const NOTHING_MADE = {
  arithmetic: [] as string[],
  validity: { counted: 0, due: 0, unit: '' },
  inputs: [] as z.input<typeof Explanation>['inputs'],
};

/** What the hour or day was made of: its readings with their frames, or its hours. */
async function madeOf(tx: Tx, context: Context, verdict: Verdict): Promise<typeof NOTHING_MADE> {
  const { house } = context;
  const day = dayOf(verdict.startAt);
  if (verdict.period === 'hour') {
    const hour = await findHour(tx, verdict.stream, verdict.startAt, verdict.revision);
    if (!hour) return NOTHING_MADE;
    const countsMark = house.validity.hour(mediumOf(verdict.parameter), day).countsMark;
    const readings = await inputsOfHour(tx, hour);
    const entered = readings.filter((r) => enters(r, countsMark));
    return {
      arithmetic: [
        `小时均值 = ${entered.length} 个计入的${hour.basis === 'minute' ? '分钟' : '实时'}值的算术平均 = ${hour.value ?? '—'} ${hour.unit}`,
      ],
      validity: { counted: hour.coveredMinutes, due: hour.dueMinutes, unit: '分钟' },
      inputs: readings.map((r) => ({ ...r, counts: enters(r, countsMark), frame: r.frame === null ? null : String(r.frame) })),
    };
  }
  const found = await findDay(tx, verdict.stream, day, verdict.revision);
  if (!found) return NOTHING_MADE;
  const hours = await hoursOfDay(tx, found);
  return {
    arithmetic: [
      `日均值 = ${found.coveredHours} 个有效小时的${found.weighted ? '流量加权' : '算术'}平均 = ${found.value ?? '—'} ${found.unit}`,
    ],
    validity: { counted: found.coveredHours, due: found.dueHours, unit: '小时' },
    inputs: hours.map((h) => ({
      observedAt: h.startAt,
      value: h.value === null ? null : Number(h.value),
      text: h.value ?? '—',
      mark: null,
      counts: h.counts,
      frame: null,
    })),
  };
}

interface LatestRow {
  station: Summary;
  value: Summary['latest'][number];
}
const latestRows = (items: Summary[]): LatestRow[] => items.flatMap((station) => station.latest.map((value) => ({ station, value })));
const LATEST_COLUMNS = [
  { name: '排污单位', of: (r: LatestRow) => r.station.firm.name },
  { name: '排放口', of: (r: LatestRow) => `${r.station.code} ${r.station.name}` },
  { name: '区县', of: (r: LatestRow) => r.station.districtName },
  { name: '因子', of: (r: LatestRow) => r.value.name },
  { name: '数值', of: (r: LatestRow) => r.value.text },
  { name: '单位', of: (r: LatestRow) => r.value.unit },
  { name: '标记', of: (r: LatestRow) => r.value.mark },
  { name: '时间', of: (r: LatestRow) => showInstant(r.value.observedAt, true) },
  { name: '许可限值', of: (r: LatestRow) => r.value.limit },
];
type HourShown = z.input<typeof Series>['hours'][number];
const HOUR_COLUMNS = [
  { name: '小时', of: (h: HourShown) => showInstant(h.at) },
  { name: '均值', of: (h: HourShown) => h.value },
  { name: '有效分钟', of: (h: HourShown) => h.coverage },
  { name: '是否计入', of: (h: HourShown) => (h.counts ? '是' : '否') },
  { name: '说明', of: (h: HourShown) => h.why },
  { name: '数采仪小时值', of: (h: HourShown) => h.loggerValue },
  { name: '判定', of: (h: HourShown) => h.verdict?.outcomeName ?? null },
];
