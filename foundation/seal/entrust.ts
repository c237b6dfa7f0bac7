/** Leaving a row to be sealed, and what is sealed of a text that must be able to disappear. */
import { createHmac, randomBytes } from 'node:crypto';
import { canonical } from '../canonical.ts';
import type { Instant } from '../day.ts';
import type { Ref } from '../ref.ts';
import type { Tx } from '../store/store.ts';

export interface Sealable {
  chain: string;
  about: Ref;
  content: Record<string, unknown>;
  party: string | null;
  district: string;
  at: Instant;
}

/** Leaves a row to be sealed. */
export async function entrust(tx: Tx, row: Sealable): Promise<void> {
  await tx.query(
    `insert into chain_row (chain, about_kind, about_id, content, party, district, at) values ($1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0))`,
    [row.chain, row.about.kind, row.about.id, canonical(row.content), row.party, row.district, row.at],
  );
}

/** Leaves many rows to be sealed, in this order. */
export async function entrustAll(tx: Tx, rows: Sealable[]): Promise<void> {
  if (!rows.length) return;
  await tx.query(
    `insert into chain_row (chain, about_kind, about_id, content, party, district, at)
     select n.chain, n.kind, n.id, n.content, n.party, n.district, to_timestamp(n.at / 1000.0)
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::float8[]) with ordinality
         as n(chain, kind, id, content, party, district, at, place) order by n.place`,
    [
      rows.map((row) => row.chain),
      rows.map((row) => row.about.kind),
      rows.map((row) => row.about.id),
      rows.map((row) => canonical(row.content)),
      rows.map((row) => row.party),
      rows.map((row) => row.district),
      rows.map((row) => row.at),
    ],
  );
}

/** What stands in a sealed text for words that may have to be erased: a hash that nobody without the salt can try words against. */
export interface Sealed {
  sm3: string;
}

/** 256 bits: once it is gone, guessing the words is of no use. It must live only under the subject's key (foundation/personal). */
export const newSalt = (): string => randomBytes(32).toString('base64url');

export function saltedSeal(salt: string, words: string): Sealed {
  return { sm3: createHmac('sm3', Buffer.from(salt, 'base64url')).update(words, 'utf8').digest('hex') };
}
