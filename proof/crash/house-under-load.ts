/**
 * A whole house with loggers and people at work, for one who wants to kill it: which processes it has, what is received, answered and written at this
 * moment, and when a role works again. Linux only: what lies unread in a socket is read from /proc.
 */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { parse } from 'yaml';
import { decodeFrame, readFrames } from '../../gateways/hj212/index.ts';
import { until } from '../checks.ts';
import { freePort, type HouseProcess, recorded, startHouse } from '../house/house-process.ts';
import { type Firm, Office } from './acts.ts';
import { Connection, type Sent, uploads } from './sender.ts';

export type Role = 'gateway' | 'writer' | 'web';

export const clone = fileURLToPath(new URL('../../', import.meta.url));

/** Enough that the writer always has something, and little enough that counting stays cheap over hundreds of kills. */
const CALM_MS = 400;
const BURST_MS = 4;
const FIRST_UPLOAD_DAYS_AGO = 40;
/** How long a role is waited for. How long it was away is in the report; on a busy machine a start alone takes half a minute. */
const PATIENCE_MS = 180_000;

interface Urls {
  owner: string;
  app: string;
  system: string;
}

export class HouseUnderLoad {
  readonly acknowledged = new Map<string, Sent>();
  readonly firms: Firm[];
  readonly exams: { id: string; points: number }[];
  readonly outlets: { id: string; firm: string; district: string }[];
  readonly data = mkdtempSync(join(tmpdir(), 'xiushui-crash-'));
  readonly home = join(this.data, 'home');
  readonly #ports: { web: number; hj212: number };
  #house!: HouseProcess;
  #frames = '';
  /** What our own jobs see, and what requests see: only the latter is shown what web's sessions do. */
  system!: pg.Pool;
  asWeb!: pg.Pool;
  /** Whoever owns the tables: may lock them. */
  asOwner!: pg.Pool;
  urls!: Urls;
  office!: Office;
  #connections: Connection[] = [];
  #loads: { paceMs: number }[] = [];
  #isClosed = false;

  private constructor(ports: { web: number; hj212: number }) {
    this.#ports = ports;
    chmodSync(this.data, 0o711); // PostgreSQL runs under another account when we are root.
    const read = (name: string) => parse(readFileSync(join(clone, 'city/jiaxing', name), 'utf8'));
    const { people } = read('people.yaml') as { people: { login: string; role: string; party: string | null }[] };
    this.firms = people.filter((p) => p.role === 'firm').map(({ login, party }) => ({ login, party: party ?? '' }));
    this.outlets = (read('pack-small/outlets.yaml') as { outlets: HouseUnderLoad['outlets'] }).outlets;
    const { exams } = read('pack-small/study.yaml') as { exams: { id: string; year: number; points?: number }[] };
    const { values } = read('parameters/study-points-per-exam.yaml') as { values: Record<string, { value: number }> };
    const share = Object.values(values).at(-1)?.value ?? 0;
    const latest = Math.max(...exams.map((exam) => exam.year));
    this.exams = exams.filter(({ year }) => year === latest).map(({ id, points = share }) => ({ id, points }));
  }

  static async open(): Promise<HouseUnderLoad> {
    const one = new HouseUnderLoad({ web: await freePort(), hj212: await freePort() });
    await one.start();
    one.office = new Office(
      `http://127.0.0.1:${one.#ports.web}`,
      one.#house.ready.accounts[0]?.password ?? '',
      one.exams.map((e) => e.id),
    );
    return one;
  }

  async start(): Promise<void> {
    this.#house = await startHouse({
      clone,
      args: ['--demo', '--no-simulation', '--port', String(this.#ports.web), '--hj212-port', String(this.#ports.hj212)],
      env: { XIUSHUI_DATA: this.home, DATABASE_URL: '', XIUSHUI_RUNTIME: '' },
      withinMs: PATIENCE_MS,
    });
    const runtime = JSON.parse(readFileSync(join(this.home, 'run/runtime.json'), 'utf8')) as { frames: string; urls: Urls };
    this.urls = runtime.urls;
    this.#frames = runtime.frames;
    const old = [this.system, this.asWeb, this.asOwner];
    this.system = poolOf(runtime.urls.system);
    this.asWeb = poolOf(runtime.urls.app);
    this.asOwner = poolOf(runtime.urls.owner);
    for (const pool of old) await pool?.end().catch(() => {});
  }

  /** Every logger of the pack, on a connection of its own. */
  startLoggers(): void {
    const passwords = JSON.parse(readFileSync(join(this.home, 'logger-passwords.json'), 'utf8')) as Record<string, string>;
    const pack = parse(readFileSync(join(clone, 'city/jiaxing/pack-small/loggers.yaml'), 'utf8')) as { loggers: { mn: string }[] };
    const from = Math.floor(Date.now() / 1_000) * 1_000 - FIRST_UPLOAD_DAYS_AGO * 86_400_000;
    this.#connections = pack.loggers.map(({ mn }, i) => {
      const load = {
        paceMs: CALM_MS,
        next: uploads(mn, passwords[mn] ?? '', i, from),
        acknowledged: (sent: Sent) => void this.acknowledged.set(sent.mn + sent.qn, sent),
      };
      this.#loads.push(load);
      return new Connection(this.#ports.hj212, load);
    });
  }

  burst(on: boolean): void {
    for (const load of this.#loads) load.paceMs = on ? BURST_MS : CALM_MS;
    if (on) for (const connection of this.#connections) connection.hurry();
  }

  /** No new frames; resolves when every one that was sent is acknowledged. */
  async drainLoggers(): Promise<void> {
    for (const connection of this.#connections) connection.drain();
    await until('nothing waits for an answer', async () => this.#connections.every((c) => c.isDone), PATIENCE_MS, 100);
  }

  // ── Processes ──

  /** The process of a role; waits for it while the supervisor starts the next one. Never 0, which would signal ourselves. */
  pidOf(role: Role): Promise<number> {
    return until(`${role} is there`, async () => this.#recordedPid(role), PATIENCE_MS, 20);
  }

  nextOf(role: Role, last: number): Promise<number> {
    return until(`${role} is started again`, async () => this.#recordedPid(role) !== last && this.#recordedPid(role), PATIENCE_MS, 20);
  }

  #recordedPid(role: Role): number | undefined {
    return recorded(this.home).find((one) => one.role === role)?.pid;
  }

  get postmaster(): number {
    return Number(readFileSync(join(this.home, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0]);
  }

  /** Supervisor, roles, database and each of its processes, in one go. */
  killEverything(): void {
    const { postmaster } = this;
    const pids = [this.#house.child.pid ?? 0, ...recorded(this.home).map((one) => one.pid), postmaster, ...childrenOfProcess(postmaster)];
    for (const pid of pids) if (pid > 1) send(pid, 'SIGKILL');
  }

  // ── What is under way ──

  /**
   * Waits, gateway and writer having been stopped, until nothing moves any more: both stand, every answer that had left the gateway is with its
   * logger, and PostgreSQL has carried out what the writer asked of it last.
   */
  async standsStill(...pids: number[]): Promise<void> {
    await until('both stand', async () => pids.every(stands), 5_000, 2);
    await until('answers on their way have arrived', async () => answerBytes(this.#ports.hj212) === 0, 5_000, 3);
    await until(
      'PostgreSQL does nothing for the writer',
      async () => {
        const asked = `select 1 from pg_stat_activity where application_name = 'xiushui writer' and state = 'active' limit 1`;
        return (await this.system.query(asked)).rows.length === 0;
      },
      5_000,
      3,
    );
  }

  /** Frames the gateway has read from its sockets and not answered. Asked while it is stopped and its last answers have been read. */
  receivedNotAnswered(): number {
    const unread = unreadBytes(this.#ports.hj212);
    let frames = 0;
    for (const connection of this.#connections) {
      if (connection.localPort !== undefined) frames += connection.readAndUnanswered(unread.get(connection.localPort) ?? 0);
    }
    return frames;
  }

  /** Acknowledged frames behind the writer's place. One that was sent twice may have been written the first time: it does not count. */
  async answeredNotWritten(): Promise<number> {
    let from = await this.position();
    let frames = 0;
    for (;;) {
      const { records, next } = await readFrames(this.#frames, from, { maxRecords: 5_000 });
      if (!records.length) return frames;
      for (const record of records) {
        const { MN = '', QN = '' } = decodeFrame(record.bytes).header;
        if (this.acknowledged.get(MN + QN)?.times === 1) frames += 1;
      }
      from = next;
    }
  }

  async recordsLogged(): Promise<number> {
    let count = 0;
    for (let from: number | null = null; ; ) {
      const { records, next }: Awaited<ReturnType<typeof readFrames>> = await readFrames(this.#frames, from, { maxRecords: 5_000 });
      if (!records.length) return count;
      count += records.length;
      from = next;
    }
  }

  /** Whether the writer has met every frame in the log. */
  async hasCaughtUp(): Promise<boolean> {
    const { records } = await readFrames(this.#frames, await this.position(), { maxRecords: 1 });
    return records.length === 0;
  }

  async position(): Promise<number | null> {
    const { rows } = await this.system.query<{ position: string }>(`select position::text from job_position where job = 'frame-log'`);
    return rows[0] ? Number(rows[0].position) : null;
  }

  /** Sessions of web that have begun to write and have not committed. */
  async writingSessions(): Promise<{ pid: number; waitsFor: number[] }[]> {
    const { rows } = await this.asWeb.query<{ pid: number; waits: number[] }>(
      `select pid, pg_blocking_pids(pid) as waits from pg_stat_activity
        where application_name = 'xiushui web' and xact_start is not null and backend_xid is not null and state <> 'idle'`,
    );
    return rows.map(({ pid, waits }) => ({ pid, waitsFor: waits }));
  }

  /** Signed heads that have left the database. */
  async headsOutside(): Promise<number> {
    return readdirSync(join(this.home, 'heads')).filter((name) => name.endsWith('.json')).length;
  }

  // ── Whether a role works again ──

  async gatewayWorks(): Promise<void> {
    const mark = this.acknowledged.size;
    await until('frames are acknowledged again', async () => this.acknowledged.size > mark + 20, PATIENCE_MS, 20);
  }

  async writerWorks(last: number | null): Promise<void> {
    await until('the writer goes on', async () => (await this.position()) !== last, PATIENCE_MS, 50);
  }

  async webWorks(): Promise<void> {
    await until('web answers', async () => (await fetch(`${this.office.base}/readyz`)).ok, PATIENCE_MS, 50);
  }

  /** What the house complained of last. */
  complaints(): string[] {
    return this.#house.lines.filter((line) => /level\W+(error|warn)|"step"|Died/.test(line)).slice(-15);
  }

  /** Ends everything at once and does not wait; nothing to do after `close`. */
  abandon(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      this.killEverything();
    } catch {
      // There is no postmaster's file: the database is down already, and the rest ends when its supervisor is gone.
      if (this.#house.child.pid) send(this.#house.child.pid, 'SIGKILL');
    }
    rmSync(this.data, { recursive: true, force: true });
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.close();
    await this.system.end().catch(() => {});
    await this.asWeb.end().catch(() => {});
    await this.asOwner.end().catch(() => {});
    await this.#house.stop();
    this.#isClosed = true;
    rmSync(this.data, { recursive: true, force: true });
  }
}

function poolOf(connectionString: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max: 3,
    application_name: 'xiushui crash proof',
    options: '-c search_path=xiushui,public',
  });
  pool.on('error', () => {});
  return pool;
}

export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function childrenOfProcess(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
      } catch {
        return false;
      }
    });
}

/** Whether a process is stopped; its name, in brackets, may hold spaces, and its state comes behind it. */
function stands(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat[stat.lastIndexOf(')') + 2] === 'T';
}

/** What lies in the kernel between the gateway and its loggers, line by line: whose end it is, the logger's port, bytes to send and to be read. */
function sockets(gatewayPort: number): { isGateways: boolean; port: number; toSend: number; toRead: number }[] {
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', remote = '', , queues = ''] = line.trim().split(/\s+/);
      const [near = 0, far = 0] = [local, remote].map((address) => Number.parseInt(address.split(':')[1] ?? '0', 16));
      const [toSend = 0, toRead = 0] = queues.split(':').map((hex) => Number.parseInt(hex, 16));
      // A listening socket has no other side; its queues count connections.
      if (far === 0 || (near !== gatewayPort && far !== gatewayPort)) return [];
      return [{ isGateways: near === gatewayPort, port: near === gatewayPort ? far : near, toSend, toRead }];
    });
}

/** Bytes of uploads that the gateway has not read, by the logger's port. */
function unreadBytes(gatewayPort: number): Map<number, number> {
  const unread = new Map<number, number>();
  for (const { isGateways, port, toSend, toRead } of sockets(gatewayPort)) {
    unread.set(port, (unread.get(port) ?? 0) + (isGateways ? toRead : toSend));
  }
  return unread;
}

/** Bytes of answers that the loggers have not read. */
function answerBytes(gatewayPort: number): number {
  return sockets(gatewayPort).reduce((sum, { isGateways, toSend, toRead }) => sum + (isGateways ? toSend : toRead), 0);
}
