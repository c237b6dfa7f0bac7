/**
 * Where our things live, and who holds the house.
 *
 * `dataHome` decides the place and makes its folders; `holdHouse` makes sure that one supervisor at a time works in it.
 * Everything here is written whole or not at all (a file beside it, flushed, then renamed), so that a kill at any
 * instant leaves either the old state or the new one. Starts nothing: PostgreSQL is `cluster.ts`.
 */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isStill, type RememberedProcess, remember } from './processes.ts';

/** One sentence in the two languages of the house. */
export interface Words {
  zh: string;
  en: string;
}

/** Progress while starting: which step, and what to tell the person who waits. */
export type Report = (step: string, words: Words) => void;

/** We cannot start, and the person at the keyboard can do something about it. */
export class CannotStart extends Error {
  readonly code: string;
  readonly says: string;
  readonly saysEn: string;
  constructor(code: string, words: Words) {
    super(`${words.zh} / ${words.en}`);
    this.name = 'CannotStart';
    this.code = code;
    this.says = words.zh;
    this.saysEn = words.en;
  }
}

/** The account PostgreSQL runs under when we are root: it refuses to run as root itself. */
export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

export interface Home {
  dir: string;
  clone: string;
  frames: string;
  run: string;
  log: string;
  files: string;
  /** Present only as root; undefined means PostgreSQL runs as we do. */
  postgresUser: SystemUser | undefined;
  /** An earlier store of this clone at another place, which this start does not use. Said aloud, never touched. */
  earlier: string | undefined;
}

export interface Secrets {
  /** Passwords of the PostgreSQL roles. `postgres` is the superuser of the private cluster and unused with DATABASE_URL. */
  postgres: string;
  owner: string;
  app: string;
  system: string;
  session: string;
}

/**
 * The home of this clone's data: XIUSHUI_DATA, else as root `/var/lib/xiushui/<hash of the clone>`, else `<clone>/var`.
 * As root it cannot be in the clone: that is usually under root's own home, where no other account may look.
 */
export function dataHome(cloneDir: string, chosen = process.env.XIUSHUI_DATA): Home {
  const clone = realpathSync(cloneDir);
  const home = openHome(homePlace(clone, chosen), clone);
  return { ...home, earlier: record(home, chosen !== undefined && chosen !== '') };
}

/** Where the home is or would be. Makes nothing: the configuration in it is read before anything is touched. */
export function homePlace(cloneDir: string, chosen = process.env.XIUSHUI_DATA): string {
  if (chosen) return resolve(chosen);
  const clone = realpathSync(cloneDir);
  return isRoot() ? join('/var/lib/xiushui', createHash('sha256').update(clone).digest('hex').slice(0, 12)) : join(clone, 'var');
}

/** The same folders at a given place, without recording it in a clone: tests and throw-away stores. */
export function openHome(dir: string, clone: string, postgresUser: SystemUser | undefined = isRoot() ? systemUser() : undefined): Home {
  const home: Home = {
    dir,
    clone,
    frames: join(dir, 'frames'),
    run: join(dir, 'run'),
    log: join(dir, 'log'),
    files: join(dir, 'files'),
    postgresUser,
    earlier: undefined,
  };
  try {
    makeDirectory(dir);
    for (const inner of [home.frames, home.run, home.files]) makeDirectory(inner, 0o700);
    // PostgreSQL's own log lies inside `log`, so its account must be able to walk through.
    makeDirectory(home.log);
  } catch (error) {
    throw new CannotStart('homeNotWritable', {
      zh: `不能在 ${dir} 建立数据目录（${(error as Error).message}）。请检查权限，或用 XIUSHUI_DATA 指定另一个位置。`,
      en: `Cannot make the data directory ${dir} (${(error as Error).message}). Check its permissions, or choose another place with XIUSHUI_DATA.`,
    });
  }
  if (postgresUser) refuseUnreachable(dir, postgresUser);
  return home;
}

/** Made once, kept for the life of the home. Flushed before anything is made that depends on it. */
export function secretsOf(home: Home): Secrets {
  const path = join(home.dir, 'secrets.json');
  const kept = readJson<Partial<Secrets>>(path) ?? {};
  const names = ['postgres', 'owner', 'app', 'system', 'session'] as const;
  const missing = names.filter((name) => typeof kept[name] !== 'string' || kept[name] === '');
  if (missing.length === 0) return kept as Secrets;
  const secrets = { ...kept, ...Object.fromEntries(missing.map((name) => [name, randomBytes(24).toString('base64url')])) } as Secrets;
  writeWhole(path, `${JSON.stringify(secrets, null, 2)}\n`, 0o600);
  return secrets;
}

/** Who holds the house, as told to a second one that asks. */
export interface Holder extends RememberedProcess {
  address: string;
  since: string;
}

export interface Held {
  release(): void;
}

/**
 * Takes the house for this process, or refuses and names the one who has it. `what` lets roles that share a home with an
 * outside database be held one by one; a house with its own database is held as a whole. Asking again in the same process is
 * harmless. A holder that died, by whatever means, holds nothing: the pid must be alive *and* have begun when it says.
 */
export function holdHouse(home: Home, address: string, what: string[] = ['supervisor']): Held {
  const mine: Holder = { ...remember(process.pid), address, since: new Date().toISOString() };
  const taken: string[] = [];
  const release = () => {
    for (const path of taken.splice(0)) if (isSame(readJson<Holder>(path), mine)) rmSync(path, { force: true });
  };
  try {
    for (const name of what) {
      const path = join(home.run, `${name}.json`);
      if (hold(path, mine)) taken.push(path);
    }
  } catch (error) {
    release();
    throw error;
  }
  return { release };
}

/** The living holder of this home, if any. */
export function holderOf(home: Home, what = 'supervisor'): Holder | undefined {
  const holder = readJson<Holder>(join(home.run, `${what}.json`));
  return holder && isStill(holder) ? holder : undefined;
}

// True when newly taken, false when this process already had it.
function hold(path: string, mine: Holder): boolean {
  const draft = `${path}.${mine.pid}-${randomBytes(4).toString('hex')}`;
  writeWhole(draft, JSON.stringify(mine), 0o644);
  try {
    for (;;) {
      try {
        // A link appears with its content or not at all, and fails if the name is there.
        linkSync(draft, path);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = readJson<Holder>(path);
      if (isSame(holder, mine)) return false;
      if (holder && isStill(holder)) throw houseIsHeld(holder);
      putAside(path, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

// Two starters may find the same dead holder. The slower one may then lift the quicker one's fresh file instead of the dead
// one's; it looks at what it lifted and puts a living one back.
function putAside(path: string, expected: Holder | undefined): void {
  const aside = `${path}.dead-${randomBytes(4).toString('hex')}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const lifted = readJson<Holder>(aside);
  if (lifted && !isSame(lifted, expected) && isStill(lifted)) {
    try {
      linkSync(aside, path);
    } catch {
      // Someone newer is already there.
    }
  }
  unlinkSync(aside);
}

function houseIsHeld(holder: Holder): CannotStart {
  return new CannotStart('houseIsHeld', {
    zh: `秀水已在运行：进程 ${holder.pid}，地址 ${holder.address}（${holder.since} 启动）。请先停止它，或用 XIUSHUI_DATA 指定另一个数据目录。`,
    en: `Xiushui is already running here: process ${holder.pid}, ${holder.address} (since ${holder.since}). Stop it first, or choose another data directory with XIUSHUI_DATA.`,
  });
}

function isSame(one: Holder | undefined, other: Holder | undefined): boolean {
  return one !== undefined && other !== undefined && one.pid === other.pid && one.began === other.began;
}

/** Written beside, flushed, renamed, and the folder flushed: after a crash the old text is there or the new one, never half. */
export function writeWhole(path: string, text: string | Uint8Array, mode: number): void {
  const draft = `${path}.draft-${randomBytes(4).toString('hex')}`;
  const handle = openSync(draft, 'wx', mode);
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  chmodSync(draft, mode);
  renameSync(draft, path);
  flushDirectory(dirname(path));
}

export function flushDirectory(path: string): void {
  // Windows cannot open a folder for this; there the rename is all we can do.
  if (process.platform === 'win32') return;
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The parsed file, or undefined when it is missing or was never ours to read. */
export function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

// The mode is set a second time, on every folder made on the way, because a strict umask would shut PostgreSQL's account out.
export function makeDirectory(path: string, mode = 0o755, owner?: SystemUser): void {
  const first = mkdirSync(path, { recursive: true, mode });
  if (first !== undefined) {
    chmodSync(path, mode);
    for (let at = path; at !== first && at !== dirname(at); ) {
      at = dirname(at);
      chmodSync(at, 0o755);
    }
  }
  if (owner) chownSync(path, owner.uid, owner.gid);
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The system account `xiushui`, made if it is missing. */
export function systemUser(name = 'xiushui'): SystemUser {
  const known = findUser(name);
  if (known) return known;
  let reason = '';
  // Two starts at once meet at the lock of the user table; the loser finds the account made a moment later.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      execFileSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', name], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    } catch (error) {
      reason = String((error as { stderr?: Buffer }).stderr ?? '').trim() || (error as Error).message;
    }
    const made = findUser(name);
    if (made) return made;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  throw new CannotStart('noSystemUser', {
    zh: `以 root 运行时，数据库须由系统用户 ${name} 运行，但建立该用户失败：${reason}。请手工建立（useradd --system --no-create-home --shell /usr/sbin/nologin ${name}），或改用普通用户运行。`,
    en: `As root, the database has to run as the system user ${name}, and that user could not be made: ${reason}. Make it by hand (useradd --system --no-create-home --shell /usr/sbin/nologin ${name}), or start as an ordinary user.`,
  });
}

export function findUser(name: string): SystemUser | undefined {
  const ask = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim());
  try {
    return { name, uid: ask('-u'), gid: ask('-g') };
  } catch {
    return undefined;
  }
}

// PostgreSQL's account must be able to walk down to its files. Root's own home is the usual obstacle.
function refuseUnreachable(dir: string, user: SystemUser): void {
  for (let at = realpathSync(dir); ; at = dirname(at)) {
    const { mode, uid, gid } = statSync(at);
    const mayWalk = uid === user.uid ? mode & 0o100 : gid === user.gid ? mode & 0o010 : mode & 0o001;
    if (!mayWalk) {
      throw new CannotStart('homeNotReachable', {
        zh: `数据目录 ${dir} 对系统用户 ${user.name} 不可达（${at} 不允许通过）。请用 XIUSHUI_DATA 指定另一个位置，例如 /var/lib/xiushui。`,
        en: `The system user ${user.name} cannot reach the data directory ${dir} (${at} lets it not through). Choose another place with XIUSHUI_DATA, for example under /var/lib/xiushui.`,
      });
    }
    if (dirname(at) === at) return;
  }
}

interface Record {
  home: string;
  owner: string;
}

function record(home: Home, isChosen: boolean): string | undefined {
  const path = join(home.clone, 'var', 'store.json');
  const before = readJson<Record>(path);
  const owner = home.postgresUser?.name ?? String(process.getuid?.() ?? process.env.USERNAME ?? '');
  if (before?.home !== home.dir || before.owner !== owner) {
    try {
      makeDirectory(dirname(path));
      writeWhole(path, `${JSON.stringify({ home: home.dir, owner } satisfies Record, null, 2)}\n`, 0o644);
    } catch (error) {
      // A clone installed read-only, with its data elsewhere by choice, is a sound arrangement; the note is then left out.
      if (!isChosen && !home.postgresUser) throw error;
    }
  }
  const isElsewhere = before !== undefined && before.home !== home.dir && existsSync(before.home);
  return isElsewhere ? before.home : undefined;
}
