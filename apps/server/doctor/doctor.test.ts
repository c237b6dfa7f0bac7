import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MANIFEST } from '../../../foundation/backup/index.ts';
import { closed, FORMAT } from '../../../foundation/backup/manifest.ts';
import { readConfig } from '../../../foundation/config/index.ts';
import { DAY } from '../../../foundation/day.ts';
import { anyFreePort } from '../../../foundation/store/cluster.ts';
import { connected } from '../../../foundation/store/database.ts';
import { migrate } from '../../../foundation/store/migrate.ts';
import { remember } from '../../../foundation/store/processes.ts';
import { freshDatabase, type TestDatabase } from '../../../tools/test-cluster.ts';
import { ROOMS } from '../house.ts';
import { selfSigned } from '../testing/certificate.ts';
import { type Examination, examine } from './index.ts';

const clone = fileURLToPath(new URL('../../../', import.meta.url));
let db: TestDatabase;
let home: string;
let ports: Record<string, string>;

beforeAll(async () => {
  db = await freshDatabase();
  await migrate(db.urls.postgres, ROOMS);
});
afterAll(() => db?.drop());
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'xiushui-doctor-'));
  for (const inner of ['frames', 'run', 'files', 'postgres/data']) mkdirSync(join(home, inner), { recursive: true, mode: 0o700 });
  const port = await anyFreePort();
  ports = { XIUSHUI_WEB_PORT: String(port), XIUSHUI_HJ212_PORT: String(port + 1) };
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const urls = () => ({ owner: db.urls.postgres, system: db.urls.system });
const of = (env: Record<string, string> = {}, over: Partial<Examination> = {}): Examination => ({
  clone,
  home,
  loaded: readConfig({ home, env: { ...ports, ...env } }),
  isUp: false,
  urls: urls(),
  now: Date.now,
  ...over,
});
/** What is not well, by name. The shared cluster of the tests does not flush, which the doctor rightly finds; one test asks for just that. */
const troubles = async (examination: Examination) => {
  const { findings } = await examine(examination);
  return findings
    .filter(({ level, check }) => (level === 'warn' || level === 'bad') && check !== 'fsync')
    .map(({ check, level }) => `${check} ${level}`);
};

/** The manifest of a backup of nothing. */
const backupMadeAt = (at: number) =>
  closed({
    format: FORMAT,
    product: { name: 'xiushui', version: '0.1.0' },
    postgres: '15.18',
    city: '',
    madeAt: new Date(at).toISOString(),
    by: 'test',
    migrations: [],
    snapshot: { at: '', logPosition: null, logEnd: null, heads: { chains: 0, sm3: '0'.repeat(64) }, queuedMessages: null },
    tables: [],
    sequences: [],
    leftOut: [],
    parts: [],
  });

/** A house as it should be warns of one thing: that nobody set a nightly backup. */
const WELL = ['backup warn'];

describe('the doctor', () => {
  it('finds a sound house sound, up to the backup that nobody set, and says why and what to do of everything that is not', async () => {
    expect(await troubles(of())).toEqual(WELL);
    const { ok, findings } = await examine(of());
    expect([ok, findings.find(({ check }) => check === 'fsync')?.level]).toEqual([false, 'bad']);
    for (const { check, level, why, does, says } of findings) {
      expect(says.zh && says.en, check).toBeTruthy();
      if (level === 'warn' || level === 'bad') expect([why?.zh, why?.en, does?.zh, does?.en].every(Boolean), check).toBe(true);
    }
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining([
        'node',
        'flush',
        'timezone',
        'clock',
        'postgresql',
        'extensions',
        'letters',
        'fsync',
        'migrations',
        'row security',
        'seals',
      ]),
    );
  });

  it('works while the house is down: what its database would say is left out, and said to be', async () => {
    const { ok, findings } = await examine(of({}, { urls: null }));
    expect(ok).toBe(true);
    expect(findings.find(({ check }) => check === 'database')?.level).toBe('left out');
  });

  it('finds passwords that others may read, and who else has a port', async () => {
    writeFileSync(join(home, 'secrets.json'), '{}');
    chmodSync(join(home, 'secrets.json'), 0o644);
    const stranger: Server = createServer().listen(Number(ports.XIUSHUI_WEB_PORT), '127.0.0.1');
    await new Promise((resolve) => stranger.once('listening', resolve));
    expect(await troubles(of())).toEqual(['rights bad', 'port web bad', ...WELL]);
    stranger.close();
  });

  it('finds a process that is not heard from, and a port nobody listens at, while the house is up', async () => {
    const known = {
      at: 0,
      version: '',
      startedAt: 0,
      expected: ['writer'],
      children: [],
      history: { ids: [], rows: [] },
      events: [],
      alarms: {},
    };
    writeFileSync(join(home, 'run', 'health.json'), JSON.stringify(known));
    expect(await troubles(of({}, { isUp: true }))).toEqual(['processes bad', 'port web bad', 'port hj212 bad', ...WELL]);
  });

  it('finds a table without row security, a migration that has not run, and a database that does not answer', async () => {
    await connected(db.urls.postgres, async (client) => {
      await client.query('create table xiushui.loose (n int)');
      await client.query(`delete from xiushui.migration where id = 'foundation/002-audit'`);
    });
    expect(await troubles(of())).toEqual(['migrations bad', 'row security bad', ...WELL]);
    await connected(db.urls.postgres, async (client) => {
      await client.query('drop table xiushui.loose');
    });
    const nowhere = 'postgres://nobody@127.0.0.1:1/none';
    expect(await troubles(of({}, { urls: { owner: nowhere, system: nowhere } }))).toEqual(['database bad', ...WELL]);
  });

  it('finds rows that were not sealed in time, and a clock that is not the database’s', async () => {
    await connected(db.urls.postgres, (client) =>
      client.query(
        `insert into xiushui.chain_row (chain, about_kind, about_id, content, party, district, at)
         values ('audit/x', 'person', 'x', '{}', null, '330400000000', now() - interval '1 hour')`,
      ),
    );
    expect(await troubles(of())).toEqual(expect.arrayContaining(['seals bad']));
    expect(await troubles(of({}, { now: () => Date.now() + 5_000 }))).toEqual(expect.arrayContaining(['clock bad']));
    expect(await troubles(of({}, { now: () => Date.UTC(1970, 0, 2), urls: null }))).toEqual(['clock bad', ...WELL]);
    await connected(db.urls.postgres, (client) => client.query(`delete from xiushui.chain_row where chain = 'audit/x'`));
  });

  it('finds a certificate that runs out soon or has run out, and a backup that is too old', async () => {
    const certOf = (days: number) => {
      const { cert, key } = selfSigned('bureau.example', Date.now() - 90 * DAY, Date.now() + days * DAY);
      writeFileSync(join(home, 'cert.pem'), cert);
      writeFileSync(join(home, 'key.pem'), key, { mode: 0o600 });
      return { XIUSHUI_WEB_TLS_CERT_FILE: join(home, 'cert.pem'), XIUSHUI_WEB_TLS_KEY_FILE: join(home, 'key.pem') };
    };
    expect(await troubles(of(certOf(60), { urls: null }))).toEqual(WELL);
    expect(await troubles(of(certOf(10), { urls: null }))).toEqual(['certificate warn', ...WELL]);
    expect(await troubles(of(certOf(-1), { urls: null }))).toEqual(['certificate bad', ...WELL]);
    expect(await troubles(of({ XIUSHUI_BACKUP_AT: '02:30' }, { urls: null }))).toEqual(['backup bad']);
    // A folder without a manifest is no backup.
    mkdirSync(join(home, 'backup', 'xiushui-20261124-023000'), { recursive: true });
    expect(await troubles(of({ XIUSHUI_BACKUP_AT: '02:30' }, { urls: null }))).toEqual(['backup bad']);
    writeFileSync(join(home, 'backup', 'xiushui-20261124-023000', MANIFEST), JSON.stringify(backupMadeAt(Date.now())));
    expect(await troubles(of({ XIUSHUI_BACKUP_AT: '02:30' }, { urls: null }))).toEqual([]);
    expect(await troubles(of({ XIUSHUI_BACKUP_AT: '02:30' }, { urls: null, now: () => Date.now() + 2 * DAY }))).toEqual(['backup bad']);
  });

  it('knocks at what is configured outside, and only at that', async () => {
    const closed = await anyFreePort();
    const env = { XIUSHUI_MAIL_HOST: '127.0.0.1', XIUSHUI_MAIL_PORT: String(closed), XIUSHUI_MAIL_FROM: 'a@b.example' };
    expect(await troubles(of(env, { urls: null }))).toEqual([WELL[0], 'mail bad']);
    const open = createServer().listen(closed, '127.0.0.1');
    await new Promise((resolve) => open.once('listening', resolve));
    expect(await troubles(of(env, { urls: null }))).toEqual(WELL);
    open.close();
    const oidc = { XIUSHUI_OIDC_ISSUER: `http://127.0.0.1:${closed}`, XIUSHUI_OIDC_CLIENT_ID: 'x' };
    expect(await troubles(of(oidc, { urls: null }))).toEqual([WELL[0], 'oidc bad']);
  });

  it('finds what a kill left: a postmaster’s file, roles without a supervisor, half a frame, a cluster half made', async () => {
    writeFileSync(join(home, 'postgres/data/postmaster.pid'), '999999999\n');
    writeFileSync(join(home, 'frames', 'frames-00000001.torn'), '##');
    mkdirSync(join(home, 'postgres', 'making-1234'));
    const role = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' });
    writeFileSync(join(home, 'run', 'children.json'), JSON.stringify([{ role: 'writer', ...remember(role.pid as number) }]));
    try {
      expect(await troubles(of({}, { urls: null }))).toEqual([...WELL, 'postmaster warn', 'orphans warn', 'leftovers warn']);
    } finally {
      role.kill('SIGKILL');
    }
  });

  it('tells a wrong configuration like the check of it does', async () => {
    writeFileSync(join(home, 'xiushui.yaml'), 'web:\n  prot: 1\nlog:\n  level: loud\n');
    expect(await troubles(of({}, { urls: null }))).toEqual(['configuration bad', 'configuration bad', ...WELL]);
  });
});
