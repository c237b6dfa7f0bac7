import { hash } from 'node:crypto';

/** Names of fields as JSON writes them: few, and asked for a million times. */
const names = new Map<string, string>();
const MOST_NAMES = 4_096;

function nameOf(key: string): string {
  let name = names.get(key);
  if (name === undefined) {
    name = `${JSON.stringify(key)}:`;
    if (names.size < MOST_NAMES) names.set(key, name);
  }
  return name;
}

/** One text for one value: keys sorted, no blanks, `undefined` left out. Two machines hash the same thing to the same seal. */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value !== 'object') {
    if (typeof value === 'bigint') return `"${value}"`;
    return JSON.stringify(value) ?? 'null';
  }
  if (Array.isArray(value)) {
    let text = '[';
    for (let i = 0; i < value.length; i++) text += i ? `,${canonical(value[i])}` : canonical(value[i]);
    return `${text}]`;
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonical(value.toJSON());
  // Their contents are not properties: two different ones would read the same, and a seal over them would cover nothing.
  if (value instanceof Map || value instanceof Set) throw new Error('a Map or Set has no canonical text; hand in an object or a list');
  const keys = Object.keys(value).sort();
  let text = '{';
  for (const key of keys) {
    const part = (value as Record<string, unknown>)[key];
    if (part !== undefined) text += `${text.length > 1 ? ',' : ''}${nameOf(key)}${canonical(part)}`;
  }
  return `${text}}`;
}

/**
 * Whether a text is the canonical text of a value, without writing that out: asked a million times in a verification, where nearly always it is.
 *
 * @example isCanonicalOf('{"a":1}', { a: 1 }) // true
 */
export function isCanonicalOf(text: string, value: unknown): boolean {
  return endIn(text, 0, value) === text.length;
}

/** Where a value that begins at a place of a text ends in it; -1 when something else stands there. */
function endIn(text: string, at: number, value: unknown): number {
  if (typeof value === 'string' && !TO_ESCAPE.test(value)) {
    const end = at + 1 + value.length;
    return text.charCodeAt(at) === QUOTE && text.startsWith(value, at + 1) && text.charCodeAt(end) === QUOTE ? end + 1 : -1;
  }
  // What is not a plain object or list is rare, and has one way to be written: the one above.
  if (typeof value !== 'object' || value === null || 'toJSON' in value || value instanceof Map || value instanceof Set) {
    const written = canonical(value);
    return text.startsWith(written, at) ? at + written.length : -1;
  }
  let end = at + 1;
  if (Array.isArray(value)) {
    if (text[at] !== '[') return -1;
    for (let i = 0; i < value.length; i++) {
      if (i > 0 && text.charCodeAt(end++) !== COMMA) return -1;
      end = endIn(text, end, value[i]);
      if (end < 0) return -1;
    }
    return text[end] === ']' ? end + 1 : -1;
  }
  if (text[at] !== '{') return -1;
  let isFirst = true;
  for (const key of sortedKeys(value)) {
    const part = (value as Record<string, unknown>)[key];
    if (part === undefined) continue;
    if (!isFirst && text.charCodeAt(end++) !== COMMA) return -1;
    isFirst = false;
    const name = nameOf(key);
    if (!text.startsWith(name, end)) return -1;
    end = endIn(text, end + name.length, part);
    if (end < 0) return -1;
  }
  return text[end] === '}' ? end + 1 : -1;
}

const QUOTE = 34;
const COMMA = 44;
/** What JSON writes otherwise than it is: quotes, strokes, what is below a blank, and halves of a pair. */
const TO_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;

/** The rows of one table have the same keys in the same order, row after row: by their first key and their number, the last order and its sorted form. */
const orders = new Map<string, { asTheyCome: string[]; sorted: string[] }[]>();

function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  const first = keys[0];
  if (first === undefined) return keys;
  const known = orders.get(first)?.[keys.length];
  if (known && keys.every((key, n) => key === known.asTheyCome[n])) return known.sorted;
  const sorted = keys.toSorted();
  if (orders.size < MOST_NAMES && keys.length < 100) {
    const alike = orders.get(first) ?? [];
    alike[keys.length] = { asTheyCome: keys, sorted };
    orders.set(first, alike);
  }
  return sorted;
}

/** SM3 (GB/T 32905-2016) of a text, in hexadecimal: the hash of our seals and of stored inputs. */
export function sm3(text: string): string {
  return hash('sm3', text, 'hex');
}
