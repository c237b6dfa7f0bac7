/**
 * The registers of every programme through one set of routes: what a register declares is what its list, its form, its history, its import and its
 * export are. Whose rows they are is the store's scope; who may write is the declaration's `keepers`.
 */
import { z } from 'zod';
import { listFiles } from '../../../engines/case/index.ts';
import { type FactRecord, listFacts } from '../../../engines/plan/index.ts';
import {
  type AsOf,
  type Condition,
  complete,
  countBy,
  countEntries,
  countWaiting,
  end,
  type Finding,
  type Findings,
  find,
  findEver,
  type Handed,
  history,
  isFilter,
  keptFromHands,
  maskedFor,
  page,
  put,
  type Register,
  type Request,
  requestEnd,
  requestPut,
  type Value,
} from '../../../engines/registry/index.ts';
import { record } from '../../../foundation/audit/index.ts';
import { type Day, dayOf, isDay } from '../../../foundation/day.ts';
import { listNaming as listLinksTo } from '../../../foundation/links/index.ts';
import { isRefusal, orRollBack, type Refusal, Refused } from '../../../foundation/refusal.ts';
import { inTurn, type Tx } from '../../../foundation/store/store.ts';
import { type Asked, BUSINESS, type Context, type Route } from './context.ts';
import { readCsv, sendCsv } from './csv.ts';
import { inWordsOf, isPart, maySee, refuse, registerFor, shownEntries, shownRegister, summaryOf, whyNotWrite } from './entries.ts';
import { geometryOf } from './geometry.ts';
import { refuse as httpRefusals } from './problem.ts';
import {
  EntryDraft,
  EntryPage,
  type EntryShown,
  ImportOutcome,
  RegisterCounts,
  RegisterPage,
  Registers,
  Written,
} from './registers-contract.ts';
import { shownFile } from './shown.ts';

export const DayAsked = z.string().refine(isDay, '不是真实日期');
const Named = z.object({ register: z.string().max(64) });
const NamedEntry = Named.extend({ entry: z.string().min(1).max(300) });
/** How a list is narrowed, on its page, on the map and in its counts alike. */
const Narrowed = z.object({
  q: z.string().max(80).optional(),
  party: z.string().max(64).optional(),
  place: z.string().max(120).optional(),
  district: z.string().max(40).optional(),
  filter: z.string().max(600).optional().describe('declared fields as field:value, joined by ;'),
  day: DayAsked.optional(),
  knownAt: z.coerce.number().int().optional(),
});
type Narrow = Pick<z.infer<typeof Narrowed>, 'party' | 'place' | 'district'>;
export const narrowedTo = ({ party, place, district }: { [name in keyof Narrow]?: string | undefined }) => ({
  ...(party ? { parties: [party] } : {}),
  ...(place ? { places: [place] } : {}),
  ...(district ? { districts: [district] } : {}),
});
export const asOfAsked = ({ day, knownAt }: { day?: Day | undefined; knownAt?: number | undefined }): AsOf => ({
  ...(day ? { day } : {}),
  ...(knownAt ? { knownAt } : {}),
});
/** More values than this are no choice any more but a search. */
const MOST_CHOICES = 60;
/** Rows of one export or import: a whole register of a city, and no more than a request can carry. */
const MOST = 5_000;

export function registersRoutes(route: Route, context: Context): void {
  const { house, now } = context;
  const all = () => [...house.registers.values()];

  route({
    method: 'GET',
    url: '/api/registers',
    summary: '台账',
    tag: '台账',
    roles: BUSINESS,
    answers: Registers,
    run: ({ session, inScope }) =>
      inScope(async (tx) => {
        const counts = await countEntries(tx);
        return {
          items: all()
            .filter((register) => maySee(register, session.person.role))
            .map((register) => summaryOf(house, register, session.person, counts.get(register.id) ?? 0)),
        };
      }),
  });

  route({
    method: 'GET',
    url: '/api/registers/:register',
    summary: '一本台账：某日有效的登记项，可查找、筛选、排序、翻页、导出',
    tag: '台账',
    roles: BUSINESS,
    params: Named,
    query: Narrowed.extend({
      sort: z
        .string()
        .max(64)
        .default('code')
        .describe('code, name, party, district, validFrom, validTo or a declared field; - in front for descending'),
      cursor: z.string().max(600).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      format: z.enum(['json', 'csv']).default('json'),
    }),
    answers: RegisterPage,
    run: async ({ params, query, session, inScope, reply }) => {
      const register = registerFor(house, params.register, session.person);
      if (isRefusal(register)) return register;
      const answer = await inScope(async (tx) => {
        const descending = query.sort.startsWith('-');
        const sort = query.sort.replace(/^-/, '');
        const isCsv = query.format === 'csv';
        const masked = maskedFor(register, session.person.role);
        const read = await page(
          tx,
          register,
          {
            text: query.q,
            hidden: masked,
            ...narrowedTo(query),
            where: conditionsAsked(register, query.filter),
            sort: masked.includes(sort) ? 'code' : sort,
            descending,
            limit: isCsv ? MOST : query.limit,
            after: isCsv ? undefined : afterOf(query.cursor),
          },
          asOfAsked(query),
        );
        return {
          register: shownRegister(house, register, session.person, read.total, now(), (await countWaiting(tx)).get(register.id) ?? 0),
          items: await shownEntries(tx, house, read.entries, session.person),
          next: read.next ? Buffer.from(JSON.stringify(read.next)).toString('base64url') : null,
          total: read.total,
          asOf: { day: query.day ?? dayOf(now()), knownAt: query.knownAt ?? null },
        };
      });
      if (isRefusal(answer)) return answer;
      if (query.format === 'csv')
        sendCsv(
          reply,
          register.id,
          register.name,
          `${answer.asOf.day} 有效`,
          session.person.name,
          now(),
          columnsOf(register),
          answer.items,
        );
      return answer;
    },
  });

  route({
    method: 'GET',
    url: '/api/registers/:register/counts',
    summary: '一本台账各筛选项的个数：每项按其余条件统计',
    tag: '台账',
    roles: BUSINESS,
    params: Named,
    query: Narrowed,
    answers: RegisterCounts,
    run: async ({ params, query, session, inScope }) => {
      const register = registerFor(house, params.register, session.person);
      if (isRefusal(register)) return register;
      return inScope(async (tx) => {
        const hidden = maskedFor(register, session.person.role);
        const conditions = conditionsAsked(register, query.filter);
        const counted = (field: string, asked: Narrow, where: Condition[]) =>
          countBy(tx, register, field, { text: query.q, hidden, ...narrowedTo(asked), where }, asOfAsked(query), MOST_CHOICES);
        const fields = await inTurn(
          Object.entries(register.fields).filter(([id, field]) => isFilter(field) && !field.secret && !hidden.includes(id)),
          async ([id, field]) => {
            // What else could be chosen here is counted as if nothing had been.
            const found = await counted(
              id,
              query,
              conditions.filter((one) => one.field !== id),
            );
            const values = await inTurn(
              found.filter(({ value }) => value !== ''),
              async ({ value, n }) => ({
                value,
                n,
                name: field.type === 'ref' && field.of ? ((await findEver(tx, field.of, value))?.name ?? value) : value,
              }),
            );
            return { field: id, values };
          },
        );
        const districts = await counted('district', { ...query, district: undefined }, conditions);
        return {
          fields,
          districts: districts.map(({ value, n }) => ({ value, n, name: value === '*' ? '全市' : house.city.areaName(value) })),
        };
      });
    },
  });

  route({
    method: 'GET',
    url: '/api/registers/:register/:entry',
    summary: '一个登记项：当前内容、历次版本、提到它的办件与事实',
    tag: '台账',
    roles: BUSINESS,
    params: NamedEntry,
    query: z.object({ day: DayAsked.optional(), knownAt: z.coerce.number().int().optional() }),
    answers: EntryPage,
    run: async ({ params, query, session, inScope }) => {
      const register = registerFor(house, params.register, session.person);
      if (isRefusal(register)) return register;
      return inScope(async (tx) => {
        const versions = await history(tx, register, params.entry);
        if (!versions.length) return httpRefusals.notFound(register.name, params.entry);
        const entry = await find(tx, register, params.entry, {
          ...(query.day ? { day: query.day } : {}),
          ...(query.knownAt ? { knownAt: query.knownAt } : {}),
        });
        const self = { kind: register.id, id: params.entry };
        const naming = await listLinksTo(tx, self);
        const fileIds = [...new Set(naming.filter(({ from }) => from.kind === 'file').map(({ from }) => Number(from.id)))];
        const files = (await listFiles(tx, { ids: fileIds })).map((file) => shownFile(house, file, now()));
        return {
          register: shownRegister(house, register, session.person, 1, now()),
          entry: entry ? ((await shownEntries(tx, house, [entry], session.person))[0] ?? null) : null,
          geometry: entry ? geometryOf(entry) : null,
          versions: await shownEntries(tx, house, versions, session.person),
          files,
          links: [],
          facts: (await listFacts(tx, { ref: self })).filter(({ kind }) => !isPart(kind)).map((fact) => shownFact(context, fact)),
        };
      });
    },
  });

  route({
    method: 'POST',
    url: '/api/registers/:register/entries',
    summary: '登记、变更（自某日起）',
    tag: '台账',
    roles: BUSINESS,
    params: Named,
    body: z.object({ entry: EntryDraft, day: DayAsked, until: DayAsked.nullish(), says: z.string().max(500).default('') }),
    answers: Written,
    run: ({ params, body, session, request, inScope }) =>
      written(params.register, session.person, inScope, async (tx, register) => {
        if (register.approval) {
          const handed = await draftOf(tx, register, session.person, body.entry, null);
          if (handed.findings.length) return invalid(handed.findings);
          const { login: by, name: byName } = session.person;
          return asked(
            await requestPut(tx, register, handed.draft, {
              by,
              byName,
              at: now(),
              day: body.day,
              until: body.until ?? null,
              says: body.says,
              inherits: keptFrom(register, session.person),
            }),
          );
        }
        const done = await enter(tx, register, session.person, body.entry, body.day, body.until ?? null, null);
        if (done.kind === 'findings')
          return httpRefusals.invalid(done.findings.map(({ row, field, says, saysEn }) => ({ row, path: field, says, saysEn })));
        if (done.isChanged)
          await record(tx, {
            did: 'registry.entered',
            by: session.person.login,
            byName: session.person.name,
            about: { kind: register.id, id: done.entry.code },
            says: `登记${register.name}：${done.entry.name}，自 ${body.day} 起`,
            saysEn: `Entered in ${register.nameEn}: ${done.entry.name}, from ${body.day}`,
            party: done.entry.party,
            district: done.entry.district,
            at: now(),
            from: request.ip,
          });
        return { code: done.entry.code, changed: done.isChanged, request: null };
      }),
  });

  route({
    method: 'POST',
    url: '/api/registers/:register/end',
    summary: '终止一个登记项（自某日起）',
    tag: '台账',
    roles: BUSINESS,
    params: Named,
    body: z.object({ code: z.string().min(1).max(300), day: DayAsked, says: z.string().max(500).default('') }),
    answers: Written,
    run: ({ params, body, session, request, inScope }) =>
      written(params.register, session.person, inScope, async (tx, register) => {
        const before = (await history(tx, register, body.code)).at(-1);
        if (!before) return httpRefusals.notFound(register.name, body.code);
        if (register.approval) {
          const { login: by, name: byName } = session.person;
          return asked(await requestEnd(tx, register, body.code, { by, byName, at: now(), day: body.day, says: body.says }));
        }
        const done = await end(tx, register, body.code, { by: session.person.login, at: now(), day: body.day });
        if (done.kind === 'findings')
          return httpRefusals.invalid(done.findings.map(({ row, field, says, saysEn }) => ({ row, path: field, says, saysEn })));
        if (done.isChanged)
          await record(tx, {
            did: 'registry.ended',
            by: session.person.login,
            byName: session.person.name,
            about: { kind: register.id, id: body.code },
            says: `终止${register.name}：${before.name}，自 ${body.day} 起`,
            saysEn: `Ended in ${register.nameEn}: ${before.name}, from ${body.day}`,
            party: before.party,
            district: before.district,
            at: now(),
            from: request.ip,
          });
        return { code: body.code, changed: done.isChanged, request: null };
      }),
  });

  route({
    method: 'POST',
    url: '/api/registers/:register/import',
    summary: '批量登记：逐行逐项指出问题，其余照记；可先预览',
    tag: '台账',
    roles: BUSINESS,
    params: Named,
    body: z.object({ table: z.string().min(1).max(900_000), day: DayAsked, preview: z.boolean() }),
    answers: ImportOutcome,
    run: async ({ params, body, session, request, inScope }) => {
      let outcome: z.input<typeof ImportOutcome> | undefined;
      const answer = await written(params.register, session.person, inScope, async (tx, register) => {
        const rows = draftsOf(register, body.table);
        if (!rows)
          return refuse.unreadableTable(
            columnsOf(register)
              .map((column) => column.name)
              .join('、'),
          );
        outcome = { rows: rows.length, put: 0, unchanged: 0, findings: [], preview: body.preview };
        for (const [index, row] of rows.entries()) {
          const done = await enter(tx, register, session.person, row, row.day && isDay(row.day) ? row.day : body.day, null, index + 1);
          if (done.kind === 'findings')
            outcome.findings.push(
              ...done.findings.map(({ row: at, field, name, says, saysEn, value }) => ({
                row: at,
                field,
                name,
                says,
                saysEn,
                value: value === undefined ? null : String(value).slice(0, 200),
              })),
            );
          else if (done.isChanged) outcome.put += 1;
          else outcome.unchanged += 1;
        }
        // A preview writes like the real thing, so that it finds what the real thing would, and is then undone.
        if (body.preview) throw new Refused(PREVIEWED);
        if (outcome.put)
          await record(tx, {
            did: 'registry.imported',
            by: session.person.login,
            byName: session.person.name,
            about: { kind: 'register', id: register.id },
            says: `批量登记${register.name}：${outcome.put} 行记入，${outcome.findings.length} 处问题`,
            saysEn: `Imported into ${register.nameEn}: ${outcome.put} rows entered, ${outcome.findings.length} findings`,
            party: session.person.party,
            district: session.person.districts[0] ?? '*',
            at: now(),
            from: request.ip,
          });
        return outcome;
      });
      return isRefusal(answer) && answer.code === PREVIEWED.code && outcome ? outcome : answer;
    },
  });

  type Person = Asked<unknown, unknown, unknown>['session']['person'];

  /** Runs a write on a register this person may see and keep. */
  async function written<T>(
    id: string,
    person: Person,
    inScope: Asked<unknown, unknown, unknown>['inScope'],
    work: (tx: Tx, register: Register) => Promise<T | Refusal>,
  ): Promise<T | Refusal> {
    const register = registerFor(house, id, person);
    if (isRefusal(register)) return register;
    const why = whyNotWrite(register, person.role);
    if (why) return why;
    return inScope(async (tx) => orRollBack(await work(tx, register)) as T);
  }

  async function enter(
    tx: Tx,
    register: Register,
    person: Person,
    handed: z.infer<typeof EntryDraft>,
    day: Day,
    until: Day | null,
    row: number | null,
  ) {
    const { draft, findings } = await draftOf(tx, register, person, handed, row);
    if (findings.length) return { kind: 'findings' as const, findings };
    return put(tx, register, draft, { by: person.name, at: now(), day, until, row, inherits: keptFrom(register, person) });
  }

  /** What this role sees masked it does not write either: the mask must not come back as a value. What only files write stays as it is. */
  const keptFrom = (register: Register, person: Person) => [...maskedFor(register, person.role), ...keptFromHands(register)];
  const invalid = (findings: Finding[]) =>
    httpRefusals.invalid(findings.map(({ row, field, says, saysEn }) => ({ row, path: field, says, saysEn })));
  const asked = (outcome: Request | Findings | Refusal) =>
    isRefusal(outcome)
      ? outcome
      : 'findings' in outcome
        ? invalid(outcome.findings)
        : { code: outcome.code, changed: false, request: outcome.id };

  function draftOf(tx: Tx, register: Register, person: Person, handed: z.infer<typeof EntryDraft>, row: number | null) {
    const { fields, code, name, district, ...rest } = handed;
    const kept = keptFrom(register, person);
    const detail = Object.fromEntries(Object.entries(fields).filter(([id]) => !kept.includes(id)));
    const given: Handed = {
      ...rest,
      detail,
      ...(code ? { code } : {}),
      ...(name ? { name } : {}),
      ...(district ? { district: areaCode(district) } : {}),
    };
    return complete(tx, all(), register, given, { row });
  }

  /** A sheet names an area as people do, and may name the town; the record belongs to the county the town lies in. */
  function areaCode(given: string): string {
    return house.city.districtOf(given) ?? given;
  }
}

const PREVIEWED: Refusal = { kind: 'refusal', code: 'registers.previewed', status: 200, says: '预览完成', saysEn: 'Previewed' };

export function shownFact({ house }: Context, fact: FactRecord) {
  return {
    kind: fact.kind,
    kindName: house.factsName({ kind: fact.kind }),
    ref: fact.ref,
    name: fact.name,
    day: fact.day,
    amount: fact.amount === null ? null : Number(fact.amount),
    unit: fact.unit,
    status: fact.status,
  };
}

/** `kind:stack;kind:pipe;height:20..50;retiredOn:2024-01-01..`: several values of a field are either, a field with no value has none or any (`!`, `*`). */
export function conditionsAsked(register: Register, filter: string | undefined): Condition[] {
  const either = new Map<string, Value[]>();
  const asked: Condition[] = [];
  for (const part of (filter ?? '').split(';')) {
    const at = part.indexOf(':');
    const id = part.slice(0, at);
    const field = at > 0 && Object.hasOwn(register.fields, id) ? register.fields[id] : undefined;
    if (!field || field.secret) continue;
    const said = part.slice(at + 1);
    const typed = (text: string): Value | undefined => (text === '' ? undefined : field.type === 'number' ? numberOr(text) : text);
    if (said === '*' || said === '!') asked.push({ field: id, given: said === '*' });
    else if ((field.type === 'number' || field.type === 'day') && said.includes('..')) {
      const [from = '', to = ''] = said.split('..');
      asked.push({ field: id, from: typed(from), to: typed(to) });
    } else either.set(id, [...(either.get(id) ?? []), typed(said) ?? '']);
  }
  return [...asked, ...[...either].map(([field, is]) => ({ field, is }))];
}

/** What is no number is looked for and not found. */
const numberOr = (text: string): number => (Number.isFinite(Number(text)) ? Number(text) : Number.NEGATIVE_INFINITY);

function afterOf(cursor: string | undefined): { value: string; code: string } | undefined {
  if (!cursor) return undefined;
  try {
    const { value, code } = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as { value?: unknown; code?: unknown };
    if (typeof value === 'string' && typeof code === 'string') return { value, code };
  } catch {
    // Not one of ours: the list begins at its beginning.
  }
  return undefined;
}

type Shown = z.input<typeof EntryShown>;
/** The columns of a register's sheet, out and in: the spine it uses, then every field that is not secret. */
function columnsOf(register: Register) {
  const spine = [
    { name: '编号', of: (e: Shown) => e.code },
    { name: '名称', of: (e: Shown) => e.name },
    ...(register.party === 'self' || register.party === 'none' || register.shared
      ? []
      : [
          { name: '统一社会信用代码', of: (e: Shown) => e.party?.id ?? null },
          { name: '排污单位', of: (e: Shown) => e.party?.name ?? null },
        ]),
    ...(register.place === 'self' || register.place === 'none' || register.shared
      ? []
      : [{ name: '地点', of: (e: Shown) => e.place?.id ?? null }]),
    { name: '所属区县', of: (e: Shown) => e.districtName },
    ...(register.position
      ? [
          { name: '经度', of: (e: Shown) => e.lon },
          { name: '纬度', of: (e: Shown) => e.lat },
        ]
      : []),
    { name: '生效日', of: (e: Shown) => e.validFrom },
    { name: '失效日', of: (e: Shown) => e.validTo },
  ];
  const fields = Object.entries(register.fields)
    .filter(([, field]) => !field.secret)
    .map(([id, field]) => ({
      name: field.unit ? `${field.name}（${field.unit}）` : field.name,
      of: (e: Shown) => inWordsOf(register, e, id),
    }));
  return [...spine, ...fields];
}

type Row = z.infer<typeof EntryDraft> & { day?: string };

/** Rows of a sheet as drafts: the heading row is found by its names, so that what was exported can be filled in and handed in again. */
function draftsOf(register: Register, table: string): Row[] | null {
  const rows = readCsv(table);
  const fields = Object.entries(register.fields);
  const meaning = (heading: string): { spine: string } | { field: string } | null => {
    const plain = heading.trim().replace(/（[^（）]*）$/, '');
    const spine = { 编号: 'code', code: 'code', 名称: 'name', name: 'name', 统一社会信用代码: 'party', party: 'party', 地点: 'place', place: 'place', 所属区县: 'district', district: 'district', 经度: 'lon', lon: 'lon', 纬度: 'lat', lat: 'lat', 生效日: 'day', day: 'day' }[plain]; // biome-ignore format: one row of two languages
    if (spine) return { spine };
    const field = fields.find(([id, { name, nameEn }]) => [id, name, nameEn].some((one) => one === heading.trim() || one === plain));
    return field ? { field: field[0] } : null;
  };
  const at = rows.slice(0, 10).findIndex((row) => row.filter((cell) => meaning(cell)).length >= Math.min(2, fields.length + 1));
  if (at < 0) return null;
  const headings = (rows[at] as string[]).map(meaning);
  return rows
    .slice(at + 1, at + 1 + MOST)
    .filter((row) => !['合计', 'Total'].includes(row[0]?.trim() ?? ''))
    .map((row) => {
      const draft: Row = { fields: {} };
      for (const [i, heading] of headings.entries()) {
        const value = (row[i] ?? '').trim().replace(/^'(?=[=+\-@])/, '');
        if (!heading || value === '') continue;
        if ('field' in heading) draft.fields[heading.field] = cellValue(register, heading.field, value);
        else if (heading.spine === 'lon' || heading.spine === 'lat') draft[heading.spine] = Number(value);
        else if (heading.spine === 'day') draft.day = value;
        else draft[heading.spine as 'code'] = value;
      }
      return draft;
    });
}

/** A reference is exported with the name of what it leads to behind its code. */
function cellValue(register: Register, id: string, value: string): string {
  return register.fields[id]?.type === 'ref' ? (value.split(' ')[0] as string) : value;
}
