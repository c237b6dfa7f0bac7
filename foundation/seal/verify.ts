/**
 * Verification. Walks every chain from its beginning (or from where the head of a day left it), holds each row against the seal before it and
 * against the thing it speaks of, and looks for things that never reached a chain. One snapshot, so that a house at work is neither held up nor
 * found half written; rows stream through, so that a million cost no more memory than a thousand.
 */
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Day } from '../day.ts';
import type { Store, Tx } from '../store/store.ts';
import { differences, type Flaw, missing, shown } from './flaw.ts';
import { firstSeal, SEALED, type SealedRow, sealOf } from './row.ts';
import type { Stood, Witness } from './witness.ts';

export interface Verification {
  chains: number;
  rows: number;
  unsealed: number;
  flaws: Flaw[];
  /** Flaws beyond those listed. */
  more: number;
}

export interface Asked {
  /** Only what came after the head of the day before: what stood then is taken on the word of that head. */
  since?: Day;
  /** Told now and then how far it is. */
  onProgress?: (done: number, of: number) => void;
  /** Only this chain. */
  chain?: string;
  /** Others who walk beside us, in processes that look at the same snapshot. A small house is not worth starting one. */
  others?: { count: number; fromRows: number; open(): Elsewhere };
}

/** One other process: walks one share after another, and ends when it is closed. */
export interface Elsewhere {
  walk(share: Share): Promise<Walked>;
  close(): void;
}

/** A share of the chains, from one name to before another, as one process walks it. Plain data: it travels there. */
export interface Share {
  snapshot: string;
  since: Day | null;
  from: string | null;
  before: string | null;
}
export interface Walked {
  rows: number;
  flaws: Flaw[];
  more: number;
}

/** Flaws listed one by one. A chain broken from the first row has as many as it has rows; beyond this they are counted. */
const LISTED = 1_000;
/** Shares that the chains are cut into for each process. */
const SHARES_EACH = 5;
/** Rows held at a time to be compared with their things. */
const BATCH = 1_000;

interface Row extends SealedRow {
  chain: string;
  position: number;
  seal: string;
}

export async function verify(store: Store, witnesses: Witness[], asked: Asked = {}): Promise<Verification> {
  const found: Verification = { chains: 0, rows: 0, unsealed: 0, flaws: [], more: 0 };
  const note = noteIn(found);
  await inOneSnapshot(store, null, async (stream, look, snapshot) => {
    const only = asked.chain === undefined ? '' : ` and chain = ${quoted(asked.chain)}`;
    const { rows, chains } = await look.get<{ rows: number; chains: number }>(
      `select coalesce(sum(position), 0)::bigint as rows, count(*) as chains from chain_head where true${only}`,
    );
    found.chains = chains;
    const { others } = asked;
    const since = asked.since ?? null;
    const base = await baseOf(look, since);
    const isShared = others !== undefined && others.count > 0 && asked.chain === undefined && rows >= others.fromRows;
    // Many small shares, ours from the front and theirs from the back: whoever is slower, or begins later, takes fewer.
    const left = await shares(look, isShared ? (1 + others.count) * SHARES_EACH : 1, rows);
    const helpers = Array.from({ length: isShared ? others.count : 0 }, async () => {
      const elsewhere = others?.open();
      try {
        for (let share = left.pop(); elsewhere && share; share = left.pop()) {
          const walked = await elsewhere.walk({ snapshot, since, ...share });
          found.rows += walked.rows;
          found.more += walked.more;
          for (const flaw of walked.flaws) note(flaw);
        }
      } finally {
        elsewhere?.close();
      }
    });
    // One that fails while we are still at ours must not count as unheard.
    for (const helper of helpers) helper.catch(() => {});
    for (let share = left.shift(); share; share = left.shift()) {
      await walk(stream, look, witnesses, { only: only + within(share), base }, found, note, (done) =>
        asked.onProgress?.(done, Math.max(rows, done)),
      );
    }
    for (const flaw of await tails(look, only)) note(flaw);
    for (const flaw of await untold(look, only)) note(flaw);
    found.chains += (
      await look.get<{ n: number }>(
        `select count(distinct chain) as n from chain_row r where not exists (select from chain_head h where h.chain = r.chain)${only}`,
      )
    ).n;
    found.unsealed = await pending(look, witnesses, only, note);
    if (asked.chain === undefined) for (const witness of witnesses) for (const flaw of await strangers(look, witness)) note(flaw);
    // Asked for last: while the others are at their last share, what concerns all chains is looked at too.
    await Promise.all(helpers);
  });
  return found;
}

/** Walks one share of the chains under a snapshot that another transaction holds: what a process of `others` runs. */
export async function walkShare(store: Store, witnesses: Witness[], { snapshot, since, ...share }: Share): Promise<Walked> {
  const found: Walked = { rows: 0, flaws: [], more: 0 };
  await inOneSnapshot(store, snapshot, async (stream, look) =>
    walk(stream, look, witnesses, { only: within(share), base: await baseOf(look, since) }, found, noteIn(found)),
  );
  return found;
}

const noteIn = (found: Walked) => (flaw: Flaw) => {
  if (found.flaws.length < LISTED) found.flaws.push(flaw);
  else found.more += 1;
};

type Range = Pick<Share, 'from' | 'before'>;

/** Cuts the chains, in the order of their names, where about as many rows lie on both sides: each share then reads its own part of the index alone. */
async function shares(look: Tx, of: number, rows: number): Promise<Range[]> {
  const cuts: string[] = [];
  for (let n = 1; n < of; n += 1) {
    const cut = await look.find<{ chain: string }>(
      `select chain from (select chain, sum(position) over (order by chain) as through from chain_head) h where through > $1 order by chain limit 1`,
      [Math.floor((rows * n) / of)],
    );
    if (cut && cut.chain !== cuts.at(-1)) cuts.push(cut.chain);
  }
  return [null, ...cuts].map((from, n) => ({ from, before: cuts[n] ?? null }));
}

const within = ({ from, before }: Range) =>
  `${from === null ? '' : ` and chain >= ${quoted(from)}`}${before === null ? '' : ` and chain < ${quoted(before)}`}`;

/** One snapshot seen through two connections: one streams the chains, the other reads the things they speak of. */
async function inOneSnapshot(
  store: Store,
  given: string | null,
  work: (stream: pg.PoolClient, look: Tx, snapshot: string) => Promise<void>,
): Promise<void> {
  const stream = await store.pool.connect();
  let broken: Error | undefined;
  const lost = (error: Error) => {
    broken = error;
  };
  stream.on('error', lost);
  try {
    await stream.query('begin isolation level repeatable read read only');
    if (given !== null) await stream.query(`set transaction snapshot ${quoted(given)}`);
    const snapshot = given ?? (await stream.query<{ name: string }>('select pg_export_snapshot() as name')).rows[0]?.name ?? '';
    await store.tx(async (look) => {
      await look.query('set transaction isolation level repeatable read read only');
      await look.query(`set transaction snapshot ${quoted(snapshot)}`);
      await look.query(`set local work_mem = '64MB'`);
      await work(stream, look, snapshot);
    });
  } catch (error) {
    broken ??= error as Error;
    throw error;
  } finally {
    await stream.query('rollback').catch(() => {});
    stream.off('error', lost);
    stream.release(broken ?? false);
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Joins each row with the place its chain had under the last head before a day. */
async function baseOf(look: Tx, since: Day | null): Promise<string> {
  if (since === null) return '';
  const { day } = await look.get<{ day: string | null }>('select max(day) as day from day_head where day < $1', [since]);
  if (day === null) return '';
  return ` left join (select chain, max(position) as headed from day_head_chain where day <= ${quoted(day)} group by chain) b using (chain)`;
}

interface Walk {
  only: string;
  base: string;
}

async function walk(
  stream: pg.PoolClient,
  look: Tx,
  witnesses: Witness[],
  { only, base }: Walk,
  found: Walked,
  note: (flaw: Flaw) => void,
  onProgress: (done: number) => void = () => {},
): Promise<void> {
  // A chain may begin behind what has gone: under the last head asked for, or where a removal left it (foundation/retention).
  const headed = `greatest(${base ? 'coalesce(b.headed, 0), ' : ''}coalesce(p.through, 0))`;
  const copy = stream.query(
    copyTo(
      `copy (select chain, position, seal, ${SEALED}, ${headed} from chain_row${base} left join (select chain, through from chain_purge) p using (chain)
              where position is not null and (${headed} = 0 or position > ${headed})${only} order by chain, position) to stdout`,
    ),
  );
  const byKind = new Map(witnesses.map((witness) => [witness.kind, witness]));
  let chain: string | null = null;
  let seal = '';
  let last = 0;
  let batch: Row[] = [];
  /** One batch is compared while the next is read. */
  let comparing: Promise<void> = Promise.resolve();

  try {
    for await (const rows of lines(copy)) {
      for (const row of rows) {
        if (row.chain !== chain) {
          chain = row.chain;
          last = row.headed;
          seal = firstSeal(chain);
          if (last > 0) {
            await comparing;
            seal = await sealUnderHead(look, chain, last);
          }
        }
        if (row.position > last + 1) note(missing(chain, last + 1, row.position - 1));
        if (sealOf(seal, chain, row.position, row) !== row.seal) {
          await comparing;
          note(await broken(look, byKind, row));
        }
        seal = row.seal;
        last = Math.max(last, row.position);
        batch.push(row);
      }
      found.rows += rows.length;
      if (batch.length >= BATCH) {
        const full = batch;
        batch = [];
        await comparing;
        comparing = compare(look, witnesses, full, note);
        // Awaited at the next batch; a failure before that must not count as unhandled.
        comparing.catch(() => {});
        onProgress(found.rows);
      }
    }
    await comparing;
    await compare(look, witnesses, batch, note);
    onProgress(found.rows);
  } finally {
    copy.destroy();
    await comparing.catch(() => {});
    await finished(copy).catch(() => {});
  }
}

async function sealUnderHead(look: Tx, chain: string, position: number): Promise<string> {
  const row = await look.find<{ seal: string }>(
    `select seal from chain_row where chain = $1 and position = $2 union all select seal from chain_purge where chain = $1 and through = $2`,
    [chain, position],
  );
  return row?.seal ?? '';
}

/** The rows of a COPY in its text form, a chunk at a time. A tab or a line break within a value is written with a stroke before it. */
async function* lines(copy: AsyncIterable<Buffer>): AsyncGenerator<(Row & { headed: number })[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of copy) {
    const text = rest + decoder.decode(chunk, { stream: true });
    const cut = text.lastIndexOf('\n');
    rest = text.slice(cut + 1);
    if (cut < 0) continue;
    yield text.slice(0, cut).split('\n').map(rowOf);
  }
}

function rowOf(line: string): Row & { headed: number } {
  const parts = line.split('\t');
  const plain = line.includes('\\') ? (at: number) => unescaped(parts[at] as string) : (at: number) => parts[at] as string;
  return {
    chain: plain(0),
    position: Number(parts[1]),
    seal: plain(2),
    about_kind: plain(3),
    about_id: plain(4),
    party: parts[5] === '\\N' ? null : plain(5),
    district: plain(6),
    at_us: Number(parts[7]),
    content: plain(8),
    headed: parts[9] === undefined || parts[9] === '\\N' ? 0 : Number(parts[9]),
  };
}

const ESCAPES: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const unescaped = (text: string) => text.replace(/\\(.)/gs, (_, letter: string) => ESCAPES[letter] ?? letter);

/** A seal that does not fit, and what in the row can be told to have been changed: its content, or what stands around it. */
async function broken(look: Tx, byKind: Map<string, Witness>, row: Row): Promise<Flaw> {
  const stood = (await byKind.get(row.about_kind)?.stood(look, [row.about_id]))?.get(row.about_id);
  const differs = stood ? differences(row.content, stood.content) : [];
  const eyes = stood ? stood.eyes.some((eye) => eye.party === row.party && eye.district === row.district) : true;
  const [zh, en] = !stood
    ? ['', '']
    : differs.length
      ? [`；其内容与原表不同（${shown(differs)}）`, '; its content is not what the record says']
      : eyes
        ? [
            '；其内容与原表一致，改动的是时间、次序或封印',
            '; its content agrees with the record, so the moment, the order or the seal was changed',
          ]
        : ['；其内容与原表一致，改动的是所属单位或区域', '; its content agrees with the record, so whose it is was changed'];
  return {
    chain: row.chain,
    position: row.position,
    about: `${row.about_kind}:${row.about_id}`,
    code: 'sealBroken',
    says: `第 ${row.position} 行的封印与内容或次序不符${zh}`,
    saysEn: `the seal of row ${row.position} does not fit its content or its place${en}`,
    ...(differs.length ? { differs } : {}),
  };
}

/** Holds rows against the things they speak of. */
async function compare(look: Tx, witnesses: Witness[], rows: Row[], note: (flaw: Flaw) => void): Promise<void> {
  const byKind = new Map<string, Row[]>();
  for (const row of rows) {
    const alike = byKind.get(row.about_kind);
    if (alike) alike.push(row);
    else byKind.set(row.about_kind, [row]);
  }
  for (const witness of witnesses) {
    const mine = byKind.get(witness.kind);
    if (!mine) continue;
    const today = await witness.stood(look, [...new Set(mine.map((row) => row.about_id))]);
    for (const row of mine) for (const flaw of against(row, today.get(row.about_id))) note(flaw);
  }
}

function against(
  row: Pick<Row, 'about_kind' | 'about_id' | 'chain' | 'party' | 'district' | 'content'> & { position: number | null },
  stood: Stood | undefined,
): Flaw[] {
  const about = `${row.about_kind}:${row.about_id}`;
  const flaw = { chain: row.chain, position: row.position, about };
  if (!stood) return [{ ...flaw, code: 'thingMissing', says: `${about} 已不在库中`, saysEn: `${about} is no longer there` }];
  const differs = differences(row.content, stood.content);
  if (!stood.eyes.some((eye) => eye.party === row.party && eye.district === row.district)) {
    const [eye] = stood.eyes;
    if (eye?.party !== row.party) differs.push({ field: 'party', sealed: row.party, now: eye?.party ?? null });
    if (eye?.district !== row.district) differs.push({ field: 'district', sealed: row.district, now: eye?.district ?? null });
  }
  if (!differs.length) return [];
  return [
    {
      ...flaw,
      code: 'contentDiffers',
      says: `${about} 与封存时不符：${shown(differs)}`,
      saysEn: `${about} is not as it was sealed`,
      differs,
    },
  ];
}

/** Chains whose last row is not where the head of the chain says. */
async function tails(look: Tx, only: string): Promise<Flaw[]> {
  const rows = await look.query<{ chain: string; told: number | null; there: number | null }>(
    `select * from (
       select h.chain, h.position as told, r.position as there from (select * from chain_head where true${only}) h
         left join lateral (
           select position, seal from (
             (select position, seal from chain_row l where l.chain = h.chain and position is not null order by position desc limit 1)
             union all select through, seal from chain_purge p where p.chain = h.chain) known order by position desc limit 1) r on true
        where h.position is distinct from r.position or h.seal is distinct from r.seal
       union all
       select chain, null, max(position) from (select chain, position from chain_row union all select chain, through from chain_purge) known
        where position is not null${only} and not exists (select from chain_head h where h.chain = known.chain) group by chain
     ) off order by chain limit ${LISTED}`,
  );
  return rows.map(({ chain, told, there }) => {
    if (told !== null && told > (there ?? 0)) return missing(chain, Math.max(there ?? 0, 0) + 1, told);
    return {
      chain,
      position: there,
      about: '',
      code: 'headDiffers',
      says: `链尾与记录不符：记录到第 ${told ?? 0} 行，实有 ${there ?? 0} 行`,
      saysEn: `the end of the chain is not what its head says: ${told ?? 0} told, ${there ?? 0} there`,
    };
  });
}

/**
 * Removals that nothing tells of. A day of the audit may be gone when two people said so: then a sealed event says up to which day (the newest is never
 * itself from before that day), and the end of the chain is in a signed head. Anything else that calls itself a removal is a deletion: of another
 * chain, of a later day, or by a proposal that stands in its table alone, which is sealed nowhere and believed in nothing.
 */
async function untold(look: Tx, only: string): Promise<Flaw[]> {
  const rows = await look.query<{ chain: string; through: number }>(
    `select chain, through from (select c.* from chain_purge c
       where not coalesce(c.chain ~ '^audit/\\d{4}-\\d{2}-\\d{2}$' and substring(c.chain from 7) < (
               select max(e.detail ->> 'before') from audit_event e where e.about_kind = 'removal' and e.detail ->> 'kind' = 'audit'
                  and (e.did = 'retention.purged' or e.did = 'retention.confirmed'
                       and exists (select from purge_proposal p where p.id::text = e.about_id and p.state = 'confirmed'))), false)
          or not exists (select from day_head_chain d where d.chain = c.chain and d.position = c.through and d.seal = c.seal)) gone
      where true${only} order by chain limit ${LISTED}`,
  );
  return rows.map(({ chain, through }) => missing(chain, 1, through));
}

/** Rows that wait to be sealed are held against their things too: what was changed before the seal came is seen for as long as the one is not the other. */
async function pending(look: Tx, witnesses: Witness[], only: string, note: (flaw: Flaw) => void): Promise<number> {
  let after = 0;
  let counted = 0;
  for (;;) {
    const rows = await look.query<Row & { id: number }>(
      `select id, chain, position, seal, ${SEALED} from chain_row where position is null and id > $1${only} order by id limit ${BATCH}`,
      [after],
    );
    if (!rows.length) return counted;
    counted += rows.length;
    after = rows.at(-1)?.id ?? after;
    await compare(look, witnesses, rows, note);
  }
}

/** Named one by one up to this; a table filled from outside has more than anybody reads. */
const NAMED = 20;

/** Things that no chain knows, and things that a chain knows twice. */
async function strangers(look: Tx, witness: Witness): Promise<Flaw[]> {
  const rows = await look.query<{ id: string; n: number; there: boolean; all: number }>(
    `select coalesce(t.id, c.id) as id, coalesce(c.n, 0) as n, t.id is not null as there, count(*) over () as all
       from (${witness.ids}) t
       full join (select about_id as id, count(*) as n from chain_row where about_kind = $1 group by 1) c on c.id = t.id
      where c.id is null${witness.mayRepeat ? '' : ' or (c.n > 1 and t.id is not null)'} order by 1 limit ${NAMED}`,
    [witness.kind],
  );
  const flaws = rows.map(
    ({ id, n }): Flaw =>
      n === 0
        ? {
            chain: '*',
            position: null,
            about: `${witness.kind}:${id}`,
            code: 'notSealed',
            says: `${witness.kind}:${id} 在库中而从未封存`,
            saysEn: `${witness.kind}:${id} is there and was never sealed`,
          }
        : {
            chain: '*',
            position: null,
            about: `${witness.kind}:${id}`,
            code: 'sealedTwice',
            says: `${witness.kind}:${id} 有 ${n} 条封存行`,
            saysEn: `${witness.kind}:${id} has ${n} sealed rows`,
          },
  );
  const beyond = (rows[0]?.all ?? 0) - rows.length;
  if (beyond > 0) {
    const [first] = flaws;
    flaws.push({ ...(first as Flaw), about: witness.kind, says: `另有 ${beyond} 条同类情况`, saysEn: `and ${beyond} more of the same` });
  }
  return flaws;
}
