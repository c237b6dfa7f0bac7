/** Messages: what was sent and why it waits, the words of templates, the inbox, and reports of the channels. */
import { z } from 'zod';
import { record } from '../../../foundation/audit/index.ts';
import { readSecret } from '../../../foundation/config/index.ts';
import { dayOf } from '../../../foundation/day.ts';
import { bodiesOf } from '../../../foundation/directory/index.ts';
import { countUnread, listNotices, markRead, NOTICE_KINDS, type Reader } from '../../../foundation/inbox/index.ts';
import {
  checkReceipts,
  findMessage,
  flawsOfText,
  listOutbox,
  listVersions,
  type MessageWhole,
  outboxRefusals,
  preview,
  resend,
  reword,
  segmentsOf,
  type Template,
  takeReceipts,
  versionOn,
} from '../../../foundation/outbox/index.ts';
import { isRefusal } from '../../../foundation/refusal.ts';
import type { Tx } from '../../../foundation/store/store.ts';
import { type App, type Context, EVERYONE, OFFICIALS, type Route } from './context.ts';
import { sendCsv } from './csv.ts';
import {
  MessageState,
  MessageTemplate,
  Notice,
  OutboxMessage,
  Preview,
  ReceiptsGiven,
  ReceiptsTaken,
  TemplateWording,
} from './messages-contract.ts';
import { EXPORTED, PAGE, paged } from './paging.ts';
import { refuse, sendRefusal } from './problem.ts';

const STATE: Record<z.infer<typeof MessageState>, string> = {
  queued: '待发送',
  sent: '已发出',
  delivered: '已送达',
  failed: '发送失败',
  undeliverable: '无法送达',
  joined: '并入另一条',
  afterRestore: '恢复后待定',
};

/** 138****0001, s***@example.org: enough to tell one from another, not enough to call. */
export function masked(address: string | null): string | null {
  if (address === null) return null;
  const at = address.indexOf('@');
  if (at > 0) return `${address.slice(0, 1)}***${address.slice(at)}`;
  return address.length > 7 ? `${address.slice(0, 3)}****${address.slice(-4)}` : '****';
}

export function messageRoutes(route: Route, context: Context): void {
  const { house, now, system } = context;
  const templateOf = (id: string): Template | undefined => house.templates.find((one) => one.id === id);
  const shown = (m: MessageWhole): z.input<typeof OutboxMessage> => {
    const template = templateOf(m.template);
    return {
      ...m,
      address: masked(m.address),
      segments: segmentsOf(m.body),
      templateName: template?.name ?? m.template,
      templateNameEn: template?.nameEn ?? m.template,
    };
  };

  route({
    method: 'GET',
    url: '/api/messages',
    summary: '消息发送',
    tag: '消息',
    roles: OFFICIALS,
    query: z.object({
      state: z.enum([...MessageState.options, 'held']).optional(),
      channel: z.string().max(40).optional(),
      template: z.string().max(120).optional(),
      q: z.string().max(80).optional(),
      format: z.enum(['csv']).optional(),
      ...PAGE,
    }),
    answers: paged(OutboxMessage),
    run: async ({ query, session, reply, inScope }) =>
      inScope(async (tx) => {
        const filter = { state: query.state, channel: query.channel, template: query.template, text: query.q };
        const page = await listOutbox(
          tx,
          filter,
          query.format ? { limit: EXPORTED } : { cursor: query.cursor ?? null, limit: Math.min(query.limit, 200) },
        );
        if (query.format === 'csv') {
          await record(tx, {
            did: 'messages.exported',
            by: session.person.login,
            byName: session.person.name,
            about: null,
            says: `导出消息 ${page.items.length} 条`,
            saysEn: `Exported ${page.items.length} messages`,
            party: null,
            district: session.person.districts.includes('*') ? '*' : (session.person.districts[0] ?? '*'),
            at: now(),
          });
          const time = (at: number | null) =>
            at === null ? '' : new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
          sendCsv(
            reply,
            'messages',
            '消息发送',
            '权限范围内',
            session.person.name,
            now(),
            [
              { name: '写入时间', of: (m) => time(m.queuedAt) },
              { name: '收件人', of: (m) => m.receiver },
              { name: '号码', of: (m) => masked(m.address) },
              { name: '模板', of: (m) => templateOf(m.template)?.name ?? m.template },
              { name: '版本', of: (m) => m.version },
              { name: '内容', of: (m) => m.body },
              { name: '状态', of: (m) => STATE[m.state] },
              { name: '发出时间', of: (m) => time(m.sentAt) },
              { name: '回执时间', of: (m) => time(m.settledAt) },
              { name: '原因', of: (m) => m.error },
            ],
            page.items,
          );
          return { items: [], next: null };
        }
        return { items: page.items.map(shown), next: page.next };
      }),
  });

  route({
    method: 'POST',
    url: '/api/messages/:id/resend',
    summary: '重发一条消息',
    tag: '消息',
    roles: ['duty', 'office'],
    params: z.object({ id: z.coerce.number().int().positive() }),
    body: z.object({
      why: z.string().trim().min(2).max(200),
      address: z
        .string()
        .trim()
        .regex(/^(\+?[\d-]{5,20}|[^@\s]+@[^@\s]+)$/)
        .nullable()
        .optional()
        .describe('another number or mailbox; the same one when left out'),
    }),
    answers: z.object({ id: z.string() }),
    run: async ({ params, body, session, request, once }) =>
      once(async (tx) => {
        const first = await findMessage(tx, params.id);
        if (!first) return outboxRefusals.noSuchMessage(String(params.id));
        const asked = request.headers['idempotency-key'];
        const made = await resend(tx, params.id, {
          key: typeof asked === 'string' ? `${session.person.login} ${asked}` : `${session.person.login} ${now()}`,
          byName: session.person.name,
          at: now(),
          address: body.address ?? null,
        });
        if (isRefusal(made)) return made;
        await record(tx, {
          did: 'messages.resent',
          by: session.person.login,
          byName: session.person.name,
          about: { kind: 'message', id: made.id },
          says: `重发给${first.receiver}的消息：${body.why}`,
          saysEn: `Sent message ${params.id} again`,
          detail: { first: String(params.id), elsewhere: Boolean(body.address) },
          party: first.party,
          district: first.district,
          at: now(),
          from: request.ip,
        });
        return made;
      }),
  });

  const whole = async (tx: Tx, template: Template): Promise<z.input<typeof MessageTemplate>> => {
    const inForce = await versionOn(tx, template, dayOf(now()));
    return {
      id: template.id,
      name: template.name,
      nameEn: template.nameEn,
      channel: template.channel,
      to: template.to,
      urgent: template.urgent ?? false,
      fields: template.fields.map((field) => ({ ...field, optional: field.optional ?? false })),
      inForce: inForce.version,
      preview: { ...preview(template, inForce.text, house.city.signature), flaws: [] },
      versions: await listVersions(tx, template),
    };
  };

  route({
    method: 'GET',
    url: '/api/templates',
    summary: '消息模板',
    tag: '消息',
    roles: OFFICIALS,
    answers: z.object({ items: z.array(MessageTemplate) }),
    run: async ({ inScope }) =>
      inScope(async (tx) => {
        const items: z.input<typeof MessageTemplate>[] = [];
        for (const template of house.templates) items.push(await whole(tx, template));
        return { items };
      }),
  });

  const Id = z.object({ id: z.string().max(120) });
  route({
    method: 'POST',
    url: '/api/templates/:id/preview',
    summary: '预览模板',
    tag: '消息',
    roles: OFFICIALS,
    params: Id,
    body: TemplateWording,
    answers: Preview,
    run: async ({ params, body }) => {
      const template = templateOf(params.id);
      if (!template) return outboxRefusals.noSuchTemplate(params.id);
      return { ...preview(template, body.text, house.city.signature), flaws: flawsOfText(template, body.text, body.many) };
    },
  });

  route({
    method: 'POST',
    url: '/api/templates/:id',
    summary: '改写模板，自某日起生效',
    tag: '消息',
    roles: ['office'],
    params: Id,
    body: TemplateWording.extend({ effectiveFrom: z.iso.date(), why: z.string().trim().min(2).max(200) }),
    answers: MessageTemplate,
    run: async ({ params, body, session, request }) => {
      const template = templateOf(params.id);
      if (!template) return outboxRefusals.noSuchTemplate(params.id);
      return system.tx(async (tx) => {
        const made = await reword(tx, template, { ...body, byName: session.person.name, at: now() });
        if (isRefusal(made)) return made;
        await record(tx, {
          did: 'messages.reworded',
          by: session.person.login,
          byName: session.person.name,
          about: { kind: 'template', id: template.id },
          says: `改写消息模板“${template.name}”第 ${made.version} 版，自 ${body.effectiveFrom} 起：${body.why}`,
          saysEn: `Reworded template ${template.id}, version ${made.version}, from ${body.effectiveFrom}`,
          party: null,
          district: '*',
          at: now(),
          from: request.ip,
        });
        return whole(tx, template);
      });
    },
  });

  const readerOf = ({ login, role, body }: { login: string; role: string; body: string }): Reader => ({
    login,
    role,
    bodies: bodiesOf(house.city.directory(), login, body, dayOf(now())),
  });
  route({
    method: 'GET',
    url: '/api/inbox',
    summary: '消息中心',
    tag: '消息',
    roles: EVERYONE,
    query: z.object({ unread: z.enum(['1']).optional(), kind: z.enum(NOTICE_KINDS).optional(), ...PAGE }),
    answers: paged(Notice).extend({ unread: z.number().int() }),
    run: async ({ query, session, inScope }) =>
      inScope(async (tx) => {
        const reader = readerOf(session.person);
        const page = await listNotices(
          tx,
          reader,
          { unread: query.unread === '1', kind: query.kind, cursor: query.cursor ?? null, limit: Math.min(query.limit, 100) },
          now(),
        );
        return { ...page, unread: await countUnread(tx, reader, now()) };
      }),
  });

  route({
    method: 'GET',
    url: '/api/inbox/unread',
    summary: '未读消息数',
    tag: '消息',
    roles: EVERYONE,
    answers: z.object({ unread: z.number().int() }),
    run: async ({ session, inScope }) => inScope(async (tx) => ({ unread: await countUnread(tx, readerOf(session.person), now()) })),
  });

  route({
    method: 'POST',
    url: '/api/inbox/read',
    summary: '标为已读',
    tag: '消息',
    roles: EVERYONE,
    body: z.union([z.object({ ids: z.array(z.coerce.number().int().positive()).min(1).max(500) }), z.object({ all: z.literal(true) })]),
    answers: z.object({ read: z.number().int() }),
    run: async ({ body, session, inScope }) =>
      inScope(async (tx) => ({ read: await markRead(tx, readerOf(session.person), 'all' in body ? 'all' : body.ids, now()) })),
  });
}

/** `POST /api/receipts/:channel`: no session; the signature of the channel speaks for it. */
export function receiptRoutes(app: App, { runtime, system, now }: Context): void {
  const secretFile = (channel: string): string | null =>
    channel === 'sms' ? runtime.config.sms.receiptSecretFile : channel === 'mail' ? runtime.config.mail.receiptSecretFile : null;
  void app.register(async (own) => {
    // The signature is over the bytes as they came.
    own.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, bytes, done) => done(null, bytes));
    own.route<{ Params: { channel: string }; Body: Buffer }>({
      method: 'POST',
      url: '/api/receipts/:channel',
      config: { open: true, rateLimit: { max: 1_200, timeWindow: '1 minute' } },
      schema: {
        summary: '发送渠道的送达回执（X-Xiushui-Timestamp 与 X-Xiushui-Signature 签名）',
        tags: ['消息'],
        params: z.object({ channel: z.string().max(40) }),
        response: { 200: ReceiptsTaken },
      },
      handler: async (request, reply) => {
        const { channel } = request.params;
        const file = secretFile(channel);
        if (file === null) return sendRefusal(reply, outboxRefusals.receiptsClosed(channel));
        const header = (name: string) => {
          const value = request.headers[name];
          return typeof value === 'string' ? value : undefined;
        };
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const wrong = checkReceipts(
          readSecret(file),
          { timestamp: header('x-xiushui-timestamp'), signature: header('x-xiushui-signature'), body },
          now(),
        );
        if (wrong) return sendRefusal(reply, wrong);
        const given = ReceiptsGiven.safeParse(parsed(body));
        if (!given.success)
          return sendRefusal(
            reply,
            refuse.invalid(given.error.issues.map((issue) => ({ path: issue.path.join('.'), says: issue.message }))),
          );
        return reply.send(await system.tx((tx) => takeReceipts(tx, channel, given.data.items, now())));
      },
    });
  });
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
