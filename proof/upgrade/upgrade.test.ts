/** The data of every release so far, brought to this version: nothing lost, nothing counted otherwise, and work goes on. */
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listFigures } from '../../apps/cli/commands/figures.ts';
import { type Taken, takeBackup, VERIFYING } from '../../apps/server/backup.ts';
import { openHouse, ROOMS } from '../../apps/server/house.ts';
import { prepare } from '../../apps/server/prepare.ts';
import type { Runtime } from '../../apps/server/runtime.ts';
import { openWeb, type Web } from '../../apps/server/web/web-role.ts';
import type { Role } from '../../foundation/access/index.ts';
import { type Manifest, manifestOf, restoreBackup, verifyBackup } from '../../foundation/backup/index.ts';
import { defaultConfig } from '../../foundation/config/index.ts';
import { openHome } from '../../foundation/store/home.ts';
import { listMigrations, planMigrations } from '../../foundation/store/migrate.ts';
import { openSystemStore, type Store } from '../../foundation/store/store.ts';
import { readFrames } from '../../gateways/hj212/index.ts';
import { freshDatabase, type TestDatabase } from '../../tools/test-cluster.ts';

const FIXTURES = fileURLToPath(new URL('.', import.meta.url));
const RELEASES = readdirSync(FIXTURES).filter((name) => existsSync(join(FIXTURES, name, 'house.tar.br')));

interface Figure {
  id: string;
  value: number;
  unit: string;
  basis: string;
  records: { ref: string }[];
}

it('there is a house of the first release', () => {
  expect(RELEASES).toContain('0.1.0');
});

describe.each(RELEASES)('the house of %s', (release) => {
  const dir = mkdtempSync(join(tmpdir(), 'xiushui-upgrade-'));
  const backup = join(dir, 'house.tar');
  let manifest: Manifest;
  let db: TestDatabase;
  let taken: Taken;
  let store: Store;
  let web: Web;
  let runtime: Runtime;
  let password: string;

  beforeAll(async () => {
    chmodSync(dir, 0o711);
    writeFileSync(backup, brotliDecompressSync(readFileSync(join(FIXTURES, release, 'house.tar.br'))));
    manifest = (await manifestOf(backup)) as Manifest;
    db = await freshDatabase();
    const home = openHome(join(dir, 'home'), dir);
    taken = await takeBackup({
      backup,
      home,
      config: defaultConfig(),
      by: '升级演练',
      now: Date.now,
      store: { owner: db.urls.owner, system: db.urls.system },
    });
    runtime = {
      home: home.dir,
      frames: home.frames,
      consoleDir: '',
      urls: { owner: db.urls.owner, app: db.urls.app, system: db.urls.system },
      web: { host: '127.0.0.1', port: 0 },
      config: defaultConfig(),
      hj212: { host: '127.0.0.1', port: 0 },
      demo: true,
      log: 'json',
    };
    store = openSystemStore(db.urls.system, 'test', 2);
  });
  afterAll(async () => {
    await web?.close();
    await store?.close();
    await db?.drop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('ran migrations whose text has not changed since', () => {
    const ours = new Map(listMigrations(ROOMS).map(({ id, digest }) => [id, digest]));
    expect(manifest.migrations.map(({ id }) => ({ id, digest: ours.get(id) }))).toEqual(manifest.migrations);
    expect(manifest.product.version).toBe(release);
  });

  it('is whole, and came back row for row before it was brought to this version', () => {
    expect(taken.verified.damage).toEqual([]);
    expect(taken.rows).toBe(manifest.tables.reduce((sum, table) => sum + table.rows, 0));
    expect(taken.upgraded.length).toBe(listMigrations(ROOMS).length - manifest.migrations.length);
  });

  it('has every chain as it was sealed, and one more row that tells of the restore', () => {
    expect(taken.audit.flaws).toEqual([]);
    const sealed = manifest.tables.find((table) => table.name === 'chain_row')?.rows ?? 0;
    expect(taken.audit.rows).toBe(sealed + 1);
  });

  it('has the figures it had, down to the records', async () => {
    const before = JSON.parse(readFileSync(join(FIXTURES, release, 'figures.json'), 'utf8')) as Figure[];
    const after = await store.tx((tx) => listFigures(tx, openHouse(), 2026, Date.now()));
    const told = (figures: Figure[]) =>
      figures.map(({ id, value, unit, basis, records }) => ({ id, value, unit, basis, refs: records.map(({ ref }) => ref).sort() }));
    expect(told(after as unknown as Figure[]).filter(({ id }) => before.some((one) => one.id === id))).toEqual(told(before));
    expect(before.some(({ value }) => value > 0)).toBe(true);
  });

  it('has every frame in its log', async () => {
    let records = 0;
    for (let next: number | null = null; ; ) {
      const read: Awaited<ReturnType<typeof readFrames>> = await readFrames(runtime.frames, next);
      records += read.records.length;
      if (!read.records.length) break;
      next = read.next;
    }
    expect(records).toBe(manifest.parts.reduce((sum, part) => sum + (part.kind === 'log' ? (part.rows ?? 0) : 0), 0));
    expect(records).toBeGreaterThan(1_000);
  });

  it('has nothing left to run, and starts: every page answers those it is for', async () => {
    expect((await planMigrations(db.urls.owner, ROOMS)).due).toEqual([]);
    password = (await prepare(runtime)).accounts[0]?.password ?? '';
    web = await openWeb(runtime);
    const people = openHouse().city.people;
    const wrong: string[] = [];
    for (const role of [...new Set(people.map((person) => person.role))] as Role[]) {
      const { cookie } = await signIn(people.find((person) => person.role === role)?.login ?? '');
      for (const { method, url, roles } of web.routes) {
        if (method !== 'GET' || !roles.includes(role) || /:|live|export/.test(url)) continue;
        const answer = await web.app.inject({ method: 'GET', url, headers: { cookie } });
        if (answer.statusCode >= 500) wrong.push(`${url} as ${role}: ${answer.statusCode} ${answer.body.slice(0, 200)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('opens every file it had, and acts on them go on', async () => {
    const officer = await signIn('officer.team');
    const ask = (url: string, who: { cookie: string }) => web.app.inject({ method: 'GET', url, headers: { cookie: who.cookie } });
    const listed = (await ask('/api/files?status=all', officer)).json<{ items: { id: string; number: string; status: string }[] }>().items;
    expect(listed.length).toBeGreaterThan(0);
    for (const { id } of listed) expect((await ask(`/api/files/${id}`, officer)).statusCode).toBe(200);
    expect(listed.some(({ status }) => status === 'closed')).toBe(true);

    const firm = await signIn('firm.yunhe');
    const send = (who: { cookie: string; csrf: string }, url: string, payload: object) =>
      web.app.inject({ method: 'POST', url, payload, headers: { cookie: who.cookie, 'x-csrf-token': who.csrf } });
    const claim = await send(firm, '/api/files', { procedure: 'study-claim', says: { exam: 'data-truth-2026', score: 90 } });
    expect(claim.statusCode, claim.body).toBe(200);
    // Numbers go on where the first release left them.
    expect(claim.json<{ number: string }>().number).toMatch(/〔2026〕2号$/);
    const confirmed = await send(officer, `/api/files/${claim.json<{ id: string }>().id}/acts`, { step: 'confirmed', says: {} });
    expect(confirmed.statusCode, confirmed.body).toBe(200);
  });

  it('refused by a version that does not know it, by name, before anything is touched', async () => {
    const empty = await freshDatabase();
    const home = openHome(join(dir, 'older'), dir);
    const older = ROOMS.map((room) => (room.name === 'foundation' ? { ...room, migrations: join(dir, 'none') } : room));
    await expect(
      restoreBackup({
        backup,
        home,
        rooms: older,
        now: Date.now,
        openStore: async () => ({ owner: empty.urls.owner, close: async () => {} }),
        settle: async () => {},
      }),
    ).rejects.toMatchObject({ code: 'backupIsNewer', saysEn: expect.stringContaining('foundation/001-scope') });
    await empty.drop();
  });

  it('verifies with all its seals', async () => {
    const verified = await verifyBackup(backup, VERIFYING);
    expect(verified.damage).toEqual([]);
    expect(verified.seals?.rows).toBe(manifest.tables.find((table) => table.name === 'chain_row')?.rows);
  });

  async function signIn(login: string): Promise<{ cookie: string; csrf: string }> {
    const answer = await web.app.inject({ method: 'POST', url: '/api/session', payload: { login, password } });
    expect(answer.statusCode, `${login} ${answer.body}`).toBe(200);
    return { cookie: String(answer.headers['set-cookie']).split(';')[0] as string, csrf: answer.json<{ csrf: string }>().csrf };
  }
});
