/**
 * Everything that may be wrong with a programme's folder, found at once. Each flaw has a code (docs/maker/add-a-programme.md says what to do about it),
 * the place, and a sentence. The test of every folder expects none; a planted one for each code shows that it would be found.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { flawsOf } from '../../engines/case/index.ts';
import type { Indicator, Measure } from '../../engines/plan/index.ts';
import { ROLES } from '../../foundation/access/index.ts';
import { dayOf } from '../../foundation/day.ts';
import { readWord, tagsOf } from '../../foundation/documents/index.ts';
import { KINDS } from '../../foundation/files/index.ts';
import { onDay, openLawbook } from '../../foundation/lawbook/index.ts';
import type { Citation, Programme } from '../declare.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Flaw {
  code: string;
  at: string;
  says: string;
}

/** A folder as it stands, or as a test would have it. */
export interface Folder {
  programme: Programme;
  page: string;
  maturity: { rows?: Record<string, { state: string; says?: string; stories?: string[] }> };
  stories: { name: string; story: Told }[];
  /** Sources by name, to see what they import. */
  sources: { name: string; text: string }[];
  /** The Word templates in `documents`: what they ask, what could not be laid out, and their words. */
  templates: { name: string; asks: string[]; outside: unknown[]; words: string }[];
}

export interface Told {
  title?: string;
  tells?: string;
  source?: string;
  given?: object;
  when?: {
    at?: string;
    act?: { step: string };
    opens?: { procedure: string };
    then?: Record<string, unknown> & { refused?: string; verdicts?: { outcome: string }[] };
  }[];
}

/** What stands outside the folder and must agree with it. */
export interface World {
  laws: { law: string; from?: string; to?: string; articles?: { article: string }[] }[];
  matters: Record<string, { may: string[] }>;
  powers: { matter: string; may: string[]; effectiveFrom: string; effectiveTo: string | null }[];
  parameter(id: string): { value: unknown; confidence: string; unit: string } | undefined;
  programmes: Programme[];
  today: string;
}

/** What a template asks, as text sees it: its tags, what lies outside what can be laid out, its words. */
export async function readTemplate(name: string, bytes: Buffer): Promise<Folder['templates'][number]> {
  const { document, outside } = readWord(bytes);
  return { name, asks: await tagsOf(bytes), outside, words: JSON.stringify(document) };
}

export async function readFolder(folder: string): Promise<Folder> {
  const at = (name: string) => join(ROOT, 'programmes', folder, name);
  const text = (name: string) => (existsSync(at(name)) ? readFileSync(at(name), 'utf8') : '');
  const names = readdirSync(at('.'), { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  return {
    programme: ((await import(at('programme.ts'))) as { default: Programme }).default,
    page: text('README.md'),
    maturity: (parse(text('maturity.yaml') || '{}') ?? {}) as Folder['maturity'],
    stories: names
      .filter((name) => /^examples\/[^/]+\.yaml$/.test(name))
      .sort()
      .map((name) => ({ name, story: parse(text(name)) as Told })),
    sources: names.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).map((name) => ({ name, text: text(name) })),
    templates: await Promise.all(
      names
        .filter((name) => /^documents\/[^/]+$/.test(name))
        .sort()
        .map((name) => readTemplate(name.slice('documents/'.length), readFileSync(at(name)))),
    ),
  };
}

export function readWorld(programmes: Programme[]): World {
  const read = <T>(path: string): T => parse(readFileSync(join(ROOT, path), 'utf8')) as T;
  const parameters = openLawbook(join(ROOT, 'city/jiaxing/parameters'));
  const today = dayOf(Date.now());
  const known = new Map(parameters.list().map((quantity) => [quantity.id, quantity]));
  const { matters, powers } = read<Pick<World, 'matters' | 'powers'>>('city/jiaxing/powers.yaml');
  return {
    laws: read<Pick<World, 'laws'>>('law/statutes/index.yaml').laws,
    matters,
    powers,
    parameter: (id) => {
      const quantity = known.get(id);
      const value = quantity && onDay(quantity, today);
      return value ? { value: value.value, confidence: value.confidence, unit: quantity.unit } : undefined;
    },
    programmes,
    today,
  };
}

const isChinese = (text: string | undefined) => /[\u4e00-\u9fff]/.test(text ?? '');
/** A published name may be Latin as it stands (HJ 212-2017), and a unit may be a symbol. */
const isName = (text: string) => isChinese(text) || /^HJ [\d-]+$/.test(text);
const ENGINES = /^engines\/(case|evaluation|ledger|observation|plan|registry)\/index\.ts$/;
const MAY_IMPORT = /^foundation\/(day|facts\/index|effects\/index|ref|quantity\/round)\.ts$/;
/** What every message may say; the house adds the signature, which is not written. */
const WORDS = ['title', 'party', 'place', 'number', 'level', 'due', 'message'];
/** What only a case of enforcement may say, which none of these duties is. */
const ACCUSES = /违法|立案|处罚/;
/** The outcomes a verdict can have; a duty that waits for verdicts tells of each. */
const OUTCOMES = ['within', 'over', 'cannotJudge'];

export function examine(folder: Folder, world: World): Flaw[] {
  const flaws: Flaw[] = [];
  const find = (code: string, at: string, says: string) => flaws.push({ code, at, says });
  const { programme } = folder;
  examinePage(folder.page, find);
  examineMaturity(folder, find);
  for (const citation of programme.basis)
    if (!resolves(world, citation))
      find(
        'basis.unresolved',
        `${citation.law} ${citation.article ?? ''}`,
        'not in law/statutes/index.yaml, or not in force today, or without that article',
      );
  for (const { at, zh, en, isHeading } of labelsOf(programme)) {
    if (!isName(zh)) find('label.notChinese', at, `'${zh}' is not Chinese`);
    if (en === undefined || !en.trim()) find('label.noEnglish', at, `'${zh}' has no English`);
    else if (isChinese(en)) find('label.noEnglish', at, `'${en}' is Chinese`);
    else if (isHeading && !/^[A-Z][ -~]+$/.test(en)) find('label.noEnglish', at, `'${en}' does not begin with a capital`);
  }
  examineProcedures(programme, world, find);
  examineRegisters(programme, world, find);
  examineReactions(programme, world, find);
  for (const indicator of programme.indicators ?? [])
    for (const kind of kindsOf(indicator))
      if (!isKindOfFact(world, kind)) find('indicator.countsNothing', indicator.id, `no declaration makes facts of kind '${kind}'`);
  examineStories(folder, find);
  examinePapers(folder, find);
  for (const { name, text } of folder.sources)
    for (const [, to = ''] of text.matchAll(/(?:from|import\() ?'(\.[^']+)'/g)) {
      const path = join('programmes/group/id', name, '..', to).replaceAll('\\', '/');
      const isOwn = path.startsWith('programmes/group/id/') || path === 'programmes/declare.ts';
      if (!isOwn && !ENGINES.test(path) && !MAY_IMPORT.test(path))
        find('import.beyond', name, `imports ${path}: only the front doors of engines, and days and facts of the foundation`);
    }
  return flaws;
}

type Find = (code: string, at: string, says: string) => void;

function examinePage(page: string, find: Find): void {
  if (!page.trim()) {
    find('page.missing', 'README.md', 'there is no page for the officer');
    return;
  }
  if (!isChinese(page.split('\n')[0])) find('page.notChinese', 'README.md', 'its first line is not Chinese');
  if (page.trimEnd().split('\n').length > 60) find('page.long', 'README.md', 'it is longer than a page (60 lines)');
  // An officer reads it: no id of ours, no word of engineers.
  for (const [word] of page.matchAll(/programme|ledger|verdict|\b[A-Z]{3}-\d\d\b/g))
    find('page.engineers', 'README.md', `'${word}' is no word of an officer`);
}

function examineMaturity({ maturity, stories }: Folder, find: Find): void {
  const rows = Object.entries(maturity.rows ?? {});
  if (!rows.length) find('maturity.missing', 'maturity.yaml', 'names no row of the mission (programmes/mission/systems.yaml)');
  for (const [id, { says, state, stories: named }] of rows) {
    if (!isChinese(says))
      find('maturity.silent', `maturity.yaml, row ${id}`, 'does not say in Chinese what there is and what there is not');
    if (['thin', 'works'].includes(state) && !named?.length)
      find('maturity.untold', `maturity.yaml, row ${id}`, `is called ${state} and names no story`);
  }
  const named = rows.flatMap(([, row]) => row.stories ?? []);
  const where = rows.map(([id]) => id).join(' or ');
  for (const { name } of stories)
    if (!named.includes(name))
      find('story.unnamed', name, `is not named in maturity.yaml, under 'stories' of row ${where || '(there is none)'}`);
}

function resolves({ laws, today }: World, { law, article }: Citation): boolean {
  return laws.some((l) => {
    const inForce = (l.from ?? '') <= today && (l.to ?? '9999') >= today;
    return l.law === law && inForce && (!article || l.articles?.some((a) => a.article === article));
  });
}

interface Label {
  at: string;
  zh: string;
  en: string | undefined;
  /** What stands on a button: it begins with a capital. */
  isHeading?: true;
}

/** Every label people read, in both languages. */
function labelsOf(programme: Programme): Label[] {
  const labels: Label[] = [{ at: 'programme', zh: programme.name, en: programme.nameEn }];
  for (const register of programme.registers ?? []) {
    labels.push({ at: register.id, zh: register.name, en: register.nameEn });
    for (const [id, field] of Object.entries(register.fields)) {
      labels.push({ at: `${register.id}.${id}`, zh: field.name, en: field.nameEn });
      if (isChinese(field.unit)) labels.push({ at: `${register.id}.${id} unit`, zh: field.unit as string, en: field.unitEn });
      for (const [value, zh] of Object.entries(field.choices ?? {}))
        labels.push({ at: `${register.id}.${id}=${value}`, zh, en: field.choicesEn?.[value] });
    }
    for (const [id, { name, nameEn }] of Object.entries(register.counting ?? {}))
      labels.push({ at: `${register.id} counting ${id}`, zh: name, en: nameEn });
    for (const [id, { mustBe = [] }] of Object.entries(register.fields))
      for (const { says, saysEn } of mustBe) labels.push({ at: `${register.id}.${id} mustBe`, zh: says, en: saysEn });
    for (const { id, name, nameEn } of register.watches ?? []) labels.push({ at: `${register.id} watch ${id}`, zh: name, en: nameEn });
  }
  for (const { id, name, nameEn, unit, unitEn, scope, scopeEn, office, officeEn } of programme.indicators ?? []) {
    labels.push(
      { at: id, zh: name, en: nameEn },
      { at: `${id} scope`, zh: scope, en: scopeEn },
      { at: `${id} office`, zh: office, en: officeEn },
    );
    if (isChinese(unit)) labels.push({ at: `${id} unit`, zh: unit, en: unitEn });
  }
  for (const { id, name, nameEn, fields } of programme.documents ?? []) {
    labels.push({ at: `paper ${id}`, zh: name, en: nameEn });
    // What a tag is, is read by whoever changes the template, who reads Chinese.
    for (const [tag, is] of Object.entries(fields))
      for (const zh of typeof is === 'string' ? [is] : Object.values(is)) labels.push({ at: `paper ${id} {${tag}}`, zh, en: tag });
  }
  for (const { asset } of programme.accounts ?? []) labels.push({ at: asset.id, zh: asset.name, en: asset.id });
  for (const procedure of programme.cases ?? []) {
    labels.push(
      { at: procedure.id, zh: procedure.name, en: procedure.nameEn },
      { at: `${procedure.id} series`, zh: procedure.series, en: procedure.id },
    );
    for (const [i, level] of procedure.levels.entries())
      labels.push({ at: `${procedure.id} level ${i + 1}`, zh: level, en: procedure.levelsEn?.[i] });
    for (const [id, step] of Object.entries(procedure.steps)) {
      const at = `${procedure.id}.${id}`;
      labels.push({ at, zh: step.name, en: step.nameEn, isHeading: true });
      if (step.waits !== undefined) labels.push({ at: `${at} waits`, zh: step.waits, en: step.waitsEn });
      for (const field of step.asks ?? []) {
        labels.push({ at: `${at}.${field.field}`, zh: field.name, en: field.nameEn });
        if (isChinese(field.unit)) labels.push({ at: `${at}.${field.field} unit`, zh: field.unit as string, en: field.unitEn });
        for (const choice of field.choices ?? [])
          labels.push({ at: `${at}.${field.field}=${choice.value}`, zh: choice.name, en: choice.nameEn });
      }
      for (const need of step.needs ?? []) labels.push({ at: `${at} needs`, zh: need.says, en: need.saysEn });
      for (const effect of step.does ?? []) labels.push({ at: `${at} does`, zh: effect.name, en: effect.nameEn });
      // A message goes to people of the city, in their language alone.
      for (const telling of step.tells ?? []) labels.push({ at: `${at} tells`, zh: telling.text, en: 'message' });
    }
  }
  return labels;
}

function examineProcedures(programme: Programme, world: World, find: Find): void {
  for (const procedure of programme.cases ?? []) {
    for (const flaw of flawsOf(procedure)) find('procedure.flawed', procedure.id, flaw);
    for (const [id, step] of Object.entries(procedure.steps)) {
      const where = `${procedure.id}.${id}`;
      if (step.by !== 'system' && !(step.by in ROLES)) find('role.unknown', where, `'${step.by}' is no role`);
      if (step.within) examineParameter(step.within.parameter, where, world, find);
      if (step.power) examinePower(procedure.matter, step.power, where, world, find);
      for (const field of step.asks ?? []) {
        if (field.kind === 'file' && field.accepts && !(field.accepts in KINDS))
          find(
            'field.unknown',
            `${where}.${field.field}`,
            `accepts '${field.accepts}', which is no kind of attachment: ${Object.keys(KINDS).join(', ')}`,
          );
        for (const of of [field.of, field.choicesFrom])
          if (of && !registerOf(world, of))
            find('field.unknown', `${where}.${field.field}`, `is chosen from '${of}', which is no register`);
        for (const carried of field.carries ?? []) {
          const register = registerOf(world, field.of ?? field.choicesFrom ?? '');
          if (register && !register.fields[carried])
            find('field.unknown', `${where}.${field.field}`, `carries '${carried}', which ${register.id} does not have`);
        }
      }
      for (const { text, many = '' } of step.tells ?? []) {
        // Every word in brackets is one the file or the act can fill; what is left would be sent to someone's phone.
        const known = [...WORDS, ...(step.asks ?? []).map((field) => field.field)];
        for (const [, word = ''] of text.matchAll(/\{(\w+)\}/g))
          if (!known.includes(word)) find('message.blank', where, `{${word}} is asked by no field of this step`);
        if (text.includes('{due}') && !step.within) find('message.blank', where, 'tells a deadline and has none');
        if (ACCUSES.test(text + many)) find('message.accuses', where, 'a reminder is worded as a reminder');
      }
    }
  }
}

function examineParameter(id: string, where: string, world: World, find: Find): void {
  const value = world.parameter(id);
  if (!value) find('parameter.missing', where, `city/jiaxing/parameters/${id}.yaml is not there, or has no value today`);
  else if (!(Number(value.value) > 0)) find('parameter.missing', where, `${id} is '${value.value}', which is no time`);
  else if (!/^[ABC]$/.test(value.confidence)) find('parameter.missing', where, `${id} does not say how it is known: A, B or C`);
}

function examinePower(matter: string, power: string, where: string, { matters, powers, today }: World, find: Find): void {
  if (!matters[matter]?.may.includes(power)) {
    find('power.unknown', where, `city/jiaxing/powers.yaml has no matter '${matter}', or the matter has no act '${power}'`);
    return;
  }
  const isHeld = powers.some(
    (p) => p.matter === matter && p.may.includes(power) && p.effectiveFrom <= today && (p.effectiveTo === null || p.effectiveTo >= today),
  );
  if (!isHeld) find('power.nobody', where, `no body has the power to ${power} in ${matter} today`);
}

const registerOf = (world: World, id: string) => world.programmes.flatMap((p) => p.registers ?? []).find((register) => register.id === id);

function examineRegisters(programme: Programme, world: World, find: Find): void {
  for (const register of programme.registers ?? []) {
    for (const role of [...(register.keepers ?? []), ...(register.seenBy ?? [])])
      if (!(role in ROLES)) find('role.unknown', register.id, `'${role}' is no role`);
    for (const [id, field] of Object.entries(register.fields))
      if (field.type === 'ref' && !registerOf(world, field.of ?? ''))
        find('field.unknown', `${register.id}.${id}`, `leads to '${field.of}', which is no register`);
    for (const watched of register.watches ?? [])
      for (const parameter of [watched.daysBefore, watched.yearsAfter])
        if (parameter) examineParameter(parameter, `${register.id} watch ${watched.id}`, world, find);
  }
}

/** Kinds of facts the engines make of what is declared, or of what comes in by frame. */
function isKindOfFact(world: World, kind: string): boolean {
  const [engine, what = '', step] = kind.split('.');
  if (engine === 'case')
    return world.programmes.flatMap((p) => p.cases ?? []).some((c) => c.id === what && step !== undefined && c.steps[step] !== undefined);
  if (engine === 'registry') {
    const register = registerOf(world, what);
    return (
      register !== undefined &&
      (step === undefined ||
        ['entered', 'ended', ...(register.watches ?? []).map(({ id }) => id), ...Object.keys(register.counting ?? {})].includes(step))
    );
  }
  return ['ledger', 'evaluation', 'observation'].includes(engine ?? '');
}

function kindsOf({ of }: Indicator): string[] {
  const of_ = (measure: Measure) => (measure.how === 'ratio' ? [measure.of.kind, measure.in.kind] : [measure.of.kind]);
  return of_(of);
}

function examineReactions(programme: Programme, world: World, find: Find): void {
  for (const { id, when } of programme.reactions ?? []) {
    if (!id.startsWith(`${programme.id}.`)) find('reaction.name', id, `its id must begin with '${programme.id}.'`);
    if (when !== 'case.act' && !isKindOfFact(world, when)) find('reaction.deaf', id, `waits for '${when}', which nothing announces`);
  }
}

function examineStories({ programme, stories }: Folder, find: Find): void {
  for (const { name, story } of stories) {
    if (!isChinese(story.title) || !isChinese(story.tells)) find('story.notChinese', name, 'has no title or does not tell, in Chinese');
    if (!story.source?.trim()) find('story.noSource', name, 'does not say where its expected numbers come from');
    if (!story.when?.some((moment) => moment.then)) find('story.expectsNothing', name, 'says nowhere what must be true');
  }
  const moments = stories.flatMap(({ story }) => story.when ?? []);
  for (const procedure of programme.cases ?? [])
    for (const [id, step] of Object.entries(procedure.steps))
      if (step.closes && !moments.some((m) => m.act?.step === id && !m.then?.refused))
        find('story.endUntold', `${procedure.id}.${id}`, 'no story ends a file in this way');
  if ((programme.cases?.length || programme.reactions?.length) && !stories.length)
    find('story.none', programme.id, 'has files or reactions and tells no story');
  if (programme.reactions?.some(({ when }) => when === 'evaluation.verdict')) {
    const told = moments.flatMap((m) => m.then?.verdicts ?? []).map(({ outcome }) => outcome);
    for (const outcome of OUTCOMES)
      if (!told.includes(outcome)) find('story.verdictUntold', programme.id, `no story tells of a verdict '${outcome}'`);
  }
}

function examinePapers({ programme, templates }: Folder, find: Find): void {
  const papers = programme.documents ?? [];
  for (const { id, template, fields, of } of papers) {
    if (!programme.cases?.some((procedure) => procedure.id === of))
      find('paper.ofNothing', id, `is made of files of '${of}', which is no procedure of this duty`);
    const there = templates.find(({ name }) => name === template);
    if (!there) {
      find('paper.missing', id, `documents/${template} is not there`);
      continue;
    }
    const declared = Object.entries(fields).flatMap(([tag, is]) =>
      typeof is === 'string' ? [tag] : [tag, ...Object.keys(is).map((inner) => `${tag}.${inner}`)],
    );
    // The number is the house's and always there.
    const asked = there.asks.filter((tag) => tag !== 'number');
    for (const tag of asked)
      if (!declared.includes(tag)) find('paper.tags', id, `documents/${template} asks {${tag}}, which 'fields' does not declare`);
    for (const tag of declared)
      if (!asked.includes(tag)) find('paper.tags', id, `'fields' declares {${tag}}, which documents/${template} does not ask`);
    if (there.outside.length)
      find('paper.outside', id, `documents/${template} holds what cannot be laid out: ${JSON.stringify(there.outside)}`);
    if (ACCUSES.test(there.words)) find('paper.accuses', id, 'a reminder is worded as a reminder');
  }
  for (const { name } of templates)
    if (!papers.some(({ template }) => template === name))
      find('paper.unused', `documents/${name}`, 'no paper of this duty is made from it');
}
