import { pbkdf2, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { hash, verify } from '@node-rs/argon2';
import type { Instant } from '../day.ts';
import { inTurn, type Tx } from '../store/store.ts';
import { isCommon } from './common-passwords.ts';
import type { Policy } from './policy.ts';
import { refuse } from './refusals.ts';

const ARGON = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Travels with every hash, so that it may be raised: older ones go on being verified, and are made anew at the next sign-in. */
const SM3_ROUNDS = 210_000;
const derive = promisify(pbkdf2);

/** argon2id, or PBKDF2 (RFC 8018) over HMAC-SM3 where commercial cryptography is assessed (密评). */
export async function hashPassword(password: string, storage: Policy['passwordStorage'] = 'argon2id'): Promise<string> {
  if (storage === 'argon2id') return hash(password, ARGON);
  const salt = randomBytes(16);
  const key = await derive(password, salt, SM3_ROUNDS, 32, 'sm3');
  return `$pbkdf2-sm3$i=${SM3_ROUNDS}$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

const SM3_FORM = /^\$pbkdf2-sm3\$i=(\d+)\$([\w-]+)\$([\w-]+)$/;

/** Whether this is the password of a stored hash, in whatever form it was stored. */
export async function verifyPassword(stored: string, password: string): Promise<boolean> {
  const [, rounds, salt, key] = SM3_FORM.exec(stored) ?? [];
  if (!rounds || !salt || !key) return verify(stored, password).catch(() => false);
  const right = Buffer.from(key, 'base64url');
  return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64url'), Number(rounds), right.length, 'sm3'), right);
}

export function isStoredAs(stored: string, storage: Policy['passwordStorage']): boolean {
  return storage === 'sm3' ? stored.startsWith(`$pbkdf2-sm3$i=${SM3_ROUNDS}$`) : stored.startsWith('$argon2id$');
}

// A hash of nothing in each form, so that an unknown name takes as long as a wrong password.
const nobody = new Map<Policy['passwordStorage'], Promise<string>>();
export function nobodysHash(storage: Policy['passwordStorage']): Promise<string> {
  const known = nobody.get(storage) ?? hashPassword(randomBytes(12).toString('hex'), storage);
  nobody.set(storage, known);
  return known;
}

export const LENGTH = 10;
const SORTS = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d\s]/];
const REMEMBERED = 5;

interface Fault {
  path: 'password';
  says: string;
  saysEn: string;
}

/** What is wrong with a password by itself, in the order in which it is said. */
export function faultsOf(password: string, login: string): Fault[] {
  const faults: Fault[] = [];
  const fault = (says: string, saysEn: string) => faults.push({ path: 'password', says, saysEn });
  if ([...password].length < LENGTH) fault(`少于 ${LENGTH} 个字符`, `shorter than ${LENGTH} characters`);
  if (SORTS.filter((sort) => sort.test(password)).length < 3)
    fault('大写字母、小写字母、数字、符号至少要有三类', 'fewer than three of capitals, small letters, digits and signs');
  if (login !== '' && password.toLowerCase().includes(login.toLowerCase())) fault('含有账号', 'contains the account name');
  if (isCommon(password)) fault('属于常见密码', 'one of the commonest');
  return faults;
}

/** The same, and whether it was one of the last five. */
export async function refuseWeak(tx: Tx, password: string, login: string, current: string | null) {
  const faults = faultsOf(password, login);
  if (faults.length === 0) {
    const before = await tx.query<{ password_hash: string }>(
      `select password_hash from password_before where login = $1 order by id desc limit ${REMEMBERED}`,
      [login],
    );
    const last = [...new Set([...(current ? [current] : []), ...before.map((row) => row.password_hash)])].slice(0, REMEMBERED);
    const same = await inTurn(last, (one) => verifyPassword(one, password));
    if (same.includes(true))
      faults.push({ path: 'password', says: `与最近 ${REMEMBERED} 次用过的相同`, saysEn: `one of the last ${REMEMBERED}` });
  }
  return faults.length > 0 ? refuse.weakPassword(faults) : null;
}

/** Sets a password of the person's own choosing, checked before; the former ones are remembered. */
export async function writePassword(tx: Tx, login: string, passwordHash: string, now: Instant): Promise<void> {
  await tx.query(
    `update person set password_hash = $2, password_at = to_timestamp($3 / 1000.0), password_until = null, must_change = false,
            failures = 0, locked_until = null where login = $1`,
    [login, passwordHash, now],
  );
  await tx.query('insert into password_before (login, password_hash, at) values ($1, $2, to_timestamp($3 / 1000.0))', [
    login,
    passwordHash,
    now,
  ]);
}

// Without letters and digits that are read for one another over a telephone.
const SIGNS = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnpqrstuvwxyz', '23456789'] as const;

/** A password to hand over once, in groups that can be read out: three sorts, some 60 bits. */
export function temporaryPassword(): string {
  const group = () => Array.from({ length: 5 }, (_, i) => pick(SIGNS[i % 3] as string)).join('');
  return [group(), group(), group()].join('-');
}
const pick = (from: string) => from[randomInt(from.length)] as string;
