/**
 * F5 and F9 against chance: a seeded history of acts in many chains, sealed and headed night by night while more is written, then one tampering by the
 * owner of the tables, of a kind drawn at random. It is always found and its place named; the untouched history never is.
 */
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canonical } from '../canonical.ts';
import { DAY } from '../day.ts';
import { ref } from '../ref.ts';
import { entrust, firstSeal, type SealedRow, sealAll, sealOf, type Witness } from '../seal/index.ts';
import { type House, openHouse } from '../testing/house.ts';
import { type Head, keyFrom, listHeads, makeHead, newKey, verifyWhole } from './index.ts';

const NIGHT = Date.UTC(2026, 10, 24, 16, 10);
const CHAINS = ['file:1', 'file:2', 'book:points', 'audit/2026-11-24'];

let house: House;
let owner: pg.Client;
beforeAll(async () => {
  house = await openHouse();
  await house.owner.query(
    `create table act (id text primary key, says text, by text, party text, district text); call guard('act', 'scoped', 'insert')`,
  );
  owner = new pg.Client({ connectionString: house.urls.owner, options: '-c search_path=xiushui,public' });
  await owner.connect();
});
afterAll(async () => {
  await owner?.end();
  await house?.close();
});

const acts: Witness = {
  kind: 'act',
  stood: async (tx, ids) => {
    const rows = await tx.query<{ id: string; says: string; by: string; party: string | null; district: string }>(
      'select * from act where id = any ($1)',
      [ids],
    );
    return new Map(rows.map(({ party, district, ...said }) => [said.id, { content: said, eyes: [{ party, district }] }]));
  },
  ids: 'select id from act',
};
const keys = { current: keyFrom(newKey('ed25519')), next: null };

async function act(chain: string, id: string): Promise<void> {
  const said = { id, says: `第 ${id} 步\t"引"\\n`, by: '顾执明' };
  await house.system.tx(async (tx) => {
    await tx.query('insert into act values ($1, $2, $3, $4, $5)', [id, said.says, said.by, '采石厂', '青山区']);
    await entrust(tx, { chain, about: ref('act', id), content: said, party: '采石厂', district: '青山区', at: NIGHT });
  });
}

/** Three nights of acts, and a last day without a head; the heads that left are kept here, outside. */
async function history(seed: number): Promise<Head[]> {
  await owner.query('truncate act, chain_row, chain_head, chain_purge, day_head, day_head_chain, day_head_export restart identity cascade');
  let state = seed;
  const draw = (n: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % n;
  };
  let id = 0;
  for (let night = 0; night < 4; night++) {
    for (let n = 4 + draw(6); n > 0; n--) await act(CHAINS[draw(CHAINS.length)] as string, String(id++));
    if (draw(2)) await sealAll(house.system, NIGHT);
    if (night < 3) await makeHead(house.system, NIGHT + night * DAY, () => keys);
  }
  await sealAll(house.system, NIGHT);
  return house.system.tx((tx) => listHeads(tx));
}

interface Target {
  id: number;
  chain: string;
  position: number;
  about_id: string;
  content: string;
}

/** Seals a chain anew by our own rule, its head with it, as whoever owns the tables can. */
async function reseal(chain: string): Promise<void> {
  const { rows } = await owner.query<SealedRow & { id: number }>(
    `select id, about_kind, about_id, party, district, (extract(epoch from at) * 1000000)::bigint as at_us, content from chain_row where chain = $1 order by position`,
    [chain],
  );
  await owner.query('update chain_row set position = -id where chain = $1', [chain]);
  let seal = firstSeal(chain);
  for (const [at, row] of rows.entries()) {
    seal = sealOf(seal, chain, at + 1, row);
    await owner.query('update chain_row set position = $2, seal = $3 where id = $1', [row.id, at + 1, seal]);
  }
  if (rows.length) await owner.query('update chain_head set position = $2, seal = $3 where chain = $1', [chain, rows.length, seal]);
  else await owner.query('delete from chain_head where chain = $1', [chain]);
}

const change = (table: string, column: string, value: string) => async (row: Target) => {
  await owner.query(`update ${table} set ${column} = ${value} where ${table === 'act' ? `id = '${row.about_id}'` : `id = ${row.id}`}`);
};
const alter = async (row: Target) => {
  await owner.query(`update act set says = '改过' where id = $1`, [row.about_id]);
  await owner.query('update chain_row set content = $2 where id = $1', [
    row.id,
    canonical({ ...(JSON.parse(row.content) as object), says: '改过' }),
  ]);
};
const TAMPERINGS: Record<string, (row: Target) => Promise<unknown>> = {
  ...Object.fromEntries(
    Object.entries({ says: `'改过'`, by: `'别人'`, party: `'热电厂'`, district: `'秀水区'` }).map(([column, value]) => [
      `act.${column}`,
      change('act', column, value),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries({
      about_kind: `'other'`,
      about_id: `'x'`,
      content: `replace(content, '第', '弟')`,
      party: 'null',
      district: `'秀水区'`,
      at: `at + interval '1 microsecond'`,
      position: '900 + id',
      seal: 'reverse(seal)',
      chain: `'file:9'`,
    }).map(([column, value]) => [`chain_row.${column}`, change('chain_row', column, value)]),
  ),
  'the thing deleted': (row) => owner.query('delete from act where id = $1', [row.about_id]),
  'the row deleted': (row) => owner.query('delete from chain_row where id = $1', [row.id]),
  'both deleted': (row) => owner.query(`delete from act where id = '${row.about_id}'; delete from chain_row where id = ${row.id}`),
  'a thing put in': (row) =>
    owner.query('insert into act select $1, says, by, party, district from act where id = $2', [`x${row.id}`, row.about_id]),
  'a row put in twice': async (row) => {
    await owner.query(
      'insert into chain_row (chain, about_kind, about_id, content, party, district, at) select chain, about_kind, about_id, content, party, district, at from chain_row where id = $1',
      [row.id],
    );
    await sealAll(house.system, NIGHT);
  },
  'the tail cut, head and things with it': async (row) => {
    await owner.query(
      `delete from act where id in (select about_id from chain_row where chain = '${row.chain}' and position >= ${row.position});
       delete from chain_row where chain = '${row.chain}' and position >= ${row.position}`,
    );
    await reseal(row.chain);
  },
  'altered and sealed anew from the beginning': async (row) => {
    await alter(row);
    await reseal(row.chain);
  },
  'the whole chain deleted with its things and its head': (row) =>
    owner.query(
      `delete from act where id in (select about_id from chain_row where chain = '${row.chain}'); delete from chain_row where chain = '${row.chain}';
       delete from chain_head where chain = '${row.chain}'`,
    ),
  'the tail deleted with its things, and the head of the chain lost': (row) =>
    owner.query(
      `delete from act where id in (select about_id from chain_row where chain = '${row.chain}' and position >= ${row.position});
       delete from chain_row where chain = '${row.chain}' and position >= ${row.position}; delete from chain_head where chain = '${row.chain}'`,
    ),
  'exchanged with another chain and both sealed anew': async (row) => {
    const other = CHAINS.find((one) => one !== row.chain) as string;
    await owner.query(
      `update chain_row set chain = case chain when '${row.chain}' then '${other} ' else '${row.chain} ' end where chain in ('${row.chain}', '${other}');
       update chain_row set chain = rtrim(chain) where chain like '% '`,
    );
    for (const chain of [row.chain, other]) await reseal(chain);
  },
  'a thing and its row put in before it, sealed anew': async (row) => {
    await owner.query(
      `update chain_row set position = position + 1000 where chain = '${row.chain}' and position >= ${row.position};
       insert into act select 'x${row.id}', says, by, party, district from act where id = '${row.about_id}';
       insert into chain_row (chain, about_kind, about_id, content, party, district, at, position, seal)
         select chain, about_kind, 'x${row.id}', replace(content, '"id":"${row.about_id}"', '"id":"x${row.id}"'), party, district, at, ${row.position}, ''
           from chain_row where id = ${row.id}`,
    );
    await reseal(row.chain);
  },
  'the last heads taken back with what they knew': async (row) => {
    await owner.query(
      `delete from act where id in (select about_id from chain_row where chain = '${row.chain}' and position >= ${row.position});
       delete from chain_row where chain = '${row.chain}' and position >= ${row.position};
       delete from day_head_chain where chain = '${row.chain}' and position >= ${row.position}; delete from day_head_export;
       delete from day_head_chain where day = (select max(day) from day_head); delete from day_head where day = (select max(day) from day_head)`,
    );
    await reseal(row.chain);
  },
  'called a removal by a proposal of its own': (row) =>
    owner.query(
      `insert into purge_proposal (kind, before, state, report, prepared_at, proposed_by, decided_by, ended_at)
         values ('audit', '9999-01-01', 'done', '[]', now(), 'a', 'b', '2000-01-01') on conflict do nothing;
       insert into chain_purge select d.chain, d.position, d.seal, (select max(id) from purge_proposal), now() from day_head_chain d
         where chain = '${row.chain}' and position >= ${row.position} order by position limit 1;
       delete from act where id in (select about_id from chain_row where chain = '${row.chain}' and position <= (select through from chain_purge where chain = '${row.chain}'));
       delete from chain_row where chain = '${row.chain}' and position <= (select through from chain_purge where chain = '${row.chain}')`,
    ),
  'deleted with its thing and sealed anew': async (row) => {
    await owner.query(`delete from act where id = '${row.about_id}'; delete from chain_row where id = ${row.id}`);
    await reseal(row.chain);
  },
};

test('F5, F9: one tampering drawn at random is found and its chain or thing named, in many histories; none is found where none was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.constantFrom(...Object.keys(TAMPERINGS)), fc.nat(), async (seed, kind, at) => {
      const heads = await history(seed);
      const verify = async () => (await verifyWhole(house.system, { witnesses: [acts], heads, trusted: keys.current.public.id })).flaws;
      expect(await verify()).toEqual([]);
      // What stands under a head: of what came after the last one, a change made together with its seals is beyond any head (README, F9).
      const { rows } = await owner.query<Target>(
        `select r.id, r.chain, r.position, r.about_id, r.content from chain_row r
          where r.position <= (select max(position) from day_head_chain d where d.chain = r.chain) order by r.id`,
      );
      const row = rows[at % rows.length] as Target;
      await (TAMPERINGS[kind] as (row: Target) => Promise<unknown>)(row);
      const flaws = await verify();
      const named = flaws.some(
        (flaw) => flaw.chain === row.chain || flaw.about === `act:${row.about_id}` || flaw.about === `act:x${row.id}`,
      );
      expect(
        named,
        `${kind} of ${row.chain} ${row.position}: ${JSON.stringify(flaws.map((flaw) => [flaw.code, flaw.chain, flaw.position, flaw.about]))}`,
      ).toBe(true);
    }),
    { numRuns: 140, seed: Number(process.env.SEED ?? 88_213) },
  );
}, 300_000);

test('no false alarm while acts are written, sealed and headed', async () => {
  await history(7);
  let isOver = false;
  const writing = (async () => {
    for (let n = 0; !isOver; n++) await act(CHAINS[n % CHAINS.length] as string, `w${n}`);
  })();
  const sealing = (async () => {
    for (let n = 0; !isOver; n++) {
      await sealAll(house.system, NIGHT);
      if (n % 5 === 0) await makeHead(house.system, NIGHT + (10 + n) * DAY, () => keys);
    }
  })();
  for (let n = 0; n < 25; n++) expect((await verifyWhole(house.system, { witnesses: [acts] })).flaws).toEqual([]);
  isOver = true;
  await Promise.all([writing, sealing]);
}, 120_000);
