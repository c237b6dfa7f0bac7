/**
 * Kill −9 under load: every acknowledged frame is there exactly once, every act exactly once, and the books and the seals agree with them.
 *
 * A kill of gateway or writer counts only if at that moment at least one frame had been received and not answered, and at least one had been answered
 * and not yet written to PostgreSQL. Both are stopped (SIGSTOP) at one moment and looked at before one of them is killed: what was sent and has not
 * been acknowledged, less what still lies unread in the sockets, is received and not answered; what is acknowledged and lies behind the writer's place
 * in the frame log is answered and not written. A kill of web counts only if an act had written within its transaction and not committed: that
 * PostgreSQL says. By turns it waits there for a row we hold, or web is stopped at some moment and looked at. In the same way the writer is killed
 * while it seals, and while it carries out reactions: only when it had written and not committed, and more was still to be done. The database, and
 * everything at once, are killed under load too.
 *
 *   node --import tsx proof/crash/crash.ts [--kills N] [--short] [--seed S] [--json] [--summary FILE]
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { listImbalances } from '../../engines/ledger/index.ts';
import { enqueue } from '../../foundation/jobs/index.ts';
import { openSystemStore } from '../../foundation/store/store.ts';
import { Checks, until } from '../checks.ts';
import type { Asked } from './acts.ts';
import { clone, HouseUnderLoad, type Role, send } from './house-under-load.ts';
import { Reacting, Sealing, type Within } from './within.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string' },
    short: { type: 'boolean' },
    seed: { type: 'string' },
    json: { type: 'boolean' },
    summary: { type: 'string' },
  },
});
const KILLS = Number(values.kills ?? (values.short ? 20 : 200));
/** Of the writer while it seals, and while it reacts. */
const WITHIN_KILLS = Math.max(1, Math.round(KILLS / 2));
const OTHER_KILLS = Math.max(1, Math.round(KILLS / 20));
const SEED = Number(values.seed ?? Date.now() % 1_000_000);
const began = Date.now();
const checks = new Checks();
const random = randomFrom(SEED);
const between = (from: number, to: number) => from + random() * (to - from);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const house = await HouseUnderLoad.open();
// The first firm's acts are the ones that are held; the others work on meanwhile.
const [heldFirm, ...busyFirms] = house.firms as [(typeof house.firms)[number], ...typeof house.firms];
await house.office.signIn(house.firms.map((firm) => firm.login));
house.startLoggers();
// Whatever ends us, nothing of the house stays behind.
process.on('exit', () => house.abandon());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
let isBrisk = false;
house.office.work(busyFirms, () => (isBrisk ? between(20, 200) : between(700, 2_500)));
await until('the first answers', async () => house.acknowledged.size > 200, 30_000);

const counted: Record<'gateway' | 'writer', { received: number; answered: number }[]> = { gateway: [], writer: [] };
const countedWeb: { inFlight: number; writing: number }[] = [];
const countedWithin: Record<Within['name'], { left: number; isHeld: boolean }[]> = { sealing: [], reacting: [] };
const others = { database: 0, everything: 0, whileStarting: 0 };
const awayMs: Record<Role | Within['name'] | 'database' | 'everything', number[]> = {
  gateway: [],
  writer: [],
  web: [],
  sealing: [],
  reacting: [],
  database: [],
  everything: [],
};
const notCounted = { gateway: 0, writer: 0, web: 0, sealing: 0, reacting: 0 };

// ── Gateway and writer ──

async function killOne(victim: 'gateway' | 'writer', n: number): Promise<void> {
  for (let tries = 0; tries < 60; tries += 1) {
    // The first wait is long enough for the supervisor to call the last one healthy: the next start then comes at once.
    await sleep(tries ? between(50, 250) : between(850, 1_200));
    const gateway = await house.pidOf('gateway');
    const writer = await house.pidOf('writer');
    const stopped = victim === 'gateway' ? gateway : writer;
    let position: number | null = null;
    let at = 0;
    try {
      house.burst(true);
      await sleep(between(10, 80));
      send(gateway, 'SIGSTOP');
      send(writer, 'SIGSTOP');
      await house.standsStill(gateway, writer);
      const received = house.receivedNotAnswered();
      const answered = received > 0 ? await house.answeredNotWritten() : 0;
      if (received > 0 && answered > 0) {
        position = await house.position();
        at = Date.now();
        send(stopped, 'SIGKILL');
        counted[victim].push({ received, answered });
      }
    } finally {
      house.burst(false);
      send(gateway, 'SIGCONT');
      send(writer, 'SIGCONT');
    }
    if (!at) {
      notCounted[victim] += 1;
      continue;
    }
    let next = await house.nextOf(victim, stopped);
    if (n % 10 === 9) {
      // Once more while it is starting, when it may be mending what the first kill left. No frame is in flight then, so it does not count.
      await sleep(between(0, 1_200));
      send(next, 'SIGKILL');
      others.whileStarting += 1;
      next = await house.nextOf(victim, next);
    }
    if (victim === 'gateway') await house.gatewayWorks();
    else await house.writerWorks(position);
    awayMs[victim].push(Date.now() - at);
    return;
  }
  throw new Error(`no moment was found at which a kill of ${victim} counts`);
}

for (const victim of ['gateway', 'writer'] as const) {
  await checks.check(`${KILLS} kills of ${victim} with frames in flight`, async () => {
    for (let n = 0; n < KILLS; n += 1) await killOne(victim, n);
  });
}

// ── Web, with an act inside its transaction ──

let claims = 0;

/**
 * The last thing an act writes is its key. We write that key first and do not commit: the act, whole but for that, waits for us in its transaction.
 * Web is killed there, and then we let go by rolling back.
 */
async function killWebWithin(asked: Asked, answered: Promise<Asked>, holder: { pid: number; letGo(): Promise<void> }): Promise<void> {
  answered.catch(() => {}); // Awaited below; until then it may fail unheard.
  const web = await house.pidOf('web');
  let at = 0;
  try {
    const writing = await until(
      'the act waits inside its transaction',
      async () => {
        const sessions = await house.writingSessions();
        return sessions.some((s) => s.waitsFor.includes(holder.pid)) && sessions.length;
      },
      15_000,
      10,
    );
    // Others queue up behind it, or are somewhere in theirs.
    await sleep(between(50, 300));
    countedWeb.push({ inFlight: house.office.inFlight, writing });
    at = Date.now();
    send(web, 'SIGKILL');
  } finally {
    isBrisk = false;
    await holder.letGo();
  }
  await house.nextOf('web', web);
  await house.webWorks();
  awayMs.web.push(Date.now() - at);
  await answered;
  if (asked.times < 2) throw new Error(`${asked.key} was answered by the process that was killed`);
}

async function hold(login: string, key: string): Promise<{ pid: number; letGo(): Promise<void> }> {
  const client = await house.system.connect();
  await client.query('begin');
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  await client.query(`insert into request_answer (login, key, asked, answer, at) values ($1, $2, '', '{}', now())`, [login, key]);
  return {
    pid: rows[0]?.pid ?? 0,
    letGo: async () => {
      await client.query('rollback').catch(() => {});
      client.release();
    },
  };
}

/** No lock of ours: web is stopped at some moment, as the other two were, and killed if some act had written and not committed. */
async function killWebAnywhere(): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const web = await house.pidOf('web');
    let at = 0;
    try {
      send(web, 'SIGSTOP');
      await sleep(30); // What its sessions were asked, they finish; what they were not asked to commit stays open.
      const writing = (await house.writingSessions()).length;
      if (writing > 0) {
        countedWeb.push({ inFlight: house.office.inFlight, writing });
        at = Date.now();
        send(web, 'SIGKILL');
      }
    } finally {
      send(web, 'SIGCONT');
    }
    if (at) {
      isBrisk = false;
      await house.nextOf('web', web);
      await house.webWorks();
      awayMs.web.push(Date.now() - at);
      return;
    }
    notCounted.web += 1;
    await sleep(between(5, 60));
  }
  throw new Error('no moment was found at which a kill of web counts');
}

async function killWeb(n: number): Promise<void> {
  await sleep(between(200, 500));
  isBrisk = true;
  await sleep(between(500, 700));
  // By turns the firm's claim, the officer's settling (which may post to the books), and whatever was going on.
  if (n % 3 === 0) {
    const holder = await hold(heldFirm.login, `${heldFirm.login}-${claims}-claimed`);
    const answered = house.office.claim(heldFirm, claims);
    const asked = house.office.asked.findLast((one) => one.login === heldFirm.login) as Asked;
    claims += 1;
    await killWebWithin(asked, answered, holder);
    await house.office.settle(await answered);
  } else if (n % 3 === 1) {
    const claim = await house.office.claim(heldFirm, claims);
    claims += 1;
    const asked = house.office.settling(claim);
    const holder = await hold(asked.login, asked.key);
    await killWebWithin(asked, house.office.settle(claim, asked), holder);
  } else {
    await killWebAnywhere();
  }
}

await checks.check(`${KILLS} kills of web, each with an act that had written and not committed`, async () => {
  for (let n = 0; n < KILLS; n += 1) await killWeb(n);
});

// ── The writer, while it seals and while it reacts ──

/** By turns the writer waits inside its transaction for a lock of ours, or is stopped at some moment and looked at. */
async function killWithin(work: Within, n: number): Promise<void> {
  await sleep(between(850, 1_200));
  const writer = await house.pidOf('writer');
  const at = n % 2 === 0 ? await killHeld(work, writer) : await killAnywhereIn(work, writer);
  await house.nextOf('writer', writer);
  await house.writerWorks(await house.position());
  awayMs[work.name].push(Date.now() - at);
}

async function killHeld(work: Within, writer: number): Promise<number> {
  for (let tries = 0; tries < 10; tries += 1) {
    send(writer, 'SIGSTOP');
    await sleep(50); // What it was at, PostgreSQL ends.
    const holder = await work.hold().finally(() => send(writer, 'SIGCONT'));
    try {
      const isThere = async () => (await work.sessions()).some((session) => session.waitsFor.includes(holder.pid));
      // It may have come to wait for us elsewhere, and then it will not come here.
      if (await until('it waits inside its transaction', isThere, 5_000, 10).catch(() => false)) {
        await sleep(between(0, 200));
        await work.remember();
        const left = await work.left();
        if (left > 0 && (await isThere())) {
          countedWithin[work.name].push({ left, isHeld: true });
          send(writer, 'SIGKILL');
          return Date.now();
        }
      }
    } finally {
      await holder.letGo();
    }
    notCounted[work.name] += 1;
  }
  throw new Error(`the writer never waited for us while ${work.name}`);
}

async function killAnywhereIn(work: Within, writer: number): Promise<number> {
  let isEnough = false;
  const fed = work.feed(() => isEnough);
  fed.catch(() => {}); // Awaited below; until then it may fail unheard.
  try {
    for (let tries = 0; tries < 600; tries += 1) {
      await sleep(between(5, 60));
      try {
        send(writer, 'SIGSTOP');
        await sleep(30);
        if ((await work.sessions()).length > 0) {
          await work.remember();
          const left = await work.left();
          if (left > 0) {
            countedWithin[work.name].push({ left, isHeld: false });
            send(writer, 'SIGKILL');
            return Date.now();
          }
        }
      } finally {
        send(writer, 'SIGCONT');
      }
      notCounted[work.name] += 1;
    }
  } finally {
    isEnough = true;
    await fed;
  }
  throw new Error(`no moment was found at which a kill while ${work.name} counts`);
}

const sealing = new Sealing(house);
const reacting = new Reacting(house, house.outlets);
await checks.check('a signed head has left the house, which all kills after it must leave true', async () => {
  const store = openSystemStore(house.urls.system, 'xiushui crash proof', 1);
  await store
    .tx((tx) => enqueue(tx, { name: 'seal.head' }, { key: 'crash proof', byName: 'crash proof', at: Date.now() }))
    .finally(() => store.close());
  await until('the head is in its folder', async () => (await house.headsOutside()) > 0);
});
for (const work of [sealing, reacting]) {
  await checks.check(
    `${WITHIN_KILLS} kills of the writer while ${work.name}, each with a transaction that had written and not committed`,
    async () => {
      for (let n = 0; n < WITHIN_KILLS; n += 1) await killWithin(work, n);
    },
  );
  await work.close();
}

// ── The database, and everything at once ──

await checks.check(`${OTHER_KILLS} kills of the database under load: the house goes on by itself`, async () => {
  for (let n = 0; n < OTHER_KILLS; n += 1) {
    await sleep(between(500, 1_500));
    house.burst(true);
    await sleep(between(50, 150));
    const position = await house.position();
    const at = Date.now();
    send(house.postmaster, 'SIGKILL');
    others.database += 1;
    await house.gatewayWorks();
    house.burst(false);
    await house.writerWorks(position);
    await house.webWorks();
    awayMs.database.push(Date.now() - at);
  }
});

await checks.check(`${OTHER_KILLS} times kill −9 of everything under load: the next start goes on`, async () => {
  for (let n = 0; n < OTHER_KILLS; n += 1) {
    await sleep(between(500, 1_500));
    house.burst(true);
    await sleep(between(50, 150));
    const at = Date.now();
    house.killEverything();
    others.everything += 1;
    house.burst(false);
    await house.start();
    await house.gatewayWorks();
    awayMs.everything.push(Date.now() - at);
  }
});

// ── The count ──

let missing = 0;
let doubled = 0;
let wrong = 0;
let unasked = 0;
await checks.check('every acknowledged frame is there exactly once, and nothing that was not sent', async () => {
  await house.drainLoggers();
  await until('the writer has caught up', () => house.hasCaughtUp(), 180_000);
  const { rows } = await house.system.query<{ station: string; at: string; n: number; value: number }>(
    `select s.station, (extract(epoch from r.observed_at) * 1000)::bigint::text as at, count(*)::int as n, min(r.value) as value
       from reading r join stream s on s.id = r.stream where s.origin = 'logger' and s.quantity = 'value' group by 1, 2`,
  );
  const there = new Map(rows.map((row) => [`${row.station}|${row.at}`, row]));
  for (const sent of house.acknowledged.values()) {
    const key = `${sent.mn}|${sent.at}`;
    const row = there.get(key);
    there.delete(key);
    if (!row) missing += 1;
    else if (row.n !== 1) doubled += 1;
    else if (row.value !== sent.value) wrong += 1;
  }
  unasked = there.size;
  const kept = await house.system.query<{ n: number }>(
    `select count(*)::int as n from kept_frame where code in ('notStored', 'gatewayFault')`,
  );
  const set = kept.rows[0]?.n ?? 0;
  if (missing || doubled || wrong || unasked || set)
    throw new Error(
      `${missing} missing, ${doubled} doubled, ${wrong} with another value, of ${house.acknowledged.size}; ${unasked} nobody sent; ${set} set aside`,
    );
});

await checks.check('every record of the frame log was met by the writer exactly once', async () => {
  // A frame met twice would leave no second reading, since the same reading twice is one: that the writer's own count agrees says more.
  const logged = await house.recordsLogged();
  const { rows } = await house.system.query<{ met: number }>('select coalesce(sum(frames), 0)::int as met from ingest_minute');
  if (rows[0]?.met !== logged) throw new Error(`${logged} in the log, ${rows[0]?.met} met`);
});

let carriedOutUnanswered = 0;
await checks.check('every act is there exactly once with its one message, and document numbers run without a gap', async () => {
  await house.office.close();
  if (house.office.failures.length) throw new Error(house.office.failures.slice(0, 3).join(' | '));
  const { rows: acts } = await house.system.query<{ file: string; step: string; n: number }>(
    `select a.file::text, a.step, count(*)::int as n from case_act a join case_file f on f.id = a.file where f.procedure = 'study-claim' group by 1, 2`,
  );
  const { rows: messages } = await house.system.query<{ file: string; n: number }>(
    `select about_id as file, count(*)::int as n from outbox where about_kind = 'file' group by 1`,
  );
  const messagesAbout = new Map(messages.map((row) => [row.file, row.n]));
  const there = new Map(acts.map((act) => [`${act.file}|${act.step}`, act]));
  const { rows: keys } = await house.system.query<{ key: string; file: string; at: string }>(
    `select login || '/' || key as key, answer->>'id' as file, (extract(epoch from at) * 1000)::bigint::text as at from request_answer`,
  );
  const remembered = new Map(keys.map((row) => [row.key, row]));
  const flaws: string[] = [];
  for (const asked of house.office.asked) {
    const act = there.get(`${asked.file}|${asked.kind}`);
    there.delete(`${asked.file}|${asked.kind}`);
    const key = remembered.get(`${asked.login}/${asked.key}`);
    if (act?.n !== 1) flaws.push(`${asked.key}: ${act?.n ?? 0} acts`);
    const told = messagesAbout.get(asked.file ?? '') ?? 0;
    if (asked.kind !== 'claimed' && told !== 1) flaws.push(`${asked.key}: the firm was sent ${told} messages about it`);
    if (key?.file !== asked.file) flaws.push(`${asked.key}: the answer was file ${asked.file}, remembered is ${key?.file}`);
    if (key && Number(key.at) < asked.lastSentAt) carriedOutUnanswered += 1;
  }
  for (const key of there.keys()) flaws.push(`${key}: nobody asked for it`);
  const { rows: numbers } = await house.system.query<{ n: number; last: number }>(
    `select count(distinct substring(number from '(\\d+)号$'))::int as n, max(substring(number from '(\\d+)号$')::int)::int as last
       from case_file where procedure = 'study-claim' group by left(number, -length(substring(number from '\\d+号$')))`,
  );
  for (const { n, last } of numbers) if (n !== last) flaws.push(`${n} numbers were given out and the last is ${last}`);
  if (flaws.length) throw new Error(`${flaws.length}: ${flaws.slice(0, 5).join(' | ')}`);
});

const confirmed = house.office.asked.filter((asked) => asked.kind === 'confirmed');
await checks.check('the books balance, and each firm has the points it was awarded', async () => {
  const store = openSystemStore(house.urls.system, 'xiushui crash proof', 1);
  try {
    const off = await store.tx(listImbalances);
    if (off.length) throw new Error(off.map((one) => `${one.about}: ${one.kept} kept, ${one.summed} summed`).join(' | '));
  } finally {
    await store.close();
  }
  const { rows } = await house.system.query<{ party: string; balance: string }>(
    `select party, balance::text from ledger_account where book = 'study-points' and party is not null`,
  );
  const points = new Map(house.exams.map((exam) => [exam.id, exam.points]));
  for (const { party } of house.firms) {
    const due = confirmed.filter((asked) => asked.party === party).reduce((sum, asked) => sum + (points.get(asked.exam) ?? 0), 0);
    const kept = Number(rows.find((row) => row.party === party)?.balance ?? 0);
    if (kept !== due) throw new Error(`${party} has ${kept} points and was awarded ${due}`);
  }
});

await checks.check('every fact was reacted to, and what follows on each is there exactly once', () => hasNone(reacting.flaws()));
await checks.check('every row is sealed exactly once, and none that was sealed before a kill was sealed anew', () =>
  hasNone(sealing.flaws()),
);

async function hasNone(found: Promise<string[]>): Promise<void> {
  const flaws = await found;
  if (flaws.length) throw new Error(`${flaws.length}: ${flaws.slice(0, 5).join(' | ')}`);
}

let sealedRows = 0;
await checks.check('audit verify finds every seal as it was made', async () => {
  const verify = async () => {
    const env = { ...process.env, XIUSHUI_DATA: house.home, XIUSHUI_RUNTIME: join(house.home, 'run/runtime.json') };
    const run = promisify(execFile)(process.execPath, ['apps/cli/bin.mjs', 'audit', 'verify', '--json'], { cwd: clone, env });
    const said = await run.catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }));
    return JSON.parse(said.stdout) as { rows: number; unsealed: number; flaws: { code: string; about: string }[] };
  };
  const found = await until('everything is sealed', async () => {
    const seen = await verify();
    return (seen.unsealed === 0 || seen.flaws.length > 0) && seen;
  });
  sealedRows = found.rows;
  if (found.flaws.length)
    throw new Error(
      found.flaws
        .slice(0, 5)
        .map((flaw) => `${flaw.code} ${flaw.about}`)
        .join(' | '),
    );
  if (found.rows < house.office.asked.length) throw new Error(`${found.rows} sealed rows for ${house.office.asked.length} acts`);
  if (!(await house.headsOutside())) throw new Error('there was no signed head to hold the chains against');
});

// ── The report ──

const spread = (numbers: number[]) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return { min: sorted[0], median: sorted[Math.floor(sorted.length / 2)], max: sorted.at(-1) };
};
const framesUnderWay = (kills: { received: number; answered: number }[]) => ({
  receivedNotAnswered: spread(kills.map((kill) => kill.received)),
  answeredNotWritten: spread(kills.map((kill) => kill.answered)),
});
const of = <K extends string, T, R>(by: Record<K, T>, what: (one: T) => R) =>
  Object.fromEntries(Object.entries<T>(by).map(([key, one]) => [key, what(one)])) as Record<K, R>;
/** Killed while it waited for a lock of ours, and at a moment we had no part in. */
const turns = (kills: { isHeld: boolean }[]) => ({
  held: kills.filter((kill) => kill.isHeld).length,
  anywhere: kills.filter((kill) => !kill.isHeld).length,
});
const report = {
  seed: SEED,
  kills: {
    gateway: counted.gateway.length,
    writer: counted.writer.length,
    web: countedWeb.length,
    ...of(countedWithin, (kills) => kills.length),
    ...others,
  },
  underWay: {
    gateway: framesUnderWay(counted.gateway),
    writer: framesUnderWay(counted.writer),
    web: { actsInFlight: spread(countedWeb.map((kill) => kill.inFlight)), actsWriting: spread(countedWeb.map((kill) => kill.writing)) },
    sealing: { rowsUnsealed: spread(countedWithin.sealing.map((kill) => kill.left)), ...turns(countedWithin.sealing) },
    reacting: { factsNotReacted: spread(countedWithin.reacting.map((kill) => kill.left)), ...turns(countedWithin.reacting) },
  },
  momentsNotCounted: notCounted,
  awayMs: of(awayMs, spread),
  acknowledged: house.acknowledged.size,
  sentMoreThanOnce: [...house.acknowledged.values()].filter((sent) => sent.times > 1).length,
  missing,
  doubled,
  wrong,
  unasked,
  acts: house.office.asked.length,
  actsSentMoreThanOnce: house.office.asked.filter((asked) => asked.times > 1).length,
  carriedOutUnanswered,
  awards: confirmed.length,
  factsReacted: reacting.announced,
  eventsRecorded: sealing.recorded,
  sealedRows,
  seconds: Math.round((Date.now() - began) / 1_000),
  failed: checks.failed,
};
if (checks.failed.length) console.error(house.complaints().join('\n'));
console.log(values.json ? JSON.stringify(report) : JSON.stringify(report, null, 1));
checks.summary(values.summary);
await house.close();
process.exit(checks.failed.length ? 1 : 0);

/** mulberry32: the same moments again from the same seed, as far as the machine allows. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
