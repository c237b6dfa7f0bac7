import { expect, test } from 'vitest';
import { covered, hexDump, maskedText } from './mask.ts';
import { ascii, text, upload } from './testing.ts';

test('no password is seen in text, bytes or dump', () => {
  const bytes = upload({ PW: 'S3cret' });
  expect(maskedText(bytes)).toContain(';PW=******;MN=');
  for (const shown of [maskedText(bytes), text(covered(bytes)), hexDump(bytes)]) expect(shown).not.toContain('S3cret');
  expect(hexDump(bytes)).not.toContain(Buffer.from('S3cret').toString('hex').replace(/../g, '$& ').trim());
});

test('passwords and keys that are being changed are covered too, in any case and with blanks', () => {
  const shown = maskedText(ascii('CN=1072;pw = abc ;CP=&&NewPW=654321&&…CN=1014;CP=&&NewSK=00112233,PW=old&&'));
  for (const secret of ['abc', '654321', '00112233', 'old']) expect(shown).not.toContain(secret);
});

test('a frame cut in two inside its password shows neither half', () => {
  const bytes = upload({ PW: 'S3cret' });
  for (let cut = text(bytes).indexOf('PW='); cut <= text(bytes).indexOf(';MN='); cut++) {
    const shown = maskedText(bytes.subarray(0, cut)) + maskedText(bytes.subarray(cut));
    expect(shown).not.toMatch(/S3|3c|cr|re|et;/);
  }
});

test('places in the covered bytes are the places in the frame', () => {
  const bytes = upload({ PW: 'x' });
  expect(covered(bytes)).toHaveLength(bytes.length);
  expect(text(covered(bytes)).indexOf('MN=')).toBe(text(bytes).indexOf('MN='));
});

test('Chinese is shown as Chinese, bytes that are no text as their number', () => {
  expect(maskedText(Buffer.concat([Buffer.from('清洗'), Buffer.from([0, 0xff, 0x1b])]))).toBe('清洗\\x00\\xFF\\x1B');
});

test('a dump has offset, bytes and characters', () => {
  expect(hexDump(ascii('##0000FFFF\r\n'))).toBe('0000  23 23 30 30 30 30 46 46 46 46 0d 0a              ##0000FFFF..');
});
