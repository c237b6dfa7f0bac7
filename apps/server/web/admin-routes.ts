import { z } from 'zod';
import { findFile } from '../../../engines/case/index.ts';
import { findTransfer } from '../../../engines/ledger/index.ts';
import { listSetAside, retrySetAside } from '../../../foundation/facts/index.ts';
import { inTurn, type Tx } from '../../../foundation/store/store.ts';
import type { Context, Route } from './context.ts';
import { AuditRows, SetAside } from './contract.ts';
import { refuse } from './problem.ts';

export function adminRoutes(route: Route, context: Context): void {
  const { cases, now, system } = context;

  route({
    method: 'GET',
    url: '/api/set-aside',
    summary: '搁置的事实',
    tag: '管理',
    roles: ['admin'],
    answers: z.object({ items: z.array(SetAside) }),
    run: async () => ({ items: (await system.tx(listSetAside)).map((row) => ({ ...row, fact: String(row.fact) })) }),
  });

  route({
    method: 'POST',
    url: '/api/set-aside/retry',
    summary: '重试搁置的事实',
    tag: '管理',
    roles: ['admin'],
    body: z.object({ fact: z.coerce.number().int(), reaction: z.string().max(120) }),
    answers: z.object({ retried: z.boolean() }),
    run: async ({ body }) => {
      const retried = await system.tx((tx) => retrySetAside(tx, body.fact, body.reaction, now()));
      return retried ? { retried } : refuse.notFound('搁置的事实', String(body.fact));
    },
  });

  route({
    method: 'GET',
    url: '/api/audit',
    summary: '封存记录',
    tag: '管理',
    roles: ['auditor'],
    answers: AuditRows,
    run: async ({ inScope }) =>
      inScope(async (tx) => {
        const rows = await tx.query<ChainRow>(
          'select id, at, about_kind, about_id, content, position from chain_row order by id desc limit 200',
        );
        const asked = rows.map((row) => ({ row, content: JSON.parse(row.content) as Content }));
        const files = new Map(
          await eachOnce(
            asked.map(({ content }) => fileOf(content)).filter((id) => id !== null),
            (id) => findFile(tx, Number(id)),
          ),
        );
        return {
          items: await inTurn(asked, async ({ row, content }) => {
            const id = fileOf(content);
            const file = id === null ? undefined : files.get(id);
            const step = file && content.step ? cases.procedureOf(file).steps[content.step]?.name : undefined;
            return {
              id: String(row.id),
              at: row.at,
              who: content.byName ?? content.by ?? '',
              did: step ?? (typeof content.says === 'string' ? content.says : (content.step ?? '')),
              about: file ? `${file.number} ${file.title}` : await aboutOf(tx, row),
              file: file ? id : null,
              sealed: row.position !== null,
            };
          }),
        };
      }),
  });
}

interface ChainRow {
  id: number;
  at: number;
  about_kind: string;
  about_id: string;
  content: string;
  position: number | null;
}
/** What the sealed rows of a file and of a book have in common. */
interface Content {
  file?: number;
  step?: string;
  byName?: string;
  by?: string;
  says?: unknown;
  about?: string | null;
}

function fileOf({ file, about }: Content): string | null {
  if (file !== undefined) return String(file);
  return about?.startsWith('file:') ? about.slice('file:'.length) : null;
}

async function aboutOf(tx: Tx, row: ChainRow): Promise<string> {
  const transfer = row.about_kind === 'transfer' ? await findTransfer(tx, row.about_id) : undefined;
  return transfer ? `${transfer.fromName} → ${transfer.toName}` : `${row.about_kind}:${row.about_id}`;
}

async function eachOnce<K, V>(keys: K[], find: (key: K) => Promise<V>): Promise<[K, V][]> {
  const found: [K, V][] = [];
  for (const key of new Set(keys)) found.push([key, await find(key)]);
  return found;
}
