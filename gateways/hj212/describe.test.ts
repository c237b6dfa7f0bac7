import { expect, test } from 'vitest';
import { decodeLines } from './describe.ts';
import { ANNEX_A, ascii, text, upload } from './testing.ts';

async function lines(...chunks: string[]) {
  const out = [];
  for await (const line of decodeLines(chunks.map(ascii))) out.push(line);
  return out;
}

test('each frame of a stream is one line of JSON, garbage included, blanks not', async () => {
  const described = await lines(text(upload()).slice(0, 50), `${text(upload()).slice(50)}\r\n\r\nAT+OK\r\n`, ANNEX_A);
  expect(described.map((line) => [line.kind, line.header.CN, line.direction])).toEqual([
    ['frame', '2011', 'upload'],
    ['garbage', undefined, 'unknown'],
    ['frame', '1062', 'request'],
  ]);
  expect(JSON.parse(JSON.stringify(described))).toEqual(JSON.parse(JSON.stringify(described)));
  expect(described[0]).toMatchObject({
    edition: '2017',
    lengthOk: true,
    crcOk: true,
    observedAt: '2016-08-01T00:58:57.000Z',
    fields: [['DataTime', '20160801085857']],
    records: [
      {
        parameter: 'w01018',
        fields: [
          { suffix: 'Rtd', text: '40.1', value: 40.1 },
          { suffix: 'Flag', text: 'N', value: null },
        ],
      },
    ],
    findings: [],
  });
});

test('a described frame shows no password', async () => {
  const [line] = await lines(text(upload({ PW: 'S3cret' })));
  expect(line!.header.PW).toBe('******');
  expect(JSON.stringify(line)).not.toContain('S3cret');
});

test('a file that ends in the middle of a frame still says what is there', async () => {
  const [line] = await lines(text(upload()).slice(0, 100));
  expect(line).toMatchObject({ kind: 'garbage', header: { CN: '2011' }, lengthOk: false });
  expect(line!.findings.map((f) => f.code)).toContain('cutShort');
});
