/** A typed reference: what kind of thing, and which one. Written `kind:id` in links, facts and addresses. */
export interface Ref<K extends string = string> {
  kind: K;
  id: string;
}

export function ref<K extends string>(kind: K, id: string | number): Ref<K> {
  return { kind, id: String(id) };
}

export function showRef(of: Ref): string {
  return `${of.kind}:${of.id}`;
}

export function parseRef(text: string): Ref | null {
  const cut = text.indexOf(':');
  return cut > 0 && cut < text.length - 1 ? { kind: text.slice(0, cut), id: text.slice(cut + 1) } : null;
}
