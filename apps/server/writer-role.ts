/**
 * The writer role: one loop that takes what the gateway kept and carries it down the line. One process, one loop: revisions, hours and verdicts are
 * written by nobody else, so their order is the order of this page.
 */
import { oldestLateClock } from '../../engines/case/index.ts';
import { StreamIds } from '../../engines/observation/index.ts';
import { MINUTE, SECOND } from '../../foundation/day.ts';
import { storeNumbers } from '../../foundation/health/index.ts';
import { openJobs } from '../../foundation/jobs/index.ts';
import { listen, openSystemStore } from '../../foundation/store/store.ts';
import { houseKey } from '../../foundation/webhooks/index.ts';
import { logLine } from './events.ts';
import { startBeating } from './health/beating.ts';
import { carryAlarms } from './health/carry.ts';
import { followCity, openHouse } from './house.ts';
import { jobsOf } from './jobs.ts';
import {
  bindCases,
  bindReactions,
  computeAndJudge,
  frameBacklog,
  react,
  replayKept,
  seal,
  sendMessages,
  sweepClocks,
  takeFrames,
  tellOutside,
  tellSoon,
  watchDays,
  watchSilence,
} from './line.ts';

import { Listening } from './listening.ts';
import { adaptersFrom, rulesOf, tellOfDeadJob } from './messages.ts';
import { endWithSupervisor, type Runtime, sayReady } from './runtime.ts';
import { openStationBook } from './stations.ts';

/** Between looks when nothing is waiting. Short, since a person may be watching; cheap, since an empty look reads two small things. */
const IDLE_MS = 100;
const EVERY = {
  compute: SECOND / 2,
  silence: 5 * SECOND,
  clocks: SECOND,
  days: 30 * SECOND,
  soon: 30 * SECOND,
  seal: SECOND / 4,
  replay: 2 * SECOND,
  react: SECOND,
  send: SECOND,
  jobs: SECOND,
  tell: SECOND,
} as const;

export async function runWriter(runtime: Runtime): Promise<void> {
  const house = openHouse();
  const store = openSystemStore(runtime.urls.system, 'xiushui writer', runtime.config.store.writerConnections);
  const stations = await openStationBook(store, runtime.urls.system, 'xiushui writer', house);
  const following = await followCity(house, store, runtime.urls.system, 'xiushui writer');
  const cases = bindCases(house);
  const reactions = bindReactions(house, cases);
  const adapters = adaptersFrom(runtime.config);
  const rules = rulesOf(house);
  const webhookKey = houseKey(runtime.home);
  const ids = new StreamIds();
  const listening = new Listening(Date.now());

  const due = new Map<keyof typeof EVERY, number>();
  /** Runs a part when its time has come; a part that fails is logged and met again, and the others go on. */
  const timely = async (part: keyof typeof EVERY, work: (now: number) => Promise<unknown>) => {
    const now = Date.now();
    if (now < (due.get(part) ?? 0)) return;
    due.set(part, now + EVERY[part]);
    await guarded(part, () => work(now));
  };
  const guarded = async (part: string, work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      if (!ending) complain(part, (error as Error).message);
      await new Promise((resolve) => setTimeout(resolve, 500));
      return false;
    }
  };

  /** The same complaint once in ten seconds: PostgreSQL being away is one event and not a page of them. */
  const complained = new Map<string, number>();
  const complain = (part: string, error: string) => {
    const now = Date.now();
    if (now - (complained.get(`${part} ${error}`) ?? 0) < 10 * SECOND) return;
    complained.set(`${part} ${error}`, now);
    logLine('writer', 'error', 'a part of the line failed and will be tried again', { part, error });
  };

  let ending = false;
  const ears = listen(runtime.urls.system, 'xiushui writer', ['appeared', 'outbox', 'writer', 'jobs'], (channel) => {
    if (channel === 'appeared') due.delete('react');
    if (channel === 'outbox') due.delete('send');
    if (channel === 'writer') due.delete('replay');
    if (channel === 'jobs') due.delete('jobs');
  });

  const loop = (async () => {
    while (!ending) {
      let met = 0;
      listening.turn(Date.now());
      const isMet = await guarded('frames', async () => {
        const { frames, receivedAt } = await takeFrames(store, runtime.frames, ids, stations, house, Date.now());
        met = frames;
        listening.met(receivedAt, Date.now());
      });
      if (!isMet) listening.failed(Date.now());
      await timely('compute', (now) => computeAndJudge(store, ids, stations, house, now));
      await timely('silence', (now) => watchSilence(store, stations, house, now, listening.since));
      await timely('react', (now) => react(store, reactions, now));
      await timely('days', (now) => watchDays(store, house, now));
      await timely('clocks', (now) => sweepClocks(store, cases, now));
      await timely('soon', (now) => tellSoon(store, cases, now));
      await timely('replay', (now) => replayKept(store, runtime.frames, ids, stations, now));
      if (!met && !ending) await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    }
  })();
  // Messages wait for other people's servers; the line must not wait with them.
  const post = (async () => {
    while (!ending) {
      await timely('send', () => sendMessages(store, adapters, rules, Date.now));
      await timely('tell', () => tellOutside(store, webhookKey, runtime.config.webhooks, Date.now));
      await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    }
  })();

  // What was done is sealed within a second, however long the line is at something else.
  const sealing = (async () => {
    while (!ending) {
      await timely('seal', (now) => seal(store, now));
      await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    }
  })();

  // Jobs have connections of their own: a backup that reads every table must not keep the line waiting for one.
  const jobStore = openSystemStore(runtime.urls.system, 'xiushui jobs', 6);
  const jobs = await openJobs(jobStore, jobsOf(house, runtime), {
    clock: Date.now,
    onDead: tellOfDeadJob,
    onError: (job, error) => complain(job, error.message),
  });
  const work = (async () => {
    while (!ending) {
      await timely('jobs', (now) => jobs.tick(now));
      await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    }
  })();

  let alarmsCarried = 0;
  const beating = startBeating('writer', runtime.home, async () => {
    const now = Date.now();
    const backlog = await frameBacklog(store, runtime.frames, now);
    const late = await store.tx((tx) => oldestLateClock(tx, now));
    const numbers = await store.tx((tx) => storeNumbers(tx, now));
    alarmsCarried = await carryAlarms(store, runtime.home, runtime.config, house.city.areas[0]?.code ?? '', now);
    return {
      databaseUp: 1,
      alarmsCarried,
      backlogFrames: backlog.frames,
      backlogSeconds: backlog.seconds,
      clocksLateMinutes: late === null ? 0 : (now - late) / MINUTE,
      ...numbers,
    };
  });

  endWithSupervisor(async () => {
    ending = true;
    beating.stop();
    await Promise.all([loop, post, work, sealing]);
    await jobs.close();
    await jobStore.close();
    await ears.close();
    await stations.close();
    await following.close();
    await store.close();
  });
  await beating.beat();
  sayReady();
}
