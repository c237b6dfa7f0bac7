/**
 * Builds the console when its sources are not the ones its last build was made from; otherwise answers at once.
 *
 * The bundler runs in a process of its own: its memory goes back when it is done, and the supervisor keeps an ear free for
 * the database. It writes beside the old build, which is replaced whole, so a build cut short leaves no half console.
 */
import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CannotStart, type Report } from '../../foundation/store/home.ts';
import { isAlive } from '../../foundation/store/processes.ts';

/** The folder of the built console, built first if need be. */
export async function buildConsole(clone: string, report: Report = () => {}): Promise<string> {
  const consoleDir = join(clone, 'apps', 'console');
  const built = join(consoleDir, 'dist');
  // An installed product has the built console and not its sources: there is nothing to build it from, and nothing that could have changed.
  if (!existsSync(join(consoleDir, 'src')) && existsSync(join(built, 'index.html'))) return built;
  const wanted = sourcesHash(clone);
  if (builtFrom(built) === wanted) return built;

  report('console', { zh: '构建工作台页面（仅首次或页面有改动时）', en: 'Building the console (first time, or when its sources changed)' });
  const workshop = join(consoleDir, '.vite');
  const making = join(workshop, `${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    clearLeft(workshop);
    mkdirSync(making, { recursive: true });
  } catch (error) {
    throw new CannotStart('consoleNotWritable', {
      zh: `需要构建工作台页面，但 ${consoleDir} 不可写（${(error as Error).message}）。请让有权限的用户先启动一次。`,
      en: `The console has to be built, but ${consoleDir} cannot be written (${(error as Error).message}). Let a user who may write there start once.`,
    });
  }
  try {
    await bundle(join(consoleDir, 'vite.config.ts'), making, clone);
    writeFileSync(join(making, '.built'), wanted);
    replace(making, built);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return built;
}

/** One hash over all that the bundle is made from: names and bytes. */
export function sourcesHash(clone: string): string {
  const consoleDir = join(clone, 'apps', 'console');
  const roots = [
    join(consoleDir, 'src'),
    join(consoleDir, 'public'),
    join(consoleDir, 'index.html'),
    join(consoleDir, 'vite.config.ts'),
    join(consoleDir, 'tsconfig.json'),
    join(clone, 'package-lock.json'),
    ...screensOf(join(clone, 'programmes')),
  ];
  const hash = createHash('sha256');
  for (const path of roots.flatMap(filesUnder).sort()) {
    hash.update(`${relative(clone, path).split(sep).join('/')}\0`);
    hash.update(readFileSync(path));
    hash.update('\0');
  }
  return hash.digest('hex');
}

function builtFrom(built: string): string | undefined {
  try {
    if (!existsSync(join(built, 'index.html'))) return undefined;
    return readFileSync(join(built, '.built'), 'utf8').trim();
  } catch {
    return undefined;
  }
}

function filesUnder(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  if (found.isFile()) return [path];
  return readdirSync(path).flatMap((name) => filesUnder(join(path, name)));
}

// Screens of a duty lie in its programme: programmes/<group>/<duty>/screens.
function screensOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => (entry.name === 'screens' ? [join(folder, entry.name)] : screensOf(join(folder, entry.name))));
}

// The old build goes first: two folders cannot change places in one step, and a missing console is built again.
function replace(making: string, built: string): void {
  const old = `${making}.old`;
  if (existsSync(built)) renameSync(built, old);
  renameSync(making, built);
  rmSync(old, { recursive: true, force: true });
}

// Folders of builders that were killed. Each begins with the number of the process that made it.
function clearLeft(workshop: string): void {
  if (!existsSync(workshop)) return;
  for (const name of readdirSync(workshop)) {
    const pid = Number(/^\d+/.exec(name)?.[0]);
    if (!isAlive(pid)) rmSync(join(workshop, name), { recursive: true, force: true });
  }
}

function bundle(configFile: string, outDir: string, clone: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const builder = fork(fileURLToPath(import.meta.url), ['bundle', configFile, outDir], {
      execArgv: ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href],
      env: { ...process.env, NODE_ENV: 'production' },
      cwd: clone,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    let said = '';
    for (const stream of [builder.stdout, builder.stderr]) {
      stream?.on('data', (bytes) => {
        said = `${said}${bytes}`.slice(-3_000);
      });
    }
    builder.once('error', reject);
    builder.once('close', (code) => {
      if (code === 0) resolve();
      else
        reject(new CannotStart('consoleNotBuilt', { zh: `工作台页面构建失败：\n${said}`, en: `The console could not be built:\n${said}` }));
    });
  });
}

// Run as the builder itself.
if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === 'bundle') {
  const [configFile, outDir] = process.argv.slice(3);
  process.once('disconnect', () => process.exit(1));
  const { build } = await import('vite');
  await build({
    configFile: configFile!,
    // tsx reads the configuration as it is; bundling it first would write into node_modules, which may belong to root.
    configLoader: 'native',
    root: dirname(configFile!),
    mode: 'production',
    logLevel: 'error',
    build: { outDir: outDir!, emptyOutDir: true },
  });
  process.exit(0);
}
