/** Single sign-on against a real provider (oidc-provider from npm) on loopback: the browser is played here, everything else is as it runs. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { grant, hashPassword, linkIdentity, listIdentities, makeLinkCode, putPerson } from '../../../foundation/access/index.ts';
import { defaultConfig } from '../../../foundation/config/index.ts';
import { isRefusal } from '../../../foundation/refusal.ts';
import { type House, openHouse } from '../../../foundation/testing/house.ts';
import { ROOMS } from '../house.ts';
import type { Runtime } from '../runtime.ts';
import { openWeb, type Web } from './web-role.ts';

const PASSWORD = 'Qiantang-tide-07';
let house: House;
let web: Web;
let home: string;
let server: Server;
let issuer: string;
let runtime: Runtime;

/** What a browser keeps: cookies of ours and of the provider, apart. */
class Browser {
  readonly ours = new Map<string, string>();
  readonly theirs = new Map<string, string>();

  async at(path: string, options: { method?: 'GET' | 'POST'; payload?: object } = {}) {
    const answer = await web.app.inject({
      method: options.method ?? 'GET',
      url: path,
      headers: { cookie: [...this.ours].map(([name, value]) => `${name}=${value}`).join('; '), host: 'xiushui.test' },
      ...(options.payload ? { payload: options.payload } : {}),
    });
    keep(this.ours, [answer.headers['set-cookie'] ?? []].flat());
    return answer;
  }

  /** Goes through the provider's pages as `account`, and answers with the address it sends the browser back to. */
  async through(address: string, account: string): Promise<string> {
    let url = address;
    for (let step = 0; step < 12; step += 1) {
      const answer = await this.ask(url);
      const to = answer.headers.get('location');
      if (to) {
        url = new URL(to, url).href;
        if (url.startsWith('http://xiushui.test')) return url.slice('http://xiushui.test'.length);
        continue;
      }
      // The provider's own development pages: one asks who it is, the next for consent.
      const page = await answer.text();
      const form = /action="([^"]+)"/.exec(page)?.[1];
      const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1];
      if (!form || !prompt) throw new Error(`no form at ${url}: ${page.slice(0, 300)}`);
      const said = new URLSearchParams({ prompt, ...(prompt === 'login' ? { login: account, password: 'x' } : {}) });
      const next = await this.ask(new URL(form, url).href, said);
      url = new URL(next.headers.get('location') ?? url, url).href;
    }
    throw new Error('the provider did not send the browser back');
  }

  private async ask(url: string, body?: URLSearchParams) {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...this.theirs].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(body ? { method: 'POST', body } : {}),
    });
    keep(this.theirs, answer.headers.getSetCookie());
    return answer;
  }
}

function keep(jar: Map<string, string>, cookies: string[]): void {
  for (const cookie of cookies) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (value === '' || /expires=Thu, 01 Jan 1970/i.test(cookie)) jar.delete(name);
    else jar.set(name, value);
  }
}

beforeAll(async () => {
  const { default: Provider } = (await import('oidc-provider')) as unknown as {
    default: new (issuer: string, set: object) => { callback(): never; on(name: string, heard: () => void): void };
  };
  const { createServer } = await import('node:http');
  server = createServer((request, reply) => (handler as (a: unknown, b: unknown) => void)(request, reply));
  let handler: unknown;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'xiushui',
        redirect_uris: ['http://xiushui.test/api/door/sso/return'],
        post_logout_redirect_uris: ['http://xiushui.test/login?why=out'],
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['name'] },
    conformIdTokenClaims: false,
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, name: `某${id}` }) }),
    cookies: { keys: ['a key for a test'] },
  });
  handler = provider.callback();

  house = await openHouse(ROOMS);
  home = mkdtempSync(join(tmpdir(), 'xiushui-sso-'));
  const passwordHash = await hashPassword(PASSWORD);
  await house.system.tx(async (tx) => {
    for (const [login, role] of [
      ['wang', 'duty'],
      ['li', 'officer'],
      ['security', 'security'],
      ['security.2', 'security'],
    ] as const)
      await putPerson(tx, {
        login,
        role,
        name: login,
        body: 'bureau',
        party: null,
        districts: ['*'],
        certificate: null,
        passwordHash,
        demo: false,
        staffNo: login,
      });
  });
  const config = defaultConfig();
  config.oidc = { ...config.oidc, issuer, clientId: 'xiushui', name: '示例统一认证', signOutThere: true };
  runtime = {
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
});
afterAll(async () => {
  await web?.close();
  await house?.close();
  await new Promise((resolve) => server?.close(resolve));
  rmSync(home, { recursive: true, force: true });
});
beforeEach(async () => {
  await house.owner.query('truncate identity, session, one_time cascade');
});

const SECURITY = { login: 'security', name: '施安平', role: 'security' as const };
const link = (sub: string, login: string) => linkIdentity(house.system, SECURITY, { issuer, sub }, login, Date.now());
/** The first visit makes the identity known; nobody has rights by it yet. */
async function known(sub: string, login: string) {
  await visit(new Browser(), sub);
  expect(isRefusal(await link(sub, login))).toBe(false);
}
async function visit(browser: Browser, account: string, to = '/files?status=open') {
  const begun = await browser.at(`/api/door/sso?to=${encodeURIComponent(to)}`);
  expect(begun.statusCode).toBe(302);
  return browser.at(await browser.through(String(begun.headers.location), account));
}
const REFUSED = '/login?refused=access.providerRefused';

describe('single sign-on', () => {
  it('is told on the sign-in page by the name that was set', async () => {
    expect((await new Browser().at('/api/door')).json()).toMatchObject({ singleSignOn: '示例统一认证' });
  });

  it('asks with PKCE, state and nonce, and gives the browser one cookie that another site’s redirect may bring back', async () => {
    const begun = await new Browser().at('/api/door/sso');
    const asked = new URL(String(begun.headers.location));
    expect(asked.origin).toBe(issuer);
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: 'http://xiushui.test/api/door/sso/return',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    const cookie = String(begun.headers['set-cookie']);
    for (const part of ['xiushui-away=', 'HttpOnly', 'SameSite=Lax', 'Path=/api/door/sso/return', 'Max-Age=600'])
      expect(cookie).toContain(part);
    // Neither state, nonce nor verifier is kept on our side: only the hash of what they are derived from.
    const { rows } = await house.owner.query('select * from one_time');
    for (const secret of [asked.searchParams.get('state'), asked.searchParams.get('nonce'), /away=([^.;]+)/.exec(cookie)?.[1]])
      expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('gives an unknown identity no rights, lists it as waiting, and tells the person so', async () => {
    const browser = new Browser();
    const back = await visit(browser, 'stranger');
    expect(back.headers.location).toBe('/login?refused=access.identityWaits');
    expect(browser.ours.has('xiushui')).toBe(false);
    expect((await browser.at('/api/session')).statusCode).toBe(401);
    expect(await house.system.tx(listIdentities)).toMatchObject([{ issuer, sub: 'stranger', name: '某stranger', login: null }]);
  });

  it('lets in whom the security administrator linked, with the rights of the account, back to where they wanted to go', async () => {
    await known('1001', 'wang');
    const browser = new Browser();
    const back = await visit(browser, '1001');
    expect(back.headers.location).toBe('/files?status=open');
    expect((await browser.at('/api/session')).json()).toMatchObject({ person: { login: 'wang', role: 'duty' }, mustChange: false });
    expect((await browser.at('/api/today')).statusCode).toBe(200);
    // Rights are the account's of this moment (F8).
    await grant(house.system, SECURITY, 'wang', { role: 'office', districts: ['*'], party: null, certificate: null }, Date.now());
    expect((await browser.at('/api/session')).statusCode).toBe(401);
    await grant(house.system, SECURITY, 'wang', { role: 'duty', districts: ['*'], party: null, certificate: null }, Date.now());
  });

  it('goes to no other site after signing in', async () => {
    await known('1001', 'wang');
    for (const to of ['https://elsewhere.example/', '//elsewhere.example', '/\\elsewhere.example'])
      expect((await visit(new Browser(), '1001', to)).headers.location).toBe('/');
  });

  it('links by a code that the account’s holder made, once', async () => {
    const browser = new Browser();
    await visit(browser, '1002');
    const made = await makeLinkCode(house.system, { login: 'li', name: 'li', role: 'officer' }, 'li', Date.now());
    if (isRefusal(made)) throw new Error(made.code);
    expect((await browser.at('/api/door/sso/link', { method: 'POST', payload: { code: 'x'.repeat(43) } })).statusCode).toBe(410);
    const stranger = new Browser();
    expect((await stranger.at('/api/door/sso/link', { method: 'POST', payload: { code: made.code } })).statusCode).toBe(410);
    const entered = await browser.at('/api/door/sso/link', { method: 'POST', payload: { code: made.code } });
    expect(entered.json()).toMatchObject({ person: { login: 'li' } });
    expect((await browser.at('/api/session')).statusCode).toBe(200);
    const second = new Browser();
    await visit(second, '1003');
    expect((await second.at('/api/door/sso/link', { method: 'POST', payload: { code: made.code } })).statusCode).toBe(410);
  });

  it('refuses an answer with a wrong state, with another browser’s, or without a beginning', async () => {
    await known('1001', 'wang');
    const browser = new Browser();
    const begun = await browser.at('/api/door/sso');
    const back = await browser.through(String(begun.headers.location), '1001');
    expect((await new Browser().at(back)).headers.location).toBe(REFUSED);
    const other = new Browser();
    await other.at('/api/door/sso');
    expect((await other.at(back)).headers.location).toBe(REFUSED);
    const forged = new URL(back, 'http://xiushui.test');
    forged.searchParams.set('state', 'x'.repeat(43));
    expect((await browser.at(forged.pathname + forged.search)).headers.location).toBe(REFUSED);
    // Used up by the wrong one: the right one comes too late, and the person begins again.
    expect((await browser.at(back)).headers.location).toBe(REFUSED);
  });

  it('refuses a code that was used before, though the browser brings its cookie again', async () => {
    await known('1001', 'wang');
    const browser = new Browser();
    const begun = await browser.at('/api/door/sso');
    const cookie = browser.ours.get('xiushui-away') as string;
    const back = await browser.through(String(begun.headers.location), '1001');
    expect((await browser.at(back)).headers.location).toBe('/');
    const thief = new Browser();
    thief.ours.set('xiushui-away', cookie);
    expect((await thief.at(back)).headers.location).toBe(REFUSED);
    expect((await house.owner.query('select 1 from session')).rows).toHaveLength(1);
  });

  it('refuses a token made for another nonce', async () => {
    await known('1001', 'wang');
    const browser = new Browser();
    const begun = await browser.at('/api/door/sso');
    const tampered = new URL(String(begun.headers.location));
    tampered.searchParams.set('nonce', 'another');
    expect((await browser.at(await browser.through(tampered.href, '1001'))).headers.location).toBe(REFUSED);
  });

  it('refuses a code asked for with another verifier', async () => {
    await known('1001', 'wang');
    const browser = new Browser();
    const begun = await browser.at('/api/door/sso');
    const tampered = new URL(String(begun.headers.location));
    tampered.searchParams.set('code_challenge', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
    expect((await browser.at(await browser.through(tampered.href, '1001'))).headers.location).toBe(REFUSED);
  });

  it('tells a person who refused over there to begin again', async () => {
    const browser = new Browser();
    const begun = await browser.at('/api/door/sso');
    const state = new URL(String(begun.headers.location)).searchParams.get('state');
    const back = `/api/door/sso/return?error=access_denied&state=${state}&iss=${encodeURIComponent(issuer)}`;
    expect((await browser.at(back)).headers.location).toBe(REFUSED);
  });

  it('lets nobody into an account that is closed', async () => {
    await known('1001', 'wang');
    await house.owner.query(`update person set active = false where login = 'wang'`);
    expect((await visit(new Browser(), '1001')).headers.location).toBe('/login?refused=access.identityWaits');
    await house.owner.query(`update person set active = true where login = 'wang'`);
  });

  it('on leaving names the provider’s own place to leave, when that is wanted', async () => {
    await known('1001', 'wang');
    const browser = new Browser();
    await visit(browser, '1001');
    const { csrf } = (await browser.at('/api/session')).json<{ csrf: string }>();
    const left = await web.app.inject({
      method: 'DELETE',
      url: '/api/session',
      headers: { cookie: `xiushui=${browser.ours.get('xiushui')}`, 'x-csrf-token': csrf, host: 'xiushui.test' },
    });
    const leave = new URL(left.json<{ leave: string }>().leave);
    expect(leave.origin).toBe(issuer);
    expect(leave.searchParams.get('post_logout_redirect_uri')).toBe('http://xiushui.test/login?why=out');
    expect((await fetch(leave)).status).toBe(200);
  });

  it('when the provider is away says so at once, and the account’s own password lets in as ever', async () => {
    const config = { ...runtime.config, oidc: { ...runtime.config.oidc, issuer: 'http://127.0.0.1:9' } };
    const alone = await openWeb({ ...runtime, config });
    try {
      const begun = await alone.app.inject({ method: 'GET', url: '/api/door/sso' });
      expect(begun.headers.location).toBe('/login?refused=access.providerAway');
      const entered = await alone.app.inject({ method: 'POST', url: '/api/session', payload: { login: 'wang', password: PASSWORD } });
      expect(entered.statusCode).toBe(200);
    } finally {
      await alone.close();
    }
  });
});
