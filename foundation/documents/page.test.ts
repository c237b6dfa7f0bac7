/** A printed page is measured, from the finished PDF, against the numbers of GB/T 9704-2012 as `law/documents/official-page.yaml` has them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { TEMPLATES } from '../../tools/templates/index.ts';
import { paragraph, word } from '../../tools/templates/word.ts';
import { openLawbook } from '../lawbook/index.ts';
import { isRefusal } from '../refusal.ts';
import { faceBytes } from './face.ts';
import { type Filling, print, readWord, tagsOf } from './index.ts';
import { linesOn, type ReadPage, readPdf } from './testing/read-pdf.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MM = 72 / 25.4;
interface Official {
  paper: { width: number; height: number };
  edge: number;
  gutter: number;
  allowed: number;
  text: { width: number; height: number };
  lines: number;
  characters: number;
  body: { size: number };
  title: { size: number };
  head: number;
  rule: number;
  pageNumber: { size: number; below: number };
}
const law = openLawbook(join(ROOT, 'law')).get<Official>('documents/official-page').values[0]?.value as Official;
const SLIP = 'programmes/data/automatic-monitoring/documents/reminder-slip.docx';
const bytesOf = (path: string) => readFileSync(join(ROOT, path));

/** Twenty-eight characters a line, more than a page of them, no mark that may not begin a line. */
const FULL = '嘉兴市生态环境局南湖分局提醒排污单位自查排放口监测数据并及时反馈原因和措施'.repeat(24);

async function printed(template: Buffer, filling: Filling) {
  const made = await print({ id: 't', name: '试印', bytes: template }, filling, {
    title: '试印',
    author: '嘉兴市生态环境局',
    day: '2026-09-01',
  });
  if (isRefusal(made)) throw new Error(made.says);
  return made;
}
const slipFilling: Filling = {
  issuer: '嘉兴市生态环境局南湖分局',
  number: '嘉环提醒〔2026〕1号',
  title: '甲厂 DW001 化学需氧量高于限值',
  firm: '甲厂',
  message: '甲厂 DW001 化学需氧量 2026-09-01 08:00 至 09:00 小时均值 62 mg/L，许可限值 50 mg/L。',
  due: '2026年9月1日10时05分',
  day: '2026年9月1日',
  rows: [
    { name: '排放口', value: 'DW001 总排口' },
    { name: '许可限值', value: '50 mg/L <&> {day}' },
  ],
};

let full: ReadPage[];
let slip: { pages: ReadPage[]; pdf: Buffer; docx: Buffer };
beforeAll(async () => {
  const plain = word({ numbered: true, blocks: [paragraph('{text}', { align: 'both' })] });
  full = (await readPdf((await printed(plain, { text: FULL })).pdf)).pages;
  const made = await printed(bytesOf(SLIP), slipFilling);
  slip = { ...made, pages: (await readPdf(made.pdf)).pages };
});

describe('a full page (GB/T 9704-2012 5.1, 5.2)', () => {
  const body = (page: ReadPage) => linesOn(page).filter(({ size }) => Math.abs(size - law.body.size) < 0.1);
  /** The square of a character stands 0.88 of its size over the base line, in the middle of its line. */
  const topOf = (y: number, size: number, pitch: number) => y - 0.88 * size - (pitch - size) / 2;
  const pitch = (law.text.height * MM) / law.lines;

  it('is A4', () => {
    for (const { width, height } of full) {
      expect(width / MM).toBeCloseTo(law.paper.width, 0);
      expect(height / MM).toBeCloseTo(law.paper.height, 0);
    }
  });

  it('has 22 lines of 28 characters, 3号, set in a text of 156 × 225 mm', () => {
    const lines = body(full[0] as ReadPage);
    expect(lines).toHaveLength(law.lines);
    for (const line of lines) {
      expect([...line.text]).toHaveLength(law.characters);
      expect((line.right - line.x) / MM).toBeCloseTo(law.text.width, 0);
    }
    for (const [i, line] of lines.slice(1).entries()) expect(line.y - (lines[i]?.y ?? 0)).toBeCloseTo(28.95, 1);
    const high = (lines.at(-1)?.y ?? 0) - (lines[0]?.y ?? 0) + pitch;
    expect(high / MM).toBeCloseTo(law.text.height, -0.5);
  });

  it('begins 37 mm under the edge and 28 mm from the gutter, each within a millimetre', () => {
    for (const page of full) {
      const [first] = body(page);
      expect(Math.abs(topOf(first?.y ?? 0, law.body.size, 28.95) / MM - law.edge)).toBeLessThanOrEqual(law.allowed);
      expect(Math.abs((first?.x ?? 0) / MM - law.gutter)).toBeLessThanOrEqual(law.allowed);
    }
  });

  it('has its number between dashes, 7 mm under the text, outside: right on odd pages, left on even ones, one character in (7.5)', () => {
    expect(full.length).toBeGreaterThanOrEqual(2);
    for (const [at, page] of full.entries()) {
      const foot = linesOn(page).at(-1);
      expect(foot?.text).toBe(`— ${at + 1} —`);
      expect(foot?.size).toBeCloseTo(law.pageNumber.size, 1);
      // The dash of this face stands 0.38 of its size over the base line.
      const dash = (foot?.y ?? 0) - 0.38 * law.pageNumber.size;
      expect(Math.abs(dash / MM - (law.edge + law.text.height + law.pageNumber.below))).toBeLessThanOrEqual(0.6);
      const left = law.gutter * MM;
      if (at % 2) expect((foot?.x ?? 0) - left).toBeCloseTo(law.pageNumber.size, 0);
      else expect(left + law.text.width * MM - (foot?.right ?? 0)).toBeCloseTo(law.pageNumber.size, 0);
    }
  });
});

describe('the head of a reminder slip (7.2, 7.3)', () => {
  it('is the issuer in red 35 mm under the edge of the text, the number, the red rule 4 mm on, the title in 2号', () => {
    const page = slip.pages[0] as ReadPage;
    const [issuer, number, title] = linesOn(page);
    expect([issuer?.text, number?.text]).toEqual(['嘉兴市生态环境局南湖分局', '嘉环提醒〔2026〕1号']);
    expect(issuer?.color).not.toBe(number?.color);
    expect(Math.abs(((issuer?.y ?? 0) - 0.88 * (issuer?.size ?? 0)) / MM - (law.edge + law.head))).toBeLessThanOrEqual(law.allowed + 1);
    expect(title?.size).toBeCloseTo(law.title.size, 1);
    const [rule] = page.strokes.filter(({ x1, x2, y1, y2 }) => Math.abs(y1 - y2) < 0.1 && x2 - x1 > 400);
    expect(((rule?.x2 ?? 0) - (rule?.x1 ?? 0)) / MM).toBeCloseTo(law.text.width, 0);
    // From the lower edge of the number's square.
    expect(Math.abs(((rule?.y1 ?? 0) - (number?.y ?? 0) - 0.12 * 16) / MM - law.rule)).toBeLessThanOrEqual(0.6);
    const middle = ((issuer?.x ?? 0) + (issuer?.right ?? 0)) / 2 / MM;
    expect(middle).toBeCloseTo(law.gutter + law.text.width / 2, 0);
  });

  it('reads as it was said, a value that looks like a tag or like XML included, and never as a finding', () => {
    const text = slip.pages.flatMap(linesOn).map((line) => line.text);
    expect(text.join('')).toContain('关于甲厂 DW001 化学需氧量高于限值的提醒单');
    expect(text.join('')).toContain('50 mg/L <&> {day}');
    expect(text.join('')).toContain('本提醒仅供自查，不作为认定依据');
    expect(text.join('')).not.toMatch(/违法|立案|处罚|超标/);
    expect(text.at(-2)).toBe('2026年9月1日');
  });
});

test('the same document is the same bytes, Word and PDF, also in another process', async () => {
  const again = await printed(bytesOf(SLIP), slipFilling);
  expect(again.docx.equals(slip.docx)).toBe(true);
  expect(again.pdf.equals(slip.pdf)).toBe(true);
  const run = `import('./foundation/documents/index.ts').then(async (d) => {
    const { readFileSync } = await import('node:fs');
    const made = await d.print({ id: 't', name: 't', bytes: readFileSync(${JSON.stringify(SLIP)}) }, JSON.parse(process.env.FILLING), { title: '试印', author: '嘉兴市生态环境局', day: '2026-09-01' });
    process.stdout.write(made.pdf.toString('base64'));
  })`;
  const elsewhere = execFileSync(process.execPath, ['--import', 'tsx', '-e', run], {
    cwd: ROOT,
    env: { ...process.env, TZ: 'America/New_York', FILLING: JSON.stringify(slipFilling) },
    maxBuffer: 1 << 26,
  });
  expect(elsewhere.toString() === slip.pdf.toString('base64')).toBe(true);
});

test('only what is used of a face goes in: ten megabytes are less than one part in a hundred', async () => {
  const { faces } = await readPdf(slip.pdf);
  expect(faces.size).toBe(2);
  const used = new Set(slip.pages.flatMap(({ signs }) => signs.map(({ text }) => text)));
  for (const { embedded, toText } of faces.values()) {
    expect(embedded).toBeLessThan(faceBytes('normal').length / 100);
    for (const text of toText.values()) expect([...used, ' ', '', '\u0000'], text).toContain(text);
  }
  expect(slip.pdf.length).toBeLessThan(100_000);
});

test('another reader finds the same text in it (pdftotext, where there is one)', (context) => {
  if (spawnSync('pdftotext', ['-v']).error) return context.skip('no pdftotext on this machine');
  const folder = mkdtempSync(join(tmpdir(), 'xiushui-pdf-'));
  writeFileSync(join(folder, 'a.pdf'), slip.pdf);
  const text = execFileSync('pdftotext', ['-raw', join(folder, 'a.pdf'), '-'], { encoding: 'utf8' }).replace(/\s/g, '');
  rmSync(folder, { recursive: true });
  const ours = slip.pages
    .flatMap(linesOn)
    .map((line) => line.text)
    .join('')
    .replace(/\s/g, '');
  expect(text).toBe(ours);
});

describe.each(Object.keys(TEMPLATES))('%s', (path) => {
  it('is what the script writes, as long as no officer has changed it in Word', () => {
    expect(bytesOf(path).equals((TEMPLATES[path] as () => Buffer)())).toBe(true);
  });

  it('stays within what can be laid out', async () => {
    expect(readWord(bytesOf(path)).outside).toEqual([]);
    expect((await tagsOf(bytesOf(path))).length).toBeGreaterThan(0);
  });
});

test('what lies outside the form is named, with its place', () => {
  const odd = word({
    numbered: false,
    blocks: [
      '<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>',
      '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>',
      '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="1000"/><w:gridCol w:w="1000"/></w:tblGrid><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>',
    ],
  });
  expect(readWord(odd).outside.map(({ what }) => what)).toEqual([
    'w:footnoteReference',
    'w:numPr',
    'w:br page',
    '第 1 行有 1 格，表有 2 列',
  ]);
});

test('a sign the face does not have is told and not printed as an empty box', async () => {
  const plain = word({ numbered: false, blocks: [paragraph('{text}')] });
  const outcome = await print(
    { id: 't', name: 't', bytes: plain },
    { text: '甲\u{1F600}' },
    { title: 't', author: 'a', day: '2026-09-01' },
  );
  expect(outcome).toMatchObject({ code: 'documents.noSign' });
});

test('a table keeps its borders and its merged cells, and a long one goes on over the page with its head', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({
    seq: i + 1,
    number: '',
    by: '甲',
    title: `第 ${i + 1} 件`,
    day: '2026.09.01',
    page: i + 1,
    note: '',
  }));
  const { pages } = await readPdf((await printed(bytesOf('foundation/documents/templates/catalogue.docx'), { items: rows })).pdf);
  expect(pages.length).toBeGreaterThan(1);
  for (const page of pages) expect(linesOn(page).filter(({ text }) => text.includes('责任者'))).toHaveLength(1);
  expect(pages.flatMap(linesOn).filter(({ text }) => /第 \d+ 件/.test(text))).toHaveLength(60);
});
