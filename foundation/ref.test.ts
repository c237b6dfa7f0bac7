import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRef, ref, showRef } from './ref.ts';

test('a reference read back is the same reference, whatever its id contains', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z][a-zA-Z]*$/), fc.string({ minLength: 1 }), (kind, id) => {
      expect(parseRef(showRef(ref(kind, id)))).toEqual({ kind, id });
    }),
  );
});

test.each(['', 'file', ':1', 'file:'])('%j refers to nothing', (text) => {
  expect(parseRef(text)).toBeNull();
});
