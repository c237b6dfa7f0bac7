/**
 * Receipts: what the other side reports about a message it took. Signed over time and body with a secret of the channel, so that nobody else can say
 * that a firm was told; each report counts once, and never takes back a delivery.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Instant, MINUTE } from '../day.ts';
import type { Refusal } from '../refusal.ts';
import { notify, storable, type Tx } from '../store/store.ts';
import { refuse } from './refusals.ts';

export interface Receipt {
  /** The other side's own number of this report. */
  receipt: string;
  /** The key the message carried. */
  key: string;
  state: 'delivered' | 'failed' | 'undeliverable';
  says?: string | undefined;
  at: Instant;
}

const PATIENCE = 5 * MINUTE;

/** `sha256=` and the HMAC of `timestamp.body` in hex. The timestamp is in seconds, as text. */
export function signReceipts(secret: string, timestamp: string, body: string | Buffer): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`;
}

/** The refusal, or null when the signature is of this secret, this body, and these five minutes. */
export function checkReceipts(
  secret: string,
  of: { timestamp: string | undefined; signature: string | undefined; body: string | Buffer },
  now: Instant,
): Refusal | null {
  const { timestamp = '', signature = '', body } = of;
  const right = Buffer.from(signReceipts(secret, timestamp, body));
  const given = Buffer.from(signature);
  if (!/^\d{1,12}$/.test(timestamp) || right.length !== given.length || !timingSafeEqual(right, given)) return refuse.notSigned();
  if (Math.abs(now - Number(timestamp) * 1_000) > PATIENCE) return refuse.tooOld();
  return null;
}

/** Writes reports down. The same report again is counted under `repeated` and changes nothing. */
export async function takeReceipts(
  tx: Tx,
  channel: string,
  receipts: Receipt[],
  now: Instant,
): Promise<{ counted: number; repeated: number; unknown: number }> {
  const done = { counted: 0, repeated: 0, unknown: 0 };
  for (const receipt of receipts) {
    const { state } = receipt;
    const message = await tx.find<{ id: number }>('select id from outbox where channel = $1 and key = $2 for update', [
      channel,
      receipt.key,
    ]);
    const fresh = await tx.find(
      `insert into outbox_receipt (channel, receipt, message_key, state, says, at, received_at, counted)
       values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0), to_timestamp($7 / 1000.0), $8) on conflict do nothing returning receipt`,
      [
        channel,
        storable(receipt.receipt),
        storable(receipt.key),
        state,
        receipt.says ? storable(receipt.says) : null,
        receipt.at,
        now,
        Boolean(message),
      ],
    );
    if (!fresh) {
      done.repeated += 1;
      continue;
    }
    if (!message) {
      done.unknown += 1;
      continue;
    }
    done.counted += 1;
    // A delivery is the last word. A failure is taken back by a delivery (a telephone switched on again), never the other way round. A report may come
    // before our own note that the message was taken.
    await tx.query(
      `update outbox set state = $2, settled_at = to_timestamp($3 / 1000.0), sent_at = coalesce(sent_at, to_timestamp($3 / 1000.0)),
              error = case when $2 = 'delivered' then null else $4 end
        where id = $1 and (state in ('sent', 'failed', 'undeliverable') or (state = 'queued' and tries > 0)) and ($2 = 'delivered' or settled_at is null)`,
      [message.id, state, receipt.at, receipt.says ? storable(receipt.says) : null],
    );
  }
  await notify(tx, 'live', { topic: 'messages' });
  return done;
}
