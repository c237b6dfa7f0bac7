/** Rows of ours as a workbook: what and of when above, running numbers before, units in the headings, a total below. Every text stays text. */
import type { Writable } from 'node:stream';

export interface SheetWritten {
  title: string;
  /** Of what: the district, the day, the filter. */
  scope: string;
  /** Who took it out, and when. */
  taken: string;
  columns: { name: string; width?: number }[];
  rows: Iterable<(string | number | null)[]> | AsyncIterable<(string | number | null)[]>;
}

/** Writes row by row, so that a whole register fits through; answers how many there were. */
export async function writeSheet(to: Writable, { title, scope, taken, columns, rows }: SheetWritten): Promise<number> {
  const { default: exceljs } = await import('exceljs');
  const book = new exceljs.stream.xlsx.WorkbookWriter({ stream: to, useStyles: true, useSharedStrings: false });
  const sheet = book.addWorksheet(sheetName(title), {
    views: [{ state: 'frozen', ySplit: 3 }],
    pageSetup: { orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0, printTitlesRow: '3:3' },
  });
  sheet.columns = [
    { width: 7 },
    ...columns.map(({ name, width }) => ({ width: width ?? Math.min(40, Math.max(10, name.length * 2 + 2)) })),
  ];
  const head = sheet.addRow([`${title}（${scope}）`]);
  head.font = { bold: true, size: 14 };
  head.commit();
  sheet.addRow([taken]).commit();
  const heading = sheet.addRow(['序号', ...columns.map(({ name }) => name)]);
  heading.font = { bold: true };
  heading.commit();
  let n = 0;
  for await (const cells of rows) {
    n += 1;
    // A text that begins with = + - @ is written as a text cell, which no spreadsheet computes.
    sheet.addRow([n, ...cells]).commit();
  }
  sheet.addRow(['合计', `${n} 行`]).commit();
  sheet.commit();
  await book.commit();
  return n;
}

/** A tab takes 31 letters and not these. */
const sheetName = (title: string): string => title.replace(/[[\]:*?/\\']/g, ' ').slice(0, 31) || 'Sheet';
