/**
 * A cell's number as a person sees it. Spreadsheets count days from the last day of 1899 (and believe that 1900 had a 29 February) or from 1 January
 * 1904; which of the two, the workbook says. ECMA-376 part 1, 18.17.4.
 */
import { DAY } from '../../foundation/day.ts';

export type Look =
  | { as: 'plain' }
  | { as: 'date' | 'time' | 'moment' }
  | { as: 'percent'; decimals: number }
  | { as: 'zeros'; digits: number };

const PLAIN: Look = { as: 'plain' };
/** Formats without a text of their own, 27–36 and 50–58 being those of Chinese, Japanese and Korean spreadsheets (ECMA-376 part 1, 18.8.30). */
const DATES = new Set([14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]);
const TIMES = new Set([18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56]);

/** @example lookOf(0, 'yyyy"年"m"月"d"日"') // { as: 'date' } */
export function lookOf(id: number, format: string | undefined): Look {
  if (format === undefined) {
    if (DATES.has(id)) return { as: 'date' };
    if (TIMES.has(id)) return { as: 'time' };
    if (id === 22) return { as: 'moment' };
    if (id === 9 || id === 10) return { as: 'percent', decimals: id === 9 ? 0 : 2 };
    return PLAIN;
  }
  const [first = ''] = format.split(';');
  // Words in quotes, escaped letters, colours, conditions and locales are not part of the pattern; [h] is.
  const pattern = first
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .toLowerCase();
  if (pattern.includes('general')) return PLAIN;
  const hasTime = /[hs]|am\/pm|上午/.test(pattern);
  const hasDate = /[yd]|e(?![+-])/.test(pattern) || (/m/.test(pattern) && !hasTime);
  if (hasDate && hasTime) return { as: 'moment' };
  if (hasDate) return { as: 'date' };
  if (hasTime) return { as: 'time' };
  if (pattern.includes('%')) return { as: 'percent', decimals: /\.(0+)/.exec(pattern)?.[1]?.length ?? 0 };
  const zeros = /^0{2,}$/.exec(pattern.trim());
  return zeros ? { as: 'zeros', digits: zeros[0].length } : PLAIN;
}

/** The text of a number; null when the cell claims to be a date and is none. */
export function shown(value: number, look: Look, from1904: boolean): string | null {
  if (look.as === 'plain') return plain(value);
  if (look.as === 'zeros') return Number.isInteger(value) && value >= 0 ? String(value).padStart(look.digits, '0') : plain(value);
  if (look.as === 'percent') return `${(value * 100).toFixed(look.decimals)}%`;
  // 2 958 465 is the last day of the year 9999.
  if (value < 0 || value > 2_958_465) return null;
  const day = Math.floor(value);
  const seconds = Math.round((value - day) * 86_400);
  const time = `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}${seconds % 60 ? `:${two(seconds % 60)}` : ''}`;
  if (look.as === 'time' && day === 0) return time;
  const date = from1904 ? iso(Date.UTC(1904, 0, 1) + day * DAY) : dayOf1900(day);
  if (date === null) return null;
  return look.as === 'date' || seconds === 0 ? date : `${date} ${time}`;
}

/** Fifteen digits, as a spreadsheet shows: 0.1 + 0.2 is 0.3. */
function plain(value: number): string {
  const text = String(Number(value.toPrecision(15)));
  if (!text.includes('e')) return text;
  return Math.abs(value) < 1 ? value.toFixed(20).replace(/0+$/, '') : BigInt(Math.round(value)).toString();
}

function dayOf1900(day: number): string | null {
  if (day === 0) return null;
  // The day that never was, 29 February 1900, is number 60.
  if (day === 60) return null;
  return iso(Date.UTC(1899, 11, day < 60 ? 31 : 30) + day * DAY);
}

const iso = (at: number) => new Date(at).toISOString().slice(0, 10);
const two = (n: number) => String(n).padStart(2, '0');
