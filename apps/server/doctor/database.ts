/** The database: version, extensions, letters, migrations, row security, and how far the seals have come. Asks; changes nothing. */
import type pg from 'pg';
import { storeNumbers } from '../../../foundation/health/index.ts';
import { connected } from '../../../foundation/store/database.ts';
import { listUnguarded } from '../../../foundation/store/guarded.ts';
import { listPending } from '../../../foundation/store/migrate.ts';
import { openSystemStore } from '../../../foundation/store/store.ts';
import { ROOMS } from '../house.ts';
import type { Examination, Finding } from './examine.ts';

const OLDEST = 150_000;

export async function lookAtDatabase(of: Examination): Promise<Finding[]> {
  const { urls, isUp } = of;
  if (urls === null) {
    return [
      {
        check: 'database',
        level: 'left out',
        says: { zh: '平台未运行，自带数据库也未运行，未检查', en: 'the house is down and its private database with it; not examined' },
        does: { zh: '启动后再运行一次 xiushui doctor', en: 'run xiushui doctor again once it is up' },
      },
    ];
  }
  try {
    return await connected(urls.owner, async (client) => [
      ...(await lookAtServer(client)),
      ...(await lookAtTables(client)),
      ...(await lookAtSeals(of, urls.system)),
    ]);
  } catch (error) {
    const { message } = error as Error;
    return [
      {
        check: 'database',
        level: 'bad',
        says: { zh: `连不上数据库：${message}`, en: `the database cannot be reached: ${message}` },
        why: isUp
          ? { zh: '报文仍会落盘，但不会入库，页面不可用', en: 'frames are kept but not stored, and pages are away' }
          : { zh: '平台将不能启动', en: 'the house cannot start' },
        does: { zh: '查看 log/postgresql，或 DATABASE_URL 所指的服务器', en: 'look at log/postgresql, or at the server of DATABASE_URL' },
      },
    ];
  }
}

async function lookAtServer(client: pg.Client): Promise<Finding[]> {
  const { rows } = await client.query<{
    number: string;
    shown: string;
    encoding: string;
    ctype: string;
    grams: number;
    fsync: string;
    zone: string;
  }>(
    `select current_setting('server_version_num') as number, current_setting('server_version') as shown,
            pg_encoding_to_char(encoding) as encoding, datctype as ctype, current_setting('fsync') as fsync, current_setting('TimeZone') as zone,
            (select count(*) from pg_extension where extname in ('pg_trgm', 'btree_gist'))::int as grams
       from pg_database where datname = current_database()`,
  );
  const row = rows[0] as (typeof rows)[number];
  const found: Finding[] = [];
  const say = (check: string, isRight: boolean, shown: string, why: [string, string], does: [string, string]) =>
    found.push(
      isRight
        ? { check, level: 'ok', says: { zh: shown, en: shown } }
        : { check, level: 'bad', says: { zh: shown, en: shown }, why: { zh: why[0], en: why[1] }, does: { zh: does[0], en: does[1] } },
    );
  say(
    'postgresql',
    Number(row.number) >= OLDEST,
    `PostgreSQL ${row.shown}`,
    ['需要 15 或更新', '15 or newer is needed'],
    ['升级 PostgreSQL', 'upgrade PostgreSQL'],
  );
  say(
    'extensions',
    row.grams === 2,
    `pg_trgm, btree_gist: ${row.grams}/2`,
    ['检索和不重叠约束要用到', 'search and rules about overlaps need them'],
    ['安装 postgresql-contrib 并重新启动', 'install postgresql-contrib and start again'],
  );
  // Under the locale C the trigrams of Chinese text are empty, and a search finds nothing without any error.
  const chinese =
    row.grams === 2
      ? await client
          .query<{ n: number }>(`select coalesce(array_length(show_trgm('嘉兴市'), 1), 0) as n`)
          .then(({ rows: [one] }) => one?.n ?? 0)
          .catch(() => 0)
      : 0;
  say(
    'letters',
    row.encoding === 'UTF8' && chinese > 0,
    `${row.encoding}, ${row.ctype}`,
    [
      '编码须为 UTF8，字符类别须认识中文（如 C.UTF-8），否则检索不到中文',
      'it must be UTF8 with a character type that knows Chinese (C.UTF-8), or a search finds nothing',
    ],
    [
      '用 --locale=C.UTF-8 --encoding=UTF8 新建数据库，从备份恢复',
      'make a database with --locale=C.UTF-8 --encoding=UTF8 and restore into it',
    ],
  );
  say(
    'fsync',
    row.fsync === 'on',
    `fsync ${row.fsync}`,
    ['关闭后断电会丢失已确认的数据', 'with it off a power cut loses what was acknowledged'],
    ['在 postgresql.conf 打开 fsync', 'turn fsync on in postgresql.conf'],
  );
  return found;
}

async function lookAtTables(client: pg.Client): Promise<Finding[]> {
  const pending = await listPending(client, ROOMS).catch(() => null);
  const found: Finding[] = [];
  if (pending === null || pending.length > 0) {
    const shown = pending === null ? '—' : pending.join(', ');
    found.push({
      check: 'migrations',
      level: 'bad',
      says: { zh: `还没有执行的迁移：${shown}`, en: `migrations that have not run: ${shown}` },
      why: { zh: '程序与表结构不一致', en: 'the product and the tables do not fit' },
      does: { zh: '重新启动一次，启动时会自动迁移', en: 'start again; a start migrates' },
    });
    if (pending === null) return found;
  } else found.push({ check: 'migrations', level: 'ok', says: { zh: '表结构是最新的', en: 'current' } });
  // Functions that run as their owner are answered for by the tests of the house; here it is the tables and views that count.
  const unguarded = (await listUnguarded(client)).filter(({ says }) => !/definer/.test(says));
  found.push(
    unguarded.length === 0
      ? { check: 'row security', level: 'ok', says: { zh: '每张表都有行级权限', en: 'on every table' } }
      : {
          check: 'row security',
          level: 'bad',
          says: {
            zh: `没有行级权限：${unguarded.map(({ name }) => name).join('、')}`,
            en: unguarded.map(({ name, says }) => `${name}: ${says}`).join('; '),
          },
          why: { zh: '请求可能看到范围以外的数据', en: 'a request may see beyond its scope' },
          does: { zh: '查清是谁改了表；恢复权限或从备份恢复', en: 'find out who changed the tables; restore the guards or the backup' },
        },
  );
  return found;
}

async function lookAtSeals({ loaded, now }: Examination, url: string): Promise<Finding[]> {
  const store = openSystemStore(url, 'xiushui doctor', 1);
  try {
    const numbers = await store.tx((tx) => storeNumbers(tx, now()));
    const minutes = numbers.unsealedMinutes ?? 0;
    const most = loaded.config.alarm.thresholds.unsealedMinutes;
    const says = {
      zh: `未封存 ${numbers.unsealedRows} 条，最早 ${minutes.toFixed(1)} 分钟前`,
      en: `${numbers.unsealedRows} rows unsealed, the oldest ${minutes.toFixed(1)} min old`,
    };
    if (minutes <= most) return [{ check: 'seals', level: 'ok', says }];
    return [
      {
        check: 'seals',
        level: 'bad',
        says,
        why: { zh: '未封存的记录被改动时查不出来', en: 'a change to an unsealed row is not found' },
        does: { zh: '查看写入角色的日志，再运行 xiushui audit verify', en: 'look at the writer’s log, then run xiushui audit verify' },
      },
    ];
  } finally {
    await store.close();
  }
}
