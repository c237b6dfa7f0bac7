/**
 * What the search box looks in: the code, the name and the searched fields of an entry in lower case, and for what is Chinese its pinyin, whole and by
 * initials, so that `qhzg`, `qinghe` and 青禾 find the same firm. What only some may read is left out: it would be found by all.
 */
import { pinyin } from 'pinyin-pro';
import type { Store } from '../../foundation/store/store.ts';
import { isSensitive, type Register, type Value } from './register.ts';
import { listWordless, noteWords } from './store.ts';

/** Words longer than this add nothing to a search and much to its index. */
const MOST = 600;
const CHINESE = /\p{Script=Han}/u;

/** @example wordsOf(firm, { code: '9133…', name: '青禾制革', detail: {} }) // '9133… 青禾制革 qinghezhige qhzg' */
export function wordsOf(register: Register, entry: { code: string; name: string; detail: Record<string, Value> }): string {
  const said = [entry.name];
  for (const [id, field] of Object.entries(register.fields))
    if (field.search && !field.secret && !isSensitive(field) && entry.detail[id] !== undefined) said.push(String(entry.detail[id]));
  const words = [entry.code, ...said].map((one) => one.toLowerCase());
  for (const one of said) {
    if (!CHINESE.test(one)) continue;
    words.push(spelt(one, 'pinyin'), spelt(one, 'first'));
  }
  return [...new Set(words)].join(' ').slice(0, MOST);
}

const spelt = (text: string, pattern: 'pinyin' | 'first'): string =>
  pinyin(text, { toneType: 'none', pattern, nonZh: 'consecutive', v: true, type: 'array' }).join('').toLowerCase().replace(/\s+/g, '');

/** What somebody typed, as the parts that must all be found. */
export function partsOf(typed: string): string[] {
  return typed
    .toLowerCase()
    .split(/\s+/)
    .filter((part) => part !== '')
    .slice(0, 8);
}

/** Gives words to the entries that an earlier version wrote without; answers how many. */
export async function fillWords(store: Store, registers: Map<string, Register>, chunk = 1_000): Promise<number> {
  for (let filled = 0; ; ) {
    const n = await store.tx(async (tx) => {
      const wordless = await listWordless(tx, chunk);
      await noteWords(
        tx,
        wordless.map(({ id, register, code, name, detail }) => {
          const declared = registers.get(register);
          return { id, words: declared ? wordsOf(declared, { code, name, detail }) : `${code} ${name}`.toLowerCase() };
        }),
      );
      return wordless.length;
    });
    filled += n;
    if (n < chunk) return filled;
  }
}
