/**
 * The contract of every programme, held by one test: four habits keep many duties from becoming many codebases. What is looked at stands in
 * testing/examine.ts; what to do about each flaw stands in docs/maker/add-a-programme.md.
 *
 * That every reaction and every step is told in a story is held where the stories run (proof/stories), since only running shows it.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { count } from '../engines/plan/index.ts';
import { programmeFolders } from '../tools/list-programmes.ts';
import { mission } from './mission/index.ts';
import { programmes } from './programmes.gen.ts';
import { examine, type Folder, readFolder, readWorld, type World } from './testing/examine.ts';

const world = readWorld(programmes);

describe.each(programmeFolders())('%s', (folder) => {
  it('is whole', async () => {
    const flaws = examine(await readFolder(folder), world);
    expect(flaws.map(({ code, at, says }) => `${code} · ${at}: ${says}`)).toEqual([]);
  });
});

it('every row of the mission that a folder answers is one there is, with the stories it names', () => {
  expect(mission().findings.map(({ file, row, says, saysEn }) => `${file}, row ${row}: ${says} (${saysEn})`)).toEqual([]);
});

const GOOD = 'emergency/contingency-plans';
/** One that prints a paper. */
const PAPERS = 'data/automatic-monitoring';
/** A good folder, spoilt in one way; what must be found. */
type Plant = [code: string, spoil: (folder: Folder, world: World) => void, from?: string];
const steps = (folder: Folder) => (folder.programme.cases ?? [])[0]?.steps as unknown as Record<string, Record<string, unknown>>;
const asks = (folder: Folder) => (steps(folder).filed as { asks: object[] }).asks;
const PLANTS: Plant[] = [
  ['page.missing', (f) => Object.assign(f, { page: '' })],
  ['page.notChinese', (f) => Object.assign(f, { page: '# Plans\n' })],
  ['page.long', (f) => Object.assign(f, { page: f.page + '又一行。\n'.repeat(60) })],
  ['page.engineers', (f) => Object.assign(f, { page: `${f.page}\n见 EMG-01。` })],
  ['maturity.missing', (f) => Object.assign(f, { maturity: {} })],
  ['maturity.silent', (f) => Object.assign(f.maturity.rows?.['EMG-01'] as object, { says: 'thin' })],
  ['maturity.untold', (f) => Object.assign(f.maturity.rows?.['EMG-01'] as object, { stories: [] })],
  ['story.unnamed', (f) => Object.assign(f.maturity.rows?.['EMG-01'] as object, { stories: ['examples/renewed.yaml'] })],
  ['basis.unresolved', (f) => f.programme.basis.push({ law: '生态环境法典', article: '第九千条' })],
  ['label.notChinese', (f) => Object.assign(steps(f).filed as object, { name: 'File' })],
  ['label.noEnglish', (f) => Object.assign(steps(f).filed as object, { waitsEn: undefined })],
  ['label.noEnglish', (f) => Object.assign(f.programme.registers?.[0]?.fields.level as object, { choicesEn: {} })],
  ['procedure.flawed', (f) => Object.assign(steps(f).filed as object, { else: undefined })],
  ['procedure.flawed', (f) => Object.assign(steps(f).checked as object, { next: ['nowhere'] })],
  ['procedure.flawed', (f) => Object.assign(steps(f).returned as object, { next: ['returned'] })],
  ['role.unknown', (f) => Object.assign(steps(f).checked as object, { by: 'inspector' })],
  ['role.unknown', (f) => Object.assign(f.programme.registers?.[0] as object, { keepers: ['clerk'] })],
  ['parameter.missing', (f) => Object.assign(steps(f).filed as object, { within: { unit: 'workingDays', parameter: 'no-such-days' } })],
  ['power.unknown', (f) => Object.assign(f.programme.cases?.[0] as object, { matter: 'emergency.nothing' })],
  ['power.unknown', (f) => Object.assign(steps(f).checked as object, { power: 'sing' })],
  ['power.nobody', (_, w) => Object.assign(w, { powers: [] })],
  ['field.unknown', (f) => Object.assign(asks(f)[3] as object, { accepts: 'song' })],
  ['field.unknown', (f) => asks(f).push({ field: 'x', name: '项', nameEn: 'x', kind: 'entry', of: 'nothing', required: false })],
  ['message.blank', (f) => Object.assign(steps(f).accepted as object, { tells: [{ to: 'firm', channel: 'sms', text: '编号 {nobody}' }] })],
  ['message.accuses', (f) => Object.assign(steps(f).accepted as object, { tells: [{ to: 'firm', channel: 'sms', text: '涉嫌违法' }] })],
  ['reaction.name', (f) => Object.assign(f.programme.reactions?.[0] as object, { id: 'other.expiring' })],
  ['reaction.deaf', (f) => Object.assign(f.programme.reactions?.[0] as object, { when: 'registry.contingency-plan.dancing' })],
  [
    'indicator.countsNothing',
    (f) => Object.assign(f.programme.indicators?.[0] as object, { of: count({ kind: 'case.plan-filing.sung' }) }),
  ],
  ['story.notChinese', (f) => Object.assign(f.stories[0]?.story as object, { tells: 'once upon a time' })],
  ['story.noSource', (f) => Object.assign(f.stories[0]?.story as object, { source: '' })],
  ['story.expectsNothing', (f) => Object.assign(f.stories[0]?.story as object, { when: [{ at: '2026-01-01 09:00' }] })],
  ['story.endUntold', (f) => Object.assign(f, { stories: f.stories.filter(({ name }) => !name.includes('not-needed')) })],
  ['story.none', (f) => Object.assign(f, { stories: [] })],
  ['story.verdictUntold', (f) => Object.assign(f.programme.reactions?.[0] as object, { when: 'evaluation.verdict' })],
  ['paper.missing', (f) => Object.assign(f, { templates: [] }), PAPERS],
  ['paper.tags', (f) => (f.templates[0] as Folder['templates'][number]).asks.push('weather'), PAPERS],
  ['paper.tags', (f) => Object.assign(f.programme.documents?.[0]?.fields as object, { weather: '天气' }), PAPERS],
  ['paper.outside', (f) => (f.templates[0] as Folder['templates'][number]).outside.push({ part: 'word/header1.xml' }), PAPERS],
  ['paper.ofNothing', (f) => Object.assign(f.programme.documents?.[0] as object, { of: 'no-such-procedure' }), PAPERS],
  ['paper.accuses', (f) => Object.assign(f.templates[0] as object, { words: '涉嫌违法' }), PAPERS],
  ['paper.unused', (f) => Object.assign(f.programme, { documents: [] }), PAPERS],
  ['import.beyond', (f) => f.sources.push({ name: 'reactions.ts', text: `import { list } from '../../../engines/registry/find.ts';` })],
];

describe('a folder that is not whole', () => {
  it.each(PLANTS)('is found out: %s', async (code, spoil, from = GOOD) => {
    const whole = await readFolder(from);
    const spoilt: Folder = { ...clone(whole), programme: clone(whole.programme) };
    const changed = { ...world };
    spoil(spoilt, changed);
    expect(
      examine(spoilt, { ...changed, programmes: [...programmes.filter(({ id }) => id !== spoilt.programme.id), spoilt.programme] }).map(
        (flaw) => flaw.code,
      ),
    ).toContain(code);
  });

  it('finds nothing in the one it is spoilt from', async () => {
    expect(examine(await readFolder(GOOD), world)).toEqual([]);
  });

  it('every code has its line in the page for makers, and every line is a code', () => {
    const source = readFileSync(fileURLToPath(new URL('./testing/examine.ts', import.meta.url)), 'utf8');
    const codes = [...new Set([...source.matchAll(/find\(\s*'([a-z]+\.[A-Za-z]+)'/g)].map((m) => m[1] as string))].sort();
    expect([...new Set(PLANTS.map(([code]) => code))].sort()).toEqual(codes);
    const page = readFileSync(fileURLToPath(new URL('../docs/maker/add-a-programme.md', import.meta.url)), 'utf8');
    const table = page.slice(page.indexOf('## 8. What each finding'));
    expect([...table.matchAll(/^\| `([a-z]+\.[A-Za-z]+)` \|/gm)].map((m) => m[1]).sort()).toEqual(codes);
  });
});

/** A copy that may be spoilt: functions (conditions, effects) are kept as they are. */
function clone<T>(of: T): T {
  if (Array.isArray(of)) return of.map(clone) as T;
  if (of && typeof of === 'object') return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, clone(value)])) as T;
  return of;
}
