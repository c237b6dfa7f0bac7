/** The words a programme is declared with. They carry no rule of their own: engines interpret what is declared here. */

import type { Act, Clock, Consequence, File, Procedure } from '../engines/case/index.ts';
import type { Indicator } from '../engines/plan/index.ts';
import type { Register } from '../engines/registry/index.ts';
import type { Filling } from '../foundation/documents/index.ts';
import type { Appeared } from '../foundation/facts/index.ts';

export { choiceListOf, choicesOf, formOf, mustStandUnder } from './law.ts';
export { masterFields } from './master.ts';

/** A place in the law: resolved against `law/statutes/index.yaml` by a test. */
export interface Citation {
  law: string;
  article?: string;
}

export function cite(law: string, article?: string): Citation {
  return article ? { law, article } : { law };
}

/** When a fact of this kind appears, and the condition holds, this follows. */
export interface ReactionDeclared {
  id: string;
  when: string;
  and?: (fact: Appeared) => boolean;
  follows: Consequence;
  /** Carrying it out again for the same fact does no harm: a file notes one cause once. Only then may a replay do so. */
  repeatable?: boolean;
}

/** What a paper about a file is filled from. */
export interface Papers {
  file: File;
  acts: Act[];
  clocks: Clock[];
  /** Who issues it: the branch of the area, in full. */
  issuer: string;
}

/** A paper of a duty: a Word template in the folder `documents` beside it, and what fills it. */
export interface DocumentDeclared {
  id: string;
  name: string;
  nameEn: string;
  /** The procedure whose files it is made of. */
  of: string;
  template: string;
  /** What each tag of the template is, for whoever changes the template; of a list, the tags of its rows. `number` is always there. */
  fields: Record<string, string | Record<string, string>>;
  /** Its own series of numbers, behind the city's prefix; without one it bears the number of the file. */
  series?: string;
  title(papers: Papers): string;
  /** The day it bears. */
  at(papers: Papers): number;
  fill(papers: Papers): Filling;
}

export function paper(declared: DocumentDeclared): DocumentDeclared {
  if (!/^[a-z][a-z0-9-]*\.docx$/.test(declared.template))
    throw new Error(`template '${declared.template}' is not named like reminder-slip.docx`);
  return declared;
}

export interface Programme {
  id: string;
  name: string;
  nameEn: string;
  basis: Citation[];
  registers?: Register[];
  cases?: Procedure[];
  reactions?: ReactionDeclared[];
  indicators?: Indicator[];
  documents?: DocumentDeclared[];
  /** Books this programme keeps: the asset, and the accounts of the bureau itself. */
  accounts?: { asset: { id: string; book: string; name: string; unit: string; scale: number } }[];
}

export function programme(declared: Programme): Programme {
  if (!/^[a-z][a-z0-9-]*$/.test(declared.id)) throw new Error(`programme id '${declared.id}' is not lower-case words joined by '-'`);
  if (!declared.basis.length) throw new Error(`programme ${declared.id} names no legal basis`);
  return declared;
}

/** What a fact must say in its detail: of each field, one of some values. */
export type Says = Record<string, string | number | boolean | (string | number | boolean)[]>;

const meets = (fact: Appeared, says: Says): boolean =>
  Object.entries(says).every(([field, is]) => [is].flat().some((value) => String(fact.detail[field]) === String(value)));

/**
 * When a fact of this kind appears, and all conditions hold, this follows.
 *
 * @example when('registry.contingency-plan.expiring').unless({ level: 'general' }).as('contingency-plan.expiring').follows(opens(filing, { title: '…' }))
 */
export function when(kind: string) {
  const build = (and?: (fact: Appeared) => boolean) => ({
    and: (condition: (fact: Appeared) => boolean) => build(and ? (fact) => and(fact) && condition(fact) : condition),
    onlyWhen: (says: Says) => build((fact) => (and?.(fact) ?? true) && meets(fact, says)),
    unless: (says: Says) => build((fact) => (and?.(fact) ?? true) && !meets(fact, says)),
    as: (id: string, more: { repeatable?: boolean } = {}) => ({
      follows: (consequence: Consequence): ReactionDeclared => ({ id, when: kind, ...(and ? { and } : {}), ...more, follows: consequence }),
    }),
  });
  return build();
}
