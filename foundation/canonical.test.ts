import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical, isCanonicalOf, sm3 } from './canonical.ts';

// GB/T 32905-2016 annex A, examples 1 and 2.
test('SM3 gives the values the standard prints', () => {
  expect(sm3('abc')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
  expect(sm3('abcd'.repeat(16))).toBe('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732');
});

test('the order in which something was written down does not change its text', () => {
  expect(canonical({ b: 1, a: { d: [1, 2], c: '厂' } })).toBe('{"a":{"c":"厂","d":[1,2]},"b":1}');
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      expect(canonical(turned)).toBe(canonical(value));
    }),
  );
});

test('different contents have different texts, and a text read back is the content', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('what was left unsaid leaves no trace in an object and keeps its place in a list', () => {
  expect(canonical({ a: undefined, b: null })).toBe('{"b":null}');
  expect(canonical([undefined, 1])).toBe('[null,1]');
  expect(canonical(new Array(2))).toBe('[null,null]');
});

test('whole amounts of a ledger are written out in full', () => {
  expect(canonical({ amount: 123456789012345678901n })).toBe('{"amount":"123456789012345678901"}');
});

test('a date is its text, and a map or set is refused instead of sealed as nothing', () => {
  expect(canonical(new Date(0))).toBe('"1970-01-01T00:00:00.000Z"');
  expect(() => canonical({ said: new Map([['a', 1]]) })).toThrow('no canonical text');
  expect(() => canonical(new Set([1]))).toThrow('no canonical text');
});

test('a text is known for that of a value exactly when it is', () => {
  const parts = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('厂"', 'a\\', '\n', '\ud800', 'toJSON', '__proto__'),
  );
  const value = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      parts,
      fc.constantFrom(null, undefined, true, false, 0, -0, Number.NaN, 7n, new Date(0)),
      fc.double(),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(parts, tie('any'), { maxKeys: 4 }),
    ),
  })).any;
  fc.assert(
    fc.property(value, value, fc.nat(), (one, other, at) => {
      const text = canonical(one);
      expect(isCanonicalOf(text, one)).toBe(true);
      expect(isCanonicalOf(text, other)).toBe(text === canonical(other));
      // A letter more, fewer or changed, wherever it is.
      const cut = at % (text.length + 1);
      for (const altered of [
        `${text.slice(0, cut)} ${text.slice(cut)}`,
        text.slice(0, cut),
        `${text.slice(0, cut)}x${text.slice(cut + 1)}`,
      ])
        expect(isCanonicalOf(altered, one)).toBe(altered === text);
    }),
    { numRuns: 500 },
  );
});

test('keys that only look alike when they are written one after another are told apart', () => {
  expect(isCanonicalOf('{"a":1,"b":2}', { a: 1, b: 2 })).toBe(true);
  expect(isCanonicalOf('{}', { 'a\nb': 1 })).toBe(false);
  expect(isCanonicalOf('{"a\\nb":1}', { 'a\nb': 1 })).toBe(true);
});
