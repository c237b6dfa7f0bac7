import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameSplitter, IDLE_MS, MAX_PIECE, type Piece, SETTLE_MS } from './split.ts';
import { ANNEX_A, ascii, envelope, text, upload } from './testing.ts';

const frame = (n: number) => upload({ QN: `2016080108585700${n}` });
const cat = (...parts: (Uint8Array | string)[]) =>
  Uint8Array.from(Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part))));

/** All pieces of a stream fed in the given chunks, with what is left at its end. */
function split(bytes: Uint8Array, cuts: number[] = []): Piece[] {
  const splitter = new FrameSplitter();
  const pieces: Piece[] = [];
  let from = 0;
  for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
    for (const piece of splitter.push(bytes.subarray(from, cut))) pieces.push(piece);
    expect(splitter.heldBytes).toBeLessThanOrEqual(MAX_PIECE);
    from = cut;
  }
  return [...pieces, ...splitter.end()];
}

const shown = (pieces: Piece[]) => pieces.map((piece) => [piece.kind, text(piece.bytes), ...piece.findings.map((f) => f.code)]);
const framesOf = (pieces: Piece[]) => pieces.filter((piece) => piece.kind === 'frame').map((piece) => text(piece.bytes));

describe('sticky and half packets', () => {
  test('two frames in one read are two frames', () => {
    expect(framesOf(split(cat(frame(1), frame(2))))).toEqual([text(frame(1)), text(frame(2))]);
  });

  test('a frame cut anywhere, even between the hashes or inside the line end, is one frame', () => {
    const bytes = frame(1);
    for (let cut = 1; cut < bytes.length; cut++) expect(framesOf(split(bytes, [cut]))).toEqual([text(bytes)]);
  });

  test('a frame that comes byte by byte is out with its last byte', () => {
    const splitter = new FrameSplitter();
    const bytes = frame(1);
    const outs = [...bytes].map((byte) => splitter.push(Uint8Array.of(byte)).length);
    expect(outs.lastIndexOf(1)).toBe(bytes.length - 1);
    expect(outs.filter((count) => count > 0)).toHaveLength(1);
  });

  test('frames without a line end, or with half of one, are told apart', () => {
    const bare = text(frame(1)).trimEnd();
    expect(framesOf(split(cat(bare, bare, '\r', bare, '\n', frame(2))))).toEqual([bare, `${bare}\r`, `${bare}\n`, text(frame(2))]);
  });

  test('modem text, NULs and stray hashes between frames become garbage and cost no frame', () => {
    const pieces = split(cat('\0\xff AT+OK\r\n', frame(1), '\r\n\r\n', frame(2), 'abc#', frame(3)));
    expect(shown(pieces)).toEqual([
      ['garbage', '\0\xff AT+OK\r\n', 'garbage'],
      ['frame', text(frame(1))],
      ['garbage', '\r\n\r\n', 'blankBetween'],
      ['frame', text(frame(2))],
      ['garbage', 'abc#', 'garbage'],
      ['frame', text(frame(3))],
    ]);
  });
});

describe('wrong lengths', () => {
  const relength = (bytes: Uint8Array, declared: string) => `##${declared}${text(bytes).slice(6)}`;

  test.each(['0000', '0010', '0138', '0140', '0300', '2000', '4097', '9999', '139', '99'])(
    'a frame that declares %s swallows nothing',
    (declared) => {
      const wrong = relength(frame(1), declared);
      const pieces = split(cat(wrong, frame(2), frame(3), frame(4)));
      expect(framesOf(pieces)).toEqual([wrong, text(frame(2)), text(frame(3)), text(frame(4))]);
    },
  );

  test('a frame cut off on the way gives its place to the next one', () => {
    const dead = text(frame(1)).slice(0, 67);
    expect(shown(split(cat(dead, frame(2), ANNEX_A)))).toEqual([
      ['garbage', dead, 'cutShort'],
      ['frame', text(frame(2))],
      ['frame', ANNEX_A],
    ]);
  });

  test('wherever a frame is cut off, the frame behind it is found', () => {
    const whole = text(frame(1));
    for (let cut = 0; cut < whole.length; cut++) {
      expect(framesOf(split(cat(whole.slice(0, cut), frame(2), frame(3)))).slice(-2)).toEqual([text(frame(2)), text(frame(3))]);
    }
  });

  test('an over-long frame up to four thousand bytes is kept whole', () => {
    const long = `##1045${'x'.repeat(1043)}&&0000\r\n`;
    expect(framesOf(split(cat(long, frame(1))))).toEqual([long, text(frame(1))]);
  });

  test('a wrong checksum with the right length stays one frame', () => {
    const wrong = text(frame(1)).replace(/....\r\n$/, 'ABCD\r\n');
    expect(framesOf(split(cat(wrong, frame(2))))).toEqual([wrong, text(frame(2))]);
  });

  test('bytes of any kind inside a frame of right length do not end it (HJ 212-2025 §6.4 sends ciphertext)', () => {
    const inside = envelope(ascii('CN=2051;CP=&&\r\n##0012&&1C80\r\n\0\xff;&&'));
    expect(framesOf(split(cat(inside, frame(1))))).toEqual([text(inside), text(frame(1))]);
  });
});

describe('silence', () => {
  test('an unfinished frame is let go after ten seconds, not before', () => {
    const splitter = new FrameSplitter();
    splitter.push(frame(1).subarray(0, 60), 1_000);
    expect(splitter.idle(1_000 + IDLE_MS - 1)).toEqual([]);
    expect(shown(splitter.idle(1_000 + IDLE_MS))).toEqual([['garbage', text(frame(1)).slice(0, 60), 'cutShort']]);
    expect(splitter.heldBytes).toBe(0);
  });

  test('one byte a second is slow and not silent', () => {
    const splitter = new FrameSplitter();
    const pieces: Piece[] = [];
    [...frame(1)].forEach((byte, second) => {
      pieces.push(...splitter.idle(second * 1_000), ...splitter.push(Uint8Array.of(byte), second * 1_000));
    });
    expect(framesOf(pieces)).toEqual([text(frame(1))]);
  });

  test('a frame without a line end does not wait for the next one', () => {
    const splitter = new FrameSplitter();
    const bare = ascii(text(frame(1)).trimEnd());
    expect(splitter.push(bare, 0)).toEqual([]);
    expect(framesOf(splitter.idle(SETTLE_MS))).toEqual([text(bare)]);
  });

  test('a complete frame behind a dead one does not wait ten seconds', () => {
    const splitter = new FrameSplitter();
    const dead = '##0900QN=20160801085857223;ST=32';
    expect(splitter.push(cat(dead, frame(1), text(frame(2)).trimEnd()), 0)).toEqual([]);
    expect(shown(splitter.idle(SETTLE_MS))).toEqual([
      ['garbage', dead, 'cutShort'],
      ['frame', text(frame(1))],
      ['frame', text(frame(2)).trimEnd()],
    ]);
  });

  test('a log text that quotes a whole frame is not torn apart while it comes in', () => {
    const quoting = envelope(ascii(`CN=3020;CP=&&i11001-Info=//${ANNEX_A.trimEnd()}//&&`));
    expect(framesOf(split(quoting))).toEqual([text(quoting)]);
  });
});

describe('G1, G2: nothing lost, nothing doubled, cuts independent of chunks', () => {
  /** Streams made of the things that matter to a splitter: whole frames, broken frames, and pieces of syntax in any order. */
  const part = fc.oneof(
    fc.constant(text(frame(1))),
    fc.constant(text(frame(2)).trimEnd()),
    fc.constant(ANNEX_A),
    fc
      .tuple(fc.integer({ min: 0, max: 9999 }), fc.nat(160))
      .map(([n, cut]) => `##${String(n).padStart(4, '0')}${text(frame(3)).slice(6, cut + 6)}`),
    fc.constantFrom(
      '#',
      '##',
      '###',
      '##0',
      '##00',
      '##12Q',
      '&&',
      '&',
      '&&1C80',
      '&&1C8',
      '\r',
      '\n',
      '\r\n',
      '\0',
      'CP=&&',
      '0087',
      '##9999',
    ),
    fc.string({ unit: 'binary-ascii', maxLength: 40 }),
  );
  const stream = fc.array(part, { maxLength: 30 }).map((parts) => ascii(parts.join('')));

  test('the pieces put together are the bytes received', () => {
    fc.assert(
      fc.property(stream, (bytes) => {
        expect(text(cat(...split(bytes).map((piece) => piece.bytes)))).toBe(text(bytes));
      }),
      { numRuns: 500 },
    );
  });

  test('the pieces do not depend on how the bytes were chopped', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(4_000), { maxLength: 20 }), (bytes, cuts) => {
        const chopped = split(
          bytes,
          cuts.map((cut) => Math.min(cut, bytes.length)),
        );
        expect(shown(chopped)).toEqual(shown(split(bytes)));
        expect(shown(split(bytes, [...bytes.keys()]))).toEqual(shown(split(bytes)));
      }),
      { numRuns: 500 },
    );
  });

  test('silence at any moment loses and doubles nothing either', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.tuple(fc.nat(300), fc.nat(12_000)), { maxLength: 12 }), (bytes, steps) => {
        const splitter = new FrameSplitter();
        const pieces: Piece[] = [];
        let at = 0;
        let clock = 0;
        for (const [length, pause] of steps) {
          pieces.push(...splitter.push(bytes.subarray(at, at + length), clock));
          at += length;
          clock += pause;
          pieces.push(...splitter.idle(clock));
        }
        pieces.push(...splitter.push(bytes.subarray(at), clock), ...splitter.end());
        expect(text(cat(...pieces.map((piece) => piece.bytes)))).toBe(text(bytes));
      }),
      { numRuns: 300 },
    );
  });

  test('memory stays bounded whatever is sent', () => {
    for (const poison of ['x', '#', '##4096', '##9999', '##0000', '&&&', '\0']) {
      const pieces = split(ascii(poison.repeat(40_000)));
      expect(Math.max(...pieces.map((piece) => piece.bytes.length))).toBeLessThanOrEqual(MAX_PIECE);
    }
  });

  test('a megabyte of hostile hashes is cut in reasonable time', () => {
    const started = performance.now();
    expect(split(ascii('##0999##1000&&'.repeat(75_000))).length).toBeGreaterThan(1_000);
    // A shape, not a speed: a quadratic splitter takes minutes here.
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
