/**
 * A million rows (readings, audit events, sealed rows) backed up, verified and brought back, beside PostgreSQL's own tools over the same rows in the same
 * run: pg_dump and pg_restore where they are installed, two processes each as ours has two connections, else bare COPY through gzip out and in. Ours also
 * hashes every byte twice, walks the chains, and makes the tables from their migrations. Prints JSON; compare the ratios, not absolute figures: the
 * machines are shared.
 *
 *   node --import tsx bench/backup.ts [--rows N]
 */
import { execFile } from 'node:child_process';
import { chmodSync, createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs, promisify } from 'node:util';
import { createGunzip, createGzip } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { KEY_TABLES, VERIFYING } from '../apps/server/backup.ts';
import { ROOMS } from '../apps/server/house.ts';
import { createBackup, restoreBackup, verifyBackup } from '../foundation/backup/index.ts';
import { sealAll } from '../foundation/seal/index.ts';
import { openHome } from '../foundation/store/home.ts';
import { migrate } from '../foundation/store/migrate.ts';
import { openSystemStore } from '../foundation/store/store.ts';
import { startTestCluster } from '../foundation/store/throwaway.ts';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } });
const ROWS = Number(values.rows);
const run = promisify(execFile);
const place = mkdtempSync(join(tmpdir(), 'xiushui-bench-backup-'));
chmodSync(place, 0o711);
const cluster = await startTestCluster();
const [source, ours, theirs] = [await cluster.createDatabase(), await cluster.createDatabase(), await cluster.createDatabase()];
await migrate(source.urls.postgres, ROOMS);

const [readings, events, sealed] = [Math.floor(ROWS * 0.5), Math.floor(ROWS * 0.2), ROWS - Math.floor(ROWS * 0.5) - Math.floor(ROWS * 0.2)];
await as(source.urls.postgres, async (client) => {
  await client.query('set session_replication_role = replica');
  await client.query(
    `insert into reading select timestamptz '2026-01-01 00:00+08' + n / 50 * interval '1 minute', n % 50, 0, (n * 7 % 9000) / 10.0, ((n * 7 % 9000) / 10.0)::text, 'N', n,
            timestamptz '2026-01-01 00:00+08' + n / 50 * interval '1 minute', timestamptz '2026-01-01 00:00+08' + n / 50 * interval '1 minute', '91330499DEM0000146', '330402000000'
       from generate_series(1, ${readings}) n`,
  );
  await client.query(
    `insert into audit_event (did, by, by_name, about_kind, about_id, says, says_en, detail, from_address, district, at)
     select 'files.downloaded', 'office', '吴文舟', 'attachment', n::text, '下载附件', 'Downloaded an attachment', jsonb_build_object('bytes', n, 'name', '检测报告.pdf'), '10.0.0.7', '330402000000',
            timestamptz '2026-01-01 00:00+08' + n * interval '1 second' from generate_series(1, ${events}) n`,
  );
  await client.query(
    `insert into chain_row (chain, about_kind, about_id, content, party, district, at)
     select 'file:' || n / 20, 'act', n / 20 || '/' || n % 20, '{"at":' || n || ',"by":"officer.nanhu","byName":"顾执明","file":' || n / 20 || ',"says":{"level":3,"says":"整改完成，附照片三张与检测报告一份，请予复核"},"seq":' || n % 20 || ',"step":"replied"}',
            '91330499DEM0000146', '330402000000', timestamptz '2026-01-01 00:00+08' + n * interval '1 second' from generate_series(1, ${sealed}) n`,
  );
});
const system = openSystemStore(source.urls.system, 'bench', 4);
await sealAll(system, Date.now());
await system.close();
await as(source.urls.postgres, (client) => client.query('vacuum analyze'));

const load = loadavg()[0] ?? 0;
const into = join(place, 'backups');
const made = await timed(() =>
  createBackup({
    url: source.urls.owner,
    into,
    version: 'bench',
    city: '',
    by: 'bench',
    now: Date.now,
    home: place,
    keeps: [],
    keyTables: KEY_TABLES,
    log: { list: async () => [], counter: () => ({ count: 0, push() {} }) },
    configuration: '',
  }),
);
const { path, manifest } = made.result;
const verified = await timed(() => verifyBackup(path, VERIFYING));
const home = join(place, 'home');
mkdirSync(home, { mode: 0o711 });
const restored = await timed(() =>
  restoreBackup({
    backup: path,
    home: openHome(home, place),
    rooms: ROOMS,
    now: Date.now,
    openStore: async () => ({ owner: ours.urls.owner, close: async () => {} }),
    settle: async () => {},
    verify: VERIFYING,
  }),
);

const hasTools = await Promise.all(['pg_dump', 'pg_restore'].map((tool) => run(tool, ['--version']))).then(
  ([dump]) => dump?.stdout.trim(),
  () => undefined,
);
const yardstick = hasTools ? await withTools() : await withCopy();
const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
const round = (n: number) => Math.round(n * 100) / 100;
const { load: loading, upgrade, verify } = restored.result.milliseconds;
console.log(
  JSON.stringify(
    {
      cores: cpus().length,
      load: round(load),
      rows,
      contentBytes: manifest.parts.reduce((sum, part) => sum + part.contentBytes, 0),
      backupBytes: manifest.parts.reduce((sum, part) => sum + part.bytes, 0),
      createSeconds: round(made.seconds),
      verifySeconds: round(verified.seconds),
      restoreSeconds: round(restored.seconds),
      ofWhich: { verify: round(verify / 1_000), tablesAndRows: round(loading / 1_000), upgrade: round(upgrade / 1_000) },
      rowsASecond: {
        create: Math.round(rows / made.seconds),
        verify: Math.round(rows / verified.seconds),
        restore: Math.round(rows / restored.seconds),
      },
      yardstick: { ...yardstick, out: round(yardstick.out), back: round(yardstick.back) },
      ratios: {
        createToOut: round(made.seconds / yardstick.out),
        verifyToOut: round(verified.seconds / yardstick.out),
        restoreToBack: round(restored.seconds / yardstick.back),
        loadToBack: round(loading / 1_000 / yardstick.back),
      },
      damage: verified.result.damage.length,
      sealsWalked: verified.result.seals?.rows ?? 0,
    },
    null,
    1,
  ),
);
for (const database of [source, ours, theirs]) await database.drop();
await cluster.stop();
rmSync(place, { recursive: true, force: true });

async function as<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=xiushui,public' });
  await client.connect();
  return work(client).finally(() => client.end());
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const from = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - from) / 1_000 };
}

async function withTools(): Promise<{ with: string; out: number; back: number; bytes: number }> {
  const dump = join(place, 'dump');
  const out = await timed(() =>
    run('pg_dump', ['--format=directory', '--jobs=2', '--compress=3', '--schema=xiushui', '--file', dump, source.urls.postgres]),
  );
  const back = await timed(() => run('pg_restore', ['--jobs=2', '--exit-on-error', '--dbname', theirs.urls.postgres, dump]));
  const bytes = readdirSync(dump).reduce((sum, name) => sum + statSync(join(dump, name)).size, 0);
  return { with: hasTools ?? '', out: out.seconds, back: back.seconds, bytes };
}

async function withCopy(): Promise<{ with: string; out: number; back: number; bytes: number }> {
  const tables = manifest.tables.filter((table) => table.rows > 0);
  const fileOf = (name: string) => join(place, `${name}.copy.gz`);
  const out = await timed(() =>
    as(source.urls.postgres, async (client) => {
      for (const { name } of tables)
        await pipeline(client.query(copyTo(`copy ${name} to stdout`)), createGzip({ level: 3 }), createWriteStream(fileOf(name)));
    }),
  );
  const back = await timed(async () => {
    await migrate(theirs.urls.postgres, ROOMS);
    await as(theirs.urls.postgres, async (client) => {
      await client.query('set session_replication_role = replica');
      for (const { name, columns } of tables) {
        await client.query(`truncate ${name} cascade`);
        const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
        await pipeline(createReadStream(fileOf(name)), createGunzip(), client.query(copyFrom(`copy ${name} (${list}) from stdin`)));
      }
    });
  });
  const bytes = tables.reduce((sum, { name }) => sum + (existsSync(fileOf(name)) ? statSync(fileOf(name)).size : 0), 0);
  return { with: 'COPY through gzip', out: out.seconds, back: back.seconds, bytes };
}
