/**
 * What an instrument would have shown at an instant (S1). A pure function: nothing is remembered, nothing is drawn.
 * Bounded: a value never leaves typical × (1 ± swing), so a logger that is to stay within its limit does.
 */

import { HOUR, hourOfDay, MINUTE, SECOND, weekday } from './clock.ts';

export interface SimulatedParameter {
  /** HJ 212-2017 Annex B: w01018, a21026 … */
  code: string;
  /** What it shows on an ordinary day, in the unit of Annex B. */
  typical: number;
  /** The share of `typical` by which it may differ: 0.2 is ± 20 %. */
  swing: number;
  /** Digits after the point as sent; otherwise those of Annex B. */
  decimals?: number;
}

interface Trait {
  decimals: number;
  /** Sends -Cou: flow in m³, a mass in kg from concentration × flow. */
  total: 'volume' | 'mass' | 'none';
  /** A flue-gas concentration that is converted to the reference oxygen (-Zs…). */
  converted: boolean;
}

const PLAIN: Trait = { decimals: 2, total: 'none', converted: false };
/** Digits after the point are those of HJ 212-2017 Annex B. */
const TRAITS: Record<string, Trait> = {
  w00000: { decimals: 2, total: 'volume', converted: false },
  w01001: { decimals: 2, total: 'none', converted: false },
  w01010: { decimals: 1, total: 'none', converted: false },
  w01018: { decimals: 1, total: 'mass', converted: false },
  w21003: { decimals: 2, total: 'mass', converted: false },
  w21011: { decimals: 2, total: 'mass', converted: false },
  w21001: { decimals: 2, total: 'mass', converted: false },
  a00000: { decimals: 1, total: 'volume', converted: false },
  a01012: { decimals: 1, total: 'none', converted: false },
  a19001: { decimals: 1, total: 'none', converted: false },
  a21026: { decimals: 2, total: 'mass', converted: true },
  a21002: { decimals: 1, total: 'mass', converted: true },
  // Annex B prints N4, whole milligrams; limits of 5 and 10 mg/m³ made loggers in the field send a tenth.
  a34013: { decimals: 1, total: 'mass', converted: true },
};

export const WATER_FLOW = 'w00000';
export const GAS_FLOW = 'a00000';
export const OXYGEN = 'a19001';

export function traitOf(parameter: SimulatedParameter): Trait {
  const trait = TRAITS[parameter.code] ?? PLAIN;
  return parameter.decimals === undefined ? trait : { ...trait, decimals: parameter.decimals };
}

/** Names one series of values: the same text always gives the same series. */
export function seriesSeed(seed: number, mn: string, code: string): number {
  let hash = 2166136261;
  for (const char of `${seed}/${mn}/${code}`) hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
  return hash >>> 0;
}

/** -1 to 1, evenly, from a series and a place in it. */
export function noise(series: number, place: number): number {
  let x = (series ^ Math.imul(place | 0, 0x9e3779b1)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  x = (x ^ (x >>> 16)) >>> 0;
  return x / 2147483648 - 1;
}

/** Noise that wanders from knot to knot, one each `every` milliseconds. */
function wandering(series: number, at: number, every: number): number {
  const knot = Math.floor(at / every);
  const share = at / every - knot;
  const smooth = share * share * (3 - 2 * share);
  return noise(series, knot) * (1 - smooth) + noise(series, knot + 1) * smooth;
}

/** Production follows the working day: lowest before dawn, highest in the afternoon, a little less at the weekend. */
function dailyShape(at: number): number {
  const hour = hourOfDay(at);
  const wave = Math.sin(((hour - 9) / 24) * 2 * Math.PI);
  return weekday(at) >= 5 ? wave * 0.6 - 0.3 : wave;
}

/** What the instrument would show, unrounded, without any scenario. */
export function plainValue(series: number, parameter: SimulatedParameter, at: number): number {
  const fast = noise(series ^ 0x51ed270b, Math.floor(at / SECOND));
  const slow = wandering(series, at, 40 * MINUTE);
  const turn = wandering(series ^ 0x2545f491, at, 11 * HOUR);
  const move = 0.4 * dailyShape(at) + 0.3 * slow + 0.2 * turn + 0.1 * fast;
  return parameter.typical * (1 + parameter.swing * move);
}

export function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
