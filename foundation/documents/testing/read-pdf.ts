/** Reads where the signs of a PDF stand on its pages, from the finished bytes alone: what a person with a ruler would measure. */
import { inflateSync } from 'node:zlib';
import { PDFArray, type PDFDict, PDFDocument, PDFName, type PDFObject, type PDFRawStream, type PDFRef } from '@cantoo/pdf-lib';

export interface Sign {
  text: string;
  /** Left end of its base line, from the upper left of the paper, in points. */
  x: number;
  y: number;
  size: number;
  width: number;
  color: string;
}
export interface Stroke {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  color: string;
}
export interface ReadPage {
  width: number;
  height: number;
  signs: Sign[];
  strokes: Stroke[];
}

type Matrix = [number, number, number, number, number, number];
const times = (a: Matrix, b: Matrix): Matrix => [
  a[0] * b[0] + a[1] * b[2],
  a[0] * b[1] + a[1] * b[3],
  a[2] * b[0] + a[3] * b[2],
  a[2] * b[1] + a[3] * b[3],
  a[4] * b[0] + a[5] * b[2] + b[4],
  a[4] * b[1] + a[5] * b[3] + b[5],
];

interface Face {
  toText: Map<number, string>;
  widths: Map<number, number>;
  embedded: number;
}

export async function readPdf(pdf: Buffer): Promise<{ pages: ReadPage[]; faces: Map<string, Face> }> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false });
  const look = (of: PDFObject | undefined) => document.context.lookup(of as PDFRef);
  const bytesOf = (of: PDFObject | undefined): Buffer => {
    const stream = look(of) as PDFRawStream;
    const raw = Buffer.from(stream.contents);
    return String(stream.dict.get(PDFName.of('Filter')) ?? '').includes('FlateDecode') ? inflateSync(raw) : raw;
  };
  const faces = new Map<string, Face>();
  const faceOf = (font: PDFDict): Face | undefined => {
    const toUnicode = font.get(PDFName.of('ToUnicode'));
    const inner = look(font.get(PDFName.of('DescendantFonts')));
    if (!toUnicode || !(inner instanceof PDFArray)) return undefined;
    const of = look(inner.get(0)) as PDFDict;
    const descriptor = look(of.get(PDFName.of('FontDescriptor'))) as PDFDict;
    const embedded = bytesOf(descriptor.get(PDFName.of('FontFile2')) ?? descriptor.get(PDFName.of('FontFile3')));
    const widths = new Map<number, number>();
    const listed = look(of.get(PDFName.of('W'))) as PDFArray;
    for (let i = 0; i + 1 < listed.size(); i += 2) {
      const from = Number(String(listed.get(i)));
      const some = look(listed.get(i + 1)) as PDFArray;
      for (let k = 0; k < some.size(); k += 1) widths.set(from + k, Number(String(some.get(k))));
    }
    return { toText: mapOf(bytesOf(toUnicode).toString('latin1')), widths, embedded: embedded.length };
  };
  const pages = document.getPages().map((page): ReadPage => {
    const { width, height } = page.getSize();
    const resources = look(page.node.Resources() as unknown as PDFObject) as PDFDict;
    const fonts = look(resources.get(PDFName.of('Font'))) as PDFDict | undefined;
    const known = new Map<string, Face | undefined>();
    for (const [name, ref] of fonts?.entries() ?? []) {
      const face = faceOf(look(ref) as PDFDict);
      known.set(name.asString(), face);
      if (face) faces.set(String((look(ref) as PDFDict).get(PDFName.of('BaseFont'))), face);
    }
    const contents = look(page.node.get(PDFName.of('Contents')));
    const parts = contents instanceof PDFArray ? contents.asArray() : [page.node.get(PDFName.of('Contents'))];
    return { width, height, ...walk(parts.map((part) => bytesOf(part).toString('latin1')).join('\n'), known, height) };
  });
  return { pages, faces };
}

function mapOf(cmap: string): Map<number, string> {
  const found = new Map<number, string>();
  const text = (hex: string) => (hex.match(/.{4}/g) ?? []).map((u) => String.fromCharCode(Number.parseInt(u, 16))).join('');
  for (const [, body = ''] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, from = '', , list = ''] of body.matchAll(/<(\w+)>\s*<(\w+)>\s*\[([^\]]*)\]/g))
      for (const [at, [, hex = '']] of [...list.matchAll(/<(\w*)>/g)].entries()) found.set(Number.parseInt(from, 16) + at, text(hex));
    for (const [, from = '', to = '', first = ''] of body.replace(/\[[^\]]*\]/g, '').matchAll(/<(\w+)>\s*<(\w+)>\s*<(\w+)>/g))
      for (let c = Number.parseInt(from, 16); c <= Number.parseInt(to, 16); c += 1)
        found.set(c, String.fromCharCode(Number.parseInt(first, 16) + c - Number.parseInt(from, 16)));
  }
  for (const [, body = ''] of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, code = '', hex = ''] of body.matchAll(/<(\w+)>\s*<(\w+)>/g)) found.set(Number.parseInt(code, 16), text(hex));
  return found;
}

/** The operators our printers write: the rest is passed over. */
function walk(content: string, faces: Map<string, Face | undefined>, height: number): { signs: Sign[]; strokes: Stroke[] } {
  const signs: Sign[] = [];
  const strokes: Stroke[] = [];
  const stack: { matrix: Matrix; fill: string; line: string }[] = [];
  let state = { matrix: [1, 0, 0, 1, 0, 0] as Matrix, fill: '0', line: '0' };
  let text: Matrix = [1, 0, 0, 1, 0, 0];
  let face: Face | undefined;
  let size = 0;
  let between = 0;
  let from: [number, number] = [0, 0];
  let drawn: Stroke[] = [];
  let left: string[] = [];
  const number = (back: number) => Number(left.at(-back) ?? 0);
  const at = (x: number, y: number) => {
    const [, , , , e, f] = times([1, 0, 0, 1, x, y], state.matrix);
    return [e, height - f] as [number, number];
  };
  const show = (hex: string) => {
    for (const code of (hex.match(/.{4}/g) ?? []).map((c) => Number.parseInt(c, 16))) {
      const width = ((face?.widths.get(code) ?? 1000) / 1000) * size;
      const [, b, , d, e, f] = times(text, state.matrix);
      signs.push({ text: face?.toText.get(code) ?? '', x: e, y: height - f, size: size * Math.hypot(b, d), width, color: state.fill });
      text = times([1, 0, 0, 1, width + between, 0], text);
    }
  };
  for (const [token] of content.matchAll(/\[(?:<[^>]*>|[^\]])*\]|<[0-9a-fA-F]*>|\((?:\\.|[^\\)])*\)|[^\s[\]<>()]+/g)) {
    if (/^[-+.\d/[<(]/.test(token)) {
      left.push(token);
      continue;
    }
    if (token === 'q') stack.push({ ...state });
    if (token === 'Q') state = stack.pop() ?? state;
    if (token === 'cm') state.matrix = times([number(6), number(5), number(4), number(3), number(2), number(1)], state.matrix);
    if (token === 'BT') text = [1, 0, 0, 1, 0, 0];
    if (token === 'Tm') text = [number(6), number(5), number(4), number(3), number(2), number(1)];
    if (token === 'Td') text = times([1, 0, 0, 1, number(2), number(1)], text);
    if (token === 'Tc') between = number(1);
    if (token === 'Tf') {
      face = faces.get(left.at(-2) ?? '');
      size = number(1);
    }
    if (token === 'scn' || token === 'rg' || token === 'g') state.fill = left.slice(token === 'g' ? -1 : -3).join(' ');
    if (token === 'SCN' || token === 'RG' || token === 'G') state.line = left.slice(token === 'G' ? -1 : -3).join(' ');
    if (token === 'Tj') show((left.at(-1) ?? '').replace(/[<>]/g, ''));
    if (token === 'TJ')
      for (const [piece] of (left.at(-1) ?? '').matchAll(/<[0-9a-fA-F]*>|-?[\d.]+/g)) {
        if (piece.startsWith('<')) show(piece.slice(1, -1));
        else text = times([1, 0, 0, 1, (-Number(piece) / 1000) * size, 0], text);
      }
    if (token === 'm') from = [number(2), number(1)];
    if (token === 'l') {
      const [x1, y1] = at(...from);
      const [x2, y2] = at(number(2), number(1));
      drawn.push({ x1, y1, x2, y2, color: state.line });
      from = [number(2), number(1)];
    }
    if (token === 'S' || token === 's' || token === 'B') strokes.push(...drawn);
    if ('SsBfFnb'.includes(token[0] ?? '') && token.length <= 2) drawn = [];
    left = [];
  }
  return { signs, strokes };
}

/** The lines of a page as they read, each with where it begins. */
export function linesOn(page: ReadPage): { text: string; x: number; y: number; right: number; size: number; color: string }[] {
  const lines = new Map<number, Sign[]>();
  for (const sign of page.signs) {
    const key = [...lines.keys()].find((y) => Math.abs(y - sign.y) < 1) ?? sign.y;
    lines.set(key, [...(lines.get(key) ?? []), sign]);
  }
  return [...lines]
    .sort(([a], [b]) => a - b)
    .map(([y, signs]) => {
      const inOrder = signs.sort((a, b) => a.x - b.x);
      const last = inOrder.at(-1) as Sign;
      const [first] = inOrder as [Sign];
      return { text: inOrder.map((s) => s.text).join(''), x: first.x, y, right: last.x + last.width, size: first.size, color: first.color };
    });
}
