/**
 * Accounts of firms. A firm applies with its credit code; the branch of the district approves or returns it; the first account keeps the others of the
 * same firm. What the applicant is told does not depend on whether the firm has an account already.
 */
import { record } from '../audit/index.ts';
import { DAY, type Instant } from '../day.ts';
import { send } from '../outbox/index.ts';
import { ref } from '../ref.ts';
import type { Refusal } from '../refusal.ts';
import { type ScopedStore, type Store, storable, type Tx } from '../store/store.ts';
import { type Actor, close, oneAtATime } from './administrators.ts';
import { makeOneTime } from './one-time.ts';
import { holdPerson, type Person, scopeOf } from './person.ts';
import type { PhoneBook } from './phone-book.ts';
import { refuse } from './refusals.ts';

export const LINK_FOR = 3 * DAY;

export interface Application {
  party: string;
  district: string;
  name: string;
  contact: string;
  phone: string;
  proof: string;
}

/** Takes an application. The credit code was checked by whoever calls (GB 32100 lives in the registry). One firm has one that waits. */
export async function applyForFirm(
  store: Store,
  book: PhoneBook,
  of: Application,
  now: Instant,
  from: string | null = null,
): Promise<void> {
  await store.tx(async (tx) => {
    const made = await tx.find<{ id: number }>(
      `insert into firm_application (party, district, name, contact, proof, made_at) values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0))
       on conflict (party) where state = 'waiting' do nothing returning id`,
      [
        of.party,
        of.district,
        storable(of.name),
        book.cover(JSON.stringify({ name: of.contact, phone: of.phone })),
        storable(of.proof),
        now,
      ],
    );
    if (!made) return;
    await record(tx, {
      did: 'access.firmApplied',
      by: 'public',
      byName: '公众',
      about: ref('firmApplication', made.id),
      says: `申请企业账户：${of.name}`,
      saysEn: 'Applied for the account of a firm',
      detail: { party: of.party },
      party: of.party,
      district: of.district,
      at: now,
      from,
    });
  });
}

export interface ApplicationShown {
  id: string;
  party: string;
  district: string;
  name: string;
  contact: { name: string; phone: string };
  proof: string;
  state: 'waiting' | 'approved' | 'returned';
  reason: string | null;
  madeAt: Instant;
  decidedBy: string | null;
  decidedAt: Instant | null;
  login: string | null;
}

interface ApplicationRow extends Omit<ApplicationShown, 'contact'> {
  contact: string;
}
const COLUMNS = `id::text, party, district, name, contact, proof, state, reason, made_at as "madeAt", decided_by_name as "decidedBy", decided_at as "decidedAt", login`;
const shown = (book: PhoneBook, row: ApplicationRow): ApplicationShown => ({ ...row, contact: JSON.parse(book.uncover(row.contact)) });

/** In the asker's scope: what was applied for in his districts, the newest first. */
export async function listApplications(
  tx: Tx,
  book: PhoneBook,
  filter: { state?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<{ items: ApplicationShown[]; next: string | null }> {
  const rows = await tx.query<ApplicationRow>(
    `select ${COLUMNS} from firm_application where ($1::text is null or state = $1) and ($2::bigint is null or id < $2) order by id desc limit $3`,
    [filter.state || null, filter.cursor ?? null, filter.limit + 1],
  );
  const page = rows.slice(0, filter.limit);
  return { items: page.map((row) => shown(book, row)), next: rows.length > filter.limit ? (page.at(-1)?.id ?? null) : null };
}

type Decided = { state: 'returned' } | { state: 'approved'; login: string; token: string; endsAt: Instant };

/**
 * Approves, which makes the account and a link for its password, or returns with a reason. Whether the application is the officer's to decide is
 * asked with his eyes (F1); the account is then made by the house.
 */
export async function decideApplication(
  stores: { scoped: ScopedStore; system: Store },
  book: PhoneBook,
  officer: Person & { from?: string | null },
  id: string,
  decision: { approve: boolean; reason: string },
  words: (login: string, token: string) => string,
  now: Instant,
): Promise<Decided | Refusal> {
  const inSight = await stores.scoped.as(scopeOf(officer), (tx) => tx.find('select 1 from firm_application where id = $1', [id]));
  if (!inSight) return refuse.noSuchApplication();
  const reason = decision.reason.trim();
  if (!decision.approve && reason === '') return refuse.reasonNeeded();
  return stores.system.tx(async (tx) => {
    await oneAtATime(tx);
    const row = await tx.find<ApplicationRow>(`select ${COLUMNS} from firm_application where id = $1 for update`, [id]);
    if (!row) return refuse.noSuchApplication();
    if (row.state !== 'waiting') return refuse.applicationDecided();
    const { contact } = shown(book, row);
    const login = decision.approve ? await makeFirmAccount(tx, row.party, contact.name, now) : null;
    await tx.query(
      `update firm_application set state = $2, reason = $3, decided_by = $4, decided_by_name = $5, decided_at = to_timestamp($6 / 1000.0), login = $7 where id = $1`,
      [id, login ? 'approved' : 'returned', reason || null, officer.login, officer.name, now, login],
    );
    const endsAt = now + LINK_FOR;
    const detail = { message: `access/application/${id}` };
    const token = login ? await makeOneTime(tx, { purpose: 'setPassword', login, by: officer.login, now, endsAt, detail }) : '';
    await send(tx, {
      key: `access/application/${id}`,
      channel: 'sms',
      receiver: `${row.name} ${contact.name}`,
      address: contact.phone,
      body: login ? words(login, token) : `贵单位的账户申请已退回：${storable(reason)}。更正后可重新申请。`,
      about: ref('firmApplication', id),
      party: row.party,
      // The link opens the account, so the message is for nobody but its receiver.
      district: login ? 'access' : row.district,
      at: now,
    });
    await record(tx, {
      did: login ? 'access.firmApproved' : 'access.firmReturned',
      by: officer.login,
      byName: officer.name,
      about: ref('firmApplication', id),
      says: login ? `批准企业账户申请：${row.name}，账户 ${login}` : `退回企业账户申请：${row.name}`,
      saysEn: login ? `Approved the account ${login} of a firm` : 'Returned the application of a firm',
      detail: { party: row.party, ...(reason ? { reason } : {}) },
      party: row.party,
      district: row.district,
      at: now,
      from: officer.from ?? null,
    });
    return login ? { state: 'approved' as const, login, token, endsAt } : { state: 'returned' as const };
  });
}

/** The first account of a firm is called by its credit code; a later one, should the first be lost, by the code and a number. */
async function makeFirmAccount(tx: Tx, party: string, name: string, now: Instant): Promise<string> {
  const taken = await tx.query<{ login: string }>(`select login from person where login = $1 or login like $1 || '-%'`, [party]);
  const login = taken.length === 0 ? party : `${party}-${taken.length + 1}`;
  await insertFirmPerson(tx, { login, name, party, keeper: true }, now);
  return login;
}

async function insertFirmPerson(
  tx: Tx,
  of: { login: string; name: string; party: string; keeper: boolean },
  now: Instant,
): Promise<boolean> {
  const made = await tx.find(
    `insert into person (login, name, role, body, party, districts, certificate, password_hash, created_at, keeper)
     values ($1, $2, 'firm', $3, $3, '{}', null, null, to_timestamp($4 / 1000.0), $5) on conflict (login) do nothing returning login`,
    [of.login, storable(of.name), of.party, now, of.keeper],
  );
  return made !== undefined;
}

export interface Colleague {
  login: string;
  name: string;
  keeper: boolean;
  active: boolean;
  lastInAt: Instant | null;
  /** Why the asker may not close it. */
  why: Refusal | null;
}

/** Accounts of the asker's own firm and of no other. */
export async function listColleagues(tx: Tx, actor: Person): Promise<{ isKeeper: boolean; items: Colleague[] }> {
  const rows = await tx.query<Omit<Colleague, 'why'>>(
    `select login, name, keeper, active, last_in_at as "lastInAt" from person where role = 'firm' and party = $1 order by active desc, login`,
    [actor.party],
  );
  const isKeeper = rows.some((row) => row.login === actor.login && row.keeper);
  return { isKeeper, items: rows.map((row) => ({ ...row, why: whyNotClose(actor, isKeeper, row) })) };
}

function whyNotClose(actor: Person, isKeeper: boolean, row: { login: string; active: boolean }): Refusal | null {
  if (!isKeeper) return refuse.notKeeper();
  if (row.login === actor.login) return refuse.notToOneself();
  return row.active ? null : refuse.closedAccount();
}

async function keeps(tx: Tx, actor: Person): Promise<boolean> {
  const own = await tx.find<{ keeper: boolean }>(`select keeper from person where login = $1 and role = 'firm' and party = $2 and active`, [
    actor.login,
    actor.party,
  ]);
  return own?.keeper === true;
}

/** Adds a colleague of the keeper's own firm; the link for the password is the keeper's to hand over. */
export async function addColleague(
  store: Store,
  actor: Person & Actor,
  of: { login: string; name: string; keeper: boolean },
  now: Instant,
): Promise<{ login: string; token: string; endsAt: Instant } | Refusal> {
  return store.tx(async (tx) => {
    await oneAtATime(tx);
    if (!(await keeps(tx, actor))) return refuse.notKeeper();
    const party = actor.party as string;
    if (!(await insertFirmPerson(tx, { ...of, party }, now))) return refuse.loginTaken(of.login);
    const endsAt = now + LINK_FOR;
    const token = await makeOneTime(tx, { purpose: 'setPassword', login: of.login, by: actor.login, now, endsAt });
    await tell(
      tx,
      actor,
      of.login,
      now,
      'access.colleagueAdded',
      `为本单位建立账户 ${of.login}（${storable(of.name)}）`,
      `Added ${of.login} to their firm`,
    );
    return { login: of.login, token, endsAt };
  });
}

/** A new link for a colleague who lost the password or the first link. */
export async function newLinkFor(store: Store, actor: Person & Actor, login: string, now: Instant) {
  return onColleague(store, actor, login, async (tx) => {
    const endsAt = now + LINK_FOR;
    const token = await makeOneTime(tx, { purpose: 'setPassword', login, by: actor.login, now, endsAt });
    await tell(
      tx,
      actor,
      login,
      now,
      'access.colleagueLink',
      `为本单位账户 ${login} 重新生成设置密码的链接`,
      `Made a new link for ${login}`,
    );
    return { login, token, endsAt };
  });
}

export async function closeColleague(store: Store, actor: Person & Actor, login: string, now: Instant) {
  return onColleague(store, actor, login, async (tx) => {
    await close(tx, login, now);
    await tell(tx, actor, login, now, 'access.colleagueClosed', `关闭本单位账户 ${login}`, `Closed ${login} of their firm`);
    return { login };
  });
}

async function onColleague<T>(store: Store, actor: Person & Actor, login: string, work: (tx: Tx) => Promise<T>): Promise<T | Refusal> {
  return store.tx(async (tx) => {
    await oneAtATime(tx);
    const isKeeper = await keeps(tx, actor);
    const row = await holdPerson(tx, login);
    // Of another firm's accounts nothing is said, not even that they are there.
    if (row?.role !== 'firm' || row.party !== actor.party) return isKeeper ? refuse.noSuchAccount(login) : refuse.notKeeper();
    return whyNotClose(actor, isKeeper, row) ?? work(tx);
  });
}

const tell = (tx: Tx, actor: Actor & Person, login: string, now: Instant, did: string, says: string, saysEn: string) =>
  record(tx, {
    did,
    by: actor.login,
    byName: actor.name,
    about: ref('person', login),
    says,
    saysEn,
    party: actor.party,
    district: '*',
    at: now,
    from: actor.from ?? null,
  });
