/**
 * Sending what is due. A message is taken up (leased), handed over outside any transaction, and what became of it written down: a receiver that hangs
 * holds no lock of ours, and a sender killed in between leaves the message due again (F4). Before it is taken up the rules are asked; what they hold
 * waits with its reason, and what waited together goes out as one.
 */

import { dayOf, type Instant } from '../day.ts';
import { announce } from '../facts/index.ts';
import { ref } from '../ref.ts';
import { notify, type Store, storable, storableJson, type Tx } from '../store/store.ts';
import { type Adapter, Undeliverable } from './adapters.ts';
import { send } from './message.ts';
import { holdOf, type Rules, type Trouble, type Waiting } from './rules.ts';
import { signed } from './template.ts';

const TRIES = 8;
/** How long a message taken up by a sender is left to it; longer than any adapter waits. A sender killed meanwhile leaves it due again after this. */
const LEASE_MS = 120_000;
/** More than this many are counted and not listed. */
const LISTED = 8;

/** Sends what is due, oldest first, one at a time. Returns how many were attempted. */
export async function deliverDue(store: Store, adapters: Adapter[], now: () => Instant, rules?: Rules): Promise<number> {
  const due = await store.pool.query<{ id: number }>(
    `select id from xiushui.outbox where state = 'queued' and next_at <= to_timestamp($1 / 1000.0) order by id limit 100`,
    [now()],
  );
  let attempted = 0;
  for (const { id } of due.rows) if (await deliverOne(store, adapters, id, now, rules)) attempted += 1;
  return attempted;
}

interface Row extends Waiting {
  key: string;
  title: string | null;
  address: string | null;
  body: string;
  party: string | null;
  district: string;
  about_kind: string | null;
  about_id: string | null;
  fields: Record<string, unknown>;
}

const ROW = `id, key, channel, receiver, address, body, title, party, district, about_kind, about_id, kind, fields, receiver_group, urgent, due_at, grouped_by, tries, held_why`;

/** Takes one up, or holds it, or makes it one with others; undefined when there is nothing to hand over. */
async function takeUp(store: Store, id: number, at: Instant, rules: Rules | undefined): Promise<Row | undefined> {
  return store.tx(async (tx) => {
    const row = await tx.find<Row>(
      `select ${ROW} from outbox where id = $1 and state = 'queued' and next_at <= to_timestamp($2 / 1000.0) for update skip locked`,
      [id, at],
    );
    if (!row) return undefined;
    if (rules) {
      // One sender at a time decides about one receiver.
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 2))', [`outbox ${row.channel} ${row.receiver}`]);
      if ((row.held_why === 'group' || row.held_why === 'flood') && (await joinHeld(tx, row, rules, at))) return undefined;
      const hold = await holdOf(tx, row, rules, at);
      if (hold) {
        await tx.query(
          `update outbox set next_at = to_timestamp($2 / 1000.0), held_until = to_timestamp($2 / 1000.0), held_why = $3 where id = $1`,
          [id, hold.until, hold.why],
        );
        if (hold.first && (hold.why === 'flood' || hold.why === 'house'))
          await trouble(tx, rules, row, hold.why, hold.why === 'flood' ? '同一收件人的消息过多' : '全部消息过多', at);
        await notify(tx, 'live', { topic: 'messages' });
        return undefined;
      }
    }
    return tx.get<Row>(
      `update outbox set tries = tries + 1, next_at = to_timestamp($2 / 1000.0), held_until = null, held_why = null where id = $1 returning ${ROW}`,
      [id, at + LEASE_MS],
    );
  });
}

/**
 * What waited for the same reason for the same receiver becomes one message that lists them. False when this one waited alone. The message that
 * carries them has a key made of theirs, so that two who join at once make one.
 */
async function joinHeld(tx: Tx, row: Row, rules: Rules, at: Instant): Promise<boolean> {
  const isGroup = row.held_why === 'group';
  const others = await tx.query<Row>(
    `select ${ROW} from outbox where state = 'queued' and held_why = $1 and channel = $2 and receiver = $3 and id <> $4 and tries = 0
        and (not $5 or (kind = $6 and grouped_by = $7)) order by id for update skip locked`,
    [row.held_why, row.channel, row.receiver, row.id, isGroup, row.kind, row.grouped_by],
  );
  if (!others.length) return false;
  const all = [row, ...others].sort((a, b) => a.id - b.id);
  const lines = all.flatMap(linesOf);
  const first = all[0] as Row;
  const text = await rules.many(tx, isGroup ? row.kind : '', at);
  const list = lines.length > LISTED ? `${lines.slice(0, LISTED).join('；')}；等` : lines.join('；');
  const key = `joined:${first.key}`;
  await send(tx, {
    key,
    channel: row.channel,
    receiver: row.receiver,
    address: all.at(-1)?.address ?? row.address,
    title: row.title,
    body: signed(
      row.channel,
      rules.signature,
      text.replace(/\{(count|list)\}/g, (_, word) => (word === 'count' ? String(lines.length) : list)),
    ),
    // About one thing only if all of them are.
    about:
      first.about_kind && first.about_id && all.every((m) => m.about_id === first.about_id) ? ref(first.about_kind, first.about_id) : null,
    party: all.every((m) => m.party === first.party) ? first.party : null,
    district: first.district,
    template: isGroup ? row.kind : '',
    fields: { lines },
    receiverGroup: row.receiver_group,
    groupedBy: null,
    at,
  });
  await tx.query(
    `update outbox set state = 'joined', held_why = null, held_until = null, joined_to = (select id from outbox where key = $2) where id = any ($1)`,
    [all.map((m) => m.id), key],
  );
  await notify(tx, 'live', { topic: 'messages' });
  return true;
}

function linesOf(row: Row): string[] {
  const { lines, title, number } = row.fields;
  if (Array.isArray(lines)) return lines.map(String);
  if (typeof title === 'string' && typeof number === 'string') return [`${title}（${number}）`];
  return [row.body.replace(/^【[^】]*】/, '').slice(0, 40)];
}

async function deliverOne(store: Store, adapters: Adapter[], id: number, now: () => Instant, rules?: Rules): Promise<boolean> {
  const taken = await takeUp(store, id, now(), rules);
  if (!taken) return false;
  const { key, channel, receiver, address, body, party, title, tries } = taken;
  let error: string | null = null;
  let receipt: Record<string, unknown> | null = null;
  let isFinal = tries >= TRIES;
  let isWrongAddress = false;
  try {
    const adapter = adapters.find((a) => a.channel === channel);
    if (!adapter) throw new Error(`no adapter is set up for channel ${channel}`);
    receipt = (await adapter.deliver({ key, channel, receiver, address, body, party, title })) ?? {};
  } catch (failure) {
    error = failure instanceof Error ? failure.message : String(failure);
    isWrongAddress = failure instanceof Undeliverable;
    isFinal ||= isWrongAddress;
  }
  const at = now();
  const state = receipt ? 'sent' : isWrongAddress ? 'undeliverable' : isFinal ? 'failed' : 'queued';
  await store.tx(async (tx) => {
    // If another sender took it up after our lease ran out, its word counts; but what was sent was sent. What the other side reported meanwhile stands.
    const rows = await tx.query(
      `update outbox set state = $2, error = $3, receipt = $4, sent_at = case when $2 = 'sent' then to_timestamp($5 / 1000.0) end,
              next_at = to_timestamp($6 / 1000.0)
        where id = $1 and ((state = 'queued' and tries = $7) or ($2 = 'sent' and state in ('queued', 'failed') and settled_at is null)) returning id`,
      [id, state, error && storable(error), receipt && storableJson(receipt), at, at + Math.min(2 ** tries, 300) * 1_000, tries],
    );
    if (receipt) await tx.query('update outbox set receipt = coalesce(receipt, $2) where id = $1', [id, storableJson(receipt)]);
    if (rows.length && rules && (state === 'failed' || state === 'undeliverable')) await trouble(tx, rules, taken, state, error ?? '', at);
    await notify(tx, 'live', { topic: 'messages' });
  });
  return true;
}

/** A fact for whoever counts, and a word for whoever looks after it. */
async function trouble(tx: Tx, rules: Rules, row: Row, what: Trouble['what'], says: string, at: Instant): Promise<void> {
  await announce(tx, {
    kind: `outbox.${what}`,
    ref: ref('message', row.id),
    subject: `outbox:${row.channel}:${row.receiver}`,
    party: row.party,
    place: null,
    district: row.district,
    day: dayOf(at),
    detail: { channel: row.channel, template: row.kind, says },
    at,
  });
  await rules.onTrouble?.(tx, {
    what,
    message: row.id,
    channel: row.channel,
    receiver: row.receiver,
    about: row.about_kind && row.about_id ? { kind: row.about_kind, id: row.about_id } : null,
    party: row.party,
    district: row.district,
    says,
    at,
  });
}
