import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFrame, numberOf } from './decode.ts';
import { encodeFrame } from './encode.ts';
import type { Header, Pair } from './frame.ts';
import { ANNEX_A, ANNEX_A_2025, ascii, envelope, MN, PW, text, upload } from './testing.ts';

const decode = (segment: string) => decodeFrame(envelope(ascii(segment)));
const codesOf = (bytes: Uint8Array) => decodeFrame(bytes).findings.map((f) => f.code);

describe('the standards’ own examples', () => {
  test('HJ 212-2017 Annex A is a request of 2017 without a finding', () => {
    const decoded = decodeFrame(ascii(ANNEX_A));
    expect(decoded.header).toEqual({ QN: '20160801085857223', ST: '32', CN: '1062', PW: '100000', MN, Flag: 5 });
    expect(decoded).toMatchObject({
      edition: '2017',
      direction: 'request',
      groups: [[['RtdInterval', '30']]],
      lengthOk: true,
      crcOk: true,
      crc: '1C80',
    });
    expect(decoded.findings).toEqual([]);
  });

  test('HJ 212-2025 A.1 is of 2025, and that is a finding', () => {
    const decoded = decodeFrame(ascii(ANNEX_A_2025));
    expect(decoded).toMatchObject({ edition: '2025', direction: 'request', groups: [], lengthOk: true, crcOk: true });
    expect(decoded.findings.map((f) => f.code)).toEqual(['otherEdition']);
  });

  test('a comma after QN, as Tables C.22 and C.48 print it, hides nothing', () => {
    const decoded = decode(`QN=20160801085857534,ST=32;CN=2031;PW=123456;MN=${MN};Flag=5;CP=&&DataTime=20160801000000;w01018-Avg=40.1&&`);
    expect(decoded.header).toMatchObject({ QN: '20160801085857534', ST: '32', CN: '2031', Flag: 5 });
    expect(decoded.findings.map((f) => f.code)).toEqual(['commaInHeader']);
  });

  test('a semicolon missing between Flag and CP (C.19) hides neither', () => {
    const decoded = decode(`QN=20160801085857223;ST=32;CN=2031;PW=123456;MN=${MN};Flag=5CP=&&DataTime=20160801000000;w01018-Avg=40.1&&`);
    expect(decoded).toMatchObject({ edition: '2017', direction: 'upload', header: { Flag: 5 } });
    expect(decoded.findings.map((f) => f.code)).toEqual(['missingSemicolon']);
  });

  test('a parameter printed without its letter (C.14) stays as printed', () => {
    const decoded = decode(
      `QN=20160801085857223;ST=32;CN=2011;PW=123456;MN=${MN};Flag=5;CP=&&DataTime=20160801085857;w01018-SampleTime=20160801070000,01018-Rtd=2.2,w01018-Flag=N&&`,
    );
    expect(decoded.records.map((record) => record.parameter)).toEqual(['w01018', '01018']);
  });

  test('a key printed twice (C.29) is kept twice', () => {
    const decoded = decode(
      `QN=20160801085857223;ST=52;CN=2011;PW=123456;MN=${MN};Flag=5;CP=&&DataTime=20160801085857;e01001-Rtd=1.1;e01001-Rtd=2.2&&`,
    );
    expect(decoded.records[0]!.fields.map((field) => field.text)).toEqual(['1.1', '2.2']);
    expect(decoded.findings.map((f) => f.code)).toEqual(['keyTwice']);
  });

  test('a log text in Chinese (C.40) counts bytes and may hold separators between its slashes', () => {
    const segment = Buffer.from(
      `QN=20160801085857223;ST=32;CN=3020;PW=123456;MN=${MN};Flag=5;CP=&&DataTime=20100301145000;PolId=w01018;i11001-Info=//清洗管路;a=1,b//&&`,
    );
    const decoded = decodeFrame(envelope(segment));
    expect(decoded).toMatchObject({ direction: 'upload', lengthOk: true, crcOk: true, findings: [] });
    expect(decoded.records[0]!.fields[0]!.text).toBe('//清洗管路;a=1,b//');
  });
});

describe('editions and directions', () => {
  test.each([
    ['Flag=0;', '32', '2005'],
    ['', '32', '2005'],
    ['Flag=3;', '32', '2005'],
    ['Flag=4;', '32', '2017'],
    ['Flag=7;', '32', '2017'],
    ['Flag=9;', '32', '2025'],
    ['Flag=8;', '21', 'unknown'],
    ['Flag=5;', '21', '2017'],
    ['Flag=12;', '32', 'unknown'],
    ['Flag=x;', '32', 'unknown'],
  ])('%s with ST=%s is edition %s', (flag, st, edition) => {
    expect(decode(`QN=20160801085857223;ST=${st};CN=2011;PW=1;MN=1;${flag}CP=&&DataTime=20160801085857&&`).edition).toBe(edition);
  });

  test('version bits 2 with ST=21 are named surface water, since HJ 1404 used them first', () => {
    const codes = decode('QN=1;ST=21;CN=2011;PW=1;MN=1;Flag=8;CP=&&DataTime=20160801085857&&').findings.map((f) => f.code);
    expect(codes).toContain('surfaceWater');
    expect(codes).not.toContain('otherEdition');
  });

  test.each([
    ['2011', 'DataTime=20160801085857;w01018-Rtd=1', 'upload'],
    ['2011', '', 'request'],
    ['2061', 'BeginTime=20160801080000;EndTime=20160801080000', 'request'],
    ['2051', 'BeginTime=20160801080000,EndTime=20160801080000', 'request'],
    ['2051', 'w01018-Avg=1', 'upload'],
    ['1011', 'PolId=w01018', 'request'],
    ['1011', 'SystemTime=20160801085857', 'upload'],
    ['1062', 'RtdInterval=30', 'request'],
    ['1013', '', 'notice'],
    ['2012', '', 'notice'],
    ['9011', 'QnRtn=1', 'answer'],
    ['9014', '', 'answer'],
    ['7777', '', 'unknown'],
  ])('%s with “%s” is a %s', (cn, area, direction) => {
    expect(decode(`QN=20160801085857223;ST=32;CN=${cn};PW=1;MN=1;Flag=5;CP=&&${area}&&`).direction).toBe(direction);
  });
});

describe('the field', () => {
  test('header fields are read in any order and case, a stray comma notwithstanding', () => {
    const decoded = decode(
      'ST=32;CN=2011;PW=123456;,mn=88888881234567;FLAG=4;Qn=20180306120000000;cp=&&DataTime=20180306120000;w01018-Rtd=1&&',
    );
    expect(decoded.header).toEqual({ QN: '20180306120000000', ST: '32', CN: '2011', PW: '123456', MN: '88888881234567', Flag: 4 });
  });

  test('Flag behind the data area is still Flag', () => {
    expect(decode('QN=20160801085857223;ST=32;CN=2011;PW=1;MN=1;CP=&&DataTime=20160801085857&&;Flag=5').header.Flag).toBe(5);
  });

  test('trailing separators, doubled separators and blanks are findings and cost no value', () => {
    const decoded = decode(
      `QN=20160801085857223 ;ST=32;CN=2011;PW=1;MN= ${MN};Flag=5;CP=&&DataTime=20160801085857;;a21004- Rtd=34.2 ,a21004-Flag=N;&&`,
    );
    expect(decoded.header.MN).toBe(MN);
    expect(decoded.records[0]!.fields.map((field) => [field.suffix, field.value])).toEqual([
      ['Rtd', 34.2],
      ['Flag', null],
    ]);
    expect(new Set(decoded.findings.map((f) => f.code))).toEqual(new Set(['blanks', 'emptyItem']));
  });

  test('only the last && closes the data area', () => {
    const decoded = decode('QN=20160801085857223;ST=32;CN=3020;PW=1;MN=1;Flag=5;CP=&&DataTime=20160801085857;i11001-Info=//a&&b//&&');
    expect(decoded.records[0]!.fields[0]!.text).toBe('//a&&b//');
  });

  test('the key is split at its last hyphen and unknown suffixes stay', () => {
    const decoded = decode('ST=32;CN=2011;Flag=4;CP=&&a-b-c-Rtd=1;SB1-RS=1;a21028-Ori=2&&');
    expect(decoded.records.map((record) => [record.parameter, record.fields[0]!.suffix])).toEqual([
      ['a-b-c', 'Rtd'],
      ['SB1', 'RS'],
      ['a21028', 'Ori'],
    ]);
  });

  test('a log in GBK is read as GBK, and remarked on', () => {
    const head = Buffer.from('ST=32;CN=3020;Flag=5;CP=&&DataTime=20160801085857;i11001-Info=//');
    const decoded = decodeFrame(envelope(Buffer.concat([head, Buffer.from([0xc7, 0xe5, 0xcf, 0xb4]), Buffer.from('//&&')])));
    expect(decoded.records[0]!.fields[0]!.text).toBe('//清洗//');
    expect(decoded.findings.map((f) => f.code)).toContain('notUtf8');
  });

  test.each([
    ['7.5', 7.5],
    ['-00999.000', -999],
    ['1.0E-4', 0.0001],
    ['235.292750833832', 235.292750833832],
    ['.5', 0.5],
    ['', null],
    ['--', null],
    ['NULL', null],
    ['NaN', null],
    ['0x10', null],
    ['1e999', null],
  ])('“%s” as a number is %s', (given, value) => {
    expect(numberOf(given)).toBe(value);
  });
});

describe('what is wrong is named, with its place', () => {
  const good = text(upload());
  test.each([
    ['a wrong checksum', good.replace(/....\r\n$/, '0000\r\n'), 'badCrc'],
    ['a checksum that is no number', good.replace(/....\r\n$/, 'ZZZZ\r\n'), 'badCrc'],
    ['a length too great', `##0999${good.slice(6)}`, 'badLength'],
    ['a length too small', `##0012${good.slice(6)}`, 'badLength'],
    ['a length of three digits', `##${good.slice(3)}`, 'lengthDigits'],
    ['a frame cut short', good.slice(0, 70), 'cutShort'],
    ['no line end', good.trimEnd(), 'noLineEnd'],
    ['no frame at all', 'AT+OK\r\n', 'garbage'],
    ['blanks', '\r\n\0 ', 'blankBetween'],
    ['nothing', '', 'garbage'],
  ])('%s', (_, bytes, code) => {
    expect(codesOf(ascii(bytes))).toContain(code);
  });

  test('a missing or open data area', () => {
    expect(decode('QN=1;ST=32;CN=2011;Flag=4').findings.map((f) => f.code)).toContain('noCp');
    expect(decode('QN=1;ST=32;CN=2011;Flag=4;CP=&&a01001-Rtd=1').findings.map((f) => f.code)).toContain('cpNotClosed');
  });

  test('a segment over 1024 bytes', () => {
    const long = ascii(`##1025${'x'.repeat(1023)}&&0000\r\n`);
    expect(codesOf(long)).toContain('overLong');
  });

  test('a finding points at the bytes it speaks of', () => {
    const bytes = ascii(`##0999${good.slice(6)}`);
    const found = decodeFrame(bytes).findings.find((f) => f.code === 'badLength')!;
    expect(text(bytes.subarray(found.from, found.to))).toBe('0999');
  });

  test('a key cut off behind && is not taken for a checksum', () => {
    expect(codesOf(ascii('##0139QN=1;ST=32;CN=2011;CP=&&a00100-Rtd=1'))).toContain('cutShort');
  });
});

describe('encrypted frames of 2025 (HJ 212-2025 §6.4)', () => {
  const around = (area: Buffer) =>
    Buffer.concat([Buffer.from(`QN=20240520210700000;ST=31;CN=2051;PW=123456;MN=${MN};Flag=9;CP=&&`), area, Buffer.from('&&')]);
  // Not a real cipher text: bytes of every kind, separators among them.
  const cipher = Buffer.from(Array.from({ length: 48 }, (_, i) => (i * 37 + 11) % 256));

  test('raw ciphertext is recognised and not read as pairs', () => {
    const bytes = ascii(text(envelope(around(cipher))).replace(/....\r\n$/, '2200\r\n'));
    const decoded = decodeFrame(bytes);
    expect(decoded).toMatchObject({ edition: '2025', direction: 'upload', groups: [], records: [], lengthOk: true, crcOk: null });
    expect(decoded.findings.map((f) => f.code)).toEqual(expect.arrayContaining(['encrypted', 'otherEdition']));
    expect(decoded.findings.map((f) => f.code)).not.toContain('badCrc');
  });

  test('ciphertext printed as {0x..} is recognised too', () => {
    const literal = `{${[...cipher].map((byte) => `0x${byte.toString(16).padStart(2, '0').toUpperCase()}`).join(',')}}`;
    expect(codesOf(envelope(around(Buffer.from(literal))))).toContain('encrypted');
  });

  test('a damaged plain frame of 2025 is not called encrypted', () => {
    const bytes = ascii(
      text(envelope(around(Buffer.from('DataTime=20240520210600;a01011-Avg=1.\x0035')))).replace(/....\r\n$/, '0000\r\n'),
    );
    expect(codesOf(bytes)).toEqual(expect.arrayContaining(['badCrc', 'otherEdition']));
    expect(codesOf(bytes)).not.toContain('encrypted');
  });
});

describe('G3: decoding never throws, and undoes encoding', () => {
  test('any bytes decode to something', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, framed) => {
        const decoded = decodeFrame(framed ? Buffer.concat([Buffer.from('##0050QN=1;CP=&&'), bytes]) : bytes);
        for (const { from, to } of decoded.findings) expect(0 <= from && from <= to).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test('decode(encode(m)) = m', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9_.]{1,10}$/);
    const value = fc.oneof(
      word,
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.constantFrom('', '--', '水质', '//清洗,管路;完//'),
    );
    const key = fc.oneof(
      word,
      fc.tuple(word, fc.constantFrom('Rtd', 'Avg', 'Flag', 'Odd')).map(([code, suffix]) => `${code}-${suffix}`),
    );
    const groups = fc.array(fc.array(fc.tuple(key, value) as fc.Arbitrary<Pair>, { minLength: 1, maxLength: 4 }), { maxLength: 8 });
    const header: fc.Arbitrary<Header> = fc.record({
      QN: fc.stringMatching(/^\d{17}$/),
      ST: fc.constantFrom('21', '31', '32'),
      CN: fc.constantFrom('2011', '2051', '2061', '2031'),
      PW: word,
      MN: word,
      Flag: fc.constantFrom(4, 5, 6, 7),
      PNUM: fc.nat(99),
      PNO: fc.nat(99),
    });
    fc.assert(
      fc.property(header, groups, (head, area) => {
        const decoded = decodeFrame(encodeFrame(head, area));
        expect(decoded).toMatchObject({ header: head, groups: area, edition: '2017', lengthOk: true, crcOk: true });
      }),
      { numRuns: 500 },
    );
  });

  test('the encoder writes the printed example', () => {
    const header = { QN: '20160801085857223', ST: '32', CN: '1062', PW: '100000', MN, Flag: 5 };
    expect(text(encodeFrame(header, [[['RtdInterval', '30']]]))).toBe(ANNEX_A);
  });

  test('the encoder refuses what would break a frame open', () => {
    for (const bad of ['a;b', 'a,b', 'a&&b', 'a\r\n', '//a//;b//']) expect(() => encodeFrame({ PW }, [[['k', bad]]])).toThrow(TypeError);
    expect(() => encodeFrame({ MN: 'a;b' })).toThrow(TypeError);
    expect(() => encodeFrame({}, [[['k', 'x'.repeat(1_020)]]])).toThrow(RangeError);
  });
});
