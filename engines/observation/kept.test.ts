/** O6 against a real PostgreSQL: a frame that gave no reading is kept with its reason, seen by whom it concerns, and tried again in order. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE } from '../../foundation/day.ts';
import * as observation from './index.ts';
import { DISTRICT, openTrial, START, type Trial } from './testing/builders.ts';

const { countKept, isFrameNamed, keepFrames, listKept, listKeptOf, markReplayed, orderReplay, findReplay, closeReplay, listReplayOrders } =
  observation;
let trial: Trial;
beforeAll(async () => {
  trial = await openTrial();
});
afterAll(() => trial?.close());

const frame = (id: number, change: Partial<observation.Kept> = {}): Omit<observation.Kept, 'state'> => ({
  id,
  receivedAt: START + id,
  peer: '10.0.0.1',
  mn: 'MN-kept',
  cn: '2011',
  code: 'unknownMn',
  party: null,
  district: DISTRICT,
  ...change,
});

describe('kept frames (O6)', () => {
  it('are one however often they are met, and are tried again oldest first: those of one MN and of the reasons that may be over', async () => {
    const { system } = trial.house;
    await system.tx((tx) => keepFrames(tx, [frame(3), frame(1), frame(2, { code: 'badCrc' }), frame(4, { mn: 'MN-other' })]));
    await system.tx((tx) => keepFrames(tx, [frame(1, { code: 'badCrc' })]));
    expect((await system.tx((tx) => listKept(tx, null))).map((k) => `${k.id} ${k.code}`)).toEqual([
      '4 unknownMn',
      '3 unknownMn',
      '2 badCrc',
      '1 unknownMn',
    ]);
    const waiting = async (after: number) => (await system.tx((tx) => listKeptOf(tx, 'MN-kept', ['unknownMn'], after))).map((k) => k.id);
    expect(await waiting(0)).toEqual([1, 3]);
    expect(await waiting(1)).toEqual([3]);
    await system.tx((tx) => markReplayed(tx, [1], START + MINUTE));
    expect(await waiting(0)).toEqual([3]);
    expect((await system.tx((tx) => listKept(tx, 'replayed'))).map((k) => k.id)).toEqual([1]);
  });

  it('keep the id of the frame log whole, also beyond 32 bits', async () => {
    const id = 5 * 2 ** 31 + 17;
    await trial.house.system.tx((tx) => keepFrames(tx, [frame(id, { mn: 'MN-far' })]));
    expect((await trial.house.system.tx((tx) => listKeptOf(tx, 'MN-far', ['unknownMn'], 0))).map((k) => k.id)).toEqual([id]);
  });

  it('are seen by their district and their firm, and a stranger’s frame by no firm (F1)', async () => {
    const strangers = frame(102, { mn: 'MN-seen', district: '339904000000' });
    const firms = frame(101, { mn: 'MN-seen', party: 'firm-a', district: '339903000000' });
    await trial.house.system.tx((tx) => keepFrames(tx, [firms, strangers]));
    const seen = (scope: Parameters<Trial['house']['app']['as']>[0]) =>
      trial.house.app.as(scope, async (tx) => (await listKept(tx, null)).filter((k) => k.mn === 'MN-seen').map((k) => k.id));
    expect(await seen({ districts: [] })).toEqual([]);
    expect(await seen({ districts: ['339903000000'] })).toEqual([101]);
    expect(await seen({ districts: [], party: 'firm-a' })).toEqual([101]);
    expect(await seen({ districts: '*' })).toEqual([102, 101]);
  });

  it('are counted by what became of them, in sight of the asker', async () => {
    const { system, app } = trial.house;
    await system.tx((tx) => keepFrames(tx, [frame(201, { district: '339905000000' }), frame(202, { district: '339905000000' })]));
    await system.tx((tx) => markReplayed(tx, [202], START));
    const counted = (state: 'open' | 'replayed') => app.as({ districts: ['339905000000'] }, (tx) => countKept(tx, state));
    expect([await counted('open'), await counted('replayed')]).toEqual([1, 1]);
    expect(await app.as({ districts: [] }, (tx) => countKept(tx, 'open'))).toBe(0);
  });

  it('and frames with readings are someone’s to see when a row in sight names them (O6)', async () => {
    const { system, app } = trial.house;
    const station = trial.station({ party: 'firm-named', district: '339906000000' });
    const observedAt = START + 5 * MINUTE;
    const values = [{ parameter: 'w01018', quantity: 'value', value: 40, text: '40', mark: 'N' }];
    await trial.take([{ station, period: 'realtime', observedAt, receivedAt: observedAt, frame: 301, values }], observedAt);
    await system.tx((tx) => keepFrames(tx, [frame(302, { district: '339906000000' })]));
    const named = (scope: Parameters<typeof app.as>[0], id: number, at: number | null) => app.as(scope, (tx) => isFrameNamed(tx, id, at));
    expect(await named({ districts: ['339906000000'] }, 301, observedAt)).toBe(true);
    expect(await named({ districts: [], party: 'firm-named' }, 301, observedAt)).toBe(true);
    expect(await named({ districts: [], party: 'firm-other' }, 301, observedAt)).toBe(false);
    expect(await named({ districts: '*' }, 301, observedAt + MINUTE)).toBe(false);
    expect(await named({ districts: '*' }, 301, null)).toBe(false);
    expect(await named({ districts: ['339906000000'] }, 302, null)).toBe(true);
    expect(await named({ districts: ['339902000000'] }, 302, null)).toBe(false);
  });

  it('are ordered to be tried again, and the order says when it was carried out and how many went through', async () => {
    const { system, app } = trial.house;
    const id = (await app.as({ districts: '*' }, (tx) => orderReplay(tx, 'MN-kept', 'officer', START))) as number;
    expect(await system.tx(listReplayOrders)).toEqual([{ id, mn: 'MN-kept' }]);
    expect(await system.tx((tx) => findReplay(tx, id))).toEqual({ done: false, replayed: 0, remaining: 0 });
    await system.tx((tx) => closeReplay(tx, id, 2, 1, START + MINUTE));
    expect(await system.tx(listReplayOrders)).toEqual([]);
    expect(await system.tx((tx) => findReplay(tx, id))).toEqual({ done: true, replayed: 2, remaining: 1 });
  });
});
