/** Writes frames in the one canonical form of HJ 212-2017 §6.3: fields in the standard's order, capitals in the checksum, CR LF. */
import { crcText } from './crc.ts';
import type { Header, Pair } from './frame.ts';
import { MAX_SEGMENT } from './split.ts';

const ORDER = ['QN', 'ST', 'CN', 'PW', 'MN', 'Flag', 'PNUM', 'PNO'] as const;

/**
 * The bytes of a frame. Fields that are undefined are left out.
 *
 * Throws (an assertion: our own caller is wrong) when a text would break the frame open or the segment exceeds 1024 bytes; splitting by
 * PNUM/PNO is the caller's.
 *
 * @example encodeFrame({ QN, ST: '32', CN: '1062', PW, MN, Flag: 5 }, [[['RtdInterval', '30']]])
 */
export function encodeFrame(header: Header, groups: Pair[][] = []): Uint8Array {
  const head = ORDER.filter((key) => header[key] !== undefined).map((key) => `${key}=${headerText(String(header[key]))};`);
  const area = groups.map((group) =>
    group.map(([key, value]) => `${areaText(key, /[;,=&]|\r|\n/)}=${areaText(value, VALUE_BREAKS)}`).join(','),
  );
  return envelope(Buffer.from(`${head.join('')}CP=&&${area.join(';')}&&`, 'utf8'));
}

/** Puts `##`, length, checksum and line end around a data segment. */
export function envelope(segment: Uint8Array): Uint8Array {
  if (segment.length > MAX_SEGMENT) throw new RangeError(`a data segment of ${segment.length} bytes exceeds ${MAX_SEGMENT}`);
  const length = String(segment.length).padStart(4, '0');
  return new Uint8Array(Buffer.concat([Buffer.from(`##${length}`), segment, Buffer.from(`${crcText(segment)}\r\n`)]));
}

/** A value may hold separators only between slashes, `//…//`, as log texts do (Table C.40). */
const VALUE_BREAKS = /&&|[\r\n]/;

function headerText(text: string): string {
  if (/[;,&\r\n]/.test(text)) throw new TypeError('a header field may not hold a separator');
  return text;
}

function areaText(text: string, breaks: RegExp): string {
  const isLog = /^\/\/.*\/\/$/s.test(text) && !/\/\/[;,]/.test(text);
  if (breaks.test(text) || (!isLog && /[;,]/.test(text))) throw new TypeError('a text of the data area may not hold a separator');
  return text;
}
