/**
 * Sheets on their way into a register: opened, read and matched, entered, undone. The work of the jobs; each chunk is a transaction with the eyes of the
 * person whose sheet it is, so that a job can write nothing the person could not.
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  type Batch,
  CHUNK,
  checkRows,
  enterChunk,
  findBatch,
  findHeadingRow,
  headingsOf,
  keptFromHands,
  maskedFor,
  noteBatch,
  type Register,
  type RowRead,
  secretsOf,
  silentFields,
  startLooking,
  type Turn,
  undoChunk,
  type Whereabouts,
} from '../../engines/registry/index.ts';
import { record } from '../../foundation/audit/index.ts';
import type { Instant } from '../../foundation/day.ts';
import type { Files } from '../../foundation/files/index.ts';
import { enqueue, type Job, type JobAt } from '../../foundation/jobs/index.ts';
import { isRefusal, orRollBack, type Refusal, Refused } from '../../foundation/refusal.ts';
import { openScopedStore, type Scope, type ScopedStore, type Store, type Tx } from '../../foundation/store/store.ts';
import { Notes, openSheets, type SheetFile } from '../../gateways/files/index.ts';
import type { House } from './house.ts';
import { filesOf } from './kept-files.ts';
import type { Runtime } from './runtime.ts';

/** A person looks at this much of each column to say what it is. */
const SAMPLES = 3;
const HEAD_ROWS = 20;

/** A kept sheet on our own disk, for as long as `work` takes. */
async function withSheet<T>(
  files: Files,
  of: { file: string; fileName: string },
  work: (file: SheetFile) => Promise<T>,
): Promise<T | Refusal> {
  const folder = await mkdtemp(join(tmpdir(), 'xiushui-sheet-'));
  try {
    const path = join(folder, 'sheet');
    await pipeline(await files.place.read(of.file), createWriteStream(path, { mode: 0o600 }));
    const file = await openSheets(path, of.fileName);
    if (isRefusal(file)) return file;
    try {
      return await work(file);
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export type Begun = Pick<Batch, 'format' | 'encoding' | 'sheets' | 'sheet' | 'headingRow' | 'headings'>;

/** What a sheet looks like from its first rows. Of several that can be seen none is chosen for the person. */
export async function beginSheet(
  files: Files,
  register: Register,
  of: { file: string; fileName: string },
  asked: { sheet?: string | null; headingRow?: number | null } = {},
): Promise<Begun | Refusal> {
  return withSheet(files, of, async (file): Promise<Begun> => {
    const { format, encoding, sheets } = file;
    const seen = sheets.filter(({ hidden }) => !hidden);
    const sheet = asked.sheet ?? (seen.length === 1 ? (seen[0]?.name ?? null) : null);
    if (sheet === null) return { format, encoding, sheets, sheet: null, headingRow: null, headings: [] };
    const head: RowRead[] = [];
    for await (const row of file.rows(sheet, new Notes())) {
      head.push(row);
      if (head.length >= Math.max(HEAD_ROWS, (asked.headingRow ?? 0) + SAMPLES)) break;
    }
    const headingRow = asked.headingRow ?? findHeadingRow(register, head) ?? head[0]?.row ?? 1;
    const cells = head.find(({ row }) => row === headingRow)?.cells ?? [];
    const below = head.filter(({ row }) => row > headingRow).slice(0, SAMPLES);
    const headings = headingsOf(register, cells).map((one) => ({
      ...one,
      sample: below.map((row) => (row.cells[one.column] ?? '').slice(0, 60)),
    }));
    return { format, encoding, sheets, sheet, headingRow, headings };
  });
}

export function whereaboutsOf({ city }: House): Whereabouts {
  return {
    city: city.boundsOf(city.code),
    district: (code) => {
      const box = city.boundsOf(code);
      return box && code !== city.code ? { name: city.areaName(code), box } : undefined;
    },
  };
}

/** Fields that this role, or any hand, leaves as they are. */
const keptOf = (register: Register, role: string) => [...maskedFor(register, role), ...keptFromHands(register)];

interface Doing {
  house: House;
  files: Files;
  system: Store;
  scoped: ScopedStore;
  clock(): Instant;
  signal?: AbortSignal;
}

/** One transaction with the eyes of the batch's person. */
async function asPerson<T>({ scoped }: Doing, scope: Scope, work: (tx: Tx) => Promise<T | Refusal>): Promise<T> {
  return orRollBack(await scoped.as(scope, work)) as T;
}

async function batchAt({ house, system }: Doing, id: number): Promise<{ batch: Batch; register: Register }> {
  const batch = await system.tx((tx) => findBatch(tx, id));
  const register = batch && house.registers.get(batch.register);
  if (!batch || !register) throw new Error(`there is no batch ${id} of a register we know`);
  return { batch, register };
}

/** Reads a sheet from its beginning, as often as it is asked: rows of an earlier reading count no more. */
export async function readBatch(doing: Doing, id: number): Promise<string> {
  const { batch: before, register } = await batchAt(doing, id);
  if (before.state !== 'reading') return '—';
  const batch = { ...before, pass: before.pass + 1 };
  await asPerson(doing, batch.scope, (tx) => noteBatch(tx, id, { pass: batch.pass, rowsRead: 0 }));
  const { house } = doing;
  const looking = startLooking(batch, {
    register,
    registers: [...house.registers.values()],
    whereabouts: whereaboutsOf(house),
    kept: keptOf(register, batch.role),
    areaCode: (given) => house.city.districtOf(given) ?? given,
  });
  const notes = new Notes();
  const isCancelled = async () => (await doing.system.tx((tx) => findBatch(tx, id)))?.state !== 'reading';
  const outcome = await withSheet(doing.files, batch, async (file) => {
    let chunk: RowRead[] = [];
    const look = async () => {
      doing.signal?.throwIfAborted();
      if (await isCancelled()) return false;
      if (chunk.length) await asPerson(doing, batch.scope, (tx) => checkRows(tx, looking, chunk));
      chunk = [];
      return true;
    };
    for await (const row of file.rows(batch.sheet ?? '', notes)) {
      if (row.row <= (batch.headingRow ?? 0)) continue;
      chunk.push(row);
      if (chunk.length >= CHUNK && !(await look())) return false;
    }
    return look();
  });
  if (isRefusal(outcome)) {
    const { says, saysEn } = outcome;
    await asPerson(doing, batch.scope, (tx) => noteBatch(tx, id, { state: 'failed', error: { says, saysEn }, endedAt: doing.clock() }));
    return says;
  }
  if (!outcome) return '—';
  const units = batch.headings.flatMap(
    ({ says, as, otherUnit }) =>
    as && otherUnit ? [{ says: `${says}：表中单位与台账单位 ${register.fields[as]?.unit} 不同，数值未换算`, saysEn: `${says}: the sheet's unit is not the register's (${register.fields[as]?.unit}); nothing was converted`, code: 'otherUnit', times: 1, places: [] }] : [], // biome-ignore format: one note
  );
  await asPerson(doing, batch.scope, (tx) =>
    noteBatch(tx, id, { state: 'waiting', rowsRead: looking.rows, counts: looking.counts, notes: [...notes.list(), ...units] }),
  );
  return `${looking.rows} 行`;
}

/** Enters what was decided, chunk by chunk, from where it stopped. */
export async function enterBatch(doing: Doing, id: number): Promise<string> {
  const { batch, register } = await batchAt(doing, id);
  const hasSecrets = Object.values(register.fields).some(({ secret }) => secret);
  const secrets = hasSecrets ? await doing.system.tx((tx) => secretsOf(tx, batch, batch.cursor)) : new Map();
  const meaning = { headings: batch.headings, datum: batch.datum, kept: keptOf(register, batch.role), areaCode: (given: string) => given };
  const inherits = silentFields({ register, meaning });
  for (;;) {
    doing.signal?.throwIfAborted();
    const turn = await asPerson(doing, batch.scope, async (tx): Promise<Turn> => {
      const at = doing.clock();
      const done = await enterChunk(tx, register, id, { at, inherits, secrets });
      if (done.is === 'over') await tell(tx, register, done.batch, 'registry.imported', at, batch.byLogin, batch.byName);
      return done;
    });
    if (turn.is !== 'more') return `${turn.batch.entered} 行`;
  }
}

export async function undoBatch(doing: Doing, id: number, by: { login: string; name: string; scope: Scope }): Promise<string> {
  const { register } = await batchAt(doing, id);
  for (;;) {
    doing.signal?.throwIfAborted();
    const turn = await asPerson(doing, by.scope, async (tx): Promise<Turn> => {
      const at = doing.clock();
      const done = await undoChunk(tx, register, id, { at, by: by.name });
      if (done.is === 'over') await tell(tx, register, done.batch, 'registry.importUndone', at, by.login, by.name);
      return done;
    });
    if (turn.is !== 'more') return `${turn.batch.undone} 项`;
  }
}

const tell = (tx: Tx, register: Register, batch: Batch, did: string, at: Instant, by: string, byName: string) =>
  record(tx, {
    did,
    by,
    byName,
    about: { kind: 'importBatch', id: String(batch.id) },
    says:
      did === 'registry.imported'
        ? `批量登记${register.name}：“${batch.fileName}”记入 ${batch.entered} 行，${batch.counts.findings} 行有问题未记`
        : `撤销批量登记${register.name}：“${batch.fileName}”恢复 ${batch.undone} 项，${batch.kept} 项此后已有改动，保持不变`,
    saysEn:
      did === 'registry.imported'
        ? `Imported into ${register.nameEn}: ${batch.entered} rows entered, ${batch.counts.findings} rows left out for findings`
        : `Import into ${register.nameEn} undone: ${batch.undone} put back, ${batch.kept} changed since and left`,
    detail: { file: batch.file, rows: batch.rowsRead, ...batch.counts, entered: batch.entered, undone: batch.undone, kept: batch.kept },
    party: batch.party,
    district: batch.district,
    at,
  });

const ORDERS = {
  read: { name: 'registry.readSheet', withinMinutes: 60, retry: { limit: 5, delaySeconds: 5 } },
  enter: { name: 'registry.enterSheet', withinMinutes: 60, retry: { limit: 5, delaySeconds: 5 } },
  undo: { name: 'registry.undoSheet', withinMinutes: 60, retry: { limit: 5, delaySeconds: 5 } },
};

/** Orders a part of the work, after what ordered it has committed: no request sees the queue. */
export function orderImport(
  tx: Tx,
  what: keyof typeof ORDERS,
  batch: number,
  of: { byName: string; at: Instant; by?: { login: string; name: string; scope: Scope } },
): Promise<string | null> {
  return enqueue(tx, ORDERS[what], {
    key: `${what} ${batch} ${of.at}`,
    payload: { batch, ...(of.by ? { by: of.by } : {}) },
    byName: of.byName,
    at: of.at,
  });
}

export function importJobs(house: House, runtime: Runtime): Job<never>[] {
  const files = filesOf(runtime);
  const doing = async (at: JobAt, work: (doing: Doing) => Promise<string>): Promise<string> => {
    const scoped = openScopedStore(runtime.urls.app, 'xiushui imports', 1);
    try {
      return await work({ house, files, system: at.store, scoped, clock: at.clock, signal: at.signal });
    } finally {
      await scoped.close();
    }
  };
  const reads: Job<{ batch: number }> = {
    ...ORDERS.read,
    says: { zh: '读取表格并比对台账', en: 'Read a sheet and match it' },
    run: ({ batch }, at) => doing(at, (of) => readBatch(of, batch)),
  };
  const enters: Job<{ batch: number }> = {
    ...ORDERS.enter,
    says: { zh: '批量登记', en: 'Enter a sheet' },
    run: ({ batch }, at) => doing(at, (of) => enterBatch(of, batch)),
  };
  const undoes: Job<{ batch: number; by: { login: string; name: string; scope: Scope } }> = {
    ...ORDERS.undo,
    says: { zh: '撤销批量登记', en: 'Undo an import' },
    run: ({ batch, by }, at) => doing(at, (of) => undoBatch(of, batch, by)),
  };
  return [reads, enters, undoes] as Job<never>[];
}
