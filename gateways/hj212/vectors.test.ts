/**
 * Every published and captured frame of the shared collection that names one of the four upload commands, sent over a real socket with its MN
 * and PW registered. The collection is not part of this repository: XIUSHUI_SHARED says where it is, else `shared` beside the clone.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { REASONS } from './admit.ts';
import { decodeFrame } from './decode.ts';
import { catalogue, type FindingCode } from './findings.ts';
import { openFrameLog, readFrames } from './frame-log.ts';
import { startGateway } from './gateway.ts';
import { FrameSplitter, MAX_WAIT } from './split.ts';
import { ascii, text } from './testing.ts';

const shared = process.env.XIUSHUI_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const path = join(shared, 'hj212', 'vectors-share.json');
const present = existsSync(path);
const required = process.env.CI === 'true' && process.env.XIUSHUI_NO_CORPUS !== '1';

interface Vector {
  id: string;
  raw: string;
  raw_b64?: string;
  dialect: string;
  valid: boolean;
  reject_reasons: string[];
  crc_ok: boolean;
  len_declared: number;
  len_actual: number;
  defects: string[];
  expected: {
    QN?: string;
    ST?: string;
    CN?: string;
    PW?: string;
    MN?: string;
    Flag?: number | null;
    cp?: [string, string][][];
    records?: Record<string, Record<string, string>>;
    duplicate_keys?: string[];
  };
}
interface Stream {
  id: string;
  chunks_b64: string[];
  frames: string[];
}

if (!present) {
  test.skipIf(!required)('the shared frames are present (skipped: they are not here; set XIUSHUI_SHARED to run them)', () => {
    throw new Error(
      `with CI=true the shared frames must be present at ${path}, or XIUSHUI_NO_CORPUS=1 say that they are meant to be absent`,
    );
  });
}

describe.skipIf(!present)('the shared frames', () => {
  const { vectors, streams } = present
    ? (JSON.parse(readFileSync(path, 'utf8')) as { vectors: Vector[]; streams: Stream[] })
    : { vectors: [], streams: [] };
  const bytesOf = (vector: Vector) =>
    vector.raw_b64 ? Uint8Array.from(Buffer.from(vector.raw_b64, 'base64')) : Uint8Array.from(Buffer.from(vector.raw));
  const uploads = vectors.filter((vector) => /CN=(2011|2051|2061|2031)\b/.test(vector.raw));

  /** What the collection itself says of a frame, in our words: taken, or the set of reasons of which ours must be one. */
  function expectation(vector: Vector): 'accepted' | FindingCode[] {
    const { Flag, ST, CN, cp } = vector.expected;
    const keys = (cp ?? []).flat().map(([key]) => key);
    const reasons: FindingCode[] = [];
    const version = (Flag ?? 0) >> 2;
    if (vector.defects.includes('ENCRYPTED')) return ['encrypted'];
    if (vector.reject_reasons.some((reason) => /LEN|SEG_GT/.test(reason))) reasons.push('badLength', 'lengthDigits', 'overLong');
    if (vector.reject_reasons.some((reason) => /CRC/.test(reason))) reasons.push('badCrc', 'badLength', 'cutShort');
    if (vector.reject_reasons.includes('NO_CP')) reasons.push('noCp', 'cpNotClosed');
    if (reasons.length === 0 && version === 2 && ST === '21') return ['surfaceWater'];
    if (reasons.length === 0 && version !== 1) return ['otherEdition'];
    if (reasons.length === 0 && (keys.length === 0 || keys.includes('BeginTime'))) return ['deviceRequest'];
    if (reasons.length === 0 && /^901/.test(CN ?? '')) return ['answerFrame'];
    return reasons.length === 0 ? 'accepted' : reasons;
  }

  test('there are frames of every command and every edition among them', () => {
    expect(uploads.length).toBeGreaterThan(60);
    for (const cn of ['2011', '2051', '2061', '2031']) expect(uploads.some((vector) => vector.expected.CN === cn)).toBe(true);
  });

  test('every one is on disk as accepted and answered as its Flag asks, or with the reason why not and unanswered', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'vectors-'));
    const log = await openFrameLog(dir);
    const outcomes: Record<string, number> = {};
    try {
      for (const vector of uploads) {
        const bytes = bytesOf(vector);
        const { header } = decodeFrame(bytes);
        // Registered under what the collection says the frame carries.
        const mn = vector.expected.MN ?? header.MN;
        const pw = vector.expected.PW ?? header.PW ?? '';
        const gateway = await startGateway({
          host: '127.0.0.1',
          port: 0,
          log,
          now: Date.now,
          loggers: { find: (asked) => (asked === mn ? { mn, pw, edition: '2017' } : undefined) },
        });
        const socket = connect({ port: gateway.address.port, host: '127.0.0.1', allowHalfOpen: true });
        let answered = '';
        socket.on('data', (chunk) => {
          answered += text(chunk);
        });
        const closed = new Promise((resolve) => socket.once('close', resolve));
        const from = (await readFrames(dir, null, { maxRecords: 100_000 })).next;
        socket.end(bytes);
        socket.once('end', () => socket.destroy());
        await closed;
        await gateway.close();

        const { records } = await readFrames(dir, from);
        expect(Buffer.concat(records.map((record) => record.bytes)), vector.id).toEqual(Buffer.from(bytes));
        expect(records, vector.id).toHaveLength(1);
        const admission = records[0]!.admission;
        outcomes[admission] = (outcomes[admission] ?? 0) + 1;
        const expected = expectation(vector);
        if (expected === 'accepted') {
          expect(admission, vector.id).toBe('accepted');
          if ((vector.expected.Flag ?? 0) & 1) {
            const answer = decodeFrame(ascii(answered));
            expect(answer.header, vector.id).toEqual({ QN: vector.expected.QN, ST: '91', CN: '9014', PW: pw, MN: mn, Flag: 4 });
            expect(
              answer.findings.filter((f) => !['mnFormat', 'qnFormat'].includes(f.code)),
              vector.id,
            ).toEqual([]);
          } else {
            expect(answered, vector.id).toBe('');
          }
        } else {
          expect(expected, `${vector.id}: ${admission}`).toContain(admission);
          expect(REASONS, vector.id).toContain(admission);
          expect(catalogue[admission as FindingCode].says, vector.id).not.toBe('');
          expect(answered, vector.id).toBe('');
        }
      }
    } finally {
      await log.close();
      await rm(dir, { recursive: true, force: true });
    }
    console.info(`shared frames by admission: ${JSON.stringify(outcomes)}`);
  }, 120_000);

  test('every frame is one piece of its own, with length and checksum as the collection has them', () => {
    for (const vector of vectors) {
      const bytes = bytesOf(vector);
      const splitter = new FrameSplitter();
      const pieces = [...splitter.push(bytes), ...splitter.end()];
      const noHeader = vector.reject_reasons.includes('NO_HEADER');
      if (!noHeader)
        expect(
          pieces.map((piece) => [piece.kind, piece.bytes.length]),
          vector.id,
        ).toEqual([['frame', bytes.length]]);
      const decoded = decodeFrame(bytes);
      if (noHeader || vector.reject_reasons.includes('CRC_MISSING')) continue;
      if (!vector.defects.includes('ENCRYPTED'))
        expect(decoded.crcOk, vector.id).toBe(vector.crc_ok && !vector.reject_reasons.some((r) => /CRC/.test(r)));
      expect(decoded.segment.to - decoded.segment.from, vector.id).toBe(vector.len_actual);
      expect(decoded.lengthOk, vector.id).toBe(!vector.reject_reasons.some((reason) => /BAD_LEN|LEN_NOT/.test(reason)));
    }
  });

  test('header and values come out as the collection reads them', () => {
    for (const vector of vectors) {
      // Of a frame without a checksum the collection takes the rest for a value; where its area ends is anyone's guess.
      if (vector.reject_reasons.includes('CRC_MISSING')) continue;
      if (vector.defects.includes('ENCRYPTED') || vector.reject_reasons.includes('NO_HEADER') || !vector.expected.cp) continue;
      const { header, groups } = decodeFrame(bytesOf(vector));
      for (const key of ['QN', 'ST', 'CN', 'PW', 'MN', 'Flag'] as const) {
        const expected = vector.expected[key];
        if (expected !== undefined && expected !== null) expect(header[key], `${vector.id} ${key}`).toBe(expected);
      }
      const pairs = (area: [string, string][][]) =>
        area
          .flat()
          .map(([key, value]) => `${key.replace(/\s/g, '')}=${value.trim()}`)
          .filter((pair) => pair !== '=');
      expect(pairs(groups), vector.id).toEqual(pairs(vector.expected.cp));
    }
  });

  test('every stream is cut into its frames, whole or byte by byte', () => {
    for (const stream of streams) {
      const chunks = stream.chunks_b64.map((chunk) => Buffer.from(chunk, 'base64'));
      for (const feed of [chunks, [...Buffer.concat(chunks)].map((byte) => Uint8Array.of(byte))]) {
        const splitter = new FrameSplitter();
        const pieces = [...feed.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
        // A frame that declares more than anyone would wait for is recovered by its end; the collection leaves that to the reader.
        const frames = pieces.filter((piece) => piece.kind === 'frame' && (decodeFrame(piece.bytes).declaredLength ?? 0) <= MAX_WAIT);
        const expected = stream.frames.map((frame) => (/[\u0100-\uffff]/.test(frame) ? Buffer.from(frame).toString('latin1') : frame));
        expect(
          frames.map((piece) => text(piece.bytes)),
          stream.id,
        ).toEqual(expected);
        expect(Buffer.concat(pieces.map((piece) => piece.bytes)), stream.id).toEqual(Buffer.concat(chunks));
      }
    }
  });
});
