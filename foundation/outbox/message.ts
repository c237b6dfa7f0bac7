/** A message as it is written, and as it is shown. Written in the transaction of what it speaks of; one key is one message (F4). */
import type { Instant } from '../day.ts';
import type { Ref } from '../ref.ts';
import type { Refusal } from '../refusal.ts';
import { notify, storable, storableJson, type Tx } from '../store/store.ts';
import { refuse } from './refusals.ts';

export interface Message {
  key: string;
  channel: string;
  /** Who gets it, in words for the page ("示例印染一厂 环保负责人"). */
  receiver: string;
  /** Telephone or address, when known. */
  address: string | null;
  body: string;
  about: Ref | null;
  party: string | null;
  district: string;
  at: Instant;
  /** The subject line of a mail. */
  title?: string | null;
  /** The template it was made by, its version, and what it was filled with. */
  template?: string;
  version?: number | null;
  fields?: Record<string, unknown>;
  /** Whose hours of quiet: 'firm', 'branch', 'person'. */
  receiverGroup?: string | null;
  urgent?: boolean;
  /** The deadline it tells of: it does not wait until that is over. */
  dueAt?: Instant | null;
  /** Makes it one with others of its kind to the same receiver. */
  groupedBy?: string | null;
}

export async function send(tx: Tx, message: Message): Promise<void> {
  await tx.query(
    `insert into outbox (key, channel, receiver, address, body, about_kind, about_id, party, district, next_at, queued_at, title, kind, version, fields,
                         receiver_group, urgent, due_at, grouped_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10 / 1000.0), to_timestamp($10 / 1000.0), $11, $12, $13, $14, $15, $16,
             to_timestamp($17 / 1000.0), $18) on conflict (key) do nothing`,
    [
      message.key,
      message.channel,
      message.receiver,
      message.address,
      message.body,
      message.about?.kind ?? null,
      message.about?.id ?? null,
      message.party,
      message.district,
      message.at,
      message.title ?? null,
      message.template ?? '',
      message.version ?? null,
      storableJson(message.fields ?? {}),
      message.receiverGroup ?? null,
      message.urgent ?? false,
      message.dueAt ?? null,
      message.groupedBy ?? null,
    ],
  );
  await notify(tx, 'outbox', {});
}

/** Takes the text of a message away once it has served: what holds a code or a link for one time is not kept after that time. */
export async function cover(tx: Tx, key: string, body: string): Promise<void> {
  await tx.query(`update outbox set body = $2, fields = '{}' where key = $1`, [key, body]);
}

export type MessageState = 'queued' | 'sent' | 'delivered' | 'failed' | 'undeliverable' | 'joined' | 'afterRestore';

export interface MessageShown {
  id: string;
  channel: string;
  receiver: string;
  body: string;
  state: MessageState;
  queuedAt: Instant;
  sentAt: Instant | null;
  error: string | null;
}

export interface MessageWhole extends MessageShown {
  address: string | null;
  template: string;
  version: number | null;
  fields: Record<string, unknown>;
  urgent: boolean;
  tries: number;
  about: Ref | null;
  party: string | null;
  district: string;
  heldWhy: 'quiet' | 'group' | 'flood' | 'house' | null;
  heldUntil: Instant | null;
  nextAt: Instant;
  settledAt: Instant | null;
  joinedTo: string | null;
  carries: number;
  resentOf: string | null;
  resentBy: string | null;
}

const SHOWN = `id::text, channel, receiver, body, state, queued_at as "queuedAt", sent_at as "sentAt", error`;
const WHOLE = `${SHOWN}, address, kind as template, version, fields, urgent, tries, about_kind, about_id, party, district, held_why as "heldWhy",
  held_until as "heldUntil", next_at as "nextAt", settled_at as "settledAt", joined_to::text as "joinedTo", resent_of::text as "resentOf",
  resent_by as "resentBy", (select count(*) from outbox j where j.joined_to = outbox.id) as carries`;

export async function listMessages(tx: Tx, about: Ref): Promise<MessageShown[]> {
  return tx.query<MessageShown & Record<string, unknown>>(
    `select ${SHOWN} from outbox where about_kind = $1 and about_id = $2 order by id`,
    [about.kind, about.id],
  );
}

export interface MessageFilter {
  state?: MessageState | 'held' | undefined;
  channel?: string | undefined;
  template?: string | undefined;
  /** Part of the receiver or of the words. */
  text?: string | undefined;
}

/** Messages in sight, newest first. */
export async function listOutbox(
  tx: Tx,
  filter: MessageFilter = {},
  page: { cursor?: string | null; limit?: number } = {},
): Promise<{ items: MessageWhole[]; next: string | null }> {
  const limit = page.limit ?? 50;
  const rows = await tx.query<Omit<MessageWhole, 'about'> & { about_kind: string | null; about_id: string | null }>(
    `select ${WHOLE} from outbox
      where ($1::text is null or state = $1) and (not $2 or (state = 'queued' and held_why is not null)) and ($3::text is null or channel = $3)
        and ($4::text is null or kind = $4) and ($5::text is null or position(lower($5) in lower(receiver || body)) > 0)
        and ($6::bigint is null or id < $6) order by id desc limit $7`,
    [
      filter.state && filter.state !== 'held' ? filter.state : null,
      filter.state === 'held',
      filter.channel ?? null,
      filter.template ?? null,
      filter.text || null,
      page.cursor && /^\d{1,18}$/.test(page.cursor) ? page.cursor : null,
      limit + 1,
    ],
  );
  return { items: rows.slice(0, limit).map(whole), next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null };
}

function whole({
  about_kind,
  about_id,
  ...row
}: Omit<MessageWhole, 'about'> & { about_kind: string | null; about_id: string | null }): MessageWhole {
  return { ...row, about: about_kind !== null && about_id !== null ? { kind: about_kind, id: about_id } : null };
}

export async function findMessage(tx: Tx, id: number): Promise<MessageWhole | undefined> {
  const row = await tx.find<Omit<MessageWhole, 'about'> & { about_kind: string | null; about_id: string | null }>(
    `select ${WHOLE} from outbox where id = $1`,
    [id],
  );
  return row && whole(row);
}

const WAY: Record<MessageState, string> = {
  queued: '待发送',
  sent: '已发出',
  delivered: '已送达',
  failed: '发送失败',
  undeliverable: '无法送达',
  joined: '已并入另一条',
  afterRestore: '恢复后待定',
};

/**
 * Sends a message again, as a person decided: a message of its own with a key of its own, that names the first. Asked twice under one key it is one.
 * The caller records who did so and why in the same transaction.
 */
export async function resend(
  tx: Tx,
  id: number,
  by: { key: string; byName: string; at: Instant; address?: string | null },
): Promise<{ id: string } | Refusal> {
  const first = await tx.find<{ state: MessageState; held_why: string | null }>('select state, held_why from outbox where id = $1', [id]);
  if (!first) return refuse.noSuchMessage(String(id));
  if (first.state === 'queued' || first.state === 'joined' || first.state === 'afterRestore') return refuse.stillOnItsWay(WAY[first.state]);
  const key = `resend:${id}:${storable(by.key)}`;
  await tx.query(
    `insert into outbox (key, channel, receiver, address, body, about_kind, about_id, party, district, next_at, queued_at, title, kind, version, fields,
                         receiver_group, urgent, resent_of, resent_by)
     select $2, channel, receiver, coalesce($5, address), body, about_kind, about_id, party, district, to_timestamp($3 / 1000.0), to_timestamp($3 / 1000.0),
            title, kind, version, fields, receiver_group, true, id, $4 from outbox where id = $1 on conflict (key) do nothing`,
    [id, key, by.at, by.byName, by.address ?? null],
  );
  await notify(tx, 'outbox', {});
  return tx.get<{ id: string }>('select id::text from outbox where key = $1', [key]);
}

/** How long the oldest message that might go out has been waiting, in milliseconds: what holds it (quiet, a group) does not count. */
export async function outboxLag(tx: Tx, now: Instant): Promise<number> {
  const oldest = await tx.find<{ at: Instant | null }>(
    `select min(queued_at) as at from outbox where state = 'queued' and (held_until is null or held_until < to_timestamp($1 / 1000.0))`,
    [now],
  );
  return oldest?.at ? Math.max(0, now - oldest.at) : 0;
}

/** How many messages came to a bad end since an instant, by district. */
export async function listUndelivered(tx: Tx, since: Instant): Promise<{ district: string; messages: number }[]> {
  return tx.query<{ district: string; messages: number }>(
    `select district, count(*) as messages from outbox where state in ('failed', 'undeliverable') and queued_at > to_timestamp($1 / 1000.0)
      group by 1 order by 1`,
    [since],
  );
}
