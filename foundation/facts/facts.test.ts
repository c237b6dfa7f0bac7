import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Instant, MINUTE } from '../day.ts';
import { send } from '../outbox/index.ts';
import { type Ref, ref } from '../ref.ts';
import { Refused, refusals } from '../refusal.ts';
import { listen, type Store, type Tx, WHOLE_CITY } from '../store/store.ts';
import { type House, openHouse } from '../testing/house.ts';
import {
  type Appearance,
  announce,
  dryRun,
  listMentions,
  listReactions,
  listSetAside,
  type Reaction,
  replay,
  retrySetAside,
  runReactions,
  skipSetAside,
} from './index.ts';

const NOON = Date.UTC(2026, 10, 24, 4);
const refuse = refusals('test', { no: () => ({ says: '不可', saysEn: 'No' }) });

let house: House;
beforeAll(async () => {
  house = await openHouse();
  // What a reaction did, written in the reaction's own transaction.
  await house.owner.query(`create table met (turn bigint generated always as identity, reaction text, fact bigint, name text, subject text, district text, party text);
    call guard('met', 'scoped')`);
});
afterAll(() => house?.close());

beforeEach(async () => {
  await house.owner.query('truncate met, appeared, mention, reaction_run, reaction_cursor restart identity');
});

function fact(name: string, more: Partial<Appearance> = {}): Appearance {
  return {
    kind: 'hour.changed',
    ref: ref('hour', name),
    subject: '一号口',
    party: '采石厂',
    place: null,
    district: '青山区',
    day: '2026-11-24',
    detail: {},
    at: NOON,
    ...more,
  };
}
const appear = (name: string, more?: Partial<Appearance>) => house.system.tx((tx) => announce(tx, fact(name, more)));

/** A reaction that writes down what it met; `does` comes after that, so that its failure must take the writing back. */
function meets(id: string, more: Partial<Reaction> = {}): Reaction {
  const { does, ...rest } = more;
  return {
    id,
    when: 'hour.changed',
    ...rest,
    async does(tx, of, now) {
      await tx.query(`insert into met (reaction, fact, name, subject, district) values ($1, $2, $3, $4, $5)`, [
        id,
        of.id,
        of.ref.id,
        of.subject,
        of.district,
      ]);
      await does?.(tx, of, now);
    },
  };
}
const met = async (reaction = 'judge') =>
  (await house.owner.query<{ name: string }>('select name from met where reaction = $1 order by turn', [reaction])).rows.map(
    (row) => row.name,
  );
const everything = async (reactions: Reaction[], now: Instant = NOON) => {
  while ((await runReactions(house.system, reactions, now)) > 0);
};

/** A transaction held open by hand. */
async function opened(): Promise<Tx & { commit(): Promise<void>; rollback(): Promise<void>; client: pg.PoolClient }> {
  const client = await house.system.pool.connect();
  await client.query('begin');
  const query = async <R extends object>(text: string, values?: unknown[]) => (await client.query<R>(text, values)).rows;
  const end = (how: string) => async () => {
    await client.query(how);
    client.release();
  };
  return {
    client,
    query,
    find: async <R extends object>(text: string, values?: unknown[]) => (await query<R>(text, values))[0],
    get: async <R extends object>(text: string, values?: unknown[]) => (await query<R>(text, values))[0] as R,
    afterCommit: () => {},
    commit: end('commit'),
    rollback: end('rollback'),
  };
}

test('a reaction meets each fact of its kind once, with all that was said of it', async () => {
  const seen: unknown[] = [];
  const judge = meets('judge', { does: async (_, of, now) => void seen.push([of, now]) });
  await appear('08 时', { detail: { mean: '31.5' } });
  await appear('别的', { kind: 'file.opened' });
  expect(await runReactions(house.system, [judge], NOON + 1)).toBe(1);
  expect(await runReactions(house.system, [judge], NOON + 2)).toBe(0);
  expect(seen).toEqual([[{ ...fact('08 时', { detail: { mean: '31.5' } }), id: 1 }, NOON + 1]]);
});

test('a condition chooses; what it leaves out is not met later', async () => {
  const judge = meets('judge', { and: (of) => of.detail.mean === 'high' });
  await appear('低', { detail: { mean: 'low' } });
  await appear('高', { detail: { mean: 'high' } });
  await everything([judge]);
  expect(await met()).toEqual(['高']);
});

test('two reactions to one kind each meet every fact', async () => {
  await appear('08 时');
  await appear('09 时');
  await everything([meets('judge'), meets('tell')]);
  expect(await met('judge')).toEqual(['08 时', '09 时']);
  expect(await met('tell')).toEqual(['08 时', '09 时']);
});

test('a fact that a reaction announces is met in its turn', async () => {
  const judge = meets('judge', { does: (tx) => announce(tx, fact('超标', { kind: 'verdict.given' })) });
  const open = meets('open', { when: 'verdict.given' });
  await appear('08 时');
  await everything([open, judge]);
  expect(await met('open')).toEqual(['超标']);
});

test('F2: a fact announced in a transaction that was rolled back is never met', async () => {
  const tx = await opened();
  await announce(tx, fact('没有的'));
  await tx.rollback();
  await house.app.as(WHOLE_CITY, async (inside) => {
    await announce(inside, fact('退回的'));
    return refuse.no();
  });
  await appear('真的');
  await everything([meets('judge')]);
  expect(await met()).toEqual(['真的']);
});

test('F2: a request announces within its scope and not outside it', async () => {
  await house.app.as({ districts: ['青山区'] }, (tx) => announce(tx, fact('分内')));
  await expect(house.app.as({ districts: ['青山区'] }, (tx) => announce(tx, fact('分外', { district: '临江区' })))).rejects.toMatchObject({
    code: '42501',
  });
  await everything([meets('judge')]);
  expect(await met()).toEqual(['分内']);
});

test('F3: a fact whose transaction is still open is not passed over when a later one has committed', async () => {
  const a = await opened();
  await announce(a, fact('先写'));
  await appear('后写', { subject: '二号口' });
  await everything([meets('judge')]);
  expect(await met()).toEqual([]);
  await a.commit();
  await everything([meets('judge')]);
  expect(await met()).toEqual(['先写', '后写']);
});

test('F3: a transaction that announces nothing holds nobody up, however long it works', async () => {
  const backup = await opened();
  await backup.query(`insert into number_run values ('备份', 2026, 1)`);
  await appear('08 时');
  await everything([meets('judge')]);
  expect(await met()).toEqual(['08 时']);
  await backup.rollback();
});

test('F3: two facts of one subject, the first committed before the second was written, are met in that order, whatever else is open', async () => {
  // Found by thinking, 2026-11-24: walking by transaction number met the second first, because its transaction was the older one.
  const late = await opened();
  await late.query(`insert into number_run values ('a', 2026, 1)`);
  const between = await opened();
  await between.query(`insert into number_run values ('b', 2026, 1)`);
  await appear('一');
  await announce(late, fact('二'));
  await late.commit();
  await everything([meets('judge')]);
  await between.rollback();
  await everything([meets('judge')]);
  expect(await met()).toEqual(['一', '二']);
});

test('F3: what a savepoint took back is not met, and what was announced around it is', async () => {
  const tx = await opened();
  await tx.query('savepoint s');
  await announce(tx, fact('收回'));
  await tx.query('rollback to s');
  await announce(tx, fact('留下'));
  await appear('别人的', { subject: '二号口' });
  await everything([meets('judge')]);
  expect(await met()).toEqual([]);
  await tx.commit();
  await everything([meets('judge')]);
  expect(await met()).toEqual(['留下', '别人的']);
});

test('F3: a process killed after the work and before the commit repeats the work, and its effect is there once', async () => {
  await appear('08 时');
  await expect(runReactions(killedAfter(2), [meets('judge')], NOON)).rejects.toThrow('killed');
  expect(await met()).toEqual([]);
  await everything([meets('judge')]);
  expect(await met()).toEqual(['08 时']);
});

test('F3: a process killed in any of its transactions loses no fact and doubles none', async () => {
  for (const name of ['一', '二', '三']) await appear(name);
  for (let at = 1; at <= 12; at++) await runReactions(killedAfter(at), [meets('judge')], NOON).catch(() => {});
  await everything([meets('judge')]);
  expect(await met()).toEqual(['一', '二', '三']);
});

test('F3: a connection lost just after the commit does not make a done run waiting again', async () => {
  await appear('08 时');
  let calls = 0;
  // The second transaction of the round is the run itself: it commits, and its answer never arrives.
  const lossy: Store = {
    ...house.system,
    async tx(work) {
      const outcome = await house.system.tx(work);
      if (++calls === 2) throw new Error('Connection terminated unexpectedly');
      return outcome;
    },
  };
  await runReactions(lossy, [meets('judge')], NOON);
  await everything([meets('judge')], NOON + 10 * MINUTE);
  expect(await met()).toEqual(['08 时']);
});

/** A store whose process dies in its nth transaction, before the commit; nothing works afterwards. */
function killedAfter(nth: number): Store {
  let calls = 0;
  return {
    ...house.system,
    tx: (work) =>
      house.system.tx(async (tx) => {
        const outcome = await work(tx);
        if (++calls >= nth) throw new Error('killed');
        return outcome;
      }),
  };
}

test('F3: two that run at once meet each fact once, and one subject in its order', async () => {
  for (let n = 0; n < 30; n++) await appear(`${n}`, { subject: `${n % 3}号口` });
  const slow = meets('judge', { does: () => new Promise((resolve) => setTimeout(resolve, Math.random() * 4)) });
  await Promise.all([1, 2, 3].map(() => runReactions(house.system, [slow], NOON)));
  await everything([slow]);
  const names = (await met()).map(Number);
  expect([...names].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n));
  for (const outlet of [0, 1, 2]) {
    const own = names.filter((n) => n % 3 === outlet);
    expect(own).toEqual([...own].sort((a, b) => a - b));
  }
});

test('F3: while one is at work on a fact, another passes by its subject and goes on with the rest', async () => {
  await appear('一');
  await appear('二');
  await appear('旁', { subject: '二号口' });
  let finish = () => {};
  const started = new Promise<void>((begun) => {
    const stuck = meets('judge', {
      does: (_, of) =>
        of.ref.id !== '一'
          ? Promise.resolve()
          : new Promise<void>((resolve) => {
              finish = resolve;
              begun();
            }),
    });
    void runReactions(house.system, [stuck], NOON);
  });
  await started;
  expect(await runReactions(house.system, [meets('judge')], NOON)).toBe(1);
  expect(await met()).toEqual(['旁']);
  finish();
  await expect.poll(async () => (await met()).filter((name) => name !== '旁')).toEqual(['一', '二']);
});

test('F3: more facts than fit in one round are met in order', async () => {
  await house.system.tx(async (tx) => {
    for (let n = 0; n < 1_203; n++) await announce(tx, fact(`${n}`, { subject: `${n % 2}号口` }));
  });
  await everything([meets('judge')]);
  const names = (await met()).map(Number);
  expect(names).toHaveLength(1_203);
  for (const outlet of [0, 1])
    expect(names.filter((n) => n % 2 === outlet)).toEqual(Array.from({ length: 602 - outlet }, (_, n) => 2 * n + outlet));
}, 30_000);

/** Fails while `failing` holds the name. */
function stumbles(failing: Set<string>, more: Partial<Reaction> = {}): Reaction {
  return meets('judge', {
    ...more,
    does: async (_, of) => {
      if (failing.has(of.ref.id)) throw new Error(`no limit for ${of.ref.id}`);
    },
  });
}
const asides = () => house.system.tx((tx) => listSetAside(tx));

test('F3: a fact that fails is tried five times with growing pauses, then set aside and shown, and its subject goes on', async () => {
  const judge = stumbles(new Set(['坏']));
  await appear('坏');
  await appear('好');
  await appear('旁', { subject: '二号口' });
  const tries: number[] = [];
  const counted: Reaction = {
    ...judge,
    does(tx, of, now) {
      if (of.ref.id === '坏') tries.push(now - NOON);
      return judge.does(tx, of, now);
    },
  };
  for (let now = NOON; now < NOON + 4 * MINUTE; now += 1_000) {
    await runReactions(house.system, [counted], now);
    if (tries.length < 5) expect(await met()).toEqual(['旁']);
  }
  expect(tries).toEqual([0, 1_000, 6_000, 36_000, 156_000]);
  expect(await met()).toEqual(['旁', '好']);
  expect(await asides()).toEqual([
    {
      fact: 1,
      kind: 'hour.changed',
      reaction: 'judge',
      tries: 5,
      error: 'no limit for 坏',
      at: NOON,
      ref: ref('hour', '坏'),
      party: '采石厂',
      place: null,
      district: '青山区',
      day: '2026-11-24',
      detail: {},
    },
  ]);
}, 30_000);

test('F3: a refusal counts as a failure and is shown with its reason', async () => {
  await appear('08 时');
  const judge = meets('judge', {
    does: async () => {
      throw new Refused(refuse.no());
    },
  });
  for (let n = 0; n < 5; n++) await runReactions(house.system, [judge], NOON + n * 3 * MINUTE);
  expect(await met()).toEqual([]);
  expect((await asides())[0]).toMatchObject({ tries: 5, error: 'test.no: 不可' });
});

test('F3: a condition that throws holds up nobody: the fact is set aside like any other that fails', async () => {
  const judge = meets('judge', {
    and: (of) => {
      if (of.ref.id === '坏') throw new TypeError('mean is undefined');
      return true;
    },
  });
  await appear('坏', { subject: '二号口' });
  await appear('好');
  await runReactions(house.system, [judge, meets('tell')], NOON);
  expect(await met()).toEqual(['好']);
  expect(await met('tell')).toEqual(['坏', '好']);
  for (let n = 1; n < 5; n++) await runReactions(house.system, [judge], NOON + n * 3 * MINUTE);
  expect((await asides())[0]).toMatchObject({ fact: 1, error: 'mean is undefined' });
});

test('F3: a fact set aside and put back is met, once; one that was not set aside cannot be put back', async () => {
  const failing = new Set(['坏']);
  const judge = stumbles(failing);
  await appear('坏');
  await appear('好');
  for (let n = 0; n < 5; n++) await everything([judge], NOON + n * 3 * MINUTE);
  expect(await met()).toEqual(['好']);
  failing.clear();
  const later = NOON + 60 * MINUTE;
  expect(await house.system.tx((tx) => retrySetAside(tx, 2, 'judge', later))).toBe(false);
  expect(await house.system.tx((tx) => retrySetAside(tx, 1, 'judge', later))).toBe(true);
  expect(await asides()).toEqual([]);
  await everything([judge], later);
  expect(await met()).toEqual(['好', '坏']);
  expect(await house.system.tx((tx) => retrySetAside(tx, 1, 'judge', later))).toBe(false);
});

test('F3: a reaction that swallows the failure of its own statement does not count as done', async () => {
  await appear('08 时');
  const judge = meets('judge', {
    does: (tx) =>
      tx.query('select 1 / 0').then(
        () => {},
        () => {},
      ),
  });
  expect(await runReactions(house.system, [judge], NOON)).toBe(0);
  expect(await met()).toEqual([]);
});

test('a fact with a text PostgreSQL cannot keep is kept without the unkeepable part', async () => {
  await appear('08 时', { detail: { raw: 'a\u0000b\ud800' } });
  const seen: unknown[] = [];
  await everything([meets('judge', { does: async (_, of) => void seen.push(of.detail) })]);
  expect(seen).toEqual([{ raw: 'ab\ufffd' }]);
});

test('whoever waits for facts is woken by a commit', async () => {
  let heard = 0;
  const ear = listen(house.urls.system, 'test', ['appeared'], () => heard++);
  await expect.poll(() => heard).toBe(1);
  await appear('08 时');
  await expect.poll(() => heard).toBe(2);
  await ear.close();
});

// The model: transactions opened, written into, ended; rounds run alone, at once, or killed; facts that fail for a while or for ever. It knows only
// this: of the committed facts that fail for ever each is set aside, all others are met once, and those of one subject that never failed in the
// order of their ids.
interface Step {
  does: 'open' | 'announce' | 'commit' | 'rollback' | 'run' | 'runTwice' | 'killed';
  of: number;
  subject: number;
  fails: number;
}
const step: fc.Arbitrary<Step> = fc.record({
  does: fc.oneof(
    { weight: 2, arbitrary: fc.constant('open' as const) },
    { weight: 6, arbitrary: fc.constant('announce' as const) },
    { weight: 2, arbitrary: fc.constant('commit' as const) },
    { weight: 1, arbitrary: fc.constant('rollback' as const) },
    { weight: 2, arbitrary: fc.constantFrom('run' as const, 'runTwice' as const, 'killed' as const) },
  ),
  of: fc.nat({ max: 9 }),
  subject: fc.nat({ max: 2 }),
  fails: fc.constantFrom(0, 0, 0, 0, 1, 2, 9),
});

test('F3: in any interleaving of transactions, rounds and kills every committed fact is met once, in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      await house.owner.query('truncate met, appeared, mention, reaction_run, reaction_cursor');
      const open: { tx: Awaited<ReturnType<typeof opened>>; facts: string[] }[] = [];
      const committed = new Set<string>();
      const fails = new Map<string, number>();
      let now = NOON;
      let names = 0;
      const judge = meets('judge', {
        does: async (_, of) => {
          const left = fails.get(of.ref.id) as number;
          if (left > 0) {
            fails.set(of.ref.id, left - 1);
            throw new Error('not yet');
          }
        },
      });
      const ever = new Set<string>();
      for (const { does, of, subject, fails: times } of steps) {
        const at = open.length ? of % open.length : 0;
        const chosen = open[at];
        if (does === 'open' && open.length < 4) {
          const tx = await opened();
          await tx.query('select pg_current_xact_id()');
          open.push({ tx, facts: [] });
        } else if (does === 'announce' && chosen) {
          const name = `${names++}`;
          fails.set(name, times);
          if (times === 9) ever.add(name);
          chosen.facts.push(name);
          await announce(chosen.tx, fact(name, { subject: `${subject}` }));
        } else if ((does === 'commit' || does === 'rollback') && chosen) {
          open.splice(at, 1);
          await chosen.tx[does]();
          if (does === 'commit') for (const name of chosen.facts) committed.add(name);
        } else if (does === 'run') await runReactions(house.system, [judge], now);
        else if (does === 'runTwice') await Promise.all([1, 2].map(() => runReactions(house.system, [judge], now)));
        else if (does === 'killed') await runReactions(killedAfter(1 + of), [judge], now).catch(() => {});
        now += 20_000;
      }
      for (const { tx, facts } of open) {
        await tx.commit();
        for (const name of facts) committed.add(name);
      }
      for (let n = 0; n < 200; n++, now += 3 * MINUTE) {
        await runReactions(house.system, [judge], now);
        const { rows } = await house.owner.query(`select 1 from reaction_run where state = 'waiting' limit 1`);
        if (!rows.length) break;
      }
      const { rows } = await house.owner.query<{ name: string; fact: number; subject: string }>(
        'select name, fact, subject from met order by turn',
      );
      const expected = [...committed].filter((name) => !ever.has(name));
      expect(rows.map((row) => row.name).sort()).toEqual(expected.sort());
      const aside = (await asides()).map((one) => one.fact);
      const lost = await house.owner.query<{ id: number }>('select id from appeared where ref_id = any ($1) order by id desc', [
        [...committed].filter((name) => ever.has(name)),
      ]);
      expect(aside).toEqual(lost.rows.map((row) => row.id));
      for (const subject of ['0', '1', '2']) {
        const ids = rows.filter((row) => row.subject === subject).map((row) => row.fact);
        expect(ids).toEqual([...ids].sort((a, b) => a - b));
      }
    }),
    { numRuns: 25 },
  );
}, 60_000);

test('F3: runners killed at any step of any transaction, several at once, meet every fact once and one subject in its order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat({ max: 2 }), fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 }), fc.boolean()), {
        minLength: 2,
        maxLength: 7,
      }),
      async (rounds) => {
        await house.owner.query('truncate met, appeared, mention, reaction_run, reaction_cursor');
        let names = 0;
        for (const [subject, first, second, isQuick] of rounds) {
          for (let n = 0; n < 3; n++) await appear(`${names++}`, { subject: `${(subject + n) % 3}` });
          const reactions = [meets('judge'), meets('tell')];
          // Each runner dies at its own statement: before it, so that nothing of it happened, or after it, so that its answer never came.
          await Promise.all(
            [killedAtStatement(first, isQuick), killedAtStatement(second, !isQuick)].map((store) =>
              runReactions(store, reactions, NOON).catch(() => {}),
            ),
          );
        }
        for (let now = NOON; now < NOON + 60 * MINUTE; now += 3 * MINUTE)
          await runReactions(house.system, [meets('judge'), meets('tell')], now);
        for (const reaction of ['judge', 'tell']) {
          const { rows } = await house.owner.query<{ name: string; fact: number; subject: string }>(
            'select name, fact, subject from met where reaction = $1 order by turn',
            [reaction],
          );
          expect(rows.map((row) => Number(row.name)).sort((a, b) => a - b)).toEqual(Array.from({ length: names }, (_, n) => n));
          for (const subject of ['0', '1', '2']) {
            const ids = rows.filter((row) => row.subject === subject).map((row) => row.fact);
            expect(ids).toEqual([...ids].sort((a, b) => a - b));
          }
        }
      },
    ),
    { numRuns: 12 },
  );
}, 120_000);

/** A store whose process dies at its nth statement, whichever transaction that is in; nothing works afterwards. */
function killedAtStatement(nth: number, before: boolean): Store {
  let statements = 0;
  const dead = () => new Error('killed');
  return {
    ...house.system,
    tx: (work) =>
      statements >= nth
        ? Promise.reject(dead())
        : house.system.tx((tx) => {
            const query: Tx['query'] = async (text, values) => {
              if (statements >= nth) throw dead();
              statements += 1;
              if (statements === nth && before) throw dead();
              const rows = await tx.query(text, values);
              if (statements >= nth) throw dead();
              return rows as never;
            };
            return work({
              ...tx,
              query,
              find: async (text, values) => (await query(text, values))[0] as never,
              get: async (text, values) => (await query(text, values))[0] as never,
            });
          }),
  };
}

test('a fact set aside is skipped with a reason somebody signs, and neither shown nor met any more', async () => {
  const failing = new Set(['坏']);
  const judge = stumbles(failing);
  await appear('坏');
  for (let n = 0; n < 5; n++) await everything([judge], NOON + n * 3 * MINUTE);
  const signed = { by: 'admin', why: '测试数据', at: NOON };
  expect(await house.system.tx((tx) => skipSetAside(tx, 1, 'judge', signed))).toBe(true);
  expect(await house.system.tx((tx) => skipSetAside(tx, 1, 'judge', signed))).toBe(false);
  expect(await asides()).toEqual([]);
  failing.clear();
  await everything([judge], NOON + 60 * MINUTE);
  expect(await met()).toEqual([]);
  expect(await house.system.tx((tx) => listReactions(tx, [judge]))).toMatchObject([
    { id: 'judge', done: 0, setAside: 0, skipped: 1, upTo: 1 },
  ]);
});

test('F13: a fact that names a carrier and a disposer is found by each of them, and by its place', async () => {
  const [carrier, disposer, river] = [ref('firm', '运输队'), ref('firm', '处置场'), ref('place', '青山河')];
  await appear('联单一', {
    place: '一号口',
    mentions: [
      { role: 'carrier', ref: carrier },
      { role: 'disposer', ref: disposer, district: '临江区' },
      { role: 'receives', ref: river },
    ],
  });
  await appear('别的', { party: '别家' });
  const named = (of: Ref) => house.system.tx(async (tx) => (await listMentions(tx, of)).items.map((m) => [m.role, m.ref.id]));
  expect(await named(carrier)).toEqual([['carrier', '联单一']]);
  expect(await named(disposer)).toEqual([['disposer', '联单一']]);
  expect(await named(ref('firm', '采石厂'))).toEqual([['party', '联单一']]);
  expect(await named(ref('place', '一号口'))).toEqual([['place', '联单一']]);
  expect(await named(river)).toEqual([['receives', '联单一']]);
});

test('F13: what is named is shown to the firm named and to the district where it is named, and to nobody else', async () => {
  const disposer = ref('firm', '处置场');
  await appear('联单一', { mentions: [{ role: 'disposer', ref: disposer, district: '临江区' }] });
  const seen = async (scope: Parameters<typeof house.app.as>[0], of: Ref = disposer) => {
    const found = await house.app.as(scope, (tx) => listMentions(tx, of));
    return 'items' in found ? found.items.length : -1;
  };
  expect(await seen({ districts: [], party: '处置场' })).toBe(1);
  expect(await seen({ districts: ['临江区'] })).toBe(1);
  expect(await seen({ districts: ['青山区'] })).toBe(0);
  expect(await seen({ districts: [], party: '别家' })).toBe(0);
  expect(await seen({ districts: [], party: '采石厂' }, ref('firm', '采石厂'))).toBe(1);
  expect(await seen({ districts: [], party: '处置场' }, ref('firm', '采石厂'))).toBe(0);
});

test('F13: mentions commit with their fact, and a page of them goes on where the last one ended', async () => {
  const tx = await opened();
  await announce(tx, fact('退回'));
  await tx.rollback();
  for (let n = 0; n < 7; n++) await appear(`${n}`, { mentions: [{ role: 'carrier', ref: ref('firm', '采石厂') }] });
  const all: string[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: { ref: { id: string }; role: string }[]; next: string | null } = await house.system.tx((inside) =>
      listMentions(inside, ref('firm', '采石厂'), { cursor, limit: 3 }),
    );
    all.push(...page.items.map((m) => `${m.ref.id} ${m.role}`));
    cursor = page.next;
  } while (cursor);
  expect(all).toEqual([6, 5, 4, 3, 2, 1, 0].flatMap((n) => [`${n} party`, `${n} carrier`]));
});

test('a mended reaction meets the facts it passed by, in their order, and does not repeat what it did', async () => {
  const narrow = meets('judge', { and: (of) => of.ref.id === '一' });
  for (const name of ['一', '二', '三']) await appear(name);
  await everything([narrow]);
  const mended = meets('judge');
  expect(await replay(house.system, mended, {}, NOON)).toEqual({ facts: 2, ran: 2 });
  expect(await met()).toEqual(['一', '二', '三']);
  expect(await replay(house.system, mended, {}, NOON)).toEqual({ facts: 0, ran: 0 });
});

test('a replay begins on the day it is told, or takes one fact, or what was set aside', async () => {
  const never = meets('judge', { and: () => false });
  await appear('旧', { day: '2026-11-01' });
  await appear('新');
  await appear('再新');
  await everything([never]);
  const mended = meets('judge');
  await replay(house.system, mended, { fact: 3 }, NOON);
  await replay(house.system, mended, { from: '2026-11-24' }, NOON);
  expect(await met()).toEqual(['再新', '新']);
  await house.owner.query(`update reaction_run set state = 'setAside' where fact = 2`);
  await replay(house.system, mended, { fact: 2 }, NOON);
  expect(await met()).toEqual(['再新', '新', '新']);
});

test('what was carried out is carried out again only when asked, and only by a reaction that says it may be', async () => {
  await appear('一');
  const once = meets('judge');
  const often = meets('judge', { repeatable: true });
  await everything([once]);
  await replay(house.system, once, { again: true }, NOON);
  await replay(house.system, often, {}, NOON);
  expect(await met()).toEqual(['一']);
  await replay(house.system, often, { again: true }, NOON);
  expect(await met()).toEqual(['一', '一']);
});

test('a replay beside a running house carries out each fact once', async () => {
  const never = meets('judge', { and: () => false });
  for (let n = 0; n < 20; n++) await appear(`${n}`, { subject: `${n % 2}` });
  await everything([never]);
  const mended = meets('judge');
  await Promise.all([
    replay(house.system, mended, {}, NOON),
    runReactions(house.system, [mended], NOON),
    replay(house.system, mended, {}, NOON),
  ]);
  await everything([mended]);
  expect((await met()).map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n));
});

test('a dry run tells what would appear and be sent, and leaves no trace', async () => {
  await appear('一');
  await appear('坏');
  const speaks = meets('tell', {
    does: async (tx, of) => {
      if (of.ref.id === '坏') throw new Error('no limit');
      await announce(tx, fact('超标', { kind: 'verdict.given' }));
      await send(tx, {
        key: 'k',
        channel: 'sms',
        receiver: '采石厂',
        address: null,
        body: '一号口超标',
        about: null,
        party: null,
        district: '青山区',
        at: NOON,
      });
    },
  });
  const found = await dryRun(house.system, speaks, {}, NOON);
  expect(found).toEqual({
    facts: 2,
    appeared: [{ kind: 'verdict.given', ref: ref('hour', '超标'), detail: {} }],
    messages: [{ receiver: '采石厂', body: '一号口超标' }],
    failures: [{ fact: 2, error: 'no limit' }],
    more: false,
  });
  for (const table of ['met', 'outbox', 'reaction_run']) expect((await house.owner.query(`select 1 from ${table}`)).rows).toEqual([]);
  expect((await house.owner.query('select 1 from appeared')).rows).toHaveLength(2);
});
