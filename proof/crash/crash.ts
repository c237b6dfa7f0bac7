/**
 * Kill −9 under load: every acknowledged frame is there exactly once, every acknowledged act is there exactly once.
 *
 * A kill of gateway or writer counts only if at that moment at least one frame had been received and not answered, and at least one had been answered
 * and not yet written to PostgreSQL. Both are stopped (SIGSTOP) at one moment and looked at before one of them is killed: what the sender has not had
 * acknowledged, less what still lies unread in the sockets, is received and not answered; what is acknowledged and lies behind the writer's place in
 * the frame log is answered and not written. A kill of web counts only if an act was inside its transaction: it waits there for a row we hold.
 *
 *   node --import tsx proof/crash/crash.ts [--kills N] [--short] [--summary FILE]
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { parse } from 'yaml';
import { decodeFrame, readFrames } from '../../gateways/hj212/index.ts';
import { Checks, until } from '../checks.ts';
import { freePort, type HouseProcess, recorded, startHouse } from '../house/house-process.ts';
import { Connection, type Sent, uploads } from './sender.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string' }, short: { type: 'boolean' }, summary: { type: 'string' }, json: { type: 'boolean' } },
});
const KILLS = Number(values.kills ?? (values.short ? 20 : 200));
/** The proof is about kills and not about load: at full speed the gateway outruns the writer, and counting the backlog becomes the work. */
const PACE_MS = KILLS > 50 ? 60 : 30;
const clone = fileURLToPath(new URL('../../', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'xiushui-crash-'));
chmodSync(data, 0o711);
const home = join(data, 'home');
const checks = new Checks();
const began = Date.now();
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const ports = { web: await freePort(), hj212: await freePort() };
const start = () =>
  startHouse({
    clone,
    args: ['--demo', '--no-simulation', '--port', String(ports.web), '--hj212-port', String(ports.hj212)],
    env: { XIUSHUI_DATA: home, DATABASE_URL: '', XIUSHUI_RUNTIME: '' },
  });
let house: HouseProcess = await start();
const runtime = JSON.parse(readFileSync(join(home, 'run/runtime.json'), 'utf8')) as { frames: string; urls: { system: string } };
const watcher = new pg.Pool({ connectionString: runtime.urls.system, max: 3, options: '-c search_path=xiushui,public' });
watcher.on('error', () => {});

// ── The load ──
const passwords = JSON.parse(readFileSync(join(home, 'logger-passwords.json'), 'utf8')) as Record<string, string>;
const pack = parse(readFileSync(join(clone, 'city/jiaxing/pack-small/loggers.yaml'), 'utf8')) as { loggers: { mn: string }[] };
const acknowledged: Sent[] = [];
const acknowledgedQn = new Set<string>();
const FROM = Math.floor(Date.now() / 1_000) * 1_000 - 40 * 86_400_000;
const connections = pack.loggers.map(
  ({ mn }, i) =>
    new Connection(
      ports.hj212,
      uploads(mn, passwords[mn] ?? '', i, FROM),
      (sent) => {
        acknowledged.push(sent);
        acknowledgedQn.add(sent.mn + sent.qn);
      },
      PACE_MS,
    ),
);
await until('the first answers', async () => acknowledged.length > 500, 30_000);

// ── Kills of gateway and writer ──
const pidOf = (role: string) => recorded(home).find((one) => one.role === role)?.pid ?? 0;

/** Bytes that lie unread in the kernel, by the sender's local port. */
function unreadBytes(): Map<number, number> {
  const unread = new Map<number, number>();
  for (const line of readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1)) {
    const [, local = '', remote = '', , queues = ''] = line.trim().split(/\s+/);
    const port = (address: string) => Number.parseInt(address.split(':')[1] ?? '0', 16);
    const [tx = '0', rx = '0'] = queues.split(':');
    if (port(local) === ports.hj212) unread.set(port(remote), (unread.get(port(remote)) ?? 0) + Number.parseInt(rx, 16));
    if (port(remote) === ports.hj212) unread.set(port(local), (unread.get(port(local)) ?? 0) + Number.parseInt(tx, 16));
  }
  return unread;
}

function receivedNotAnswered(): number {
  const unread = unreadBytes();
  let frames = 0;
  for (const connection of connections) {
    if (!connection.isOpen || connection.localPort === undefined) continue;
    const waiting = [...connection.waiting.values()];
    const size = waiting[0]?.bytes.length ?? 1;
    const bytes = waiting.reduce((sum, sent) => sum + sent.bytes.length, 0) - (unread.get(connection.localPort) ?? 0);
    frames += Math.max(0, Math.floor(bytes / size));
  }
  return frames;
}

async function answeredNotWritten(): Promise<number> {
  const { rows } = await watcher.query<{ position: string }>(`select position::text from job_position where job = 'frame-log'`);
  let from: number | null = rows[0] ? Number(rows[0].position) : null;
  let frames = 0;
  for (;;) {
    const { records, next } = await readFrames(runtime.frames, from, { maxRecords: 5_000 });
    if (!records.length) return frames;
    for (const record of records) {
      const { MN = '', QN = '' } = decodeFrame(record.bytes).header;
      if (acknowledgedQn.has(MN + QN)) frames += 1;
    }
    from = next;
  }
}

const counted: Record<string, { received: number; answered: number }[]> = { gateway: [], writer: [] };
let notCounted = 0;

async function killOne(victim: 'gateway' | 'writer'): Promise<void> {
  let lastSeen = '';
  const giveUp = Date.now() + 90_000;
  for (let tries = 0; Date.now() < giveUp; tries += 1) {
    // Long enough for the supervisor to call it healthy: the next start then comes at once.
    await sleep(tries ? 60 + Math.random() * 240 : 900 + Math.random() * 500);
    const gateway = pidOf('gateway');
    const writer = pidOf('writer');
    const before = acknowledged.length;
    process.kill(writer, 'SIGSTOP');
    await sleep(20 + Math.random() * 120);
    process.kill(gateway, 'SIGSTOP');
    await sleep(60); // What was already on its way reaches the sender.
    const received = receivedNotAnswered();
    const answered = acknowledged.length > before ? await answeredNotWritten() : 0;
    const other = victim === 'gateway' ? writer : gateway;
    lastSeen = `${received} received and not answered, ${answered} answered and not written, ${acknowledged.length - before} acknowledged meanwhile`;
    if (received > 0 && answered > 0) {
      process.kill(victim === 'gateway' ? gateway : writer, 'SIGKILL');
      process.kill(other, 'SIGCONT');
      counted[victim]?.push({ received, answered });
      const mark = acknowledged.length;
      await until(
        `${victim} runs again`,
        async () => pidOf(victim) !== (victim === 'gateway' ? gateway : writer) && pidOf(victim) > 0,
        30_000,
        50,
      );
      await until('frames are acknowledged again', async () => acknowledged.length > mark + 50, 30_000, 50);
      return;
    }
    process.kill(gateway, 'SIGCONT');
    process.kill(writer, 'SIGCONT');
    notCounted += 1;
  }
  throw new Error(`no moment was found at which a kill of ${victim} counts; last seen: ${lastSeen}`);
}

for (const victim of ['gateway', 'writer'] as const) {
  await checks.check(`${KILLS} kills of ${victim} with frames in flight`, async () => {
    for (let i = 0; i < KILLS; i += 1) await killOne(victim);
  });
}

// ── Kills of web, each with an act inside its transaction ──
const base = `http://127.0.0.1:${ports.web}`;
const password = house.ready.accounts[0]?.password ?? '';
const people = parse(readFileSync(join(clone, 'city/jiaxing/people.yaml'), 'utf8')) as {
  people: { login: string; role: string; party: string | null }[];
};
const firms = people.people.filter((p) => p.role === 'firm').map((p) => p.login);
const EXAMS = ['code-basics-2026', 'auto-monitoring-2026', 'data-truth-2026', 'permit-duties-2026'];
const sessions = new Map<string, { cookie: string; csrf: string }>();

async function session(login: string) {
  const known = sessions.get(login);
  if (known) return known;
  const answer = await fetch(`${base}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password }),
  });
  if (!answer.ok) throw new Error(`${login} cannot sign in: ${await answer.text()}`);
  const made = {
    cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '',
    csrf: ((await answer.json()) as { csrf: string }).csrf,
  };
  sessions.set(login, made);
  return made;
}

async function send(
  login: string,
  url: string,
  body: object,
  key: string,
): Promise<{ status: number; id?: string; acts?: { seq: number }[] }> {
  const { cookie, csrf } = await session(login);
  const answer = await fetch(base + url, {
    method: 'POST',
    headers: { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });
  return { ...((await answer.json()) as object), status: answer.status };
}

const done: { file: string; key: string; acts: number }[] = [];
let actsInFlight = 0;

async function killWeb(i: number): Promise<void> {
  await sleep(1_000);
  const firm = firms[i % firms.length] as string;
  const exam = EXAMS[Math.floor(i / firms.length) % EXAMS.length] as string;
  const key = `crash-${i}`;
  const claim = { procedure: 'study-claim', says: { exam, score: 70 } };
  await session(firm);
  await session('officer.team');
  const holder = await watcher.connect();
  const pid = pidOf('web');
  try {
    const holding = (await holder.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid;
    await holder.query('begin');
    await holder.query(`insert into number_run values ('嘉环学法', extract(year from now())::int, 0) on conflict do nothing`);
    await holder.query(`select 1 from number_run where series = '嘉环学法' for update`);
    const first = send(firm, '/api/files', claim, key).catch(() => null);
    await until(
      'the act waits inside its transaction',
      async () => {
        const { rows } = await watcher.query(
          // Who waits for whom is open to every role; what the other is doing is not.
          `select 1 from pg_locks w join pg_locks h using (locktype, transactionid) where w.locktype = 'transactionid' and not w.granted and h.granted and h.pid = $1`,
          [holding],
        );
        return rows.length > 0;
      },
      10_000,
      20,
    );
    actsInFlight += 1;
    process.kill(pid, 'SIGKILL');
    await first;
  } finally {
    await holder.query('commit').catch(() => {});
    holder.release();
  }
  await until('web runs again', async () => pidOf('web') !== pid && (await fetch(`${base}/readyz`)).ok, 30_000, 50);
  const again = await until(
    'the same request is answered',
    async () => {
      const answer = await send(firm, '/api/files', claim, key);
      return answer.status === 200 ? answer : null;
    },
    15_000,
    100,
  );
  const once = await send(firm, '/api/files', claim, key);
  if (once.id !== again.id) throw new Error(`the same request made two files: ${again.id} and ${once.id}`);
  const closed = await send('officer.team', `/api/files/${again.id}/acts`, { step: 'rejected', says: { reason: '演练' } }, `${key}-reject`);
  const repeated = await send(
    'officer.team',
    `/api/files/${again.id}/acts`,
    { step: 'rejected', says: { reason: '演练' } },
    `${key}-reject`,
  );
  if (closed.status !== 200 || repeated.status !== 200)
    throw new Error(`the officer's act was answered ${closed.status} and ${repeated.status}`);
  done.push({ file: again.id ?? '', key, acts: 2 });
}

await checks.check(
  `${KILLS} kills of web, each with an act inside its transaction; the same request again is carried out once`,
  async () => {
    for (let i = 0; i < KILLS; i += 1) await killWeb(i);
  },
);
await checks.check('every act is there exactly once', async () => {
  for (const { file, acts } of done) {
    const { rows } = await watcher.query<{ n: number; files: number }>('select count(*)::int as n from case_act where file = $1', [file]);
    if (rows[0]?.n !== acts) throw new Error(`file ${file} has ${rows[0]?.n} acts`);
  }
  const { rows } = await watcher.query<{ n: number }>(`select count(*)::int as n from case_file where procedure = 'study-claim'`);
  if (rows[0]?.n !== done.length) throw new Error(`${rows[0]?.n} files for ${done.length} claims`);
});

// ── Everything at once ──
await checks.check('after kill −9 of everything under load, the next start goes on', async () => {
  house.killAll();
  await sleep(500);
  house = await start();
  const mark = acknowledged.length;
  await until('frames are acknowledged again', async () => acknowledged.length > mark + 200, 30_000);
});

// ── The count ──
for (const connection of connections) connection.drain();
await until('nothing waits for an answer', async () => connections.every((c) => c.waiting.size === 0), 30_000);
let missing = 0;
let doubled = 0;
let wrong = 0;
await checks.check('every acknowledged frame is there exactly once', async () => {
  await until('the writer has caught up', async () => (await answeredNotWritten()) === 0, 120_000);
  const { rows } = await watcher.query<{ station: string; at: string; n: number; value: number }>(
    `select s.station, (extract(epoch from r.observed_at) * 1000)::bigint::text as at, count(*)::int as n, min(r.value) as value
       from reading r join stream s on s.id = r.stream where s.parameter = 'w01018' and s.period = 'realtime' and s.quantity = 'value' group by 1, 2`,
  );
  const there = new Map(rows.map((row) => [`${row.station}|${row.at}`, row]));
  for (const sent of acknowledged) {
    const row = there.get(`${sent.mn}|${sent.at}`);
    if (!row) missing += 1;
    else if (row.n !== 1) doubled += 1;
    else if (row.value !== sent.value) wrong += 1;
  }
  if (missing || doubled || wrong)
    throw new Error(`${missing} missing, ${doubled} doubled, ${wrong} with another value, of ${acknowledged.length}`);
});
for (const connection of connections) connection.close();

const spread = (numbers: number[]) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return { min: sorted[0], median: sorted[Math.floor(sorted.length / 2)], max: sorted.at(-1) };
};
const report = {
  kills: { gateway: counted.gateway?.length, writer: counted.writer?.length, web: actsInFlight },
  inFlight: Object.fromEntries(
    Object.entries(counted).map(([role, kills]) => [
      role,
      { receivedNotAnswered: spread(kills.map((k) => k.received)), answeredNotWritten: spread(kills.map((k) => k.answered)) },
    ]),
  ),
  notCounted,
  acknowledged: acknowledged.length,
  missing,
  doubled,
  wrong,
  acts: done.length * 2,
  seconds: Math.round((Date.now() - began) / 1_000),
  failed: checks.failed,
};
console.log(JSON.stringify(report));
checks.summary(values.summary);
await watcher.end();
await house.stop();
rmSync(data, { recursive: true, force: true });
process.exit(checks.failed.length ? 1 : 0);
