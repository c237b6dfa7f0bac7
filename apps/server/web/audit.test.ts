import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, dayOf } from '../../../foundation/day.ts';
import { exportHeads, makeHead } from '../../../foundation/heads/index.ts';
import { openSystemStore, type Store } from '../../../foundation/store/store.ts';
import { seal } from '../line.ts';
import { headPlaces, keysAfter } from '../sealing.ts';
import { type OpenHouse, openDemonstration } from '../testing/open-house.ts';

interface Row {
  id: string;
  at: number;
  who: string;
  did: string;
  about: string;
  kind: string;
  chain: string;
  position: number | null;
  address: string | null;
}
interface Page {
  items: Row[];
  next: string | null;
}

let house: OpenHouse;
let store: Store;
beforeAll(async () => {
  house = await openDemonstration();
  store = openSystemStore(house.db.urls.system, 'test', 4);
  for (const name of ['ghost1', 'ghost2'])
    await house.web.app.inject({ method: 'POST', url: '/api/session', payload: { login: name, password: 'x' } });
  for (const login of ['duty', 'engineer', 'office']) await house.call(login, 'GET', '/api/session');
  await house.web.app.inject({
    method: 'POST',
    url: '/api/session',
    payload: { login: "o'%_brien", password: 'x' },
    remoteAddress: '10.9.8.7',
  });
  await seal(store, Date.now());
});
afterAll(async () => {
  await store?.close();
  await house?.close();
});

const search = async (query: string) => {
  const answer = await house.call('auditor', 'GET', `/api/audit?${query}`);
  expect(answer.status, answer.body).toBe(200);
  return answer.json<Page>();
};
const today = dayOf(Date.now());

it('finds by day, person, kind, thing, words, address and state, and takes what is typed for what it is', async () => {
  const signIns = await search('q=登录&kind=auditEvent&sealed=yes');
  expect(signIns.items.length).toBeGreaterThanOrEqual(4);
  expect((await search('person=duty')).items.every((row) => row.who.includes('秦守一') || row.about === 'person:duty')).toBe(true);
  expect((await search(`person=${encodeURIComponent('秦守一')}`)).items.length).toBeGreaterThan(0);
  expect((await search('address=10.9.8.7')).items.map((row) => [row.did, row.address])).toEqual([["登录未成功：o'%_brien", '10.9.8.7']]);
  expect((await search(`q=${encodeURIComponent("o'%_b")}`)).items).toHaveLength(1);
  expect((await search(`q=${encodeURIComponent('o%brien')}`)).items).toHaveLength(0);
  expect((await search(`from=${today}&to=${today}`)).items.length).toBeGreaterThan(3);
  expect((await search('to=2020-01-01')).items).toEqual([]);
  expect((await search(`chain=audit/${today}&limit=1`)).items[0]?.kind).toBe('auditEvent');
  expect((await house.call('auditor', 'GET', '/api/audit?from=2026-02-30')).status).toBe(422);
});

it('is read page by page, each row once', async () => {
  // What searching leaves on record does not match it: it is by the auditor.
  const until = `to=${today}&kind=auditEvent&person=system`;
  const readBy = async (limit: number) => {
    const read: string[] = [];
    for (let page = await search(`${until}&limit=${limit}`); ; page = await search(`${until}&limit=${limit}&cursor=${page.next}`)) {
      read.push(...page.items.map((row) => row.id));
      if (!page.next) return read;
    }
  };
  const whole = await readBy(100);
  expect(whole.length).toBeGreaterThan(20);
  expect(new Set(whole).size).toBe(whole.length);
  expect(await readBy(3)).toEqual(whole);
});

it('leaves its own trace: a search with what was asked, an export, a row opened', async () => {
  await search('q=trace-of-mine');
  const csv = await house.call('auditor', 'GET', '/api/audit?kind=auditEvent&format=csv');
  expect(csv.body.split('\r\n')[2]).toBe('序号,时间,人员,操作,对象,来源地址,封存链,位置');
  const { rows } = await store.pool.query<{ did: string; detail: { filter?: { q?: string } } }>(
    `select did, detail from xiushui.audit_event where by = 'auditor' and did like 'audit.%' order by id desc limit 2`,
  );
  expect(rows.map((row) => row.did)).toEqual(['audit.exported', 'audit.searched']);
  expect(rows[1]?.detail.filter?.q).toBe('trace-of-mine');
});

it('shows a row with its sealed text, the seals beside it, and the head it stands under; and verifies its chain', async () => {
  const [row] = (await search('person=engineer&sealed=yes')).items;
  const open = async () => (await house.call('auditor', 'GET', `/api/audit/${row?.id}`)).json<Record<string, unknown>>();
  expect(await open()).toMatchObject({ chain: `audit/${today}`, head: null, seal: expect.stringMatching(/^[0-9a-f]{64}$/) });
  const night = Date.now() + DAY;
  await makeHead(store, night, (last) => keysAfter(house.runtime, last));
  await exportHeads(store, headPlaces(house.runtime), night);
  expect(await open()).toMatchObject({ head: { day: today } });
  const heads = (await house.call('auditor', 'GET', '/api/audit/heads')).json<{
    items: { day: string; isSigned: boolean; exports: { arrivedAt: number }[] }[];
  }>();
  expect(heads.items).toMatchObject([{ day: today, isSigned: true, exports: [{ arrivedAt: night }] }]);

  const verify = async () =>
    (await house.call('auditor', 'POST', `/api/audit/${row?.id}/verify`)).json<{ rows: number; flaws: { code: string; do: string }[] }>();
  expect(await verify()).toMatchObject({ flaws: [] });
  const owner = new pg.Client({ connectionString: house.db.urls.postgres, options: '-c search_path=xiushui,public' });
  await owner.connect();
  await owner.query(`update audit_event set says = '别的' where id = (select about_id::bigint from chain_row where id = $1)`, [row?.id]);
  expect((await verify()).flaws).toMatchObject([{ code: 'contentDiffers' }]);
  await owner.end();
});

it('orders a verification of everything, once a minute, and shows the last', async () => {
  expect((await house.call('auditor', 'POST', '/api/audit/verification')).json()).toEqual({ ordered: true });
  expect((await house.call('auditor', 'GET', '/api/audit/state')).json()).toMatchObject({ last: null });
});

it.each(['duty', 'officer.nanhu', 'engineer', 'office', 'leader', 'admin', 'security', 'firm.yunhe'])(
  'shows nothing of it to %s',
  async (login) => {
    for (const url of ['/api/audit', '/api/audit/1', '/api/audit/heads', '/api/audit/state'])
      expect((await house.call(login, 'GET', url)).status).toBe(403);
  },
);
