import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connected, ensureDatabase, openServer, urlFor } from './database.ts';
import { startTestCluster, type TestCluster } from './throwaway.ts';

let server: TestCluster;

beforeAll(async () => {
  server = await startTestCluster();
});

afterAll(async () => {
  await server?.stop();
});

const ask = (url: string, sql: string) => connected(url, async (client) => (await client.query(sql)).rows);

describe('a database somebody else looks after', () => {
  it('needs an administrator who may make roles and databases, not a superuser', async () => {
    await ask(server.adminUrl, "create role bureau login createrole createdb password 'of-the-bureau'");
    const admin = urlFor(server.adminUrl, 'bureau', 'of-the-bureau', 'postgres');
    const [{ number } = { number: 0 }] = await ask(server.adminUrl, "select current_setting('server_version_num')::int as number");
    // Our roles are there already, made by another. On PostgreSQL 15 createrole is enough for any role; later it is for roles of one's own making.
    if (number >= 160_000) {
      await expect(openServer(admin, server.secrets)).rejects.toMatchObject({ code: 'rolesOfAnother' });
      await ask(server.adminUrl, 'grant xiushui_owner, xiushui_app, xiushui_system to bureau with admin true, inherit false, set false');
    }
    const store = await openServer(admin, server.secrets);
    expect(
      await ask(
        store.url('owner'),
        "select current_database() as name, current_setting('timezone') as zone, show_trgm('秀水') <> '{}' as sees",
      ),
    ).toEqual([{ name: 'xiushui', zone: 'Asia/Shanghai', sees: true }]);
    await ask(store.url('owner'), 'create table made_by_owner ()');
    await expect(ask(store.url('app'), 'create table made_by_app ()')).rejects.toThrow(/permission denied/);
    await expect(ask(admin.replace('/postgres', '/xiushui'), 'set role xiushui_app; select * from made_by_owner')).rejects.toThrow(
      /permission denied/,
    );
  });

  it('is asked twice without a change, and keeps the passwords another machine is using', async () => {
    const hashes = "select string_agg(rolpassword, ',' order by rolname) as all from pg_authid where rolname like 'xiushui%'";
    const before = await ask(server.adminUrl, hashes);
    await Promise.all([ensureDatabase(server.adminUrl, server.secrets), ensureDatabase(server.adminUrl, server.secrets)]);
    expect(await ask(server.adminUrl, hashes)).toEqual(before);
    const restored = { ...server.secrets, app: 'another-password' };
    await ensureDatabase(server.adminUrl, restored);
    expect(await ask(urlFor(server.adminUrl, 'xiushui_app', 'another-password', 'xiushui'), 'select 1 as one')).toEqual([{ one: 1 }]);
    await ensureDatabase(server.adminUrl, server.secrets);
  });

  it('takes from our roles the powers that would lift row security', async () => {
    await ask(server.adminUrl, 'alter role xiushui_app superuser bypassrls');
    await ensureDatabase(server.adminUrl, server.secrets);
    expect(await ask(server.adminUrl, "select rolsuper, rolbypassrls from pg_roles where rolname = 'xiushui_app'")).toEqual([
      { rolsuper: false, rolbypassrls: false },
    ]);
  });

  it('is the one its address names', async () => {
    expect(await ensureDatabase(server.cluster.url('postgres', 'qingshan'), server.secrets)).toBe('qingshan');
    expect(await ensureDatabase(server.cluster.url('postgres', 'postgres'), server.secrets)).toBe('xiushui');
  });

  it('is refused when its letters are not Chinese, when it cannot be reached, and when its address is no address', async () => {
    await ask(server.adminUrl, "create database deaf template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'");
    await expect(openServer(server.cluster.url('postgres', 'deaf'), server.secrets)).rejects.toMatchObject({
      code: 'localeWithoutChinese',
    });
    const unreachable = openServer('postgres://who:secret-word@127.0.0.1:1/xiushui', server.secrets);
    await expect(unreachable).rejects.toMatchObject({ code: 'databaseUnusable', saysEn: expect.not.stringContaining('secret-word') });
    await expect(openServer('localhost', server.secrets)).rejects.toMatchObject({ code: 'databaseUrlUnreadable' });
  });
});

describe('a database for a test', () => {
  it('is empty, has its roles and extensions, and is the test’s own', async () => {
    const [one, other] = [await server.createDatabase(), await server.createDatabase()];
    await ask(one.urls.owner, 'create table mine ()');
    expect(await ask(other.urls.owner, "select to_regclass('mine') as mine")).toEqual([{ mine: null }]);
    expect(await ask(one.urls.app, "select current_setting('timezone') as zone, similarity('秀水区', '秀水') > 0 as alike")).toEqual([
      { zone: 'Asia/Shanghai', alike: true },
    ]);
    const copy = await server.createDatabase(undefined, one.name);
    expect(await ask(copy.urls.owner, "select to_regclass('mine')::text as mine")).toEqual([{ mine: 'mine' }]);
    for (const each of [one, other, copy]) await each.drop();
  });
});
