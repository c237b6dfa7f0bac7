/** The papers of a file over the line: made, handed over as copies that say who took them, checked by strangers. */
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { caseRefusals, type File, findFile } from '../../../engines/case/index.ts';
import type { Person } from '../../../foundation/access/index.ts';
import { record } from '../../../foundation/audit/index.ts';
import {
  checkCode,
  codeOf,
  copyOf,
  type Dossier,
  documentsRefusals,
  findDossier,
  findMade,
  listDossiers,
  listMade,
  type Made,
  orderDossier,
} from '../../../foundation/documents/index.ts';
import { disposition } from '../../../foundation/files/index.ts';
import { findVoided, type Voided, voidNumber } from '../../../foundation/numbering.ts';
import { ref } from '../../../foundation/ref.ts';
import { isRefusal } from '../../../foundation/refusal.ts';
import type { Tx } from '../../../foundation/store/store.ts';
import { makePaper, orderBinding, papersOf } from '../papers.ts';
import { sendBytes } from './attachments-routes.ts';
import { type App, BUSINESS, type Context, OFFICIALS, type Route } from './context.ts';
import { Checked, DossierShown, Paper, Papers } from './papers-contract.ts';
import { refuse } from './problem.ts';

const file = z.object({ id: z.coerce.number().int().positive() });
const one = z.object({ id: z.string().max(20) });
/** A copy says what it was taken for. */
const taking = { purpose: z.string().max(40).default('办理') };

export function paperRoutes(app: App, route: Route, context: Context): void {
  const { files, house, now, runtime, system } = context;

  route({
    method: 'GET',
    url: '/api/files/:id/papers',
    summary: '办件的文书和卷宗',
    tag: '文书',
    roles: BUSINESS,
    params: file,
    answers: Papers,
    run: ({ params, session: { person }, inScope }) =>
      inScope(async (tx) => {
        const found = await findFile(tx, params.id);
        if (!found) return caseRefusals.noSuchFile(String(params.id));
        const about = ref('file', found.id);
        const can = papersOf(house, found).map(({ declared: { id, name, nameEn } }) => ({ id, name, nameEn }));
        return {
          can,
          made: await shownPapers(tx, found, await listMade(tx, about), can),
          dossiers: (await listDossiers(tx, about)).map(shownDossier),
          mayMake: OFFICIALS.includes(person.role),
        };
      }),
  });

  route({
    method: 'POST',
    url: '/api/files/:id/papers',
    summary: '制作文书（同样内容只制作一次）',
    tag: '文书',
    roles: OFFICIALS,
    params: file,
    body: z.object({ document: z.string().max(60) }),
    answers: Paper,
    run: ({ params, body, session: { person }, request, once }) =>
      once(async (tx) => {
        const found = await findFile(tx, params.id);
        if (!found) return caseRefusals.noSuchFile(String(params.id));
        const chosen = papersOf(house, found).find(({ declared }) => declared.id === body.document);
        if (!chosen) return refuse.notFound('文书', body.document);
        const made = await makePaper(tx, house, files, found, chosen, person, now());
        if (isRefusal(made)) return made;
        await told(
          tx,
          'documents.made',
          made,
          person,
          now(),
          request.ip,
          `制作${chosen.declared.name} ${made.number}`,
          `Made ${chosen.declared.nameEn} ${made.number}`,
        );
        const [shown] = await shownPapers(tx, found, [made], [chosen.declared]);
        return shown as z.input<typeof Paper>;
      }),
  });

  route({
    method: 'POST',
    url: '/api/papers/:id/void',
    summary: '文号作废：写明原因，不再使用',
    tag: '文书',
    roles: OFFICIALS,
    params: one,
    body: z.object({ reason: z.string().trim().min(2).max(200) }),
    answers: Paper,
    run: ({ params, body: { reason }, session: { person }, request, once }) =>
      once(async (tx) => {
        const made = await findMade(tx, params.id);
        if (isRefusal(made)) return made;
        const found = await findFile(tx, Number(made.about.id));
        if (!found) return caseRefusals.noSuchFile(made.about.id);
        const { number, party, district } = made;
        if (isInUse(found, made)) return documentsRefusals.numberInUse(number);
        const voided = await voidNumber(tx, { number, reason, by: person, party, district, at: now() });
        if (isRefusal(voided)) return voided;
        await told(
          tx,
          'documents.numberVoided',
          made,
          person,
          now(),
          request.ip,
          `文号作废 ${number}：${reason}`,
          `Declared ${number} void: ${reason}`,
        );
        const [shown] = await shownPapers(
          tx,
          found,
          [made],
          papersOf(house, found).map(({ declared }) => declared),
        );
        return shown as z.input<typeof Paper>;
      }),
  });

  route({
    method: 'GET',
    url: '/api/papers/:id/content',
    summary: '下载文书：PDF 副本带水印和核验码；original=1 为原件',
    tag: '文书',
    roles: BUSINESS,
    params: one,
    query: z.object({ as: z.enum(['pdf', 'docx']).default('pdf'), original: z.enum(['1']).optional(), ...taking }),
    answers: z.any().describe('PDF or Word'),
    run: async ({ params, query, session: { person }, request, reply, inScope }) => {
      const made = await inScope(async (tx) => {
        const found = await findMade(tx, params.id);
        if (isRefusal(found)) return found;
        const which = query.as === 'docx' ? 'Word' : query.original ? '原件' : '副本';
        await told(
          tx,
          'documents.taken',
          found,
          person,
          now(),
          request.ip,
          `下载文书 ${found.number}（${which}，${query.purpose}）`,
          `Took a copy of ${found.number}`,
        );
        return found;
      });
      if (isRefusal(made)) return made;
      const name = `${made.number} ${made.title}`;
      if (query.as === 'docx') {
        const bytes = await buffer(await files.place.read(made.docx));
        reply.header('content-disposition', disposition('attachment', `${name}.docx`));
        return sendBytes(request, reply, DOCX, bytes.length, made.docx, null, async () => bytes);
      }
      return sendPdf(made.pdf, name, made, query.original === '1');
      async function sendPdf(hash: string, called: string, of: { number: string; title: string }, isOriginal: boolean): Promise<null> {
        const original = await buffer(await files.place.read(hash));
        const bytes = isOriginal ? original : await copyFor(original, hash, of, person, query.purpose);
        reply
          .header('content-disposition', disposition('inline', `${called}${isOriginal ? '' : '（副本）'}.pdf`))
          .header('content-security-policy', SHOWN);
        return sendBytes(request, reply, 'application/pdf', bytes.length, isOriginal ? hash : `${hash}.${now()}`, null, async () => bytes);
      }
    },
  });

  route({
    method: 'POST',
    url: '/api/files/:id/dossiers',
    summary: '装订卷宗（后台进行）',
    tag: '文书',
    roles: OFFICIALS,
    params: file,
    answers: DossierShown,
    run: async ({ params, session: { person }, request, once }) => {
      const answer = await once(async (tx) => {
        const found = await findFile(tx, params.id);
        if (!found) return caseRefusals.noSuchFile(String(params.id));
        const { number, title, party, district } = found;
        const ordered = await orderDossier(tx, { about: ref('file', found.id), number, title, by: person, party, district, at: now() });
        await record(tx, {
          did: 'documents.dossierOrdered',
          by: person.login,
          byName: person.name,
          about: ref('file', found.id),
          says: `装订卷宗 ${number}`,
          saysEn: `Ordered the dossier of ${number}`,
          party,
          district,
          at: now(),
          from: request.ip,
        });
        return shownDossier(ordered);
      });
      if (!isRefusal(answer)) await system.tx((tx) => orderBinding(tx, answer.id, person.name, now()));
      return answer;
    },
  });

  route({
    method: 'GET',
    url: '/api/dossiers/:id',
    summary: '卷宗装订到哪一步',
    tag: '文书',
    roles: BUSINESS,
    params: one,
    answers: DossierShown,
    run: ({ params, inScope }) =>
      inScope(async (tx) => {
        const found = await findDossier(tx, params.id);
        return isRefusal(found) ? found : shownDossier(found);
      }),
  });

  route({
    method: 'GET',
    url: '/api/dossiers/:id/content',
    summary: '下载卷宗（带水印的副本）',
    tag: '文书',
    roles: BUSINESS,
    params: one,
    query: z.object(taking),
    answers: z.any().describe('PDF'),
    run: async ({ params, query, session: { person }, request, reply, inScope }) => {
      const found = await inScope(async (tx) => {
        const dossier = await findDossier(tx, params.id);
        if (isRefusal(dossier)) return dossier;
        if (dossier.pdf === null) return documentsRefusals.notBoundYet();
        await record(tx, {
          did: 'documents.dossierTaken',
          by: person.login,
          byName: person.name,
          about: ref('dossier', dossier.id),
          says: `下载卷宗 ${dossier.number}（${query.purpose}）`,
          saysEn: `Took the dossier of ${dossier.number}`,
          detail: { hash: dossier.pdf },
          party: dossier.party,
          district: dossier.district,
          at: now(),
          from: request.ip,
        });
        return { ...dossier, pdf: dossier.pdf };
      });
      if (isRefusal(found)) return found;
      const bytes = await copyFor(await buffer(await files.place.read(found.pdf)), found.pdf, found, person, query.purpose);
      reply
        .header('content-disposition', disposition('attachment', `${found.number} 卷宗（副本）.pdf`))
        .header('content-security-policy', SHOWN);
      return sendBytes(request, reply, 'application/pdf', bytes.length, `${found.pdf}.${now()}`, null, async () => bytes);
    },
  });

  // Open to a stranger who holds a printed page: whether the house made it, its number and day, and nothing else.
  app.route({
    method: 'GET',
    url: '/api/check/:code',
    schema: {
      summary: '核验纸质文书：凭核验码查有无此件',
      tags: ['文书'],
      params: z.object({ code: z.string().max(100) }),
      response: { 200: Checked },
    },
    config: { open: true, rateLimit: { max: 30, timeWindow: '1 minute' } },
    handler: async (request) => {
      const known = await system.tx((tx) => checkCode(tx, (request.params as { code: string }).code));
      return { known: known !== undefined, number: known?.number ?? null, day: known?.day ?? null, isVoid: known?.isVoid ?? false };
    },
  });

  function copyFor(
    original: Buffer,
    hash: string,
    { number, title }: { number: string; title: string },
    person: Person,
    purpose: string,
  ): Promise<Buffer> {
    return copyOf(original, {
      hash,
      number,
      title,
      by: person.name,
      body: person.party ? '' : house.city.bodyName(person.body),
      purpose,
      at: now(),
      checkAt: runtime.config.web.publicUrl ? `${runtime.config.web.publicUrl.replace(/\/$/, '')}/api/check` : null,
    });
  }
}

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
/** The browser's own viewer of PDF does not run in a sandbox. */
const SHOWN = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'";

async function told(
  tx: Tx,
  did: string,
  made: Made,
  person: Person,
  at: number,
  from: string,
  says: string,
  saysEn: string,
): Promise<void> {
  await record(tx, {
    did,
    by: person.login,
    byName: person.name,
    about: ref('document', made.id),
    says,
    saysEn,
    detail: { hash: made.pdf, about: `${made.about.kind}:${made.about.id}` },
    party: made.party,
    district: made.district,
    at,
    from,
  });
}

const isInUse = (of: File, { number }: Made) => of.closedAt === null && of.number === number;

async function shownPapers(tx: Tx, of: File, made: Made[], known: { id: string; name: string }[]): Promise<z.input<typeof Paper>[]> {
  const voids = await findVoided(
    tx,
    made.map(({ number }) => number),
  );
  return made.map((one) => shownPaper(one, known, voids.get(one.number) ?? null, isInUse(of, one)));
}

function shownPaper(made: Made, known: { id: string; name: string }[], voided: Voided | null, inUse: boolean): z.input<typeof Paper> {
  return {
    id: made.id,
    template: made.template,
    name: known.find(({ id }) => id === made.template)?.name ?? made.template,
    number: made.number,
    title: made.title,
    day: made.day,
    pages: made.pages,
    hash: made.pdf,
    code: codeOf(made.pdf),
    by: made.by,
    at: made.at,
    voided: voided && { reason: voided.reason, by: voided.by, at: voided.at },
    inUse,
  };
}

function shownDossier({ id, state, progress, says, items, pages, by, at, doneAt }: Dossier): z.input<typeof DossierShown> {
  return { id, state, progress, says, items, pages, by, at, doneAt };
}
