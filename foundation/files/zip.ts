/**
 * Zip archives, read by their central directory without unfolding them, and written so that the same entries give the same bytes. Word, Excel and OFD
 * are zips. What is unfolded is bounded: a directory may lie about sizes, an inflater told when to stop cannot be fooled.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  name: string;
  packed: number;
  size: number;
  encrypted: boolean;
  method: number;
  at: number;
}

/** What reads a part of an archive, wherever it is. */
export interface Bytes {
  size: number;
  read(at: number, length: number): Buffer;
}

export function bytesOf(buffer: Buffer): Bytes {
  return { size: buffer.length, read: (at, length) => buffer.subarray(at, at + length) };
}

export function withFile<T>(path: string, work: (bytes: Bytes) => T): T {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    return work({
      size,
      read(at, length) {
        const into = Buffer.alloc(Math.max(0, Math.min(length, size - at)));
        return into.subarray(0, readSync(fd, into, 0, into.length, at));
      },
    });
  } finally {
    closeSync(fd);
  }
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const MOST_ENTRIES = 10_000;
/** 64 KB of comment and the record itself: where the end can stand. */
const TAIL = 65_557;
const DIRECTORY_MOST = 4 << 20;

/** The entries in the order of the directory; null when it is no whole zip (or one of more than 4 GB, which we do not take). */
export function listEntries(bytes: Bytes): ZipEntry[] | null {
  const tailAt = Math.max(0, bytes.size - TAIL);
  const tail = bytes.read(tailAt, TAIL);
  let end = -1;
  for (let i = tail.length - 22; i >= 0 && end < 0; i -= 1) if (tail.readUInt32LE(i) === END) end = i;
  if (end < 0) return null;
  const count = tail.readUInt16LE(end + 10);
  const length = tail.readUInt32LE(end + 12);
  const from = tail.readUInt32LE(end + 16);
  if (count === 0xffff || count > MOST_ENTRIES || length > DIRECTORY_MOST || from + length > tailAt + end) return null;
  const directory = bytes.read(from, length);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== ENTRY) return null;
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push({
      // Bit 11 says UTF-8; older Chinese tools write GBK. The name only serves to recognise, so its bytes may be read as they come.
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      encrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      at: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** The content of an entry, never more than `most` bytes of it; null when it is more, damaged, or packed in a way we do not read. */
export function readEntry(bytes: Bytes, entry: ZipEntry, most: number): Buffer | null {
  const head = bytes.read(entry.at, 30);
  if (head.length < 30 || head.readUInt32LE(0) !== LOCAL || entry.encrypted) return null;
  const packed = bytes.read(entry.at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28), entry.packed);
  if (entry.method === 0) return packed.length <= most ? Buffer.from(packed) : null;
  if (entry.method !== 8) return null;
  try {
    return inflateRawSync(packed, { maxOutputLength: most });
  } catch {
    return null;
  }
}

/** Every entry unfolded, within bounds; null when the archive is not whole or too much. */
export function unzip(buffer: Buffer, most = 64 << 20): Map<string, Buffer> | null {
  const bytes = bytesOf(buffer);
  const found = new Map<string, Buffer>();
  let left = most;
  for (const entry of listEntries(bytes) ?? [null]) {
    if (entry === null) return null;
    if (entry.name.endsWith('/')) continue;
    const content = readEntry(bytes, entry, left);
    if (!content) return null;
    left -= content.length;
    found.set(entry.name, content);
  }
  return found;
}

/** 1980-01-01 00:00, the first moment a zip knows: a date of the making would make every copy differ. */
const NO_DATE = (1 << 5) | 1;

/** An archive with these entries in this order: the same entries, the same bytes. */
export function zip(entries: Iterable<[name: string, content: Buffer]>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of entries) {
    const path = Buffer.from(name, 'utf8');
    const packed = deflateRawSync(content, { level: 9 });
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x800, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt16LE(0, 6);
    fields.writeUInt16LE(NO_DATE, 8);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(path.length, 22);
    const local = Buffer.alloc(4);
    local.writeUInt32LE(LOCAL, 0);
    parts.push(local, fields, path, packed);
    const entry = Buffer.alloc(6);
    entry.writeUInt32LE(ENTRY, 0);
    entry.writeUInt16LE(20, 4);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(entry, fields, rest, path);
    at += 30 + path.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  const count = directory.length / 4;
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, listed, end]);
}
