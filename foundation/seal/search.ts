/** Reading the sealed record, newest first, within the eyes of whoever asks. Reads only. */
import type { Instant } from '../day.ts';
import type { Tx } from '../store/store.ts';

export interface ChainQuery {
  from?: Instant | undefined;
  /** Before this moment. */
  until?: Instant | undefined;
  /** Kind of the thing. */
  kind?: string | undefined;
  /** Of the thing: the id, or how it begins. */
  thing?: string | undefined;
  /** Name (or how it begins) or login of whoever did it, or login of the account it was done to. */
  person?: string | undefined;
  /** Anywhere in the sealed text. */
  text?: string | undefined;
  /** The address it came from. */
  address?: string | undefined;
  sealed?: boolean | undefined;
  chain?: string | undefined;
  /** Rows older than this one. */
  after?: { at: Instant; id: number } | undefined;
}

export interface ChainRow {
  id: number;
  at: Instant;
  chain: string;
  about_kind: string;
  about_id: string;
  content: string;
  party: string | null;
  district: string;
  position: number | null;
  seal: string | null;
}

const COLUMNS = 'id, at, chain, about_kind, about_id, content, party, district, position, seal';
/** A percent sign typed is a percent sign. */
const like = (text: string) => text.replace(/[\\%_]/g, '\\$&');
/** As it stands in a canonical text: quotes and strokes written as JSON writes them. */
const inText = (text: string) => like(JSON.stringify(text).slice(1, -1));

export async function searchChains(tx: Tx, of: ChainQuery, limit: number): Promise<ChainRow[]> {
  const values: unknown[] = [];
  const wanted: string[] = [];
  const want = (value: unknown, test: (place: string) => string) => {
    values.push(value);
    wanted.push(test(`$${values.length}`));
  };
  if (of.from !== undefined) want(of.from, (p) => `at >= to_timestamp(${p}::float8 / 1000.0)`);
  if (of.until !== undefined) want(of.until, (p) => `at < to_timestamp(${p}::float8 / 1000.0)`);
  if (of.kind) want(of.kind, (p) => `about_kind = ${p}`);
  if (of.chain) want(of.chain, (p) => `chain = ${p}`);
  if (of.thing) want(`${like(of.thing)}%`, (p) => `(about_id like ${p} or about_kind || ':' || about_id like ${p})`);
  if (of.person) {
    want(
      [
        `%"by":"${inText(of.person)}"%`,
        `%"byName":"${inText(of.person)}%`,
        `%"byLogin":"${inText(of.person)}"%`,
        `%"about":"person:${inText(of.person)}"%`,
      ],
      (p) => `content ilike any (${p}::text[])`,
    );
  }
  if (of.text) want(`%${inText(of.text)}%`, (p) => `content ilike ${p}`);
  if (of.address) want(`%"from":"${inText(of.address)}%`, (p) => `content like ${p}`);
  if (of.sealed !== undefined) wanted.push(`position is ${of.sealed ? 'not null' : 'null'}`);
  if (of.after) {
    values.push(of.after.at, of.after.id);
    wanted.push(`(at, id) < (to_timestamp($${values.length - 1}::float8 / 1000.0), $${values.length}::bigint)`);
  }
  values.push(limit);
  return tx.query<ChainRow>(
    `select ${COLUMNS} from chain_row${wanted.length ? ` where ${wanted.join(' and ')}` : ''} order by at desc, id desc limit $${values.length}`,
    values,
  );
}

export function findChainRow(tx: Tx, id: number): Promise<ChainRow | undefined> {
  return tx.find<ChainRow>(`select ${COLUMNS} from chain_row where id = $1`, [id]);
}

/** The seals on both sides of a place in a chain. Asked of our own store: a neighbour may lie outside the asker's eyes, its seal tells nothing. */
export async function sealsBeside(tx: Tx, chain: string, position: number): Promise<{ before: string | null; after: string | null }> {
  const rows = await tx.query<{ position: number; seal: string }>(
    'select position, seal from chain_row where chain = $1 and position in ($2, $3)',
    [chain, position - 1, position + 1],
  );
  return {
    before: rows.find((row) => row.position === position - 1)?.seal ?? null,
    after: rows.find((row) => row.position === position + 1)?.seal ?? null,
  };
}
