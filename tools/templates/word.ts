/**
 * Writes the first edition of our Word templates, by the page of GB/T 9704-2012. A template is the officer's from then on: opened and changed in Word.
 * The script stays because a binary file says nothing of how it came to be; a test makes each one again and compares.
 */
import { zip } from '../../foundation/files/index.ts';

const TWIP = 1_440 / 25.4;
const mm = (of: number) => Math.round(of * TWIP);
const pt = (of: number) => Math.round(of * 20);
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** GB/T 9704-2012 §5.1, §5.2; the numbers themselves stand in law/documents/official-page.yaml, and a test measures the printed page against them. */
const PAGE = { width: 210, height: 297, top: 37, left: 28, textWidth: 156, textHeight: 225, lines: 22, characters: 28, body: 16 };
// Rounded down: the last line must still find its room.
const LINE = Math.floor(((PAGE.textHeight * 72) / 25.4 / PAGE.lines) * 20 - 0.4);
const CHARACTER = Math.round(((PAGE.textWidth * 72) / 25.4 / PAGE.characters - PAGE.body) * 4_096);

export const FACES = { body: '仿宋_GB2312', title: '方正小标宋简体', head: '黑体', number: '宋体' };

export interface Style {
  size?: number;
  bold?: boolean;
  face?: string;
  color?: string;
  spacing?: number;
}
export interface Shape extends Style {
  align?: 'left' | 'center' | 'right' | 'both';
  /** In characters of the paragraph's own size. */
  first?: number;
  left?: number;
  right?: number;
  before?: number;
  after?: number;
  line?: number;
  rule?: { color: string; width: number; gap: number };
}

const runs = (text: string, { size = 16, bold = false, face = FACES.body, color, spacing }: Style) =>
  `<w:r><w:rPr><w:rFonts w:ascii="${face}" w:hAnsi="${face}" w:eastAsia="${face}"/>${bold ? '<w:b/>' : ''}${color ? `<w:color w:val="${color}"/>` : ''}${spacing ? `<w:spacing w:val="${pt(spacing)}"/>` : ''}<w:sz w:val="${size * 2}"/><w:szCs w:val="${size * 2}"/></w:rPr><w:t xml:space="preserve">${escaped(text)}</w:t></w:r>`;

export function paragraph(text: string, shape: Shape = {}): string {
  const { align = 'left', first = 0, left = 0, right = 0, before = 0, after = 0, line, rule, size = 16 } = shape;
  const indent = `<w:ind w:leftChars="${left * 100}" w:left="${pt(left * size)}" w:rightChars="${right * 100}" w:right="${pt(right * size)}" w:firstLineChars="${first * 100}" w:firstLine="${pt(first * size)}"/>`;
  const border = rule
    ? `<w:pBdr><w:bottom w:val="single" w:sz="${Math.round(rule.width * 8)}" w:space="${rule.gap}" w:color="${rule.color}"/></w:pBdr>`
    : '';
  return `<w:p><w:pPr>${border}<w:spacing w:before="${pt(before)}" w:after="${pt(after)}" w:line="${line ? pt(line) : LINE}" w:lineRule="exact"/>${indent}<w:jc w:val="${align}"/></w:pPr>${text ? runs(text, shape) : ''}</w:p>`;
}

export interface Column {
  width: number;
  head: string;
  cell: string;
  align?: Shape['align'];
}
const LINES = (edge: string) => `<w:${edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>`;
const TABLE = `<w:tblPr><w:tblW w:w="${mm(PAGE.textWidth)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>${['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map(LINES).join('')}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>`;
const cellOf = (width: number, content: string, extra = '') =>
  `<w:tc><w:tcPr><w:tcW w:w="${mm(width)}" w:type="dxa"/>${extra}<w:vAlign w:val="center"/></w:tcPr>${content}</w:tc>`;
const rowOf = (cells: string, height: number, isHead = false) =>
  `<w:tr><w:trPr><w:trHeight w:val="${mm(height)}" w:hRule="atLeast"/>${isHead ? '<w:tblHeader/>' : ''}</w:trPr>${cells}</w:tr>`;
const grid = (widths: number[]) => `<w:tblGrid>${widths.map((w) => `<w:gridCol w:w="${mm(w)}"/>`).join('')}</w:tblGrid>`;

/** A table with a head and one row a member of a list. */
export function listTable(list: string, columns: Column[], size = 12): string {
  const inner = { size, line: size * 1.4 } as const;
  const head = columns.map(({ width, head: text }) =>
    cellOf(width, paragraph(text, { ...inner, face: FACES.head, bold: true, align: 'center' })),
  );
  const cells = columns.map(({ width, cell, align = 'center' }, at) => {
    const text = `${at === 0 ? `{#${list}}` : ''}${cell}${at === columns.length - 1 ? `{/${list}}` : ''}`;
    return cellOf(width, paragraph(text, { ...inner, align }));
  });
  return `<w:tbl>${TABLE}${grid(columns.map(({ width }) => width))}${rowOf(head.join(''), 9, true)}${rowOf(cells.join(''), 9)}</w:tbl>`;
}

/** A form: each row a label and its value, the label of several rows merged where `group` says so. */
export function formTable(rows: { group?: string; label: string; value: string; height?: number }[]): string {
  const widths = [28, 34, 94];
  const inner = { size: 14, line: 21 } as const;
  let before: string | undefined;
  const body = rows.map(({ group, label, value, height = 12 }) => {
    const continues = group !== undefined && group === before;
    before = group;
    const name = paragraph(label, { ...inner, align: 'center' });
    const said = cellOf(widths[2] as number, paragraph(value, { ...inner, align: 'left' }));
    if (group === undefined) return rowOf(cellOf(62, name, '<w:gridSpan w:val="2"/>') + said, height);
    const merge = `<w:vMerge${continues ? '' : ' w:val="restart"'}/>`;
    return rowOf(cellOf(28, paragraph(continues ? '' : group, { ...inner, align: 'center' }), merge) + cellOf(34, name) + said, height);
  });
  return `<w:tbl>${TABLE}${grid(widths)}${body.join('')}</w:tbl>`;
}

const NS =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** 一字线 page numbers outside: odd pages at the right, even pages at the left, one character in (§7.5). */
function foot(align: 'left' | 'right'): string {
  const style = { size: 14, face: FACES.number };
  const field = `<w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:fldChar w:fldCharType="end"/></w:r>`;
  return `${DECLARED}<w:ftr ${NS}><w:p><w:pPr><w:spacing w:line="${pt(16)}" w:lineRule="exact"/><w:ind w:${align}Chars="100" w:${align}="${pt(14)}"/><w:jc w:val="${align}"/></w:pPr>${runs('— ', style)}${field}${runs(' —', style)}</w:p></w:ftr>`;
}

export interface Sheet {
  blocks: string[];
  /** Without page numbers in the foot: a dossier stamps its own. */
  numbered: boolean;
}

export function word({ blocks, numbered }: Sheet): Buffer {
  const bottom = PAGE.height - PAGE.top - PAGE.textHeight;
  const right = PAGE.width - PAGE.left - PAGE.textWidth;
  const feet = numbered ? '<w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/>' : '';
  // The dash begins 7 mm under the text (§7.5); it stands 5.5 pt over the line of the number, and a line is 16 pt high.
  const section = `<w:sectPr>${feet}<w:pgSz w:w="${mm(PAGE.width)}" w:h="${mm(PAGE.height)}"/><w:pgMar w:top="${mm(PAGE.top)}" w:right="${mm(right)}" w:bottom="${mm(bottom)}" w:left="${mm(PAGE.left)}" w:header="851" w:footer="${mm(bottom - 7) - pt(5.2)}" w:gutter="0"/><w:docGrid w:type="linesAndChars" w:linePitch="${LINE}" w:charSpace="${CHARACTER}"/></w:sectPr>`;
  const type = (part: string, name: string) =>
    `<Override PartName="/word/${part}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.${name}+xml"/>`;
  const link = (id: string, name: string, target: string) =>
    `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${name}" Target="${target}"/>`;
  const parts: [string, string][] = [
    [
      '[Content_Types].xml',
      `${DECLARED}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${type('document.xml', 'document.main')}${type('styles.xml', 'styles')}${type('settings.xml', 'settings')}${numbered ? type('footer1.xml', 'footer') + type('footer2.xml', 'footer') : ''}</Types>`,
    ],
    [
      '_rels/.rels',
      `${DECLARED}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${link('rId1', 'officeDocument', 'word/document.xml')}</Relationships>`,
    ],
    ['word/document.xml', `${DECLARED}<w:document ${NS}><w:body>${blocks.join('')}${section}</w:body></w:document>`],
    [
      'word/_rels/document.xml.rels',
      `${DECLARED}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${link('rId1', 'styles', 'styles.xml')}${link('rId2', 'settings', 'settings.xml')}${numbered ? link('rId3', 'footer', 'footer1.xml') + link('rId4', 'footer', 'footer2.xml') : ''}</Relationships>`,
    ],
    [
      'word/styles.xml',
      `${DECLARED}<w:styles ${NS}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="${FACES.body}" w:hAnsi="${FACES.body}" w:eastAsia="${FACES.body}"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style></w:styles>`,
    ],
    ['word/settings.xml', `${DECLARED}<w:settings ${NS}>${numbered ? '<w:evenAndOddHeaders/>' : ''}</w:settings>`],
  ];
  if (numbered) parts.push(['word/footer1.xml', foot('right')], ['word/footer2.xml', foot('left')]);
  return zip(parts.map(([name, content]) => [name, Buffer.from(content, 'utf8')]));
}

/** Line of the body, in points. */
export const BODY_LINE = LINE / 20;
