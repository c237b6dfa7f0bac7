import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, stat, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type FrameLog,
  FrameLogBusy,
  FrameLogDamaged,
  type FrameRecord,
  frameId,
  frameLogBytes,
  type KeptFrame,
  nextReadable,
  openFrameLog,
  readFrame,
  readFrames,
} from './frame-log.ts';
import { ascii } from './testing.ts';

const folders: string[] = [];
const logs: FrameLog[] = [];

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'frame-log-'));
  folders.push(dir);
  return dir;
}

async function opened(dir: string, options: Parameters<typeof openFrameLog>[1] = {}): Promise<FrameLog> {
  const log = await openFrameLog(dir, options);
  logs.push(log);
  return log;
}

afterEach(async () => {
  await Promise.all(logs.splice(0).map((log) => log.close()));
  await Promise.all(folders.splice(0).map((dir) => rm(dir, { recursive: true, force: true })));
});

const record = (n: number, over: Partial<FrameRecord> = {}): FrameRecord => ({
  receivedAt: 1_700_000_000_000 + n,
  peer: '127.0.0.1:5000',
  kind: 'frame',
  admission: 'accepted',
  bytes: ascii(`##0000 record ${n}\r\n`),
  ...over,
});
const said = (frames: KeptFrame[]) =>
  frames
    .map(
      (frame) =>
        Buffer.from(frame.bytes)
          .toString('latin1')
          .match(/\d+(?=\r)/)?.[0],
    )
    .map(Number);
const all = async (dir: string) => (await readFrames(dir, null)).records;
const segmentsOf = async (dir: string) => (await readdir(dir)).filter((name) => name.endsWith('.seg')).sort();

describe('G6: what was appended is there', () => {
  test('records come back as they went in, with growing ids, and each by its id', async () => {
    const dir = await folder();
    const log = await opened(dir);
    const given = [
      record(1),
      record(2, { kind: 'garbage', admission: 'garbage', peer: '', bytes: new Uint8Array() }),
      record(3, { peer: '中继站:1' }),
    ];
    const ids = await Promise.all(given.map((one) => log.append(one)));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    const kept = await all(dir);
    expect(kept.map(({ id, next: _, ...rest }) => [id, rest])).toEqual(given.map((one, i) => [ids[i], one]));
    for (const frame of kept) expect(await readFrame(dir, frame.id)).toEqual(frame);
    expect(await readFrame(dir, ids[0]! + 1)).toBeUndefined();
    expect(await readFrame(dir, frameId(99, 16))).toBeUndefined();
  });

  test('many appends share a flush', async () => {
    const dir = await folder();
    const log = await opened(dir);
    const started = performance.now();
    await Promise.all(Array.from({ length: 5_000 }, (_, n) => log.append(record(n))));
    // Five thousand flushes of their own would take many times as long on any disk that really flushes.
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(said((await readFrames(dir, null, { maxRecords: 10_000 })).records)).toEqual(Array.from({ length: 5_000 }, (_, n) => n));
    expect(log.backlog).toEqual({ records: 0, bytes: 0 });
  });

  test('what waits when the log is closed is written first; afterwards nothing is taken', async () => {
    const dir = await folder();
    const log = await opened(dir, { flushEveryMs: 20 });
    const waiting = log.append(record(1));
    await log.close();
    await expect(waiting).resolves.toBeGreaterThan(0);
    await expect(log.append(record(2))).rejects.toThrow('closed');
    expect(said(await all(dir))).toEqual([1]);
  });

  test('segments are numbered, none grows beyond its bound, and reading goes over their ends', async () => {
    const dir = await folder();
    const log = await opened(dir, { segmentBytes: 400 });
    for (let n = 0; n < 20; n++) await log.append(record(n));
    await Promise.all(Array.from({ length: 20 }, (_, n) => log.append(record(20 + n))));
    const segments = await segmentsOf(dir);
    expect(segments.length).toBeGreaterThan(4);
    expect(segments[0]).toBe('frames-00000001.seg');
    for (const name of segments) expect((await stat(join(dir, name))).size).toBeLessThanOrEqual(400);
    expect(said(await all(dir))).toEqual(Array.from({ length: 40 }, (_, n) => n));
    expect(await frameLogBytes(dir)).toBeGreaterThan(1_000);
  });

  test('a record longer than a segment gets a segment of its own', async () => {
    const dir = await folder();
    const log = await opened(dir, { segmentBytes: 100 });
    await log.append(record(1));
    await log.append(record(2, { bytes: new Uint8Array(5_000) }));
    await log.append(record(3));
    expect((await all(dir)).map((frame) => frame.bytes.length)).toEqual([record(1).bytes.length, 5_000, record(3).bytes.length]);
  });
});

describe('reading while it is written', () => {
  test('reading in small portions misses and doubles nothing', async () => {
    const dir = await folder();
    const log = await opened(dir, { segmentBytes: 600 });
    const read: number[] = [];
    let from: number | null = null;
    for (let round = 0; round < 12; round++) {
      await Promise.all([1, 2, 3, 4, 5].map((k) => log.append(record(round * 5 + k))));
      for (;;) {
        const { records, next }: { records: KeptFrame[]; next: number } = await readFrames(dir, from, { maxRecords: 2 });
        from = next;
        if (records.length === 0) break;
        read.push(...said(records));
      }
    }
    expect(read).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
  });

  test('a bound in bytes still lets one record through', async () => {
    const dir = await folder();
    const log = await opened(dir);
    await log.append(record(1, { bytes: new Uint8Array(100_000) }));
    await log.append(record(2, { bytes: new Uint8Array(200_000) }));
    const first = await readFrames(dir, null, { maxBytes: 10 });
    expect(first.records.map((frame) => frame.bytes.length)).toEqual([100_000]);
    expect((await readFrames(dir, first.next, { maxBytes: 10 })).records.map((frame) => frame.bytes.length)).toEqual([200_000]);
  });

  test('an empty or missing folder has no frames yet', async () => {
    expect(await readFrames(join(tmpdir(), 'no-such-frame-log'), null)).toEqual({ records: [], next: 0 });
  });

  test('G7: what is written but not flushed is not shown', async () => {
    const dir = await folder();
    const log = await opened(dir);
    await log.append(record(1));
    await log.append(record(2));
    await log.close();
    // As if the writer had stopped between the write and the flush: the bytes are there, the mark is not.
    const copy = await folder();
    await cp(dir, copy, { recursive: true });
    const next = (await all(dir))[0]!.next;
    const { crc32 } = await import('node:zlib');
    const mark = Buffer.alloc(12);
    mark.writeDoubleLE(next, 0);
    mark.writeUInt32LE(crc32(mark.subarray(0, 8)), 8);
    await writeFile(join(copy, 'flushed'), mark);
    expect(said(await all(copy))).toEqual([1]);
    const again = await opened(copy);
    expect(again.recovery.cutBytes).toBe(0);
    expect(said(await all(copy))).toEqual([1, 2]);
  });

  test('a copy without a mark can be read; removed old segments are passed over', async () => {
    const dir = await folder();
    const log = await opened(dir, { segmentBytes: 300 });
    for (let n = 0; n < 12; n++) await log.append(record(n));
    await log.close();
    await unlink(join(dir, 'flushed'));
    expect(said(await all(dir))).toHaveLength(12);
    const first = (await all(dir))[0]!;
    await unlink(join(dir, 'frames-00000001.seg'));
    const left = said((await readFrames(dir, first.next)).records);
    expect(left.at(-1)).toBe(11);
    expect(left[0]).toBeGreaterThan(0);
  });
});

describe('G8, G9: after a crash', () => {
  test('a log cut at any byte of its last record opens with all earlier records and nothing false', async () => {
    const dir = await folder();
    const log = await opened(dir);
    for (let n = 1; n <= 3; n++) await log.append(record(n));
    await log.close();
    const kept = await all(dir);
    const segment = 'frames-00000001.seg';
    const whole = (await stat(join(dir, segment))).size;
    const start = kept[2]!.id % 2 ** 31;
    // The mark as it was before the last flush: the third record was never acknowledged.
    const { crc32 } = await import('node:zlib');
    const mark = Buffer.alloc(12);
    mark.writeDoubleLE(kept[2]!.id, 0);
    mark.writeUInt32LE(crc32(mark.subarray(0, 8)), 8);
    for (let size = start; size <= whole; size++) {
      const copy = await folder();
      await cp(dir, copy, { recursive: true });
      await writeFile(join(copy, 'flushed'), mark);
      await truncate(join(copy, segment), size);
      expect(said(await all(copy))).toEqual([1, 2]);
      const again = await openFrameLog(copy);
      const intact = size === whole ? [1, 2, 3] : [1, 2];
      expect(said(await all(copy))).toEqual(intact);
      expect(again.recovery).toMatchObject({ cutBytes: size === whole ? 0 : size - start, damagedAt: null });
      if (size > start && size < whole) {
        const torn = await readFile(join(copy, again.recovery.tornFile!));
        expect(torn).toEqual((await readFile(join(dir, segment))).subarray(start, size));
      }
      await again.append(record(9));
      expect(said(await all(copy))).toEqual([...intact, 9]);
      await again.close();
    }
  }, 60_000);

  test('zeros or noise behind the last flushed record are cut and kept aside', async () => {
    for (const tail of [Buffer.alloc(4_096), Buffer.from('XSFR\xff\xff\xff\x7fnoise', 'latin1'), Buffer.from('X')]) {
      const dir = await folder();
      const log = await opened(dir);
      await log.append(record(1));
      await log.close();
      const path = join(dir, 'frames-00000001.seg');
      await writeFile(path, Buffer.concat([await readFile(path), tail]));
      const again = await opened(dir);
      expect(again.recovery).toMatchObject({ cutBytes: tail.length, tornFile: 'frames-00000001.torn' });
      expect(said(await all(dir))).toEqual([1]);
    }
  });

  test('a segment whose first bytes never reached the disk is cut whole', async () => {
    const dir = await folder();
    const log = await opened(dir);
    await log.append(record(1));
    await log.close();
    await writeFile(join(dir, 'frames-00000002.seg'), 'XSFR');
    const again = await opened(dir);
    await again.append(record(2));
    expect(said(await all(dir))).toEqual([1, 2]);
  });

  test('G8: an id is never given twice, so a cursor from before a power cut meets the records after it', async () => {
    const dir = await folder();
    const log = await opened(dir);
    await log.append(record(1));
    const cursor = (await readFrames(dir, null)).next;
    await log.close();
    // The power cut takes a record that a reader had already seen.
    await truncate(join(dir, 'frames-00000001.seg'), 20);
    await unlink(join(dir, 'flushed'));
    const again = await opened(dir);
    const id = await again.append(record(2));
    expect(id).toBeGreaterThan(cursor);
    expect(said((await readFrames(dir, cursor)).records)).toEqual([2]);
  });

  test('G9: damage in front of the flushed mark is not cut away but reported, to writer and reader', async () => {
    const dir = await folder();
    const log = await opened(dir);
    for (let n = 1; n <= 3; n++) await log.append(record(n));
    const kept = await all(dir);
    await log.close();
    const path = join(dir, 'frames-00000001.seg');
    const bytes = await readFile(path);
    bytes[(kept[1]!.id % 2 ** 31) + 40]! ^= 1;
    await writeFile(path, bytes);
    const again = await opened(dir);
    expect(again.recovery).toEqual({ cutBytes: 0, tornFile: null, damagedAt: kept[1]!.id });
    expect(await readFile(path)).toEqual(bytes);
    const first = await readFrames(dir, null);
    expect(said(first.records)).toEqual([1]);
    await expect(readFrames(dir, first.next)).rejects.toThrow(FrameLogDamaged);
    expect(await nextReadable(dir, kept[1]!.id)).toBe(kept[2]!.id);
    expect(said((await readFrames(dir, kept[2]!.id)).records)).toEqual([3]);
  });

  test('G6: after kill −9 in the middle of writing every acknowledged record is there once, and in order', async () => {
    const dir = await folder();
    const program = `
      import { openFrameLog } from ${JSON.stringify(new URL('./frame-log.ts', import.meta.url).href)};
      const log = await openFrameLog(${JSON.stringify(dir)}, { segmentBytes: 20_000 });
      let n = 0;
      const more = () => {
        const mine = n++;
        log.append({ receivedAt: 1, peer: '', kind: 'frame', admission: 'accepted', bytes: Buffer.from('n ' + mine + '\\r') }).then(() => {
          process.stdout.write(mine + '\\n');
          more();
        });
      };
      for (let k = 0; k < 50; k++) more();
    `;
    let known = -1;
    for (let round = 0; round < 3; round++) {
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
        cwd: fileURLToPath(new URL('.', import.meta.url)),
      });
      const acknowledged: number[] = [];
      let pending = '';
      child.stdout.on('data', (chunk: Buffer) => {
        const parts = (pending + chunk).split('\n');
        pending = parts.pop()!;
        acknowledged.push(...parts.map(Number));
        if (acknowledged.length > 2_000) child.kill('SIGKILL');
      });
      await new Promise((resolve) => child.once('close', resolve));
      // A claim left by a killed process does not keep the next one out.
      const log = await openFrameLog(dir);
      await log.close();
      let from = known < 0 ? null : known;
      const found: number[] = [];
      for (;;) {
        const { records, next }: { records: KeptFrame[]; next: number } = await readFrames(dir, from);
        from = next;
        if (records.length === 0) break;
        found.push(...said(records));
      }
      known = from;
      expect(new Set(found).size).toBe(found.length);
      expect(found).toEqual([...found].sort((a, b) => a - b));
      const there = new Set(found);
      expect(acknowledged.length).toBeGreaterThan(2_000);
      expect(acknowledged.filter((n) => !there.has(n))).toEqual([]);
    }
  }, 60_000);
});

describe('one writer', () => {
  test('a second writer is refused, in this process and from another', async () => {
    const dir = await folder();
    const log = await opened(dir);
    await expect(openFrameLog(dir)).rejects.toThrow(FrameLogBusy);
    await log.close();
    // Some process that runs: our parent.
    const startOf = async (pid: number) =>
      (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') x')).split(') ').at(-1)!.split(' ')[19] ?? '';
    await writeFile(join(dir, 'writer'), JSON.stringify({ pid: process.ppid, started: await startOf(process.ppid) }));
    await expect(openFrameLog(dir)).rejects.toThrow(FrameLogBusy);
    await unlink(join(dir, 'writer'));
    await opened(dir);
  });
});

describe('back-pressure', () => {
  test('the backlog is counted, has a bound, and says when there is room', async () => {
    const dir = await folder();
    const log = await opened(dir, { queueBytes: 1_000, flushEveryMs: 30 });
    await expect(log.whenRoom()).resolves.toBeUndefined();
    const appends = Array.from({ length: 40 }, (_, n) => log.append(record(n)));
    expect(log.isFull).toBe(true);
    expect(log.backlog.records).toBe(40);
    await log.whenRoom();
    expect(log.isFull).toBe(false);
    await Promise.all(appends);
  });

  test('after a failed write nothing is acknowledged any more', async () => {
    const dir = await folder();
    const log = await opened(dir, { segmentBytes: 100 });
    await log.append(record(1));
    // The next segment's name is taken by something else: starting it must fail.
    await writeFile(join(dir, 'frames-00000002.seg'), '');
    const failing = [log.append(record(2)), log.append(record(3))];
    for (const one of failing) await expect(one).rejects.toThrow('can no longer be written');
    await expect(log.append(record(4))).rejects.toThrow('can no longer be written');
    expect(log.failure).not.toBeNull();
    await log.whenRoom();
    expect(said(await all(dir))).toEqual([1]);
  });
});
