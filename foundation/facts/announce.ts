/** A fact appears: written beside the rows it speaks of, in their transaction (F2), for reactions to meet later. */
import type { Day, Instant } from '../day.ts';
import type { Ref } from '../ref.ts';
import { notify, storableJson, type Tx } from '../store/store.ts';

export interface Appearance {
  kind: string;
  ref: Ref;
  /** Reactions to facts of one subject run in the order the facts were written. */
  subject: string;
  party: string | null;
  place: string | null;
  district: string;
  day: Day;
  detail: Record<string, unknown>;
  at: Instant;
}

export interface Appeared extends Appearance {
  id: number;
}

export async function announce(tx: Tx, fact: Appearance): Promise<void> {
  await tx.query(
    `insert into appeared (kind, ref_kind, ref_id, subject, party, place, district, day, detail, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10 / 1000.0))`,
    [
      fact.kind,
      fact.ref.kind,
      fact.ref.id,
      fact.subject,
      fact.party,
      fact.place,
      fact.district,
      fact.day,
      storableJson(fact.detail),
      fact.at,
    ],
  );
  await notify(tx, 'appeared', {});
}
