/** Jobs and set-aside facts: what the system administrator looks after. */
import { z } from 'zod';
import { record } from '../../../foundation/audit/index.ts';
import { listSetAside, retrySetAside, skipSetAside } from '../../../foundation/facts/index.ts';
import { enqueue, findJob, listJobs, listRuns } from '../../../foundation/jobs/index.ts';
import { isRefusal } from '../../../foundation/refusal.ts';
import type { Tx } from '../../../foundation/store/store.ts';
import { jobsOf } from '../jobs.ts';
import type { Asked, Context, Route } from './context.ts';
import { JobRow, JobRun, SetAsideFact } from './messages-contract.ts';
import { refuse } from './problem.ts';

export function jobRoutes(route: Route, context: Context): void {
  const { house, now, runtime, system } = context;
  const jobs = jobsOf(house, runtime);
  const note = (
    tx: Tx,
    { session, request }: Pick<Asked<unknown, unknown, unknown>, 'session' | 'request'>,
    of: { did: string; kind: string; id: string; says: string; saysEn: string },
  ) =>
    record(tx, {
      did: of.did,
      by: session.person.login,
      byName: session.person.name,
      about: { kind: of.kind, id: of.id },
      says: of.says,
      saysEn: of.saysEn,
      party: null,
      district: '*',
      at: now(),
      from: request.ip,
    });

  route({
    method: 'GET',
    url: '/api/jobs',
    summary: '任务',
    tag: '管理',
    roles: ['admin'],
    answers: z.object({ items: z.array(JobRow) }),
    run: async () => {
      const declared = new Set(jobs.map((job) => job.name));
      const rows = await system.tx(listJobs);
      // A job that this version no longer declares is not offered; its runs stay.
      return {
        items: rows.filter((row) => declared.has(row.job)).map(({ says, ...row }) => ({ ...row, name: says.zh, nameEn: says.en })),
      };
    },
  });

  const Name = z.object({ job: z.string().max(80) });
  route({
    method: 'GET',
    url: '/api/jobs/:job/runs',
    summary: '任务的各次运行',
    tag: '管理',
    roles: ['admin'],
    params: Name,
    answers: z.object({ items: z.array(JobRun) }),
    run: async ({ params }) => {
      const job = findJob(jobs, params.job);
      return isRefusal(job) ? job : { items: await system.tx((tx) => listRuns(tx, job.name)) };
    },
  });

  route({
    method: 'POST',
    url: '/api/jobs/:job/run',
    summary: '立即运行任务',
    tag: '管理',
    roles: ['admin'],
    params: Name,
    answers: z.object({ ordered: z.boolean() }),
    run: async ({ params, session, request }) => {
      const job = findJob(jobs, params.job);
      if (isRefusal(job)) return job;
      const key = request.headers['idempotency-key'];
      return system.tx(async (tx) => {
        const id = await enqueue(tx, job, {
          key: `by ${session.person.login} ${typeof key === 'string' ? key : now()}`,
          byName: session.person.name,
          at: now(),
        });
        if (id)
          await note(
            tx,
            { session, request },
            { did: 'jobs.ordered', kind: 'job', id: job.name, says: `立即运行“${job.says.zh}”`, saysEn: `Ran "${job.says.en}" by hand` },
          );
        return { ordered: id !== null };
      });
    },
  });

  route({
    method: 'GET',
    url: '/api/set-aside',
    summary: '搁置的事实',
    tag: '管理',
    roles: ['admin'],
    answers: z.object({ items: z.array(SetAsideFact) }),
    run: async () => ({ items: (await system.tx(listSetAside)).map((row) => ({ ...row, fact: String(row.fact) })) }),
  });

  const Which = z.object({ fact: z.coerce.number().int().positive(), reaction: z.string().max(120) });
  route({
    method: 'POST',
    url: '/api/set-aside/retry',
    summary: '重试搁置的事实',
    tag: '管理',
    roles: ['admin'],
    body: Which,
    answers: z.object({ retried: z.boolean() }),
    run: async ({ body: { fact, reaction }, session, request }) =>
      system.tx(async (tx) => {
        if (!(await retrySetAside(tx, fact, reaction, now()))) return refuse.notFound('搁置的事实', String(fact));
        await note(
          tx,
          { session, request },
          {
            did: 'facts.retried',
            kind: 'fact',
            id: String(fact),
            says: `重试搁置的事实 ${fact}（${reaction}）`,
            saysEn: `Retried fact ${fact}`,
          },
        );
        return { retried: true };
      }),
  });

  route({
    method: 'POST',
    url: '/api/set-aside/skip',
    summary: '跳过搁置的事实，写明理由',
    tag: '管理',
    roles: ['admin'],
    body: Which.extend({ why: z.string().trim().min(2).max(200) }),
    answers: z.object({ skipped: z.boolean() }),
    run: async ({ body: { fact, reaction, why }, session, request }) =>
      system.tx(async (tx) => {
        if (!(await skipSetAside(tx, fact, reaction, { by: session.person.login, why, at: now() })))
          return refuse.notFound('搁置的事实', String(fact));
        await note(
          tx,
          { session, request },
          {
            did: 'facts.skipped',
            kind: 'fact',
            id: String(fact),
            says: `跳过搁置的事实 ${fact}（${reaction}）：${why}`,
            saysEn: `Skipped fact ${fact}`,
          },
        );
        return { skipped: true };
      }),
  });
}
