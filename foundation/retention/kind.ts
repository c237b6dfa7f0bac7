/** What a kind of record is, and how the rows of a table belong to it. Declared by rooms; a kind's months stand in `law/` and a city's parameters. */
import pg from 'pg';
import type { Months } from './term.ts';

export interface KeptTable {
  name: string;
  /** SQL over the row `t`: its moment, and, where it has them, its party and its place. */
  time: string;
  party?: string;
  place?: string;
  /** SQL over the row `t`, true where something that is kept still cites it. */
  cited?: string;
}

export interface Kind {
  id: string;
  says: { zh: string; en: string };
  months: Months;
  tables: KeptTable[];
  /** Without asking anybody: rows that are no record of anything, once they are this many days old. */
  sweepAfterDays?: number;
  /** Whole sealed chains of the audit, by the day. */
  isAudit?: boolean;
  /** Files of the frame log, by the segment. */
  isLog?: boolean;
}

/**
 * Writes down, as the owner of the tables, which tables may lose rows and how: what stands there becomes part of a statement, so nobody else may.
 * What is no longer declared can no longer be purged.
 */
export async function declareKinds(ownerUrl: string, kinds: Kind[]): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'xiushui retention', options: '-c search_path=xiushui' });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('set local role xiushui_owner');
    await client.query('delete from retention_table');
    for (const kind of kinds) {
      for (const { name, time, party, place, cited } of kind.tables) {
        await client.query(
          'insert into retention_table (name, kind, time, party, place, cited, sweep_after_days) values ($1, $2, $3, $4, $5, $6, $7)',
          [name, kind.id, time, party ?? null, place ?? null, cited ?? null, kind.sweepAfterDays ?? null],
        );
      }
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    await client.end();
  }
}
