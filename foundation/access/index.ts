/**
 * Who is asking. People, passwords (argon2id), sessions (a random token, of which only the hash is kept), lock-out and time-out.
 * Whole identity (OIDC, administrators apart, one-time links) is a later issue; what is here is complete for local accounts.
 */
import { createHash, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { HOUR, type Instant, MINUTE } from '../day.ts';
import { type Refusal, refusals } from '../refusal.ts';
import type { Scope, Store, Tx } from '../store/store.ts';

export const ROLES = {
  duty: '值守员',
  officer: '执法人员',
  engineer: '监测工程师',
  office: '综合科室',
  leader: '分管领导',
  admin: '系统管理员',
  security: '安全管理员',
  auditor: '安全审计员',
  firm: '排污单位',
  citizen: '公众',
} as const;
export type Role = keyof typeof ROLES;

/** Who does the bureau's own work. */
export const OFFICIALS: Role[] = ['duty', 'officer', 'engineer', 'office', 'leader'];
/** 三员: who keeps the platform, and is shown nothing of the bureau's business. */
export const ADMINISTRATORS: Role[] = ['admin', 'security', 'auditor'];
/** Who sees their own things and nothing of a district. */
const OUTSIDERS: Role[] = ['firm', 'citizen'];

export interface Person {
  login: string;
  name: string;
  role: Role;
  body: string;
  party: string | null;
  districts: string[];
  certificate: string | null;
}

/** The eyes of a person: a firm's people see their own firm and nothing of its district, a citizen what is his own. */
export function scopeOf(person: Person): Scope {
  const { login } = person;
  if (OUTSIDERS.includes(person.role)) return { districts: [], party: person.party, login };
  return { districts: person.districts.includes('*') ? '*' : person.districts, login };
}

export const refuse = refusals('access', {
  wrongPassword: () => ({
    status: 401,
    says: '用户名或密码不正确',
    saysEn: 'Wrong user name or password',
    do: '核对后重试',
    doEn: 'Check and try again',
  }),
  locked: (until: Instant, now: Instant) => ({
    status: 429,
    says: `连续多次密码错误，账户已锁定，约 ${Math.ceil((until - now) / MINUTE)} 分钟后可再试`,
    saysEn: `Too many wrong passwords: locked for about ${Math.ceil((until - now) / MINUTE)} more minutes`,
    do: '稍后再试或联系系统管理员',
    doEn: 'Try later or ask the system administrator',
  }),
  noSession: () => ({ status: 401, says: '请先登录', saysEn: 'Please sign in', do: '前往登录页', doEn: 'Go to the sign-in page' }),
  sessionEnded: () => ({
    status: 401,
    says: '登录已过期，请重新登录',
    saysEn: 'Your session has expired',
    do: '重新登录后可继续',
    doEn: 'Sign in again to go on',
  }),
  wrongCsrf: () => ({
    status: 403,
    says: '请求缺少防伪令牌',
    saysEn: 'The request lacks its anti-forgery token',
    do: '刷新页面后重试',
    doEn: 'Reload the page and try again',
  }),
  notAllowed: (roleName: string) => ({
    status: 403,
    says: `${roleName}无权进行此操作`,
    saysEn: 'Your role may not do this',
    do: '联系有权限的同事办理',
    doEn: 'Ask a colleague whose role may',
  }),
});

const FAILURES = 5;
const LOCK_FOR = 15 * MINUTE;
const IDLE = 2 * HOUR;
const LONGEST = 12 * HOUR;

export async function hashPassword(password: string): Promise<string> {
  return hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
}

const tokenHash = (token: string) => createHash('sha256').update(token).digest('hex');

interface PersonRow extends Person {
  password_hash: string;
  failures: number;
  locked_until: Instant | null;
  demo: boolean;
}

// A hash of nothing, so that an unknown name takes as long as a wrong password.
let nobody: Promise<string> | undefined;

export interface Opened {
  token: string;
  csrf: string;
  person: Person;
  endsAt: Instant;
  demo: boolean;
}

export async function signIn(store: Store, login: string, password: string, now: Instant): Promise<Opened | Refusal> {
  // The try is counted before the password is looked at: a hundred guesses sent at once are a hundred tries, not one.
  const row = await store.tx((tx) =>
    tx.find<PersonRow>(
      `update person p set failures = n.failures, locked_until = case when n.failures >= ${FAILURES} then to_timestamp($3 / 1000.0) end
         from (select login, case when locked_until is null then failures + 1 else 1 end as failures
                 from person where login = $1 and active and (locked_until is null or locked_until <= to_timestamp($2 / 1000.0)) for update) n
        where p.login = n.login returning p.*`,
      [login, now, now + LOCK_FOR],
    ),
  );
  if (!row) {
    const held = await store.tx((tx) =>
      tx.find<{ locked_until: Instant | null }>('select locked_until from person where login = $1 and active', [login]),
    );
    if (held?.locked_until) return refuse.locked(held.locked_until, now);
  }
  nobody ??= hashPassword(randomBytes(12).toString('hex'));
  const right = await verify(row?.password_hash ?? (await nobody), password).catch(() => false);
  if (!row || !right) return refuse.wrongPassword();
  const token = randomBytes(32).toString('base64url');
  const csrf = randomBytes(18).toString('base64url');
  await store.tx(async (tx) => {
    await tx.query('update person set failures = 0, locked_until = null where login = $1', [login]);
    await tx.query(
      `insert into session (token_hash, login, csrf, opened_at, seen_at, ends_at)
       values ($1, $2, $3, to_timestamp($4 / 1000.0), to_timestamp($4 / 1000.0), to_timestamp($5 / 1000.0))`,
      [tokenHash(token), login, csrf, now, now + LONGEST],
    );
  });
  return { token, csrf, person: personOf(row), endsAt: now + IDLE, demo: row.demo };
}

export interface Session {
  person: Person;
  csrf: string;
  endsAt: Instant;
  demo: boolean;
}

/** The session behind a token, kept alive by being used; ends after two idle hours or twelve in all. */
export async function findSession(store: Store, token: string | undefined, now: Instant): Promise<Session | Refusal> {
  if (!token) return refuse.noSession();
  return store.tx(async (tx) => {
    const row = await tx.find<PersonRow & { csrf: string; seen_at: Instant; ends_at: Instant; ended_at: Instant | null }>(
      'select p.*, s.csrf, s.seen_at, s.ends_at, s.ended_at from session s join person p using (login) where s.token_hash = $1 and p.active',
      [tokenHash(token)],
    );
    if (!row) return refuse.noSession();
    if (row.ended_at !== null || row.ends_at <= now || row.seen_at + IDLE <= now) return refuse.sessionEnded();
    // Written once a minute at most: a page that polls must not turn reading into writing.
    if (now - row.seen_at > MINUTE)
      await tx.query('update session set seen_at = to_timestamp($2 / 1000.0) where token_hash = $1', [tokenHash(token), now]);
    return { person: personOf(row), csrf: row.csrf, endsAt: Math.min(row.ends_at, now + IDLE), demo: row.demo };
  });
}

export async function signOut(store: Store, token: string, now: Instant): Promise<void> {
  await store.tx((tx) =>
    tx.query('update session set ended_at = to_timestamp($2 / 1000.0) where token_hash = $1', [tokenHash(token), now]),
  );
}

export interface NewPerson extends Person {
  passwordHash: string;
  demo: boolean;
}

/** Adds a person, or brings the register's name, post and scope up to date; a password already set is kept. */
export async function putPerson(tx: Tx, person: NewPerson): Promise<void> {
  await tx.query(
    `insert into person (login, name, role, body, party, districts, certificate, password_hash, demo) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (login) do update set name = excluded.name, role = excluded.role, body = excluded.body, party = excluded.party,
       districts = excluded.districts, certificate = excluded.certificate`,
    [
      person.login,
      person.name,
      person.role,
      person.body,
      person.party,
      person.districts,
      person.certificate,
      person.passwordHash,
      person.demo,
    ],
  );
}

function personOf(row: PersonRow): Person {
  return {
    login: row.login,
    name: row.name,
    role: row.role,
    body: row.body,
    party: row.party,
    districts: row.districts,
    certificate: row.certificate,
  };
}
