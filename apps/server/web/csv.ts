/** Tables as spreadsheets open them: UTF-8 with a mark, a line that says what and when, numbered rows. */
import type { FastifyReply } from 'fastify';
import { type Instant, showInstant } from '../../../foundation/day.ts';

export interface Column<T> {
  name: string;
  of(row: T): string | number | null;
}

export function sendCsv<T>(
  reply: FastifyReply,
  file: string,
  title: string,
  scope: string,
  by: string,
  now: Instant,
  columns: Column<T>[],
  rows: T[],
): FastifyReply {
  const lines = [
    [`${title}（${scope}）`],
    [`导出：${by} ${showInstant(now)}`],
    ['序号', ...columns.map((c) => c.name)],
    ...rows.map((row, i) => [String(i + 1), ...columns.map((c) => String(c.of(row) ?? ''))]),
    ['合计', `${rows.length} 行`],
  ];
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${file}.csv"`)
    .send(`\ufeff${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`);
}

/** A cell that begins like a formula is made text, so that a name typed by a stranger runs nothing in the reader's spreadsheet. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows of a text a spreadsheet saved as CSV: quotes, line breaks within quotes, commas or tabs. Parses; a row that is short is short. */
export function readCsv(text: string): string[][] {
  const body = text.replace(/^\ufeff/, '');
  const [first = ''] = body.split(/\r?\n/, 1);
  const mark = first.split('\t').length > first.split(',').length ? '\t' : ',';
  const rows: string[][] = [];
  let row: string[] = [];
  let cellText = '';
  let isQuoted = false;
  const endCell = () => {
    row.push(cellText);
    cellText = '';
  };
  const endRow = () => {
    endCell();
    if (row.some((one) => one.trim() !== '')) rows.push(row);
    row = [];
  };
  for (let i = 0; i < body.length; i += 1) {
    const letter = body[i] as string;
    if (isQuoted) {
      if (letter === '"' && body[i + 1] === '"') {
        cellText += '"';
        i += 1;
      } else if (letter === '"') isQuoted = false;
      else cellText += letter;
    } else if (letter === '"' && cellText === '') isQuoted = true;
    else if (letter === mark) endCell();
    else if (letter === '\n') endRow();
    else if (letter !== '\r') cellText += letter;
  }
  endRow();
  return rows;
}
