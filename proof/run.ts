/** `npm run proof`: the long runs. Prints what each found, and at the end which held; what it prints goes to the closing note of a change. */
import { spawnSync } from 'node:child_process';

const RUNS = [
  ['crash, 200 kills of each role', 'proof/crash/crash.ts', '--kills', '200'],
  ['backed up at work and brought back, 50 kills of either, full disks', 'proof/backup/backup.ts', '--kills', '50'],
  ['a first hour, from a clean clone', 'proof/house/first-hour.ts'],
  ['frames a second', 'bench/ingest.ts'],
  ['start time and memory', 'bench/start.ts'],
  ['a million sealed rows verified', 'bench/audit.ts'],
  ['a million rows backed up and brought back', 'bench/backup.ts'],
  ['a register of 150 000 entries', 'bench/registry.ts'],
  ['150 000 outfalls imported', 'bench/registry-import.ts'],
] as const;

const outcomes: string[] = [];
let failed = 0;
for (const [name, script, ...args] of RUNS) {
  console.log(`== ${name}`);
  const began = Date.now();
  const run = spawnSync(process.execPath, ['--import', 'tsx', script, ...args], { stdio: 'inherit' });
  if (run.status !== 0) failed += 1;
  outcomes.push(`${run.status === 0 ? 'ok' : 'not ok'} ${name} (${Math.round((Date.now() - began) / 1_000)} s)`);
}
console.log(`\n${outcomes.join('\n')}`);
console.log(`${RUNS.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
