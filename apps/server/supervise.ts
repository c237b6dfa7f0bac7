/**
 * One supervisor: takes the house, starts the database, prepares it, starts the roles and keeps them alive.
 *
 * Order of starting: home → lock → survivors of an earlier run → ports → database (the console is built meanwhile) → prepare →
 * gateway, writer, web → simulator. Order of stopping: simulator, gateway, writer, web, then the database, so that what was
 * acknowledged still finds a reader. Neither order matters for safety: any of these processes may be killed at any instant,
 * and the next start puts things right. Knows no SQL and no protocol; what a role does is `role.ts`.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { refuseHalf } from '../../foundation/backup/index.ts';
import { type Config, readSecret } from '../../foundation/config/index.ts';
import { type Cluster, isFree, startCluster } from '../../foundation/store/cluster.ts';
import { openServer, type StoreRole } from '../../foundation/store/database.ts';
import {
  CannotStart,
  dataHome,
  type Held,
  type Home,
  holdHouse,
  type Report,
  readJson,
  secretsOf,
  writeWhole,
} from '../../foundation/store/home.ts';
import { began, isStill, listProcesses, type RememberedProcess, signal, waitUntilGone } from '../../foundation/store/processes.ts';
import { LEVELS, type Level, lineOf } from './events.ts';
import { type ChildState, healthFile, startWatch, type Watch } from './health/watch.ts';
import { type LogFile, openLogFile } from './log-file.ts';
import { roles as allRoles, type Listening, type Role, type Runtime, type Welcome, writeRuntime } from './runtime.ts';

/** A child of ours: one of the roles, or the simulated loggers of the demonstration. */
export type ChildName = Role | 'simulator';

export interface SuperviseOptions {
  clone: string;
  config: Config;
  demo: boolean;
  simulation: boolean;
  /** All three unless said otherwise. */
  roles?: readonly Role[];
  log: 'pretty' | 'json';
  report: Report;
  /** A line a child wrote. */
  relay: (child: ChildName | 'supervisor', line: string) => void;
  /** Migrates and seeds, before any role runs. */
  prepare: (runtime: Runtime) => Promise<Welcome>;
  /** Where the built console lies; asked only when the web role runs here. */
  buildConsole: () => Promise<string>;
  /** The script every child runs, with its name as first argument. */
  roleScript?: string;
  /** How long a child may take to stop before it is killed. */
  patience?: number;
}

export interface Ready {
  address: string;
  home: Home;
  runtime: Runtime;
  welcome: Welcome;
}

export interface Supervision {
  /** Rejects with the reason when we cannot start (by then everything is stopped); undefined when asked to stop before. */
  ready: Promise<Ready | undefined>;
  /** Settles when everything is stopped. */
  stopped: Promise<void>;
  stop(): void;
  /** Ends everything at once and does not wait. What was left half-way is the next start's to put right. */
  force(): void;
}

/** A child as written to `run/children.json`, where crash proofs and the next start look. */
export interface RecordedChild extends RememberedProcess {
  role: ChildName;
}

export function supervise(options: SuperviseOptions): Supervision {
  const wanted = allRoles.filter((role) => (options.roles ?? allRoles).includes(role));
  const { config } = options;
  const web: Listening = { host: config.web.host, port: config.web.port };
  const hj212: Listening = { host: config.hj212.host, port: config.hj212.port };
  const outside = config.store.databaseUrl ?? (config.store.databaseUrlFile === null ? null : readSecret(config.store.databaseUrlFile));
  let isStopping = false;
  let wasAsked = false;
  let askToStop = () => {};
  const asked = new Promise<'asked'>((resolve) => {
    askToStop = () => {
      wasAsked = true;
      isStopping = true;
      resolve('asked');
    };
  });

  let home: Home;
  let held: Held | undefined;
  let store: Promise<OpenStore> | undefined;
  let cluster: Cluster | undefined;
  const children: KeptChild[] = [];
  const endings: { name: string; at: number }[] = [];
  let health: Watch | undefined;
  let logFile: LogFile | undefined;
  const relay = (child: ChildName | 'supervisor', line: string) => {
    logFile?.write(child, line);
    options.relay(child, line);
  };
  const say = (level: Level, says: string, about: Record<string, unknown> = {}) => {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(config.log.level)) return;
    relay('supervisor', lineOf('supervisor', level, says, about, Date.now()));
  };
  /** What the person at the terminal is told goes into the log file too: whoever looks in the morning was not there at night. */
  const report: Report = (step, words) => {
    const level = /Died|Killed|Failed|survivors/.test(step) ? 'warn' : 'info';
    logFile?.write('supervisor', lineOf('supervisor', level, words.en, { step }, Date.now()));
    options.report(step, words);
  };

  async function start(): Promise<Ready> {
    home = dataHome(options.clone, config.store.home ?? '');
    refuseHalf(home);
    if (home.earlier) report('earlier', otherStore(home.earlier, home.dir));
    const address = `${config.web.tls.certFile === null ? 'http' : 'https'}://${web.host}:${web.port}`;
    // With a database of its own the house is one whole; on a shared one its roles may be run, and are held, one by one.
    held = holdHouse(home, address, [...(outside === null ? ['supervisor'] : []), ...wanted.map((role) => `holds-${role}`)]);
    // Opened only by whoever holds the house: one process writes the file.
    logFile = openLogFile({
      folder: config.log.folder ?? home.log,
      name: wanted.length === allRoles.length ? 'xiushui' : `xiushui-${wanted.join('-')}`,
      maxMegabytes: config.log.maxMegabytes,
      keepFiles: config.log.keepFiles,
      now: Date.now,
      failed: (error) =>
        options.report('logFailed', { zh: `日志写不进文件：${error.message}`, en: `The log file cannot be written: ${error.message}` }),
    });
    const script = options.roleScript ?? fileURLToPath(new URL('./role.ts', import.meta.url));
    await endSurvivors(home, script, wanted, report);
    await refuseTakenPorts(web, hj212, wanted);

    report('database', { zh: '启动数据库', en: 'Starting the database' });
    if (isStopping) throw new AskedToStop();
    store = openStore(home, outside, address, report, own);
    // Both are awaited together, so that neither's failure goes unheard while the other is still busy.
    const [opened, consoleDir] = await Promise.all([store, wanted.includes('web') ? options.buildConsole() : '']);
    if (isStopping) throw new AskedToStop();

    const runtime: Runtime = {
      home: home.dir,
      frames: home.frames,
      consoleDir,
      urls: { owner: opened.url('owner'), app: opened.url('app'), system: opened.url('system') },
      web,
      hj212,
      config: { ...config, store: { ...config.store, databaseUrl: null } },
      demo: options.demo,
      log: options.log,
    };
    const runtimeFile = join(home.run, wanted.length === allRoles.length ? 'runtime.json' : `runtime-${wanted.join('-')}.json`);
    writeRuntime(runtimeFile, runtime);
    report('prepare', { zh: '检查表结构与初始数据', en: 'Checking tables and first records' });
    const welcome = await options.prepare(runtime);
    if (isStopping) throw new AskedToStop();

    report('roles', { zh: `启动 ${wanted.join('、')}`, en: `Starting ${wanted.join(', ')}` });
    const ended = (name: ChildName) => endings.push({ name, at: Date.now() });
    const setting = { home, script, runtimeFile, clone: options.clone, report, relay, ended, patience: options.patience ?? 8_000 };
    const launch = (name: ChildName) => {
      const child = keepChild(name, setting);
      children.push(child);
      return child.first;
    };
    await Promise.all(wanted.map(launch));
    if (options.demo && options.simulation && wanted.includes('gateway') && !isStopping) {
      report('simulator', { zh: '启动模拟数采仪', en: 'Starting the simulated loggers' });
      // The house works without its demonstration; what went wrong is in the relayed lines, and it is tried again.
      await launch('simulator').catch((error) => report('simulatorFailed', wordsOf(error)));
    }
    if (isStopping) throw new AskedToStop();
    health = startWatch({
      home,
      file: healthFile(home.run, wanted.length === allRoles.length ? null : wanted),
      config,
      roles: wanted,
      children: () => children.map((child) => child.state()),
      endings: () => endings.slice(-100),
      log: say,
    });
    return { address, home, runtime, welcome };
  }

  // The database is restarted like any child, on the port the children know.
  async function watch(one: Cluster): Promise<void> {
    await one.exited;
    for (let wait = firstWait; !isStopping; wait = nextWait(wait)) {
      report('databaseDied', {
        zh: `数据库意外停止，${wait / 1000} 秒后重新启动`,
        en: `The database stopped unasked; starting it again in ${wait / 1000} s`,
      });
      await Promise.race([pause(wait), asked]);
      if (isStopping) return;
      store = openStore(home, outside, '', report, own, one.port);
      const isOpen = await store.then(
        () => true,
        () => false,
      );
      if (isOpen) return;
    }
  }

  function own(opened: Cluster): void {
    cluster = opened;
    void watch(opened);
  }

  async function dismantle(): Promise<void> {
    isStopping = true;
    health?.stop();
    const order: ChildName[] = ['simulator', 'gateway', 'writer', 'web'];
    for (const name of order) await Promise.all(children.filter((child) => child.name === name).map((child) => child.stop()));
    await store?.catch(() => {});
    await cluster?.stop('fast');
    await logFile?.close();
    held?.release();
  }

  const starting = start();
  const dismantled = Promise.race([asked, starting.then(() => asked)]).then(dismantle, dismantle);
  // Asked to stop while still starting, we do not wait for what was under way: it fails of itself, for want of a database.
  const interrupted = asked.then(() => dismantled).then(() => undefined);
  const ready = Promise.race([
    interrupted,
    starting.catch(async (error) => {
      const isConsequence = wasAsked;
      await dismantled;
      if (isConsequence) return undefined;
      throw error;
    }),
  ]);
  ready.catch(() => {});
  return {
    ready,
    stopped: dismantled,
    stop: askToStop,
    force: () => {
      isStopping = true;
      for (const child of children) child.kill();
      if (cluster) signal(cluster.pid, 'SIGQUIT');
    },
  };
}

class AskedToStop extends Error {}

// --- The database -------------------------------------------------------------------------------------------------------------

interface OpenStore {
  url(role: StoreRole): string;
}

async function openStore(
  home: Home,
  outside: string | null,
  address: string,
  report: Report,
  own: (cluster: Cluster) => void,
  port?: number,
): Promise<OpenStore> {
  if (outside !== null) return openServer(outside, secretsOf(home));
  const cluster = await startCluster(home, { report, address, port });
  own(cluster);
  return cluster;
}

// --- Children -----------------------------------------------------------------------------------------------------------------

interface Setting {
  home: Home;
  script: string;
  runtimeFile: string;
  clone: string;
  report: Report;
  relay: (child: ChildName, line: string) => void;
  ended: (child: ChildName) => void;
  patience: number;
}

interface KeptChild {
  name: ChildName;
  /** Settles when it is ready for the first time; rejects when it died three times before that. */
  first: Promise<void>;
  state(): ChildState;
  stop(): Promise<void>;
  kill(): void;
}

const firstWait = 200;
const longestWait = 10_000;
/** A child that was ready and worked this long did not fail to start: when it dies after that, the next one is started at once. */
const healthyAfter = 1_000;
const readyWithin = 60_000;
const triesBeforeReady = 3;

function nextWait(wait: number): number {
  return Math.min(wait * 2, longestWait);
}

function keepChild(name: ChildName, setting: Setting): KeptChild {
  let child: ChildProcess | undefined;
  let isStopping = false;
  let wasReady = false;
  let failures = 0;
  let wait = firstWait;
  let timer: NodeJS.Timeout | undefined;
  let lastWords: string[] = [];
  const state: ChildState = { name, pid: null, since: null, restarts: 0, lastExit: null };
  let settle: { resolve(): void; reject(error: Error): void };
  const first = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  first.catch(() => {});

  function begin(): void {
    let readyAt = Number.POSITIVE_INFINITY;
    lastWords = [];
    // A session of its own: Ctrl-C at the terminal must reach the supervisor only, or the order of stopping would be nobody's.
    const born = fork(setting.script, [name, setting.home.dir], {
      execArgv: ['--import', tsxLoader()],
      env: { ...process.env, XIUSHUI_RUNTIME: setting.runtimeFile },
      cwd: setting.clone,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    child = born;
    recordChild(setting.home, name, born.pid);
    state.pid = born.pid ?? null;
    state.since = Date.now();
    for (const stream of [born.stdout, born.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        lastWords = [...lastWords.slice(-7), line];
        setting.relay(name, line);
      });
    }
    const tooLate = setTimeout(() => born.kill('SIGKILL'), readyWithin);
    born.on('message', (message) => {
      if (!(message as { ready?: boolean })?.ready) return;
      clearTimeout(tooLate);
      wasReady = true;
      readyAt = Date.now();
      settle.resolve();
    });
    let isOver = false;
    const over = (reason: string) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(tooLate);
      forgetChild(setting.home, name);
      child = undefined;
      state.pid = null;
      if (isStopping) return;
      state.restarts += 1;
      state.lastExit = reason;
      setting.ended(name);
      if (!wasReady) {
        failures += 1;
        if (failures >= triesBeforeReady) {
          isStopping = name !== 'simulator';
          settle.reject(didNotStart(name, reason, lastWords));
          if (isStopping) return;
        }
      }
      if (Date.now() - readyAt >= healthyAfter) wait = firstWait;
      const delay = wait;
      wait = nextWait(wait);
      setting.report('childDied', {
        zh: `${name} 意外退出（${reason}），${delay / 1000} 秒后重新启动`,
        en: `${name} ended unasked (${reason}); starting it again in ${delay / 1000} s`,
      });
      timer = setTimeout(begin, delay);
    };
    born.once('error', (error) => over(error.message));
    born.once('exit', (code, by) => over(by ?? `exit ${code}`));
  }
  begin();

  return {
    name,
    first,
    state: () => ({ ...state }),
    stop: async () => {
      isStopping = true;
      clearTimeout(timer);
      const last = child;
      if (!last?.pid) return;
      last.kill('SIGTERM');
      if (!(await waitUntilGone(last.pid, setting.patience))) {
        setting.report('childKilled', {
          zh: `${name} 未在 ${setting.patience / 1000} 秒内停止，强制结束`,
          en: `${name} did not stop within ${setting.patience / 1000} s and was killed`,
        });
        last.kill('SIGKILL');
        await waitUntilGone(last.pid, 5_000);
      }
      forgetChild(setting.home, name);
    },
    kill: () => {
      isStopping = true;
      clearTimeout(timer);
      child?.kill('SIGKILL');
    },
  };
}

function didNotStart(name: ChildName, reason: string, lastWords: string[]): CannotStart {
  const said = lastWords.filter((line) => line.trim() !== '').join('\n  ');
  return new CannotStart('roleDidNotStart', {
    zh: `${name} 连续 ${triesBeforeReady} 次未能启动（${reason}）。它最后说：\n  ${said}`,
    en: `${name} did not start in ${triesBeforeReady} tries (${reason}). Its last words:\n  ${said}`,
  });
}

// The folder we run in may be another than the clone, so the loader is named by where it lies.
function tsxLoader(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
}

function childrenFile(home: Home): string {
  return join(home.run, 'children.json');
}

export function recordedChildren(home: Home): RecordedChild[] {
  return readJson<RecordedChild[]>(childrenFile(home)) ?? [];
}

// Those of another supervisor on the same home (roles run apart) stay in the list.
function recordChild(home: Home, role: ChildName, pid: number | undefined): void {
  const others = recordedChildren(home).filter((one) => one.role !== role);
  const one = pid === undefined ? [] : [{ role, pid, began: began(pid) ?? '' }];
  writeWhole(childrenFile(home), `${JSON.stringify([...others, ...one], null, 2)}\n`, 0o644);
}

function forgetChild(home: Home, role: ChildName): void {
  recordChild(home, role, undefined);
}

/**
 * Ends what a killed supervisor left. Its children end by themselves when their channel closes, but one that hangs would go
 * on holding a port or writing the frame log. Known by the list and, should the kill have come between a birth and its
 * record, by the command line, which ends with our home.
 */
async function endSurvivors(home: Home, script: string, wanted: readonly Role[], report: Report): Promise<void> {
  const ours: ChildName[] = wanted.includes('gateway') ? [...wanted, 'simulator'] : [...wanted];
  const recorded = recordedChildren(home).filter((one) => ours.includes(one.role) && isStill(one));
  const seen = listProcesses().filter((one) => ours.some((name) => one.command.endsWith(`${script} ${name} ${home.dir}`)));
  const pids = new Set([...recorded, ...seen].map((one) => one.pid));
  if (pids.size === 0) return;
  report('survivors', {
    zh: `结束上次遗留的进程 ${[...pids].join('、')}`,
    en: `Ending processes left by an earlier run: ${[...pids].join(', ')}`,
  });
  for (const pid of pids) signal(pid, 'SIGTERM');
  for (const pid of pids) {
    if (await waitUntilGone(pid, 4_000)) continue;
    signal(pid, 'SIGKILL');
    await waitUntilGone(pid, 4_000);
  }
}

async function refuseTakenPorts(web: Listening, hj212: Listening, wanted: readonly Role[]): Promise<void> {
  const asked: [Role, string, Listening][] = [
    ['web', '--port', web],
    ['gateway', '--hj212-port', hj212],
  ];
  for (const [role, flag, { host, port }] of asked) {
    if (!wanted.includes(role) || (await isFree(port, host))) continue;
    throw new CannotStart('portTaken', {
      zh: `端口 ${host}:${port} 已被其他程序占用。请用 ${flag} 另选一个。`,
      en: `Port ${host}:${port} is taken by another program. Choose another one with ${flag}.`,
    });
  }
}

function otherStore(earlier: string, now: string) {
  return {
    zh: `注意：此前的数据在 ${earlier}，这次使用 ${now}。要用原来的数据，请设 XIUSHUI_DATA=${earlier}。`,
    en: `Note: earlier data of this clone are in ${earlier}; this start uses ${now}. To use the earlier ones set XIUSHUI_DATA=${earlier}.`,
  };
}

function wordsOf(error: unknown) {
  return error instanceof CannotStart ? { zh: error.says, en: error.saysEn } : { zh: String(error), en: String(error) };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
