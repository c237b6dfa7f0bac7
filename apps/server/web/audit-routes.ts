/** The audit, for the auditor alone: the sealed record searched, each row with its seals, the heads of days, and verification. Looking is itself on record. */
import { z } from 'zod';
import { findFile } from '../../../engines/case/index.ts';
import { findTransfer } from '../../../engines/ledger/index.ts';
import { record } from '../../../foundation/audit/index.ts';
import { addDays, isDay, startOfDay } from '../../../foundation/day.ts';
import { findHeadOver, findLastVerification, listHeadsShown, verifyChain } from '../../../foundation/heads/index.ts';
import { pageOf, placeIn } from '../../../foundation/http/page.ts';
import { enqueue } from '../../../foundation/jobs/index.ts';
import { type Ref, ref } from '../../../foundation/ref.ts';
import { isRefusal } from '../../../foundation/refusal.ts';
import {
  type ChainQuery,
  type ChainRow,
  type Flaw,
  findChainRow,
  REMEDIES,
  sealsBeside,
  searchChains,
  unsealedTail,
} from '../../../foundation/seal/index.ts';
import { inTurn, type Tx } from '../../../foundation/store/store.ts';
import { WITNESSES } from '../house.ts';
import { VERIFY_JOB } from '../sealing.ts';
import { AuditEntry, AuditRow, HeadRow, SealState, Verified } from './audit-contract.ts';
import type { Asked, Context, Route } from './context.ts';
import { Day } from './contract.ts';
import { type Column, sendCsv } from './csv.ts';
import { EXPORTED, PAGE, paged } from './paging.ts';
import { refuse } from './problem.ts';

type Shown = z.input<typeof AuditRow>;
type Request = Pick<Asked<unknown, unknown, unknown>, 'session' | 'request'>;

const Id = z.object({ id: z.coerce.number().int().positive() });

export function auditRoutes(route: Route, context: Context): void {
  const { now, system } = context;

  /** Looking at the record is on record, in the transaction that looks. */
  const noted = (
    tx: Tx,
    { session, request }: Request,
    did: string,
    says: string,
    saysEn: string,
    about: Ref | null,
    detail: Record<string, unknown>,
  ) =>
    record(tx, {
      did,
      by: session.person.login,
      byName: session.person.name,
      about,
      says,
      saysEn,
      detail,
      party: null,
      district: '*',
      at: now(),
      from: request.ip,
    });

  route({
    method: 'GET',
    url: '/api/audit',
    summary: '检索封存的操作记录',
    tag: '审计',
    roles: ['auditor'],
    query: z.object({
      from: Day.refine(isDay).optional(),
      to: Day.refine(isDay).optional().describe('the last day, included'),
      person: z.string().max(80).optional(),
      kind: z.string().max(60).optional(),
      thing: z.string().max(120).optional(),
      q: z.string().max(80).optional().describe('anywhere in the sealed text'),
      address: z.string().max(60).optional(),
      chain: z.string().max(120).optional(),
      sealed: z.enum(['yes', 'no']).optional(),
      format: z.enum(['json', 'csv']).default('json'),
      ...PAGE,
    }),
    answers: paged(AuditRow),
    run: async (asked) => {
      const { query, inScope, session, reply } = asked;
      const after = placeIn(query.cursor, 2);
      if (isRefusal(after)) return after;
      const limit = query.format === 'csv' ? EXPORTED : query.limit;
      const wanted: ChainQuery = {
        from: query.from === undefined ? undefined : startOfDay(query.from),
        until: query.to === undefined ? undefined : startOfDay(addDays(query.to, 1)),
        kind: query.kind,
        thing: query.thing,
        person: query.person,
        text: query.q,
        address: query.address,
        chain: query.chain,
        sealed: query.sealed === undefined ? undefined : query.sealed === 'yes',
        after: after ? { at: Number(after[0]), id: Number(after[1]) } : undefined,
      };
      const answer = await inScope(async (tx) => {
        const page = pageOf(await searchChains(tx, wanted, limit + 1), limit, (row) => [row.at, row.id]);
        const items = await shownRows(tx, context, page.items);
        const { cursor: _, limit: __, format, ...filter } = query;
        // The pages after the first belong to the search that asked for it.
        if (!after)
          await noted(tx, asked, format === 'csv' ? 'audit.exported' : 'audit.searched', '检索操作记录', 'Searched the record', null, {
            filter,
            rows: items.length,
          });
        return { items, next: page.next };
      });
      if (!isRefusal(answer) && query.format === 'csv')
        sendCsv(reply, 'audit', '操作记录', '可见范围', session.person.name, now(), COLUMNS, answer.items);
      return answer;
    },
  });

  route({
    method: 'GET',
    url: '/api/audit/state',
    summary: '待封存与最近一次核验',
    tag: '审计',
    roles: ['auditor'],
    answers: SealState,
    run: () =>
      system.tx(async (tx) => {
        const last = await findLastVerification(tx);
        return {
          unsealed: await unsealedTail(tx),
          last: last
            ? {
                endedAt: last.endedAt,
                by: last.by,
                seconds: (last.endedAt - last.beganAt) / 1_000,
                chains: last.chains,
                rows: last.rows,
                flaws: last.flaws,
                listed: last.listed.map(shownFlaw),
              }
            : null,
        };
      }),
  });

  route({
    method: 'GET',
    url: '/api/audit/heads',
    summary: '每日封存头',
    tag: '审计',
    roles: ['auditor'],
    query: z.object(PAGE),
    answers: paged(HeadRow),
    run: ({ query }) =>
      system.tx(async (tx) => {
        const before = placeIn(query.cursor, 1);
        if (isRefusal(before)) return before;
        return pageOf(await listHeadsShown(tx, before ? String(before[0]) : null, query.limit + 1), query.limit, (row) => [row.day]);
      }),
  });

  route({
    method: 'GET',
    url: '/api/audit/:id',
    summary: '一条封存记录：封存内容、前后封印、所属封存头',
    tag: '审计',
    roles: ['auditor'],
    params: Id,
    answers: AuditEntry,
    run: async (asked) => {
      const { params, inScope } = asked;
      const seen = await inScope(async (tx) => {
        const row = await findChainRow(tx, params.id);
        if (!row) return refuse.notFound('封存记录', String(params.id));
        await noted(tx, asked, 'audit.opened', '查看封存记录', 'Opened a sealed row', ref('chainRow', row.id), { chain: row.chain });
        const [shown] = await shownRows(tx, context, [row]);
        return { row, shown: shown as Shown };
      });
      if (isRefusal(seen)) return seen;
      const { row, shown } = seen;
      const { position } = row;
      return system.tx(async (tx) => ({
        ...shown,
        content: row.content,
        seal: row.seal,
        ...(position === null ? { before: null, after: null } : await sealsBeside(tx, row.chain, position)),
        head: position === null ? null : ((await findHeadOver(tx, row.chain, position)) ?? null),
      }));
    },
  });

  route({
    method: 'POST',
    url: '/api/audit/:id/verify',
    summary: '立即核验该记录所在的封存链',
    tag: '审计',
    roles: ['auditor'],
    params: Id,
    answers: Verified,
    run: async (asked) => {
      const row = await asked.inScope(
        async (tx) => (await findChainRow(tx, asked.params.id)) ?? refuse.notFound('封存记录', String(asked.params.id)),
      );
      if (isRefusal(row)) return row;
      const found = await verifyChain(system, WITNESSES, row.chain);
      const flaws = found.flaws.length + found.more;
      await system.tx((tx) =>
        noted(
          tx,
          asked,
          'seal.chainVerified',
          flaws ? `核验封存链 ${row.chain}：发现 ${flaws} 处不符` : `核验封存链 ${row.chain}：相符`,
          flaws ? `Verified the chain ${row.chain}: ${flaws} flaws` : `Verified the chain ${row.chain}: as sealed`,
          ref('chain', row.chain),
          { flaws, rows: found.rows },
        ),
      );
      return {
        rows: found.rows,
        unsealed: found.unsealed,
        flaws: found.flaws.slice(0, 100).map(shownFlaw),
        more: Math.max(0, flaws - 100),
      };
    },
  });

  route({
    method: 'POST',
    url: '/api/audit/verification',
    summary: '安排一次全部核验',
    tag: '审计',
    roles: ['auditor'],
    answers: z.object({ ordered: z.boolean() }),
    run: async (asked) => {
      const at = now();
      const id = await system.tx(async (tx) => {
        await noted(tx, asked, 'seal.verificationOrdered', '安排全部核验', 'Ordered a verification of everything', null, {});
        // One a minute is as many as anybody needs.
        return enqueue(tx, { name: VERIFY_JOB }, { key: `by hand ${Math.floor(at / 60_000)}`, byName: asked.session.person.name, at });
      });
      return { ordered: id !== null };
    },
  });
}

const COLUMNS: Column<Shown>[] = [
  { name: '时间', of: (row) => new Date(row.at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ') },
  { name: '人员', of: (row) => row.who },
  { name: '操作', of: (row) => row.did },
  { name: '对象', of: (row) => row.about },
  { name: '来源地址', of: (row) => row.address },
  { name: '封存链', of: (row) => row.chain },
  { name: '位置', of: (row) => row.position },
];

const shownFlaw = ({ code, chain, position, about, says, saysEn }: Flaw) => ({
  code,
  chain,
  position,
  about,
  says,
  saysEn,
  ...REMEDIES[code],
});

/** What the sealed rows of a file, a book and an event have in common. */
interface Content {
  file?: number;
  step?: string;
  byName?: string;
  by?: string;
  says?: unknown;
  about?: string | null;
  from?: string | null;
}

async function shownRows(tx: Tx, { cases }: Context, rows: ChainRow[]): Promise<Shown[]> {
  const asked = rows.map((row) => ({ row, content: JSON.parse(row.content) as Content }));
  const ids = [...new Set(asked.map(({ content }) => fileOf(content)).filter((id) => id !== null))];
  const files = new Map(await inTurn(ids, async (id) => [id, await findFile(tx, Number(id))] as const));
  return inTurn(asked, async ({ row, content }) => {
    const id = fileOf(content);
    const file = id === null ? undefined : files.get(id);
    const step = file && content.step ? cases.procedureOf(file).steps[content.step]?.name : undefined;
    return {
      id: String(row.id),
      at: row.at,
      who: content.byName || content.by || '',
      did: step ?? (typeof content.says === 'string' ? content.says : (content.step ?? '')),
      about: file ? `${file.number} ${file.title}` : await aboutOf(tx, row, content),
      kind: row.about_kind,
      file: file ? id : null,
      address: row.about_kind === 'auditEvent' && typeof content.from === 'string' ? content.from : null,
      chain: row.chain,
      position: row.position,
      sealed: row.position !== null,
    };
  });
}

function fileOf({ file, about }: Content): string | null {
  if (typeof file === 'number') return String(file);
  return typeof about === 'string' && /^file:\d+$/.test(about) ? about.slice('file:'.length) : null;
}

async function aboutOf(tx: Tx, row: ChainRow, content: Content): Promise<string> {
  if (row.about_kind === 'auditEvent') return content.about ?? '';
  const transfer = row.about_kind === 'transfer' ? await findTransfer(tx, row.about_id) : undefined;
  return transfer ? `${transfer.fromName} → ${transfer.toName}` : `${row.about_kind}:${row.about_id}`;
}
