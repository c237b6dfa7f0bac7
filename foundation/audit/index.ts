/**
 * The audit: who did what in the house, beside the acts of the files. An event is recorded in the transaction of what it speaks of, so that the one
 * never stands without the other, and is sealed in the chain of its day, `audit/<day>`. It names people, things and settings; passwords, and what
 * was written in a field, it never names.
 *
 * @example
 * await record(tx, { did: 'access.signedIn', by: 'duty', byName: '秦守一', about: null, says: '登录', saysEn: 'Signed in', party: null, district: '*', at: now, from: address });
 */
import { dayOf, type Instant } from '../day.ts';
import { type Ref, ref } from '../ref.ts';
import { entrust, type Witness } from '../seal/index.ts';
import { storable, storableJson, type Tx } from '../store/store.ts';

export interface AuditEvent {
  /** What was done, as `room.verb`: 'access.signedIn'. */
  did: string;
  /** The login of whoever did it, or 'system'. */
  by: string;
  byName: string;
  about: Ref | null;
  says: string;
  saysEn: string;
  detail?: Record<string, unknown>;
  party: string | null;
  /** The district it concerns; '*' is the whole house, read by those who see the whole city. */
  district: string;
  at: Instant;
  /** The address it came from, when it came over the network. */
  from?: string | null;
}

/** What of an event is sealed: all of it. */
type SealedEvent = Omit<Required<AuditEvent>, 'about' | 'party' | 'district'> & { about: string | null };

/** The chain an event stands in: one a civil day. */
export const auditChain = (at: Instant) => `audit/${dayOf(at)}`;

/** Records one event; answers with its id. */
export async function record(tx: Tx, event: AuditEvent): Promise<number> {
  const { id } = await tx.get<{ id: number }>(`select nextval('audit_event_id_seq') as id`);
  const detail = JSON.parse(storableJson(event.detail ?? {})) as Record<string, unknown>;
  const about = event.about && ref(storable(event.about.kind), storable(event.about.id));
  const sealed: SealedEvent = {
    did: event.did,
    by: storable(event.by),
    byName: storable(event.byName),
    about: about && `${about.kind}:${about.id}`,
    says: storable(event.says),
    saysEn: storable(event.saysEn),
    detail,
    from: event.from ? storable(event.from) : null,
    at: event.at,
  };
  await tx.query(
    `insert into audit_event (id, did, by, by_name, about_kind, about_id, says, says_en, detail, from_address, party, district, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, to_timestamp($13 / 1000.0))`,
    [
      id,
      sealed.did,
      sealed.by,
      sealed.byName,
      about?.kind ?? null,
      about?.id ?? null,
      sealed.says,
      sealed.saysEn,
      JSON.stringify(detail),
      sealed.from,
      event.party,
      event.district,
      event.at,
    ],
  );
  await entrust(tx, {
    chain: auditChain(event.at),
    about: ref('auditEvent', id),
    content: { ...sealed },
    party: event.party,
    district: event.district,
    at: event.at,
  });
  return id;
}

/** What the last event of a kind told beside its words. */
export async function findLastEvent(tx: Tx, did: string): Promise<Record<string, unknown> | undefined> {
  const row = await tx.find<{ detail: Record<string, unknown> }>('select detail from audit_event where did = $1 order by id desc limit 1', [
    did,
  ]);
  return row?.detail;
}

/** Events as their own table has them today, for `audit verify`. */
export const auditWitness: Witness = {
  kind: 'auditEvent',
  async stood(tx, ids) {
    const rows = await tx.query<SealedEvent & { id: number; party: string | null; district: string }>(
      `select id, did, by, by_name as "byName", about_kind || ':' || about_id as about, says, says_en as "saysEn", detail,
              from_address as "from", at, party, district from audit_event where id = any($1::bigint[])`,
      [ids],
    );
    return new Map(rows.map(({ id, party, district, ...event }) => [String(id), { content: event, eyes: [{ party, district }] }]));
  },
  ids: 'select id::text from audit_event',
};
