/** A place where bytes are kept under their name. Two adapters, one contract (`place.test.ts`): a local folder and an S3-compatible bucket. */
import type { Readable } from 'node:stream';
import type { Instant } from '../day.ts';

/** Bytes on our own disk, flushed, with both hashes known. */
export interface Staged {
  path: string;
  hash: string;
  sha256: string;
  size: number;
}

export interface Range {
  from: number;
  /** The last byte, counted in. */
  to: number;
}

export interface Place {
  /** Where it is, for an operator. */
  says: string;
  /** Takes staged bytes in under a name. When it returns they are there to stay; the staged file is gone or may be removed. */
  put(name: string, staged: Staged): Promise<void>;
  find(name: string): Promise<{ size: number; at: Instant } | undefined>;
  /** Throws when there are none: a row that points here says there are. */
  read(name: string, range?: Range): Promise<Readable>;
  list(): AsyncIterable<{ name: string; size: number; at: Instant }>;
  remove(name: string): Promise<void>;
}

/** The hash, or the hash and what is kept beside it (`….320.webp`). Nothing else is a name: no path can be made of it. */
export function checkName(name: string): string {
  if (!/^[0-9a-f]{64}(\.[a-z0-9]{1,12}){0,2}$/.test(name)) throw new Error(`'${name}' is not the name of kept bytes`);
  return name;
}
