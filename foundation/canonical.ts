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

/** SM3 (GB/T 32905-2016) of a text, in hexadecimal: the hash of our seals and of stored inputs. */
export function sm3(text: string): string {
  return hash('sm3', text, 'hex');
}
