/**
 * Brings a house back from a backup, into an empty one. The tables are made by the migrations the backup names, in the order in which they were run there;
 * the rows are loaded in one transaction; only then the house is brought up to this version. A restore cut short leaves a marked half house, which does
 * not start and into which the restore may be run again (F18).
 */
import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Instant } from '../day.ts';
import { CannotStart, flushDirectory, type Home, holderOf, makeDirectory } from '../store/home.ts';
import { listMigrations, migrate, type Room } from '../store/migrate.ts';
import { listForeignKeys, listTables, listTriggers, PLAIN_SESSION, quoted } from './catalogue.ts';
import { isDatabaseFull, isFull } from './full.ts';
import { findHalf, markHalf, unmarkHalf } from './half.ts';
import { MANIFEST, type Manifest, type Part, readManifest } from './manifest.ts';
import { contentOf, flush, keyOf } from './part.ts';
import { openSource, type Source } from './source.ts';
import { textOf, type Verified, type VerifyOrder, verifyBackup } from './verify.ts';

export interface RestoreOrder {
  backup: string;
  home: Home;
  /** Opens the store of the home: the address of the owner of the tables. Called once the home is known to be empty. */
  openStore(): Promise<{ owner: string; close(): Promise<void> }>;
  /** The store lies in the home, and its rows need room there. */
  storesInHome?: boolean;
  rooms: Room[];
  passphrase?: string;
  /** Once the rows are in and the house is at this version: what must not go on as if nothing had happened, and what is checked. */
  settle(manifest: Manifest): Promise<void>;
  verify?: Omit<VerifyOrder, 'passphrase'>;
  now: () => Instant;
  onStep?: (step: 'verify' | 'schema' | 'rows' | 'files' | 'upgrade' | 'settle', of?: string) => void;
}

export interface Restored {
  manifest: Manifest;
  verified: Verified;
  rows: number;
  files: number;
  /** Migrations that brought it from the backup's level to this version's. */
  upgraded: string[];
  milliseconds: { verify: number; load: number; files: number; upgrade: number; settle: number };
}

export async function restoreBackup(order: RestoreOrder): Promise<Restored> {
  const { home, now } = order;
  const step = order.onStep ?? (() => {});
  const spent = { verify: 0, load: 0, files: 0, upgrade: 0, settle: 0 };
  const timed = async <T>(part: keyof typeof spent, work: () => Promise<T>): Promise<T> => {
    const from = now();
    try {
      return await work();
    } finally {
      spent[part] += now() - from;
    }
  };
  refuseHeld(home);
  const half = findHalf(home);
  if (!half) refuseFull(home);

  step('verify');
  const verified = await timed('verify', () =>
    verifyBackup(order.backup, { ...order.verify, ...(order.passphrase === undefined ? {} : { passphrase: order.passphrase }) }),
  );
  const { manifest } = verified;
  if (!manifest || verified.damage.length) throw damaged(verified);
  const key = lockOf(manifest, order.passphrase);
  refuseStrangeLevel(manifest, order.rooms);
  if (!half) refuseNarrow(home, manifest, order.storesInHome ?? false);

  const token = half?.token || randomBytes(12).toString('hex');
  let store: Awaited<ReturnType<RestoreOrder['openStore']>> | undefined;
  try {
    // Before the first thing is made: a kill while the store is being opened leaves a home that knows what it is.
    markHalf(home, { token, backup: order.backup, since: new Date(now()).toISOString() });
    store = await order.openStore();
    const { owner } = store;
    await refuseFullDatabase(owner, half?.token).catch((error) => {
      // Nothing here is ours, so nothing is half; unless an earlier try left something.
      if (error instanceof CannotStart && !half) unmarkHalf(home);
      throw error;
    });
    const source = await openSource(order.backup);

    step('schema');
    const rows = await timed('load', async () => {
      await clearDatabase(owner, token);
      await migrate(owner, order.rooms, (id) => step('schema', id), {
        only: manifest.migrations.map((migration) => migration.id),
        restoring: true,
      });
      return await load(owner, manifest, source, key, (table) => step('rows', table));
    });
    step('files');
    const files = await timed('files', () => placeFiles(home, manifest, source, key));
    step('upgrade');
    const { applied } = await timed('upgrade', () => migrate(owner, order.rooms, (id) => step('upgrade', id), { restoring: true }));
    step('settle');
    await timed('settle', async () => {
      await order.settle(manifest);
      await markDatabase(owner, `restored ${token}`);
    });
    unmarkHalf(home);
    return { manifest, verified, rows, files, upgraded: applied, milliseconds: spent };
  } catch (error) {
    throw ranFull(home, error) ?? error;
  } finally {
    await store?.close();
  }
}

// --- What we refuse --------------------------------------------------------------------------------------------------------------

function refuseHeld(home: Home): void {
  for (const what of ['supervisor', 'holds-gateway', 'holds-writer', 'holds-web']) {
    const holder = holderOf(home, what);
    if (!holder || holder.pid === process.pid) continue;
    throw new CannotStart('houseIsRunning', {
      zh: `秀水正在 ${home.dir} 运行（进程 ${holder.pid}）。恢复只写入空的数据目录：请先停止它，或用 --into 指定一个新目录。`,
      en: `Xiushui runs in ${home.dir} (process ${holder.pid}). A restore writes into an empty house only: stop it first, or name a new folder with --into.`,
    });
  }
}

function refuseFull(home: Home): void {
  const holds = [
    ...(existsSync(join(home.dir, 'postgres', 'data', 'PG_VERSION')) ? ['postgres'] : []),
    ...[home.frames, home.files].filter((folder) => existsSync(folder) && readdirSync(folder).length > 0),
  ];
  if (!holds.length) return;
  throw new CannotStart('houseNotEmpty', {
    zh: `数据目录 ${home.dir} 不是空的（已有 ${holds.join('、')}）。恢复从不覆盖已有的数据：请用 --into 指定一个新目录。`,
    en: `The data directory ${home.dir} is not empty (${holds.join(', ')}). A restore never writes over data: name a new folder with --into.`,
  });
}

/** What a new cluster takes before the first row is in it, with its journal. */
const EMPTY_STORE = 120_000_000;

/** Certain not to fit: then nothing is begun. Rows with their indexes and the journal take more than their text, and may still not. */
function refuseNarrow(home: Home, manifest: Manifest, storesInHome: boolean): void {
  const needed = manifest.parts
    .filter((part) => part.kind !== 'note' && (storesInHome || part.kind !== 'table'))
    .reduce((sum, part) => sum + part.contentBytes, storesInHome ? EMPTY_STORE : 0);
  const free = freeBytes(home);
  if (free >= needed) return;
  const megabytes = (bytes: number) => Math.ceil(bytes / 1_000_000);
  throw new CannotStart('notEnoughRoom', {
    zh: `${home.dir} 所在磁盘只剩 ${megabytes(free)} MB，恢复这份备份至少需要 ${megabytes(needed)} MB（宜留三倍），没有写入任何数据。请腾出空间，或用 --into 指定别的磁盘上的目录。`,
    en: `The disk of ${home.dir} has ${megabytes(free)} MB left, and this backup needs at least ${megabytes(needed)} MB (better three times that); nothing was written. Make room, or name a folder on another disk with --into.`,
  });
}

function freeBytes(home: Home): number {
  const { bavail, bsize } = statfsSync(home.dir);
  return bavail * bsize;
}

// A PostgreSQL that cannot write its journal ends itself and says so only in its own log; what is left on the disk tells it too.
function ranFull(home: Home, error: unknown): CannotStart | undefined {
  const isSaid = isFull(error) || isDatabaseFull(error) || /No space left|ENOSPC/.test((error as Error).message);
  if (!isSaid && freeBytes(home) > 16_000_000) return undefined;
  return new CannotStart('diskFull', {
    zh: `${home.dir}（或数据库）所在磁盘已满，恢复没有做完：这里是半座房子，不能启动；备份完好。请腾出空间后再次运行同一条 xiushui backup restore，或用 --into 恢复到别的磁盘。`,
    en: `The disk of ${home.dir} (or of the database) is full and the restore was not finished: what is here is half a house and does not start; the backup is whole. Make room and run the same xiushui backup restore again, or restore onto another disk with --into.`,
  });
}

async function refuseFullDatabase(url: string, token: string | undefined): Promise<void> {
  await connected(url, async (client) => {
    const { rows } = await client.query<{ tables: string; said: string | null }>(
      `select (select count(*) from pg_class c where c.relnamespace = n.oid and c.relkind = 'r')::text as tables, obj_description(n.oid, 'pg_namespace') as said
         from pg_namespace n where n.nspname = 'xiushui'`,
    );
    const found = rows[0];
    if (!found || found.tables === '0') return;
    // Ours from a restore that was cut short: what it loaded is loaded again.
    if (token && (found.said === `restoring ${token}` || found.said === `restored ${token}`)) return;
    const where = await client.query<{ name: string }>('select current_database() as name');
    throw new CannotStart('databaseNotEmpty', {
      zh: `数据库 ${where.rows[0]?.name} 里已有秀水的 ${found.tables} 张表。恢复从不覆盖已有的数据：请换一个空的数据库。`,
      en: `The database ${where.rows[0]?.name} holds ${found.tables} tables of Xiushui. A restore never writes over data: choose an empty database.`,
    });
  });
}

function refuseStrangeLevel(manifest: Manifest, rooms: Room[]): void {
  const ours = new Map(listMigrations(rooms).map((one) => [one.id, one.digest]));
  const unknown = manifest.migrations.filter((one) => !ours.has(one.id)).map((one) => one.id);
  if (unknown.length) {
    throw new CannotStart('backupIsNewer', {
      zh: `这份备份由较新的秀水 ${manifest.product.version} 制作（含 ${unknown.join('、')}）。请用那个版本或更新的版本恢复。`,
      en: `This backup was made by a newer Xiushui, ${manifest.product.version} (it has ${unknown.join(', ')}). Restore it with that version or a later one.`,
    });
  }
  const other = manifest.migrations.filter((one) => ours.get(one.id) !== one.digest).map((one) => one.id);
  if (other.length) {
    throw new CannotStart('migrationChanged', {
      zh: `备份所用的建表语句与本版本不同（${other.join('、')}）：已发布的语句被改动过。请用制作备份的版本恢复。`,
      en: `The backup was made with another text of ${other.join(', ')}: a released migration was changed. Restore it with the version that made it.`,
    });
  }
}

function damaged(verified: Verified): CannotStart {
  const list = verified.damage.slice(0, 8);
  const more = verified.damage.length - list.length;
  return new CannotStart('backupDamaged', {
    zh: `备份不完整，没有恢复任何数据：${list.map((one) => `${one.part} ${one.says}`).join('；')}${more ? `；另有 ${more} 处` : ''}`,
    en: `The backup is not whole, and nothing was restored: ${list.map((one) => `${one.part} ${one.saysEn}`).join('; ')}${more ? `; and ${more} more` : ''}`,
  });
}

function lockOf(manifest: Manifest, passphrase: string | undefined): Buffer | undefined {
  if (!manifest.parts.some((part) => part.locked)) return undefined;
  if (passphrase !== undefined && manifest.lock) return keyOf(passphrase, manifest.lock);
  throw new CannotStart('passphraseNeeded', {
    zh: '备份里的密钥是加密的：请用 --passphrase-file 给出口令文件。',
    en: 'The keys in this backup are locked: name the file of the passphrase with --passphrase-file.',
  });
}

// --- The database ----------------------------------------------------------------------------------------------------------------

async function clearDatabase(url: string, token: string): Promise<void> {
  await connected(url, async (client) => {
    await client.query('drop schema if exists xiushui cascade');
    await client.query('create schema xiushui authorization xiushui_owner');
    await client.query(`comment on schema xiushui is 'restoring ${token}'`);
  });
}

async function markDatabase(url: string, says: string): Promise<void> {
  await connected(url, (client) => client.query(`comment on schema xiushui is '${says}'`));
}

/** All rows in one transaction: they are all there or none. */
async function load(
  url: string,
  manifest: Manifest,
  source: Source,
  key: Buffer | undefined,
  onTable: (name: string) => void,
): Promise<number> {
  return connected(url, async (client) => {
    await client.query(PLAIN_SESSION);
    const tables = await listTables(client);
    refuseOtherTables(manifest, tables);
    const keys = await listForeignKeys(client);
    const triggers = await listTriggers(client);
    await client.query('begin');
    // A foreign key is tried once over the whole table afterwards: no order of tables is needed, and none is a circle.
    for (const { schema, table, name } of keys) await client.query(`alter table ${quoted(schema, table)} drop constraint ${quoted(name)}`);
    for (const { schema, table, name } of triggers)
      await client.query(`alter table ${quoted(schema, table)} disable trigger ${quoted(name)}`);
    if (tables.length) await client.query(`truncate ${tables.map(({ schema, name }) => quoted(schema, name)).join(', ')}`);
    let rows = 0;
    for (const table of manifest.tables) {
      if (table.part === null) continue;
      const part = manifest.parts.find((one) => one.name === table.part) as Part;
      const name = `${table.schema}.${table.name}`;
      onTable(name);
      const into = client.query(
        copyFrom(`copy ${quoted(table.schema, table.name)} (${table.columns.map((column) => quoted(column)).join(', ')}) from stdin`),
      );
      await pipeline(contentOf(source.open(part.name), part, key), into);
      if (into.rowCount !== table.rows) throw new Error(`${name}: ${into.rowCount} rows were loaded of ${table.rows}`);
      rows += into.rowCount;
    }
    for (const { schema, name, last, isCalled } of manifest.sequences)
      await client.query('select setval($1::regclass, $2::bigint, $3)', [quoted(schema, name), last, isCalled]);
    const modes: Record<string, string> = { O: 'enable', A: 'enable always', R: 'enable replica', D: 'disable' };
    for (const { schema, table, name, state } of triggers)
      await client.query(`alter table ${quoted(schema, table)} ${modes[state]} trigger ${quoted(name)}`);
    for (const { schema, table, name, definition } of keys)
      await client.query(`alter table ${quoted(schema, table)} add constraint ${quoted(name)} ${definition}`);
    await client.query('commit');
    await client.query(`analyze ${tables.map(({ schema, name }) => quoted(schema, name)).join(', ')}`);
    return rows;
  });
}

function refuseOtherTables(manifest: Manifest, tables: { schema: string; name: string; columns: string[] }[]): void {
  const shape = (table: { schema: string; name: string; columns: string[] }) =>
    `${table.schema}.${table.name} (${[...table.columns].sort().join(', ')})`;
  const ours = new Set(tables.map(shape));
  const theirs = new Set(manifest.tables.map(shape));
  const odd = [...[...theirs].filter((one) => !ours.has(one)), ...[...ours].filter((one) => !theirs.has(one))];
  if (odd.length) {
    throw new CannotStart('otherTables', {
      zh: `备份里的表与其建表语句不符：${odd.join('；')}。数据库在备份前被人手工改动过。`,
      en: `The tables of the backup are not those its migrations make: ${odd.join('; ')}. Somebody changed the database by hand before the backup.`,
    });
  }
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'xiushui restore' });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

// --- Files -----------------------------------------------------------------------------------------------------------------------

async function placeFiles(home: Home, manifest: Manifest, source: Source, key: Buffer | undefined): Promise<number> {
  // What an earlier try put there is put there again.
  for (const folder of [home.frames, home.files]) {
    rmSync(folder, { recursive: true, force: true });
    makeDirectory(folder, 0o700);
  }
  let placed = 0;
  const folders = new Set<string>();
  for (const part of manifest.parts) {
    const path = placeOf(home, part);
    if (path === undefined) continue;
    makeDirectory(dirname(path), 0o700);
    rmSync(path, { force: true });
    await pipeline(contentOf(source.open(part.name), part, key) as Readable, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    await flush(path);
    folders.add(dirname(path));
    placed += 1;
  }
  for (const folder of folders) flushDirectory(folder);
  return placed;
}

/** Where a part goes; undefined for tables and notes. A manifest is read, not believed: nothing is written outside the home. */
function placeOf(home: Home, part: Part): string | undefined {
  if (part.kind === 'table' || part.kind === 'note' || part.name.startsWith('keys/xiushui.')) return undefined;
  if (isAbsolute(part.of) || normalize(part.of).split(/[\\/]/).includes('..'))
    throw new Error(`${part.name} would be written outside the home`);
  if (part.kind === 'log') return join(home.frames, part.of);
  return part.of.startsWith('files/') ? join(home.files, part.of.slice('files/'.length)) : join(home.dir, part.of);
}

/** The manifest alone, for a list. */
export async function manifestOf(path: string): Promise<Manifest | undefined> {
  if (!existsSync(path)) return undefined;
  const source = await openSource(path);
  if (source.sizeOf(MANIFEST) === undefined) return undefined;
  const manifest = readManifest(await textOf(source, MANIFEST));
  return 'wrong' in manifest ? undefined : manifest;
}
