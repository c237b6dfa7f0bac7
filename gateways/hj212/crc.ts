/**
 * The checksum of HJ 212-2017 Annex A (the same in HJ 212-2025 A.1). It is not Modbus: each byte is added to the register shifted right by
 * eight, so only the high byte of the register lives on from byte to byte. There are therefore just 256 possible results and a random
 * corruption passes once in 256: nothing in this room trusts the checksum alone.
 */

/** One step of the register for each value of its live byte. */
const STEP = Uint16Array.from({ length: 256 }, (_, byte) => {
  let register = byte;
  for (let bit = 0; bit < 8; bit++) register = register & 1 ? (register >> 1) ^ 0xa001 : register >> 1;
  return register;
});

/** The checksum of `bytes[from, to)` as a number. */
export function crc(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let register = 0xffff;
  for (let i = from; i < to; i++) register = STEP[(register >> 8) ^ bytes[i]!]!;
  return register;
}

/** The checksum as it stands in a frame, four upper-case hexadecimal digits: `crcText(ascii('A'))` is '7080'. */
export function crcText(bytes: Uint8Array, from = 0, to = bytes.length): string {
  return crc(bytes, from, to).toString(16).toUpperCase().padStart(4, '0');
}

/**
 * Whether the four characters at `at` are the standard's checksum of `bytes[from, to)`. Either case is taken (the standard prints capitals,
 * the field sends both); plain Modbus, swapped bytes and constants are not.
 */
export function crcMatches(bytes: Uint8Array, from: number, to: number, at: number): boolean {
  let given = 0;
  for (let i = at; i < at + 4; i++) {
    const digit = hexDigit(bytes[i]);
    if (digit < 0) return false;
    given = (given << 4) | digit;
  }
  return given === crc(bytes, from, to);
}

/** The value of a hexadecimal digit in either case, or −1. */
export function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Whether four hexadecimal digits stand at `at`. */
export function isCrcText(bytes: Uint8Array, at: number): boolean {
  return hexDigit(bytes[at]) >= 0 && hexDigit(bytes[at + 1]) >= 0 && hexDigit(bytes[at + 2]) >= 0 && hexDigit(bytes[at + 3]) >= 0;
}
