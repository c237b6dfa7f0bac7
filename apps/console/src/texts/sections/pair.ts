/** The words of one room of screens, Chinese and English beside each other; the compiler refuses a key that only one of them has. */
type Tree = { [key: string]: string | Tree };
type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> };

export interface Pair<Z> {
  zh: Z;
  en: Same<Z>;
}
export function pair<Z extends Tree>(zh: Z, en: Same<Z>): Pair<Z> {
  return { zh, en };
}
