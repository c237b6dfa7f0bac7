import { describe, expect, test } from 'vitest';
import { decodeFrame } from './decode.ts';
import { ascii, envelope, MN } from './testing.ts';
import { CLOCK_TOLERANCE_MS, instantOf, readUpload, uploadOf } from './upload.ts';

const frame = (cn: string, area: string, st = '32') =>
  decodeFrame(envelope(ascii(`QN=20160801085857223;ST=${st};CN=${cn};PW=123456;MN=${MN};Flag=5;CP=&&${area}&&`)));
const codes = (cn: string, area: string, receivedAt: number | null = null) =>
  readUpload(frame(cn, area), receivedAt).findings.map((f) => f.code);

describe('uploads become values', () => {
  // Data of HJ 212-2017 Table C.17: one hour of waste water.
  const hour = frame(
    '2061',
    'DataTime=20160801080000;w00000-Cou=63.0,w00000-Min=16.4,w00000-Avg=17.5,w00000-Max=20.1,w00000-Flag=N;w01001-Min=7.1,w01001-Avg=7.5,w01001-Max=7.8,w01001-Flag=D',
  );

  test('an hour of Table C.17 has its start, its quantities and its marks', () => {
    const upload = uploadOf(hour)!;
    expect(upload).toMatchObject({ mn: MN, st: '32', cn: '2061', period: 'hour', findings: [] });
    expect(new Date(upload.observedAt).toISOString()).toBe('2016-08-01T00:00:00.000Z');
    expect(upload.values.map(({ parameter, quantity, text, value, mark }) => [parameter, quantity, text, value, mark])).toEqual([
      ['w00000', 'total', '63.0', 63, 'N'],
      ['w00000', 'min', '16.4', 16.4, 'N'],
      ['w00000', 'value', '17.5', 17.5, 'N'],
      ['w00000', 'max', '20.1', 20.1, 'N'],
      ['w01001', 'min', '7.1', 7.1, 'D'],
      ['w01001', 'value', '7.5', 7.5, 'D'],
      ['w01001', 'max', '7.8', 7.8, 'D'],
    ]);
  });

  test.each([
    ['2011', 'realtime'],
    ['2051', 'minute'],
    ['2061', 'hour'],
    ['2031', 'day'],
  ])('%s is a %s upload', (cn, period) => {
    expect(uploadOf(frame(cn, 'DataTime=20160801000000;w01018-Rtd=1'))!.period).toBe(period);
  });

  test('converted values stand beside the measured ones and unknown suffixes stay as sent', () => {
    const upload = uploadOf(
      frame(
        '2051',
        'DataTime=20160801084000;a21026-Avg=10,a21026-ZsAvg=12,a21026-ZsMax=15,a21026-ZsCou=3,a21026-Ori=9,a21026-Flag=N',
        '31',
      ),
    )!;
    expect(upload.values.map((v) => v.quantity)).toEqual(['value', 'converted', 'convertedMax', 'convertedTotal', 'Ori']);
    expect(upload.findings.map((f) => f.code)).toEqual(['unknownSuffix']);
  });

  test('sampling time and the vendor’s mark belong to the value', () => {
    const [value] = uploadOf(
      frame('2011', 'DataTime=20160801085857;w01018-SampleTime=20160801070000,w01018-Rtd=2.2,w01018-Flag=N,w01018-EFlag=A01'),
    )!.values;
    expect(value).toMatchObject({ mark: 'N', equipmentMark: 'A01', sampledAt: Date.UTC(2016, 6, 31, 23) });
  });

  test('all parameters in one group keep their own marks; a key sent twice keeps both, each with its mark', () => {
    const marks = (area: string) => uploadOf(frame('2011', `DataTime=20160801085857;${area}`))!.values.map((v) => [v.text, v.mark]);
    expect(marks('w01018-Rtd=1,w01018-Flag=N,w21003-Rtd=2,w21003-Flag=D')).toEqual([
      ['1', 'N'],
      ['2', 'D'],
    ]);
    expect(marks('e01001-Rtd=1,e01001-Flag=N;e01001-Rtd=2,e01001-Flag=D')).toEqual([
      ['1', 'N'],
      ['2', 'D'],
    ]);
    expect(marks('e01001-Rtd=1,e01001-Flag=N,e01001-Rtd=2,e01001-Flag=D')).toEqual([
      ['1', 'N'],
      ['2', 'D'],
    ]);
    expect(marks('w01018-Flag=M,w01018-Rtd=1')).toEqual([['1', 'M']]);
    expect(marks('w01018-Rtd=1')).toEqual([['1', null]]);
  });

  test('a value that is no number keeps its text', () => {
    expect(uploadOf(frame('2011', 'DataTime=20160801085857;w01018-Rtd=--'))!.values[0]).toMatchObject({ text: '--', value: null });
  });
});

describe('time', () => {
  test('local time is Beijing time, all year', () => {
    expect(instantOf('20160801085857')).toBe(Date.UTC(2016, 7, 1, 0, 58, 57));
    expect(instantOf('20260101000000')).toBe(Date.UTC(2025, 11, 31, 16));
  });

  test.each(['20160230000000', '20160801240000', '20160801086000', '2016080108', '', 'yesterday', '00000000000000'])(
    '“%s” is no time',
    (given) => {
      expect(instantOf(given)).toBeNull();
    },
  );

  test('seventeen digits are cut to fourteen', () => {
    const upload = uploadOf(frame('2011', 'DataTime=20160824003817000;w01018-Rtd=1'))!;
    expect(upload.observedAt).toBe(instantOf('20160824003817'));
    expect(upload.findings.map((f) => f.code)).toEqual(['dataTimeCut']);
  });

  test('without a usable DataTime there is a finding and nothing to store', () => {
    expect(uploadOf(frame('2011', 'w01018-Rtd=1'))).toBeNull();
    expect(codes('2011', 'w01018-Rtd=1')).toContain('missingDataTime');
    expect(uploadOf(frame('2011', 'DataTime=20160230000000;w01018-Rtd=1'))).toBeNull();
    expect(codes('2011', 'DataTime=20160230000000;w01018-Rtd=1')).toContain('badDataTime');
  });

  test('odd times are remarked on and kept', () => {
    expect(codes('2061', 'DataTime=20160801085857;w01018-Avg=1')).toContain('notPeriodStart');
    const at = instantOf('20160801085857')!;
    expect(codes('2011', 'DataTime=20160801085857;w01018-Rtd=1', at)).toEqual([]);
    expect(codes('2011', 'DataTime=20160801085857;w01018-Rtd=1', at - CLOCK_TOLERANCE_MS - 1)).toContain('dataTimeAhead');
    expect(codes('2011', 'DataTime=20160801085857;w01018-Rtd=1;DataTime=20160801090000')).toContain('dataTimeTwice');
  });

  test('requests and other commands carry nothing to store', () => {
    expect(uploadOf(frame('2011', ''))).toBeNull();
    expect(uploadOf(frame('2061', 'BeginTime=20160801080000;EndTime=20160801080000'))).toBeNull();
    expect(uploadOf(frame('2021', 'DataTime=20160801085857;SB1-RS=1'))).toBeNull();
    expect(uploadOf(frame('constructor', 'DataTime=20160801085857;w01018-Rtd=1'))).toBeNull();
  });
});
