/**
 * How long `start --demo` takes to be ready, the first time (the database is made, the pack put in) and again, and what the house holds in memory.
 * Prints JSON. The console is built by the first start of a clone and not by later ones; `consoleWasBuilt` says which this was.
 *
 * Memory is told twice: resident, where pages that processes share are counted in each, and as a share (PSS), which may be added up.
 */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort, type HouseProcess, processesOf, startHouse } from '../proof/house/house-process.ts';

const STARTS = 3;
/** The demonstration's loggers fill in their last hours first: memory is read when that has begun. */
const SETTLE_MS = 15_000;

const clone = fileURLToPath(new URL('../', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'xiushui-bench-'));
chmodSync(data, 0o711);
const seconds: number[] = [];
let memory: ReturnType<typeof memoryOf> | undefined;
let house: HouseProcess | undefined;
const steps: string[] = [];
try {
  for (let i = 0; i < STARTS; i += 1) {
    house = await startHouse({
      clone,
      args: ['--demo', '--port', String(await freePort()), '--hj212-port', String(await freePort())],
      env: { XIUSHUI_DATA: join(data, 'home'), DATABASE_URL: '', XIUSHUI_RUNTIME: '' },
    });
    seconds.push(house.ready.seconds);
    if (i === 0) {
      steps.push(...house.lines.flatMap((line) => /"step":"(\w+)"/.exec(line)?.[1] ?? []));
      await pause(SETTLE_MS);
      memory = memoryOf(house);
    }
    await house.stop();
    house = undefined;
  }
  const [firstStartSeconds, ...laterStartSeconds] = seconds;
  console.log(JSON.stringify({ firstStartSeconds, laterStartSeconds, consoleWasBuilt: steps.includes('console'), memory }, null, 1));
} finally {
  house?.killAll();
  rmSync(data, { recursive: true, force: true });
}
process.exit(0);

function memoryOf(running: HouseProcess) {
  const processes = processesOf(running).map(({ role, pid }) => ({ role, rssMb: kib(pid, 'Rss') / 1024, pssMb: kib(pid, 'Pss') / 1024 }));
  const byRole: Record<string, { processes: number; rssMb: number; pssMb: number }> = {};
  for (const { role, rssMb, pssMb } of processes) {
    const sum = byRole[role] ?? { processes: 0, rssMb: 0, pssMb: 0 };
    byRole[role] = { processes: sum.processes + 1, rssMb: Math.round(sum.rssMb + rssMb), pssMb: Math.round(sum.pssMb + pssMb) };
  }
  return { ...byRole, allPssMb: Math.round(processes.reduce((sum, one) => sum + one.pssMb, 0)) };
}

function kib(pid: number, what: 'Rss' | 'Pss'): number {
  const file = `/proc/${pid}/smaps_rollup`;
  return existsSync(file) ? Number(new RegExp(`^${what}:\\s+(\\d+)`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? 0) : 0;
}
