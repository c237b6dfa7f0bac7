import { createHash, randomBytes } from 'node:crypto';
import { record } from '../audit/index.ts';
import { DAY, type Instant, MINUTE } from '../day.ts';
import { ref } from '../ref.ts';
import { isRefusal, type Refusal } from '../refusal.ts';
import { notify, type Store, storable, type Tx } from '../store/store.ts';
import { hashPassword, isStoredAs, nobodysHash, refuseWeak, verifyPassword, writePassword } from './password.ts';
import { type Person, type PersonRow, personOf } from './person.ts';
import { idleMs, lockMs, longestMs, POLICY_NOW, type Policy, whole } from './policy.ts';
import { refuse } from './refusals.ts';

/** Of a token only this is kept (F7). */
export const tokenHash = (token: string) => createHash('sha256').update(token).digest('hex');
export const newToken = () => randomBytes(32).toString('base64url');

/** Where a request comes from, as far as it says. */
export interface Whence {
  address?: string | null;
  agent?: string | null;
}
export type Way = 'password' | 'oidc' | 'code' | 'link';

export interface Session {
  id: string;
  person: Person;
  csrf: string;
  endsAt: Instant;
  demo: boolean;
  /** Nothing may be done before a password of one's own is set. */
  mustChange: boolean;
}

export interface Opened extends Session {
  token: string;
  /** The sign-in before this one, and the wrong tries since: whoever did not make them should know. */
  before: { at: Instant; from: string | null } | null;
  failedSince: number;
}

/** Where a browser already had a session, that one ends: a token planted before signing in is worth nothing after it. */
interface Door extends Whence {
  former?: string | undefined;
  /** The try that was written down before it was looked at. */
  tried?: number | undefined;
}

export async function signIn(store: Store, login: string, password: string, now: Instant, door: Door = {}): Promise<Opened | Refusal> {
  // The try is counted before the password is looked at: a hundred guesses sent at once are a hundred tries, not one.
  const { row, held, policy, tried } = await store.tx(async (tx) => {
    const { policy: set } = await tx.get<{ policy: Partial<Policy> | null }>(`select ${POLICY_NOW} as policy`);
    const policy = whole(set);
    const row = await tx.find<PersonRow>(
      `update person p set failures = n.failures, failed_since = p.failed_since + 1,
              locked_until = case when n.failures >= $4 then to_timestamp($3 / 1000.0) end
         from (select login, case when locked_until is null then failures + 1 else 1 end as failures
                 from person where login = $1 and active and (locked_until is null or locked_until <= to_timestamp($2 / 1000.0)) for update) n
        where p.login = n.login returning p.*`,
      [login, now, now + lockMs(policy), policy.failures],
    );
    // Written as wrong together with the count, and set right when it was right: writing it afterwards would take longer for names that exist.
    if (row) return { row, held: undefined, policy, tried: await write(tx, login, 'wrongPassword', 'password', door, now) };
    const held = await tx.find<{ locked_until: Instant | null }>('select locked_until from person where login = $1 and active', [login]);
    return { row, held, policy, tried: undefined };
  });
  if (!row && held?.locked_until) {
    await store.tx((tx) => write(tx, login, 'locked', 'password', door, now));
    return refuse.locked(held.locked_until, now);
  }
  const right = await verifyPassword(row?.password_hash ?? (await nobodysHash(policy.passwordStorage)), password);
  if (!row || row.password_hash === null || !right) {
    if (row?.locked_until) await store.tx((tx) => tellLocked(tx, row, door, now));
    return refuse.wrongPassword();
  }
  const outcome = await store.tx(async (tx) =>
    row.password_until !== null && row.password_until <= now
      ? refuse.temporaryOver()
      : openSession(tx, { ...row, failed_since: row.failed_since - 1 }, 'password', { ...door, tried }, now),
  );
  if (isRefusal(outcome)) {
    // The password was right, so the try does not count; but that someone stood here is kept.
    await store.tx(async (tx) => {
      await tx.query('update person set failures = 0, locked_until = null where login = $1', [login]);
      await write(tx, login, outcome.code.replace('access.', ''), 'password', { ...door, tried }, now);
    });
    return outcome;
  }
  // Kept in another form than the policy has now: this is the one moment when the password is here.
  if (!isStoredAs(row.password_hash, policy.passwordStorage)) {
    const anew = await hashPassword(password, policy.passwordStorage);
    await store.tx((tx) =>
      tx.query('update person set password_hash = $2 where login = $1 and password_hash = $3', [login, anew, row.password_hash]),
    );
  }
  return outcome;
}

async function tellLocked(tx: Tx, row: PersonRow, door: Door, now: Instant): Promise<void> {
  await record(tx, {
    did: 'access.locked',
    by: 'system',
    byName: '系统',
    about: ref('person', row.login),
    says: `连续密码错误，锁定账户 ${row.login}`,
    saysEn: `Locked ${row.login} after wrong passwords`,
    party: row.party,
    district: '*',
    at: now,
    from: door.address ?? null,
  });
}

/** Opens a session of someone whose word was found good, by whatever way; or says why this account may not enter. */
export async function openSession(
  tx: Tx,
  row: PersonRow,
  way: Way,
  door: Door,
  now: Instant,
  leave: string | null = null,
): Promise<Opened | Refusal> {
  const { login } = row;
  // The account as it is now: it may have been closed, re-roled or held while the password was being looked at.
  const current = await tx.find<PersonRow & { policy: Partial<Policy> | null }>(
    `select *, ${POLICY_NOW} as policy from person where login = $1 and active for update`,
    [login],
  );
  if (!current || current.password_at !== row.password_at) return refuse.wrongPassword();
  const policy = whole(current.policy);
  await tx.query('update person set failures = 0, locked_until = null where login = $1', [login]);
  if (current.role === null) return refuse.noRole();
  if (current.held) return refuse.held();
  if (door.former) await endByToken(tx, door.former, now);
  const tooOld = policy.passwordDays > 0 && current.password_at !== null && current.password_at + policy.passwordDays * DAY <= now;
  const mustChange = way === 'password' && (current.must_change || tooOld);
  const token = newToken();
  const csrf = randomBytes(18).toString('base64url');
  await tx.query(
    `update person set failed_since = 0, last_in_at = to_timestamp($2 / 1000.0), last_in_from = $3, must_change = must_change or $4 where login = $1`,
    [login, now, door.address ?? null, mustChange],
  );
  const { id } = await tx.get<{ id: number }>(
    `insert into session (token_hash, login, csrf, opened_at, seen_at, ends_at, way, from_address, agent, leave)
     values ($1, $2, $3, to_timestamp($4 / 1000.0), to_timestamp($4 / 1000.0), to_timestamp($5 / 1000.0), $6, $7, $8, $9) returning id`,
    [tokenHash(token), login, csrf, now, now + longestMs(policy), way, door.address ?? null, agentOf(door), leave],
  );
  await write(tx, login, 'in', way, door, now);
  await record(tx, {
    did: 'access.signedIn',
    by: login,
    byName: current.name,
    about: ref('person', login),
    says: '登录',
    saysEn: 'Signed in',
    detail: { way },
    party: current.party,
    district: '*',
    at: now,
    from: door.address ?? null,
  });
  return {
    id: String(id),
    token,
    csrf,
    person: personOf(current),
    endsAt: now + Math.min(idleMs(policy), longestMs(policy)),
    demo: current.demo,
    mustChange,
    before: row.last_in_at === null ? null : { at: row.last_in_at, from: row.last_in_from },
    failedSince: Math.max(0, row.failed_since),
  };
}

const agentOf = ({ agent }: Whence) => (agent ? storable(agent).slice(0, 200) : null);

async function write(tx: Tx, login: string, outcome: string, way: Way, door: Door, now: Instant): Promise<number> {
  const known =
    door.tried === undefined
      ? undefined
      : await tx.find<{ id: number }>('update sign_in set outcome = $2 where id = $1 returning id', [door.tried, outcome]);
  if (known) return known.id;
  const { id } = await tx.get<{ id: number }>(
    'insert into sign_in (login, outcome, way, from_address, agent, at) values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0)) returning id',
    [login, outcome, way, door.address ?? null, agentOf(door), now],
  );
  return id;
}

/** The session behind a token, kept alive by being used; ends after the idle time or the longest of the policy. Rights are those of this moment (F8). */
export async function findSession(store: Store, token: string | undefined, now: Instant): Promise<Session | Refusal> {
  if (!token) return refuse.noSession();
  return store.tx(async (tx) => {
    const row = await tx.find<
      PersonRow & {
        id: number;
        csrf: string;
        opened_at: Instant;
        seen_at: Instant;
        ends_at: Instant;
        ended_at: Instant | null;
        policy: Partial<Policy> | null;
      }
    >(
      `select p.*, s.id, s.csrf, s.opened_at, s.seen_at, s.ends_at, s.ended_at, ${POLICY_NOW} as policy
         from session s join person p using (login) where s.token_hash = $1 and p.active`,
      [tokenHash(token)],
    );
    if (!row) return refuse.noSession();
    const policy = whole(row.policy);
    // A policy made stricter counts for sessions that are open.
    const lastEnd = Math.min(row.ends_at, row.opened_at + longestMs(policy));
    if (row.ended_at !== null || lastEnd <= now || row.seen_at + idleMs(policy) <= now || row.role === null || row.held)
      return refuse.sessionEnded();
    // Written once a minute at most: a page that polls must not turn reading into writing.
    if (now - row.seen_at > MINUTE)
      await tx.query('update session set seen_at = to_timestamp($2 / 1000.0) where token_hash = $1', [tokenHash(token), now]);
    return {
      id: String(row.id),
      person: personOf(row),
      csrf: row.csrf,
      endsAt: Math.min(lastEnd, now + idleMs(policy)),
      demo: row.demo,
      mustChange: row.must_change,
    };
  });
}

export async function signOut(store: Store, token: string, now: Instant, whence: Whence = {}): Promise<{ leave: string | null }> {
  return store.tx(async (tx) => {
    const ended = await endByToken(tx, token, now);
    if (!ended) return { leave: null };
    await record(tx, {
      did: 'access.signedOut',
      by: ended.login,
      byName: ended.name,
      about: ref('person', ended.login),
      says: '退出',
      saysEn: 'Signed out',
      party: ended.party,
      district: '*',
      at: now,
      from: whence.address ?? null,
    });
    return { leave: ended.leave };
  });
}

async function endByToken(tx: Tx, token: string, now: Instant) {
  return tx.find<{ login: string; leave: string | null; name: string; party: string | null }>(
    `update session s set ended_at = to_timestamp($2 / 1000.0) from person p
      where s.token_hash = $1 and s.ended_at is null and p.login = s.login returning s.login, s.leave, p.name, p.party`,
    [tokenHash(token), now],
  );
}

/** Ends the sessions of an account, all but one if that is wanted. Answers with how many. */
export async function endSessions(tx: Tx, login: string, now: Instant, but: string | null = null): Promise<number> {
  const ended = await tx.query(
    `update session set ended_at = to_timestamp($2 / 1000.0) where login = $1 and ended_at is null and ($3::bigint is null or id <> $3) returning id`,
    [login, now, but],
  );
  await rightsChanged(tx, login);
  return ended.length;
}

export async function endSession(tx: Tx, login: string, id: string, now: Instant): Promise<Refusal | null> {
  const ended = await tx.find(
    'update session set ended_at = to_timestamp($3 / 1000.0) where login = $1 and id = $2 and ended_at is null returning id',
    [login, id, now],
  );
  if (!ended) return refuse.noSuchSession();
  await rightsChanged(tx, login);
  return null;
}

/** Tells whoever keeps something open for this account (a live stream) to ask again who it is (F8). */
export const RIGHTS = 'rights';
export const rightsChanged = (tx: Tx, login: string) => notify(tx, RIGHTS, { login });

export interface SessionShown {
  id: string;
  way: string;
  from: string | null;
  agent: string | null;
  openedAt: Instant;
  seenAt: Instant;
}

export async function listSessions(tx: Tx, login: string, now: Instant): Promise<SessionShown[]> {
  const { policy: set } = await tx.get<{ policy: Partial<Policy> | null }>(`select ${POLICY_NOW} as policy`);
  return tx.query<SessionShown>(
    `select id::text, way, from_address as "from", agent, opened_at as "openedAt", seen_at as "seenAt" from session
      where login = $1 and ended_at is null and ends_at > to_timestamp($2 / 1000.0) and seen_at > to_timestamp($3 / 1000.0) order by seen_at desc`,
    [login, now, now - idleMs(whole(set))],
  );
}

export interface SignInShown {
  at: Instant;
  outcome: string;
  way: string;
  from: string | null;
  agent: string | null;
}

export const listSignIns = (tx: Tx, login: string, limit = 30): Promise<SignInShown[]> =>
  tx.query<SignInShown>('select at, outcome, way, from_address as "from", agent from sign_in where login = $1 order by id desc limit $2', [
    login,
    limit,
  ]);

/** Takes a password of one's own. Other sessions end; this one goes on. */
export async function changePassword(
  store: Store,
  session: Session,
  old: string,
  fresh: string,
  now: Instant,
  whence: Whence = {},
): Promise<{ ended: number } | Refusal> {
  const { login } = session.person;
  // Outside the transaction, like a sign-in: a hash takes its time, and a lock on the row would let a stranger hold the account up.
  const known = await store.tx((tx) =>
    tx.find<{ password_hash: string | null; policy: Partial<Policy> | null }>(
      `select password_hash, ${POLICY_NOW} as policy from person where login = $1 and active`,
      [login],
    ),
  );
  if (!known?.password_hash || !(await verifyPassword(known.password_hash, old))) return refuse.oldPasswordWrong();
  const passwordHash = await hashPassword(fresh, whole(known.policy).passwordStorage);
  return store.tx(async (tx) => {
    const weak = await refuseWeak(tx, fresh, login, known.password_hash);
    if (weak) return weak;
    const same = await tx.find('select login from person where login = $1 and password_hash = $2 and active for update', [
      login,
      known.password_hash,
    ]);
    if (!same) return refuse.oldPasswordWrong();
    await writePassword(tx, login, passwordHash, now);
    const ended = await endSessions(tx, login, now, session.id);
    await record(tx, {
      did: 'access.passwordChanged',
      by: login,
      byName: session.person.name,
      about: ref('person', login),
      says: '修改本人密码',
      saysEn: 'Changed their own password',
      party: session.person.party,
      district: '*',
      at: now,
      from: whence.address ?? null,
    });
    return { ended };
  });
}
