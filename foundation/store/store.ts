/**
 * Transactions with a scope. Everything that touches PostgreSQL passes here: a request through `as(scope)`, our own jobs through `system`.
 * Promise F1: without a scope `xiushui_app` sees zero rows (the policies read `app.scope` and `app.party`).
 */
import pg from 'pg';
import { isRefusal, type Refusal, Refused } from '../refusal.ts';

const { Pool, types } = pg;

// Instants come back as epoch milliseconds, days as text, counts as numbers. Amounts of a ledger are asked for as text and made BigInt there.
types.setTypeParser(1184, (text) => Date.parse(isoOf(text)));
types.setTypeParser(1082, (text) => text);
types.setTypeParser(20, (text) => Number(text));
types.setTypeParser(1700, (text) => text);

function isoOf(text: string): string {
  // '2026-11-24 08:00:00.5+00' → '2026-11-24T08:00:00.5+00:00'
  const withT = text.replace(' ', 'T');
  return /[+-]\d{2}$/.test(withT) ? `${withT}:00` : withT;
}

/** Whose eyes a transaction has: districts (or the whole city), and for people of a firm their own credit code. */
export interface Scope {
  districts: string[] | '*';
  party?: string | null;
  /** Under whose name, for what belongs to one account alone (the answers to its own requests, its inbox). */
  login?: string;
}
export const WHOLE_CITY: Scope = { districts: '*' };

export interface Tx {
  query<R extends object = Record<string, unknown>>(text: string, values?: unknown[]): Promise<R[]>;
  /** The first row, or nothing. */
  find<R extends object = Record<string, unknown>>(text: string, values?: unknown[]): Promise<R | undefined>;
  /** The first row; its absence is our own mistake. */
  get<R extends object = Record<string, unknown>>(text: string, values?: unknown[]): Promise<R>;
  /** Work to do once the transaction has committed (waking listeners); lost on roll-back. */
  afterCommit(work: () => void): void;
}

export interface Store {
  /** One transaction. A refusal returned rolls back; a `Refused` thrown rolls back and is thrown on, so that a job cannot take it for success. */
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
  pool: pg.Pool;
}
export interface ScopedStore {
  /** One transaction with this scope (F1). Refusals come out as values. */
  as<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T | Refusal>;
  /** One transaction with no scope at all: sees nothing; for looking up sessions, which have their own policy-free function. */
  pool: pg.Pool;
  close(): Promise<void>;
}

/** One after another: a transaction is one connection, and asking it several things at once is deprecated by the driver. */
export async function inTurn<T, R>(items: Iterable<T>, ask: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (const item of items) answers.push(await ask(item));
  return answers;
}

function wrap(client: pg.PoolClient): Tx & { committed(): void } {
  const later: (() => void)[] = [];
  const query = async <R extends object>(text: string, values?: unknown[]): Promise<R[]> => (await client.query<R>(text, values)).rows;
  return {
    query,
    find: async <R extends object>(text: string, values?: unknown[]) => (await query<R>(text, values))[0],
    get: async <R extends object>(text: string, values?: unknown[]) => {
      const row = (await query<R>(text, values))[0];
      if (!row) throw new Error(`a row that must exist does not: ${text.slice(0, 120)}`);
      return row;
    },
    afterCommit: (work) => later.push(work),
    committed: () => {
      for (const work of later) {
        try {
          work();
        } catch (error) {
          process.emitWarning(error as Error);
        }
      }
    },
  };
}

async function inTransaction<T>(
  pool: pg.Pool,
  opening: (client: pg.PoolClient) => Promise<unknown>,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection lost in mid-transaction reports itself as an event too; without a listener that would take the process down.
  const lost = (error: Error) => {
    broken = error;
  };
  client.on('error', lost);
  let committed: (() => void) | undefined;
  let outcome: T;
  try {
    await client.query('begin');
    await opening(client);
    const tx = wrap(client);
    const result = await work(tx);
    // A refusal returned as a value has written nothing that may stay.
    const { command } = await client.query(isRefusal(result) ? 'rollback' : 'commit');
    if (!isRefusal(result)) {
      // PostgreSQL answers the commit of a transaction in which a statement failed with a roll-back, and calls it no error.
      if (command !== 'COMMIT')
        throw new Error('the transaction was rolled back: one of its statements failed and the failure was passed over');
      committed = tx.committed;
    }
    outcome = result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.off('error', lost);
    client.release(broken ?? false);
  }
  // Outside the try: what follows a commit cannot undo it, and must not make it look undone.
  committed?.();
  return outcome;
}

function pooled(url: string, name: string, max: number): pg.Pool {
  const pool = new Pool({
    connectionString: url,
    max,
    application_name: name,
    idleTimeoutMillis: 30_000,
    options: '-c search_path=xiushui,public',
  });
  pool.on('error', () => {}); // An idle connection lost (PostgreSQL restarted) is replaced by the pool at the next use.
  return pool;
}

/** The store as `xiushui_system`, for jobs and the writer: all rows, no scope. */
export function openSystemStore(url: string, name: string, max = 6): Store {
  const pool = pooled(url, name, max);
  return {
    pool,
    tx: (work) => inTransaction(pool, async () => {}, work),
    close: () => pool.end(),
  };
}

/** The store as `xiushui_app`, for requests: only what the scope shows. */
export function openScopedStore(url: string, name: string, max = 12): ScopedStore {
  const pool = pooled(url, name, max);
  return {
    pool,
    async as(scope, work) {
      try {
        return await inTransaction(
          pool,
          (client) =>
            client.query(`select set_config('app.scope', $1, true), set_config('app.party', $2, true), set_config('app.login', $3, true)`, [
              scope.districts === '*' ? '*' : listed(scope.districts),
              scope.party ?? '',
              scope.login ?? '',
            ]),
          work,
        );
      } catch (error) {
        if (error instanceof Refused) return error.refusal;
        throw error;
      }
    },
    close: () => pool.end(),
  };
}

// The list travels as one text. A comma or a star inside it would widen the scope, so it is our own mistake and not a district.
function listed(districts: string[]): string {
  for (const district of districts) {
    if (!district || /[,*]/.test(district)) throw new Error(`'${district}' is not a district; the whole city is districts: '*'`);
  }
  return districts.join(',');
}

/** A text as PostgreSQL can keep it: without NUL, and without half a surrogate pair, which jsonb refuses. */
export function storable(text: string): string {
  return Buffer.from(text.replaceAll('\u0000', ''), 'utf8').toString('utf8');
}

/** A value as jsonb, its texts storable. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === 'string' ? storable(part) : part));
}

/** Wakes listeners of a channel when (and only when) the transaction commits. */
export async function notify(tx: Tx, channel: string, about: object): Promise<void> {
  await tx.query('select pg_notify($1, $2)', [channel, JSON.stringify(about)]);
}

/** Listens on channels with its own connection, reconnecting for as long as it is not closed. */
export function listen(
  url: string,
  name: string,
  channels: string[],
  heard: (channel: string, about: Record<string, unknown>) => void,
): { close(): Promise<void> } {
  let closed = false;
  let client: pg.Client | undefined;
  let again: NodeJS.Timeout | undefined;
  const connect = async () => {
    if (closed) return;
    const next = new pg.Client({ connectionString: url, application_name: `${name} listen` });
    client = next;
    next.on('notification', (message) => {
      let about: Record<string, unknown> = {};
      try {
        about = JSON.parse(message.payload ?? '{}');
      } catch {
        // A payload from elsewhere: the wake-up still counts.
      }
      heard(message.channel, about);
    });
    const retry = () => {
      if (closed || client !== next) return;
      client = undefined;
      again = setTimeout(connect, 500);
    };
    next.on('error', retry);
    next.on('end', retry);
    try {
      await next.connect();
      for (const channel of channels) await next.query(`listen "${channel}"`);
      for (const channel of channels) heard(channel, {}); // Whatever was missed while away.
    } catch {
      retry();
    }
  };
  void connect();
  return {
    async close() {
      closed = true;
      clearTimeout(again);
      await client?.end().catch(() => {});
    },
  };
}
