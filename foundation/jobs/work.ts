/**
 * The worker of jobs: only the writer has one. Whoever runs a job holds its lock for as long as it runs, on a connection kept for that: two writers
 * never run one job at the same time, and a lock left by a killed process falls with its connection. A run found under way while the lock is free was
 * therefore left by a kill; it counts as a failed try and is taken up again.
 */
import { Cron } from 'croner';
import type { PoolClient } from 'pg';
import { type Instant, MINUTE } from '../day.ts';
import { type Store, storable, type Tx } from '../store/store.ts';
import { enqueue, type Job, RETRY } from './job.ts';
import { bossOf, inTx } from './queue.ts';

const ZONE = 'Asia/Shanghai';
/** Jobs at work at a time; each holds a connection. */
const AT_ONCE = 2;
const MAINTAIN_EVERY = 5 * MINUTE;
const KILLED = '运行中断：进程在任务进行时退出 (the process ended in the middle of the run)';

export interface DeadRun {
  id: string;
  job: Job;
  error: string;
  at: Instant;
}

export interface Jobs {
  /** Orders what has become due and begins what waits. Answers with how many runs were begun; they go on after the answer. */
  tick(now: Instant): Promise<number>;
  /** Until everything begun has ended. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export interface Working {
  clock(): Instant;
  /** In the transaction that gives a run up: tell somebody. */
  onDead?(tx: Tx, run: DeadRun): Promise<void>;
  onError?(job: string, error: Error): void;
}

export function nextRun(cron: string, after: Instant): Instant | null {
  return new Cron(cron, { timezone: ZONE, mode: '5-part' }).nextRun(new Date(after))?.getTime() ?? null;
}

/** Declares the jobs of this house and works them at every `tick`. */
export async function openJobs(store: Store, declared: readonly Job<never>[], working: Working): Promise<Jobs> {
  const jobs = declared as unknown as readonly Job[];
  const boss = bossOf(store);
  const running = new Map<string, Promise<void>>();
  const closing = new AbortController();
  let maintainedAt = 0;

  await store.tx((tx) => declare(tx, jobs, working.clock()));

  async function tick(now: Instant): Promise<number> {
    await store.tx((tx) => orderDue(tx, jobs, now));
    if (now - maintainedAt >= MAINTAIN_EVERY) {
      maintainedAt = now;
      await boss.maintain();
    }
    const open = await store.pool.query<{ job: string }>(
      `select distinct job from xiushui.job_run where state in ('waiting', 'running') order by job`,
    );
    let begun = 0;
    for (const { job: name } of open.rows) {
      const job = jobs.find((one) => one.name === name);
      if (!job || running.has(name) || running.size >= AT_ONCE || closing.signal.aborted) continue;
      const run = await begin(job);
      if (!run) continue;
      begun += 1;
      running.set(
        name,
        run.ended.finally(() => running.delete(name)),
      );
    }
    return begun;
  }

  /** Takes the lock and the next run; undefined when the job is in other hands or nothing of it may begin yet. */
  async function begin(job: Job): Promise<{ ended: Promise<void> } | undefined> {
    const client = await store.pool.connect();
    const letGo = async () => {
      const error = await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [lockOf(job)]).then(
        () => undefined,
        (failure: Error) => failure,
      );
      client.release(error ?? false);
    };
    try {
      const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock(hashtextextended($1, 0)) as got', [lockOf(job)]);
      if (!rows[0]?.got) {
        client.release();
        return undefined;
      }
    } catch (error) {
      client.release(error as Error);
      throw error;
    }
    try {
      await takeBackKilled(job);
      const taken = await take(job);
      if (!taken) {
        await letGo();
        return undefined;
      }
      return { ended: runOne(job, taken, client).finally(letGo) };
    } catch (error) {
      await letGo();
      throw error;
    }
  }

  async function takeBackKilled(job: Job): Promise<void> {
    const { rows } = await store.pool.query<{ id: string; tries: number }>(
      `select id, tries from xiushui.job_run where job = $1 and state = 'running'`,
      [job.name],
    );
    for (const { id, tries } of rows) await settle(job, id, tries, new Error(KILLED));
  }

  async function take(job: Job): Promise<{ id: string; payload: Record<string, unknown>; tries: number } | undefined> {
    return store.tx(async (tx) => {
      const [next] = await boss.fetch(job.name, { batchSize: 1, ...inTx(tx) });
      if (!next) return undefined;
      return tx.get<{ id: string; payload: Record<string, unknown>; tries: number }>(
        `update job_run set state = 'running', tries = tries + 1, started_at = to_timestamp($2 / 1000.0), ended_at = null, says = null
          where id = $1 returning id, payload, tries`,
        [next.id, working.clock()],
      );
    });
  }

  async function runOne(
    job: Job,
    taken: { id: string; payload: Record<string, unknown>; tries: number },
    client: PoolClient,
  ): Promise<void> {
    const lost = new AbortController();
    // Without its connection the lock is anybody's.
    const onLost = () => lost.abort(new Error('the connection that held the lock was lost'));
    client.on('error', onLost);
    const over = AbortSignal.timeout((job.withinMinutes ?? 60) * MINUTE);
    const signal = AbortSignal.any([closing.signal, lost.signal, over]);
    try {
      const says = await job.run(taken.payload, { now: working.clock(), clock: working.clock, store, signal, id: taken.id });
      await settle(job, taken.id, taken.tries, null, typeof says === 'string' ? says : null);
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      working.onError?.(job.name, failure);
      await settle(job, taken.id, taken.tries, failure).catch((again: Error) => working.onError?.(job.name, again));
    } finally {
      client.off('error', onLost);
    }
  }

  /** Writes down what became of a try, in our table and in the queue at once. */
  async function settle(job: Job, id: string, tries: number, error: Error | null, says: string | null = null): Promise<void> {
    await store.tx(async (tx) => {
      const isDead = error !== null && tries > (job.retry ?? RETRY).limit;
      const at = working.clock();
      const row = await tx.find(
        `update job_run set state = $2, error = $3, says = $4, ended_at = to_timestamp($5 / 1000.0) where id = $1 and state = 'running' and tries = $6
          returning id`,
        [
          id,
          error === null ? 'done' : isDead ? 'dead' : 'waiting',
          error && storable(error.message || error.name).slice(0, 2_000),
          says && storable(says).slice(0, 500),
          at,
          tries,
        ],
      );
      if (!row) return;
      if (error) await boss.fail(job.name, id, { message: error.message.slice(0, 200) }, inTx(tx));
      else await boss.complete(job.name, id, {}, inTx(tx));
      if (isDead) await working.onDead?.(tx, { id, job, error: error.message, at });
    });
  }

  return {
    tick,
    idle: async () => {
      while (running.size) await Promise.all(running.values());
    },
    close: async () => {
      closing.abort(new Error('the house is closing'));
      await Promise.all(running.values());
    },
  };
}

const lockOf = (job: Job) => `job ${job.name}`;

/** A job known before keeps the time at which it is due, so that what was missed is found; a new or changed calendar counts from now. */
async function declare(tx: Tx, jobs: readonly Job[], now: Instant): Promise<void> {
  for (const { name, says, cron } of jobs) {
    await tx.query(
      `insert into job_declared (job, says_zh, says_en, cron, next_at, declared_at)
       values ($1, $2, $3, $4, to_timestamp($5 / 1000.0), to_timestamp($6 / 1000.0))
       on conflict (job) do update set says_zh = excluded.says_zh, says_en = excluded.says_en, cron = excluded.cron,
         next_at = case when job_declared.cron is not distinct from excluded.cron then job_declared.next_at else excluded.next_at end`,
      [name, says.zh, says.en, cron ?? null, cron ? nextRun(cron, now) : null, now],
    );
  }
}

/** Orders every job whose time has come. Times missed while nobody looked are one run, not many. */
async function orderDue(tx: Tx, jobs: readonly Job[], now: Instant): Promise<void> {
  const due = await tx.query<{ job: string; next_at: Instant }>(
    `select job, next_at from job_declared where cron is not null and next_at <= to_timestamp($1 / 1000.0) and job = any ($2)
      order by job for update skip locked`,
    [now, jobs.map((job) => job.name)],
  );
  for (const { job: name, next_at: dueAt } of due) {
    const job = jobs.find((one) => one.name === name) as Job;
    await enqueue(tx, job, { key: `at ${new Date(dueAt).toISOString()}`, byName: '定时', at: now });
    await tx.query('update job_declared set next_at = to_timestamp($2 / 1000.0) where job = $1', [name, nextRun(job.cron as string, now)]);
  }
}
