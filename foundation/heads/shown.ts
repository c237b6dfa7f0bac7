/** Heads as a page shows them: what they say, whether their signature holds, and where they have arrived. Reads only. */
import type { Day, Instant } from '../day.ts';
import type { Tx } from '../store/store.ts';
import type { Statement } from './head.ts';
import { isSignedBy } from './signing.ts';

export interface HeadShown {
  day: Day;
  madeAt: Instant;
  chains: number;
  rows: number;
  moved: number;
  digest: string;
  algorithm: string;
  keyId: string;
  nextKeyId: string | null;
  isSigned: boolean;
  exports: { place: string; arrivedAt: Instant | null; error: string | null; tries: number }[];
}

export async function listHeadsShown(tx: Tx, before: Day | null, limit: number): Promise<HeadShown[]> {
  const rows = await tx.query<{
    day: Day;
    statement: string;
    digest: string;
    signature: string;
    made_at: Instant;
    exports: HeadShown['exports'] | null;
  }>(
    `select h.day, h.statement, h.digest, h.signature, h.made_at,
            (select jsonb_agg(jsonb_build_object('place', e.place, 'arrivedAt', round(extract(epoch from e.arrived_at) * 1000), 'error', e.error, 'tries', e.tries) order by e.place)
               from day_head_export e where e.day = h.day) as exports
       from day_head h where $1::date is null or h.day < $1 order by h.day desc limit $2`,
    [before, limit],
  );
  return rows.map((row) => {
    const statement = JSON.parse(row.statement) as Statement;
    return {
      day: row.day,
      madeAt: row.made_at,
      chains: statement.chains,
      rows: statement.rows,
      moved: statement.moved.length,
      digest: row.digest,
      algorithm: statement.key.algorithm,
      keyId: statement.key.id,
      nextKeyId: statement.next?.id ?? null,
      isSigned: isSignedBy(statement.key, row.statement, Buffer.from(row.signature, 'base64')),
      exports: row.exports ?? [],
    };
  });
}

/** The first head that a row stands under. */
export function findHeadOver(
  tx: Tx,
  chain: string,
  position: number,
): Promise<{ day: Day; position: number; seal: string; digest: string } | undefined> {
  return tx.find(
    'select c.day, c.position, c.seal, h.digest from day_head_chain c join day_head h using (day) where c.chain = $1 and c.position >= $2 order by c.day limit 1',
    [chain, position],
  );
}
