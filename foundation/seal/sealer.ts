/**
 * The sealer. Rows wait unsealed in `chain_row`; each round gives those that wait a place and a seal over the one before, chain by chain, in the
 * order in which they were committed and found, in one transaction: a sealer killed in the middle leaves nothing half done.
 *
 * One lock for all chains. Sealing ten thousand rows takes less than a second of one core, a hundred times what a city writes, so a lock a chain would
 * buy nothing and would cost a lock a row's chain; several sealers are safe and take turns.
 */
import type { Instant } from '../day.ts';
import type { Store, Tx } from '../store/store.ts';
import { firstSeal, SEALED, type SealedRow, sealOf } from './row.ts';

interface Head {
  position: number;
  seal: string;
}

/** Held until the transaction ends: no other sealer moves a chain, so that what is read of their heads is of one moment. */
export async function holdChains(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('xiushui sealer'))`);
}

/** Seals what is unsealed, at most so many; answers with how many. */
export async function sealPending(store: Store, now: Instant, most = 5_000): Promise<number> {
  return store.tx(async (tx) => {
    await holdChains(tx);
    const rows = await tx.query<SealedRow & { id: number; chain: string }>(
      `select id, chain, ${SEALED} from chain_row where position is null order by id limit $1`,
      [most],
    );
    if (!rows.length) return 0;
    const heads = new Map<string, Head>();
    const known = await tx.query<Head & { chain: string }>('select chain, position, seal from chain_head where chain = any($1)', [
      [...new Set(rows.map((row) => row.chain))],
    ]);
    for (const { chain, position, seal } of known) heads.set(chain, { position, seal });
    const sealed = { ids: [] as number[], positions: [] as number[], seals: [] as string[] };
    const moved = new Set<string>();
    for (const row of rows) {
      const head = heads.get(row.chain) ?? { position: 0, seal: firstSeal(row.chain) };
      const position = head.position + 1;
      const seal = sealOf(head.seal, row.chain, position, row);
      heads.set(row.chain, { position, seal });
      moved.add(row.chain);
      sealed.ids.push(row.id);
      sealed.positions.push(position);
      sealed.seals.push(seal);
    }
    await tx.query(
      `update chain_row c set position = n.position, seal = n.seal
         from unnest($1::bigint[], $2::bigint[], $3::text[]) as n(id, position, seal) where c.id = n.id`,
      [sealed.ids, sealed.positions, sealed.seals],
    );
    const ends = [...moved].sort().map((chain) => ({ chain, ...(heads.get(chain) as Head) }));
    await tx.query(
      `insert into chain_head (chain, position, seal, at)
       select n.chain, n.position, n.seal, to_timestamp($4 / 1000.0) from unnest($1::text[], $2::bigint[], $3::text[]) as n(chain, position, seal)
       on conflict (chain) do update set position = excluded.position, seal = excluded.seal, at = excluded.at`,
      [ends.map((end) => end.chain), ends.map((end) => end.position), ends.map((end) => end.seal), now],
    );
    return rows.length;
  });
}

/** Seals until nothing waits. */
export async function sealAll(store: Store, now: Instant): Promise<number> {
  let sealed = 0;
  for (let some = await sealPending(store, now); some > 0; some = await sealPending(store, now)) sealed += some;
  return sealed;
}

/** What still waits to be sealed: how many rows, and the moment of the oldest. Reads the index of the unsealed alone, so it may be asked every second. */
export async function unsealedTail(tx: Tx): Promise<{ rows: number; oldestAt: Instant | null }> {
  return tx.get<{ rows: number; oldestAt: Instant | null }>(
    'select count(*) as rows, min(at) as "oldestAt" from chain_row where position is null',
  );
}
