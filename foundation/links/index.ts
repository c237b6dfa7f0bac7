/** Links: which thing names which. A firm's or a place's page reads them; a file's page lists them; a figure is opened along them. */
import type { Instant } from '../day.ts';
import type { Ref } from '../ref.ts';
import type { Tx } from '../store/store.ts';

export interface Link {
  from: Ref;
  role: string;
  to: Ref;
  name: string;
  party: string | null;
  district: string;
  at: Instant;
}

/** Links once; the same link again changes nothing. True when it was not there before. */
export async function link(tx: Tx, of: Link): Promise<boolean> {
  const made = await tx.query(
    `insert into link (from_kind, from_id, role, to_kind, to_id, name, party, district, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9 / 1000.0)) on conflict do nothing returning role`,
    [of.from.kind, of.from.id, of.role, of.to.kind, of.to.id, of.name, of.party, of.district, of.at],
  );
  return made.length > 0;
}

/** Links that start at a thing, oldest first. */
export async function listLinks(tx: Tx, from: Ref): Promise<{ role: string; to: Ref; name: string }[]> {
  const rows = await tx.query<{ role: string; to_kind: string; to_id: string; name: string }>(
    'select role, to_kind, to_id, name from link where from_kind = $1 and from_id = $2 order by at, role, to_id',
    [from.kind, from.id],
  );
  return rows.map((row) => ({ role: row.role, to: { kind: row.to_kind, id: row.to_id }, name: row.name }));
}

/** Links that lead to a thing, newest first: what names it. */
export async function listNaming(tx: Tx, to: Ref, most = 200): Promise<{ role: string; from: Ref; name: string }[]> {
  const rows = await tx.query<{ role: string; from_kind: string; from_id: string; name: string }>(
    'select role, from_kind, from_id, name from link where to_kind = $1 and to_id = $2 order by at desc, from_kind, from_id limit $3',
    [to.kind, to.id, most],
  );
  return rows.map((row) => ({ role: row.role, from: { kind: row.from_kind, id: row.from_id }, name: row.name }));
}
