import { afterAll, beforeAll, expect, it } from 'vitest';
import type { z } from 'zod';
import { creditCodeFrom } from '../../../engines/registry/index.ts';
import { scopeOf } from '../../../foundation/access/index.ts';
import { openScopedStore, openSystemStore, type ScopedStore, type Store } from '../../../foundation/store/store.ts';
import { openHouse } from '../house.ts';
import { enterBatch, readBatch, undoBatch } from '../imports.ts';
import { filesOf } from '../kept-files.ts';
import { type OpenHouse, openDemonstration } from '../testing/open-house.ts';
import type { ImportRows, ImportShown, MergeShown } from './imports-contract.ts';

let on: OpenHouse;
let system: Store;
let scoped: ScopedStore;
const NOW = Date.UTC(2026, 10, 24, 4);
const ME = 'officer.xiuzhou';
const first = creditCodeFrom('91330499KTT000030');
const second = creditCodeFrom('91330499KTT000040');
type Shown = z.infer<typeof ImportShown>;

beforeAll(async () => {
  on = await openDemonstration(() => NOW);
  system = openSystemStore(on.runtime.urls.system, 'imports test', 2);
  scoped = openScopedStore(on.runtime.urls.app, 'imports test', 2);
}, 120_000);
afterAll(async () => {
  await system?.close();
  await scoped?.close();
  await on?.close();
});

async function uploaded(name: string, content: string): Promise<string> {
  const signed = await on.signIn(ME);
  const payload = `--B\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n${content}\r\n--B--\r\n`;
  const answer = await on.web.app.inject({
    method: 'POST',
    url: '/api/uploads?kind=sheet',
    headers: { cookie: signed.cookie, 'x-csrf-token': signed.csrf, 'content-type': 'multipart/form-data; boundary=B' },
    payload,
  });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<{ id: string }>().id;
}
const doing = () => ({ house: openHouse(), files: filesOf(on.runtime), system, scoped, clock: () => NOW });
const post = async <T = Shown>(url: string, body: object = {}, who = ME) => {
  const answer = await on.call(who, 'POST', url, body);
  expect(answer.status, answer.body).toBe(200);
  return answer.json<T>();
};
const rows = async (id: string, query: string) =>
  (await on.call(ME, 'GET', `/api/imports/${id}/rows?${query}`)).json<z.infer<typeof ImportRows>>().items;
const SHEET = `企业名录,,,,,\n编号,企业名,所属区县,行业,经度,纬度\n${first},示例青山纸业,秀洲区,造纸,120.7,30.7\n${second},示例青山印染,秀洲区,印染,120.71,30.72\nXX,示例坏码,秀洲区,造纸,30.7,120.7\n`;

it('a sheet is chosen, its columns said by hand where they mean nothing, read, entered and undone; only who handed it in goes on with it', async () => {
  const chosen = await post('/api/registers/firm/imports', { upload: await uploaded('名录.csv', SHEET), day: '2026-01-01' });
  expect([chosen.state, chosen.sheet, chosen.headingRow]).toEqual(['chosen', 'CSV', 2]);
  expect(chosen.headings.map(({ as }) => as)).toEqual(['@code', null, '@district', 'industry', '@lon', '@lat']);
  const url = `/api/imports/${chosen.id}`;
  const named = await post(`${url}/choose`, { headings: [{ index: 1, as: '@name' }] });
  expect(named.headings[1]).toMatchObject({ as: '@name', sample: ['示例青山纸业', '示例青山印染', '示例坏码'] });
  expect((await on.call('officer.team', 'POST', `${url}/read`)).json<{ code: string }>().code).toMatch(/^imports\./);
  expect((await post(`${url}/read`)).state).toBe('reading');
  await readBatch(doing(), Number(chosen.id));
  const waiting = (await on.call(ME, 'GET', url)).json<Shown>();
  expect([waiting.state, waiting.rowsRead, waiting.counts.new, waiting.counts.findings, waiting.toEnter]).toEqual(['waiting', 3, 2, 1, 2]);
  expect((await rows(chosen.id, 'group=findings'))[0]?.findings.map(({ field }) => field)).toEqual(expect.arrayContaining(['code', 'lon']));
  expect((await on.call(ME, 'GET', `/api/registers/firm/${first}`)).status).toBe(404);
  await post(`${url}/enter`);
  await enterBatch(doing(), Number(chosen.id));
  const done = (await on.call(ME, 'GET', url)).json<Shown>();
  expect([done.state, done.entered, done.refused]).toEqual(['done', 2, 0]);
  expect((await on.call(ME, 'GET', `/api/registers/firm/${first}`)).status).toBe(200);
  const sheet = await on.call(ME, 'GET', `${url}/rows?group=findings&format=xlsx`);
  expect([sheet.status, sheet.body.slice(0, 2)]).toEqual([200, 'PK']);
  await post(`${url}/undo`);
  const scope = scopeOf({
    login: ME,
    name: '陶执平',
    role: 'officer',
    body: '',
    party: null,
    districts: ['330411000000'],
    certificate: null,
  });
  await undoBatch(doing(), Number(chosen.id), { login: ME, name: '陶执平', scope });
  expect((await on.call(ME, 'GET', url)).json<Shown>()).toMatchObject({ state: 'undone', undone: 2, kept: 0 });
}, 60_000);

it('two firms that are one are merged with a record of both, what named the one names the other, and the old code still finds it; undone, all is as before', async () => {
  const url = '/api/registers/firm/entries';
  for (const [code, name] of [
    [first, '示例合并甲'],
    [second, '示例合并乙'],
  ])
    await post(
      url,
      {
        entry: { code, name, district: '330411000000', fields: { address: '示例路 1 号', phone: '10000000001', industry: '造纸' } },
        day: '2026-01-01',
      },
      ME,
    );
  const merged = await post<z.infer<typeof MergeShown>>('/api/registers/firm/merges', {
    keep: first,
    gone: second,
    day: '2026-06-01',
    why: '同一单位',
  });
  expect(merged).toMatchObject({ keep: first, gone: second, goneName: '示例合并乙' });
  const found = async () =>
    (await on.call(ME, 'GET', `/api/registers/firm?q=${second}`)).json<{ items: { code: string }[] }>().items.map(({ code }) => code);
  expect(await found()).toEqual([first]);
  await post(`/api/merges/${merged.id}/undo`);
  expect(await found()).toEqual([second]);
}, 60_000);
