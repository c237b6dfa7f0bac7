/**
 * One part of a backup: content → packed → (locked) → the disk, counted and hashed on the way, flushed before it counts; and the way back.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes, scryptSync } from 'node:crypto';
import { createReadStream, createWriteStream, type ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Manifest, Part } from './manifest.ts';

/** The key a passphrase makes, and how. */
export interface Lock {
  key: Buffer;
  says: NonNullable<Manifest['lock']>;
}

export function makeLock(passphrase: string): Lock {
  const says = { kdf: 'scrypt' as const, salt: randomBytes(16).toString('base64'), n: 2 ** 15, r: 8, p: 1 };
  return { key: keyOf(passphrase, says), says };
}

export function keyOf(passphrase: string, { salt, n, r, p }: NonNullable<Manifest['lock']>): Buffer {
  return scryptSync(passphrase, Buffer.from(salt, 'base64'), 32, { N: n, r, p, maxmem: 256 * n * r });
}

/** What is being written and what was counted of it so far. */
export interface Draft {
  name: string;
  kind: Part['kind'];
  of: string;
  packed: Part['packed'];
  counts?: Counter;
}

/** Counts what a content holds while it passes. */
export interface Counter {
  push(chunk: Buffer): void;
  readonly count: number;
}

/** Rows of a table: each ends with a line feed, and one inside a value is written as \n by COPY. */
export function countLines(): Counter {
  return {
    count: 0,
    push(chunk) {
      let lines = 0;
      for (let i = 0; i < chunk.length; i++) if (chunk[i] === 10) lines++;
      (this as { count: number }).count += lines;
    },
  };
}

// Quick enough not to be the slowest of the chain, and within a tenth of the smallest.
const GZIP_LEVEL = 3;

export async function writePart(path: string, content: Readable | AsyncIterable<Buffer>, draft: Draft, lock?: Lock): Promise<Part> {
  const inner = { bytes: 0 };
  const outer = { bytes: 0 };
  const sha256 = createHash('sha256');
  const sm3 = createHash('sm3');
  const nonce = randomBytes(12);
  const cipher = lock && createCipheriv('aes-256-gcm', lock.key, nonce);
  cipher?.setAAD(Buffer.from(draft.name));
  await pipeline([
    content,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        inner.bytes += chunk.length;
        draft.counts?.push(chunk);
        yield chunk;
      }
    },
    ...(draft.packed === 'gzip' ? [createGzip({ level: GZIP_LEVEL })] : []),
    ...(cipher ? [cipher] : []),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        outer.bytes += chunk.length;
        sha256.update(chunk);
        sm3.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(path, { flags: 'wx', mode: 0o600 }),
  ] as unknown as [Readable, NodeJS.WritableStream]);
  await flush(path);
  return {
    name: draft.name,
    kind: draft.kind,
    of: draft.of,
    packed: draft.packed,
    ...(cipher ? { locked: { nonce: nonce.toString('base64'), tag: cipher.getAuthTag().toString('base64') } } : {}),
    bytes: outer.bytes,
    sha256: sha256.digest('hex'),
    sm3: sm3.digest('hex'),
    contentBytes: inner.bytes,
    ...(draft.counts ? { rows: draft.counts.count } : {}),
  };
}

/** The content of a part, from its bytes as they lie on the disk. Fails where they are not what they were. */
export function contentOf(stored: Readable, part: Part, key?: Buffer): Readable {
  let stream: Readable = stored;
  const through = <T extends NodeJS.ReadWriteStream>(next: T): T => {
    stream.on('error', (error) => (next as unknown as Readable).destroy(error));
    return stream.pipe(next);
  };
  if (part.locked) {
    if (!key) throw new Error(`${part.name} is locked, and no passphrase was given`);
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(part.locked.nonce, 'base64'));
    decipher.setAAD(Buffer.from(part.name));
    decipher.setAuthTag(Buffer.from(part.locked.tag, 'base64'));
    stream = through(decipher);
  }
  if (part.packed === 'gzip') stream = through(createGunzip());
  return stream;
}

/** The first `bytes` of a file, which may be growing. */
export function firstOf(path: string, bytes: number): Readable | AsyncIterable<Buffer> {
  if (bytes === 0) return nothing();
  return createReadStream(path, { end: bytes - 1 }) satisfies ReadStream;
}

async function* nothing(): AsyncGenerator<Buffer> {}

export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
