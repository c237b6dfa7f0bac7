/** `npm run proof`: the long runs. Prints what each found; what it prints goes to the closing note of a change. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const RUNS = [
  ['crash, 200 kills of each role', 'proof/crash/crash.ts', '--kills', '200'],
  ['a first hour, from a clean clone', 'proof/house/first-hour.ts'],
  ['frames a second', 'bench/ingest.ts'],
  ['start time and memory', 'bench/start.ts'],
] as const;

let failed = 0;
for (const [name, script, ...args] of RUNS) {
  if (!existsSync(script)) continue;
  console.log(`== ${name}`);
  const run = spawnSync(process.execPath, ['--import', 'tsx', script, ...args], { stdio: 'inherit' });
  if (run.status !== 0) failed += 1;
}
process.exit(failed ? 1 : 0);
