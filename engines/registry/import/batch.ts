/** Noun: a batch is one sheet on its way into a register. The only file that knows the two tables; it reads and writes and decides nothing. */
import type { Day, Instant } from '../../../foundation/day.ts';
import { type Scope, storable, storableJson, type Tx } from '../../../foundation/store/store.ts';
import type { Draft, Finding, Value } from '../register.ts';
import type { Heading } from './headings.ts';
import type { Datum } from './position.ts';

export type BatchState = 'chosen' | 'reading' | 'waiting' | 'entering' | 'done' | 'cancelled' | 'failed' | 'undoing' | 'undone';
export type Outcome = 'new' | 'changed' | 'same' | 'similar' | 'findings';
export type Decision = 'leave' | 'enter' | 'as';

export interface Counts {
  new: number;
  changed: number;
  same: number;
  similar: number;
  /** Rows with findings, and how many findings. */
  findings: number;
  cells: number;
}
export const NO_COUNTS: Counts = { new: 0, changed: 0, same: 0, similar: 0, findings: 0, cells: 0 };

export interface Batch {
  id: number;
  register: string;
  file: string;
  fileName: string;
  format: string;
  encoding: string | null;
  sheets: { name: string; hidden: boolean }[];
  sheet: string | null;
  headingRow: number | null;
  headings: (Heading & { sample: string[] })[];
  day: Day;
  datum: Datum;
  state: BatchState;
  pass: number;
  rowsRead: number;
  counts: Counts;
  notes: { code: string; says: string; saysEn: string; times: number; places: string[] }[];
  toEnter: number;
  cursor: number;
  entered: number;
  unchanged: number;
  refused: number;
  undoAfter: string;
  undone: number;
  kept: number;
  error: { says: string; saysEn: string } | null;
  scope: Scope;
  role: string;
  byLogin: string;
  byName: string;
  party: string | null;
  district: string;
  at: Instant;
  endedAt: Instant | null;
}

const COLUMNS = `id, register, file, file_name as "fileName", format, encoding, sheets, sheet, heading_row as "headingRow", headings, day, datum, state, pass,
  rows_read as "rowsRead", counts, notes, to_enter as "toEnter", cursor, entered, unchanged, refused, undo_after as "undoAfter", undone, kept, error, scope,
  role, by_login as "byLogin", by_name as "byName", party, district, at, ended_at as "endedAt"`;

type Row = Batch & Record<string, unknown>;
const batchOf = (row: Row): Batch => ({ ...row, id: Number(row.id), counts: { ...NO_COUNTS, ...row.counts } });

export type NewBatch = Pick<
  Batch,
  | 'register'
  | 'file'
  | 'fileName'
  | 'format'
  | 'encoding'
  | 'sheets'
  | 'sheet'
  | 'headingRow'
  | 'headings'
  | 'day'
  | 'datum'
  | 'scope'
  | 'role'
  | 'byLogin'
  | 'byName'
  | 'party'
  | 'district'
  | 'at'
>;

export async function openBatch(tx: Tx, of: NewBatch): Promise<Batch> {
  const row = await tx.get<Row>(
    `insert into registry_batch (register, file, file_name, format, encoding, sheets, sheet, heading_row, headings, day, datum, state, scope, role, by_login, by_name, party, district, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'chosen', $12, $13, $14, $15, $16, $17, to_timestamp($18 / 1000.0)) returning ${COLUMNS}`,
    [
      of.register,
      of.file,
      storable(of.fileName),
      of.format,
      of.encoding,
      storableJson(of.sheets),
      of.sheet,
      of.headingRow,
      storableJson(of.headings),
      of.day,
      of.datum,
      storableJson(of.scope),
      of.role,
      of.byLogin,
      of.byName,
      of.party,
      of.district,
      of.at,
    ],
  );
  return batchOf(row);
}

export async function findBatch(tx: Tx, id: number): Promise<Batch | undefined> {
  const row = await tx.find<Row>(`select ${COLUMNS} from registry_batch where id = $1`, [id]);
  return row && batchOf(row);
}

/** The batch, held until the transaction ends: what a person does to it and what a job does wait for one another. */
export async function holdBatch(tx: Tx, id: number): Promise<Batch | undefined> {
  const row = await tx.find<Row>(`select ${COLUMNS} from registry_batch where id = $1 for update`, [id]);
  return row && batchOf(row);
}

/** Batches of a register, newest first. */
export async function listBatches(tx: Tx, register: string, most = 50): Promise<Batch[]> {
  return (await tx.query<Row>(`select ${COLUMNS} from registry_batch where register = $1 order by id desc limit $2`, [register, most])).map(
    batchOf,
  );
}

const WRITTEN = {
  sheet: 'sheet',
  headingRow: 'heading_row',
  headings: 'headings',
  day: 'day',
  datum: 'datum',
  state: 'state',
  pass: 'pass',
  rowsRead: 'rows_read',
  counts: 'counts',
  notes: 'notes',
  toEnter: 'to_enter',
  cursor: 'cursor',
  entered: 'entered',
  unchanged: 'unchanged',
  refused: 'refused',
  undoAfter: 'undo_after',
  undone: 'undone',
  kept: 'kept',
  error: 'error',
  scope: 'scope',
} as const;
const IS_JSON = new Set(['headings', 'counts', 'notes', 'error', 'scope']);

export async function noteBatch(
  tx: Tx,
  id: number,
  changes: Partial<Pick<Batch, keyof typeof WRITTEN>> & { endedAt?: Instant },
): Promise<void> {
  const { endedAt, ...rest } = changes;
  const values: unknown[] = [id];
  const sets = Object.entries(rest).map(([key, value]) => {
    values.push(IS_JSON.has(key) && value !== null ? storableJson(value) : value);
    return `${WRITTEN[key as keyof typeof WRITTEN]} = $${values.length}`;
  });
  if (endedAt !== undefined) sets.push(`ended_at = to_timestamp($${values.push(endedAt)} / 1000.0)`);
  await tx.query(`update registry_batch set ${sets.join(', ')} where id = $1`, values);
}

export interface FieldChange {
  field: string;
  before: Value | null;
  after: Value | null;
}
export interface Near {
  code: string;
  name: string;
  metres: number;
  /** The row of the same sheet; null when it stands in the register. */
  row: number | null;
}
export interface DraftKept {
  draft: Draft;
  day: Day | null;
  until: Day | null;
}
export interface BatchRow {
  row: number;
  code: string;
  name: string;
  outcome: Outcome;
  draft: DraftKept | null;
  changes: FieldChange[] | null;
  near: Near[] | null;
  findings: Finding[] | null;
  decision: Decision | null;
  asCode: string | null;
  result: 'unchanged' | 'findings' | 'kept' | null;
}
export type StagedRow = Omit<BatchRow, 'decision' | 'asCode' | 'result'> & { secret: Record<string, unknown> };

export async function stageRows(tx: Tx, batch: Batch, rows: StagedRow[]): Promise<void> {
  if (!rows.length) return;
  await tx.query(
    `insert into registry_batch_row (batch, row, pass, code, name, outcome, draft, changes, near, findings, party, district)
     select $1, r.row, $2, r.code, r.name, r.outcome, nullif(r.draft, 'null'), nullif(r.changes, 'null'), nullif(r.near, 'null'), nullif(r.findings, 'null'), $3, $4
       from jsonb_to_recordset($5::jsonb) as r(row int, code text, name text, outcome text, draft jsonb, changes jsonb, near jsonb, findings jsonb)
     on conflict (batch, row) do update set pass = excluded.pass, code = excluded.code, name = excluded.name, outcome = excluded.outcome,
       draft = excluded.draft, changes = excluded.changes, near = excluded.near, findings = excluded.findings,
       decision = null, as_code = null, result = null`,
    [batch.id, batch.pass, batch.party, batch.district, storableJson(rows.map(({ secret: _, ...row }) => row))],
  );
  const secrets = rows.filter(({ secret }) => Object.keys(secret).length > 0).map(({ row, secret }) => ({ row, secret }));
  if (secrets.length)
    await tx.query(
      `insert into registry_batch_secret (batch, pass, row, secret, party, district)
       select $1, $2, r.row, r.secret, $3, $4 from jsonb_to_recordset($5::jsonb) as r(row int, secret jsonb)`,
      [batch.id, batch.pass, batch.party, batch.district, storableJson(secrets)],
    );
}

const ROW = 'row, code, name, outcome, draft, changes, near, findings, decision, as_code as "asCode", result';

/** Rows of the last reading, from one on, of some outcomes or results. */
export async function listBatchRows(
  tx: Tx,
  batch: Pick<Batch, 'id' | 'pass'>,
  { outcomes, results, after = 0, most = 50 }: { outcomes?: Outcome[]; results?: string[]; after?: number; most?: number },
): Promise<BatchRow[]> {
  return tx.query<BatchRow & Record<string, unknown>>(
    `select ${ROW} from registry_batch_row
      where batch = $1 and pass = $2 and row > $3 and ($4::text[] is null and $5::text[] is null or outcome = any($4) or result = any($5)) order by row limit $6`,
    [batch.id, batch.pass, after, outcomes ?? null, results ?? null, most],
  );
}

/** What is entered of a row unless somebody says otherwise: everything that is right, save what may be another thing already. */
const TAKES = `outcome in ('new', 'changed', 'similar') and coalesce(decision, case outcome when 'similar' then 'leave' else 'enter' end) <> 'leave'`;

/** The next rows to be entered. */
export async function listToEnter(tx: Tx, batch: Pick<Batch, 'id' | 'pass' | 'cursor'>, most: number): Promise<BatchRow[]> {
  return tx.query<BatchRow & Record<string, unknown>>(
    `select ${ROW} from registry_batch_row where batch = $1 and pass = $2 and row > $3 and ${TAKES} order by row limit $4`,
    [batch.id, batch.pass, batch.cursor, most],
  );
}

export async function countToEnter(tx: Tx, batch: Pick<Batch, 'id' | 'pass'>): Promise<number> {
  const { n } = await tx.get<{ n: number }>(
    `select count(*)::int as n from registry_batch_row where batch = $1 and pass = $2 and ${TAKES}`,
    [batch.id, batch.pass],
  );
  return n;
}

/** Secrets of the rows to come, for our own job: no request reads them. */
export async function secretsOf(
  tx: Tx,
  batch: Pick<Batch, 'id' | 'pass'>,
  afterRow: number,
): Promise<Map<number, Record<string, unknown>>> {
  const rows = await tx.query<{ row: number; secret: Record<string, unknown> }>(
    'select row, secret from registry_batch_secret where batch = $1 and pass = $2 and row > $3 order by row',
    [batch.id, batch.pass, afterRow],
  );
  return new Map(rows.map(({ row, secret }) => [row, secret]));
}

/** A decision for rows, or for all rows of an outcome. `as` takes each as a change of the nearest thing that stands in the register. */
export async function noteDecision(
  tx: Tx,
  batch: Pick<Batch, 'id' | 'pass'>,
  which: { rows: number[] } | { outcome: Outcome },
  decision: Decision,
): Promise<number> {
  const nearest = `(select n ->> 'code' from jsonb_array_elements(near) with ordinality as x(n, place) where n ->> 'row' is null order by place limit 1)`;
  const decided = await tx.query(
    `update registry_batch_row set decision = $3, as_code = case when $3 = 'as' then ${nearest} end
      where batch = $1 and pass = $2 and outcome in ('new', 'changed', 'similar') and (row = any($4::int[]) or outcome = $5)
        and ($3 <> 'as' or (outcome = 'similar' and ${nearest} is not null)) returning row`,
    [batch.id, batch.pass, decision, 'rows' in which ? which.rows : [], 'outcome' in which ? which.outcome : null],
  );
  return decided.length;
}

/** What became of rows otherwise than was decided. */
export async function noteResults(
  tx: Tx,
  batch: number,
  results: { row: number; result: NonNullable<BatchRow['result']>; findings: Finding[] | null }[],
): Promise<void> {
  if (!results.length) return;
  await tx.query(
    `update registry_batch_row b set result = r.result, findings = coalesce(r.findings, b.findings)
       from jsonb_to_recordset($2::jsonb) as r(row int, result text, findings jsonb) where b.batch = $1 and b.row = r.row`,
    [batch, storableJson(results)],
  );
}

/** Codes a batch wrote, in order, each with the moment of its first writing. */
export async function listWritten(tx: Tx, batch: number, after: string, most: number): Promise<{ code: string; at: Instant }[]> {
  return tx.query<{ code: string; at: Instant }>(
    'select code, min(known_from) as at from registry_entry where batch = $1 and code > $2 group by code order by code limit $3',
    [batch, after, most],
  );
}

/** Marks rows of codes that undoing left as they are. */
export async function noteKept(tx: Tx, batch: Pick<Batch, 'id' | 'pass'>, codes: string[]): Promise<void> {
  if (codes.length)
    await tx.query(`update registry_batch_row set result = 'kept' where batch = $1 and pass = $2 and coalesce(as_code, code) = any($3)`, [
      batch.id,
      batch.pass,
      codes,
    ]);
}
