import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../tools/test-cluster.ts';
import { FOUNDATION } from '../testing/house.ts';
import { FACT_COLUMNS, migrate, type Room } from './migrate.ts';

let db: TestDatabase;
let root: string;
let client: pg.Client;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'rooms-'));
});
afterAll(() => rmSync(root, { recursive: true }));

let rooms = 0;
function room(name: string, files: Record<string, string>, factsView?: string): Room {
  const migrations = join(root, String(rooms++));
  mkdirSync(migrations);
  for (const [file, sql] of Object.entries(files)) writeFileSync(join(migrations, file), sql);
  return { name, migrations, ...(factsView ? { factsView } : {}) };
}

beforeEach(async () => {
  db = await freshDatabase();
  client = new pg.Client({ connectionString: db.urls.owner });
  await client.connect();
  return async () => {
    await client.end();
    await db.drop();
  };
});

const RIVER = { '001-river.sql': 'create table river (name text)' };

test('a migration runs once, in the order of its number, as the owner of the tables', async () => {
  const water = room('water', { '002-second.sql': `insert into river values (current_user)`, ...RIVER });
  const said: string[] = [];
  expect(await migrate(db.urls.postgres, [water], (line) => said.push(line))).toEqual({ applied: ['water/001-river', 'water/002-second'] });
  expect(said).toEqual(['water/001-river', 'water/002-second']);
  expect(await migrate(db.urls.postgres, [water])).toEqual({ applied: [] });
  expect((await client.query('select * from xiushui.river')).rows).toEqual([{ name: 'xiushui_owner' }]);
});

test('a migration whose text was changed after it ran is refused by name', async () => {
  await migrate(db.urls.postgres, [room('water', RIVER)]);
  const changed = room('water', { '001-river.sql': 'create table river (name text, length_km numeric)' });
  await expect(migrate(db.urls.postgres, [changed])).rejects.toThrow('water/001-river was changed after it ran');
});

test('a house that a newer version wrote is refused, and nothing is written into it', async () => {
  await migrate(db.urls.postgres, [room('water', { ...RIVER, '002-newer.sql': 'create table newer (name text)' })]);
  await expect(
    migrate(db.urls.postgres, [room('water', RIVER), room('air', { '001-sky.sql': 'create table sky (name text)' })]),
  ).rejects.toThrow('written by a newer Xiushui (it knows water/002-newer)');
  expect((await client.query(`select to_regclass('xiushui.sky') as sky`)).rows).toEqual([{ sky: null }]);
});

test('two starts at once: one migrates, the other waits and finds it done', async () => {
  const water = room('water', { '001-river.sql': 'create table river (name text); select pg_sleep(0.3)' });
  const both = await Promise.all([migrate(db.urls.postgres, [water]), migrate(db.urls.postgres, [water])]);
  expect(both.flatMap((one) => one.applied)).toEqual(['water/001-river']);
});

test('an upgrade that fails half-way leaves the database at the version before, and names the migration and the statement', async () => {
  await migrate(db.urls.postgres, [room('water', RIVER)]);
  const texts = {
    ...RIVER,
    '002-lake.sql': 'create table lake (name text)',
    '003-broken.sql': `-- Rivers; and what flows into them.
      insert into river values ('长水塘; 海盐塘');
      create function deep() returns int language sql as $$ select 1; select 2 $$;

      insert into river select (1 / (length(name) - length(name)))::text from river; select 'never'`,
  };
  const broken = room('water', texts);
  await expect(migrate(db.urls.postgres, [broken])).rejects.toMatchObject({
    code: 'migrationFailed',
    saysEn: expect.stringMatching(/migration water\/003-broken, statement 3 \(line 5: insert into river select .*\): division by zero$/),
    says: expect.stringContaining('数据库保持升级前的版本'),
  });
  // Neither the failed one nor the one before it: the version that ran yesterday knows this database.
  expect((await client.query(`select id from xiushui.migration`)).rows).toEqual([{ id: 'water/001-river' }]);
  expect((await client.query(`select to_regclass('xiushui.lake') as lake`)).rows).toEqual([{ lake: null }]);
  expect((await client.query('select * from xiushui.river')).rows).toEqual([]);
  expect(await migrate(db.urls.postgres, [room('water', RIVER)])).toEqual({ applied: [] });

  const mended = room('water', { ...texts, '003-broken.sql': `insert into river values ('长水塘')` });
  expect(await migrate(db.urls.postgres, [mended])).toEqual({ applied: ['water/002-lake', 'water/003-broken'] });
});

test('what a migration puts off to the end of its transaction does not stop the next from altering the table, and is named when it does not hold', async () => {
  const lock = {
    '001-lock.sql': `create table lock (id int primary key, upstream int references lock deferrable initially deferred); insert into lock values (1, 2), (2, 1)`,
  };
  const wider = room('water', { ...lock, '002-wider.sql': 'alter table lock add width_m numeric' });
  expect((await migrate(db.urls.postgres, [wider])).applied).toEqual(['water/001-lock', 'water/002-wider']);
  const stray = room('water', {
    ...lock,
    '002-wider.sql': 'alter table lock add width_m numeric',
    '003-stray.sql': 'insert into lock values (3, 9)',
  });
  await expect(migrate(db.urls.postgres, [stray])).rejects.toThrow(
    /water\/003-stray: insert or update on table "lock" violates foreign key/,
  );
});

test('migrations are remembered in the order in which they ran, though they share a transaction', async () => {
  const water = room('water', RIVER);
  const air = room('air', { '001-sky.sql': 'create table sky (name text)', '002-wind.sql': 'create table wind (name text)' });
  await migrate(db.urls.postgres, [water, air]);
  const { rows } = await client.query('select id from xiushui.migration order by applied_at');
  expect(rows.map(({ id }) => id)).toEqual(['water/001-river', 'air/001-sky', 'air/002-wind']);
});

test.each([[['1-river.sql']], [['river.sql']], [['001-river.sql', '001-lake.sql']]])(
  'a migration misnamed or of a number given twice is refused instead of skipped: %j',
  async (names) => {
    const water = room('water', Object.fromEntries(names.map((name) => [name, 'select 1'])));
    await expect(migrate(db.urls.postgres, [water])).rejects.toThrow('not named NNN-name.sql');
  },
);

const view = (name: string, amount: string) => ({
  '001-facts.sql': `create view ${name} as select '${name}'::text as kind, 'ref'::text as ref_kind, '1'::text as ref_id, ''::text as name, null::text as party,
     null::text as place, '青山区'::text as district, date '2026-01-01' as day, ${amount}::numeric as amount, 'kg'::text as unit, 'open'::text as status, now() as known_at;
   call guard_view('${name}')`,
});

test('the facts of every room stand in one view, also when a start was killed before it was made', async () => {
  const two = [FOUNDATION, room('water', view('water_facts', '1'), 'water_facts'), room('air', view('air_facts', '2'), 'air_facts')];
  await migrate(db.urls.postgres, two);
  await client.query('drop view xiushui.facts');
  expect((await migrate(db.urls.postgres, two)).applied).toEqual([]);
  const { rows, fields } = await client.query('select * from xiushui.facts order by kind');
  expect(rows.map((row) => row.kind)).toEqual(['air_facts', 'water_facts']);
  expect(fields.map((field) => field.name)).toEqual([...FACT_COLUMNS]);

  await migrate(db.urls.postgres, [...two, room('soil', view('soil_facts', '3'), 'soil_facts')]);
  expect((await client.query('select kind from xiushui.facts')).rows).toHaveLength(3);
});
