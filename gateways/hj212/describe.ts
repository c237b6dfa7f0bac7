/** Frames described for people and programs outside: what `xiushui hj212 decode` prints and the console shows. Passwords are covered. */
import { decodeFrame } from './decode.ts';
import type { Finding } from './findings.ts';
import type { Decoded, Direction, Edition, Header, Pair } from './frame.ts';
import { coveredPair, coveredPassword } from './mask.ts';
import { FrameSplitter, type Piece } from './split.ts';
import { readUpload } from './upload.ts';

export interface FrameDescription {
  kind: Piece['kind'];
  /** Length of the piece in bytes. */
  bytes: number;
  header: Header;
  edition: Edition;
  direction: Direction;
  declaredLength: number | null;
  lengthOk: boolean;
  crc: string | null;
  crcOk: boolean | null;
  /** The instant of DataTime, ISO 8601, for uploads that have one. */
  observedAt: string | null;
  /** Pairs without a parameter: DataTime, PolId, SystemTime, … */
  fields: Pair[];
  records: { parameter: string; fields: { suffix: string; text: string; value: number | null }[] }[];
  findings: Finding[];
}

/** Describes one piece. */
export function describeFrame(bytes: Uint8Array, kind: Piece['kind'] = 'frame'): FrameDescription {
  const decoded: Decoded = decodeFrame(bytes);
  const reading = readUpload(decoded);
  const header: Header = { ...decoded.header };
  if (header.PW !== undefined) header.PW = coveredPassword(header.PW);
  return {
    kind,
    bytes: bytes.length,
    header,
    edition: decoded.edition,
    direction: decoded.direction,
    declaredLength: decoded.declaredLength,
    lengthOk: decoded.lengthOk,
    crc: decoded.crc,
    crcOk: decoded.crcOk,
    observedAt: reading.upload ? new Date(reading.upload.observedAt).toISOString() : null,
    fields: decoded.groups
      .flat()
      .filter(([key]) => key.lastIndexOf('-') <= 0)
      .map(coveredPair),
    records: decoded.records.map(({ parameter, fields }) => ({
      parameter,
      fields: fields.map(({ suffix, text, value }) => ({ suffix, text, value })),
    })),
    findings: reading.findings,
  };
}

/** Describes a stream of bytes, one object a frame (or stretch of garbage), in order; blanks between frames are passed over. */
export async function* decodeLines(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<FrameDescription> {
  const splitter = new FrameSplitter();
  for await (const chunk of source) yield* described(splitter.push(chunk));
  yield* described(splitter.end());
}

function* described(pieces: Piece[]): Generator<FrameDescription> {
  for (const piece of pieces) {
    if (piece.findings.some((f) => f.code === 'blankBetween')) continue;
    yield describeFrame(piece.bytes, piece.kind);
  }
}
