import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWebHouse, type SignedIn, type WebHouse } from '../../../proof/web-house.ts';

let house: WebHouse;
let firm: SignedIn;
let officer: SignedIn;
beforeAll(async () => {
  house = await openWebHouse();
  firm = await house.signIn('firm.qinghe');
  officer = await house.signIn('officer.haining');
});
afterAll(() => house?.close());

const ask = (who: SignedIn, url: string, headers: Record<string, string> = {}) =>
  house.web.app.inject({ method: 'GET', url, headers: { cookie: who.cookie, ...headers } });
const send = (who: SignedIn, url: string, payload: object, headers: Record<string, string> = {}) =>
  house.web.app.inject({ method: 'POST', url, payload, headers: { cookie: who.cookie, 'x-csrf-token': who.csrf, ...headers } });
const claim = (exam: string, key: string) =>
  send(firm, '/api/files', { procedure: 'study-claim', says: { exam, score: 80 } }, { 'idempotency-key': key });

describe('an answer', () => {
  it('that has not changed is not sent again', async () => {
    const first = await ask(firm, '/api/study/balance');
    const tag = String(first.headers.etag);
    expect(tag).toMatch(/^W\/"[\w-]{27}"$/);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    for (const named of [tag, `"other", ${tag}`, tag.slice(2), '*']) {
      const again = await ask(firm, '/api/study/balance', { 'if-none-match': named });
      expect([again.statusCode, again.body, again.headers.etag], named).toEqual([304, '', tag]);
    }
    expect((await ask(firm, '/api/study/balance', { 'if-none-match': 'W/"another"' })).statusCode).toBe(200);
  });

  it('that says not found, or refuses, wears no tag', async () => {
    const missing = await ask(firm, '/api/files/999999');
    expect([missing.statusCode, missing.headers.etag]).toEqual([404, undefined]);
  });
});

describe('F16 a request', () => {
  it('sent again is answered as the first time, and says that nothing was done', async () => {
    const first = await claim('code-basics-2026', 'claim-basics');
    expect([first.statusCode, first.headers['idempotent-replayed']]).toEqual([200, undefined]);
    const again = await claim('code-basics-2026', 'claim-basics');
    expect([again.statusCode, again.headers['idempotent-replayed']]).toEqual([200, 'true']);
    expect(again.json()).toEqual(first.json());
    expect((await ask(firm, '/api/files')).json<{ items: unknown[] }>().items).toHaveLength(1);
  });

  it('that was refused may be asked again under the same key', async () => {
    const first = await claim('no-such-exam', 'claim-wrong');
    expect(first.statusCode).toBeGreaterThanOrEqual(400);
    expect((await claim('no-such-exam', 'claim-wrong')).json()).toEqual(first.json());
  });

  it('with a key that is no key is refused', async () => {
    expect((await claim('data-truth-2026', 'a b')).json<{ code: string }>().code).toBe('request.badKey');
  });
});

describe('an act on a file that has changed since it was opened', () => {
  it('is not done; on the version that was seen it is', async () => {
    const opened = (await ask(firm, '/api/files')).json<{ items: { id: string }[] }>().items[0];
    const file = (await ask(officer, `/api/files/${opened?.id}`)).json<{ version: number; next: { step: string; can: boolean }[] }>();
    const step = file.next.find((next) => next.can)?.step ?? '';
    const act = (version: string) => send(officer, `/api/files/${opened?.id}/acts`, { step, says: {} }, { 'if-match': version });
    const stale = await act(`"${file.version + 1}"`);
    expect([stale.statusCode, stale.json<{ code: string }>().code]).toEqual([412, 'http.changedMeanwhile']);
    const right = await act(`"${file.version}"`);
    expect([right.statusCode, right.json<{ version: number }>().version]).toEqual([200, file.version + 1]);
  });
});

describe('a list', () => {
  it('is read a page at a time, each row once, also while rows come in between', async () => {
    const pages: string[] = [];
    let cursor: string | null = '';
    for (let n = 0; cursor !== null && n < 20; n += 1) {
      const page: { items: { id: string }[]; next: string | null } = (
        await ask(firm, `/api/files?status=all&limit=1${cursor ? `&cursor=${cursor}` : ''}`)
      ).json();
      pages.push(...page.items.map((file) => file.id));
      cursor = page.next;
      if (n === 0) await claim('data-truth-2026', 'claim-between');
    }
    const all = (await ask(firm, '/api/files?status=all')).json<{ items: { id: string }[]; next: null }>();
    expect(all.next).toBeNull();
    expect(new Set(pages).size).toBe(pages.length);
    // What came while we read may or may not be among them; what was there is.
    expect(all.items.map((file) => file.id)).toEqual(expect.arrayContaining(pages));
  });

  it('refuses a cursor that was not given out', async () => {
    for (const cursor of ['x', Buffer.from('[1]').toString('base64url'), Buffer.from('[{},1,2,3]').toString('base64url')])
      expect((await ask(firm, `/api/files?cursor=${cursor}`)).json<{ code: string }>().code, cursor).toBe('page.badCursor');
  });
});

describe('the description of the API', () => {
  it('has every route, with what it takes, what it answers and that it may refuse', async () => {
    const api = (await ask(firm, '/api/docs/json')).json<{ paths: Record<string, Record<string, Record<string, unknown>>> }>();
    const described = Object.entries(api.paths).flatMap(([url, methods]) => Object.keys(methods).map((m) => `${m.toUpperCase()} ${url}`));
    const made = house.web.routes.map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect(made.filter((route) => !described.includes(route))).toEqual([]);
    const wrong: string[] = [];
    const ids = new Set<unknown>();
    for (const [url, methods] of Object.entries(api.paths)) {
      for (const [method, of] of Object.entries(methods)) {
        const answers = of.responses as Record<string, { content?: Record<string, unknown> }>;
        if (!of.summary || !(of.tags as string[])?.length) wrong.push(`${method} ${url} says not what it is for`);
        if (!answers['4XX']?.content?.['application/problem+json']) wrong.push(`${method} ${url} does not say that it may refuse`);
        if (!Object.keys(answers).some((status) => status.startsWith('2'))) wrong.push(`${method} ${url} answers nothing`);
        if (ids.has(of.operationId)) wrong.push(`${method} ${url} shares its name ${of.operationId}`);
        ids.add(of.operationId);
        for (const name of url.matchAll(/\{(\w+)\}/g))
          if (!(of.parameters as { name: string; in: string }[] | undefined)?.some((p) => p.in === 'path' && p.name === name[1]))
            wrong.push(`${method} ${url} does not describe ${name[1]}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('one account', () => {
  it('that asks too much is asked to wait, and others are not', async () => {
    const strict = await openWebHouse({ web: { questionsPerMinute: 10, changesPerMinute: 3, exportsPerMinute: 2 } });
    try {
      const busy = await strict.signIn('duty');
      const other = await strict.signIn('office');
      const get = (who: SignedIn, url: string) => strict.web.app.inject({ method: 'GET', url, headers: { cookie: who.cookie } });
      const statuses: number[] = [];
      for (let n = 0; n < 12; n += 1) statuses.push((await get(busy, '/api/stations')).statusCode);
      expect(statuses).toEqual([...Array(10).fill(200), 429, 429]);
      const refused = await get(busy, '/api/stations');
      expect(refused.json()).toMatchObject({ code: 'http.tooMany', status: 429 });
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      expect((await get(other, '/api/stations')).statusCode).toBe(200);
      // An export is another sort, and a write another again.
      expect((await get(busy, '/api/files?format=csv')).statusCode).toBe(200);
      expect((await get(busy, '/api/files?format=csv')).statusCode).toBe(200);
      expect((await get(busy, '/api/files?format=csv')).statusCode).toBe(429);
    } finally {
      await strict.close();
    }
  });
});
