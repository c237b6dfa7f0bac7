/**
 * The outbox: messages to people outside, written in the transaction of what they speak of and sent afterwards (F4). A message has one key; the
 * same key is one message. Sending is at least once: the key travels with the message so that the receiver can tell a repeat.
 */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Instant } from '../day.ts';
import type { Ref } from '../ref.ts';
import { notify, type Store, storable, storableJson, type Tx } from '../store/store.ts';

export { decideHeld, type HeldMessage, listHeld } from './after-restore.ts';

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
}

export async function send(tx: Tx, message: Message): Promise<void> {
  await tx.query(
    `insert into outbox (key, channel, receiver, address, body, about_kind, about_id, party, district, next_at, queued_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10 / 1000.0), to_timestamp($10 / 1000.0)) on conflict (key) do nothing`,
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
    ],
  );
  await notify(tx, 'outbox', {});
}

/** Takes the text of a message away once it has served: what holds a code or a link for one time is not kept after that time. */
export async function cover(tx: Tx, key: string, body: string): Promise<void> {
  await tx.query('update outbox set body = $2 where key = $1', [key, body]);
}

export interface Adapter {
  channel: string;
  /** Hands one message over; resolves with what the other side gave back, rejects when it did not take it. */
  deliver(message: Omit<Message, 'about' | 'district' | 'at'>): Promise<Record<string, unknown>>;
}

/** Writes the message to the log instead of sending it: what a house without an SMS contract has. */
export function logAdapter(channel: string, write: (line: string) => void): Adapter {
  return {
    channel,
    async deliver(message) {
      write(`message ${channel} to ${message.receiver}: ${message.body}`);
      return { adapter: 'log' };
    },
  };
}

// A header holds ASCII only, and a key may hold 嘉环提醒. The body carries the key as it is.
function headerOf(key: string): string {
  return /^[\x21-\x24\x26-\x7e]+$/.test(key) ? key : encodeURIComponent(storable(key));
}

/** Posts the message as JSON with its key in `Idempotency-Key`. Anything but 2xx within the time-out is a failure and is tried again. */
export function httpAdapter(channel: string, url: string, options: { bearer?: string; timeoutMs?: number } = {}): Adapter {
  const target = new URL(url);
  const patience = options.timeoutMs ?? 10_000;
  const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return {
    channel,
    deliver: (message) =>
      new Promise((resolve, reject) => {
        const failed = (error: Error) =>
          reject(error.name === 'AbortError' ? new Error(`the receiver did not answer within ${patience} ms`) : error);
        const body = JSON.stringify({ key: message.key, channel, to: message.address, receiver: message.receiver, text: message.body });
        const call = request(
          target,
          {
            method: 'POST',
            // From first to last byte. The request's own time-out counts silence only: a receiver that drips would hold us for ever.
            signal: AbortSignal.timeout(patience),
            headers: {
              'content-type': 'application/json; charset=utf-8',
              'content-length': Buffer.byteLength(body),
              'idempotency-key': headerOf(message.key),
              ...(options.bearer ? { authorization: `Bearer ${options.bearer}` } : {}),
            },
          },
          (answer) => {
            let text = '';
            answer.setEncoding('utf8');
            answer.on('data', (chunk: string) => {
              if (text.length < 4_000) text += chunk;
            });
            // A connection cut in the middle of the answer ends neither the answer nor the request by itself.
            answer.on('error', failed);
            answer.on('end', () => {
              const status = answer.statusCode ?? 0;
              if (status >= 200 && status < 300) resolve({ adapter: 'http', status, answer: text.slice(0, 4_000) });
              else reject(new Error(`the receiver answered ${status}: ${text.slice(0, 200)}`));
            });
          },
        );
        call.on('error', failed);
        call.end(body);
      }),
  };
}

const TRIES = 8;
/** How long a message taken up by a sender is left to it; longer than any adapter waits. A sender killed meanwhile leaves it due again after this. */
const LEASE_MS = 120_000;

/** Sends what is due, oldest first, one at a time. Returns how many were attempted. */
export async function deliverDue(store: Store, adapters: Adapter[], now: () => Instant): Promise<number> {
  const due = await store.pool.query<{ id: number }>(
    `select id from xiushui.outbox where state = 'queued' and next_at <= to_timestamp($1 / 1000.0) order by id limit 100`,
    [now()],
  );
  let attempted = 0;
  for (const { id } of due.rows) if (await deliverOne(store, adapters, id, now)) attempted += 1;
  return attempted;
}

interface Taken {
  key: string;
  channel: string;
  receiver: string;
  address: string | null;
  body: string;
  party: string | null;
  tries: number;
}

// Taken up, delivered, written down: the delivery itself is in no transaction, so a receiver that hangs holds no connection and no lock of ours.
async function deliverOne(store: Store, adapters: Adapter[], id: number, now: () => Instant): Promise<boolean> {
  const takenAt = now();
  const taken = await store.tx((tx) =>
    tx.find<Taken>(
      `update outbox set tries = tries + 1, next_at = to_timestamp($3 / 1000.0)
        where id = (select id from outbox where id = $1 and state = 'queued' and next_at <= to_timestamp($2 / 1000.0) for update skip locked)
        returning key, channel, receiver, address, body, party, tries`,
      [id, takenAt, takenAt + LEASE_MS],
    ),
  );
  if (!taken) return false;
  const { tries, ...message } = taken;
  let error: string | null = null;
  let receipt: Record<string, unknown> | null = null;
  try {
    const adapter = adapters.find((a) => a.channel === message.channel);
    if (!adapter) throw new Error(`no adapter is set up for channel ${message.channel}`);
    receipt = (await adapter.deliver(message)) ?? {};
  } catch (failure) {
    error = failure instanceof Error ? failure.message : String(failure);
  }
  const at = now();
  const state = receipt ? 'sent' : tries >= TRIES ? 'failed' : 'queued';
  await store.tx(async (tx) => {
    // If another sender took it up after our lease ran out, its word counts; but what was sent was sent.
    await tx.query(
      `update outbox set state = $2, error = $3, receipt = $4, sent_at = case when $2 = 'sent' then to_timestamp($5 / 1000.0) end,
              next_at = to_timestamp($6 / 1000.0) where id = $1 and ((state = 'queued' and tries = $7) or ($2 = 'sent' and state <> 'sent'))`,
      [id, state, error && storable(error), receipt && storableJson(receipt), at, at + Math.min(2 ** tries, 300) * 1_000, tries],
    );
    await notify(tx, 'live', { topic: 'messages' });
  });
  return true;
}

export interface MessageShown {
  id: string;
  channel: string;
  receiver: string;
  body: string;
  state: 'queued' | 'sent' | 'failed' | 'afterRestore';
  queuedAt: Instant;
  sentAt: Instant | null;
  error: string | null;
}

export async function listMessages(tx: Tx, about: Ref): Promise<MessageShown[]> {
  return tx.query<MessageShown & Record<string, unknown>>(
    `select id::text, channel, receiver, body, state, queued_at as "queuedAt", sent_at as "sentAt", error
       from outbox where about_kind = $1 and about_id = $2 order by id`,
    [about.kind, about.id],
  );
}
