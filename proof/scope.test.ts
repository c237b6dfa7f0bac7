/**
 * What the store itself shows and takes, whatever our code asks of it. Generated from the catalogue of a migrated database: a table made tomorrow is
 * tried here tomorrow. Every table gets rows of two districts, of two firms, of two accounts and of everyone; then each is asked as a request would ask.
 *
 * The rows are made by force (checks and references are taken off this throw-away copy), since only their district, party and login matter here.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOMS } from '../apps/server/house.ts';
import { isRefusal } from '../foundation/refusal.ts';
import { listGuarded, listUnguarded } from '../foundation/store/guarded.ts';
import { migrate } from '../foundation/store/migrate.ts';
import { openScopedStore, type Scope, type ScopedStore } from '../foundation/store/store.ts';
import { freshDatabase, type TestDatabase } from '../tools/test-cluster.ts';

/** The security definer functions somebody has read and answers for: what each is for stands where it is made. */
const DEFINERS = [
  'ledger_open',
  'ledger_write',
  'registry_facet',
  'registry_find',
  'registry_grid',
  'registry_is_counted',
  'registry_holders',
  'registry_naming_beyond',
  'registry_near',
  'registry_put_back',
  'registry_note_words',
  'registry_open_many',
  'registry_write_many',
];
/** Where a request may leave a row outside its scope, and why. */
const ANYWHERE: Record<string, string> = {
  audit_event: 'an act is recorded wherever it falls, and read only by those whose district it is',
};

const HERE = '330481000000';
const THERE = '330411000000';
const FIRM = '91330499DEM0000146';
const OTHER_FIRM = '91330499DEM000110F';

interface Column {
  name: string;
  type: string;
  needed: boolean;
  generated: boolean;
  mayInsert: boolean;
  mayUpdate: boolean;
  maySelect: boolean;
}
interface Table {
  name: string;
  guard: string;
  what: 'table' | 'view';
  columns: Column[];
}

let db: TestDatabase;
let owner: pg.Client;
let app: ScopedStore;
let tables: Table[];

beforeAll(async () => {
  db = await freshDatabase();
  await migrate(db.urls.postgres, ROOMS);
  owner = new pg.Client({ connectionString: db.urls.postgres, options: '-c search_path=xiushui,public' });
  await owner.connect();
  app = openScopedStore(db.urls.app, 'scope proof', 2);
  tables = await readTables();
  await takeOffChecks();
  for (const table of tables.filter((one) => one.what === 'table')) for (const marks of ROWS) await putRow(table, marks);
}, 60_000);
afterAll(async () => {
  await app?.close();
  await owner?.end();
  await db?.drop();
});

async function readTables(): Promise<Table[]> {
  const { rows } = await owner.query<Column & { table: string }>(
    `select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type,
            a.attnotnull and not a.atthasdef and a.attidentity = '' as needed, a.attidentity <> '' or a.attgenerated <> '' as generated,
            has_column_privilege('xiushui_app', c.oid, a.attnum, 'insert') as "mayInsert",
            has_column_privilege('xiushui_app', c.oid, a.attnum, 'update') as "mayUpdate",
            has_column_privilege('xiushui_app', c.oid, a.attnum, 'select') as "maySelect"
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'xiushui'::regnamespace and c.relkind in ('r', 'p', 'v') order by c.relname, a.attnum`,
  );
  return (await listGuarded(owner)).map((one) => ({
    ...one,
    columns: rows.filter((row) => row.table === one.name),
  }));
}

async function takeOffChecks(): Promise<void> {
  const { rows } = await owner.query<{ table: string; name: string }>(
    `select c.conrelid::regclass::text as table, c.conname as name from pg_constraint c
      where c.connamespace = 'xiushui'::regnamespace and c.contype in ('c', 'f', 'x') order by c.contype = 'f' desc`,
  );
  for (const { table, name } of rows) await owner.query(`alter table ${table} drop constraint "${name}"`);
  const { rows: parties } = await owner.query<{ name: string }>(
    `select a.attrelid::regclass::text as name from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace = 'xiushui'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'party' and a.attnotnull`,
  );
  for (const { name } of parties) await owner.query(`alter table ${name} alter column party drop not null`).catch(() => {}); // Part of a key.
  const { rows: indexes } = await owner.query<{ name: string }>(
    `select i.indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indrelid
      where c.relnamespace = 'xiushui'::regnamespace and i.indisunique and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid)`,
  );
  for (const { name } of indexes) await owner.query(`drop index ${name}`);
  // Triggers speak of what a row means; these rows mean nothing.
  const { rows: triggered } = await owner.query<{ name: string }>(
    `select distinct t.tgrelid::regclass::text as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
      where c.relnamespace = 'xiushui'::regnamespace and not t.tgisinternal`,
  );
  for (const { name } of triggered) await owner.query(`alter table ${name} disable trigger user`);
}

interface Marks {
  district: string;
  party: string | null;
  login: string;
}
const ROWS: Marks[] = [
  { district: HERE, party: FIRM, login: 'here' },
  { district: HERE, party: null, login: 'here' },
  { district: THERE, party: OTHER_FIRM, login: 'there' },
  { district: THERE, party: FIRM, login: 'there' },
  { district: '*', party: null, login: 'nobody' },
];

let made = 1_000;
function madeUp(type: string): unknown {
  made += 1;
  if (type.endsWith('[]')) return '{}';
  if (/^(bigint|integer|smallint|numeric|double precision|real)/.test(type)) return type === 'smallint' ? made % 30_000 : made;
  if (type === 'boolean') return false;
  if (/^timestamp/.test(type)) return new Date(Date.UTC(2026, 0, 1) + made * 1_000).toISOString();
  if (type === 'date') return '2026-01-01';
  if (/^json/.test(type)) return '{}';
  if (type === 'bytea') return Buffer.from(String(made));
  if (type === 'uuid') return `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`;
  return `made${made}`;
}

/** The columns a row must have, filled in; `only` those a request may write. */
function rowFor(table: Table, marks: Marks, only: (column: Column) => boolean): { columns: string[]; values: unknown[] } {
  const columns = table.columns.filter((column) => !column.generated && only(column) && (column.needed || column.name in marks));
  return {
    columns: columns.map((one) => `"${one.name}"`),
    values: columns.map((one) => (one.name in marks ? marks[one.name as keyof Marks] : madeUp(one.type))),
  };
}

const insertOf = (table: Table, { columns }: { columns: string[] }) =>
  columns.length
    ? `insert into "${table.name}" (${columns.join(', ')}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')})`
    : `insert into "${table.name}" default values`;

async function putRow(table: Table, marks: Marks): Promise<void> {
  const row = rowFor(table, marks, () => true);
  await owner.query(insertOf(table, row), row.values).catch((error: Error) => {
    // A table of one row (a key that is always the same) has it already.
    if (!/duplicate key/.test(error.message)) throw new Error(`${table.name}: ${error.message}`);
  });
}

const seenBy = (scope: Scope, sql: string) =>
  app.as(scope, (tx) => tx.query<{ district: string; party: string | null; login: string; n: number }>(sql));
const reached = () => tables.filter((table) => table.columns.some((column) => column.maySelect));
const has = (table: Table, name: string) => table.columns.some((column) => column.name === name && column.maySelect);
const counted = (table: Table) => `select count(*) as n from "${table.name}"`;

describe('every table and view', () => {
  it('stands under a guard, and nothing looks or writes around one', async () => {
    expect(await listUnguarded(owner, DEFINERS)).toEqual([]);
    expect(tables.filter((table) => !table.guard)).toEqual([]);
    const of = (guard: string) => tables.filter((table) => table.guard === guard).length;
    console.log(
      `guards: ${of('scoped')} scoped, ${of('shared')} shared, ${of('own')} of one's own, ${of('internal')} internal, ${of('asker')} views`,
    );
    expect(tables.length).toBeGreaterThan(40);
  });

  it('of those a request may read shows nothing while no scope is set', async () => {
    const client = await app.pool.connect();
    try {
      const shown: string[] = [];
      for (const table of reached()) {
        const { rows } = await client.query<{ n: string }>(counted(table));
        if (Number(rows[0]?.n) !== 0) shown.push(`${table.name} shows ${rows[0]?.n}`);
      }
      expect(shown).toEqual([]);
    } finally {
      client.release();
    }
  });

  it('that is internal is closed to a request with any scope', async () => {
    const open: string[] = [];
    for (const table of tables.filter((one) => one.guard === 'internal')) {
      const answer = await seenBy({ districts: '*', login: 'here' }, counted(table)).then(
        () => 'answered',
        (error: { code?: string }) => error.code,
      );
      if (answer !== '42501') open.push(`${table.name}: ${answer}`);
    }
    expect(open).toEqual([]);
  });

  it('shows a district its own rows and those of everyone, and no other', async () => {
    const wrong: string[] = [];
    let tried = 0;
    for (const table of reached().filter((one) => has(one, 'district'))) {
      const rows = await seenBy({ districts: [HERE] }, `select distinct district from "${table.name}"`);
      if (isRefusal(rows)) throw new Error(rows.code);
      tried++;
      const districts = rows.map((row) => row.district);
      if (districts.some((district) => district !== HERE && district !== '*')) wrong.push(`${table.name} shows ${districts}`);
      if (table.guard === 'scoped' && !districts.includes(HERE)) wrong.push(`${table.name} hides its own`);
    }
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(20);
  });

  it('shows a firm its own rows and those of everyone, and no district', async () => {
    const wrong: string[] = [];
    for (const table of reached().filter((one) => one.guard === 'scoped' && has(one, 'party') && has(one, 'district'))) {
      const rows = await seenBy(
        { districts: [], party: FIRM },
        `select distinct party, district from "${table.name}" where district <> '*'`,
      );
      if (isRefusal(rows)) throw new Error(rows.code);
      if (rows.some((row) => row.party !== FIRM)) wrong.push(table.name);
    }
    expect(wrong).toEqual([]);
  });

  it('of one’s own is shown to that account alone', async () => {
    for (const table of reached().filter((one) => one.guard === 'own')) {
      const rows = await seenBy({ districts: '*', login: 'here' }, `select distinct login from "${table.name}"`);
      if (isRefusal(rows)) throw new Error(rows.code);
      expect(
        rows.map((row) => row.login),
        table.name,
      ).toEqual(['here']);
      expect(await seenBy({ districts: '*' }, counted(table)), table.name).toEqual([{ n: 0 }]);
    }
  });
});

describe('a scope of odd texts', () => {
  const ODD = ['*', `${HERE},${THERE}`, ',', '', `${HERE},*`, `*,${HERE}`, `${THERE}*`];
  it.each(ODD)('%j is no district and opens nothing', async (text) => {
    await expect(app.as({ districts: [text] }, (tx) => tx.query('select 1'))).rejects.toThrow(/is not a district/);
  });

  it.each([`'${THERE}'`, `{${THERE}}`, `"${THERE}"`, ` ${THERE}`, `${THERE} `, `${THERE}\\`, '%', '_', "' or true --", 'null', '＊'])(
    '%j shows no row of a district it resembles',
    async (text) => {
      const wrong: string[] = [];
      for (const table of reached().filter((one) => has(one, 'district'))) {
        const rows = await app
          .as({ districts: [text] }, (tx) => tx.query(`select district from "${table.name}" where district <> '*'`))
          .catch((error: Error) => (/is not a district/.test(error.message) ? [] : Promise.reject(error)));
        if (isRefusal(rows) || rows.length) wrong.push(table.name);
      }
      expect(wrong).toEqual([]);
    },
  );

  it('no list of districts and no firm is no scope at all', async () => {
    const shown: string[] = [];
    for (const scope of [{ districts: [] }, { districts: [], party: '' }, { districts: [], party: null }])
      for (const table of reached().filter((one) => one.guard === 'scoped' || one.guard === 'shared')) {
        const rows = await seenBy(scope, counted(table));
        if (isRefusal(rows) || Number(rows[0]?.n) !== 0) shown.push(table.name);
      }
    expect(shown).toEqual([]);
  });
});

describe('a request of one district', () => {
  /** Tries to write and always rolls back; answers with the error's code, or how many rows were touched. */
  const attempt = async (scope: Scope, sql: string, values: unknown[]): Promise<string | number> => {
    let outcome: string | number = 'nothing';
    await app
      .as(scope, async (tx) => {
        const rows = await tx.query(`${sql} returning 1 as one`, values);
        outcome = rows.length;
        throw new Error('roll back');
      })
      .catch((error: { code?: string; message: string }) => {
        if (error.message !== 'roll back') outcome = error.code ?? error.message;
      });
    return outcome;
  };
  const writable = () =>
    tables.filter((table) => table.what === 'table' && table.columns.some((column) => column.mayInsert || column.mayUpdate));
  const bare = async (scope: Scope, sql: string, values: unknown[]): Promise<string | number> => {
    let outcome: string | number = 'nothing';
    await app
      .as(scope, async (tx) => {
        await tx.query(sql, values);
        outcome = 'written';
        throw new Error('roll back');
      })
      .catch((error: { code?: string; message: string }) => {
        if (error.message !== 'roll back') outcome = error.code ?? error.message;
      });
    return outcome;
  };

  it('adds no row to another, to another firm or to everyone, in any table it may write', async () => {
    const wrong: string[] = [];
    let [own, refused] = [0, 0];
    for (const table of writable().filter((one) => one.guard === 'scoped' && one.columns.some((column) => column.mayInsert))) {
      const put = (scope: Scope, marks: Marks) => {
        const row = rowFor(table, marks, (column) => column.mayInsert);
        return bare(scope, insertOf(table, row), row.values);
      };
      if ((await put({ districts: [HERE] }, { district: HERE, party: null, login: 'here' })) === 'written') own++;
      for (const [scope, marks] of [
        [{ districts: [HERE] }, { district: THERE, party: null, login: 'here' }],
        [{ districts: [HERE] }, { district: '*', party: null, login: 'here' }],
        [
          { districts: [], party: FIRM },
          { district: THERE, party: OTHER_FIRM, login: 'here' },
        ],
      ] as [Scope, Marks][]) {
        const outcome = await put(scope, marks);
        if (outcome === '42501') refused++;
        else if (!ANYWHERE[table.name]) wrong.push(`${table.name} ${marks.district}: ${outcome}`);
      }
    }
    expect(wrong).toEqual([]);
    // That rows of its own are taken shows that it is the scope that refuses.
    expect(own).toBeGreaterThan(5);
    console.log(`writes: ${own} tables take a row of their own district; ${refused} tries into another were refused`);
  });

  it('changes no row of another, and moves none of its own there', async () => {
    const wrong: string[] = [];
    let tried = 0;
    for (const table of writable().filter((one) => one.guard === 'scoped')) {
      for (const column of table.columns.filter((one) => one.mayUpdate && !one.generated)) {
        tried++;
        const outcome = await attempt(
          { districts: [HERE] },
          `update "${table.name}" set "${column.name}" = "${column.name}" where district = $1`,
          [THERE],
        );
        if (outcome !== 0 && outcome !== '42501') wrong.push(`${table.name}.${column.name}: ${outcome}`);
      }
      if (table.columns.some((one) => one.name === 'district' && one.mayUpdate)) {
        const moved = await attempt(
          { districts: [HERE] },
          `update "${table.name}" set district = $1 where district = $2 and party is null`,
          [THERE, HERE],
        );
        if (moved !== '42501' && moved !== 0) wrong.push(`${table.name} moves: ${moved}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(10);
  });

  it('writes nothing under the name of another account', async () => {
    for (const table of writable().filter((one) => one.guard === 'own')) {
      const row = rowFor(table, { district: HERE, party: null, login: 'there' }, (column) => column.mayInsert);
      expect(await bare({ districts: '*', login: 'here' }, insertOf(table, row), row.values), table.name).toBe('42501');
    }
  });

  it('deletes and empties nothing, anywhere', async () => {
    const taken: string[] = [];
    for (const table of tables.filter((one) => one.what === 'table'))
      for (const sql of [`delete from "${table.name}"`, `truncate "${table.name}"`]) {
        const outcome = await bare({ districts: '*', login: 'here' }, sql, []);
        if (outcome !== '42501') taken.push(`${sql}: ${outcome}`);
      }
    expect(taken).toEqual([]);
  });
});
