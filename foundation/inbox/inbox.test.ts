import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { DAY } from '../day.ts';
import { ref } from '../ref.ts';
import { isRefusal } from '../refusal.ts';
import type { Scope, Tx } from '../store/store.ts';
import { type House, openHouse } from '../testing/house.ts';
import { countUnread, listNotices, markRead, type Notice, type Reader, tell } from './index.ts';

const NOON = Date.UTC(2026, 10, 24, 4);
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.close());
beforeEach(async () => {
  await house.owner.query('truncate notice, notice_read restart identity');
});

const notice = (key: string, more: Partial<Notice> = {}): Notice => ({
  key,
  kind: 'waits',
  says: `${key}等您办理`,
  saysEn: `${key} waits for you`,
  about: ref('file', key),
  to: { roles: ['officer'] },
  party: null,
  district: '青山区',
  at: NOON,
  ...more,
});
const put = (key: string, more?: Partial<Notice>) => house.system.tx((tx) => tell(tx, notice(key, more)));
const qin: Reader = { login: 'qin', role: 'officer', bodies: ['上游分局'] };
const shen: Reader = { login: 'shen', role: 'officer', bodies: ['执法队'] };
const fang: Reader = { login: 'fang', role: 'firm', bodies: ['采石厂'] };
const scopes: Record<string, Scope> = {
  qin: { districts: ['青山区'], login: 'qin' },
  shen: { districts: '*', login: 'shen' },
  fang: { districts: [], party: '采石厂', login: 'fang' },
};
async function as<T>(reader: Reader, work: (tx: Tx) => Promise<T>): Promise<T> {
  const outcome = await house.app.as(scopes[reader.login] as Scope, work);
  if (isRefusal(outcome)) throw new Error(outcome.says);
  return outcome as T;
}
const inbox = async (reader: Reader, filter = {}) =>
  (await as(reader, (tx) => listNotices(tx, reader, filter, NOON))).items.map((n) => n.says);

test('F13: a notice stands once, and not at all when what it speaks of was rolled back', async () => {
  await Promise.all([put('一'), put('一')]);
  await house.system
    .tx(async (tx) => {
      await tell(tx, notice('二'));
      throw new Error('no');
    })
    .catch(() => {});
  expect(await inbox(qin)).toEqual(['一等您办理']);
});

test('a notice concerns the roles it names, of the bodies that have the power, in their districts, and not the one who did it', async () => {
  await put('本区');
  await put('外区', { district: '临江区' });
  await put('执法队的', { to: { roles: ['officer'], bodies: ['执法队'] } });
  await put('别的岗位', { to: { roles: ['office'] } });
  await put('秦做的', { to: { roles: ['officer'], not: 'qin' } });
  await put('只给沈', { to: { roles: ['officer'], login: 'shen' } });
  expect(await inbox(qin)).toEqual(['本区等您办理']);
  expect(await inbox(shen)).toEqual(['只给沈等您办理', '秦做的等您办理', '执法队的等您办理', '外区等您办理', '本区等您办理']);
});

test('a firm finds what is addressed to it, and nothing of the bureau’s own', async () => {
  await put('给厂', { to: { roles: ['firm'] }, party: '采石厂' });
  await put('给别家', { to: { roles: ['firm'] }, party: '纸厂' });
  await put('内部');
  expect(await inbox(fang)).toEqual(['给厂等您办理']);
  expect(await inbox(qin)).toEqual(['内部等您办理']);
});

test('what one has read, another has not; unread ones are counted and can be listed alone', async () => {
  for (const key of ['一', '二', '三']) await put(key);
  expect(await as(qin, (tx) => countUnread(tx, qin, NOON))).toBe(3);
  expect(await as(qin, (tx) => markRead(tx, qin, [1, 1, 99], NOON))).toBe(1);
  expect(await as(qin, (tx) => markRead(tx, qin, [1], NOON))).toBe(0);
  expect(await as(qin, (tx) => countUnread(tx, qin, NOON))).toBe(2);
  expect(await inbox(qin, { unread: true })).toEqual(['三等您办理', '二等您办理']);
  expect(await as(shen, (tx) => countUnread(tx, shen, NOON))).toBe(3);
  expect(await as(qin, (tx) => markRead(tx, qin, 'all', NOON))).toBe(2);
  expect(await as(qin, (tx) => countUnread(tx, qin, NOON))).toBe(0);
});

test('nobody marks in the name of another, or what is not theirs', async () => {
  await put('一');
  await put('外区', { district: '临江区' });
  await expect(as(qin, (tx) => markRead(tx, shen, 'all', NOON))).rejects.toMatchObject({ code: '42501' });
  expect(await as(qin, (tx) => markRead(tx, qin, [2], NOON))).toBe(0);
});

test('a page goes on where the last one ended, by kind if asked; what is older than ninety days is left out', async () => {
  for (let n = 0; n < 5; n++) await put(`${n}`, { kind: n % 2 ? 'overdue' : 'waits' });
  await put('旧', { at: NOON - 91 * DAY });
  const first = await as(qin, (tx) => listNotices(tx, qin, { kind: 'waits', limit: 2 }, NOON));
  const rest = await as(qin, (tx) => listNotices(tx, qin, { kind: 'waits', limit: 2, cursor: first.next }, NOON));
  expect([...first.items, ...rest.items].map((n) => n.says)).toEqual(['4等您办理', '2等您办理', '0等您办理']);
  expect(rest.next).toBeNull();
});
