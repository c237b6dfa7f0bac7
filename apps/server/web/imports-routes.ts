/** Sheets into registers, and duplicates into one: what a person asks for and sees. The work itself is that of jobs (imports.ts). */
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import {
  type Batch,
  type BatchRow,
  countToEnter,
  DATUMS,
  findBatch,
  findMerge,
  holdBatch,
  listBatches,
  listBatchRows,
  listMerges,
  type Merge,
  maskedFor,
  meaningsOf,
  merge,
  noteBatch,
  noteDecision,
  openBatch,
  type Register,
  unmerge,
} from '../../../engines/registry/index.ts';
import { type Person, scopeOf } from '../../../foundation/access/index.ts';
import { record } from '../../../foundation/audit/index.ts';
import { isDay, showInstant } from '../../../foundation/day.ts';
import { uploadsOf } from '../../../foundation/files/index.ts';
import { isRefusal, type Refusal, refusals } from '../../../foundation/refusal.ts';
import type { Tx } from '../../../foundation/store/store.ts';
import { columnName, writeSheet } from '../../../gateways/files/index.ts';
import { beginSheet, orderImport } from '../imports.ts';
import { BUSINESS, type Context, type Route } from './context.ts';
import { sendCsv } from './csv.ts';
import { registerFor, whyNotWrite } from './entries.ts';
import { Group, ImportRows, ImportShown, Imports, MergeShown, Merges } from './imports-contract.ts';
import { refuse as httpRefusals } from './problem.ts';

const refuse = refusals('imports', {
  noSuchBatch: (id: string) => ({
    status: 404,
    says: `没有编号为 ${id} 的批量登记，或不在您的范围内`,
    saysEn: `There is no import ${id} in your scope`,
    do: '从台账的批量登记页打开',
    doEn: 'Open it from the page of imports of its register',
  }),
  byAnother: (name: string) => ({
    status: 403,
    says: `这份表格由${name}上传，由其本人办理`,
    saysEn: 'Somebody else has handed this sheet in, and goes on with it',
    do: '请本人继续，或自行重新上传',
    doEn: 'Ask them to go on, or hand the sheet in yourself',
  }),
  needsApproval: (register: string) => ({
    status: 409,
    says: `${register}的改动须经另一人同意，不能批量登记`,
    saysEn: 'Changes of this register wait for another person and cannot be imported',
    do: '逐项登记，由同意人办理',
    doEn: 'Enter them one by one',
  }),
  notNow: (state: string) => ({
    says: `这份表格正在“${state}”，现在不能这样办理`,
    saysEn: 'This cannot be done with the sheet as it stands now',
    do: '刷新页面查看进展',
    doEn: 'Reload to see how far it is',
  }),
  unmapped: () => ({
    status: 422,
    says: '没有一列对应台账的栏目，或没有选择工作表',
    saysEn: 'No column means anything yet, or no sheet has been chosen',
    do: '选择工作表和表头行，逐列指定栏目',
    doEn: 'Choose the sheet and its heading row, and say what each column means',
  }),
  notMerged: (says: string, saysEn: string) => ({ status: 422, says, saysEn }),
  alreadyUndone: () => ({ says: '这次合并已撤销', saysEn: 'This merge has been undone', do: '刷新页面查看', doEn: 'Reload to see' }),
});

const STATES: Record<Batch['state'], string> = { chosen: '选定栏目', reading: '读取', waiting: '待确认', entering: '登记', done: '已登记', cancelled: '已取消', failed: '读取失败', undoing: '撤销', undone: '已撤销' }; // biome-ignore format: a word each
const SPINE: Record<string, [string, string]> = {
  '@code': ['编号', 'Code'],
  '@name': ['名称', 'Name'],
  '@party': ['统一社会信用代码', 'Credit code of the firm'],
  '@place': ['地点', 'Place'],
  '@district': ['所属区县', 'District'],
  '@lon': ['经度', 'Longitude'],
  '@lat': ['纬度', 'Latitude'],
  '@datum': ['坐标系', 'Datum'],
  '@day': ['生效日', 'Valid from'],
  '@until': ['失效日', 'Valid until'],
};
const WHY_NOT: Record<string, [string, string]> = {
  same: ['两个编号相同', 'Both codes are the same'],
  noKeep: ['保留的编号当日没有有效登记', 'The code to be kept holds nothing on that day'],
  noGone: ['并入的编号当日没有有效登记', 'The code to be merged holds nothing on that day'],
  beyond: ['辖区外还有登记引用它，由上一级合并', 'Entries outside your scope name it; a wider scope must merge it'],
};
const DayAsked = z.string().refine(isDay, '不是真实日期');
const one = z.object({ id: z.coerce.number().int().positive() });
const named = z.object({ register: z.string().max(64) });
/** Findings of one sheet that are handed out. */
const MOST_FINDINGS = 20_000;

export function importsRoutes(route: Route, context: Context): void {
  const { house, files, now, system } = context;
  type Scoped = <T>(work: (tx: Tx) => Promise<T | Refusal>) => Promise<T | Refusal>;

  function writable(id: string, person: Person): Register | Refusal {
    const register = registerFor(house, id, person);
    if (isRefusal(register)) return register;
    return whyNotWrite(register, person.role) ?? (register.approval ? refuse.needsApproval(register.name) : register);
  }

  /** A batch of a register this person may see, held, in one of these states. */
  async function held(tx: Tx, id: number, person: Person, states: Batch['state'][], isOwn = true): Promise<Batch | Refusal> {
    const batch = await holdBatch(tx, id);
    if (!batch) return refuse.noSuchBatch(String(id));
    const register = writable(batch.register, person);
    if (isRefusal(register)) return register;
    if (isOwn && batch.byLogin !== person.login) return refuse.byAnother(batch.byName);
    return states.includes(batch.state) ? batch : refuse.notNow(STATES[batch.state]);
  }

  async function shown(tx: Tx, batch: Batch, person: Person): Promise<z.input<typeof ImportShown>> {
    const register = house.registers.get(batch.register) as Register;
    const { id, headings, at, endedAt, byName, scope: _, pass: __, ...rest } = batch;
    const nameOf = (as: string): [string, string] => {
      const field = register.fields[as];
      return SPINE[as] ?? [field?.name ?? as, field?.nameEn ?? as];
    };
    const toEnter = batch.state === 'waiting' ? await countToEnter(tx, batch) : batch.toEnter;
    const { fileName, format, encoding, sheets, sheet, headingRow, day, datum, state, rowsRead, counts, notes, error } = rest;
    const { entered, unchanged, refused, undone, kept } = rest;
    return {
      ...{
        id: String(id),
        register: register.id,
        registerName: register.name,
        registerNameEn: register.nameEn,
        fileName,
        format,
        encoding,
      },
      ...{
        sheets,
        sheet,
        headingRow,
        day,
        datum,
        state,
        rowsRead,
        counts,
        notes,
        error,
        toEnter,
        entered,
        unchanged,
        refused,
        undone,
        kept,
      },
      headings: headings.map(({ column, says, as, sample }) => ({ column: columnName(column), index: column, says, as, sample })),
      meanings: meaningsOf(register).map((as) => ({ as, name: nameOf(as)[0], nameEn: nameOf(as)[1] })),
      hasPosition: register.position === true,
      by: byName,
      mine: batch.byLogin === person.login,
      at,
      endedAt,
    };
  }

  route({
    method: 'GET',
    url: '/api/registers/:register/imports',
    summary: '一本台账的批量登记',
    tag: '台账',
    roles: BUSINESS,
    params: named,
    answers: Imports,
    run: async ({ params, session: { person }, inScope }) => {
      const register = registerFor(house, params.register, person);
      if (isRefusal(register)) return register;
      return inScope(async (tx) => {
        const items: z.input<typeof ImportShown>[] = [];
        for (const batch of await listBatches(tx, register.id)) items.push(await shown(tx, batch, person));
        return { items };
      });
    },
  });

  route({
    method: 'POST',
    url: '/api/registers/:register/imports',
    summary: '批量登记：选定已上传的表格（XLSX、CSV）',
    tag: '台账',
    roles: BUSINESS,
    params: named,
    body: z.object({ upload: z.string().max(20), day: DayAsked, datum: z.enum(DATUMS).default('CGCS2000') }),
    answers: ImportShown,
    run: async ({ params, body, session: { person }, request, inScope }) => {
      const register = writable(params.register, person);
      if (isRefusal(register)) return register;
      const uploads = await inScope((tx) => uploadsOf(tx, [body.upload], person, 'sheet'));
      if (isRefusal(uploads)) return uploads;
      const [upload] = uploads;
      if (!upload) return refuse.noSuchBatch(body.upload);
      const of = { file: upload.hash, fileName: upload.name };
      const begun = await beginSheet(files, register, of);
      if (isRefusal(begun)) return begun;
      return inScope(async (tx) => {
        const district = person.districts.find((code) => code !== '*') ?? house.city.code;
        const batch = await openBatch(tx, {
          ...of,
          ...begun,
          register: register.id,
          day: body.day,
          datum: body.datum,
          scope: scopeOf(person),
          role: person.role,
          byLogin: person.login,
          byName: person.name,
          party: person.party,
          district,
          at: now(),
        });
        await told(tx, batch, register, 'registry.sheetChosen', person, request.ip, `选定表格“${batch.fileName}”，准备批量登记${register.name}`, `Chose a sheet for ${register.nameEn}`); // biome-ignore format: one sentence
        return shown(tx, batch, person);
      });
    },
  });

  route({
    method: 'GET',
    url: '/api/imports/:id',
    summary: '一次批量登记：栏目、比对结果、进度',
    tag: '台账',
    roles: BUSINESS,
    params: one,
    answers: ImportShown,
    run: ({ params, session: { person }, inScope }) =>
      inScope(async (tx) => {
        const batch = await findBatch(tx, params.id);
        if (!batch) return refuse.noSuchBatch(String(params.id));
        const register = registerFor(house, batch.register, person);
        return isRefusal(register) ? register : shown(tx, batch, person);
      }),
  });

  route({
    method: 'POST',
    url: '/api/imports/:id/choose',
    summary: '批量登记：选工作表、表头行，逐列指定栏目',
    tag: '台账',
    roles: BUSINESS,
    params: one,
    body: z.object({
      sheet: z.string().max(200).optional(),
      headingRow: z.number().int().min(1).max(1_000).optional(),
      headings: z
        .array(z.object({ index: z.number().int().min(0).max(199), as: z.string().max(64).nullable() }))
        .max(200)
        .optional(),
      day: DayAsked.optional(),
      datum: z.enum(DATUMS).optional(),
    }),
    answers: ImportShown,
    run: async ({ params, body, session: { person }, inScope }) => {
      const states: Batch['state'][] = ['chosen', 'waiting', 'failed'];
      const before = await inScope((tx) => held(tx, params.id, person, states));
      if (isRefusal(before)) return before;
      const register = house.registers.get(before.register) as Register;
      const sheet = body.sheet ?? before.sheet;
      const isAnew =
        (body.sheet !== undefined && body.sheet !== before.sheet) ||
        (body.headingRow !== undefined && body.headingRow !== before.headingRow);
      const begun = isAnew ? await beginSheet(files, register, before, { sheet, headingRow: body.headingRow ?? null }) : before;
      if (isRefusal(begun)) return begun;
      const allowed = new Set(meaningsOf(register));
      const asked = new Map((body.headings ?? []).map(({ index, as }) => [index, as && allowed.has(as) ? as : null]));
      const taken = new Set<string>();
      const headings = begun.headings.map(({ otherUnit, ...one }) => {
        const as = asked.has(one.column) ? (asked.get(one.column) ?? null) : one.as;
        if (as === null || taken.has(as)) return { ...one, as: null };
        taken.add(as);
        return { ...one, as, ...(otherUnit && as === one.as ? { otherUnit } : {}) };
      });
      return inScope(async (tx) => {
        const batch = await held(tx, params.id, person, states);
        if (isRefusal(batch)) return batch;
        const changes = {
          sheet: begun.sheet,
          headingRow: begun.headingRow,
          headings,
          day: body.day ?? batch.day,
          datum: body.datum ?? batch.datum,
          state: 'chosen' as const,
          error: null,
        };
        await noteBatch(tx, batch.id, changes);
        return shown(tx, { ...batch, ...changes }, person);
      });
    },
  });

  /** Steps that a job takes on: the state is set, and once that stands, the job is ordered. */
  const steps = [
    { step: 'read', summary: '批量登记：读取并比对', from: ['chosen', 'waiting', 'failed', 'reading'], to: 'reading', isOwn: true },
    { step: 'enter', summary: '批量登记：登记已确认的行', from: ['waiting', 'cancelled', 'entering'], to: 'entering', isOwn: true },
    { step: 'undo', summary: '批量登记：撤销，恢复登记前的内容', from: ['done', 'cancelled', 'undoing'], to: 'undoing', isOwn: false },
  ] as const;
  for (const { step, summary, from, to, isOwn } of steps)
    route({
      method: 'POST',
      url: `/api/imports/:id/${step}`,
      summary,
      tag: '台账',
      roles: BUSINESS,
      params: one,
      answers: ImportShown,
      run: async ({ params, session: { person }, request, inScope }) => {
        const answer = await (inScope as Scoped)(async (tx) => {
          const batch = await held(tx, params.id, person, [...from], isOwn);
          if (isRefusal(batch)) return batch;
          if (step === 'read' && (batch.sheet === null || !batch.headings.some(({ as }) => as))) return refuse.unmapped();
          // What was cancelled while it was being read has no report to enter from.
          if (step !== 'read' && batch.state === 'cancelled' && batch.cursor === 0) return refuse.notNow(STATES[batch.state]);
          const changes = {
            state: to,
            ...(step === 'enter'
              ? { scope: scopeOf(person), toEnter: batch.state === 'waiting' ? await countToEnter(tx, batch) : batch.toEnter }
              : {}),
            ...(step === 'read' ? { error: null } : {}),
          };
          await noteBatch(tx, batch.id, changes);
          const register = house.registers.get(batch.register) as Register;
          if (step !== 'read')
            await told(
              tx,
              batch,
              register,
              step === 'enter' ? 'registry.importOrdered' : 'registry.undoOrdered',
              person,
              request.ip,
              step === 'enter'
                ? `确认批量登记${register.name}：“${batch.fileName}”`
                : `要求撤销批量登记${register.name}：“${batch.fileName}”`,
              step === 'enter' ? `Ordered an import into ${register.nameEn}` : `Ordered the undoing of an import into ${register.nameEn}`,
            );
          return shown(tx, { ...batch, ...changes }, person);
        });
        if (!isRefusal(answer))
          await system.tx((tx) =>
            orderImport(tx, step, params.id, {
              byName: person.name,
              at: now(),
              ...(step === 'undo' ? { by: { login: person.login, name: person.name, scope: scopeOf(person) } } : {}),
            }),
          );
        return answer;
      },
    });

  route({
    method: 'POST',
    url: '/api/imports/:id/cancel',
    summary: '批量登记：取消；已登记的保留，可再撤销',
    tag: '台账',
    roles: BUSINESS,
    params: one,
    answers: ImportShown,
    run: ({ params, session: { person }, request, inScope }) =>
      inScope(async (tx) => {
        const batch = await held(tx, params.id, person, ['chosen', 'reading', 'waiting', 'entering', 'failed']);
        if (isRefusal(batch)) return batch;
        const changes = { state: 'cancelled' as const, endedAt: now() };
        await noteBatch(tx, batch.id, changes);
        const register = house.registers.get(batch.register) as Register;
        await told(tx, batch, register, 'registry.importCancelled', person, request.ip, `取消批量登记${register.name}：“${batch.fileName}”，已登记 ${batch.entered} 行`, `Cancelled an import into ${register.nameEn}; ${batch.entered} rows had been entered`); // biome-ignore format: one sentence
        return shown(tx, { ...batch, ...changes }, person);
      }),
  });

  route({
    method: 'POST',
    url: '/api/imports/:id/decide',
    summary: '批量登记：对一类或几行作出处理：不登、按新的登、作为已有一项的变更',
    tag: '台账',
    roles: BUSINESS,
    params: one,
    body: z.object({
      group: z.enum(['new', 'changed', 'similar']).optional(),
      rows: z.array(z.number().int()).max(1_000).optional(),
      decision: z.enum(['leave', 'enter', 'as']),
    }),
    answers: ImportShown,
    run: ({ params, body, session: { person }, inScope }) =>
      inScope(async (tx) => {
        const batch = await held(tx, params.id, person, ['waiting']);
        if (isRefusal(batch)) return batch;
        await noteDecision(tx, batch, body.group ? { outcome: body.group } : { rows: body.rows ?? [] }, body.decision);
        return shown(tx, batch, person);
      }),
  });

  route({
    method: 'GET',
    url: '/api/imports/:id/rows',
    summary: '批量登记逐行的结果；问题可导出为表格',
    tag: '台账',
    roles: BUSINESS,
    params: one,
    query: z.object({
      group: Group.optional(),
      result: z.enum(['unchanged', 'findings', 'kept']).optional(),
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      format: z.enum(['json', 'csv', 'xlsx']).default('json'),
    }),
    answers: ImportRows,
    run: async ({ params, query, session: { person }, reply, inScope }) => {
      const isSheet = query.format !== 'json';
      const answer = await inScope(async (tx) => {
        const batch = await findBatch(tx, params.id);
        if (!batch) return refuse.noSuchBatch(String(params.id));
        const register = registerFor(house, batch.register, person);
        if (isRefusal(register)) return register;
        const which = { ...(query.group ? { outcomes: [query.group] } : {}), ...(query.result ? { results: [query.result] } : {}) };
        const most = isSheet ? MOST_FINDINGS : query.limit + 1;
        const rows = await listBatchRows(tx, batch, { ...which, after: query.after, most });
        return { batch, register, rows };
      });
      if (isRefusal(answer)) return answer;
      const items = answer.rows.slice(0, isSheet ? MOST_FINDINGS : query.limit).map((row) => shownRow(answer.register, row, person));
      const next = !isSheet && answer.rows.length > query.limit ? (items.at(-1)?.row ?? null) : null;
      if (!isSheet) return { items, next };
      const said = items.flatMap((item) => (item.findings.length ? item.findings : [null]).map((finding) => ({ item, finding })));
      const columns = [
        { name: '表格行号', of: (one: (typeof said)[number]) => one.item.row },
        { name: '编号', of: (one: (typeof said)[number]) => one.item.code },
        { name: '名称', of: (one: (typeof said)[number]) => one.item.name },
        { name: '栏目', of: (one: (typeof said)[number]) => one.finding?.name ?? null },
        { name: '填写的值', of: (one: (typeof said)[number]) => one.finding?.value ?? null },
        { name: '问题', of: (one: (typeof said)[number]) => one.finding?.says ?? null },
      ];
      const title = `${answer.register.name}批量登记问题`;
      if (query.format === 'csv') sendCsv(reply, 'findings', title, answer.batch.fileName, person.name, now(), columns, said);
      else {
        const stream = new PassThrough();
        const whole = buffer(stream);
        await writeSheet(stream, {
          title,
          scope: answer.batch.fileName,
          taken: `导出：${person.name} ${showInstant(now())}`,
          columns,
          rows: said.map((one) => columns.map((column) => column.of(one))),
        });
        reply
          .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
          .header('content-disposition', 'attachment; filename="findings.xlsx"')
          .send(await whole);
      }
      return { items: [], next: null };
    },
  });

  route({
    method: 'GET',
    url: '/api/registers/:register/merges',
    summary: '一本台账中合并过的重复项',
    tag: '台账',
    roles: BUSINESS,
    params: named,
    answers: Merges,
    run: async ({ params, session: { person }, inScope }) => {
      const register = registerFor(house, params.register, person);
      if (isRefusal(register)) return register;
      return inScope(async (tx) => ({ items: (await listMerges(tx, register.id)).map(shownMerge) }));
    },
  });

  route({
    method: 'POST',
    url: '/api/registers/:register/merges',
    summary: '合并重复项：一项终止并入另一项，引用随之改指',
    tag: '台账',
    roles: BUSINESS,
    params: named,
    body: z.object({
      keep: z.string().min(1).max(300),
      gone: z.string().min(1).max(300),
      day: DayAsked,
      why: z.string().trim().min(1).max(500),
    }),
    answers: MergeShown,
    run: async ({ params, body, session: { person }, request, inScope }) => {
      const register = writable(params.register, person);
      if (isRefusal(register)) return register;
      return inScope(async (tx) => {
        const as = { by: person, at: now(), day: body.day, why: body.why };
        const done = await merge(tx, [...house.registers.values()], register, { keep: body.keep, gone: body.gone }, as);
        if (done.kind === 'notMerged') return refuse.notMerged(...(WHY_NOT[done.why] as [string, string]));
        if (done.kind === 'findings')
          return httpRefusals.invalid(done.findings.map(({ row, field, says, saysEn }) => ({ row, path: field, says, saysEn })));
        const says = `合并${register.name}：${body.gone} 并入 ${body.keep}，自 ${body.day} 起，${done.renamed} 处引用改指。理由：${body.why}`;
        await toldMerge(tx, register, done.merge, 'registry.merged', person, request.ip, says, `Merged ${body.gone} into ${body.keep}`);
        return shownMerge(done.merge);
      });
    },
  });

  route({
    method: 'POST',
    url: '/api/merges/:id/undo',
    summary: '撤销一次合并',
    tag: '台账',
    roles: BUSINESS,
    params: one,
    answers: MergeShown.extend({ kept: z.array(z.string()).describe('changed since and left as they are') }),
    run: ({ params, session: { person }, request, inScope }) =>
      inScope(async (tx) => {
        const found = await findMerge(tx, params.id);
        if (!found) return refuse.noSuchBatch(String(params.id));
        const register = writable(found.register, person);
        if (isRefusal(register)) return register;
        if (found.undoneAt !== null) return refuse.alreadyUndone();
        const { kept } = await unmerge(tx, house.registers, found, { by: person.name, at: now() });
        const says = `撤销合并${register.name}：${found.gone} 恢复，${kept.length} 项此后已有改动，保持不变`;
        await toldMerge(
          tx,
          register,
          found,
          'registry.unmerged',
          person,
          request.ip,
          says,
          `Undid the merge of ${found.gone} into ${found.keep}`,
        );
        return { ...shownMerge({ ...found, undoneAt: now(), undoneBy: person.name }), kept: kept.map(({ code }) => code) };
      }),
  });

  const told = (tx: Tx, batch: Batch, _: Register, did: string, person: Person, from: string, says: string, saysEn: string) =>
    record(tx, {
      did,
      by: person.login,
      byName: person.name,
      about: { kind: 'importBatch', id: String(batch.id) },
      says,
      saysEn,
      detail: { file: batch.file },
      party: batch.party,
      district: batch.district,
      at: now(),
      from,
    });
  const toldMerge = (tx: Tx, register: Register, of: Merge, did: string, person: Person, from: string, says: string, saysEn: string) =>
    record(tx, {
      did,
      by: person.login,
      byName: person.name,
      about: { kind: register.id, id: of.keep },
      says,
      saysEn,
      detail: { gone: of.gone, keep: of.keep },
      party: person.party,
      district: person.districts.find((code) => code !== '*') ?? house.city.code,
      at: now(),
      from,
    });
}

const shownMerge = ({ id, register: _, touched: __, ...rest }: Merge): z.input<typeof MergeShown> => ({ id: String(id), ...rest });

/** A row as this person may see it: what is masked for them stays out of changes and findings. */
function shownRow(register: Register, row: BatchRow, person: Person): z.input<typeof ImportRows>['items'][number] {
  const masked = maskedFor(register, person.role);
  const words = (field: string, value: string | number | null) =>
    value === null ? null : masked.includes(field) ? '**' : (register.fields[field]?.choices?.[String(value)] ?? String(value));
  return {
    row: row.row,
    code: row.code,
    name: row.name,
    outcome: row.outcome,
    decision: row.decision,
    asCode: row.asCode,
    result: row.result,
    changes: (row.changes ?? []).map(({ field, before, after }) => ({
      name: SPINE[field]?.[0] ?? register.fields[field]?.name ?? field,
      nameEn: SPINE[field]?.[1] ?? register.fields[field]?.nameEn ?? field,
      before: words(field, before),
      after: words(field, after),
    })),
    near: row.near ?? [],
    findings: (row.findings ?? []).map(({ row: at, field, name, says, saysEn, value }) => ({
      row: at,
      field,
      name,
      says,
      saysEn,
      value: value === undefined || masked.includes(field) ? null : String(value).slice(0, 200),
    })),
  };
}
