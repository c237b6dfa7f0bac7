import { createHash } from 'node:crypto';

/** One text for one value: keys sorted, no blanks, `undefined` left out. Two machines hash the same thing to the same seal. */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') {
    if (typeof value === 'bigint') return `"${value}"`;
    return JSON.stringify(value) ?? 'null';
  }
  if (Array.isArray(value)) return `[${Array.from(value, canonical).join(',')}]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonical(value.toJSON());
  // Their contents are not properties: two different ones would read the same, and a seal over them would cover nothing.
  if (value instanceof Map || value instanceof Set) throw new Error('a Map or Set has no canonical text; hand in an object or a list');
  const entries = Object.entries(value)
    .filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`;
}

/** SM3 (GB/T 32905-2016) of a text, in hexadecimal: the hash of our seals and of stored inputs. */
export function sm3(text: string): string {
  return createHash('sm3').update(text, 'utf8').digest('hex');
}
