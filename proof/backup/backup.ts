/**
 * A house is backed up while it works and brought back elsewhere: with the same seals, figures, frames and files, and work goes on in it. Then making and
 * bringing back are killed at moments nobody chose, and run out of disk: what is half is never taken for whole, and the house that is backed up is not
 * touched.
 *
 * A kill of `backup create` counts when the backup was under way and had not got its name; one of `backup restore` when the home was marked half. The disk
 * is a small file system in memory, which only root can make; for anyone else those checks are left out, and said to be.
 *
 *   node --import tsx proof/backup/backup.ts [--kills N] [--short] [--seed S] [--summary FILE]
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import pg from 'pg';
import { listFigures } from '../../apps/cli/commands/figures.ts';
import { unknownIn, VERIFYING, withOwner } from '../../apps/server/backup.ts';
import { openHouse } from '../../apps/server/house.ts';
import { listBackups, type Manifest, manifestOf, verifyBackup } from '../../foundation/backup/index.ts';
import { defaultConfig } from '../../foundation/config/index.ts';
import { dayOf, yearOf } from '../../foundation/day.ts';
import { photo } from '../../foundation/files/testing/samples.ts';
import { openHome } from '../../foundation/store/home.ts';
import { openSystemStore } from '../../foundation/store/store.ts';
import { decodeFrame, readFrames } from '../../gateways/hj212/index.ts';
import { Checks, until } from '../checks.ts';
import { clone, send } from '../crash/house-under-load.ts';
import { Connection, type Sent, uploads } from '../crash/sender.ts';
import { freePort, type HouseProcess, startHouse } from '../house/house-process.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string' }, short: { type: 'boolean' }, seed: { type: 'string' }, summary: { type: 'string' } },
});
const KILLS = Number(values.kills ?? (values.short ? 5 : 50));
const SEED = Number(values.seed ?? Date.now() % 1_000_000);
const checks = new Checks();
const random = randomFrom(SEED);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const began = Date.now();

const place = mkdtempSync(join(tmpdir(), 'xiushui-brought-back-'));
chmodSync(place, 0o711); // PostgreSQL runs under another account when we are root.
const SOURCE = join(place, 'house');
const RESTORED = join(place, 'brought-back');
const BACKUPS = join(place, 'backups');
const EMPTY_ENV = { DATABASE_URL: '', XIUSHUI_RUNTIME: '', XIUSHUI_CONFIG: '' };
const houses: HouseProcess[] = [];
const running = new Set<ChildProcess>();
const mounts: string[] = [];
process.on('exit', () => {
  for (const house of houses) house.killAll();
  for (const child of running) if (child.pid) send(child.pid, 'SIGKILL');
  for (const home of readdirSync(place)) endPostmaster(join(place, home));
  for (const mount of mounts.splice(0)) unmount(mount);
  // Those that were killed may still be writing their last.
  rmSync(place, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

// ── A house at work ──

async function open(home: string): Promise<{ house: HouseProcess; hj212: number }> {
  const hj212 = await freePort();
  const simulation = home === SOURCE ? [] : ['--no-simulation'];
  const house = await startHouse({
    clone,
    args: ['--demo', ...simulation, '--port', String(await freePort()), '--hj212-port', String(hj212)],
    env: { ...EMPTY_ENV, XIUSHUI_DATA: home },
    withinMs: 120_000,
  });
  houses.push(house);
  return { house, hj212 };
}

interface Load {
  acknowledged: Map<string, Sent>;
  connections: Connection[];
}

/** Brisk until the first backup is made; afterwards the house only has to be at work. */
let paceMs = 400;

/** Loggers of the pack send as fast as they are answered, or nearly; each second of theirs once. */
function load(home: string, port: number, from: number): Load {
  const passwords = JSON.parse(readFileSync(join(home, 'logger-passwords.json'), 'utf8')) as Record<string, string>;
  const acknowledged = new Map<string, Sent>();
  const connections = Object.entries(passwords).map(
    ([mn, pw], i) =>
      new Connection(port, {
        get paceMs() {
          return paceMs;
        },
        next: uploads(mn, pw, i, from),
        acknowledged: (sent) => void acknowledged.set(sent.mn + sent.qn, sent),
      }),
  );
  return { acknowledged, connections };
}

interface Ended {
  code: number | null;
  said: Record<string, never> & { error?: { code: string; says: string } };
  text: string;
}

/** A command of ours as an operator runs it; its last line is its answer in JSON. */
function command(home: string, args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, ['apps/cli/bin.mjs', ...args, '--json'], {
    cwd: clone,
    env: { ...process.env, ...EMPTY_ENV, XIUSHUI_DATA: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk));
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code) => {
      running.delete(child);
      const last = text
        .trim()
        .split('\n')
        .findLast((line) => line.startsWith('{') || line.startsWith('['));
      resolve({ code, said: last ? JSON.parse(last) : {}, text });
    }),
  );
  return { child, ended };
}

async function run<T>(home: string, args: string[]): Promise<T> {
  const { code, said, text } = await command(home, args).ended;
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${text.slice(-600)}`);
  return said as T;
}

interface Verification {
  rows: number;
  chains: number;
  unsealed: number;
  flaws: unknown[];
}
const auditOf = (home: string) => run<Verification>(home, ['audit', 'verify']);

const { house: source, hj212 } = await open(SOURCE);
const password = source.ready.accounts[0]?.password ?? '';
const urls = () => (JSON.parse(readFileSync(join(SOURCE, 'run/runtime.json'), 'utf8')) as { urls: { system: string; owner: string } }).urls;
const store = openSystemStore(urls().system, 'xiushui backup proof', 2);
const started = Math.floor(Date.now() / 1_000) * 1_000 - 40 * 86_400_000;
let sending: Load = { acknowledged: new Map(), connections: [] };

type Figures = Awaited<ReturnType<typeof listFigures>>;
const AS_OF = Date.now();
const YEAR = yearOf(dayOf(AS_OF));
const figuresOf = (address: string): Promise<Figures> => {
  const asked = openSystemStore(address, 'xiushui backup proof', 1);
  return asked.tx((tx) => listFigures(tx, openHouse(), YEAR, AS_OF)).finally(() => asked.close());
};

async function signIn(house: HouseProcess, login: string): Promise<(url: string, init?: RequestInit) => Promise<Response>> {
  const answer = await fetch(`${house.ready.address}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password }),
  });
  if (answer.status !== 200) throw new Error(`${login} cannot sign in: ${answer.status} ${await answer.text()}`);
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const { csrf } = (await answer.json()) as { csrf: string };
  return (url, init = {}) =>
    fetch(house.ready.address + url, { ...init, headers: { cookie, 'x-csrf-token': csrf, ...(init.headers as object) } });
}
const json = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const picture = await photo();
let attachment = '';
let attachedTo = '';
await checks.check('a house at work: reminders from its loggers, a reply with a photograph, frames coming in', async () => {
  await until(
    'the demonstration has reminders',
    async () => (await figuresOf(urls().owner)).some((f) => f.id === 'reminders-issued' && (f.value ?? 0) >= 4),
    300_000,
    1_000,
  );
  for (const login of ['firm.yunhe', 'firm.yunzhi', 'firm.qinghe']) {
    const as = await signIn(source, login);
    const files = ((await (await as('/api/files?procedure=reminder')).json()) as { items: { id: string }[] }).items;
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(picture)]), '现场.jpg');
    const upload = (await (await as('/api/uploads', { method: 'POST', body: form })).json()) as { id: string };
    for (const { id } of files) {
      const answer = await as(
        `/api/files/${id}/acts`,
        json({ step: 'replied', says: { cause: 'process', measures: '已停产', evidence: upload.id } }),
      );
      if (answer.status !== 200) continue;
      attachedTo = id;
      const { items } = (await (await as(`/api/files/${id}/attachments`)).json()) as { items: { id: string }[] };
      attachment = items[0]?.id ?? '';
      break;
    }
    if (attachment) break;
  }
  if (!attachment) throw new Error('no reminder took a reply with a photograph');
  // Only now: frames of ours would stand before those of the demonstration's past.
  sending = load(SOURCE, hj212, started);
  await until('frames are acknowledged', async () => sending.acknowledged.size > 300, 60_000);
});

// ── Backed up while it works, and brought back elsewhere ──

let backup = '';
let manifest: Manifest;
let before: Figures = [];
const acknowledgedBefore = new Set<string>();
let createMs = 0;

await checks.check('xiushui backup create while frames come in; what was acknowledged meanwhile is counted', async () => {
  for (let tries = 0; ; tries += 1) {
    before = await figuresOf(urls().owner);
    acknowledgedBefore.clear();
    for (const key of sending.acknowledged.keys()) acknowledgedBefore.add(key);
    const from = Date.now();
    const made = await run<{ path: string; damage: unknown[]; rows: number; records: number }>(SOURCE, [
      'backup',
      'create',
      '--to',
      BACKUPS,
    ]);
    createMs = Date.now() - from;
    backup = made.path;
    const meanwhile = sending.acknowledged.size - acknowledgedBefore.size;
    console.log(`  ${made.rows} rows, ${made.records} frames in ${createMs} ms; ${meanwhile} frames were acknowledged meanwhile`);
    if (!meanwhile) throw new Error('no frame came in while it was made');
    // The figures of the one moment of the backup are known when they are the same on both sides of it.
    if (isDeepStrictEqual(await figuresOf(urls().owner), before)) break;
    if (tries === 5) throw new Error('the figures never stood still around a backup');
  }
  manifest = (await manifestOf(backup)) as Manifest;
  paceMs = 3_000;
});

let sealedInBackup = 0;
await checks.check('xiushui backup verify finds it whole, its seals walked', async () => {
  const verified = await run<{ damage: unknown[]; seals: { rows: number; unsealed: number } }>(SOURCE, ['backup', 'verify', backup]);
  if (verified.damage.length) throw new Error(JSON.stringify(verified.damage));
  sealedInBackup = verified.seals.rows + verified.seals.unsealed;
  if (verified.seals.rows < 10) throw new Error(`only ${verified.seals.rows} sealed rows`);
});

await checks.check('nothing lies in the home of a house at work that a backup does not know', () => {
  const unknown = unknownIn(SOURCE);
  if (unknown.length) throw new Error(unknown.join(', '));
});

let restoreMs = 0;
await checks.check(
  'xiushui backup restore into an empty home: every sealed row as it was sealed, and one more that tells of it',
  async () => {
    const from = Date.now();
    const taken = await run<{ rows: number; audit: Verification }>(RESTORED, ['backup', 'restore', backup, '--into', RESTORED]);
    restoreMs = Date.now() - from;
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    if (taken.rows !== rows) throw new Error(`${taken.rows} rows of ${rows}`);
    if (taken.audit.flaws.length) throw new Error(JSON.stringify(taken.audit.flaws).slice(0, 400));
    if (taken.audit.rows + taken.audit.unsealed !== sealedInBackup + 1)
      throw new Error(`${taken.audit.rows} sealed and ${taken.audit.unsealed} unsealed rows; the backup has ${sealedInBackup}`);
    console.log(`  ${rows} rows in ${restoreMs} ms`);
  },
);

/** Of a house that stands still. */
const resting = <T>(home: string, work: (url: string) => Promise<T>) => withOwner(openHome(home, clone), defaultConfig(), work);

await checks.check('every figure is as it was at the backup, down to its records, and every seal stands at its place in its chain', () =>
  resting(RESTORED, async (url) => {
    const after = await figuresOf(url);
    for (const figure of before) {
      const now = after.find(({ id }) => id === figure.id);
      if (!isDeepStrictEqual(now, figure))
        throw new Error(`${figure.id}: ${JSON.stringify(figure).slice(0, 200)} → ${JSON.stringify(now)?.slice(0, 200)}`);
    }
    if (after.length !== before.length || !before.some(({ value }) => (value ?? 0) > 0)) throw new Error('other figures, or none');
    const some = before.filter(({ value }) => (value ?? 0) > 0);
    console.log(
      `  ${before.length} figures, ${some.length} of them above nothing: ${some
        .slice(0, 8)
        .map(({ id, value }) => `${id} ${value}`)
        .join(' · ')}`,
    );
    const seals = async (address: string) => {
      const rows = await asked<{ chain: string; position: string; seal: string }>(
        address,
        'select chain, position, seal from chain_row where seal is not null',
      );
      return new Map(rows.map(({ chain, position, seal }) => [`${chain} #${position}`, seal]));
    };
    const [here, there] = [await seals(url), await seals(urls().owner)];
    const others = [...here].filter(([at, seal]) => there.get(at) !== seal);
    // Of the source's later rows none is here; of ours one is not there, which tells of the restore.
    if (others.length !== 1) throw new Error(`${others.length} seals are not those of the source: ${others[0]?.[0]}`);
    console.log(`  ${here.size} seals, ${others.length} of them new here`);
  }),
);

async function asked<Row extends object>(address: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: address, options: '-c search_path=xiushui' });
  await client.connect();
  return client
    .query<Row>(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

await checks.check('the frame log is there byte for byte, with every frame that had been acknowledged', async () => {
  let bytes = 0;
  for (const part of manifest.parts.filter(({ kind }) => kind === 'log')) {
    const [here, there] = [RESTORED, SOURCE].map((home) => readFileSync(join(home, 'frames', part.of)));
    if (!here?.equals(there?.subarray(0, part.contentBytes) ?? Buffer.alloc(0))) throw new Error(`${part.of} differs`);
    bytes += here.length;
  }
  const missing = new Set(acknowledgedBefore);
  for (let from: number | null = null; ; ) {
    const { records, next }: Awaited<ReturnType<typeof readFrames>> = await readFrames(join(RESTORED, 'frames'), from, {
      maxRecords: 5_000,
    });
    if (!records.length) break;
    for (const record of records) {
      const { MN = '', QN = '' } = decodeFrame(record.bytes).header;
      missing.delete(MN + QN);
    }
    from = next;
  }
  if (missing.size) throw new Error(`${missing.size} of ${acknowledgedBefore.size} acknowledged frames are not in it`);
  console.log(`  ${bytes} bytes, ${acknowledgedBefore.size} acknowledged frames`);
});

const kept = (home: string) => treeOf(join(home, 'files'), /^[0-9a-f]{64}/);
await checks.check('attached files are there byte for byte', () => {
  const [here, there] = [kept(RESTORED), kept(SOURCE)];
  if (!here.length || !isDeepStrictEqual(here, there)) throw new Error(`${here.length} files here, ${there.length} there`);
});

await checks.check('the house that was brought back starts and is ready; an officer signs in and opens the photograph', async () => {
  const { house, hj212: port } = await open(RESTORED);
  const ready = await fetch(`${house.ready.address}/readyz`);
  if (!ready.ok) throw new Error(`/readyz ${ready.status} ${await ready.text()}`);
  const as = await signIn(house, 'officer.team');
  const content = Buffer.from(await (await as(`/api/attachments/${attachment}/content`)).arrayBuffer());
  if (!content.equals(picture)) throw new Error(`${content.length} bytes instead of ${picture.length}`);
  if ((await as(`/api/files/${attachedTo}`)).status !== 200) throw new Error('the file does not open');

  await checks.check('its figures are those of the house it came from, asked by xiushui figures in both', async () => {
    await until(
      'both say the same',
      async () => {
        const [here, there] = await Promise.all([RESTORED, SOURCE].map((home) => run<Figures>(home, ['figures', '--year', String(YEAR)])));
        return isDeepStrictEqual(here, there);
      },
      60_000,
      1_000,
    );
  });

  await checks.check('new frames are answered and stored, and a new act is sealed', async () => {
    const first = await auditOf(RESTORED);
    const fresh = load(RESTORED, port, started + 20 * 86_400_000);
    await until('new frames are answered', async () => fresh.acknowledged.size > 100, 30_000);
    for (const connection of fresh.connections) connection.drain();
    await until('all are', async () => fresh.connections.every((one) => one.isDone), 30_000);
    const { urls: here } = JSON.parse(readFileSync(join(RESTORED, 'run/runtime.json'), 'utf8')) as { urls: { owner: string } };
    const stored = () =>
      asked<{ mn: string; at: string }>(
        here.owner,
        `select s.station as mn, (extract(epoch from r.observed_at) * 1000)::bigint::text as at from reading r join stream s on s.id = r.stream where s.origin = 'logger'`,
      );
    await until(
      'all are stored',
      async () => {
        const there = new Set((await stored()).map(({ mn, at }) => `${mn} ${at}`));
        return [...fresh.acknowledged.values()].every(({ mn, at }) => there.has(`${mn} ${at}`));
      },
      60_000,
      1_000,
    );
    const firm = await signIn(house, 'firm.qinghe');
    const claim = await firm('/api/files', json({ procedure: 'study-claim', says: { exam: 'data-truth-2026', score: 90 } }));
    if (claim.status !== 200) throw new Error(`a claim: ${claim.status} ${await claim.text()}`);
    const after = await until('it is sealed', async () => {
      const found = await auditOf(RESTORED);
      return found.unsealed === 0 && found.rows > first.rows && found;
    });
    if (after.flaws.length) throw new Error(JSON.stringify(after.flaws).slice(0, 300));
    console.log(`  ${fresh.acknowledged.size} new frames; ${after.rows} sealed rows`);
  });
  await checks.check('nothing lies in its home that the next backup would not know', () => {
    const unknown = unknownIn(RESTORED);
    if (unknown.length) throw new Error(unknown.join(', '));
  });
  await house.stop();
});

// ── Killed while it is made ──

const counted = { create: 0, createWhole: 0, restore: 0, restoreEarly: 0, restoreLate: 0 };

await checks.check(`${KILLS} kills −9 of backup create: what is torn is never listed, and never verified`, async () => {
  const into = join(place, 'torn');
  for (let n = 0; counted.create < KILLS && n < KILLS * 6; n += 1) {
    const { child, ended } = command(SOURCE, ['backup', 'create', '--to', into, ...(n % 2 ? ['--tar'] : [])]);
    const underWay = () => (existsSync(into) ? readdirSync(into).filter((name) => /^\.making-[^.]*$/.test(name)) : []);
    const left = new Set(underWay());
    await until('it is under way', async () => underWay().some((name) => !left.has(name)) || child.exitCode !== null, 60_000, 2);
    await sleep(random() * random() * createMs * 0.9);
    if (child.pid) send(child.pid, 'SIGKILL');
    await ended;
    const torn = readdirSync(into).filter((name) => name.startsWith('.making-') && !name.endsWith('.json'));
    if (torn.length) counted.create += 1;
    for (const one of await listBackups(into)) {
      const verified = await verifyBackup(one.path, VERIFYING);
      if (verified.damage.length) throw new Error(`${one.name} is listed and ${JSON.stringify(verified.damage).slice(0, 300)}`);
      rmSync(one.path, { recursive: true });
    }
    for (const name of torn) {
      const verified = await verifyBackup(join(into, name), VERIFYING);
      // Killed between its last byte and its name: it is whole, and not listed all the same.
      if (!verified.damage.length) counted.createWhole += 1;
    }
  }
  if (counted.create < KILLS) throw new Error(`only ${counted.create} kills fell while it was under way`);
  const { path } = await run<{ path: string }>(SOURCE, ['backup', 'create', '--to', into]);
  const listed = await run<{ path: string; isWhole: boolean }[]>(SOURCE, ['backup', 'list', '--in', into]);
  if (
    !isDeepStrictEqual(
      listed.map(({ path: at, isWhole }) => [at, isWhole]),
      [[path, true]],
    )
  )
    throw new Error(JSON.stringify(listed));
  if (readdirSync(into).some((name) => name.startsWith('.making-'))) throw new Error('what the kills left was not cleared');
  console.log(`  ${counted.create} killed under way, ${counted.createWhole} of them between the last byte and the name`);
});

// ── Killed while it is brought back ──

const digest = () =>
  createHash('sha256')
    .update(JSON.stringify(treeOf(backup, /./)))
    .digest('hex');
const untouched = digest();

const refusesToStart = async (home: string) => {
  const { code, said, text } = await command(home, [
    'start',
    '--demo',
    '--no-simulation',
    '--port',
    String(await freePort()),
    '--hj212-port',
    String(await freePort()),
  ]).ended;
  const error = said.error ?? { code: '', says: '' };
  if (code !== 1 || error.code !== 'halfRestored' || !error.says.includes('xiushui backup restore'))
    throw new Error(`start of half a house: ${code} ${text.slice(-400)}`);
};

await checks.check(
  `${KILLS} kills −9 of backup restore: half a house refuses to start, says why, and is brought back by the same command`,
  async () => {
    let target = '';
    let onThis = 0;
    for (let n = 0; counted.restore < KILLS && n < KILLS * 6; n += 1) {
      if (!target) {
        target = join(place, `half-${n}`);
        onThis = 0;
      }
      const half = join(target, 'restoring.json');
      const { child, ended } = command(target, ['backup', 'restore', backup, '--into', target]);
      if (n % 5) await until('it is marked', async () => existsSync(half) || child.exitCode !== null, 60_000, 2);
      await sleep(random() * restoreMs * 0.7);
      if (child.pid) send(child.pid, 'SIGKILL');
      // By turns its PostgreSQL is left running, as a kill leaves it, or dies with it.
      if (n % 2) endPostmaster(target);
      const { code, text } = await ended;
      const isWhole = !existsSync(half) && existsSync(join(target, 'postgres', 'data', 'PG_VERSION'));
      if (existsSync(half)) {
        counted.restore += 1;
        onThis += 1;
        if (onThis === 1 || !values.short) await refusesToStart(target);
      } else if (code) throw new Error(`restore ended with ${code}: ${text.slice(-400)}`);
      else if (isWhole) counted.restoreLate += 1;
      else counted.restoreEarly += 1;
      if (isWhole || onThis >= 3 || counted.restore >= KILLS) {
        if (existsSync(half)) {
          const refused = await command(target, ['backup', 'create', '--to', join(place, 'never')]).ended;
          if (refused.said.error?.code !== 'halfRestored') throw new Error(`half a house was backed up: ${refused.text.slice(-300)}`);
          const taken = await run<{ rows: number; audit: Verification }>(target, ['backup', 'restore', backup, '--into', target]);
          const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
          if (taken.rows !== rows || taken.audit.flaws.length)
            throw new Error(`${taken.rows} rows of ${rows}, ${taken.audit.flaws.length} flaws`);
        }
        // Unmarked is whole: finished after the kills, or killed when nothing was left to do but to stop the database.
        if (!isDeepStrictEqual(await resting(target, figuresOf), before)) throw new Error('other figures than at the backup');
        endPostmaster(target);
        rmSync(target, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
        target = '';
      }
      if (digest() !== untouched) throw new Error('the backup was changed by a restore');
    }
    if (counted.restore < KILLS) throw new Error(`only ${counted.restore} kills left half a house`);
    console.log(`  ${counted.restore} left half a house, ${counted.restoreEarly} nothing yet, ${counted.restoreLate} came too late`);
  },
);

// ── The disk is full ──

if (process.getuid?.() === 0) {
  const size = manifest!.parts.reduce((sum, part) => sum + part.bytes, 0);

  await checks.check('a disk that fills while a backup is made: a sentence, nothing half, and the earlier one is whole', async () => {
    const disk = mount('small', Math.ceil((size * 1.6) / 1e6) + 1);
    const first = await run<{ path: string }>(SOURCE, ['backup', 'create', '--to', disk]);
    const { code, said, text } = await command(SOURCE, ['backup', 'create', '--to', disk]).ended;
    if (code !== 1 || said.error?.code !== 'diskFull' || !said.error.says.includes(disk)) throw new Error(`${code} ${text.slice(-300)}`);
    const there = readdirSync(disk).filter((name) => !name.endsWith('.verified.json'));
    if (there.length !== 1 || (await verifyBackup(first.path, VERIFYING)).damage.length) throw new Error(there.join(', '));
    unmount(disk);
  });

  await checks.check('a disk too small for certain: refused before anything is written', async () => {
    const disk = mount('tiny', 64);
    const { code, said, text } = await command(disk, ['backup', 'restore', backup, '--into', join(disk, 'home')]).ended;
    if (code !== 1 || said.error?.code !== 'notEnoughRoom') throw new Error(`${code} ${text.slice(-300)}`);
    if (existsSync(join(disk, 'home', 'postgres')) || existsSync(join(disk, 'home', 'restoring.json')))
      throw new Error('something was written');
    unmount(disk);
  });

  await checks.check(
    'a disk that fills while a house is brought back: half a house that says so, and the same command finishes it once there is room',
    async () => {
      const disk = mount('filling', 700);
      const home = join(disk, 'home');
      const restoring = command(home, ['backup', 'restore', backup, '--into', home]);
      await until(
        'the database runs',
        async () => existsSync(join(home, 'postgres/data/postmaster.pid')) || restoring.child.exitCode !== null,
        60_000,
        5,
      );
      const ballast = join(disk, 'ballast');
      fill(ballast);
      const { code, said, text } = await restoring.ended;
      if (code !== 1 || said.error?.code !== 'diskFull') throw new Error(`${code} ${text.slice(-500)}`);
      await refusesToStart(home);
      rmSync(ballast);
      const taken = await run<{ audit: Verification }>(home, ['backup', 'restore', backup, '--into', home]);
      if (taken.audit.flaws.length) throw new Error(`${taken.audit.flaws.length} flaws`);
      if (digest() !== untouched) throw new Error('the backup was changed');
      endPostmaster(home);
      unmount(disk);
    },
  );
} else console.log('left out: a full disk, which takes root to make');

// ── And the house that was backed up ──

await checks.check(
  'the house that was backed up worked all the while: every acknowledged frame in its log, every row as it was sealed',
  async () => {
    for (const connection of sending.connections) connection.drain();
    await until('the last answers', async () => sending.connections.every((one) => one.isDone), 60_000);
    if (!(await fetch(`${source.ready.address}/readyz`)).ok) throw new Error('it is not ready');
    const missing = new Set(sending.acknowledged.keys());
    for (let from: number | null = null; ; ) {
      const { records, next }: Awaited<ReturnType<typeof readFrames>> = await readFrames(join(SOURCE, 'frames'), from, {
        maxRecords: 5_000,
      });
      if (!records.length) break;
      for (const record of records) {
        const { MN = '', QN = '' } = decodeFrame(record.bytes).header;
        missing.delete(MN + QN);
      }
      from = next;
    }
    if (missing.size) throw new Error(`${missing.size} of ${sending.acknowledged.size} are missing`);
    const { flaws, rows } = await auditOf(SOURCE);
    if (flaws.length) throw new Error(JSON.stringify(flaws).slice(0, 300));
    console.log(`  ${sending.acknowledged.size} frames, ${rows} sealed rows`);
  },
);

await store.close();
for (const connection of sending.connections) connection.close();
await source.stop();
console.log(
  JSON.stringify({
    seed: SEED,
    kills: counted,
    createMs,
    restoreMs,
    seconds: Math.round((Date.now() - began) / 1_000),
    passed: checks.passed,
    failed: checks.failed,
  }),
);
checks.summary(values.summary);
process.exit(checks.failed.length ? 1 : 0);

// ── Small change ──

/** Path, size and hash of every file below a folder. */
function treeOf(folder: string, only: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && only.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => `${path.slice(folder.length)} ${statSync(path).size} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`)
    .sort();
}

/** The PostgreSQL that a killed restore left; kills it as well. */
function endPostmaster(home: string): void {
  const file = join(home, 'postgres', 'data', 'postmaster.pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0;
  if (pid > 1 && existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(home)) send(pid, 'SIGKILL');
}

function mount(name: string, megabytes: number): string {
  const disk = join(place, name);
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', disk]);
  mounts.push(disk);
  return disk;
}

function unmount(disk: string): void {
  try {
    execFileSync('umount', ['-l', disk], { stdio: 'ignore' });
  } catch {
    // It is not mounted any more.
  }
}

function fill(path: string): void {
  try {
    for (;;) writeFileSync(path, Buffer.alloc(1 << 20), { flag: 'a' });
  } catch {
    // Full.
  }
  try {
    for (;;) writeFileSync(path, Buffer.alloc(4_096), { flag: 'a' });
  } catch {
    // To the last block.
  }
}

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
