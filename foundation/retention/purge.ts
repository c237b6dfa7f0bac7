/**
 * A removal: what would go (a report, counted from the same conditions that remove), who proposed it, who confirmed it, and the going itself, in small
 * batches through the one function that may. What went is told in an audit event with its count and an SM3 digest over every row (F19).
 */
import { record } from '../audit/index.ts';
import { sm3 } from '../canonical.ts';
import { type Day, type Instant, startOfDay } from '../day.ts';
import { isRefusal, type Refusal } from '../refusal.ts';
import type { Store, Tx } from '../store/store.ts';
import { lockHolds } from './hold.ts';
import type { Kind } from './kind.ts';
import { refuse } from './refusals.ts';

export type State = 'prepared' | 'proposed' | 'confirmed' | 'done' | 'dropped';
const STATES: Record<State, [string, string]> = {
  prepared: ['待提出', 'prepared'],
  proposed: ['待确认', 'proposed'],
  confirmed: ['已确认', 'confirmed'],
  done: ['已完成', 'done'],
  dropped: ['已放弃', 'dropped'],
};

export interface ReportLine {
  table: string;
  /** Of age. */
  old: number;
  held: number;
  cited: number;
  /** Would go. */
  goes: number;
  oldest: Instant | null;
  bytes: number;
}

export interface Outcome {
  [table: string]: { rows: number; digest: string };
}

export interface Proposal {
  id: string;
  kind: string;
  before: Day;
  state: State;
  report: ReportLine[];
  preparedAt: Instant;
  proposedBy: string | null;
  proposedByName: string | null;
  proposedAt: Instant | null;
  decidedByName: string | null;
  decidedAt: Instant | null;
  decidedWhy: string | null;
  outcome: Outcome;
  endedAt: Instant | null;
}

const PROPOSAL = `id::text, kind, before, state, report, prepared_at as "preparedAt", proposed_by as "proposedBy", proposed_by_name as "proposedByName",
  proposed_at as "proposedAt", decided_by_name as "decidedByName", decided_at as "decidedAt", decided_why as "decidedWhy", outcome, ended_at as "endedAt"`;

/** What of a kind is from before a day, and what keeps it. Counted from the conditions by which it goes. */
export async function reportOf(tx: Tx, kind: Kind, before: Day): Promise<ReportLine[]> {
  const lines: ReportLine[] = [];
  const moment = startOfDay(before);
  for (const { name, time } of kind.tables) {
    const said = await tx.find<{ old: string; held: string; cited: string }>('select old, held, cited from retention_conditions($1)', [
      name,
    ]);
    if (!said) continue;
    const old = said.old.replace('$1', 'to_timestamp($1 / 1000.0)');
    const row = await tx.get<{ old: number; held: number; cited: number; goes: number; oldest: Instant | null; bytes: number }>(
      `select count(*) as old, count(*) filter (where is_held) as held, count(*) filter (where is_cited and not is_held) as cited,
              count(*) filter (where not is_held and not is_cited) as goes, min(at) filter (where not is_held and not is_cited) as oldest,
              coalesce(sum(size) filter (where not is_held and not is_cited), 0) as bytes
         from (select ${time} as at, ${said.held} as is_held, ${said.cited} as is_cited, pg_column_size(t.*) as size from ${name} t where ${old}) counted`,
      [moment],
    );
    lines.push({ table: name, ...row, bytes: Number(row.bytes) });
  }
  if (kind.isAudit) lines.push(await auditLine(tx, before));
  return lines;
}

/** Days of the audit that may go whole: sealed to the end, that end in a signed head, nobody of them held. */
const GOING_CHAINS = `select h.chain, h.position, h.seal from chain_head h
   where h.chain ~ '^audit/\\d{4}-\\d{2}-\\d{2}$' and substring(h.chain from 7)::date < $1::date
     and not exists (select from chain_purge p where p.chain = h.chain)`;
const HELD_CHAIN = `exists (select from chain_row r join legal_hold l on l.lifted_at is null and (l.party is null or l.party = r.party) and l.place is null
     and (l.from_day is null or substring(c.chain from 7)::date >= l.from_day) and (l.to_day is null or substring(c.chain from 7)::date <= l.to_day) where r.chain = c.chain)`;
const HEADED_CHAIN = `exists (select from day_head_chain d where d.chain = c.chain and d.position = c.position and d.seal = c.seal)
     and not exists (select from chain_row r where r.chain = c.chain and r.position is null)`;

async function auditLine(tx: Tx, before: Day): Promise<ReportLine> {
  const row = await tx.get<Omit<ReportLine, 'table'> & Record<string, unknown>>(
    `select coalesce(sum(position), 0)::bigint as old, coalesce(sum(position) filter (where held), 0)::bigint as held,
            coalesce(sum(position) filter (where not held and not headed), 0)::bigint as cited, coalesce(sum(position) filter (where not held and headed), 0)::bigint as goes,
            min(substring(chain from 7)::date::timestamp at time zone 'Asia/Shanghai') filter (where not held and headed) as oldest, 0::bigint as bytes
       from (select c.*, ${HELD_CHAIN} as held, ${HEADED_CHAIN} as headed from (${GOING_CHAINS}) c) chains`,
    [before],
  );
  return { table: 'audit_event', ...row } as ReportLine;
}

/** Prepares a removal where something would go and none of the kind is under way; a prepared one is counted anew. Answers with its id. */
export async function prepareRemoval(tx: Tx, kind: Kind, before: Day, lines: ReportLine[], now: Instant): Promise<string | null> {
  if (!lines.some((line) => line.goes > 0)) return null;
  const row = await tx.find<{ id: string }>(
    `insert into purge_proposal (kind, before, report, prepared_at) values ($1, $2, $3, to_timestamp($4 / 1000.0))
     on conflict (kind) where state in ('prepared', 'proposed', 'confirmed')
     do update set before = excluded.before, report = excluded.report, prepared_at = excluded.prepared_at where purge_proposal.state = 'prepared' returning id::text`,
    [kind.id, before, JSON.stringify(lines), now],
  );
  return row?.id ?? null;
}

export function listRemovals(tx: Tx): Promise<Proposal[]> {
  return tx.query<Proposal & Record<string, unknown>>(
    `select ${PROPOSAL} from purge_proposal order by ended_at is not null, id desc limit 200`,
  );
}

export async function findRemoval(tx: Tx, id: string): Promise<Proposal | Refusal> {
  return (
    (await tx.find<Proposal & Record<string, unknown>>(`select ${PROPOSAL} from purge_proposal where id = $1::bigint for update`, [id])) ??
    refuse.noSuchProposal(id)
  );
}

interface By {
  login: string;
  name: string;
}

export async function propose(tx: Tx, id: string, by: By, now: Instant): Promise<Proposal | Refusal> {
  const found = await findRemoval(tx, id);
  if (isRefusal(found)) return found;
  if (found.state !== 'prepared') return refuse.otherStep(...STATES[found.state]);
  await tx.query(
    `update purge_proposal set state = 'proposed', proposed_by = $2, proposed_by_name = $3, proposed_at = to_timestamp($4 / 1000.0) where id = $1::bigint`,
    [id, by.login, by.name, now],
  );
  return findRemoval(tx, id);
}

/** Another person says yes, or drops it. Nothing goes before that. */
export async function decide(
  tx: Tx,
  id: string,
  decision: 'confirm' | 'drop',
  why: string,
  by: By,
  now: Instant,
): Promise<Proposal | Refusal> {
  const found = await findRemoval(tx, id);
  if (isRefusal(found)) return found;
  if (decision === 'confirm' ? found.state !== 'proposed' : found.state !== 'proposed' && found.state !== 'prepared')
    return refuse.otherStep(...STATES[found.state]);
  if (decision === 'confirm' && found.proposedBy === by.login) return refuse.needsAnother();
  await tx.query(
    `update purge_proposal set state = $2, decided_by = $3, decided_by_name = $4, decided_why = $5, decided_at = to_timestamp($6 / 1000.0),
            ended_at = case when $2 = 'dropped' then to_timestamp($6 / 1000.0) end where id = $1::bigint`,
    [id, decision === 'confirm' ? 'confirmed' : 'dropped', by.login, by.name, why, now],
  );
  return findRemoval(tx, id);
}

const BATCH = 5_000;

export interface Going {
  store: Store;
  now: Instant;
  signal?: AbortSignal;
  /** Removes what lies outside the database; answers like a table. */
  outside?: (before: Day) => Promise<{ name: string; rows: number; digest: string } | null>;
}

/**
 * Carries a confirmed removal out, batch by batch; what has gone so far is written down with each, so a kill in the middle goes on where it stopped and
 * the digest is over every row. The event that tells of it is sealed like any other, and stands also when nothing was left to go.
 */
export async function carryOut(kind: Kind, id: string, { store, now, signal, outside }: Going): Promise<Outcome> {
  const found = await store.tx((tx) => findRemoval(tx, id));
  if (isRefusal(found)) throw new Error(found.saysEn);
  if (found.state !== 'confirmed') throw new Error(`removal ${id} is ${found.state}`);
  for (const { name } of kind.tables) {
    while (!signal?.aborted && (await batch(store, id, name, startOfDay(found.before))) > 0) {
      // One batch a transaction: nobody waits long for a row, and a kill loses one batch of work.
    }
  }
  if (kind.isAudit) await purgeChains(store, id, found.before, now, signal);
  if (signal?.aborted) return (await again(store, id)).outcome;
  const beside = await outside?.(found.before);
  return store.tx(async (tx) => {
    const { outcome, ...proposal } = (await findRemoval(tx, id)) as Proposal;
    const all = beside ? { ...outcome, [beside.name]: { rows: beside.rows, digest: beside.digest } } : outcome;
    await tx.query(`update purge_proposal set state = 'done', outcome = $2, ended_at = to_timestamp($3 / 1000.0) where id = $1::bigint`, [
      id,
      JSON.stringify(all),
      now,
    ]);
    const rows = Object.values(all).reduce((sum, one) => sum + one.rows, 0);
    await record(tx, {
      did: 'retention.purged',
      by: 'system',
      byName: '系统',
      about: { kind: 'removal', id },
      says: `到期清理“${kind.says.zh}”${proposal.before} 以前的记录 ${rows} 条，${proposal.proposedByName} 提出，${proposal.decidedByName} 确认`,
      saysEn: `Removed ${rows} records of "${kind.says.en}" from before ${proposal.before}, proposed by ${proposal.proposedByName}, confirmed by ${proposal.decidedByName}`,
      detail: { kind: kind.id, before: proposal.before, outcome: all },
      party: null,
      district: '*',
      at: now,
    });
    return all;
  });
}

async function again(store: Store, id: string): Promise<Proposal> {
  return (await store.tx((tx) => findRemoval(tx, id))) as Proposal;
}

async function batch(store: Store, id: string, table: string, before: Instant): Promise<number> {
  return store.tx(async (tx) => {
    await lockHolds(tx);
    const rows = await tx.query<{ row: string }>('select retention_purge($1::bigint, $2, to_timestamp($3 / 1000.0), $4) as row', [
      id,
      table,
      before,
      BATCH,
    ]);
    if (rows.length)
      await moveOn(
        tx,
        id,
        table,
        rows.map((one) => one.row),
      );
    return rows.length;
  });
}

async function purgeChains(store: Store, id: string, before: Day, now: Instant, signal?: AbortSignal): Promise<void> {
  const chains = await store.tx((tx) =>
    tx.query<{ chain: string }>(`select c.chain from (${GOING_CHAINS}) c where not ${HELD_CHAIN} and ${HEADED_CHAIN} order by 1`, [before]),
  );
  for (const { chain } of chains) {
    if (signal?.aborted) return;
    await store.tx(async (tx) => {
      await lockHolds(tx);
      const rows = await tx.query<{ seal: string }>('select retention_purge_chain($1::bigint, $2, to_timestamp($3 / 1000.0)) as seal', [
        id,
        chain,
        now,
      ]);
      await moveOn(
        tx,
        id,
        'audit_event',
        rows.map((one) => one.seal),
      );
    });
  }
}

/** The digest is a chain over the rows in the order in which they went. */
async function moveOn(tx: Tx, id: string, table: string, rows: string[]): Promise<void> {
  const { outcome } = await tx.get<{ outcome: Outcome }>('select outcome from purge_proposal where id = $1::bigint for update', [id]);
  const so = outcome[table] ?? { rows: 0, digest: '' };
  let digest = so.digest;
  for (const row of rows) digest = sm3(`${digest}\n${row}`);
  await tx.query('update purge_proposal set outcome = $2 where id = $1::bigint', [
    id,
    JSON.stringify({ ...outcome, [table]: { rows: so.rows + rows.length, digest } }),
  ]);
}

/** Rows that are no record of anything, once they are old enough: gone without asking. Answers with how many of each table. */
export async function sweep(store: Store, kind: Kind, before: Instant): Promise<Record<string, number>> {
  const swept: Record<string, number> = {};
  for (const { name } of kind.tables) {
    for (;;) {
      const gone = await store.tx((tx) =>
        tx.query('select retention_purge(null, $1, to_timestamp($2 / 1000.0), $3)', [name, before, BATCH]),
      );
      if (gone.length) swept[name] = (swept[name] ?? 0) + gone.length;
      if (gone.length < BATCH) break;
    }
  }
  return swept;
}
