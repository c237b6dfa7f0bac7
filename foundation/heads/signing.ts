/**
 * The keys that sign the heads of days: Ed25519 (RFC 8032), or SM2 with SM3 and the user id of GM/T 0009 for a house that asks for Chinese commercial
 * algorithms. Kept as PKCS #8 in a file of mode 0600, so that `openssl` reads them, and a stranger can check a head without us.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import smCrypto from 'sm-crypto';
import { sm3 } from '../canonical.ts';
import { writeWhole } from '../store/home.ts';

export type Algorithm = 'ed25519' | 'sm2';

export interface PublicKey {
  algorithm: Algorithm;
  /** The first 16 digits of the SM3 of the key as SubjectPublicKeyInfo. */
  id: string;
  /** SubjectPublicKeyInfo (DER) in base64: the body of a PEM file. */
  spki: string;
}
export interface SigningKey {
  public: PublicKey;
  /** Over the UTF-8 of the text: 64 bytes for Ed25519, r and s in DER for SM2. */
  sign(text: string): Buffer;
}

/** GM/T 0009-2012 §10: the id of a user who has none of his own. */
export const SM2_USER = '1234567812345678';
// The fixed beginnings of a key of curve 1.2.156.10197.1.301 (GM/T 0006) in RFC 5480 and RFC 5958 form.
const SM2_SPKI = '3059301306072a8648ce3d020106082a811ccf5501822d034200';
const SM2_PKCS8 = '308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420';
const SM2_PUBLIC = 'a144034200';

/** A new key, as the text of its file. */
export function newKey(algorithm: Algorithm): string {
  if (algorithm === 'ed25519') return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  // Not the library's own generator: its randomness is its own affair. A number below the order of the curve, but for a chance of 2^-32 that is tried again.
  for (;;) {
    const secret = randomBytes(32).toString('hex');
    if (secret < 'fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54121' && BigInt(`0x${secret}`) > 0n) return sm2Pem(secret);
  }
}

function sm2Pem(secret: string): string {
  const der = Buffer.from(`${SM2_PKCS8}${secret}${SM2_PUBLIC}${smCrypto.sm2.getPublicKeyFromPrivateKey(secret)}`, 'hex');
  return pem('PRIVATE KEY', der.toString('base64'));
}

export const pem = (label: string, body: string) =>
  `-----BEGIN ${label}-----\n${body.replace(/(.{64})(?=.)/g, '$1\n')}\n-----END ${label}-----\n`;

export function keyFrom(text: string): SigningKey {
  const hex = Buffer.from(text.replace(/-----[^-]+-----|\s/g, ''), 'base64').toString('hex');
  if (hex.startsWith(SM2_PKCS8)) {
    const secret = hex.slice(SM2_PKCS8.length, SM2_PKCS8.length + 64);
    const point = smCrypto.sm2.getPublicKeyFromPrivateKey(secret);
    return {
      public: publicKeyOf('sm2', Buffer.from(SM2_SPKI + point, 'hex').toString('base64')),
      sign: (said) =>
        Buffer.from(
          smCrypto.sm2.doSignature(Buffer.from(said, 'utf8'), secret, { hash: true, der: true, publicKey: point, userId: SM2_USER }),
          'hex',
        ),
    };
  }
  const secret = createPrivateKey(text);
  if (secret.asymmetricKeyType !== 'ed25519') throw new Error('a key that signs heads is Ed25519 or SM2, in PKCS #8');
  const spki = createPublicKey(secret).export({ type: 'spki', format: 'der' }).toString('base64');
  return { public: publicKeyOf('ed25519', spki), sign: (said) => sign(null, Buffer.from(said, 'utf8'), secret) };
}

function publicKeyOf(algorithm: Algorithm, spki: string): PublicKey {
  return { algorithm, id: sm3(spki).slice(0, 16), spki };
}

/** Whether this signature over this text is by this key. A key or signature of odd form is by nobody. */
export function isSignedBy(key: PublicKey, said: string, signature: Buffer): boolean {
  if (publicKeyOf(key.algorithm, key.spki).id !== key.id) return false;
  try {
    const der = Buffer.from(key.spki, 'base64');
    if (key.algorithm === 'ed25519')
      return verify(null, Buffer.from(said, 'utf8'), createPublicKey({ key: der, format: 'der', type: 'spki' }), signature);
    const hex = der.toString('hex');
    if (!hex.startsWith(SM2_SPKI)) return false;
    return smCrypto.sm2.doVerifySignature(Buffer.from(said, 'utf8'), signature.toString('hex'), hex.slice(SM2_SPKI.length), {
      hash: true,
      der: true,
      userId: SM2_USER,
    });
  } catch {
    return false;
  }
}

/** Where the key lies, and the one that will follow it once a head has announced it. */
export interface KeyRing {
  current: SigningKey;
  next: SigningKey | null;
}

const nextOf = (file: string) => `${file}.next`;

function readKey(file: string): SigningKey | null {
  return existsSync(file) ? keyFrom(readFileSync(file, 'utf8')) : null;
}

/** The public half of the key in a file; null when there is none. Changes nothing. */
export function publicKeyIn(file: string): PublicKey | null {
  return readKey(file)?.public ?? null;
}

export function makeKey(file: string, algorithm: Algorithm): SigningKey {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const text = newKey(algorithm);
  writeWhole(file, text, 0o600);
  return keyFrom(text);
}

/** Puts a new key beside the one in use; the next head announces it, and those after it are signed by it. */
export function prepareNextKey(file: string, algorithm: Algorithm): SigningKey {
  return readKey(nextOf(file)) ?? makeKey(nextOf(file), algorithm);
}

/**
 * The keys as of the last head. One that it announced comes into use now, its forerunner stepping aside under its own id; an algorithm other than the
 * one asked for prepares its successor. Null when the key is gone though heads were signed: then a person must decide (`xiushui audit key --replace`).
 */
export function openKeyRing(file: string, algorithm: Algorithm, last: { key: PublicKey; next: PublicKey | null } | null): KeyRing | null {
  let current = readKey(file);
  let next = readKey(nextOf(file));
  if (!current) {
    if (last) return null;
    current = makeKey(file, algorithm);
  }
  if (next && last?.next?.id === next.public.id) {
    if (current.public.id !== next.public.id) renameSync(file, `${file}.${current.public.id}`);
    renameSync(nextOf(file), file);
    current = next;
    next = null;
  }
  if (!next && current.public.algorithm !== algorithm) next = prepareNextKey(file, algorithm);
  return { current, next };
}
