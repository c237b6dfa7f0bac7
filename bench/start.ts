/** How long `start --demo` takes to be ready, the first time and again, and what it holds in memory. Prints JSON. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, recorded, startHouse } from '../proof/house/house-process.ts';

const clone = fileURLToPath(new URL('../', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'xiushui-bench-'));
chmodSync(data, 0o711);
const home = join(data, 'home');
const starts: number[] = [];
let memory: Record<string, number> = {};
for (let i = 0; i < 4; i += 1) {
  const house = await startHouse({
    clone,
    args: ['--demo', '--port', String(await freePort()), '--hj212-port', String(await freePort())],
    env: { XIUSHUI_DATA: home, DATABASE_URL: '', XIUSHUI_RUNTIME: '' },
  });
  starts.push(house.ready.seconds);
  await new Promise((resolve) => setTimeout(resolve, i === 0 ? 15_000 : 2_000));
  const pids = [...recorded(home), { role: 'supervisor', pid: house.child.pid ?? 0 }];
  memory = Object.fromEntries(
    pids.map(({ role, pid }) => [
      role,
      existsSync(`/proc/${pid}/status`)
        ? Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)
        : 0,
    ]),
  );
  await house.stop();
}
console.log(JSON.stringify({ firstStartSeconds: starts[0], laterStartSeconds: starts.slice(1), rssMb: memory }));
rmSync(data, { recursive: true, force: true });
process.exit(0);
