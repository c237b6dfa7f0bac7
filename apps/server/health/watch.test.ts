import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Config, defaultConfig } from '../../../foundation/config/index.ts';
import { MINUTE, SECOND } from '../../../foundation/day.ts';
import { writeBeat } from '../../../foundation/health/index.ts';
import { type Home, openHome } from '../../../foundation/store/home.ts';
import { migrate } from '../../../foundation/store/migrate.ts';
import { openSystemStore, type Store } from '../../../foundation/store/store.ts';
import { freshDatabase, type TestDatabase } from '../../../tools/test-cluster.ts';
import { ROOMS } from '../house.ts';
import { carryAlarms } from './carry.ts';
import { type HealthFile, healthFile, readHealthFiles, startWatch, type Watch } from './watch.ts';

let home: Home;
let clock: number;
const watches: Watch[] = [];
const said: string[] = [];

beforeEach(() => {
  const dir = mkdtempSync(join(tmpdir(), 'xiushui-watch-'));
  chmodSync(dir, 0o755);
  home = openHome(dir, tmpdir());
  clock = Date.now();
  said.length = 0;
});
afterEach(() => {
  for (const watch of watches.splice(0)) watch.stop();
  rmSync(home.dir, { recursive: true, force: true });
});

function watchOf(over: Record<string, unknown> = {}, endings: { name: string; at: number }[] = []): Watch {
  const watch = startWatch({
    home,
    file: healthFile(home.run, null),
    config: defaultConfig(over) as Config,
    roles: ['writer'],
    children: () => [{ name: 'writer', pid: 1, since: clock, restarts: 0, lastExit: null }],
    endings: () => endings,
    log: (level, says, { key }) => said.push(`${level} ${says} ${key}`),
    now: () => clock,
  });
  watches.push(watch);
  return watch;
}

const writer = (numbers: Record<string, number | null>) =>
  writeBeat(home.run, {
    role: 'writer',
    pid: 1,
    version: '',
    startedAt: clock,
    at: clock,
    numbers: { databaseUp: 1, ...numbers },
    metrics: [],
  });

/** Looks ten seconds apart, the writer saying the same each time. */
async function looks(watch: Watch, times: number, numbers: Record<string, number | null> | null): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    clock += 10 * SECOND;
    if (numbers) writer(numbers);
    await watch.look();
  }
}
const eventsIn = () => readHealthFiles(home.run).flatMap(({ events }) => events.map(({ sort, trouble }) => `${sort} ${trouble.key}`));

describe('the watch over the house', () => {
  it('raises trouble once, clears it, and goes on where it was after the supervisor itself has started again', async () => {
    const watch = watchOf();
    await looks(watch, 5, { reactionsSetAside: 2 });
    expect(eventsIn()).toEqual(['raised reactionsSetAside']);
    watch.stop();
    const again = watchOf();
    await looks(again, 3, { reactionsSetAside: 2 });
    expect(eventsIn()).toEqual(['raised reactionsSetAside']);
    await looks(again, 2, { reactionsSetAside: 0 });
    expect(eventsIn()).toEqual(['raised reactionsSetAside', 'cleared reactionsSetAside']);
    expect(said).toEqual(['error the platform: trouble raised reactionsSetAside', 'info the platform: trouble cleared reactionsSetAside']);
    const { history } = JSON.parse(readFileSync(healthFile(home.run, null), 'utf8')) as HealthFile;
    const at = history.ids.indexOf('reactionsSetAside') + 1;
    expect(history.rows.map((row) => row[at])).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 0, 0]);
  });

  it('knows a process that falls silent, and one that ends again and again', async () => {
    const watch = watchOf();
    await looks(watch, 1, {});
    await looks(watch, 5, null);
    expect(eventsIn()).toEqual(['raised away writer']);
    watch.stop();
    const ends = [1, 2, 3].map((minutes) => ({ name: 'gateway', at: clock - minutes * MINUTE }));
    await looks(watchOf({}, ends), 2, {});
    expect(eventsIn()).toContain('raised restarting gateway');
  });

  it('keeps an hour of numbers and no more', async () => {
    const watch = watchOf();
    await looks(watch, 365, { backlogSeconds: 1 });
    const [file] = readHealthFiles(home.run);
    expect(file?.history.rows).toHaveLength(360);
    expect((file?.history.rows.at(-1)?.[0] ?? 0) - (file?.history.rows[0]?.[0] ?? 0)).toBe(359 * 10 * SECOND);
  });

  it('posts trouble by itself, once, with its token and a key, and tries again when the receiver stumbles', async () => {
    const got: { key: string; token: string; sort: string; text: string }[] = [];
    let stumbles = 1;
    const receiver: Server = createServer((request, answer) => {
      let body = '';
      request.on('data', (bytes) => {
        body += bytes;
      });
      request.on('end', () => {
        if (stumbles-- > 0) return answer.writeHead(503).end();
        const { sort, text } = JSON.parse(body) as { sort: string; text: string };
        got.push({ key: String(request.headers['idempotency-key']), token: String(request.headers.authorization), sort, text });
        answer.writeHead(204).end();
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => receiver.once('listening', resolve));
    const bearerFile = join(home.dir, 'token');
    writeFileSync(bearerFile, 'the token\n', { mode: 0o600 });
    chmodSync(bearerFile, 0o600);
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/trouble`;
    await looks(watchOf({ 'alarm.url': url, 'alarm.bearerFile': bearerFile }), 4, { outboxMinutes: 45 });
    for (let tries = 0; tries < 200 && got.length === 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(got).toHaveLength(1);
    expect(got[0]).toMatchObject({ token: 'Bearer the token', sort: 'raised' });
    expect(got[0]?.key).toMatch(/^platform-\d+$/);
    expect(got[0]?.text).toContain('待发消息最长等待 45 min，阈值 30 min');
    expect(got[0]?.text).toContain('Age of the oldest message waiting: 45 min, threshold 30 min');
    receiver.close();
  });

  it('sends the mail itself when the writer has not taken it up within a minute, and leaves it to the writer otherwise', async () => {
    const mails: string[] = [];
    const post = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onData: (stream, _, done) => {
        let text = '';
        stream.on('data', (bytes) => {
          text += bytes;
        });
        stream.on('end', () => {
          mails.push(text);
          done();
        });
      },
    });
    await new Promise<void>((resolve) => post.listen(0, '127.0.0.1', () => resolve()));
    const over = {
      'mail.host': '127.0.0.1',
      'mail.port': (post.server.address() as AddressInfo).port,
      'mail.security': 'none',
      'mail.from': 'xiushui@bureau.example',
      'alarm.mails': ['duty@bureau.example'],
    };
    const watch = watchOf(over);
    await looks(watch, 2, { databaseUp: 0 });
    expect(eventsIn()).toEqual(['raised databaseAway']);
    // The raise was 50 seconds ago, then 70.
    await looks(watch, 5, { databaseUp: 0 });
    expect(mails).toEqual([]);
    await looks(watch, 2, { databaseUp: 0 });
    expect(mails).toHaveLength(1);
    expect(mails[0]).toContain('To: duty@bureau.example');
    await looks(watch, 3, { databaseUp: 0 });
    expect(mails).toHaveLength(1);
    watch.stop();
    // The writer is well again and says how far it has carried: the mail about the end is its own to send.
    const last = () => readHealthFiles(home.run)[0]?.events.at(-1)?.number ?? 0;
    const again = watchOf(over);
    await looks(again, 3, { alarmsCarried: Number.MAX_SAFE_INTEGER });
    expect(eventsIn().at(-1)).toBe('cleared databaseAway');
    await looks(again, 8, { alarmsCarried: last() });
    expect(mails).toHaveLength(1);
    await new Promise<void>((resolve) => post.close(() => resolve()));
  });
});

describe('what the watch tells', () => {
  let db: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    db = await freshDatabase();
    await migrate(db.urls.postgres, ROOMS);
    store = openSystemStore(db.urls.system, 'carry test', 1);
  });
  afterAll(async () => {
    await store?.close();
    await db?.drop();
  });

  it('comes into the house once: a fact and a message to each receiver, however often the writer looks', async () => {
    const over = { 'alarm.mails': ['duty@bureau.example'], 'alarm.phones': ['13800000000'] };
    await looks(watchOf(over), 2, { unsealedMinutes: 20 });
    const config = defaultConfig(over) as Config;
    const [event] = readHealthFiles(home.run).flatMap(({ events }) => events);
    const carry = () => carryAlarms(store, home.dir, config, '330400000000', clock);
    expect(await carry()).toBe(event?.number);
    expect(await carry()).toBe(event?.number);
    const facts = await store.tx((tx) => tx.query(`select kind, ref_id, district from appeared where kind like 'platform.%'`));
    expect(facts).toEqual([{ kind: 'platform.raised', ref_id: 'unsealedMinutes', district: '330400000000' }]);
    const messages = await store.tx((tx) =>
      tx.query<{ channel: string; body: string }>(`select channel, address, body from outbox order by id`),
    );
    expect(messages.map(({ channel }) => channel)).toEqual(['mail', 'sms']);
    const notices = await store.tx((tx) => tx.query<{ says: string }>(`select roles, login, says from notice where key like 'platform-%'`));
    expect(notices).toMatchObject([{ roles: ['admin'], login: null }]);
    expect(notices[0]?.says).toContain('平台异常：未封存记录最长时间 20 min');
    expect(messages[0]?.body).toContain('未封存记录最长时间 20 min，阈值 10 min');
  });
});
