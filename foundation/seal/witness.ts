/** A witness speaks for a kind of thing that is sealed: what its own table says today, to be held against what was sealed. */
import type { Tx } from '../store/store.ts';

/** A thing as its own table has it: what should have been sealed, and whose eyes its sealed row may have been given. */
export interface Stood {
  /** By value, as `entrust` takes it. It may say more than was sealed (a field that began to be sealed later); what was sealed must be as it says. */
  content: Record<string, unknown>;
  eyes: { party: string | null; district: string }[];
}

export interface Witness {
  /** The kind of the ref in the chain. */
  kind: string;
  /** The things with these ids, read from where they live. */
  stood(tx: Tx, ids: string[]): Promise<Map<string, Stood>>;
  /** A query of one column `id` (text) with every such thing, sealed or not: one that never reached a chain is missed by walking chains alone. */
  ids: string;
  /** Sealed more than once, as a verdict that two files cite. Otherwise a second row about one thing is a forgery. */
  mayRepeat?: boolean;
}
