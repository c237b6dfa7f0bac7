import fc from 'fast-check';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { DAY, type Instant, MINUTE, SECOND } from '../day.ts';
import { isRefusal } from '../refusal.ts';
import { openSystemStore, type Store } from '../store/store.ts';
import { type House, openHouse } from '../testing/house.ts';
import { enqueue, findJob, type Job, type Jobs, jobRefusals, listJobs, listRuns, nextRun, onceIn, openJobs, prepareJobs } from './index.ts';

/** 2026-11-24 12:00 in Shanghai. */
const NOON = Date.UTC(2026, 10, 24, 4);

let house: House;
const names = ['test.one', 'test.two'].map((name) => ({ name }));
beforeAll(async () => {
  house = await openHouse();
  await prepareJobs(house.urls.postgres, names);
  await house.owner.query(`create table did (turn bigint generated always as identity, what text); call guard('did', 'internal')`);
});
afterAll(() => house?.close());

const open: Jobs[] = [];
beforeEach(async () => {
  await house.owner.query('truncate job_declared, job_run, job_mark, did; truncate pgboss.job');
});
afterEach(async () => {
  for (const jobs of open.splice(0)) await jobs.close();
});

let now: Instant = NOON;
async function working(jobs: Job[], store: Store = house.system, more: Partial<Parameters<typeof openJobs>[2]> = {}): Promise<Jobs> {
  const opened = await openJobs(store, jobs, { clock: () => now, ...more });
  open.push(opened);
  return opened;
}
const job = (more: Partial<Job> = {}): Job => ({
  name: 'test.one',
  says: { zh: '一', en: 'One' },
  retry: { limit: 2, delaySeconds: 0 },
  run: async () => {},
  ...more,
});
const order = (of: Job, key: string, payload: object = {}) =>
  house.system.tx((tx) => enqueue(tx, of, { key, payload, byName: '测试', at: now }));
async function settled(jobs: Jobs): Promise<void> {
  while ((await jobs.tick(now)) > 0) await jobs.idle();
}
const runs = () => house.system.tx((tx) => listRuns(tx, 'test.one'));
const did = async () => (await house.owner.query<{ what: string }>('select what from did order by turn')).rows.map((row) => row.what);
const write = (store: Store, what: string) => store.tx((tx) => tx.query('insert into did (what) values ($1)', [what]));

test('a job ordered is run, with what it was ordered with, and what it answers is shown', async () => {
  now = NOON;
  const seen: unknown[] = [];
  const one = job({
    run: async (payload, at) => {
      seen.push([payload, at.now]);
      return '办好 3 件';
    },
  });
  const jobs = await working([one]);
  await order(one, 'k', { day: '2026-11-24' });
  await settled(jobs);
  expect(seen).toEqual([[{ day: '2026-11-24' }, NOON]]);
  expect(await runs()).toEqual([
    expect.objectContaining({ state: 'done', tries: 1, byName: '测试', says: '办好 3 件', error: null, startedAt: NOON, endedAt: NOON }),
  ]);
});

test('the same key of a job is one run, however often and by however many it is ordered', async () => {
  const one = job({ run: () => write(house.system, 'x').then(() => {}) });
  const jobs = await working([one]);
  const ids = await Promise.all([1, 2, 3].map(() => order(one, 'k')));
  expect(ids.filter((id) => id !== null)).toHaveLength(1);
  await settled(jobs);
  expect(await order(one, 'k')).toBeNull();
  await settled(jobs);
  expect(await did()).toEqual(['x']);
});

test('an order of a transaction that was rolled back is never run', async () => {
  const one = job({ run: () => write(house.system, 'x').then(() => {}) });
  const jobs = await working([one]);
  await house.system
    .tx(async (tx) => {
      await enqueue(tx, one, { key: 'k', byName: '测试', at: now });
      throw new Error('no');
    })
    .catch(() => {});
  await settled(jobs);
  expect(await runs()).toEqual([]);
});

test('a job that fails is tried again, and in the end is given up, shown with its reason, and told of once', async () => {
  let tries = 0;
  const dead: string[] = [];
  const one = job({
    run: async () => {
      tries += 1;
      throw new Error(`not yet ${tries}`);
    },
  });
  const jobs = await working([one], house.system, { onDead: async (_, run) => void dead.push(run.error) });
  await order(one, 'k');
  await settled(jobs);
  expect(tries).toBe(3);
  expect(dead).toEqual(['not yet 3']);
  expect(await runs()).toEqual([expect.objectContaining({ state: 'dead', tries: 3, error: 'not yet 3' })]);
  expect((await house.system.tx(listJobs))[0]).toMatchObject({ job: 'test.one', dead: 1, waiting: 0 });
});

test('a job that works at its second try is done and shows no error', async () => {
  let tries = 0;
  const one = job({
    run: async () => {
      if (++tries === 1) throw new Error('not yet');
    },
  });
  const jobs = await working([one]);
  await order(one, 'k');
  await settled(jobs);
  expect(await runs()).toEqual([expect.objectContaining({ state: 'done', tries: 2, error: null })]);
});

test('a pause before the next try is kept', async () => {
  let tries = 0;
  const one = job({
    retry: { limit: 2, delaySeconds: 60 },
    run: async () => {
      tries += 1;
      throw new Error('not yet');
    },
  });
  const jobs = await working([one]);
  await order(one, 'k');
  await settled(jobs);
  await settled(jobs);
  expect(tries).toBe(1);
  expect(await runs()).toEqual([expect.objectContaining({ state: 'waiting', tries: 1, error: 'not yet' })]);
});

// 03:30 in Shanghai is 19:30 UTC of the day before.
test('a calendar is read in the time of Shanghai', () => {
  expect(nextRun('30 3 * * *', NOON)).toBe(Date.UTC(2026, 10, 24, 19, 30));
  expect(nextRun('0 8 1 * *', NOON)).toBe(Date.UTC(2026, 11, 1, 0));
});

test('what is due by the clock runs once at its time, and its next time is shown', async () => {
  now = NOON;
  const one = job({ cron: '0 13 * * *', run: () => write(house.system, new Date(now).toISOString()).then(() => {}) });
  const jobs = await working([one]);
  await settled(jobs);
  expect(await did()).toEqual([]);
  now = NOON + 60 * MINUTE;
  await settled(jobs);
  now += SECOND;
  await settled(jobs);
  expect(await did()).toEqual(['2026-11-24T05:00:00.000Z']);
  expect((await house.system.tx(listJobs))[0]).toMatchObject({ nextAt: NOON + 60 * MINUTE + DAY, last: { state: 'done' } });
});

test('a job missed while the house was down runs once at the next start, not once for every day', async () => {
  now = NOON;
  const one = job({ cron: '0 3 * * *', run: () => write(house.system, 'x').then(() => {}) });
  await (await working([one])).close();
  now = NOON + 5 * DAY;
  const jobs = await working([one]);
  await settled(jobs);
  await settled(jobs);
  expect(await did()).toEqual(['x']);
  expect((await house.system.tx(listJobs))[0]?.nextAt).toBe(nextRun('0 3 * * *', now));
});

test('a job seen for the first time has missed nothing, and a changed calendar counts from now', async () => {
  now = NOON;
  const one = job({ cron: '0 3 * * *', run: () => write(house.system, 'x').then(() => {}) });
  await settled(await working([one]));
  const later = { ...one, cron: '0 23 * * *' };
  now = NOON + DAY;
  await settled(await working([later]));
  expect(await did()).toEqual([]);
  expect((await house.system.tx(listJobs))[0]?.nextAt).toBe(nextRun('0 23 * * *', now));
});

test('F12: two writers at once order what is due once, and never run one job twice at a time', async () => {
  now = NOON;
  let atWork = 0;
  let most = 0;
  const one = job({
    cron: '0 13 * * *',
    run: async () => {
      most = Math.max(most, ++atWork);
      await new Promise((resolve) => setTimeout(resolve, 5));
      atWork -= 1;
      await write(house.system, 'x');
    },
  });
  const writers = [await working([one]), await working([one]), await working([one])];
  now = NOON + 60 * MINUTE;
  for (let n = 0; n < 12; n++) await order(one, `k${n}`);
  for (let quiet = 0; quiet < 2; ) {
    const begun = await Promise.all(writers.map((writer) => writer.tick(now)));
    await Promise.all(writers.map((writer) => writer.idle()));
    quiet = begun.some((n) => n > 0) ? 0 : quiet + 1;
  }
  expect(most).toBe(1);
  expect(await did()).toHaveLength(13);
});

test('F12: a writer killed in the middle of a run: the run is taken up by the next one, and what it marked is not written twice', async () => {
  now = NOON;
  const killed = new Set([1, 2]);
  let tries = 0;
  const die = new Promise<never>(() => {});
  const one = job({
    run: async (_, at) => {
      const nth = ++tries;
      await at.store.tx(async (tx) => {
        if (await onceIn(tx, `first ${at.id}`, at.now)) await tx.query(`insert into did (what) values ('first')`);
      });
      if (killed.has(nth)) await die;
      await write(at.store, 'second');
    },
  });
  for (const _ of killed) {
    // A process that dies takes its connections with it: the lock falls, nothing is written down.
    const mortal = openSystemStore(house.urls.system, 'mortal', 4);
    const jobs = await openJobs(mortal, [one], { clock: () => now });
    if (tries === 0) await order(one, 'k');
    await expect.poll(() => jobs.tick(now)).toBe(1);
    await expect.poll(async () => (await did()).length).toBe(1);
    await endConnectionsOf('mortal');
  }
  const jobs = await working([one]);
  await settled(jobs);
  expect(tries).toBe(3);
  expect(await did()).toEqual(['first', 'second']);
  expect(await runs()).toEqual([expect.objectContaining({ state: 'done', tries: 3 })]);
});

async function endConnectionsOf(name: string): Promise<void> {
  const client = new pg.Client({ connectionString: house.urls.postgres });
  await client.connect();
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [name]);
  await client.end();
}

test('F12: in any order of orders, ticks, failures and kills every key is run to its end, and its mark is written once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ does: fc.constantFrom('order', 'tick', 'twice', 'kill', 'fail'), key: fc.nat({ max: 3 }) }), {
        minLength: 4,
        maxLength: 14,
      }),
      async (steps) => {
        await house.owner.query('truncate job_declared, job_run, job_mark, did; truncate pgboss.job');
        const ordered = new Set<string>();
        let next: 'kill' | 'fail' | null = null;
        const one = job({
          retry: { limit: 50, delaySeconds: 0 },
          run: async (payload, at) => {
            const how = next;
            next = null;
            if (how === 'fail') throw new Error('not yet');
            await at.store.tx(async (tx) => {
              if (await onceIn(tx, `done ${payload.key}`, at.now)) await tx.query('insert into did (what) values ($1)', [payload.key]);
            });
            if (how === 'kill') throw new Error('killed after its work');
          },
        });
        const writers = [await working([one]), await working([one])];
        for (const { does, key } of steps) {
          if (does === 'order') {
            ordered.add(`${key}`);
            await order(one, `${key}`, { key: `${key}` });
          } else if (does === 'kill' || does === 'fail') next = does;
          else {
            const ticking = does === 'twice' ? writers : [writers[0] as Jobs];
            await Promise.all(ticking.map((writer) => writer.tick(now)));
            await Promise.all(ticking.map((writer) => writer.idle()));
          }
        }
        for (let quiet = 0; quiet < 2; ) {
          quiet = (await (writers[0] as Jobs).tick(now)) > 0 ? 0 : quiet + 1;
          await (writers[0] as Jobs).idle();
        }
        expect((await did()).sort()).toEqual([...ordered].sort());
        const states = await house.owner.query(`select distinct state from job_run`);
        expect(states.rows).toEqual(ordered.size ? [{ state: 'done' }] : []);
      },
    ),
    { numRuns: 15 },
  );
}, 60_000);

test('a house that closes raises the signal of what it is running, and the run is taken up at the next start', async () => {
  now = NOON;
  let begun = 0;
  const one = job({
    run: async (_, { signal }) => {
      begun += 1;
      if (begun === 1) await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
  });
  const jobs = await working([one]);
  await order(one, 'k');
  await jobs.tick(now);
  await jobs.close();
  expect(await runs()).toEqual([expect.objectContaining({ state: 'waiting', tries: 1, error: 'the house is closing' })]);
  await settled(await working([one]));
  expect(await runs()).toEqual([expect.objectContaining({ state: 'done', tries: 2 })]);
});

test('one job that takes its time does not hold up another', async () => {
  let finish = () => {};
  const slow = job({ run: () => new Promise<void>((resolve) => (finish = resolve)) });
  const quick = job({ name: 'test.two', run: () => write(house.system, 'quick').then(() => {}) });
  const jobs = await working([slow, quick]);
  await order(slow, 'k');
  await order(quick, 'k');
  await jobs.tick(now);
  await expect.poll(did).toEqual(['quick']);
  finish();
  await jobs.idle();
});

test('a request has no right to the queue or to what is shown of it', async () => {
  for (const table of ['pgboss.job', 'xiushui.job_run'])
    await expect(house.app.pool.query(`select * from ${table}`)).rejects.toMatchObject({ code: '42501' });
});

test('a job nobody declared is refused, and the queue may be prepared again at every start', async () => {
  const found = findJob([job()], 'test.none');
  expect(isRefusal(found) && found.code).toBe(jobRefusals.noSuchJob('').code);
  await prepareJobs(house.urls.postgres, names);
  await prepareJobs(house.urls.postgres, names);
});
