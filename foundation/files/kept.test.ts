import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { DAY, HOUR } from '../day.ts';
import { ref } from '../ref.ts';
import { isRefusal } from '../refusal.ts';
import { listUnguarded } from '../store/guarded.ts';
import type { Scope } from '../store/store.ts';
import { type House, openHouse } from '../testing/house.ts';
import {
  attach,
  drop,
  examineBytes,
  type Files,
  findAttachment,
  folderPlace,
  keep,
  listAttached,
  openFiles,
  previewOf,
  type Received,
  receive,
  sweepOrphans,
  type Upload,
  uploadsOf,
  withdraw,
} from './index.ts';
import { photo } from './testing/samples.ts';

let house: House;
let home: string;
let files: Files;
const NOON = Date.UTC(2026, 8, 1, 4);
const FANG = { login: 'fang', name: '方' };
const FIRM: Scope = { districts: [], party: 'P1' };
const OTHER_FIRM: Scope = { districts: [], party: 'P2' };
const DISTRICT: Scope = { districts: ['青山区'] };

beforeAll(async () => {
  house = await openHouse();
  home = mkdtempSync(join(tmpdir(), 'xiushui-files-'));
  files = openFiles({ place: folderPlace(join(home, 'kept')), incoming: join(home, 'incoming') });
});
afterAll(async () => {
  await house?.close();
  rmSync(home, { recursive: true, force: true });
});

async function bring(content: string | Buffer, name = '说明.txt', at = NOON, of = files, by = FANG, party = 'P1', scope = FIRM) {
  const received = (await receive(of, Readable.from([Buffer.from(content as string)]), { name, kind: 'evidence' })) as Received;
  if (isRefusal(received)) throw new Error(received.says);
  const kept = await house.app.as(scope, (tx) => keep(tx, of, received, { by, party, district: '青山区', at }));
  await drop(received);
  return kept;
}
const mustBring = async (...of: Parameters<typeof bring>) => (await bring(...of)) as Upload;
const rowsOf = async (hash: string) =>
  (await house.owner.query<{ n: number }>('select count(*)::int as n from stored_file where hash = $1', [hash])).rows[0]?.n;
const onDisk = (root = join(home, 'kept')): string[] =>
  (existsSync(root) ? readdirSync(root, { recursive: true, withFileTypes: true }) : [])
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('what is kept (F14)', () => {
  it('is stored once, however often and under whatever name it comes', async () => {
    const first = await mustBring('设备故障，已停产检修。', '说明.txt');
    const again = await mustBring('设备故障，已停产检修。', '说明.txt', NOON + HOUR);
    const other = await mustBring('设备故障，已停产检修。', '原因.txt', NOON, files, { login: 'li', name: '李' });
    expect([first.hash, again.id, other.hash]).toEqual([other.hash, first.id, first.hash]);
    expect(other.id).not.toBe(first.id);
    expect(onDisk().filter((path) => path.endsWith(first.hash))).toHaveLength(1);
    expect(await rowsOf(first.hash)).toBe(1);
    expect(readdirSync(join(home, 'incoming'))).toEqual([]);
  });

  it('stands in a folder that only we may read', async () => {
    const { hash } = await mustBring('只有本系统可读');
    const path = onDisk().find((p) => p.endsWith(hash)) as string;
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(path).toContain(join(hash.slice(0, 2), hash.slice(2, 4), hash));
  });

  it('has the hashes that other tools compute', async () => {
    // SM3 of "abc": GB/T 32905-2016, appendix A.1. SHA-256 of "abc": FIPS 180-4 examples.
    const { hash } = await mustBring('abc');
    expect(hash).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
    const { rows } = await house.owner.query('select sha256 from stored_file where hash = $1', [hash]);
    expect(rows[0]).toEqual({ sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' });
  });

  it('brought by twenty at once is one content and twenty uploads', async () => {
    const kept = await Promise.all(
      Array.from({ length: 20 }, (_, i) => mustBring('同一份通知', '通知.txt', NOON, files, { login: `p${i}`, name: `${i}` })),
    );
    expect(new Set(kept.map(({ id }) => id)).size).toBe(20);
    expect(await rowsOf(kept[0]?.hash ?? '')).toBe(1);
  });

  it('is no more in one day than a party may bring; the next day it may again', async () => {
    const tight = openFiles({ ...files, dailyMost: 100 });
    const of = (content: string, at: number) =>
      bring(content, 'q.txt', at, tight, { login: 'qian', name: '钱' }, 'P9', { districts: [], party: 'P9' });
    expect(isRefusal(await of('a'.repeat(60), NOON))).toBe(false);
    expect(await of('b'.repeat(60), NOON)).toMatchObject({ code: 'files.overQuota', status: 429 });
    expect(isRefusal(await of('b'.repeat(60), NOON + DAY))).toBe(false);
  });
});

/**
 * The moments in which a machine may die: half received; received and flushed; its folder made; renamed; flushed; the row written and not committed.
 */
describe('a process killed at any moment between the first byte and the commit (F14)', () => {
  const child = fileURLToPath(new URL('./testing/keep-and-die.ts', import.meta.url));
  it.each(['halfReceived', 'received', 'folderMade', 'renamed', 'flushed', 'rowWritten', 'committed'])('%s', async (moment) => {
    const of = {
      url: house.urls.system,
      root: join(home, 'dying'),
      incoming: join(home, 'dying-incoming'),
      content: `killed at ${moment}`,
      moment,
    };
    const died = spawnSync(process.execPath, ['--import', 'tsx', child, JSON.stringify(of)], { encoding: 'utf8' });
    expect(died.signal, died.stderr).toBe('SIGKILL');
    const dying = openFiles({ place: folderPlace(of.root), incoming: of.incoming });
    // A row points at bytes, always.
    const hash = createHash('sm3').update(of.content).digest('hex');
    if (await rowsOf(hash)) expect((await dying.place.find(hash))?.size).toBe(of.content.length);
    expect(await rowsOf(hash)).toBe(moment === 'committed' ? 1 : 0);
    // Bytes without a row are left alone while they are young, and gone after a day; the same content handed in again is then whole.
    await sweepOrphans(house.system, dying, Date.now());
    const left = onDisk(of.root).length + readdirSync(of.incoming).length;
    expect(left).toBeGreaterThan(0);
    await sweepOrphans(house.system, dying, Date.now() + DAY + HOUR);
    expect(readdirSync(of.incoming)).toEqual([]);
    expect(onDisk(of.root).length).toBe(moment === 'committed' ? 1 : 0);
    const again = await mustBring(of.content, '说明.txt', NOON, dying);
    expect((await dying.place.find(again.hash))?.size).toBe(of.content.length);
    expect((await examineBytes(house.system, dying)).flaws.filter((flaw) => flaw.hash === again.hash)).toEqual([]);
    for (const path of onDisk(of.root)) rmSync(path);
  });
});

test('in any order of bringing, sweeping and time passing, no row is without its bytes', async () => {
  const root = join(home, 'any-order');
  const any = openFiles({ place: folderPlace(root), incoming: join(home, 'any-incoming') });
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          fc.record({ do: fc.constant('bring' as const), what: fc.integer({ min: 0, max: 4 }) }),
          fc.record({ do: fc.constant('orphan' as const), what: fc.integer({ min: 0, max: 4 }) }),
          fc.record({ do: fc.constant('sweep' as const), what: fc.constant(0) }),
        ),
        { maxLength: 12 },
      ),
      fc.nat(1_000_000),
      async (steps, salt) => {
        const brought = new Set<string>();
        await Promise.all(
          steps.map(async (step) => {
            const content = `content ${salt} ${step.what}`;
            if (step.do === 'bring') brought.add((await mustBring(content, 'x.txt', NOON, any)).hash);
            if (step.do === 'orphan') {
              // What a kill would have left long ago: bytes in their place and no row.
              const received = (await receive(any, Readable.from([Buffer.from(content)]), { name: 'x.txt', kind: 'evidence' })) as Received;
              if (!(await any.place.find(received.hash))) {
                await any.place.put(received.hash, received);
                const path = join(root, received.hash.slice(0, 2), received.hash.slice(2, 4), received.hash);
                try {
                  utimesSync(path, new Date(0), new Date(0));
                } catch {
                  // Another sweep was there first.
                }
              }
              await drop(received);
            }
            if (step.do === 'sweep') await sweepOrphans(house.system, any, Date.now());
          }),
        );
        for (const hash of brought) expect(await any.place.find(hash), hash).toBeDefined();
      },
    ),
    { numRuns: 12 },
  );
});

test('bytes altered or gone are named by the examination, and the next to bring them heals them', async () => {
  const kept = await mustBring('将被改动的材料');
  const path = onDisk().find((p) => p.endsWith(kept.hash)) as string;
  writeFileSync(path, '将被改动的材枓');
  expect((await examineBytes(house.system, files)).flaws).toContainEqual(expect.objectContaining({ hash: kept.hash, code: 'altered' }));
  rmSync(path);
  expect((await examineBytes(house.system, files)).flaws).toContainEqual(expect.objectContaining({ hash: kept.hash, code: 'missing' }));
  await mustBring('将被改动的材料');
  expect((await examineBytes(house.system, files)).flaws.filter(({ hash }) => hash === kept.hash)).toEqual([]);
});

describe('an attachment', () => {
  const FILE = ref('file', '7');
  const of = (file: Upload, role = '2.evidence') => ({
    file,
    to: FILE,
    role,
    says: '说明附件',
    by: FANG,
    party: 'P1',
    district: '青山区',
    at: NOON,
  });

  it('is made only of what one has brought oneself: knowing a hash or a number is not having the thing', async () => {
    const mine = await mustBring('我的材料');
    const listed = async (scope: Scope, ids: string[], by = FANG) => house.app.as(scope, (tx) => uploadsOf(tx, ids, by));
    expect(await listed(FIRM, [mine.id])).toMatchObject([{ hash: mine.hash, name: '说明.txt' }]);
    expect(await listed(FIRM, [mine.id], { login: 'li', name: '李' })).toMatchObject({ code: 'files.notYours' });
    expect(await listed(OTHER_FIRM, [mine.id])).toMatchObject({ code: 'files.notYours' });
    expect(await listed(FIRM, [mine.hash])).toMatchObject({ code: 'files.notYours' });
    expect(await listed(FIRM, ['1; drop table upload'])).toMatchObject({ code: 'files.notYours' });
  });

  it('in the same place is one, and is seen by those whose scope it is in', async () => {
    const kept = await mustBring('附在办件上');
    const first = await house.app.as(FIRM, (tx) => attach(tx, of(kept)));
    expect(await house.app.as(FIRM, (tx) => attach(tx, of(kept)))).toBe(first);
    expect(await house.app.as(DISTRICT, (tx) => listAttached(tx, FILE))).toMatchObject([
      { id: first, name: '说明.txt', by: '方', withdrawn: null, to: FILE },
    ]);
    expect(await house.app.as(OTHER_FIRM, (tx) => listAttached(tx, FILE))).toEqual([]);
    expect(await house.app.as(OTHER_FIRM, (tx) => findAttachment(tx, String(first)))).toBeUndefined();
  });

  it('withdrawn is still there, with who, when and why; only who attached it may', async () => {
    const kept = await mustBring('传错了的材料');
    const id = String(await house.app.as(FIRM, (tx) => attach(tx, of(kept, '3.evidence'))));
    const take = (by: typeof FANG, reason: string) => house.app.as(FIRM, (tx) => withdraw(tx, id, reason, by, NOON + HOUR));
    expect(await take({ login: 'li', name: '李' }, '传错')).toMatchObject({ code: 'files.notYours' });
    expect(await take(FANG, ' ')).toMatchObject({ code: 'files.needsReason' });
    expect(await take(FANG, '传错了')).toMatchObject({ withdrawn: { at: NOON + HOUR, by: '方', reason: '传错了' } });
    expect(await take(FANG, '传错了')).toMatchObject({ code: 'files.alreadyWithdrawn' });
    const listed = await house.app.as(DISTRICT, (tx) => listAttached(tx, FILE));
    expect(Array.isArray(listed) && listed.find((a) => a.id === id)?.withdrawn).toEqual({ at: NOON + HOUR, by: '方', reason: '传错了' });
    expect(await files.place.find(kept.hash)).toBeDefined();
    expect(await house.app.as(FIRM, (tx) => withdraw(tx, '999999', 'x', FANG, NOON))).toMatchObject({ code: 'files.noSuchAttachment' });
  });
});

test('a preview is small, upright and carries nothing of what the photograph says; the original keeps it', async () => {
  const original = await photo();
  const kept = await mustBring(original, '现场.jpg');
  const preview = await previewOf(files, kept.hash, 320);
  const { format, width, exif } = await sharp(preview).metadata();
  expect([format, width, exif]).toEqual(['webp', 64, undefined]);
  expect((await previewOf(files, kept.hash, 320)).equals(preview)).toBe(true);
  expect(kept.claimed).toMatchObject({ lat: 30.5, takenAt: '2026-09-01 09:12:33' });
  const path = onDisk().find((p) => p.endsWith(kept.hash)) as string;
  expect((await sharp(path).metadata()).exif).toBeDefined();
  // The sweep leaves the preview of a kept original.
  await sweepOrphans(house.system, files, Date.now() + 2 * DAY);
  expect(await files.place.find(`${kept.hash}.320.webp`)).toBeDefined();
});

test('every table of files is guarded', async () => {
  expect(await listUnguarded(house.owner, [])).toEqual([]);
});
