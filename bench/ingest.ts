/**
 * Frames a second acknowledged, with 20 and with 2 000 loggers, beside a yardstick in the same run: the same load against a trivial server that
 * appends to a file, flushes each batch and answers. Prints JSON; compare ratios, not absolute figures: the machines are shared.
 */
import { chmodSync, existsSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { list, putAll, type Register } from '../engines/registry/index.ts';
import { openSystemStore } from '../foundation/store/store.ts';
import { encodeFrame } from '../gateways/hj212/index.ts';
import { logger as loggerRegister } from '../programmes/data/automatic-monitoring/registers.ts';
import { freePort, recorded, startHouse } from '../proof/house/house-process.ts';
import { generatedLoggers, simulate } from '../tools/simulate/index.ts';

const SECONDS = 12;
const PW = '246810';
const clone = fileURLToPath(new URL('../', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'xiushui-bench-'));
chmodSync(data, 0o711);
const home = join(data, 'home');

/** A server that does the least an honest one could: append, flush, answer. */
function yardstick(): Promise<{ port: number; close(): void }> {
  const fd = openSync(join(data, 'yardstick.log'), 'a');
  let pending: { text: string; answer: () => void }[] = [];
  let flushing = false;
  const flush = () => {
    if (flushing || !pending.length) return;
    flushing = true;
    setImmediate(() => {
      const batch = pending;
      pending = [];
      writeSync(fd, batch.map((p) => p.text).join(''));
      fdatasyncSync(fd);
      for (const p of batch) p.answer();
      flushing = false;
      flush();
    });
  };
  const server = createServer((socket) => {
    let heard = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      for (let end = heard.indexOf('\r\n'); end >= 0; end = heard.indexOf('\r\n')) {
        const frame = heard.slice(0, end + 2);
        heard = heard.slice(end + 2);
        const [, QN = ''] = /QN=(\d+)/.exec(frame) ?? [];
        const [, MN = ''] = /MN=([^;]+)/.exec(frame) ?? [];
        pending.push({ text: frame, answer: () => socket.write(encodeFrame({ QN, ST: '91', CN: '9014', PW, MN, Flag: 4 })) });
      }
      flush();
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({ port: (server.address() as { port: number }).port, close: () => server.close() }));
  });
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
const runtime = JSON.parse(readFileSync(join(home, 'run/runtime.json'), 'utf8')) as { urls: { system: string } };
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

async function caughtUp(): Promise<number> {
  const began = Date.now();
  let before = -1;
  for (;;) {
    const { rows } = await watcher.query<{ position: string }>(`select position::text from job_position where job = 'frame-log'`);
    const position = Number(rows[0]?.position ?? 0);
    if (position === before && Date.now() - began > 1_000) return Math.round((Date.now() - began) / 100) / 10;
    before = position;
    if (Date.now() - began > 120_000) return Number.NaN;
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
}

const plain = await yardstick();
const yard20 = await load(plain.port, 20, 'XSYA', 1);
const ours20 = { ...(await load(ports.hj212, 20, 'XSBA', 2)), writtenAfterSeconds: await caughtUp() };
const yard2000 = await load(plain.port, 2_000, 'XSYB', 3);
const ours2000 = { ...(await load(ports.hj212, 2_000, 'XSBB', 4)), writtenAfterSeconds: await caughtUp() };
const report = {
  seconds: SECONDS,
  yardstick: { with20: yard20, with2000: yard2000 },
  gateway: { with20: ours20, with2000: ours2000 },
  ratios: {
    gatewayToYardstickAt20: Math.round((ours20.perSecond / yard20.perSecond) * 100) / 100,
    gatewayToYardstickAt2000: Math.round((ours2000.perSecond / yard2000.perSecond) * 100) / 100,
    gateway2000To20: Math.round((ours2000.perSecond / ours20.perSecond) * 100) / 100,
  },
  memory: memory(),
};
console.log(JSON.stringify(report, null, 1));
plain.close();
await watcher.end();
await store.close();
await house.stop();
rmSync(data, { recursive: true, force: true });
process.exit(0);
