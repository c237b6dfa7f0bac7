/** The only file that knows the tables. Changes wait for one another, are decided on all that is known, and leave their rows, one line of history and one audit event. */
import { record } from '../audit/index.ts';
import type { Instant } from '../day.ts';
import { type Ref, ref } from '../ref.ts';
import { isRefusal, type Refusal } from '../refusal.ts';
import { inTurn, notify, storable, type Tx } from '../store/store.ts';
import { areaName } from './areas.ts';
import { bodyName } from './bodies.ts';
import { changedKeys, decide, type Order } from './decide.ts';
import type { Directory, Matter } from './directory.ts';
import { refuse } from './refusals.ts';
import { type Dated, textOf, type Versions } from './versions.ts';

const DAYS = 'valid_from as "from", valid_to as "until"';
const TABLES = {
  areas: {
    name: 'area',
    key: 'code',
    columns: {
      code: 'code',
      name: 'name',
      level: 'level',
      kind: 'kind',
      administrativeParent: 'administrative_parent',
      managementParent: 'management_parent',
      liesIn: 'lies_in',
      became: 'became',
      confidence: 'confidence',
      cite: 'cite',
    },
  },
  bodies: { name: 'body', key: 'id', columns: { id: 'id', name: 'name', kind: 'kind', area: 'area', parent: 'parent', became: 'became' } },
  posts: {
    name: 'post',
    key: 'id',
    columns: {
      id: 'id',
      login: 'login',
      personName: 'person_name',
      body: 'body',
      name: 'name',
      manner: 'manner',
      certificate: 'certificate',
      certificateFrom: 'certificate_from',
      certificateUntil: 'certificate_to',
    },
  },
  powers: {
    name: 'power',
    key: 'id',
    columns: {
      id: 'id',
      matter: 'matter',
      area: 'area',
      body: 'body',
      may: 'may',
      rollUp: 'roll_up',
      concurrent: 'concurrent',
      delegatedBy: 'delegated_by',
      clause: 'clause',
      confidence: 'confidence',
    },
  },
} as const;
type Table = keyof typeof TABLES;
const ALL = Object.keys(TABLES) as Table[];

/** The directory as known now, or as it was known at a moment. */
export async function loadDirectory(tx: Tx, knownAt: Instant | null = null): Promise<Directory> {
  // The version first: what is read after it is at least as new.
  const version = await versionOf(tx);
  const [areas, bodies, posts, powers] = await inTurn(ALL, (table) => readTable(tx, table, knownAt));
  return { version, areas, bodies, posts, powers } as unknown as Directory;
}

export async function versionOf(tx: Tx): Promise<number> {
  return (await tx.get<{ n: number }>('select coalesce(max(id), 0) as n from directory_change')).n;
}

async function readTable(tx: Tx, table: Table, knownAt: Instant | null): Promise<Versions<Dated>> {
  const { name, key, columns } = TABLES[table];
  const rows = await tx.query<Dated & Record<string, unknown>>(
    `select ${Object.entries(columns)
      .map(([field, column]) => `${column} as "${field}"`)
      .join(', ')}, ${DAYS} from ${name}
      where ${knownAt === null ? 'known_to is null' : 'known_from <= to_timestamp($1 / 1000.0) and (known_to is null or known_to > to_timestamp($1 / 1000.0))'}
      order by ${key}, valid_from`,
    knownAt === null ? [] : [knownAt],
  );
  const versions = new Map<string, Dated[]>();
  for (const row of rows) {
    const list = versions.get(row[key] as string);
    if (list) list.push(row);
    else versions.set(row[key] as string, [row]);
  }
  return versions;
}

export interface By {
  login: string;
  name: string;
  at: Instant;
  from?: string | null;
}

/** Locks the directory until the transaction ends and loads what is known: changes wait for one another. */
export async function openForChange(tx: Tx): Promise<Directory | Refusal> {
  if (!(await tx.get<{ may: boolean }>(`select current_user <> 'xiushui_app' or in_scope('*', null) as may`)).may)
    return refuse.wholeCityOnly();
  await tx.query(`select pg_advisory_xact_lock(hashtext('xiushui directory'))`);
  return loadDirectory(tx);
}

/** Carries out one change, or says why not. What was already so is no change. */
export async function change(tx: Tx, order: Order, matters: readonly Matter[], by: By): Promise<Directory | Refusal> {
  const before = await openForChange(tx);
  if (isRefusal(before)) return before;
  const after = decide(before, cleanOrder(order), matters);
  if (isRefusal(after)) return after;
  return write(tx, before, after, { ...told(order, after), detail: { order } }, by);
}

/** What was done, in words. */
export interface Told {
  did: string;
  about: Ref;
  says: string;
  saysEn: string;
  detail?: Record<string, unknown>;
}

/** Writes what differs between a directory opened for change and what was decided of it. */
export async function write(
  tx: Tx,
  before: Directory,
  after: Directory,
  { did, about, says, saysEn, detail = {} }: Told,
  by: By,
): Promise<Directory> {
  const rows = ALL.flatMap((table) => differing(table, before, after));
  if (!rows.length) return before;
  const { id } = await tx.get<{ id: number }>(
    `insert into directory_change (did, about_kind, about_id, says, says_en, by, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8 / 1000.0)) returning id`,
    [did, about.kind, about.id, says, saysEn, by.login, by.name, by.at],
  );
  for (const { table, row, isNew } of rows) {
    const { name, key, columns } = TABLES[table];
    const fields = Object.entries(columns);
    if (isNew) {
      const values = [...fields.map(([field]) => (row as unknown as Record<string, unknown>)[field]), row.from, row.until, id];
      await tx.query(
        `insert into ${name} (${fields.map(([, column]) => column).join(', ')}, valid_from, valid_to, change, known_from)
         values (${values.map((_, i) => `$${i + 1}`).join(', ')}, to_timestamp($${values.length + 1} / 1000.0))`,
        [...values, by.at],
      );
    } else {
      await tx.query(
        `update ${name} set known_to = greatest(known_from, to_timestamp($3 / 1000.0)) where ${key} = $1 and valid_from = $2 and known_to is null`,
        [(row as unknown as Record<string, unknown>)[key], row.from, by.at],
      );
    }
  }
  await record(tx, {
    did: `directory.${did}`,
    by: by.login,
    byName: by.name,
    about,
    says,
    saysEn,
    detail: { change: id, ...detail },
    party: null,
    district: '*',
    at: by.at,
    from: by.from ?? null,
  });
  await notify(tx, 'directory', { version: id });
  return { ...after, version: id };
}

interface Row {
  table: Table;
  row: Dated;
  isNew: boolean;
}

/** Rows no longer so, before the rows that are so instead: the table holds one truth at a time. */
function differing(table: Table, before: Directory, after: Directory): Row[] {
  const [old, next] = [before[table] as Versions<Dated>, after[table] as Versions<Dated>];
  return changedKeys(old, next).flatMap((key) => {
    const [was, is] = [old.get(key) ?? [], next.get(key) ?? []];
    const [oldTexts, newTexts] = [new Set(was.map(textOf)), new Set(is.map(textOf))];
    return [
      ...was.filter((row) => !newTexts.has(textOf(row))).map((row) => ({ table, row, isNew: false })),
      ...is.filter((row) => !oldTexts.has(textOf(row))).map((row) => ({ table, row, isNew: true })),
    ];
  });
}

/** What was done, in words a year later. */
function told(order: Order, after: Directory): Told {
  const days = (of: Dated) => `自 ${of.from}${of.until ? ` 至 ${of.until} 前` : ''}`;
  const daysEn = (of: Dated) => `from ${of.from}${of.until ? ` until ${of.until}` : ''}`;
  switch (order.kind) {
    case 'area': {
      const { area } = order;
      return {
        did: 'areaStated',
        about: ref('area', area.code),
        says: `区划 ${area.code} ${area.name}，${days(area)}`,
        saysEn: `Area ${area.code} stated ${daysEn(area)}`,
      };
    }
    case 'replaceAreas': {
      const { ended, areas, day } = order;
      const codes = ended.map(({ code, became }) => `${code} → ${became.join('、')}`).join('；') || areas.map((one) => one.code).join('、');
      return {
        did: 'areasReplaced',
        about: ref('area', ended[0]?.code ?? areas[0]?.code ?? ''),
        says: `区划调整自 ${day}：${codes}`,
        saysEn: `Areas replaced from ${day}: ${codes.replaceAll('、', ', ').replaceAll('；', '; ')}`,
      };
    }
    case 'body':
      return {
        did: 'bodyStated',
        about: ref('body', order.body.id),
        says: `单位 ${order.body.name}，${days(order.body)}`,
        saysEn: `Body ${order.body.id} stated ${daysEn(order.body)}`,
      };
    case 'dissolve': {
      const heir = order.heir === null ? '' : `，由${bodyName(after, order.heir, order.day)}承接`;
      return {
        did: 'bodyDissolved',
        about: ref('body', order.id),
        says: `单位 ${bodyName(after, order.id, order.day)} 自 ${order.day} 撤销${heir}`,
        saysEn: `Body ${order.id} dissolved from ${order.day}${order.heir === null ? '' : `, followed by ${order.heir}`}`,
      };
    }
    case 'post': {
      const { post } = order;
      return {
        did: 'postStated',
        about: ref('person', post.login),
        says: `${post.personName}任${bodyName(after, post.body, post.from)}${post.name}，${days(post)}`,
        saysEn: `${post.login} holds a post in ${post.body} ${daysEn(post)}`,
      };
    }
    case 'endPost':
      return {
        did: 'postEnded',
        about: ref('post', order.id),
        says: `职务 ${order.id} 自 ${order.day} 终止`,
        saysEn: `Post ${order.id} ended from ${order.day}`,
      };
    case 'power': {
      const { power } = order;
      return {
        did: 'powerGranted',
        about: ref('power', `${power.matter}/${power.area}/${power.body}`),
        says: `权限：${bodyName(after, power.body, power.from)}在${areaName(after, power.area, power.from)}办理 ${power.matter}（${power.may.join('、')}），${days(power)}`,
        saysEn: `Power of ${power.body} over ${power.matter} in ${power.area}: ${power.may.join(', ')}, ${daysEn(power)}`,
      };
    }
    case 'endPower':
      return {
        did: 'powerEnded',
        about: ref('power', order.id),
        says: `权限 ${order.id} 自 ${order.day} 终止`,
        saysEn: `Power ${order.id} ended from ${order.day}`,
      };
  }
}

/** Texts as the database can keep them. */
function cleanOrder(order: Order): Order {
  return JSON.parse(JSON.stringify(order, (_, value) => (typeof value === 'string' ? storable(value).slice(0, 400) : value))) as Order;
}

export interface Change {
  id: number;
  did: string;
  about: Ref;
  says: string;
  saysEn: string;
  byName: string;
  at: Instant;
}

/** Changes of one thing, or of all of them, the newest first. */
export async function listChanges(tx: Tx, about: Ref | null = null, most = 200): Promise<Change[]> {
  const rows = await tx.query<Omit<Change, 'about'> & { kind: string; ref: string }>(
    `select id, did, about_kind as kind, about_id as ref, says, says_en as "saysEn", by_name as "byName", at from directory_change
      where $1::text is null or (about_kind = $1 and about_id = $2) order by id desc limit $3`,
    [about?.kind ?? null, about?.id ?? null, most],
  );
  return rows.map(({ kind, ref: id, ...row }) => ({ ...row, about: ref(kind, id) }));
}

/** Every version of a key that was ever known, for its history: what was held to be so, and until when. */
export async function historyOf(
  tx: Tx,
  table: Table,
  key: string,
): Promise<(Dated & { knownFrom: Instant; knownUntil: Instant | null; name: string })[]> {
  const { name, key: column, columns } = TABLES[table];
  return tx.query(
    `select ${Object.entries(columns)
      .map(([field, of]) => `${of} as "${field}"`)
      .join(
        ', ',
      )}, ${DAYS}, known_from as "knownFrom", known_to as "knownUntil" from ${name} where ${column} = $1 order by known_from, valid_from`,
    [key],
  );
}

/** Whether a key was ever spoken of, known now or not: what the pack must leave alone. */
export async function wasEverKnown(tx: Tx, table: Table, key: string): Promise<boolean> {
  const { name, key: column } = TABLES[table];
  return (await tx.get<{ is: boolean }>(`select exists (select 1 from ${name} where ${column} = $1) as is`, [key])).is;
}
