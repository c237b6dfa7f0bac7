import { createWriteStream } from 'node:fs';
import { expect, it } from 'vitest';
import { isRefusal, Refused } from '../../foundation/refusal.ts';
import { Notes, openSheets, type SheetFile, type SheetRow, writeSheet } from './index.ts';
import { onDisk, textRow, workbook } from './testing/workbook.ts';

async function opened(content: Buffer | string, name = '排口.xlsx'): Promise<SheetFile> {
  const file = await openSheets(onDisk(content), name);
  if (isRefusal(file)) throw new Refused(file);
  return file;
}
async function read(content: Buffer | string, sheet?: string): Promise<{ rows: SheetRow[]; notes: Notes }> {
  const file = await opened(content);
  const notes = new Notes();
  const rows: SheetRow[] = [];
  try {
    for await (const row of file.rows(sheet ?? file.sheets.find(({ hidden }) => !hidden)?.name ?? '', notes)) rows.push(row);
  } finally {
    file.close();
  }
  return { rows, notes };
}
const cells = async (content: Buffer | string) => (await read(content)).rows.map((row) => row.cells);
/** The code with which it is turned away, on opening or while its rows are read. */
async function refusedAs(content: Buffer | string, name?: string): Promise<string> {
  try {
    const file = await opened(content, name);
    for await (const _ of file.rows(file.sheets[0]?.name ?? '', new Notes())) void _;
    return 'read';
  } catch (error) {
    if (error instanceof Refused) return error.refusal.code;
    throw error;
  }
}
const GB = (hex: string) => Buffer.from(hex, 'hex');

it('a CSV is read in UTF-8 with and without a mark, and in GB 18030', async () => {
  const rows = [
    ['编号', '名称'],
    ['A1', '青禾,"河" 口'],
  ];
  const text = '编号,名称\r\nA1,"青禾,""河"" 口"\r\n';
  expect(await cells(text)).toEqual(rows);
  expect(await cells(`\ufeff${text}`)).toEqual(rows);
  // 排放口 in GB 2312: C5C5 B7C5 BFDA.
  expect(await cells(Buffer.concat([Buffer.from('code\n'), GB('c5c5b7c5bfda'), Buffer.from('\n')]))).toEqual([['code'], ['排放口']]);
});

it('a CSV in another encoding is named and not guessed at', async () => {
  expect(await refusedAs(Buffer.concat([GB('fffe'), Buffer.from('编号', 'utf16le')]))).toBe('sheets.encoding');
  // 嘉興市環境 in Big5, over and over: it would read as GB 18030 and mean nothing.
  expect(await refusedAs(Buffer.concat(Array.from({ length: 50 }, () => GB('b9c5bfb3a5abc0f4b9d2a640a457a440'))))).toBe('sheets.encoding');
  expect(await refusedAs(Buffer.from('caf\xe9 au lait\n', 'latin1'))).toBe('sheets.encoding');
  expect(await refusedAs(Buffer.from('a,b\0\n'))).toBe('sheets.holdsNul');
});

it('a line break inside quotes stays in its cell, tabs and semicolons separate too, and blank lines keep their number', async () => {
  expect(await cells('编号\t名称\nA1\t"一\n二"\n')).toEqual([
    ['编号', '名称'],
    ['A1', '一\n二'],
  ]);
  expect(await cells('a;b\n1;2\n')).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
  expect((await read('a,b\n\n,\n1,2')).rows.map(({ row }) => row)).toEqual([1, 4]);
});

const STYLES =
  '<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="000000"/><numFmt numFmtId="166" formatCode="#,##0.00"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="10"/><xf numFmtId="22"/><xf numFmtId="31"/><xf numFmtId="166"/></cellXfs>';
const cell = (style: number, value: number | string) => `<c s="${style}"><v>${value}</v></c>`;

it('numbers, days of 1900, percentages, leading zeros and yes or no read as a person sees them', async () => {
  const book = workbook(
    [
      {
        name: '一',
        rows: `<row>${cell(0, '0.30000000000000004')}${cell(1, 45_292)}${cell(2, 45_292)}${cell(3, 4021)}${cell(4, 0.125)}${cell(5, 45_292.75)}${cell(6, 61)}${cell(7, 1234.5)}<c t="b"><v>1</v></c><c t="s"><v>0</v></c><c t="inlineStr"><is><r><t>河</t></r><r><t>口</t></r></is></c></row>`,
      },
    ],
    { styles: STYLES, strings: ['<t>共享_x000D_</t><rPh><t>gong</t></rPh>'] },
  );
  // 45 292 is 1 January 2024, 61 is 1 March 1900 (Excel shows both).
  expect(await cells(book)).toEqual([
    ['0.3', '2024-01-01', '2024-01-01', '004021', '12.50%', '2024-01-01 18:00', '1900-03-01', '1234.5', 'TRUE', '共享\r', '河口'],
  ]);
});

it('days of 1904 are counted from 1904, and a date that is none is a fault of its cell', async () => {
  const rows = `<row>${cell(1, 43_830)}${cell(1, -5)}</row>`;
  const { rows: found } = await read(workbook([{ name: '一', rows }], { styles: STYLES, from1904: true }));
  expect(found[0]?.cells).toEqual(['2024-01-01', '']);
  expect(found[0]?.faults.map(({ column, code }) => [column, code])).toEqual([[1, 'notADate']]);
  // 29 February 1900 never was.
  expect((await read(workbook([{ name: '一', rows: `<row>${cell(1, 60)}</row>` }], { styles: STYLES }))).rows[0]?.faults[0]?.code).toBe(
    'notADate',
  );
});

it('of a formula the last value is taken and reported; one without a value, and an error, make their cell unusable', async () => {
  const rows = `<row r="2"><c r="A2"><f>WEBSERVICE("http://127.0.0.1/")</f><v>7</v></c><c r="B2"><f>[1]Sheet1!A1</f></c><c r="D2" t="e"><f>VLOOKUP(1,A:B,2)</f><v>#N/A</v></c><c r="E2" t="e"><v>#REF!</v></c></row>`;
  const { rows: found, notes } = await read(
    workbook([{ name: '一', rows }], { more: [['xl/externalLinks/externalLink1.xml', Buffer.from('<x/>')]] }),
  );
  expect(found[0]?.cells[0]).toBe('7');
  expect(found[0]?.faults.map(({ column, code }) => [column, code])).toEqual([
    [1, 'noValue'],
    [3, 'cellError'],
    [4, 'cellError'],
  ]);
  expect(notes.list().map(({ code, times, places }) => [code, times, places])).toEqual([
    ['externalLink', 1, ['externalLink1.xml']],
    ['formula', 3, ['A2', 'B2', 'D2']],
  ]);
});

it('merged cells have a value in their upper left one only; merged, hidden rows and columns are named', async () => {
  const { rows, notes } = await read(
    workbook([
      {
        name: '一',
        before: '<cols><col min="2" max="3" hidden="1"/></cols>',
        rows: `${textRow(1, ['甲'])}<row r="2" hidden="1"><c><v>5</v></c></row>`,
        after: '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>',
      },
    ]),
  );
  expect(rows.map((row) => row.cells)).toEqual([['甲'], ['5']]);
  expect(notes.list().map(({ code, places }) => `${code} ${places}`)).toEqual(['hiddenColumn B-C', 'hiddenRow 2', 'merged A1:B2']);
});

it('hidden sheets are named and not read; of several that can be seen, somebody must say which', async () => {
  const book = workbook([
    { name: '草稿', state: 'veryHidden', rows: textRow(1, ['x']) },
    { name: '甲', rows: textRow(1, ['1']) },
    { name: '乙', rows: textRow(1, ['2']) },
  ]);
  const file = await opened(book);
  expect(file.sheets).toEqual([
    { name: '草稿', hidden: true },
    { name: '甲', hidden: false },
    { name: '乙', hidden: false },
  ]);
  file.close();
  const { rows, notes } = await read(book, '乙');
  expect([rows[0]?.cells, notes.list()[0]?.places]).toEqual([['2'], ['草稿']]);
  await expect(read(book, '草稿')).rejects.toMatchObject({ refusal: { code: 'sheets.noSuchSheet' } });
  expect(await refusedAs(workbook([{ name: '草稿', state: 'hidden', rows: '' }]))).toBe('sheets.noSheet');
});

it('a workbook that unfolds to far too much, or has thousands of parts, is not read', async () => {
  const zeros: [string, Buffer] = ['xl/media/a.bin', Buffer.alloc(40 << 20)];
  expect(await refusedAs(workbook([{ name: '一', rows: '' }], { more: [zeros] }))).toBe('sheets.bomb');
  const many = Array.from({ length: 2_100 }, (_, i): [string, Buffer] => [`xl/media/${i}.txt`, Buffer.from('x')]);
  expect(await refusedAs(workbook([{ name: '一', rows: '' }], { more: many }))).toBe('sheets.bomb');
});

it('a workbook whose directory lies about the size of a part is not read past what it said', async () => {
  const book = workbook([{ name: '一', rows: textRow(1, ['a'.repeat(5_000)]) }]);
  // The sheet is the last part: its size in the directory is made smaller than it is.
  const at = book.lastIndexOf(Buffer.from('xl/worksheets/sheet1.xml')) - 46;
  book.writeUInt32LE(100, at + 24);
  expect(await refusedAs(book)).toBe('sheets.damaged');
});

it('entities and document types are refused before anything is expanded', async () => {
  const laughs = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]>';
  expect(await refusedAs(workbook([{ name: '一', rows: textRow(1, ['&x;']) }], { head: laughs }))).toBe('sheets.doctype');
  expect(await refusedAs(workbook([{ name: '一', rows: textRow(1, ['&x;']) }]))).toBe('sheets.damaged');
});

it('a million rows and more than a spreadsheet has, too many columns, and rows in disorder are refused', async () => {
  expect(await refusedAs(workbook([{ name: '一', rows: textRow(1_048_577, ['a']) }]))).toBe('sheets.tooManyRows');
  expect(await refusedAs(workbook([{ name: '一', rows: '<row r="1"><c r="XFD1"><v>1</v></c></row>' }]))).toBe('sheets.tooManyColumns');
  expect(await refusedAs(workbook([{ name: '一', rows: `${textRow(5, ['a'])}${textRow(4, ['b'])}` }]))).toBe('sheets.damaged');
  expect(await refusedAs(`${Array.from({ length: 250 }, (_, i) => i).join(',')}\n`)).toBe('sheets.tooManyColumns');
  expect(await refusedAs('a\n'.repeat(1_048_578))).toBe('sheets.tooManyRows');
});

it('a cell of ten thousand letters is read, one longer than a spreadsheet keeps is a fault, and an open quote does not swallow the machine', async () => {
  expect((await cells(`a\n${'长'.repeat(10_000)}`))[1]?.[0]).toHaveLength(10_000);
  const { rows } = await read(`a,b\n${'x'.repeat(40_000)},2\n`);
  expect([rows[1]?.cells, rows[1]?.faults[0]?.code]).toEqual([['', '2'], 'cellTooLong']);
  expect((await read(`a,b\n"${'y,z\n'.repeat(50_000)}`)).rows[1]?.faults[0]?.code).toBe('cellTooLong');
});

it('a credit code that became a number has lost its last digits, and is not taken', async () => {
  const { rows } = await read(workbook([{ name: '一', rows: '<row><c><v>913304991234567890</v></c></row>' }]));
  expect(rows[0]?.faults[0]?.code).toBe('digitsLost');
});

it('what is no sheet is named: the old format, one with a password, a page, a damaged zip', async () => {
  const old = Buffer.concat([GB('d0cf11e0a1b11ae1'), Buffer.alloc(2_000)]);
  expect(await refusedAs(old)).toBe('sheets.oldFormat');
  expect(await refusedAs(Buffer.concat([old, Buffer.from('EncryptedPackage', 'utf16le')]))).toBe('sheets.locked');
  expect(await refusedAs('<html><table><tr><td>1</td></tr></table></html>')).toBe('sheets.notASheet');
  expect(await refusedAs(Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(90)]))).toBe('sheets.damaged');
});

it('what we write we read again, and a name that begins like a formula stays a name', async () => {
  const path = onDisk('');
  const evil = "=cmd|'/c calc'!A1";
  const n = await writeSheet(createWriteStream(path), {
    title: '入河排污口',
    scope: '2026-11-24 有效',
    taken: '导出：陶执平',
    columns: [{ name: '编号' }, { name: '流量（m³/d）' }],
    rows: [
      ['A1', 3.5],
      [evil, null],
    ],
  });
  expect(n).toBe(2);
  const file = await openSheets(path, 'a.xlsx');
  if (isRefusal(file)) throw new Refused(file);
  const notes = new Notes();
  const rows: string[][] = [];
  for await (const row of file.rows('入河排污口', notes)) rows.push(row.cells);
  file.close();
  expect(rows).toEqual([
    ['入河排污口（2026-11-24 有效）'],
    ['导出：陶执平'],
    ['序号', '编号', '流量（m³/d）'],
    ['1', 'A1', '3.5'],
    ['2', evil],
    ['合计', '2 行'],
  ]);
  expect(notes.list()).toEqual([]);
});
