/**
 * Every route, asked by every role of two districts, of the whole city and of a management area, each with a valid session: generated from the routes
 * and from the API's own description, so that a route made tomorrow is walked tomorrow. Whoever's role is not named is refused; whoever's is, is never
 * shown a firm, a record or a district beyond their own, in an answer, a spreadsheet or a live event; and the id of a record elsewhere is answered
 * word for word as one that does not exist.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHouse } from '../apps/server/house.ts';
import { bindCases, bindReactions, computeAndJudge, react, takeFrames } from '../apps/server/line.ts';
import { openStationBook } from '../apps/server/stations.ts';
import { StreamIds } from '../engines/observation/index.ts';
import { hashPassword, putPerson, ROLES, type Role, signIn } from '../foundation/access/index.ts';
import { HOUR, MINUTE, SECOND } from '../foundation/day.ts';
import { isRefusal } from '../foundation/refusal.ts';
import { notify, openSystemStore, type Store } from '../foundation/store/store.ts';
import { encodeFrame, openFrameLog } from '../gateways/hj212/index.ts';
import { openWebHouse, type WebHouse } from './web-house.ts';

/**
 * Routes that speak of the house and not of anyone's records, whose answers may name any area: who exists and who may do what is read by all officials,
 * and the outline of the city on the map is no secret.
 */
const OF_THE_HOUSE = /^\/api\/(directory|session|map)\b/;
/** Accounts are kept for the whole house: an administrator has no district among them, and is shown whose they are. */
const ACCOUNTS = /^\/api\/accounts\b/;

const HAINING = '330481000000';
const XIUZHOU = '330411000000';
const PORT = '330491000000';
const AREAS: Record<string, string[]> = { haining: [HAINING], xiuzhou: [XIUZHOU], city: ['*'], port: [PORT] };
/** One outlet of each district: over its limit for an hour, so that each has a frame, a verdict and a file. */
const OUTLETS = ['91330499DEM0000146-DW001', '91330499DEM000110F-DW001'];
const PASSWORD = '青山依旧在 2026';

interface Account {
  login: string;
  role: Role;
  area: string;
  party: string | null;
  cookie: string;
  csrf: string;
  /** Texts that must not be in anything this account is shown. */
  foreign: string[];
  /** Codes of the areas beyond its own. */
  beyond: string[];
}

let standing: WebHouse;
let runtime: WebHouse['runtime'];
let web: WebHouse['web'];
let store: Store;
const accounts: Account[] = [];
let firms: { code: string; name: string; district: string }[] = [];
const tally = { calls: 0, refused: 0, shown: 0, sheets: 0, foreign: 0, changes: 0, events: 0 };

beforeAll(async () => {
  standing = await openWebHouse();
  ({ web, runtime } = standing);
  store = openSystemStore(runtime.urls.system, 'xiushui areas', 4);
  await makeRecords();
  firms = await store.tx((tx) => tx.query(`select code, name, district from registry_entry where register = 'firm' and known_to is null`));
  await makeAccounts();
}, 120_000);
afterAll(async () => {
  console.log(
    `permission calls: ${tally.calls} (${tally.refused} refused to the wrong role, ${tally.shown} answers and ${tally.sheets} sheets walked, ` +
      `${tally.foreign} ids of elsewhere, ${tally.changes} changes tried on them), ${tally.events} live events`,
  );
  await store?.close();
  await standing?.close();
});

async function makeRecords(): Promise<void> {
  const house = openHouse();
  const stations = await openStationBook(store, runtime.urls.system, 'xiushui areas', house);
  const log = await openFrameLog(runtime.frames);
  try {
    const passwords = JSON.parse(readFileSync(join(runtime.home, 'logger-passwords.json'), 'utf8')) as Record<string, string>;
    const now = Date.now();
    const hour = Math.floor(now / HOUR) * HOUR - 2 * HOUR;
    for (const outlet of OUTLETS) {
      const mn = stations.ofPlace(outlet)?.id ?? '';
      for (let i = 0; i < 6; i += 1) {
        const text = new Date(hour + i * 10 * MINUTE + 8 * HOUR).toISOString().replace(/\D/g, '').slice(0, 14);
        const values: [string, string][] = [
          ['w01018-Avg', '990'],
          ['w01018-Flag', 'N'],
        ];
        const header = { QN: `${text}000`, ST: '32', CN: '2051', MN: mn, PW: passwords[mn] ?? '', Flag: 5 };
        const bytes = encodeFrame(header, [[['DataTime', text]], values]);
        await log.append({ receivedAt: now, peer: '192.0.2.1:1', kind: 'frame', admission: i < 5 ? 'accepted' : 'wrongPw', bytes });
      }
    }
    const ids = new StreamIds();
    await takeFrames(store, runtime.frames, ids, stations, house, now);
    await computeAndJudge(store, ids, stations, house, now + 5 * SECOND);
    await react(store, bindReactions(house, bindCases(house)), now + 6 * SECOND);
  } finally {
    await log.close();
    await stations.close();
  }
}

async function makeAccounts(): Promise<void> {
  const passwordHash = await hashPassword(PASSWORD);
  const areas = [...new Set(['330402000000', '330421000000', '330424000000', '330482000000', '330483000000', HAINING, XIUZHOU, PORT])];
  const enter = async (login: string, role: Role, area: string, districts: string[], party: string | null) => {
    await store.tx((tx) =>
      putPerson(tx, { login, name: `走查${login}`, role, body: 'bureau', party, districts, certificate: null, passwordHash, demo: true }),
    );
    const opened = await signIn(store, login, PASSWORD, Date.now());
    if (isRefusal(opened)) throw new Error(`${login}: ${opened.code}`);
    const sees = (firm: { code: string; district: string }) =>
      party ? firm.code === party : districts.includes('*') || districts.includes(firm.district);
    accounts.push({
      login,
      role,
      area,
      party,
      cookie: `xiushui=${opened.token}`,
      csrf: opened.csrf,
      foreign: firms.filter((firm) => !sees(firm)).flatMap((firm) => [firm.code, firm.name]),
      beyond: party ? [] : districts.includes('*') ? [] : areas.filter((code) => !districts.includes(code)),
    });
  };
  for (const role of Object.keys(ROLES) as Role[]) {
    if (role === 'firm') for (const outlet of OUTLETS) await enter(`walk.firm.${outlet}`, role, 'firm', [], outlet.split('-')[0] as string);
    else if (role === 'citizen') await enter('walk.citizen', role, 'citizen', [], 'citizen/walk');
    else for (const [area, districts] of Object.entries(AREAS)) await enter(`walk.${role}.${area}`, role, area, districts, null);
  }
}

/** What hangs on the files of both districts: papers, a dossier, and a photo handed in by each firm. Their ids. */
async function makeExports(): Promise<string[]> {
  const everywhere = accounts.find(({ role, area }) => role === 'officer' && area === 'city') as Account;
  const made: string[] = [];
  const keep = (answer: Answer) => made.push(String((JSON.parse(answer.body) as { id?: unknown }).id ?? ''));
  const { items } = JSON.parse((await call(everywhere, 'GET', '/api/files?status=all')).body) as { items: { id: string }[] };
  for (const { id } of items) {
    const { can } = JSON.parse((await call(everywhere, 'GET', `/api/files/${id}/papers`)).body) as { can: { id: string }[] };
    for (const { id: document } of can) keep(await call(everywhere, 'POST', `/api/files/${id}/papers`, { document }));
    keep(await call(everywhere, 'POST', `/api/files/${id}/dossiers`));
  }
  const photo = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  for (const account of accounts.filter(({ role }) => role === 'firm')) {
    const head = '--B\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n';
    const answer = await web.app.inject({
      method: 'POST',
      url: '/api/uploads',
      headers: { cookie: account.cookie, 'x-csrf-token': account.csrf, 'content-type': 'multipart/form-data; boundary=B' },
      payload: Buffer.concat([Buffer.from(head), photo, Buffer.from('\r\n--B--\r\n')]),
    });
    keep({ status: answer.statusCode, body: answer.body, type: '' });
  }
  return made.filter(Boolean);
}

interface Answer {
  status: number;
  body: string;
  type: string;
}
async function call(account: Account, method: string, url: string, payload?: object): Promise<Answer> {
  tally.calls++;
  const answer = await web.app.inject({
    method: method as 'GET',
    url,
    headers: { cookie: account.cookie, 'x-csrf-token': account.csrf },
    ...(payload ? { payload } : {}),
  });
  return { status: answer.statusCode, body: answer.body, type: String(answer.headers['content-type']) };
}

const gets = () => web.routes.filter(({ method }) => method === 'GET');
const hasParams = (url: string) => url.includes(':');
const count = (url: string) => (url.match(/:/g) ?? []).length;
/** What a route that must be told more is told. */
const MORE: Record<string, string> = { '/api/stations/:outlet/series': '?parameter=w01018' };
/** An address of the route; of two names, the id has both. */
const addressed = (url: string, id: string) => {
  const parts = count(url) > 1 ? id.split('/') : [id];
  return url.replace(/:[^/]+/g, () => encodeURIComponent(parts.shift() ?? '')) + (MORE[url] ?? '');
};
const fill = (url: string, value: string) => url.replace(/:[^/]+/g, () => encodeURIComponent(value));
/** What is in an answer that this account must not see. */
function foreignIn({ body }: Answer, account: Account, url: string): string[] {
  if (ACCOUNTS.test(url)) return [];
  const found = account.foreign.filter((text) => body.includes(text));
  return OF_THE_HOUSE.test(url) ? found : [...found, ...account.beyond.filter((code) => body.includes(code))];
}

interface Described {
  parameters?: { name: string; in: string; schema?: { enum?: string[] } }[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
}
interface Schema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minimum?: number;
  minLength?: number;
  minItems?: number;
  pattern?: string;
  default?: unknown;
}
function described(method: string, url: string): Described | undefined {
  const { paths } = web.app.swagger() as unknown as { paths: Record<string, Record<string, Described>> };
  return paths[url.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
}
/** Something the schema would take. */
function sampleOf(schema: Schema | undefined): unknown {
  if (!schema) return {};
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [either] = schema.anyOf ?? schema.oneOf ?? [];
  if (either) return sampleOf(either);
  if (schema.type === 'object')
    return Object.fromEntries((schema.required ?? []).map((name) => [name, sampleOf(schema.properties?.[name])]));
  if (schema.type === 'array') return schema.minItems ? [sampleOf(schema.items)] : [];
  if (schema.type === 'number' || schema.type === 'integer') return Math.max(1, schema.minimum ?? 1);
  if (schema.type === 'boolean') return false;
  if (schema.pattern?.includes('\\d{4}-')) return '2026-01-01';
  return 'x'.repeat(Math.max(1, schema.minLength ?? 1));
}

describe('every route, by role and area', () => {
  it('is refused to every role not named for it, wherever its account is', async () => {
    const wrong: string[] = [];
    for (const { method, url, roles } of web.routes)
      for (const account of accounts.filter(({ role }) => !roles.includes(role))) {
        const answer = await call(account, method, fill(url, '1'), method === 'GET' ? undefined : {});
        tally.refused++;
        if (answer.status !== 403 || !answer.body.includes('"access.notAllowed"'))
          wrong.push(`${method} ${url} as ${account.login}: ${answer.status}`);
      }
    expect(wrong).toEqual([]);
    expect(tally.refused).toBeGreaterThan(300);
  }, 240_000);

  it('shows no firm, no record and no district beyond the asker’s own, in an answer or in a sheet', async () => {
    const wrong: string[] = [];
    for (const { method, url, roles } of gets().filter((route) => !hasParams(route.url))) {
      const formats = described(method, url)?.parameters?.find((one) => one.name === 'format')?.schema?.enum ?? [];
      for (const account of accounts.filter(({ role }) => roles.includes(role))) {
        const answer = await call(account, 'GET', url);
        tally.shown++;
        if (answer.status >= 500) wrong.push(`${url} as ${account.login}: ${answer.status}`);
        for (const text of foreignIn(answer, account, url)) wrong.push(`${url} as ${account.login} shows ${text}`);
        if (!formats.includes('csv')) continue;
        const sheet = await call(account, 'GET', `${url}?format=csv`);
        tally.sheets++;
        if (sheet.status !== 200 || !sheet.type.includes('text/csv')) wrong.push(`${url}?format=csv as ${account.login}: ${sheet.status}`);
        for (const text of foreignIn(sheet, account, url)) wrong.push(`${url}?format=csv as ${account.login} shows ${text}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(tally.sheets).toBeGreaterThan(10);
  }, 240_000);
});

describe('a record elsewhere', () => {
  /** Addresses of things that are there, found by asking as those who see the whole city: route → the ids it opens. */
  const live = new Map<string, string[]>();

  beforeAll(async () => {
    const hanging = await makeExports();
    console.log(`made to be asked for: ${hanging.length} papers, dossiers and photos`);
    expect(hanging.length).toBeGreaterThan(3);
    const ids = new Set<string>([...hanging, ...firms.map((firm) => firm.code)]);
    const collect = (value: unknown): void => {
      if (typeof value === 'string' && /^[\w.-]{1,64}$/.test(value) && !/^\d{4}-\d\d-\d\d$/.test(value)) ids.add(value);
      else if (Array.isArray(value)) value.slice(0, 40).forEach(collect);
      else if (value && typeof value === 'object') {
        for (const [key, part] of Object.entries(value))
          if (
            typeof part === 'object' ||
            /^(id|code|outlet|mn|frame|verdict|key|login|register|place|party|entry|number|matter|area|body)$/i.test(key)
          )
            collect(part);
      }
    };
    const everywhere = accounts.filter(({ area }) => area === 'city');
    const ask = async (account: Account, url: string) => {
      const answer = await call(account, 'GET', url);
      if (answer.status === 200 && answer.type.includes('json')) collect(JSON.parse(answer.body));
      return answer.status;
    };
    for (const { url, roles } of gets().filter((route) => !hasParams(route.url)))
      for (const account of everywhere.filter(({ role }) => roles.includes(role)).slice(0, 2)) await ask(account, url);
    // Twice: a file names its verdict, a verdict its frames. A route of two names is asked behind what its first one opens.
    const tried = new Set<string>();
    for (let round = 0; round < 2; round++) {
      const known = [...ids];
      for (const { url, roles } of gets().filter((route) => hasParams(route.url))) {
        const account = everywhere.find(({ role }) => roles.includes(role));
        const found = live.get(url) ?? [];
        live.set(url, found);
        const first = url.slice(0, url.lastIndexOf('/:'));
        const before = hasParams(first) && first.endsWith(first.match(/:\w+$/)?.[0] ?? '-') ? (live.get(first) ?? []).slice(0, 3) : [];
        if (!account || (count(url) > 1 && !before.length)) continue;
        for (const id of before.length ? before.flatMap((parent) => known.map((child) => `${parent}/${child}`)) : known) {
          if (found.length >= 24) break;
          if (tried.has(`${url} ${id}`)) continue;
          tried.add(`${url} ${id}`);
          if ((await ask(account, addressed(url, id))) === 200) found.push(id);
        }
      }
    }
    // A few of each are enough, from all over the list: it is in the order of districts or of firms.
    for (const [url, found] of live) {
      const step = Math.ceil(found.length / 8);
      live.set(
        url,
        found.filter((_, i) => i % step === 0),
      );
    }
    console.log(`things found to ask for: ${[...live].map(([url, found]) => `${url} ${found.length}`).join(', ')}`);
  }, 240_000);

  /** An id of the same form that nothing has. */
  const noneLike = (id: string): string => {
    const cut = id.lastIndexOf('/') + 1;
    const own = id.slice(cut);
    if (/^\d{1,15}$/.test(own)) return id.slice(0, cut) + String(Number.MAX_SAFE_INTEGER - 7 - (Number(own) % 2));
    const at = own.search(/[A-Za-z0-9][^A-Za-z0-9]*$/);
    return `${id.slice(0, cut)}${own.slice(0, Math.max(at - 1, 0))}ZZ${own.slice(at + 1)}`;
  };
  const without = (answer: Answer, id: string) => {
    const own = id.slice(id.lastIndexOf('/') + 1);
    return `${answer.status} ${answer.body.replaceAll(encodeURIComponent(own), '·').replaceAll(own, '·')}`;
  };

  it('is answered word for word as one that does not exist, and changed by nobody', async () => {
    const wrong: string[] = [];
    for (const [url, ids] of live) {
      const roles = gets().find((route) => route.url === url)?.roles ?? [];
      const beside = web.routes.filter(
        (route) => route.method !== 'GET' && route.url.startsWith(`${url}/`) && count(route.url) === count(url),
      );
      for (const account of accounts.filter(({ role, area }) => roles.includes(role) && area !== 'city')) {
        for (const id of ids) {
          const asked = await call(account, 'GET', addressed(url, id));
          tally.foreign++;
          if (asked.status === 200) {
            const others = foreignIn(asked, account, url);
            if (others.length) wrong.push(`${addressed(url, id)} as ${account.login} shows ${others.slice(0, 3)}`);
            continue;
          }
          const none = noneLike(id);
          const absent = await call(account, 'GET', addressed(url, none));
          if (without(asked, id) !== without(absent, none))
            wrong.push(`${addressed(url, id)} as ${account.login}: ${without(asked, id)} but ${without(absent, none)}`);
          for (const route of beside.filter((one) => one.roles.includes(account.role))) {
            const payload = sampleOf(described(route.method, route.url)?.requestBody?.content?.['application/json']?.schema) as object;
            const [changed, nothing] = [
              await call(account, route.method, addressed(route.url, id), payload),
              await call(account, route.method, addressed(route.url, none), payload),
            ];
            tally.changes++;
            if (changed.status < 400 || without(changed, id) !== without(nothing, none))
              wrong.push(
                `${route.method} ${addressed(route.url, id)} as ${account.login}: ${without(changed, id)} but ${without(nothing, none)}`,
              );
          }
        }
      }
    }
    expect(wrong.slice(0, 30)).toEqual([]);
    for (const url of ['/api/files/:id', '/api/verdicts/:id', '/api/frames/:id', '/api/stations/:outlet'])
      expect(live.get(url)?.length, url).toBeGreaterThan(1);
  }, 300_000);
});

describe('live events', () => {
  it('reach only those whose district or firm they are about', async () => {
    await web.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = web.app.server.address() as { port: number };
    const heard = new Map<string, string>();
    const ending = new AbortController();
    const opened = accounts.map(async (account) => {
      const stream = await fetch(`http://127.0.0.1:${port}/api/live`, { headers: { cookie: account.cookie }, signal: ending.signal });
      heard.set(account.login, '');
      void (async () => {
        for await (const chunk of stream.body as unknown as AsyncIterable<Uint8Array>)
          heard.set(account.login, heard.get(account.login) + Buffer.from(chunk).toString('utf8'));
      })().catch(() => {});
    });
    await Promise.all(opened);
    await store.tx(async (tx) => {
      for (const [district, party] of [
        [HAINING, '91330499DEM0000146'],
        [XIUZHOU, '91330499DEM000110F'],
        [PORT, null],
      ] as const)
        for (const topic of ['files', 'readings', 'hours']) {
          tally.events += accounts.length;
          await notify(tx, 'live', { topic, district, party, place: party ? `${party}-DW001` : 'nobody' });
        }
    });
    const told = (login: string, code: string) => (heard.get(login) ?? '').split(code).length - 1;
    const own = accounts.filter(({ role, area }) => role === 'officer' && area === 'haining')[0] as Account;
    for (let i = 0; i < 100 && told(own.login, HAINING) < 3; i++) await new Promise((resolve) => setTimeout(resolve, 50));
    await new Promise((resolve) => setTimeout(resolve, 300));
    ending.abort();
    expect(told(own.login, HAINING)).toBe(3);
    const wrong: string[] = [];
    for (const account of accounts) {
      const text = heard.get(account.login) ?? '';
      for (const mark of account.foreign) if (text.includes(mark)) wrong.push(`${account.login} hears of ${mark}`);
      for (const code of account.beyond) if (text.includes(code)) wrong.push(`${account.login} hears of ${code}`);
      if (account.role === 'firm') expect(told(account.login, account.party ?? ''), account.login).toBe(3);
      if (account.role === 'citizen') expect(text.includes('data:'), account.login).toBe(false);
    }
    expect(wrong).toEqual([]);
  }, 60_000);
});
