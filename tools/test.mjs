// `npm test`: types, form, then the suites. Says which optional services are there; with CI=true a missing one is a failure.
// Arguments go to vitest: npm test -- gateways/hj212
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const isCi = process.env.CI === 'true';
const rest = process.argv.slice(2);

const services = [
  {
    name: 'chromium',
    where: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
    for: 'the browser proof (.ci/run)',
  },
];
let missing = 0;
for (const service of services) {
  const found = service.where.find((path) => existsSync(path));
  console.log(
    found ? `service ${service.name}: ${found}` : `service ${service.name}: not here; ${service.for} is ${isCi ? 'MISSING' : 'skipped'}`,
  );
  if (!found) missing += 1;
}
if (missing && isCi) {
  console.error('With CI=true every service must be there.');
  process.exit(1);
}

const steps = rest.length
  ? []
  : [
      ['types', 'node_modules/typescript/bin/tsc', ['-p', 'tsconfig.json']],
      ['types of the console', 'node_modules/typescript/bin/tsc', ['-p', 'apps/console/tsconfig.json']],
      ['form', 'node_modules/@biomejs/biome/bin/biome', ['check', '.', '--diagnostic-level=warn']],
    ];
for (const [name, script, args] of steps) {
  console.log(`— ${name}`);
  const done = spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) process.exit(done.status ?? 1);
}
console.log('— suites');
const reports = process.env.XIUSHUI_TEST_REPORT
  ? ['--reporter=default', '--reporter=json', `--outputFile.json=${process.env.XIUSHUI_TEST_REPORT}`]
  : [];
const suites = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...reports, ...rest], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(suites.status ?? 1);
