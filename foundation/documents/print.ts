/** Lays a Word document out as a PDF (pdfmake). The same document gives the same bytes: no clock, no chance, nothing of this machine goes in. */
import pdfmake from 'pdfmake';
import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { faceBytes, heights, missingIn } from './face.ts';
import { type Line, linesOf } from './lines.ts';
import { type Block, PAGE, type Paragraph, type Run, type Table, type WordDocument } from './wordml.ts';

/** Changes when the same document would be laid out otherwise: a document made by another version need not have the same bytes. */
export const PRINTER = 'printer-1';

export interface Titled {
  title: string;
  author: string;
  /** The day the document bears: its date of making, so that making it again changes nothing. */
  day: string;
}

export async function printPdf(of: WordDocument, titled: Titled): Promise<Buffer> {
  return pdfOf(definitionOf(of), titled);
}

/** A character we have no sign for. */
export function missingSigns(of: WordDocument): string[] {
  const paragraphs = of.blocks.flatMap((b) => (b.kind === 'paragraph' ? [b] : b.rows.flatMap((r) => r.cells.flatMap((c) => c.blocks))));
  return missingIn(
    paragraphs
      .flatMap((p) => p.runs.map((r) => r.text))
      .join('')
      .replaceAll(PAGE, '')
      .replaceAll('\n', ''),
  );
}

/** Any definition of ours, with our face, as bytes. */
export async function pdfOf(definition: TDocumentDefinitions, { title, author, day }: Titled): Promise<Buffer> {
  ready();
  const at = new Date(`${day}T00:00:00Z`);
  const made = pdfmake.createPdf({
    ...definition,
    version: '1.7',
    language: 'zh-CN',
    info: { title, author, creator: 'Xiushui', producer: 'Xiushui', creationDate: at, modDate: at },
    defaultStyle: { font: 'Face', fontSize: 12, ...definition.defaultStyle },
  } as TDocumentDefinitions);
  return Buffer.from(await made.getBuffer());
}

let isReady = false;
function ready(): void {
  if (isReady) return;
  // Absent from its types.
  const { virtualfs } = pdfmake as unknown as { virtualfs: { writeFileSync(name: string, content: Buffer): void } };
  virtualfs.writeFileSync('normal.ttf', faceBytes('normal'));
  virtualfs.writeFileSync('bold.ttf', faceBytes('bold'));
  pdfmake.setFonts({ Face: { normal: 'normal.ttf', bold: 'bold.ttf' } });
  // Nothing is fetched, and no file of this machine is read, whatever a document says.
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy(() => false);
  isReady = true;
}

function definitionOf({ page, blocks, foot }: WordDocument): TDocumentDefinitions {
  const measure = page.width - page.left - page.right;
  const character = page.grid?.character ?? 0;
  const lower = page.grid ? lowering(page.grid.line, page.grid.size) : 0;
  return {
    pageSize: { width: page.width, height: page.height },
    pageMargins: [page.left, page.top + lower, page.right, Math.max(0, page.bottom - lower)],
    content: blocks.map((block) => blockOf(block, measure, character)),
    ...(foot
      ? {
          footer: (now: number) => {
            const paragraphs = now % 2 ? foot.odd : foot.even;
            const numbered = paragraphs.map((p) => ({
              ...p,
              runs: p.runs.map((r) => ({ ...r, text: r.text.replaceAll(PAGE, String(now)) })),
            }));
            const height = numbered.reduce((sum, p) => sum + lineHeight(p) + p.before + p.after, 0);
            // Ours is measured from the lower edge of the paper, pdfmake's from the lower edge of the text.
            return {
              margin: [page.left, page.bottom - lower - page.foot - height, page.right, 0],
              stack: numbered.map((p) => paragraphOf(p, measure, character)),
            };
          },
        }
      : {}),
  };
}

/** The part of an em that a Chinese character takes above the line; the rest of its square is below. */
const SQUARE_ABOVE = 0.88;

/** pdfmake hangs a line from its upper edge; Word sets the square of a character in the middle of its line. */
function lowering(line: number, size: number): number {
  return (line - size) / 2 - (heights().above - SQUARE_ABOVE) * size;
}

function blockOf(block: Block, measure: number, character: number): Content {
  return block.kind === 'paragraph' ? paragraphOf(block, measure, character) : tableOf(block, measure, character);
}

const sizeOf = (of: Paragraph) => of.runs.reduce((most, run) => Math.max(most, run.size), 0) || 10.5;
function lineHeight(of: Paragraph): number {
  const { above, below } = heights();
  return 'exactly' in of.line ? of.line.exactly : of.line.times * sizeOf(of) * (above + below);
}

function paragraphOf(of: Paragraph, measure: number, character: number): Content {
  const { above, below } = heights();
  const size = sizeOf(of);
  const height = lineHeight(of);
  const natural = size * (above + below);
  const inner = measure - of.indent.left - of.indent.right;
  const lines = linesOf(of, inner, character).map((line) => lineOf(line, of, height / natural));
  return {
    stack: [
      ...lines,
      ...(of.rule
        ? [
            {
              canvas: [
                {
                  type: 'line',
                  x1: 0,
                  y1: of.rule.gap,
                  x2: measure,
                  y2: of.rule.gap,
                  lineWidth: of.rule.width,
                  lineColor: of.rule.color,
                },
              ],
            },
          ]
        : []),
    ],
    margin: [of.indent.left, of.before, of.indent.right, of.after],
    ...(of.pageBreakBefore ? { pageBreak: 'before' } : {}),
  } as unknown as Content;
}

function lineOf(line: Line, of: Paragraph, lineHeight: number): Content {
  const [only] = line.runs;
  if (only?.picture) {
    const { bytes, width, height } = only.picture;
    const type = bytes[0] === 0x89 ? 'png' : 'jpeg';
    return {
      image: `data:image/${type};base64,${bytes.toString('base64')}`,
      width,
      height,
      alignment: of.align === 'justify' ? 'left' : of.align,
    };
  }
  return {
    text: line.runs.length ? line.runs.map((run) => inlineOf(run, line)) : '\u00a0',
    fontSize: sizeOf(of),
    lineHeight,
    noWrap: true,
    preserveLeadingSpaces: true,
    alignment: of.align === 'justify' ? 'left' : of.align,
    margin: [line.indent, 0, 0, 0],
  };
}

function inlineOf(run: Run, line: Line) {
  return {
    text: run.text,
    fontSize: run.size,
    bold: run.bold,
    color: run.color,
    characterSpacing: line.spacing + run.spacing,
    noWrap: true,
    preserveLeadingSpaces: true,
    ...(run.underline ? { decoration: 'underline' as const } : {}),
  };
}

function tableOf(of: Table, measure: number, character: number): Content {
  const { left, right } = of.padding;
  const total = of.columns.reduce((sum, width) => sum + width, 0);
  // A table wider than the text would leave the page: its columns give way alike.
  const scale = total > measure ? measure / total : 1;
  const columns = of.columns.map((width) => width * scale);
  const body = of.rows.map((row) => {
    const cells: TableCell[] = [];
    for (const cell of row.cells) {
      const width = columns.slice(cells.length, cells.length + cell.span).reduce((sum, w) => sum + w, 0);
      cells.push(
        cell.covered
          ? {}
          : ({
              stack: cell.blocks.map((block) => paragraphOf(block, width - left - right, character)),
              colSpan: cell.span,
              rowSpan: cell.rows,
              ...(cell.middle ? { verticalAlignment: 'middle' } : {}),
              ...(cell.fill ? { fillColor: cell.fill } : {}),
            } as TableCell),
      );
      for (let i = 1; i < cell.span; i += 1) cells.push({});
    }
    return cells;
  });
  const width = of.border?.width ?? 0;
  return {
    table: {
      widths: columns.map((w) => w - left - right - width),
      heights: of.rows.map(({ height }) => height),
      headerRows: of.rows.findIndex(({ isHead }) => !isHead),
      dontBreakRows: true,
      body,
    },
    layout: {
      hLineWidth: () => width,
      vLineWidth: () => width,
      hLineColor: () => of.border?.color ?? '#000000',
      vLineColor: () => of.border?.color ?? '#000000',
      paddingLeft: () => left,
      paddingRight: () => right,
      paddingTop: () => 2,
      paddingBottom: () => 2,
    },
    margin: [of.align === 'center' ? (measure - total * scale) / 2 : 0, 0, 0, 0],
  } as Content;
}
