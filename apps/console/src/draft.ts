/**
 * What a person has typed, kept until it is sent: through a closed form, a refusal, an expired session, a reload.
 * It stays in this tab (sessionStorage) under the person's login, and goes when the act is taken or the person signs out.
 */
import { newKey } from './api.ts';

const prefix = 'xiushui.draft';
export type Typed = Record<string, string | number | null | undefined>;
interface Kept {
  typed: Typed;
  sent?: { says: string; key: string };
}

const place = (login: string, of: string) => `${prefix}:${login}:${of}`;

function read(login: string, of: string): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(place(login, of)) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}

function write(login: string, of: string, kept: Kept) {
  try {
    sessionStorage.setItem(place(login, of), JSON.stringify(kept));
  } catch {
    // A full or forbidden store costs only the safety net; the form itself still holds the text.
  }
}

export const drafts = {
  typed: (login: string, of: string): Typed | null => read(login, of)?.typed ?? null,
  keep(login: string, of: string, typed: Typed) {
    write(login, of, { ...read(login, of), typed });
  },
  /** The same content sent again, even after a reload, travels under the same key; changed content under a new one. */
  keyFor(login: string, of: string, content: unknown): string {
    const says = JSON.stringify(content);
    const kept = read(login, of) ?? { typed: {} };
    if (kept.sent?.says === says) return kept.sent.key;
    const key = newKey();
    write(login, of, { ...kept, sent: { says, key } });
    return key;
  },
  drop(login: string, of: string) {
    sessionStorage.removeItem(place(login, of));
  },
  dropAll() {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(prefix)) sessionStorage.removeItem(name);
  },
};
