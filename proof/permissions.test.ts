/**
 * Permission calls, generated over every route and role, straight to the API with a valid session of the wrong role; and what each pair of eyes sees.
 * Who sees what by area, generated, is areas.test.ts; what the store itself shows is scope.test.ts.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHouse } from '../apps/server/house.ts';
import { bindCases, bindReactions, computeAndJudge, react, takeFrames } from '../apps/server/line.ts';
import { openStationBook } from '../apps/server/stations.ts';
import { StreamIds } from '../engines/observation/index.ts';
import { ADMINISTRATORS, ROLES, type Role } from '../foundation/access/index.ts';
import { HOUR, MINUTE, SECOND } from '../foundation/day.ts';
import { openSystemStore } from '../foundation/store/store.ts';
import { encodeFrame, openFrameLog } from '../gateways/hj212/index.ts';
import { openWebHouse, type SignedIn, type WebHouse } from './web-house.ts';

let standing: WebHouse;
let web: WebHouse['web'];
let runtime: WebHouse['runtime'];
const sessions = new Map<string, SignedIn>();
/** One account of the demonstration for every role. */
const ACCOUNTS: Record<Role, string> = {
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
  standing = await openWebHouse();
  ({ web, runtime } = standing);
  for (const login of [...Object.values(ACCOUNTS), 'officer.nanhu', 'officer.xiuzhou', 'officer.team', 'firm.qinghe'])
    sessions.set(login, await standing.signIn(login));
});
afterAll(() => standing?.close());

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

/** What fastify itself has, read from its tree of addresses (each line adds to the one above it); not the pages of the documentation. */
function everyAddress(): string[] {
  const above: string[] = [];
  const found: string[] = [];
  for (const line of web.app.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent = '', piece = '', methods = ''] = /^([│ ]*)[├└]── (\S+) \(([A-Z, ]+)\)$/.exec(line) ?? [];
    if (!piece) continue;
    const depth = indent.length / 4;
    above[depth] = piece;
    const url = above.slice(0, depth + 1).join('');
    if (url.startsWith('/api/docs')) continue;
    for (const method of methods.split(', ')) if (method !== 'HEAD') found.push(`${method} ${url}`);
  }
  return found;
}

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
  }, 240_000);

  it('of the business is closed to the three administrators and to the public', () => {
    const business = web.routes.filter(({ url }) =>
      /^\/api\/(today|files|stations|registers|kept|frames|verdicts|figures|report|study)/.test(url),
    );
    expect(business.length).toBeGreaterThan(12);
    const open = business.filter(({ roles }) => roles.some((role) => [...ADMINISTRATORS, 'citizen'].includes(role)));
    expect(open).toEqual([]);
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

  it('is one that this proof walks over, but for the few that are open to a stranger', () => {
    const door = [
      'POST first',
      'POST link',
      'POST password',
      'POST firm',
      'POST code',
      'POST code/enter',
      'GET sso',
      'GET sso/return',
      'POST sso/link',
    ];
    const open = [
      'POST /api/session',
      'GET /api/session',
      'DELETE /api/session',
      'GET /api/live',
      'GET /healthz',
      'GET /readyz',
      'GET /metrics',
      'GET /api/door',
      'GET /api/check/:code',
      'POST /api/receipts/:channel',
    ];
    open.push(...door.map((one) => one.replace(' ', ' /api/door/')));
    const walked = web.routes.map(({ method, url }) => `${method} ${url}`);
    expect(everyAddress().sort()).toEqual([...walked, ...open].sort());
  });

  it('of the open ones, only signing in and the two of health do anything for a stranger', async () => {
    for (const url of ['/api/session', '/api/live']) {
      const answer = await call(null, 'GET', url);
      expect([answer.statusCode, answer.json<{ code: string }>().code], url).toEqual([401, 'access.noSession']);
    }
    await call(null, 'DELETE', '/api/session');
    expect((await call('duty', 'GET', '/api/session')).statusCode).toBe(200);
    expect((await call(null, 'GET', '/healthz')).json()).toEqual({ ok: true });
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
    sessions.set('officer.nanhu', await standing.signIn('officer.nanhu'));
    expect((await call('officer.nanhu', 'GET', '/api/today')).statusCode).toBe(200);
    await call('officer.nanhu', 'DELETE', '/api/session');
    const after = await call('officer.nanhu', 'GET', '/api/today');
    expect([after.statusCode, after.json<{ code: string }>().code]).toEqual([401, 'access.sessionEnded']);
  });
});

describe('one record, from the packet to the points', () => {
  const OUTLET = '91330499DEM000110F-DW001';
  let accepted: number;
  let stranger: number;
  let verdict: number;
  let reminder: string;
  let claim: string;

  // One hour over the limit at an outlet of firm.yunhe, by the line itself: six ten-minute means, and a frame that nobody registered.
  beforeAll(async () => {
    const house = openHouse();
    const store = openSystemStore(runtime.urls.system, 'xiushui permissions', 2);
    const stations = await openStationBook(store, runtime.urls.system, 'xiushui permissions', house);
    const log = await openFrameLog(runtime.frames);
    try {
      const mn = stations.ofPlace(OUTLET)?.id ?? '';
      const { [mn]: pw = '' } = JSON.parse(readFileSync(join(runtime.home, 'logger-passwords.json'), 'utf8')) as Record<string, string>;
      const now = Date.now();
      const hour = Math.floor(now / HOUR) * HOUR - 2 * HOUR;
      const append = (header: { MN: string; PW: string }, admission: string, at: number) => {
        const text = new Date(at + 8 * HOUR).toISOString().replace(/\D/g, '').slice(0, 14);
        const values: [string, string][] = [
          ['w01018-Avg', '990'],
          ['w01018-Flag', 'N'],
        ];
        const bytes = encodeFrame({ QN: `${text}000`, ST: '32', CN: '2051', Flag: 5, ...header }, [[['DataTime', text]], values]);
        return log.append({ receivedAt: now, peer: '192.0.2.1:1', kind: 'frame', admission, bytes });
      };
      for (let i = 0; i < 6; i += 1) accepted = await append({ MN: mn, PW: pw }, 'accepted', hour + i * 10 * MINUTE);
      stranger = await append({ MN: '5859FFFF0000000000000099', PW: '654321' }, 'unknownMn', hour);
      const ids = new StreamIds();
      await takeFrames(store, runtime.frames, ids, stations, house, now);
      await computeAndJudge(store, ids, stations, house, now + 5 * SECOND);
      await react(store, bindReactions(house, bindCases(house)), now + 6 * SECOND);
    } finally {
      await log.close();
      await stations.close();
      await store.close();
    }
    const files = (await call('duty', 'GET', '/api/files?procedure=reminder')).json<{ items: { id: string }[] }>().items;
    expect(files).toHaveLength(1);
    reminder = files[0]?.id ?? '';
    const file = (await call('duty', 'GET', `/api/files/${reminder}`)).json<{ links: { ref: { kind: string; id: string } }[] }>();
    verdict = Number(file.links.find((link) => link.ref.kind === 'verdict')?.ref.id);
    const claimed = await call('firm.yunhe', 'POST', '/api/files', {
      payload: { procedure: 'study-claim', says: { exam: 'code-basics-2026', score: 90 } },
    });
    claim = claimed.json<{ id: string }>().id;
    expect((await call('officer.team', 'POST', `/api/files/${claim}/acts`, { payload: { step: 'confirmed' } })).statusCode).toBe(200);
  });

  it('is open to the firm it is about, to its own branch and to the city', async () => {
    for (const login of ['firm.yunhe', 'officer.xiuzhou', 'officer.team', 'duty', 'engineer', 'leader'])
      for (const url of addresses()) expect((await call(login, 'GET', url)).statusCode, `${url} as ${login}`).toBe(200);
  });

  it('is not there for another firm or another branch, whatever address they try', async () => {
    for (const login of ['firm.qinghe', 'officer.haining']) {
      for (const url of addresses()) {
        const answer = await call(login, 'GET', url);
        expect(answer.statusCode, `${url} as ${login}`).toBe(404);
        expect(answer.headers['content-type'], url).toContain('problem+json');
      }
      for (const file of [reminder, claim]) {
        const act = await call(login, 'POST', `/api/files/${file}/acts`, {
          payload: { step: 'replied', says: { cause: 'process', measures: '无' } },
        });
        expect([act.statusCode, act.json<{ code: string }>().code], login).toEqual([404, 'case.noSuchFile']);
      }
      const files = await call(login, 'GET', '/api/files?status=all');
      expect(files.json<{ items: unknown[] }>().items, login).toEqual([]);
    }
  });

  it('counts in the figures of those who see it and in no others, and their records are theirs', async () => {
    const issued = async (login: string) => {
      const figure = await call(login, 'GET', '/api/figures/reminders-issued');
      return figure.json<{ figure: { value: number }; records: unknown[] }>();
    };
    expect(await issued('duty')).toMatchObject({ figure: { value: 1 }, records: [{ party: '示例运河印染有限公司' }] });
    expect(await issued('officer.haining')).toMatchObject({ figure: { value: 0 }, records: [] });
  });

  it('gives points that only their firm is shown', async () => {
    const points = async (login: string) =>
      (await call(login, 'GET', '/api/study/balance')).json<{ points: number; statement: unknown[] }>();
    expect(await points('firm.yunhe')).toMatchObject({ points: 10, statement: [{ points: 10 }] });
    expect(await points('firm.qinghe')).toMatchObject({ points: 0, statement: [] });
  });

  it('and a frame of nobody is shown only to those who see the whole city', async () => {
    for (const [login, status] of [
      ['engineer', 200],
      ['officer.haining', 404],
      ['firm.yunhe', 404],
    ] as const)
      expect((await call(login, 'GET', `/api/frames/${stranger}`)).statusCode, login).toBe(status);
    const seen = async (login: string) =>
      (await call(login, 'GET', '/api/kept')).json<{ items: { id: string }[] }>().items.map((k) => k.id);
    expect(await seen('engineer')).toContain(String(stranger));
    expect(await seen('officer.haining')).toEqual([]);
  });

  const addresses = () => [
    `/api/frames/${accepted}`,
    `/api/verdicts/${verdict}`,
    `/api/stations/${OUTLET}`,
    `/api/stations/${OUTLET}/series?parameter=w01018`,
    `/api/files/${reminder}`,
    `/api/files/${claim}`,
  ];
});
