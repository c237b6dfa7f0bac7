/**
 * What a backup says of itself: `manifest.json`, written last, so that a folder with a manifest is a whole backup. It names every part with its size and
 * both hashes (SM3 and SHA-256, of the bytes as they lie on the disk), and carries a hash of its own.
 */
import { z } from 'zod';
import { canonical, sm3 } from '../canonical.ts';

export const FORMAT = 'xiushui-backup/1';
export const MANIFEST = 'manifest.json';

const hex = z.string().regex(/^[0-9a-f]{64}$/);

export const Part = z.strictObject({
  /** Where it lies in the backup. */
  name: z.string(),
  /** table: rows of one table. log: a flushed segment of the frame log. file: bytes handed in, never to change. state: a small file of the house. key: what opens something else. note: for reading. */
  kind: z.enum(['table', 'log', 'file', 'state', 'key', 'note']),
  /** The table it holds, or the path in the home. */
  of: z.string(),
  packed: z.enum(['gzip', 'none']),
  /** Nonce and tag of AES-256-GCM, when it is locked with the passphrase. */
  locked: z.strictObject({ nonce: z.string(), tag: z.string() }).optional(),
  /** As it lies on the disk. */
  bytes: z.number().int().nonnegative(),
  sha256: hex,
  sm3: hex,
  /** Unpacked: bytes, and rows of a table or records of a log. */
  contentBytes: z.number().int().nonnegative(),
  rows: z.number().int().nonnegative().optional(),
});
export type Part = z.output<typeof Part>;

export const Manifest = z.strictObject({
  format: z.literal(FORMAT),
  product: z.strictObject({ name: z.literal('xiushui'), version: z.string() }),
  postgres: z.string(),
  city: z.string(),
  madeAt: z.string(),
  by: z.string(),
  /** In the order in which they were run. */
  migrations: z.array(z.strictObject({ id: z.string(), digest: hex })),
  /** Where everything stood in the one snapshot all tables were read from. */
  snapshot: z.strictObject({
    at: z.string(),
    /** The writer's place in the frame log; null before the first frame. Frames behind it wait in the copied log. */
    logPosition: z.number().nullable(),
    /** How far the copied log reaches; never less than the writer's place. */
    logEnd: z.number().nullable(),
    heads: z.strictObject({ chains: z.number().int(), sm3: hex }),
    queuedMessages: z.number().int().nullable(),
  }),
  tables: z.array(
    z.strictObject({
      schema: z.string(),
      name: z.string(),
      columns: z.array(z.string()),
      rows: z.number().int(),
      part: z.string().nullable(),
    }),
  ),
  sequences: z.array(z.strictObject({ schema: z.string(), name: z.string(), last: z.string(), isCalled: z.boolean() })),
  /** How the passphrase becomes the key; present when a part is locked. */
  lock: z.strictObject({ kdf: z.literal('scrypt'), salt: z.string(), n: z.number(), r: z.number(), p: z.number() }).optional(),
  /** What was left out on request: keys, and the tables that hold keys. */
  leftOut: z.array(z.string()),
  parts: z.array(Part),
  /** SM3 of all the above in canonical form. */
  sm3: hex,
});
export type Manifest = z.output<typeof Manifest>;

export function closed(manifest: Omit<Manifest, 'sm3'>): Manifest {
  return { ...manifest, sm3: sm3(canonical(manifest)) };
}

/** The manifest, or what is wrong with it. */
export function readManifest(text: string): Manifest | { wrong: 'unreadable' | 'altered' | 'otherFormat' } {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { wrong: 'unreadable' };
  }
  const format = (raw as { format?: unknown } | null)?.format;
  if (typeof format === 'string' && /^xiushui-backup\/\d+$/.test(format) && format !== FORMAT) return { wrong: 'otherFormat' };
  const read = Manifest.safeParse(raw);
  if (!read.success) return { wrong: 'unreadable' };
  const { sm3: said, ...rest } = read.data;
  return sm3(canonical(rest)) === said ? read.data : { wrong: 'altered' };
}
