import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditWitness, record } from '../audit/index.ts';
import { addDays, type Day, dayOf, startOfDay } from '../day.ts';
import { chainsAgainst, makeHead, openKeyRing } from '../heads/index.ts';
import { openLawbook } from '../lawbook/index.ts';
import { ref } from '../ref.ts';
import { isRefusal } from '../refusal.ts';
import { entrust, sealAll, verify } from '../seal/index.ts';
import { FOUNDATION, type House, openHouse } from '../testing/house.ts';
import {
  carryOut,
  dayBefore,
  decide,
  declareKinds,
  type Kind,
  liftHold,
  listRemovals,
  type Proposal,
  prepareRemoval,
  propose,
  reportOf,
  setHold,
  sweep,
  termOf,
} from './index.ts';

const NOW = Date.parse('2026-11-24T10:00:00+08:00');
const dir = mkdtempSync(join(tmpdir(), 'xiushui-retention-'));
const ADMIN = { login: 'admin', name: '系管' };
const SECURITY = { login: 'security', name: '安管' };

const OLD: Kind = {
  id: 'readings',
  says: { zh: '原始监测记录', en: 'raw readings' },
  months: { law: 'retention/readings' },
  tables: [
    {
      name: 'old_reading',
      time: 't.at',
      party: 't.party',
      place: 't.place',
      cited: 'exists (select from old_verdict v where v.reading = t.id)',
    },
  ],
};
const LEFT: Kind = {
  id: 'sessions',
  says: { zh: '会话', en: 'sessions' },
  months: 'forGood',
  tables: [{ name: 'session', time: 't.ends_at' }],
  sweepAfterDays: 180,
};
const AUDIT: Kind = { id: 'audit', says: { zh: '操作记录', en: 'audit' }, months: 'forGood', tables: [], isAudit: true };
const KINDS = [OLD, LEFT, AUDIT];

let house: House;
beforeAll(async () => {
  writeFileSync(
    join(dir, '001-old.sql'),
    `create table old_reading (id int primary key, at timestamptz not null, party text, place text, district text not null, value int);
     call guard('old_reading', 'scoped');
     create table old_verdict (reading int primary key);
     call guard('old_verdict', 'internal');`,
  );
  house = await openHouse([FOUNDATION, { name: 'old', migrations: dir }]);
  await declareKinds(house.urls.owner, KINDS);
});
afterAll(async () => {
  await house?.close();
  rmSync(dir, { recursive: true, force: true });
});

const sys = <T>(work: Parameters<typeof house.system.tx<T>>[0]) => house.system.tx(work);
const ids = async () => (await house.owner.query('select id from old_reading order by id')).rows.map((row) => row.id as number);
/** One reading a month back from now, for two firms in turn. */
async function fill(): Promise<void> {
  await house.owner.query('truncate old_reading, old_verdict');
  await house.owner.query(`update legal_hold set lifted_by = 'x', lifted_by_name = 'x', lifted_at = now() where lifted_at is null`);
  await house.owner.query(`update purge_proposal set state = 'dropped' where state in ('prepared', 'proposed', 'confirmed')`);
  await house.owner.query(
    `insert into old_reading select n, to_timestamp($1 / 1000.0) - make_interval(months => n), case when n % 2 = 0 then 'A' else 'B' end, 'place ' || n % 3, '330402', n from generate_series(1, 100) n`,
    [NOW],
  );
}
const BEFORE = dayBefore(dayOf(NOW), 60);

async function confirmed(kind: Kind, before: Day): Promise<string> {
  const id = (await sys(async (tx) => prepareRemoval(tx, kind, before, await reportOf(tx, kind, before), NOW))) as string;
  await sys((tx) => propose(tx, id, ADMIN, NOW));
  const decided = (await sys((tx) => decide(tx, id, 'confirm', '', SECURITY, NOW))) as Proposal;
  expect(decided.state).toBe('confirmed');
  return id;
}

describe('how long a kind is kept', () => {
  const books = {
    law: openLawbook(join(import.meta.dirname, '../../law')),
    city: openLawbook(join(import.meta.dirname, '../../city/jiaxing/parameters')),
  };
  it('is what the law of the day says, and longer only when somebody set more', () => {
    expect(termOf(OLD.months, NOW, books)).toMatchObject({
      months: 60,
      cite: '生态环境法典 第一百八十三条',
      confidence: 'B',
      isLonger: false,
    });
    expect(termOf(OLD.months, Date.parse('2023-01-01'), books).cite).toBe('排污许可管理条例 第二十一条');
    expect(termOf(OLD.months, NOW, books, 10)).toMatchObject({ months: 120, isLonger: true });
    // Shorter than the law asks is not heard.
    expect(termOf(OLD.months, NOW, books, 3)).toMatchObject({ months: 60, isLonger: false });
    expect(termOf('forGood', NOW, books).months).toBeNull();
  });
  it('ends on the same day of an earlier month, or on its last', () => {
    expect(dayBefore('2026-11-24', 60)).toBe('2021-11-24');
    expect(dayBefore('2026-03-31', 1)).toBe('2026-02-28');
    expect(dayBefore('2024-03-31', 1)).toBe('2024-02-29');
    expect(dayBefore('2026-01-15', 1)).toBe('2025-12-15');
  });
});

describe('nothing goes', () => {
  it('by anybody’s own hand: no role has the right to delete, nor to declare what may go', async () => {
    await fill();
    for (const statement of [
      'delete from old_reading',
      'delete from session',
      'delete from audit_event',
      'delete from chain_row',
      'delete from legal_hold',
      'delete from purge_proposal',
      `insert into retention_table (name, kind, time) values ('person', 'readings', 't.at')`,
      `update retention_table set cited = null`,
      `insert into chain_purge (chain, through, seal, proposal, at) values ('audit/2020-01-01', 1, '', 1, now())`,
    ]) {
      await expect(house.system.pool.query(statement), statement).rejects.toMatchObject({ code: '42501' });
      await expect(house.app.pool.query(statement), statement).rejects.toMatchObject({ code: '42501' });
    }
    await expect(house.app.pool.query(`select retention_purge(1, 'old_reading', now(), 1)`)).rejects.toMatchObject({ code: '42501' });
  });

  it('before two people said so, nor beyond what they said', async () => {
    await fill();
    const purge = (id: string, table: string, before: number) =>
      house.system.pool.query('select retention_purge($1::bigint, $2, to_timestamp($3 / 1000.0), 10)', [id, table, before]);
    const id = (await sys(async (tx) => prepareRemoval(tx, OLD, BEFORE, await reportOf(tx, OLD, BEFORE), NOW))) as string;
    await expect(purge(id, 'old_reading', startOfDay(BEFORE))).rejects.toThrow('nobody confirmed');
    expect(isRefusal(await sys((tx) => decide(tx, id, 'confirm', '', SECURITY, NOW)))).toBe(true);
    await sys((tx) => propose(tx, id, ADMIN, NOW));
    await expect(purge(id, 'old_reading', startOfDay(BEFORE))).rejects.toThrow('nobody confirmed');
    expect(await sys((tx) => decide(tx, id, 'confirm', '', ADMIN, NOW))).toMatchObject({ code: 'retention.needsAnother' });
    // Nor by a statement that goes around the rule.
    await expect(
      house.system.pool.query(`update purge_proposal set state = 'confirmed', decided_by = proposed_by where id = $1::bigint`, [id]),
    ).rejects.toMatchObject({ code: '23514' });
    await sys((tx) => decide(tx, id, 'confirm', '', SECURITY, NOW));
    await expect(purge(id, 'old_reading', startOfDay(BEFORE) + 1000)).rejects.toThrow('nobody confirmed');
    await expect(purge(id, 'person', startOfDay(BEFORE))).rejects.toThrow();
    expect(await ids()).toHaveLength(100);
  });

  it('a prepared removal is counted anew while nobody has proposed it, and there is one of a kind', async () => {
    await fill();
    const once = await sys(async (tx) => prepareRemoval(tx, OLD, BEFORE, await reportOf(tx, OLD, BEFORE), NOW));
    const twice = await sys(async (tx) => prepareRemoval(tx, OLD, BEFORE, await reportOf(tx, OLD, BEFORE), NOW + 1));
    expect(twice).toBe(once);
    await sys((tx) => propose(tx, once as string, ADMIN, NOW));
    expect(await sys(async (tx) => prepareRemoval(tx, OLD, BEFORE, await reportOf(tx, OLD, BEFORE), NOW + 2))).toBeNull();
    expect(await sys((tx) => decide(tx, once as string, 'drop', '另议', SECURITY, NOW))).toMatchObject({
      state: 'dropped',
      decidedWhy: '另议',
    });
    expect(await ids()).toHaveLength(100);
  });
});

describe('what is of age goes (F19)', () => {
  it('but for what is held and what is cited, and the report had said exactly that', async () => {
    await fill();
    await house.owner.query('insert into old_verdict values (99), (98), (3)');
    const hold = (await sys((tx) =>
      setHold(
        tx,
        { party: 'A', place: null, fromDay: '2019-01-01', toDay: '2019-12-31', file: '嘉环提醒〔2026〕1号', reason: '行政复议' },
        SECURITY,
        NOW,
      ),
    )) as string;
    const [line] = await sys((tx) => reportOf(tx, OLD, BEFORE));
    // Months 61 to 100 back are of age. 2019 is months 83 to 94 back; firm A has the even ones: six. 98 and 99 are cited.
    expect(line).toMatchObject({ table: 'old_reading', old: 40, held: 6, cited: 2, goes: 32 });
    expect(line?.oldest).toBe(Date.parse('2018-07-24T10:00:00+08:00'));
    const id = await confirmed(OLD, BEFORE);
    const outcome = await carryOut(OLD, id, { store: house.system, now: NOW });
    expect(outcome.old_reading?.rows).toBe(32);
    expect((await ids()).filter((n) => n > 60)).toEqual([84, 86, 88, 90, 92, 94, 98, 99]);
    expect((await ids()).filter((n) => n <= 60)).toHaveLength(60);

    // Lifted, the held ones may go the next time, and not by themselves.
    expect(await sys((tx) => liftHold(tx, hold, '复议终结', SECURITY, NOW))).toBe(true);
    expect(await sys((tx) => liftHold(tx, hold, '复议终结', SECURITY, NOW))).toMatchObject({ code: 'retention.noSuchHold' });
    await carryOut(OLD, await confirmed(OLD, BEFORE), { store: house.system, now: NOW });
    expect((await ids()).filter((n) => n > 60)).toEqual([98, 99]);
  });

  it('whatever the holds, as a slow twin would have it', async () => {
    const hold = fc.record({
      party: fc.option(fc.constantFrom('A', 'B', 'C')),
      place: fc.option(fc.constantFrom('place 0', 'place 1')),
      from: fc.option(fc.integer({ min: 50, max: 100 })),
      to: fc.option(fc.integer({ min: 50, max: 100 })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(hold, { maxLength: 4 }), async (holds) => {
        await fill();
        const day = (monthsBack: number | null) => (monthsBack === null ? null : dayBefore(dayOf(NOW), monthsBack));
        const set = holds
          .map(({ party, place, from, to }) => ({ party, place, fromDay: day(from), toDay: day(to) }))
          .filter((one) => one.party ?? one.place ?? one.fromDay ?? one.toDay);
        for (const one of set) await sys((tx) => setHold(tx, { ...one, file: null, reason: '演练' }, SECURITY, NOW));
        const stays = Array.from({ length: 100 }, (_, i) => i + 1).filter((n) => {
          const at = dayBefore(dayOf(NOW), n);
          if (at >= BEFORE) return true;
          return set.some(
            (one) =>
              (one.party === null || one.party === (n % 2 === 0 ? 'A' : 'B')) &&
              (one.place === null || one.place === `place ${n % 3}`) &&
              (one.fromDay === null || at >= one.fromDay) &&
              (one.toDay === null || at <= one.toDay),
          );
        });
        if (stays.length < 100) await carryOut(OLD, await confirmed(OLD, BEFORE), { store: house.system, now: NOW });
        expect(await ids()).toEqual(stays);
      }),
      { numRuns: 12 },
    );
  });

  it('and is told in a sealed event with its count and a digest over every row', async () => {
    await fill();
    const id = await confirmed(OLD, BEFORE);
    const outcome = await carryOut(OLD, id, { store: house.system, now: NOW });
    const { rows } = await house.owner.query(`select detail, says_en from audit_event where did = 'retention.purged' and about_id = $1`, [
      id,
    ]);
    expect(rows).toHaveLength(1);
    expect(rows[0].detail).toMatchObject({ kind: 'readings', before: BEFORE, outcome });
    expect(outcome.old_reading).toMatchObject({ rows: 40, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(rows[0].says_en).toContain('proposed by 系管, confirmed by 安管');
    await expect(carryOut(OLD, id, { store: house.system, now: NOW })).rejects.toThrow('is done');
  });

  it('a removal stopped half-way goes on where it stopped', async () => {
    await fill();
    const id = await confirmed(OLD, BEFORE);
    const stop = new AbortController();
    stop.abort();
    await carryOut(OLD, id, { store: house.system, now: NOW, signal: stop.signal });
    expect((await sys(listRemovals)).find((one) => one.id === id)?.state).toBe('confirmed');
    expect((await carryOut(OLD, id, { store: house.system, now: NOW })).old_reading?.rows).toBe(40);
  });

  it('what is no record is swept without asking, and not before its days are over', async () => {
    await house.owner.query(
      `insert into person (login, name, role, body, districts, password_hash) values ('p', 'p', 'duty', '', '{}', 'x') on conflict do nothing;
       insert into session (token_hash, login, csrf, opened_at, seen_at, ends_at)
       select 's' || n, 'p', 'c', now() - n * interval '10 days', now(), now() - n * interval '10 days' from generate_series(0, 29) n`,
    );
    await expect(sweep(house.system, LEFT, Date.now())).rejects.toThrow('is kept for 180 days');
    expect(await sweep(house.system, LEFT, Date.now() - 181 * 86_400_000)).toEqual({ session: 11 });
    expect((await house.owner.query('select count(*)::int as n from session')).rows).toEqual([{ n: 19 }]);
  });
});

describe('a day of the audit', () => {
  it('goes whole, once its end is in a signed head; the chain still verifies, and a deletion that calls itself a removal does not', async () => {
    const first = Date.parse('2023-06-01T09:00:00+08:00');
    for (let day = 0; day < 4; day += 1)
      for (let n = 0; n < 3; n += 1)
        await sys((tx) =>
          record(tx, {
            did: 'test.done',
            by: 'x',
            byName: 'x',
            about: null,
            says: `第 ${n} 次`,
            saysEn: `${n}`,
            party: day === 2 ? 'A' : null,
            district: '*',
            at: first + day * 86_400_000 + n,
          }),
        );
    for (let n = 0; n < 3; n += 1)
      await sys((tx) =>
        entrust(tx, { chain: 'file:9', about: ref('act', `9/${n}`), content: {}, party: null, district: '330402', at: first }),
      );
    await sealAll(house.system, first + 3 * 86_400_000);
    const days = Array.from({ length: 4 }, (_, n) => addDays('2023-06-01', n));
    // No head knows the ends yet: nothing goes.
    expect((await sys((tx) => reportOf(tx, AUDIT, '2023-06-04'))).at(-1)).toMatchObject({ old: 9, goes: 0, cited: 9 });
    const ring = openKeyRing(join(dir, 'seal.pem'), 'ed25519', null);
    await makeHead(house.system, startOfDay('2023-06-05') + 60_000, () => ring as NonNullable<typeof ring>);
    const statements = (await house.owner.query('select statement from day_head order by day')).rows.map((row) =>
      JSON.parse(row.statement),
    );
    await sys((tx) => setHold(tx, { party: 'A', place: null, fromDay: null, toDay: null, file: null, reason: '演练' }, SECURITY, NOW));
    expect((await sys((tx) => reportOf(tx, AUDIT, '2023-06-04'))).at(-1)).toMatchObject({ old: 9, held: 3, cited: 0, goes: 6 });

    const outcome = await carryOut(AUDIT, await confirmed(AUDIT, '2023-06-04'), { store: house.system, now: NOW });
    expect(outcome.audit_event?.rows).toBe(6);
    await sealAll(house.system, NOW);
    const left = await house.owner.query(`select distinct chain from chain_row where chain like 'audit/2023%' order by 1`);
    expect(left.rows.map((row) => row.chain)).toEqual([`audit/${days[2]}`, `audit/${days[3]}`]);
    expect((await verify(house.system, [auditWitness])).flaws).toEqual([]);
    const against = await house.system.tx((tx) => chainsAgainst(tx, statements));
    expect(against).toEqual([]);

    // The owner of the tables deletes a later day and writes that it was removed long ago, by a removal of everything; and hangs the rows of a file
    // on the removal that was: nobody confirmed either, though the heads know both ends.
    await house.owner.query(`delete from audit_event e using chain_row r where r.chain = $1 and e.id::text = r.about_id`, [
      `audit/${days[3]}`,
    ]);
    await house.owner.query(`delete from chain_row where chain = $1`, [`audit/${days[3]}`]);
    await house.owner.query(
      `insert into purge_proposal (kind, before, state, report, prepared_at, proposed_by, decided_by, ended_at)
       values ('audit', '9999-01-01', 'done', '[]', now(), 'a', 'b', '2000-01-01')`,
    );
    await house.owner.query(
      `insert into chain_purge select chain, position, seal, (select max(id) from purge_proposal), now() from chain_head where chain = $1`,
      [`audit/${days[3]}`],
    );
    await house.owner.query(
      `insert into chain_purge select chain, position, seal, (select min(proposal) from chain_purge), now() from chain_head where chain = 'file:9'`,
    );
    await house.owner.query(`delete from chain_row where chain = 'file:9'`);
    expect((await verify(house.system, [auditWitness])).flaws).toMatchObject([
      { chain: `audit/${days[3]}`, code: 'rowMissing', position: 1, through: 3 },
      { chain: 'file:9', code: 'rowMissing', position: 1, through: 3 },
    ]);
  });
});
