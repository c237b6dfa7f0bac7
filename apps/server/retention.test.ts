import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultConfig } from '../../foundation/config/index.ts';
import { DAY, dayOf } from '../../foundation/day.ts';
import { carryOut, decide, declareKinds, prepareRemoval, propose, setHold } from '../../foundation/retention/index.ts';
import { openHouse as openStore, type House as Store } from '../../foundation/testing/house.ts';
import { encodeFrame, openFrameLog } from '../../gateways/hj212/index.ts';
import { openHouse, ROOMS } from './house.ts';
import { KINDS, kindsToday, look, removeLog, reportToday } from './retention.ts';

const NOW = Date.parse('2026-11-24T10:00:00+08:00');
const YEAR = 365.25 * DAY;
const dir = mkdtempSync(join(tmpdir(), 'xiushui-terms-'));
const house = openHouse();
const config = defaultConfig();
const today = (id: string) => kindsToday(house, config, NOW).find((one) => one.kind.id === id)!;
let store: Store;

beforeAll(async () => {
  store = await openStore(ROOMS);
  await declareKinds(store.urls.owner, KINDS);
});
afterAll(async () => {
  await store?.close();
  rmSync(dir, { recursive: true, force: true });
});
const sys = <T>(work: Parameters<typeof store.system.tx<T>>[0]) => store.system.tx(work);

/** A log with one segment a year, from eight years ago to this one. */
async function aLog(name: string): Promise<string> {
  const frames = join(dir, name);
  const log = await openFrameLog(frames, { segmentBytes: 200 });
  for (let back = 8; back >= 0; back -= 1) {
    const bytes = encodeFrame({ QN: '20160801085857223', ST: '32', CN: '2011', PW: '123456', MN: '010000A8900016F000169DC0', Flag: 4 });
    await log.append({ receivedAt: NOW - back * YEAR, peer: 'x', kind: 'frame', admission: 'accepted', bytes: Buffer.from(bytes) });
  }
  await log.close();
  return frames;
}
const segments = (frames: string) =>
  readdirSync(frames)
    .filter((one) => one.endsWith('.seg'))
    .sort();

describe('the kinds of this house', () => {
  it('name tables that are there, of a term with a clause, and each table once', async () => {
    const names = KINDS.flatMap((kind) => kind.tables.map((table) => table.name));
    expect(new Set(names).size).toBe(names.length);
    for (const kind of KINDS)
      await expect(
        sys((tx) => reportToday(tx, today(kind.id), join(dir, 'none'))),
        kind.id,
      ).resolves.toBeDefined();
    expect(today('readings')).toMatchObject({ before: '2021-11-24', term: { months: 60 } });
    expect(today('wasteManifests').term).toMatchObject({ months: 120, cite: '危险废物转移管理办法', confidence: 'C' });
    expect(today('forGood').before).toBeNull();
  });

  it('a look on a new house finds nothing and removes nothing', async () => {
    expect(await look(store.system, house, { config, frames: join(dir, 'none') }, NOW)).toBe('');
  });
});

describe('the frame log', () => {
  // The term ends on 2021-11-24; the frame of five years back is some hours younger, so two segments lie wholly before it.
  it('loses from the front what is older than the term and wholly behind the writer, by two people’s word', async () => {
    const frames = await aLog('old');
    const before = segments(frames);
    // The writer has not read them: nothing is old enough to go.
    expect((await sys((tx) => reportToday(tx, today('frames'), frames))).at(-1)).toMatchObject({ table: 'frame log', old: 0, goes: 0 });
    await store.owner.query(`insert into job_position (job, position, at) values ('frame-log', $1, now())`, [1e15]);
    const report = await sys((tx) => reportToday(tx, today('frames'), frames));
    expect(report.at(-1)).toMatchObject({ table: 'frame log', old: 2, goes: 2, oldest: NOW - 8 * YEAR });
    const id = (await sys((tx) => prepareRemoval(tx, today('frames').kind, today('frames').before!, report, NOW)))!;
    await sys((tx) => propose(tx, id, { login: 'admin', name: '系管' }, NOW));
    await sys((tx) => decide(tx, id, 'confirm', '', { login: 'auditor', name: '审计' }, NOW));
    const outcome = await carryOut(today('frames').kind, id, {
      store: store.system,
      now: NOW,
      outside: (day) => removeLog(store.system, { frames }, day),
    });
    expect(outcome['frame log']).toMatchObject({ rows: 2, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(segments(frames)).toEqual(before.slice(2));
  });

  it('keeps a segment that a hold reaches into, or in which a reading that stays has its frame, and all behind it', async () => {
    const frames = await aLog('held');
    const year = (back: number) => dayOf(NOW - back * YEAR);
    await sys((tx) =>
      setHold(
        tx,
        { party: 'A', place: null, fromDay: year(7), toDay: year(7), file: null, reason: '演练' },
        { login: 'security', name: '安管' },
        NOW,
      ),
    );
    const line = (await sys((tx) => reportToday(tx, today('frames'), frames))).at(-1);
    // A segment reaches from its first frame to the first of the next, so the hold touches two.
    expect(line).toMatchObject({ old: 2, held: 2, goes: 0 });
    await store.owner.query(`update legal_hold set lifted_by = 'x', lifted_by_name = 'x', lifted_at = now()`);
    await store.owner.query(
      `insert into reading (observed_at, stream, revision, text, frame, received_at, known_at, party, district) values (to_timestamp($1 / 1000.0), 1, 0, '', $2, now(), now(), '', '')`,
      [NOW - 7 * YEAR, 2 * 2 ** 31 + 16],
    );
    expect((await sys((tx) => reportToday(tx, today('frames'), frames))).at(-1)).toMatchObject({ old: 2, held: 0, cited: 1, goes: 1 });
  });

  it('is not touched while a backup reads it', async () => {
    const frames = await aLog('busy');
    const backup = await store.owner.connect();
    await backup.query('select pg_advisory_lock_shared(82122001)');
    await expect(removeLog(store.system, { frames }, today('frames').before!)).rejects.toThrow('a backup is being made');
    await backup.query('select pg_advisory_unlock_shared(82122001)');
    backup.release();
    expect(segments(frames)).toHaveLength(9);
  });
});
