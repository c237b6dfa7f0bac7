/**
 * Numbered, forward-only migrations under an advisory lock. Each room brings its own folder; ids are `room/NNN-name`. A migration whose text
 * changed after it ran, or a database that knows one we do not, is refused: an older programme must not write into a newer house. An upgrade is whole
 * or absent: all that is due runs in one transaction, so that after a failure the version before can be started again.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { CannotStart } from './home.ts';
import { statementsOf } from './statements.ts';

export interface Room {
  name: string;
  /** Folder of `NNN-name.sql` files. */
  migrations: string;
  /** Name of a view with the fixed columns of a fact, if the room publishes one. */
  factsView?: string;
}

const LOCK = 0x5869_7573; // 'Xius'

export interface MigrateOptions {
  /** Only these, in this order: the level of a backup. The view of facts is then left for the migration that follows. */
  only?: string[];
  /** A restore may go on where anyone else finds half a house. */
  restoring?: boolean;
}

export async function migrate(
  adminUrl: string,
  rooms: Room[],
  says: (line: string) => void = () => {},
  options: MigrateOptions = {},
): Promise<{ applied: string[] }> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'xiushui migrate' });
  await client.connect();
  const applied: string[] = [];
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query('create schema if not exists xiushui authorization xiushui_owner');
    await client.query('grant usage on schema xiushui to xiushui_app, xiushui_system');
    await client.query('set role xiushui_owner');
    await client.query('set search_path to xiushui, public');
    await client.query(
      `create table if not exists migration (id text primary key, digest text not null, applied_at timestamptz not null default now())`,
    );
    await client.query('alter table migration enable row level security');
    if (!options.restoring) await refuseHalf(client);
    const views = rooms.flatMap((room) => (room.factsView ? [room.factsView] : []));
    const missing = due(rooms, await listRun(client), options.only);
    await client.query('begin');
    try {
      for (const migration of missing) {
        says(migration.id);
        await runOne(client, migration);
        applied.push(migration.id);
      }
      // Every time: what was to go wrong between the last migration and this would otherwise leave the house without it for good.
      if (views.length && !options.only) await client.query(factsUnion(views));
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => {});
      throw error;
    }
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK]).catch(() => {});
    await client.end();
  }
  return { applied };
}

async function runOne(client: pg.Client, { id, digest, sql }: Migration): Promise<void> {
  // PostgreSQL says where it stopped only of a mistake in the text; how many statements were done before, it says always.
  let done = 0;
  const count = () => {
    done += 1;
  };
  const { connection } = client as unknown as { connection: NodeJS.EventEmitter };
  connection.on('commandComplete', count);
  try {
    await client.query(sql);
  } catch (error) {
    throw failed(id, sql, done, error as Error);
  } finally {
    connection.off('commandComplete', count);
  }
  try {
    // What is put off to the end of the transaction would stop the next migration from altering the table.
    await client.query('set constraints all immediate');
  } catch (error) {
    throw failed(id, sql, Number.POSITIVE_INFINITY, error as Error);
  }
  // Not now(): the order in which they ran is read from this, and they share a transaction.
  await client.query('insert into migration (id, digest, applied_at) values ($1, $2, clock_timestamp())', [id, digest]);
}

function failed(id: string, sql: string, done: number, error: Error): CannotStart {
  const at = statementsOf(sql)[done];
  const short = at && (at.text.length > 80 ? `${at.text.slice(0, 80)}…` : at.text);
  const made = new CannotStart('migrationFailed', {
    zh: `升级没有进行，数据库保持升级前的版本，可以照旧启动原版本。出错的是 ${id}${at ? ` 第 ${done + 1} 条语句（第 ${at.line} 行：${short}）` : ''}：${error.message}`,
    en: `The upgrade did not take place; the database is at the version before, which can be started as ever. What failed is migration ${id}${at ? `, statement ${done + 1} (line ${at.line}: ${short})` : ''}: ${error.message}`,
  });
  made.cause = error;
  return made;
}

/** Which of our migrations this database has not had; asked without changing anything. */
export async function listPending(client: Pick<pg.Client, 'query'>, rooms: Room[]): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>('select id from xiushui.migration');
  const known = new Set(rows.map(({ id }) => id));
  return listMigrations(rooms)
    .map(({ id }) => id)
    .filter((id) => !known.has(id));
}

/** What `migrate` would run, in its order, on this database; refuses what it would refuse. Changes nothing. */
export async function planMigrations(url: string, rooms: Room[]): Promise<{ run: string[]; due: string[] }> {
  const client = new pg.Client({ connectionString: url, application_name: 'xiushui migrate' });
  await client.connect();
  try {
    const { rows } = await client.query<{ there: boolean }>(`select to_regclass('xiushui.migration') is not null as there`);
    if (rows[0]?.there) {
      await client.query('set search_path to xiushui, public');
      await refuseHalf(client);
    }
    const run = rows[0]?.there ? await listRun(client) : new Map<string, string>();
    return { run: [...run.keys()], due: due(rooms, run).map(({ id }) => id) };
  } finally {
    await client.end();
  }
}

async function listRun(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ id: string; digest: string }>('select id, digest from migration order by applied_at, id');
  return new Map(rows.map((row) => [row.id, row.digest]));
}

function due(rooms: Room[], run: Map<string, string>, only?: string[]): Migration[] {
  const ours = listMigrations(rooms);
  const newer = [...run.keys()].filter((id) => !ours.some((m) => m.id === id));
  if (newer.length)
    throw new Error(`the database was written by a newer Xiushui (it knows ${newer.join(', ')}); start that version instead`);
  const wanted = only ? only.map((id) => ours.find((m) => m.id === id) ?? unknown(id)) : ours;
  return wanted.filter(({ id, digest }) => {
    const before = run.get(id);
    if (before && before !== digest) throw new Error(`migration ${id} was changed after it ran; restore its text and write a new one`);
    return !before;
  });
}

function unknown(id: string): never {
  throw new Error(`there is no migration ${id} in this version`);
}

// Set by a restore when it begins and changed when it is done (backup/restore.ts): rows that are half there must not be worked on.
async function refuseHalf(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ said: string | null }>(
    `select obj_description(oid, 'pg_namespace') as said from pg_namespace where nspname = 'xiushui'`,
  );
  if (rows[0]?.said?.startsWith('restoring '))
    throw new Error('the database is half restored; run `xiushui backup restore` again and start when it is done');
}

export interface Migration {
  id: string;
  /** SHA-256 of its text. */
  digest: string;
  sql: string;
}

/** Every migration of these rooms, in the order in which an empty database gets them. */
export function listMigrations(rooms: Room[]): Migration[] {
  return rooms.flatMap((room) =>
    namesIn(room).map((name) => {
      const sql = readFileSync(join(room.migrations, name), 'utf8');
      return { id: `${room.name}/${name.replace(/\.sql$/, '')}`, digest: createHash('sha256').update(sql).digest('hex'), sql };
    }),
  );
}

function namesIn(room: Room): string[] {
  if (!existsSync(room.migrations)) return [];
  const names = readdirSync(room.migrations).filter((name) => name.endsWith('.sql'));
  const odd = names.find(
    (name, at) => !/^\d{3}-.+\.sql$/.test(name) || names.some((other, i) => i !== at && other.slice(0, 3) === name.slice(0, 3)),
  );
  if (odd) throw new Error(`${room.name}: ${odd} is not named NNN-name.sql with a number of its own`);
  return names.sort();
}

/** The fixed columns every engine publishes its facts in; indicators are algebra over these and nothing else. */
export const FACT_COLUMNS = [
  'kind',
  'ref_kind',
  'ref_id',
  'name',
  'party',
  'place',
  'district',
  'day',
  'amount',
  'unit',
  'status',
  'known_at',
] as const;

function factsUnion(views: string[]): string {
  const columns = FACT_COLUMNS.join(', ');
  return `create or replace view facts with (security_invoker = true) as ${views.map((view) => `select ${columns} from ${view}`).join(' union all ')};
    grant select on facts to xiushui_app, xiushui_system`;
}
