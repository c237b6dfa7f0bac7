/**
 * Replay: a reaction that was mended after facts had appeared meets them, in the order in which they were written. What it carried out already it does
 * not carry out again, unless the reaction says that it may be (`repeatable`) and that is asked for. The runs are the same rows a running house works
 * off, so a replay beside it breaks no promise (F3).
 */
import type { Day, Instant } from '../day.ts';
import type { Ref } from '../ref.ts';
import { type Store, storable, type Tx } from '../store/store.ts';
import type { Appeared } from './announce.ts';
import { asFact, carryOut, mayConcern, type Reaction, type Row, settled } from './react.ts';

const ROUND = 500;

export interface Replay {
  from?: Day | undefined;
  fact?: number | undefined;
  /** Carries out again what is done; the reaction must be `repeatable`. */
  again?: boolean | undefined;
}

interface Candidate extends Row {
  state: string | null;
}

/** The facts a replay is about: of the reaction's kind, asked for, and not carried out or skipped already. */
async function candidates(tx: Tx, reaction: Reaction, of: Replay, upTo: number, after: number): Promise<Candidate[]> {
  return tx.query<Candidate & Record<string, unknown>>(
    `select a.*, r.state from appeared a left join reaction_run r on r.fact = a.id and r.reaction = $1
      where a.kind = $2 and a.id > $3 and a.id <= $4 and ($5::date is null or a.day >= $5) and ($6::bigint is null or a.id = $6)
        and (r.state is null or r.state in ('waiting', 'setAside') or ($7 and r.state = 'done'))
      order by a.id limit ${ROUND}`,
    [reaction.id, reaction.when, after, upTo, of.from ?? null, of.fact ?? null, mayRepeat(reaction, of)],
  );
}

const mayRepeat = (reaction: Reaction, of: Replay) => Boolean(of.again && reaction.repeatable);

/** Writes down what is to be met again and carries it out. Answers with how many facts were met and how many runs succeeded. */
export async function replay(store: Store, reaction: Reaction, of: Replay, now: Instant): Promise<{ facts: number; ran: number }> {
  const upTo = await settled(store);
  let facts = 0;
  for (let after = 0; ; ) {
    const round = await store.tx(async (tx) => {
      const found = await candidates(tx, reaction, of, upTo, after);
      const concerning = found.filter((row) => mayConcern(reaction, asFact(row)));
      await tx.query(
        `insert into reaction_run (fact, reaction, subject, state, next_at)
         select f.id, $1, f.subject, 'waiting', to_timestamp($2 / 1000.0) from unnest($3::bigint[], $4::text[]) as f(id, subject)
         on conflict (fact, reaction) do update set state = 'waiting', tries = 0, error = null, next_at = excluded.next_at
           where reaction_run.state in ('waiting', 'setAside') or ($5 and reaction_run.state = 'done')`,
        // Asked again of the row itself: another may have carried it out since we looked.
        [reaction.id, now, concerning.map((row) => row.id), concerning.map((row) => row.subject), mayRepeat(reaction, of)],
      );
      return { found, concerning };
    });
    facts += round.concerning.length;
    after = round.found.at(-1)?.id ?? after;
    if (round.found.length < ROUND) break;
  }
  let ran = 0;
  for (let did = await carryOut(store, reaction, now); did > 0; did = await carryOut(store, reaction, now)) ran += did;
  return { facts, ran };
}

export interface DryRun {
  facts: number;
  /** What would appear, in order. */
  appeared: { kind: string; ref: Ref; detail: Record<string, unknown> }[];
  /** What would be sent. */
  messages: { receiver: string; body: string }[];
  failures: { fact: number; error: string }[];
  /** There were more facts than one dry run looks at. */
  more: boolean;
}

/** Carries out in one transaction, looks at what came of it, and takes everything back. Meets at most 500 facts: meanwhile it holds their locks. */
export async function dryRun(store: Store, reaction: Reaction, of: Replay, now: Instant): Promise<DryRun> {
  const upTo = await settled(store);
  const taken = new TakenBack();
  let found: DryRun | undefined;
  await store
    .tx(async (tx) => {
      // One snapshot: what others write meanwhile is not taken for ours.
      await tx.query('set transaction isolation level repeatable read');
      const [{ fact: before } = { fact: 0 }] = await tx.query<{ fact: number }>('select coalesce(max(id), 0) as fact from appeared');
      const [{ message } = { message: 0 }] = await tx.query<{ message: number }>('select coalesce(max(id), 0) as message from outbox');
      const rows = await candidates(tx, reaction, of, upTo, 0);
      const failures: DryRun['failures'] = [];
      let facts = 0;
      for (const row of rows) {
        const fact: Appeared = asFact(row);
        if (!mayConcern(reaction, fact)) continue;
        facts += 1;
        await tx.query('savepoint fact');
        try {
          if (reaction.and?.(fact) ?? true) await reaction.does(tx, fact, now);
          await tx.query('release savepoint fact');
        } catch (error) {
          await tx.query('rollback to savepoint fact');
          failures.push({ fact: fact.id, error: storable(error instanceof Error ? error.message : String(error)) });
        }
      }
      const appeared = await tx.query<{ kind: string; ref_kind: string; ref_id: string; detail: Record<string, unknown> }>(
        `select kind, ref_kind, ref_id, detail from appeared where id > $1 order by id`,
        [before],
      );
      const messages = await tx.query<{ receiver: string; body: string }>(`select receiver, body from outbox where id > $1 order by id`, [
        message,
      ]);
      found = {
        facts,
        appeared: appeared.map((a) => ({ kind: a.kind, ref: { kind: a.ref_kind, id: a.ref_id }, detail: a.detail })),
        messages,
        failures,
        more: rows.length === ROUND,
      };
      throw taken;
    })
    .catch((error) => {
      if (error !== taken) throw error;
    });
  return found as DryRun;
}

class TakenBack extends Error {
  constructor() {
    super('a dry run takes everything back');
  }
}

export interface ReactionShown {
  id: string;
  when: string;
  repeatable: boolean;
  waiting: number;
  done: number;
  setAside: number;
  skipped: number;
  /** The last fact it has looked at. */
  upTo: number;
}

export async function listReactions(tx: Tx, reactions: readonly Reaction[]): Promise<ReactionShown[]> {
  const counts = await tx.query<{ reaction: string; state: 'waiting' | 'done' | 'setAside' | 'skipped'; n: number }>(
    'select reaction, state, count(*) as n from reaction_run group by 1, 2',
  );
  const cursors = await tx.query<{ reaction: string; fact: number }>('select reaction, fact from reaction_cursor');
  return reactions.map(({ id, when, repeatable = false }) => {
    const of = (state: string) => counts.find((c) => c.reaction === id && c.state === state)?.n ?? 0;
    return {
      id,
      when,
      repeatable,
      waiting: of('waiting'),
      done: of('done'),
      setAside: of('setAside'),
      skipped: of('skipped'),
      upTo: cursors.find((c) => c.reaction === id)?.fact ?? 0,
    };
  });
}
