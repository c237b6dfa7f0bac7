/**
 * Makes a backup while the house runs. Every table is read in one repeatable-read snapshot, shared by several connections; the frame log and the files are
 * copied after it, so that they hold at least what the tables speak of (F18). Written into a folder under another name, flushed, the manifest last, then
 * renamed: a kill at any instant leaves a whole backup or none.
 */
import { createReadStream, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { copyFile, link, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { canonical, sm3 } from '../canonical.ts';
import type { Instant } from '../day.ts';
import { CannotStart, flushDirectory, makeDirectory, readJson, writeWhole } from '../store/home.ts';
import { isStill, type RememberedProcess, remember } from '../store/processes.ts';
import type { Store } from '../store/store.ts';
import { listRun, listSequences, listTables, PLAIN_SESSION, quoted, type Table } from './catalogue.ts';
import { isDatabaseFull, isFull } from './full.ts';
import { closed, FORMAT, MANIFEST, type Manifest, type Part, readManifest } from './manifest.ts';
import { type Counter, countLines, firstOf, flush, type Lock, makeLock, writePart } from './part.ts';
import { packTar } from './source.ts';

/** A file of the frame log, as far as it is flushed. */
export interface LogPiece {
  name: string;
  path: string;
  bytes: number;
  isClosed: boolean;
  to: number;
}

/** Something of the house that is no table: a file or a folder in the home. */
export interface Keep {
  /** Its path in the home. */
  path: string;
  kind: 'file' | 'state' | 'key';
  /** Where it lies, when that is not in the home. */
  from?: string;
  /** Which names count; what is only being written has none of these. */
  only?: RegExp;
}

/** What of a house goes into a backup beside its tables. The rooms say it; `apps/server/kept.ts` gathers it. */
export interface Kept {
  home: string;
  keeps: Keep[];
  /** Tables that hold keys, as schema.table. */
  keyTables: string[];
  log: { list(): Promise<LogPiece[]>; counter(): Counter };
  /** What of the house is kept in another place and is not in the backup; said in it. */
  elsewhere?: string[];
  /** For reading only: how the house is set, without its secrets. */
  configuration: string;
}

export interface CreateOrder extends Kept {
  /** As the owner of the tables, whom row security does not bind. */
  url: string;
  /** The folder of the backups. */
  into: string;
  version: string;
  city: string;
  by: string;
  now: () => Instant;
  tar?: boolean;
  withoutKeys?: boolean;
  passphrase?: string;
  /** Links closed log segments and files that an earlier backup in the same folder holds unchanged, instead of copying them. */
  link?: boolean;
  connections?: number;
  /** Parts as they are, for whoever packs the whole. */
  plain?: boolean;
}

export interface Created {
  path: string;
  manifest: Manifest;
}

/** Backups and removals of what a backup reads do not meet: a backup holds this lock shared. */
export const BACKUP_LOCK = 8212_2001;

/** Runs work that removes what a backup reads; refuses while one is being made. */
export async function withoutBackups<T>(store: Pick<Store, 'pool'>, work: () => Promise<T>): Promise<T> {
  const client = await store.pool.connect();
  try {
    const { rows } = await client.query<{ free: boolean }>('select pg_try_advisory_lock($1) as free', [BACKUP_LOCK]);
    if (!rows[0]?.free) throw new Error('a backup is being made; nothing is removed meanwhile');
    return await work();
  } finally {
    await client.query('select pg_advisory_unlock($1)', [BACKUP_LOCK]).catch(() => {});
    client.release();
  }
}

export async function createBackup(order: CreateOrder): Promise<Created> {
  const at = order.now();
  makeDirectory(order.into, 0o700);
  clearHalfMade(order.into);
  const name = claimName(at, order.into);
  const making = join(order.into, `.making-${name}`);
  try {
    makeDirectory(making, 0o700);
    const manifest = await fill(order, making, at);
    const path = join(order.into, order.tar ? `${name}.tar` : name);
    if (order.tar) {
      await packTar(making, [...manifest.parts.map((part) => part.name), MANIFEST], `${making}.tar`, at);
      await rename(`${making}.tar`, path);
    } else {
      for (const folder of [making, ...foldersIn(making)]) flushDirectory(folder);
      await rename(making, path);
    }
    flushDirectory(order.into);
    return { path, manifest };
  } catch (error) {
    if (isFull(error)) throw diskFull(order.into);
    if (isDatabaseFull(error)) throw databaseFull();
    throw error;
  } finally {
    // Of one that is done these are gone, all but the owner and what went into the tar.
    rmSync(making, { recursive: true, force: true });
    rmSync(`${making}.tar`, { force: true });
    rmSync(`${making}${OWNER}`, { force: true });
  }
}

const OWNER = '.owner.json';

/**
 * `xiushui-20261124-201831`, in the city's own time, which is what the operator reads. Taken by the file that says whose it is, which lies beside the
 * folder and before it: there is no moment at which another that clears up could take a living one for a dead one.
 */
function claimName(at: Instant, into: string): string {
  const local = new Date(at + 8 * 3_600_000).toISOString();
  const plain = `xiushui-${local.slice(0, 10).replaceAll('-', '')}-${local.slice(11, 19).replaceAll(':', '')}`;
  for (let more = 1; ; more += 1) {
    const name = more === 1 ? plain : `${plain}-${more}`;
    if (existsSync(join(into, name)) || existsSync(join(into, `${name}.tar`))) continue;
    const whose = join(into, `.making-${name}${OWNER}`);
    try {
      writeFileSync(whose, JSON.stringify(remember(process.pid)), { flag: 'wx', mode: 0o600 });
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      rmSync(whose, { force: true });
      throw isFull(error) ? diskFull(into) : error;
    }
  }
}

/** What a killed backup left; one that is being made, here or by another living process, is let be. */
function clearHalfMade(into: string): void {
  const left = new Set(
    readdirSync(into)
      .filter((name) => name.startsWith('.making-'))
      .map((name) => join(into, name.replace(/\.tar$|\.owner\.json$/, ''))),
  );
  for (const making of left) {
    const owner = readJson<RememberedProcess>(`${making}${OWNER}`);
    if (owner && isStill(owner)) continue;
    // The owner last, so that a kill in between leaves nothing without one.
    for (const end of ['', '.tar', OWNER]) rmSync(`${making}${end}`, { recursive: true, force: true });
  }
}

async function fill(order: CreateOrder, making: string, at: Instant): Promise<Manifest> {
  const lock = order.passphrase !== undefined && !order.withoutKeys ? makeLock(order.passphrase) : undefined;
  const earlier = order.link ? latestFolder(order.into) : undefined;
  const parts: Part[] = [];
  const leftOut: string[] = [...(order.elsewhere ?? [])];
  const lead = await connect(order.url);
  try {
    await lead.query('select pg_advisory_lock_shared($1)', [BACKUP_LOCK]);
    await lead.query('begin transaction isolation level repeatable read read only');
    const { snapshot, taken, postgres } = await only<{ snapshot: string; taken: string; postgres: string }>(
      lead,
      `select pg_export_snapshot() as snapshot, to_char(clock_timestamp(), 'YYYY-MM-DD"T"HH24:MI:SS.MSOF') as taken, split_part(current_setting('server_version'), ' ', 1) as postgres`,
    );
    const tables = await listTables(lead);
    const migrations = await listRun(lead);
    const sequences = await listSequences(lead);
    const marks = await marksOf(lead, tables);
    const keyTables = new Set(order.keyTables);
    const made = await copyTables(
      order,
      making,
      snapshot,
      tables,
      (table) => {
        if (!keyTables.has(`${table.schema}.${table.name}`)) return 'data';
        return order.withoutKeys ? 'leave' : 'key';
      },
      lock,
    );
    parts.push(...made.parts);
    leftOut.push(...made.leftOut);
    await lead.query('commit');

    const log = await copyLog(order, making, earlier);
    parts.push(...log.parts);
    const kept = await copyKept(order, making, earlier, lock);
    parts.push(...kept.parts);
    leftOut.push(...kept.leftOut);
    makeDirectory(join(making, 'notes'), 0o700);
    const note = Buffer.from(order.configuration);
    parts.push(
      await writePart(join(making, 'notes/configuration.txt'), one(note), {
        name: 'notes/configuration.txt',
        kind: 'note',
        of: 'configuration',
        packed: 'none',
      }),
    );

    const manifest = closed({
      format: FORMAT,
      product: { name: 'xiushui', version: order.version },
      postgres,
      city: order.city,
      madeAt: new Date(at).toISOString(),
      by: order.by,
      migrations,
      snapshot: { at: taken, ...marks, logEnd: log.end },
      tables: made.tables,
      sequences,
      ...(lock ? { lock: lock.says } : {}),
      leftOut,
      parts: parts.sort((a, b) => (a.name < b.name ? -1 : 1)),
    });
    writeWhole(join(making, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`, 0o600);
    return manifest;
  } finally {
    await lead.end().catch(() => {});
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'xiushui backup' });
  client.on('error', () => {});
  await client.connect();
  await client.query(PLAIN_SESSION);
  return client;
}

async function only<T extends object>(client: pg.Client, text: string): Promise<T> {
  return (await client.query<T>(text)).rows[0] as T;
}

/** Where everything stood in the snapshot. */
async function marksOf(lead: pg.Client, tables: Table[]): Promise<Pick<Manifest['snapshot'], 'logPosition' | 'heads' | 'queuedMessages'>> {
  const has = (name: string) => tables.some((table) => table.schema === 'xiushui' && table.name === name);
  const position = has('job_position')
    ? (await lead.query<{ position: string }>(`select position::text from xiushui.job_position where job = 'frame-log'`)).rows[0]
    : undefined;
  const heads = has('chain_head')
    ? (
        await lead.query<{ chain: string; position: string; seal: string }>(
          'select chain, position::text, seal from xiushui.chain_head order by chain collate "C"',
        )
      ).rows
    : [];
  const queued = has('outbox')
    ? (await lead.query<{ n: string }>(`select count(*)::text as n from xiushui.outbox where state = 'queued'`)).rows[0]
    : undefined;
  return {
    logPosition: position ? Number(position.position) : null,
    heads: { chains: heads.length, sm3: headsDigest(heads.map((head) => [head.chain, head.position, head.seal])) },
    queuedMessages: queued ? Number(queued.n) : null,
  };
}

export function headsDigest(heads: [chain: string, position: string, seal: string][]): string {
  return sm3(canonical(heads));
}

async function copyTables(
  order: CreateOrder,
  making: string,
  snapshot: string,
  tables: Table[],
  sortOf: (table: Table) => 'data' | 'key' | 'leave',
  lock: Lock | undefined,
): Promise<{ parts: Part[]; tables: Manifest['tables']; leftOut: string[] }> {
  const parts: Part[] = [];
  const leftOut: string[] = [];
  const listed: Manifest['tables'] = [];
  for (const folder of ['tables', 'keys']) makeDirectory(join(making, folder), 0o700);
  // The largest first, so that one does not begin when the others are done.
  const queue = [...tables].sort((a, b) => b.bytes - a.bytes);
  const copyOne = async (client: pg.Client, table: Table) => {
    const { schema, name, columns, key } = table;
    const sort = sortOf(table);
    if (sort === 'leave') {
      leftOut.push(`${schema}.${name}`);
      listed.push({ schema, name, columns, rows: 0, part: null });
      return;
    }
    const list = columns.map((column) => quoted(column)).join(', ');
    const ordered = (key.length ? key : ['ctid']).map((column) => quoted(column)).join(', ');
    const rows = client.query(copyTo(`copy (select ${list} from ${quoted(schema, name)} order by ${ordered}) to stdout`));
    const at = `${sort === 'key' ? 'keys' : 'tables'}/${schema}.${name}${ending(order)}`;
    const draft = {
      name: at,
      kind: sort === 'key' ? ('key' as const) : ('table' as const),
      of: `${schema}.${name}`,
      packed: packing(order),
      counts: countLines(),
    };
    const part = await writePart(join(making, at), rows, draft, sort === 'key' ? lock : undefined);
    parts.push(part);
    listed.push({ schema, name, columns, rows: part.rows ?? 0, part: at });
  };
  const worker = async () => {
    const client = await connect(order.url);
    try {
      await client.query(`begin transaction isolation level repeatable read read only`);
      await client.query(`set transaction snapshot '${snapshot}'`);
      for (let table = queue.shift(); table; table = queue.shift()) await copyOne(client, table);
      await client.query('commit');
    } catch (error) {
      queue.length = 0;
      throw error;
    } finally {
      await client.end().catch(() => {});
    }
  };
  // All are waited for: one that failed must not leave another writing into a folder that is being cleared.
  const ends = await Promise.allSettled(Array.from({ length: Math.max(1, order.connections ?? 2) }, worker));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
  return { parts, tables: listed.sort((a, b) => (`${a.schema}.${a.name}` < `${b.schema}.${b.name}` ? -1 : 1)), leftOut };
}

const packing = (order: CreateOrder): Part['packed'] => (order.plain ? 'none' : 'gzip');
const ending = (order: CreateOrder) => (order.plain ? '' : '.gz');

async function copyLog(order: CreateOrder, making: string, earlier: Earlier | undefined): Promise<{ parts: Part[]; end: number | null }> {
  makeDirectory(join(making, 'log'), 0o700);
  const parts: Part[] = [];
  const pieces = await order.log.list();
  for (const piece of pieces) {
    const name = `log/${piece.name}${ending(order)}`;
    const linked = piece.isClosed && (await linkFrom(earlier, making, name, piece.bytes));
    if (linked) {
      parts.push(linked);
      continue;
    }
    const content = firstOf(piece.path, piece.bytes);
    parts.push(
      await writePart(join(making, name), content, {
        name,
        kind: 'log',
        of: piece.name,
        packed: packing(order),
        counts: order.log.counter(),
      }),
    );
  }
  return { parts, end: pieces.at(-1)?.to ?? null };
}

async function copyKept(
  order: CreateOrder,
  making: string,
  earlier: Earlier | undefined,
  lock: Lock | undefined,
): Promise<{ parts: Part[]; leftOut: string[] }> {
  const parts: Part[] = [];
  const leftOut: string[] = [];
  for (const { path, kind, from, only } of order.keeps) {
    const place = from ?? join(order.home, path);
    for (const inner of filesUnder(place, only).map((below) => (below ? `${path}/${below}` : path))) {
      if (kind === 'key' && order.withoutKeys) {
        leftOut.push(inner);
        continue;
      }
      const name = kind === 'key' ? `keys/home/${inner}` : `home/${inner}`;
      const whole = join(place, inner.slice(path.length));
      makeDirectory(dirname(join(making, name)), 0o700);
      const { size } = statSync(whole);
      const linked = kind === 'file' && (await linkFrom(earlier, making, name, size));
      if (linked) parts.push(linked);
      else
        parts.push(
          await writePart(
            join(making, name),
            createReadStream(whole),
            { name, kind, of: inner, packed: 'none' },
            kind === 'key' ? lock : undefined,
          ),
        );
    }
  }
  return { parts, leftOut };
}

/** Paths below a folder; of a plain file one, the empty path. */
function filesUnder(place: string, only = /^[^.]/): string[] {
  if (!existsSync(place)) return [];
  if (!statSync(place).isDirectory()) return [''];
  return readdirSync(place, { withFileTypes: true })
    .flatMap((entry) => {
      if (entry.isDirectory()) return filesUnder(join(place, entry.name), only).map((below) => `${entry.name}/${below}`);
      return entry.isFile() && only.test(entry.name) ? [entry.name] : [];
    })
    .sort();
}

interface Earlier {
  folder: string;
  parts: Map<string, Part>;
}

function latestFolder(into: string): Earlier | undefined {
  for (const name of readdirSync(into)
    .filter((entry) => /^xiushui-\d{8}-\d{6}/.test(entry))
    .sort()
    .reverse()) {
    const path = join(into, name, MANIFEST);
    if (!existsSync(path)) continue;
    const manifest = readManifest(readFileSync(path, 'utf8'));
    if ('wrong' in manifest) continue;
    return { folder: join(into, name), parts: new Map(manifest.parts.map((part) => [part.name, part])) };
  }
  return undefined;
}

/** The same content under the same name, never to change again: one file on the disk for both backups. */
async function linkFrom(earlier: Earlier | undefined, making: string, name: string, contentBytes: number): Promise<Part | undefined> {
  const part = earlier?.parts.get(name);
  if (!earlier || !part || part.locked || part.contentBytes !== contentBytes) return undefined;
  const from = join(earlier.folder, name);
  if (!existsSync(from) || statSync(from).size !== part.bytes) return undefined;
  try {
    await link(from, join(making, name));
  } catch (error) {
    if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await copyFile(from, join(making, name));
    await flush(join(making, name));
  }
  return part;
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => [join(folder, entry.name), ...foldersIn(join(folder, entry.name))]);
}

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

function diskFull(into: string): CannotStart {
  return new CannotStart('diskFull', {
    zh: `备份目录 ${into} 所在磁盘已满，这次备份没有留下；此前的备份完好。请清理磁盘，或用 --to（配置 backup.folder）换一个目录。`,
    en: `The disk of ${into} is full; nothing was left of this backup, and earlier ones are whole. Make room, or choose another folder with --to (backup.folder in the configuration).`,
  });
}

function databaseFull(): CannotStart {
  return new CannotStart('databaseDiskFull', {
    zh: '数据库所在磁盘已满，备份读不下去，这次备份没有留下；此前的备份完好。请先为数据库的磁盘腾出空间。',
    en: 'The disk of the database is full and could not be read on; nothing was left of this backup, and earlier ones are whole. Make room on that disk first.',
  });
}
