import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, type Instant, MINUTE, SECOND } from '../day.ts';
import { isRefusal } from '../refusal.ts';
import { type House, openHouse } from '../testing/house.ts';
import {
  type Actor,
  addColleague,
  applyForFirm,
  closeColleague,
  decideApplication,
  enterByCode,
  findSession,
  hashPassword,
  listApplications,
  listColleagues,
  newLinkFor,
  openPhoneBook,
  type Person,
  putPerson,
  type Role,
  scopeOf,
  sendCode,
  setPasswordByLink,
  signIn,
} from './index.ts';

const NOON = Date.UTC(2026, 10, 24, 4);
const PASSWORD = 'Qiantang-tide-07';
const book = openPhoneBook(randomBytes(32));
const PHONE = '13900000001';
const FIRM = '91330499DEM000110F';
let house: House;
let passwordHash: string;
beforeAll(async () => {
  house = await openHouse();
  passwordHash = await hashPassword(PASSWORD);
});
afterAll(() => house?.close());
beforeEach(async () => {
  await house.owner.query('truncate session, person, citizen, phone_code, outbox, firm_application, audit_event, chain_row cascade');
});

const code = (outcome: unknown) => (isRefusal(outcome) ? outcome.code.replace('access.', '') : 'done');
const messages = async () =>
  (await house.owner.query<{ address: string; body: string; district: string }>('select address, body, district from outbox order by id'))
    .rows;
const everything = async () => {
  const kept: string[] = [];
  for (const table of ['person', 'session', 'sign_in', 'citizen', 'phone_code', 'one_time', 'firm_application', 'audit_event', 'chain_row'])
    kept.push(JSON.stringify((await house.owner.query(`select * from ${table}`)).rows));
  return kept.join('\n');
};

describe('the public, by telephone', () => {
  const ask = (phone = PHONE, now: Instant = NOON, address = '192.0.2.1') =>
    sendCode(house.system, book, phone, '青山市', now, { address });
  const sent = async () => /验证码 (\d{6})/.exec((await messages()).at(-1)?.body ?? '')?.[1] ?? '';
  const enter = (digits: string, now: Instant = NOON + SECOND, phone = PHONE) =>
    enterByCode(house.system, book, phone, digits, now, { address: '192.0.2.1' });

  test('six digits to the number let in once, and the first time make an account that sees only its own', async () => {
    expect(code(await ask())).toBe('done');
    const digits = await sent();
    const opened = await enter(digits);
    if (isRefusal(opened)) throw new Error(opened.code);
    expect(opened.person).toMatchObject({ role: 'citizen', name: '139****0001', districts: [] });
    expect(scopeOf(opened.person)).toEqual({ districts: [], party: `citizen/${opened.person.login}`, login: opened.person.login });
    expect(code(await findSession(house.system, opened.token, NOON + MINUTE))).toBe('done');
    expect(code(await enter(digits))).toBe('wrongCode');
    expect(code(await ask(PHONE, NOON + 2 * MINUTE))).toBe('done');
    const again = await enter(await sent(), NOON + 3 * MINUTE);
    expect(again).toMatchObject({ person: { login: opened.person.login } });
  });

  test('a code is good for five minutes and five tries, and a new one makes the former no good', async () => {
    await ask();
    const first = await sent();
    expect(code(await enter(first, NOON + 5 * MINUTE))).toBe('wrongCode');
    const wrong = first === '000000' ? '000001' : '000000';
    for (let n = 0; n < 4; n += 1) expect(code(await enter(wrong))).toBe('wrongCode');
    expect(code(await ask(PHONE, NOON + MINUTE))).toBe('done');
    const second = await sent();
    if (second !== first) expect(code(await enter(first, NOON + 2 * MINUTE))).toBe('wrongCode');
    for (let n = 0; n < 5; n += 1) await enter(second === '000000' ? '000001' : '000000', NOON + 2 * MINUTE);
    expect(code(await enter(second, NOON + 2 * MINUTE))).toBe('wrongCode');
  });

  test('a hundred guesses at once are five tries; the right one after them opens nothing', async () => {
    await ask();
    const digits = await sent();
    const others = Array.from({ length: 100 }, (_, i) => String(i).padStart(6, '0')).filter((one) => one !== digits);
    const outcomes = await Promise.all(others.map((one) => enter(one)));
    expect(new Set(outcomes.map(code))).toEqual(new Set(['wrongCode']));
    expect((await house.owner.query('select tries from phone_code')).rows).toEqual([{ tries: 5 }]);
    expect(code(await enter(digits))).toBe('wrongCode');
  });

  test('one number is sent a code a minute and five an hour, one address twenty an hour, however many ask at once', async () => {
    const ten = await Promise.all(Array.from({ length: 10 }, () => ask()));
    expect(ten.map(code).filter((one) => one === 'done')).toHaveLength(1);
    for (let n = 1; n < 5; n += 1) expect(code(await ask(PHONE, NOON + n * MINUTE))).toBe('done');
    expect(code(await ask(PHONE, NOON + 5 * MINUTE))).toBe('tooManyCodes');
    expect(code(await ask(PHONE, NOON + HOUR))).toBe('done');
    // Six came from here so far, so fourteen more fill the hour.
    for (let n = 0; n < 14; n += 1) expect(code(await ask(`139000001${String(n).padStart(2, '0')}`))).toBe('done');
    expect(code(await ask('13900000199'))).toBe('tooManyCodes');
    expect(code(await ask('13900000199', NOON, '192.0.2.2'))).toBe('done');
  });

  test('the answer is the same for a number with an account and one without', async () => {
    await ask();
    await enter(await sent());
    const known = [await ask(PHONE, NOON + MINUTE), await enter('x', NOON + MINUTE)];
    const unknown = [await ask('13900000002', NOON + MINUTE), await enter('x', NOON + MINUTE, '13900000002')];
    const never = await enter('123456', NOON + MINUTE, '13900000003');
    expect(known).toEqual(unknown);
    expect(never).toEqual(unknown[1]);
  });

  test('neither the number nor the code is readable in the tables, and the message is covered when the code was used (F7)', async () => {
    await ask();
    const digits = await sent();
    expect(await everything()).not.toContain(digits);
    await enter(digits);
    expect(await everything()).not.toContain(PHONE);
    expect((await messages()).map((one) => one.body)).toEqual([expect.not.stringContaining(digits)]);
    // The message itself is no branch's to read.
    expect(await house.app.as({ districts: ['330411000000'] }, (tx) => tx.query('select * from outbox'))).toEqual([]);
    const { rows } = await house.owner.query<{ phone: string }>('select phone from citizen');
    expect(book.uncover(rows[0]?.phone ?? '')).toBe(PHONE);
    expect(() => openPhoneBook(randomBytes(32)).uncover(rows[0]?.phone ?? '')).toThrow();
  });
});

const person = (login: string, role: Role, more: Partial<Person> = {}): Person => ({
  login,
  name: `人 ${login}`,
  role,
  body: '分局',
  party: null,
  districts: [],
  certificate: null,
  ...more,
});

describe('the first account of a firm', () => {
  const officer = person('officer', 'officer', { districts: ['330411000000'] });
  const elsewhere = person('elsewhere', 'officer', { districts: ['330481000000'] });
  const apply = (more: object = {}) =>
    applyForFirm(
      house.system,
      book,
      {
        party: FIRM,
        district: '330411000000',
        name: '示例运河印染有限公司',
        contact: '顾试十一',
        phone: PHONE,
        proof: '法人授权书',
        ...more,
      },
      NOON,
      '192.0.2.1',
    );
  const list = (of: Person) =>
    house.app.as(scopeOf(of), (tx) => listApplications(tx, book, { limit: 10 })) as Promise<{ items: { id: string }[] }>;
  const decide = (of: Person, id: string, approve = true, reason = '') =>
    decideApplication(
      { scoped: house.app, system: house.system },
      book,
      of,
      id,
      { approve, reason },
      (login, token) => `${login} ${token}`,
      NOON,
    );

  test('is decided by the branch of its district and by no other', async () => {
    await apply();
    expect((await list(elsewhere)).items).toEqual([]);
    const [mine] = (await list(officer)).items;
    expect(mine).toMatchObject({ party: FIRM, contact: { name: '顾试十一', phone: PHONE }, state: 'waiting' });
    expect(code(await decide(elsewhere, mine?.id ?? ''))).toBe('noSuchApplication');
    expect(code(await decide(officer, '999'))).toBe('noSuchApplication');
    expect(code(await decide(officer, mine?.id ?? ''))).toBe('done');
    expect(code(await decide(officer, mine?.id ?? ''))).toBe('applicationDecided');
  });

  test('comes with a link that sets its password once within three days, shown to the officer and sent to the contact', async () => {
    await apply();
    const [{ id }] = (await list(officer)).items as [{ id: string }];
    const decided = await decide(officer, id);
    if (isRefusal(decided) || decided.state !== 'approved') throw new Error('not approved');
    expect(decided.login).toBe(FIRM);
    expect(await messages()).toEqual([{ address: PHONE, body: `${FIRM} ${decided.token}`, district: 'access' }]);
    expect(code(await signIn(house.system, FIRM, '', NOON))).toBe('wrongPassword');
    const set = (password: string, now = NOON) => setPasswordByLink(house.system, decided.token, password, now);
    expect(code(await set(PASSWORD, NOON + 3 * DAY))).toBe('linkOver');
    expect(code(await set('short'))).toBe('weakPassword');
    expect(await set(PASSWORD)).toEqual({ login: FIRM });
    expect(code(await set('Another-one-77'))).toBe('linkOver');
    expect(await signIn(house.system, FIRM, PASSWORD, NOON)).toMatchObject({ person: { role: 'firm', party: FIRM }, mustChange: false });
    expect(await everything()).not.toContain(decided.token);
    // Its message held the link, which has served.
    expect((await messages())[0]?.body).not.toContain(decided.token);
  });

  test('is returned with a reason, and may then be applied for again; while one waits there is one', async () => {
    await Promise.all([apply(), apply(), apply()]);
    const { items } = await list(officer);
    expect(items).toHaveLength(1);
    const id = items[0]?.id ?? '';
    expect(code(await decide(officer, id, false, '  '))).toBe('reasonNeeded');
    expect(code(await decide(officer, id, false, '授权书缺公章'))).toBe('done');
    expect((await messages())[0]?.body).toContain('授权书缺公章');
    expect((await house.owner.query('select 1 from person')).rows).toEqual([]);
    await apply();
    expect((await list(officer)).items).toHaveLength(2);
    expect(await everything()).not.toContain(PHONE);
  });

  test('of two officers who decide at once one does', async () => {
    await apply();
    const [{ id }] = (await list(officer)).items as [{ id: string }];
    const both = await Promise.all([decide(officer, id), decide(officer, id, false, '不符')]);
    expect(both.map(code).sort()).toEqual(['applicationDecided', 'done']);
  });
});

describe('a firm’s own accounts', () => {
  const put = (login: string, party: string, keeper: boolean) =>
    house.system.tx(async (tx) => {
      await putPerson(tx, { ...person(login, 'firm', { party }), passwordHash, demo: false });
      await tx.query('update person set keeper = $2 where login = $1', [login, keeper]);
    });
  const keeper: Person & Actor = { ...person('keeper', 'firm', { party: FIRM }), from: null };
  beforeEach(async () => {
    await put('keeper', FIRM, true);
    await put('colleague', FIRM, false);
    await put('other', '91330499DEM000129C', true);
  });

  test('are added and closed by its keeper, of its own firm only', async () => {
    const added = await addColleague(house.system, keeper, { login: 'new', name: '新同事', keeper: false }, NOON);
    if (isRefusal(added)) throw new Error(added.code);
    await setPasswordByLink(house.system, added.token, PASSWORD, NOON);
    const opened = await signIn(house.system, 'new', PASSWORD, NOON);
    expect(opened).toMatchObject({ person: { role: 'firm', party: FIRM } });
    expect(code(await addColleague(house.system, keeper, { login: 'other', name: '冒名', keeper: false }, NOON))).toBe('loginTaken');
    expect(code(await closeColleague(house.system, keeper, 'other', NOON))).toBe('noSuchAccount');
    expect(code(await newLinkFor(house.system, keeper, 'other', NOON))).toBe('noSuchAccount');
    expect(code(await closeColleague(house.system, keeper, 'keeper', NOON))).toBe('notToOneself');
    expect(code(await closeColleague(house.system, keeper, 'new', NOON))).toBe('done');
    expect(code(await findSession(house.system, (opened as { token: string }).token, NOON))).toBe('noSession');
    expect(code(await newLinkFor(house.system, keeper, 'new', NOON))).toBe('closedAccount');
  });

  test('are seen by a colleague, who is told why he changes nothing', async () => {
    const colleague: Person & Actor = { ...person('colleague', 'firm', { party: FIRM }), from: null };
    expect(code(await addColleague(house.system, colleague, { login: 'new', name: '新同事', keeper: true }, NOON))).toBe('notKeeper');
    expect(code(await closeColleague(house.system, colleague, 'keeper', NOON))).toBe('notKeeper');
    const { isKeeper, items } = await house.system.tx((tx) => listColleagues(tx, colleague));
    expect(isKeeper).toBe(false);
    expect(items.map((one) => [one.login, code(one.why)])).toEqual([
      ['colleague', 'notKeeper'],
      ['keeper', 'notKeeper'],
    ]);
  });
});
