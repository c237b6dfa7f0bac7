import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from './cluster.ts';
import { connected } from './database.ts';
import { CannotStart, findUser, type Home, holderOf, holdHouse, isRoot, openHome, secretsOf } from './home.ts';
import { began, commandOf, isAlive, listProcesses, signal, waitUntilGone } from './processes.ts';

const clone = fileURLToPath(new URL('../../', import.meta.url));
const keeper = fileURLToPath(new URL('./testing/keep-cluster.ts', import.meta.url));
const homes: string[] = [];
const keepers: ChildProcess[] = [];
const running: Cluster[] = [];

function newHome(): Home {
  const dir = mkdtempSync(join(tmpdir(), 'xiushui-cluster-'));
  chmodSync(dir, 0o711);
  homes.push(dir);
  return openHome(dir, dir);
}

async function start(home: Home, options: Parameters<typeof startCluster>[1] = {}): Promise<Cluster> {
  const cluster = await startCluster(home, { durable: false, ...options });
  running.push(cluster);
  return cluster;
}

interface Said {
  pid: number;
  port: number;
  adopted: boolean;
  url: string;
  code?: string;
  says?: string;
  saysEn?: string;
}

/** A supervisor in a process of its own, so that it can be killed. */
function keep(dir: string, as: { uid?: number; gid?: number } = {}): { child: ChildProcess; said: Promise<Said> } {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), keeper, dir], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: clone,
    env: { ...process.env, ...(as.uid === undefined ? {} : { HOME: dir }) },
    ...as,
  });
  keepers.push(child);
  let out = '';
  let err = '';
  const said = new Promise<Said>((resolve, reject) => {
    child.stdout?.on('data', (bytes) => {
      out += bytes;
      if (out.includes('\n')) resolve(JSON.parse(out.split('\n')[0]!));
    });
    child.stderr?.on('data', (bytes) => {
      err += bytes;
    });
    child.once('exit', () => reject(new Error(`the keeper ended: ${err}`)));
  });
  said.catch(() => {});
  return { child, said };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
}

async function ask<T>(url: string, sql: string): Promise<T[]> {
  return connected(url, async (client) => (await client.query(sql)).rows as T[]);
}

const survivors = (dir: string) => listProcesses().filter((one) => one.command.includes(dir) && one.pid !== process.pid);

afterEach(async () => {
  for (const cluster of running.splice(0)) await cluster.stop('immediate');
  for (const child of keepers.splice(0)) await kill(child);
});

afterAll(async () => {
  for (const dir of homes) {
    for (const one of survivors(dir)) {
      signal(one.pid, 'SIGKILL');
      await waitUntilGone(one.pid, 2_000);
    }
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  }
});

describe('the private PostgreSQL', () => {
  it('starts, knows Chinese, keeps the roles apart, and a second start finds its data', async () => {
    const home = newHome();
    const first = await start(home);
    await ask(first.url('owner'), "create table kept (name text); insert into kept values ('秀水')");
    const [roles] = await ask<{ powers: string }>(
      first.url('postgres'),
      "select string_agg(rolname || rolsuper || rolbypassrls || rolcreatedb || rolcanlogin, ',' order by rolname) as powers from pg_roles where rolname like 'xiushui%'",
    );
    expect(roles?.powers).toBe('xiushui_appfalsefalsefalsetrue,xiushui_ownerfalsefalsefalsetrue,xiushui_systemfalsefalsefalsetrue');
    await expect(ask(first.url('app'), 'create table not_mine ()')).rejects.toThrow(/permission denied/);
    await expect(ask(first.url('app'), 'select * from kept')).rejects.toThrow(/permission denied/);
    await expect(ask(first.url('app').replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow(/password/);
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);

    const second = await start(home);
    expect(second.adopted).toBe(false);
    expect(second.port).toBe(first.port);
    expect(await ask(second.url('owner'), 'select name from kept')).toEqual([{ name: '秀水' }]);
  });

  it('flushes every commit unless it is a throw-away', async () => {
    const cluster = await start(newHome(), { durable: true });
    const [settings] = await ask<Record<string, string>>(
      cluster.url('postgres'),
      "select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit, current_setting('listen_addresses') as listen",
    );
    expect(settings).toEqual({ fsync: 'on', commit: 'on', listen: '127.0.0.1' });
  });

  it('takes over the postmaster when only its supervisor was killed', async () => {
    const home = newHome();
    const { child, said } = keep(home.dir);
    const before = await said;
    await ask(before.url, 'create table kept as select 42 as answer');
    await kill(child);
    expect(isAlive(before.pid)).toBe(true);

    const after = await start(home);
    expect({ adopted: after.adopted, pid: after.pid }).toEqual({ adopted: true, pid: before.pid });
    expect(await ask(after.url('owner'), 'select answer from kept')).toEqual([{ answer: 42 }]);
    await after.stop();
    expect(isAlive(before.pid)).toBe(false);
  });

  it('starts anew over the orphans when the postmaster itself was killed, and keeps what was committed', async () => {
    const home = newHome();
    const first = await start(home, { durable: true });
    const busy = new pg.Client({ connectionString: first.url('owner') });
    busy.on('error', () => {});
    await busy.connect();
    await busy.query('create table kept as select 42 as answer');
    // A backend in the middle of a long question does not notice at once that its postmaster is gone.
    const long = busy.query('select count(*) from generate_series(1, 2000000000)').catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 200));
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const { name } = JSON.parse(readFileSync(join(home.dir, 'postgres', 'cluster.json'), 'utf8'));
    expect(listProcesses().filter((one) => one.command.startsWith(`postgres: ${name}: xiushui_owner`))).toHaveLength(1);

    const second = await start(home, { durable: true });
    expect(second.adopted).toBe(false);
    expect(await ask(second.url('owner'), 'select answer from kept')).toEqual([{ answer: 42 }]);
    await long;
  });

  it('is not deceived by a lock file whose number now belongs to a stranger', async () => {
    const home = newHome();
    const first = await start(home);
    const lock = join(home.dir, 'postgres', 'data', 'postmaster.pid');
    const text = readFileSync(lock, 'utf8');
    await first.stop();
    const stranger = spawn('sleep', ['60'], { ...(home.postgresUser ? { uid: home.postgresUser.uid } : {}) });
    writeFileSync(lock, text.replace(/^\d+/, String(stranger.pid)));
    const second = await start(home);
    expect(second.adopted).toBe(false);
    expect(isAlive(stranger.pid!)).toBe(true);
    stranger.kill();
  });

  it('chooses another port when a stranger has taken the remembered one', async () => {
    const home = newHome();
    const first = await start(home);
    await first.stop();
    const stranger = createServer().listen(first.port, '127.0.0.1');
    await new Promise((resolve) => stranger.once('listening', resolve));
    const second = await start(home);
    expect(second.port).not.toBe(first.port);
    await second.stop();
    await expect(start(home, { port: first.port })).rejects.toMatchObject({ code: 'portTaken' });
    stranger.close();
  });

  it('makes a cluster again whose making was cut short', async () => {
    const home = newHome();
    const { child } = keep(home.dir);
    const root = join(home.dir, 'postgres');
    const halfMade = () => existsSync(root) && readdirSync(root).some((name) => name.startsWith('making-') && !name.endsWith('password'));
    while (!halfMade()) await new Promise((resolve) => setTimeout(resolve, 5));
    await kill(child);
    expect(existsSync(join(root, 'data'))).toBe(false);
    // And one such folder of a start long past, whose initdb is dead.
    mkdirSync(join(root, 'making-old', 'base'), { recursive: true });

    const cluster = await start(home);
    expect(await ask(cluster.url('app'), 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(readdirSync(root).filter((name) => name.startsWith('making-'))).toEqual([]);
  });

  it('survives a kill of its supervisor at any moment of the first start', async () => {
    const home = newHome();
    // Spread over what a first start takes here: node and tsx, copying the programs, initdb, the first start, roles.
    for (const after of [250, 350, 450, 550, 700, 850, 1_000, 1_200, 1_400]) {
      const { child } = keep(home.dir);
      await new Promise((resolve) => setTimeout(resolve, after));
      await kill(child);
    }
    const cluster = await start(home);
    expect(await ask(cluster.url('system'), "select show_trgm('水') <> '{}' as sees")).toEqual([{ sees: true }]);
  });

  it('says so when its secrets are not those of the data', async () => {
    const home = newHome();
    await (await start(home)).stop();
    rmSync(join(home.dir, 'secrets.json'));
    await expect(start(home)).rejects.toMatchObject({ code: 'passwordLost' });
    expect(survivors(home.dir)).toEqual([]);
  });

  it('runs in place as an ordinary user', async (context) => {
    const nobody = findUser('nobody');
    if (!isRoot() || !nobody) return context.skip('the suite itself runs as an ordinary user, so every test above shows it');
    const mayRead = spawnSync('cat', [join(clone, 'package.json')], { uid: nobody.uid, gid: nobody.gid, stdio: 'ignore' }).status === 0;
    if (!mayRead) return context.skip(`nobody may not read the clone at ${clone}`);
    const dir = mkdtempSync(join(tmpdir(), 'xiushui-cluster-'));
    homes.push(dir);
    chownSync(dir, nobody.uid, nobody.gid);
    const { child, said } = keep(dir, { uid: nobody.uid, gid: nobody.gid });
    const { pid, url } = await said;
    expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(commandOf(pid)).toContain(join('native', 'bin', 'postgres'));
    expect(existsSync(join(dir, 'postgres', 'data', 'PG_VERSION'))).toBe(true);
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    expect(isAlive(pid)).toBe(false);
  });
});

describe('the house', () => {
  it('is held by one supervisor, and the second is told who and where', async () => {
    const home = newHome();
    const { child, said } = keep(home.dir);
    await said;
    const second = await keep(home.dir).said;
    expect(second.code).toBe('houseIsHeld');
    expect(second.says).toContain(`进程 ${child.pid}`);
    expect(second.saysEn).toContain('http://127.0.0.1:1');
    expect(holderOf(home)?.pid).toBe(child.pid);
    await kill(child);
    expect(holderOf(home)).toBeUndefined();
    await (await start(home)).stop();
  });

  it('is free again when the number of its dead holder was given to another process', () => {
    const home = newHome();
    writeFileSync(
      join(home.run, 'supervisor.json'),
      JSON.stringify({ pid: process.ppid, began: 'another-boot:1', address: 'x', since: '' }),
    );
    const held = holdHouse(home, 'here');
    expect(holderOf(home)).toMatchObject({ pid: process.pid, began: began(process.pid), address: 'here' });
    held.release();
    expect(readdirSync(home.run)).toEqual([]);
  });

  it('has one winner when many find it empty at once', async () => {
    const home = newHome();
    writeFileSync(join(home.run, 'supervisor.json'), JSON.stringify({ pid: 999_999, began: 'gone', address: 'x', since: '' }));
    const script = `import { holdHouse, openHome } from ${JSON.stringify(new URL('./home.ts', import.meta.url).href)};
      try { holdHouse(openHome(${JSON.stringify(home.dir)}, ${JSON.stringify(home.dir)}), 'x'); console.log('held'); setInterval(() => {}, 60_000); } catch (e) { console.log(e.code ?? String(e)); }`;
    // The winner holds on until the last has asked, however slow the machine.
    const said = await Promise.all(
      [1, 2, 3, 4].map(() => {
        const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', script]);
        keepers.push(child);
        return new Promise<string>((resolve) => child.stdout.once('data', (bytes) => resolve(String(bytes).trim())));
      }),
    );
    expect(said.sort()).toEqual(['held', 'houseIsHeld', 'houseIsHeld', 'houseIsHeld']);
  });

  it('makes its secrets once, for its owner only', () => {
    const home = newHome();
    const secrets = secretsOf(home);
    expect(secretsOf(home)).toEqual(secrets);
    expect(new Set(Object.values(secrets)).size).toBe(5);
    const mode = spawnSync('stat', ['-c', '%a', join(home.dir, 'secrets.json')], { encoding: 'utf8' }).stdout.trim();
    if (process.platform === 'linux') expect(mode).toBe('600');
  });

  it('refuses a place that the account of the database cannot reach', () => {
    if (!isRoot()) return;
    const closed = mkdtempSync(join(tmpdir(), 'xiushui-cluster-'));
    homes.push(closed);
    chmodSync(closed, 0o700);
    expect(() => openHome(join(closed, 'inner'), closed)).toThrow(CannotStart);
  });
});
