import { afterEach, describe, expect, it, vi } from 'vitest';
import { address, api, newKey, ProblemError, unreachable, unreadable, whenSessionIsLost } from './api.ts';

const answer = (status: number, body: string, type = 'application/problem+json') =>
  vi.stubGlobal('fetch', async () => new Response(status === 204 ? null : body, { status, headers: { 'content-type': type } }));

async function problemOf(asked: Promise<unknown>) {
  const error = await asked.catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ProblemError);
  return (error as ProblemError).problem;
}

afterEach(() => {
  vi.unstubAllGlobals();
  whenSessionIsLost(() => {});
});

describe('the door to the server', () => {
  it('leaves empty filters out of the address', () => {
    expect(address('/files', { status: 'open', district: undefined, q: '', page: 2 })).toBe('/api/files?status=open&page=2');
  });

  it('a refusal keeps its reason and what to do next', async () => {
    answer(409, JSON.stringify({ code: 'case.sameDoer', title: 'refused', titleEn: 'refused', do: 'ask another', status: 409 }));
    expect(await problemOf(api.post('/files/1/acts', {}))).toMatchObject({ code: 'case.sameDoer', do: 'ask another', status: 409 });
  });

  it('a lost session is told, but not to the one who asks whether there is one', async () => {
    const told = vi.fn();
    whenSessionIsLost(told);
    answer(401, JSON.stringify({ code: 'access.sessionEnded', title: 'ended', status: 401 }));
    await problemOf(api.get('/session', { quiet: true }));
    expect(told).not.toHaveBeenCalled();
    await problemOf(api.get('/today'));
    expect(told).toHaveBeenCalledOnce();
  });

  it('no network and a dead server read the same; a stranger’s page does not pass for an answer', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('failed');
    });
    expect((await problemOf(api.get('/today'))).code).toBe(unreachable);
    answer(502, '<html>', 'text/html');
    expect((await problemOf(api.get('/today'))).code).toBe(unreachable);
    answer(200, '<html>', 'text/html');
    expect((await problemOf(api.get('/today'))).code).toBe(unreadable);
  });

  it('request keys are distinct UUIDs, also where the page is no secure context', () => {
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(newKey()).toMatch(uuid);
    vi.stubGlobal('crypto', { getRandomValues: (b: Uint8Array) => b.fill(255) });
    expect(newKey()).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
  });
});
