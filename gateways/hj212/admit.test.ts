import { describe, expect, test } from 'vitest';
import { admit, type LoggerDirectory } from './admit.ts';
import { decodeFrame } from './decode.ts';
import { ANNEX_A, ANNEX_A_2025, ascii, envelope, MN, PW, text, upload } from './testing.ts';

const loggers: LoggerDirectory = { find: (mn) => (mn === MN ? { mn: MN, pw: PW, edition: '2017' } : undefined) };
const admission = (bytes: Uint8Array) => admit(decodeFrame(bytes), loggers).admission;
const segment = (content: string) => envelope(ascii(content));
const head = (cn: string, flag: string | number = 5, st = '32') => `QN=20160801085857223;ST=${st};CN=${cn};PW=${PW};MN=${MN};Flag=${flag};`;
const DATA = 'CP=&&DataTime=20160801085857;w01018-Rtd=1&&';
const good = text(upload());

describe('which frames are taken', () => {
  test.each(['2011', '2051', '2061', '2031'])('a sound upload %s of a registered logger is', (cn) => {
    expect(admission(upload({ CN: cn }))).toBe('accepted');
  });

  test('oddities do not stand in the way: small letters, no line end, errata, odd MN order, no QN', () => {
    const small = good.slice(0, -6) + good.slice(-6).toLowerCase();
    expect(admission(ascii(small))).toBe('accepted');
    expect(admission(ascii(good.trimEnd()))).toBe('accepted');
    expect(admission(segment(`${head('2011').replace(';', ',')}${DATA}`))).toBe('accepted');
    expect(admission(segment(`MN=${MN};PW=${PW};CN=2011;ST=32;Flag=4;${DATA}`))).toBe('accepted');
  });

  test('an upload without a usable DataTime is taken, though nothing of it will be stored: refusing would make it come for ever', () => {
    expect(admission(segment(`${head('2011')}CP=&&w01018-Rtd=1&&`))).toBe('accepted');
  });
});

describe('why a frame is not taken', () => {
  const rows: [string, Uint8Array, string][] = [
    ['modem text', ascii('AT+OK\r\n'), 'garbage'],
    ['blanks', ascii('\r\n'), 'blankBetween'],
    ['over-long, whatever else', ascii(`##1025${'x'.repeat(1023)}&&0000\r\n`), 'overLong'],
    ['cut short', ascii(good.slice(0, 80)), 'cutShort'],
    ['length of three digits', ascii(`##${good.slice(3)}`), 'lengthDigits'],
    ['wrong length', ascii(`##0${Number(good.slice(2, 6)) + 1}${good.slice(6)}`), 'badLength'],
    ['wrong length before wrong checksum', ascii(`##0999${good.slice(6, -6)}0000\r\n`), 'badLength'],
    ['wrong checksum', ascii(`${good.slice(0, -6)}0000\r\n`), 'badCrc'],
    ['wrong checksum before unknown MN', ascii(`${text(upload({ MN: 'NOBODY' })).slice(0, -6)}0000\r\n`), 'badCrc'],
    ['no data area', segment(head('2011')), 'noCp'],
    ['open data area', segment(`${head('2011')}CP=&&DataTime=20160801085857`), 'cpNotClosed'],
    ['Flag that is no number', segment(`${head('2011', 'A')}${DATA}`), 'badFlag'],
    ['surface water', segment(`${head('2011', 8, '21')}${DATA}`), 'surfaceWater'],
    ['2005 by Flag', segment(`${head('2011', 1)}${DATA}`), 'otherEdition'],
    ['2005 without Flag', segment(`ST=32;CN=2011;PW=${PW};MN=${MN};${DATA}`), 'otherEdition'],
    ['2025', segment(`${head('2011', 9)}${DATA}`), 'otherEdition'],
    ['an edition to come', segment(`${head('2011', 13)}${DATA}`), 'otherEdition'],
    ['the printed example of 2025', ascii(ANNEX_A_2025), 'otherEdition'],
    ['the printed example of 2017, a request', ascii(ANNEX_A), 'deviceRequest'],
    ['real-time data asked for', segment(`${head('2011')}CP=&&&&`), 'deviceRequest'],
    ['history asked for', segment(`${head('2061')}CP=&&BeginTime=20160801080000;EndTime=20160801080000&&`), 'deviceRequest'],
    ['an answer', segment(`${head('9014', 4, '91')}CP=&&&&`), 'answerFrame'],
    ['a notice', segment(`${head('1013')}CP=&&PolId=w01018&&`), 'noticeFrame'],
    ['equipment state', segment(`${head('2021')}CP=&&DataTime=20160801085857;SB1-RS=1&&`), 'unsupportedCommand'],
    ['a command nobody knows', segment(`${head('7777')}CP=&&a-b=1&&`), 'unsupportedCommand'],
    ['unknown MN', upload({ MN: 'NOBODY' }), 'unknownMn'],
    ['no MN', segment(`QN=20160801085857223;ST=32;CN=2011;PW=${PW};Flag=5;${DATA}`), 'unknownMn'],
    ['unknown MN before wrong PW', upload({ MN: 'NOBODY', PW: 'wrong' }), 'unknownMn'],
    ['wrong PW', upload({ PW: '654321' }), 'wrongPw'],
    ['no PW', segment(`QN=20160801085857223;ST=32;CN=2011;MN=${MN};Flag=5;${DATA}`), 'wrongPw'],
  ];

  test.each(rows)('%s', (_, bytes, reason) => {
    expect(admission(bytes)).toBe(reason);
  });

  test('the reason comes with its sentence and never with the password', () => {
    for (const [, bytes] of rows) {
      const result = admit(decodeFrame(bytes), loggers);
      if (!('finding' in result)) throw new Error('accepted');
      expect(result.finding.says).not.toBe('');
      expect(JSON.stringify(result.finding)).not.toContain(PW);
    }
  });

  test('a frame kept for its unknown MN is taken once the MN is registered', () => {
    const decoded = decodeFrame(upload({ MN: 'LATER' }));
    expect(admit(decoded, loggers).admission).toBe('unknownMn');
    expect(admit(decoded, { find: (mn) => ({ mn, pw: PW, edition: '2017' }) }).admission).toBe('accepted');
  });
});
