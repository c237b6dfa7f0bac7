/**
 * The frame log: every piece received, in the order received, on disk before anyone is answered. Append-only segments in one folder, one
 * writing process, any number of reading ones. Keeps. Does not read into frames.
 *
 * What a crash may do, and what is promised:
 *  - an append resolves after fdatasync; what is acknowledged survives kill −9 and power loss (G6);
 *  - a reader sees only what was flushed: the writer publishes how far in the file `flushed` after each fdatasync. Without that a reader could
 *    store a record, the machine lose power before the flush, and the reading's frame be gone (G7);
 *  - an id is never given twice: opening never appends to an older segment. A reader's cursor can so not come to lie behind, or in the middle
 *    of, records written after a crash (G8);
 *  - a torn tail is cut on opening and the cut bytes are kept beside the segment (`.torn`). Damage in front of the flushed mark is no torn tail:
 *    nothing is cut, the segment is left as it is and reported (G9);
 *  - after a failed write or flush nothing more is accepted: the page cache can no longer be believed, so the process must start again.
 *
 * Layout, little-endian. Segment `frames-00000001.seg`: "XSFRAMES", version u32, segment number u32. Record: "XSFR", body length u32,
 * CRC-32 of the body u32, body = receivedAt f64 (epoch ms), kind u8 (1 frame, 2 garbage), peer length u8, admission length u8, 0 u8,
 * bytes length u32, peer, admission (UTF-8), bytes. `flushed`: FrameId f64, CRC-32 of those eight bytes u32.
 */
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { type FileHandle, link, mkdir, open, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Instant } from '../../foundation/day.ts';
import type { Piece } from './split.ts';

/** Where a record stands: segment × 2³¹ + offset, a safe integer, growing with time. */
export type FrameId = number;

export interface FrameRecord {
  receivedAt: Instant;
  /** Address and port of the other side, as text. */
  peer: string;
  kind: Piece['kind'];
  /** 'accepted', or the code of the finding for which the frame was not taken. */
  admission: string;
  bytes: Uint8Array;
}

export interface KeptFrame extends FrameRecord {
  id: FrameId;
  /** The place behind the record: where reading goes on. */
  next: FrameId;
}

export interface Recovery {
  /** Bytes of a torn tail that were cut off, and the file that keeps them. */
  cutBytes: number;
  tornFile: string | null;
  /** A record in front of the flushed mark that cannot be read: not a crash but damage to the disk. Nothing was cut. */
  damagedAt: FrameId | null;
}

export interface FrameLog {
  /** Resolves with the record's id once it is on disk; many appends share one flush. Rejects when the log has failed or is closed. */
  append(record: FrameRecord): Promise<FrameId>;
  /** Records and bytes that wait for the disk. */
  readonly backlog: { records: number; bytes: number };
  /** Whether the backlog has reached its bound: who feeds the log should stop reading until `whenRoom`. */
  readonly isFull: boolean;
  /** Resolves when the backlog has fallen to half its bound (at once if there is room), and also when the log fails. */
  whenRoom(): Promise<void>;
  /** The error that stopped the log, or null. */
  readonly failure: Error | null;
  /** What opening found and repaired. */
  readonly recovery: Recovery;
  /** Flushes what is queued and closes. */
  close(): Promise<void>;
}

export interface FrameLogOptions {
  /** A segment is closed before it grows beyond this; default 64 MiB. */
  segmentBytes?: number;
  /** Gather appends this long before a flush; 0 (default) flushes at once and gathers only what comes meanwhile. */
  flushEveryMs?: number;
  /** Bound of the backlog; default 8 MiB. */
  queueBytes?: number;
}

/** Another process (or this one) writes this log. Two writers would overwrite each other. */
export class FrameLogBusy extends Error {}

/** A record in front of the flushed mark cannot be read. */
export class FrameLogDamaged extends Error {
  readonly at: FrameId;

  constructor(at: FrameId, what: string) {
    super(`frame log damaged in segment ${segmentOf(at)} at byte ${offsetOf(at)}: ${what}`);
    this.at = at;
  }
}

const SEGMENT_STEP = 2 ** 31;
const SEGMENT_MAGIC = Buffer.from('XSFRAMES');
const RECORD_MAGIC = 0x52465358; // "XSFR"
const VERSION = 1;
const SEGMENT_HEADER = 16;
const RECORD_HEADER = 12;
const BODY_HEADER = 20;
/** More than any piece of the splitter: a length beyond it is damage, not a record. */
const MAX_BODY = 1 << 20;
const SEGMENT_NAME = /^frames-(\d{8})\.seg$/;
const KINDS: Piece['kind'][] = ['frame', 'garbage'];
const MIB = 1 << 20;

export function frameId(segment: number, offset: number): FrameId {
  return segment * SEGMENT_STEP + offset;
}

export function segmentOf(id: FrameId): number {
  return Math.floor(id / SEGMENT_STEP);
}

export function offsetOf(id: FrameId): number {
  return id % SEGMENT_STEP;
}

/**
 * Opens the log for writing: takes the folder for this process, cuts a torn tail, starts a new segment.
 *
 * @example const log = await openFrameLog(dir); const id = await log.append(record); // on disk now
 */
export async function openFrameLog(dir: string, options: FrameLogOptions = {}): Promise<FrameLog> {
  const segmentBytes = options.segmentBytes ?? 64 * MIB;
  if (segmentBytes < SEGMENT_HEADER + 1 || segmentBytes > SEGMENT_STEP - MIB - RECORD_HEADER) {
    throw new RangeError('segmentBytes is out of range');
  }
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const release = await takeFolder(dir);
  try {
    const segments = await listSegments(dir);
    const recovery = await recover(dir, segments.at(-1));
    const writer = new Writer(dir, segmentBytes, options.flushEveryMs ?? 0, options.queueBytes ?? 8 * MIB, recovery, release);
    await writer.start((segments.at(-1) ?? 0) + 1);
    return writer;
  } catch (error) {
    await release();
    throw error;
  }
}

// ── Writing ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Waiting {
  bytes: Buffer;
  resolve(id: FrameId): void;
  reject(error: Error): void;
}

class Writer implements FrameLog {
  readonly recovery: Recovery;
  failure: Error | null = null;
  readonly #dir: string;
  readonly #segmentBytes: number;
  readonly #flushEveryMs: number;
  readonly #queueBytes: number;
  readonly #release: () => Promise<void>;
  #queue: Waiting[] = [];
  #queuedBytes = 0;
  #queuedRecords = 0;
  #segment = 0;
  #offset = 0;
  #file: FileHandle | null = null;
  #mark = -1;
  #flushing: Promise<void> | null = null;
  #closed: Promise<void> | null = null;
  #roomWanted: (() => void)[] = [];

  constructor(
    dir: string,
    segmentBytes: number,
    flushEveryMs: number,
    queueBytes: number,
    recovery: Recovery,
    release: () => Promise<void>,
  ) {
    this.#dir = dir;
    this.#segmentBytes = segmentBytes;
    this.#flushEveryMs = flushEveryMs;
    this.#queueBytes = queueBytes;
    this.recovery = recovery;
    this.#release = release;
  }

  async start(segment: number): Promise<void> {
    this.#mark = openSync(join(this.#dir, 'flushed'), constants.O_RDWR | constants.O_CREAT, 0o600);
    await this.#startSegment(segment);
    this.#publish();
  }

  get backlog(): { records: number; bytes: number } {
    return { records: this.#queuedRecords, bytes: this.#queuedBytes };
  }

  get isFull(): boolean {
    return this.#queuedBytes >= this.#queueBytes;
  }

  whenRoom(): Promise<void> {
    if (!this.isFull || this.failure) return Promise.resolve();
    return new Promise((resolve) => this.#roomWanted.push(resolve));
  }

  append(record: FrameRecord): Promise<FrameId> {
    if (this.failure) return Promise.reject(this.failure);
    if (this.#closed) return Promise.reject(new Error('the frame log is closed'));
    let bytes: Buffer;
    try {
      bytes = encodeRecord(record);
    } catch (error) {
      return Promise.reject(error);
    }
    const done = new Promise<FrameId>((resolve, reject) => this.#queue.push({ bytes, resolve, reject }));
    this.#queuedBytes += bytes.length;
    this.#queuedRecords++;
    this.#flushing ??= this.#flushAll();
    return done;
  }

  close(): Promise<void> {
    this.#closed ??= (async () => {
      await this.#flushing;
      await this.#file?.close();
      this.#file = null;
      if (this.#mark >= 0) closeSync(this.#mark);
      this.#mark = -1;
      await this.#release();
    })();
    return this.#closed;
  }

  /** Writes and flushes batch after batch until nothing waits. While one batch is on its way to the disk the next one gathers. */
  async #flushAll(): Promise<void> {
    // One turn of the event loop, so that frames read in the same turn share the first flush.
    if (this.#flushEveryMs > 0 && !this.#closed) await new Promise((resolve) => setTimeout(resolve, this.#flushEveryMs));
    else await new Promise(setImmediate);
    while (this.#queue.length > 0 && !this.failure) {
      const batch = this.#nextBatch();
      try {
        if (batch.length === 0) {
          await this.#file!.close();
          await this.#startSegment(this.#segment + 1);
          this.#publish();
          continue;
        }
        await this.#flushBatch(batch);
      } catch (error) {
        this.#fail(error as Error, batch);
      }
    }
    this.#flushing = null;
  }

  /** As many waiting records as still fit the segment; none if a new segment must come first. A record longer than a segment gets its own. */
  #nextBatch(): Waiting[] {
    let count = 0;
    let end = this.#offset;
    while (count < this.#queue.length) {
      const length = this.#queue[count]!.bytes.length;
      const first = count === 0 && this.#offset === SEGMENT_HEADER;
      if (!first && end + length > this.#segmentBytes) break;
      end += length;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  async #flushBatch(batch: Waiting[]): Promise<void> {
    const bytes = batch.length === 1 ? batch[0]!.bytes : Buffer.concat(batch.map((waiting) => waiting.bytes));
    await writeFully(this.#file!, bytes, this.#offset);
    await this.#file!.datasync();
    let offset = this.#offset;
    this.#offset += bytes.length;
    this.#publish();
    this.#queuedBytes -= bytes.length;
    this.#queuedRecords -= batch.length;
    for (const waiting of batch) {
      waiting.resolve(frameId(this.#segment, offset));
      offset += waiting.bytes.length;
    }
    if (this.#queuedBytes * 2 <= this.#queueBytes) this.#tellRoom();
  }

  #fail(error: Error, batch: Waiting[]): void {
    this.failure = new Error(`the frame log can no longer be written: ${error.message}`, { cause: error });
    for (const waiting of [...batch, ...this.#queue]) waiting.reject(this.failure);
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#queuedRecords = 0;
    this.#tellRoom();
  }

  #tellRoom(): void {
    for (const tell of this.#roomWanted.splice(0)) tell();
  }

  async #startSegment(segment: number): Promise<void> {
    const file = await open(join(this.#dir, segmentName(segment)), 'wx', 0o600);
    const header = Buffer.alloc(SEGMENT_HEADER);
    SEGMENT_MAGIC.copy(header);
    header.writeUInt32LE(VERSION, 8);
    header.writeUInt32LE(segment, 12);
    await writeFully(file, header, 0);
    await file.sync();
    // Without this the whole segment could be missing from the folder after a power cut, flushed records and all.
    await syncFolder(this.#dir);
    this.#file = file;
    this.#segment = segment;
    this.#offset = SEGMENT_HEADER;
  }

  /** Tells readers how far is flushed. Never synced: after a power cut it may be older than the truth, which only hides, until we open again. */
  #publish(): void {
    const mark = Buffer.alloc(12);
    mark.writeDoubleLE(frameId(this.#segment, this.#offset), 0);
    mark.writeUInt32LE(crc32(mark.subarray(0, 8)), 8);
    writeSync(this.#mark, mark, 0, 12, 0);
  }
}

function encodeRecord(record: FrameRecord): Buffer {
  const peer = Buffer.from(record.peer, 'utf8').subarray(0, 255);
  const admission = Buffer.from(record.admission, 'utf8');
  const length = BODY_HEADER + peer.length + admission.length + record.bytes.length;
  if (admission.length > 255 || length > MAX_BODY) throw new RangeError('the record is too long for the frame log');
  const out = Buffer.alloc(RECORD_HEADER + length);
  const body = out.subarray(RECORD_HEADER);
  body.writeDoubleLE(record.receivedAt, 0);
  body[8] = KINDS.indexOf(record.kind) + 1;
  body[9] = peer.length;
  body[10] = admission.length;
  body.writeUInt32LE(record.bytes.length, 12);
  peer.copy(body, BODY_HEADER);
  admission.copy(body, BODY_HEADER + peer.length);
  body.set(record.bytes, BODY_HEADER + peer.length + admission.length);
  out.writeUInt32LE(RECORD_MAGIC, 0);
  out.writeUInt32LE(length, 4);
  out.writeUInt32LE(crc32(body), 8);
  return out;
}

async function writeFully(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}

async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir, 'r');
  try {
    await folder.sync();
  } catch (error) {
    // Some file systems (and Windows) refuse to sync a folder; there the name is as durable as they make it.
    if (!['EINVAL', 'EPERM', 'EISDIR', 'ENOTSUP'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    await folder.close();
  }
}

// ── One writer ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const takenHere = new Set<string>();

/** Takes the folder: a file `writer` names the process. One left by a process that is gone is taken over. */
async function takeFolder(dir: string): Promise<() => Promise<void>> {
  const path = join(resolve(dir), 'writer');
  if (takenHere.has(path)) throw new FrameLogBusy('this process already writes the frame log');
  const mine = JSON.stringify({ pid: process.pid, started: await startOf(process.pid) });
  takenHere.add(path);
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        // Written first and linked then, so that nobody ever sees a half-written claim.
        const claim = `${path}.${process.pid}.claim`;
        await writeFile(claim, mine, { mode: 0o600 });
        await link(claim, path).finally(() => unlink(claim));
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt >= 5) throw error;
      }
      const other = await readFile(path, 'utf8').catch(() => '');
      if (await isAlive(other)) throw new FrameLogBusy(`process ${JSON.parse(other).pid} writes the frame log`);
      // Only one of two newcomers can rename the stale file away; if it was the other's fresh one that was moved, it is put back.
      const aside = `${path}.${process.pid}.stale`;
      await rename(path, aside).catch(() => undefined);
      const moved = await readFile(aside, 'utf8').catch(() => other);
      if (moved !== other) {
        await rename(aside, path);
        throw new FrameLogBusy('another process has just taken the frame log');
      }
      await unlink(aside).catch(() => undefined);
    }
  } catch (error) {
    takenHere.delete(path);
    throw error;
  }
  return async () => {
    if (!takenHere.delete(path)) return;
    await unlink(path).catch(() => undefined);
  };
}

async function isAlive(owner: string): Promise<boolean> {
  let claim: { pid?: unknown; started?: unknown };
  try {
    claim = JSON.parse(owner);
  } catch {
    return false;
  }
  const { pid } = claim;
  if (typeof pid !== 'number' || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // Process numbers come round again: the same number with another start time is another process.
  return claim.started === (await startOf(pid));
}

/** When a process started, as the system counts it; '' where the system does not say. A zombie no longer runs. */
async function startOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? 'gone' : (fields[19] ?? '');
}

// ── Opening after a crash ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Only the last segment can be torn: a segment is flushed before the next one is started. */
async function recover(dir: string, last: number | undefined): Promise<Recovery> {
  const recovery: Recovery = { cutBytes: 0, tornFile: null, damagedAt: null };
  if (last === undefined) return recovery;
  const path = join(dir, segmentName(last));
  const content = await readFile(path);
  let good = hasSegmentHeader(content, last) ? SEGMENT_HEADER : 0;
  if (good > 0) {
    for (let read = recordAt(content, good); read.kind === 'record'; read = recordAt(content, good)) good += read.length;
  }
  const mark = readMark(dir);
  const flushedTo = mark !== null && segmentOf(mark) === last ? offsetOf(mark) : 0;
  if (good < flushedTo) {
    recovery.damagedAt = frameId(last, good);
    return recovery;
  }
  const file = await open(path, 'r+');
  try {
    if (good < content.length) {
      const torn = await unusedName(dir, segmentName(last).replace(/seg$/, 'torn'));
      const aside = await open(join(dir, torn), 'wx', 0o600);
      await writeFully(aside, content.subarray(good), 0);
      await aside.sync();
      await aside.close();
      await file.truncate(good);
      recovery.cutBytes = content.length - good;
      recovery.tornFile = torn;
    }
    // What a killed process had written but not flushed becomes visible with the new mark, so it must be on disk first.
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolder(dir);
  return recovery;
}

async function unusedName(dir: string, name: string): Promise<string> {
  const names = new Set(await readdir(dir));
  for (let i = 0; ; i++) {
    const candidate = i === 0 ? name : `${name}.${i}`;
    if (!names.has(candidate)) return candidate;
  }
}

// ── Reading ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Records from `from` on (null: from the first there is), flushed ones only. An empty answer means that nothing has been added yet. Called
 * with the last `next` it goes on where it stopped, over the end of a segment and over segments that were removed.
 *
 * Throws FrameLogDamaged when a flushed record cannot be read and nothing in front of it is left to return.
 */
export async function readFrames(
  dir: string,
  from: FrameId | null,
  limits: { maxRecords?: number; maxBytes?: number } = {},
): Promise<{ records: KeptFrame[]; next: FrameId }> {
  const maxRecords = limits.maxRecords ?? 1_000;
  const maxBytes = limits.maxBytes ?? 4 * MIB;
  const records: KeptFrame[] = [];
  let next = from ?? 0;
  let bytes = 0;
  // Without a mark no writer has ever opened this folder (an old copy, say): whatever is whole may be read.
  const limit = readMark(dir) ?? Number.POSITIVE_INFINITY;
  const segments = await listSegments(dir);

  for (const segment of segments) {
    if (segment < segmentOf(next)) continue;
    if (segment > segmentOf(next) || offsetOf(next) < SEGMENT_HEADER) {
      if (frameId(segment, SEGMENT_HEADER) > limit) break;
      next = frameId(segment, SEGMENT_HEADER);
    }
    const isLast = segment === segments.at(-1);
    const file = await open(join(dir, segmentName(segment)), 'r');
    try {
      const size = (await file.stat()).size;
      const end = segmentOf(limit) === segment ? Math.min(size, offsetOf(limit)) : segment < limit / SEGMENT_STEP ? size : 0;
      while (offsetOf(next) < end) {
        const want = Math.min(end - offsetOf(next), Math.max(64 << 10, Math.min(maxBytes - bytes + 1024, MIB)));
        let chunk = await readAt(file, offsetOf(next), want);
        let at = 0;
        const start = offsetOf(next);
        while (start + at < end) {
          let read = recordAt(chunk, at);
          if (read.kind === 'short' && at === 0 && start + read.needs <= end && chunk.length < read.needs) {
            chunk = await readAt(file, start, read.needs);
            read = recordAt(chunk, 0);
          }
          if (read.kind === 'short' && at > 0) break;
          if (read.kind !== 'record') {
            // An unfinished tail in a folder without a mark is simply not there yet.
            if (isLast && limit === Number.POSITIVE_INFINITY && read.kind === 'short') return { records, next };
            if (records.length > 0) return { records, next };
            throw new FrameLogDamaged(
              frameId(segment, start + at),
              read.kind === 'short' ? 'the record is incomplete' : 'no record stands there',
            );
          }
          if (records.length >= maxRecords || (records.length > 0 && bytes + read.record.bytes.length > maxBytes)) return { records, next };
          const id = frameId(segment, start + at);
          at += read.length;
          bytes += read.record.bytes.length;
          next = frameId(segment, start + at);
          records.push({ id, next, ...read.record });
        }
      }
    } finally {
      await file.close();
    }
  }
  return { records, next };
}

/**
 * Where reading may go on behind a damaged place: the next record that can be read, or the start of the next segment. For the operator's
 * decision after FrameLogDamaged; nothing skips damage by itself.
 */
export async function nextReadable(dir: string, damagedAt: FrameId): Promise<FrameId> {
  const content = await readFile(join(dir, segmentName(segmentOf(damagedAt))));
  for (let at = offsetOf(damagedAt) + 1; at < content.length; at++) {
    if (content[at] === (RECORD_MAGIC & 0xff) && recordAt(content, at).kind === 'record') return frameId(segmentOf(damagedAt), at);
  }
  return frameId(segmentOf(damagedAt) + 1, SEGMENT_HEADER);
}

/** The record with this id, or undefined if none begins there (or its segment was removed). */
export async function readFrame(dir: string, id: FrameId): Promise<KeptFrame | undefined> {
  if (!Number.isSafeInteger(id) || offsetOf(id) < SEGMENT_HEADER) return undefined;
  let file: FileHandle;
  try {
    file = await open(join(dir, segmentName(segmentOf(id))), 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    let read = recordAt(await readAt(file, offsetOf(id), 8 << 10), 0);
    if (read.kind === 'short') read = recordAt(await readAt(file, offsetOf(id), read.needs), 0);
    return read.kind === 'record' ? { id, next: id + read.length, ...read.record } : undefined;
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, at + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}

type Read = { kind: 'record'; length: number; record: FrameRecord } | { kind: 'short'; needs: number } | { kind: 'damaged' };

/** Reads the record at `at`: whole, cut short by the end of the bytes, or no record at all. */
function recordAt(content: Buffer, at: number): Read {
  if (content.length - at < RECORD_HEADER) {
    const magic = Buffer.alloc(4);
    magic.writeUInt32LE(RECORD_MAGIC);
    const some = content.subarray(at, Math.min(content.length, at + 4));
    return some.equals(magic.subarray(0, some.length)) ? { kind: 'short', needs: RECORD_HEADER } : { kind: 'damaged' };
  }
  if (content.readUInt32LE(at) !== RECORD_MAGIC) return { kind: 'damaged' };
  const bodyLength = content.readUInt32LE(at + 4);
  if (bodyLength < BODY_HEADER || bodyLength > MAX_BODY) return { kind: 'damaged' };
  const length = RECORD_HEADER + bodyLength;
  if (content.length - at < length) return { kind: 'short', needs: length };
  const body = content.subarray(at + RECORD_HEADER, at + length);
  if (crc32(body) !== content.readUInt32LE(at + 8)) return { kind: 'damaged' };
  const peerEnd = BODY_HEADER + body[9]!;
  const admissionEnd = peerEnd + body[10]!;
  const kind = KINDS[body[8]! - 1];
  if (!kind || admissionEnd + body.readUInt32LE(12) !== bodyLength) return { kind: 'damaged' };
  return {
    kind: 'record',
    length,
    record: {
      receivedAt: body.readDoubleLE(0),
      peer: body.toString('utf8', BODY_HEADER, peerEnd),
      kind,
      admission: body.toString('utf8', peerEnd, admissionEnd),
      bytes: Uint8Array.from(body.subarray(admissionEnd)),
    },
  };
}

function hasSegmentHeader(content: Buffer, segment: number): boolean {
  return (
    content.length >= SEGMENT_HEADER &&
    content.subarray(0, 8).equals(SEGMENT_MAGIC) &&
    content.readUInt32LE(8) === VERSION &&
    content.readUInt32LE(12) === segment
  );
}

/** The id up to which records are flushed, or null if none was ever published. A torn read of the twelve bytes is read again. */
function readMark(dir: string): FrameId | null {
  let file: number;
  try {
    file = openSync(join(dir, 'flushed'), 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const mark = Buffer.alloc(12);
    for (let attempt = 0; attempt < 10; attempt++) {
      const length = readSync(file, mark, 0, 12, 0);
      if (length === 12 && crc32(mark.subarray(0, 8)) === mark.readUInt32LE(8)) return mark.readDoubleLE(0);
    }
    // Unreadable after a power cut: nothing is shown until the writer has opened the log again.
    return 0;
  } finally {
    closeSync(file);
  }
}

function segmentName(segment: number): string {
  return `frames-${String(segment).padStart(8, '0')}.seg`;
}

/** Numbers of the segments in the folder, ascending. */
async function listSegments(dir: string): Promise<number[]> {
  let names: string[];
  try {
    names = await readdir(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return names
    .map((name) => SEGMENT_NAME.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

/** A segment as far as it is flushed; a closed one will not change again. */
export interface FlushedSegment {
  name: string;
  path: string;
  bytes: number;
  isClosed: boolean;
  /** Where it begins and where its flushed part ends. */
  from: FrameId;
  to: FrameId;
}

/**
 * The segments as far as they are flushed at this moment, whole pieces only, for a copy taken while the gateway writes. Where no mark can be believed
 * (no gateway has opened this folder since a power cut), whatever is whole counts, as it will when the log is opened.
 */
export async function flushedSegments(dir: string): Promise<FlushedSegment[]> {
  // The mark first: what is flushed after it belongs to the next copy.
  const mark = readMark(dir) || Number.POSITIVE_INFINITY;
  const segments = await listSegments(dir);
  const found: FlushedSegment[] = [];
  for (const segment of segments) {
    if (segment > mark / SEGMENT_STEP) break;
    const path = join(dir, segmentName(segment));
    const isLast = segment === segments.at(-1);
    const size = (await stat(path)).size;
    const bytes = segmentOf(mark) === segment ? Math.min(size, offsetOf(mark)) : isLast ? await wholeBytes(path) : size;
    if (bytes < SEGMENT_HEADER) continue;
    const isClosed = !isLast && segmentOf(mark) !== segment;
    found.push({ name: segmentName(segment), path, bytes, isClosed, from: frameId(segment, SEGMENT_HEADER), to: frameId(segment, bytes) });
  }
  return found;
}

async function wholeBytes(path: string): Promise<number> {
  const content = await readFile(path);
  let good = Math.min(SEGMENT_HEADER, content.length);
  for (let read = recordAt(content, good); read.kind === 'record'; read = recordAt(content, good)) good += read.length;
  return good;
}

/** Counts the records of a segment as its bytes pass, each checked; `isWhole` is false once something else than a record was met. */
export class RecordCounter {
  count = 0;
  #left: Buffer = Buffer.alloc(0);
  #isStarted = false;
  #isDamaged = false;

  push(chunk: Buffer): void {
    if (this.#isDamaged) return;
    let bytes = this.#left.length ? Buffer.concat([this.#left, chunk]) : chunk;
    if (!this.#isStarted) {
      if (bytes.length < SEGMENT_HEADER) {
        this.#left = bytes;
        return;
      }
      this.#isStarted = true;
      this.#isDamaged = !bytes.subarray(0, 8).equals(SEGMENT_MAGIC);
      bytes = bytes.subarray(SEGMENT_HEADER);
    }
    let at = 0;
    for (let read = recordAt(bytes, at); at < bytes.length && read.kind !== 'short'; read = recordAt(bytes, at)) {
      if (read.kind === 'damaged') {
        this.#isDamaged = true;
        return;
      }
      this.count += 1;
      at += read.length;
    }
    this.#left = Buffer.from(bytes.subarray(at));
  }

  get isWhole(): boolean {
    return this.#isStarted && !this.#isDamaged && this.#left.length === 0;
  }
}

/**
 * Removes segments from the front: closed ones that end at or before `before`, oldest first, and none behind one that stays. Answers with what went.
 * Whoever asks has made sure that nobody will read them again; a crash on the way leaves fewer segments and no gap.
 */
export async function removeSegments(dir: string, before: FrameId): Promise<FlushedSegment[]> {
  const gone: FlushedSegment[] = [];
  for (const segment of await flushedSegments(dir)) {
    if (!segment.isClosed || segment.to > before) break;
    await unlink(segment.path);
    gone.push(segment);
  }
  if (gone.length) await syncFolder(dir);
  return gone;
}

/** Bytes the log occupies, for the operator's page. */
export async function frameLogBytes(dir: string): Promise<number> {
  const sizes = await Promise.all((await listSegments(dir)).map(async (segment) => (await stat(join(dir, segmentName(segment)))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
