/**
 * A stranger's first hour: a clean clone, the two commands, the journey in a browser, Ctrl-C, a second start that finds its data, and a start after
 * kill −9 of everything. Run by `.ci/run`; `--summary FILE` writes "passed failed".
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { entrance } from '../browser/entrance.ts';
import { journey } from '../browser/journey.ts';
import { maps } from '../browser/map.ts';
import { places } from '../browser/places.ts';
import { Checks, until } from '../checks.ts';
import { freePort, startHouse } from './house-process.ts';

const { values } = parseArgs({
  options: { summary: { type: 'string' }, short: { type: 'boolean' }, keep: { type: 'boolean' }, tree: { type: 'boolean' } },
});
const repository = fileURLToPath(new URL('../../', import.meta.url));
const place = mkdtempSync(join(tmpdir(), 'xiushui-stranger-'));
const clone = join(place, 'xiushui');
const shots = join(place, 'shots');
mkdirSync(shots);
const checks = new Checks();
let home = '';

function npmInstall(where: string, run: string[] = []): void {
  const [program = 'npm', ...args] = [...run, 'npm', 'ci', '--no-progress', '--silent'];
  execFileSync(program, args, { cwd: where, stdio: 'pipe' });
}

await checks.check('a clean clone installs with npm ci', () => {
  // --tree: the working tree as it stands, for trying a change before it is committed.
  if (values.tree)
    execFileSync('bash', ['-c', `git ls-files -co --exclude-standard -z | xargs -0 cp --parents -t "${clone}"`], {
      cwd: repository,
      env: { ...process.env, _: mkdirSync(clone) ?? '' },
    });
  else execFileSync('git', ['clone', '--quiet', repository, clone]);
  npmInstall(clone);
});

const ports = { web: await freePort(), hj212: await freePort() };
const args = ['--port', String(ports.web), '--hj212-port', String(ports.hj212)];
const env = { CI: '', XIUSHUI_DATA: '', DATABASE_URL: '', XIUSHUI_RUNTIME: '' };

await checks.check('npm start is ready within thirty seconds of the install, runs the journey, and stops at Ctrl-C', async () => {
  const house = await startHouse({ clone, args, env, viaNpm: true });
  home = house.ready.home;
  try {
    console.log(`  ready after ${house.ready.seconds} s at ${house.ready.address}; memory ${memoryOf(home)}`);
    if (house.ready.seconds > 30) throw new Error(`ready only after ${house.ready.seconds} s`);
    if (house.ready.tries.length !== 3 || !house.ready.accounts.length)
      throw new Error('it does not print the accounts and three things to try');
    const order = { base: house.ready.address, password: house.ready.accounts[0]?.password ?? '', shots };
    await journey(checks, order);
    await places(checks, order);
    await maps(checks, order);
  } finally {
    await house.stop();
  }
  await until('the ports are free', async () => !(await answers(ports.web)), 15_000);
});

const figures = () =>
  JSON.parse(execFileSync(process.execPath, ['apps/cli/bin.mjs', 'figures', '--json'], { cwd: clone, encoding: 'utf8' })) as {
    id: string;
    value: number;
  }[];
const issued = (all: { id: string; value: number }[]) => all.find((f) => f.id === 'reminders-issued')?.value ?? 0;
let before = 0;

await checks.check('a second start finds its data', async () => {
  const house = await startHouse({ clone, args: [...args, '--demo'], env });
  before = issued(figures());
  if (before < 4) throw new Error(`only ${before} reminders are left`);
  house.killAll();
});

await checks.check(
  'after kill −9 of everything the next start is ready, has lost nothing, and every chain is as it was sealed',
  async () => {
    const house = await startHouse({ clone, args: [...args, '--demo', '--no-simulation'], env });
    try {
      const after = issued(figures());
      if (after < before) throw new Error(`${before} reminders before, ${after} after`);
      const verified = spawnSync(process.execPath, ['apps/cli/bin.mjs', 'audit', 'verify', '--json'], { cwd: clone, encoding: 'utf8' });
      if (verified.status !== 0) throw new Error(verified.stdout.slice(0, 400) + verified.stderr.slice(0, 400));
      await checks.check('the commands answer: mission has 140 rows, hj212 decode reads a frame, help is there', () => {
        const run = (command: string[], input = '') => spawnSync('npx', ['xiushui', ...command], { cwd: clone, encoding: 'utf8', input });
        const rows = JSON.parse(run(['mission', '--json']).stdout) as unknown[];
        if (rows.length !== 140) throw new Error(`${rows.length} rows`);
        const frame = '##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80\r\n';
        const decoded = JSON.parse(run(['hj212', 'decode', '-'], frame).stdout) as { crcOk: boolean };
        if (!decoded.crcOk) throw new Error('the standard’s own frame was not read');
        if (run(['--help']).status !== 0 || run(['no-such-command']).status !== 2) throw new Error('help or refusal of an unknown command');
      });
    } finally {
      await house.stop();
    }
  },
);

await checks.check('an ordinary user can run it too, in a place of its own', async () => {
  if (process.getuid?.() !== 0) return; // We are one.
  const theirs = join(place, 'ordinary');
  cpSync(clone, theirs, { recursive: true, verbatimSymlinks: true, filter: (from) => !from.startsWith(join(clone, 'var')) });
  execFileSync('chown', ['-R', 'nobody', theirs]);
  execFileSync('chmod', ['a+x', place]);
  const house = await startHouse({
    clone: theirs,
    args: [...args, '--demo', '--no-simulation'],
    env: { ...env, HOME: theirs },
    run: ['runuser', '-u', 'nobody', '--'],
  });
  const inClone = house.ready.home.startsWith(theirs);
  await house.stop();
  if (!inClone) throw new Error(`its data are at ${house.ready.home}`);
});

await checks.check('a start without the demonstration prints a link, and is entered by it', async () => {
  const house = await startHouse({ clone, args, env: { ...env, XIUSHUI_DATA: `${home}-entered` } });
  try {
    const link = house.ready.firstLink?.address;
    if (!link || house.ready.accounts.length) throw new Error('it prints no link, or accounts');
    await entrance(checks, { base: house.ready.address, link, shots });
  } finally {
    await house.stop();
    rmSync(house.ready.home, { recursive: true, force: true });
  }
});

function memoryOf(dir: string): string {
  const file = join(dir, 'run/children.json');
  if (!existsSync(file)) return 'unknown';
  return (JSON.parse(readFileSync(file, 'utf8')) as { role: string; pid: number }[])
    .map(({ role, pid }) => {
      const kb = /VmRSS:\s+(\d+)/.exec(existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : '')?.[1];
      return `${role} ${kb ? Math.round(Number(kb) / 1024) : '?'} MB`;
    })
    .join(', ');
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/healthz`).then(
    () => true,
    () => false,
  );
}

console.log(`screens: ${shots}`);
console.log(JSON.stringify({ passed: checks.passed, failed: checks.failed }));
checks.summary(values.summary);
if (!values.keep) {
  rmSync(join(place, 'ordinary'), { recursive: true, force: true });
  rmSync(clone, { recursive: true, force: true });
  if (home.startsWith('/var/lib/xiushui/')) rmSync(home, { recursive: true, force: true });
}
process.exit(checks.failed.length ? 1 : 0);
