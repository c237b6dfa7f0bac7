/**
 * Noun: a register is declared once, as its fields and its code. From the declaration comes what is wrong with an entry: all of it at once, each
 * finding with its row and field. Judges form; whether an entry may be written is `put.ts`.
 */
import { type Day, isDay } from '../../foundation/day.ts';
import { checkCreditCode } from './credit-code.ts';
import { examineShape, type Shape } from './shape.ts';

/** What is wrong with one value. `code` is in words and stable; the sentences are for people. */
export interface Fault {
  code: string;
  says: string;
  saysEn: string;
}

/** A fault with its place: the row of an import (1 is the first), and the field by its id and its name. */
export interface Finding extends Fault {
  row: number | null;
  field: string;
  name: string;
  value?: unknown;
}

export type Value = string | number;

/** A condition on another field of the same entry. */
export interface When {
  field: string;
  is: Value | Value[];
}

export interface Field {
  name: string;
  nameEn: string;
  /**
   * `choice` is kept as its key, `choices` (several of the list) as keys joined by `;` in the order of the list, `yesNo` as `yes` or `no`, `day` as
   * YYYY-MM-DD, `ref` as the code of an entry in the register `of`; `longText` is a text of several lines.
   */
  type: 'text' | 'longText' | 'number' | 'day' | 'choice' | 'choices' | 'yesNo' | 'ref';
  unit?: string;
  unitEn?: string;
  required?: boolean;
  /** Required only of an entry that says this of another field. */
  requiredWhen?: When;
  /** The bounds of a number. */
  atLeast?: number;
  atMost?: number;
  /** Kept where no request can read it; an entry written again without it keeps the one it had. */
  secret?: boolean;
  /** Roles that read it whole; everyone else sees it masked. Without it, whoever sees the entry reads it. */
  seenBy?: string[];
  /** Keys and what people call them. An import may use either. */
  choices?: Record<string, string>;
  choicesEn?: Record<string, string>;
  /** The register a `ref` leads to. */
  of?: string;
  /** Part of what the search box searches. */
  search?: true;
  /** A column of the list; the first six fields are when none says so. */
  column?: true;
  /** The list may be narrowed by it; a choice, a yes or no and a ref always may. */
  filter?: true;
  /** The list may be put in its order. Columns may. */
  sort?: true;
  /** No two entries that hold on one day have the same. */
  unique?: true;
  /** The law that asks for it, as an officer would cite it. */
  clause?: string;
  /** What it was called before: values kept under the old name are written anew under this one. */
  was?: string[];
  /** Makes a value of this type from one that was kept under an earlier type; null when it cannot be. */
  from?(kept: Value): Value | null;
  check?(value: Value): Fault | null;
  /** What a claim asks of this field: of an entry that says so elsewhere, only these values are taken, and why. */
  mustBe?: { when: When; is: Value[]; says: string; saysEn: string }[];
  /** Written by an act of a file (`amends`, `enters`) and by nothing else: made by hand, an entry keeps the one it had. */
  byFile?: true;
}

/**
 * Some entries of a register as facts of their own, `registry.<register>.<id>`: those that say this, by these fields. Several sentences of a report
 * may rest on one register, each on another part of it.
 */
export interface Counting {
  name: string;
  nameEn: string;
  /** Of each field, the value (or one of the values) it must have. */
  only?: Record<string, Value | Value[]>;
  /** Fields that must be filled in; the field of the day is one of them. */
  has?: string[];
  /** A choice, a text or a reference. */
  status?: string;
  amount?: string;
  /** The day on which it counts; the first day of the entry unless said. */
  day?: string;
}

/** A day of an entry that is waited for: some days before it (or on it) a fact appears, once for each such day. */
export interface Watched {
  /** The fact is `registry.<register>.<id>`. */
  id: string;
  name: string;
  nameEn: string;
  /** A field of type `day`, or the first day on which the entry no longer holds. */
  of: string | 'validTo';
  /** Dated parameter with a number of years: what is waited for is not that day but the day so many years after it. */
  yearsAfter?: string;
  /** Dated parameter with the number of days; without it, the day itself. */
  daysBefore?: string;
}

export interface Register {
  id: string;
  name: string;
  nameEn: string;
  fields: Record<string, Field>;
  /** What the code of an entry must be, beyond not being empty. */
  checkCode?(code: string): Fault | null;
  /** A code that follows from the rest, so that nobody types it. */
  codeOf?(draft: Pick<Draft, 'party' | 'place' | 'detail'>): string;
  /** A name that follows from the rest; `names` are those of its firm and its place. */
  nameOf?(draft: Pick<Draft, 'party' | 'place' | 'detail'>, names: { party: string; place: string }): string;
  /** The firm an entry belongs to. `self`: an entry is a firm, and its code is the credit code. Optional unless said. */
  party?: 'self' | 'required' | 'none';
  /** The place it belongs to. `self`: an entry is a place. With a place come its firm and its district. Optional unless said. */
  place?: 'self' | 'required' | 'none';
  /** An entry has a position on the map. */
  position?: true;
  /** An entry is drawn as a line or an area, in degrees of CGCS2000. */
  shape?: 'line' | 'polygon';
  /** Where it is drawn it was drawn by hand: shown as 示意. */
  schematic?: true;
  /** Entries this near to each other and alike in these fields may be one thing. */
  sameThing?: { metres: number; fields: string[] };
  /** A change by hand waits until another person, of one of these roles, has agreed. */
  approval?: { by: string[] };
  /** Of the whole city and read by everyone: its district is '*', and only our own jobs write it. */
  shared?: true;
  /** Roles that may write it by hand. A firm writes only what is its own. Nobody, unless said. */
  keepers?: string[];
  /** Roles that may see it, each within its scope. Everyone who signs in for a body or a firm, unless said. */
  seenBy?: string[];
  watches?: Watched[];
  /** Declared fields that an indicator counts by: a choice as the status, a number as the amount, a day in place of the first day. */
  counts?: { status?: string; amount?: string; day?: string };
  /** Parts of the register that are counted by themselves. */
  counting?: Record<string, Counting>;
}

/** An entry as someone hands it in, from a form or a row of a file. */
export interface Draft {
  code: string;
  name: string;
  /** Credit code of the firm it belongs to. */
  party?: string | null;
  place?: string | null;
  district: string;
  lon?: number | null;
  lat?: number | null;
  /** A line or an area of a register that has shapes. */
  shape?: Shape | null;
  /** Of what survey the position was before it was converted (`GCJ-02`); nothing when it always was CGCS2000. */
  datum?: string | null;
  /** The declared fields. Null and '' mean not given; null for a secret takes it away. */
  detail?: Record<string, unknown>;
}

export interface Examined {
  findings: Finding[];
  /** The entry with its values in their kept form; complete only when there are no findings. */
  spine: {
    code: string;
    name: string;
    party: string | null;
    place: string | null;
    district: string;
    lon: number | null;
    lat: number | null;
    shape: Shape | null;
    datum: string | null;
  };
  detail: Record<string, Value>;
  secret: Record<string, Value | null>;
}

const SPINE = {
  code: ['编号', 'code'],
  name: ['名称', 'name'],
  party: ['统一社会信用代码', 'credit code'],
  place: ['地点', 'place'],
  district: ['所属区县', 'district'],
  lon: ['经度', 'longitude'],
  lat: ['纬度', 'latitude'],
  shape: ['图形', 'shape'],
  datum: ['坐标来源', 'datum'],
} as const;
const YES: Record<string, 'yes' | 'no'> = { yes: 'yes', no: 'no', 是: 'yes', 否: 'no', 有: 'yes', 无: 'no', true: 'yes', false: 'no' };
const LONGEST = 4_000; // A text longer than this is a document, which belongs to files.
const SPINE_LONGEST = 200; // The spine is indexed, and an index takes no page-long code.
const WHOLE_NUMBER_OR_DECIMAL = /^[+-]?\d+(\.\d+)?$/;
/** Field names become keys of jsonb, of files and of addresses, so they are chosen like variables. */
const FIELD_ID = /^[a-z][A-Za-z0-9]*$/;

/**
 * Declares a register. A declaration that cannot work is our own mistake and throws.
 *
 * @example
 * const outlets = register({ id: 'outlet', name: '排放口', fields: { kind: { name: '类别', type: 'choice', choices: { water: '废水', air: '废气' }, required: true } } });
 */
export function register(of: Register): Register {
  for (const [id, field] of Object.entries(of.fields)) {
    const wrong = (why: string) => new Error(`register ${of.id}, field ${id}: ${why}`);
    if (!FIELD_ID.test(id)) throw wrong('its id must be like a variable');
    if (id in SPINE) throw wrong('this name belongs to the spine');
    if ((field.type === 'choice' || field.type === 'choices') && !Object.keys(field.choices ?? {}).length)
      throw wrong('a choice needs choices');
    if (Object.keys(field.choices ?? {}).some((key) => key.includes(';'))) throw wrong('a choice has no ; in its key, which joins several');
    if (field.secret && (field.unique || field.filter || field.sort || field.search)) throw wrong('a secret is neither found nor compared');
    if (field.seenBy && (field.unique || field.filter || field.sort))
      throw wrong('what only some may read is neither an order nor a filter');
    for (const was of field.was ?? [])
      if (!FIELD_ID.test(was) || Object.hasOwn(of.fields, was)) throw wrong(`'${was}', which it was, is a field still or no name`);
    if (field.type === 'ref' && !field.of) throw wrong('a ref needs the register it leads to');
    if (field.type === 'ref' && field.secret) throw wrong('a ref cannot be secret');
    if (field.requiredWhen && !of.fields[field.requiredWhen.field])
      throw wrong(`it waits for '${field.requiredWhen.field}', which is no field`);
  }
  // What waits for another's word is kept where that person reads it.
  if (of.approval && (Object.values(of.fields).some((field) => field.secret) || !of.approval.by.length || !of.keepers?.length))
    throw new Error(`register ${of.id} waits for approval: it has keepers, somebody who agrees, and no secret`);
  if (of.position && of.shape) throw new Error(`register ${of.id} has a position or a shape, not both`);
  if (of.sameThing && !of.position) throw new Error(`register ${of.id} finds the same thing by its position and has none`);
  for (const id of of.sameThing?.fields ?? [])
    if (!of.fields[id] || isSensitive(of.fields[id]))
      throw new Error(`register ${of.id} compares '${id}', which is no field that everyone reads`);
  for (const [what, type] of [
    ['status', 'choice'],
    ['amount', 'number'],
    ['day', 'day'],
  ] as const) {
    const id = of.counts?.[what];
    if (id !== undefined && (of.fields[id]?.type !== type || isSensitive(of.fields[id])))
      throw new Error(`register ${of.id} counts its ${what} by '${id}', which is no ${type} that everyone reads`);
  }
  for (const [id, counting] of Object.entries(of.counting ?? {})) refuseUncountable(of, id, counting);
  for (const [id, field] of Object.entries(of.fields))
    for (const { when } of field.mustBe ?? [])
      if (!of.fields[when.field]) throw new Error(`register ${of.id}, field ${id}: it depends on '${when.field}', which is no field`);
  for (const { id, of: day } of of.watches ?? []) {
    if (!FIELD_ID.test(id)) throw new Error(`register ${of.id} watches for '${id}', which is not like a variable`);
    if (day !== 'validTo' && of.fields[day]?.type !== 'day') throw new Error(`register ${of.id} watches '${day}', which is no day`);
  }
  return of;
}

function refuseUncountable(of: Register, id: string, { only = {}, has = [], status, amount, day }: Counting): void {
  const wrong = (why: string) => new Error(`register ${of.id} counts '${id}': ${why}`);
  if (!FIELD_ID.test(id)) throw wrong('its id must be like a variable');
  if (['entered', 'ended', ...(of.watches ?? []).map((one) => one.id)].includes(id)) throw wrong('this is the name of another fact');
  const asked: [string | undefined, Field['type'][]][] = [
    [status, ['choice', 'text', 'ref']],
    [amount, ['number']],
    [day, ['day']],
    ...[...Object.keys(only), ...has].map((field): [string, Field['type'][]] => [field, []]),
  ];
  for (const [field, types] of asked) {
    const declared = field === undefined ? undefined : of.fields[field];
    if (field === undefined) continue;
    if (!declared || declared.secret || isSensitive(declared)) throw wrong(`'${field}' is no field that everyone reads`);
    if (types.length && !types.includes(declared.type)) throw wrong(`'${field}' is no ${types.join(' or ')}`);
  }
  for (const [field, values] of Object.entries(only))
    for (const value of [values].flat())
      if (of.fields[field]?.choices && !Object.hasOwn(of.fields[field].choices, value))
        throw wrong(`'${value}' is no choice of '${field}'`);
}

/** Everything that is wrong with a draft, and its values in their kept form. Asks no table: `noSuchEntry` of a ref is found by `put`. */
export function examine(
  register: Register,
  draft: Draft,
  { row = null, hasSecrets = [] }: { row?: number | null; hasSecrets?: string[] } = {},
): Examined {
  const findings: Finding[] = [];
  const find = (field: string, fault: Fault | null, value?: unknown) => {
    if (!fault) return;
    const name = register.fields[field]?.name ?? SPINE[field as keyof typeof SPINE]?.[0] ?? field;
    findings.push({ row, field, name, ...fault, ...(value === undefined || register.fields[field]?.secret ? {} : { value }) });
  };
  const spineText = (field: 'code' | 'name' | 'district' | 'party' | 'place', isRequired: boolean): string | null => {
    const value = draft[field];
    const text = textOf(value, SPINE_LONGEST);
    if (text === '') {
      if (isRequired) find(field, missing(SPINE[field][0], SPINE[field][1]));
      return null;
    }
    if (text === null) find(field, faults.notText(SPINE[field], SPINE_LONGEST), value);
    return text;
  };

  const code = spineText('code', true);
  if (code) find('code', register.checkCode?.(code) ?? null, code);
  const name = spineText('name', true);
  const district = spineText('district', true);
  const place = spineText('place', false);
  const party = spineText('party', false);
  if (party) find('party', checkCreditCode(party), party);
  const lon = coordinate(draft.lon, 180);
  const lat = coordinate(draft.lat, 90);
  if (Number.isNaN(lon)) find('lon', faults.notAPosition(SPINE.lon, 180), draft.lon);
  if (Number.isNaN(lat)) find('lat', faults.notAPosition(SPINE.lat, 90), draft.lat);
  if ((lon === null) !== (lat === null))
    find(lon === null ? 'lon' : 'lat', {
      code: 'halfAPosition',
      says: '经度和纬度须同时填写',
      saysEn: 'Longitude and latitude go together',
    });

  const shape = draft.shape ?? null;
  if (shape) find('shape', register.shape ? examineShape(shape, register.shape) : faults.noShape(register), null);
  const datum = textOf(draft.datum, SPINE_LONGEST);
  if (datum === null) find('datum', faults.notText(SPINE.datum, SPINE_LONGEST), draft.datum);

  const detail: Record<string, Value> = {};
  const secret: Record<string, Value | null> = {};
  const given = draft.detail ?? {};
  for (const field of Object.keys(given)) {
    if (!Object.hasOwn(register.fields, field))
      find(
        field,
        { code: 'unknownField', says: `${register.name}没有这一项`, saysEn: `There is no such field in: ${register.nameEn}` },
        given[field],
      );
  }
  for (const [id, field] of Object.entries(register.fields)) {
    const value = given[id];
    if (value === undefined || value === null || value === '') {
      const isThere = field.secret === true && hasSecrets.includes(id) && value !== null;
      if ((field.required || (field.requiredWhen && holds(field.requiredWhen, given))) && !isThere)
        find(id, missing(field.name, field.nameEn));
      else if (field.secret && value === null) secret[id] = null;
      continue;
    }
    const kept = keptForm(field, value);
    if (typeof kept === 'object') find(id, kept, value);
    else {
      find(id, outOfBounds(field, kept) ?? field.check?.(kept) ?? notAsClaimed(field, kept, given), value);
      if (field.secret) secret[id] = kept;
      else detail[id] = kept;
    }
  }
  return {
    findings,
    spine: { code: code ?? '', name: name ?? '', party, place, district: district ?? '', lon, lat, shape, datum: datum || null },
    detail,
    secret,
  };
}

/** What is wrong with the days between which an entry is to hold. */
export function examineDays(day: Day, until: Day | null, row: number | null = null): Finding[] {
  const findings: Finding[] = [];
  const wrong = (field: string, name: string, fault: Fault, value: unknown) => findings.push({ row, field, name, ...fault, value });
  if (!isDay(day)) wrong('day', '生效日', faults.notADay(['生效日', 'first day']), day);
  if (until !== null && !isDay(until)) wrong('until', '失效日', faults.notADay(['失效日', 'end']), until);
  if (!findings.length && until !== null && until <= day) {
    wrong(
      'until',
      '失效日',
      { code: 'endsBeforeItBegins', says: `失效日须晚于生效日 ${day}`, saysEn: `The end must be later than the first day, ${day}` },
      until,
    );
  }
  return findings;
}

export const faults = {
  notText: ([name, nameEn]: readonly [string, string], most = LONGEST): Fault => ({
    code: 'notText',
    says: `${name}须为不超过 ${most} 字的文字`,
    saysEn: `${nameEn} must be a text of at most ${most} characters`,
  }),
  notANumber: ([name, nameEn]: readonly [string, string], unit?: string): Fault => ({
    code: 'notANumber',
    says: `${name}须为数字${unit ? `（${unit}）` : ''}`,
    saysEn: `${nameEn} must be a number${unit ? ` (${unit})` : ''}`,
  }),
  notADay: ([name, nameEn]: readonly [string, string]): Fault => ({
    code: 'notADay',
    says: `${name}须为真实日期，写作 2026-03-01`,
    saysEn: `${nameEn} must be a real day, written 2026-03-01`,
  }),
  notAChoice: ([name, nameEn]: readonly [string, string], choices: Record<string, string>): Fault => ({
    code: 'notAChoice',
    says: `${name}须为：${Object.values(choices).join('、')}`,
    saysEn: `${nameEn} must be one of: ${Object.keys(choices).join(', ')}`,
  }),
  notYesOrNo: ([name, nameEn]: readonly [string, string]): Fault => ({
    code: 'notYesOrNo',
    says: `${name}须为：是、否`,
    saysEn: `${nameEn} must be yes or no`,
  }),
  notAPosition: ([name, nameEn]: readonly [string, string], most: number): Fault => ({
    code: 'notAPosition',
    says: `${name}须在 -${most} 与 ${most} 度之间`,
    saysEn: `${nameEn} must lie between -${most} and ${most} degrees`,
  }),
  noShape: ({ name, nameEn }: Register): Fault => ({
    code: 'noShape',
    says: `${name}不画图形`,
    saysEn: `Nothing is drawn in: ${nameEn}`,
  }),
  taken: (name: string, nameEn: string, by: string | null): Fault => ({
    code: 'taken',
    says: by ? `${name}已用于 ${by}` : `${name}已由辖区外使用`,
    saysEn: by ? `${nameEn} is held by ${by} already` : `${nameEn} is in use outside your scope`,
  }),
  noSuchEntry: (name: string, of: string, code: string): Fault => ({
    code: 'noSuchEntry',
    says: `${name}：登记册中没有 ${code}`,
    saysEn: `There is no ${code} in the register ${of}`,
  }),
  belongsElsewhere: (code: string): Fault => ({
    code: 'belongsElsewhere',
    says: `编号 ${code} 已由辖区外登记，不能在此修改`,
    saysEn: `The code ${code} is registered outside your scope; it cannot be changed here`,
  }),
  outsideScope: (district: string): Fault => ({
    code: 'outsideScope',
    says: `${district} 不在您的管辖范围内`,
    saysEn: `${district} is outside your scope`,
  }),
};

/** Fields of a kind that only some roles read. */
export const isSensitive = (field: Field): boolean => field.seenBy !== undefined;

/** The declared fields that anyone may read who may see the entry: what may travel in a fact. */
export function maskless(register: Register, detail: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(detail).filter(([id]) => register.fields[id] && !isSensitive(register.fields[id])));
}

/** Fields that a hand leaves as they are. */
export function keptFromHands(register: Register): string[] {
  return Object.keys(register.fields).filter((id) => register.fields[id]?.byFile);
}

/** Fields this role sees masked. */
export function maskedFor(register: Register, role: string): string[] {
  return Object.keys(register.fields).filter((id) => !(register.fields[id]?.seenBy?.includes(role) ?? true));
}

/** A value as someone sees it who may not: enough to tell two apart on the telephone, too little to call one. */
export function mask(value: Value): string {
  const text = [...String(value)];
  return text.length >= 8 ? `${text.slice(0, 3).join('')}****${text.slice(-2).join('')}` : `${text[0] ?? ''}**`;
}

/** Whether another field says what a condition asks. */
export function holds({ field, is }: When, given: Record<string, unknown>): boolean {
  return [is].flat().some((value) => String(given[field] ?? '') === String(value));
}

function outOfBounds({ name, nameEn, unit = '', atLeast, atMost }: Field, value: Value): Fault | null {
  if (typeof value !== 'number' || ((atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost))) return null;
  const zh = [atLeast === undefined ? '' : `不小于 ${atLeast}`, atMost === undefined ? '' : `不大于 ${atMost}`].filter(Boolean).join('、');
  const en = [atLeast === undefined ? '' : `at least ${atLeast}`, atMost === undefined ? '' : `at most ${atMost}`]
    .filter(Boolean)
    .join(' and ');
  return { code: 'outOfBounds', says: `${name}须${zh}${unit}`, saysEn: `${nameEn} must be ${en}` };
}

function notAsClaimed(field: Field, kept: Value, given: Record<string, unknown>): Fault | null {
  const broken = field.mustBe?.find(({ when, is }) => holds(when, given) && !is.includes(kept));
  return broken ? { code: 'notAsClaimed', says: broken.says, saysEn: broken.saysEn } : null;
}

function missing(name: string, nameEn: string): Fault {
  return { code: 'required', says: `${name}必须填写`, saysEn: `${nameEn} is required` };
}

/** A trimmed text; '' when nothing was given; null when it is no text that can be kept. */
function textOf(value: unknown, most = LONGEST): string | null {
  if (value === undefined || value === null) return '';
  // PostgreSQL keeps neither NUL nor half of a surrogate pair; a spreadsheet cell cut in the middle of a character holds one.
  if (typeof value !== 'string' || value.length > most || value.includes('\0') || /\p{Surrogate}/u.test(value)) return null;
  return value.trim();
}

function coordinate(value: unknown, most: number): number | null {
  if (value === undefined || value === null || value === '') return null;
  const degrees = numberOf(value);
  return degrees !== null && Math.abs(degrees) <= most ? degrees : Number.NaN;
}

function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && WHOLE_NUMBER_OR_DECIMAL.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** A value in its kept form, or what is wrong with it. */
export function keptForm(field: Field, value: unknown): Value | Fault {
  const named = [field.name, field.nameEn] as const;
  if (field.type === 'number') return numberOf(value) ?? faults.notANumber(named, field.unit);
  const text = textOf(value);
  if (text === null || text === '') return faults.notText(named);
  if (field.type === 'day') return isDay(text) ? text : faults.notADay(named);
  if (field.type === 'yesNo') return YES[text.toLowerCase()] ?? faults.notYesOrNo(named);
  const choices = field.choices ?? {};
  const keyOf = (said: string) => (Object.hasOwn(choices, said) ? said : Object.keys(choices).find((key) => choices[key] === said));
  if (field.type === 'choice') return keyOf(text) ?? faults.notAChoice(named, choices);
  if (field.type === 'choices') {
    const keys = text
      .split(/[;；、,，]/)
      .map((one) => one.trim())
      .filter((one) => one !== '')
      .map(keyOf);
    if (!keys.length || keys.includes(undefined)) return faults.notAChoice(named, choices);
    return Object.keys(choices)
      .filter((key) => keys.includes(key))
      .join(';');
  }
  return text;
}
