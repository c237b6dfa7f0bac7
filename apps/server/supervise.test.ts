import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { anyFreePort } from '../../foundation/store/cluster.ts';
import { isAlive, listProcesses, signal, waitUntilGone } from '../../foundation/store/processes.ts';
import { startTestCluster } from '../../foundation/store/throwaway.ts';
import type { RecordedChild } from './supervise.ts';

const runner = fileURLToPath(new URL('./testing/run-supervisor.ts', import.meta.url));
const houses: string[] = [];
const started: ChildProcess[] = [];

interface Said {
  step?: string;
  en?: string;
  child?: string;
  line?: string;
  ready?: boolean;
  starts?: number;
  code?: string;
  saysEn?: string;
}

interface House {
  dir: string;
  web: number;
  hj212: number;
}

async function newHouse(): Promise<House> {
  const dir = mkdtempSync(join(tmpdir(), 'xiushui-house-'));
  chmodSync(dir, 0o711);
  houses.push(dir);
  return { dir, web: await anyFreePort(), hj212: await anyFreePort() };
}

/** Runs a supervisor; `until` waits for the first event that fits, `ended` for its exit code. */
function run(house: House, more: { roles?: string; env?: Record<string, string> } = {}) {
  const args = ['--import', import.meta.resolve('tsx'), runner, house.dir, String(house.web), String(house.hj212), more.roles ?? ''];
  const env = { ...process.env, XIUSHUI_DATA: join(house.dir, 'data'), DATABASE_URL: '', ...more.env };
  // A session of its own, as a terminal would give it, so that a test may send a signal to the whole group.
  const child = spawn(process.execPath, args, { cwd: tmpdir(), env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  started.push(child);
  const events: Said[] = [];
  const waiting: { fits: (one: Said) => boolean; resolve: (one: Said) => void; reject: (error: Error) => void }[] = [];
  let rest = '';
  let errors = '';
  child.stdout.on('data', (bytes) => {
    const lines = `${rest}${bytes}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const one = JSON.parse(line) as Said;
      events.push(one);
      for (const wait of waiting) if (wait.fits(one)) wait.resolve(one);
    }
  });
  child.stderr.on('data', (bytes) => {
    errors += bytes;
  });
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, by) => {
      resolve(by ?? code ?? -1);
      for (const wait of waiting)
        wait.reject(new Error(`ended with ${by ?? code}: ${errors}\n${events.map((one) => JSON.stringify(one)).join('\n')}`));
    });
  });
  const until = (fits: (one: Said) => boolean) =>
    new Promise<Said>((resolve, reject) => {
      const already = events.find(fits);
      if (already) resolve(already);
      else waiting.push({ fits, resolve, reject });
    });
  const next = (fits: (one: Said) => boolean) =>
    new Promise<Said>((resolve, reject) => {
      waiting.push({ fits, resolve, reject });
    });
  return { child, pid: child.pid!, events, ended, until, next, ready: () => until((one) => one.ready === true) };
}

const childrenOf = (house: House): RecordedChild[] => JSON.parse(readFileSync(join(house.dir, 'data', 'run', 'children.json'), 'utf8'));
const pidOf = (house: House, role: string) => childrenOf(house).find((one) => one.role === role)!.pid;
const postmasterOf = (house: House) =>
  Number(readFileSync(join(house.dir, 'data', 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
const livingIn = (house: House) => listProcesses().filter((one) => one.command.includes(house.dir));
const kill = (pid: number) => signal(pid, 'SIGKILL');

afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) kill(child.pid!);
    await waitUntilGone(child.pid!, 5_000);
  }
});

afterAll(async () => {
  for (const dir of houses) {
    for (const one of listProcesses().filter((each) => each.command.includes(dir))) {
      kill(one.pid);
      await waitUntilGone(one.pid, 3_000);
    }
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  }
});

describe('the supervisor', () => {
  it('starts the roles and the loggers, and on SIGTERM stops them in order and the database last', async () => {
    const house = await newHouse();
    const one = run(house);
    await one.ready();
    expect(
      childrenOf(house)
        .map((child) => child.role)
        .sort(),
    ).toEqual(['gateway', 'simulator', 'web', 'writer']);
    expect(one.events.filter((event) => event.line === `here on ${house.web}`)).toHaveLength(4);
    const postmaster = postmasterOf(house);
    one.child.kill('SIGTERM');
    expect(await one.ended).toBe(0);
    expect(one.events.filter((event) => event.line === 'good night').map((event) => event.child)).toEqual([
      'simulator',
      'gateway',
      'writer',
      'web',
    ]);
    expect(isAlive(postmaster)).toBe(false);
    expect(livingIn(house)).toEqual([]);
    expect(childrenOf(house)).toEqual([]);
    // The last beats stay: what a house said before it stopped is what one wants to know.
    expect(
      readdirSync(join(house.dir, 'data', 'run'))
        .filter((name) => !/^(beat|health)/.test(name))
        .sort(),
    ).toEqual(['children.json', 'runtime.json']);

    const again = run(house);
    expect((await again.until((event) => event.starts !== undefined)).starts).toBe(2);
    await again.ready();
  });

  it('lets Ctrl-C at the terminal reach the children only through itself', async () => {
    const house = await newHouse();
    const one = run(house);
    await one.ready();
    process.kill(-one.pid, 'SIGINT');
    expect(await one.ended).toBe(0);
    expect(one.events.some((event) => event.line === 'heard SIGINT')).toBe(false);
    expect(livingIn(house)).toEqual([]);
  });

  it('starts a dead child again, later each time', async () => {
    const house = await newHouse();
    const one = run(house);
    await one.ready();
    for (const wait of ['0.2', '0.4', '0.8']) {
      const before = pidOf(house, 'gateway');
      const told = one.next((event) => event.step === 'childDied');
      const back = one.next((event) => event.child === 'gateway');
      kill(before);
      expect((await told).en).toContain(`in ${wait} s`);
      await back;
      await expect.poll(() => pidOf(house, 'gateway')).not.toBe(before);
    }
  });

  it('starts the database again on the same port when it dies', async () => {
    const house = await newHouse();
    const one = run(house);
    await one.ready();
    const before = postmasterOf(house);
    const port = readFileSync(join(house.dir, 'data', 'postgres', 'port'), 'utf8');
    kill(before);
    await one.until((event) => event.step === 'databaseDied');
    await expect
      .poll(() => existsSync(join(house.dir, 'data', 'postgres', 'data', 'postmaster.pid')) && postmasterOf(house) !== before, {
        timeout: 10_000,
      })
      .toBe(true);
    expect(readFileSync(join(house.dir, 'data', 'postgres', 'port'), 'utf8')).toBe(port);
    one.child.kill('SIGTERM');
    expect(await one.ended).toBe(0);
    expect(livingIn(house)).toEqual([]);
  });

  it('kills a child that will not stop', async () => {
    const house = await newHouse();
    const one = run(house, { env: { PRETEND: 'writer:deaf' } });
    await one.ready();
    one.child.kill('SIGTERM');
    expect(await one.ended).toBe(0);
    expect(one.events.filter((event) => event.step === 'childKilled').map((event) => event.en)).toEqual([
      expect.stringMatching(/^writer did not stop/),
    ]);
    expect(livingIn(house)).toEqual([]);
  });

  it('loses nothing when it is killed: its children end, the database is taken over, one that clings is ended', async () => {
    const house = await newHouse();
    const one = run(house, { env: { PRETEND: 'gateway:clinging' } });
    await one.ready();
    const postmaster = postmasterOf(house);
    const clinging = pidOf(house, 'gateway');
    const others = childrenOf(house).filter((child) => child.role !== 'gateway');
    kill(one.pid);
    for (const child of others) expect(await waitUntilGone(child.pid, 3_000)).toBe(true);
    expect(isAlive(clinging)).toBe(true);
    expect(isAlive(postmaster)).toBe(true);

    const again = run(house);
    await again.ready();
    expect(again.events.map((event) => event.step)).toEqual(expect.arrayContaining(['survivors', 'adopt']));
    expect(again.events.find((event) => event.starts)?.starts).toBe(2);
    expect(isAlive(clinging)).toBe(false);
    expect(postmasterOf(house)).toBe(postmaster);
    again.child.kill('SIGTERM');
    expect(await again.ended).toBe(0);
    expect(livingIn(house)).toEqual([]);
  });

  it('starts after everything was killed at once', async () => {
    const house = await newHouse();
    const one = run(house);
    await one.ready();
    for (const each of [{ pid: one.pid }, ...childrenOf(house), { pid: postmasterOf(house) }]) kill(each.pid);
    const again = run(house);
    await again.ready();
    expect(again.events.find((event) => event.starts)?.starts).toBe(2);
  });

  it('starts after it was killed at any moment of starting', async () => {
    const house = await newHouse();
    for (const after of [400, 800, 1_200, 1_600, 2_000, 2_400]) {
      const one = run(house);
      await new Promise((resolve) => setTimeout(resolve, after));
      kill(one.pid);
      await one.ended;
    }
    const last = run(house);
    await last.ready();
    last.child.kill('SIGTERM');
    expect(await last.ended).toBe(0);
    expect(livingIn(house)).toEqual([]);
  });

  it('refuses a second supervisor, and a port that belongs to someone else', async () => {
    const house = await newHouse();
    const one = run(house);
    await one.ready();
    const second = run(house);
    const refused = await second.until((event) => event.code !== undefined);
    expect(refused.code).toBe('houseIsHeld');
    expect(refused.saysEn).toContain(`process ${one.pid}, http://127.0.0.1:${house.web}`);
    expect(await second.ended).toBe(1);
    expect(isAlive(pidOf(house, 'web'))).toBe(true);

    const other = await newHouse();
    const stranger = createServer().listen(other.hj212, '127.0.0.1');
    const third = run(other);
    expect((await third.until((event) => event.code !== undefined)).saysEn).toContain('--hj212-port');
    stranger.close();
  });

  it('gives up with the last words of a role that cannot start, and leaves nothing behind', async () => {
    const house = await newHouse();
    const one = run(house, { env: { PRETEND: 'web:stillborn' } });
    const refused = await one.until((event) => event.code !== undefined);
    expect(refused).toMatchObject({ code: 'roleDidNotStart', saysEn: expect.stringContaining('I cannot go on') });
    expect(await one.ended).toBe(1);
    expect(livingIn(house)).toEqual([]);
  });

  it('stops at once when asked while it is still starting', async () => {
    const house = await newHouse();
    const one = run(house, { env: { SLOW_PREPARE: '1' } });
    await one.until((event) => event.starts !== undefined);
    one.child.kill('SIGINT');
    expect(await one.ended).toBe(0);
    expect(livingIn(house)).toEqual([]);
  });

  it('ends everything at once when forced, and starts again after that', async () => {
    const house = await newHouse();
    const one = run(house, { env: { PRETEND: 'writer:deaf,web:deaf' } });
    await one.ready();
    one.child.kill('SIGUSR2');
    expect(await one.ended).toBe(130);
    await expect.poll(() => livingIn(house), { timeout: 5_000 }).toEqual([]);
    const again = run(house);
    await again.ready();
  });

  it('runs chosen roles apart on a database somebody else looks after', async () => {
    const house = await newHouse();
    const outside = await startTestCluster();
    try {
      const env = { DATABASE_URL: outside.adminUrl };
      const gateway = run(house, { roles: 'gateway', env });
      await gateway.ready();
      const rest = run(house, { roles: 'writer,web', env });
      await rest.ready();
      expect(
        childrenOf(house)
          .map((child) => child.role)
          .sort(),
      ).toEqual(['gateway', 'simulator', 'web', 'writer']);
      expect(existsSync(join(house.dir, 'data', 'postgres'))).toBe(false);
      const twice = run(house, { roles: 'gateway', env });
      expect((await twice.until((event) => event.code !== undefined)).code).toBe('houseIsHeld');
      for (const one of [rest, gateway]) {
        one.child.kill('SIGTERM');
        expect(await one.ended).toBe(0);
      }
    } finally {
      await outside.stop();
    }
  });
});
