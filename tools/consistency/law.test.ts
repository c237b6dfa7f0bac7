import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { onDay, openLawbook } from '../../foundation/lawbook/index.ts';

const root = join(import.meta.dirname, '..', '..', 'law');
const law = openLawbook(root);

interface Statute {
  law: string;
  kind: string;
  from: string;
  to?: string;
  replacedBy?: string;
  confidence: string;
  articles: { article: string; about: string; confidence: string; now?: string }[];
}
const { laws } = law.table<{ laws: Statute[] }>('statutes/index');
const statute = (name: string) => laws.find((one) => one.law === name);
const inForce = (one: Statute, day: string) => one.from <= day && day <= (one.to ?? '9999-12-31');

/** The longest listed law with which a citation begins. */
function lawOf(cite: string): Statute | undefined {
  return laws.filter((one) => cite.startsWith(one.law)).sort((a, b) => b.law.length - a.law.length)[0];
}

describe('law', () => {
  it('every dated value cites a listed law that was in force on its day', () => {
    const wrong = law
      .list()
      .flatMap((quantity) => quantity.values.map((value) => ({ quantity, value })))
      .filter(({ value }) => {
        const cited = lawOf(value.cite);
        return !cited || !inForce(cited, value.effectiveFrom);
      })
      .map(({ quantity, value }) => `${quantity.id} ${value.effectiveFrom} ${value.cite}`);
    expect(wrong).toEqual([]);
  });

  it('every value has a unit, a name in Chinese, a confidence, and a day on which someone looked', () => {
    for (const quantity of law.list()) {
      expect(quantity.unit, quantity.id).not.toBe('');
      expect(quantity.name, quantity.id).toMatch(/\p{Script=Han}/u);
      expect(String(quantity.checkedOn), quantity.id).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      for (const value of quantity.values) expect(['A', 'B', 'C']).toContain(value.confidence);
    }
  });

  it('the rules the line needs are there on every day of 2026', () => {
    for (const id of [
      'gas-hour-valid-minutes',
      'gas-day-valid-hours',
      'water-hour-valid-share',
      'water-day-valid-share',
      'water-judging-basis',
      'gas-judging-basis',
      'incineration-judging-basis',
    ]) {
      for (const day of ['2026-01-01', '2026-08-14', '2026-08-15', '2026-12-31'])
        expect(onDay(law.get(`monitoring/${id}`), day), `${id} on ${day}`).toBeDefined();
    }
  });

  it('water is judged by its day, an hour over being a reminder; flue gas by its hour', () => {
    const basis = (medium: string) =>
      onDay(law.get<{ judges: string; hourOver: string }>(`monitoring/${medium}-judging-basis`), '2026-11-24')?.value;
    expect(basis('water')).toMatchObject({ judges: 'day', hourOver: 'reminder' });
    expect(basis('gas')).toMatchObject({ judges: 'hour', hourOver: 'exceedance' });
  });
});

describe('statutes', () => {
  it('a law that was replaced ends the day before its successor begins', () => {
    for (const one of laws.filter((each) => each.replacedBy)) {
      const next = statute(one.replacedBy ?? '');
      expect(next, one.law).toBeDefined();
      const lastDay = new Date(Date.parse(`${next?.from}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
      expect(one.to, one.law).toBe(lastDay);
    }
  });

  it('the duty of automatic monitoring rests on another article before and after 2026-08-15', () => {
    const onDuty = (day: string) =>
      laws
        .filter((one) => one.kind === 'statute' && inForce(one, day))
        .flatMap((one) =>
          one.articles.filter((article) => article.about.includes('自动监测设备并联网')).map((article) => `${one.law}${article.article}`),
        );
    expect(onDuty('2026-08-14')).toEqual(['水污染防治法第二十三条', '大气污染防治法第二十四条']);
    expect(onDuty('2026-08-15')).toEqual(['生态环境法典第一百八十四条']);
  });

  it('an article that moved names an article that is listed', () => {
    for (const one of laws)
      for (const article of one.articles.filter((each) => each.now))
        expect(
          statute(one.replacedBy ?? '')?.articles.map((each) => each.article),
          `${one.law} ${article.article}`,
        ).toContain(article.now);
  });
});

describe('HJ 212-2017', () => {
  const { factors } = law.table<{ factors: Record<string, { name: string; unit: string; total?: string; type?: string }> }>(
    'hj212/factors',
  );

  it('has every code of Annex B that the digest of the standard counts', () => {
    // 379 rows are printed; two codes are printed twice.
    expect(Object.keys(factors)).toHaveLength(377);
    const text = readFileSync(join(root, 'hj212', 'factors.yaml'), 'utf8');
    expect(Object.keys((parse(text) as { printedTwice: object }).printedTwice)).toEqual(['e701xx', 'g119xx']);
  });

  it('knows the units that are easily taken wrongly', () => {
    expect(factors.w00000).toMatchObject({ unit: 'L/s', total: 'm³' });
    expect(factors.w01018).toMatchObject({ name: '化学需氧量', unit: 'mg/L', total: 'kg', type: 'N5.1' });
    expect(factors.w20111?.unit).toBe('µg/L');
    expect(factors.a00000?.unit).toBe('m³/s');
    expect(factors.a01013?.unit).toBe('kPa');
  });

  it('says of each of the eight marks whether the value counts; only N does', () => {
    const { marks } = law.table<{ marks: Record<string, { name: string; counts: boolean }> }>('hj212/marks');
    expect(Object.keys(marks).sort().join('')).toBe('BCDFMNST');
    expect(Object.entries(marks).filter(([, mark]) => mark.counts)).toHaveLength(1);
    expect(marks.N?.counts).toBe(true);
  });

  it('knows the four uploads of the line and the two kinds of source', () => {
    const { commands } = law.table<{ commands: Record<string, { keep?: string; period?: string }> }>('hj212/commands');
    const kept = Object.entries(commands).filter(([, command]) => command.keep === 'line1');
    expect(kept.map(([cn, command]) => `${cn} ${command.period}`)).toEqual(['2011 realtime', '2031 day', '2051 minute', '2061 hour']);
    const { systems } = law.table<{ systems: Record<string, { kept?: boolean }> }>('hj212/systems');
    expect(Object.keys(systems).filter((st) => systems[st]?.kept)).toEqual(['31', '32']);
  });
});
