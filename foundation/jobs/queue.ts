/** The queue under the jobs: pg-boss in a schema of its own. Nobody else in the house speaks to it. */
import pg from 'pg';
import PgBoss from 'pg-boss';
import type { Store, Tx } from '../store/store.ts';

const SCHEMA = 'pgboss';
/** Any fixed number: two starts at once make the schema one after the other. */
const MAKING = 0x4a6f_6273; // 'Jobs'

type Asked = { executeSql(text: string, values: unknown[]): Promise<{ rows: unknown[] }> };
const bossOn = (db: Asked) => new PgBoss({ db: db as PgBoss.Db, schema: SCHEMA, migrate: false, supervise: false, schedule: false });

/**
 * Makes the queue's schema and one queue a job, as the owner of the tables, and lets `xiushui_system` work it. `xiushui_app` gets no right there: no
 * request sees a queue. Asking again changes nothing.
 */
export async function prepareJobs(adminUrl: string, jobs: readonly { name: string }[]): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'xiushui jobs' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MAKING]);
    await client.query(`create schema if not exists ${SCHEMA} authorization xiushui_owner`);
    await client.query('set role xiushui_owner');
    const boss = new PgBoss({ db: onClient(client), schema: SCHEMA, migrate: true, supervise: false, schedule: false });
    boss.on('error', () => {});
    await boss.start();
    for (const { name } of jobs) await boss.createQueue(name, { name, policy: 'standard' });
    await boss.stop({ graceful: false, wait: false, close: false });
    await client.query(`grant usage on schema ${SCHEMA} to xiushui_system`);
    await client.query(`grant select, insert, update, delete on all tables in schema ${SCHEMA} to xiushui_system`);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MAKING]).catch(() => {});
    await client.end();
  }
}

function onClient(client: pg.Client | pg.PoolClient): PgBoss.Db {
  return { executeSql: async (text, values) => client.query(text, values) as unknown as { rows: unknown[] } };
}

/** The queue as our own jobs work it. */
export function bossOf(store: Store): PgBoss {
  const boss = bossOn({
    async executeSql(text, values) {
      const client = await store.pool.connect();
      let broken: Error | undefined;
      try {
        return await client.query(text, values);
      } catch (error) {
        // Its maintenance opens a transaction inside one text: a failure there must not go back to the pool half open.
        await client.query('rollback').catch((failure: Error) => {
          broken = failure;
        });
        throw error;
      } finally {
        client.release(broken ?? false);
      }
    },
  });
  boss.on('error', () => {});
  return boss;
}

/** The queue's questions asked inside a transaction of ours. */
export function inTx(tx: Tx): { db: PgBoss.Db } {
  return { db: { executeSql: async (text, values) => ({ rows: await tx.query(text, values) }) } };
}

/** For placing orders only: every call names the transaction it belongs to. */
export const orders = bossOn({
  executeSql: () => Promise.reject(new Error('an order is placed inside a transaction')),
});
