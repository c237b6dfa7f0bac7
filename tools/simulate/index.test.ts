import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { MINUTE } from './clock.ts';
import { crc, frame, segment } from './encode.ts';
import { type Acknowledged, generatedLoggers, type Scenario, type SimulationOrder, simulate } from './index.ts';

/** A host on a real socket that answers what it is told to answer. It is this test's own and knows nothing of the gateway. */
async function host(answers: (text: string, count: number) => boolean = () => true) {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    let rest = '';
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      for (;;) {
        const end = rest.indexOf('\r\n');
        if (end < 0) return;
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        const body = line.slice(6, -4);
        expect(Number(line.slice(2, 6))).toBe(body.length);
        expect(Number.parseInt(line.slice(-4), 16)).toBe(crc(Buffer.from(body)));
        heard.push(body);
        const field = (name: string) => new RegExp(`(?:^|;)${name}=([^;]*)`).exec(body)?.[1] ?? '';
        if (answers(body, heard.length))
          socket.write(frame(segment({ qn: field('QN'), st: '91', cn: '9014', pw: field('PW'), mn: field('MN'), flag: 4, cp: '' })));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    drop: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** 2026-08-20 10:17:00 in the city; the clock of these tests stands still. */
const now = Date.UTC(2026, 7, 20, 2, 17);

async function run(port: number, order: Partial<SimulationOrder> & { count?: number; scenario?: Scenario }) {
  const { count = 1, scenario = { id: 'steady' }, ...rest } = order;
  const loggers = generatedLoggers(count, { pw: '123456' }).map((logger) => ({ ...logger, scenario }));
  const simulation = simulate({
    host: '127.0.0.1',
    port,
    loggers,
    intervalSeconds: 30,
    seed: 8,
    now: () => now,
    report: () => {},
    patience: { answerWithinMs: 40, retries: 3, reconnectMs: [10, 50] },
    ...rest,
  });
  open.push(() => simulation.stop());
  return simulation;
}

async function until(what: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!what()) {
    if (Date.now() > end) throw new Error('waited ten seconds in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const cnOf = (text: string) => /;CN=(\d+)/.exec(text)?.[1];
const timeOf = (text: string) => /DataTime=(\d+)/.exec(text)?.[1];

describe('a simulated logger', () => {
  it('fills in the last hours in the order in which the periods ended, then keeps quiet until something new is due', async () => {
    const there = await host();
    open.push(there.close);
    const simulation = await run(there.port, { backfill: { hours: 3 } });
    await until(() => simulation.counters().caughtUp === 1 && simulation.counters().unanswered === 0);
    const told = (cn: string) => there.heard.filter((text) => cnOf(text) === cn).map(timeOf);
    // 07:17 to 10:17: ten-minute periods from 07:10, hours from 07:00; the day that ended at midnight lies before.
    expect(told('2051')).toHaveLength(18);
    expect(told('2051')[0]).toBe('20260820071000');
    expect(told('2051').at(-1)).toBe('20260820100000');
    expect(told('2061')).toEqual(['20260820070000', '20260820080000', '20260820090000']);
    expect(told('2031')).toEqual([]);
    expect(told('2011')).toHaveLength(1);
    const places = there.heard.map((text) => `${cnOf(text)}@${timeOf(text)}`);
    expect(places.indexOf('2061@20260820080000')).toBeGreaterThan(places.indexOf('2051@20260820085000'));
    expect(places.indexOf('2061@20260820080000')).toBeLessThan(places.indexOf('2051@20260820090000'));
    expect(new Set(there.heard.map((text) => text.slice(0, 20))).size).toBe(there.heard.length);
  });

  it('tells yesterday when it fills in a night', async () => {
    const there = await host();
    open.push(there.close);
    const simulation = await run(there.port, { backfill: { hours: 12 } });
    await until(() => simulation.counters().caughtUp === 1);
    expect(there.heard.filter((text) => cnOf(text) === '2031').map(timeOf)).toEqual(['20260819000000']);
  });

  it('S3: repeats the same bytes three times, calls the host unreachable, reconnects and says them again until they are answered', async () => {
    let deaf = true;
    const there = await host(() => !deaf);
    open.push(there.close);
    const reports: string[] = [];
    const simulation = await run(there.port, { report: (event) => reports.push(event.kind) });
    await until(() => simulation.counters().connections >= 2);
    expect(there.heard.slice(0, 4)).toEqual(Array(4).fill(there.heard[0]));
    expect(reports).toContain('unreachable');
    expect(simulation.counters().acknowledged).toBe(0);
    deaf = false;
    await until(() => simulation.counters().acknowledged === 1);
    expect(new Set(there.heard).size).toBe(1);
  });

  it('says again what was unanswered when the connection broke, and loses nothing', async () => {
    const there = await host((_, count) => {
      if (count % 7 === 0) {
        there.drop();
        return false;
      }
      return true;
    });
    open.push(there.close);
    const acknowledged: Acknowledged[] = [];
    const simulation = await run(there.port, { backfill: { hours: 5 }, onAcknowledged: (one) => acknowledged.push(one) });
    await until(() => simulation.counters().caughtUp === 1 && simulation.counters().unanswered === 0);
    expect(acknowledged.filter((one) => one.cn === '2051')).toHaveLength(30);
    expect(new Set(acknowledged.map((one) => one.qn)).size).toBe(acknowledged.length);
    expect(simulation.counters().connections).toBeGreaterThan(1);
    expect(simulation.counters().resent).toBeGreaterThan(0);
  });

  it('does not fill in again what was acknowledged before, after a second start', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'loggers-'));
    open.push(async () => rmSync(folder, { recursive: true }));
    const stateFile = join(folder, 'state.json');
    const there = await host();
    open.push(there.close);
    const first = await run(there.port, { backfill: { hours: 2 }, stateFile });
    await until(() => first.counters().caughtUp === 1);
    await first.stop();
    const heard = there.heard.length;
    const later = now + 25 * MINUTE;
    const second = await run(there.port, { backfill: { hours: 2 }, stateFile, now: () => later });
    await until(() => second.counters().caughtUp === 1 && second.counters().unanswered === 0);
    const news = there.heard.slice(heard).map((text) => `${cnOf(text)}@${timeOf(text)}`);
    expect(news.filter((one) => one.startsWith('2051'))).toEqual(['2051@20260820101000', '2051@20260820102000', '2051@20260820103000']);
    expect(news.filter((one) => one.startsWith('2061'))).toEqual([]);
  });

  it('falls silent in the past and stays so', async () => {
    const there = await host();
    open.push(there.close);
    const simulation = await run(there.port, { backfill: { hours: 3 }, scenario: { id: 'silent', minutes: 95 } });
    await until(() => simulation.counters().caughtUp === 1);
    await until(() => there.heard.some((text) => cnOf(text) === '2011') && simulation.counters().unanswered === 0);
    expect(
      there.heard
        .filter((text) => cnOf(text) === '2051')
        .map(timeOf)
        .sort()
        .at(-1),
    ).toBe('20260820083000');
    // Its last sign of life: one sample, taken before it fell silent.
    const live = there.heard.filter((text) => cnOf(text) === '2011').map(timeOf);
    expect(live).toHaveLength(1);
    expect((live[0] as string) < '20260820084300').toBe(true);
  });

  it('uploads a changed value after the first one was acknowledged, once', async () => {
    const there = await host();
    open.push(there.close);
    const simulation = await run(there.port, { backfill: { hours: 2 }, scenario: { id: 'lateEdit', parameter: 'w01018', share: 0.6 } });
    const of = () => there.heard.filter((text) => cnOf(text) === '2051' && timeOf(text) === '20260820093000');
    await until(() => of().length === 2 && simulation.counters().unanswered === 0);
    const [before, after] = of().map((text) => Number(/w01018-Avg=([\d.]+)/.exec(text)?.[1]));
    expect(after).toBeLessThan(before ?? 0);
  });

  it('keeps its interval while the city clock runs', async () => {
    const there = await host();
    open.push(there.close);
    const started = Date.now();
    const simulation = await run(there.port, { intervalSeconds: 1, now: () => now + (Date.now() - started), seconds: 2.5 });
    const end = await simulation.done;
    const times = there.heard.filter((text) => cnOf(text) === '2011').map(timeOf);
    expect(times.length).toBeGreaterThanOrEqual(2);
    expect(new Set(times).size).toBe(times.length);
    expect(end.acknowledged).toBe(end.sent - end.resent);
  });

  it('for load sends as fast as answers come and reports how long they took', async () => {
    const there = await host();
    open.push(there.close);
    const simulation = await run(there.port, {
      count: 5,
      rate: 'max',
      inflight: 4,
      patience: { answerWithinMs: 10_000 },
    });
    await until(() => simulation.counters().acknowledged > 500);
    const end = await simulation.stop();
    expect(end.latencyMs.p50).toBeGreaterThan(0);
    expect(end.latencyMs.p99).toBeGreaterThanOrEqual(end.latencyMs.p50);
    expect(end.acknowledgedPerSecond).toBeGreaterThan(0);
    const one = there.heard.filter((text) => text.includes('MN=585344454D4F000000000001')).map(timeOf);
    expect(new Set(one).size).toBe(one.length);
    expect(one.every((time) => (time ?? '') < '20260820101700')).toBe(true);
  });
});
