import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../foundation/day.ts';
import { cover, replacement } from './entry.ts';
import { end, find, findEver, history, list, listEver, put, wasEver } from './index.ts';
import { east, faultsOf, firms, mustPut, openTestRegisters, outlets, quarry, type TestRegisters } from './testing/builders.ts';
import { Model, type Said } from './testing/model.ts';

let on: TestRegisters;
beforeAll(async () => {
  on = await openTestRegisters();
});
afterAll(() => on?.close());

const at = (day: string) => Date.parse(`${day}T00:00:00Z`);
const draft = (name: string, code = 'DW001') => ({ code, name, district: east, party: quarry, detail: { kind: 'water' } });

describe('as of a day, as known on a day (R1)', () => {
  it('a report of last year sees last year as it was known then, after a correction as it is known now', async () => {
    await on.system.tx((tx) => put(tx, outlets, draft('总排口'), { by: 'zhao', at: at('2025-01-10'), day: '2025-01-01' }));
    // In July someone finds that from April the outlet had another name.
    await on.system.tx((tx) => put(tx, outlets, draft('南排口'), { by: 'qian', at: at('2025-07-10'), day: '2025-04-01' }));
    await on.system.tx(async (tx) => {
      const seen = async (day: string, known?: string) =>
        (await find(tx, outlets, 'DW001', { day, ...(known ? { knownAt: at(known) } : {}) }))?.name;
      expect(await seen('2025-05-01', '2025-07-01')).toBe('总排口');
      expect(await seen('2025-05-01', '2025-08-01')).toBe('南排口');
      expect(await seen('2025-05-01')).toBe('南排口');
      expect(await seen('2025-03-31')).toBe('总排口');
      expect(await seen('2024-12-31')).toBeUndefined();
      expect(await seen('2025-05-01', '2025-01-09')).toBeUndefined();
      const versions = await history(tx, outlets, 'DW001');
      expect(versions.map((one) => [one.name, one.validFrom, one.validTo, one.knownTo === null])).toEqual([
        ['总排口', '2025-01-01', null, false],
        ['总排口', '2025-01-01', '2025-04-01', true],
        ['南排口', '2025-04-01', null, true],
      ]);
      // The part carried on keeps its author: qian said nothing about January.
      expect(versions.map((one) => one.by)).toEqual(['zhao', 'zhao', 'qian']);
    });
  });

  it('what is ended is no longer listed from that day on, and stays on record before it', async () => {
    const ended = await on.system.tx((tx) => end(tx, outlets, 'DW001', { by: 'zhao', at: at('2025-12-01'), day: '2025-11-30' }));
    expect(ended).toMatchObject({ kind: 'ended', isChanged: true });
    await on.system.tx(async (tx) => {
      expect(await list(tx, outlets, {}, { day: '2025-11-30' })).toEqual([]);
      expect((await list(tx, outlets, {}, { day: '2025-11-29' })).map((one) => one.name)).toEqual(['南排口']);
      expect((await list(tx, outlets, {}, { day: '2026-06-01', knownAt: at('2025-11-30') })).map((one) => one.name)).toEqual(['南排口']);
      expect(await end(tx, outlets, 'DW001', { by: 'zhao', at: at('2025-12-02'), day: '2025-11-30' })).toMatchObject({
        kind: 'ended',
        isChanged: false,
      });
    });
  });

  it('what a thing was called last is what is known of its latest days, though it has ended, and though we learnt of earlier ones since', async () => {
    const say = (name: string, atDay: string, day: string, until?: string) =>
      on.system.tx((tx) =>
        put(tx, outlets, { ...draft(name, 'DW007'), place: 'bend' }, { by: 'zhao', at: at(atDay), day, ...(until ? { until } : {}) }),
      );
    await say('东排口', '2025-02-01', '2025-01-01', '2025-06-01');
    await say('旧排口', '2025-09-01', '2024-01-01', '2024-06-01');
    await on.system.tx(async (tx) => {
      expect(await find(tx, outlets, 'DW007', { day: '2026-01-01' })).toBeUndefined();
      expect((await findEver(tx, outlets, 'DW007'))?.name).toBe('东排口');
      expect(await findEver(tx, outlets, 'DW404')).toBeUndefined();
      expect(await listEver(tx, outlets, { place: 'bend' })).toEqual(['DW007']);
      // Asked whether a place was ever of a kind, on any day.
      expect(await wasEver(tx, outlets, { place: 'bend', detail: { kind: 'water' } })).toBe(true);
      expect(await wasEver(tx, outlets, { place: 'bend', detail: { kind: 'air' } })).toBe(false);
      expect(await wasEver(tx, outlets, { place: 'elsewhere', detail: { kind: 'water' } })).toBe(false);
    });
  });

  it('the same again writes nothing; seeding leaves alone what people have put since', async () => {
    const say = (name: string, more: object = {}) =>
      on.system.tx((tx) => put(tx, outlets, draft(name, 'DW002'), { by: 'seed', at: at('2025-01-01'), day: '2025-01-01', ...more }));
    expect(mustPut(await say('北排口')).isChanged).toBe(true);
    const again = mustPut(await say('北排口', { at: at('2025-02-01') }));
    expect(again).toMatchObject({ isChanged: false, entry: { knownFrom: at('2025-01-01') } });
    expect(mustPut(await say('北排口', { day: '2025-06-01', at: at('2025-06-02') })).isChanged).toBe(false);
    expect(mustPut(await say('北二口', { day: '2025-07-01', at: at('2025-07-02') })).isChanged).toBe(true);
    expect(mustPut(await say('北排口', { onlyIfNew: true, at: at('2025-08-01') })).isChanged).toBe(false);
    expect((await on.system.tx((tx) => find(tx, outlets, 'DW002', { day: '2025-07-01' })))?.name).toBe('北二口');
    expect(mustPut(await say('北排口', { at: at('2025-09-01') })).isChanged).toBe(true);
    expect(await on.system.tx((tx) => history(tx, outlets, 'DW002'))).toHaveLength(4);
  });

  it('a clock that went back, or two changes in one millisecond, do not blur the order in which we learnt', async () => {
    for (const name of ['一', '二', '三']) {
      mustPut(
        await on.system.tx((tx) =>
          put(tx, outlets, draft(name, 'DW003'), { by: 'x', at: name === '三' ? at('2025-01-01') : at('2025-05-05'), day: '2025-01-01' }),
        ),
      );
    }
    const versions = await on.system.tx((tx) => history(tx, outlets, 'DW003'));
    expect(versions.map((one) => [one.name, one.knownFrom - at('2025-05-05')])).toEqual([
      ['一', 0],
      ['二', 1],
      ['三', 2],
    ]);
  });

  it('an entry that ends before it begins, or begins on no real day, is refused', async () => {
    const say = (day: string, until: string) => on.system.tx((tx) => put(tx, outlets, draft('x', 'DW009'), { by: 'x', at: 0, day, until }));
    expect(faultsOf(await say('2025-01-01', '2025-01-01'))).toEqual(['until endsBeforeItBegins']);
    expect(faultsOf(await say('2025-02-30', '2025-13-01'))).toEqual(['day notADay', 'until notADay']);
  });

  it('ten people who put one code at once leave one truth and ten versions', async () => {
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        on.system.tx((tx) => put(tx, outlets, draft(`第${n}版`, 'DW004'), { by: `p${n}`, at: at('2025-05-05'), day: '2025-01-01' })),
      ),
    );
    const versions = await on.system.tx((tx) => history(tx, outlets, 'DW004'));
    expect(versions).toHaveLength(10);
    expect(versions.filter((one) => one.knownTo === null)).toHaveLength(1);
  });

  it('the table itself refuses two truths about one day', async () => {
    const insert = (from: string) =>
      on.system.tx((tx) =>
        tx.query(`select registry_write_many('outlet', $1)`, [
          JSON.stringify([
            {
              code: 'DW005',
              at: Date.UTC(2025, 0, 1),
              ends: [],
              carries: [],
              entry: { name: 'x', district: east, valid_from: from, detail: {}, by: 'x' },
              given: {},
            },
          ]),
        ]),
      );
    await insert('2025-01-01');
    await expect(insert('2026-01-01')).rejects.toThrow(/one_truth_at_a_time/);
  });
});

describe('what gives way', () => {
  const spans = (...of: [number, string, string | null][]) => of.map(([id, validFrom, validTo]) => ({ id, validFrom, validTo }));

  it('a new middle leaves the beginning and the end of the old', () => {
    expect(replacement(spans([1, '2024-01-01', null]), '2025-01-01', '2026-01-01')).toEqual({
      ends: [1],
      carries: spans([1, '2024-01-01', '2025-01-01'], [1, '2026-01-01', null]),
    });
  });

  it('neighbours that only touch stay as they are', () => {
    expect(replacement(spans([1, '2024-01-01', '2025-01-01'], [2, '2026-01-01', null]), '2025-01-01', '2026-01-01')).toEqual({
      ends: [],
      carries: [],
    });
  });

  it('days are covered only without a gap', () => {
    const half = spans([1, '2024-01-01', '2024-06-01'], [2, '2024-07-01', null]);
    expect(cover(half, '2024-02-01', '2024-06-01')).toBe(true);
    expect(cover(half, '2024-02-01', '2024-08-01')).toBe(false);
    expect(cover(half, '2024-07-01', null)).toBe(true);
    expect(cover([], '2024-07-01', null)).toBe(false);
  });
});

describe('against the slow twin', () => {
  const days = Array.from({ length: 10 }, (_, n) => addDays('2025-01-01', n));
  const said = fc.record({
    from: fc.nat({ max: 8 }),
    length: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 5 })),
    // Few names, so that the same thing is often said again.
    name: fc.oneof({ weight: 6, arbitrary: fc.constantFrom('甲', '乙', '丙') }, { weight: 1, arbitrary: fc.constant(null) }),
    later: fc.integer({ min: 1, max: 3 }),
  });
  let run = 0;

  it('whatever is said in whatever order, every day is known as it was said last, at every moment (R1)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 8 }), async (steps) => {
        run += 1;
        const code = `T${run}`;
        const model = new Model();
        let now = at('2025-03-01');
        for (const step of steps) {
          now += step.later;
          const from = days[step.from] as string;
          // To end a thing is to end it for good; only a version can have an end.
          const until = step.length === null || step.name === null ? null : addDays(from, step.length);
          const one: Said = { at: now, from, until, name: step.name };
          model.say(one);
          await on.system.tx(async (tx) => {
            if (one.name === null) await end(tx, outlets, code, { by: 'twin', at: now, day: from });
            else mustPut(await put(tx, outlets, draft(one.name, code), { by: 'twin', at: now, day: from, until }));
          });
          const found = await on.system.tx((tx) =>
            tx.query<{ day: string; moment: number; name: string | null }>(
              `select d.day, m.moment, e.name from unnest($2::date[]) as d(day) cross join generate_series($3::bigint, $4::bigint) as m(moment)
                 left join registry_entry e on e.register = 'outlet' and e.code = $1 and e.valid_from <= d.day and (e.valid_to is null or e.valid_to > d.day)
                   and e.known_from <= to_timestamp(m.moment / 1000.0) and (e.known_to is null or e.known_to > to_timestamp(m.moment / 1000.0))`,
              [code, days, at('2025-03-01'), now],
            ),
          );
          expect(found).toHaveLength(days.length * (now - at('2025-03-01') + 1));
          for (const { day, moment, name } of found)
            expect(name, `${day} as known at +${moment - at('2025-03-01')}`).toBe(model.find(day, moment));
          // And through the front door: now, and one moment earlier.
          const day = days[step.from] as string;
          await on.system.tx(async (tx) => {
            expect((await find(tx, outlets, code, { day }))?.name ?? null).toBe(model.find(day, now));
            expect((await find(tx, outlets, code, { day, knownAt: now - 1 }))?.name ?? null).toBe(model.find(day, now - 1));
          });
        }
      }),
      { seed: Number(process.env.XIUSHUI_SEED ?? 32_100), numRuns: 60, endOnFailure: true },
    );
  });
});

it('a firm is known by its credit code: a code whose check fails never becomes an entry (R3)', async () => {
  const wrong = `${quarry.slice(0, 17)}${quarry[17] === '0' ? '1' : '0'}`;
  const outcome = await on.system.tx((tx) =>
    put(tx, firms, { code: wrong, name: '采石厂', party: wrong, district: east }, { by: 'x', at: 0, day: '2025-01-01' }),
  );
  expect(faultsOf(outcome)).toEqual(['code creditCodeCheckFails', 'party creditCodeCheckFails']);
});
