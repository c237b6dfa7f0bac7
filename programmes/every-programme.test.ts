/**
 * The contract of every programme, held by one test: four habits keep many duties from becoming many codebases.
 *
 * That every reaction and every step is told in a story is held where the stories run (proof/stories), since only running shows it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { flawsOf } from '../engines/case/index.ts';
import { dayOf } from '../foundation/day.ts';
import { readWord, tagsOf } from '../foundation/documents/index.ts';
import { onDay, openLawbook } from '../foundation/lawbook/index.ts';
import { programmeFolders } from '../tools/list-programmes.ts';
import type { Citation, Programme } from './declare.ts';
import { mission } from './mission/index.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = <T>(path: string): T => parse(readFileSync(join(ROOT, path), 'utf8')) as T;
const laws = read<{ laws: { law: string; from?: string; to?: string; articles?: { article: string }[] }[] }>(
  'law/statutes/index.yaml',
).laws;
const { matters, powers } = read<{
  matters: Record<string, { may: string[] }>;
  powers: { matter: string; may: string[]; effectiveFrom: string; effectiveTo: string | null }[];
}>('city/jiaxing/powers.yaml');
const parameters = openLawbook(join(ROOT, 'city/jiaxing/parameters'));
const TODAY = dayOf(Date.now());
const isChinese = (text: string | undefined) => /[\u4e00-\u9fff]/.test(text ?? '');

/** Where the law has it, and whether it is in force today. */
function resolves({ law, article }: Citation): boolean {
  return laws.some((l) => {
    const inForce = (l.from ?? '') <= TODAY && (l.to ?? '9999') >= TODAY;
    return l.law === law && inForce && (!article || l.articles?.some((a) => a.article === article));
  });
}

interface Told {
  title?: string;
  tells?: string;
  source?: string;
  when?: { act?: { step: string }; then?: { refused?: string } }[];
}

describe.each(programmeFolders())('%s', (folder) => {
  const at = (name: string) => join(ROOT, 'programmes', folder, name);
  const load = async () => ((await import(at('programme.ts'))) as { default: Programme }).default;
  const stories = (existsSync(at('examples')) ? readdirSync(at('examples')) : []).map((name) => ({
    name,
    story: read<Told>(`programmes/${folder}/examples/${name}`),
  }));

  it('has a page for the officer, of one page', () => {
    const page = readFileSync(at('README.md'), 'utf8');
    expect(isChinese(page.split('\n')[0])).toBe(true);
    expect(page.split('\n').length).toBeLessThanOrEqual(60);
    // An officer reads it: no id of ours, no word of engineers.
    expect(page.match(/programme|ledger|verdict|\b[A-Z]{3}-\d\d\b/g) ?? []).toEqual([]);
  });

  it('says of its maturity what is true, and names each of its stories there', () => {
    expect(mission().findings).toEqual([]);
    const { rows } = read<{ rows: Record<string, { state: string; says?: string; stories?: string[] }> }>(
      `programmes/${folder}/maturity.yaml`,
    );
    const named = Object.values(rows).flatMap((row) => row.stories ?? []);
    expect(stories.map(({ name }) => `examples/${name}`).filter((name) => !named.includes(name))).toEqual([]);
    expect(Object.entries(rows).filter(([, row]) => !isChinese(row.says))).toEqual([]);
  });

  it('stands on law that is in force today', async () => {
    expect((await load()).basis.filter((citation) => !resolves(citation))).toEqual([]);
  });

  it('is called in Chinese wherever people read it', async () => {
    const programme = await load();
    const names = [
      programme.name,
      ...(programme.registers ?? []).flatMap((register) => [
        register.name,
        ...Object.values(register.fields).flatMap((field) => [
          field.name,
          ...Object.values('choices' in field ? (field.choices ?? {}) : {}),
        ]),
      ]),
      ...(programme.indicators ?? []).flatMap(({ name, scope, office }) => [name, scope, office]),
      ...(programme.accounts ?? []).flatMap(({ asset }) => [asset.name, asset.unit]),
      ...(programme.cases ?? []).flatMap((procedure) => [
        procedure.name,
        procedure.series,
        ...procedure.levels,
        ...Object.values(procedure.steps).flatMap((step) => [
          step.name,
          ...(step.waits === undefined ? [] : [step.waits]),
          ...(step.asks ?? []).flatMap((field) => [field.name, ...(field.choices ?? []).map((choice) => choice.name)]),
          ...(step.tells ?? []).map((telling) => telling.text),
          ...(step.needs ?? []).map((need) => need.says),
          ...(step.does ?? []).map((effect) => effect.name),
        ]),
      ]),
    ];
    // A published name may be Latin as it stands (HJ 212-2017).
    expect(names.filter((name) => !isChinese(name) && !/^HJ [\d-]+$/.test(name))).toEqual([]);
  });

  it('has procedures that can be followed to the end, by people who have the power, in a time the city has set', async () => {
    for (const procedure of (await load()).cases ?? []) {
      expect(flawsOf(procedure)).toEqual([]);
      for (const [id, step] of Object.entries(procedure.steps)) {
        const where = `${procedure.id}.${id}`;
        expect(step.nameEn, where).toMatch(/^[A-Z][ -~]+$/);
        if (step.within) {
          const value = onDay(parameters.get<number>(step.within.parameter), TODAY);
          expect(value?.value, `${where}: ${step.within.parameter}`).toBeGreaterThan(0);
          expect(['A', 'B', 'C'], `${where}: ${step.within.parameter}`).toContain(value?.confidence);
        }
        if (step.power) {
          const { power } = step;
          expect(matters[procedure.matter]?.may, `${procedure.matter}: ${power}`).toContain(power);
          const held = powers.filter(
            (p) =>
              p.matter === procedure.matter &&
              p.may.includes(power) &&
              p.effectiveFrom <= TODAY &&
              (p.effectiveTo === null || p.effectiveTo >= TODAY),
          );
          expect(held.length, `nobody has the power to ${power} in ${procedure.matter}`).toBeGreaterThan(0);
        }
        for (const telling of step.tells ?? []) {
          // Every word in brackets is one the file or the act can fill; what is left would be sent to someone's phone.
          const known = ['title', 'party', 'place', 'number', 'level', 'due', 'message', ...(step.asks ?? []).map((field) => field.field)];
          expect(
            [...telling.text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).filter((word) => !known.includes(word ?? '')),
            where,
          ).toEqual([]);
          if (telling.text.includes('{due}')) expect(step.within, `${where} tells a deadline and has none`).toBeDefined();
        }
      }
    }
  });

  it('tells stories in Chinese, with the source of their numbers, and one for every way its files end', async () => {
    const programme = await load();
    for (const { name, story } of stories) {
      expect(isChinese(story.title) && isChinese(story.tells) && Boolean(story.source), name).toBe(true);
    }
    for (const procedure of programme.cases ?? []) {
      const ends = Object.entries(procedure.steps).filter(([, step]) => step.closes);
      const untold = ends.filter(([id]) => !stories.some(({ story }) => story.when?.some((m) => m.act?.step === id && !m.then?.refused)));
      expect(untold.map(([id]) => `no story ends ${procedure.id} by ${id}`)).toEqual([]);
    }
    expect(Boolean(programme.cases?.length || programme.reactions?.length) && stories.length === 0).toBe(false);
  });

  it('has papers whose templates stand beside it, ask only what is declared, and can be laid out', async () => {
    for (const { template, fields, name, of } of (await load()).documents ?? []) {
      const bytes = readFileSync(at(`documents/${template}`));
      const declared = Object.entries(fields).flatMap(([tag, is]) =>
        typeof is === 'string' ? [tag] : [tag, ...Object.keys(is).map((inner) => `${tag}.${inner}`)],
      );
      expect((await tagsOf(bytes)).filter((tag) => tag !== 'number')).toEqual(declared.sort());
      expect(readWord(bytes).outside).toEqual([]);
      expect(isChinese(name)).toBe(true);
      expect((await load()).cases?.map(({ id }) => id)).toContain(of);
      const words = JSON.stringify(readWord(bytes).document);
      if (of === 'reminder') expect(words).not.toMatch(/违法|立案|处罚/);
    }
    const there = existsSync(at('documents')) ? readdirSync(at('documents')) : [];
    expect(there.sort()).toEqual(((await load()).documents ?? []).map(({ template }) => template).sort());
  });

  it('words a reminder as a reminder', async () => {
    for (const procedure of (await load()).cases ?? [])
      for (const step of Object.values(procedure.steps))
        for (const telling of step.tells ?? []) expect(telling.text).not.toMatch(/违法|立案|处罚/);
  });
});
