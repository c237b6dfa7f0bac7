/**
 * Seals. Rows that must never change (acts, postings) leave a canonical text in a chain, unsealed, in their own transaction; one sealer gives each
 * a position and a seal over the seal before it, in the order in which they were committed and found. Promise F5: `verify` names any row altered,
 * removed or re-ordered, and any thing whose own table no longer says what was sealed.
 *
 * SM3 (GB/T 32905-2016). The signed daily head that leaves the database is a later issue; the head kept in `chain_head` catches a cut tail
 * unless the head is changed with it.
 */
import { canonical, sm3 } from '../canonical.ts';
import type { Instant } from '../day.ts';
import type { Ref } from '../ref.ts';
import type { Store, Tx } from '../store/store.ts';

export interface Sealable {
  chain: string;
  about: Ref;
  content: Record<string, unknown>;
  party: string | null;
  district: string;
  at: Instant;
}

/** Leaves a row to be sealed. */
export async function entrust(tx: Tx, row: Sealable): Promise<void> {
  await tx.query(
    `insert into chain_row (chain, about_kind, about_id, content, party, district, at) values ($1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0))`,
    [row.chain, row.about.kind, row.about.id, canonical(row.content), row.party, row.district, row.at],
  );
}

/** A row as it is sealed: with its subject, whose eyes may see it, and its moment to the microsecond (what the column keeps), not its content alone. */
export interface SealedRow {
  about_kind: string;
  about_id: string;
  party: string | null;
  district: string;
  at_us: number;
  content: string;
}
const SEALED = 'about_kind, about_id, party, district, (extract(epoch from at) * 1000000)::bigint as at_us, content';

/** The seal of a row over the one before it. A list in canonical form, so that no two rows read alike by moving text across a border. */
export function sealOf(before: string, chain: string, position: number, row: SealedRow): string {
  return sm3(canonical([before, chain, position, row.about_kind, row.about_id, row.party, row.district, row.at_us, row.content]));
}

export function firstSeal(chain: string): string {
  return sm3(`xiushui chain ${chain}`);
}

/** Seals what is unsealed. Only one process calls this (an advisory lock holds the others back). Returns how many rows were sealed. */
export async function sealPending(store: Store, now: Instant, most = 2_000): Promise<number> {
  return store.tx(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('xiushui sealer'))`);
    const rows = await tx.query<SealedRow & { id: number; chain: string }>(
      `select id, chain, ${SEALED} from chain_row where position is null order by id limit $1 for update`,
      [most],
    );
    if (!rows.length) return 0;
    const chains = [...new Set(rows.map((row) => row.chain))].sort();
    const heads = new Map<string, { position: number; seal: string }>();
    for (const chain of chains) {
      const head = await tx.find<{ position: number; seal: string }>('select position, seal from chain_head where chain = $1 for update', [
        chain,
      ]);
      heads.set(chain, head ?? { position: 0, seal: firstSeal(chain) });
    }
    const sealed = { ids: [] as number[], positions: [] as number[], seals: [] as string[] };
    for (const row of rows) {
      const head = heads.get(row.chain) as { position: number; seal: string };
      const position = head.position + 1;
      const seal = sealOf(head.seal, row.chain, position, row);
      heads.set(row.chain, { position, seal });
      sealed.ids.push(row.id);
      sealed.positions.push(position);
      sealed.seals.push(seal);
    }
    await tx.query(
      `update chain_row c set position = n.position, seal = n.seal
         from unnest($1::bigint[], $2::bigint[], $3::text[]) as n(id, position, seal) where c.id = n.id`,
      [sealed.ids, sealed.positions, sealed.seals],
    );
    for (const [chain, head] of heads) {
      await tx.query(
        `insert into chain_head (chain, position, seal, at) values ($1, $2, $3, to_timestamp($4 / 1000.0))
         on conflict (chain) do update set position = excluded.position, seal = excluded.seal, at = excluded.at`,
        [chain, head.position, head.seal, now],
      );
    }
    return rows.length;
  });
}

/** A thing that was sealed, as its own table has it today; the room that owns the table says how to read it. */
export interface Witness {
  kind: string;
  /** Canonical contents of the things with these ids, read from where they live. */
  contents(tx: Tx, ids: string[]): Promise<Map<string, string>>;
  /** How many such things there are in all, sealed or not: a deleted chain row is missed by walking the chain alone. */
  count(tx: Tx): Promise<number>;
}

export interface Flaw {
  chain: string;
  position: number | null;
  /** The last of several missing rows. */
  through?: number;
  about: string;
  code: 'sealBroken' | 'rowMissing' | 'headDiffers' | 'contentDiffers' | 'thingMissing' | 'notSealed';
  says: string;
}
export interface Verification {
  chains: number;
  rows: number;
  unsealed: number;
  flaws: Flaw[];
}

const PAGE = 20_000;

function missing(chain: string, from: number, to: number): Flaw {
  return {
    chain,
    position: from,
    through: to,
    about: '',
    code: 'rowMissing',
    says: from === to ? `第 ${from} 行缺失` : `第 ${from} 至 ${to} 行缺失`,
  };
}

/** Walks every chain from its beginning and compares each row with the thing it speaks of. */
export async function verify(store: Store, witnesses: Witness[]): Promise<Verification> {
  return store.tx(async (tx) => {
    await tx.query('set transaction isolation level repeatable read read only');
    const found: Verification = { chains: 0, rows: 0, unsealed: 0, flaws: [] };
    const heads = await tx.query<{ chain: string; position: number; seal: string }>(
      'select chain, position, seal from chain_head order by chain',
    );
    const seen = new Map<string, number>();
    const chains = new Set(heads.map((head) => head.chain));
    for (const { chain } of await tx.query<{ chain: string }>('select distinct chain from chain_row')) chains.add(chain);
    for (const chain of [...chains].sort()) {
      found.chains += 1;
      let seal: string | null = firstSeal(chain);
      let last = 0;
      let after: string | number = '-9223372036854775808';
      for (;;) {
        const rows: (SealedRow & { position: number; seal: string | null })[] = await tx.query(
          `select position, seal, ${SEALED} from chain_row where chain = $1 and position > $2::bigint order by position limit ${PAGE}`,
          [chain, after],
        );
        if (!rows.length) break;
        for (const row of rows) {
          const about = `${row.about_kind}:${row.about_id}`;
          if (row.position > last + 1) found.flaws.push(missing(chain, last + 1, row.position - 1));
          if (sealOf(seal ?? '', chain, row.position, row) !== row.seal) {
            found.flaws.push({
              chain,
              position: row.position,
              about,
              code: 'sealBroken',
              says: `第 ${row.position} 行的封印与内容或次序不符`,
            });
          }
          seal = row.seal;
          last = Math.max(last, row.position);
          found.rows += 1;
        }
        after = (rows.at(-1) as { position: number }).position;
        await compare(tx, witnesses, chain, rows, found.flaws);
        for (const row of rows) seen.set(row.about_kind, (seen.get(row.about_kind) ?? 0) + 1);
      }
      const head = heads.find((h) => h.chain === chain);
      if (head && head.position > last) found.flaws.push(missing(chain, last + 1, head.position));
      else if (head ? head.position !== last || head.seal !== seal : last > 0) {
        found.flaws.push({
          chain,
          position: last,
          about: '',
          code: 'headDiffers',
          says: `链尾与记录不符：记录到第 ${head?.position ?? 0} 行，实有 ${last} 行`,
        });
      }
    }
    const pending = await tx.query<{ about_kind: string; n: number }>(
      'select about_kind, count(*) as n from chain_row where position is null group by 1',
    );
    for (const row of pending) {
      found.unsealed += row.n;
      seen.set(row.about_kind, (seen.get(row.about_kind) ?? 0) + row.n);
    }
    for (const witness of witnesses) {
      const there = await witness.count(tx);
      const known = seen.get(witness.kind) ?? 0;
      if (there !== known) {
        found.flaws.push({
          chain: '*',
          position: null,
          about: witness.kind,
          code: 'notSealed',
          says: `${witness.kind} 有 ${there} 条，封存记录 ${known} 条`,
        });
      }
    }
    return found;
  });
}

async function compare(
  tx: Tx,
  witnesses: Witness[],
  chain: string,
  rows: { position: number; about_kind: string; about_id: string; content: string }[],
  flaws: Flaw[],
): Promise<void> {
  for (const witness of witnesses) {
    const mine = rows.filter((row) => row.about_kind === witness.kind);
    if (!mine.length) continue;
    const today = await witness.contents(
      tx,
      mine.map((row) => row.about_id),
    );
    for (const row of mine) {
      const content = today.get(row.about_id);
      const about = `${row.about_kind}:${row.about_id}`;
      if (content === undefined) flaws.push({ chain, position: row.position, about, code: 'thingMissing', says: `${about} 已不在库中` });
      else if (content !== row.content)
        flaws.push({ chain, position: row.position, about, code: 'contentDiffers', says: `${about} 与封存时不符` });
    }
  }
}
