/**
 * A stream from outside becomes bytes on our disk: under a temporary name, both hashes taken on the way, flushed, and examined. A stream that breaks
 * off, or is too long, or is not what it should be, leaves nothing.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, opendir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Instant } from '../day.ts';
import { isRefusal, type Refusal } from '../refusal.ts';
import type { Claimed } from './claimed.ts';
import { cleanName } from './name.ts';
import type { Place, Staged } from './place.ts';
import { refuse } from './refusals.ts';
import { type Bounds, examine, type Family, type TypeId } from './type.ts';

/** A kind of attachment: what may be handed in where it is asked for. */
export interface Kind {
  name: string;
  nameEn: string;
  accepts: Family[];
  mostBytes: number;
}

const MB = 1 << 20;
/** Used unless the configuration says otherwise. */
export const KINDS: Record<string, Kind> = {
  evidence: {
    name: '证明材料',
    nameEn: 'evidence',
    accepts: ['image', 'pdf', 'word', 'excel', 'ofd', 'video', 'text'],
    mostBytes: 50 * MB,
  },
  photo: { name: '现场照片', nameEn: 'photographs', accepts: ['image'], mostBytes: 20 * MB },
  document: { name: '文书', nameEn: 'documents', accepts: ['pdf', 'word', 'ofd'], mostBytes: 30 * MB },
  sheet: { name: '表格', nameEn: 'tables', accepts: ['excel', 'text'], mostBytes: 20 * MB },
  archive: { name: '压缩包', nameEn: 'archives', accepts: ['zip'], mostBytes: 90 * MB },
};

export interface Files {
  place: Place;
  /** On the same disk as a local place, so that taking in is a rename. */
  incoming: string;
  kinds: Record<string, Kind>;
  bounds: Bounds;
  /** Bytes a firm, and a person of the bureau, may bring in one day. */
  dailyMost: number;
}

export const BOUNDS: Bounds = { pixels: 60_000_000, unfolded: 300 * MB, ratio: 120 };
const DAILY_MOST = 500 * MB;

export function openFiles(of: { place: Place; incoming: string } & Partial<Files>): Files {
  return { kinds: KINDS, bounds: BOUNDS, dailyMost: DAILY_MOST, ...of };
}

/** Bytes that came whole and are what their name says, not yet kept. */
export interface Received extends Staged {
  name: string;
  kind: string;
  type: TypeId;
  claimed: Claimed;
}

/** Takes in one stream. Whatever is returned that is no refusal must be kept or dropped. */
export async function receive(files: Files, from: Readable, given: { name: string; kind: string }): Promise<Received | Refusal> {
  const kind = Object.hasOwn(files.kinds, given.kind) ? files.kinds[given.kind] : undefined;
  if (!kind) {
    from.resume();
    return refuse.noSuchKind(given.kind);
  }
  if (!given.name.trim()) {
    from.resume();
    return refuse.nameless();
  }
  const name = cleanName(given.name);
  const staged = await stage(files.incoming, from, kind.mostBytes);
  if (staged === 'tooLarge') return refuse.tooLarge(name, kind.mostBytes);
  const outcome = staged.size === 0 ? refuse.empty(name) : await examine(staged.path, name, kind.accepts, files.bounds);
  if (isRefusal(outcome)) {
    await drop(staged);
    return outcome;
  }
  return { ...staged, name, kind: given.kind, ...outcome };
}

/** Bytes of our own making, taken in the same way; what they are is known. */
export async function stageOwn(files: Files, content: Buffer): Promise<Staged> {
  return (await stage(files.incoming, Readable.from([content]), content.length)) as Staged;
}

export async function drop(staged: Staged): Promise<void> {
  await rm(staged.path, { force: true });
}

async function stage(folder: string, from: Readable, most: number): Promise<Staged | 'tooLarge'> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomUUID());
  const file = await open(path, 'wx', 0o600);
  const sm3 = createHash('sm3');
  const sha256 = createHash('sha256');
  let size = 0;
  let whole = false;
  try {
    for await (const chunk of from) {
      const bytes = chunk as Buffer;
      size += bytes.length;
      if (size > most) return 'tooLarge';
      sm3.update(bytes);
      sha256.update(bytes);
      await file.write(bytes);
    }
    await file.sync();
    whole = true;
  } finally {
    await file.close();
    if (!whole) await rm(path, { force: true });
  }
  return { path, hash: sm3.digest('hex'), sha256: sha256.digest('hex'), size };
}

/** Removes what a kill left half received. */
export async function sweepIncoming(files: Files, before: Instant): Promise<number> {
  let swept = 0;
  const inside = await opendir(files.incoming).catch(() => undefined);
  if (!inside) return 0;
  for await (const entry of inside) {
    const path = join(files.incoming, entry.name);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile() || found.mtimeMs >= before) continue;
    await rm(path, { force: true });
    swept += 1;
  }
  return swept;
}
