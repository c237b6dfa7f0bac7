/**
 * Reads the part of WordprocessingML that our documents are made of (ISO/IEC 29500-1): page, paragraphs, runs, tables, pictures in line, page numbers in
 * the foot. What lies outside it is named with its place: a test over every template meets it, so that nobody meets it at the printer.
 */
import { XMLParser } from 'fast-xml-parser';
import { unzip } from '../files/index.ts';

/** All lengths in points. */
export interface PageSetup {
  width: number;
  height: number;
  top: number;
  right: number;
  bottom: number;
  left: number;
  /** From the lower edge of the paper to the foot's. */
  foot: number;
  /** Pitch of the lines, what is added to every character, and the size both are meant for, where the page has a grid. */
  grid: { line: number; character: number; size: number } | null;
}

export interface Run {
  /** A line break within a paragraph is '\n'; the number of the page is PAGE. */
  text: string;
  size: number;
  bold: boolean;
  underline: boolean;
  color: string;
  /** Between characters, beside the grid's. */
  spacing: number;
  picture?: { bytes: Buffer; width: number; height: number };
}
export const PAGE = '\ue000';

export interface Paragraph {
  kind: 'paragraph';
  runs: Run[];
  align: 'left' | 'center' | 'right' | 'justify';
  indent: { left: number; right: number; first: number };
  before: number;
  after: number;
  /** Exactly so high, or so many times its natural height. */
  line: { exactly: number } | { times: number };
  rule: { color: string; width: number; gap: number } | null;
  pageBreakBefore: boolean;
}

export interface Cell {
  blocks: Paragraph[];
  span: number;
  rows: number;
  /** Covered by the cell above it. */
  covered: boolean;
  middle: boolean;
  fill: string | null;
}
export interface Table {
  kind: 'table';
  columns: number[];
  rows: { cells: Cell[]; height: number; isHead: boolean }[];
  border: { color: string; width: number } | null;
  align: 'left' | 'center';
  padding: { left: number; right: number };
}
export type Block = Paragraph | Table;

export interface WordDocument {
  page: PageSetup;
  blocks: Block[];
  /** Foot of odd and of even pages. */
  foot: { odd: Paragraph[]; even: Paragraph[] } | null;
}

export interface Outside {
  what: string;
  where: string;
}

interface Element {
  name: string;
  of: Record<string, string>;
  children: Element[];
  text: string;
}

const reader = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
});

function parse(xml: string): Element {
  const shape = (node: Record<string, unknown>): Element => {
    const name = Object.keys(node).find((key) => key !== ':@') ?? '';
    if (name === '#text') return { name, of: {}, children: [], text: String(node[name]) };
    const of = Object.fromEntries(Object.entries((node[':@'] as Record<string, string>) ?? {}).map(([k, v]) => [k.replace(/^@_/, ''), v]));
    return { name, of, children: (node[name] as Record<string, unknown>[]).map(shape), text: '' };
  };
  const roots = (reader.parse(xml) as Record<string, unknown>[]).map(shape);
  const root = roots.find(({ name }) => !name.startsWith('?') && name !== '#text');
  if (!root) throw new Error('an XML part without a root');
  return root;
}

const find = (of: Element | undefined, name: string) => of?.children.find((child) => child.name === name);
const val = (of: Element | undefined, name: string) => find(of, name)?.of['w:val'];
const twips = (text: string | undefined) => Number(text ?? 0) / 20;
const isOn = (of: Element | undefined, name: string) => {
  const found = find(of, name);
  return found !== undefined && !['0', 'false', 'off'].includes(found.of['w:val'] ?? '1');
};

/** Marks an editor leaves that say nothing about the page. */
const SILENT = new Set([
  '#text',
  'w:proofErr',
  'w:bookmarkStart',
  'w:bookmarkEnd',
  'w:lastRenderedPageBreak',
  'w:lang',
  'w:noProof',
  'w:rFonts',
  'w:szCs',
  'w:bCs',
  'w:kern',
  'w:snapToGrid',
  'w:adjustRightInd',
  'w:autoSpaceDE',
  'w:autoSpaceDN',
  'w:overflowPunct',
  'w:topLinePunct',
  'w:kinsoku',
  'w:wordWrap',
  'w:textAlignment',
  'w:widowControl',
  'w:keepNext',
  'w:keepLines',
  'w:contextualSpacing',
  'w:rsid',
  'w:rStyle',
  'w:eastAsianLayout',
  'w:fitText',
  'w:cols',
  'w:pgNumType',
  'w:tblLook',
  'w:tblLayout',
  'w:tblW',
  'w:tblStyle',
  'w:cantSplit',
  'w:tcW',
  'w:headerReference',
  'w:footerReference',
  'w:docGrid',
  'w:pgSz',
  'w:pgMar',
  'w:footnotePr',
  'w:type',
  'w:outlineLvl',
  'w:mirrorIndents',
]);
const KNOWN: Record<string, Set<string>> = {
  'w:p': new Set(['w:pPr', 'w:r', 'w:fldSimple']),
  'w:pPr': new Set(['w:pStyle', 'w:jc', 'w:ind', 'w:spacing', 'w:pBdr', 'w:pageBreakBefore', 'w:rPr', 'w:sectPr']),
  'w:r': new Set(['w:rPr', 'w:t', 'w:br', 'w:fldChar', 'w:instrText', 'w:drawing']),
  'w:rPr': new Set(['w:b', 'w:sz', 'w:color', 'w:spacing', 'w:u']),
  'w:tbl': new Set(['w:tblPr', 'w:tblGrid', 'w:tr']),
  'w:tblPr': new Set(['w:jc', 'w:tblBorders', 'w:tblCellMar', 'w:tblInd']),
  'w:tr': new Set(['w:trPr', 'w:tc', 'w:tblPrEx']),
  'w:trPr': new Set(['w:trHeight', 'w:tblHeader', 'w:jc']),
  'w:tc': new Set(['w:tcPr', 'w:p']),
  'w:tcPr': new Set(['w:gridSpan', 'w:vMerge', 'w:vAlign', 'w:shd', 'w:tcBorders']),
  'w:body': new Set(['w:p', 'w:tbl', 'w:sectPr']),
  'w:ftr': new Set(['w:p']),
};

export function readWord(docx: Buffer): { document: WordDocument; outside: Outside[] } {
  const parts = unzip(docx);
  const body = parts?.get('word/document.xml');
  if (!parts || !body) throw new Error('not a Word document');
  const outside: Outside[] = [];
  const links = relationsOf(parts.get('word/_rels/document.xml.rels'));
  const styles = stylesOf(parts.get('word/styles.xml'));
  const read = new Reading(outside, styles, (id) => {
    const target = links.get(id);
    return target ? parts.get(`word/${target}`) : undefined;
  });
  const root = find(parse(body.toString('utf8')), 'w:body');
  if (!root) throw new Error('a Word document without a body');
  read.check(root, '正文');
  const section = find(root, 'w:sectPr');
  const size = Number((styles.get('') as Properties).run.find(({ name }) => name === 'w:sz')?.of['w:val'] ?? 21) / 2;
  const document: WordDocument = { page: pageOf(section, size), blocks: read.blocks(root, '正文'), foot: null };
  const foots = (section?.children ?? []).filter(({ name }) => name === 'w:footerReference');
  const footOf = (type: string): Paragraph[] => {
    const id = foots.find(({ of }) => (of['w:type'] ?? 'default') === type)?.of['r:id'];
    const part = id && links.get(id) ? parts.get(`word/${links.get(id)}`) : undefined;
    if (!part) return [];
    const foot = parse(part.toString('utf8'));
    read.check(foot, '页脚');
    return read.blocks(foot, '页脚').filter((block) => block.kind === 'paragraph');
  };
  if (foots.length) {
    const odd = footOf('default');
    const apart = /<w:evenAndOddHeaders(?! w:val="(0|false)")/.test(parts.get('word/settings.xml')?.toString('utf8') ?? '');
    document.foot = { odd, even: apart ? footOf('even') : odd };
  }
  for (const name of parts.keys())
    if (/^word\/(header\d*|comments|footnotes|endnotes)\.xml$/.test(name)) outside.push({ what: name, where: '部件' });
  return { document, outside };
}

function relationsOf(part: Buffer | undefined): Map<string, string> {
  const found = new Map<string, string>();
  if (part)
    for (const { of } of parse(part.toString('utf8')).children)
      if (of.Id && of.Target) found.set(of.Id, of.Target.replace(/^\/?word\//, ''));
  return found;
}

type Properties = { paragraph: Element[]; run: Element[] };

/** Properties of each paragraph style, from its farthest ancestor down; '' is what every paragraph begins with. */
function stylesOf(part: Buffer | undefined): Map<string, Properties> {
  const found = new Map<string, Properties>();
  const root = part ? parse(part.toString('utf8')) : undefined;
  const base = find(root, 'w:docDefaults');
  const inner = (of: Element | undefined, a: string, b: string) => find(find(of, a), b)?.children ?? [];
  const start: Properties = { paragraph: inner(base, 'w:pPrDefault', 'w:pPr'), run: inner(base, 'w:rPrDefault', 'w:rPr') };
  const all = (root?.children ?? []).filter(({ name, of }) => name === 'w:style' && of['w:type'] === 'paragraph');
  const resolve = (style: Element | undefined, depth = 0): Properties => {
    if (!style || depth > 10) return start;
    const above = resolve(
      all.find(({ of }) => of['w:styleId'] === val(style, 'w:basedOn')),
      depth + 1,
    );
    return {
      paragraph: merged(above.paragraph, find(style, 'w:pPr')?.children ?? []),
      run: merged(above.run, find(style, 'w:rPr')?.children ?? []),
    };
  };
  for (const style of all) {
    found.set(style.of['w:styleId'] ?? '', resolve(style));
    if (style.of['w:default'] === '1') found.set('', resolve(style));
  }
  if (!found.has('')) found.set('', start);
  return found;
}

/** A property said nearer takes the place of the one said farther; attributes that only the farther one says stay. */
function merged(far: Element[], near: Element[]): Element[] {
  const names = new Map(far.map((element) => [element.name, element]));
  for (const element of near) {
    const before = names.get(element.name);
    names.set(element.name, before ? { ...element, of: { ...before.of, ...element.of } } : element);
  }
  return [...names.values()];
}

function pageOf(section: Element | undefined, size: number): PageSetup {
  const paper = find(section, 'w:pgSz')?.of ?? {};
  const margin = find(section, 'w:pgMar')?.of ?? {};
  const grid = find(section, 'w:docGrid')?.of;
  return {
    width: twips(paper['w:w'] ?? '11906'),
    height: twips(paper['w:h'] ?? '16838'),
    top: twips(margin['w:top']),
    right: twips(margin['w:right']),
    bottom: twips(margin['w:bottom']),
    left: twips(margin['w:left']),
    foot: twips(margin['w:footer']),
    // The extra of a character is counted in 4096ths of a point.
    grid:
      grid?.['w:type'] === 'linesAndChars'
        ? { line: twips(grid['w:linePitch']), character: Number(grid['w:charSpace'] ?? 0) / 4096, size }
        : null,
  };
}

class Reading {
  constructor(
    private readonly outside: Outside[],
    private readonly styles: Map<string, Properties>,
    private readonly partOf: (id: string) => Buffer | undefined,
  ) {}

  /** Names everything below an element that is neither known there nor silent. */
  check(of: Element, where: string): void {
    const known = KNOWN[of.name];
    if (!known) return;
    for (const child of of.children) {
      if (known.has(child.name)) this.check(child, where);
      else if (!SILENT.has(child.name)) this.outside.push({ what: child.name, where: `${where} ${of.name}` });
    }
  }

  blocks(of: Element, where: string): Block[] {
    const found: Block[] = [];
    for (const child of of.children) {
      if (child.name === 'w:p') found.push(this.paragraph(child, where));
      if (child.name === 'w:tbl') found.push(this.table(child, where));
    }
    return found;
  }

  paragraph(of: Element, where: string): Paragraph {
    const own = find(of, 'w:pPr');
    const style = this.styles.get(val(own, 'w:pStyle') ?? '') ?? (this.styles.get('') as Properties);
    const said: Element = { name: 'w:pPr', of: {}, text: '', children: merged(style.paragraph, own?.children ?? []) };
    const runs = this.runs(of, style.run, where);
    const size = runs[0]?.size ?? this.run({ name: 'w:r', of: {}, text: '', children: [] }, style.run).size;
    const indent = find(said, 'w:ind')?.of ?? {};
    const spacing = find(said, 'w:spacing')?.of ?? {};
    const side = (name: string) =>
      indent[`w:${name}Chars`] ? (Number(indent[`w:${name}Chars`]) / 100) * size : twips(indent[`w:${name}`]);
    const line = Number(spacing['w:line'] ?? 240);
    const under = find(find(said, 'w:pBdr'), 'w:bottom')?.of;
    const align = val(said, 'w:jc') ?? 'left';
    if (!['left', 'start', 'center', 'right', 'end', 'both', 'distribute'].includes(align))
      this.outside.push({ what: `w:jc ${align}`, where });
    return {
      kind: 'paragraph',
      runs,
      align:
        align === 'both' || align === 'distribute'
          ? 'justify'
          : align === 'center'
            ? 'center'
            : align === 'right' || align === 'end'
              ? 'right'
              : 'left',
      indent: { left: side('left') || side('start'), right: side('right') || side('end'), first: side('firstLine') - side('hanging') },
      before: twips(spacing['w:before']),
      after: twips(spacing['w:after']),
      line: spacing['w:lineRule'] === 'exact' || spacing['w:lineRule'] === 'atLeast' ? { exactly: line / 20 } : { times: line / 240 },
      rule:
        under && under['w:val'] !== 'nil' && under['w:val'] !== 'none'
          ? { color: colorOf(under['w:color']), width: Number(under['w:sz'] ?? 4) / 8, gap: Number(under['w:space'] ?? 0) }
          : null,
      pageBreakBefore: isOn(said, 'w:pageBreakBefore'),
    };
  }

  runs(of: Element, inherited: Element[], where: string): Run[] {
    const found: Run[] = [];
    let field = '';
    let inField = false;
    let shows = true;
    for (const child of of.children) {
      if (child.name === 'w:fldSimple') {
        const first = find(child, 'w:r');
        found.push({ ...this.run(first ?? child, inherited), text: this.field(child.of['w:instr'] ?? '', where) });
        continue;
      }
      if (child.name !== 'w:r') continue;
      const run = this.run(child, inherited);
      for (const part of child.children) {
        if (part.name === 'w:fldChar') {
          const type = part.of['w:fldCharType'];
          if (type === 'begin') {
            inField = true;
            field = '';
          }
          if (type === 'separate' || (type === 'end' && shows)) found.push({ ...run, text: this.field(field, where) });
          shows = type !== 'separate';
          if (type === 'end') inField = false;
        }
        if (part.name === 'w:instrText') field += part.children.map(({ text }) => text).join('');
        // What an editor last computed for the field is not wanted; the field is computed anew.
        if (part.name === 'w:t' && !inField) found.push({ ...run, text: part.children.map(({ text }) => text).join('') });
        if (part.name === 'w:br') {
          if (part.of['w:type'] && part.of['w:type'] !== 'textWrapping') this.outside.push({ what: `w:br ${part.of['w:type']}`, where });
          else found.push({ ...run, text: '\n' });
        }
        if (part.name === 'w:drawing') found.push({ ...run, text: '', ...this.picture(part, where) });
      }
    }
    return found;
  }

  field(instruction: string, where: string): string {
    if (/^\s*PAGE\b/.test(instruction)) return PAGE;
    this.outside.push({ what: `w:instrText ${instruction.trim()}`, where });
    return '';
  }

  run(of: Element, inherited: Element[]): Omit<Run, 'text'> {
    const said: Element = { name: 'w:rPr', of: {}, text: '', children: merged(inherited, find(of, 'w:rPr')?.children ?? []) };
    return {
      size: Number(val(said, 'w:sz') ?? 21) / 2,
      bold: isOn(said, 'w:b'),
      underline: (val(said, 'w:u') ?? 'none') !== 'none',
      color: colorOf(val(said, 'w:color')),
      spacing: twips(val(said, 'w:spacing')),
    };
  }

  picture(of: Element, where: string): { picture?: NonNullable<Run['picture']> } {
    const inline = find(of, 'wp:inline');
    const extent = find(inline, 'wp:extent')?.of;
    const deep = (element: Element): Element | undefined =>
      element.name === 'a:blip' ? element : element.children.map(deep).find(Boolean);
    const bytes = inline && this.partOf(deep(inline)?.of['r:embed'] ?? '');
    if (!bytes || !extent || !/^(\x89PNG|\xff\xd8)/.test(bytes.toString('latin1', 0, 4))) {
      this.outside.push({ what: 'w:drawing 不是行内的 PNG 或 JPEG', where });
      return {};
    }
    return { picture: { bytes, width: Number(extent.cx) / 12_700, height: Number(extent.cy) / 12_700 } };
  }

  table(of: Element, where: string): Table {
    const own = find(of, 'w:tblPr');
    const columns = (find(of, 'w:tblGrid')?.children ?? [])
      .filter(({ name }) => name === 'w:gridCol')
      .map((column) => twips(column.of['w:w']));
    const lines = find(find(own, 'w:tblBorders'), 'w:insideH')?.of ?? find(find(own, 'w:tblBorders'), 'w:top')?.of;
    const margin = (side: string) => twips(find(find(own, 'w:tblCellMar'), `w:${side}`)?.of['w:w'] ?? '108');
    const rows = of.children
      .filter(({ name }) => name === 'w:tr')
      .map((row) => {
        const said = find(row, 'w:trPr');
        return {
          height: twips(val(said, 'w:trHeight')),
          isHead: isOn(said, 'w:tblHeader'),
          cells: row.children.filter(({ name }) => name === 'w:tc').map((cell) => this.cell(cell, where)),
        };
      });
    for (const [at, row] of rows.entries()) {
      const wide = row.cells.reduce((sum, cell) => sum + cell.span, 0);
      if (wide !== columns.length) this.outside.push({ what: `第 ${at + 1} 行有 ${wide} 格，表有 ${columns.length} 列`, where });
      let column = 0;
      for (const cell of row.cells) {
        if (!cell.covered) while (covers(rows[at + cell.rows], column)) cell.rows += 1;
        column += cell.span;
      }
    }
    return {
      kind: 'table',
      columns,
      rows,
      border:
        lines && lines['w:val'] !== 'nil' && lines['w:val'] !== 'none'
          ? { color: colorOf(lines['w:color']), width: Number(lines['w:sz'] ?? 4) / 8 }
          : null,
      align: val(own, 'w:jc') === 'center' ? 'center' : 'left',
      padding: { left: margin('left'), right: margin('right') },
    };
  }

  cell(of: Element, where: string): Cell {
    const said = find(of, 'w:tcPr');
    const merge = find(said, 'w:vMerge');
    return {
      blocks: this.blocks(of, `${where} 表格`).filter((block) => block.kind === 'paragraph'),
      span: Number(val(said, 'w:gridSpan') ?? 1),
      rows: 1,
      covered: merge !== undefined && merge.of['w:val'] !== 'restart',
      middle: val(said, 'w:vAlign') === 'center',
      fill:
        find(said, 'w:shd')?.of['w:fill'] && find(said, 'w:shd')?.of['w:fill'] !== 'auto'
          ? colorOf(find(said, 'w:shd')?.of['w:fill'])
          : null,
    };
  }
}

/** Whether the row has at this column a cell that the one above covers. */
function covers(row: { cells: Cell[] } | undefined, column: number): boolean {
  let at = 0;
  for (const cell of row?.cells ?? []) {
    if (at === column) return cell.covered;
    at += cell.span;
  }
  return false;
}

const colorOf = (value: string | undefined) => (value && /^[0-9A-Fa-f]{6}$/.test(value) ? `#${value.toUpperCase()}` : '#000000');
