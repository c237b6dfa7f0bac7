import { describe, expect, test } from 'vitest';
import { crcMatches, crcText } from './crc.ts';
import { ANNEX_A, ANNEX_A_2025, ascii } from './testing.ts';

describe('checksum (HJ 212-2017 Annex A)', () => {
  test('the printed examples of 2017 and 2025 come out as printed', () => {
    expect(crcText(ascii(ANNEX_A.slice(6, -6)))).toBe('1C80');
    expect(crcText(ascii(ANNEX_A_2025.slice(6, -6)))).toBe('2200');
  });

  test('known short texts come out as other implementations give them, and not as Modbus would', () => {
    expect(crcText(ascii(''))).toBe('FFFF');
    expect(crcText(ascii('A'))).toBe('7080');
    expect(crcText(ascii('123456789'))).toBe('2F80');
  });

  test('a checksum in small letters is the same checksum; anything else is not', () => {
    const segment = 'QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&';
    const matches = (crc: string) => crcMatches(ascii(segment + crc), 0, segment.length, segment.length);
    expect(matches('1C80')).toBe(true);
    expect(matches('1c80')).toBe(true);
    // 0759 is plain Modbus over the same bytes; 5907 the same with its bytes swapped.
    for (const wrong of ['0759', '5907', '0000', '1C8', 'ZZZZ', '']) expect(matches(wrong)).toBe(false);
  });
});
