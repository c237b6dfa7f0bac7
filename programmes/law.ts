/**
 * What a declaration takes from `law/`: the choices of a field, the form of a code. A code list has a legal source and so stands there and not in a
 * declaration; what is only recalled says 待核 wherever it is chosen.
 */
import { fileURLToPath } from 'node:url';
import type { Fault, Field, Value } from '../engines/registry/index.ts';
import { type Confidence, openLawbook, showConfidence } from '../foundation/lawbook/index.ts';

const law = openLawbook(fileURLToPath(new URL('../law', import.meta.url)));

interface Listed {
  name: string;
  nameEn: string;
  confidence: Confidence;
  /** The choice of the list above under which it stands. */
  of?: string;
}

/**
 * The choices of a list of the law, for a field.
 *
 * @example { name: '一级分类', nameEn: 'Class', type: 'choice', ...choicesOf('water/outfall-classes', 'first') }
 */
export function choicesOf(path: string, list: string): { choices: Record<string, string>; choicesEn: Record<string, string> } {
  const listed = Object.entries(law.table<Record<string, Record<string, Listed>>>(path)[list] ?? {});
  return {
    choices: Object.fromEntries(listed.map(([key, { name, confidence }]) => [key, `${name}${showConfidence(confidence)}`])),
    choicesEn: Object.fromEntries(
      listed.map(([key, { nameEn, confidence }]) => [key, `${nameEn}${confidence === 'C' ? ' (unchecked)' : ''}`]),
    ),
  };
}

/** The same choices, for a field that a step asks. */
export function choiceListOf(path: string, list: string): { value: string; name: string; nameEn: string }[] {
  const { choices, choicesEn } = choicesOf(path, list);
  return Object.entries(choices).map(([value, name]) => ({ value, name, nameEn: choicesEn[value] ?? name }));
}

/** What a field must be whose choices stand under those of another field, which takes its choices from another list of the table. */
export function mustStandUnder(path: string, list: string, above: { field: string; list: string }): NonNullable<Field['mustBe']> {
  const lists = law.table<Record<string, Record<string, Listed>>>(path);
  const own = Object.entries(lists[list] ?? {});
  return Object.entries(lists[above.list] ?? {}).map(([key, { name, nameEn }]) => ({
    when: { field: above.field, is: key },
    is: own.filter(([, { of }]) => of === key).map(([choice]) => choice),
    says: `不在“${name}”之下`,
    saysEn: `It does not stand under: ${nameEn}`,
  }));
}

interface Part {
  letters?: number;
  digits?: number;
  is?: string;
}
interface Forms {
  name: string;
  nameEn: string;
  basis: string;
  confidence: Confidence;
  /** Letters that stand before a number. */
  codes?: Record<string, Listed & { digits: number }>;
  forms?: (Listed & { parts: Part[]; example: string })[];
}

/** The check of a code whose form a table of the law gives: letters before a number (`codes`), or parts in order (`forms`). */
export function formOf(path: string): (code: Value) => Fault | null {
  const { name, nameEn, basis, confidence, codes = {}, forms = [] } = law.table<Forms>(path);
  const patterns = [
    ...Object.entries(codes).map(([letters, { digits }]) => new RegExp(`^${letters}\\d{${digits}}$`)),
    ...forms.map(({ parts }) => new RegExp(`^${parts.map(patternOf).join('')}$`)),
  ];
  const examples = [
    ...Object.entries(codes).map(([letters, one]) => `${one.name} ${letters}${'1'.padStart(one.digits, '0')}`),
    ...forms.map((one) => `${one.name} ${one.example}`),
  ].join('、');
  const source = basis.split(' ').slice(0, 2).join(' ');
  return (code) =>
    patterns.some((pattern) => pattern.test(String(code)))
      ? null
      : {
          code: 'notOfThisForm',
          says: `${name}应写作：${examples}（${source}${confidence === 'C' ? '，待核' : ''}）`,
          saysEn: `The ${nameEn} is written like: ${examples}`,
        };
}

const patternOf = ({ letters, digits, is }: Part): string =>
  letters ? `[A-Z]{${letters}}` : digits ? `\\d{${digits}}` : (is ?? '').replace(/[.*+?^${}()|[\]\\-]/g, '\\$&');
