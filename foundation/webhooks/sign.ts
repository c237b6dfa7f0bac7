/**
 * Signatures as the open specification Standard Webhooks 1.0 has them, so that a receiver needs no code of ours: HMAC-SHA256 over
 * `id.timestamp.body`, in base64, named `v1`. Keys are derived from one file of the house and never stored beside what they sign.
 */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../store/home.ts';

const PREFIX = 'whsec_';

/** The house's own key for webhooks: 32 bytes in a file of its owner's alone, made when it is first needed. */
export function houseKey(home: string): Buffer {
  const path = join(home, 'webhook-key');
  if (!existsSync(path)) writeWhole(path, randomBytes(32).toString('base64'), 0o600);
  const key = Buffer.from(readFileSync(path, 'utf8'), 'base64');
  if (key.length !== 32) throw new Error(`${path} does not hold a key of 32 bytes in base64`);
  return key;
}

/** The secret of a webhook, as its receiver is given it once. */
export function secretOf(house: Buffer, webhook: number, version: number): string {
  return PREFIX + Buffer.from(hkdfSync('sha256', house, Buffer.alloc(0), `webhook/${webhook}/${version}`, 24)).toString('base64');
}

export function signatureOf(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/** What a receiver does, for our tests and as an example: one of the signatures fits, and the moment is not older than five minutes. */
export function isSigned(
  secret: string,
  headers: { id: string; timestamp: string; signature: string },
  body: string,
  nowSeconds: number,
): boolean {
  if (Math.abs(nowSeconds - Number(headers.timestamp)) > 300) return false;
  const right = Buffer.from(signatureOf(secret, headers.id, Number(headers.timestamp), body));
  return headers.signature.split(' ').some((one) => {
    const given = Buffer.from(one);
    return given.length === right.length && timingSafeEqual(given, right);
  });
}
