/**
 * Areas, bodies and powers as sheets: the columns people write, read into changes. Everything wrong is found at once, by row and field; the rows that are
 * right stand whether or not the others do, and whoever asked decides whether they are written.
 */
import { addDays, type Day, isDay } from '../day.ts';
import { isRefusal } from '../refusal.ts';
import { areaName, areaOn } from './areas.ts';
import { bodyOn } from './bodies.ts';
import { changedKeys, decide, type Order } from './decide.ts';
import type { Area, Body, Confidence, Directory, Level, Matter, Power } from './directory.ts';
import { allOn, type Dated, textOf } from './versions.ts';

export type Sort = 'areas' | 'bodies' | 'powers';

const LEVEL: Record<Level, string> = { city: '市', county: '县级', town: '镇街', village: '村社' };
const KIND: Record<Area['kind'], string> = { administrative: '行政区', management: '功能区' };
const ROLL_UP: Record<Power['rollUp'], string> = { administrative: '行政', management: '管理' };

/** A column: its field, what it is headed, and what of a row stands in it. */
interface Column<T> {
  field: string;
  name: string;
  of(row: T, directory: Directory, matters: readonly Matter[], day: Day): string;
}
/** The last day, as people write it; `until` is the day after. */
const lastDay = (until: Day | null) => (until === null ? '' : addDays(until, -1));
const DAYS: Column<{ from: Day; until: Day | null }>[] = [
  { field: 'from', name: '起始日', of: (row) => row.from },
  { field: 'until', name: '截止日（当日有效）', of: (row) => lastDay(row.until) },
];

const AREAS: Column<Area>[] = [
  { field: 'code', name: '区划代码', of: (row) => row.code },
  { field: 'name', name: '名称', of: (row) => row.name },
  { field: 'level', name: '级别', of: (row) => LEVEL[row.level] },
  { field: 'kind', name: '类别', of: (row) => KIND[row.kind] },
  { field: 'administrativeParent', name: '行政上级', of: (row) => row.administrativeParent ?? '' },
  { field: 'managementParent', name: '管理上级', of: (row) => row.managementParent ?? '' },
  { field: 'liesIn', name: '所在行政区', of: (row) => row.liesIn.join('、') },
  { field: 'confidence', name: '可信程度', of: (row) => row.confidence },
  { field: 'cite', name: '依据', of: (row) => row.cite },
  ...DAYS,
];
const BODIES: Column<Body>[] = [
  { field: 'id', name: '单位代号', of: (row) => row.id },
  { field: 'name', name: '名称', of: (row) => row.name },
  { field: 'kind', name: '类别', of: (row) => row.kind },
  { field: 'area', name: '负责区划', of: (row) => row.area },
  { field: 'parent', name: '上级单位', of: (row) => row.parent ?? '' },
  ...DAYS,
];
const POWERS: Column<Power>[] = [
  { field: 'matter', name: '事项', of: (row, _, matters) => matters.find((one) => one.id === row.matter)?.name ?? row.matter },
  { field: 'area', name: '区划', of: (row, directory, _, day) => areaName(directory, row.area, day) },
  { field: 'body', name: '单位', of: (row, directory, _, day) => bodyOn(directory, row.body, day)?.name ?? row.body },
  { field: 'may', name: '职权', of: (row, _, matters) => row.may.map((act) => actName(matters, row.matter, act)).join('、') },
  { field: 'rollUp', name: '汇总口径', of: (row) => ROLL_UP[row.rollUp] },
  { field: 'concurrent', name: '并行', of: (row) => (row.concurrent ? '是' : '否') },
  {
    field: 'delegatedBy',
    name: '委托单位',
    of: (row, directory, _, day) => (row.delegatedBy ? (bodyOn(directory, row.delegatedBy, day)?.name ?? row.delegatedBy) : ''),
  },
  { field: 'clause', name: '依据', of: (row) => row.clause },
  { field: 'confidence', name: '可信程度', of: (row) => row.confidence },
  ...DAYS,
];
const actName = (matters: readonly Matter[], matter: string, act: string) =>
  matters.find((one) => one.id === matter)?.acts.find((one) => one.id === act)?.name ?? act;

const COLUMNS = { areas: AREAS, bodies: BODIES, powers: POWERS };

/** The columns of a sheet, for whoever writes it. */
export function columnsOf(
  sort: Sort,
  directory: Directory,
  matters: readonly Matter[],
  day: Day,
): { name: string; of(row: never): string }[] {
  return (COLUMNS[sort] as Column<never>[]).map(({ name, of }) => ({ name, of: (row: never) => of(row, directory, matters, day) }));
}

export interface SheetFinding {
  row: number;
  field: string;
  name: string;
  says: string;
  saysEn: string;
  value: string | null;
}

export interface Sheet {
  rows: number;
  changed: number;
  unchanged: number;
  findings: SheetFinding[];
  /** The directory with the rows that are right. */
  after: Directory;
}

/**
 * What a table says of the directory; null when it has no row of headings. What stands above the headings and a line of sums are passed over: an
 * exported sheet is read back as it is.
 */
export function readSheet(sort: Sort, table: string[][], directory: Directory, matters: readonly Matter[], day: Day): Sheet | null {
  const columns = COLUMNS[sort] as Column<never>[];
  const isHeading = (cell: string, column: Column<never>) => cell.trim() === column.name || cell.trim() === column.field;
  const top = table.findIndex((cells) => columns.filter((column) => cells.some((cell) => isHeading(cell, column))).length >= 3);
  if (top < 0) return null;
  const places = new Map(columns.map((column) => [column.field, (table[top] as string[]).findIndex((cell) => isHeading(cell, column))]));
  const lines = table
    .slice(top + 1)
    .map((cells, i) => ({ cells, row: i + 1 }))
    .filter(({ cells }) => cells[0]?.trim() !== '合计');
  const findings: SheetFinding[] = [];
  const find = (row: number, field: string, says: string, saysEn: string, value: string | null) =>
    findings.push({ row, field, name: columns.find((column) => column.field === field)?.name ?? '', says, saysEn, value });
  let known = directory;
  let changed = 0;
  let unchanged = 0;
  const read = lines.map(({ cells, row }) => {
    const before = findings.length;
    const text = (field: string) => (cells[places.get(field) ?? -1] ?? '').trim().replace(/^'(?=[=+\-@])/, '');
    const order = ORDERS[sort]({
      text,
      known: directory,
      matters,
      day,
      find: (field, says, saysEn) => find(row, field, says, saysEn, text(field)),
    });
    return { row, text, order: findings.length > before ? null : order };
  });
  // What lies above is read before what lies below, in whatever order the sheet has them.
  if (sort === 'areas')
    read.sort(
      (a, b) => Number(a.text('kind') === KIND.management) - Number(b.text('kind') === KIND.management) || depth(a.order) - depth(b.order),
    );
  for (const { row, text, order } of read) {
    if (!order) continue;
    const next = decide(known, order, matters);
    if (isRefusal(next)) {
      const field = fieldOf(sort, String(next.about?.field ?? columns[0]?.field));
      find(row, field, next.says, next.saysEn, text(field));
    } else if (isSame(sort, known, next)) unchanged += 1;
    else {
      changed += 1;
      known = next;
    }
  }
  findings.sort((a, b) => a.row - b.row);
  return { rows: lines.length, changed, unchanged, findings, after: known };
}

/** A refusal names the field of a change; a sheet has columns of its own. */
function fieldOf(sort: Sort, field: string): string {
  if (field === 'parent' && sort === 'areas') return 'administrativeParent';
  if (field === 'code' && sort !== 'areas') return sort === 'bodies' ? 'id' : 'from';
  return COLUMNS[sort].some((column) => column.field === field) ? field : (COLUMNS[sort][0]?.field as string);
}

const depth = (order: Order | null) => (order?.kind === 'area' ? ['city', 'county', 'town', 'village'].indexOf(order.area.level) : 9);
const isSame = (sort: Sort, before: Directory, after: Directory) =>
  changedKeys<Dated>(before[sort], after[sort]).every((key) => {
    const texts = (of: Directory) => (of[sort].get(key) ?? []).map(textOf).join();
    return texts(before) === texts(after);
  });

interface Line {
  text(field: string): string;
  known: Directory;
  matters: readonly Matter[];
  day: Day;
  find(field: string, says: string, saysEn: string): void;
}

const ORDERS: Record<Sort, (line: Line) => Order> = {
  areas: (line) => ({
    kind: 'area',
    area: {
      code: line.text('code'),
      name: line.text('name'),
      level: choice(line, 'level', LEVEL, 'county'),
      kind: choice(line, 'kind', KIND, 'administrative'),
      administrativeParent: line.text('administrativeParent') || null,
      managementParent: line.text('managementParent') || null,
      liesIn: parts(line.text('liesIn')),
      confidence: confidence(line),
      cite: line.text('cite'),
      ...days(line),
    },
  }),
  bodies: (line) => ({
    kind: 'body',
    body: {
      id: line.text('id'),
      name: line.text('name'),
      kind: line.text('kind') || 'body',
      area: areaNamed(line, 'area'),
      parent: line.text('parent') ? bodyNamed(line, 'parent') : null,
      ...days(line),
    },
  }),
  powers: (line) => {
    const given = line.text('matter');
    const matter = line.matters.find((one) => one.id === given || one.name === given);
    if (!matter) line.find('matter', `没有事项“${given}”`, `There is no matter '${given}'`);
    const may = parts(line.text('may')).map((said) => matter?.acts.find((one) => one.id === said || one.name === said)?.id ?? said);
    return {
      kind: 'power',
      power: {
        matter: matter?.id ?? given,
        area: areaNamed(line, 'area'),
        body: bodyNamed(line, 'body'),
        may,
        rollUp: choice(line, 'rollUp', ROLL_UP, 'management'),
        concurrent: yes(line, 'concurrent'),
        delegatedBy: line.text('delegatedBy') ? bodyNamed(line, 'delegatedBy') : null,
        clause: line.text('clause'),
        confidence: confidence(line),
        ...days(line),
      },
    };
  },
};

const parts = (text: string) =>
  text
    .split(/[、;；]\s*/)
    .map((part) => part.trim())
    .filter(Boolean);

function choice<K extends string>(line: Line, field: string, names: Record<K, string>, usual: K): K {
  const given = line.text(field);
  if (!given) return usual;
  const found = (Object.keys(names) as K[]).find((key) => key === given || names[key] === given);
  if (!found) line.find(field, `应为${Object.values(names).join('、')}之一`, `One of ${Object.keys(names).join(', ')}`);
  return found ?? usual;
}

function confidence(line: Line): Confidence {
  return choice<Confidence>(line, 'confidence', { A: 'A', B: 'B', C: 'C' }, 'C');
}

function yes(line: Line, field: string): boolean {
  const given = line.text(field);
  if (given && !['是', '否', 'true', 'false'].includes(given)) line.find(field, '应为“是”或“否”', "Should be 'true' or 'false'");
  return given === '是' || given === 'true';
}

function days(line: Line): { from: Day; until: Day | null } {
  const [from, last] = [line.text('from') || line.day, line.text('until')];
  if (!isDay(from)) line.find('from', '不是日期，应写作 2026-01-01', 'Not a day; write 2026-01-01');
  if (last && !isDay(last)) line.find('until', '不是日期，应写作 2026-01-01', 'Not a day; write 2026-01-01');
  return { from, until: last && isDay(last) ? addDays(last, 1) : null };
}

/** An area by its code or, when only one is called so that day, by its name. */
function areaNamed(line: Line, field: string): string {
  const given = line.text(field);
  if (/^\d{12}$/.test(given) || areaOn(line.known, given, line.day)) return given;
  const found = allOn(line.known.areas, line.day).filter((one) => one.name === given);
  if (found.length !== 1)
    line.find(field, `没有（或不止一个）区划“${given}”，请填代码`, `No area, or more than one, is called '${given}'; give its code`);
  return found[0]?.code ?? given;
}

function bodyNamed(line: Line, field: string): string {
  const given = line.text(field);
  if (line.known.bodies.has(given)) return given;
  const found = allOn(line.known.bodies, line.day).filter((one) => one.name === given);
  // A parent that stands further up in the same sheet is known only by its id, and is looked for when its turn comes.
  if (found.length > 1 || (found.length === 0 && !/^[a-z]/.test(given)))
    line.find(field, `没有（或不止一个）单位“${given}”`, `No body, or more than one, is called '${given}'`);
  return found[0]?.id ?? given;
}
