import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../tools/test-cluster.ts';
import { record } from '../audit/index.ts';
import { sealAll, verify } from '../seal/index.ts';
import { openHome } from '../store/home.ts';
import { migrate, type Room } from '../store/migrate.ts';
import { openSystemStore } from '../store/store.ts';
import { FOUNDATION } from '../testing/house.ts';
import {
  type CreateOrder,
  chainWalk,
  createBackup,
  findHalf,
  listBackups,
  noteLooked,
  outlived,
  refuseHalf,
  restoreBackup,
  settleRestored,
  verifyBackup,
} from './index.ts';

const NOW = Date.parse('2026-11-24T02:00:00+08:00');
const dir = mkdtempSync(join(tmpdir(), 'xiushui-backup-'));
chmodSync(dir, 0o711);
const backups = join(dir, 'backups');
const oddFolder = join(dir, 'odd');
/** A room with whatever a table of ours may one day have. */
const ODD: Room = { name: 'odd', migrations: oddFolder };
const ROOMS = [FOUNDATION, ODD];

let db: TestDatabase;
let owner: pg.Client;
let home: ReturnType<typeof openHome>;

const folderOf = (name: string) => {
  const place = join(dir, name);
  mkdirSync(place, { recursive: true });
  return place;
};

function order(more: Partial<CreateOrder> = {}): CreateOrder {
  return {
    url: db.urls.owner,
    into: backups,
    version: '0.1.0',
    city: '青山市',
    by: '测试',
    now: () => NOW,
    home: home.dir,
    keeps: [
      { path: 'files', kind: 'file', only: /^[0-9a-f]{64}/ },
      { path: 'logger-passwords.json', kind: 'key' },
    ],
    keyTables: ['xiushui.odd_key'],
    log: {
      list: async () => [{ name: 'frames-00000001.seg', path: join(home.frames, 'frames-00000001.seg'), bytes: 7, isClosed: false, to: 7 }],
      counter: () => ({ count: 0, push() {} }),
    },
    configuration: 'web.port: 8212',
    ...more,
  };
}

async function restored(backup: string, into: TestDatabase, more: { passphrase?: string; rooms?: Room[]; home?: string } = {}) {
  const place = openHome(folderOf(more.home ?? `home-${into.name}`), dir);
  return restoreBackup({
    backup,
    home: place,
    rooms: more.rooms ?? ROOMS,
    now: () => NOW,
    openStore: async () => ({ owner: into.urls.owner, close: async () => {} }),
    settle: async (manifest) => {
      const store = openSystemStore(into.urls.system, 'test', 2);
      try {
        await store.tx((tx) => settleRestored(tx, manifest, NOW));
      } finally {
        await store.close();
      }
    },
    verify: { seals: chainWalk },
    ...(more.passphrase === undefined ? {} : { passphrase: more.passphrase }),
  });
}

/** Every row of every table, as text: two houses with the same answer hold the same. */
async function contents(url: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select c.relname as name from pg_class c where c.relnamespace = 'xiushui'::regnamespace and c.relkind = 'r' order by 1`,
    );
    const all: Record<string, string> = {};
    for (const { name } of rows) {
      const made = await client.query<{ n: string; hash: string }>(
        `select count(*)::text as n, coalesce(md5(string_agg(t::text, chr(10) order by t::text)), '') as hash from xiushui."${name.replaceAll('"', '""')}" t`,
      );
      all[name] = `${made.rows[0]?.n} ${made.rows[0]?.hash}`;
    }
    return all;
  } finally {
    await client.end();
  }
}

/** Everything a table is beside its rows: columns, defaults, constraints, indexes, triggers, policies, rights, comments, and where its numbers stand. */
async function shapes(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const ours = `'xiushui'::regnamespace`;
    const { rows } = await client.query<{ line: string }>(
      `select 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull::text || a.attidentity::text || a.attgenerated::text || coalesce(pg_get_expr(d.adbin, d.adrelid), '') || coalesce(a.attacl::text, '') as line
         from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where c.relnamespace = ${ours} and a.attnum > 0 and c.relkind in ('r', 'v')
       union all select 'table ' || relname || relrowsecurity::text || coalesce(relacl::text, '') || coalesce(obj_description(oid), '') from pg_class where relnamespace = ${ours} and relkind in ('r', 'v', 'S')
       union all select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated::text from pg_constraint where connamespace = ${ours}
       union all select 'index ' || indexdef from pg_indexes where schemaname = 'xiushui'
       union all select 'trigger ' || pg_get_triggerdef(oid) || tgenabled::text from pg_trigger where not tgisinternal
       union all select 'policy ' || policyname || tablename || coalesce(qual, '') || coalesce(with_check, '') || roles::text || cmd from pg_policies
       union all select 'sequence ' || sequencename || ' ' || coalesce(last_value::text, 'unused') || ' ' || increment_by from pg_sequences where schemaname = 'xiushui'
       order by 1`,
    );
    return rows.map((row) => row.line);
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  mkdirSync(oddFolder);
  writeFileSync(
    join(oddFolder, '001-odd.sql'),
    `create table odd (
       id bigint generated always as identity (start with 100 increment by 7) primary key,
       "Säule mit "" Zeichen" text,
       twice int generated always as (length(words) * 2) stored,
       words text not null default '',
       parts text[] not null default '{}',
       bytes bytea,
       detail jsonb,
       at timestamptz, day date, span interval, amount numeric, share double precision,
       up bigint references odd deferrable initially deferred
     );
     call guard('odd', 'internal');
     create sequence odd_number increment by 3;
     create table odd_left (id int primary key default nextval('odd_number'), other int);
     create table odd_right (id int primary key, other int references odd_left);
     alter table odd_left add foreign key (other) references odd_right;
     call guard('odd_left', 'internal');
     call guard('odd_right', 'internal');
     create table odd_bag (colour text, n int);
     call guard('odd_bag', 'internal');
     create table odd_key (subject text primary key, key bytea not null);
     call guard('odd_key', 'internal');
     create function odd_refuse() returns trigger language plpgsql as $$ begin raise exception 'no row comes in by itself'; end $$;
     create trigger refuse before insert on odd_bag for each row execute function odd_refuse();
     alter table odd_bag disable trigger refuse;
     create trigger always before update on odd_bag for each row execute function odd_refuse();
     alter table odd_bag enable always trigger always;`,
  );
  db = await freshDatabase();
  await migrate(db.urls.postgres, ROOMS);
  home = openHome(folderOf('home'), dir);
  mkdirSync(join(home.files, 'aa/bb'), { recursive: true });
  writeFileSync(join(home.files, 'aa/bb', 'a'.repeat(64)), 'a photograph');
  writeFileSync(join(home.files, 'aa/bb', '.incoming-1'), 'half a photograph');
  writeFileSync(join(home.frames, 'frames-00000001.seg'), 'flushednot yet');
  writeFileSync(join(home.dir, 'logger-passwords.json'), '{"MN":"123456"}');

  owner = new pg.Client({ connectionString: db.urls.owner, options: '-c search_path=xiushui,public' });
  await owner.connect();
  await owner.query(`
    insert into odd ("Säule mit "" Zeichen", words, parts, bytes, detail, at, day, span, amount, share) values
      ('tab\there', e'two\\nlines\\r\\\\.', array['a,b', 'quote"s', null, '', '{}'], '\\x00ff0a5c', '{"嘉兴": [1, null, "\\u0001"]}', 'infinity', '-infinity', '1 year -3 days 04:05:06.789', 'NaN', '-Infinity'),
      (null, e'\\\\N', '{}', '', 'null', '0044-03-15 12:00:00+00 BC', '9999-12-31', '-00:00:00.000001', 12345678901234567890.123456789, 0.1 + 0.2::float8),
      ('', repeat('秀水', 200000), '{{a,b},{c,d}}', null, null, '2026-11-24 08:00:00.123456+08', null, null, 1e-20, 5e-324);
    update odd set up = 100 where id = 107; update odd set up = 114 where id = 100;
    insert into odd_left (other) values (null), (null); insert into odd_right values (1, 1), (2, 4); update odd_left set other = id where id = 1;
    insert into odd_bag select 'colour ' || n, n from generate_series(1, 5000) n;
    insert into odd_key values ('someone', '\\x0102');
    insert into person (login, name, role, body, districts, password_hash) values ('duty', '秦守一', 'duty', 'centre', '{330402}', 'x');
    insert into session values ('t', 'duty', 'c', now(), now(), now() + interval '10 years');
    insert into outbox (key, channel, receiver, body, district, next_at, queued_at) values ('k1', 'sms', 'somebody', 'a word', '330402', now(), now());
    insert into outbox (key, channel, receiver, body, district, state, next_at, queued_at) values ('k2', 'sms', 'somebody', 'a word', '330402', 'sent', now(), now());`);
  const store = openSystemStore(db.urls.system, 'test', 2);
  for (let n = 0; n < 30; n += 1)
    await store.tx((tx) =>
      record(tx, {
        did: 'test.done',
        by: 'duty',
        byName: '秦守一',
        about: null,
        says: `第 ${n} 次\t\\`,
        saysEn: `time ${n}`,
        party: null,
        district: '*',
        at: NOW + n * 7_200_000,
      }),
    );
  await sealAll(store, NOW);
  await store.close();
});

afterAll(async () => {
  await owner.end();
  await db.drop();
  rmSync(dir, { recursive: true, force: true });
});

describe('a backup (F18)', () => {
  it('holds every table the database has, found in its own catalogue', async () => {
    const { manifest } = await createBackup(order());
    const { rows } = await owner.query<{ name: string }>(
      `select schemaname || '.' || tablename as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema', 'pgboss')`,
    );
    const held = manifest.tables.map((table) => `${table.schema}.${table.name}`);
    expect(held.sort()).toEqual(rows.map((row) => row.name).sort());
    expect(manifest.tables.find((table) => table.name === 'odd')?.columns).not.toContain('twice');
    expect(manifest.tables.find((table) => table.name === 'odd_bag')?.rows).toBe(5000);
    expect(manifest.snapshot.queuedMessages).toBe(1);
    expect(manifest.migrations.at(-1)?.id).toBe('odd/001-odd');
  });

  it('is of one moment, whatever is written meanwhile', async () => {
    const { manifest } = await createBackup(
      order({
        log: {
          counter: order().log.counter,
          // The log is asked for after the tables were read: what was committed in between is in the log's future and not in the tables.
          list: async () => {
            await owner.query(`insert into odd_bag values ('later', 0)`);
            return order().log.list();
          },
        },
      }),
    );
    expect(manifest.tables.find((table) => table.name === 'odd_bag')?.rows).toBe(5000);
    await owner.query(`delete from odd_bag where colour = 'later'`);
  });

  it('restores into an empty house row for row, with the same columns, rights, policies, triggers and sequences', async () => {
    const made = await createBackup(order());
    const into = await freshDatabase();
    const outcome = await restored(made.path, into);
    expect(outcome.rows).toBe(made.manifest.tables.reduce((sum, table) => sum + table.rows, 0));
    const [before, after] = [await contents(db.urls.owner), await contents(into.urls.owner)];
    const { session: _s, outbox: _o, ...rest } = before;
    const { session: _s2, outbox: _o2, ...restAfter } = after;
    expect(restAfter).toEqual(rest);
    expect(await shapes(into.urls.postgres)).toEqual(await shapes(db.urls.postgres));
    const there = openHome(join(dir, `home-${into.name}`), dir);
    expect(readFileSync(join(there.files, 'aa/bb', 'a'.repeat(64)), 'utf8')).toBe('a photograph');
    expect(readdirSync(join(there.files, 'aa/bb'))).toHaveLength(1);
    expect(readFileSync(join(there.frames, 'frames-00000001.seg'), 'utf8')).toBe('flushed');
    expect(readFileSync(join(there.dir, 'logger-passwords.json'), 'utf8')).toBe('{"MN":"123456"}');
    expect(statSync(join(there.dir, 'logger-passwords.json')).mode & 0o777).toBe(0o600);

    const store = openSystemStore(into.urls.system, 'test', 3);
    expect((await verify(store, [])).flaws).toEqual([]);
    // Numbers go on where they stood.
    const client = new pg.Client({ connectionString: into.urls.owner, options: '-c search_path=xiushui' });
    await client.connect();
    expect((await client.query(`insert into odd (words) values ('next') returning id`)).rows).toEqual([{ id: 121 }]);
    await expect(client.query(`insert into odd_right values (9, 99)`)).rejects.toThrow(/foreign key/);
    await expect(client.query(`update odd_bag set n = 1`)).rejects.toThrow('no row comes in by itself');
    await client.end();
    await store.close();
    await into.drop();
  });

  it('brought back, ends sessions and holds the messages that were queued, once and for a person to decide', async () => {
    const made = await createBackup(order());
    const into = await freshDatabase();
    await restored(made.path, into);
    const client = new pg.Client({ connectionString: into.urls.owner, options: '-c search_path=xiushui' });
    await client.connect();
    expect((await client.query(`select key, state from outbox order by key`)).rows).toEqual([
      { key: 'k1', state: 'afterRestore' },
      { key: 'k2', state: 'sent' },
    ]);
    expect((await client.query(`select 1 from session where ended_at is null`)).rows).toEqual([]);
    await client.end();
    await into.drop();
  });

  it('as one .tar is the same backup, and any tar reads it', async () => {
    const made = await createBackup(order({ tar: true }));
    const verified = await verifyBackup(made.path, { seals: chainWalk });
    expect(verified.damage).toEqual([]);
    expect(verified.seals).toMatchObject({ chains: 3, rows: 30 });
    const { execFileSync } = await import('node:child_process');
    const listed = execFileSync('tar', ['-tf', made.path], { encoding: 'utf8' }).trim().split('\n');
    expect(listed.sort()).toEqual([...made.manifest.parts.map((part) => part.name), 'manifest.json'].sort());
    const into = await freshDatabase();
    await restored(made.path, into);
    expect((await contents(into.urls.owner)).odd).toBe((await contents(db.urls.owner)).odd);
    await into.drop();
  });

  it('leaves keys out on request, or locks them with a passphrase', async () => {
    const without = await createBackup(order({ withoutKeys: true }));
    expect(without.manifest.leftOut.sort()).toEqual(['logger-passwords.json', 'xiushui.odd_key']);
    expect(existsSync(join(without.path, 'keys/home/logger-passwords.json'))).toBe(false);
    const one = await freshDatabase();
    await restored(without.path, one);
    expect((await contents(one.urls.owner)).odd_key?.startsWith('0 ')).toBe(true);
    await one.drop();

    const locked = await createBackup(order({ passphrase: '一个很长的口令' }));
    const bytes = readFileSync(join(locked.path, 'keys/home/logger-passwords.json'));
    expect(bytes.includes('123456')).toBe(false);
    // What lies there is verified without the passphrase; with a wrong one it does not open.
    expect((await verifyBackup(locked.path)).damage).toEqual([]);
    expect((await verifyBackup(locked.path, { passphrase: '一个很长的口令' })).damage).toEqual([]);
    expect((await verifyBackup(locked.path, { passphrase: 'another' })).damage.map((one) => one.code)).toEqual([
      'wrongPassphrase',
      'wrongPassphrase',
    ]);
    const two = await freshDatabase();
    await expect(restored(locked.path, two)).rejects.toMatchObject({ code: 'passphraseNeeded' });
    await restored(locked.path, two, { passphrase: '一个很长的口令' });
    expect((await contents(two.urls.owner)).odd_key).toBe((await contents(db.urls.owner)).odd_key);
    await two.drop();
  });

  it('links what the last one holds unchanged, and stays whole when that one goes', async () => {
    const log = { ...order().log, list: async () => [{ ...(await order().log.list())[0]!, isClosed: true }] };
    const first = await createBackup(order({ log }));
    const second = await createBackup(order({ log, link: true }));
    const inode = (path: string) => statSync(join(path, 'log/frames-00000001.seg.gz')).ino;
    expect(inode(second.path)).toBe(inode(first.path));
    rmSync(first.path, { recursive: true });
    expect((await verifyBackup(second.path)).damage).toEqual([]);
  });
});

describe('verification needs no database and names the part', () => {
  let good: string;
  beforeAll(async () => {
    good = (await createBackup(order())).path;
  });
  const spoiled = async (spoil: (path: string) => void) => {
    const path = join(dir, 'spoiled');
    rmSync(path, { recursive: true, force: true });
    cpSync(good, path, { recursive: true });
    spoil(path);
    return (await verifyBackup(path, { seals: chainWalk })).damage.map((one) => `${one.part} ${one.code}`);
  };
  const odd = 'tables/xiushui.odd.gz';

  it('one bit turned over', async () => {
    expect(
      await spoiled((path) => {
        const bytes = readFileSync(join(path, odd));
        bytes[bytes.length >> 1]! ^= 1;
        writeFileSync(join(path, odd), bytes);
      }),
    ).toEqual([`${odd} altered`]);
  });

  it('a part cut short, one with bytes added, one missing, one nobody knows', async () => {
    expect(await spoiled((path) => truncateSync(join(path, odd), 40))).toEqual([`${odd} cutShort`]);
    expect(await spoiled((path) => writeFileSync(join(path, odd), 'x', { flag: 'a' }))).toEqual([`${odd} tooLong`]);
    expect(await spoiled((path) => rmSync(join(path, odd)))).toEqual([`${odd} missing`]);
    expect(await spoiled((path) => writeFileSync(join(path, 'tables/more.gz'), ''))).toEqual(['tables/more.gz unknown']);
  });

  it('two parts that changed places', async () => {
    const bag = 'tables/xiushui.odd_bag.gz';
    expect(
      await spoiled((path) => {
        const kept = readFileSync(join(path, odd));
        writeFileSync(join(path, odd), readFileSync(join(path, bag)));
        writeFileSync(join(path, bag), kept);
      }),
    ).toEqual([`${odd} swapped`, `${bag} swapped`]);
  });

  it('a manifest that was written over, cut off, or never made', async () => {
    expect(
      await spoiled((path) => {
        const manifest = readFileSync(join(path, 'manifest.json'), 'utf8');
        writeFileSync(join(path, 'manifest.json'), manifest.replace('"青山市"', '"别处市"'));
      }),
    ).toEqual(['manifest.json manifestAltered']);
    expect(await spoiled((path) => truncateSync(join(path, 'manifest.json'), 500))).toEqual(['manifest.json manifestAltered']);
    expect(await spoiled((path) => rmSync(join(path, 'manifest.json')))).toEqual(['manifest.json noManifest']);
  });

  it('a sealed row changed before the backup was made', async () => {
    const client = new pg.Client({ connectionString: db.urls.owner, options: '-c search_path=xiushui' });
    await client.connect();
    const { rows } = await client.query(`select id, content from chain_row order by id limit 1`);
    await client.query(`update chain_row set content = replace(content, '第', '弟') where id = $1`, [rows[0].id]);
    const { path } = await createBackup(order());
    await client.query(`update chain_row set content = $2 where id = $1`, [rows[0].id, rows[0].content]);
    await client.end();
    expect((await verifyBackup(path, { seals: chainWalk })).damage).toMatchObject([
      { part: 'tables/xiushui.chain_row.gz', code: 'sealBroken', saysEn: expect.stringContaining('audit/2026-11-24 #1') },
    ]);
  });
});

describe('what goes wrong', () => {
  it('in the middle of making one leaves nothing, and what a kill left is cleared by the next', async () => {
    const into = join(dir, 'broken');
    await expect(
      createBackup(order({ into, log: { ...order().log, list: () => Promise.reject(new Error('the disk is gone')) } })),
    ).rejects.toThrow('the disk is gone');
    expect(readdirSync(into)).toEqual([]);
    const left = join(into, '.making-xiushui-20200101-000000');
    mkdirSync(join(left, 'tables'), { recursive: true });
    writeFileSync(`${left}.tar`, 'half a tar');
    writeFileSync(`${left}.owner.json`, JSON.stringify({ pid: 2 ** 22 + 1, began: 'never' }));
    expect(await listBackups(into)).toEqual([]);
    await createBackup(order({ into }));
    expect(readdirSync(into)).toHaveLength(1);
  });

  it('two made at once do not take each other for what a kill left', async () => {
    const into = join(dir, 'at-once');
    const both = await Promise.all([createBackup(order({ into, tar: true })), createBackup(order({ into }))]);
    for (const { path } of both) expect((await verifyBackup(path)).damage).toEqual([]);
    expect(readdirSync(into).sort()).toEqual(both.map(({ path }) => basename(path)).sort());
  });

  it('a damaged backup is refused before anything is written', async () => {
    const { path } = await createBackup(order());
    rmSync(join(path, 'tables/xiushui.odd.gz'));
    const into = await freshDatabase();
    await expect(restored(path, into)).rejects.toMatchObject({
      code: 'backupDamaged',
      saysEn: expect.stringContaining('tables/xiushui.odd.gz is missing'),
    });
    expect(findHalf({ dir: join(dir, `home-${into.name}`) })).toBeUndefined();
    await into.drop();
  });

  it('a house or a database with something in it is refused with a sentence', async () => {
    const { path } = await createBackup(order());
    const into = await freshDatabase();
    await expect(restored(path, into, { home: 'home' })).rejects.toMatchObject({ code: 'houseNotEmpty' });
    await expect(restored(path, db, { home: 'home-empty' })).rejects.toMatchObject({ code: 'databaseNotEmpty' });
    expect(findHalf({ dir: join(dir, 'home-empty') })).toBeUndefined();
    await into.drop();
  });

  it('a half house stays marked when it is brought back into a database that is not its own', async () => {
    const { path } = await createBackup(order());
    const into = await freshDatabase();
    const place = openHome(join(dir, 'home-half'), dir);
    writeFileSync(join(place.dir, 'restoring.json'), JSON.stringify({ token: 'of an earlier try', backup: path, since: '' }));
    await expect(restored(path, db, { home: 'home-half' })).rejects.toMatchObject({ code: 'databaseNotEmpty' });
    expect(findHalf(place)).toBeDefined();
    await restored(path, into, { home: 'home-half' });
    expect(findHalf(place)).toBeUndefined();
    await into.drop();
  });

  it('a backup of a newer version is refused by the name of what is new', async () => {
    const { path } = await createBackup(order());
    const into = await freshDatabase();
    await expect(restored(path, into, { rooms: [FOUNDATION] })).rejects.toMatchObject({
      code: 'backupIsNewer',
      saysEn: expect.stringContaining('odd/001-odd'),
    });
    await into.drop();
  });

  it('a restore cut short is half a house, which does not start, and into which it is run again', async () => {
    const { path } = await createBackup(order());
    const into = await freshDatabase();
    const failing = { name: 'later', migrations: folderOf('later') };
    writeFileSync(join(failing.migrations, '001-later.sql'), 'select 1 / 0');
    await expect(restored(path, into, { rooms: [...ROOMS, failing] })).rejects.toThrow(
      'migration later/001-later, statement 1 (line 1: select 1 / 0): division by zero',
    );
    const half = openHome(join(dir, `home-${into.name}`), dir);
    expect(() => refuseHalf(half)).toThrow('half restored');
    await expect(migrate(into.urls.postgres, ROOMS)).rejects.toThrow('half restored');
    writeFileSync(join(failing.migrations, '001-later.sql'), 'create table more (id int); call guard($$more$$, $$internal$$)');
    const outcome = await restored(path, into, { rooms: [...ROOMS, failing] });
    expect(outcome.upgraded).toEqual(['later/001-later']);
    expect(() => refuseHalf(half)).not.toThrow();
    expect((await migrate(into.urls.postgres, [...ROOMS, failing])).applied).toEqual([]);
    await into.drop();
  });
});

describe('the folder of backups', () => {
  it('lets go of those that have served their time, and never of the last that was found whole', async () => {
    const into = join(dir, 'kept');
    const DAY = 86_400_000;
    const made = [];
    for (const day of [40, 35, 20, 1]) made.push(await createBackup(order({ into, now: () => NOW - day * DAY })));
    const gone = async () => outlived(await listBackups(into), 30, NOW).map((one) => one.path);
    // None was looked at yet, so none may go.
    expect(await gone()).toEqual([]);
    noteLooked(await verifyBackup(made[1]!.path), NOW);
    expect(await gone()).toEqual([made[0]!.path]);
    noteLooked(await verifyBackup(made[2]!.path), NOW);
    expect(await gone()).toEqual([made[0]!.path, made[1]!.path]);
    // A newer one that is damaged does not count as good.
    rmSync(join(made[3]!.path, 'tables/xiushui.odd.gz'));
    expect(noteLooked(await verifyBackup(made[3]!.path), NOW).isWhole).toBe(false);
    rmSync(made[2]!.path, { recursive: true });
    expect(await gone()).toEqual([made[0]!.path]);
  });
});
