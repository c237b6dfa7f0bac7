import { z } from 'zod';
import {
  type Actor,
  type Attached,
  caseRefusals,
  type File,
  type FilePlace,
  findFile,
  listActs,
  listClocks,
  listFiles,
  type Procedure,
  placeOfFile,
} from '../../../engines/case/index.ts';
import { balance, findTransfer, listStatement } from '../../../engines/ledger/index.ts';
import { type Person, ROLES, type Role } from '../../../foundation/access/index.ts';
import { dayOf, showInstant, yearOf } from '../../../foundation/day.ts';

import { pageOf, placeIn } from '../../../foundation/http/page.ts';

import { listLinks } from '../../../foundation/links/index.ts';
import { listMessages } from '../../../foundation/outbox/index.ts';
import { isRefusal } from '../../../foundation/refusal.ts';
import { inTurn, type Tx } from '../../../foundation/store/store.ts';
import { accountOf } from '../../../programmes/enforcement/study-points/accounts.ts';
import { asksShown } from './asks.ts';
import { BUSINESS, type Context, type Route } from './context.ts';
import { CaseFile, FileSummary, StudyBalance } from './contract.ts';
import { sendCsv } from './csv.ts';
import { EXPORTED, PAGE, paged } from './paging.ts';
import { refuse } from './problem.ts';
import { shownFile } from './shown.ts';

/** What a thing is to the file that names it. */
export const LINK_ROLES: Record<string, [zh: string, en: string]> = {
  verdict: ['判定', 'Verdict'],
  place: ['地点', 'Place'],
  party: ['排污单位', 'Firm'],
  silence: ['数据中断', 'Silence'],
  entry: ['台账项', 'Register entry'],
};

export function actorOf(person: Person): Actor {
  return { login: person.login, name: person.name, role: person.role, body: person.body, party: person.party };
}

export function fileRoutes(route: Route, context: Context): void {
  const { house, cases, now } = context;

  route({
    method: 'GET',
    url: '/api/files',
    summary: '办件列表',
    tag: '办件',
    roles: BUSINESS,
    query: z.object({
      status: z.enum(['open', 'closed', 'all']).default('open'),
      procedure: z.string().optional(),
      district: z.string().optional(),
      party: z.string().optional(),
      q: z.string().max(80).optional(),
      format: z.enum(['json', 'csv']).default('json'),
      ...PAGE,
    }),
    answers: paged(FileSummary),
    run: async ({ query, inScope, reply, session }) => {
      const status = query.status === 'all' ? undefined : query.status;
      const after = placeIn(query.cursor, 4);
      if (isRefusal(after)) return after;
      const { procedure, district, party, q: text } = query;
      // An export holds what the whole list shows, not the page one happens to be on.
      const limit = query.format === 'csv' ? EXPORTED : query.limit;
      const files = await inScope((tx) =>
        listFiles(tx, { status, procedure, district, party, text, after: (after as FilePlace | null) ?? undefined }, limit + 1),
      );
      if (isRefusal(files)) return files;
      const page = pageOf(files, limit, placeOfFile);
      const items = page.items.map((file) => shownFile(house, file, now()));
      if (query.format === 'csv') {
        sendCsv(
          reply,
          'files',
          '办件',
          { open: '在办', closed: '已办结', all: '全部' }[query.status],
          session.person.name,
          now(),
          FILE_COLUMNS,
          items,
        );
      }
      return { items, next: page.next };
    },
  });

  route({
    method: 'GET',
    url: '/api/files/:id',
    summary: '一个办件',
    tag: '办件',
    roles: BUSINESS,
    params: z.object({ id: z.coerce.number().int().positive() }),
    answers: CaseFile,
    run: ({ params, session, inScope }) =>
      inScope(async (tx) => {
        const file = await findFile(tx, params.id);
        return file ? wholeFile(tx, context, file, session.person) : caseRefusals.noSuchFile(String(params.id));
      }),
  });

  route({
    method: 'POST',
    url: '/api/files/:id/acts',
    summary: '办理一步',
    tag: '办件',
    roles: BUSINESS,
    params: z.object({ id: z.coerce.number().int().positive() }),
    body: z.object({ step: z.string().min(1).max(64), says: z.record(z.string(), z.union([z.string(), z.number()])).default({}) }),
    answers: CaseFile,
    run: ({ params, body, session, request, once }) =>
      once(async (tx) => {
        const seen = versionSeen(request.headers['if-match']);
        if (seen !== null) {
          const is = (await listActs(tx, params.id)).length;
          if (seen !== String(is)) return refuse.changedMeanwhile(seen, String(is));
        }
        const outcome = await cases.act(tx, params.id, body.step, body.says, actorOf(session.person), now());
        return isRefusal(outcome) ? outcome : wholeFile(tx, context, outcome, session.person);
      }),
  });

  route({
    method: 'POST',
    url: '/api/files',
    summary: '手工开件：谁可以开、关于什么、填什么，由办件类型声明',
    tag: '办件',
    roles: BUSINESS,
    body: z.object({
      procedure: z.string().min(1).max(64),
      about: z.string().max(300).default('').describe('credit code, place or code of the entry; a firm may leave out itself'),
      says: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
    }),
    answers: CaseFile,
    run: ({ body, session, request, once }) =>
      once(async (tx) => {
        const asked = { about: body.about, says: body.says, because: `request:${request.headers['idempotency-key'] ?? request.id}` };
        const outcome = await cases.openByHand(tx, body.procedure, asked, actorOf(session.person), now());
        return isRefusal(outcome) ? outcome : wholeFile(tx, context, outcome, session.person);
      }),
  });

  route({
    method: 'GET',
    url: '/api/study/balance',
    summary: '本单位学法积分',
    tag: '学法积分',
    roles: ['firm'],
    answers: StudyBalance,
    run: ({ session, inScope }) =>
      inScope(async (tx) => {
        const account = accountOf(session.person.party ?? '');
        const lines = await listStatement(tx, account);
        const signed = lines.map((line) => ({ id: line.transfer, day: line.day, says: line.says, points: Number(line.amount) }));
        return {
          points: Number((await balance(tx, account)) ?? 0n),
          earned: signed.filter((l) => l.points > 0).reduce((sum, l) => sum + l.points, 0),
          used: -signed.filter((l) => l.points < 0).reduce((sum, l) => sum + l.points, 0),
          statement: signed,
        };
      }),
  });
}

const FILE_COLUMNS = [
  { name: '编号', of: (f: z.input<typeof FileSummary>) => f.number },
  { name: '类别', of: (f: z.input<typeof FileSummary>) => f.procedureName },
  { name: '事由', of: (f: z.input<typeof FileSummary>) => f.title },
  { name: '排污单位', of: (f: z.input<typeof FileSummary>) => f.party.name },
  { name: '区县', of: (f: z.input<typeof FileSummary>) => f.districtName },
  { name: '环节', of: (f: z.input<typeof FileSummary>) => f.stepName },
  { name: '级别', of: (f: z.input<typeof FileSummary>) => f.levelName },
  { name: '等待', of: (f: z.input<typeof FileSummary>) => f.waitingFor },
  { name: '开件时间', of: (f: z.input<typeof FileSummary>) => showInstant(f.openedAt) },
  { name: '时限', of: (f: z.input<typeof FileSummary>) => (f.dueAt ? showInstant(f.dueAt) : null) },
  { name: '办结时间', of: (f: z.input<typeof FileSummary>) => (f.closedAt ? showInstant(f.closedAt) : null) },
];

/** The version of a file that the caller saw, from `If-Match`: the number of its acts. `*` and absence ask nothing. */
function versionSeen(header: string | string[] | undefined): string | null {
  const text = (Array.isArray(header) ? header[0] : header)?.trim() ?? '*';
  return text === '*' ? null : text.replace(/^W\//, '').replaceAll('"', '');
}

/** A file with its acts, clocks, links, messages, and the one question: what may come next for this person (C3). */
export async function wholeFile(tx: Tx, context: Context, file: File, person: Person): Promise<z.input<typeof CaseFile>> {
  const { house, cases, now } = context;
  const procedure = cases.procedureOf(file);
  const acts = await listActs(tx, file.id);
  const sealed = new Set(
    (
      await tx.query<{ about_id: string }>(`select about_id from chain_row where chain = $1 and position is not null`, [`file:${file.id}`])
    ).map((row) => row.about_id),
  );
  const next = cases.mayCome(file, acts, actorOf(person), now());
  const links = await listLinks(tx, { kind: 'file', id: String(file.id) });
  return {
    ...shownFile(house, file, now()),
    version: acts.length,
    acts: acts.map((act) => ({
      seq: act.seq,
      step: act.step,
      name: procedure.steps[act.step]?.name ?? act.step,
      nameEn: procedure.steps[act.step]?.nameEn ?? act.step,
      by: act.byName,
      byRole: ROLES[act.byRole as Role] ?? '系统',
      at: act.at,
      says: act.says,
      shown: shownSays(procedure, act.step, act.says),
      effects: act.effects,
      sealed: sealed.has(act.id),
    })),
    next: await inTurn(next, async ({ step, name, nameEn, why }) => ({
      step,
      name,
      nameEn,
      can: why === null,
      why: why?.says ?? null,
      whyEn: why?.saysEn ?? null,
      asks: await asksShown(tx, context, procedure.steps[step] as Procedure['steps'][string]),
    })),
    clocks: (await listClocks(tx, file.id)).map((clock) => ({
      ...clock,
      name: procedure.steps[clock.step]?.waits ?? clock.step,
      nameEn: procedure.steps[clock.step]?.waitsEn ?? clock.step,
    })),
    links: links
      .filter((l) => l.role !== 'cause')
      .map((l) => {
        const [roleName = l.role, roleNameEn = l.role] = LINK_ROLES[l.role] ?? [];
        return { role: l.role, roleName, roleNameEn, ref: l.to, name: l.name };
      }),
    messages: (await listMessages(tx, { kind: 'file', id: String(file.id) })).map((m) => ({
      id: m.id,
      channel: m.channel,
      to: m.receiver,
      text: m.body,
      status: m.state,
      queuedAt: m.queuedAt,
      sentAt: m.sentAt,
      error: m.error,
    })),
    steps: Object.entries(procedure.steps)
      .filter(([, step]) => !step.aside)
      .map(([id, step]) => ({
        step: id,
        name: step.name,
        nameEn: step.nameEn,
        closes: step.closes !== undefined,
        detour: step.detour === true,
      })),
  };
}

/** What was said, with its labels: of the fields a step asks, choices by their names; of a system's act, its message. */
function shownSays(procedure: Procedure, step: string, says: Record<string, unknown>): { name: string; nameEn: string; text: string }[] {
  const asks = procedure.steps[step]?.asks ?? [];
  const shown = asks
    .filter((f) => says[f.field] !== undefined)
    .map((f) => ({
      name: f.name,
      nameEn: f.nameEn ?? f.field,
      text:
        f.kind === 'file'
          ? namesOf(says[f.field])
          : `${says[`${f.field}_name`] ?? says[f.field]}${f.kind === 'number' && f.unit ? ` ${f.unit}` : ''}`,
    }));
  if (typeof says.message === 'string') shown.push({ name: '内容', nameEn: 'Content', text: says.message });
  return shown;
}

const namesOf = (attached: unknown) => (Array.isArray(attached) ? (attached as Attached[]).map(({ name }) => name).join('、') : '');

/** The thing a record of a figure is opened by: a transfer is opened by the file whose act posted it. */
export async function openableRef(tx: Tx, ref: { kind: string; id: string }): Promise<{ kind: string; id: string }> {
  if (ref.kind !== 'transfer') return ref;
  return (await findTransfer(tx, ref.id))?.about ?? ref;
}

export const currentYear = (at: number) => yearOf(dayOf(at));
