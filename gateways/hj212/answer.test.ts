import { expect, test } from 'vitest';
import { answerTo } from './answer.ts';
import { decodeFrame } from './decode.ts';
import { MN, text, upload } from './testing.ts';

test('9014 repeats QN, PW and MN, says ST=91, empties the data area (HJ 212-2017 Annex C.46; checksum worked out by another implementation)', () => {
  expect(text(answerTo(decodeFrame(upload()))!)).toBe(`##0087QN=20160801085857223;ST=91;CN=9014;PW=123456;MN=${MN};Flag=4;CP=&&&&3240\r\n`);
});

test('only the version bits of Flag come back, also for a part of a split upload', () => {
  const answer = decodeFrame(answerTo(decodeFrame(upload({ Flag: 7, PNUM: 2, PNO: 1 })))!);
  expect(answer.header).toMatchObject({ CN: '9014', Flag: 4 });
  expect(answer.header.PNUM).toBeUndefined();
});

test('who does not ask is not answered', () => {
  expect(answerTo(decodeFrame(upload({ Flag: 4 })))).toBeNull();
  expect(answerTo(decodeFrame(upload({ Flag: 6, PNUM: 2, PNO: 1 })))).toBeNull();
});

test('a QN of another form comes back as it was', () => {
  expect(decodeFrame(answerTo(decodeFrame(upload({ QN: '1617957600465' })))!).header.QN).toBe('1617957600465');
});
