/** A register whose changes wait for another person, through the API: asked, seen by who may agree, agreed to, and on record. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { type OpenHouse, openDemonstration } from '../testing/open-house.ts';
import type { EntryPage, RegisterPage, Requests, Written } from './registers-contract.ts';

let house: OpenHouse;
beforeAll(async () => {
  house = await openDemonstration();
}, 120_000);
afterAll(() => house?.close());

const read = async <T>(login: string, url: string): Promise<T> => {
  const answer = await house.call(login, 'GET', url);
  expect(answer.status, answer.body).toBe(200);
  return answer.json<T>();
};
const REQUESTS = '/api/registers/section/requests';
const waitingOf = async (login: string) =>
  (await read<z.infer<typeof Requests>>(login, REQUESTS)).items.find((one) => one.state === 'waiting');

describe('a section, whose target one person alone does not move', () => {
  it('keeps its target until another person agrees; whoever asked cannot, and is told why', async () => {
    const [one] = (await read<z.infer<typeof RegisterPage>>('engineer', '/api/registers/section?limit=1')).items;
    const target = one?.fields.target === 'class2' ? 'class3' : 'class2';
    const { code, name, lon, lat, district } = one as NonNullable<typeof one>;
    const entry = { code, name, lon, lat, district, fields: { ...one?.fields, target } };
    const asked = await house.call('engineer', 'POST', '/api/registers/section/entries', {
      entry,
      day: '2026-11-01',
      says: '下达了新目标',
    });
    expect(asked.status, asked.body).toBe(200);
    const { request, changed } = asked.json<z.infer<typeof Written>>();
    expect([typeof request, changed]).toEqual(['number', false]);

    expect(await waitingOf('engineer')).toMatchObject({
      id: request,
      mayDecide: false,
      whyNot: '不能审核自己提出的变更',
      mayWithdraw: true,
    });
    const seen = await waitingOf('leader');
    expect(seen).toMatchObject({
      mayDecide: true,
      mayWithdraw: false,
      says: '下达了新目标',
      entry: { fields: { target } },
      before: { fields: { target: one?.fields.target } },
    });
    expect((await read<z.infer<typeof RegisterPage>>('office', '/api/registers/section?limit=1')).register.waiting).toBe(1);

    const decide = (login: string, body: object) => house.call(login, 'POST', `${REQUESTS}/${request}/decision`, body);
    expect((await decide('engineer', { agrees: true })).status).toBe(403);
    expect((await decide('officer.team', { agrees: true })).status).toBe(403);
    expect((await decide('leader', { agrees: false })).status).toBe(422);
    const done = await decide('leader', { agrees: true });
    expect([done.status, done.json<{ state: string }>().state]).toEqual([200, 'agreed']);
    expect((await decide('office', { agrees: false, why: '不同意' })).status).toBe(409);

    const page = await read<z.infer<typeof EntryPage>>('engineer', `/api/registers/section/${encodeURIComponent(code)}?day=2026-11-24`);
    expect(page.entry).toMatchObject({ fields: { target }, by: '钱测宁（严总宜审核）' });
    const audit = await read<{ items: { says?: string }[] }>('auditor', '/api/audit?limit=20');
    expect(audit.items.some((row) => JSON.stringify(row).includes(`变更申请第 ${request} 号`))).toBe(true);
  });

  it('is not asked for with what could not be entered', async () => {
    const answer = await house.call('engineer', 'POST', '/api/registers/section/entries', {
      entry: {
        code: 'X1',
        name: '新断面',
        district: '330402000000',
        fields: { level: '国控', river: '没有这条河', target: 'class3', boundary: 'no' },
      },
      day: '2026-11-01',
    });
    expect(answer.status).toBe(422);
    expect(answer.body).toContain('没有这条河');
  });
});
