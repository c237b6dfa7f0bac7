/** The nightly verification: what it found is kept, and a flaw is a fact that an alarm can follow. */
import { record } from '../audit/index.ts';
import { dayOf, type Instant } from '../day.ts';
import { announce } from '../facts/index.ts';
import { ref } from '../ref.ts';
import { type Asked, type Flaw, type Verification, verify, type Witness } from '../seal/index.ts';
import { type Store, storableJson, type Tx } from '../store/store.ts';
import { chainsAgainst, copiesAgainst, type Head, listHeads, readHeads, rowsAgainst } from './head.ts';

export interface Wanted {
  witnesses: Witness[];
  /** Heads from outside the database, and the id of the key that should have signed them. */
  heads?: Head[] | undefined;
  trusted?: string | undefined;
  since?: string | undefined;
  onProgress?: (done: number, of: number) => void;
  others?: Asked['others'] | undefined;
}

/** Everything: the chains and their things, the heads in the database, and, where copies from outside are given, those and the chains against them. */
export async function verifyWhole(store: Store, wanted: Wanted): Promise<Verification> {
  const { witnesses, heads, trusted, since, onProgress, others } = wanted;
  const found = await verify(store, witnesses, {
    ...(since ? { since } : {}),
    ...(onProgress ? { onProgress } : {}),
    ...(others ? { others } : {}),
  });
  const flaws = await store.tx(async (look) => {
    await look.query('set transaction isolation level repeatable read read only');
    const inside = await listHeads(look);
    const read = readHeads(heads ?? inside, trusted);
    return [
      ...read.flaws,
      // The copies of the database are looked at too: a row of that table is as easily changed as any other.
      ...(heads
        ? [
            ...readHeads(inside, trusted)
              .flaws.filter((flaw) => !read.flaws.some((one) => one.says === flaw.says))
              .map(inDatabase),
            ...copiesAgainst(heads, inside),
          ]
        : []),
      ...(await rowsAgainst(look, readHeads(inside).statements)),
      ...(await chainsAgainst(look, read.statements)),
    ];
  });
  return { ...found, flaws: [...flaws, ...found.flaws] };
}

/** One chain now: its rows, their things, and the heads in the database over it. */
export async function verifyChain(store: Store, witnesses: Witness[], chain: string): Promise<Verification> {
  const found = await verify(store, witnesses, { chain });
  const flaws = await store.tx(async (look) => {
    const { statements } = readHeads(await listHeads(look));
    return chainsAgainst(
      look,
      statements.map((statement) => ({ ...statement, moved: statement.moved.filter(([name]) => name === chain) })),
    );
  });
  return { ...found, flaws: [...flaws, ...found.flaws] };
}

const inDatabase = (flaw: Flaw): Flaw => ({ ...flaw, says: `库内副本：${flaw.says}`, saysEn: `the copy in the database: ${flaw.saysEn}` });

export interface VerificationKept {
  id: number;
  by: string;
  beganAt: Instant;
  endedAt: Instant;
  chains: number;
  rows: number;
  unsealed: number;
  flaws: number;
  listed: Flaw[];
}

/** As many flaws are kept with a result as a page shows. */
const KEPT = 100;

/** Keeps the result, puts it on record, and announces a flaw. */
export async function keepVerification(
  store: Store,
  found: Verification,
  by: { login: string; name: string },
  beganAt: Instant,
  endedAt: Instant,
): Promise<number> {
  const flaws = found.flaws.length + found.more;
  return store.tx(async (tx) => {
    const { id } = await tx.get<{ id: number }>(
      `insert into verification (by, began_at, ended_at, chains, rows, unsealed, flaws, listed)
       values ($1, to_timestamp($2 / 1000.0), to_timestamp($3 / 1000.0), $4, $5, $6, $7, $8) returning id`,
      [by.login, beganAt, endedAt, found.chains, found.rows, found.unsealed, flaws, storableJson(found.flaws.slice(0, KEPT))],
    );
    await record(tx, {
      did: 'seal.verified',
      by: by.login,
      byName: by.name,
      about: ref('verification', id),
      says: flaws ? `核验封存链：发现 ${flaws} 处不符` : `核验封存链：${found.rows} 行相符`,
      saysEn: flaws ? `Verified the chains: ${flaws} flaws` : `Verified the chains: ${found.rows} rows as sealed`,
      detail: { flaws, rows: found.rows },
      party: null,
      district: '*',
      at: endedAt,
    });
    if (flaws) {
      await announce(tx, {
        kind: 'seal.flawFound',
        ref: ref('verification', id),
        subject: 'seal.verification',
        party: null,
        place: null,
        district: '*',
        day: dayOf(endedAt),
        detail: { flaws, first: found.flaws[0]?.says ?? '' },
        at: endedAt,
      });
    }
    return id;
  });
}

export async function findLastVerification(tx: Tx): Promise<VerificationKept | undefined> {
  return tx.find<VerificationKept>(
    'select id, by, began_at as "beganAt", ended_at as "endedAt", chains, rows, unsealed, flaws, listed from verification order by id desc limit 1',
  );
}
