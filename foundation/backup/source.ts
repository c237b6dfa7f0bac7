/**
 * A backup to read from: a folder, or the same folder as one .tar (ustar, so that any tar can open it). Reads names and bytes; knows nothing of what they
 * mean.
 */
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { flushDirectory } from '../store/home.ts';
import { flush } from './part.ts';

export interface Source {
  path: string;
  names: string[];
  /** Undefined when there is no such part. */
  sizeOf(name: string): number | undefined;
  open(name: string): Readable;
}

export async function openSource(path: string): Promise<Source> {
  return statSync(path).isDirectory() ? openFolder(path) : openTar(path);
}

function openFolder(path: string): Source {
  const names: string[] = [];
  const walk = (inner: string) => {
    for (const entry of readdirSync(join(path, inner), { withFileTypes: true })) {
      const name = inner ? `${inner}/${entry.name}` : entry.name;
      if (entry.isDirectory()) walk(name);
      else names.push(name);
    }
  };
  walk('');
  return {
    path,
    names: names.sort(),
    sizeOf: (name) => (existsSync(join(path, name)) ? statSync(join(path, name)).size : undefined),
    open: (name) => createReadStream(join(path, name)),
  };
}

const BLOCK = 512;

async function openTar(path: string): Promise<Source> {
  const entries = new Map<string, { at: number; size: number }>();
  const size = statSync(path).size;
  const file = await open(path, 'r');
  try {
    const header = Buffer.alloc(BLOCK);
    for (let at = 0; at + BLOCK <= size; ) {
      await file.read(header, 0, BLOCK, at);
      if (header.every((byte) => byte === 0)) break;
      const entry = readHeader(header);
      // Damage in a header: what follows cannot be found, and the manifest will miss it by name.
      if (!entry) break;
      // Packed again by somebody's own tar, it may hold folders and say ./ before every name.
      if (entry.isFile) entries.set(entry.name.replace(/^(\.\/)+/, ''), { at: at + BLOCK, size: Math.min(entry.size, size - at - BLOCK) });
      at += BLOCK + Math.ceil(entry.size / BLOCK) * BLOCK;
    }
  } finally {
    await file.close();
  }
  return {
    path,
    names: [...entries.keys()].sort(),
    sizeOf: (name) => entries.get(name)?.size,
    open: (name) => {
      const entry = entries.get(name);
      if (!entry) throw new Error(`${name} is not in ${path}`);
      return entry.size === 0 ? Readable.from([]) : createReadStream(path, { start: entry.at, end: entry.at + entry.size - 1 });
    },
  };
}

/** Moves a finished folder into one .tar; each part leaves the folder once it is in, so that the room needed is that of the largest part. */
export async function packTar(folder: string, names: string[], path: string, at: number): Promise<void> {
  const out = await open(path, 'wx', 0o600);
  let end = 0;
  const write = async (bytes: Buffer) => {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await out.write(bytes, done, bytes.length - done, end);
      done += bytesWritten;
      end += bytesWritten;
    }
  };
  try {
    for (const name of names) {
      const part = join(folder, name);
      const { size } = statSync(part);
      await write(makeHeader(name, size, at));
      for await (const chunk of createReadStream(part)) await write(chunk as Buffer);
      await write(Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK));
      await rm(part);
    }
    await write(Buffer.alloc(2 * BLOCK));
    await (out as FileHandle).sync();
  } finally {
    await out.close();
  }
  await flush(path);
  flushDirectory(dirname(path));
}

function makeHeader(name: string, size: number, at: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const cut = name.length > 100 ? name.lastIndexOf('/', 155) : -1;
  if (name.length - cut - 1 > 100) throw new Error(`the name ${name} is too long for a tar`);
  header.write(name.slice(cut + 1), 0, 'utf8');
  if (cut > 0) header.write(name.slice(0, cut), 345, 'utf8');
  header.write('0000600\0', 100, 'ascii');
  header.write('0000000\0', 108, 'ascii');
  header.write('0000000\0', 116, 'ascii');
  if (size < 8 ** 11) header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'ascii');
  else {
    // Beyond eight gigabytes the octal digits run out; the highest bit says that the number is binary.
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(size), 128);
  }
  header.write(
    `${Math.floor(at / 1000)
      .toString(8)
      .padStart(11, '0')}\0`,
    136,
    'ascii',
  );
  header.write('        ', 148, 'ascii');
  header.write('0', 156, 'ascii');
  header.write('ustar\0', 257, 'ascii');
  header.write('00', 263, 'ascii');
  header.write(`${sumOf(header).toString(8).padStart(6, '0')}\0 `, 148, 'ascii');
  return header;
}

function readHeader(header: Buffer): { name: string; size: number; isFile: boolean } | undefined {
  const text = (from: number, length: number) => header.toString('utf8', from, from + length).split('\0')[0] as string;
  const said = Number.parseInt(text(148, 8).trim(), 8);
  const copy = Buffer.from(header);
  copy.fill(0x20, 148, 156);
  if (sumOf(copy) !== said || text(257, 5) !== 'ustar') return undefined;
  const size = header[124] === 0x80 ? Number(header.readBigUInt64BE(128)) : Number.parseInt(text(124, 12).trim(), 8);
  const prefix = text(345, 155);
  const isFile = header[156] === 0x30 || header[156] === 0;
  return { name: prefix ? `${prefix}/${text(0, 100)}` : text(0, 100), size, isFile };
}

function sumOf(header: Buffer): number {
  let sum = 0;
  for (const byte of header) sum += byte;
  return sum;
}
