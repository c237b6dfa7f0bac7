import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  BASES_EN,
  type FactRecord,
  type FigureMade,
  figureOf,
  parseTemplate,
  recordsOf,
  writeReport,
} from '../../../engines/plan/index.ts';
import { list } from '../../../engines/registry/index.ts';
import { dayOf, yearOf } from '../../../foundation/day.ts';
import { isRefusal } from '../../../foundation/refusal.ts';
import { inTurn } from '../../../foundation/store/store.ts';
import { CITY_FOLDER } from '../city.ts';
import { type Context, OFFICIALS, type Route } from './context.ts';
import { Figure, FigureRecords, Report } from './contract.ts';
import { sendCsv } from './csv.ts';
import { maySeeFact } from './entries.ts';
import { openableRef } from './file-routes.ts';
import { refuse } from './problem.ts';

/** Records shown of one figure; all of them are in its sheet. */
const SHOWN = 1_000;
const Year = z.coerce.number().int().min(2000).max(2100).optional();

export function reportRoutes(route: Route, context: Context): void {
  const { house, now } = context;
  const template = parseTemplate(readFileSync(join(CITY_FOLDER, 'report.md'), 'utf8'), house.indicators);
  const yearAsked = (year: number | undefined) => year ?? yearOf(dayOf(now()));

  route({
    method: 'GET',
    url: '/api/figures',
    summary: '指标',
    tag: '计划与报告',
    roles: OFFICIALS,
    query: z.object({ year: Year }),
    answers: z.object({ items: z.array(Figure) }),
    run: ({ query, inScope }) =>
      inScope(async (tx) => {
        const items = [];
        for (const indicator of house.indicators)
          items.push(shownFigure(await figureOf(tx, indicator, yearAsked(query.year), now(), house.factsName)));
        return { items };
      }),
  });

  route({
    method: 'GET',
    url: '/api/figures/:id',
    summary: '一个指标的记录',
    tag: '计划与报告',
    roles: OFFICIALS,
    params: z.object({ id: z.string().max(64) }),
    query: z.object({ year: Year, format: z.enum(['json', 'csv']).default('json') }),
    answers: FigureRecords,
    run: async ({ params, query, inScope, reply, session }) => {
      const indicator = house.indicators.find((i) => i.id === params.id);
      if (!indicator) return refuse.notFound('指标', params.id);
      const year = yearAsked(query.year);
      const answer = await inScope(async (tx) => {
        const figure = await figureOf(tx, indicator, year, now(), house.factsName);
        const firms = new Map((await list(tx, 'firm')).map((f) => [f.code, f.name]));
        const outlets = new Map((await list(tx, 'outlet')).map((o) => [o.code, `${o.detail.number} ${o.name}`]));
        // What is counted of a register is named only to whoever may open it.
        const named = (r: FactRecord): FactRecord =>
          maySeeFact(house, r, session.person.role)
            ? r
            : { ...r, ref: { kind: r.ref.kind, id: '—' }, name: house.registers.get(r.ref.kind)?.name ?? '', party: null };
        const counted = await recordsOf(tx, indicator, year, query.format === 'csv' ? null : SHOWN);
        const records = await inTurn(counted.map(named), async (r) => ({
          ref: query.format === 'csv' ? r.ref : await openableRef(tx, r.ref),
          name: r.name,
          party: r.party === null ? null : (firms.get(r.party) ?? r.party),
          place: r.place === null ? null : (outlets.get(r.place) ?? r.place),
          district: house.city.areaName(r.district),
          day: r.day,
          amount: r.amount === null ? null : Number(r.amount),
          unit: r.unit,
          status: indicator.of.how === 'ratio' ? (r.counted ? '计入' : '未计入') : r.status === 'late' ? '逾期' : '正常',
        }));
        return { figure: shownFigure(figure), records };
      });
      if (isRefusal(answer)) return answer;
      if (query.format === 'csv') {
        sendCsv(
          reply,
          `figure-${params.id}`,
          indicator.name,
          `${year} 年，${indicator.scope}`,
          session.person.name,
          now(),
          RECORD_COLUMNS,
          answer.records,
        );
      }
      return answer;
    },
  });

  route({
    method: 'GET',
    url: '/api/report',
    summary: '年度报告',
    tag: '计划与报告',
    roles: OFFICIALS,
    query: z.object({ year: Year }),
    answers: Report,
    run: ({ query, session, inScope }) =>
      inScope(async (tx) => {
        const written = await writeReport(tx, template, house.indicators, yearAsked(query.year), now(), house.factsName);
        const isWhole = session.person.districts.includes('*');
        return {
          ...written,
          paragraphs: written.paragraphs.map((p) => p.map((part) => ('text' in part ? part : { figure: shownFigure(part.figure) }))),
          note: `${context.runtime.demo ? '演示数据，非真实记录。' : ''}${isWhole ? '' : '仅含您所属区域的记录。'}数据截至生成时刻，每个数字可点开查看记录。`,
        };
      }),
  });
}

export function shownFigure(made: FigureMade): z.input<typeof Figure> {
  const { id, name, nameEn, unit, unitEn, basis, scope, scopeEn, office, officeEn } = made.indicator;
  return {
    id,
    name,
    nameEn,
    value: made.value,
    text: made.text,
    unit,
    unitEn,
    basis,
    basisEn: BASES_EN[basis],
    scope: `${scope}（${office}）`,
    scopeEn: `${scopeEn} (${officeEn})`,
    asOf: made.asOf,
    formula: made.formula,
    records: made.records,
  };
}

type RecordShown = z.input<typeof FigureRecords>['records'][number];
const RECORD_COLUMNS = [
  { name: '日期', of: (r: RecordShown) => r.day },
  { name: '记录', of: (r: RecordShown) => r.name },
  { name: '排污单位', of: (r: RecordShown) => r.party },
  { name: '点位', of: (r: RecordShown) => r.place },
  { name: '区县', of: (r: RecordShown) => r.district },
  { name: '数量', of: (r: RecordShown) => r.amount },
  { name: '单位', of: (r: RecordShown) => r.unit },
  { name: '状态', of: (r: RecordShown) => r.status },
];
