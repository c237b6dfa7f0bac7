/**
 * The 12-digit statistical code of an area: province (2), city (2), county (2), town (3), village (3); zeros where it is not that deep. Checks the form
 * and finds what lies above. Which codes are in force on a day is a register's question; there is no check digit.
 */
import type { Fault } from './register.ts';

/** First two digits of GB/T 2260. */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82'.split(' '),
);
const LEVELS = ['province', 'city', 'county', 'town', 'village'] as const;
export type AreaLevel = (typeof LEVELS)[number];
const ENDS = [2, 4, 6, 9, 12];

const partsOf = (code: string) => ENDS.map((end, level) => code.slice(level ? ENDS[level - 1] : 0, end));
const isSet = (part: string | undefined) => part !== undefined && Number(part) > 0;

export function isAreaCode(code: string): boolean {
  if (!/^\d{12}$/.test(code)) return false;
  const [province, city, county, town, village] = partsOf(code);
  if (!PROVINCES.has(province as string)) return false;
  // NOTE: a town may stand directly under its city: Dongguan, Zhongshan, Danzhou and Jiayuguan have no counties (441900003000).
  return (!isSet(village) || isSet(town)) && (!isSet(town) || isSet(city)) && (!isSet(county) || isSet(city));
}

/** How deep a code goes: '330402001000' is a town. */
export function areaLevel(code: string): AreaLevel {
  return LEVELS[partsOf(code).findLastIndex(isSet)] as AreaLevel;
}

/**
 * The areas above, nearest first.
 *
 * @example areasAbove('330402001000') // ['330402000000', '330400000000', '330000000000']
 */
export function areasAbove(code: string): string[] {
  const above = ENDS.map((end) => code.slice(0, end).padEnd(12, '0')).filter((one) => one !== code);
  return [...new Set(above.slice(0, LEVELS.indexOf(areaLevel(code))))].reverse();
}

/** What is wrong with an area code, or null. Fits a register's `checkCode` and a field's `check`. */
export function checkAreaCode(code: string): Fault | null {
  if (isAreaCode(code)) return null;
  return {
    code: 'notAnAreaCode',
    says: '区划代码应为 12 位统计用区划代码（省 2、市 2、县 2、镇街 3、村社 3），上级未填时下级为零',
    saysEn: 'An area code has 12 digits (province 2, city 2, county 2, town 3, village 3), with zeros below where it ends',
  };
}
