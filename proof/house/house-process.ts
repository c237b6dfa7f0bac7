/** A whole house as a process: started by `npm start` or the binary, heard through its JSON lines, stopped or killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface ReadyLine {
  ready: true;
  seconds: number;
  address: string;
  hj212: string;
  home: string;
  accounts: { login: string; password: string; who: string }[];
  tries: unknown[];
  firstLink?: { address: string };
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

export interface HouseProcess {
  child: ChildProcess;
  ready: ReadyLine;
  lines: string[];
  /** Ctrl-C; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** kill −9 of the supervisor, its children and the database, at once. */
  killAll(): void;
}

export async function startHouse(order: {
  clone: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  viaNpm?: boolean;
  withinMs?: number;
  run?: string[];
}): Promise<HouseProcess> {
  const command = order.viaNpm
    ? ['npm', 'start', '--silent', '--', ...order.args, '--json']
    : [process.execPath, 'apps/cli/bin.mjs', 'start', ...order.args, '--json'];
  const [program, ...args] = [...(order.run ?? []), ...command] as [string, ...string[]];
  const child = spawn(program, args, {
    cwd: order.clone,
    env: { ...process.env, ...order.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const lines: string[] = [];
  const ready = await new Promise<ReadyLine>((resolve, reject) => {
    const timer = setTimeout(() => {
      // Nobody holds on to it any more: what it has started goes with it.
      child.kill('SIGTERM');
      reject(new Error(`not ready within ${order.withinMs ?? 60_000} ms:\n${lines.slice(-15).join('\n')}`));
    }, order.withinMs ?? 60_000);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream as NodeJS.ReadableStream }).on('line', (line) => {
        lines.push(line);
        if (lines.length > 2_000) lines.splice(0, 1_000);
        if (!line.startsWith('{"ready":true')) return;
        clearTimeout(timer);
        resolve(JSON.parse(line) as ReadyLine);
      });
    }
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`ended with ${code} before it was ready:\n${lines.slice(-15).join('\n')}`));
    });
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const house: HouseProcess = {
    child,
    ready,
    lines,
    stop: async () => {
      // Ctrl-C reaches the whole foreground group.
      if (child.pid) process.kill(-child.pid, 'SIGINT');
      return ended;
    },
    killAll: () => {
      // Each role, the postmaster and every backend leads a session of its own: they are killed by name, the supervisor with its group.
      const pids = processesOf(house).flatMap(({ pid }) => (pid > 1 ? [pid] : []));
      if (child.pid) tryKill(-child.pid);
      for (const pid of pids) tryKill(pid);
    },
  };
  return house;
}

/** The roles, as the supervisor recorded them. */
export function recorded(home: string): { role: string; pid: number }[] {
  const file = join(home, 'run/children.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { role: string; pid: number }[]) : [];
}

/** Every process of a running house with what it is: the supervisor, the roles, and PostgreSQL's. */
export function processesOf({ child, ready }: HouseProcess): { role: string; pid: number }[] {
  const postmaster = postmasterOf(ready.home);
  return [
    { role: 'supervisor', pid: child.pid ?? 0 },
    ...recorded(ready.home),
    ...(postmaster === null ? [] : [postmaster, ...childrenOfProcess(postmaster)]).map((pid) => ({ role: 'postgres', pid })),
  ];
}

function postmasterOf(home: string): number | null {
  const file = join(home, 'postgres', 'data', 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : null;
}

function childrenOfProcess(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [];
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It had ended already.
  }
}
