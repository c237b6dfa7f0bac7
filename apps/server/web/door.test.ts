/** The door as a browser and a stranger meet it: cookies, tokens, what must come first, and how soon a change of rights is felt. */
import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeAccount, grant, hashPassword, makeFirstLink, putPerson, type Role } from '../../../foundation/access/index.ts';
import { defaultConfig } from '../../../foundation/config/index.ts';
import { isRefusal } from '../../../foundation/refusal.ts';
import { type House, openHouse } from '../../../foundation/testing/house.ts';
import { ROOMS } from '../house.ts';
import type { Runtime } from '../runtime.ts';
import { countTries } from './limits.ts';
import { openWeb, type Web } from './web-role.ts';

const PASSWORD = 'Qiantang-tide-07';
let house: House;
let web: Web;
let home: string;
let passwordHash: string;

beforeAll(async () => {
  house = await openHouse(ROOMS);
  home = mkdtempSync(join(tmpdir(), 'xiushui-door-'));
  passwordHash = await hashPassword(PASSWORD);
  const config = defaultConfig();
  config.web.trustProxy = ['127.0.0.1'];
  const runtime: Runtime = {
    home,
    frames: join(home, 'frames'),
    consoleDir: '',
    urls: { owner: house.urls.postgres, app: house.urls.app, system: house.urls.system },
    web: { host: '127.0.0.1', port: 0 },
    hj212: { host: '127.0.0.1', port: 0 },
    config,
    demo: false,
    log: 'json',
  };
  web = await openWeb(runtime);
  await web.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await web?.close();
  await house?.close();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(async () => {
  await house.owner.query('truncate session, person, one_time, firm_application, phone_code, citizen, outbox cascade');
  for (const [login, role] of Object.entries({
    wang: 'duty',
    admin: 'admin',
    security: 'security',
    auditor: 'auditor',
    officer: 'officer',
  }))
    await house.system.tx((tx) =>
      putPerson(tx, {
        login,
        role: role as Role,
        name: login,
        body: 'bureau',
        party: null,
        districts: ['*'],
        certificate: null,
        passwordHash,
        demo: false,
        staffNo: login,
      }),
    );
});

interface Held {
  cookie: string;
  csrf: string;
}
function call(
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  payload?: object,
  held?: Partial<Held>,
  headers: Record<string, string> = {},
) {
  return web.app.inject({
    method,
    url,
    headers: { ...(held?.cookie ? { cookie: held.cookie } : {}), ...(held?.csrf ? { 'x-csrf-token': held.csrf } : {}), ...headers },
    ...(payload ? { payload } : {}),
  });
}
async function enter(login: string, password = PASSWORD, headers: Record<string, string> = {}): Promise<Held & { set: string }> {
  const answer = await call('POST', '/api/session', { login, password }, undefined, headers);
  expect(answer.statusCode, answer.body).toBe(200);
  const set = String(answer.headers['set-cookie']);
  return { set, cookie: set.split(';')[0] as string, csrf: answer.json<{ csrf: string }>().csrf };
}
const codeOf = (answer: { json<T>(): T }) => answer.json<{ code: string }>().code;
const HTTPS = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.9' };

describe('the session’s cookie', () => {
  it('is not readable by a page, goes to no other site’s request, and over https only to this host and encrypted', async () => {
    const plain = (await enter('wang')).set;
    expect(plain).toMatch(/^xiushui=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const secure = (await enter('wang', PASSWORD, HTTPS)).set;
    expect(secure).toMatch(/^__Host-xiushui=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  });

  it('over https is not taken from a name that another host or plain http could have set', async () => {
    const { cookie } = await enter('wang', PASSWORD, HTTPS);
    expect((await call('GET', '/api/session', undefined, { cookie }, HTTPS)).statusCode).toBe(200);
    expect((await call('GET', '/api/session', undefined, { cookie: cookie.replace('__Host-', '') }, HTTPS)).statusCode).toBe(401);
  });

  it('is another after signing in than before: one that was planted opens nothing', async () => {
    const planted = await enter('officer');
    const mine = await call('POST', '/api/session', { login: 'wang', password: PASSWORD }, planted);
    expect(String(mine.headers['set-cookie'])).not.toContain(planted.cookie);
    expect(codeOf(await call('GET', '/api/me', undefined, planted))).toBe('access.sessionEnded');
  });
});

describe('an office behind one address', () => {
  const office = { 'x-forwarded-for': '192.0.2.50' };
  const attempt = (login: string, password = 'wrong') => call('POST', '/api/session', { login, password }, undefined, office);

  it('signs in at half past eight, forty within the minute, and nobody waits for anybody', async () => {
    const names = Array.from({ length: 40 }, (_, n) => `desk-${n}`);
    for (const login of names)
      await house.system.tx((tx) =>
        putPerson(tx, {
          login,
          role: 'duty',
          name: login,
          body: 'bureau',
          party: null,
          districts: ['*'],
          certificate: null,
          passwordHash,
          demo: false,
          staffNo: login,
        }),
      );
    const all = await Promise.all(names.map((login) => attempt(login, PASSWORD)));
    expect(all.map((answer) => answer.statusCode)).toEqual(Array(40).fill(200));
  });

  it('tries ten wrong passwords of one name in a minute, sent at once or one by one, and then waits; a colleague comes in', async () => {
    const all = await Promise.all(Array.from({ length: 14 }, () => attempt('nobody')));
    expect(all.filter((answer) => codeOf(answer) === 'http.tooMany')).toHaveLength(4);
    const over = await attempt('NOBODY');
    expect([codeOf(over), Number(over.headers['retry-after']) > 0]).toEqual(['http.tooMany', true]);
    // From elsewhere the same name is another's try, and the lock of the account is what follows it there.
    expect(codeOf(await call('POST', '/api/session', { login: 'nobody', password: 'wrong' }))).toBe('access.wrongPassword');
    expect((await attempt('wang', PASSWORD)).statusCode).toBe(200);
  });

  it('that tries one password on many names is stopped by a count over all of them', () => {
    const tries = countTries({ ...defaultConfig().web, failedSignInsPerMinute: 10, failedSignInsPerAddress: 30 });
    const begun = Array.from({ length: 31 }, (_, n) => tries.begin(`name-${n}`, '192.0.2.60', 1_000 * n));
    expect(begun).toEqual([...Array(30).fill(null), 30]);
    expect(tries.begin('name-1', '192.0.2.61', 30_000)).toBeNull();
    // A minute after the first it begins anew.
    expect(tries.begin('name-1', '192.0.2.60', 60_000)).toBeNull();
  });

  it('keeps what it counts within bounds, whatever names are invented', () => {
    const tries = countTries({ ...defaultConfig().web, failedSignInsPerMinute: 1, failedSignInsPerAddress: 1_000_000 });
    for (let n = 0; n < 50_000; n += 1) tries.begin(`name-${n}`, '192.0.2.62', 1_000);
    expect([tries.begin('name-49999', '192.0.2.62', 1_000), tries.begin('name-1', '192.0.2.62', 1_000)]).toEqual([60, null]);
  });
});

describe('leaving', () => {
  it('needs the anti-forgery token, so that no other site throws a person out', async () => {
    const held = await enter('wang');
    expect(codeOf(await call('DELETE', '/api/session', undefined, { cookie: held.cookie }))).toBe('access.wrongCsrf');
    expect((await call('GET', '/api/session', undefined, held)).statusCode).toBe(200);
    expect((await call('DELETE', '/api/session', undefined, held)).statusCode).toBe(200);
    expect((await call('GET', '/api/session', undefined, held)).statusCode).toBe(401);
  });
});

describe('a change of rights (F8)', () => {
  const SECURITY = { login: 'security', name: 'security', role: 'security' as const };
  it('is felt by the very next request', async () => {
    const held = await enter('wang');
    expect((await call('GET', '/api/today', undefined, held)).statusCode).toBe(200);
    await grant(house.system, SECURITY, 'wang', { role: 'duty', districts: ['330481000000'], party: null, certificate: null }, Date.now());
    expect((await call('GET', '/api/session', undefined, held)).json()).toMatchObject({ person: { scope: ['330481000000'] } });
    await grant(house.system, SECURITY, 'wang', { role: 'office', districts: ['*'], party: null, certificate: null }, Date.now());
    expect((await call('GET', '/api/today', undefined, held)).statusCode).toBe(401);
  });

  it('closes a live stream that was opened before it', async () => {
    const held = await enter('wang');
    const { port } = web.app.server.address() as AddressInfo;
    const ended = new Promise<void>((resolve, reject) => {
      get({ host: '127.0.0.1', port, path: '/api/live', headers: { cookie: held.cookie } }, (answer) => {
        expect(answer.statusCode).toBe(200);
        answer.on('end', resolve).on('error', reject).resume();
        void closeAccount(house.system, { login: 'admin', name: 'admin', role: 'admin' }, 'wang', '离职', Date.now());
      }).on('error', reject);
    });
    await ended;
  });
});

describe('what comes first', () => {
  it('before a password of one’s own is set nothing is answered but that', async () => {
    const admin = await enter('admin');
    const made = (await call('POST', '/api/accounts', { login: 'li', name: '李工', body: 'bureau', staffNo: 'S1' }, admin)).json<{
      password: string;
    }>();
    const security = await enter('security');
    expect((await call('POST', '/api/accounts/li/grant', { role: 'duty', districts: ['*'] }, security)).statusCode).toBe(200);
    const li = await enter('li', made.password);
    expect(codeOf(await call('GET', '/api/today', undefined, li))).toBe('access.passwordFirst');
    expect((await call('GET', '/api/me', undefined, li)).json()).toMatchObject({ mustChange: true });
    const weak = await call('POST', '/api/me/password', { old: made.password, fresh: 'short' }, li);
    expect(weak.json()).toMatchObject({
      status: 422,
      code: 'access.weakPassword',
      findings: [{ says: expect.any(String) }, { says: expect.any(String) }],
    });
    expect((await call('POST', '/api/me/password', { old: made.password, fresh: 'Lotus-and-7-bridges' }, li)).statusCode).toBe(200);
    expect((await call('GET', '/api/today', undefined, li)).statusCode).toBe(200);
  });

  it('a house without a system administrator is entered by its link: three people, once', async () => {
    await house.owner.query('truncate person cascade');
    const made = await house.system.tx((tx) => makeFirstLink(tx, Date.now()));
    if (isRefusal(made)) throw new Error(made.code);
    const { token } = made;
    expect((await call('POST', '/api/door/link', { token, purpose: 'firstAdministrators' })).statusCode).toBe(200);
    expect(codeOf(await call('POST', '/api/door/link', { token: 'x'.repeat(43), purpose: 'firstAdministrators' }))).toBe('access.linkOver');
    const people = [
      { role: 'admin', login: 'jia', name: '甲', staffNo: '1', password: 'Harbour-lamp-31' },
      { role: 'security', login: 'yi', name: '乙', staffNo: '2', password: 'Meadow-gate-52' },
      { role: 'auditor', login: 'bing', name: '丙', staffNo: '3', password: 'Willow-bank-73' },
    ];
    expect((await call('POST', '/api/door/first', { token, people })).statusCode).toBe(200);
    for (const { login, password } of people) await enter(login, password);
    expect(codeOf(await call('POST', '/api/door/first', { token, people }))).toBe('access.linkOver');
  });
});

describe('strangers', () => {
  const FIRM = {
    creditCode: '91330499DEM000110F',
    name: '示例运河印染有限公司',
    contact: '顾试十一',
    phone: '13900000001',
    district: '330411000000',
    proof: '法人授权书',
  };

  it('apply for a firm with a credit code whose check character fits, and are told the same whether or not it has an account', async () => {
    expect(codeOf(await call('POST', '/api/door/firm', { ...FIRM, creditCode: '91330499DEM000110G' }))).toBe('access.creditCodeWrong');
    const first = await call('POST', '/api/door/firm', FIRM);
    const again = await call('POST', '/api/door/firm', FIRM);
    expect([first.statusCode, first.body]).toEqual([again.statusCode, again.body]);
    const officer = await enter('officer');
    const { items } = (await call('GET', '/api/firm-applications', undefined, officer)).json<{ items: { id: string }[] }>();
    expect(items).toMatchObject([{ party: FIRM.creditCode, accounts: 0, registered: null, districtName: '秀洲区' }]);
    const decided = await call('POST', `/api/firm-applications/${items[0]?.id}/decide`, { approve: true }, officer);
    const { link } = decided.json<{ handOver: { link: string } }>().handOver;
    const token = link.split('#')[1];
    expect((await call('POST', '/api/door/password', { token, password: 'Lotus-and-7-bridges' })).json()).toEqual({
      login: FIRM.creditCode,
    });
    const firm = await enter(FIRM.creditCode, 'Lotus-and-7-bridges');
    const after = await call('POST', '/api/door/firm', FIRM);
    expect([after.statusCode, after.body]).toEqual([first.statusCode, first.body]);
    expect((await call('GET', '/api/colleagues', undefined, firm)).json()).toMatchObject({
      isKeeper: true,
      items: [{ login: FIRM.creditCode }],
    });
  });

  it('are slowed down by their address at every open route that changes something', async () => {
    const from = { 'x-forwarded-for': '192.0.2.77' };
    const limits: [string, object, number][] = [
      ['/api/door/firm', FIRM, 5],
      ['/api/door/code', { phone: 'x' }, 10],
      ['/api/door/password', { token: 'x' }, 10],
      ['/api/door/first', { token: 'x' }, 10],
      ['/api/door/sso/link', { code: 'x' }, 10],
    ];
    for (const [url, payload, max] of limits) {
      for (let n = 0; n < max; n += 1) expect((await call('POST', url, payload, undefined, from)).statusCode, url).not.toBe(429);
      expect((await call('POST', url, payload, undefined, from)).statusCode, url).toBe(429);
    }
  });

  it('try ten wrong codes for a telephone in a minute, and no more', async () => {
    const from = { 'x-forwarded-for': '192.0.2.78' };
    const attempt = (phone: string) => call('POST', '/api/door/code/enter', { phone, code: '000000' }, undefined, from);
    for (let n = 0; n < 10; n += 1) expect(codeOf(await attempt('13900000006'))).toBe('access.wrongCode');
    expect(codeOf(await attempt('13900000006'))).toBe('http.tooMany');
    expect(codeOf(await attempt('13900000007'))).toBe('access.wrongCode');
  });

  it('enter by telephone and see their own things only', async () => {
    expect((await call('POST', '/api/door/code', { phone: '13900000005' })).statusCode).toBe(202);
    const { rows } = await house.owner.query<{ body: string }>('select body from outbox');
    const code = /验证码 (\d{6})/.exec(rows[0]?.body ?? '')?.[1];
    const entered = await call('POST', '/api/door/code/enter', { phone: '13900000005', code });
    expect(entered.json()).toMatchObject({ person: { role: 'citizen', name: '139****0005' } });
    const held = { cookie: String(entered.headers['set-cookie']).split(';')[0] as string };
    expect((await call('GET', '/api/me', undefined, held)).statusCode).toBe(200);
    for (const url of ['/api/today', '/api/files', '/api/stations', '/api/accounts'])
      expect(codeOf(await call('GET', url, undefined, held)), url).toBe('access.notAllowed');
  });
});
