/**
 * The nouns of this room: what a frame says once it has been read. All text is kept as sent (blanks at the ends trimmed); numbers stand
 * beside their text and never instead of it.
 */
import type { Finding } from './findings.ts';

/** Edition of HJ 212 by the version bits of Flag (protocol: bits 7..2; 0 → 2005, 1 → 2017, 2 → 2025). */
export type Edition = '2005' | '2017' | '2025' | 'unknown';

/** Which way a frame goes: a logger uploads, a host requests, both answer, either may give notice. */
export type Direction = 'upload' | 'request' | 'answer' | 'notice' | 'unknown';

/** Header of the data segment. `Flag` is the control byte, not a mark; MN and PW are free text here. */
export interface Header {
  QN?: string;
  ST?: string;
  CN?: string;
  PW?: string;
  MN?: string;
  Flag?: number;
  PNUM?: number;
  PNO?: number;
}

/** A `key=value` of the data area. */
export type Pair = [key: string, value: string];

/** One value of a parameter: `w01018-Rtd=40.1` has suffix 'Rtd', text '40.1', value 40.1. */
export interface Field {
  suffix: string;
  text: string;
  /** The text as a number, or null where it is none ('--', 'NULL', 'N'). */
  value: number | null;
  /** Which of the `;` groups it stood in: a mark belongs to the values of its own group. */
  group: number;
  /** Bytes of the piece, `to` exclusive. */
  from: number;
  to: number;
}

/** All fields of one parameter (the part of the key before its last `-`), in the order sent. */
export interface ParameterRecord {
  parameter: string;
  fields: Field[];
}

export interface Decoded {
  header: Header;
  edition: Edition;
  direction: Direction;
  /** The data area as sent: `;` separates groups, `,` separates pairs. Empty when there is none or it is encrypted. */
  groups: Pair[][];
  records: ParameterRecord[];
  findings: Finding[];
  /** Bytes of the data segment, and what the frame declares of it. */
  segment: { from: number; to: number };
  declaredLength: number | null;
  /** Four digits that give exactly the length of the segment. */
  lengthOk: boolean;
  /** The checksum as sent, and whether it is right; null where it cannot be checked (encrypted) or is absent. */
  crc: string | null;
  crcOk: boolean | null;
}
