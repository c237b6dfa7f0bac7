/**
 * Reactions: consequences of facts. Promise F3.
 *
 * Each reaction walks the facts with a cursor of its own. A round takes the next settled facts, writes down for which of them it has something to
 * do (`waiting`), and moves the cursor, in one transaction. Then each waiting run is carried out in a transaction of its own, together with its
 * mark `done`: a kill in between repeats the run, never its effect. Runs of one subject wait for one another; one that fails is tried again with
 * growing pauses, and after five tries is set aside so that the subject goes on.
 *
 * Several may run rounds at once: a run in other hands is passed by, and so is every later one of its subject.
 */
import { type Day, dayOf, type Instant } from '../day.ts';
import type { Ref } from '../ref.ts';
import { Refused } from '../refusal.ts';
import { notify, type Store, storable, type Tx } from '../store/store.ts';
import type { Appeared } from './announce.ts';

export interface Reaction {
  id: string;
  /** Kind of the fact it waits for. */
  when: string;
  and?(fact: Appeared): boolean;
  /** The consequence. A refusal thrown here counts as a failure: it is tried again and, in the end, shown. */
  does(tx: Tx, fact: Appeared, now: Instant): Promise<void>;
  /** Says that carrying it out again for the same fact does no harm; only then may a replay do so (`--again`). */
  repeatable?: boolean;
}

const TRIES = 5;
const PAUSE_MS = [1_000, 5_000, 30_000, 120_000];
const ROUND = 500;

export interface Row {
  id: number;
  kind: string;
  ref_kind: string;
  ref_id: string;
  subject: string;
  party: string | null;
  place: string | null;
  district: string;
  day: string;
  detail: Record<string, unknown>;
  at: Instant;
}

/** One round of every reaction. Returns how many runs were carried out; 0 means nothing was due. */
export async function runReactions(store: Store, reactions: Reaction[], now: Instant): Promise<number> {
  const upTo = await settled(store);
  let ran = 0;
  for (const reaction of reactions) {
    while ((await takeNext(store, reaction, upTo, now)) === ROUND) {
      // More facts than one round: take them all before acting, so that order within a subject holds across rounds.
    }
    ran += await carryOut(store, reaction, now);
  }
  return ran;
}

/**
 * The id up to which every fact is either to be seen or will never be. Asked in this order: an id at or below the last one given out belongs to a
 * transaction that had raised its flag before; if that flag is down, the transaction has ended and whatever it wrote is seen by the next question.
 */
export async function settled(store: Store): Promise<number> {
  const given = await store.pool.query<{ id: number }>('select xiushui.last_given_out() as id');
  const flag = await store.pool.query<{ id: number | null }>('select xiushui.lowest_flag() as id');
  return Math.min(given.rows[0]?.id ?? 0, flag.rows[0]?.id ?? Number.POSITIVE_INFINITY);
}

async function takeNext(store: Store, reaction: Reaction, upTo: number, now: Instant): Promise<number> {
  return store.tx(async (tx) => {
    await tx.query('insert into reaction_cursor (reaction, fact) values ($1, 0) on conflict do nothing', [reaction.id]);
    const cursor = await tx.get<{ fact: number }>('select fact from reaction_cursor where reaction = $1 for update', [reaction.id]);
    if (cursor.fact >= upTo) return 0;
    const facts = await tx.query<Row>(`select * from appeared where kind = $1 and id > $2 and id <= $3 order by id limit ${ROUND}`, [
      reaction.when,
      cursor.fact,
      upTo,
    ]);
    const concerning = facts.filter((row) => mayConcern(reaction, asFact(row)));
    await tx.query(
      `insert into reaction_run (fact, reaction, subject, state, next_at)
       select f.id, $1, f.subject, 'waiting', to_timestamp($2 / 1000.0) from unnest($3::bigint[], $4::text[]) as f(id, subject) on conflict do nothing`,
      [reaction.id, now, concerning.map((row) => row.id), concerning.map((row) => row.subject)],
    );
    const last = facts.length === ROUND ? (facts.at(-1) as Row).id : upTo;
    await tx.query('update reaction_cursor set fact = $2 where reaction = $1', [reaction.id, last]);
    return facts.length;
  });
}

// A condition that throws must not hold up the facts behind it: the run is written down, fails in its own transaction, and is set aside in the end.
export function mayConcern(reaction: Reaction, fact: Appeared): boolean {
  try {
    return reaction.and?.(fact) ?? true;
  } catch {
    return true;
  }
}

export async function carryOut(store: Store, reaction: Reaction, now: Instant): Promise<number> {
  const due = await store.pool.query<{ fact: number }>(
    `select r.fact from xiushui.reaction_run r
      where r.reaction = $1 and r.state = 'waiting' and r.next_at <= to_timestamp($2 / 1000.0)
        and not exists (select 1 from xiushui.reaction_run e
                         where e.reaction = r.reaction and e.subject = r.subject and e.fact < r.fact and e.state = 'waiting'
                           and e.next_at > to_timestamp($2 / 1000.0))
      order by r.fact limit ${ROUND}`,
    [reaction.id, now],
  );
  let ran = 0;
  for (const { fact } of due.rows) if (await oneRun(store, reaction, fact, now)) ran += 1;
  return ran;
}

/** Carries out one run; false when it failed, is in other hands, or an earlier one of its subject is still to be done. */
async function oneRun(store: Store, reaction: Reaction, id: number, now: Instant): Promise<boolean> {
  try {
    return await store.tx(async (tx) => {
      const run = await tx.find(
        `select 1 from reaction_run r where r.fact = $1 and r.reaction = $2 and r.state = 'waiting' and r.next_at <= to_timestamp($3 / 1000.0)
            and not exists (select 1 from reaction_run e
                             where e.reaction = r.reaction and e.subject = r.subject and e.fact < r.fact and e.state = 'waiting')
          for update of r skip locked`,
        [id, reaction.id, now],
      );
      if (!run) return false;
      const fact = asFact(await tx.get<Row>('select * from appeared where id = $1', [id]));
      if (reaction.and?.(fact) ?? true) await reaction.does(tx, fact, now);
      await tx.query(
        `update reaction_run set state = 'done', tries = tries + 1, error = null, done_at = to_timestamp($3 / 1000.0) where fact = $1 and reaction = $2`,
        [id, reaction.id, now],
      );
      return true;
    });
  } catch (error) {
    await noteFailure(store, reaction, id, now, error);
    return false;
  }
}

async function noteFailure(store: Store, reaction: Reaction, id: number, now: Instant, error: unknown): Promise<void> {
  const says =
    error instanceof Refused ? `${error.refusal.code}: ${error.refusal.says}` : error instanceof Error ? error.message : String(error);
  await store.tx(async (tx) => {
    // Only a run still waiting: the connection may have been lost after the commit, and then the run is done whatever the error says.
    const run = await tx.find<{ tries: number }>(
      `select tries from reaction_run where fact = $1 and reaction = $2 and state = 'waiting' for update`,
      [id, reaction.id],
    );
    if (!run) return;
    const failed = run.tries + 1;
    const pause = PAUSE_MS[Math.min(failed - 1, PAUSE_MS.length - 1)] as number;
    await tx.query(
      `update reaction_run set tries = $3, error = $4, state = $5, next_at = to_timestamp($6 / 1000.0) where fact = $1 and reaction = $2`,
      [id, reaction.id, failed, storable(says).slice(0, 1000), failed >= TRIES ? 'setAside' : 'waiting', now + pause],
    );
  });
}

export interface SetAside {
  fact: number;
  kind: string;
  reaction: string;
  tries: number;
  error: string;
  at: Instant;
  /** What the fact says, for whoever has to decide about it. */
  ref: Ref;
  party: string | null;
  place: string | null;
  district: string;
  day: Day;
  detail: Record<string, unknown>;
}

/** Facts set aside after five tries, newest first. */
export async function listSetAside(tx: Tx): Promise<SetAside[]> {
  const rows = await tx.query<Omit<SetAside, 'ref'> & { ref_kind: string; ref_id: string }>(
    `select r.fact, a.kind, r.reaction, r.tries, coalesce(r.error, '') as error, a.at, a.ref_kind, a.ref_id, a.party, a.place, a.district, a.day, a.detail
       from reaction_run r join appeared a on a.id = r.fact where r.state = 'setAside' order by r.fact desc limit 200`,
  );
  return rows.map(({ ref_kind, ref_id, ...row }) => ({ ...row, ref: { kind: ref_kind, id: ref_id } }));
}

/** Puts a fact that was set aside back in the queue. */
export async function retrySetAside(tx: Tx, fact: number, reaction: string, now: Instant): Promise<boolean> {
  const rows = await tx.query(
    `update reaction_run set state = 'waiting', tries = 0, next_at = to_timestamp($3 / 1000.0) where fact = $1 and reaction = $2 and state = 'setAside' returning fact`,
    [fact, reaction, now],
  );
  if (rows.length) await notify(tx, 'appeared', {});
  return rows.length > 0;
}

/** Leaves a fact that was set aside for good. The caller records who did so and why in the same transaction. */
export async function skipSetAside(
  tx: Tx,
  fact: number,
  reaction: string,
  signed: { by: string; why: string; at: Instant },
): Promise<boolean> {
  const rows = await tx.query(
    `update reaction_run set state = 'skipped', skipped_by = $3, skipped_why = $4, skipped_at = to_timestamp($5 / 1000.0)
      where fact = $1 and reaction = $2 and state = 'setAside' returning fact`,
    [fact, reaction, signed.by, storable(signed.why), signed.at],
  );
  return rows.length > 0;
}

export function asFact(row: Row): Appeared {
  return {
    id: row.id,
    kind: row.kind,
    ref: { kind: row.ref_kind, id: row.ref_id },
    subject: row.subject,
    party: row.party,
    place: row.place,
    district: row.district,
    day: row.day ?? dayOf(row.at),
    detail: row.detail,
    at: row.at,
  };
}
