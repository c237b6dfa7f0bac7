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
  /** Others the fact names, beside its party and its place: the carrier of a transfer note, the river an outlet leads to. */
  mentions?: Mention[];
}

export interface Mention {
  role: string;
  /** A firm is named by its credit code, a place by its register's code. */
  ref: Ref;
  /** Where it is named, when that is not the fact's own district. */
  district?: string;
}

export const FIRM = 'firm';
export const PLACE = 'place';

export interface Appeared extends Appearance {
  id: number;
}

export async function announce(tx: Tx, fact: Appearance): Promise<void> {
  const named = mentionsOf(fact);
  await tx.query(
    `with fact as (
       insert into appeared (kind, ref_kind, ref_id, subject, party, place, district, day, detail, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10 / 1000.0)) returning id
     )
     insert into mention (fact, of_kind, of_id, role, kind, ref_kind, ref_id, day, at, party, district)
     select fact.id, n.of_kind, n.of_id, n.role, $1, $2, $3, $8, to_timestamp($10 / 1000.0), n.party, n.district
       from fact, unnest($11::text[], $12::text[], $13::text[], $14::text[], $15::text[]) as n(of_kind, of_id, role, party, district)
     on conflict do nothing`,
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
      named.map((n) => n.ref.kind),
      named.map((n) => n.ref.id),
      named.map((n) => n.role),
      named.map((n) => n.party),
      named.map((n) => n.district),
    ],
  );
  await notify(tx, 'appeared', {});
}

function mentionsOf(fact: Appearance): { role: string; ref: Ref; party: string | null; district: string }[] {
  const own: Mention[] = [
    ...(fact.party === null ? [] : [{ role: 'party', ref: { kind: FIRM, id: fact.party } }]),
    ...(fact.place === null ? [] : [{ role: 'place', ref: { kind: PLACE, id: fact.place } }]),
  ];
  return [...own, ...(fact.mentions ?? [])].map(({ role, ref, district = fact.district }) => ({
    role,
    ref,
    // A firm sees where it is named; what is named beside it is seen by the firm the fact is about.
    party: ref.kind === FIRM ? ref.id : fact.party,
    district,
  }));
}

export interface Mentioned {
  fact: number;
  role: string;
  kind: string;
  ref: Ref;
  day: Day;
  at: Instant;
}

/**
 * The facts that name a party or a place, newest first, as far as the reader's scope reaches. What a fact says beyond that it names them is read from
 * the thing it is about, where the reader may see that.
 *
 * @example const { items, next } = await listMentions(tx, { kind: FIRM, id: creditCode }, { limit: 50 });
 */
export async function listMentions(
  tx: Tx,
  of: Ref,
  page: { cursor?: string | null; limit?: number } = {},
): Promise<{ items: Mentioned[]; next: string | null }> {
  const limit = page.limit ?? 50;
  const [fact, ...role] = page.cursor?.split(' ') ?? [];
  const rows = await tx.query<{ fact: number; role: string; kind: string; ref_kind: string; ref_id: string; day: Day; at: Instant }>(
    `select fact, role, kind, ref_kind, ref_id, day, at from mention
      where of_kind = $1 and of_id = $2 and ($3::bigint is null or (fact, role) < ($3, $4)) order by fact desc, role desc limit $5`,
    [of.kind, of.id, fact && /^\d{1,18}$/.test(fact) ? fact : null, role.join(' '), limit + 1],
  );
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map((row) => ({
      fact: row.fact,
      role: row.role,
      kind: row.kind,
      ref: { kind: row.ref_kind, id: row.ref_id },
      day: row.day,
      at: row.at,
    })),
    next: last ? `${last.fact} ${last.role}` : null,
  };
}
