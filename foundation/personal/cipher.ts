/**
 * Enciphering under a key, bound to what it is for. AES-256-GCM (NIST SP 800-38D), or SM4 (GB/T 32907-2016) for a house that asks for it: node:crypto has
 * no SM4-GCM, so SM4 runs in counter mode with HMAC-SM3 over what came out (encrypt, then authenticate), under two keys drawn from the one.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export type Cipher = 'aes-256-gcm' | 'sm4-ctr-hmac-sm3';

const NONCE = { 'aes-256-gcm': 12, 'sm4-ctr-hmac-sm3': 16 } as const;
const TAG = { 'aes-256-gcm': 16, 'sm4-ctr-hmac-sm3': 32 } as const;

export const newKey = (): Buffer => randomBytes(32);

/** A key of its own for each use, so that one never serves two. */
export function drawn(key: Buffer, use: string): Buffer {
  return createHmac('sm3', key).update(use, 'utf8').digest();
}

/** `bound` is authenticated with the words: a cipher moved to another subject or field does not open there. */
export function encipher(cipher: Cipher, key: Buffer, words: Buffer, bound: string): string {
  const nonce = randomBytes(NONCE[cipher]);
  if (cipher === 'aes-256-gcm') {
    const running = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(bound, 'utf8'));
    const body = Buffer.concat([running.update(words), running.final()]);
    return written(cipher, [nonce, body, running.getAuthTag()]);
  }
  const running = createCipheriv('sm4-ctr', drawn(key, 'sm4').subarray(0, 16), nonce);
  const body = Buffer.concat([running.update(words), running.final()]);
  return written(cipher, [nonce, body, tagOf(key, nonce, body, bound)]);
}

const written = (cipher: Cipher, parts: Buffer[]) => `${cipher}:${Buffer.concat(parts).toString('base64')}`;

function tagOf(key: Buffer, nonce: Buffer, body: Buffer, bound: string): Buffer {
  const about = Buffer.from(bound, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(about.length);
  return createHmac('sm3', drawn(key, 'mac')).update(length).update(about).update(nonce).update(body).digest();
}

/** Throws when the key, the words or what they are bound to is another: our own mistake, or somebody else's hand. */
export function decipher(text: string, key: Buffer, bound: string): Buffer {
  const cut = text.indexOf(':');
  const cipher = text.slice(0, cut) as Cipher;
  if (!(cipher in NONCE)) throw new Error('a cipher that nobody here knows');
  const whole = Buffer.from(text.slice(cut + 1), 'base64');
  const nonce = whole.subarray(0, NONCE[cipher]);
  const tag = whole.subarray(whole.length - TAG[cipher]);
  const body = whole.subarray(NONCE[cipher], whole.length - TAG[cipher]);
  if (whole.length < NONCE[cipher] + TAG[cipher]) throw new Error('a cipher that is cut off');
  if (cipher === 'aes-256-gcm') {
    const running = createDecipheriv(cipher, key, nonce).setAAD(Buffer.from(bound, 'utf8')).setAuthTag(tag);
    return Buffer.concat([running.update(body), running.final()]);
  }
  if (!timingSafeEqual(tag, tagOf(key, nonce, body, bound))) throw new Error('the words are not as they were enciphered');
  const running = createDecipheriv('sm4-ctr', drawn(key, 'sm4').subarray(0, 16), nonce);
  return Buffer.concat([running.update(body), running.final()]);
}
