import { describe, expect, it } from 'vitest';
import { answerReader, crc, frame, LONGEST_SEGMENT, segment, uploadFrames } from './encode.ts';

const mn = '010000A8900016F000169DC0';
const pw = '123456';
const qn = '20160801085857223';

describe('the CRC of the standard', () => {
  it('gives the CRC printed in HJ 212-2017 Annex A', () => {
    const bytes = frame(segment({ qn, st: '32', cn: '1062', pw: '100000', mn, flag: 5, cp: 'RtdInterval=30' }));
    expect(bytes.toString('latin1')).toBe(
      '##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80\r\n',
    );
  });

  it('gives the CRC printed in HJ 212-2025 A.1, whose algorithm is the same', () => {
    const text = `QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=${mn};Flag=9;CP=&&&&`;
    expect(frame(text).toString('latin1').slice(-6)).toBe('2200\r\n');
  });

  it('starts from FFFF and is not the Modbus CRC', () => {
    expect(crc(Buffer.from(''))).toBe(0xffff);
    // Plain Modbus would give 4B37 for these nine digits.
    expect(crc(Buffer.from('123456789'))).toBe(0x2f80);
  });
});

// Segments re-typed from the examples of HJ 212-2017 Annex C. The standard prints them without a CRC; the CRCs were computed by other
// implementations than this one.
describe('the examples of HJ 212-2017 Annex C', () => {
  const flow = (total: string): [string, string][] => [
    ['Cou', total],
    ['Min', '16.4'],
    ['Avg', '17.5'],
    ['Max', '20.1'],
    ['Flag', 'N'],
  ];
  const acidity: [string, string][] = [
    ['Min', '7.1'],
    ['Avg', '7.5'],
    ['Max', '7.8'],
    ['Flag', 'N'],
  ];
  const cod = (total: string): [string, string][] => [
    ['Cou', total],
    ['Min', '40.1'],
    ['Avg', '40.1'],
    ['Max', '40.1'],
    ['Flag', 'N'],
  ];
  const groups = (water: string, mass: string) => [
    { code: 'w00000', figures: flow(water) },
    { code: 'w01001', figures: acidity },
    { code: 'w01018', figures: cod(mass) },
  ];

  it('minute data is C.16', () => {
    const [only] = uploadFrames(
      { st: '32', cn: '2051', pw, mn, dataTime: '20160801084000', groups: groups('10.5', '10.5') },
      () => '20160801085000001',
    );
    expect(only?.bytes.toString('latin1')).toBe(
      `##0325QN=20160801085000001;ST=32;CN=2051;PW=123456;MN=${mn};Flag=5;CP=&&DataTime=20160801084000;w00000-Cou=10.5,w00000-Min=16.4,w00000-Avg=17.5,w00000-Max=20.1,w00000-Flag=N;w01001-Min=7.1,w01001-Avg=7.5,w01001-Max=7.8,w01001-Flag=N;w01018-Cou=10.5,w01018-Min=40.1,w01018-Avg=40.1,w01018-Max=40.1,w01018-Flag=N&&6180\r\n`,
    );
  });

  it('hour data is C.17 and day data is C.18', () => {
    const [hour] = uploadFrames(
      { st: '32', cn: '2061', pw, mn, dataTime: '20160801080000', groups: groups('63.0', '63.0') },
      () => '20160801090000001',
    );
    const [day] = uploadFrames(
      { st: '32', cn: '2031', pw, mn, dataTime: '20160801000000', groups: groups('1512.0', '2142.0') },
      () => '20160802000000001',
    );
    expect(hour?.bytes.toString('latin1').slice(0, 6)).toBe('##0325');
    expect(hour?.bytes.toString('latin1').slice(-6)).toBe('B7C1\r\n');
    expect(day?.bytes.toString('latin1').slice(0, 6)).toBe('##0329');
    expect(day?.bytes.toString('latin1').slice(-6)).toBe('F781\r\n');
  });

  it('a numbered part is C.50: its own QN, its own CRC, the DataTime repeated', () => {
    const first = segment({
      qn: '20160801085857534',
      st: '32',
      cn: '2061',
      pw,
      mn,
      flag: 7,
      packet: { of: 2, no: 1 },
      cp: 'DataTime=20160801080000;w00000-Cou=63.0,w00000-Min=16.4,w00000-Avg=17.5,w00000-Max=20.1,w00000-Flag=N;w01001-Min=7.1,w01001-Avg=7.5,w01001-Max=7.8,w01001-Flag=N',
    });
    expect(frame(first).toString('latin1').slice(0, 6)).toBe('##0260');
    expect(frame(first).toString('latin1').slice(-6)).toBe('D941\r\n');
  });
});

describe('records longer than a segment', () => {
  it('are sent in numbered parts, none longer than the standard allows, no parameter torn apart', () => {
    const groups = Array.from({ length: 40 }, (_, index) => ({
      code: `a${String(20000 + index)}`,
      figures: [
        ['Avg', '12.345'],
        ['Flag', 'N'],
      ] as [string, string][],
    }));
    let next = 0;
    const parts = uploadFrames(
      { st: '31', cn: '2061', pw, mn, dataTime: '20260801080000', groups },
      () => `2026080109000${String(next++).padStart(4, '0')}`,
    );
    expect(parts.length).toBeGreaterThan(1);
    expect(new Set(parts.map((part) => part.qn)).size).toBe(parts.length);
    const texts = parts.map((part) => part.bytes.toString('latin1'));
    for (const [index, text] of texts.entries()) {
      expect(Number(text.slice(2, 6))).toBeLessThanOrEqual(LONGEST_SEGMENT);
      expect(text).toContain(`;Flag=7;PNUM=${parts.length};PNO=${index + 1};CP=&&DataTime=20260801080000;`);
    }
    for (const { code } of groups)
      expect(texts.filter((text) => text.includes(`${code}-Avg`) && text.includes(`${code}-Flag`))).toHaveLength(1);
  });
});

describe('reading answers', () => {
  // C.14-2 of the standard: the answer to a real-time upload.
  const answer = Buffer.from(`##0087QN=${qn};ST=91;CN=9014;PW=123456;MN=${mn};Flag=4;CP=&&&&3240\r\n`);

  function read(chunks: Buffer[]): { answered: string[]; other: number } {
    const answered: string[] = [];
    let other = 0;
    const push = answerReader(
      (name) => answered.push(name),
      () => {
        other += 1;
      },
    );
    for (const chunk of chunks) push(chunk);
    return { answered, other };
  }

  it('finds answers that arrive one byte at a time, stuck together, or behind rubbish', () => {
    expect(read([...answer].map((byte) => Buffer.from([byte]))).answered).toEqual([qn]);
    expect(read([Buffer.concat([answer, answer, answer])]).answered).toEqual([qn, qn, qn]);
    expect(read([Buffer.concat([Buffer.from('AT+OK\r\n#'), answer])]).answered).toEqual([qn]);
  });

  it('does not take an answer whose CRC is wrong, nor a request for an answer', () => {
    const spoilt = Buffer.from(answer.toString('latin1').replace('3240', '3241'), 'latin1');
    expect(read([spoilt, answer]).answered).toEqual([qn]);
    const request = frame(segment({ qn, st: '32', cn: '1012', pw, mn, flag: 5, cp: 'SystemTime=20160801085857' }));
    expect(read([request])).toEqual({ answered: [], other: 1 });
  });
});
