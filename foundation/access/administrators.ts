/**
 * 三员分立: the system administrator makes accounts and cannot grant, the security administrator grants and cannot make accounts, the auditor reads
 * (F6). Every verb here is one transaction under one lock, so that two grants at once are one after the other; it asks `whyNot`, which also tells
 * the page why a button is off; and it records what was done.
 */
import { record } from '../audit/index.ts';
import { DAY, type Instant } from '../day.ts';
import { ref } from '../ref.ts';
import type { Refusal } from '../refusal.ts';
import { type Store, storable, type Tx } from '../store/store.ts';
import { hashPassword, temporaryPassword } from './password.ts';
import { holdPerson, isAdministrator, type PersonRow, ROLES, type Role } from './person.ts';
import { POLICY_NOW, type Policy, whole, writePolicy } from './policy.ts';
import { refuse } from './refusals.ts';
import { endSession, endSessions, rightsChanged } from './session.ts';

/** Whoever acts, as the session says; `from` is the address. */
export interface Actor {
  login: string;
  name: string;
  role: Role;
  from?: string | null;
}

const TEMPORARY_FOR = 7 * DAY;

/** Whose each verb is. */
export const VERBS = {
  create: 'admin',
  move: 'admin',
  resetPassword: 'admin',
  close: 'admin',
  reopen: 'admin',
  grant: 'security',
  withdraw: 'security',
  unlock: 'security',
  endSessions: 'security',
  linkIdentity: 'security',
  setPolicy: 'security',
} as const satisfies Record<string, Role>;
export type Verb = keyof typeof VERBS;
/** The verbs of one account's page, in the order in which it shows them. */
export const ACCOUNT_VERBS = [
  'move',
  'resetPassword',
  'close',
  'reopen',
  'grant',
  'withdraw',
  'unlock',
  'endSessions',
  'linkIdentity',
] as const satisfies Verb[];

/** What must be known of an account besides its row. `others` are the other active accounts of its administrator's kind. */
interface Standing {
  target: PersonRow;
  others: number;
  now: Instant;
}

/** Why this administrator may not do this to this account, in a fixed order; null when he may. */
export function whyNot(verb: Verb, actor: Pick<Actor, 'login' | 'role'>, standing: Standing): Refusal | null {
  const { target, others, now } = standing;
  if (VERBS[verb] !== actor.role) return refuse.notYourVerb(ROLES[VERBS[verb]]);
  if (target.login === actor.login) return refuse.notToOneself();
  if (verb === 'reopen') return target.active ? refuse.openAccount() : null;
  if (!target.active) return refuse.closedAccount();
  if (verb === 'unlock') return target.held || (target.locked_until !== null && target.locked_until > now) ? null : refuse.notLocked();
  if (verb === 'grant' && target.role === 'citizen') return refuse.ofThePublic();
  if (verb === 'withdraw' && target.role === null) return refuse.noRole();
  if ((verb === 'close' || verb === 'withdraw') && target.role !== null && isAdministrator(target.role) && others === 0)
    return refuse.lastAdministrator(ROLES[target.role]);
  return null;
}

export async function standingOf(tx: Tx, target: PersonRow, now: Instant): Promise<Standing> {
  const { n } = await tx.get<{ n: number }>(
    'select count(*)::int as n from person where active and not held and role = $1 and login <> $2',
    [target.role, target.login],
  );
  return { target, others: n, now };
}

/** One change of rights after another, whoever makes it: whether this is the last administrator is a question about all of them. */
export const oneAtATime = (tx: Tx) => tx.query(`select pg_advisory_xact_lock(hashtext('xiushui access'))`);

// Who acts may himself have been closed or re-roled since his request was let in.
async function stillIs(tx: Tx, actor: Actor): Promise<boolean> {
  return (
    (await tx.find('select 1 from person where login = $1 and role = $2 and active and not held', [actor.login, actor.role])) !== undefined
  );
}

async function upon<T>(
  store: Store,
  verb: Verb,
  actor: Actor,
  login: string,
  now: Instant,
  work: (tx: Tx, standing: Standing) => Promise<T | Refusal>,
): Promise<T | Refusal> {
  return store.tx(async (tx) => {
    await oneAtATime(tx);
    if (!(await stillIs(tx, actor))) return refuse.sessionEnded();
    const target = await holdPerson(tx, login);
    if (!target) return VERBS[verb] === actor.role ? refuse.noSuchAccount(login) : refuse.notYourVerb(ROLES[VERBS[verb]]);
    const standing = await standingOf(tx, target, now);
    return whyNot(verb, actor, standing) ?? work(tx, standing);
  });
}

interface Said {
  did: string;
  says: string;
  saysEn: string;
  detail?: Record<string, unknown>;
}
const tell = (tx: Tx, actor: Actor, target: { login: string; party: string | null }, now: Instant, said: Said) =>
  record(tx, {
    ...said,
    by: actor.login,
    byName: actor.name,
    about: ref('person', target.login),
    party: target.party,
    district: '*',
    at: now,
    from: actor.from ?? null,
  });

/** The same person, as far as a register can tell: one staff number, or, where one of them has none, one name in one body. */
export async function otherAdministratorOf(
  tx: Tx,
  who: { login: string; name: string; body: string; staff_no: string | null },
): Promise<{ login: string; role: Role } | undefined> {
  return tx.find<{ login: string; role: Role }>(
    `select login, role from person where active and role in ('admin', 'security', 'auditor') and login <> $1
        and (staff_no = $2 or ((staff_no is null or $2::text is null) and name = $3 and body = $4)) order by login limit 1`,
    [who.login, who.staff_no, who.name, who.body],
  );
}

export interface Draft {
  login: string;
  name: string;
  body: string;
  post: string;
  staffNo: string | null;
}

/** A new account: nobody until a role is granted. The password is handed over once and is good for a week, for choosing another. */
export async function createAccount(
  store: Store,
  actor: Actor,
  draft: Draft,
  now: Instant,
): Promise<{ login: string; password: string } | Refusal> {
  const password = temporaryPassword();
  const passwordHash = await hashPassword(password, await storageOf(store));
  return store.tx(async (tx) => {
    if (VERBS.create !== actor.role) return refuse.notYourVerb(ROLES[VERBS.create]);
    await oneAtATime(tx);
    if (!(await stillIs(tx, actor))) return refuse.sessionEnded();
    const { login } = draft;
    const made = await tx.find(
      `insert into person (login, name, role, body, party, districts, certificate, password_hash, post, staff_no, created_at, password_at, password_until, must_change)
       values ($1, $2, null, $3, null, '{}', null, $4, $5, $6, to_timestamp($7 / 1000.0), to_timestamp($7 / 1000.0), to_timestamp($8 / 1000.0), true)
       on conflict (login) do nothing returning login`,
      [login, storable(draft.name), draft.body, passwordHash, storable(draft.post), draft.staffNo, now, now + TEMPORARY_FOR],
    );
    if (!made) return refuse.loginTaken(login);
    await tell(tx, actor, { login, party: null }, now, {
      did: 'access.accountCreated',
      says: `建立账户 ${login}（${draft.name}）`,
      saysEn: `Created the account ${login}`,
      detail: { name: draft.name, body: draft.body, post: draft.post, staffNo: draft.staffNo },
    });
    return { login, password };
  });
}

export const storageOf = async (store: Store) =>
  whole((await store.tx((tx) => tx.get<{ policy: Partial<Policy> | null }>(`select ${POLICY_NOW} as policy`))).policy).passwordStorage;

/** Name, body and post. What a body may do follows from the body, so in another one the role must be granted anew. */
export function moveAccount(store: Store, actor: Actor, login: string, to: Pick<Draft, 'name' | 'body' | 'post'>, now: Instant) {
  return upon(store, 'move', actor, login, now, async (tx, { target, others }) => {
    const isOtherBody = to.body !== target.body;
    if (isOtherBody && isAdministrator(target.role) && others === 0) return refuse.lastAdministrator(ROLES[target.role as Role]);
    await tx.query('update person set name = $2, body = $3, post = $4, role = case when $5 then null else role end where login = $1', [
      login,
      storable(to.name),
      to.body,
      storable(to.post),
      isOtherBody,
    ]);
    if (isAdministrator(target.role) && !isOtherBody) {
      const other = await otherAdministratorOf(tx, { login, name: to.name, body: to.body, staff_no: target.staff_no });
      if (other) return refuse.oneOfThree(ROLES[other.role], other.login);
    }
    if (isOtherBody) await endSessions(tx, login, now);
    else await rightsChanged(tx, login);
    await tell(tx, actor, target, now, {
      did: 'access.accountMoved',
      says: isOtherBody ? `调整账户 ${login} 的单位，原授权收回` : `调整账户 ${login} 的姓名或职务`,
      saysEn: isOtherBody ? `Moved ${login} to another body; its role was withdrawn` : `Changed the name or post of ${login}`,
      detail: { from: { name: target.name, body: target.body, post: target.post }, to: { ...to } },
    });
    return { login, roleWithdrawn: isOtherBody && target.role !== null };
  });
}

/** A password to hand over once. Whoever resets it knows it, so an administrator's account waits for a security administrator besides. */
export async function resetPassword(
  store: Store,
  actor: Actor,
  login: string,
  now: Instant,
): Promise<{ password: string; held: boolean } | Refusal> {
  const password = temporaryPassword();
  const passwordHash = await hashPassword(password, await storageOf(store));
  return upon(store, 'resetPassword', actor, login, now, async (tx, { target, others }) => {
    const held = isAdministrator(target.role);
    // Held, the last security administrator could be released by nobody.
    if (target.role === 'security' && others === 0) return refuse.lastAdministrator(ROLES.security);
    await tx.query(
      `update person set password_hash = $2, password_at = to_timestamp($3 / 1000.0), password_until = to_timestamp($4 / 1000.0), must_change = true,
              failures = 0, locked_until = null, held = $5 where login = $1`,
      [login, passwordHash, now, now + TEMPORARY_FOR, held],
    );
    await tx.query(`update one_time set used_at = to_timestamp($2 / 1000.0) where login = $1 and used_at is null`, [login, now]);
    await endSessions(tx, login, now);
    await tell(tx, actor, target, now, {
      did: 'access.passwordReset',
      says: `重置账户 ${login} 的密码`,
      saysEn: `Reset the password of ${login}`,
    });
    return { password, held };
  });
}

export function closeAccount(store: Store, actor: Actor, login: string, reason: string, now: Instant) {
  return upon(store, 'close', actor, login, now, async (tx, { target }) => {
    await close(tx, login, now);
    await tell(tx, actor, target, now, {
      did: 'access.accountClosed',
      says: `关闭账户 ${login}`,
      saysEn: `Closed the account ${login}`,
      detail: { reason },
    });
    return { login };
  });
}

export async function close(tx: Tx, login: string, now: Instant): Promise<void> {
  await tx.query('update person set active = false, closed_at = to_timestamp($2 / 1000.0) where login = $1', [login, now]);
  await tx.query(`update one_time set used_at = to_timestamp($2 / 1000.0) where login = $1 and used_at is null`, [login, now]);
  await endSessions(tx, login, now);
}

/** Opens a closed account again, without its former role: that is granted anew. */
export function reopenAccount(store: Store, actor: Actor, login: string, now: Instant) {
  return upon(store, 'reopen', actor, login, now, async (tx, { target }) => {
    const keepsRole = target.role === 'firm' || target.role === 'citizen';
    await tx.query('update person set active = true, closed_at = null, role = case when $2 then role end where login = $1', [
      login,
      keepsRole,
    ]);
    await tell(tx, actor, target, now, {
      did: 'access.accountReopened',
      says: `重新启用账户 ${login}`,
      saysEn: `Opened the account ${login} again`,
    });
    return { login };
  });
}

export interface Grant {
  role: Exclude<Role, 'citizen'>;
  districts: string[];
  party: string | null;
  certificate: string | null;
}

/** Role, districts, party and certificate. With another role every session of the account ends; otherwise the next request has the new rights (F8). */
export function grant(store: Store, actor: Actor, login: string, to: Grant, now: Instant) {
  return upon(store, 'grant', actor, login, now, async (tx, { target, others }) => {
    if (to.role === 'firm' ? to.party === null : to.party !== null) return refuse.needsParty();
    if (to.role !== 'firm' && to.districts.length === 0) return refuse.needsDistricts();
    if (isAdministrator(target.role) && target.role !== to.role && others === 0)
      return refuse.lastAdministrator(ROLES[target.role as Role]);
    if (isAdministrator(to.role)) {
      if (target.staff_no === null) return refuse.needsStaffNo();
      const other = await otherAdministratorOf(tx, target);
      if (other) return refuse.oneOfThree(ROLES[other.role], other.login);
    }
    const districts = to.role === 'firm' ? [] : to.districts;
    await tx.query('update person set role = $2, districts = $3, party = $4, certificate = $5, keeper = $6 where login = $1', [
      login,
      to.role,
      districts,
      to.party,
      to.certificate,
      to.role === 'firm' && (target.keeper || target.role !== 'firm'),
    ]);
    if (target.role !== to.role) await endSessions(tx, login, now);
    else await rightsChanged(tx, login);
    await tell(tx, actor, { login, party: to.party }, now, {
      did: 'access.granted',
      says: `授予账户 ${login} ${ROLES[to.role]}`,
      saysEn: `Granted ${login} the role ${to.role}`,
      detail: {
        from: { role: target.role, districts: target.districts, party: target.party, certificate: target.certificate },
        to: { role: to.role, districts, party: to.party, certificate: to.certificate },
      },
    });
    return { login };
  });
}

export function withdraw(store: Store, actor: Actor, login: string, reason: string, now: Instant) {
  return upon(store, 'withdraw', actor, login, now, async (tx, { target }) => {
    await tx.query(`update person set role = null, districts = '{}', party = null, certificate = null, keeper = false where login = $1`, [
      login,
    ]);
    await endSessions(tx, login, now);
    await tell(tx, actor, target, now, {
      did: 'access.withdrawn',
      says: `收回账户 ${login} 的授权`,
      saysEn: `Withdrew the role of ${login}`,
      detail: { reason, from: { role: target.role, districts: target.districts, party: target.party, certificate: target.certificate } },
    });
    return { login };
  });
}

/** Lifts a lock, and lets in an administrator whose password was reset. */
export function unlock(store: Store, actor: Actor, login: string, now: Instant) {
  return upon(store, 'unlock', actor, login, now, async (tx, { target }) => {
    await tx.query('update person set failures = 0, locked_until = null, held = false where login = $1', [login]);
    await tell(tx, actor, target, now, {
      did: target.held ? 'access.released' : 'access.unlocked',
      says: target.held ? `放行重置过密码的管理员账户 ${login}` : `解锁账户 ${login}`,
      saysEn: target.held ? `Released the administrator's account ${login}` : `Unlocked ${login}`,
    });
    return { login };
  });
}

/** Ends one session of an account, or all of them. */
export function endSessionsOf(store: Store, actor: Actor, login: string, id: string | null, now: Instant) {
  return upon(store, 'endSessions', actor, login, now, async (tx, { target }) => {
    const refused = id === null ? null : await endSession(tx, login, id, now);
    if (refused) return refused;
    const ended = id === null ? await endSessions(tx, login, now) : 1;
    await tell(tx, actor, target, now, {
      did: 'access.sessionsEnded',
      says: `结束账户 ${login} 的 ${ended} 个会话`,
      saysEn: `Ended ${ended} sessions of ${login}`,
      detail: { ended },
    });
    return { ended };
  });
}

export async function setPolicy(store: Store, actor: Actor, policy: Policy, now: Instant): Promise<Policy | Refusal> {
  return store.tx(async (tx) => {
    if (VERBS.setPolicy !== actor.role) return refuse.notYourVerb(ROLES[VERBS.setPolicy]);
    await oneAtATime(tx);
    if (!(await stillIs(tx, actor))) return refuse.sessionEnded();
    const { policy: before } = await tx.get<{ policy: Partial<Policy> | null }>(`select ${POLICY_NOW} as policy`);
    await writePolicy(tx, policy, actor.login, now);
    await record(tx, {
      did: 'access.policySet',
      by: actor.login,
      byName: actor.name,
      about: ref('setting', 'access'),
      says: '修改登录策略',
      saysEn: 'Changed the sign-in policy',
      detail: { from: { ...whole(before) }, to: { ...policy } },
      party: null,
      district: '*',
      at: now,
      from: actor.from ?? null,
    });
    return policy;
  });
}
