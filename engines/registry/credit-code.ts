/**
 * The unified social credit code (GB 32100-2015): 18 characters for one party (R3). Checks form and check character; does not know whether the code
 * was ever given out.
 */
import type { Fault } from './register.ts';

/** The characters of a code in the order of their values, 0 to 30: I, O, S, V and Z are left out (GB 32100-2015). */
const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** Registering body (1), kind of party (1), area (6 digits), subject code (9), check character (1). */
const FORM = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;

/**
 * The check character of the first 17: each value weighted by 3^(i−1) mod 31, and the sum taken from the next multiple of 31 (GB 32100-2015).
 *
 * @example creditCheckCharacter('91350100M000100Y4') // '3'
 */
export function creditCheckCharacter(first17: string): string {
  let sum = 0;
  let weight = 1;
  for (const character of first17) {
    const value = CHARACTERS.indexOf(character);
    if (value < 0) throw new Error(`${character} is no character of a credit code`);
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return CHARACTERS[(31 - (sum % 31)) % 31] as string;
}

/** Completes 17 characters to a code: for demonstration records and tests, with an area nobody has (330499). */
export function creditCodeFrom(first17: string): string {
  return first17 + creditCheckCharacter(first17);
}

export function isCreditCode(text: string): boolean {
  return FORM.test(text) && creditCheckCharacter(text.slice(0, 17)) === text[17];
}

/** What is wrong with a credit code, or null. Fits a register's `checkCode` and a field's `check`. */
export function checkCreditCode(code: string): Fault | null {
  if (!FORM.test(code)) {
    return {
      code: 'notACreditCode',
      says: '统一社会信用代码应为 18 位数字或大写字母（不用 I、O、S、V、Z），第 3—8 位为数字',
      saysEn: 'A credit code has 18 digits or capital letters (without I, O, S, V, Z), the third to eighth digits',
    };
  }
  if (!isCreditCode(code)) {
    // The right character is not offered: as often as not another of the eighteen is the wrong one.
    return {
      code: 'creditCodeCheckFails',
      says: '统一社会信用代码的校验位不符（GB 32100-2015），请核对是否抄错',
      saysEn: 'The check character of the credit code does not fit (GB 32100-2015); see whether it was copied wrongly',
    };
  }
  return null;
}
