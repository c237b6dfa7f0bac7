/**
 * Bytes made fit to be seen: passwords and keys covered. PW travels in clear in every frame (HJ 212-2017 §6.3.2), so nothing of a frame
 * leaves the frame log for a screen, a log line or an export except through here.
 */

/** PW of the header and of 1072 in 2005, NewPW of 1072, NewSK of 1014 (HJ 212-2025: the cipher key itself). */
const SECRET = /\b(PW|NewPW|NewSK)(\s*=\s*)([^;,&\r\n]*)/gi;

const REST_OF_PASSWORD = /^[^;,]*(?=[;,]\s*MN\s*=)/i;

const COVER = '******';

/** The frame as text, secrets covered by six stars whatever their length; bytes that are no text are shown as `\xNN`. */
export function maskedText(bytes: Uint8Array): string {
  return visible(covered(bytes)).replace(SECRET, (_, key: string, equals: string) => `${key}${equals}${COVER}`);
}

/** The same bytes with each byte of a secret replaced by `*`: places stay what they are, lengths of secrets show. */
export function covered(bytes: Uint8Array): Uint8Array {
  const out = Uint8Array.from(bytes);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  for (const match of text.matchAll(SECRET)) {
    const from = match.index + match[1]!.length + match[2]!.length;
    out.fill(0x2a, from, from + match[3]!.length);
  }
  // A piece that was cut off inside its password begins with the rest of it: in the standard's order MN follows PW.
  const rest = text.startsWith('##') ? null : REST_OF_PASSWORD.exec(text);
  if (rest) out.fill(0x2a, 0, rest[0].length);
  return out;
}

/** Offset, sixteen bytes in hexadecimal, and their characters, line by line; secrets covered. */
export function hexDump(bytes: Uint8Array): string {
  const safe = covered(bytes);
  const lines: string[] = [];
  for (let at = 0; at < safe.length; at += 16) {
    const row = [...safe.subarray(at, at + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const characters = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(4, '0')}  ${hex.padEnd(47)}  ${characters}`);
  }
  return lines.join('\n');
}

/** A pair of the data area with its secret covered, for showing decoded frames. */
export function coveredPair([key, value]: [string, string]): [string, string] {
  return /^(PW|NewPW|NewSK)$/i.test(key) ? [key, COVER] : [key, value];
}

/** A password for showing. */
export function coveredPassword(pw: string | undefined): string | undefined {
  return pw === undefined ? undefined : COVER;
}

function visible(bytes: Uint8Array): string {
  let out = '';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes[i]!);
    try {
      const text = decoder.decode(bytes.subarray(i, i + length));
      const byte = bytes[i]!;
      const plain = byte >= 0x20 && byte !== 0x7f && !/^[\u0080-\u009f\u2028\u2029\ufeff]$/.test(text);
      out += plain || byte === 0x0d || byte === 0x0a || byte === 0x09 ? text : escaped(bytes.subarray(i, i + length));
      i += length;
    } catch {
      out += escaped(bytes.subarray(i, i + 1));
      i++;
    }
  }
  return out;
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}

function escaped(bytes: Uint8Array): string {
  return [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('');
}
