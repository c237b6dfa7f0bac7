/** A row of texts becomes a draft: numbers, days and coordinates as people write them in sheets, in the form the register keeps. */
import type { Day } from '../../../foundation/day.ts';
import type { Handed } from '../complete.ts';
import type { Field, Finding, Register } from '../register.ts';
import type { Heading } from './headings.ts';
import { converted, type Datum, datumOf, degreesOf } from './position.ts';

/** A row as a sheet gives it. */
export interface RowRead {
  row: number;
  cells: string[];
  /** Cells that cannot be used, and why. */
  faults: { column: number; code: string; says: string; saysEn: string; value: string }[];
}

export interface RowMeant {
  row: number;
  handed: Handed;
  day: Day | undefined;
  until: Day | null | undefined;
  findings: Finding[];
}

export interface Meaning {
  headings: Heading[];
  datum: Datum;
  /** Fields that this sheet may not write. */
  kept: string[];
  areaCode(given: string): string;
}

/** A name has a letter, so that an empty prefix is no code: export puts a name behind the code of a reference. */
const codePart = (text: string) => text.split(' ')[0] as string;

export function meant(register: Register, { row, cells, faults }: RowRead, { headings, datum, kept, areaCode }: Meaning): RowMeant {
  const findings: Finding[] = [];
  const nameOf = (as: string | null, says: string) => (as && register.fields[as]?.name) || says;
  for (const { column, value, ...fault } of faults) {
    const heading = headings.find((one) => one.column === column);
    // A column that is not read may hold what it likes.
    if (heading?.as) findings.push({ row, field: heading.as.replace('@', ''), name: nameOf(heading.as, heading.says), ...fault, value });
  }
  const spine: Record<string, string> = {};
  const detail: Record<string, unknown> = {};
  for (const { column, as } of headings) {
    if (as === null || kept.includes(as)) continue;
    // A cell that was exported as text against formulas carries the mark of it.
    const text = (cells[column] ?? '').trim().replace(/^'(?=[=+\-@])/, '');
    if (as.startsWith('@')) spine[as] = text;
    else detail[as] = text === '' ? null : keptText(register.fields[as] as Field, text);
  }
  const has = (as: string) => headings.some((one) => one.as === as);
  const handed: Handed = { detail };
  if (spine['@code']) handed.code = spine['@code'];
  if (spine['@name']) handed.name = spine['@name'];
  if (has('@party')) handed.party = spine['@party'] ? codePart(spine['@party']) : null;
  if (has('@place')) handed.place = spine['@place'] ? codePart(spine['@place']) : null;
  if (spine['@district']) handed.district = areaCode(spine['@district']);
  if (has('@lon') || has('@lat')) placed(row, spine, datum, handed, findings);
  return {
    row,
    handed,
    day: spine['@day'] ? dayText(spine['@day']) : undefined,
    until: spine['@until'] ? dayText(spine['@until']) : undefined,
    findings,
  };
}

function placed(row: number, spine: Record<string, string>, ofSheet: Datum, handed: Handed, findings: Finding[]): void {
  const read = (as: '@lon' | '@lat', field: 'lon' | 'lat', name: string): number | null => {
    const text = spine[as] ?? '';
    if (text === '') return null;
    const degrees = degreesOf(text);
    if (degrees === null)
      findings.push({
        row,
        field,
        name,
        code: 'notDegrees',
        says: `${name}须写作 120.7508 或 120°45′2.9″`,
        saysEn: 'Write it as 120.7508 or 120°45′2.9″',
        value: text,
      });
    return degrees;
  };
  const lon = read('@lon', 'lon', '经度');
  const lat = read('@lat', 'lat', '纬度');
  const said = spine['@datum'] ?? '';
  const datum = said === '' ? ofSheet : datumOf(said);
  if (datum === null)
    findings.push({
      row,
      field: 'datum',
      name: '坐标系',
      code: 'notADatum',
      says: '坐标系须为 CGCS2000、WGS-84、GCJ-02 或 BD-09',
      saysEn: 'The datum must be CGCS2000, WGS-84, GCJ-02 or BD-09',
      value: said,
    });
  const isOnEarth = lon !== null && lat !== null && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
  // Swapped ones are told apart later, and must come there as they were written.
  if (datum === null || datum === 'CGCS2000' || !isOnEarth || lon < 73 || lon > 136) {
    handed.lon = lon;
    handed.lat = lat;
    return;
  }
  Object.assign(handed, converted(lon, lat, datum));
  handed.datum = datum;
}

/** What a person writes in a field of this type, in the form that is examined. */
function keptText(field: Field, text: string): string {
  if (field.type === 'day') return dayText(text);
  if (field.type === 'ref') return codePart(text);
  if (field.type !== 'number') return text;
  const plain = text.normalize('NFKC').replace(/(?<=\d),(?=\d{3}(\D|$))/g, '');
  return field.unit === '%' ? plain.replace(/\s*%$/, '') : plain;
}

/** 2026/3/1, 2026.3.1, 2026年3月1日, 20260301 and a day with a time become 2026-03-01; anything else stays, to be found. */
export function dayText(text: string): string {
  const said = text.normalize('NFKC').trim();
  const parts =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[\sT]+[\d:.]+)?$/.exec(said) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(said);
  return parts ? `${parts[1]}-${String(parts[2]).padStart(2, '0')}-${String(parts[3]).padStart(2, '0')}` : said;
}
