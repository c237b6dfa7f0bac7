/**
 * Numbered, forward-only migrations under an advisory lock. Each room brings its own folder; ids are `room/NNN-name`. A migration whose text
 * changed after it ran, or a database that knows one we do not, is refused: an older programme must not write into a newer house.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

export interface Room {
  name: string;
  /** Folder of `NNN-name.sql` files. */
  migrations: string;
  /** Name of a view with the fixed columns of a fact, if the room publishes one. */
  factsView?: string;
}

const LOCK = 0x5869_7573; // 'Xius'

export async function migrate(adminUrl: string, rooms: Room[], says: (line: string) => void = () => {}): Promise<{ applied: string[] }> {
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
    const { rows } = await client.query<{ id: string; digest: string }>('select id, digest from migration');
    const known = new Map(rows.map((row) => [row.id, row.digest]));
    const ours = rooms.flatMap((room) => listMigrations(room));
    const newer = [...known.keys()].filter((id) => !ours.some((m) => m.id === id));
    if (newer.length)
      throw new Error(`the database was written by a newer Xiushui (it knows ${newer.join(', ')}); start that version instead`);
    for (const { id, sql } of ours) {
      const digest = createHash('sha256').update(sql).digest('hex');
      const before = known.get(id);
      if (before === digest) continue;
      if (before) throw new Error(`migration ${id} was changed after it ran; restore its text and write a new one`);
      says(id);
      await client.query('begin');
      try {
        await client.query(sql);
        await client.query('insert into migration (id, digest) values ($1, $2)', [id, digest]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw new Error(`migration ${id} failed: ${(error as Error).message}`, { cause: error });
      }
      applied.push(id);
    }
    const views = rooms.flatMap((room) => (room.factsView ? [room.factsView] : []));
    // Every time: a kill after the last migration and before this would otherwise leave the house without it for good.
    if (views.length) await client.query(factsUnion(views));
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK]).catch(() => {});
    await client.end();
  }
  return { applied };
}

/** Which of our migrations this database has not had; asked without changing anything. */
export async function listPending(client: Pick<pg.Client, 'query'>, rooms: Room[]): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>('select id from xiushui.migration');
  const known = new Set(rows.map(({ id }) => id));
  return rooms
    .flatMap((room) => listMigrations(room))
    .map(({ id }) => id)
    .filter((id) => !known.has(id));
}

function listMigrations(room: Room): { id: string; sql: string }[] {
  if (!existsSync(room.migrations)) return [];
  const names = readdirSync(room.migrations).filter((name) => name.endsWith('.sql'));
  const odd = names.find(
    (name, at) => !/^\d{3}-.+\.sql$/.test(name) || names.some((other, i) => i !== at && other.slice(0, 3) === name.slice(0, 3)),
  );
  if (odd) throw new Error(`${room.name}: ${odd} is not named NNN-name.sql with a number of its own`);
  return names
    .sort()
    .map((name) => ({ id: `${room.name}/${name.replace(/\.sql$/, '')}`, sql: readFileSync(join(room.migrations, name), 'utf8') }));
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
