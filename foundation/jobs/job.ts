/** What a job is, and how one is ordered. */
import { randomUUID } from 'node:crypto';
import type { Instant } from '../day.ts';
import { type Refusal, refusals } from '../refusal.ts';
import { notify, type Store, storableJson, type Tx } from '../store/store.ts';
import { inTx, orders } from './queue.ts';

export interface Job<P extends object = Record<string, unknown>> {
  /** `room.work`, as in `backup.nightly`: the name of its queue, and of its row. */
  name: string;
  says: { zh: string; en: string };
  /** Five fields, read in Asia/Shanghai; without one the job runs only when ordered. */
  cron?: string;
  /** Tries after the first, and the pause before the first of them; later pauses double. Three, and half a minute, unless said. */
  retry?: { limit: number; delaySeconds: number };
  /** After so long `signal` is raised. One hour unless said. */
  withinMinutes?: number;
  /**
   * Runs at least once: a kill in the middle means that it runs again. What it writes is therefore either the same when written again, or in one
   * transaction with its mark (`onceIn`). A text it answers with is shown beside the run.
   */
  run(payload: P, at: JobAt): Promise<unknown>;
}

export interface JobAt {
  /** When this run began. */
  now: Instant;
  /** For work that takes its time. */
  clock(): Instant;
  store: Store;
  /** Raised when the house closes, when the time allowed is over, or when we can no longer be sure to be the only one at it. */
  signal: AbortSignal;
  /** The same for every try of this run: a good part of a mark. */
  id: string;
}

export interface Order {
  /** The same key of a job is one run, however often it is ordered. */
  key: string;
  payload?: object;
  byName: string;
  at: Instant;
  /** Seconds to wait before it may begin. */
  afterSeconds?: number;
}

export const refuse = refusals('jobs', {
  noSuchJob: (name: string) => ({
    says: `没有名为“${name}”的任务`,
    saysEn: `There is no job "${name}"`,
    do: '在任务页选择一项',
    doEn: 'Choose one on the page of jobs',
    status: 404,
  }),
});

/** The default of `retry`. */
export const RETRY = { limit: 3, delaySeconds: 30 };

/**
 * Orders a run, in the transaction of whoever wants it done. Answers with the id of the run, or null when that key was ordered before.
 *
 * @example await enqueue(tx, nightly, { key: 'by hand 7', byName: person.name, at: now });
 */
export async function enqueue(tx: Tx, job: Pick<Job<never>, 'name' | 'retry' | 'withinMinutes'>, order: Order): Promise<string | null> {
  const id = randomUUID();
  const row = await tx.find(
    `insert into job_run (id, job, key, payload, by_name, queued_at) values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0))
     on conflict (job, key) do nothing returning id`,
    [id, job.name, order.key, storableJson(order.payload ?? {}), order.byName, order.at],
  );
  if (!row) return null;
  const { limit, delaySeconds } = job.retry ?? RETRY;
  const sent = await orders.send(
    job.name,
    {},
    {
      id,
      retryLimit: limit,
      retryDelay: delaySeconds,
      retryBackoff: delaySeconds > 0,
      // The time allowed is ours to keep (`signal`); the queue's own is only the last resort, and a run under way cannot be handed out twice anyway.
      expireInSeconds: Math.min((job.withinMinutes ?? 60) * 60 * 2, 86_399),
      ...(order.afterSeconds ? { startAfter: order.afterSeconds } : {}),
      ...inTx(tx),
    },
  );
  if (!sent) throw new Error(`the queue ${job.name} is not there: the house was started without preparing it`);
  await notify(tx, 'jobs', {});
  return id;
}

export function findJob<J extends Pick<Job<never>, 'name'>>(jobs: readonly J[], name: string): J | Refusal {
  return jobs.find((job) => job.name === name) ?? refuse.noSuchJob(name);
}

/**
 * True the first time a key is met, false ever after; the mark stands or falls with the transaction. This is how a job that may run twice writes once.
 *
 * @example if (await onceIn(tx, `purge ${day}`, now)) await announce(tx, …);
 */
export async function onceIn(tx: Tx, key: string, at: Instant): Promise<boolean> {
  const row = await tx.find(
    'insert into job_mark (mark, at) values ($1, to_timestamp($2 / 1000.0)) on conflict do nothing returning mark',
    [key, at],
  );
  return row !== undefined;
}

export interface JobShown {
  job: string;
  says: { zh: string; en: string };
  cron: string | null;
  nextAt: Instant | null;
  /** The newest run, whatever became of it. */
  last: RunShown | null;
  waiting: number;
  dead: number;
}

export interface RunShown {
  id: string;
  job: string;
  byName: string;
  state: 'waiting' | 'running' | 'done' | 'dead';
  tries: number;
  says: string | null;
  error: string | null;
  queuedAt: Instant;
  startedAt: Instant | null;
  endedAt: Instant | null;
}

const RUN = `id, job, by_name as "byName", state, tries, says, error, queued_at as "queuedAt", started_at as "startedAt", ended_at as "endedAt"`;

/** Every job of this house by name, with its last and its next run. */
export async function listJobs(tx: Tx): Promise<JobShown[]> {
  const rows = await tx.query<{
    job: string;
    says_zh: string;
    says_en: string;
    cron: string | null;
    next_at: Instant | null;
    waiting: number;
    dead: number;
  }>(
    `select d.job, d.says_zh, d.says_en, d.cron, d.next_at,
            (select count(*) from job_run r where r.job = d.job and r.state = 'waiting') as waiting,
            (select count(*) from job_run r where r.job = d.job and r.state = 'dead') as dead
       from job_declared d order by d.job`,
  );
  const last = await tx.query<RunShown & Record<string, unknown>>(
    `select distinct on (job) ${RUN} from job_run order by job, queued_at desc, id`,
  );
  const newest = new Map(last.map((run) => [run.job, run as RunShown]));
  return rows.map((row) => ({
    job: row.job,
    says: { zh: row.says_zh, en: row.says_en },
    cron: row.cron,
    nextAt: row.next_at,
    last: newest.get(row.job) ?? null,
    waiting: row.waiting,
    dead: row.dead,
  }));
}

/** Runs of a job, newest first. */
export async function listRuns(tx: Tx, job: string, most = 50): Promise<RunShown[]> {
  return tx.query<RunShown & Record<string, unknown>>(`select ${RUN} from job_run where job = $1 order by queued_at desc, id limit $2`, [
    job,
    most,
  ]);
}
