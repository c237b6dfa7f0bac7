/** Every reason to read no further in a sheet. */
import { refusals } from '../../foundation/refusal.ts';

export const LIMITS = {
  /** As many as a spreadsheet has. */
  rows: 1_048_576,
  columns: 200,
  /** As much as a spreadsheet keeps in one cell. */
  cell: 32_767,
  entries: 2_000,
  /** What a workbook may come to, and how many times its packed size; strings are held in memory, rows are not. */
  unfolded: 600 << 20,
  ratio: 200,
  strings: 128 << 20,
};

export const refuse = refusals('sheets', {
  oldFormat: (name: string) => ({
    status: 415,
    says: `“${name}”是 Excel 97-2003 格式（.xls），不能读取`,
    saysEn: `'${name}' is in the format of Excel 97-2003 (.xls), which is not read`,
    do: '用 Excel 或 WPS 另存为 .xlsx 后再上传',
    doEn: 'Save it as .xlsx and hand that in',
  }),
  locked: (name: string) => ({
    status: 415,
    says: `“${name}”设有打开密码，不能读取`,
    saysEn: `'${name}' opens with a password only and cannot be read`,
    do: '取消密码后另存，再上传',
    doEn: 'Save it without the password and hand that in',
  }),
  notASheet: (name: string) => ({
    status: 415,
    says: `“${name}”不是 XLSX 或 CSV 表格`,
    saysEn: `'${name}' is no XLSX or CSV sheet`,
    do: '另存为 .xlsx 或 .csv 后再上传',
    doEn: 'Save it as .xlsx or .csv and hand that in',
  }),
  encoding: (name: string, encoding: string) => ({
    status: 415,
    says: `“${name}”的文字编码是 ${encoding}，只读 UTF-8 和 GB18030`,
    saysEn: `'${name}' is encoded as ${encoding}; only UTF-8 and GB18030 are read`,
    do: '另存为 .xlsx，或“CSV UTF-8”后再上传',
    doEn: 'Save it as .xlsx or as CSV UTF-8',
  }),
  holdsNul: (name: string) => ({
    status: 415,
    says: `“${name}”中有空字符（NUL），不是文字表格`,
    saysEn: `'${name}' holds NUL characters and is no text`,
    do: '重新从原系统导出，或另存为 .xlsx',
    doEn: 'Export it anew, or save it as .xlsx',
  }),
  damaged: (name: string, what: string) => ({
    status: 422,
    says: `“${name}”已损坏，不能读取（${what}）`,
    saysEn: `'${name}' is damaged and cannot be read (${what})`,
    do: '用 Excel 或 WPS 打开并另存后再上传',
    doEn: 'Open it in a spreadsheet, save it again, and hand that in',
  }),
  bomb: (name: string) => ({
    status: 422,
    says: `“${name}”展开后过大，不予读取`,
    saysEn: `'${name}' would unfold to far too much and is not read`,
    do: '删除空白行列、图片和多余工作表，分成几份再上传',
    doEn: 'Remove what is not needed, or hand it in in parts',
  }),
  doctype: (name: string) => ({
    status: 422,
    says: `“${name}”的内部文件带有 DTD 或实体声明，不予读取`,
    saysEn: `'${name}' declares a document type or entities and is not read`,
    do: '用 Excel 或 WPS 另存后再上传',
    doEn: 'Save it again in a spreadsheet and hand that in',
  }),
  noSheet: (name: string) => ({
    status: 422,
    says: `“${name}”中没有可见的工作表`,
    saysEn: `'${name}' has no sheet that can be seen`,
    do: '取消隐藏要登记的工作表后再上传',
    doEn: 'Show the sheet that is to be read',
  }),
  noSuchSheet: (sheet: string) => ({
    status: 422,
    says: `没有可见的工作表“${sheet}”`,
    saysEn: `There is no sheet '${sheet}' that can be seen`,
    do: '从列出的工作表中选择',
    doEn: 'Choose one of those listed',
  }),
  tooManyRows: (name: string) => ({
    status: 422,
    says: `“${name}”超过 ${LIMITS.rows} 行`,
    saysEn: `'${name}' has more than ${LIMITS.rows} rows`,
    do: '分成几份再上传',
    doEn: 'Hand it in in parts',
  }),
  tooManyColumns: (name: string) => ({
    status: 422,
    says: `“${name}”超过 ${LIMITS.columns} 列`,
    saysEn: `'${name}' has more than ${LIMITS.columns} columns`,
    do: '删除多余的列后再上传',
    doEn: 'Remove the columns that are not needed',
  }),
});
