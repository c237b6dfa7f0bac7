import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { HOUR, type Instant, MINUTE, SECOND } from '../day.ts';
import { isRefusal } from '../refusal.ts';
import { type House, openHouse } from '../testing/house.ts';
import {
  findSession,
  hashPassword,
  type NewPerson,
  type Opened,
  putPerson,
  ROLES,
  type Session,
  scopeOf,
  signIn,
  signOut,
} from './index.ts';

const NOON = Date.UTC(2026, 10, 24, 4);
const RIGHT = '青山依旧在 2026';

let house: House;
let passwordHash: string;
beforeAll(async () => {
  house = await openHouse();
  passwordHash = await hashPassword(RIGHT);
});
afterAll(() => house?.close());
beforeEach(async () => {
  await house.owner.query('truncate session, person cascade');
  await put(person('wang'));
});

function person(login: string, more: Partial<NewPerson> = {}): NewPerson {
  return {
    login,
    name: '王工',
    role: 'engineer',
    body: '青山市生态环境局',
    party: null,
    districts: ['青山区'],
    certificate: null,
    passwordHash,
    demo: false,
    ...more,
  };
}
const put = (of: NewPerson) => house.system.tx((tx) => putPerson(tx, of));
const enter = (password: string, now: Instant = NOON, login = 'wang') => signIn(house.system, login, password, now);
const opened = async (now: Instant = NOON): Promise<Opened> => {
  const outcome = await enter(RIGHT, now);
  if (isRefusal(outcome)) throw new Error(outcome.code);
  return outcome;
};
const codeOf = (outcome: unknown) => (isRefusal(outcome) ? outcome.code : 'in');
const find = (token: string | undefined, now: Instant) => findSession(house.system, token, now);

test('the right password opens a session of the person, for two idle hours', async () => {
  const session = await opened();
  const { passwordHash: _, demo, ...who } = person('wang');
  expect(session).toMatchObject({ person: who, demo, endsAt: NOON + 2 * HOUR });
  expect(await find(session.token, NOON + MINUTE)).toMatchObject({ person: who, csrf: session.csrf });
});

test('a password is kept as argon2id, each time with another salt', async () => {
  expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await hashPassword(RIGHT)).not.toBe(passwordHash);
  expect(passwordHash).not.toContain(RIGHT);
});

test('of a session only the hash of its token is kept, and the anti-forgery token is another secret, its own in each session', async () => {
  const [one, two] = [await opened(), await opened()];
  expect(new Set([one.token, two.token, one.csrf, two.csrf]).size).toBe(4);
  expect(Buffer.from(one.token, 'base64url')).toHaveLength(32);
  const { rows } = await house.owner.query('select * from session');
  expect(JSON.stringify(rows)).not.toContain(one.token);
  expect(((await find(one.token, NOON)) as Session).csrf).toBe(one.csrf);
  expect(((await find(two.token, NOON)) as Session).csrf).toBe(two.csrf);
});

test('a wrong password and an unknown name are told the same, and take about as long', async () => {
  await enter('x', NOON, 'nobody'); // The hash of nothing is made once.
  const tried = async (login: string) => {
    const start = performance.now();
    const outcome = await enter('wrong', NOON, login);
    return { outcome, ms: performance.now() - start };
  };
  const known: number[] = [];
  const unknown: number[] = [];
  for (let n = 0; n < 4; n++) {
    const one = await tried('wang');
    const other = await tried('nobody');
    expect(codeOf(one.outcome)).toBe('access.wrongPassword');
    expect(other.outcome).toEqual(one.outcome);
    known.push(one.ms);
    unknown.push(other.ms);
  }
  // The shape only, and the fastest of each, for the machine has other work: without the hash of nothing it is a fifth.
  expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) / 2);
});

test('a person no longer active is as unknown as one who never was, and open sessions end', async () => {
  const { token } = await opened();
  await house.owner.query(`update person set active = false where login = 'wang'`);
  expect(codeOf(await enter(RIGHT))).toBe('access.wrongPassword');
  expect(codeOf(await find(token, NOON + MINUTE))).toBe('access.noSession');
});

test('after five wrong passwords the account is locked for a quarter of an hour, for the right one too', async () => {
  for (let n = 0; n < 5; n++) expect(codeOf(await enter('wrong', NOON + n * SECOND))).toBe('access.wrongPassword');
  const last = NOON + 4 * SECOND;
  expect(codeOf(await enter(RIGHT, last + SECOND))).toBe('access.locked');
  expect(codeOf(await enter(RIGHT, last + 15 * MINUTE - 1))).toBe('access.locked');
  expect(codeOf(await enter(RIGHT, last + 15 * MINUTE))).toBe('in');
});

test('the refusal of a locked account says for how many minutes', async () => {
  for (let n = 0; n < 5; n++) await enter('wrong');
  expect(await enter(RIGHT, NOON + 5 * MINUTE)).toMatchObject({ status: 429, says: expect.stringContaining('10 分钟') });
});

test('four wrong passwords do not lock, and the right one forgets them', async () => {
  for (let round = 0; round < 2; round++) {
    for (let n = 0; n < 4; n++) await enter('wrong');
    expect(codeOf(await enter(RIGHT))).toBe('in');
  }
});

test('when a lock has run out the count begins anew: one slip does not lock again', async () => {
  for (let n = 0; n < 5; n++) await enter('wrong');
  const after = NOON + 16 * MINUTE;
  expect(codeOf(await enter('wrong', after))).toBe('access.wrongPassword');
  expect(codeOf(await enter(RIGHT, after))).toBe('in');
});

test('twenty guesses sent at once are twenty tries: five are looked at, and the right one among the rest opens nothing', async () => {
  const guesses = await Promise.all(Array.from({ length: 20 }, () => enter('wrong')));
  expect(guesses.filter((one) => codeOf(one) === 'access.wrongPassword')).toHaveLength(5);
  expect(guesses.filter((one) => codeOf(one) === 'access.locked')).toHaveLength(15);
  expect(codeOf(await enter(RIGHT))).toBe('access.locked');
});

test('a lock holds one person and nobody else, and ends no session that is open', async () => {
  await put(person('li'));
  const { token } = await opened();
  for (let n = 0; n < 5; n++) await enter('wrong');
  expect(codeOf(await enter(RIGHT, NOON, 'li'))).toBe('in');
  expect(codeOf(await find(token, NOON + MINUTE))).toBe('in');
});

test('a session ends after two idle hours', async () => {
  const { token } = await opened();
  expect(codeOf(await find(token, NOON + 2 * HOUR))).toBe('access.sessionEnded');
  expect(codeOf(await find(token, NOON + 2 * HOUR - 1))).toBe('in');
});

test('use keeps a session alive, but not beyond twelve hours in all', async () => {
  const { token } = await opened();
  for (let at = NOON + HOUR; at < NOON + 12 * HOUR; at += HOUR) expect(codeOf(await find(token, at))).toBe('in');
  expect(await find(token, NOON + 12 * HOUR - MINUTE)).toMatchObject({ endsAt: NOON + 12 * HOUR });
  expect(codeOf(await find(token, NOON + 12 * HOUR))).toBe('access.sessionEnded');
});

test('a page that asks every second does not write every second', async () => {
  const { token } = await opened();
  for (let n = 1; n <= 60; n++) await find(token, NOON + n * SECOND);
  const { rows } = await house.owner.query<{ seen: string }>(
    'select (extract(epoch from seen_at) * 1000)::bigint::text as seen from session',
  );
  expect(rows.map((row) => Number(row.seen))).toEqual([NOON]);
});

test('signing out ends this session and no other, and is on record with the address it came from', async () => {
  const [one, two] = [await opened(), await opened()];
  await signOut(house.system, one.token, NOON + MINUTE, { address: '192.0.2.31' });
  const { rows } = await house.owner.query<{ from: string }>(
    `select from_address as "from" from audit_event where did = 'access.signedOut' order by id desc limit 1`,
  );
  expect(rows).toEqual([{ from: '192.0.2.31' }]);
  expect(codeOf(await find(one.token, NOON + MINUTE))).toBe('access.sessionEnded');
  expect(codeOf(await find(two.token, NOON + MINUTE))).toBe('in');
});

test.each([[undefined], [''], ['x'.repeat(43)], [`' or true --`]])('the token %j belongs to nobody', async (token) => {
  expect(codeOf(await find(token, NOON))).toBe('access.noSession');
});

test('bringing the register up to date changes post and district at once, and keeps the password', async () => {
  const { token } = await opened();
  await put(person('wang', { role: 'leader', districts: ['*'], passwordHash: await hashPassword('other') }));
  expect(await find(token, NOON + MINUTE)).toMatchObject({ person: { role: 'leader', districts: ['*'] } });
  expect(codeOf(await enter(RIGHT))).toBe('in');
});

test('a firm’s people have the eyes of their firm, the others those of their districts or of the whole city', () => {
  expect(scopeOf(person('a', { role: 'firm', party: '采石厂', districts: ['*'] }))).toEqual({
    districts: [],
    party: '采石厂',
    login: 'a',
  });
  expect(scopeOf(person('b', { districts: ['青山区', '临江区'] }))).toEqual({ districts: ['青山区', '临江区'], login: 'b' });
  expect(scopeOf(person('c', { districts: ['青山区', '*'] }))).toEqual({ districts: '*', login: 'c' });
  for (const name of Object.values(ROLES)) expect(name).toMatch(/^\p{Script=Han}+$/u);
});

test('a firm’s account without a firm sees nothing', async () => {
  await house.system.tx((tx) => tx.query(`insert into link values ('a', '1', 'of', 'b', '1', '', null, '青山区', now())`));
  expect(await house.app.as(scopeOf(person('d', { role: 'firm', party: null })), (tx) => tx.query('select * from link'))).toEqual([]);
});
