/** What a programme binds to a fact: open or raise a file, or note something on the one that is open. */
import type { Instant } from '../../foundation/day.ts';
import type { Appeared } from '../../foundation/facts/index.ts';
import type { Tx } from '../../foundation/store/store.ts';
import type { Cases, Opening } from './cases.ts';
import type { Procedure } from './procedure.ts';

/** Names a programme cannot know from a fact alone: of the firm, the place, the parameter. Resolved by the application. */
export interface Named {
  party: string;
  place: string;
  parameter: string;
  unit: string;
  /** A dated parameter of the city on the day of the fact. */
  dated(id: string): number;
}

export type Consequence = (
  cases: Cases,
  names: (tx: Tx, fact: Appeared) => Promise<Named>,
) => (tx: Tx, fact: Appeared, now: Instant) => Promise<void>;

export interface OpensBy {
  subject(fact: Appeared): string;
  /** Key of the cause itself, so that the same hour judged anew is not noted twice; the fact's own id when left out. */
  because?(fact: Appeared): string;
  level(fact: Appeared, named: Named): number;
  title(fact: Appeared, named: Named): string;
  says(fact: Appeared, named: Named): Record<string, unknown>;
  linkRole: string;
  /** The step of the procedure that notes a rise in level. */
  raised: string;
}

/** A file about this fact: opened, or the open one raised. */
export function opens(procedure: Procedure, by: OpensBy): Consequence {
  return (cases, names) => async (tx, fact, now) => {
    const named = await names(tx, fact);
    const title = by.title(fact, named);
    const opening: Opening = {
      subjectKey: by.subject(fact),
      title,
      party: { id: fact.party ?? '', name: named.party },
      place: fact.place ? { id: fact.place, name: named.place } : null,
      district: fact.district,
      level: by.level(fact, named),
      says: by.says(fact, named),
      because: by.because?.(fact) ?? `fact:${fact.id}`,
      links: [
        { role: by.linkRole, to: fact.ref, name: title },
        ...(fact.place ? [{ role: 'place', to: { kind: 'outlet', id: fact.place }, name: named.place }] : []),
        ...(fact.party ? [{ role: 'party', to: { kind: 'firm', id: fact.party }, name: named.party }] : []),
      ],
    };
    await cases.openOrRaise(tx, procedure.id, opening, by.raised, now);
  };
}

/** A note on the file that is open about this subject; nothing when none is. */
export function notes(
  procedure: Procedure,
  step: string,
  by: { subject(fact: Appeared): string; says(fact: Appeared, named: Named): Record<string, unknown> },
): Consequence {
  return (cases, names) => async (tx, fact, now) => {
    await cases.note(tx, procedure.id, by.subject(fact), step, by.says(fact, await names(tx, fact)), `fact:${fact.id}`, now);
  };
}
