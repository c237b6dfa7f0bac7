import type { Instant } from '../day.ts';
import type { Refusal } from '../refusal.ts';
import { inTurn, type Tx } from '../store/store.ts';
import { ACCOUNT_VERBS, type Actor, standingOf, type Verb, whyNot } from './administrators.ts';
import type { PersonRow, Role } from './person.ts';

export type AccountState = 'active' | 'locked' | 'held' | 'waiting' | 'closed';

export interface AccountRow {
  login: string;
  name: string;
  role: Role | null;
  body: string;
  post: string;
  party: string | null;
  districts: string[];
  state: AccountState;
  lastInAt: Instant | null;
  sessions: number;
}

export interface AccountFilter {
  q?: string | undefined;
  role?: string | undefined;
  body?: string | undefined;
  district?: string | undefined;
  party?: string | undefined;
  state?: string | undefined;
}

const STATE = `case when not p.active then 'closed' when p.held then 'held' when p.locked_until > to_timestamp($1 / 1000.0) then 'locked'
                    when p.role is null then 'waiting' else 'active' end`;

/** Accounts by login, after `cursor`; what stands there and not what once stood: a closed one is listed as closed. */
export async function listAccounts(
  tx: Tx,
  filter: AccountFilter,
  page: { cursor?: string | undefined; limit: number },
  now: Instant,
): Promise<{ items: AccountRow[]; next: string | null }> {
  const like = filter.q ? `%${filter.q.replace(/[\\%_]/g, '\\$&')}%` : null;
  const items = await tx.query<AccountRow>(
    `select * from (
       select p.login, p.name, p.role, p.body, p.post, p.party, p.districts, ${STATE} as state, p.last_in_at as "lastInAt",
              (select count(*)::int from session s where s.login = p.login and s.ended_at is null and s.ends_at > to_timestamp($1 / 1000.0)) as sessions
         from person p
        where ($2::text is null or p.login > $2) and ($3::text is null or p.login ilike $3 or p.name ilike $3 or p.staff_no ilike $3)
          and ($4::text is null or p.role = $4) and ($5::text is null or p.body = $5)
          and ($6::text is null or p.districts && array[$6, '*']) and ($7::text is null or p.party = $7)
     ) a where $8::text is null or state = $8 order by login limit $9`,
    [
      now,
      page.cursor ?? null,
      like,
      filter.role || null,
      filter.body || null,
      filter.district || null,
      filter.party || null,
      filter.state || null,
      page.limit + 1,
    ],
  );
  const shown = items.slice(0, page.limit);
  return { items: shown, next: items.length > page.limit ? (shown.at(-1)?.login ?? null) : null };
}

export interface Account extends AccountRow {
  staffNo: string | null;
  certificate: string | null;
  keeper: boolean;
  demo: boolean;
  createdAt: Instant | null;
  closedAt: Instant | null;
  passwordAt: Instant | null;
  mustChange: boolean;
  failedSince: number;
  lockedUntil: Instant | null;
  identities: { issuer: string; name: string; linkedAt: Instant | null }[];
  /** Every verb, and why this administrator may not; the same answer the verb itself would give. */
  verbs: { verb: Verb; why: Refusal | null }[];
}

export async function findAccount(tx: Tx, actor: Pick<Actor, 'login' | 'role'>, login: string, now: Instant): Promise<Account | undefined> {
  const row = await tx.find<PersonRow & { state: AccountState; sessions: number }>(
    `select p.*, ${STATE} as state,
            (select count(*)::int from session s where s.login = p.login and s.ended_at is null and s.ends_at > to_timestamp($1 / 1000.0)) as sessions
       from person p where p.login = $2`,
    [now, login],
  );
  if (!row) return undefined;
  const standing = await standingOf(tx, row, now);
  const identities = await tx.query<Account['identities'][number]>(
    'select issuer, name, linked_at as "linkedAt" from identity where login = $1 order by linked_at',
    [login],
  );
  return {
    login: row.login,
    name: row.name,
    role: row.role,
    body: row.body,
    post: row.post,
    party: row.party,
    districts: row.districts,
    state: row.state,
    lastInAt: row.last_in_at,
    sessions: row.sessions,
    staffNo: row.staff_no,
    certificate: row.certificate,
    keeper: row.keeper,
    demo: row.demo,
    createdAt: row.created_at,
    closedAt: row.closed_at,
    passwordAt: row.password_at,
    mustChange: row.must_change,
    failedSince: row.failed_since,
    lockedUntil: row.locked_until,
    identities,
    verbs: await inTurn(ACCOUNT_VERBS, async (verb) => ({ verb, why: whyNot(verb, actor, standing) })),
  };
}
