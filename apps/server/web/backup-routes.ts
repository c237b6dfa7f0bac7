/**
 * Backups: what is there, and make one now. There is no restore here: it needs an empty house, and a page that is served by the house cannot empty it
 * without destroying what it stands on.
 */
import { z } from 'zod';
import { record } from '../../../foundation/audit/index.ts';
import { type Listed, listBackups } from '../../../foundation/backup/index.ts';
import { enqueue, listRuns } from '../../../foundation/jobs/index.ts';
import { decideHeld, listHeld } from '../../../foundation/outbox/index.ts';
import { backupFolder } from '../backup.ts';
import { BACKUP_JOB } from '../backup-jobs.ts';
import { type Backup, Backups, WaitingMessage } from './backup-contract.ts';
import type { Asked, Context, Route } from './context.ts';

export function backupRoutes(route: Route, context: Context): void {
  const { system, now, runtime } = context;
  const { backup } = runtime.config;
  const folder = backupFolder({ dir: runtime.home }, runtime.config);

  const note = (
    tx: Parameters<typeof record>[0],
    { session, request }: Pick<Asked<unknown, unknown, unknown>, 'session' | 'request'>,
    of: { did: string; says: string; saysEn: string; detail?: Record<string, unknown> },
  ) =>
    record(tx, {
      ...of,
      by: session.person.login,
      byName: session.person.name,
      about: null,
      party: null,
      district: '*',
      at: now(),
      from: request.ip,
    });

  route({
    method: 'GET',
    url: '/api/backups',
    summary: '备份',
    tag: '备份',
    roles: ['admin'],
    answers: Backups,
    run: async () => {
      const [run] = await system.tx((tx) => listRuns(tx, BACKUP_JOB.name, 1));
      return {
        folder,
        at: backup.at,
        keepDays: backup.keepDays,
        run: run ? { state: run.state, byName: run.byName, at: run.endedAt ?? run.startedAt ?? run.queuedAt, error: run.error } : null,
        isUnderWay: run?.state === 'waiting' || run?.state === 'running',
        items: (await listBackups(folder)).map(shown),
      };
    },
  });

  route({
    method: 'POST',
    url: '/api/backups',
    summary: '立即备份',
    tag: '备份',
    roles: ['admin'],
    answers: z.object({ ordered: z.boolean() }),
    run: (asked) =>
      system.tx(async (tx) => {
        const [run] = await listRuns(tx, BACKUP_JOB.name, 1);
        if (run?.state === 'waiting' || run?.state === 'running') return { ordered: false };
        const byName = asked.session.person.name;
        const id = await enqueue(tx, BACKUP_JOB, { key: `by hand ${now()}`, byName, at: now() });
        await note(tx, asked, { did: 'backup.ordered', says: '立即备份', saysEn: 'Ordered a backup' });
        return { ordered: id !== null };
      }),
  });

  route({
    method: 'GET',
    url: '/api/backups/waiting-messages',
    summary: '恢复后待定的消息',
    tag: '备份',
    roles: ['admin'],
    answers: z.object({ items: z.array(WaitingMessage) }),
    run: async () => ({
      items: (await system.tx((tx) => listHeld(tx))).map(({ id, receiver, body, queuedAt }) => ({ id, receiver, text: body, queuedAt })),
    }),
  });

  route({
    method: 'POST',
    url: '/api/backups/waiting-messages',
    summary: '决定恢复后待定的消息是否发出',
    tag: '备份',
    roles: ['admin'],
    body: z.object({ decision: z.enum(['send', 'leave']), ids: z.array(z.string().regex(/^\d+$/)).max(1_000).optional() }),
    answers: z.object({ decided: z.number().int() }),
    run: (asked) =>
      system.tx(async (tx) => {
        const { decision, ids } = asked.body;
        const decided = await decideHeld(tx, decision, ids ?? 'all', asked.session.person.name, now());
        const says = decision === 'send' ? `恢复后待定的 ${decided} 条消息决定发出` : `恢复后待定的 ${decided} 条消息决定不发`;
        const saysEn = `${decided} messages that waited after the restore ${decision === 'send' ? 'are sent' : 'stay unsent'}`;
        await note(tx, asked, { did: 'backup.heldDecided', says, saysEn, detail: { decision, decided } });
        return { decided };
      }),
  });
}

function shown({ name, manifest, bytes, looked }: Listed): z.input<typeof Backup> {
  const keys = manifest?.parts.filter((part) => part.kind === 'key') ?? [];
  return {
    name,
    madeAt: manifest ? Date.parse(manifest.madeAt) : null,
    by: manifest?.by ?? '',
    version: manifest?.product.version ?? '',
    bytes,
    rows: manifest?.tables.reduce((sum, table) => sum + table.rows, 0) ?? 0,
    keys: keys.length === 0 ? 'none' : keys.some((part) => !part.locked) ? 'open' : 'locked',
    verifiedAt: looked?.at ?? null,
    isWhole: looked?.isWhole ?? null,
    says: looked?.says ?? '',
    saysEn: looked?.saysEn ?? '',
  };
}
