/**
 * A workbook, read part by part: which sheets it has, its strings, its number formats, then the rows of one sheet as they come. Nothing is evaluated and
 * nothing outside the file is read. XML with a document type is refused before anything in it could be expanded.
 */
import { posix } from 'node:path';
import { promisify } from 'node:util';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import yauzl from 'yauzl';
import { type Refusal, Refused } from '../../foundation/refusal.ts';
import { type Look, lookOf, shown } from './cell.ts';
import { type CellFault, cellFaults, columnName, columnOf, type Notes, type SheetRow } from './notes.ts';
import { LIMITS, refuse } from './refusals.ts';

export interface Workbook {
  sheets: { name: string; hidden: boolean }[];
  rows(sheet: string, notes: Notes): AsyncGenerator<SheetRow>;
  close(): void;
}

const openZip = promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open);
const localName = (name: string) => name.slice(name.indexOf(':') + 1);

export async function openWorkbook(path: string, size: number, name: string): Promise<Workbook | Refusal> {
  let zip: yauzl.ZipFile;
  try {
    zip = await openZip(path, { autoClose: false, lazyEntries: true, validateEntrySizes: true });
  } catch {
    return refuse.damaged(name, 'zip');
  }
  try {
    const entries = await entriesOf(zip, size, name);
    const parts = new Parts(zip, entries, name);
    return await workbookOf(zip, parts, name);
  } catch (error) {
    zip.close();
    if (error instanceof Refused) return error.refusal;
    return refuse.damaged(name, String((error as Error).message).slice(0, 80));
  }
}

async function entriesOf(zip: yauzl.ZipFile, size: number, name: string): Promise<Map<string, yauzl.Entry>> {
  if (zip.entryCount > LIMITS.entries) throw new Refused(refuse.bomb(name));
  const entries = new Map<string, yauzl.Entry>();
  let unfolded = 0;
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: yauzl.Entry) => {
      entries.set(entry.fileName, entry);
      unfolded += entry.uncompressedSize;
      if (entry.isEncrypted()) return reject(new Refused(refuse.locked(name)));
      zip.readEntry();
    });
    zip.on('end', resolve);
    zip.on('error', reject);
    zip.readEntry();
  });
  if (unfolded > LIMITS.unfolded || (unfolded > 1 << 20 && unfolded / size > LIMITS.ratio)) throw new Refused(refuse.bomb(name));
  return entries;
}

/** The parts of the archive as XML. */
class Parts {
  constructor(
    readonly zip: yauzl.ZipFile,
    readonly entries: Map<string, yauzl.Entry>,
    readonly name: string,
  ) {}

  /** Tags and texts of a part, in order; after every piece of it `between` may hand something on. */
  async *walk<T>(
    part: string,
    on: { open?(tag: string, attributes: Record<string, string>): void; text?(text: string): void; close?(tag: string): void },
    between: () => Iterable<T> = () => [],
  ): AsyncGenerator<T> {
    const entry = this.entries.get(part);
    if (!entry) throw new Refused(refuse.damaged(this.name, part));
    const parser = new SaxesParser({ xmlns: false, position: false });
    const refused = (refusal: Refusal) => {
      throw new Refused(refusal);
    };
    parser.on('doctype', () => refused(refuse.doctype(this.name)));
    parser.on('error', (error) => refused(refuse.damaged(this.name, `${part}: ${error.message}`.slice(0, 120))));
    if (on.open) parser.on('opentag', (tag: SaxesTagPlain) => on.open?.(localName(tag.name), tag.attributes as Record<string, string>));
    if (on.text) {
      parser.on('text', on.text);
      parser.on('cdata', on.text);
    }
    if (on.close) parser.on('closetag', (tag: SaxesTagPlain) => on.close?.(localName(tag.name)));
    const stream = await promisify(
      this.zip.openReadStream.bind(this.zip) as (entry: yauzl.Entry, done: (e: Error | null, s: NodeJS.ReadableStream) => void) => void,
    )(entry);
    const decoder = new TextDecoder('utf-8', { fatal: true });
    try {
      for await (const piece of stream as AsyncIterable<Buffer>) {
        parser.write(decoder.decode(piece, { stream: true }));
        yield* between();
      }
      parser.write(decoder.decode());
    } catch (error) {
      if (error instanceof Refused) throw error;
      throw new Refused(refuse.damaged(this.name, `${part}: ${(error as Error).message}`.slice(0, 120)));
    } finally {
      (stream as NodeJS.ReadableStream & { destroy?(): void }).destroy?.();
    }
    parser.close();
    yield* between();
  }

  async read(part: string, on: Parameters<Parts['walk']>[1]): Promise<void> {
    for await (const _ of this.walk(part, on)) void _;
  }
}

async function workbookOf(zip: yauzl.ZipFile, parts: Parts, name: string): Promise<Workbook> {
  const targets = new Map<string, string>();
  await parts.read('xl/_rels/workbook.xml.rels', {
    open: (tag, { Id = '', Target = '', Type = '', TargetMode = '' }) => {
      if (tag === 'Relationship' && /\/worksheet$/.test(Type) && TargetMode !== 'External')
        targets.set(Id, Target.startsWith('/') ? Target.slice(1) : posix.join('xl', Target));
    },
  });
  let from1904 = false;
  const sheets: { name: string; hidden: boolean; part: string }[] = [];
  await parts.read('xl/workbook.xml', {
    open: (tag, attributes) => {
      if (tag === 'workbookPr') from1904 = ['1', 'true'].includes(attributes.date1904 ?? '');
      const id = Object.entries(attributes).find(([key]) => localName(key) === 'id' && key.includes(':'))?.[1] ?? '';
      const part = targets.get(id);
      if (tag === 'sheet' && part)
        sheets.push({ name: attributes.name ?? '', hidden: (attributes.state ?? 'visible') !== 'visible', part });
    },
  });
  if (!sheets.some(({ hidden }) => !hidden)) throw new Refused(refuse.noSheet(name));
  return {
    sheets: sheets.map(({ name: called, hidden }) => ({ name: called, hidden })),
    async *rows(sheet, notes) {
      const wanted = sheets.find((one) => one.name === sheet && !one.hidden);
      if (!wanted) throw new Refused(refuse.noSuchSheet(sheet));
      for (const one of sheets) if (one.hidden) notes.note('hiddenSheet', one.name);
      for (const part of parts.entries.keys())
        if (/^xl\/externalLinks\/[^/]+\.xml$/.test(part)) notes.note('externalLink', posix.basename(part));
      const strings = await stringsOf(parts);
      const looks = await looksOf(parts);
      yield* rowsOf(parts, wanted.part, { strings, looks, from1904, notes });
    },
    close: () => zip.close(),
  };
}

/** The strings that cells name by number; what shows how a word is pronounced is no part of it. */
async function stringsOf(parts: Parts): Promise<string[]> {
  const strings: string[] = [];
  if (!parts.entries.has('xl/sharedStrings.xml')) return strings;
  let text: string | null = null;
  let isText = false;
  let isSound = false;
  let held = 0;
  await parts.read('xl/sharedStrings.xml', {
    open: (tag) => {
      if (tag === 'si') text = '';
      else if (tag === 'rPh') isSound = true;
      else if (tag === 't') isText = !isSound;
    },
    text: (said) => {
      if (isText && text !== null) text += said;
      held += said.length;
      if (held > LIMITS.strings) throw new Refused(refuse.bomb(parts.name));
    },
    close: (tag) => {
      if (tag === 'rPh') isSound = false;
      else if (tag === 't') isText = false;
      else if (tag === 'si') strings.push(unescaped(text ?? ''));
    },
  });
  return strings;
}

/** A letter XML cannot hold is written _x000D_ (ECMA-376 part 1, 22.9.2.19). */
const unescaped = (text: string): string =>
  text.includes('_x') ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : text;

async function looksOf(parts: Parts): Promise<Look[]> {
  const looks: Look[] = [];
  if (!parts.entries.has('xl/styles.xml')) return looks;
  const formats = new Map<number, string>();
  let isOfCells = false;
  await parts.read('xl/styles.xml', {
    open: (tag, attributes) => {
      if (tag === 'numFmt') formats.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
      else if (tag === 'cellXfs') isOfCells = true;
      else if (tag === 'xf' && isOfCells) {
        const id = Number(attributes.numFmtId ?? 0);
        looks.push(lookOf(id, formats.get(id)));
      }
    },
    close: (tag) => {
      if (tag === 'cellXfs') isOfCells = false;
    },
  });
  return looks;
}

interface Reading {
  strings: string[];
  looks: Look[];
  from1904: boolean;
  notes: Notes;
}

const yes = (said: string | undefined) => said === '1' || said === 'true';

async function* rowsOf(parts: Parts, part: string, { strings, looks, from1904, notes }: Reading): AsyncGenerator<SheetRow> {
  let taken: SheetRow[] = [];
  let row: SheetRow = { row: 0, cells: [], faults: [] };
  let cell = { column: -1, type: 'n', style: 0, isFormula: false };
  let text = '';
  let isText = false;
  let isSound = false;
  let nextColumn = 0;

  const put = (value: string, fault?: CellFault) => {
    const { column } = cell;
    if (fault) row.faults.push(fault);
    if (value === '' && !fault) return;
    if (column >= LIMITS.columns) throw new Refused(refuse.tooManyColumns(parts.name));
    while (row.cells.length < column) row.cells.push('');
    row.cells[column] = value;
  };
  const endCell = () => {
    const { column, type, style, isFormula } = cell;
    if (isFormula) {
      notes.note('formula', `${columnName(column)}${row.row}`);
      if (text === '') return put('', cellFaults.noValue(column));
    }
    if (text.length > LIMITS.cell) return put('', cellFaults.tooLong(column, text));
    if (type === 's') return put(strings[Number(text)] ?? '');
    if (type === 'inlineStr' || type === 'str') return put(unescaped(text));
    if (type === 'b') return put(text === '' ? '' : yes(text) ? 'TRUE' : 'FALSE');
    if (type === 'e') return put('', cellFaults.error(column, text.slice(0, 20)));
    if (type === 'd') return put(text.replace('T', ' ').replace(/(?:\s00:00(?::00(?:\.0+)?)?)?Z?$/, ''));
    if (text.trim() === '') return;
    const number = Number(text);
    if (!Number.isFinite(number)) return put(text);
    const look = looks[style] ?? { as: 'plain' };
    if (look.as === 'plain' && Math.abs(number) >= 1e15) return put('', cellFaults.digitsLost(column, text.slice(0, 30)));
    const said = shown(number, look, from1904);
    if (said === null) put('', cellFaults.notADate(column, text.slice(0, 30)));
    else put(said);
  };

  yield* parts.walk<SheetRow>(
    part,
    {
      open: (tag, attributes) => {
        if (tag === 'c') {
          const at = attributes.r ? columnOf(attributes.r) : nextColumn;
          if (at < 0) throw new Refused(refuse.damaged(parts.name, `cell ${String(attributes.r).slice(0, 20)}`));
          cell = { column: at, type: attributes.t ?? 'n', style: Number(attributes.s ?? 0), isFormula: false };
          nextColumn = at + 1;
          text = '';
        } else if (tag === 'v') isText = true;
        else if (tag === 't') isText = !isSound;
        else if (tag === 'rPh') isSound = true;
        else if (tag === 'f') cell.isFormula = true;
        else if (tag === 'row') {
          const number = attributes.r ? Number(attributes.r) : row.row + 1;
          if (!Number.isInteger(number) || number <= row.row)
            throw new Refused(refuse.damaged(parts.name, `row ${String(attributes.r).slice(0, 20)}`));
          if (number > LIMITS.rows) throw new Refused(refuse.tooManyRows(parts.name));
          row = { row: number, cells: [], faults: [] };
          nextColumn = 0;
          if (yes(attributes.hidden)) notes.note('hiddenRow', String(number));
        } else if (tag === 'col' && yes(attributes.hidden)) {
          const first = columnName(Math.max(0, Number(attributes.min) - 1));
          const last = columnName(Math.max(0, Math.min(LIMITS.columns, Number(attributes.max)) - 1));
          notes.note('hiddenColumn', first === last ? first : `${first}-${last}`);
        } else if (tag === 'mergeCell') notes.note('merged', attributes.ref ?? '');
      },
      text: (said) => {
        if (isText && text.length <= LIMITS.cell) text += said;
      },
      close: (tag) => {
        if (tag === 'v' || tag === 't') isText = false;
        else if (tag === 'rPh') isSound = false;
        else if (tag === 'c') endCell();
        else if (tag === 'row' && (row.faults.length || row.cells.some((one) => one.trim() !== ''))) taken.push(row);
      },
    },
    () => {
      const ready = taken;
      taken = [];
      return ready;
    },
  );
}
