/** Every template of the first edition, by the path it is committed at. Run it to write them anew: `node --import tsx tools/templates/index.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BODY_LINE, FACES, formTable, listTable, paragraph, word } from './word.ts';

const RED = 'C00000';

/**
 * The head of an official document (GB/T 9704-2012 §7.2): the name of who issues it, red, its upper edge 35 mm under that of the text; two lines on, the
 * number; 4 mm under that, the red rule, as wide as the text; two lines on, the title (§7.3.1).
 */
const head = (issuer: string, number: string, title: string) => [
  // 35 mm are 99.2 pt; a name of 32 pt in a line of 48 begins 8 pt under the line's edge.
  paragraph(issuer, { size: 32, face: FACES.title, bold: true, color: RED, align: 'center', before: 91.2, line: 48 }),
  paragraph(number, { align: 'center', before: BODY_LINE * 2, rule: { color: RED, width: 1.5, gap: 4 }, after: 12 }),
  paragraph(title, { size: 22, face: FACES.title, bold: true, align: 'center', before: BODY_LINE * 2 - 12, line: 33 }),
];

export const TEMPLATES: Record<string, () => Buffer> = {
  /** The reminder as a paper: told first, never worded as a finding. */
  'programmes/data/automatic-monitoring/documents/reminder-slip.docx': () =>
    word({
      numbered: true,
      blocks: [
        ...head('{issuer}', '{number}', '关于{title}的提醒单'),
        paragraph('{firm}：', { align: 'left', before: BODY_LINE }),
        paragraph('{message}', { align: 'both', first: 2 }),
        paragraph('请自查原因，采取措施，并于{due}前登录平台反馈。有关情况如下：', { align: 'both', first: 2 }),
        listTable('rows', [
          { width: 40, head: '事项', cell: '{name}' },
          { width: 116, head: '内容', cell: '{value}', align: 'left' },
        ]),
        paragraph('本提醒仅供自查，不作为认定依据。数据经校准、维护等标记后重新计算的，以重新计算的结果为准。', {
          align: 'both',
          first: 2,
          before: 8,
        }),
        paragraph('联系单位：{issuer}', { align: 'left', first: 2 }),
        // The seal stands over the date; the name of the issuer centred on it, the date four characters in from the right (§7.3.5.1).
        paragraph('{issuer}', { align: 'right', right: 2, before: BODY_LINE * 2 }),
        paragraph('{day}', { align: 'right', right: 4 }),
      ],
    }),
  'foundation/documents/templates/cover.docx': () =>
    word({
      numbered: false,
      blocks: [
        paragraph('{archive}', { size: 26, face: FACES.title, bold: true, align: 'center', before: 30, line: 40 }),
        paragraph('案 卷', { size: 44, face: FACES.title, bold: true, align: 'center', before: 24, after: 40, line: 60 }),
        formTable([
          { label: '案卷编号', value: '{number}', height: 14 },
          { label: '案卷题名', value: '{title}', height: 24 },
          { group: '当事人', label: '名称', value: '{party}' },
          { group: '当事人', label: '统一社会信用代码', value: '{credit}' },
          { group: '办理', label: '起止日期', value: '{period}' },
          { group: '办理', label: '办理结果', value: '{outcome}' },
          { label: '件数、页数', value: '共 {count} 件 {pages} 页', height: 14 },
          { label: '保管期限', value: '{keep}', height: 14 },
        ]),
        paragraph('{made}', { size: 12, align: 'center', before: 20, line: 20 }),
      ],
    }),
  'foundation/documents/templates/catalogue.docx': () =>
    word({
      numbered: false,
      blocks: [
        paragraph('卷 内 目 录', { size: 22, face: FACES.title, bold: true, align: 'center', after: 12, line: 36 }),
        listTable(
          'items',
          [
            { width: 11, head: '序号', cell: '{seq}' },
            { width: 30, head: '文号', cell: '{number}', align: 'left' },
            { width: 25, head: '责任者', cell: '{by}', align: 'left' },
            { width: 41, head: '题名', cell: '{title}', align: 'left' },
            { width: 22, head: '日期', cell: '{day}' },
            { width: 12, head: '页号', cell: '{page}' },
            { width: 15, head: '备注', cell: '{note}', align: 'left' },
          ],
          10.5,
        ),
      ],
    }),
  /** What was done on a file, act by act: the first leaf of its dossier. */
  'foundation/documents/templates/history.docx': () =>
    word({
      numbered: false,
      blocks: [
        paragraph('办 理 记 录', { size: 22, face: FACES.title, bold: true, align: 'center', after: 8, line: 36 }),
        paragraph('{number}　{title}', { size: 12, align: 'center', after: 8, line: 20 }),
        listTable(
          'acts',
          [
            { width: 11, head: '序号', cell: '{seq}' },
            { width: 26, head: '环节', cell: '{step}' },
            { width: 28, head: '办理人', cell: '{by}', align: 'left' },
            { width: 31, head: '时间', cell: '{at}' },
            { width: 60, head: '内容', cell: '{says}', align: 'left' },
          ],
          10.5,
        ),
      ],
    }),
  'foundation/documents/templates/remarks.docx': () =>
    word({
      numbered: false,
      blocks: [
        paragraph('卷 内 备 考 表', { size: 22, face: FACES.title, bold: true, align: 'center', after: 16, line: 36 }),
        formTable([
          { label: '本卷情况说明', value: '{says}', height: 90 },
          { label: '立卷人', value: '{by}', height: 14 },
          { label: '检查人', value: '', height: 14 },
          { label: '立卷时间', value: '{day}', height: 14 },
        ]),
      ],
    }),
  /** What cannot be laid on a page stands in the dossier as a sheet that names it and its hashes. */
  'foundation/documents/templates/sheet.docx': () =>
    word({
      numbered: false,
      blocks: [
        paragraph('附件说明页', { size: 22, face: FACES.title, bold: true, align: 'center', before: 40, after: 20, line: 36 }),
        formTable([
          { label: '名称', value: '{name}', height: 20 },
          { label: '类型、大小', value: '{type}', height: 14 },
          { label: '提交人、时间', value: '{by}', height: 14 },
          { group: '内容校验', label: 'SM3', value: '{sm3}', height: 20 },
          { group: '内容校验', label: '说明', value: '{why}', height: 20 },
        ]),
      ],
    }),
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  for (const [path, make] of Object.entries(TEMPLATES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), make());
    process.stdout.write(`${path}\n`);
  }
}
