/**
 * The same request once (F16). A caller who does not know whether its request arrived sends it again under the same key and is answered as the first
 * time; nothing is done twice. The key is remembered in the transaction of the work itself, so a kill leaves both or neither.
 */
import { canonical, sm3 } from '../canonical.ts';
import type { Instant } from '../day.ts';
import { orRollBack, type Refusal, refusals } from '../refusal.ts';
import { storableJson, type Tx } from '../store/store.ts';

export const refuse = refusals('request', {
  badKey: () => ({
    status: 400,
    says: '请求编号应为 1 至 100 个可见的英文字符',
    saysEn: 'An idempotency key is 1 to 100 visible ASCII characters',
    do: '换一个请求编号重新提交',
    doEn: 'Send it again under another key',
  }),
  keyUsedOtherwise: () => ({
    status: 422,
    says: '同一个请求编号已用于另一次提交',
    saysEn: 'This idempotency key was used for another request',
    do: '刷新页面后重新提交',
    doEn: 'Reload and send again',
  }),
});

export interface Keyed {
  login: string;
  key: string;
  /** What was asked: method, address, contents. The same key with anything else is refused. */
  asked: unknown;
}

export interface Answered<T> {
  answer: T;
  /** Answered before; nothing was done this time. */
  again: boolean;
}

/** How long a key is remembered; after that the same key is a new request. */
export const REMEMBERED_DAYS = 7;

export function isKey(text: string): boolean {
  return /^[\x21-\x7e]{1,100}$/.test(text);
}

/**
 * Carries out `work` unless this account's key has been answered. A second request that arrives while the first is still at work waits for it.
 * A refusal is not remembered: what was refused has not happened, and may be asked again.
 */
export async function once<T extends object>(
  tx: Tx,
  { login, key, asked }: Keyed,
  now: Instant,
  work: () => Promise<T | Refusal>,
): Promise<Answered<T> | Refusal> {
  if (!isKey(key)) return refuse.badKey();
  const hash = sm3(canonical(asked as Record<string, unknown>));
  await tx.query('select pg_advisory_xact_lock(hashtext($1), hashtext($2))', ['request', `${login}/${key}`]);
  const before = await tx.find<{ asked: string; answer: T }>('select asked, answer from request_answer where login = $1 and key = $2', [
    login,
    key,
  ]);
  if (before) return before.asked === hash ? { answer: before.answer, again: true } : refuse.keyUsedOtherwise();
  const answer = orRollBack(await work());
  await tx.query('insert into request_answer (login, key, asked, answer, at) values ($1, $2, $3, $4, to_timestamp($5 / 1000.0))', [
    login,
    key,
    hash,
    storableJson(answer),
    now,
  ]);
  return { answer, again: false };
}
