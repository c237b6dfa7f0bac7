/** Which row of a sheet is its heading, and what each column means: by the names of the declaration, in both languages, with or without the unit. */
import type { Register } from '../register.ts';

/** `@code` and its like are of the spine, anything else is a declared field; null: the column is not read. */
export interface Heading {
  /** 0 is the first. */
  column: number;
  says: string;
  as: string | null;
  /** The unit the sheet names, where it is not the declared one. */
  otherUnit?: string;
}

const SPINE: Record<string, string[]> = {
  '@code': ['编号', '编码', '代码', 'code'],
  '@name': ['名称', 'name'],
  '@party': ['统一社会信用代码', '社会信用代码', '信用代码', 'party', 'credit code'],
  '@place': ['地点', '地点编号', 'place'],
  '@district': ['所属区县', '区县', '行政区', '所属区划', '县市区', 'district'],
  '@lon': ['经度', '东经', 'lon', 'lng', 'longitude'],
  '@lat': ['纬度', '北纬', 'lat', 'latitude'],
  '@datum': ['坐标系', '坐标系统', '坐标来源', 'datum'],
  '@day': ['生效日', '生效日期', 'day', 'valid from'],
  '@until': ['失效日', '失效日期', 'until', 'valid until'],
};
export const SPINE_MEANINGS = Object.keys(SPINE);

const UNIT = /[（([【]([^（）()[\]【】]*)[）)\]】]\s*$/;
const plainOf = (said: string) =>
  said
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s*＊:：_-]/g, '');

/** What a column means, by what its heading says. */
function meaningOf(register: Register, said: string): Pick<Heading, 'as' | 'otherUnit'> {
  const whole = plainOf(said);
  if (whole === '') return { as: null };
  const bare = plainOf(said.replace(UNIT, ''));
  const fields = Object.entries(register.fields).filter(([, field]) => !field.byFile);
  for (const asked of [whole, bare]) {
    for (const [id, field] of fields) {
      const called = [id, field.name, field.nameEn, ...(field.was ?? []), ...(field.unit ? [`${field.name}（${field.unit}）`] : [])];
      if (!called.some((one) => plainOf(one) === asked)) continue;
      const unit = UNIT.exec(said)?.[1]?.trim();
      const isOther = asked === bare && unit && field.unit && plainOf(unit) !== plainOf(field.unit) && asked !== whole;
      return isOther ? { as: id, otherUnit: unit } : { as: id };
    }
    const spine = SPINE_MEANINGS.find((meaning) => SPINE[meaning]?.some((one) => plainOf(one) === asked));
    if (spine) return { as: spine };
  }
  return { as: null };
}

/** The headings of a row; a meaning stands for one column, the first that has it. */
export function headingsOf(register: Register, cells: string[]): Heading[] {
  const taken = new Set<string>();
  return cells.map((says, column) => {
    const meaning = meaningOf(register, says);
    if (meaning.as === null || taken.has(meaning.as)) return { column, says: says.slice(0, 100), as: null };
    taken.add(meaning.as);
    return { column, says: says.slice(0, 100), ...meaning };
  });
}

/** The row whose cells mean most, of those before the sheet proper; undefined when none means anything. */
export function findHeadingRow(register: Register, rows: { row: number; cells: string[] }[]): number | undefined {
  let best: { row: number; known: number } | undefined;
  for (const { row, cells } of rows) {
    const known = headingsOf(register, cells).filter(({ as }) => as !== null).length;
    if (known > (best?.known ?? 0)) best = { row, known };
  }
  return best?.row;
}

/** Meanings a person may choose for a column of this register. */
export function meaningsOf(register: Register): string[] {
  const spine = SPINE_MEANINGS.filter((meaning) => {
    if (meaning === '@lon' || meaning === '@lat' || meaning === '@datum') return register.position === true;
    if (meaning === '@party') return register.party !== 'self' && register.party !== 'none' && !register.shared;
    if (meaning === '@place') return register.place !== 'self' && register.place !== 'none' && !register.shared;
    if (meaning === '@district') return !register.shared;
    if (meaning === '@code') return register.codeOf === undefined;
    return meaning !== '@name' || register.nameOf === undefined;
  });
  return [...spine, ...Object.keys(register.fields).filter((id) => !register.fields[id]?.byFile)];
}
