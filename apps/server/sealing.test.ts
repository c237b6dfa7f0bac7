import { existsSync, readdirSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, dayOf, startOfDay } from '../../foundation/day.ts';
import { findLastVerification } from '../../foundation/heads/index.ts';
import type { Job, JobAt } from '../../foundation/jobs/index.ts';
import { unsealedTail } from '../../foundation/seal/index.ts';
import { openSystemStore, type Store } from '../../foundation/store/store.ts';
import { openHouse } from './house.ts';
import { seal } from './line.ts';
import { headFolderOf, keyFileOf, noteLaw, sealJobs, VERIFY_JOB, verifyHouse } from './sealing.ts';
import { type OpenHouse, openDemonstration } from './testing/open-house.ts';

let house: OpenHouse;
let store: Store;
beforeAll(async () => {
  house = await openDemonstration();
  store = openSystemStore(house.db.urls.system, 'test', 4);
});
afterAll(async () => {
  await store?.close();
  await house?.close();
});

const run = (name: string, now: number) => {
  const job = sealJobs(house.runtime).find((one) => one.name === name) as Job;
  return job.run({}, { now, clock: () => now, store, signal: new AbortController().signal, id: 'test' } as JobAt);
};
const tomorrow = startOfDay(dayOf(Date.now())) + DAY + 60 * 60_000;

it('a first start makes the key, and a fresh demonstration is as it was sealed', async () => {
  expect(existsSync(keyFileOf(house.runtime))).toBe(true);
  await seal(store, Date.now());
  expect((await verifyHouse(store, house.runtime)).flaws).toEqual([]);
  expect(await store.tx(unsealedTail)).toEqual({ rows: 0, oldestAt: null });
});

it('who signs in, fails to and signs out is on record, the tries with their address, and no password is', async () => {
  await house.call('duty', 'GET', '/api/session');
  await house.web.app.inject({ method: 'POST', url: '/api/session', payload: { login: 'duty', password: 'not-this-one' } });
  await house.call('duty', 'DELETE', '/api/session');
  const rows = await store.tx((tx) =>
    tx.query<{ did: string; by: string; about_id: string; from_address: string; whole: string }>(
      `select did, by, about_id, from_address, audit_event::text as whole from audit_event where did like 'access.%' and about_id = 'duty' order by id`,
    ),
  );
  expect(rows.map(({ did, by, from_address }) => [did, by, from_address])).toEqual([
    ['access.signedIn', 'duty', '127.0.0.1'],
    ['access.signInFailed', 'system', '127.0.0.1'],
    ['access.signedOut', 'duty', '127.0.0.1'],
  ]);
  expect(rows.map((row) => row.whole).join()).not.toContain('not-this-one');
});

it('F9: the head of the day is made and sent by the clock, once, and the nightly verification stands on it', async () => {
  await run('seal.head', tomorrow);
  await run('seal.head', tomorrow + 60_000);
  expect(readdirSync(headFolderOf(house.runtime)).filter((name) => name.endsWith('.json'))).toEqual([`${dayOf(Date.now())}.json`]);
  await run(VERIFY_JOB, tomorrow);
  expect(await store.tx(findLastVerification)).toMatchObject({ by: 'system', flaws: 0 });
});

it('F5: an event of the audit changed by the owner of the tables is named, with what was sealed and what stands there', async () => {
  const owner = new pg.Client({ connectionString: house.db.urls.postgres, options: '-c search_path=xiushui,public' });
  await owner.connect();
  await owner.query(`update audit_event set says = '无事' where did = 'access.signInFailed'`);
  const found = await verifyHouse(store, house.runtime);
  expect(found.flaws).toMatchObject([{ code: 'contentDiffers', differs: [{ field: 'says', sealed: '登录未成功：duty', now: '无事' }] }]);
  await owner.end();
});

it('F5: an entry of a register and the end of one are sealed too, and named when their own row is changed', async () => {
  const kinds = await store.tx((tx) => tx.query<{ about_kind: string }>(`select distinct about_kind from chain_row`));
  expect(kinds.map((row) => row.about_kind)).toEqual(expect.arrayContaining(['entry', 'auditEvent']));
  const owner = new pg.Client({ connectionString: house.db.urls.postgres, options: '-c search_path=xiushui,public' });
  await owner.connect();
  const code = async () =>
    (await verifyHouse(store, house.runtime)).flaws
      .filter((flaw) => flaw.about.startsWith('entry'))
      .map((flaw) => [flaw.code, flaw.differs?.map(({ field }) => field)]);
  expect(await code()).toEqual([]);
  const first = `(select min(id) from registry_entry where register = 'outlet')`;
  await owner.query(`update registry_entry set name = '别处' where id = ${first}`);
  expect(await code()).toEqual([['contentDiffers', ['name']]]);
  await owner.query(`update registry_entry set detail = '{}' where id = ${first}`);
  expect(await code()).toEqual([['contentDiffers', ['detailSm3', 'name']]]);
  await owner.query(
    `update registry_entry set known_to = known_from + interval '1 second' where id = (select max(id) from registry_entry where register = 'outlet')`,
  );
  expect((await code()).map(([flaw]) => flaw)).toContain('notSealed');
  await owner.end();
});

it('which law is in force is on record, once for each that comes into force', async () => {
  const { law, city } = openHouse();
  await noteLaw(store, { law, city }, Date.now());
  const told = () =>
    store.tx((tx) =>
      tx.query<{ detail: { inForce: { law: string } } }>(`select detail from audit_event where did = 'law.changed' order by id`),
    );
  expect((await told()).map((row) => row.detail.inForce.law)).toEqual([law.release]);
  await noteLaw(store, { law: { ...law, release: 'another' }, city }, Date.now());
  expect((await told()).map((row) => row.detail.inForce.law)).toEqual([law.release, 'another']);
});

it('two processes find what one finds, in the same snapshot', async () => {
  await seal(store, Date.now());
  const one = await verifyHouse(store, house.runtime);
  const two = await verifyHouse(store, house.runtime, { shareFromRows: 0 });
  expect(one.flaws.length).toBeGreaterThan(0);
  // Each names them in the order in which it met them.
  const byThing = (found: typeof one) => ({
    ...found,
    flaws: found.flaws.toSorted((a, b) => (`${a.about} ${a.code}` < `${b.about} ${b.code}` ? -1 : 1)),
  });
  expect(byThing(two)).toEqual(byThing(one));
});
