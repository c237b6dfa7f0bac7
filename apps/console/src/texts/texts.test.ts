import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { words } from './index.ts';

const src = join(import.meta.dirname, '..');

function leaves(tree: object, at = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const path = at ? `${at}.${key}` : key;
    if (typeof value === 'string') found.set(path, value);
    else for (const [p, v] of leaves(value, path)) found.set(p, v);
  }
  return found;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** Keys whose text is only punctuation and fields, and so may read the same in both languages. */
const onlyShape = (text: string) => text.replaceAll(/\{\{\w+\}\}/g, '').replaceAll(/[\s\p{P}\p{S}\d]/gu, '') === '';
const blanks = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort();

const chinese = leaves(words.zh);
const english = leaves(words.en);

describe('the words of the console', () => {
  it('every Chinese text has an English one and the other way round', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  it('no text is empty', () => {
    const empty = [...chinese, ...english].filter(([, text]) => text.trim() === '').map(([key]) => key);
    expect(empty).toEqual([]);
  });

  it('no English text is the Chinese one left untranslated', () => {
    const left = [...english].filter(([key, text]) => (text === chinese.get(key) && !onlyShape(text)) || /\p{Script=Han}/u.test(text));
    expect(left.map(([key]) => key)).toEqual([]);
  });

  it('both languages fill the same blanks', () => {
    const apart = [...chinese].filter(([key, text]) => blanks(text).join() !== blanks(english.get(key) ?? '').join());
    expect(apart.map(([key]) => key)).toEqual([]);
  });

  it('Chinese texts use no exclamation marks and none of the words officers do not use', () => {
    const wrong = [...chinese].filter(([, text]) => /[！!]|文件|公司|编程|判决/.test(text));
    expect(wrong.map(([key]) => key)).toEqual([]);
  });

  it('no Chinese is written outside the texts, so nothing on screen escapes translation', () => {
    const hard: string[] = [];
    for (const path of sources(src)) {
      const name = relative(src, path);
      // The types made from the routes carry the summaries of the server.
      if (name.startsWith('texts/') || name.endsWith('.test.ts') || name.endsWith('.gen.ts')) continue;
      readFileSync(path, 'utf8')
        .split('\n')
        .forEach((line, i) => {
          if (/\p{Script=Han}/u.test(line)) hard.push(`${name}:${i + 1}`);
        });
    }
    expect(hard).toEqual([]);
  });

  it('every text is used somewhere', () => {
    const code = sources(src)
      .filter((path) => !/^texts\/(zh|en|texts\.test|sections\/.*)\.ts$/.test(relative(src, path)))
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n');
    // Keys chosen by a name from the server (a state, a mark, a kind) are built from a prefix: t(`stations.${state}`).
    const prefixes = [...code.matchAll(/`([a-zA-Z.]+\.)\$\{/g)].map((m) => m[1] as string);
    const unused = [...chinese.keys()].filter((key) => !code.includes(`'${key}'`) && !prefixes.some((p) => key.startsWith(p)));
    expect(unused).toEqual([]);
  });
});
