import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../day.ts';
import { isRefusal, type Refusal } from '../refusal.ts';
import { type House, openHouse } from '../testing/house.ts';
import {
  type Actor,
  changePassword,
  closeAccount,
  createAccount,
  createFirstAdministrators,
  endSessionsOf,
  findAccount,
  findPolicy,
  findSession,
  grant,
  hashPassword,
  listAccounts,
  makeFirstLink,
  moveAccount,
  type NewPerson,
  type Opened,
  policyFromConfiguration,
  putPerson,
  type Role,
  reopenAccount,
  resetPassword,
  type Session,
  scopeOf,
  setPasswordByLink,
  setPolicy,
  shutDemonstration,
  signIn,
  unlock,
  withdraw,
} from './index.ts';
import { POLICY } from './policy.ts';

const NOON = Date.UTC(2026, 10, 24, 4);
const RIGHT = 'Qiantang-tide-07';
let house: House;
let passwordHash: string;

beforeAll(async () => {
  house = await openHouse();
  passwordHash = await hashPassword(RIGHT);
});
afterAll(() => house?.close());
beforeEach(async () => {
  await house.owner.query('truncate session, person, access_policy, one_time, audit_event, chain_row cascade');
  for (const role of ['admin', 'security', 'auditor'] as const) await put(role, { role, staffNo: `S-${role}` });
  for (const role of ['admin', 'security'] as const) await put(`${role}.2`, { role, staffNo: `S-${role}-2` });
  await put('wang', { role: 'engineer', districts: ['青山区'] });
});

const put = (login: string, more: Partial<NewPerson> = {}) =>
  house.system.tx((tx) =>
    putPerson(tx, {
      login,
      name: `人 ${login}`,
      role: 'duty',
      body: '青山市生态环境局',
      party: null,
      districts: ['*'],
      certificate: null,
      passwordHash,
      demo: false,
      ...more,
    }),
  );
const actor = (login: string, role = login.split('.')[0] as Role): Actor => ({ login, name: login, role, from: '10.0.0.7' });
const [ADMIN, SECURITY, AUDITOR] = [actor('admin'), actor('security'), actor('auditor')];
const code = (outcome: unknown) => (isRefusal(outcome) ? outcome.code.replace('access.', '') : 'done');
const enter = async (login: string, password = RIGHT, now = NOON) =>
  signIn(house.system, login, password, now, { address: '10.0.0.7', agent: 'test' });
const opened = async (login: string, password = RIGHT, now = NOON): Promise<Opened> => {
  const outcome = await enter(login, password, now);
  if (isRefusal(outcome)) throw new Error(outcome.code);
  return outcome;
};
const find = (token: string, now = NOON + MINUTE) => findSession(house.system, token, now);
const row = async (login: string) => (await house.owner.query('select * from person where login = $1', [login])).rows[0];
const audited = async () =>
  (await house.owner.query<{ did: string }>('select did from audit_event order by id')).rows.map((one) => one.did);
const DRAFT = { login: 'li', name: '李工', body: '青山市生态环境局', post: '科员', staffNo: 'S-li' };
const OFFICER = { role: 'officer' as const, districts: ['青山区'], party: null, certificate: '示例-1' };
const made = async () => {
  const outcome = await createAccount(house.system, ADMIN, DRAFT, NOON);
  if (isRefusal(outcome)) throw new Error(outcome.code);
  return outcome.password;
};

describe('the three administrators apart (F6)', () => {
  test('one makes the account, another grants the role; neither does the other’s, and the auditor does nothing', async () => {
    for (const wrong of [SECURITY, AUDITOR, actor('wang', 'engineer')])
      expect(code(await createAccount(house.system, wrong, DRAFT, NOON))).toBe('notYourVerb');
    const password = await made();
    expect(code(await enter('li', password))).toBe('noRole');
    for (const wrong of [ADMIN, AUDITOR]) expect(code(await grant(house.system, wrong, 'li', OFFICER, NOON))).toBe('notYourVerb');
    expect(code(await grant(house.system, SECURITY, 'li', OFFICER, NOON))).toBe('done');
    expect((await opened('li', password)).person).toMatchObject({ role: 'officer', districts: ['青山区'], certificate: '示例-1' });
  });

  test('nobody grants, withdraws, closes, resets or unlocks to himself', async () => {
    const own = [
      await grant(house.system, SECURITY, 'security', { ...OFFICER, role: 'leader' }, NOON),
      await withdraw(house.system, SECURITY, 'security', '无', NOON),
      await unlock(house.system, SECURITY, 'security', NOON),
      await endSessionsOf(house.system, SECURITY, 'security', null, NOON),
      await closeAccount(house.system, ADMIN, 'admin', '无', NOON),
      await resetPassword(house.system, ADMIN, 'admin', NOON),
      await moveAccount(house.system, ADMIN, 'admin', DRAFT, NOON),
    ];
    expect(own.map(code)).toEqual(own.map(() => 'notToOneself'));
  });

  test('the same staff number, or the same name in the same body, holds one of the three only', async () => {
    await createAccount(house.system, ADMIN, { ...DRAFT, staffNo: 'S-admin' }, NOON);
    for (const role of ['security', 'auditor'] as const)
      expect(code(await grant(house.system, SECURITY, 'li', { ...OFFICER, role }, NOON))).toBe('oneOfThree');
    expect(code(await grant(house.system, SECURITY, 'li', OFFICER, NOON))).toBe('done');
    await put('old', { role: 'auditor', name: '李工' });
    await createAccount(house.system, ADMIN, { ...DRAFT, login: 'li.2', staffNo: 'S-li-2' }, NOON);
    expect(await grant(house.system, SECURITY, 'li.2', { ...OFFICER, role: 'security' }, NOON)).toMatchObject({
      code: 'access.oneOfThree',
      says: expect.stringContaining('安全审计员'),
    });
    await createAccount(house.system, ADMIN, { ...DRAFT, login: 'li.3', name: '另一人', staffNo: null }, NOON);
    expect(code(await grant(house.system, SECURITY, 'li.3', { ...OFFICER, role: 'admin' }, NOON))).toBe('needsStaffNo');
  });

  test('two grants at once of two administrators’ roles to one person: one is given', async () => {
    await createAccount(house.system, ADMIN, DRAFT, NOON);
    await createAccount(house.system, ADMIN, { ...DRAFT, login: 'li.2' }, NOON);
    for (let round = 0; round < 5; round += 1) {
      await house.owner.query(`update person set role = null where login in ('li', 'li.2')`);
      const both = await Promise.all([
        grant(house.system, SECURITY, 'li', { ...OFFICER, role: 'admin' }, NOON),
        grant(house.system, actor('security.2'), 'li.2', { ...OFFICER, role: 'auditor' }, NOON),
      ]);
      expect(both.map(code).sort()).toEqual(['done', 'oneOfThree']);
    }
  });

  test('not even the table holds two administrators’ accounts under one staff number', async () => {
    await expect(
      house.owner.query(
        `insert into person (login, name, role, body, districts, staff_no) values ('x', 'x', 'auditor', '', '{}', 'S-admin')`,
      ),
    ).rejects.toMatchObject({
      code: '23505',
    });
  });

  test('the last active one of each kind is neither closed, withdrawn, moved away nor made something else', async () => {
    expect(code(await closeAccount(house.system, ADMIN, 'auditor', '离职', NOON))).toBe('lastAdministrator');
    expect(code(await withdraw(house.system, SECURITY, 'auditor', '离职', NOON))).toBe('lastAdministrator');
    expect(code(await grant(house.system, SECURITY, 'auditor', OFFICER, NOON))).toBe('lastAdministrator');
    expect(code(await moveAccount(house.system, ADMIN, 'auditor', { ...DRAFT, body: '别处' }, NOON))).toBe('lastAdministrator');
    expect(code(await closeAccount(house.system, ADMIN, 'security.2', '离职', NOON))).toBe('done');
    expect(code(await closeAccount(house.system, ADMIN, 'security', '离职', NOON))).toBe('lastAdministrator');
  });

  test('two who close each other at once leave one', async () => {
    const both = await Promise.all([
      closeAccount(house.system, ADMIN, 'admin.2', '离职', NOON),
      closeAccount(house.system, actor('admin.2'), 'admin', '离职', NOON),
    ]);
    expect(both.map(code).sort()).toEqual(['done', 'sessionEnded']);
    expect((await house.owner.query(`select login from person where role = 'admin' and active`)).rows).toHaveLength(1);
  });

  test('an administrator whose password was reset waits for a security administrator, since whoever reset it knows it', async () => {
    const { token } = await opened('security.2');
    const reset = await resetPassword(house.system, ADMIN, 'security.2', NOON);
    if (isRefusal(reset)) throw new Error(reset.code);
    expect(reset.held).toBe(true);
    expect(code(await find(token))).toBe('sessionEnded');
    expect(code(await enter('security.2', reset.password))).toBe('held');
    expect(code(await unlock(house.system, ADMIN, 'security.2', NOON))).toBe('notYourVerb');
    expect(code(await unlock(house.system, SECURITY, 'security.2', NOON))).toBe('done');
    expect((await opened('security.2', reset.password)).mustChange).toBe(true);
    expect(code(await resetPassword(house.system, ADMIN, 'security.2', NOON))).toBe('done');
    // The other one is held, so this is the last who could release anybody.
    expect(code(await resetPassword(house.system, ADMIN, 'security', NOON))).toBe('lastAdministrator');
  });

  test('in another body the role is granted anew, for what a body may do follows from the body', async () => {
    const { token } = await opened('wang');
    expect(await moveAccount(house.system, ADMIN, 'wang', { name: '王工', body: '临江分局', post: '科长' }, NOON)).toEqual({
      login: 'wang',
      roleWithdrawn: true,
    });
    expect(code(await find(token))).toBe('sessionEnded');
    expect(code(await enter('wang'))).toBe('noRole');
    expect(code(await moveAccount(house.system, ADMIN, 'wang', { name: '王工', body: '临江分局', post: '副科长' }, NOON))).toBe('done');
  });

  test('a button says why with the very refusal the act would give', async () => {
    await closeAccount(house.system, ADMIN, 'wang', '离职', NOON);
    for (const who of [ADMIN, SECURITY])
      for (const login of ['wang', 'auditor', 'admin', 'security', 'security.2']) {
        const account = await house.system.tx((tx) => findAccount(tx, who, login, NOON));
        const acts: Record<string, () => Promise<unknown>> = {
          resetPassword: () => resetPassword(house.system, who, login, NOON),
          close: () => closeAccount(house.system, who, login, '无', NOON),
          reopen: () => reopenAccount(house.system, who, login, NOON),
          withdraw: () => withdraw(house.system, who, login, '无', NOON),
          unlock: () => unlock(house.system, who, login, NOON),
        };
        for (const { verb, why } of account?.verbs ?? []) {
          const act = acts[verb];
          if (why && act) expect(await act(), `${who.login} ${verb} ${login}`).toEqual(why satisfies Refusal);
        }
        expect(account?.verbs).toHaveLength(9);
      }
  });

  test('every act is in the audit, with who, upon whom and from where, and never with a password', async () => {
    const password = await made();
    await grant(house.system, SECURITY, 'li', OFFICER, NOON);
    await opened('li', password);
    await endSessionsOf(house.system, SECURITY, 'li', null, NOON);
    await resetPassword(house.system, ADMIN, 'li', NOON);
    await withdraw(house.system, SECURITY, 'li', '调离', NOON);
    await closeAccount(house.system, ADMIN, 'li', '调离', NOON);
    await reopenAccount(house.system, ADMIN, 'li', NOON);
    await setPolicy(house.system, SECURITY, { ...POLICY, idleMinutes: 30 }, NOON);
    expect(await audited()).toEqual([
      'access.accountCreated',
      'access.granted',
      'access.signedIn',
      'access.sessionsEnded',
      'access.passwordReset',
      'access.withdrawn',
      'access.accountClosed',
      'access.accountReopened',
      'access.policySet',
    ]);
    const { rows } = await house.owner.query('select by, about_id, from_address, detail, says from audit_event order by id');
    expect(rows[0]).toMatchObject({ by: 'admin', about_id: 'li', from_address: '10.0.0.7' });
    expect(JSON.stringify(rows)).not.toContain(password);
  });

  test('what was refused left nothing behind', async () => {
    await closeAccount(house.system, ADMIN, 'auditor', '离职', NOON);
    await grant(house.system, ADMIN, 'wang', OFFICER, NOON);
    expect(await audited()).toEqual([]);
    expect(await row('wang')).toMatchObject({ role: 'engineer' });
  });
});

describe('rights count from the next request (F8)', () => {
  test('another role and a closing end the sessions; other districts are seen at once by the session that is open', async () => {
    const { token } = await opened('wang');
    await grant(house.system, SECURITY, 'wang', { role: 'engineer', districts: ['临江区'], party: null, certificate: null }, NOON);
    const session = (await find(token)) as Session;
    expect(scopeOf(session.person)).toEqual({ districts: ['临江区'], login: 'wang' });
    await grant(house.system, SECURITY, 'wang', OFFICER, NOON);
    expect(code(await find(token))).toBe('sessionEnded');
    const again = await opened('wang');
    await closeAccount(house.system, ADMIN, 'wang', '离职', NOON);
    expect(code(await find(again.token))).toBe('noSession');
    expect(code(await enter('wang'))).toBe('wrongPassword');
  });

  test('an administrator closed meanwhile does nothing any more', async () => {
    await closeAccount(house.system, ADMIN, 'security.2', '离职', NOON);
    expect(code(await grant(house.system, actor('security.2'), 'wang', OFFICER, NOON))).toBe('sessionEnded');
  });

  test('a stricter policy counts for sessions that are open', async () => {
    const { token } = await opened('wang');
    expect(code(await find(token, NOON + HOUR))).toBe('done');
    await setPolicy(house.system, SECURITY, { ...POLICY, idleMinutes: 30, longestHours: 2 }, NOON);
    expect(code(await find(token, NOON + HOUR + 30 * MINUTE))).toBe('sessionEnded');
    const short = await opened('wang', RIGHT, NOON);
    for (let at = NOON + 20 * MINUTE; at < NOON + 2 * HOUR; at += 20 * MINUTE) expect(code(await find(short.token, at))).toBe('done');
    expect(code(await find(short.token, NOON + 2 * HOUR))).toBe('sessionEnded');
  });

  test('what the configuration says stands until an administrator sets something else, and does not come back', async () => {
    const configured = { ...POLICY, failures: 7 };
    const start = () => house.system.tx((tx) => policyFromConfiguration(tx, configured, NOON));
    await start();
    await start();
    expect(await house.system.tx(findPolicy)).toMatchObject({ policy: configured, by: 'configuration' });
    expect((await house.owner.query('select 1 from access_policy')).rows).toHaveLength(1);
    await setPolicy(house.system, SECURITY, { ...POLICY, failures: 3 }, NOON);
    await start();
    expect((await house.system.tx(findPolicy)).policy.failures).toBe(3);
    for (let n = 0; n < 3; n += 1) await enter('wang', 'wrong');
    expect(code(await enter('wang'))).toBe('locked');
  });
});

describe('one’s own password', () => {
  test('a first password is good for choosing another, and for a week', async () => {
    const password = await made();
    await grant(house.system, SECURITY, 'li', OFFICER, NOON);
    expect(code(await enter('li', password, NOON + 7 * DAY))).toBe('temporaryOver');
    const session = await opened('li', password, NOON + 7 * DAY - 1);
    expect(session.mustChange).toBe(true);
    expect(await changePassword(house.system, session, password, 'Lotus-and-7-bridges', NOON + 7 * DAY)).toEqual({ ended: 0 });
    expect(((await find(session.token, NOON + 7 * DAY + MINUTE)) as Session).mustChange).toBe(false);
    expect((await opened('li', 'Lotus-and-7-bridges', NOON + 30 * DAY)).mustChange).toBe(false);
  });

  test('changing it ends the other sessions and not this one, and needs the present one', async () => {
    const [here, there] = [await opened('wang'), await opened('wang')];
    expect(code(await changePassword(house.system, here, 'wrong', 'Lotus-and-7-bridges', NOON))).toBe('oldPasswordWrong');
    expect(await changePassword(house.system, here, RIGHT, 'Lotus-and-7-bridges', NOON)).toEqual({ ended: 1 });
    expect([code(await find(here.token)), code(await find(there.token))]).toEqual(['done', 'sessionEnded']);
  });

  test('the last five are not taken again, the sixth is', async () => {
    const session = await opened('wang');
    const passwords = ['a', 'b', 'c', 'd', 'e'].map((letter) => `Lotus-and-7-${letter.repeat(4)}`);
    let current = RIGHT;
    for (const fresh of passwords) {
      expect(code(await changePassword(house.system, session, current, fresh, NOON))).toBe('done');
      current = fresh;
      expect(code(await changePassword(house.system, session, current, passwords[0] as string, NOON))).toBe('weakPassword');
    }
    expect(code(await changePassword(house.system, session, current, RIGHT, NOON))).toBe('done');
  });

  test('when it has lasted its days it must be changed; by default it lasts', async () => {
    const session = await opened('wang');
    await changePassword(house.system, session, RIGHT, 'Lotus-and-7-bridges', NOON);
    expect((await opened('wang', 'Lotus-and-7-bridges', NOON + 400 * DAY)).mustChange).toBe(false);
    await setPolicy(house.system, SECURITY, { ...POLICY, passwordDays: 90 }, NOON);
    expect((await opened('wang', 'Lotus-and-7-bridges', NOON + 90 * DAY)).mustChange).toBe(true);
  });

  test('when the form of storage changed it is kept anew at the next sign-in, twenty at once as well', async () => {
    await setPolicy(house.system, SECURITY, { ...POLICY, passwordStorage: 'sm3' }, NOON);
    const all = await Promise.all(Array.from({ length: 4 }, () => enter('wang')));
    expect(all.map(code)).toEqual(['done', 'done', 'done', 'done']);
    expect((await row('wang')).password_hash).toMatch(/^\$pbkdf2-sm3\$/);
    await setPolicy(house.system, SECURITY, POLICY, NOON);
    expect(code(await enter('wang'))).toBe('done');
    expect((await row('wang')).password_hash).toMatch(/^\$argon2id\$/);
  });

  test('at signing in one is told the sign-in before and the wrong tries since, and they are in the history', async () => {
    await opened('wang', RIGHT, NOON - HOUR);
    for (let n = 0; n < 3; n += 1) await enter('wang', 'wrong');
    const session = await opened('wang');
    expect(session.before).toEqual({ at: NOON - HOUR, from: '10.0.0.7' });
    expect(session.failedSince).toBe(3);
    const { rows } = await house.owner.query('select outcome from sign_in order by id');
    expect(rows.map((one) => one.outcome)).toEqual(['in', 'wrongPassword', 'wrongPassword', 'wrongPassword', 'in']);
  });

  test('a hundred guesses at once are five looked at; of a name that nobody bears nothing is kept', async () => {
    const guesses = await Promise.all(Array.from({ length: 100 }, () => enter('wang', 'wrong')));
    expect(guesses.filter((one) => code(one) === 'wrongPassword')).toHaveLength(5);
    expect(guesses.filter((one) => code(one) === 'locked')).toHaveLength(95);
    expect(await audited()).toEqual(['access.locked']);
    await enter('Qiantang-tide-07', 'typed into the wrong field');
    expect(JSON.stringify((await house.owner.query('select * from sign_in')).rows)).not.toContain('Qiantang');
  });

  test('a session the browser had before signing in ends with it: one that was planted is worth nothing', async () => {
    const planted = await opened('wang');
    const mine = await signIn(house.system, 'security', RIGHT, NOON, { former: planted.token });
    expect(code(mine)).toBe('done');
    expect(code(await find(planted.token))).toBe('sessionEnded');
  });
});

describe('the first three administrators', () => {
  const THREE = [
    { role: 'admin' as const, login: 'first.a', name: '甲', staffNo: 'F1', password: 'Harbour-lamp-31' },
    { role: 'security' as const, login: 'first.b', name: '乙', staffNo: 'F2', password: 'Meadow-gate-52' },
    { role: 'auditor' as const, login: 'first.c', name: '丙', staffNo: 'F3', password: 'Willow-bank-73' },
  ];
  const link = async (asOwner = false) => {
    const outcome = await house.system.tx((tx) => makeFirstLink(tx, NOON, asOwner));
    if (isRefusal(outcome)) throw new Error(outcome.code);
    return outcome.token;
  };
  const three = (token: string, people: typeof THREE = THREE, now = NOON) =>
    createFirstAdministrators(house.system, token, 'bureau', people, now);
  beforeEach(async () => {
    await house.owner.query('truncate session, person cascade');
  });

  test('come in by one link, once, within a day, all three or none', async () => {
    const token = await link();
    expect(code(await three(token, THREE, NOON + DAY))).toBe('linkOver');
    expect(code(await three('x'.repeat(43)))).toBe('linkOver');
    expect(await three(token)).toEqual({ logins: ['first.a', 'first.b', 'first.c'] });
    for (const { login, password, role } of THREE) expect((await opened(login, password)).person.role).toBe(role);
    expect(code(await three(token))).toBe('linkOver');
  });

  test('are three different people with three passwords that will do; a try that was refused has not used the link', async () => {
    const token = await link();
    const as = (at: number, more: Partial<(typeof THREE)[number]>) =>
      THREE.map((one, i) => (i === at ? { ...one, ...more } : one)) as typeof THREE;
    for (const more of [
      { login: 'FIRST.A' },
      { name: '甲' },
      { staffNo: 'f1' },
      { password: 'Harbour-lamp-31' },
      { role: 'admin' as never },
    ])
      expect(code(await three(token, as(1, more)))).toBe('notThreePeople');
    expect(code(await three(token, THREE.slice(0, 2)))).toBe('notThreePeople');
    expect(code(await three(token, as(2, { password: 'short' })))).toBe('weakPassword');
    await put('first.c');
    expect(code(await three(token))).toBe('loginTaken');
    expect((await house.owner.query(`select 1 from person where login like 'first.%'`)).rows).toHaveLength(1);
    expect(code(await three(token, as(2, { login: 'first.d' })))).toBe('done');
  });

  test('of ten who open the link at once one comes in', async () => {
    const token = await link();
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, i) => three(token, THREE.map((one) => ({ ...one, login: `${one.login}${i}` })) as typeof THREE)),
    );
    expect(all.filter((one) => code(one) === 'done')).toHaveLength(1);
    expect((await house.owner.query(`select 1 from person`)).rows).toHaveLength(3);
  });

  test('a new link makes the former one no good, and there is none while there is a system administrator, but by the owner, and that is recorded', async () => {
    const [former, latter] = [await link(), await link()];
    expect(code(await three(former))).toBe('linkOver');
    expect(code(await three(latter))).toBe('done');
    expect(code(await house.system.tx((tx) => makeFirstLink(tx, NOON)))).toBe('firstAdministratorsThere');
    const again = await house.system.tx((tx) => makeFirstLink(tx, NOON, true));
    expect(code(again)).toBe('done');
    const { rows } = await house.owner.query(
      `select by, says from audit_event where did = 'access.firstLinkMade' order by id desc limit 1`,
    );
    expect(rows[0]).toMatchObject({ by: 'owner', says: expect.stringContaining('数据库所有者') });
    // The same three people come back under other names: their lost accounts are closed and not doubled.
    const back = THREE.map((one) => ({ ...one, login: `${one.login}.2` })) as typeof THREE;
    expect(code(await three((again as { token: string }).token, back))).toBe('done');
    expect((await house.owner.query('select login from person where active order by login')).rows.map((one) => one.login)).toEqual([
      'first.a.2',
      'first.b.2',
      'first.c.2',
    ]);
  });

  test('a demonstration’s administrator is none; started without it, its accounts are shut and their sessions end', async () => {
    await put('demo', { role: 'admin', demo: true, staffNo: 'D' });
    const { token } = await opened('demo');
    await link();
    expect(await house.system.tx((tx) => shutDemonstration(tx, NOON))).toBe(1);
    expect(await house.system.tx((tx) => shutDemonstration(tx, NOON))).toBe(0);
    expect(code(await enter('demo'))).toBe('wrongPassword');
    expect(code(await find(token))).toBe('noSession');
    await put('demo', { role: 'admin', demo: true, staffNo: 'D' });
    expect(code(await enter('demo'))).toBe('done');
  });
});

test('of tokens, links and passwords the tables hold only hashes (F7)', async () => {
  const password = await made();
  await grant(house.system, SECURITY, 'li', OFFICER, NOON);
  const session = await opened('li', password);
  await changePassword(house.system, session, password, 'Lotus-and-7-bridges', NOON);
  const link = (await house.system.tx((tx) => makeFirstLink(tx, NOON, true))) as { token: string };
  const kept: string[] = [];
  for (const table of ['person', 'session', 'sign_in', 'password_before', 'one_time', 'audit_event', 'chain_row'])
    kept.push(JSON.stringify((await house.owner.query(`select * from ${table}`)).rows));
  for (const secret of [password, 'Lotus-and-7-bridges', session.token, link.token]) expect(kept.join()).not.toContain(secret);
});

test('the list is filtered and paged by login, and an account that is closed is listed as closed', async () => {
  await closeAccount(house.system, ADMIN, 'wang', '离职', NOON);
  const list = (filter: object, page: { limit: number; cursor?: string } = { limit: 100 }) =>
    house.system.tx((tx) => listAccounts(tx, filter, page, NOON));
  expect((await list({ state: 'closed' })).items.map((one) => one.login)).toEqual(['wang']);
  expect((await list({ role: 'security' })).items.map((one) => one.login)).toEqual(['security', 'security.2']);
  expect((await list({ q: '%' })).items).toEqual([]);
  const first = await list({}, { limit: 4 });
  expect(first.next).toBe('security');
  expect((await list({}, { limit: 4, cursor: first.next as string })).items.map((one) => one.login)).toEqual(['security.2', 'wang']);
  expect(code(await setPasswordByLink(house.system, 'x'.repeat(43), RIGHT, NOON))).toBe('linkOver');
});
