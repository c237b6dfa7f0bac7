import { createHash, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AggregatorRegistry, Gauge, Histogram, Registry } from 'prom-client';
import { z } from 'zod';
import { findSession } from '../../../foundation/access/index.ts';
import { readSecret } from '../../../foundation/config/index.ts';
import { showInstant } from '../../../foundation/day.ts';
import { isBeating, judge, NUMBERS, readBeats } from '../../../foundation/health/index.ts';
import { isRefusal } from '../../../foundation/refusal.ts';
import { connected } from '../../../foundation/store/database.ts';
import { listPending } from '../../../foundation/store/migrate.ts';
import { type Beating, startBeating, VERSION } from '../health/beating.ts';
import { freeMegabytes, readHealthFiles } from '../health/watch.ts';
import { ROOMS } from '../house.ts';
import { roles as allRoles } from '../runtime.ts';
import { type App, type Context, type Route, tokenOf } from './context.ts';
import { type Column, sendCsv } from './csv.ts';
import { PlatformHealth } from './health-contract.ts';

/** Whether the platform lives, is ready, and how it fares: for load balancers, collectors and the administrator. */
export function healthRoutes(app: App, route: Route, context: Context): { close(): void } {
  const { runtime, system, now } = context;
  const run = join(runtime.home, 'run');
  const { health, alarm } = runtime.config;
  const beating: Beating | null = runtime.home === '' ? null : startBeating('web', runtime.home, () => ({}));
  const registry = beating?.registry ?? new Registry();

  const durations = new Histogram({
    name: 'xiushui_http_seconds',
    help: 'Duration of requests, by method, route and class of status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    // The template and never the address: ids in labels would be a series each.
    const template = request.routeOptions.url ?? 'none';
    durations.observe(
      { method: request.method, route: template, status: `${Math.floor(reply.statusCode / 100)}xx` },
      reply.elapsedTime / 1_000,
    );
  });

  const migrations = pendingOnceAMinute(runtime.urls.owner);
  async function readiness(): Promise<{ name: string; ok: boolean; says: string }[]> {
    const database = await within(
      2_000,
      system.tx((tx) => tx.query('select 1')),
    );
    const pending = database === null ? await migrations(now()) : null;
    const writer = readBeats(run).find(({ role }) => role === 'writer');
    const heard = isBeating(writer, now(), health.silentAfterSeconds);
    const free = await freeMegabytes(runtime.home);
    const enough = free === null || free >= health.minimumDiskMegabytes;
    return [
      { name: 'database', ok: database === null, says: database ?? 'answers' },
      {
        name: 'migrations',
        ok: pending !== null && pending.length === 0,
        says: pending === null ? 'not asked' : pending.join(', ') || 'current',
      },
      { name: 'writer', ok: heard, says: writer ? `heard from ${Math.round((now() - writer.at) / 1_000)} s ago` : 'never heard from' },
      { name: 'disk', ok: enough, says: free === null ? 'not known' : `${Math.round(free)} MB free` },
    ];
  }

  app.get('/healthz', { schema: { hide: true } }, async () => ({ ok: true }));
  app.get('/readyz', { schema: { hide: true } }, async (request, reply) => {
    const checks = await readiness();
    const ok = checks.every((check) => check.ok);
    const mayKnow = isThisMachine(request) || (await isAdministrator(request));
    return reply
      .code(ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(mayKnow ? { ok, checks } : { ok });
  });
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    if (!mayCollect(request)) return reply.code(403).header('cache-control', 'no-store').send({ ok: false });
    return sendMetrics(reply);
  });

  async function isAdministrator(request: FastifyRequest): Promise<boolean> {
    const token = tokenOf(request);
    if (!token) return false;
    const session = await findSession(system, token, now()).catch(() => null);
    return session !== null && !isRefusal(session) && session.person.role === 'admin';
  }

  function mayCollect(request: FastifyRequest): boolean {
    const file = health.metricsBearerFile;
    if (file === null) return isThisMachine(request);
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const digest = (text: string) => createHash('sha256').update(text).digest();
    return timingSafeEqual(digest(given), digest(readSecret(file)));
  }

  async function sendMetrics(reply: FastifyReply): Promise<FastifyReply> {
    await beating?.beat();
    const beats = readBeats(run);
    const own = new Registry();
    const gauge = (name: string, help: string, labelNames: string[] = ['role']) => new Gauge({ name, help, labelNames, registers: [own] });
    const age = gauge('xiushui_beat_age_seconds', 'Since a process was last heard from.');
    const restarts = gauge('xiushui_restarts', 'Times a process ended unasked since the supervisor began.');
    const troubles = gauge('xiushui_troubles', 'What is wrong with the platform, as shown to the administrator.', []);
    const up = gauge('xiushui_database_up', 'Whether the writer reaches the database.', []);
    gauge('xiushui_version', 'Always 1; the version is the label.', ['version']).set({ version: VERSION }, 1);
    for (const beat of beats) {
      age.set({ role: beat.role }, Math.max(0, (now() - beat.at) / 1_000));
      if (beat.role === 'writer') up.set(beat.numbers.databaseUp ?? 1);
    }
    for (const child of readHealthFiles(run).flatMap(({ children }) => children)) restarts.set({ role: child.name }, child.restarts);
    troubles.set(judge(beats, expected(), alarm.thresholds, health.silentAfterSeconds, now()).troubles.length);
    for (const said of NUMBERS) {
      const values = beats.filter(({ role }) => said.from === 'each' || said.from === role);
      const shown = values.flatMap(({ role, numbers }) => {
        const value = numbers[said.id];
        return value === null || value === undefined ? [] : [{ role, value }];
      });
      if (shown.length === 0) continue;
      const one = gauge(said.metric, said.en);
      for (const { role, value } of shown) one.set({ role }, value * (said.times ?? 1));
    }
    // What the processes counted themselves travels in their beats, each with its role as a label.
    const parts = [...beats.map(({ metrics }) => metrics), await own.getMetricsAsJSON()];
    // The declared type knows one argument; the second is the form of the answer.
    const aggregate = AggregatorRegistry.aggregate as unknown as (parts: unknown[], form: string) => Registry;
    const all = aggregate(parts, Registry.OPENMETRICS_CONTENT_TYPE);
    return reply
      .header('content-type', Registry.OPENMETRICS_CONTENT_TYPE)
      .header('cache-control', 'no-store')
      .send(await all.metrics());
  }

  function expected(): string[] {
    const known = readHealthFiles(run).flatMap((file) => file.expected);
    return known.length > 0 ? [...new Set(known)] : [...allRoles];
  }

  route({
    method: 'GET',
    url: '/api/platform/health',
    summary: '平台健康',
    tag: '管理',
    roles: ['admin'],
    query: z.object({ format: z.enum(['json', 'csv']).default('json') }),
    answers: PlatformHealth,
    run: async ({ query, reply, session }) => {
      const beats = readBeats(run);
      const files = readHealthFiles(run);
      const { measured, troubles } = judge(beats, expected(), alarm.thresholds, health.silentAfterSeconds, now());
      const history = files[0]?.history ?? { ids: [], rows: [] };
      const children = files.flatMap((file) => file.children);
      const page = {
        version: VERSION,
        at: now(),
        watchedAt: files.length === 0 ? null : Math.max(...files.map(({ at }) => at)),
        ready: await readiness(),
        roles: [...new Set([...expected(), ...beats.map(({ role }) => role)])].map((name) => {
          const beat = beats.find(({ role }) => role === name);
          const child = children.find((one) => one.name === name);
          return {
            name,
            isHeard: isBeating(beat, now(), health.silentAfterSeconds),
            heardAt: beat?.at ?? null,
            startedAt: beat?.startedAt ?? null,
            pid: beat?.pid ?? null,
            restarts: child?.restarts ?? 0,
            lastExit: child?.lastExit ?? null,
            memoryMegabytes: beat?.numbers.memoryMegabytes ?? null,
            eventLoopMilliseconds: beat?.numbers.eventLoopMilliseconds ?? null,
          };
        }),
        numbers: measured
          .filter(({ said }) => said.from !== 'each')
          .map(({ said, at, value, threshold, isBad }) => ({
            id: said.id,
            zh: said.zh,
            en: said.en,
            unit: said.unit,
            at,
            value,
            threshold,
            worse: said.worse ?? ('above' as const),
            isBad,
            history: history.rows.flatMap(([time, ...values]) => {
              const one = values[history.ids.indexOf(said.id)];
              return one === null || one === undefined ? [] : [{ at: time, value: one }];
            }),
          })),
        troubles,
        events: files
          .flatMap(({ events }) => events)
          .sort((a, b) => b.number - a.number)
          .slice(0, 50)
          .map(({ number, sort, at, since, trouble }) => ({ number, sort, at, since, says: trouble.says, saysEn: trouble.saysEn })),
      };
      if (query.format === 'csv')
        sendCsv(reply, 'platform-health', '平台健康', '全平台', session.person.name, now(), COLUMNS, page.numbers);
      return page;
    },
  });

  void beating?.beat();
  return { close: () => beating?.stop() };
}

const COLUMNS: Column<PlatformHealth['numbers'][number]>[] = [
  { name: '指标', of: (one) => one.zh },
  { name: '当前', of: (one) => (one.value === null ? null : Math.round(one.value * 10) / 10) },
  { name: '单位', of: (one) => one.unit },
  { name: '阈值', of: (one) => one.threshold },
  { name: '超出', of: (one) => (one.isBad ? '是' : '否') },
  { name: '测于', of: (one) => showInstant(one.at, true) },
];

/** Asked from this machine itself, and not by a proxy on it for somebody else. */
function isThisMachine(request: FastifyRequest): boolean {
  const isLoopback = /^(127\.|::1$|::ffff:127\.)/.test(request.socket.remoteAddress ?? request.ip);
  return isLoopback && request.headers['x-forwarded-for'] === undefined && request.headers.forwarded === undefined;
}

/** Null when it went well in time, else what went wrong. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${milliseconds} ms`), milliseconds);
  });
  try {
    return await Promise.race([
      work.then(
        () => null,
        (error: Error) => error.message,
      ),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** Which migrations are missing, or null when it could not be asked. What was current a moment ago is not asked again for a minute. */
function pendingOnceAMinute(ownerUrl: string): (now: number) => Promise<string[] | null> {
  let at = Number.NEGATIVE_INFINITY;
  let known: string[] | null = null;
  return async (now) => {
    if (known?.length === 0 && now - at < 60_000) return known;
    known = await connected(ownerUrl, (client) => listPending(client, ROOMS)).catch(() => null);
    at = now;
    return known;
  };
}
