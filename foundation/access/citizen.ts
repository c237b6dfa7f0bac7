/** The public: a telephone number and six digits sent to it. The answer never says whether the number has an account; the first right code makes one. */
import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { HOUR, type Instant, MINUTE } from '../day.ts';
import { cover, send } from '../outbox/index.ts';
import type { Refusal } from '../refusal.ts';
import type { Store, Tx } from '../store/store.ts';
import { holdPerson } from './person.ts';
import { maskPhone, type PhoneBook } from './phone-book.ts';
import { refuse } from './refusals.ts';
import { type Opened, openSession, type Whence } from './session.ts';

const GOOD_FOR = 5 * MINUTE;
const TRIES = 5;
const PAUSE = MINUTE;
const AN_HOUR = { phone: 5, address: 20 };

// Six digits are soon tried through by whoever has the table, so the hash is keyed like the number's.
const hashOf = (book: PhoneBook, phone: string, salt: string, code: string) =>
  `${salt}.${createHmac('sha256', book.keyOf(`${phone} code`))
    .update(`${salt} ${code}`)
    .digest('hex')}`;
const outboxKey = (id: number) => `access/code/${id}`;

export async function sendCode(
  store: Store,
  book: PhoneBook,
  phone: string,
  signature: string,
  now: Instant,
  whence: Whence = {},
): Promise<Refusal | null> {
  const key = book.keyOf(phone);
  return store.tx(async (tx) => {
    // Ten requests for one number at once are one after the other, so that nine of them see the first.
    const address = whence.address ?? null;
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [key]);
    if (address !== null) await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 1))', [address]);
    const since = async (column: 'phone_key' | 'from_address', value: string | null, ms: number) =>
      (
        await tx.get<{ n: number }>(
          `select count(*)::int as n from phone_code where ${column} = $1 and made_at > to_timestamp($2 / 1000.0)`,
          [value, now - ms],
        )
      ).n;
    if ((await since('phone_key', key, PAUSE)) > 0 || (await since('phone_key', key, HOUR)) >= AN_HOUR.phone) return refuse.tooManyCodes();
    if (address !== null && (await since('from_address', address, HOUR)) >= AN_HOUR.address) return refuse.tooManyCodes();
    const before = await tx.query<{ id: number }>(
      'update phone_code set used_at = to_timestamp($2 / 1000.0) where phone_key = $1 and used_at is null returning id',
      [key, now],
    );
    for (const { id } of before) await cover(tx, outboxKey(id), COVERED);
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const { id } = await tx.get<{ id: number }>(
      `insert into phone_code (phone_key, code_hash, from_address, made_at, ends_at)
       values ($1, $2, $3, to_timestamp($4 / 1000.0), to_timestamp($5 / 1000.0)) returning id`,
      [key, hashOf(book, phone, randomBytes(9).toString('base64url'), code), address, now, now + GOOD_FOR],
    );
    await send(tx, {
      key: outboxKey(id),
      channel: 'sms',
      receiver: maskPhone(phone),
      address: phone,
      body: `【${signature}】验证码 ${code}，5 分钟内有效，请勿告知他人。`,
      about: null,
      party: null,
      district: SEEN_BY_NOBODY,
      at: now,
    });
    return null;
  });
}

const COVERED = '验证码短信（内容已隐去）';
/** No district has this name, so no request of a branch is shown the message. */
const SEEN_BY_NOBODY = 'access';

/** The code once, within five minutes and five tries however many come at once. The first time it makes the account. */
export async function enterByCode(
  store: Store,
  book: PhoneBook,
  phone: string,
  code: string,
  now: Instant,
  door: Whence & { former?: string | undefined } = {},
): Promise<Opened | Refusal> {
  const key = book.keyOf(phone);
  // Counted in a transaction of its own before it is looked at, as with passwords.
  const tried = await store.tx((tx) =>
    tx.find<{ id: number; code_hash: string }>(
      `update phone_code set tries = tries + 1
        where id = (select id from phone_code where phone_key = $1 and used_at is null and ends_at > to_timestamp($2 / 1000.0) order by id desc limit 1 for update)
          and tries < ${TRIES} returning id, code_hash`,
      [key, now],
    ),
  );
  const right = tried && hashOf(book, phone, tried.code_hash.split('.')[0] as string, code);
  if (!tried || !right || !timingSafeEqual(Buffer.from(right), Buffer.from(tried.code_hash))) return refuse.wrongCode();
  return store.tx(async (tx) => {
    const used = await tx.find('update phone_code set used_at = to_timestamp($2 / 1000.0) where id = $1 and used_at is null returning id', [
      tried.id,
      now,
    ]);
    if (!used) return refuse.wrongCode();
    await cover(tx, outboxKey(tried.id), COVERED);
    const row = await holdPerson(tx, await accountOf(tx, book, phone, now));
    return row?.active ? openSession(tx, row, 'code', door, now) : refuse.wrongCode();
  });
}

async function accountOf(tx: Tx, book: PhoneBook, phone: string, now: Instant): Promise<string> {
  const key = book.keyOf(phone);
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [key]);
  const known = await tx.find<{ login: string }>('select login from citizen where phone_key = $1', [key]);
  if (known) return known.login;
  const login = `citizen-${randomBytes(8).toString('hex')}`;
  // Its party is itself: it sees what carries its own name, and nothing else (scopeOf).
  await tx.query(
    `insert into person (login, name, role, body, party, districts, certificate, password_hash, created_at)
     values ($1, $2, 'citizen', '', $3, '{}', null, null, to_timestamp($4 / 1000.0))`,
    [login, maskPhone(phone), `citizen/${login}`, now],
  );
  await tx.query('insert into citizen (phone_key, login, phone, at) values ($1, $2, $3, to_timestamp($4 / 1000.0))', [
    key,
    login,
    book.cover(phone),
    now,
  ]);
  return login;
}
