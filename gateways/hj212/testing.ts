/** Frames for this room's tests: the examples printed in the standards, re-typed, and makers of frames. Not for use outside tests. */
import { encodeFrame } from './encode.ts';
import type { Header, Pair } from './frame.ts';

/** HJ 212-2017 Annex A: the one complete frame the standard prints, checksum 1C80. A request to set an interval. */
export const ANNEX_A =
  '##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80\r\n';

/** HJ 212-2025 A.1, checksum 2200. */
export const ANNEX_A_2025 = '##0087QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&2200\r\n';

export const MN = '010000A8900016F000169DC0';
export const PW = '123456';

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

export function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

/** An upload as our own encoder writes it; `over` changes header fields. */
export function upload(over: Partial<Header> = {}, groups: Pair[][] = REALTIME): Uint8Array {
  return encodeFrame({ QN: '20160801085857223', ST: '32', CN: '2011', PW, MN, Flag: 5, ...over }, groups);
}

export const REALTIME: Pair[][] = [
  [['DataTime', '20160801085857']],
  [
    ['w01018-Rtd', '40.1'],
    ['w01018-Flag', 'N'],
  ],
];

/** Puts a right envelope around any data segment. */
export { envelope } from './encode.ts';
