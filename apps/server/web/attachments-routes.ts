/** Uploads and attachments: bytes in, bytes out. What may be attached where is the procedure's to say (engines/case). */
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { caseRefusals, findFile } from '../../../engines/case/index.ts';
import { find } from '../../../engines/registry/index.ts';
import type { Person } from '../../../foundation/access/index.ts';
import { record } from '../../../foundation/audit/index.ts';
import { showInstant } from '../../../foundation/day.ts';
import {
  type Attachment as Attached,
  disposition,
  drop,
  filesRefusals,
  findAttachment,
  keep,
  listAttached,
  previewOf,
  receive,
  showSize,
  TYPES,
  withdraw,
} from '../../../foundation/files/index.ts';
import { ref } from '../../../foundation/ref.ts';
import { isRefusal, type Refusal } from '../../../foundation/refusal.ts';
import type { Tx } from '../../../foundation/store/store.ts';
import { Attachment, Attachments, Upload } from './attachments-contract.ts';
import { BUSINESS, type Context, type Route } from './context.ts';
import { sendCsv } from './csv.ts';

/** What a browser may show by itself; everything else is only handed over. */
const INLINE = new Set(['jpg', 'png', 'webp', 'gif', 'pdf', 'mp4']);
const id = z.object({ id: z.string().max(20) });

export function attachmentRoutes(route: Route, context: Context): void {
  const { files, house, now } = context;

  route({
    method: 'POST',
    url: '/api/uploads',
    summary: '上传附件（multipart，一次一份）',
    tag: '附件',
    roles: BUSINESS,
    query: z.object({ kind: z.string().max(40).default('evidence') }),
    answers: Upload,
    run: async ({ query, session: { person }, request, reply, inScope }) => {
      const part = request.isMultipart() ? await request.file() : undefined;
      if (!part) return filesRefusals.nameless();
      const received = await receive(files, part.file, { name: part.filename, kind: query.kind }).catch((error: Error) => {
        // Whoever was sending has gone: no fault of ours, and nobody to tell.
        throw request.raw.destroyed ? Object.assign(error, { statusCode: 400 }) : error;
      });
      if (isRefusal(received)) {
        // The rest of what is being sent is not read: the line is closed after the answer.
        reply.header('connection', 'close');
        return received;
      }
      try {
        return await inScope(async (tx) => {
          const { party } = person;
          const district =
            (party ? (await find(tx, 'firm', party))?.district : person.districts.find((code) => code !== '*')) ?? cityOf(house);
          return keep(tx, files, received, { by: person, party, district, at: now() });
        });
      } finally {
        await drop(received);
      }
    },
  });

  route({
    method: 'GET',
    url: '/api/files/:id/attachments',
    summary: '办件的附件',
    tag: '附件',
    roles: BUSINESS,
    params: z.object({ id: z.coerce.number().int().positive() }),
    query: z.object({ format: z.enum(['json', 'csv']).default('json') }),
    answers: Attachments,
    run: async ({ params, query, session: { person }, inScope, reply }) => {
      const listed = await inScope(async (tx) => {
        const file = await findFile(tx, params.id);
        return file ? { file, attached: await listAttached(tx, ref('file', file.id)) } : caseRefusals.noSuchFile(String(params.id));
      });
      if (isRefusal(listed)) return listed;
      const items = listed.attached.map((attached) => shownAttachment(attached, person));
      if (query.format === 'csv') sendCsv(reply, 'attachments', '附件', listed.file.number, person.name, now(), COLUMNS, items);
      return { items };
    },
  });

  route({
    method: 'POST',
    url: '/api/attachments/:id/withdraw',
    summary: '撤回附件（留痕，不删除）',
    tag: '附件',
    roles: BUSINESS,
    params: id,
    body: z.object({ reason: z.string().max(500).default('') }),
    answers: Attachment,
    run: ({ params, body, session: { person }, request, once }) =>
      once(async (tx) => {
        const withdrawn = await withdraw(tx, params.id, body.reason, person, now());
        if (isRefusal(withdrawn)) return withdrawn;
        await told(
          tx,
          'files.withdrawn',
          withdrawn,
          person,
          request,
          now(),
          `撤回附件“${withdrawn.name}”：${body.reason}`,
          `Withdrew '${withdrawn.name}'`,
        );
        return shownAttachment(withdrawn, person);
      }),
  });

  route({
    method: 'GET',
    url: '/api/attachments/:id/content',
    summary: '下载附件（支持分段；每次下载留痕）',
    tag: '附件',
    roles: BUSINESS,
    params: id,
    query: z.object({ inline: z.enum(['1']).optional() }),
    answers: z.any().describe('the bytes as they were handed in'),
    run: async ({ params, query, session: { person }, request, reply, inScope }) => {
      const part = rangeOf(request.headers.range);
      const found = await inScope(async (tx): Promise<Attached | Refusal> => {
        const attached = await findAttachment(tx, params.id);
        if (!attached) return filesRefusals.noSuchAttachment(params.id);
        const isAnew = request.headers['if-none-match'] !== tagOf(attached.hash) && (!part || ('from' in part && part.from === 0));
        if (request.method === 'GET' && isAnew)
          await told(
            tx,
            'files.downloaded',
            attached,
            person,
            request,
            now(),
            `下载附件“${attached.name}”`,
            `Downloaded '${attached.name}'`,
          );
        return attached;
      });
      if (isRefusal(found)) return found;
      const inline = query.inline === '1' && INLINE.has(found.type);
      reply
        .header('content-disposition', disposition(inline ? 'inline' : 'attachment', found.name))
        // The browser's own viewer of PDF does not run in a sandbox; nothing else may run, load or be framed either way.
        .header(
          'content-security-policy',
          `default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'; object-src 'self'; frame-ancestors 'none'${inline && found.type === 'pdf' ? '' : '; sandbox'}`,
        );
      return sendBytes(request, reply, TYPES[found.type].mime, found.size, found.hash, part, (range) =>
        files.place.read(found.hash, range),
      );
    },
  });

  route({
    method: 'GET',
    url: '/api/attachments/:id/preview',
    summary: '图片附件的缩略图（不含拍摄信息）',
    tag: '附件',
    roles: BUSINESS,
    params: id,
    query: z.object({ width: z.enum(['320', '1280']).default('320') }),
    answers: z.any().describe('WebP'),
    run: async ({ params, query, request, reply, inScope }) => {
      const found = await inScope(async (tx) => (await findAttachment(tx, params.id)) ?? filesRefusals.noSuchAttachment(params.id));
      if (isRefusal(found)) return found;
      if (TYPES[found.type].family !== 'image') return filesRefusals.noSuchAttachment(params.id);
      const width = query.width === '1280' ? 1280 : 320;
      const small = await previewOf(files, found.hash, width);
      reply.header('content-disposition', 'inline').header('content-security-policy', "default-src 'none'; sandbox");
      return sendBytes(request, reply, 'image/webp', small.length, `${found.hash}.${width}`, null, async () => small);
    },
  });
}

const cityOf = (house: Context['house']) => house.city.code;
const tagOf = (name: string) => `"${name}"`;

async function told(
  tx: Tx,
  did: string,
  of: Attached,
  person: Person,
  request: FastifyRequest,
  at: number,
  says: string,
  saysEn: string,
): Promise<void> {
  await record(tx, {
    did,
    by: person.login,
    byName: person.name,
    about: ref('attachment', of.id),
    says,
    saysEn,
    detail: { hash: of.hash, to: `${of.to.kind}:${of.to.id}` },
    party: of.party,
    district: of.district,
    at,
    from: request.ip,
  });
}

/** RFC 9110 §14: one range of bytes; several, or another unit, are answered whole. */
function rangeOf(header: string | undefined): { from: number; to: number } | { last: number } | null {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from) return { from: Number(from), to: to ? Number(to) : Number.POSITIVE_INFINITY };
  return to ? { last: Number(to) } : null;
}

/** Sends bytes with their tag, whole or in part, and waits until they have left: the route has then answered. */
export async function sendBytes(
  request: FastifyRequest,
  reply: FastifyReply,
  mime: string,
  size: number,
  name: string,
  asked: { from: number; to: number } | { last: number } | null,
  read: (range?: { from: number; to: number }) => Promise<Readable | Buffer>,
): Promise<null> {
  reply
    .header('etag', tagOf(name))
    .header('cache-control', 'private, no-cache')
    .header('x-content-type-options', 'nosniff')
    .header('accept-ranges', 'bytes');
  if (request.headers['if-none-match'] === tagOf(name)) {
    reply.code(304).send();
    return sent(reply);
  }
  const ifRange = request.headers['if-range'];
  let range: { from: number; to: number } | undefined;
  if (asked && (!ifRange || ifRange === tagOf(name))) {
    range =
      'last' in asked ? { from: Math.max(0, size - asked.last), to: size - 1 } : { from: asked.from, to: Math.min(asked.to, size - 1) };
    if (range.from > range.to || range.from >= size) {
      reply.code(416).header('content-range', `bytes */${size}`).send();
      return sent(reply);
    }
    reply.code(206).header('content-range', `bytes ${range.from}-${range.to}/${size}`);
  }
  reply.type(mime).header('content-length', range ? range.to - range.from + 1 : size);
  reply.send(request.method === 'HEAD' ? '' : await read(range));
  return sent(reply);
}

async function sent(reply: FastifyReply): Promise<null> {
  // A reader who goes away in the middle is no fault of ours.
  await finished(reply.raw).catch(() => {});
  return null;
}

export function shownAttachment(of: Attached, person: Person): z.input<typeof Attachment> {
  const { name, family } = TYPES[of.type];
  const seq = Number.parseInt(of.role, 10);
  return {
    id: of.id,
    name: of.name,
    hash: of.hash,
    type: of.type,
    typeName: name,
    size: of.size,
    claimed: of.claimed,
    to: of.to,
    seq: Number.isNaN(seq) ? null : seq,
    says: of.says,
    by: of.by,
    at: of.at,
    hasPreview: family === 'image',
    opensInline: INLINE.has(of.type),
    mine: of.byLogin === person.login,
    withdrawn: of.withdrawn,
  };
}

type Shown = z.input<typeof Attachment>;
const COLUMNS = [
  { name: '名称', of: (a: Shown) => a.name },
  { name: '用途', of: (a: Shown) => a.says },
  { name: '类型', of: (a: Shown) => a.typeName },
  { name: '大小', of: (a: Shown) => showSize(a.size) },
  { name: '上传人', of: (a: Shown) => a.by },
  { name: '上传时间', of: (a: Shown) => showInstant(a.at) },
  { name: 'SM3', of: (a: Shown) => a.hash },
  { name: '撤回', of: (a: Shown) => (a.withdrawn ? `${showInstant(a.withdrawn.at)} ${a.withdrawn.reason}` : null) },
];
