/** What a programme binds to a fact: open or raise a file, or note something on the one that is open. */
import type { Instant } from '../../foundation/day.ts';
import type { Appeared } from '../../foundation/facts/index.ts';
import type { Tx } from '../../foundation/store/store.ts';
import type { Cases, Opening } from './cases.ts';
import { fill, type Procedure, subjectOf } from './procedure.ts';

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

export interface OpeningBy {
  /** What the file is about; left out, it is the fact's own firm, place or entry, as the procedure's `opensBy` says. */
  subject?(fact: Appeared): string;
  /** Key of the cause itself, so that the same hour judged anew is not noted twice; the fact's own id when left out. */
  because?(fact: Appeared): string;
  /** The first level unless said. */
  level?(fact: Appeared, named: Named): number;
  /** A sentence, or one with {party} {place} {parameter} and whatever the fact carries: '{party}应急预案将于 {comes} 到期'. */
  title: string | ((fact: Appeared, named: Named) => string);
  says?: Record<string, string> | ((fact: Appeared, named: Named) => Record<string, unknown>);
  /** What the fact is to the file: verdict, silence; `entry` unless said. */
  linkRole?: string;
  /** The step of the procedure that notes a rise in level; not needed where there is one level. */
  raised?: string;
}

const wordsOf = (fact: Appeared, named: Named): Record<string, unknown> => ({
  ...fact.detail,
  day: fact.day,
  party: named.party,
  place: named.place,
  parameter: named.parameter,
  unit: named.unit,
});

function subjectBy(procedure: Procedure, subject: ((fact: Appeared) => string) | undefined, fact: Appeared): string {
  return subject?.(fact) ?? subjectOf(procedure, { party: fact.party, place: fact.place, entry: fact.ref.id });
}

function said(says: OpeningBy['says'], fact: Appeared, named: Named): Record<string, unknown> {
  if (typeof says === 'function') return says(fact, named);
  return Object.fromEntries(Object.entries(says ?? {}).map(([field, text]) => [field, fill(text, wordsOf(fact, named))]));
}

/** A file about this fact: opened, or the open one raised. */
export function opens(procedure: Procedure, by: OpeningBy): Consequence {
  return (cases, names) => async (tx, fact, now) => {
    const named = await names(tx, fact);
    const title = typeof by.title === 'string' ? fill(by.title, wordsOf(fact, named)) : by.title(fact, named);
    const opening: Opening = {
      subjectKey: subjectBy(procedure, by.subject, fact),
      title,
      party: { id: fact.party ?? '', name: named.party },
      place: fact.place ? { id: fact.place, name: named.place } : null,
      district: fact.district,
      level: by.level?.(fact, named) ?? 1,
      says: said(by.says, fact, named),
      because: by.because?.(fact) ?? `fact:${fact.id}`,
      links: [
        { role: by.linkRole ?? 'entry', to: fact.ref, name: title },
        ...(fact.place ? [{ role: 'place', to: { kind: 'outlet', id: fact.place }, name: named.place }] : []),
        ...(fact.party ? [{ role: 'party', to: { kind: 'firm', id: fact.party }, name: named.party }] : []),
      ],
    };
    await cases.openOrRaise(tx, procedure.id, opening, by.raised ?? procedure.first, now);
  };
}

/** A note on the file that is open about this subject; nothing when none is. */
export function notes(procedure: Procedure, step: string, by: Pick<OpeningBy, 'subject' | 'says'>): Consequence {
  return (cases, names) => async (tx, fact, now) => {
    await cases.note(
      tx,
      procedure.id,
      subjectBy(procedure, by.subject, fact),
      step,
      said(by.says, fact, await names(tx, fact)),
      `fact:${fact.id}`,
      now,
    );
  };
}
