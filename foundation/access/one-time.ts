import type { Instant } from '../day.ts';
import type { Tx } from '../store/store.ts';
import { newToken, tokenHash } from './session.ts';

export type Purpose = 'firstAdministrators' | 'setPassword' | 'linkIdentity' | 'signInElsewhere';

/** Makes a token that is good once and until `endsAt`; only its hash is kept (F7). Those made before for the same person and purpose are no longer good. */
export async function makeOneTime(
  tx: Tx,
  of: { purpose: Purpose; login: string | null; by: string; now: Instant; endsAt: Instant; detail?: object; keepOthers?: boolean },
): Promise<string> {
  if (!of.keepOthers)
    await tx.query(
      'update one_time set used_at = to_timestamp($3 / 1000.0) where purpose = $1 and login is not distinct from $2 and used_at is null',
      [of.purpose, of.login, of.now],
    );
  const token = newToken();
  await tx.query(
    `insert into one_time (token_hash, purpose, login, detail, made_by, made_at, ends_at)
     values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0), to_timestamp($7 / 1000.0))`,
    [tokenHash(token), of.purpose, of.login, JSON.stringify(of.detail ?? {}), of.by, of.now, of.endsAt],
  );
  return token;
}

export interface OneTime {
  login: string | null;
  detail: Record<string, unknown>;
  made_by: string;
  ends_at: Instant;
}

/** Looks whether a token is still good, without using it. */
export const findOneTime = (tx: Tx, purpose: Purpose, token: string, now: Instant) =>
  tx.find<OneTime>(
    `select login, detail, made_by, ends_at from one_time
      where token_hash = $1 and purpose = $2 and used_at is null and ends_at > to_timestamp($3 / 1000.0)`,
    [tokenHash(token), purpose, now],
  );

/** Uses it up. Of two who come at once one is answered; a transaction that is rolled back has not used it. */
export const takeOneTime = (tx: Tx, purpose: Purpose, token: string, now: Instant) =>
  tx.find<OneTime>(
    `update one_time set used_at = to_timestamp($3 / 1000.0)
      where token_hash = $1 and purpose = $2 and used_at is null and ends_at > to_timestamp($3 / 1000.0) returning login, detail, made_by, ends_at`,
    [tokenHash(token), purpose, now],
  );
