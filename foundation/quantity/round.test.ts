import { expect, test } from 'vitest';
import { roundHalfEven } from './round.ts';

// Expected values follow the rule text of GB/T 8170-2008: a tie goes to the even digit; other cases to the nearest.
test.each([
  ['12.1498', 1, '12.1'],
  ['1268', -0, '1268'],
  ['10.5002', 0, '11'],
  ['11.5', 0, '12'],
  ['12.5', 0, '12'],
  ['2.675', 2, '2.68'],
  ['1.005', 2, '1.00'],
  ['-0.0325', 3, '-0.032'],
])('%s kept to %i decimals is %s', (text, decimals, expected) => {
  expect(roundHalfEven(text, decimals)).toBe(expected);
});
