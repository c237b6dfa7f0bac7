/**
 * The database and the three roles of the house, on whatever server we were given.
 *
 * `xiushui_owner` owns the tables and runs migrations; requests run as `xiushui_app` and jobs as `xiushui_system`, which own
 * nothing and bypass nothing, so that row security binds them (design §9). Asking twice changes nothing.
 * Makes no table: that is `migrate.ts`.
 */
import pg from 'pg';
import { CannotStart, type Secrets } from './home.ts';

export type StoreRole = 'owner' | 'app' | 'system';

export const roleNames: Record<StoreRole, string> = { owner: 'xiushui_owner', app: 'xiushui_app', system: 'xiushui_system' };

/** Any fixed number: starts that run at once on several machines make the roles one after the other. */
const ensuring = 8212_9212;

/** The same server, as another role and in another database; every other part of the address is kept. */
export function urlFor(adminUrl: string, user: string, password: string, database: string): string {
  const url = new URL(adminUrl);
  url.username = user;
  url.password = password;
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.href;
}

/**
 * Makes sure of the roles, the database and its extensions, and answers with the database's name. A DATABASE_URL that
 * names a database means that one; one that names none, or only `postgres`, means `xiushui`.
 */
export async function ensureDatabase(adminUrl: string, secrets: Secrets, database = databaseOf(adminUrl)): Promise<string> {
  await connected(await maintenanceUrl(adminUrl), async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [ensuring]);
    await refuseOldServer(admin);
    for (const role of Object.keys(roleNames) as StoreRole[]) await ensureRole(admin, adminUrl, roleNames[role], secrets[role]);
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [database]);
    if (rowCount === 0) await createDatabase(admin, database);
    await dressDatabase(admin, database);
  });
  await connected(withDatabase(adminUrl, database), async (inside) => {
    // Both are trusted extensions since PostgreSQL 13: the owner of a database may make them without being superuser.
    await inside.query('create extension if not exists pg_trgm; create extension if not exists btree_gist');
    await inside.query(`revoke all on schema public from public;
      grant usage, create on schema public to ${roleNames.owner};
      grant usage on schema public to ${roleNames.app}, ${roleNames.system}`);
    await refuseBlindTrigrams(inside, database);
  });
  return database;
}

/** The store on a server somebody else looks after (DATABASE_URL). The address in the message is shown without its password. */
export async function openServer(adminUrl: string, secrets: Secrets): Promise<{ url(role: StoreRole): string }> {
  if (!URL.canParse(adminUrl) || new URL(adminUrl).hostname === '') {
    throw new CannotStart('databaseUrlUnreadable', {
      zh: 'DATABASE_URL 写法不对，应为 postgres://用户:口令@主机:端口/数据库。',
      en: 'DATABASE_URL cannot be read; it should look like postgres://user:password@host:port/database.',
    });
  }
  try {
    const database = await ensureDatabase(adminUrl, secrets);
    return { url: (role) => urlFor(adminUrl, roleNames[role], secrets[role], database) };
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    const { host } = new URL(adminUrl);
    const reason = (error as Error).message || String((error as { code?: string }).code);
    throw new CannotStart('databaseUnusable', {
      zh: `DATABASE_URL 指向的数据库（${host}）不能使用：${reason}`,
      en: `The database that DATABASE_URL names (${host}) cannot be used: ${reason}`,
    });
  }
}

/** An empty database with everything of its template in it, and what a template does not pass on. */
export async function createFrom(adminUrl: string, database: string, template: string): Promise<void> {
  await connected(adminUrl, async (admin) => {
    await admin.query(`create database ${quoted(database)} template ${quoted(template)} owner ${roleNames.owner}`);
    await dressDatabase(admin, database);
  });
}

export async function dropDatabase(adminUrl: string, database: string): Promise<void> {
  await connected(adminUrl, (admin) => admin.query(`drop database if exists ${quoted(database)} with (force)`));
}

export async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'xiushui start', connectionTimeoutMillis: 10_000 });
  // A server that goes away between two questions is told of by the next question; without a listener it would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

function databaseOf(url: string): string {
  const named = decodeURIComponent(new URL(url).pathname.slice(1));
  return named === '' || named === 'postgres' ? 'xiushui' : named;
}

function withDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(database)}`;
  return other.href;
}

// Roles and databases are made from a database that is sure to exist; an administrator may have allowed us only our own.
async function maintenanceUrl(adminUrl: string): Promise<string> {
  const common = withDatabase(adminUrl, 'postgres');
  try {
    await connected(common, (client) => client.query('select 1'));
    return common;
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === '3D000' || code === '42501') return adminUrl;
    throw error;
  }
}

async function ensureRole(admin: pg.Client, adminUrl: string, name: string, password: string): Promise<void> {
  const { rows } = await admin.query<{ rolsuper: boolean; rolbypassrls: boolean; rolcanlogin: boolean }>(
    'select rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname = $1',
    [name],
  );
  const role = rows[0];
  // A role is born without superuser, bypassrls, createdb and createrole, and inherits what it is granted.
  if (!role) await admin.query(`create role ${quoted(name)} login password ${literal(password)}`);
  else {
    if (role.rolsuper || role.rolbypassrls) await admin.query(`alter role ${quoted(name)} nosuperuser nobypassrls nocreatedb nocreaterole`);
    // Set only when it does not open the door: another machine of the same house may be using it at this moment.
    const opens = role.rolcanlogin && (await mayEnter(urlFor(adminUrl, name, password, admin.database ?? 'postgres')));
    if (!opens) await admin.query(`alter role ${quoted(name)} login password ${literal(password)}`);
  }
}

async function mayEnter(url: string): Promise<boolean> {
  try {
    await connected(url, (client) => client.query('select 1'));
    return true;
  } catch (error) {
    // 42501: the password was right and this database is closed to the role, which is as it should be.
    return (error as { code?: string }).code === '42501';
  }
}

async function createDatabase(admin: pg.Client, database: string): Promise<void> {
  // Only a superuser may give a database away freely; anyone else must belong to the one who receives it.
  const { rows } = await admin.query<{ rolsuper: boolean; me: string }>(
    'select rolsuper, rolname as me from pg_roles where rolname = current_user',
  );
  if (!rows[0]?.rolsuper) {
    const me = quoted(rows[0]!.me);
    await admin.query(`grant ${roleNames.owner} to ${me}`).catch((error) => {
      if ((error as { code?: string }).code !== '42501') throw error;
      // From PostgreSQL 16 on only whoever made a role, or was given it, may pass it on.
      throw new CannotStart('rolesOfAnother', {
        zh: `数据库角色 ${roleNames.owner} 由别的管理员建立，账户 ${rows[0]!.me} 不能使用它。请数据库管理员执行：grant ${roleNames.owner} to ${me};`,
        en: `The role ${roleNames.owner} was made by another administrator, and ${rows[0]!.me} may not use it. Ask the administrator of the database for: grant ${roleNames.owner} to ${me};`,
      });
    });
  }
  const make = (more: string) => admin.query(`create database ${quoted(database)} owner ${roleNames.owner} ${more}`);
  try {
    await make(`template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'`);
  } catch (error) {
    // A server without that locale may still have another that knows Chinese letters; refuseBlindTrigrams decides.
    if ((error as { code?: string }).code !== '42809' && (error as { code?: string }).code !== '22023') throw error;
    await make('');
  }
}

// Settings and rights that belong to a database as a whole and are not copied from its template.
async function dressDatabase(admin: pg.Client, database: string): Promise<void> {
  const { rows } = await admin.query<{ owner: string }>('select pg_get_userbyid(datdba) as owner from pg_database where datname = $1', [
    database,
  ]);
  if (rows[0]?.owner !== roleNames.owner) await admin.query(`grant all on database ${quoted(database)} to ${roleNames.owner}`);
  await admin.query(`revoke all on database ${quoted(database)} from public`);
  await admin.query(`grant connect on database ${quoted(database)} to ${roleNames.app}, ${roleNames.system}`);
  // The civil day of the city, for whoever looks at the tables with a tool of their own. Our code never relies on it.
  await admin.query(`alter database ${quoted(database)} set timezone to 'Asia/Shanghai'`);
}

async function refuseOldServer(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ version: string; number: string }>(
    `select current_setting('server_version') as version, current_setting('server_version_num') as number`,
  );
  if (Number(rows[0]?.number) >= 150_000) return;
  throw new CannotStart('serverTooOld', {
    zh: `DATABASE_URL 指向 PostgreSQL ${rows[0]?.version}；需要 15 或更新版本。`,
    en: `DATABASE_URL leads to PostgreSQL ${rows[0]?.version}; 15 or newer is needed.`,
  });
}

// Under the C locale no Chinese letter is a letter, and the trigrams of every Chinese name are empty: search would find nothing.
async function refuseBlindTrigrams(inside: pg.Client, database: string): Promise<void> {
  const { rows } = await inside.query<{ trigrams: number | null; encoding: string }>(
    `select array_length(show_trgm('秀水'), 1) as trigrams, current_setting('server_encoding') as encoding`,
  );
  if (rows[0]?.encoding === 'UTF8' && rows[0].trigrams) return;
  throw new CannotStart('localeWithoutChinese', {
    zh: `数据库 ${database} 的编码或区域设置不认识汉字（编码 ${rows[0]?.encoding}）。请用 UTF8 编码、C.UTF-8 区域重新建库。`,
    en: `The encoding or locale of database ${database} does not know Chinese letters (encoding ${rows[0]?.encoding}). Make it anew with encoding UTF8 and locale C.UTF-8.`,
  });
}

function quoted(name: string): string {
  return pg.escapeIdentifier(name);
}

function literal(text: string): string {
  return pg.escapeLiteral(text);
}
