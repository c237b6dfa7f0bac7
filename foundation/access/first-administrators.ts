/**
 * The first three administrators. A house without a system administrator prints a link at its start; whoever opens it lets three people fill in an
 * account each. The owner of the database can have another one made when the administrators are lost, and that is recorded.
 */
import { record } from '../audit/index.ts';
import { DAY, type Instant } from '../day.ts';
import { cover } from '../outbox/index.ts';
import { ref } from '../ref.ts';
import { type Refusal, Refused } from '../refusal.ts';
import { inTurn, type Store, storable, type Tx } from '../store/store.ts';
import { close, oneAtATime, otherAdministratorOf, storageOf } from './administrators.ts';
import { makeOneTime, takeOneTime } from './one-time.ts';
import { faultsOf, hashPassword, verifyPassword, writePassword } from './password.ts';
import { ADMINISTRATORS, ROLES, type Role } from './person.ts';
import { refuse } from './refusals.ts';

const GOOD_FOR = DAY;

const hasSystemAdministrator = async (tx: Tx) =>
  (await tx.find(`select 1 from person where role = 'admin' and active and not demo`)) !== undefined;

/** A link for the first three, while there is no system administrator. `asOwner`: by the owner of the database, whoever is there. */
export async function makeFirstLink(tx: Tx, now: Instant, asOwner = false): Promise<{ token: string; endsAt: Instant } | Refusal> {
  await oneAtATime(tx);
  const isThere = await hasSystemAdministrator(tx);
  if (isThere && !asOwner) return refuse.firstAdministratorsThere();
  const endsAt = now + GOOD_FOR;
  const by = asOwner ? 'owner' : 'system';
  const token = await makeOneTime(tx, { purpose: 'firstAdministrators', login: null, by, now, endsAt, detail: { asOwner: isThere } });
  await record(tx, {
    did: 'access.firstLinkMade',
    by,
    byName: asOwner ? '数据库所有者' : '系统',
    about: null,
    says: isThere ? '已有系统管理员，仍以数据库所有者身份生成管理员设置链接' : '生成首次设置管理员的一次性链接',
    saysEn: isThere
      ? 'A link for administrators was made as owner of the database although there are administrators'
      : 'A one-time link for the first administrators was made',
    party: null,
    district: '*',
    at: now,
  });
  return { token, endsAt };
}

export interface FirstAdministrator {
  role: 'admin' | 'security' | 'auditor';
  login: string;
  name: string;
  staffNo: string;
  password: string;
}

/** Makes the three accounts, each with the password its holder typed; uses the link up. All of it or nothing. */
export async function createFirstAdministrators(
  store: Store,
  token: string,
  body: string,
  people: FirstAdministrator[],
  now: Instant,
  from: string | null = null,
): Promise<{ logins: string[] } | Refusal> {
  const kinds = new Set(people.map((one) => one.role));
  const different = (of: (one: FirstAdministrator) => string) =>
    new Set(people.map((one) => of(one).trim().toLowerCase())).size === people.length;
  if (people.length !== ADMINISTRATORS.length || kinds.size !== people.length) return refuse.notThreePeople();
  if (!different((p) => p.login) || !different((p) => p.name) || !different((p) => p.staffNo)) return refuse.notThreePeople();
  if (new Set(people.map((one) => one.password)).size !== people.length) return refuse.notThreePeople();
  const faults = people.flatMap((one, i) =>
    faultsOf(one.password, one.login).map((fault) => ({
      path: `people.${i}.password`,
      says: `${ROLES[one.role]}：${fault.says}`,
      saysEn: `${one.role}: ${fault.saysEn}`,
    })),
  );
  if (faults.length > 0) return refuse.weakPassword(faults);
  const storage = await storageOf(store);
  const hashes = await Promise.all(people.map((one) => hashPassword(one.password, storage)));
  try {
    return await store.tx(async (tx) => {
      await oneAtATime(tx);
      const link = await takeOneTime(tx, 'firstAdministrators', token, now);
      if (!link) return refuse.linkOver();
      if ((await hasSystemAdministrator(tx)) && link.detail.asOwner !== true) return refuse.firstAdministratorsThere();
      await inTurn(people.entries(), async ([i, one]) => create(tx, one, body, hashes[i] as string, now, from));
      return { logins: people.map((one) => one.login) };
    });
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

async function create(
  tx: Tx,
  one: FirstAdministrator,
  body: string,
  passwordHash: string,
  now: Instant,
  from: string | null,
): Promise<void> {
  const { login, staffNo } = one;
  const name = storable(one.name);
  // Made by the owner of the database because the old one is lost: the account of the same person and kind is closed, not doubled.
  const former = await tx.query<{ login: string }>(
    'select login from person where active and role = $1 and staff_no = $2 and login <> $3',
    [one.role, staffNo, login],
  );
  await inTurn(former, (row) => close(tx, row.login, now));
  const other = await otherAdministratorOf(tx, { login, name, body, staff_no: staffNo });
  if (other) throw new Refused(refuse.oneOfThree(ROLES[other.role as Role], other.login));
  const made = await tx.find(
    `insert into person (login, name, role, body, party, districts, certificate, password_hash, post, staff_no, created_at)
     values ($1, $2, $3, $4, null, '{*}', null, $5, $6, $7, to_timestamp($8 / 1000.0)) on conflict (login) do nothing returning login`,
    [login, name, one.role, body, passwordHash, ROLES[one.role], storable(staffNo), now],
  );
  if (!made) throw new Refused(refuse.loginTaken(login));
  await writePassword(tx, login, passwordHash, now);
  await record(tx, {
    did: 'access.firstAdministratorCreated',
    by: 'system',
    byName: '首次设置',
    about: ref('person', login),
    says: `以一次性链接设立${ROLES[one.role]} ${login}（${name}）`,
    saysEn: `Created the first ${one.role} ${login} by the one-time link`,
    detail: { staffNo, closed: former.map((row) => row.login) },
    party: null,
    district: '*',
    at: now,
    from,
  });
}

/** Sets the first password of an account whose holder was given a link, and uses the link up. */
export async function setPasswordByLink(
  store: Store,
  token: string,
  password: string,
  now: Instant,
  from: string | null = null,
): Promise<{ login: string } | Refusal> {
  const passwordHash = await hashPassword(password, await storageOf(store));
  return store.tx(async (tx) => {
    const link = await takeOneTime(tx, 'setPassword', token, now);
    const account =
      link &&
      (await tx.find<{ login: string; name: string; party: string | null; password_hash: string | null }>(
        'select login, name, party, password_hash from person where login = $1 and active for update',
        [link.login],
      ));
    if (!account) return refuse.linkOver();
    const faults = faultsOf(password, account.login);
    if (account.password_hash !== null && (await verifyPassword(account.password_hash, password)))
      faults.push({ path: 'password', says: '与原密码相同', saysEn: 'the same as before' });
    if (faults.length > 0) return refuse.weakPassword(faults);
    await writePassword(tx, account.login, passwordHash, now);
    if (typeof link.detail.message === 'string') await cover(tx, link.detail.message, '设置密码的链接（已使用，内容已隐去）');
    await record(tx, {
      did: 'access.passwordSet',
      by: account.login,
      byName: account.name,
      about: ref('person', account.login),
      says: '以一次性链接设置密码',
      saysEn: 'Set the password by a one-time link',
      party: account.party,
      district: '*',
      at: now,
      from,
    });
    return { login: account.login };
  });
}

/** Without `--demo` the demonstration's accounts do not exist: those left by an earlier start are shut. Answers with how many. */
export async function shutDemonstration(tx: Tx, now: Instant): Promise<number> {
  const shut = await tx.query<{ login: string }>('update person set active = false where demo and active returning login');
  if (shut.length === 0) return 0;
  await tx.query(
    `update session set ended_at = to_timestamp($1 / 1000.0) where ended_at is null and login in (select login from person where demo)`,
    [now],
  );
  await record(tx, {
    did: 'access.demonstrationShut',
    by: 'system',
    byName: '系统',
    about: null,
    says: `不带演示启动，停用 ${shut.length} 个演示账户`,
    saysEn: `Started without the demonstration; ${shut.length} of its accounts were shut`,
    party: null,
    district: '*',
    at: now,
  });
  return shut.length;
}

export { hasSystemAdministrator };
