/** The eight questions, and everything that is wrong with the answers, at once. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { dayOf } from '../../foundation/day.ts';

export interface FieldAnswer {
  field: string;
  name: string;
  nameEn: string;
  type: 'text' | 'longText' | 'number' | 'day' | 'choice';
  required: boolean;
  unit: string | null;
  unitEn: string | null;
  choices: { value: string; name: string; nameEn: string }[];
}

export interface Answers {
  id: string;
  group: string;
  name: string;
  nameEn: string;
  basis: { law: string; article: string | null };
  row: string;
  fields: FieldAnswer[];
  shape: 'application' | 'renewal';
  /** The field whose day runs out, how many years after it, and how many days before that the firm is reminded. */
  runsOut: { field: string; years: number; remindDays: number } | null;
  checkDays: number;
  office: string;
  officeEn: string;
}

export type Lang = 'zh' | 'en';

export interface Question {
  key: string;
  asks: { zh: string; en: string };
  example: string;
}

/** In the order in which they are asked. An answers file has these keys. */
export const QUESTIONS: Question[] = [
  {
    key: 'id',
    asks: { zh: '业务代号（小写英文，用 - 连接，会出现在网址里）', en: 'id of the duty (lower-case words joined by -, seen in addresses)' },
    example: 'odour-plans',
  },
  { key: 'group', asks: { zh: '归哪一组（programmes 下的文件夹）', en: 'group (a folder below programmes/)' }, example: 'air' },
  {
    key: 'name',
    asks: { zh: '名称 | English name', en: 'name in Chinese | in English' },
    example: '异味治理方案备案 | Odour control plans',
  },
  {
    key: 'basis',
    asks: {
      zh: '法律依据：法律名称 第几条（须在 law/statutes/index.yaml 中且今日有效）',
      en: 'legal basis: law, then article (in law/statutes/index.yaml, in force today)',
    },
    example: '生态环境法典 第一百五十一条',
  },
  { key: 'row', asks: { zh: '对应 140 个系统中的哪一行', en: 'which row of the 140 systems it answers' }, example: 'AIR-01' },
  {
    key: 'fields',
    asks: {
      zh: '台账字段，每个：代号|名称|English|类型(text longText number day choice)|required 或空|单位(米:m)或选项(值:名称:English,…)',
      en: 'fields of the register, each: id|name|English|type (text longText number day choice)|required or empty|unit (米:m), or choices (value:name:English,…)',
    },
    example:
      'scheme|治理工艺|Process|text|required; signedOn|签署日|Signed on|day|required; grade|等级|Grade|choice|required|a:甲:A,b:乙:B',
  },
  {
    key: 'shape',
    asks: {
      zh: '办理方式：application <核对工作日>，或 renewal <核对工作日> <到期所依字段> <年数> <提前天数>',
      en: 'shape: application <working days to check>, or renewal <working days to check> <day field> <years> <days before>',
    },
    example: 'renewal 5 signedOn 3 60',
  },
  {
    key: 'office',
    asks: { zh: '哪个处室对数字负责 | English', en: 'office that answers for its figure, in Chinese | in English' },
    example: '大气环境处 | Division of air',
  },
];

const ROOT = join(import.meta.dirname, '../..');
const read = <T>(path: string): T => parse(readFileSync(join(ROOT, path), 'utf8')) as T;
const isChinese = (text: string) => /[\u4e00-\u9fff]/.test(text);
const isEnglish = (text: string) => /^[A-Z][ -~]*$/.test(text);

/** What is wrong with an answer, in the language of whoever answers. */
export interface WrongAnswer {
  key: string;
  says: string;
  saysEn: string;
}
type Wrong = (key: string, says: string, saysEn: string) => void;

/** Typed answers, or every finding: which question, and what is expected. */
export function answersFrom(given: Record<string, unknown>): Answers | { findings: WrongAnswer[] } {
  const findings: WrongAnswer[] = [];
  const text = (key: string) => String(given[key] ?? '').trim();
  const wrong: Wrong = (key, says, saysEn) => findings.push({ key, says, saysEn });
  for (const key of Object.keys(given))
    if (!QUESTIONS.some((question) => question.key === key))
      wrong(
        key,
        `没有这一问；有：${QUESTIONS.map((question) => question.key).join('、')}`,
        `there is no such question; there are: ${QUESTIONS.map((question) => question.key).join(', ')}`,
      );
  const pair = (key: string): [string, string] => {
    const [zh = '', en = ''] = text(key)
      .split('|')
      .map((part) => part.trim());
    if (!isChinese(zh) || !isEnglish(en))
      wrong(
        key,
        '应为“中文名称 | English name”，英文以大写字母开头',
        `must be '中文名称 | English name', the English beginning with a capital`,
      );
    return [zh, en];
  };

  const id = text('id');
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))
    wrong('id', '应为小写英文，用 - 连接，例如 odour-plans', 'must be lower-case words joined by -, such as odour-plans');
  const { departments, systems } = read<{ departments: { folder: string }[]; systems: { id: string }[] }>(
    'programmes/mission/systems.yaml',
  );
  const group = text('group');
  if (!departments.some((d) => d.folder === group)) {
    const folders = departments.map((d) => d.folder);
    wrong('group', `应为 ${folders.join('、')} 之一`, `must be one of ${folders.join(', ')}`);
  }
  if (id && group && existsSync(join(ROOT, 'programmes', group, id)))
    wrong('id', `programmes/${group}/${id} 已经存在，不会覆盖`, `programmes/${group}/${id} is there already and is not overwritten`);
  const [name, nameEn] = pair('name');

  const [law = '', article = null] = text('basis').split(/\s+/);
  const { laws } = read<{ laws: { law: string; from?: string; to?: string; articles?: { article: string }[] }[] }>(
    'law/statutes/index.yaml',
  );
  const today = dayOf(Date.now());
  const inForce = laws.filter((l) => (l.from ?? '') <= today && (l.to ?? '9999') >= today);
  const found = inForce.find((l) => l.law === law);
  if (!found) {
    const names = inForce.map((l) => l.law);
    wrong(
      'basis',
      `没有今日有效的“${law}”；可用：${names.join('、')}`,
      `'${law}' is not in force today or not listed; there are: ${names.join(', ')}`,
    );
  } else if (article && !found.articles?.some((a) => a.article === article)) {
    const articles = (found.articles ?? []).map((a) => a.article);
    wrong(
      'basis',
      `${law}没有登记${article}；已登记：${articles.join('、')}`,
      `'${article}' of ${law} is not listed in law/statutes/index.yaml; there are: ${articles.join(', ')}`,
    );
  }

  const row = text('row');
  if (!systems.some((s) => s.id === row))
    wrong('row', `没有 ${row} 这一行；见 npx xiushui mission`, `there is no row '${row}'; see npx xiushui mission`);

  const list = Array.isArray(given.fields) ? given.fields.map(String) : text('fields').split(';');
  const fields = list.map((line) => fieldFrom(line.trim(), wrong));
  if (!fields.length || !list[0]) wrong('fields', '至少一个字段', 'at least one field');
  const ids = fields.map((f) => f.field);
  for (const twice of ids.filter((f, i) => ids.indexOf(f) !== i)) wrong('fields', `${twice} 出现了两次`, `${twice} stands there twice`);
  for (const taken of ids.filter((f) => TAKEN.includes(f)))
    wrong('fields', `${taken} 由系统使用，换一个代号`, `${taken} is used by the house; choose another id`);

  const [shape = '', checkDays = '', of = '', years = '', remindDays = ''] = text('shape').split(/\s+/);
  const whole = (value: string, from: number, to: number, what: string, whatEn: string): number => {
    const n = Number(value);
    if (!Number.isInteger(n) || n < from || n > to)
      wrong(
        'shape',
        `${what}应为 ${from} 至 ${to} 的整数，而不是“${value}”`,
        `${whatEn} must be a whole number from ${from} to ${to}, not '${value}'`,
      );
    return n;
  };
  if (shape !== 'application' && shape !== 'renewal')
    wrong('shape', '应以 application 或 renewal 开头', 'must begin with application or renewal');
  const check = whole(checkDays, 1, 30, '核对工作日', 'working days to check');
  let runsOut: Answers['runsOut'] = null;
  if (shape === 'renewal') {
    if (!fields.some((f) => f.field === of && f.type === 'day' && f.required))
      wrong('shape', `“${of}”应是一个必填的 day 字段`, `'${of}' must be a required field of type day`);
    runsOut = { field: of, years: whole(years, 1, 20, '年数', 'years'), remindDays: whole(remindDays, 1, 300, '提前天数', 'days before') };
  }
  const [office, officeEn] = pair('office');
  if (findings.length) return { findings };
  return {
    id,
    group,
    name,
    nameEn,
    basis: { law, article },
    row,
    fields,
    shape: shape as Answers['shape'],
    runsOut,
    checkDays: check,
    office,
    officeEn,
  };
}

/** Fields the written duty has of its own. */
const TAKEN = ['filedOn', 'number', 'reason', 'message', 'party', 'place', 'title'];
const TYPES: FieldAnswer['type'][] = ['text', 'longText', 'number', 'day', 'choice'];

function fieldFrom(line: string, wrong: Wrong): FieldAnswer {
  const [field = '', name = '', nameEn = '', type = '', required = '', more = ''] = line.split('|').map((part) => part.trim());
  if (!/^[a-z][A-Za-z0-9]*$/.test(field))
    wrong('fields', `“${line}”：代号应为 signedOn 这样的英文`, `'${line}': its id must be like signedOn`);
  if (!isChinese(name) || !isEnglish(nameEn))
    wrong(
      'fields',
      `${field}：应有中文名称和以大写字母开头的英文名称`,
      `${field}: needs a Chinese name, and an English one beginning with a capital`,
    );
  if (!TYPES.includes(type as FieldAnswer['type']))
    wrong(
      'fields',
      `${field}：类型应为 ${TYPES.join('、')} 之一，而不是“${type}”`,
      `${field}: its type must be one of ${TYPES.join(', ')}, not '${type}'`,
    );
  const choices = type === 'choice' ? more.split(',').map((one) => one.split(':').map((part) => part.trim())) : [];
  if (
    type === 'choice' &&
    (choices.length < 2 ||
      choices.some(([value, zh, en]) => !/^[a-z][A-Za-z0-9]*$/.test(value ?? '') || !isChinese(zh ?? '') || !isEnglish(en ?? '')))
  )
    wrong(
      'fields',
      `${field}：选项应为 值:名称:English，至少两个，用逗号分开`,
      `${field}: its choices must be value:名称:English, at least two, separated by commas`,
    );
  const [unit = '', unitEn = ''] = type === 'number' ? more.split(':').map((part) => part.trim()) : [];
  if (isChinese(unit) && (!unitEn || isChinese(unitEn)))
    wrong('fields', `${field}：中文单位后加英文，例如 米:m`, `${field}: a Chinese unit is followed by its English, such as 米:m`);
  return {
    field,
    name,
    nameEn,
    type: type as FieldAnswer['type'],
    required: required === 'required',
    unit: unit || null,
    unitEn: unitEn || null,
    choices: choices.map(([value = '', zh = '', en = '']) => ({ value, name: zh, nameEn: en })),
  };
}

/** An answers file one can begin with. */
export function exampleAnswers(lang: Lang = 'zh'): string {
  return QUESTIONS.map(({ key, asks, example }) => `# ${asks[lang]}\n${key}: ${JSON.stringify(example)}\n`).join('');
}
