import { Decimal } from 'decimal.js';

/**
 * Rounds by GB/T 8170-2008: to the nearest, a tie to the even digit, once, from the decimal text and never from a binary float
 * (2.675 as a float is 2.67499…, and would round the wrong way).
 *
 * @param text  a decimal number as text, e.g. '0.0125'
 * @param decimals  digits kept after the point
 * @example roundHalfEven('0.0125', 3) // '0.012'
 */
export function roundHalfEven(text: string | Decimal, decimals: number): string {
  return new Decimal(text).toDecimalPlaces(decimals, Decimal.ROUND_HALF_EVEN).toFixed(decimals);
}
