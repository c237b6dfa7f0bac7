/**
 * What a database of ours holds, read from its own catalogue: every table with its columns and its key, every sequence, every foreign key. There is no
 * list of tables here to forget one in.
 */
import type pg from 'pg';

export interface Table {
  schema: string;
  name: string;
  /** Those that are written; a generated column computes itself again. */
  columns: string[];
  /** Columns the rows are ordered by: the primary key, else any unique one; empty when there is none. */
  key: string[];
  bytes: number;
}

/** Schemas that are no record of the house. pg-boss makes its own anew; what was to run is in `job_run` and `job_declared`. */
export const NOT_KEPT = ['pgboss'];

const OURS = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and n.nspname <> all ($1)
  and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`;

export async function listTables(client: pg.ClientBase): Promise<Table[]> {
  const odd = await client.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('p', 'f', 'm') and ${OURS}
      union all
     select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and (c.relispartition or exists (select 1 from pg_inherits i where i.inhrelid = c.oid)) and ${OURS}`,
    [NOT_KEPT],
  );
  // A partition could not be told from its parent at a restore, and its rows would be there twice or not at all.
  if (odd.rows.length)
    throw new Error(`a backup knows ordinary tables only, and these are others: ${odd.rows.map((row) => row.name).join(', ')}`);
  const { rows } = await client.query<Table>(
    `select n.nspname as schema, c.relname as name, pg_table_size(c.oid)::float8 as bytes,
            array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
            coalesce((select array(select a.attname::text from unnest(i.indkey::int2[]) with ordinality k(num, at) join pg_attribute a on a.attrelid = c.oid and a.attnum = k.num order by k.at)
                        from pg_index i where i.indrelid = c.oid and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null and i.indnkeyatts = i.indnatts
                       order by i.indisprimary desc, i.indexrelid limit 1), '{}') as key
       from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and ${OURS} order by 1, 2`,
    [NOT_KEPT],
  );
  return rows;
}

export interface Sequence {
  schema: string;
  name: string;
  last: string;
  isCalled: boolean;
}

/** Read after the snapshot is taken: a sequence obeys no snapshot, so it then stands at or behind every number the snapshot shows. */
export async function listSequences(client: pg.ClientBase): Promise<Sequence[]> {
  const { rows } = await client.query<{ schema: string; name: string }>(
    `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'S' and ${OURS} order by 1, 2`,
    [NOT_KEPT],
  );
  const sequences: Sequence[] = [];
  for (const { schema, name } of rows) {
    const at = await client.query<{ last: string; isCalled: boolean }>(
      `select last_value::text as last, is_called as "isCalled" from ${quoted(schema, name)}`,
    );
    sequences.push({ schema, name, ...(at.rows[0] as { last: string; isCalled: boolean }) });
  }
  return sequences;
}

export interface ForeignKey {
  schema: string;
  table: string;
  name: string;
  definition: string;
}

export async function listForeignKeys(client: pg.ClientBase): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `select n.nspname as schema, c.relname as table, f.conname as name, pg_get_constraintdef(f.oid) as definition
       from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_namespace n on n.oid = c.relnamespace where f.contype = 'f' and ${OURS} order by f.oid`,
    [NOT_KEPT],
  );
  return rows;
}

export interface Trigger {
  schema: string;
  table: string;
  name: string;
  /** O enabled, D off, R on a replica, A always. */
  state: string;
}

export async function listTriggers(client: pg.ClientBase): Promise<Trigger[]> {
  const { rows } = await client.query<Trigger>(
    `select n.nspname as schema, c.relname as table, t.tgname as name, t.tgenabled::text as state
       from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace where not t.tgisinternal and ${OURS} order by t.oid`,
    [NOT_KEPT],
  );
  return rows;
}

/** Migrations in the order in which they were run. */
export async function listRun(client: pg.ClientBase): Promise<{ id: string; digest: string }[]> {
  const { rows } = await client.query<{ id: string; digest: string }>('select id, digest from xiushui.migration order by applied_at, id');
  return rows;
}

export function quoted(...names: string[]): string {
  return names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.');
}

/** One text form whatever the server or the session is set to. */
export const PLAIN_SESSION = `set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set extra_float_digits = 3; set timezone = 'UTC'; set bytea_output = 'hex';
  set client_encoding = 'UTF8'; set row_security = off; set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0;
  set standard_conforming_strings = on; set search_path = pg_catalog`;
