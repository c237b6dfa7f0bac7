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

test('a migration that fails leaves nothing of itself, keeps those before it, and says which it was', async () => {
  const broken = room('water', { ...RIVER, '002-broken.sql': `insert into river values ('长水塘'); select nonsense` });
  await expect(migrate(db.urls.postgres, [broken])).rejects.toThrow('migration water/002-broken failed: column "nonsense" does not exist');
  expect((await client.query('select * from xiushui.river')).rows).toEqual([]);
  const mended = room('water', { ...RIVER, '002-broken.sql': `insert into river values ('长水塘')` });
  expect(await migrate(db.urls.postgres, [mended])).toEqual({ applied: ['water/002-broken'] });
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
