/**
 * Cuts a stream of bytes into pieces: frames, and whatever lies between frames. Splits. Does not decode, does not judge.
 *
 * Every byte received comes out in exactly one piece, in order, and the cuts do not depend on how the bytes were chopped on their way (G1, G2).
 * A declared length is believed only if the bytes at its end bear it out; otherwise the piece ends at its real end or at the next `##`, so
 * that a wrong length never swallows the frame behind it (HJ 212-2017 §6.3.1 gives the frame; resynchronising is ours).
 */
import { crcMatches, hexDigit, isCrcText } from './crc.ts';
import { type Finding, finding } from './findings.ts';

/** The longest data segment of the standard, in bytes (HJ 212-2017 §6.3.1). */
export const MAX_SEGMENT = 1024;
/** The longest segment we wait for: real loggers overrun the standard a little, and an over-long frame should be kept whole. */
export const MAX_WAIT = 4096;
/** The longest piece, and so the most that is ever held back: `##`, length, segment, checksum, CR LF. */
export const MAX_PIECE = 6 + MAX_WAIT + 4 + 2;
/** Silence after which an unfinished frame is given up, in milliseconds (protocol digest §2.2; the loggers' own time-out is 5 to 10 s). */
export const IDLE_MS = 10_000;
/** Silence after which a frame that lacks nothing but its line end is let go: half of the shortest time-out of a logger would be 2.5 s. */
export const SETTLE_MS = 1_500;

export interface Piece {
  kind: 'frame' | 'garbage';
  bytes: Uint8Array;
  findings: Finding[];
}

const HASH = 0x23;
const AMP = 0x26;
const CR = 0x0d;
const LF = 0x0a;

/** What can be said of the first bytes held: so many of them are a piece, or more are needed. */
type Cut = { length: number; kind: Piece['kind'] } | 'more';

export class FrameSplitter {
  readonly #held = new Uint8Array(2 * MAX_PIECE);
  #length = 0;
  /** How far the garbage, or the search for the real end of a frame, has been read already: keeps one-byte chunks linear. */
  #read = 0;
  /** The declared length of the frame at the front has been found wrong: look for its real end. */
  #astray = false;
  #lastByteAt: number | null = null;
  readonly #idleMs: number;
  readonly #settleMs: number;

  constructor(timing: { idleMs?: number; settleMs?: number } = {}) {
    this.#idleMs = timing.idleMs ?? IDLE_MS;
    this.#settleMs = timing.settleMs ?? SETTLE_MS;
  }

  /** Bytes held back because no piece is certain yet; never more than MAX_PIECE. */
  get heldBytes(): number {
    return this.#length;
  }

  /**
   * Takes bytes as they come and returns the pieces that are now certain. `now`, in milliseconds of any clock that only goes forward, starts
   * the idle clock; without it the next `idle` does.
   */
  push(chunk: Uint8Array, now: number | null = null): Piece[] {
    const pieces: Piece[] = [];
    for (let from = 0; from < chunk.length; ) {
      const portion = chunk.subarray(from, from + this.#held.length - this.#length);
      this.#held.set(portion, this.#length);
      this.#length += portion.length;
      from += portion.length;
      this.#cutAll(pieces);
    }
    if (chunk.length > 0) this.#lastByteAt = now;
    return pieces;
  }

  /**
   * To be called from time to time. After a short silence a frame whose line end is missing is let go, and so is a dead frame in front of a
   * complete one; after `idleMs` (10 s) of silence everything held is let go, an unfinished frame with the finding `cutShort`.
   */
  idle(now: number): Piece[] {
    if (this.#length === 0) return [];
    if (this.#lastByteAt === null) this.#lastByteAt = now;
    const silence = now - this.#lastByteAt;
    if (silence >= this.#idleMs) return this.end();
    const pieces: Piece[] = [];
    if (silence < this.#settleMs) return pieces;
    const complete = this.#completeButForLineEnd();
    if (complete > 0) {
      this.#emit(pieces, { length: complete, kind: 'frame' });
      this.#cutAll(pieces);
    } else if (this.#startsFrame() && !this.#astray && this.#holdsCompleteFrameBehind()) {
      this.#goAstray();
      this.#cutAll(pieces);
      // The complete frame behind may itself lack only its line end.
      if (pieces.length > 0) pieces.push(...this.idle(now));
    }
    return pieces;
  }

  /** Tells the splitter that silence until now does not count, e.g. because the reader itself had stopped reading. */
  touch(now: number): void {
    if (this.#length > 0) this.#lastByteAt = now;
  }

  /** The stream is over: lets go of everything held, cut where it can be cut. */
  end(): Piece[] {
    const pieces: Piece[] = [];
    while (this.#length > 0) {
      const complete = this.#completeButForLineEnd();
      if (complete > 0) {
        this.#emit(pieces, { length: complete, kind: 'frame' });
      } else if (this.#startsFrame() && !this.#astray) {
        this.#goAstray();
      } else {
        this.#emit(pieces, { length: this.#length, kind: this.#startsFrame() && this.#endsLikeFrame(this.#length) ? 'frame' : 'garbage' });
      }
      this.#cutAll(pieces);
    }
    this.#lastByteAt = null;
    return pieces;
  }

  #cutAll(pieces: Piece[]): void {
    while (this.#length > 0) {
      const cut = this.#startsFrame() ? this.#cutFrame() : this.#cutGarbage();
      if (cut === 'more') return;
      this.#emit(pieces, cut);
    }
  }

  #emit(pieces: Piece[], cut: { length: number; kind: Piece['kind'] }): void {
    const bytes = this.#held.slice(0, cut.length);
    const startedFrame = this.#startsFrame();
    this.#held.copyWithin(0, cut.length, this.#length);
    this.#length -= cut.length;
    this.#read = 0;
    this.#astray = false;
    const findings: Finding[] = [];
    if (cut.kind === 'garbage') {
      const code = startedFrame ? 'cutShort' : bytes.every(isBlank) ? 'blankBetween' : 'garbage';
      findings.push(finding(code, 0, bytes.length));
    }
    pieces.push({ kind: cut.kind, bytes, findings });
  }

  #startsFrame(): boolean {
    return startsFrameAt(this.#held, 0, this.#length) === true;
  }

  /** Garbage runs until a frame starts; a run as long as the longest piece is let go so that memory stays bounded. */
  #cutGarbage(): Cut {
    for (let i = this.#read; i < this.#length; i++) {
      if (i === MAX_PIECE) return { length: i, kind: 'garbage' };
      const starts = startsFrameAt(this.#held, i, this.#length);
      if (starts === 'more') {
        this.#read = i;
        return 'more';
      }
      if (starts) return { length: i, kind: 'garbage' };
    }
    this.#read = this.#length;
    return 'more';
  }

  /** A frame stands at the front: believe its length if its end is where it says, else look for the real end. */
  #cutFrame(): Cut {
    if (this.#astray) return this.#cutAstray();
    const header = lengthAt(this.#held, 0, this.#length);
    if (header.digits < 4 && header.from >= this.#length) return 'more';
    if (header.declared <= MAX_WAIT) {
      const segmentEnd = header.from + header.declared;
      if (this.#length < segmentEnd + 4) return 'more';
      if (this.#bearsOut(header.from, segmentEnd)) return this.#withLineEnd(segmentEnd + 4);
    }
    this.#goAstray();
    return this.#cutAstray();
  }

  #goAstray(): void {
    this.#astray = true;
    this.#read = lengthAt(this.#held, 0, this.#length).from;
  }

  /**
   * Whether the declared end is an end. The right checksum proves it. A closed data area followed by any four hexadecimal digits is taken too:
   * a wrong checksum is a finding, not another frame, and an encrypted frame carries the checksum of its plain text (HJ 212-2025 §6.4). Only
   * when a sound frame that began further on ends at the very same byte was the first one cut off on the way.
   */
  #bearsOut(from: number, to: number): boolean {
    if (!isCrcText(this.#held, to)) return false;
    if (crcMatches(this.#held, from, to, to)) return true;
    return this.#held[to - 1] === AMP && this.#held[to - 2] === AMP && !this.#soundFrameInside(from, to);
  }

  #soundFrameInside(from: number, to: number): boolean {
    for (let i = to - 6; i >= from; i--) {
      if (this.#held[i] !== HASH || startsFrameAt(this.#held, i, to) !== true) continue;
      const inner = lengthAt(this.#held, i, to);
      return inner.from + inner.declared === to && crcMatches(this.#held, inner.from, to, to);
    }
    return false;
  }

  /** The line end belongs to the frame: CR LF, or either alone. Its absence shows only with the next byte, or by silence. */
  #withLineEnd(end: number): Cut {
    if (this.#length === end) return 'more';
    const next = this.#held[end];
    if (next === LF) return { length: end + 1, kind: 'frame' };
    if (next !== CR) return { length: end, kind: 'frame' };
    if (this.#length === end + 1) return 'more';
    return { length: this.#held[end + 1] === LF ? end + 2 : end + 1, kind: 'frame' };
  }

  /** The length was wrong. The frame ends after `&&` and a checksum, at a line feed, or (cut short) where the next frame starts. */
  #cutAstray(): Cut {
    for (let i = this.#read; ; i++) {
      // Eight bytes are left for what may have to be read ahead: `&&`, checksum, line end.
      if (i >= MAX_PIECE - 8) return { length: i, kind: 'garbage' };
      this.#read = i;
      if (i >= this.#length) return 'more';
      const byte = this.#held[i];
      if (byte === LF) return { length: i + 1, kind: 'frame' };
      if (byte === HASH) {
        const starts = startsFrameAt(this.#held, i, this.#length);
        if (starts === 'more') return 'more';
        if (starts) return { length: i, kind: this.#endsLikeFrame(i) ? 'frame' : 'garbage' };
      }
      if (byte === AMP) {
        if (this.#length < i + 7) {
          if (couldEndFrame(this.#held, i, this.#length)) return 'more';
        } else if (this.#held[i + 1] === AMP && isCrcText(this.#held, i + 2) && followsFrame(this.#held[i + 6]!)) {
          return this.#withLineEnd(i + 6);
        }
      }
    }
  }

  /** The end of the frame at the front if all of it but the line end is here, else 0. */
  #completeButForLineEnd(): number {
    if (!this.#startsFrame()) return 0;
    const header = lengthAt(this.#held, 0, this.#length);
    const segmentEnd = header.from + header.declared;
    if (!this.#astray && this.#length >= segmentEnd + 4 && this.#bearsOut(header.from, segmentEnd)) return this.#length;
    return this.#astray && this.#endsLikeFrame(this.#length) ? this.#length : 0;
  }

  /** Whether `[0, to)` ends with `&&` and four hexadecimal digits (and perhaps a CR). */
  #endsLikeFrame(to: number): boolean {
    const end = this.#held[to - 1] === CR ? to - 1 : to;
    return end >= 10 && this.#held[end - 5] === AMP && this.#held[end - 6] === AMP && isCrcText(this.#held, end - 4);
  }

  #holdsCompleteFrameBehind(): boolean {
    // A bound on the work one peer can cause per tick; a real stream has one or two frames behind a dead one.
    for (let i = 2, tried = 0; i < this.#length && tried < 16; i++) {
      if (this.#held[i] !== HASH || startsFrameAt(this.#held, i, this.#length) !== true) continue;
      const inner = lengthAt(this.#held, i, this.#length);
      const to = inner.from + inner.declared;
      if (to + 4 > this.#length || !isCrcText(this.#held, to)) continue;
      if (crcMatches(this.#held, inner.from, to, to)) return true;
      tried++;
    }
    return false;
  }
}

/**
 * Whether a frame starts at `i`: `##` and at least two digits. Two and three digits occur in the field (`##81QN=`); one is noise. In `###0139`
 * the frame starts at the second hash. 'more' when the bytes run out before this is decided.
 */
export function startsFrameAt(bytes: Uint8Array, i: number, length: number): boolean | 'more' {
  if (bytes[i] !== HASH) return false;
  for (let k = 1; k < 4; k++) {
    if (i + k >= length) return 'more';
    if (k === 1 ? bytes[i + 1] !== HASH : !isDigit(bytes[i + k]!)) return false;
  }
  return true;
}

/** The declared length behind the `##` at `i` and where its segment begins: up to four digits are read. */
export function lengthAt(bytes: Uint8Array, i: number, length: number): { declared: number; digits: number; from: number } {
  let declared = 0;
  let digits = 0;
  while (digits < 4 && i + 2 + digits < length && isDigit(bytes[i + 2 + digits]!)) {
    declared = declared * 10 + (bytes[i + 2 + digits]! - 0x30);
    digits++;
  }
  return { declared, digits, from: i + 2 + digits };
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isBlank(byte: number): boolean {
  return byte === CR || byte === LF || byte === 0x20 || byte === 0x09 || byte === 0;
}

/** What may stand behind a checksum: a line end, the next frame, a vendor's `**`, padding. */
export function followsFrame(byte: number): boolean {
  return isBlank(byte) || byte === HASH || byte === 0x2a;
}

/** Whether the bytes from an `&` on, as far as they have come, may still turn out to be `&&` and a checksum. */
function couldEndFrame(bytes: Uint8Array, i: number, length: number): boolean {
  if (i + 1 < length && bytes[i + 1] !== AMP) return false;
  for (let k = i + 2; k < length && k < i + 6; k++) if (hexDigit(bytes[k]) < 0) return false;
  return true;
}
