/** Fills a Word template: `{tag}`, `{#list}…{/list}`. The template is a document an officer can open and change; what it may ask is declared beside it. */
import { TemplateHandler } from 'easy-template-x';
import { unzip, zip } from '../files/index.ts';

export type Filling = { [tag: string]: string | number | boolean | Filling[] };

/** The filled document, its parts in a fixed order and without dates: the same filling, the same bytes. */
export async function fill(template: Buffer, filling: Filling): Promise<Buffer> {
  const filled = await new TemplateHandler().process(template, safe(filling));
  const parts = unzip(Buffer.from(filled as unknown as Uint8Array));
  if (!parts) throw new Error('the filled document is no archive');
  // [Content_Types].xml is looked for first by some readers.
  const order = [...parts].sort(([a], [b]) =>
    a === b ? 0 : a === '[Content_Types].xml' ? -1 : b === '[Content_Types].xml' ? 1 : a < b ? -1 : 1,
  );
  return zip(order);
}

/** Tags a template asks for: a list as `list`, what stands inside it as `list.tag`. */
export async function tagsOf(template: Buffer): Promise<string[]> {
  const tags = await new TemplateHandler().parseTags(template);
  const within: string[] = [];
  const found = new Set<string>();
  for (const { name, disposition } of tags as { name: string; disposition: string }[]) {
    if (disposition === 'Close') within.pop();
    else {
      found.add([...within, name].join('.'));
      if (disposition === 'Open') within.push(name);
    }
  }
  return [...found].sort();
}

/** Text an XML document can hold, never read as a tag. */
function safe(filling: Filling): Filling {
  const text = (value: string) => value.replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff\ue000]|\p{Cs}/gu, '');
  return Object.fromEntries(
    Object.entries(filling).map(([tag, value]) => [
      tag,
      Array.isArray(value) ? value.map(safe) : typeof value === 'string' ? text(value) : typeof value === 'number' ? String(value) : value,
    ]),
  );
}
