import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onDay, openLawbook, showConfidence } from './index.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'law-'));
});
afterAll(() => rmSync(root, { recursive: true }));

let books = 0;
function lay(files: Record<string, string | Buffer>): string {
  const book = join(root, String(books++));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(book, path, '..'), { recursive: true });
    writeFileSync(join(book, path), text);
  }
  return book;
}

// The newest value stands first on purpose: a file need not be in order.
const PM25 = `name: 细颗粒物（PM2.5）24 小时平均，二级
unit: µg/m³
checkedOn: 2026-11-20
values:
  2031-01-01: { value: 50, cite: GB 3095-2026 表1, confidence: A }
  2016-01-01: { value: 75, cite: GB 3095-2012 表1, confidence: A }
  2026-03-01: { value: 60, cite: GB 3095-2026, note: 过渡阶段 }
`;

test('a value applies from its day on, until the day of the next one', () => {
  const limit = openLawbook(lay({ 'standards/GB-3095/pm25.yaml': PM25 })).get<number>('standards/GB-3095/pm25');
  expect(onDay(limit, '2016-01-01')?.value).toBe(75);
  expect(onDay(limit, '2026-02-28')?.value).toBe(75);
  expect(onDay(limit, '2026-03-01')?.value).toBe(60);
  expect(onDay(limit, '2030-12-31')?.value).toBe(60);
  expect(onDay(limit, '2099-01-01')?.value).toBe(50);
  expect(onDay(limit, '2026-03-01')).toMatchObject({ cite: 'GB 3095-2026', effectiveFrom: '2026-03-01', note: '过渡阶段' });
});

test('before the first day there is no value to judge by', () => {
  expect(onDay(openLawbook(lay({ 'pm25.yaml': PM25 })).get('pm25'), '2015-12-31')).toBeUndefined();
});

test('a value nobody vouches for counts as recalled and is shown as 待核', () => {
  const limit = openLawbook(lay({ 'pm25.yaml': PM25 })).get('pm25');
  expect(onDay(limit, '2026-03-01')?.confidence).toBe('C');
  expect(showConfidence('C')).toContain('待核');
  expect(showConfidence('A') + showConfidence('B')).toBe('');
});

test('a value without its clause, of no real day, or of unheard-of confidence is refused, and the file is named', () => {
  const broken = (value: string) => () =>
    openLawbook(lay({ 'water/cod.yaml': `name: 化学需氧量\nunit: mg/L\ncheckedOn: 2026-11-20\nvalues:\n  ${value}\n` }));
  expect(broken('2026-01-01: { value: 50 }')).toThrow('water/cod: the value of 2026-01-01 cites no clause');
  expect(broken('2026-01-01:')).toThrow('water/cod: the value of 2026-01-01 cites no clause');
  expect(broken('2026-1-1: { value: 50, cite: GB 1 }')).toThrow("water/cod: '2026-1-1' is not a day");
  expect(broken('2026-02-29: { value: 50, cite: GB 1 }')).toThrow('is not a day');
  expect(broken('2026-01-01: { value: 50, cite: GB 1, confidence: D }')).toThrow('confidence');
});

test('two values for one day in one file are refused', () => {
  expect(() => openLawbook(lay({ 'pm25.yaml': `${PM25}  2026-03-01: { value: 61, cite: GB 1 }\n` }))).toThrow();
});

test('a table of codes is read as it stands, and what is not there is our own mistake', () => {
  const book = openLawbook(lay({ 'hj212/marks.yaml': 'marks: { N: { name: 正常, counts: true } }\n', 'pm25.yaml': PM25 }));
  expect(book.table('hj212/marks')).toEqual({ marks: { N: { name: '正常', counts: true } } });
  expect(book.list().map((one) => one.id)).toEqual(['pm25']);
  expect(() => book.get('hj212/marks')).toThrow('hj212/marks');
  expect(() => book.table('hj212/none')).toThrow('hj212/none');
});

test('the release is the same for the same bytes, wherever they lie', () => {
  const files = { 'a/pm25.yaml': PM25, 'b.yaml': 'x: 1\n' };
  expect(openLawbook(lay(files)).release).toBe(openLawbook(lay(files)).release);
});

test('the release changes when any byte of any file changes, and when a file moves, comes or goes', () => {
  const files = { 'a/pm25.yaml': PM25, 'b.yaml': 'x: 1\n' };
  const { release } = openLawbook(lay(files));
  const comment = Buffer.from(`${PM25}# 注\n`);
  fc.assert(
    fc.property(fc.integer({ min: Buffer.byteLength(PM25) + 1, max: comment.length - 2 }), fc.integer({ min: 1, max: 255 }), (at, turn) => {
      const altered = Buffer.from(comment);
      altered[at] = (altered[at] as number) ^ turn;
      fc.pre(altered[at] !== 0x0a && altered[at] !== 0x0d);
      const before = openLawbook(lay({ ...files, 'a/pm25.yaml': comment })).release;
      expect(openLawbook(lay({ ...files, 'a/pm25.yaml': altered })).release).not.toBe(before);
    }),
    { numRuns: 60 },
  );
  const others: Record<string, string>[] = [
    { 'a/pm25.yaml': PM25 },
    { ...files, 'c.yaml': '' },
    { 'c/pm25.yaml': PM25, 'b.yaml': 'x: 1\n' },
    { ...files, 'b.yaml': 'x: 1 \n' },
  ];
  const releases = [release, ...others.map((other) => openLawbook(lay(other)).release)];
  expect(new Set(releases).size).toBe(releases.length);
});

test('one file that contains the text of two is another release than the two', () => {
  const two = openLawbook(lay({ 'a.yaml': 'x\n', 'b.yaml': 'y\n' })).release;
  expect(openLawbook(lay({ 'a.yaml': 'x\n\nb\ny\n' })).release).not.toBe(two);
});

test('the law of this house opens: every value has its day and clause', () => {
  const book = openLawbook(join(import.meta.dirname, '../../law'));
  expect(book.list().length).toBeGreaterThan(0);
  for (const quantity of book.list()) {
    expect(quantity.name && quantity.unit && quantity.checkedOn, quantity.id).toBeTruthy();
    expect(quantity.values.length, quantity.id).toBeGreaterThan(0);
  }
});
