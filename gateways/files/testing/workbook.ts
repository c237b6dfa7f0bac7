/** Workbooks made by hand, so that each holds just what a test is about: only for tests. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zip } from '../../../foundation/files/index.ts';

const NS =
  'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';

export interface SheetMade {
  name: string;
  state?: 'hidden' | 'veryHidden';
  /** The inside of sheetData, and what stands before and after it. */
  rows: string;
  before?: string;
  after?: string;
}

export function workbook(
  sheets: SheetMade[],
  {
    strings = [],
    styles = '',
    from1904 = false,
    head = '',
    more = [],
  }: { strings?: string[]; styles?: string; from1904?: boolean; head?: string; more?: [string, Buffer][] } = {},
): Buffer {
  const part = (name: string, xml: string): [string, Buffer] => [name, Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${xml}`, 'utf8')];
  return zip([
    part(
      '[Content_Types].xml',
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
    ),
    part(
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${sheets.map((_, i) => `<Relationship Id="rId${i + 1}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}</Relationships>`,
    ),
    part(
      'xl/workbook.xml',
      `<workbook ${NS}><workbookPr${from1904 ? ' date1904="1"' : ''}/><sheets>${sheets.map(({ name, state }, i) => `<sheet name="${name}" sheetId="${i + 1}"${state ? ` state="${state}"` : ''} r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>`,
    ),
    part('xl/sharedStrings.xml', `<sst ${NS}>${strings.map((one) => `<si>${one}</si>`).join('')}</sst>`),
    part('xl/styles.xml', `<styleSheet ${NS}>${styles}</styleSheet>`),
    ...sheets.map(({ rows, before = '', after = '' }, i) =>
      part(`xl/worksheets/sheet${i + 1}.xml`, `${head}<worksheet ${NS}>${before}<sheetData>${rows}</sheetData>${after}</worksheet>`),
    ),
    ...more,
  ]);
}

/** A row of texts. */
export const textRow = (row: number, cells: string[]): string =>
  `<row r="${row}">${cells.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`;

export function onDisk(content: Buffer | string, name = 'sheet'): string {
  const path = join(mkdtempSync(join(tmpdir(), 'xiushui-sheet-')), name);
  writeFileSync(path, content);
  return path;
}
