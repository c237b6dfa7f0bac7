/** Which format a sheet is in, by its bytes and never by its name; what is not read is named, with what to do about it. */
import { open } from 'node:fs/promises';
import { isRefusal, type Refusal, Refused } from '../../foundation/refusal.ts';
import { csvRows, encodingOf } from './csv.ts';
import type { Notes, SheetRow } from './notes.ts';
import { refuse } from './refusals.ts';
import { openWorkbook } from './xlsx.ts';

export interface SheetFile {
  format: 'csv' | 'xlsx';
  /** Of a CSV. */
  encoding: string | null;
  sheets: { name: string; hidden: boolean }[];
  /** The rows of a sheet that can be seen. What stops the reading is thrown as `Refused`. */
  rows(sheet: string, notes: Notes): AsyncGenerator<SheetRow>;
  close(): void;
}

/** Opens bytes on our own disk. Whatever is returned that is no refusal must be closed. */
export async function openSheets(path: string, name: string): Promise<SheetFile | Refusal> {
  const file = await open(path, 'r');
  let head: Buffer;
  let size: number;
  try {
    size = (await file.stat()).size;
    head = Buffer.alloc(Math.min(size, 1 << 20));
    await file.read(head, 0, head.length, 0);
  } finally {
    await file.close();
  }
  if (head.subarray(0, 8).toString('hex') === 'd0cf11e0a1b11ae1')
    return head.includes(Buffer.from('EncryptedPackage', 'utf16le')) ? refuse.locked(name) : refuse.oldFormat(name);
  if (head.length >= 4 && head.readUInt32LE(0) === 0x04034b50) {
    const workbook = await openWorkbook(path, size, name);
    return isRefusal(workbook) ? workbook : { format: 'xlsx', encoding: null, ...workbook };
  }
  const start = head.subarray(0, 512).toString('latin1').trimStart();
  if (size === 0 || start.startsWith('%PDF') || /^(\xef\xbb\xbf)?\s*<(\?xml|!doctype|html|table)/i.test(start))
    return refuse.notASheet(name);
  const encoding = await encodingOf(path, name);
  if (isRefusal(encoding)) return encoding;
  const only = 'CSV';
  return {
    format: 'csv',
    encoding: encoding === 'utf-8' ? 'UTF-8' : 'GB18030',
    sheets: [{ name: only, hidden: false }],
    async *rows(sheet) {
      if (sheet !== only) throw new Refused(refuse.noSuchSheet(sheet));
      yield* csvRows(path, name, encoding);
    },
    close: () => {},
  };
}
