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

/**
 * Many facts of one kind at once, each about another thing: for an import, where one statement a fact would be most of the time it takes. They are
 * written in this order.
 */
export async function announceAll(tx: Tx, facts: Appearance[]): Promise<void> {
  if (!facts.length) return;
  const keyOf = ({ kind, id }: Ref) => `${kind} ${id}`;
  const written = await tx.query<{ id: number; ref_kind: string; ref_id: string }>(
    `insert into appeared (kind, ref_kind, ref_id, subject, party, place, district, day, detail, at)
     select n.kind, n.ref_kind, n.ref_id, n.subject, n.party, n.place, n.district, n.day, n.detail::jsonb, to_timestamp(n.at / 1000.0)
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[], $9::text[], $10::float8[])
         with ordinality as n(kind, ref_kind, ref_id, subject, party, place, district, day, detail, at, turn) order by n.turn
     returning id, ref_kind, ref_id`,
    [
      facts.map((fact) => fact.kind),
      facts.map((fact) => fact.ref.kind),
      facts.map((fact) => fact.ref.id),
      facts.map((fact) => fact.subject),
      facts.map((fact) => fact.party),
      facts.map((fact) => fact.place),
      facts.map((fact) => fact.district),
      facts.map((fact) => fact.day),
      facts.map((fact) => storableJson(fact.detail)),
      facts.map((fact) => fact.at),
    ],
  );
  const idOf = new Map(written.map((row) => [keyOf({ kind: row.ref_kind, id: row.ref_id }), row.id]));
  if (idOf.size !== facts.length) throw new Error('facts announced together are each about another thing');
  const named = facts.flatMap((fact) => mentionsOf(fact).map((mention) => ({ fact, mention })));
  await tx.query(
    `insert into mention (fact, of_kind, of_id, role, kind, ref_kind, ref_id, day, at, party, district)
     select n.fact, n.of_kind, n.of_id, n.role, n.kind, n.ref_kind, n.ref_id, n.day, to_timestamp(n.at / 1000.0), n.party, n.district
       from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[], $9::float8[], $10::text[], $11::text[])
         as n(fact, of_kind, of_id, role, kind, ref_kind, ref_id, day, at, party, district)
     on conflict do nothing`,
    [
      named.map(({ fact }) => idOf.get(keyOf(fact.ref))),
      named.map(({ mention }) => mention.ref.kind),
      named.map(({ mention }) => mention.ref.id),
      named.map(({ mention }) => mention.role),
      named.map(({ fact }) => fact.kind),
      named.map(({ fact }) => fact.ref.kind),
      named.map(({ fact }) => fact.ref.id),
      named.map(({ fact }) => fact.day),
      named.map(({ fact }) => fact.at),
      named.map(({ mention }) => mention.party),
      named.map(({ mention }) => mention.district),
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
