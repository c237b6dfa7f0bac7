/**
 * The head of a day: one statement of where the chains stood, naming each that moved since the head before and the whole set by one digest, linked to
 * the head before and signed. Once it has left the house nobody can make a chain anew, cut it or put the database back without disagreeing with it.
 */
import { canonical, sm3 } from '../canonical.ts';
import { addDays, type Day, dayOf, type Instant } from '../day.ts';
import type { Flaw, FlawCode } from '../seal/index.ts';
import { holdChains, sealAll } from '../seal/index.ts';
import type { Store, Tx } from '../store/store.ts';
import { isSignedBy, type KeyRing, type PublicKey } from './signing.ts';

export interface Statement {
  form: 'xiushui head 1';
  day: Day;
  /** When the chains were read. */
  asOf: Instant;
  /** SM3 of the statement before this one; null for the first. */
  before: string | null;
  /** Chains, and rows in all of them. */
  chains: number;
  rows: number;
  /** Chain, position and seal of each chain that moved since the head before. */
  moved: [chain: string, position: number, seal: string][];
  /** SM3 over every chain with its position and seal, in the order of their bytes. */
  set: string;
  key: PublicKey;
  /** Announced here: the key that signs from the next head on. */
  next: PublicKey | null;
}

export interface Head {
  day: Day;
  /** The exact text that was signed. */
  text: string;
  signature: Buffer;
}

/** The whole set as one digest, chain by chain in the order of their bytes. */
export function digestOf(chains: Iterable<[chain: string, position: number, seal: string]>): string {
  const lines = [...chains].map(([chain, position, seal]) => ({
    bytes: Buffer.from(chain, 'utf8'),
    line: JSON.stringify([chain, position, seal]),
  }));
  lines.sort((a, b) => Buffer.compare(a.bytes, b.bytes));
  return sm3(lines.map(({ line }) => line).join('\n'));
}

export async function findLastHead(tx: Tx): Promise<{ day: Day; statement: Statement; digest: string } | null> {
  const row = await tx.find<{ day: Day; statement: string; digest: string }>(
    'select day, statement, digest from day_head order by day desc limit 1',
  );
  return row ? { day: row.day, statement: JSON.parse(row.statement) as Statement, digest: row.digest } : null;
}

/**
 * Makes the head of the day before `now`, if there is none. The keys are asked for in the transaction, by what the last head said of them. Answers with
 * the day when one was made. The sealer is held back meanwhile; nobody else is.
 */
export async function makeHead(store: Store, now: Instant, keysAfter: (last: Statement | null) => KeyRing): Promise<Day | null> {
  const day = addDays(dayOf(now), -1);
  await sealAll(store, now);
  return store.tx(async (tx) => {
    await holdChains(tx);
    const last = await findLastHead(tx);
    if (last && last.day >= day) return null;
    const all = await tx.query<{ chain: string; position: number; seal: string; moved: boolean }>(
      `select h.chain, h.position, h.seal, d.position is distinct from h.position or d.seal is distinct from h.seal as moved
         from chain_head h left join (select distinct on (chain) chain, position, seal from day_head_chain order by chain, day desc) d using (chain)`,
    );
    const moved = all.filter((chain) => chain.moved).map(({ chain, position, seal }): Statement['moved'][0] => [chain, position, seal]);
    const keys = keysAfter(last?.statement ?? null);
    const statement: Statement = {
      form: 'xiushui head 1',
      day,
      asOf: now,
      before: last?.digest ?? null,
      chains: all.length,
      rows: all.reduce((sum, chain) => sum + chain.position, 0),
      moved: moved.sort(([a], [b]) => (a < b ? -1 : 1)),
      set: digestOf(all.map(({ chain, position, seal }) => [chain, position, seal])),
      key: keys.current.public,
      next: keys.next?.public ?? null,
    };
    const text = canonical(statement);
    await tx.query(
      `insert into day_head (day, statement, digest, signature, key_id, made_at) values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0))`,
      [day, text, sm3(text), keys.current.sign(text).toString('base64'), keys.current.public.id, now],
    );
    await tx.query(
      `insert into day_head_chain (chain, day, position, seal) select chain, $1, position, seal from unnest($2::text[], $3::bigint[], $4::text[]) as n(chain, position, seal)`,
      [day, moved.map(([chain]) => chain), moved.map(([, position]) => position), moved.map(([, , seal]) => seal)],
    );
    return day;
  });
}

export async function listHeads(tx: Tx, days?: Day[]): Promise<Head[]> {
  const rows = await tx.query<{ day: Day; statement: string; signature: string }>(
    'select day, statement, signature from day_head where $1::date[] is null or day = any($1) order by day',
    [days ?? null],
  );
  return rows.map((row) => ({ day: row.day, text: row.statement, signature: Buffer.from(row.signature, 'base64') }));
}

const about = (day: Day) => `dayHead:${day}`;
const headFlaw = (day: Day, code: FlawCode, says: string, saysEn: string): Flaw => ({
  chain: '*',
  position: null,
  about: about(day),
  code,
  says,
  saysEn,
});

export interface HeadsRead {
  flaws: Flaw[];
  statements: Statement[];
}

/**
 * Holds heads against each other, with no database: each signed by the key it names, each key the one that the head before announced or used, each
 * linked to the head before, and the digest of the set what the heads so far add up to. `trusted` is the id of a key known from elsewhere: a series
 * forged whole, with a key of the forger's own, agrees with itself and has not signed with this one.
 */
export function readHeads(heads: Head[], trusted?: string): HeadsRead {
  const flaws: Flaw[] = [];
  const statements: Statement[] = [];
  const set = new Map<string, [number, string]>();
  let isWhole = true;
  let before: { digest: string; statement: Statement } | null = null;
  for (const head of heads) {
    let statement: Statement;
    try {
      statement = JSON.parse(head.text) as Statement;
      if (statement.form !== 'xiushui head 1' || statement.day !== head.day || !Array.isArray(statement.moved))
        throw new Error('not a head');
    } catch {
      flaws.push(headFlaw(head.day, 'headBroken', `${head.day} 的封存头读不出来`, `the head of ${head.day} cannot be read`));
      continue;
    }
    if (!isSignedBy(statement.key, head.text, head.signature)) {
      flaws.push(
        headFlaw(head.day, 'headBroken', `${head.day} 的封存头与其签名不符`, `the head of ${head.day} does not fit its signature`),
      );
      continue;
    }
    const expected: string | undefined = before ? (before.statement.next ?? before.statement.key).id : undefined;
    // The key announced by the last head may also be first used a head later: until then the old one signs.
    if (expected !== undefined && statement.key.id !== expected && statement.key.id !== before?.statement.key.id) {
      flaws.push(
        headFlaw(
          head.day,
          'headForged',
          `${head.day} 的封存头由未经公告的密钥 ${statement.key.id} 签署，应为 ${expected}`,
          `the head of ${head.day} is signed by ${statement.key.id}, which no head announced`,
        ),
      );
    }
    if (statement.before !== (before?.digest ?? statement.before)) {
      flaws.push(
        headFlaw(
          head.day,
          'headMissing',
          `${head.day} 与前一封存头不相接，其间有缺失`,
          `the head of ${head.day} does not follow the one before it: one is missing between`,
        ),
      );
      // What the missing one said is not known; the digest of the set cannot be added up any more.
      isWhole = false;
    } else if (isWhole && (before || statement.before === null)) {
      for (const [chain, position, seal] of statement.moved) set.set(chain, [position, seal]);
      if (digestOf([...set].map(([chain, [position, seal]]) => [chain, position, seal])) !== statement.set)
        flaws.push(
          headFlaw(
            head.day,
            'headBroken',
            `${head.day} 的封存头与此前各头不能合计`,
            `the heads up to ${head.day} do not add up to its digest`,
          ),
        );
    }
    statements.push(statement);
    before = { digest: sm3(head.text), statement };
  }
  const signers = statements.map((statement) => statement.key.id);
  const last = statements.at(-1);
  if (last && trusted !== undefined && !signers.includes(trusted) && last.next?.id !== trusted)
    flaws.push(
      headFlaw(
        last.day,
        'headForged',
        `封存头都不是由所给密钥 ${trusted} 签署`,
        `none of the heads is signed by the key given, ${trusted}`,
      ),
    );
  if (statements[0] && statements[0].before !== null)
    flaws.push(
      headFlaw(
        statements[0].day,
        'headMissing',
        `${statements[0].day} 之前的封存头缺失`,
        `the heads before ${statements[0].day} are missing`,
      ),
    );
  return { flaws, statements };
}

/** Holds the chains against statements read from outside: a chain made anew, cut, or a database put back to an older state is seen here. */
export async function chainsAgainst(look: Tx, statements: Statement[]): Promise<Flaw[]> {
  const flaws: Flaw[] = [];
  /** The last place of a chain on which we and the heads agree. */
  const agreed = new Map<string, number>();
  const named = new Set<string>();
  for (const { day, moved } of statements) {
    const rows = await look.query<{ chain: string; position: number; there: string | null; last: number | null; seal: string }>(
      // What was removed whole (foundation/retention) is known by the seal of its last row; places before that are taken on its word.
      `select n.chain, n.position, n.seal, coalesce(r.seal, case when p.through = n.position then p.seal when p.through > n.position then n.seal end) as there,
              coalesce((select max(position) from chain_row l where l.chain = n.chain), p.through) as last
         from unnest($1::text[], $2::bigint[], $3::text[]) as n(chain, position, seal)
         left join chain_purge p on p.chain = n.chain and p.through >= n.position
         left join chain_row r on r.chain = n.chain and r.position = n.position`,
      [moved.map(([chain]) => chain), moved.map(([, position]) => position), moved.map(([, , seal]) => seal)],
    );
    for (const { chain, position, there, last, seal } of rows) {
      if (there === seal) {
        agreed.set(chain, position);
        continue;
      }
      if (named.has(chain)) continue;
      named.add(chain);
      const from = (agreed.get(chain) ?? 0) + 1;
      flaws.push(
        there === null
          ? {
              chain,
              position: (last ?? 0) + 1,
              through: position,
              about: about(day),
              code: 'chainRolledBack',
              says: `${day} 的封存头记到第 ${position} 行，库中只到第 ${last ?? 0} 行`,
              saysEn: `the head of ${day} knows row ${position}; the database ends at ${last ?? 0}`,
            }
          : {
              chain,
              position: from,
              through: position,
              about: about(day),
              code: 'chainSealedAnew',
              says: `第 ${from} 至 ${position} 行中有改动并重新封存：与 ${day} 的封存头不符`,
              saysEn: `between rows ${from} and ${position} the chain was sealed anew: it is not what the head of ${day} says`,
            },
      );
    }
  }
  return flaws;
}

/** The rows beside the statements say what the statements say: `--since` and the next head go by them. */
export async function rowsAgainst(look: Tx, statements: Statement[]): Promise<Flaw[]> {
  const flaws: Flaw[] = [];
  for (const { day, moved } of statements) {
    const rows = await look.query<{ chain: string; position: number; seal: string }>(
      'select chain, position, seal from day_head_chain where day = $1',
      [day],
    );
    const told = new Set(moved.map((one) => JSON.stringify(one)));
    const same =
      rows.length === moved.length && rows.every(({ chain, position, seal }) => told.has(JSON.stringify([chain, position, seal])));
    if (!same)
      flaws.push(
        headFlaw(day, 'headBroken', `${day} 的封存头与库内分列的各链位置不符`, `the rows beside the head of ${day} are not what it says`),
      );
  }
  return flaws;
}

/** Holds two sets of heads against each other: the copies outside and the copies in the database. */
export function copiesAgainst(outside: Head[], inside: Head[]): Flaw[] {
  const flaws: Flaw[] = [];
  const ours = new Map(inside.map((head) => [head.day, head]));
  const theirs = new Map(outside.map((head) => [head.day, head]));
  for (const { day, text } of outside) {
    const mine = ours.get(day);
    if (!mine)
      flaws.push(
        headFlaw(
          day,
          'chainRolledBack',
          `库外有 ${day} 的封存头，库中没有：数据库可能被退回旧状态`,
          `the head of ${day} is outside and not in the database, which may have been put back`,
        ),
      );
    else if (mine.text !== text)
      flaws.push(
        headFlaw(day, 'headForged', `${day} 的封存头在库内外不一致`, `the head of ${day} differs within and without the database`),
      );
  }
  for (const { day } of inside)
    if (!theirs.has(day))
      flaws.push(headFlaw(day, 'headMissing', `${day} 的封存头不在导出目录中`, `the head of ${day} is not among those exported`));
  return flaws;
}
