/**
 * Frames a second acknowledged, with 20 and with 2 000 loggers, beside a yardstick in the same run: the same load against a trivial server that
 * appends to a file, flushes each batch and answers (yardstick.ts). Prints JSON; compare ratios, not absolute figures: the machines are shared.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { list, putAll, type Register } from '../engines/registry/index.ts';
import { openSystemStore } from '../foundation/store/store.ts';
import { readFrames } from '../gateways/hj212/index.ts';
import { logger as loggerRegister } from '../programmes/data/automatic-monitoring/registers.ts';
import { freePort, recorded, startHouse } from '../proof/house/house-process.ts';
import { generatedLoggers, simulate } from '../tools/simulate/index.ts';

const SECONDS = 10;
const MOST_SECONDS_BEHIND = 60;
const MAY_TAKE_SECONDS = 4 * SECONDS + 2 * MOST_SECONDS_BEHIND + 60;
const PW = '246810';
const clone = fileURLToPath(new URL('../', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'xiushui-bench-'));
chmodSync(data, 0o711);
const home = join(data, 'home');

/** The yardstick runs as a process of its own, as the gateway does; here it would share the sender's time. */
async function startYardstick(): Promise<{ port: number; close(): void }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('./yardstick.ts', import.meta.url)), join(data, 'yardstick.log')],
    {
      cwd: clone,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([first]) => String(first)),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the yardstick ended with ${code}`))),
  ]);
  return { port: Number(line), close: () => child.kill() };
}

async function load(port: number, loggers: number, prefix: string, seed: number) {
  const simulation = simulate({
    host: '127.0.0.1',
    port,
    loggers: generatedLoggers(loggers, { pw: PW, prefix }),
    intervalSeconds: 60,
    seconds: SECONDS,
    rate: 'max',
    inflight: loggers > 100 ? 1 : 4,
    seed,
    now: Date.now,
    report: () => {},
  });
  const end = await simulation.done;
  return { loggers, acknowledged: end.acknowledged, perSecond: Math.round(end.acknowledgedPerSecond), latencyMs: end.latencyMs };
}

const ports = { web: await freePort(), hj212: await freePort() };
const house = await startHouse({
  clone,
  args: ['--demo', '--no-simulation', '--port', String(ports.web), '--hj212-port', String(ports.hj212)],
  env: { XIUSHUI_DATA: home, DATABASE_URL: '', XIUSHUI_RUNTIME: '' },
});
// Whatever ends us, nothing of the house stays behind.
process.on('exit', () => {
  house.killAll();
  rmSync(data, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
setTimeout(() => {
  console.error(`not done within ${MAY_TAKE_SECONDS} s`);
  process.exit(1);
}, MAY_TAKE_SECONDS * 1_000).unref();
const runtime = JSON.parse(readFileSync(join(home, 'run/runtime.json'), 'utf8')) as { frames: string; urls: { system: string } };
const store = openSystemStore(runtime.urls.system, 'xiushui bench', 2);
const watcher = new pg.Pool({ connectionString: runtime.urls.system, max: 1, options: '-c search_path=xiushui,public' });

await store.tx(async (tx) => {
  const outlets = await list(tx, 'outlet');
  const drafts = [...generatedLoggers(20, { pw: PW, prefix: 'XSBA' }), ...generatedLoggers(2_000, { pw: PW, prefix: 'XSBB' })].map(
    (logger, i) => {
      const outlet = outlets[i % outlets.length] as (typeof outlets)[number];
      return {
        code: logger.mn,
        name: 'bench',
        party: outlet.party,
        place: outlet.code,
        district: outlet.district,
        detail: { pw: PW, edition: '2017', everySeconds: 60, minuteMinutes: 10 },
      };
    },
  );
  const put = await putAll(tx, loggerRegister as Register, drafts, { by: 'bench', at: Date.now(), day: '2026-01-01' });
  if (put.findings.length) throw new Error(JSON.stringify(put.findings.slice(0, 3)));
});
await new Promise((resolve) => setTimeout(resolve, 1_500)); // The gateway reads the register again.

const memory = () =>
  Object.fromEntries(
    recorded(home).map(({ role, pid }) => {
      const status = existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : '';
      return [
        role,
        {
          rssMb: Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024),
          peakMb: Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024),
        },
      ];
    }),
  );

/** Seconds until the writer has met every frame in the log. */
async function caughtUp(): Promise<number> {
  const began = Date.now();
  for (;;) {
    const { rows } = await watcher.query<{ position: string }>(`select position::text from job_position where job = 'frame-log'`);
    const { records } = await readFrames(runtime.frames, rows[0] ? Number(rows[0].position) : null, { maxRecords: 1 });
    const seconds = Math.round((Date.now() - began) / 100) / 10;
    if (!records.length) return seconds;
    if (seconds > MOST_SECONDS_BEHIND) return Number.NaN;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Ours, and how soon it was written: acknowledging faster than writing only fills the log. */
async function measure(loggers: number, prefix: string, seed: number) {
  const acknowledged = await load(ports.hj212, loggers, prefix, seed);
  const writtenAfterSeconds = await caughtUp();
  return {
    ...acknowledged,
    writtenAfterSeconds,
    writtenPerSecond: Math.round(acknowledged.acknowledged / (SECONDS + writtenAfterSeconds)),
  };
}

const plain = await startYardstick();
const yard20 = await load(plain.port, 20, 'XSYA', 1);
const ours20 = await measure(20, 'XSBA', 2);
const yard2000 = await load(plain.port, 2_000, 'XSYB', 3);
const ours2000 = await measure(2_000, 'XSBB', 4);
const report = {
  seconds: SECONDS,
  yardstick: { with20: yard20, with2000: yard2000 },
  gateway: { with20: ours20, with2000: ours2000 },
  ratios: {
    gatewayToYardstickAt20: Math.round((ours20.perSecond / yard20.perSecond) * 100) / 100,
    gatewayToYardstickAt2000: Math.round((ours2000.perSecond / yard2000.perSecond) * 100) / 100,
    gateway2000To20: Math.round((ours2000.perSecond / ours20.perSecond) * 100) / 100,
    writtenToAcknowledgedAt20: Math.round((ours20.writtenPerSecond / ours20.perSecond) * 100) / 100,
    writtenToAcknowledgedAt2000: Math.round((ours2000.writtenPerSecond / ours2000.perSecond) * 100) / 100,
  },
  memory: memory(),
};
console.log(JSON.stringify(report, null, 1));
plain.close();
await watcher.end();
await store.close();
await house.stop();
process.exit(0);
