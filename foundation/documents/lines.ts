/**
 * Breaks a paragraph into lines as Chinese is set: between any two characters, but no closing mark begins a line and no opening one ends it
 * (GB/T 15834-2011 §5.1), and a number or a Latin word stays whole. A justified line fills its measure by the space between its characters.
 */
import { widthOf } from './face.ts';
import type { Paragraph, Run } from './wordml.ts';

export interface Line {
  runs: Run[];
  /** Between characters, to fill the measure. */
  spacing: number;
  indent: number;
  isLast: boolean;
}

interface Piece {
  run: Run;
  text: string;
  width: number;
  count: number;
}

const NOT_FIRST = new Set('，。、；：？！）》〉」』】〕”’…—·％%,.;:?!)]}℃°‰~～');
const NOT_LAST = new Set('（《〈「『【〔“‘([{￥$');
/** Beyond this a short line is left short: characters strewn over a line read worse. */
const WIDEST = 0.35;

export function linesOf(paragraph: Paragraph, measure: number, character: number): Line[] {
  const pieces = piecesOf(paragraph.runs);
  const lines: Line[] = [];
  let at = 0;
  while (at < pieces.length || lines.length === 0) {
    const indent = lines.length === 0 ? paragraph.indent.first : 0;
    const room = measure - indent;
    let end = at;
    let width = 0;
    let count = 0;
    while (end < pieces.length && pieces[end]?.text !== '\n') {
      const piece = pieces[end] as Piece;
      // Every character has its cell of the grid, the last one too.
      const extra = character * (count + piece.count);
      if (end > at && width + piece.width + extra > room + 0.01) break;
      width += piece.width;
      count += piece.count;
      end += 1;
    }
    const forced = pieces[end]?.text === '\n';
    if (!forced && end < pieces.length) end = lawfulEnd(pieces, at, end);
    const taken = trimmed(pieces.slice(at, end));
    const isLast = forced || end >= pieces.length;
    lines.push({ ...joined(taken, room, paragraph.align === 'justify' && !isLast, character), indent, isLast });
    at = forced ? end + 1 : end;
    while (at < pieces.length && !forced && pieces[at]?.text === ' ') at += 1;
    if (at >= pieces.length) break;
  }
  return lines;
}

/** The last place not beyond `end` where the line may be broken. */
function lawfulEnd(pieces: Piece[], at: number, end: number): number {
  for (let cut = end; cut > at + 1 && cut > end - 6; cut -= 1) {
    const next = pieces[cut]?.text ?? '';
    const last = pieces[cut - 1]?.text ?? '';
    if (!NOT_FIRST.has(next) && !NOT_LAST.has(last)) return cut;
  }
  return end;
}

function trimmed(pieces: Piece[]): Piece[] {
  let end = pieces.length;
  while (end > 0 && pieces[end - 1]?.text === ' ') end -= 1;
  return pieces.slice(0, end);
}

function joined(pieces: Piece[], room: number, fills: boolean, character: number): { runs: Run[]; spacing: number } {
  const width = pieces.reduce((sum, piece) => sum + piece.width, 0);
  const count = pieces.reduce((sum, piece) => sum + piece.count, 0);
  const size = pieces[0]?.run.size ?? 0;
  const filling = count > 1 ? (room - width) / (count - 1) : 0;
  const spacing = fills && filling <= WIDEST * size ? filling : character;
  const runs: Run[] = [];
  for (const { run, text } of pieces) {
    const last = runs.at(-1);
    if (last && !run.picture && isSame(last, run)) last.text += text;
    else runs.push({ ...run, text });
  }
  return { runs, spacing };
}

const isSame = (a: Run, b: Run) =>
  !a.picture && a.size === b.size && a.bold === b.bold && a.underline === b.underline && a.color === b.color && a.spacing === b.spacing;

function piecesOf(runs: Run[]): Piece[] {
  const pieces: Piece[] = [];
  for (const run of runs) {
    if (run.picture) {
      pieces.push({ run, text: '', width: run.picture.width, count: 1 });
      continue;
    }
    for (const text of run.text.match(/\n|[A-Za-z0-9][A-Za-z0-9.,:/%+\-_]*[A-Za-z0-9%]|[\s\S]/gu) ?? []) {
      const characters = [...text];
      const weight = run.bold ? 'bold' : 'normal';
      const width = text === '\n' ? 0 : characters.reduce((sum, c) => sum + widthOf(c, weight) * run.size + run.spacing, 0);
      pieces.push({ run, text, width, count: characters.length });
    }
  }
  return pieces;
}
