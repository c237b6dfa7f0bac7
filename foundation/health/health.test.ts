import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../tools/test-cluster.ts';
import { defaultConfig } from '../config/index.ts';
import { HOUR, type Instant, MINUTE, SECOND } from '../day.ts';
import { send } from '../outbox/index.ts';
import { migrate } from '../store/migrate.ts';
import { openSystemStore } from '../store/store.ts';
import { FOUNDATION } from '../testing/house.ts';
import { type AlarmState, type Beat, emptyAlarms, judge, readBeats, stepAlarms, storeNumbers, type Trouble, writeBeat } from './index.ts';

const T: Instant = Date.UTC(2026, 10, 24, 0, 0);
const thresholds = defaultConfig().alarm.thresholds;

const beat = (role: string, numbers: Beat['numbers'] = {}, at = T): Beat => ({
  role,
  pid: 1,
  version: '0.1.0',
  startedAt: T - HOUR,
  at,
  numbers,
  metrics: [],
});

const trouble = (key: string): Trouble => ({ key, says: '', saysEn: '', do: '', doEn: '' });

describe('beats', () => {
  it('are the last word of each process, and one that cannot be read is as if it had not been', () => {
    const folder = mkdtempSync(join(tmpdir(), 'xiushui-beats-'));
    writeBeat(folder, beat('writer', { backlogSeconds: 1 }));
    writeBeat(folder, beat('writer', { backlogSeconds: 2 }));
    writeBeat(folder, beat('gateway'));
    writeFileSync(join(folder, 'beat-web.json'), '{"role":');
    expect(readBeats(folder).map(({ role, numbers }) => [role, numbers.backlogSeconds])).toEqual([
      ['gateway', undefined],
      ['writer', 2],
    ]);
    expect(readBeats(join(folder, 'none'))).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});

describe('what is wrong', () => {
  const keys = (beats: Beat[], expected = ['gateway', 'writer', 'web']) =>
    judge(beats, expected, thresholds, 30, T).troubles.map(({ key }) => key);

  it('is a process not heard from, and then its numbers are not held against anyone', () => {
    const beats = [beat('gateway', { answerMilliseconds: 9_000 }, T - 31 * SECOND), beat('writer')];
    expect(keys(beats)).toEqual(['away gateway', 'away web']);
    expect(keys([beat('gateway', { answerMilliseconds: 9_000 }, T - 30 * SECOND)], ['gateway'])).toEqual(['answerMilliseconds']);
  });

  it('is a number beyond its threshold, above or below as is bad, and never one that was not measured', () => {
    const { diskFreeMegabytes, backlogSeconds } = thresholds;
    const writer = (seconds: number | null) => keys([beat('writer', { backlogSeconds: seconds })], ['writer']);
    expect(writer(backlogSeconds)).toEqual([]);
    expect(writer(backlogSeconds + 0.1)).toEqual(['backlogSeconds']);
    expect(writer(null)).toEqual([]);
    const supervisor = (free: number) => keys([beat('supervisor', { diskFreeMegabytes: free })], []);
    expect(supervisor(diskFreeMegabytes)).toEqual([]);
    expect(supervisor(diskFreeMegabytes - 1)).toEqual(['diskFreeMegabytes']);
  });

  it('is the first consequence set aside: one is one too many', () => {
    expect(keys([beat('writer', { reactionsSetAside: 0 })], ['writer'])).toEqual([]);
    expect(keys([beat('writer', { reactionsSetAside: 1 })], ['writer'])).toEqual(['reactionsSetAside']);
  });

  it('is a database that the writer does not reach', () => {
    expect(keys([beat('writer', { databaseUp: 0 })], ['writer'])).toEqual(['databaseAway']);
  });
});

describe('an alarm', () => {
  const setting = { repeatMinutes: 30, longestRepeatHours: 2 };
  /** Looks every minute at a trouble that is there (x) or not (.), and tells what was said in which minute. */
  const told = (looks: string, state: AlarmState = emptyAlarms) => {
    const said: string[] = [];
    [...looks].forEach((look, minute) => {
      const step = stepAlarms(state, look === 'x' ? [trouble('disk')] : [], T + minute * MINUTE, setting);
      state = step.state;
      said.push(...step.events.map(({ sort }) => `${minute} ${sort}`));
    });
    return said;
  };

  it('is raised once at the second look, and cleared when it was gone at two', () => {
    expect(told('.xxxxxxx..')).toEqual(['2 raised', '9 cleared']);
  });

  it('is not raised by a hiccup, and not cleared by one', () => {
    expect(told('x.x.x.x.')).toEqual([]);
    expect(told('xx.xx.xx')).toEqual(['1 raised']);
  });

  it('is repeated with pauses that double up to the longest', () => {
    // Raised in minute 1; after 30, 60, 120 and again 120 minutes.
    expect(told('x'.repeat(400))).toEqual(['1 raised', '31 repeated', '91 repeated', '211 repeated', '331 repeated']);
  });

  it('comes again as a new one after it was cleared, and numbers of events only grow', () => {
    const { state, events } = stepAlarms({ standing: [], last: 7 }, [trouble('a'), trouble('b')], T, setting);
    expect(events).toEqual([]);
    const next = stepAlarms(state, [trouble('a'), trouble('b')], T + MINUTE, setting);
    expect(next.events.map(({ number, trouble: { key } }) => [number, key])).toEqual([
      [8, 'a'],
      [9, 'b'],
    ]);
    expect(told('xx..xx..')).toEqual(['1 raised', '3 cleared', '5 raised', '7 cleared']);
  });
});

describe('the numbers of the store', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await freshDatabase();
    await migrate(db.urls.postgres, [FOUNDATION]);
  });
  afterAll(() => db?.drop());

  it('tell messages by how long the oldest has been due, and one for later does not wait yet', async () => {
    const store = openSystemStore(db.urls.system, 'health test', 1);
    const message = { channel: 'sms', receiver: '示例', address: null, body: '', about: null, party: null, district: '330400000000' };
    await store.tx(async (tx) => {
      expect(await storeNumbers(tx, T)).toMatchObject({ outboxQueued: 0, outboxMinutes: 0, reactionsWaiting: 0, unsealedRows: 0 });
      await send(tx, { ...message, key: 'old', at: T - 12 * MINUTE });
      await send(tx, { ...message, key: 'later', at: T - 60 * MINUTE });
      await tx.query(`update outbox set next_at = to_timestamp($1 / 1000.0) where key = 'later'`, [T + HOUR]);
      const numbers = await storeNumbers(tx, T);
      expect(numbers).toMatchObject({ outboxQueued: 2, outboxMinutes: 12 });
      expect(numbers.databaseMegabytes).toBeGreaterThan(1);
    });
    await store.close();
  });
});
