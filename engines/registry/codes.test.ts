import { describe, expect, it } from 'vitest';
import {
  areaLevel,
  areasAbove,
  checkAreaCode,
  checkCreditCode,
  creditCheckCharacter,
  creditCodeFrom,
  isAreaCode,
  isCreditCode,
} from './index.ts';

describe('credit codes (GB 32100-2015, R3)', () => {
  it("the standard's worked example, 91350100M000100Y4, sums to 1640 and takes the check character 3", () => {
    // Σ CᵢWᵢ = 1640, 1640 mod 31 = 28, 31 − 28 = 3; the standard's example rejects the same seventeen with Z or any other end.
    expect(creditCheckCharacter('91350100M000100Y4')).toBe('3');
    expect(isCreditCode('91350100M000100Y43')).toBe(true);
    expect(checkCreditCode('91350100M000100Y4Y')).toMatchObject({ code: 'creditCodeCheckFails' });
    expect(checkCreditCode('91350100M000100Y4Z')).toMatchObject({ code: 'notACreditCode' });
  });

  it('codes printed in public annual reports pass', () => {
    // Alibaba (China), Huawei Technologies, Shenzhen Tencent Computer Systems: published by the firms themselves.
    for (const code of ['91330100799655058B', '914403001922038216', '9144030071526726XG']) expect(isCreditCode(code), code).toBe(true);
  });

  it('a single wrong character anywhere, and two neighbours swapped, are noticed', () => {
    const code = creditCodeFrom('91330499MA2AB3XK7');
    for (let at = 0; at < 18; at += 1) {
      for (const other of '0123456789ABCDEFGHJKLMNPQRTUWXY') {
        if (other !== code[at]) expect(isCreditCode(code.slice(0, at) + other + code.slice(at + 1)), `${at} ${other}`).toBe(false);
      }
      if (at < 17 && code[at] !== code[at + 1]) {
        expect(isCreditCode(code.slice(0, at) + code[at + 1] + code[at] + code.slice(at + 2)), `swap ${at}`).toBe(false);
      }
    }
  });

  it('small letters, blanks, the five letters left out and other lengths are no codes', () => {
    for (const text of [
      '91350100m000100y43',
      ' 91350100M000100Y43',
      '91350100M000100Y4',
      '91350100M000100Y433',
      '91350100MOOO100Y43',
      '',
      '九1350100M000100Y43',
    ]) {
      expect(checkCreditCode(text)?.code, text).toBe('notACreditCode');
    }
  });
});

describe('area codes', () => {
  it('a code is as deep as its last part that is not zero, and knows what lies above it', () => {
    expect(areaLevel('330402001003')).toBe('village');
    expect(areasAbove('330402001003')).toEqual(['330402001000', '330402000000', '330400000000', '330000000000']);
    expect(areasAbove('330400000000')).toEqual(['330000000000']);
    expect(areasAbove('330000000000')).toEqual([]);
  });

  it('a town directly under a city without counties is a code, and lies under that city', () => {
    expect(isAreaCode('441900003000')).toBe(true);
    expect(areaLevel('441900003000')).toBe('town');
    expect(areasAbove('441900003000')).toEqual(['441900000000', '440000000000']);
  });

  it('a code of another length, an unknown province, or a deeper part under nothing is refused', () => {
    for (const code of [
      '330402',
      '330402001',
      '3304020010030',
      '990402001003',
      '000000000000',
      '330002000000',
      '330400000003',
      '33040200100X',
    ]) {
      expect(checkAreaCode(code)?.code, code).toBe('notAnAreaCode');
    }
  });
});
