/**
 * What a stranger with a clever keyboard sends: SQL and path fragments in every parameter and field of every route (generated from the API's own
 * description, so that a new route is tried without anyone thinking of it), forged and oversized requests, pages of other sites. Nothing may be
 * answered with our own fault, a stack, or anything a signed-in person of that role would not see.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWebHouse, type SignedIn, type WebHouse } from './web-house.ts';

interface Shape {
  type?: string;
  enum?: unknown[];
  properties?: Record<string, Shape>;
  required?: string[];
  items?: Shape;
  anyOf?: Shape[];
  $ref?: string;
}
interface Operation {
  parameters?: { name: string; in: string; schema: Shape }[];
  requestBody?: { content?: Record<string, { schema: Shape }> };
}
interface Api {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Shape> };
}

let house: WebHouse;
let pages: string;
let api: Api;
const sessions = new Map<string, SignedIn>();
const LOGINS: Record<string, string> = {
  duty: 'duty',
  officer: 'officer.haining',
  engineer: 'engineer',
  office: 'office',
  leader: 'leader',
  admin: 'admin',
  security: 'security',
  auditor: 'auditor',
  firm: 'firm.yunhe',
  citizen: 'citizen',
};

beforeAll(async () => {
  // What lies beside the console's pages must never be read through them.
  pages = mkdtempSync(join(tmpdir(), 'xiushui-pages-'));
  mkdirSync(join(pages, 'console/assets'), { recursive: true });
  writeFileSync(join(pages, 'console/index.html'), '<!doctype html><title>the console</title>');
  writeFileSync(join(pages, 'console/assets/a.js'), 'export {};');
  writeFileSync(join(pages, 'secret.txt'), 'NOT FOR READING');
  house = await openWebHouse({ consoleDir: join(pages, 'console') });
  for (const login of new Set(Object.values(LOGINS))) sessions.set(login, await house.signIn(login));
  api = (await house.web.app.inject({ method: 'GET', url: '/api/docs/json' })).json<Api>();
  await house.web.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await house?.close();
  rmSync(pages, { recursive: true, force: true });
});

const port = () => (house.web.app.server.address() as { port: number }).port;
const roleOf = (method: string, url: string) =>
  house.web.routes.find((route) => route.method === method && route.url.replaceAll(/:(\w+)/g, '{$1}') === url)?.roles[0];

function call(login: string | null, method: string, url: string, payload?: unknown, headers: Record<string, string> = {}) {
  const session = login ? sessions.get(login) : undefined;
  return house.web.app.inject({
    method: method as 'GET',
    url,
    headers: { ...(session ? { cookie: session.cookie, 'x-csrf-token': session.csrf } : {}), ...headers },
    ...(payload === undefined ? {} : { payload: payload as object }),
  });
}

const CRAFTED = [
  "'",
  '"',
  "' or '1'='1",
  "'; drop table xiushui.session; --",
  "') union select login, password_hash, 1 from xiushui.person --",
  '1; select pg_sleep(20)',
  "\\'; copy person to '/tmp/x' --",
  '$1',
  '$$select 1$$',
  '%',
  '\\',
  '../../../../etc/passwd',
  '..%2f..%2f..%2fetc%2fpasswd',
  '\u0000',
  '\ud800',
  '\u202Egnp.exe',
  '<script>alert(1)</script>',
  '{{7*7}}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: sent as it stands.
  '${7*7}',
  '__proto__',
  'constructor',
  'x'.repeat(5_000),
  '-1',
  '99999999999999999999',
  'NaN',
  '1e309',
];

const resolve = (shape: Shape): Shape => (shape.$ref ? (api.components.schemas[shape.$ref.split('/').at(-1) as string] as Shape) : shape);
/** Something harmless of this shape, so that one crafted field at a time reaches the code behind the check. */
function harmless(shape: Shape): unknown {
  const of = resolve(shape);
  if (of.enum) return of.enum[0];
  if (of.anyOf) return harmless(of.anyOf[0] as Shape);
  if (of.type === 'object') return Object.fromEntries((of.required ?? []).map((name) => [name, harmless(of.properties?.[name] ?? {})]));
  if (of.type === 'array') return [harmless(of.items ?? {})];
  if (of.type === 'integer' || of.type === 'number') return 1;
  if (of.type === 'boolean') return false;
  return 'x';
}

function troubleIn(answer: { statusCode: number; body: string }): string | null {
  if (answer.statusCode >= 500 && answer.statusCode !== 503) return `answered ${answer.statusCode}: ${answer.body.slice(0, 160)}`;
  const told = /\$argon2|syntax error|pg_catalog|at .*\.(ts|js):\d+|node_modules|root:.*:0:0:/.exec(answer.body);
  return told ? `told ${told[0]}` : null;
}

async function rowsOf(): Promise<string> {
  const client = new (await import('pg')).default.Client({ connectionString: house.db.urls.postgres });
  await client.connect();
  const { rows } = await client.query(
    `select (select count(*) from xiushui.person) as people, (select count(*) from xiushui.registry_entry) as entries,
            (select count(*) from pg_tables where schemaname = 'xiushui') as tables`,
  );
  await client.end();
  return JSON.stringify(rows[0]);
}

describe('crafted text', () => {
  it('in every parameter and every field of every route is data, and nothing else', async () => {
    const before = await rowsOf();
    const wrong: string[] = [];
    let calls = 0;
    for (const [path, methods] of Object.entries(api.paths)) {
      for (const [verb, operation] of Object.entries(methods)) {
        const method = verb.toUpperCase();
        if (path === '/api/live' || path === '/api/session' || path.startsWith('/api/docs')) continue;
        const role = roleOf(method, path);
        const login = role ? (LOGINS[role] as string) : null;
        const body = operation.requestBody?.content?.['application/json']?.schema;
        const fields = body ? Object.keys(resolve(body).properties ?? {}) : [];
        const places = [
          ...(operation.parameters ?? []).filter((p) => p.in === 'path' || p.in === 'query').map((p) => ({ in: p.in, name: p.name })),
          ...fields.map((name) => ({ in: 'body', name })),
        ];
        for (const place of places) {
          for (const text of CRAFTED) {
            const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
              encodeURIComponent(place.in === 'path' && name === place.name ? text.replace('\ud800', '�') : '1'),
            );
            const query =
              place.in === 'query' ? `?${encodeURIComponent(place.name)}=${encodeURIComponent(text.replace('\ud800', '�'))}` : '';
            const payload = body ? { ...(harmless(body) as object), ...(place.in === 'body' ? { [place.name]: text } : {}) } : undefined;
            const answer = await call(login, method, url + query, payload);
            calls += 1;
            const trouble = troubleIn(answer);
            if (trouble) wrong.push(`${method} ${path} ${place.in} ${place.name} = ${JSON.stringify(text.slice(0, 40))}: ${trouble}`);
          }
        }
      }
    }
    console.log(`attacks: ${calls} crafted requests over ${Object.keys(api.paths).length} addresses`);
    expect(wrong).toEqual([]);
    const after = JSON.parse(await rowsOf()) as Record<string, number>;
    const was = JSON.parse(before) as Record<string, number>;
    expect(after.tables).toEqual(was.tables);
    expect(Number(after.people)).toBeGreaterThanOrEqual(Number(was.people));
  }, 240_000);

  it('in a search finds what is written so, and not everything', async () => {
    const all = (await call('duty', 'GET', '/api/stations')).json<{ items: unknown[] }>().items.length;
    expect(all).toBeGreaterThan(0);
    for (const text of ["' or '1'='1", '%', '_', "' or true --"])
      expect((await call('duty', 'GET', `/api/stations?q=${encodeURIComponent(text)}`)).json<{ items: unknown[] }>().items, text).toEqual(
        [],
      );
  });

  it('in JSON does not reach the prototype of anything, and a body nested without end is refused', async () => {
    const session = sessions.get('engineer') as SignedIn;
    const raw = (payload: string) =>
      house.web.app.inject({
        method: 'POST',
        url: '/api/kept/replay',
        payload,
        headers: { cookie: session.cookie, 'x-csrf-token': session.csrf, 'content-type': 'application/json' },
      });
    for (const text of ['{"mn":"x","__proto__":{"polluted":true}}', '{"mn":"x","constructor":{"prototype":{"polluted":true}}}'])
      expect((await raw(text)).statusCode).toBeLessThan(500);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(troubleIn(await raw(`${'['.repeat(200_000)}${']'.repeat(200_000)}`))).toBeNull();
  });
});

describe('a path', () => {
  it('that climbs out of the console leads nowhere', async () => {
    for (const path of [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/assets/../../secret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/assets/..%5c..%5csecret.txt',
      '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
      '/assets/..%c0%af..%c0%afsecret.txt',
      '//secret.txt',
      '/assets/%00/../../secret.txt',
    ]) {
      // Sent as it stands: a client library would tidy the path first.
      const answer = await rawly(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(answer, path).not.toContain('NOT FOR READING');
      expect(answer, path).toMatch(/^HTTP\/1\.1 (200|400|403|404)/);
    }
    expect((await call(null, 'GET', '/assets/a.js')).body).toBe('export {};');
  });
});

function rawly(text: string): Promise<string> {
  return new Promise((told, failed) => {
    let heard = '';
    const socket = connect(port(), '127.0.0.1', () => socket.write(text));
    socket.setTimeout(5_000, () => socket.destroy());
    socket.on('data', (part) => {
      heard += part.toString('latin1');
    });
    socket.on('close', () => told(heard));
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? told(heard) : failed(error)));
  });
}

describe('a request that is not as it should be', () => {
  it('too large, in head or body, is refused before it is read', async () => {
    const big = await call('engineer', 'POST', '/api/kept/replay', { mn: 'x'.repeat(2_000_000) });
    expect([big.statusCode, big.json<{ code: string }>().code]).toEqual([413, 'http.tooLarge']);
    expect(await rawly(`GET /api/today HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431/);
  });

  it('of another type than JSON is refused', async () => {
    const session = sessions.get('engineer') as SignedIn;
    for (const type of ['application/x-www-form-urlencoded', 'text/xml', 'application/x-java-serialized-object']) {
      const answer = await house.web.app.inject({
        method: 'POST',
        url: '/api/kept/replay',
        payload: 'mn=x',
        headers: { cookie: session.cookie, 'x-csrf-token': session.csrf, 'content-type': type },
      });
      expect([answer.statusCode, answer.json<{ code: string }>().code], type).toEqual([415, 'http.wrongType']);
    }
  });

  it('that says two lengths, or ends where another begins, is not believed', async () => {
    const both =
      'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/today HTTP/1.1\r\nHost: x\r\n\r\n';
    expect(await rawly(both)).toMatch(/^HTTP\/1\.1 400/);
    const twice = 'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 40\r\n\r\n{}';
    expect(await rawly(twice)).toMatch(/^HTTP\/1\.1 400/);
    expect(await rawly('NONSENSE / HTTP/1.1\r\nHost: x\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/);
  });

  it('with a method in a header or a field is taken by its own method', async () => {
    const headers = { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' };
    expect((await call('duty', 'GET', '/api/session', undefined, headers)).statusCode).toBe(200);
    expect((await call('duty', 'GET', '/api/session')).statusCode).toBe(200);
  });
});

describe('a page of another site', () => {
  it('cannot change anything with a signed-in browser: the cookie alone is not enough', async () => {
    const unsafe = house.web.routes.filter((route) => route.method !== 'GET');
    expect(unsafe.length).toBeGreaterThan(5);
    for (const { method, url, roles } of unsafe) {
      const who = sessions.get(LOGINS[roles[0] as string] as string) as SignedIn;
      for (const token of [undefined, '', 'guess', (sessions.get('auditor') as SignedIn).csrf.split('').reverse().join('')]) {
        const answer = await house.web.app.inject({
          method: method as 'POST',
          url: url.replaceAll(/:(\w+)/g, '1'),
          headers: { cookie: who.cookie, origin: 'https://elsewhere.example', ...(token === undefined ? {} : { 'x-csrf-token': token }) },
          payload: {},
        });
        expect([answer.statusCode, answer.json<{ code: string }>().code], `${method} ${url}`).toEqual([403, 'access.wrongCsrf']);
      }
    }
  });

  it('is told nothing: no answer names an origin that may read it', async () => {
    for (const [method, url] of [
      ['GET', '/api/session'],
      ['OPTIONS', '/api/files'],
      ['GET', '/api/files'],
    ] as const) {
      const answer = await call('duty', method, url, undefined, {
        origin: 'https://elsewhere.example',
        'access-control-request-method': 'POST',
      });
      expect(
        Object.keys(answer.headers).filter((name) => name.startsWith('access-control')),
        `${method} ${url}`,
      ).toEqual([]);
    }
  });

  it('cannot frame us, sniff our types, or run a script of its own in our pages', async () => {
    for (const url of ['/', '/api/session', '/files/1', '/nothing', '/api/nothing']) {
      const { headers } = await call('duty', 'GET', url);
      const policy = String(headers['content-security-policy']);
      expect(policy, url).toContain("default-src 'self'");
      expect(policy, url).toContain("script-src 'self'");
      expect(policy, url).not.toMatch(/script-src[^;]*('unsafe-inline'|'unsafe-eval'|\*)/);
      expect(policy, url).toContain("frame-ancestors 'none'");
      expect(policy, url).toContain("object-src 'none'");
      expect(headers['x-content-type-options'], url).toBe('nosniff');
      expect(headers['x-frame-options'], url).toBeTruthy();
      expect(headers['referrer-policy'], url).toBeTruthy();
      expect(headers['x-powered-by'] ?? headers.server, url).toBeUndefined();
    }
  });
});

describe('the session cookie', () => {
  it('is out of reach of scripts and of other sites, and another one is made at every sign-in', async () => {
    const signIn = (cookie?: string) =>
      house.web.app.inject({
        method: 'POST',
        url: '/api/session',
        payload: { login: 'leader', password: house.password },
        ...(cookie ? { headers: { cookie } } : {}),
      });
    const first = String((await signIn()).headers['set-cookie']);
    expect(first).toMatch(/HttpOnly/);
    expect(first).toMatch(/SameSite=Strict/);
    expect(first).toMatch(/Path=\//);
    // A cookie planted beforehand does not become the session.
    const planted = `${first.split('=')[0]}=planted-by-a-stranger`;
    const second = String((await signIn(planted)).headers['set-cookie']);
    expect(second).not.toContain('planted');
    expect(second.split(';')[0]).not.toBe(first.split(';')[0]);
  });

  it('cut short, made up, or of a session that has ended opens nothing', async () => {
    const { cookie, csrf } = await house.signIn('leader');
    for (const bad of [cookie.slice(0, -1), `${cookie}x`, `${cookie.split('=')[0]}=${'A'.repeat(43)}`, `${cookie.split('=')[0]}=`])
      expect((await house.web.app.inject({ method: 'GET', url: '/api/session', headers: { cookie: bad } })).statusCode, bad).toBe(401);
    await house.web.app.inject({ method: 'DELETE', url: '/api/session', headers: { cookie, 'x-csrf-token': csrf } });
    expect((await house.web.app.inject({ method: 'GET', url: '/api/session', headers: { cookie } })).statusCode).toBe(401);
  });
});
