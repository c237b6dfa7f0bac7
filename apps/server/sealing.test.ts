import { existsSync, readdirSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, dayOf, startOfDay } from '../../foundation/day.ts';
import { findLastVerification } from '../../foundation/heads/index.ts';
import type { Job, JobAt } from '../../foundation/jobs/index.ts';
import { unsealedTail } from '../../foundation/seal/index.ts';
import { openSystemStore, type Store } from '../../foundation/store/store.ts';
import { seal } from './line.ts';
import { headFolderOf, keyFileOf, sealJobs, VERIFY_JOB, verifyHouse } from './sealing.ts';
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
    ['access.signedOut', 'duty', null],
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

it('two processes find what one finds, in the same snapshot', async () => {
  await seal(store, Date.now());
  const one = await verifyHouse(store, house.runtime);
  const two = await verifyHouse(store, house.runtime, { shareFromRows: 0 });
  expect(one.flaws.length).toBeGreaterThan(0);
  expect(two).toEqual(one);
});
