/** O5 against a real PostgreSQL: silence is a fact, and our own absence is not a logger's silence. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../foundation/day.ts';
import { listSilences, listSilent, noticeSilence, type Station } from './index.ts';
import { openTrial, START, type Trial, upload, validity } from './testing/builders.ts';

let trial: Trial;
beforeAll(async () => {
  trial = await openTrial();
});
afterAll(() => trial?.close());

const live = (of: Station, at: number, receivedAt = at) => upload(of, at, 1, { period: 'realtime', receivedAt });
/** A look at one logger; the patience is five minutes (5 × 60 s). */
const look = (of: Station, now: number, listeningSince = 0) => noticeSilence(trial.house.system, [of], validity, now, listeningSince);
const silences = (place: string) => trial.house.system.tx((tx) => listSilences(tx, place, START - HOUR, START + 48 * HOUR));
const isSilent = async (of: Station) => (await trial.house.system.tx(listSilent)).has(of.id);
const facts = async (place: string) =>
  (
    await trial.house.system.tx((tx) =>
      tx.query<{ kind: string; party: string }>(`select kind, party from appeared where place = $1 order by id`, [place]),
    )
  ).map((f) => `${f.kind} ${f.party}`);

describe('silence (O5)', () => {
  it('does not begin while the patience lasts, to the second', async () => {
    const s = trial.station();
    await trial.take([live(s, START)], START);
    expect(await look(s, START + 5 * MINUTE)).toBe(0);
    expect(await look(s, START + 5 * MINUTE + 1_000)).toBe(1);
    expect(await silences(s.place)).toEqual([{ from: START, to: null }]);
  });

  it('is never of a logger that has not reported yet', async () => {
    const mute = trial.station();
    expect(await look(mute, START + 24 * HOUR)).toBe(0);
    expect(await isSilent(mute)).toBe(false);
  });

  it('is not told of our own absence: not before we have listened as long as the patience, nor of a logger heard again by then', async () => {
    const [gone, back] = [trial.station(), trial.station()];
    await trial.take([live(gone, START), live(back, START)], START);
    const restart = START + 10 * HOUR;
    await trial.take([live(back, restart + MINUTE)], restart + MINUTE);
    expect(await look(gone, restart + 5 * MINUTE, restart)).toBe(0);
    expect(await look(gone, restart + 5 * MINUTE + 1_000, restart)).toBe(1);
    expect(await look(back, restart + 5 * MINUTE + 1_000, restart)).toBe(0);
    expect(await facts(back.place)).toEqual([]);
  });

  it('that began before our absence goes on over it', async () => {
    const s = trial.station();
    await trial.take([live(s, START)], START);
    await look(s, START + 10 * MINUTE);
    const restart = START + 3 * HOUR;
    expect(await look(s, restart + HOUR, restart)).toBe(0);
    expect(await isSilent(s)).toBe(true);
    await trial.take([live(s, restart + HOUR)], restart + HOUR);
    expect(await look(s, restart + HOUR, restart)).toBe(1);
    expect(await silences(s.place)).toEqual([{ from: START, to: restart + HOUR }]);
    expect(await isSilent(s)).toBe(false);
  });

  it('may come again: each is one row and two facts, for the firm it concerns', async () => {
    const s = trial.station();
    await trial.take([live(s, START)], START);
    for (const hour of [1, 2]) {
      for (const _ of [1, 2]) await look(s, START + hour * HOUR - MINUTE);
      await trial.take([live(s, START + hour * HOUR)], START + hour * HOUR);
      for (const _ of [1, 2]) await look(s, START + hour * HOUR + MINUTE);
    }
    expect(await silences(s.place)).toEqual([
      { from: START, to: START + HOUR },
      { from: START + HOUR, to: START + 2 * HOUR },
    ]);
    const [began, ended] = [`observation.silence ${s.party}`, `observation.returned ${s.party}`];
    expect(await facts(s.place)).toEqual([began, ended, began, ended]);
  });

  it('is not hidden by a clock that once ran a year ahead', async () => {
    const s = trial.station();
    await trial.take([live(s, START), live(s, START + 365 * 24 * HOUR, START)], START);
    expect(await look(s, START + 6 * MINUTE)).toBe(1);
  });

  it('of a logger moved while it was silent is ended for the outlet and the firm where it began', async () => {
    const s = trial.station();
    await trial.take([live(s, START)], START);
    await look(s, START + 10 * MINUTE);
    const moved: Station = { ...s, place: `${s.place}-new`, party: `${s.party}-new` };
    await trial.take([live(moved, START + HOUR)], START + HOUR);
    await look(moved, START + HOUR + MINUTE);
    expect(await silences(s.place)).toEqual([{ from: START, to: START + HOUR }]);
    expect(await facts(s.place)).toEqual([`observation.silence ${s.party}`, `observation.returned ${s.party}`]);
    expect(await facts(moved.place)).toEqual([]);
  });

  it('is never told of a new outlet from which the logger has not reported yet', async () => {
    const s = trial.station();
    await trial.take([live(s, START)], START);
    const moved: Station = { ...s, place: `${s.place}-new`, party: `${s.party}-new` };
    await look(moved, START + HOUR);
    expect(await facts(moved.place)).toEqual([]);
  });

  it('is seen by its district and its firm only (F1)', async () => {
    const s = trial.station({ district: '339903000000' });
    await trial.take([live(s, START)], START);
    await look(s, START + 10 * MINUTE);
    const seen = (scope: { districts: string[]; party?: string }) =>
      trial.house.app.as(scope, (tx) => tx.query('select 1 from silence where place = $1', [s.place]));
    expect(await seen({ districts: [] })).toEqual([]);
    expect(await seen({ districts: ['339904000000'] })).toEqual([]);
    expect(await seen({ districts: [], party: 'firm-other' })).toEqual([]);
    expect(await seen({ districts: ['339903000000'] })).toHaveLength(1);
    expect(await seen({ districts: [], party: s.party })).toHaveLength(1);
  });
});
