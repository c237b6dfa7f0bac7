/** The contract of every programme, held by one test: four habits keep many duties from becoming many codebases. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { flawsOf } from '../engines/case/index.ts';
import { programmeFolders } from '../tools/list-programmes.ts';
import type { Citation, Programme } from './declare.ts';
import { mission } from './mission/index.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = <T>(path: string): T => parse(readFileSync(join(ROOT, path), 'utf8')) as T;
const laws = read<{ laws: { law: string; from?: string | Date; to?: string | Date; articles?: { article: string }[] }[] }>(
  'law/statutes/index.yaml',
).laws;
const { matters } = read<{ matters: Record<string, { may: string[] }> }>('city/jiaxing/powers.yaml');
const dayOf = (day: string | Date | undefined) => (day instanceof Date ? day.toISOString().slice(0, 10) : day);
const TODAY = new Date().toISOString().slice(0, 10);
const isChinese = (text: string) => /[\u4e00-\u9fff]/.test(text);

function resolves({ law, article }: Citation): boolean {
  return laws.some((l) => {
    const inForce = (dayOf(l.from) ?? '') <= TODAY && (dayOf(l.to) ?? '9999') >= TODAY;
    return l.law === law && inForce && (!article || l.articles?.some((a) => a.article === article));
  });
}

describe.each(programmeFolders())('%s', (folder) => {
  const at = (name: string) => join(ROOT, 'programmes', folder, name);
  const load = async () => ((await import(at('programme.ts'))) as { default: Programme }).default;

  it('has a page for the officer and a maturity that is true', () => {
    expect(isChinese(readFileSync(at('README.md'), 'utf8'))).toBe(true);
    expect(existsSync(at('maturity.yaml'))).toBe(true);
    expect(mission().findings).toEqual([]);
  });

  it('stands on law that is in force today', async () => {
    expect((await load()).basis.filter((citation) => !resolves(citation))).toEqual([]);
  });

  it('has procedures that can be followed to the end, in words people read', async () => {
    const programme = await load();
    for (const procedure of programme.cases ?? []) {
      expect(flawsOf(procedure)).toEqual([]);
      for (const [id, step] of Object.entries(procedure.steps)) {
        expect(isChinese(step.name), `${procedure.id}.${id}`).toBe(true);
        expect(step.nameEn, `${procedure.id}.${id}`).toMatch(/^[A-Z][ -~]+$/);
        if (step.within)
          expect(existsSync(join(ROOT, 'city/jiaxing/parameters', `${step.within.parameter}.yaml`)), step.within.parameter).toBe(true);
        if (step.power) expect(matters[procedure.matter]?.may, `${procedure.matter}: ${step.power}`).toContain(step.power);
        for (const field of step.asks ?? []) expect(isChinese(field.name)).toBe(true);
      }
    }
    expect(isChinese(programme.name)).toBe(true);
  });

  it('tells a story for every way its files end', async () => {
    const programme = await load();
    if (!programme.cases?.length) return;
    const stories = readdirSync(at('examples')).map((name) => readFileSync(join(at('examples'), name), 'utf8'));
    expect(stories.every((story) => isChinese(story) && story.includes('source:'))).toBe(true);
    for (const procedure of programme.cases) {
      for (const [id, step] of Object.entries(procedure.steps)) {
        if (step.closes)
          expect(
            stories.some((story) => story.includes(`step: ${id},`)),
            `no story ends ${procedure.id} by ${id}`,
          ).toBe(true);
      }
    }
  });

  it('words a reminder as a reminder', async () => {
    for (const procedure of (await load()).cases ?? []) {
      for (const step of Object.values(procedure.steps))
        for (const telling of step.tells ?? []) expect(telling.text).not.toMatch(/违法|立案|处罚/);
    }
  });
});
