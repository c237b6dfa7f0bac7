/** What is met while a sheet is read and does not stop the reading: counted by kind, with the first places. */

export interface Note {
  code: string;
  says: string;
  saysEn: string;
  times: number;
  /** The first places, as a person finds them: B2, 3:3. */
  places: string[];
}

const KINDS = {
  formula: ['公式，取其最近一次算出的值，不重新计算', 'formulas: the value last computed was taken, nothing was evaluated'],
  merged: ['合并单元格，只有左上角一格有值', 'merged cells: only the upper left one has the value'],
  hiddenRow: ['隐藏的行，照样读取', 'hidden rows, which were read'],
  hiddenColumn: ['隐藏的列，照样读取', 'hidden columns, which were read'],
  hiddenSheet: ['隐藏的工作表，没有读取', 'hidden sheets, which were not read'],
  externalLink: ['指向其他工作簿的链接，没有取用', 'links to other workbooks, which were not followed'],
} as const;

const PLACES = 5;

export class Notes {
  readonly #met = new Map<keyof typeof KINDS, { times: number; places: string[] }>();

  note(kind: keyof typeof KINDS, place: string): void {
    const met = this.#met.get(kind) ?? { times: 0, places: [] };
    met.times += 1;
    if (met.places.length < PLACES) met.places.push(place.slice(0, 60));
    this.#met.set(kind, met);
  }

  list(): Note[] {
    return [...this.#met].map(([code, { times, places }]) => ({ code, says: KINDS[code][0], saysEn: KINDS[code][1], times, places }));
  }
}

/** What makes one cell unusable. */
export interface CellFault {
  /** 0 is the first column. */
  column: number;
  code: 'cellError' | 'noValue' | 'digitsLost' | 'cellTooLong' | 'notADate';
  says: string;
  saysEn: string;
  value: string;
}

export const cellFaults = {
  error: (column: number, value: string): CellFault => ({
    column,
    code: 'cellError',
    says: `单元格是错误值 ${value}`,
    saysEn: `The cell holds the error ${value}`,
    value,
  }),
  noValue: (column: number): CellFault => ({
    column,
    code: 'noValue',
    says: '公式没有算出的值；在表格软件中打开并保存一次',
    saysEn: 'The formula has no computed value; open the sheet in a spreadsheet and save it',
    value: '',
  }),
  digitsLost: (column: number, value: string): CellFault => ({
    column,
    code: 'digitsLost',
    says: '数字超过 15 位，末几位在表格中已失真；把该列改为文本后重新填写',
    saysEn: 'A number of more than 15 digits, whose last ones the spreadsheet has lost; make the column text and fill it in again',
    value,
  }),
  tooLong: (column: number, value: string): CellFault => ({
    column,
    code: 'cellTooLong',
    says: '单元格文字过长',
    saysEn: 'The text of the cell is too long',
    value: value.slice(0, 60),
  }),
  notADate: (column: number, value: string): CellFault => ({
    column,
    code: 'notADate',
    says: '单元格设为日期，但不是真实日期',
    saysEn: 'The cell is formatted as a date and holds none',
    value,
  }),
};

export interface SheetRow {
  /** As the spreadsheet numbers it; 1 is the first. */
  row: number;
  cells: string[];
  faults: CellFault[];
}

/** 0 → A, 26 → AA. */
export function columnName(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : columnName(Math.floor(column / 26) - 1) + letter;
}

/** 'AB12' → 27; -1 when it is no cell. */
export function columnOf(cell: string): number {
  let column = 0;
  let i = 0;
  for (; i < cell.length; i += 1) {
    const code = cell.charCodeAt(i);
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
    if (column > 20_000) return -1;
  }
  return column - 1;
}
