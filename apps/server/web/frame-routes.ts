import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { findReplay, isFrameNamed, type Kept, listKept, orderReplay } from '../../../engines/observation/index.ts';
import { find, listEver, put, type Register } from '../../../engines/registry/index.ts';
import { dayOf, showInstant } from '../../../foundation/day.ts';
import { pageOf, placeIn } from '../../../foundation/http/page.ts';
import { isRefusal } from '../../../foundation/refusal.ts';
import {
  catalogue,
  decodeFrame,
  describeFrame,
  hexDump,
  type KeptFrame as LoggedFrame,
  maskedText,
  readFrame,
  uploadOf,
} from '../../../gateways/hj212/index.ts';
import { REPLAYABLE } from '../line.ts';
import { BUSINESS, type Context, OFFICIALS, type Route } from './context.ts';
import { FrameShown, KeptFrame } from './contract.ts';
import { sendCsv } from './csv.ts';
import { EXPORTED, PAGE, paged } from './paging.ts';
import { refuse } from './problem.ts';

const OUR_REASONS: Record<string, string> = {
  accepted: '已接收',
  nothingToStore: '报文中没有可入库的数据',
  notStored: '入库时出错，已留存',
  gatewayFault: '接收时系统出错，已留存',
};

/** What an admission says, in words. */
export function reasonOf(code: string): string {
  const entry = (catalogue as unknown as Record<string, { says: string }>)[code];
  return OUR_REASONS[code] ?? entry?.says ?? code;
}

export function frameRoutes(route: Route, context: Context): void {
  const { house, now, runtime } = context;

  route({
    method: 'GET',
    url: '/api/frames/:id',
    summary: '一条原始报文',
    tag: '报文',
    roles: BUSINESS,
    params: z.object({ id: z.coerce.number().int().positive() }),
    answers: FrameShown,
    run: async ({ params, inScope }) => {
      const record = await readFrame(runtime.frames, params.id);
      if (!record) return refuse.notFound('报文', String(params.id));
      // The log lies outside PostgreSQL: whether this frame is the caller's to see is asked of the rows that name it, in the caller's scope.
      const observedAt = uploadOf(decodeFrame(record.bytes))?.observedAt ?? null;
      const seen = await inScope(async (tx) => ({ named: await isFrameNamed(tx, params.id, observedAt) }));
      if (isRefusal(seen)) return seen;
      return seen.named ? shownFrame(context, record) : refuse.notFound('报文', String(params.id));
    },
  });

  route({
    method: 'GET',
    url: '/api/kept',
    summary: '待处理报文',
    tag: '报文',
    roles: OFFICIALS,
    query: z.object({
      state: z.enum(['open', 'replayed', 'all']).default('open'),
      format: z.enum(['json', 'csv']).default('json'),
      ...PAGE,
    }),
    answers: paged(KeptFrame),
    run: async ({ query, session, inScope, reply }) => {
      const before = placeIn(query.cursor, 1);
      if (isRefusal(before)) return before;
      const limit = query.format === 'csv' ? EXPORTED : query.limit;
      const rows = await inScope(async (tx) => {
        const state = query.state === 'all' ? null : query.state;
        const page = pageOf(await listKept(tx, state, limit + 1, before && Number(before[0])), limit, (frame) => [frame.id]);
        const known = new Set(await listEver(tx, 'logger'));
        return { page, known };
      });
      if (isRefusal(rows)) return rows;
      const items = await Promise.all(rows.page.items.map((frame) => shownKept(context, frame, rows.known)));
      if (query.format === 'csv') sendCsv(reply, 'kept-frames', '待处理报文', '可见范围', session.person.name, now(), KEPT_COLUMNS, items);
      return { items, next: rows.page.next };
    },
  });

  route({
    method: 'POST',
    url: '/api/kept/replay',
    summary: '重放某个 MN 的留存报文',
    tag: '报文',
    roles: ['engineer'],
    body: z.object({ mn: z.string().min(1).max(64) }),
    answers: z.object({ replayed: z.number(), remaining: z.number() }),
    run: async ({ body, session, inScope }) => {
      const order = await inScope(async (tx) =>
        (await find(tx, 'logger', body.mn))
          ? orderReplay(tx, body.mn, session.person.login, now())
          : refuse.notFound('已登记的数采仪', body.mn),
      );
      if (isRefusal(order)) return order;
      // The writer carries it out; usually within a second.
      for (let waited = 0; waited < 20_000; waited += 200) {
        await pause(200);
        const state = await inScope((tx) => findReplay(tx, order));
        if (state && !isRefusal(state) && state.done) return { replayed: state.replayed, remaining: state.remaining };
      }
      return refuse.unavailable();
    },
  });

  route({
    method: 'POST',
    url: '/api/registers/logger',
    summary: '登记数采仪',
    tag: '登记',
    roles: ['engineer'],
    body: z.object({
      mn: z.string().min(1).max(64),
      pw: z.string().min(1).max(32),
      outlet: z.string().min(1).max(80),
      expectedSeconds: z.number().int().min(1).max(3_600).default(60),
      minuteMinutes: z.number().int().min(1).max(30).default(10),
    }),
    answers: z.object({ id: z.string() }),
    run: ({ body, session, inScope }) =>
      inScope(async (tx) => {
        const outlet = await find(tx, 'outlet', body.outlet);
        if (!outlet) return refuse.notFound('排放口', body.outlet);
        const done = await put(
          tx,
          house.registers.get('logger') as Register,
          {
            code: body.mn,
            name: `${outlet.detail.number} 数采仪`,
            party: outlet.party,
            place: outlet.code,
            district: outlet.district,
            detail: { pw: body.pw, edition: '2017', everySeconds: body.expectedSeconds, minuteMinutes: body.minuteMinutes },
          },
          { by: session.person.login, at: now(), day: dayOf(now()) },
        );
        if (done.kind === 'findings') return refuse.invalid(done.findings.map((f) => ({ path: f.field, says: f.says })));
        return { id: body.mn };
      }),
  });
}

function shownFrame({ house }: Context, record: LoggedFrame) {
  const described = describeFrame(record.bytes, record.kind);
  return {
    id: String(record.id),
    receivedAt: record.receivedAt,
    peer: record.peer,
    admission: record.admission,
    admissionSays: reasonOf(record.admission),
    text: maskedText(record.bytes),
    hex: hexDump(record.bytes),
    length: record.bytes.length,
    header: described.header as Record<string, unknown>,
    edition: described.edition,
    direction: described.direction,
    records: [
      ...described.fields.map(([key, text]) => ({ key, name: null, text })),
      ...described.records.flatMap((r) =>
        r.fields.map((f) => ({
          key: f.suffix ? `${r.parameter}-${f.suffix}` : r.parameter,
          name: house.factor(r.parameter).name === r.parameter ? null : house.factor(r.parameter).name,
          text: f.text,
        })),
      ),
    ],
    findings: described.findings.map(({ code, says, from, to }) => ({ code, says, from, to })),
  };
}

async function shownKept({ runtime }: Context, frame: Kept, known: Set<string>): Promise<z.input<typeof KeptFrame>> {
  const record = await readFrame(runtime.frames, frame.id).catch(() => undefined);
  const replayable = REPLAYABLE.includes(frame.code);
  const registered = frame.mn !== null && known.has(frame.mn);
  return {
    id: String(frame.id),
    receivedAt: frame.receivedAt,
    peer: frame.peer,
    mn: frame.mn,
    cn: frame.cn,
    code: frame.code,
    says: reasonOf(frame.code),
    text: record ? maskedText(record.bytes).slice(0, 400) : '',
    state: frame.state,
    canReplay: frame.state === 'open' && replayable && registered,
    why:
      frame.state !== 'open'
        ? '已重放'
        : !replayable
          ? '报文本身有缺陷，登记后也不能入库'
          : !registered
            ? '该 MN 尚未登记，请先登记数采仪'
            : null,
  };
}

const KEPT_COLUMNS = [
  { name: '接收时间', of: (k: z.input<typeof KeptFrame>) => showInstant(k.receivedAt, true) },
  { name: '来源', of: (k: z.input<typeof KeptFrame>) => k.peer },
  { name: 'MN', of: (k: z.input<typeof KeptFrame>) => k.mn },
  { name: 'CN', of: (k: z.input<typeof KeptFrame>) => k.cn },
  { name: '原因', of: (k: z.input<typeof KeptFrame>) => k.says },
  { name: '报文', of: (k: z.input<typeof KeptFrame>) => k.text },
];
