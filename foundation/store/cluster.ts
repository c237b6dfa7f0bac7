/**
 * A private PostgreSQL 15 under our own small supervision.
 *
 * What it promises: whatever was killed, and when, the next start finds a cluster it can use. A postmaster that outlived us is
 * adopted, or stopped and started anew; a cluster whose making was cut short was never under its final name and is made
 * again; a lock file left by the dead is cleared only when nobody living stands behind it. `fsync` stays on.
 *
 * It listens on loopback TCP only. A unix socket would save a little time per question, but its path may not exceed about
 * a hundred bytes, it does not exist on every platform we start on, and one way in is easier to guard than two; passwords
 * (SCRAM) are asked for either way.
 *
 * NOTE: the postmaster is started in a session of its own, so that Ctrl-C at the terminal reaches only the supervisor, which
 * stops the roles first and the database last.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { appendFile, chown, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Binaries, placeBinaries } from './binaries.ts';
import { connected, ensureDatabase, roleNames, type StoreRole, urlFor } from './database.ts';
import { CannotStart, flushDirectory, type Home, holdHouse, makeDirectory, type Report, readJson, secretsOf, writeWhole } from './home.ts';
import { commandOf, isAlive, listProcesses, signal, waitUntilGone } from './processes.ts';

export type StopMode = 'fast' | 'immediate';

export interface Cluster {
  /** The address for a role; `postgres` is the superuser, for tests and for making databases. */
  url(role: StoreRole | 'postgres', database?: string): string;
  port: number;
  pid: number;
  /** True when a postmaster left by an earlier supervisor was taken over instead of started. */
  adopted: boolean;
  /** Settles when the postmaster is gone, asked or unasked. */
  exited: Promise<void>;
  stop(mode?: StopMode): Promise<void>;
}

export interface ClusterOptions {
  report?: Report;
  /** A fixed port; otherwise the remembered one, or any free one when a stranger has taken that. */
  port?: number;
  /** Only for throw-away clusters: nothing survives a power cut. */
  durable?: boolean;
  /** What the house's lock says of us, if nobody took it before. */
  address?: string;
  /** The database to make sure of. */
  database?: string;
}

const host = '127.0.0.1';

export async function startCluster(home: Home, options: ClusterOptions = {}): Promise<Cluster> {
  const report = options.report ?? (() => {});
  const held = holdHouse(home, options.address ?? 'PostgreSQL');
  try {
    const place = placeOf(home);
    const secrets = secretsOf(home);
    const binaries = await placeBinaries(home);
    await makeDataDirectory(home, place, binaries, secrets.postgres, options, report);
    writeSettings(place, options.durable ?? true);

    const left = await livingPostmaster(place, secrets.postgres, binaries, options.port, report);
    const running = left ?? (await startPostmaster(home, place, binaries, secrets.postgres, options.port));
    const adminUrl = `postgres://postgres:${encodeURIComponent(secrets.postgres)}@${host}:${running.port}/postgres`;
    const database = options.database ?? 'xiushui';
    try {
      await ensureDatabase(adminUrl, secrets, database);
    } catch (error) {
      await stopPostmaster(place, running.pid, 'fast');
      throw error;
    }
    return {
      url: (role, other) =>
        role === 'postgres'
          ? urlFor(adminUrl, 'postgres', secrets.postgres, other ?? 'postgres')
          : urlFor(adminUrl, roleNames[role], secrets[role], other ?? database),
      port: running.port,
      pid: running.pid,
      adopted: left !== undefined,
      exited: running.exited,
      stop: async (mode = 'fast') => {
        await stopPostmaster(place, running.pid, mode);
        held.release();
      },
    };
  } catch (error) {
    held.release();
    throw error;
  }
}

/** The folders and names of one cluster. */
interface Place {
  root: string;
  data: string;
  log: string;
  portFile: string;
  /** Shown in the title of every process of this cluster, which is how we know its orphans. */
  name: string;
}

function placeOf(home: Home): Place {
  const root = join(home.dir, 'postgres');
  const log = join(home.log, 'postgresql');
  makeDirectory(root, 0o700, home.postgresUser);
  makeDirectory(log, 0o700, home.postgresUser);
  const nameFile = join(root, 'cluster.json');
  const name = readJson<{ name: string }>(nameFile)?.name ?? `xiushui-${randomBytes(6).toString('hex')}`;
  if (!existsSync(nameFile)) writeWhole(nameFile, JSON.stringify({ name }), 0o644);
  return { root, data: join(realpathSync(root), 'data'), log, portFile: join(root, 'port'), name };
}

// --- Making the data directory ---------------------------------------------------------------------------------------------

async function makeDataDirectory(
  home: Home,
  place: Place,
  binaries: Binaries,
  password: string,
  options: ClusterOptions,
  report: Report,
): Promise<void> {
  await clearHalfMade(place);
  const madeBy = join(place.data, 'PG_VERSION');
  if (existsSync(madeBy)) {
    const major = readFileSync(madeBy, 'utf8').trim();
    if (major === binaries.version.split('.')[0]) return;
    throw new CannotStart('otherMajorVersion', {
      zh: `数据目录 ${place.data} 属于 PostgreSQL ${major}，而内置版本是 ${binaries.serverVersion}。请用原版本备份后恢复到新目录。`,
      en: `The data directory ${place.data} belongs to PostgreSQL ${major}; the built-in one is ${binaries.serverVersion}. Back it up with the old version and restore it into a new directory.`,
    });
  }
  // We never leave such a folder, so it is somebody's: kept under another name rather than deleted.
  if (existsSync(place.data)) renameSync(place.data, `${place.data}.set-aside-${Date.now()}`);

  report('initdb', { zh: '首次启动，建立数据库', en: 'First start: making the database cluster' });
  const tag = randomBytes(4).toString('hex');
  const making = join(place.root, `making-${tag}`);
  const passwordFile = join(place.root, `making-${tag}.password`);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (home.postgresUser) await chown(passwordFile, home.postgresUser.uid, home.postgresUser.gid);
  try {
    // Darwin has no C.UTF-8; there the letters are told by the character type alone.
    const locale = process.platform === 'darwin' ? ['--locale=C', '--lc-ctype=UTF-8'] : ['--locale=C.UTF-8'];
    const args = ['-D', making, ...locale, '--encoding=UTF8', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--username=postgres'];
    const more = ['--data-checksums', '--no-instructions', ...(options.durable === false ? ['--no-sync'] : [])];
    const made = spawn(binaries.initdb, [...args, ...more], spawnAs(home, place, ['ignore', 'pipe', 'pipe']));
    const said = await outputOf(made);
    if (made.exitCode !== 0) {
      throw new CannotStart('initdbFailed', {
        zh: `建立数据库失败：${lastLines(said)}`,
        en: `The database cluster could not be made: ${lastLines(said)}`,
      });
    }
    await appendFile(
      join(making, 'postgresql.conf'),
      "\n# Written anew at every start; put your own settings below this line.\ninclude_if_exists = 'xiushui.conf'\n",
    );
    // initdb has flushed what it wrote; from this rename on the cluster exists, and before it there was none.
    renameSync(making, place.data);
    flushDirectory(place.root);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

// An initdb whose parent was killed may still be writing; its folder has a name of its own, so it cannot disturb ours.
async function clearHalfMade(place: Place): Promise<void> {
  const left = readdirSync(place.root).filter((name) => name.startsWith('making-'));
  for (const name of left) {
    const path = join(place.root, name);
    for (const one of listProcesses()) if (one.command.includes(path)) signal(one.pid, 'SIGKILL');
    await rm(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 }).catch(() => {});
  }
}

// Modest on purpose: two cores and some gigabytes shared with Node, a browser and whatever else the machine does.
function writeSettings(place: Place, durable: boolean): void {
  const settings: [string, string][] = [
    ['listen_addresses', `'${host}'`],
    ['unix_socket_directories', "''"],
    ['max_connections', '60'],
    ['shared_buffers', durable ? '256MB' : '64MB'],
    ['effective_cache_size', '2GB'],
    ['work_mem', '16MB'],
    ['maintenance_work_mem', '128MB'],
    ['random_page_cost', '1.1'],
    // Our questions are many and short; compiling them costs more than it saves.
    ['jit', 'off'],
    ['wal_compression', 'on'],
    ['max_wal_size', '2GB'],
    ['checkpoint_timeout', '10min'],
    ['fsync', durable ? 'on' : 'off'],
    ['synchronous_commit', durable ? 'on' : 'off'],
    ['full_page_writes', durable ? 'on' : 'off'],
    ['timezone', "'Asia/Shanghai'"],
    ['log_timezone', "'Asia/Shanghai'"],
    ['lc_messages', "'C'"],
    ['cluster_name', `'${place.name}'`],
    // Seven files, one a weekday, each begun afresh a week later.
    ['logging_collector', 'on'],
    ['log_directory', `'${place.log.replaceAll("'", "''")}'`],
    ['log_filename', "'postgresql-%a.log'"],
    ['log_rotation_age', '1d'],
    ['log_rotation_size', '0'],
    ['log_truncate_on_rotation', 'on'],
    ['log_line_prefix', "'%m [%p] %u@%d '"],
    ['log_min_duration_statement', '2s'],
    ['log_lock_waits', 'on'],
  ];
  const path = join(place.data, 'xiushui.conf');
  writeWhole(path, `${settings.map(([name, value]) => `${name} = ${value}`).join('\n')}\n`, 0o644);
}

// --- What an earlier supervisor left ----------------------------------------------------------------------------------------

interface Running {
  pid: number;
  port: number;
  exited: Promise<void>;
}

/** A usable postmaster of ours that is still alive; after this call nothing else of the old cluster is. */
async function livingPostmaster(
  place: Place,
  password: string,
  binaries: Binaries,
  wanted: number | undefined,
  report: Report,
): Promise<Running | undefined> {
  const left = postmasterOf(place);
  if (left) {
    const isOther = wanted !== undefined && wanted !== left.port;
    if (!isOther && (await answers(place, left, password, binaries, report))) {
      report('adopt', {
        zh: `接管仍在运行的数据库（进程 ${left.pid}）`,
        en: `Taking over the database that is still running (process ${left.pid})`,
      });
      return { ...left, exited: gone(left.pid) };
    }
    report('stopLeft', {
      zh: `停止上次遗留的数据库（进程 ${left.pid}）`,
      en: `Stopping the database left by an earlier run (process ${left.pid})`,
    });
    await stopPostmaster(place, left.pid, 'fast');
  }
  await endOrphans(place);
  // PostgreSQL clears this file itself when its process is dead, but not when the number now belongs to a stranger or a zombie.
  if (process.platform === 'linux') rmSync(join(place.data, 'postmaster.pid'), { force: true });
  return undefined;
}

// The first lines of postmaster.pid: pid, data directory, start, port.
function postmasterOf(place: Place): { pid: number; port: number } | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(place.data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Math.abs(Number(lines[0]));
  if (!isAlive(pid) || !isOurs(commandOf(pid), place)) return undefined;
  return { pid, port: Number(lines[3]) };
}

// Told by the command line, which everyone may read; the working directory would need more rights than a container's root has.
function isOurs(command: string, place: Place): boolean {
  return command.includes(`-D ${place.data} `) || command.startsWith(`postgres: ${place.name}: `);
}

// Waits out a recovery, gives up on one that is going down or does not answer.
async function answers(
  place: Place,
  left: { pid: number; port: number },
  password: string,
  binaries: Binaries,
  report: Report,
): Promise<boolean> {
  const patience = Date.now() + 10_000;
  for (let asked = 0; isAlive(left.pid); asked += 1) {
    try {
      return await connected(superuserUrl(left.port, password), async (client) => {
        const { rows } = await client.query(
          `select current_setting('data_directory') as data, split_part(current_setting('server_version'), ' ', 1) as version`,
        );
        return rows[0].data === place.data && rows[0].version === binaries.serverVersion;
      });
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      const isRecovering = code === '57P03' && /starting up|recovery|not yet accepting/.test(message);
      if (code === '28P01') throw wrongPassword(place);
      if (code === '57P03' && !isRecovering) return false;
      if (!isRecovering && Date.now() > patience) return false;
      if (isRecovering && asked % 40 === 39) report('recovery', recovering);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

const recovering = { zh: '数据库正在从上次中断中恢复', en: 'The database is recovering from the interruption' };

// Backends of a postmaster that was killed alone hold its shared memory, and a new postmaster refuses to start beside them.
async function endOrphans(place: Place): Promise<void> {
  // With a living postmaster they are no orphans: a late word about an earlier one must not end its successor.
  if (postmasterOf(place)) return;
  const orphans = listProcesses().filter((one) => one.pid !== process.pid && isOurs(one.command, place));
  for (const one of orphans) signal(one.pid, 'SIGQUIT');
  for (const one of orphans) if (!(await waitUntilGone(one.pid, 3_000))) signal(one.pid, 'SIGKILL');
  for (const one of orphans) await waitUntilGone(one.pid, 5_000);
}

/** Ends the postmaster and all that belong to it, and returns only when they are gone. */
async function stopPostmaster(place: Place, pid: number, mode: StopMode): Promise<void> {
  // Every step is safe: what was committed is in the log, and the next start replays it. Only the time it takes differs.
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', 20_000],
    ['SIGQUIT', 8_000],
    ['SIGKILL', 8_000],
  ];
  for (const [name, patience] of mode === 'fast' ? steps : steps.slice(1)) {
    if (!isAlive(pid) || !isOurs(commandOf(pid), place)) break;
    signal(pid, name);
    if (await waitUntilGone(pid, patience)) break;
  }
  await endOrphans(place);
}

// --- Starting -----------------------------------------------------------------------------------------------------------------

async function startPostmaster(
  home: Home,
  place: Place,
  binaries: Binaries,
  password: string,
  wanted: number | undefined,
): Promise<Running> {
  let reason = '';
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const port = await choosePort(place, wanted);
    const startLog = join(place.log, 'start.log');
    const out = openSync(startLog, 'w', 0o600);
    const child = spawn(binaries.postgres, ['-D', place.data, '-p', String(port)], spawnAs(home, place, ['ignore', out, out]));
    closeSync(out);
    child.unref();
    const exited = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', (error) => {
        reason = error.message;
        resolve();
      });
    });
    if (await becomesReady(child, port, password, place)) return { pid: child.pid!, port, exited };
    reason ||= lastLines(`${readTail(startLog)}\n${readTail(newestLog(place))}`);
    // Between our look and its binding someone may have taken the port. Anything else will not get better by itself.
    if (!/could not (bind|create any TCP)|in use/i.test(reason) || wanted !== undefined) break;
    rmSync(place.portFile, { force: true });
  }
  throw new CannotStart('databaseDidNotStart', {
    zh: `数据库没有启动：${reason || '没有说明原因'}。日志在 ${place.log}。`,
    en: `The database did not start: ${reason || 'it gave no reason'}. Its log is in ${place.log}.`,
  });
}

async function becomesReady(child: ChildProcess, port: number, password: string, place: Place): Promise<boolean> {
  while (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    try {
      await connected(superuserUrl(port, password), (client) => client.query('select 1'));
      return true;
    } catch (error) {
      // Refused or still starting: ask again. A recovery after a crash takes as long as it takes.
      if ((error as { code?: string }).code === '28P01') {
        await stopPostmaster(place, child.pid, 'fast');
        throw wrongPassword(place);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return false;
}

function wrongPassword(place: Place): CannotStart {
  return new CannotStart('passwordLost', {
    zh: `数据库不接受 secrets.json 里的口令：该文件与数据目录 ${place.data} 不是一套。请恢复原来的 secrets.json。`,
    en: `The database does not take the password in secrets.json: that file and the data directory ${place.data} do not belong together. Restore the secrets.json of this store.`,
  });
}

async function choosePort(place: Place, wanted: number | undefined): Promise<number> {
  if (wanted !== undefined) {
    if (await isFree(wanted)) return wanted;
    throw new CannotStart('portTaken', {
      zh: `数据库端口 ${wanted} 已被其他程序占用。`,
      en: `Port ${wanted}, meant for the database, is taken by another program.`,
    });
  }
  const remembered = Number(readJson<number>(place.portFile));
  if (Number.isInteger(remembered) && remembered > 0 && (await isFree(remembered))) return remembered;
  const port = await anyFreePort();
  writeWhole(place.portFile, `${port}\n`, 0o644);
  return port;
}

export async function isFree(port: number, at = host): Promise<boolean> {
  return (await listenOnce(port, at)) !== undefined;
}

export async function anyFreePort(): Promise<number> {
  const port = await listenOnce(0, host);
  if (port === undefined) throw new CannotStart('noFreePort', { zh: '本机没有空闲端口。', en: 'This machine has no free port.' });
  return port;
}

function listenOnce(port: number, at: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: at, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}

// --- Small things -------------------------------------------------------------------------------------------------------------

function superuserUrl(port: number, password: string): string {
  return `postgres://postgres:${encodeURIComponent(password)}@${host}:${port}/postgres`;
}

function spawnAs(home: Home, place: Place, stdio: ('ignore' | 'pipe' | number)[]) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LD_|DYLD_|LC_|LANG)/.test(name));
  return {
    stdio,
    // Our own working directory may be one that account cannot look into.
    cwd: place.root,
    detached: true,
    env: { ...Object.fromEntries(kept), LC_ALL: process.platform === 'darwin' ? 'C' : 'C.UTF-8' },
    ...(home.postgresUser ? { uid: home.postgresUser.uid, gid: home.postgresUser.gid } : {}),
  };
}

function outputOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    child.stdout?.on('data', (bytes) => {
      said += bytes;
    });
    child.stderr?.on('data', (bytes) => {
      said += bytes;
    });
    child.once('error', (error) => resolve(`${said}\n${error.message}`));
    child.once('close', () => resolve(said));
  });
}

function gone(pid: number): Promise<void> {
  return new Promise((resolve) => {
    const look = setInterval(() => {
      if (isAlive(pid)) return;
      clearInterval(look);
      resolve();
    }, 500);
    look.unref();
  });
}

function newestLog(place: Place): string {
  const day = new Intl.DateTimeFormat('en-US', { weekday: 'short', timeZone: 'Asia/Shanghai' }).format(new Date());
  return join(place.log, `postgresql-${day}.log`);
}

function readTail(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(-4_000);
  } catch {
    return '';
  }
}

function lastLines(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.filter((line) => /FATAL|PANIC|error|HINT|could not/i.test(line));
  return (telling.length > 0 ? telling : lines).slice(-4).join(' | ');
}
