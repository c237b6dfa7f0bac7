import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { REASONS } from './admit.ts';
import { catalogue, type FindingCode, finding, isOddity } from './findings.ts';

const codes = Object.keys(catalogue) as FindingCode[];

test('every finding has a code in words and its own sentence in both languages', () => {
  for (const code of codes) expect(code).toMatch(/^[a-z][a-zA-Z0-9]+$/);
  for (const language of ['says', 'saysEn'] as const) {
    const sentences = codes.map((code) => catalogue[code][language]);
    expect(new Set(sentences).size).toBe(codes.length);
  }
  for (const code of codes) {
    expect(catalogue[code].says).toMatch(/[\u4e00-\u9fff]/);
    expect(catalogue[code].saysEn).toMatch(/^[A-Z].*\.$/);
  }
});

test('every defect and every refusal has its place in the order of reasons, and no oddity has', () => {
  expect(new Set(REASONS).size).toBe(REASONS.length);
  const refusing = codes.filter((code) => !isOddity(code) && code !== 'gatewayFault');
  expect([...REASONS].sort()).toEqual(refusing.sort());
});

test('the README lists every reason in the order in which it is given', async () => {
  const readme = await readFile(new URL('./README.md', import.meta.url), 'utf8');
  const places = REASONS.map((code) => readme.indexOf(`\`${code}\``));
  expect(places.every((place) => place > 0)).toBe(true);
  expect([...places].sort((a, b) => a - b)).toEqual(places);
});

test('a finding can say more without losing its sentence', () => {
  expect(finding('badLength', 2, 6, '声明 9，实际 8').says).toBe('声明的长度与实际数据段不符（声明 9，实际 8）');
});
