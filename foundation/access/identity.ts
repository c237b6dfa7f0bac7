/** Identities of a provider (OIDC): an issuer and its name for somebody. Without a link to an account one has no rights here, and waits. */
import { record } from '../audit/index.ts';
import { DAY, type Instant, MINUTE } from '../day.ts';
import { ref } from '../ref.ts';
import { isRefusal, type Refusal } from '../refusal.ts';
import { type Store, storable, type Tx } from '../store/store.ts';
import { type Actor, oneAtATime, standingOf, whyNot } from './administrators.ts';
import { makeOneTime, takeOneTime } from './one-time.ts';
import { holdPerson, type PersonRow, ROLES } from './person.ts';
import { refuse } from './refusals.ts';
import { endSessions, type Opened, openSession, type Session, type Whence } from './session.ts';

export interface Claimed {
  issuer: string;
  sub: string;
  name: string;
  /** What the provider wants back when the person leaves it too. */
  leave: string | null;
}

/** Somebody the provider vouches for: a session of the account it is linked to, or a token that proves who waits, to be shown with a link code. */
export async function enterByIdentity(
  store: Store,
  claimed: Claimed,
  now: Instant,
  door: Whence & { former?: string | undefined } = {},
): Promise<Opened | { waiting: string } | Refusal> {
  return store.tx(async (tx) => {
    const { issuer, sub } = claimed;
    const { login } = await tx.get<{ login: string | null }>(
      `insert into identity (issuer, sub, name, first_at, last_at) values ($1, $2, $3, to_timestamp($4 / 1000.0), to_timestamp($4 / 1000.0))
       on conflict (issuer, sub) do update set name = excluded.name, last_at = excluded.last_at returning login`,
      [issuer, sub, storable(claimed.name).slice(0, 120), now],
    );
    if (login === null) {
      const detail = { issuer, sub, leave: claimed.leave };
      const waiting = await makeOneTime(tx, {
        purpose: 'signInElsewhere',
        login: null,
        by: 'system',
        now,
        endsAt: now + 15 * MINUTE,
        detail,
        keepOthers: true,
      });
      return { waiting };
    }
    const row = await holdPerson(tx, login);
    if (!row?.active) return refuse.identityWaits();
    return openSession(tx, row, 'oidc', door, now, claimed.leave);
  });
}

/** A code that links an identity to an account: one's own for a quarter of an hour, or made by the security administrator and handed over for a day. */
export async function makeLinkCode(
  store: Store,
  actor: Actor,
  login: string,
  now: Instant,
): Promise<{ code: string; endsAt: Instant } | Refusal> {
  return store.tx(async (tx) => {
    await oneAtATime(tx);
    const target = await holdPerson(tx, login);
    if (!target) return refuse.noSuchAccount(login);
    const isOwn = login === actor.login;
    if (!isOwn) {
      const no = whyNot('linkIdentity', actor, await standingOf(tx, target, now));
      if (no) return no;
    }
    const endsAt = now + (isOwn ? 15 * MINUTE : DAY);
    const code = await makeOneTime(tx, { purpose: 'linkIdentity', login, by: actor.login, now, endsAt });
    await tell(tx, actor, target, now, 'access.linkCodeMade', `为账户 ${login} 生成统一身份关联码`, `Made a link code for ${login}`);
    return { code, endsAt };
  });
}

/** Whoever waits shows the code: the identity belongs to the account from now on, and enters. */
export async function linkByCode(
  store: Store,
  waiting: string,
  code: string,
  now: Instant,
  door: Whence & { former?: string | undefined } = {},
): Promise<Opened | Refusal> {
  return store.tx(async (tx) => {
    await oneAtATime(tx);
    const who = await takeOneTime(tx, 'signInElsewhere', waiting, now);
    const link = who && (await takeOneTime(tx, 'linkIdentity', code, now));
    const row = link?.login ? await holdPerson(tx, link.login) : undefined;
    if (!who || !row?.active) return refuse.linkOver();
    const { issuer, sub, leave } = who.detail as { issuer: string; sub: string; leave: string | null };
    const refused = await linkRow(tx, issuer, sub, row, link?.made_by ?? row.login, now);
    if (refused) return refused;
    await tell(
      tx,
      { login: row.login, name: row.name, from: door.address ?? null },
      row,
      now,
      'access.identityLinked',
      `统一身份以关联码关联到账户 ${row.login}`,
      `An identity was linked to ${row.login} by a code`,
      { issuer, sub },
    );
    return openSession(tx, row, 'oidc', door, now, leave);
  });
}

async function linkRow(tx: Tx, issuer: string, sub: string, row: PersonRow, by: string, now: Instant): Promise<Refusal | null> {
  const known = await tx.find<{ login: string | null }>('select login from identity where issuer = $1 and sub = $2 for update', [
    issuer,
    sub,
  ]);
  if (!known) return refuse.noSuchIdentity();
  if (known.login !== null) return refuse.identityTaken(known.login);
  await tx.query('update identity set login = $3, linked_at = to_timestamp($4 / 1000.0), linked_by = $5 where issuer = $1 and sub = $2', [
    issuer,
    sub,
    row.login,
    now,
    by,
  ]);
  return null;
}

/** The security administrator links an identity that waits. */
export async function linkIdentity(store: Store, actor: Actor, of: { issuer: string; sub: string }, login: string, now: Instant) {
  return store.tx(async (tx) => {
    await oneAtATime(tx);
    const target = await holdPerson(tx, login);
    if (!target) return refuse.noSuchAccount(login);
    const no =
      whyNot('linkIdentity', actor, await standingOf(tx, target, now)) ?? (await linkRow(tx, of.issuer, of.sub, target, actor.login, now));
    if (no) return no;
    await tell(tx, actor, target, now, 'access.identityLinked', `将统一身份关联到账户 ${login}`, `Linked an identity to ${login}`, of);
    return { login };
  });
}

/** Undoes a link; sessions of the account end, for one of them may have come by it. */
export async function unlinkIdentity(store: Store, actor: Actor, of: { issuer: string; sub: string }, now: Instant) {
  return store.tx(async (tx) => {
    await oneAtATime(tx);
    const known = await tx.find<{ login: string | null }>('select login from identity where issuer = $1 and sub = $2 for update', [
      of.issuer,
      of.sub,
    ]);
    const target = known?.login ? await holdPerson(tx, known.login) : undefined;
    if (!target) return refuse.noSuchIdentity();
    if (actor.role !== 'security') return refuse.notYourVerb(ROLES.security);
    if (target.login === actor.login) return refuse.notToOneself();
    await tx.query('update identity set login = null, linked_at = null, linked_by = null where issuer = $1 and sub = $2', [
      of.issuer,
      of.sub,
    ]);
    await endSessions(tx, target.login, now);
    await tell(
      tx,
      actor,
      target,
      now,
      'access.identityUnlinked',
      `解除账户 ${target.login} 的统一身份关联`,
      `Unlinked an identity from ${target.login}`,
      of,
    );
    return { login: target.login };
  });
}

export interface IdentityShown {
  issuer: string;
  sub: string;
  name: string;
  login: string | null;
  firstAt: Instant;
  lastAt: Instant;
  linkedAt: Instant | null;
}

/** Those that wait first, the newest first. */
export const listIdentities = (tx: Tx): Promise<IdentityShown[]> =>
  tx.query<IdentityShown>(
    `select issuer, sub, name, login, first_at as "firstAt", last_at as "lastAt", linked_at as "linkedAt" from identity
      order by login is not null, last_at desc limit 500`,
  );

/** Begins a visit to the provider: what the browser is given, of which only the hash is kept. The answer must come back with it, once. */
export const beginElsewhere = (tx: Tx, now: Instant): Promise<string> =>
  makeOneTime(tx, {
    purpose: 'signInElsewhere',
    login: null,
    by: 'door',
    now,
    endsAt: now + 10 * MINUTE,
    detail: { began: true },
    keepOthers: true,
  });

export async function returnedFromElsewhere(tx: Tx, token: string, now: Instant): Promise<boolean> {
  const taken = await takeOneTime(tx, 'signInElsewhere', token, now);
  return taken?.detail.began === true;
}

const tell = (
  tx: Tx,
  actor: Pick<Actor, 'login' | 'name' | 'from'>,
  target: PersonRow,
  now: Instant,
  did: string,
  says: string,
  saysEn: string,
  detail: Record<string, unknown> = {},
) =>
  record(tx, {
    did,
    by: actor.login,
    byName: actor.name,
    about: ref('person', target.login),
    says,
    saysEn,
    detail: { ...detail },
    party: target.party,
    district: '*',
    at: now,
    from: actor.from ?? null,
  });

export const isWaiting = (of: Opened | { waiting: string } | Refusal): of is { waiting: string } => !isRefusal(of) && 'waiting' in of;
export type { Session };
