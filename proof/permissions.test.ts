/**
 * Permission calls, generated over every route and role, straight to the API with a valid session of the wrong role; and what each pair of eyes sees.
 * Also the list of every table and view: one that is not guarded fails here.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOMS } from '../apps/server/house.ts';
import { prepare } from '../apps/server/prepare.ts';
import type { Runtime } from '../apps/server/runtime.ts';
import { openWeb, type Web } from '../apps/server/web/web-role.ts';
import { ROLES, type Role } from '../foundation/access/index.ts';
import { listUnguarded } from '../foundation/store/guarded.ts';
import { freshDatabase, type TestDatabase } from '../tools/test-cluster.ts';

let db: TestDatabase;
let web: Web;
let home: string;
let password: string;
const sessions = new Map<string, { cookie: string; csrf: string }>();
/** One account of the demonstration for every role. */
const ACCOUNTS: Record<Role, string> = {
  duty: 'duty',
  officer: 'officer.haining',
  engineer: 'engineer',
  office: 'office',
  leader: 'leader',
  admin: 'admin',
  firm: 'firm.yunhe',
};

beforeAll(async () => {
  db = await freshDatabase();
  home = mkdtempSync(join(tmpdir(), 'xiushui-permissions-'));
  chmodSync(home, 0o700);
  mkdirSync(join(home, 'frames'));
  const runtime: Runtime = {
    home,
    frames: join(home, 'frames'),
    consoleDir: '',
    urls: { owner: db.urls.postgres, app: db.urls.app, system: db.urls.system },
    web: { host: '127.0.0.1', port: 0 },
    hj212: { host: '127.0.0.1', port: 0 },
    demo: true,
    log: 'json',
  };
  password = (await prepare(runtime)).accounts[0]?.password ?? '';
  web = await openWeb(runtime);
  for (const login of [...Object.values(ACCOUNTS), 'officer.nanhu']) sessions.set(login, await signIn(login));
});
afterAll(async () => {
  await web?.close();
  await db?.drop();
  rmSync(home, { recursive: true, force: true });
});

async function signIn(login: string) {
  const answer = await web.app.inject({ method: 'POST', url: '/api/session', payload: { login, password } });
  expect(answer.statusCode, answer.body).toBe(200);
  return { cookie: String(answer.headers['set-cookie']).split(';')[0] as string, csrf: answer.json<{ csrf: string }>().csrf };
}

function call(login: string | null, method: string, url: string, options: { csrf?: boolean; payload?: object } = {}) {
  const session = login ? sessions.get(login) : undefined;
  return web.app.inject({
    method: method as 'GET',
    url,
    headers: {
      ...(session ? { cookie: session.cookie } : {}),
      ...(session && options.csrf !== false ? { 'x-csrf-token': session.csrf } : {}),
    },
    ...(method === 'GET' ? {} : { payload: options.payload ?? {} }),
  });
}

/** An address of the route with its parameters filled in with something harmless. */
const addressOf = (url: string) => url.replace(':outlet', 'none').replace(':id', '1');

describe('every route', () => {
  it('is refused to every role that is not named for it, and to nobody who is', async () => {
    expect(web.routes.length).toBeGreaterThan(15);
    const wrong: string[] = [];
    for (const { method, url, roles } of web.routes) {
      for (const role of Object.keys(ROLES) as Role[]) {
        const answer = await call(ACCOUNTS[role], method, addressOf(url));
        const refused = answer.statusCode === 403 && answer.json<{ code: string }>().code === 'access.notAllowed';
        if (refused === roles.includes(role)) wrong.push(`${method} ${url} as ${role}: ${answer.statusCode}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is closed without a session, and to a write without the anti-forgery token', async () => {
    for (const { method, url, roles } of web.routes) {
      const stranger = await call(null, method, addressOf(url));
      expect([stranger.statusCode, stranger.json<{ code: string }>().code], `${method} ${url}`).toEqual([401, 'access.noSession']);
      if (method === 'GET') continue;
      const forged = await call(ACCOUNTS[roles[0] as Role], method, addressOf(url), { csrf: false });
      expect([forged.statusCode, forged.json<{ code: string }>().code], `${method} ${url}`).toEqual([403, 'access.wrongCsrf']);
    }
  });

  it('answers bad input with findings and an unknown address with a sentence, never with a stack', async () => {
    const bad = await call('engineer', 'POST', '/api/registers/logger', { payload: { mn: 5 } });
    expect(bad.statusCode).toBe(422);
    expect(bad.json<{ findings: unknown[] }>().findings.length).toBeGreaterThan(0);
    const unknown = await call('duty', 'GET', '/api/nothing');
    expect(unknown.statusCode).toBe(404);
    expect(unknown.headers['content-type']).toContain('application/problem+json');
    for (const url of [
      '/api/files/0',
      '/api/files/x',
      '/api/verdicts/99999999',
      '/api/frames/1',
      '/api/stations/none',
      '/api/figures/none',
    ]) {
      const answer = await call('duty', 'GET', url);
      expect([404, 422], url).toContain(answer.statusCode);
      expect(answer.body).not.toMatch(/at .*\.ts/);
    }
  });
});

describe('what each pair of eyes sees', () => {
  const districts = async (login: string) =>
    new Set((await call(login, 'GET', '/api/stations')).json<{ items: { district: string }[] }>().items.map((s) => s.district));

  it('the city sees all twenty outlets, a branch its own district, a firm itself', async () => {
    const all = (await call('duty', 'GET', '/api/stations')).json<{ items: unknown[] }>().items;
    expect(all).toHaveLength(20);
    expect(await districts('officer.haining')).toEqual(new Set(['330481000000']));
    const own = (await call('firm.yunhe', 'GET', '/api/stations')).json<{ items: { firm: { name: string } }[] }>().items;
    expect(new Set(own.map((s) => s.firm.name))).toEqual(new Set(['示例运河印染有限公司']));
  });

  it('an outlet outside the scope is not found, and its series and export are empty of it', async () => {
    const foreign = '91330499DEM000110F-DW001';
    expect((await call('officer.haining', 'GET', `/api/stations/${foreign}`)).statusCode).toBe(404);
    expect((await call('officer.haining', 'GET', `/api/stations/${foreign}/series?parameter=w01018`)).statusCode).toBe(404);
    const csv = await call('officer.haining', 'GET', '/api/stations?format=csv');
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.body).not.toContain('运河印染');
  });

  it('an officer of a branch may not register a logger, nor a firm read the frames that were kept', async () => {
    expect(
      (await call('officer.haining', 'POST', '/api/registers/logger', { payload: { mn: 'X', pw: '1', outlet: 'x' } })).statusCode,
    ).toBe(403);
    expect((await call('firm.yunhe', 'GET', '/api/kept')).statusCode).toBe(403);
  });

  it('a session that was ended is ended', async () => {
    sessions.set('officer.nanhu', await signIn('officer.nanhu'));
    expect((await call('officer.nanhu', 'GET', '/api/today')).statusCode).toBe(200);
    await call('officer.nanhu', 'DELETE', '/api/session');
    const after = await call('officer.nanhu', 'GET', '/api/today');
    expect([after.statusCode, after.json<{ code: string }>().code]).toEqual([401, 'access.sessionEnded']);
  });
});

describe('the store', () => {
  it('has no table or view that is not guarded, and no function that steps over row security but the four that were read', async () => {
    const client = new pg.Client({ connectionString: db.urls.postgres });
    await client.connect();
    try {
      expect(ROOMS.length).toBeGreaterThan(5);
      expect(await listUnguarded(client, ['ledger_open', 'ledger_write', 'registry_open', 'registry_write'])).toEqual([]);
    } finally {
      await client.end();
    }
  });
});
