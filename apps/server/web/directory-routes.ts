/** Who exists where and who may do what, as of a day: read by all officials; areas, bodies and posts changed by the system administrator, powers by the security administrator. */
import { z } from 'zod';
import { ADMINISTRATORS, findAccount, OFFICIALS, type Person } from '../../../foundation/access/index.ts';
import { type Day, dayOf, isDay } from '../../../foundation/day.ts';
import {
  type Area,
  allOn,
  areaName,
  areaOn,
  type Body,
  bodyName,
  change,
  columnsOf,
  type Directory,
  directoryRefusals,
  historyOf,
  holdsOn,
  LEVELS,
  listAreas,
  listBodies,
  listChanges,
  listGaps,
  listOverlaps,
  loadDirectory,
  type Matter,
  type Order,
  openForChange,
  type Power,
  parentOf,
  type RollUp as RollUpOf,
  readSheet,
  rollUp,
  type Sort,
  write,
} from '../../../foundation/directory/index.ts';
import { ref } from '../../../foundation/ref.ts';
import { isRefusal, type Refusal } from '../../../foundation/refusal.ts';
import type { Tx } from '../../../foundation/store/store.ts';
import type { Context, Route } from './context.ts';
import { readCsv, sendCsv } from './csv.ts';
import {
  AreasShown,
  AreaWhole,
  BodiesShown,
  BodyWhole,
  Changed,
  DirectoryOrder,
  PowerOrder,
  PowerSheetGiven,
  PowersShown,
  RollUp,
  SheetGiven,
  SheetOutcome,
} from './directory-contract.ts';
import { refuse } from './problem.ts';

const READERS = [...OFFICIALS, ...ADMINISTRATORS];
const DayAsked = z.string().refine(isDay, '不是真实日期').optional();
const Format = z.enum(['json', 'csv']).default('json');

const KINDS: Record<string, string> = {
  bureau: '局机关',
  office: '处室',
  watch: '值守机构',
  enforcementTeam: '执法队',
  monitoringStation: '监测机构',
  branch: '分局',
};

export function directoryRoutes(route: Route, context: Context): void {
  const { house, now } = context;
  const { matters } = house;
  const by = (person: Person, ip: string) => ({ login: person.login, name: person.name, at: now(), from: ip });
  const dayAsked = (day: Day | undefined) => day ?? dayOf(now());

  route({
    method: 'GET',
    url: '/api/directory/areas',
    summary: '区划：某日的树，按行政或管理口径',
    tag: '机构与区划',
    roles: READERS,
    query: z.object({ day: DayAsked, rollUp: RollUp.default('management'), format: Format }),
    answers: AreasShown,
    run: async ({ query, inScope, reply, session }) => {
      const directory = await inScope((tx) => loadDirectory(tx));
      if (isRefusal(directory)) return directory;
      const day = dayAsked(query.day);
      const items = treeOf(directory, day, query.rollUp).map(({ area, depth }) => areaShown(directory, area, depth, day, query.rollUp));
      if (query.format === 'csv')
        sendCsv(reply, 'areas', '区划', day, session.person.name, now(), columnsOf('areas', directory, matters, day) as never, items);
      return { day, rollUp: query.rollUp, version: directory.version, items };
    },
  });

  route({
    method: 'GET',
    url: '/api/directory/areas/:code',
    summary: '一个区划：上级、所在、沿革',
    tag: '机构与区划',
    roles: READERS,
    params: z.object({ code: z.string().max(20) }),
    query: z.object({ day: DayAsked }),
    answers: AreaWhole,
    run: ({ params, query, inScope }) =>
      inScope(async (tx) => {
        const directory = await loadDirectory(tx);
        const day = dayAsked(query.day);
        const area = areaOn(directory, params.code, day) ?? directory.areas.get(params.code)?.at(-1);
        if (!area) return refuse.notFound('区划', params.code);
        const names = (of: RollUpOf) => rollUp(directory, params.code, day, of).map((one) => one.name);
        return {
          ...areaShown(directory, area, 0, day, 'management'),
          above: { administrative: names('administrative'), management: names('management') },
          versions: await historyOf(tx, 'areas', params.code),
          changes: await listChanges(tx, ref('area', params.code)),
        };
      }),
  });

  route({
    method: 'GET',
    url: '/api/directory/bodies',
    summary: '机构：某日的单位',
    tag: '机构与区划',
    roles: READERS,
    query: z.object({ day: DayAsked, area: z.string().max(20).optional(), q: z.string().max(80).optional(), format: Format }),
    answers: BodiesShown,
    run: async ({ query, inScope, reply, session }) => {
      const directory = await inScope((tx) => loadDirectory(tx));
      if (isRefusal(directory)) return directory;
      const day = dayAsked(query.day);
      const items = listBodies(directory, day)
        .filter((body) => (!query.area || body.area === query.area) && (!query.q || body.name.includes(query.q)))
        .map((body) => bodyShown(directory, body, day));
      if (query.format === 'csv')
        sendCsv(reply, 'bodies', '机构', day, session.person.name, now(), columnsOf('bodies', directory, matters, day) as never, items);
      return { day, version: directory.version, items };
    },
  });

  route({
    method: 'GET',
    url: '/api/directory/bodies/:id',
    summary: '一个单位：职务、权限、沿革',
    tag: '机构与区划',
    roles: READERS,
    params: z.object({ id: z.string().max(64) }),
    query: z.object({ day: DayAsked }),
    answers: BodyWhole,
    run: ({ params, query, inScope }) =>
      inScope(async (tx) => {
        const directory = await loadDirectory(tx);
        const day = dayAsked(query.day);
        const versions = directory.bodies.get(params.id);
        const body = versions?.find((one) => holdsOn(one, day)) ?? versions?.at(-1);
        if (!body) return refuse.notFound('单位', params.id);
        return {
          ...bodyShown(directory, body, day),
          people: allOn(directory.posts, day).filter((post) => post.body === params.id),
          powers: allOn(directory.powers, day)
            .filter((power) => power.body === params.id)
            .map((power) => powerShown(directory, matters, power, day)),
          versions: await historyOf(tx, 'bodies', params.id),
          changes: await listChanges(tx, ref('body', params.id)),
        };
      }),
  });

  route({
    method: 'GET',
    url: '/api/directory/powers',
    summary: '权限表：事项 × 区划 × 单位，某日有效；空白与重叠一并列出',
    tag: '机构与区划',
    roles: READERS,
    query: z.object({
      day: DayAsked,
      matter: z.string().max(64).optional(),
      area: z.string().max(20).optional(),
      body: z.string().max(64).optional(),
      format: Format,
    }),
    answers: PowersShown,
    run: async ({ query, inScope, reply, session }) => {
      const directory = await inScope((tx) => loadDirectory(tx));
      if (isRefusal(directory)) return directory;
      const day = dayAsked(query.day);
      const all = allOn(directory.powers, day);
      const items = all
        .filter(
          (one) =>
            (!query.matter || one.matter === query.matter) &&
            (!query.area || one.area === query.area) &&
            (!query.body || one.body === query.body),
        )
        .map((power) => powerShown(directory, matters, power, day));
      if (query.format === 'csv')
        sendCsv(reply, 'powers', '权限表', day, session.person.name, now(), columnsOf('powers', directory, matters, day) as never, items);
      return {
        day,
        version: directory.version,
        matters: matters.map((matter) => ({ ...matter, powers: all.filter((one) => one.matter === matter.id).length })),
        items,
        gaps: query.body
          ? []
          : listGaps(directory, neededOf(matters), day)
              .filter((gap) => (!query.matter || gap.matter === query.matter) && (!query.area || gap.area === query.area))
              .map((gap) => ({
                ...gap,
                matterName: matterOf(matters, gap.matter).name,
                actName: actName(matters, gap.matter, gap.act),
                areaName: areaName(directory, gap.area, day),
              })),
      };
    },
  });

  route({
    method: 'POST',
    url: '/api/directory/changes',
    summary: '变更区划、单位或职务（写明生效日，不覆盖）',
    tag: '机构与区划',
    roles: ['admin'],
    body: DirectoryOrder,
    answers: Changed,
    run: async ({ body, session, request, once }) => {
      const order = await named(body, session.person);
      return isRefusal(order) ? order : once((tx) => changed(tx, order, matters, by(session.person, request.ip)));
    },
  });

  route({
    method: 'POST',
    url: '/api/directory/powers',
    summary: '变更权限（写明生效日，不覆盖）',
    tag: '机构与区划',
    roles: ['security'],
    body: PowerOrder,
    answers: Changed,
    run: ({ body, session, request, once }) => once((tx) => changed(tx, body, matters, by(session.person, request.ip))),
  });

  const imported = async (tx: Tx, sort: Sort, given: z.output<typeof PowerSheetGiven>, person: Person, ip: string) => {
    const before = await openForChange(tx);
    if (isRefusal(before)) return before;
    const sheet = readSheet(sort, readCsv(given.table), before, matters, given.day);
    if (!sheet)
      return directoryRefusals.unreadableSheet(
        columnsOf(sort, before, matters, given.day)
          .map(({ name }) => name)
          .join('、'),
      );
    const { after, ...outcome } = sheet;
    const isWritten = sheet.changed > 0 && (given.write === 'good' || (given.write === 'whole' && !sheet.findings.length));
    if (isWritten) {
      const name = { areas: '区划', bodies: '机构', powers: '权限' }[sort];
      const told = {
        did: `${sort}Imported`,
        about: ref('directory', sort),
        says: `批量登记${name}：${sheet.changed} 行记入，${sheet.findings.length} 处问题`,
        saysEn: `Imported ${sort}: ${sheet.changed} rows entered, ${sheet.findings.length} findings`,
      };
      await write(tx, before, after, told, by(person, ip));
    }
    return { ...outcome, written: isWritten };
  };

  route({
    method: 'POST',
    url: '/api/directory/import',
    summary: '批量登记区划或机构：逐行逐项指出问题，可先预览',
    tag: '机构与区划',
    roles: ['admin'],
    body: SheetGiven,
    answers: SheetOutcome,
    run: ({ body, session, request, once }) => once((tx) => imported(tx, body.what, body, session.person, request.ip)),
  });

  route({
    method: 'POST',
    url: '/api/directory/powers/import',
    summary: '批量登记权限：逐行逐项指出问题，可先预览',
    tag: '机构与区划',
    roles: ['security'],
    body: PowerSheetGiven,
    answers: SheetOutcome,
    run: ({ body, session, request, once }) => once((tx) => imported(tx, 'powers', body, session.person, request.ip)),
  });

  /** A post refers to a login; the person's name is the account's. */
  async function named(order: z.output<typeof DirectoryOrder>, person: Person): Promise<Order | Refusal> {
    if (order.kind !== 'post') return order;
    const { login } = order.post;
    const account = await context.system.tx((tx) => findAccount(tx, person, login, now()));
    return account ? { kind: 'post', post: { ...order.post, personName: account.name } } : refuse.notFound('账号', login);
  }

  /** What somebody must be able to do: the acts that procedures ask for. */
  function neededOf(all: Matter[]): Matter[] {
    const asked = (matter: string, act: string) =>
      house.procedures.some((one) => one.matter === matter && Object.values(one.steps).some((step) => step.power === act));
    return all.map((matter) => ({ ...matter, acts: matter.acts.filter((act) => asked(matter.id, act.id)) }));
  }
}

async function changed(tx: Tx, order: Order, matters: readonly Matter[], by: Parameters<typeof change>[3]) {
  const before = await openForChange(tx);
  if (isRefusal(before)) return before;
  const after = await change(tx, order, matters, by);
  return isRefusal(after) ? after : { changed: after.version !== before.version, version: after.version };
}

/** Areas as a tree reads: each before what lies below it. */
function treeOf(directory: Directory, day: Day, by: RollUpOf): { area: Area; depth: number }[] {
  const areas = listAreas(directory, day);
  const below = (code: string | null, depth: number): { area: Area; depth: number }[] =>
    depth > LEVELS.length * 2
      ? []
      : areas.filter((area) => parentOf(area, by) === code).flatMap((area) => [{ area, depth }, ...below(area.code, depth + 1)]);
  return below(null, 0);
}

function areaShown(directory: Directory, area: Area, depth: number, day: Day, by: RollUpOf) {
  return {
    ...area,
    depth,
    parent: parentOf(area, by),
    liesInNames: area.liesIn.map((code) => areaName(directory, code, day)),
    bodies: listBodies(directory, day)
      .filter((body) => body.area === area.code)
      .map(({ id, name }) => ({ id, name })),
  };
}

function bodyShown(directory: Directory, body: Body, day: Day) {
  return {
    ...body,
    kindName: KINDS[body.kind] ?? body.kind,
    areaName: areaName(directory, body.area, day),
    parentName: body.parent && bodyName(directory, body.parent, day),
    posts: allOn(directory.posts, day).filter((post) => post.body === body.id).length,
  };
}

const matterOf = (matters: readonly Matter[], id: string): Matter => matters.find((one) => one.id === id) ?? { id, name: id, acts: [] };
const actName = (matters: readonly Matter[], matter: string, act: string) =>
  matterOf(matters, matter).acts.find((one) => one.id === act)?.name ?? act;

function powerShown(directory: Directory, matters: readonly Matter[], power: Power, day: Day) {
  return {
    ...power,
    matterName: matterOf(matters, power.matter).name,
    areaName: areaName(directory, power.area, day),
    bodyName: bodyName(directory, power.body, day),
    mayNames: power.may.map((act) => actName(matters, power.matter, act)),
    delegatedByName: power.delegatedBy && bodyName(directory, power.delegatedBy, day),
    overlaps: listOverlaps(directory, day)
      .filter(({ rows }) => rows.some((row) => row.id === power.id))
      .map(({ rows }) => bodyName(directory, (rows.find((row) => row.id !== power.id) as Power).body, day)),
  };
}
