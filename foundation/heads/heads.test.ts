import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { canonical } from '../canonical.ts';
import { DAY, HOUR, MINUTE } from '../day.ts';
import { ref } from '../ref.ts';
import { entrust, firstSeal, type SealedRow, sealAll, sealOf, type Witness } from '../seal/index.ts';
import { type House, openHouse } from '../testing/house.ts';
import {
  exportHeads,
  findLastVerification,
  keepVerification,
  listHeads,
  makeHead,
  noticeLateHead,
  openKeyRing,
  type Place,
  prepareNextKey,
  readHeadFolder,
  readHeads,
  verifyWhole,
} from './index.ts';

/** 2026-11-25 00:10 in the city. */
const NIGHT = Date.UTC(2026, 10, 24, 16, 10);

let house: House;
let home: string;
let servers: Server[] = [];
beforeAll(async () => {
  house = await openHouse();
  await house.owner.query(`create table act (id text primary key, says text); call guard('act', 'shared', 'insert')`);
});
afterAll(() => house?.close());
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'xiushui-heads-'));
  await house.owner.query(
    'truncate chain_row, chain_head, act, day_head, day_head_chain, day_head_export, verification, audit_event, appeared, job_mark restart identity cascade',
  );
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
  for (const server of servers) server.close();
  servers = [];
});

const acts: Witness = {
  kind: 'act',
  stood: async (tx, ids) => {
    const rows = await tx.query<{ id: string; says: string }>('select id, says from act where id = any ($1)', [ids]);
    return new Map(rows.map((row) => [row.id, { content: row, eyes: [{ party: null, district: '青山区' }] }]));
  },
  ids: 'select id from act',
};
async function act(chain: string, id: string): Promise<void> {
  const content = { id, says: `第 ${id} 步` };
  await house.system.tx(async (tx) => {
    await tx.query('insert into act values ($1, $2)', [id, content.says]);
    await entrust(tx, { chain, about: ref('act', id), content, party: null, district: '青山区', at: NIGHT });
  });
}
const file = () => join(home, 'keys', 'seal.pem');
const places = (): Place[] => [{ kind: 'folder', path: join(home, 'heads'), isOurs: true }];
const head = async (night: number, algorithm: 'ed25519' | 'sm2' = 'ed25519') => {
  const day = await makeHead(house.system, night, (last) => {
    const ring = openKeyRing(file(), algorithm, last);
    if (!ring) throw new Error('the key is gone');
    return ring;
  });
  await exportHeads(house.system, places(), night);
  return day;
};
/** Three nights, the last without anything new in file:8. */
async function threeNights(algorithm: 'ed25519' | 'sm2' = 'ed25519') {
  for (const n of [1, 2, 3]) await act('file:7', `七${n}`);
  await act('file:8', '八1');
  await head(NIGHT, algorithm);
  for (const n of [4, 5]) await act('file:7', `七${n}`);
  await act('file:8', '八2');
  await head(NIGHT + DAY, algorithm);
  await act('file:7', '七6');
  await head(NIGHT + 2 * DAY, algorithm);
}
const outside = () => readHeadFolder(join(home, 'heads'));
const flaws = async (heads = outside(), trusted?: string) =>
  (await verifyWhole(house.system, { witnesses: [acts], heads, trusted })).flaws.map((flaw) =>
    [flaw.code, flaw.chain, flaw.position, flaw.through, flaw.about]
      .filter((part) => part !== undefined && part !== null && part !== '')
      .join(' '),
  );

/** What the owner of the tables can do: seal a chain again from some row, by our own rule, with its head in `chain_head`. */
async function reseal(chain: string, from: number): Promise<void> {
  const { rows } = await house.owner.query<SealedRow & { id: number; position: number; seal: string }>(
    `select id, position, seal, about_kind, about_id, party, district, (extract(epoch from at) * 1000000)::bigint as at_us, content
       from chain_row where chain = $1 and position is not null order by position`,
    [chain],
  );
  let seal = firstSeal(chain);
  for (const [at, row] of rows.entries()) {
    if (row.position >= from) {
      seal = sealOf(seal, chain, at + 1, row);
      await house.owner.query('update chain_row set position = $2, seal = $3 where id = $1', [row.id, at + 1, seal]);
    } else seal = row.seal;
  }
  await house.owner.query('update chain_head set position = $2, seal = $3 where chain = $1', [chain, rows.length, seal]);
}

test.each(['ed25519', 'sm2'] as const)(
  'F9: a head a day, signed with %s, each naming the chains that moved and the head before',
  async (algorithm) => {
    await threeNights(algorithm);
    expect(await head(NIGHT + 2 * DAY + HOUR)).toBeNull();
    const { statements, flaws: found } = readHeads(outside());
    expect(found).toEqual([]);
    expect(
      statements.map(({ day, moved, chains, rows }) => [day, moved.map(([chain, position]) => `${chain} ${position}`), chains, rows]),
    ).toEqual([
      ['2026-11-24', ['file:7 3', 'file:8 1'], 2, 4],
      ['2026-11-25', ['file:7 5', 'file:8 2'], 2, 7],
      ['2026-11-26', ['file:7 6'], 2, 8],
    ]);
    expect(await flaws()).toEqual([]);
    expect(await flaws(outside(), statements[0]?.key.id)).toEqual([]);
  },
);

test('F9: a chain sealed anew from its beginning, its thing changed with it, is named by the heads outside', async () => {
  await threeNights();
  const content = canonical({ id: '七2', says: '改过' });
  await house.owner.query(`update act set says = '改过' where id = '七2'`);
  await house.owner.query(`update chain_row set content = $1 where about_id = '七2'`, [content]);
  await reseal('file:7', 1);
  // Nothing within the chain and its thing tells: this is what the heads are for.
  const [first] = await flaws();
  expect(first).toBe('chainSealedAnew file:7 1 3 dayHead:2026-11-24');
  expect(await flaws()).toHaveLength(1);
});

test('F9: a suffix sealed anew is named between the last head that agrees and the first that does not', async () => {
  await threeNights();
  await house.owner.query(`update act set says = '改过' where id = '七4'`);
  await house.owner.query(`update chain_row set content = $1 where about_id = '七4'`, [canonical({ id: '七4', says: '改过' })]);
  await reseal('file:7', 4);
  expect(await flaws()).toEqual(['chainSealedAnew file:7 4 5 dayHead:2026-11-25']);
});

test('F9: a tail cut with its things, its head moved to match and the copies of the heads removed, is a database put back', async () => {
  await threeNights();
  await house.owner.query(
    `delete from act where id = '七6'; delete from chain_row where about_id = '七6'; update chain_head set position = 5, seal = (select seal from chain_row where about_id = '七5') where chain = 'file:7';
     delete from day_head_export where day = '2026-11-26'; delete from day_head_chain where day = '2026-11-26'; delete from day_head where day = '2026-11-26'`,
  );
  expect(await flaws()).toEqual(['chainRolledBack * dayHead:2026-11-26', 'chainRolledBack file:7 6 6 dayHead:2026-11-26']);
});

test('F9: a head changed, left out, or signed by another is named', async () => {
  await threeNights();
  const heads = outside();
  const [first, second, third] = heads as [(typeof heads)[0], (typeof heads)[0], (typeof heads)[0]];
  expect(await flaws([first, { ...second, text: second.text.replace('"rows":7', '"rows":8') }, third])).toContain(
    'headBroken * dayHead:2026-11-25',
  );
  expect(await flaws([first, third])).toContain('headMissing * dayHead:2026-11-26');
  expect(await flaws([second, third])).toContain('headMissing * dayHead:2026-11-25');
  await house.owner.query(`update day_head set statement = replace(statement, '"rows":7', '"rows":8') where day = '2026-11-25'`);
  expect(await flaws()).toContain('headBroken * dayHead:2026-11-25');
  // A series forged whole, with a key of the forger's own, agrees with itself and not with the key we know.
  const known = openKeyRing(file(), 'ed25519', null)?.current.public.id;
  rmSync(join(home, 'keys'), { recursive: true });
  rmSync(join(home, 'heads'), { recursive: true });
  await house.owner.query('truncate day_head, day_head_chain, day_head_export cascade');
  await head(NIGHT);
  expect(await flaws()).toEqual([]);
  expect(await flaws(outside(), known)).toEqual(['headForged * dayHead:2026-11-24']);
});

test('F9: a key follows another when a head signed by the old one has announced it, and not otherwise', async () => {
  await act('file:7', '七1');
  await head(NIGHT);
  const next = prepareNextKey(file(), 'sm2');
  await act('file:7', '七2');
  await head(NIGHT + DAY, 'sm2');
  await act('file:7', '七3');
  await head(NIGHT + 2 * DAY, 'sm2');
  const { statements, flaws: found } = readHeads(outside());
  expect(found).toEqual([]);
  expect(statements.map(({ key }) => key.algorithm)).toEqual(['ed25519', 'ed25519', 'sm2']);
  expect(statements[1]?.next).toEqual(next.public);
  expect(readdirSync(join(home, 'heads')).filter((name) => name.endsWith('.pem'))).toHaveLength(2);
  // The key lost and another put in its place: the heads say so.
  rmSync(file());
  await expect(head(NIGHT + 3 * DAY, 'sm2')).rejects.toThrow('the key is gone');
  openKeyRing(file(), 'sm2', null);
  await head(NIGHT + 3 * DAY, 'sm2');
  expect(await flaws()).toEqual(['headForged * dayHead:2026-11-27']);
});

test('F9: a head is sent until it has arrived, to a folder that is there and to an address that takes it', async () => {
  await act('file:7', '七1');
  await head(NIGHT);
  const share = join(home, 'share');
  let answers = 503;
  const met: string[] = [];
  const server = createServer((request, response) => {
    met.push(String(request.headers['idempotency-key']));
    request.resume();
    response.writeHead(answers).end();
  });
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const away: Place[] = [
    { kind: 'folder', path: share },
    { kind: 'url', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/heads` },
  ];
  expect(await exportHeads(house.system, away, NIGHT)).toBe(0);
  expect(await exportHeads(house.system, away, NIGHT + 1_000)).toBe(0);
  expect(met).toEqual(['day-head-2026-11-24']);
  // Noon of the 25th: yesterday's head is not out everywhere. Said once.
  expect(await noticeLateHead(house.system, away, NIGHT + 11 * HOUR)).toEqual([]);
  const late = await noticeLateHead(house.system, away, NIGHT + 12 * HOUR);
  expect(late.map((line) => line.includes('the folder is not there') || line.includes('answered 503'))).toEqual([true, true]);
  await noticeLateHead(house.system, away, NIGHT + 13 * HOUR);
  expect((await house.owner.query(`select kind from appeared`)).rows).toEqual([{ kind: 'seal.headLate' }]);
  mkdirSync(share);
  answers = 201;
  expect(await exportHeads(house.system, away, NIGHT + 2 * MINUTE)).toBe(2);
  expect(readdirSync(share).sort()).toEqual(['2026-11-24.json', '2026-11-24.sig', expect.stringMatching(/^key-[0-9a-f]{16}\.pem$/)]);
  expect(await noticeLateHead(house.system, away, NIGHT + 14 * HOUR)).toEqual([]);
  expect(await exportHeads(house.system, away, NIGHT + DAY)).toBe(0);
});

test('F9: another head of the same day is never written over', async () => {
  await act('file:7', '七1');
  const path = join(home, 'heads');
  mkdirSync(path);
  writeFileSync(join(path, '2026-11-24.json'), '{}');
  await head(NIGHT);
  expect(readFileSync(join(path, '2026-11-24.json'), 'utf8')).toBe('{}');
  expect((await house.owner.query('select error from day_head_export')).rows[0]?.error).toContain('another text is already there');
  expect((await house.system.tx((tx) => listHeads(tx)))[0]?.text).toContain('"day":"2026-11-24"');
});

test('a mailbox is reached through the outbox, once', async () => {
  await act('file:7', '七1');
  await head(NIGHT);
  await exportHeads(house.system, [{ kind: 'mail', address: 'audit@example.test' }], NIGHT);
  await exportHeads(house.system, [{ kind: 'mail', address: 'audit@example.test' }], NIGHT + DAY);
  expect((await house.owner.query(`select key, channel from outbox`)).rows).toEqual([
    { key: 'day-head 2026-11-24 audit@example.test', channel: 'mail' },
  ]);
  await house.owner.query('truncate outbox');
});

test('since a day, only what came after the head before it is walked, and a flaw after it is still named', async () => {
  await threeNights();
  const walked = async () => {
    const { rows, flaws: found } = await verifyWhole(house.system, { witnesses: [acts], heads: outside(), since: '2026-11-25' });
    return [rows, found.map((flaw) => `${flaw.code} ${flaw.chain} ${flaw.position}`)];
  };
  expect(await walked()).toEqual([4, []]);
  await house.owner.query(`update act set says = 'x' where id = '七5'`);
  expect(await walked()).toEqual([4, ['contentDiffers file:7 5']]);
});

test('what a verification found is kept, put on record, and announced when it is a flaw', async () => {
  await threeNights();
  const keep = async () =>
    keepVerification(
      house.system,
      await verifyWhole(house.system, { witnesses: [acts] }),
      { login: 'system', name: '系统' },
      NIGHT,
      NIGHT + 500,
    );
  await keep();
  expect((await house.owner.query('select kind from appeared')).rows).toEqual([]);
  await house.owner.query(`update act set says = 'x' where id = '七2'`);
  await keep();
  const last = await house.system.tx(findLastVerification);
  expect(last).toMatchObject({
    by: 'system',
    endedAt: NIGHT + 500,
    flaws: 1,
    listed: [{ code: 'contentDiffers', about: 'act:七2', differs: [{ field: 'says', sealed: '第 七2 步', now: 'x' }] }],
  });
  expect((await house.owner.query('select kind from appeared')).rows).toEqual([{ kind: 'seal.flawFound' }]);
  await sealAll(house.system, NIGHT);
});
