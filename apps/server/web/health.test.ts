import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpsRequest, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Config, defaultConfig } from '../../../foundation/config/index.ts';
import { DAY, SECOND } from '../../../foundation/day.ts';
import { NUMBERS, writeBeat } from '../../../foundation/health/index.ts';
import { openSystemStore } from '../../../foundation/store/store.ts';
import { freshDatabase, type TestDatabase } from '../../../tools/test-cluster.ts';
import { prepare } from '../prepare.ts';
import type { Runtime } from '../runtime.ts';
import { selfSigned } from '../testing/certificate.ts';
import { followCertificate } from './tls.ts';
import { openWeb, type Web } from './web-role.ts';

let db: TestDatabase;
let home: string;
let password: string;

const runtimeOf = (over: Record<string, unknown> = {}): Runtime => ({
  home,
  frames: join(home, 'frames'),
  consoleDir: '',
  urls: { owner: db.urls.postgres, app: db.urls.app, system: db.urls.system },
  web: { host: '127.0.0.1', port: 0 },
  hj212: { host: '127.0.0.1', port: 0 },
  config: defaultConfig(over) as Config,
  demo: true,
  log: 'json',
});

const beat = (role: string, ago: number, numbers: Record<string, number | null> = {}) =>
  writeBeat(join(home, 'run'), {
    role,
    pid: 1,
    version: '0.1.0',
    startedAt: Date.now() - 3_600_000,
    at: Date.now() - ago,
    numbers,
    metrics: [],
  });

beforeAll(async () => {
  db = await freshDatabase();
  home = mkdtempSync(join(tmpdir(), 'xiushui-health-'));
  mkdirSync(join(home, 'frames'));
  mkdirSync(join(home, 'run'));
  password = (await prepare(runtimeOf())).accounts[0]?.password ?? '';
});
afterAll(async () => {
  await db?.drop();
  rmSync(home, { recursive: true, force: true });
});

async function withWeb(over: Record<string, unknown>, work: (web: Web) => Promise<void>): Promise<void> {
  const web = await openWeb(runtimeOf(over));
  try {
    await work(web);
  } finally {
    await web.close();
  }
}

async function signIn(web: Web, login: string): Promise<string> {
  const answer = await web.app.inject({ method: 'POST', url: '/api/session', payload: { login, password } });
  return String(answer.headers['set-cookie']).split(';')[0] as string;
}

describe('readiness', () => {
  it('is said with its reasons to this machine and to the system administrator, and without them to anyone else', async () => {
    beat('writer', 2 * SECOND, { databaseUp: 1 });
    await withWeb({}, async ({ app }) => {
      const here = await app.inject({ url: '/readyz' });
      expect(here.statusCode).toBe(200);
      expect(here.json().checks.map(({ name, ok }: { name: string; ok: boolean }) => `${name} ${ok}`)).toEqual([
        'database true',
        'migrations true',
        'writer true',
        'disk true',
      ]);
      // A proxy on this machine that asks for somebody else is not this machine.
      const proxied = await app.inject({ url: '/readyz', headers: { 'x-forwarded-for': '203.0.113.9' } });
      expect(proxied.json()).toEqual({ ok: true });
      const far = await app.inject({ url: '/readyz', remoteAddress: '203.0.113.9' });
      expect(far.json()).toEqual({ ok: true });
      const cookie = await signIn({ app } as Web, 'admin');
      const admin = await app.inject({ url: '/readyz', remoteAddress: '203.0.113.9', headers: { cookie } });
      expect(admin.json().checks).toHaveLength(4);
      const duty = await signIn({ app } as Web, 'duty');
      expect((await app.inject({ url: '/readyz', remoteAddress: '203.0.113.9', headers: { cookie: duty } })).json()).toEqual({ ok: true });
      expect((await app.inject({ url: '/healthz', remoteAddress: '203.0.113.9' })).json()).toEqual({ ok: true });
    });
  });

  it('is lost when the writer has not been heard from, when the disk is nearly full, and when the database is away', async () => {
    const failing = async (over: Record<string, unknown>, change: (runtime: Runtime) => void = () => {}) => {
      const runtime = runtimeOf(over);
      change(runtime);
      const web = await openWeb(runtime);
      const answer = await web.app.inject({ url: '/readyz' });
      await web.close();
      expect(answer.statusCode).toBe(503);
      return answer.json().checks.flatMap(({ name, ok }: { name: string; ok: boolean }) => (ok ? [] : [name]));
    };
    beat('writer', 31 * SECOND);
    expect(await failing({})).toEqual(['writer']);
    beat('writer', SECOND);
    expect(await failing({ 'health.minimumDiskMegabytes': 10_000_000 })).toEqual(['disk']);
    expect(
      await failing({}, (runtime) => {
        runtime.urls.system = 'postgres://nobody@127.0.0.1:1/none';
      }),
    ).toEqual(['database', 'migrations']);
  });
});

describe('metrics', () => {
  it('are OpenMetrics for this machine, with every number that was measured and each process by name', async () => {
    const numbers = Object.fromEntries(NUMBERS.map(({ id }, i) => [id, i + 1]));
    for (const role of ['gateway', 'writer', 'supervisor']) beat(role, 3 * SECOND, { ...numbers, databaseUp: 1 });
    await withWeb({}, async ({ app }) => {
      await app.inject({ url: '/api/session' });
      const answer = await app.inject({ url: '/metrics' });
      expect(answer.headers['content-type']).toContain('application/openmetrics-text');
      expect(answer.body.trimEnd().endsWith('# EOF')).toBe(true);
      for (const { metric } of NUMBERS) expect(answer.body, metric).toMatch(new RegExp(`^${metric}\\{role="\\w+"\\} `, 'm'));
      // Seconds and bytes, whatever the screen shows: 7th number, minutes.
      expect(answer.body).toContain(`xiushui_outbox_oldest_seconds{role="writer"} ${60 * (numbers.outboxMinutes as number)}`);
      expect(answer.body).toContain('xiushui_http_seconds_count{method="GET",route="/api/session",status="4xx",role="web"} 1');
      expect(answer.body).toMatch(/xiushui_beat_age_seconds\{role="gateway"\} ([3-9]|\d\d)\./);
      expect((await app.inject({ url: '/metrics', remoteAddress: '203.0.113.9' })).statusCode).toBe(403);
      expect((await app.inject({ url: '/metrics', headers: { 'x-forwarded-for': '127.0.0.1' } })).statusCode).toBe(403);
    });
  });

  it('name routes by their template, so that ids make no series', async () => {
    await withWeb({}, async ({ app }) => {
      const cookie = await signIn({ app } as Web, 'duty');
      for (const id of [1, 2, 3]) await app.inject({ url: `/api/files/${id}`, headers: { cookie } });
      const { body } = await app.inject({ url: '/metrics' });
      expect(body).toContain('route="/api/files/:id",status="4xx",role="web"} 3');
      expect(body).not.toContain('/api/files/1');
    });
  });

  it('are given to whoever holds the token, when there is one, and then to nobody else', async () => {
    const file = join(home, 'token');
    writeFileSync(file, 'a long token\n', { mode: 0o600 });
    chmodSync(file, 0o600);
    await withWeb({ 'health.metricsBearerFile': file }, async ({ app }) => {
      const ask = (authorization?: string) =>
        app.inject({ url: '/metrics', remoteAddress: '203.0.113.9', headers: authorization ? { authorization } : {} });
      expect((await ask('Bearer a long token')).statusCode).toBe(200);
      expect((await ask('Bearer another')).statusCode).toBe(403);
      expect((await ask()).statusCode).toBe(403);
      expect((await app.inject({ url: '/metrics' })).statusCode).toBe(403);
    });
  });
});

describe('the page of the platform’s health', () => {
  it('is the system administrator’s: each process, each number with its threshold, and what is wrong', async () => {
    beat('supervisor', SECOND);
    beat('writer', SECOND, { databaseUp: 1, reactionsSetAside: 2, backlogSeconds: 1 });
    beat('gateway', 90 * SECOND, { connections: 4 });
    await withWeb({}, async ({ app }) => {
      const cookie = await signIn({ app } as Web, 'admin');
      const { statusCode, ...answer } = await app.inject({ url: '/api/platform/health', headers: { cookie } });
      expect(statusCode).toBe(200);
      const page = answer.json();
      expect(page.troubles.map(({ key }: { key: string }) => key).sort()).toEqual(['away gateway', 'reactionsSetAside']);
      expect(page.numbers.find(({ id }: { id: string }) => id === 'reactionsSetAside')).toMatchObject({
        value: 2,
        threshold: 1,
        isBad: true,
      });
      const gateway = page.roles.find(({ name }: { name: string }) => name === 'gateway');
      expect(gateway).toMatchObject({ isHeard: false });
      const duty = await signIn({ app } as Web, 'duty');
      expect((await app.inject({ url: '/api/platform/health', headers: { cookie: duty } })).statusCode).toBe(403);
    });
  });
});

describe('who asks, behind a proxy', () => {
  it('is believed from a listed proxy only, for the address and for https alike', async () => {
    const store = openSystemStore(db.urls.system, 'health test', 1);
    const asked = async (over: Record<string, unknown>, from: string) => {
      const web = await openWeb(runtimeOf(over));
      const answer = await web.app.inject({
        method: 'POST',
        url: '/api/session',
        payload: { login: 'duty', password },
        remoteAddress: from,
        headers: { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' },
      });
      await web.close();
      // The address that went on record with the sign-in.
      const { content } = await store.tx((tx) => tx.get<{ content: string }>('select content from chain_row order by id desc limit 1'));
      return {
        ip: /"from":"([^"]+)"/.exec(content)?.[1],
        cookie: /; Secure/i.test(String(answer.headers['set-cookie'])) ? 'secure' : 'plain',
        hsts: answer.headers['strict-transport-security'] ?? '',
      };
    };
    const listed = { 'web.trustProxy': ['10.0.0.0/8'] };
    expect(await asked(listed, '10.1.2.3')).toEqual({ ip: '203.0.113.9', cookie: 'secure', hsts: 'max-age=15552000; includeSubDomains' });
    expect(await asked(listed, '192.0.2.1')).toEqual({ ip: '192.0.2.1', cookie: 'plain', hsts: '' });
    expect(await asked({}, '10.1.2.3')).toEqual({ ip: '10.1.2.3', cookie: 'plain', hsts: '' });
    await store.close();
  });
});

describe('https', () => {
  it('is served from files, with a new certificate taken up when they change and a pair that does not match left alone', async () => {
    const [certFile, keyFile] = [join(home, 'cert.pem'), join(home, 'key.pem')];
    const now = Date.now();
    const first = selfSigned('first.example', now - DAY, now + 30 * DAY);
    const second = selfSigned('second.example', now - DAY, now + 60 * DAY);
    writeFileSync(certFile, first.cert);
    writeFileSync(keyFile, first.key, { mode: 0o600 });
    const over = { 'web.tls.certFile': certFile, 'web.tls.keyFile': keyFile };
    await withWeb(over, async ({ app }) => {
      await app.listen({ host: '127.0.0.1', port: 0 });
      const following = followCertificate(app.server as unknown as Server, runtimeOf(over).config.web.tls, 20);
      const { port } = app.server.address() as { port: number };
      const ask = () =>
        new Promise<{ name: string; hsts: string }>((resolve, reject) => {
          const call = httpsRequest({ port, host: '127.0.0.1', path: '/healthz', rejectUnauthorized: false, agent: false }, (answer) => {
            const name = (answer.socket as TLSSocket).getPeerCertificate().subject.CN as string;
            answer.resume();
            answer.on('end', () => resolve({ name, hsts: String(answer.headers['strict-transport-security']) }));
          });
          call.on('error', reject);
          call.end();
        });
      expect(await ask()).toEqual({ name: 'first.example', hsts: 'max-age=15552000; includeSubDomains' });
      writeFileSync(certFile, second.cert);
      await new Promise((resolve) => setTimeout(resolve, 120));
      // The key is still the old one: the first pair goes on being used.
      expect((await ask()).name).toBe('first.example');
      writeFileSync(keyFile, second.key);
      for (let tries = 0; tries < 100 && (await ask()).name !== 'second.example'; tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 20));
      expect((await ask()).name).toBe('second.example');
      following.close();
    });
  });
});
