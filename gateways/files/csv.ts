/**
 * CSV as offices save it: UTF-8 with or without a mark, or GB 18030; comma, tab or semicolon; quotes, and line breaks within quotes. Streamed; whether
 * the whole is text of one of the two encodings is read through once beforehand.
 */
import { createReadStream } from 'node:fs';
import type { Refusal } from '../../foundation/refusal.ts';
import { Refused } from '../../foundation/refusal.ts';
import { type CellFault, cellFaults, type SheetRow } from './notes.ts';
import { LIMITS, refuse } from './refusals.ts';

export type Encoding = 'utf-8' | 'gb18030';

/** Which of the two encodings the whole file is written in, or why it is read in neither. */
export async function encodingOf(path: string, name: string): Promise<Encoding | Refusal> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const gb = new TextDecoder('gb18030', { fatal: true });
  let isUtf8 = true;
  let isGb = true;
  let isFirst = true;
  const pairs = { all: 0, odd: 0, open: false };
  for await (const part of createReadStream(path, { highWaterMark: 1 << 18 })) {
    const bytes = part as Buffer;
    if (isFirst) {
      isFirst = false;
      const mark = bytes.subarray(0, 2).toString('hex');
      if (mark === 'fffe' || mark === 'feff') return refuse.encoding(name, 'UTF-16');
    }
    if (bytes.includes(0)) return refuse.holdsNul(name);
    if (isUtf8) isUtf8 = reads(utf8, bytes);
    if (isGb) isGb = reads(gb, bytes);
    if (!isUtf8) countPairs(bytes, pairs);
    if (!isUtf8 && !isGb) break;
  }
  if (isUtf8 && ends(utf8)) return 'utf-8';
  if (!isGb || !ends(gb)) return refuse.encoding(name, '其他编码');
  // Big5 reads as GB 18030 without a fault and without a meaning: half of its second bytes lie where common GB characters have none.
  return pairs.odd > pairs.all / 8 ? refuse.encoding(name, 'Big5 或其他编码') : 'gb18030';
}

function reads(decoder: TextDecoder, bytes: Buffer): boolean {
  try {
    decoder.decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function ends(decoder: TextDecoder): boolean {
  try {
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

function countPairs(bytes: Buffer, pairs: { all: number; odd: number; open: boolean }): void {
  for (const byte of bytes) {
    if (pairs.open) {
      pairs.open = false;
      pairs.all += 1;
      if (byte < 0xa1) pairs.odd += 1;
    } else if (byte >= 0x81) pairs.open = true;
  }
}

/** The rows of a file, numbered as a spreadsheet would number them. */
export async function* csvRows(path: string, name: string, encoding: Encoding): AsyncGenerator<SheetRow> {
  const decoder = new TextDecoder(encoding);
  const parser = new Parser(name);
  for await (const part of createReadStream(path, { highWaterMark: 1 << 18 })) {
    parser.write(decoder.decode(part as Buffer, { stream: true }));
    yield* parser.taken();
  }
  parser.write(decoder.decode());
  parser.end();
  yield* parser.taken();
}

class Parser {
  readonly #name: string;
  #rows: SheetRow[] = [];
  #cells: string[] = [];
  #faults: CellFault[] = [];
  #text = '';
  #inQuotes = false;
  /** A quote was met inside quotes: the next letter says whether it closes them. */
  #maybeClosed = false;
  #row = 1;
  #mark = '';

  constructor(name: string) {
    this.#name = name;
  }

  write(text: string): void {
    if (this.#mark === '' && text !== '') this.#mark = markOf(text);
    for (let i = 0; i < text.length; i += 1) {
      const letter = text[i] as string;
      if (this.#maybeClosed) {
        this.#maybeClosed = false;
        if (letter === '"') {
          this.#text += '"';
          continue;
        }
        this.#inQuotes = false;
      }
      if (this.#inQuotes) {
        if (letter === '"') this.#maybeClosed = true;
        else this.#add(letter);
      } else if (letter === '"' && this.#text === '') this.#inQuotes = true;
      else if (letter === this.#mark) this.#endCell();
      else if (letter === '\n') this.#endRow();
      else if (letter !== '\r') this.#add(letter);
    }
  }

  end(): void {
    if (this.#text !== '' || this.#cells.length) this.#endRow();
  }

  taken(): SheetRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  #add(letter: string): void {
    // What is longer than a cell may be is not gathered: an unclosed quote would otherwise swallow the file.
    if (this.#text.length <= LIMITS.cell) this.#text += letter;
  }

  #endCell(): void {
    const column = this.#cells.length;
    if (column >= LIMITS.columns && this.#text !== '') throw new Refused(refuse.tooManyColumns(this.#name));
    if (this.#text.length > LIMITS.cell) {
      this.#faults.push(cellFaults.tooLong(column, this.#text));
      this.#text = '';
    }
    if (column < LIMITS.columns) this.#cells.push(this.#text);
    this.#text = '';
  }

  #endRow(): void {
    this.#endCell();
    if (this.#row > LIMITS.rows) throw new Refused(refuse.tooManyRows(this.#name));
    if (this.#faults.length || this.#cells.some((cell) => cell.trim() !== ''))
      this.#rows.push({ row: this.#row, cells: this.#cells, faults: this.#faults });
    this.#cells = [];
    this.#faults = [];
    this.#row += 1;
  }
}

function markOf(text: string): string {
  const [first = ''] = text.split('\n', 1);
  const times = (mark: string) => first.split(mark).length;
  return [',', '\t', ';'].reduce((best, mark) => (times(mark) > times(best) ? mark : best), ',');
}
