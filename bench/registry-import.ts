/**
 * How long it takes to import a register of outfalls (150 000 unless told: `tsx bench/registry-import.ts 20000`), made up here: read and matched against
 * what stands, entered, handed in again (everything stands already), and undone. Beside it, in the same run and on the same disk, a bare COPY of the same
 * rows. Prints JSON. Compare ratios, not absolute figures: machines are shared.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { from } from 'pg-copy-streams';
import {
  type Batch,
  checkRows,
  countToEnter,
  enterChunk,
  findBatch,
  findHeadingRow,
  headingsOf,
  noteBatch,
  openBatch,
  type RowRead,
  register,
  room,
  silentFields,
  startLooking,
  undoChunk,
} from '../engines/registry/index.ts';
import { isRefusal } from '../foundation/refusal.ts';
import { migrate } from '../foundation/store/migrate.ts';
import { openScopedStore } from '../foundation/store/store.ts';
import { startTestCluster } from '../foundation/store/throwaway.ts';
import { Notes, openSheets } from '../gateways/files/index.ts';

const ROWS = Number(process.argv[2] ?? 150_000);
const UNDO = process.argv.includes('--undo');
const CHUNK = 1_000;
const DISTRICT = '330411000000';
const AT = Date.UTC(2026, 10, 1);
const outfalls = register({
  id: 'outfall',
  name: '入河排污口',
  nameEn: 'Outfalls',
  fields: {
    kind: {
      name: '类型',
      nameEn: 'Kind',
      type: 'choice',
      choices: { works: '城镇污水处理厂', industry: '工业企业', rain: '雨洪' },
      required: true,
      column: true,
    },
    river: { name: '受纳水体', nameEn: 'River', type: 'text', search: true, column: true },
    flow: { name: '流量', nameEn: 'Flow', type: 'number', unit: 'm³/d', sort: true },
    surveyedOn: { name: '排查日期', nameEn: 'Surveyed on', type: 'day' },
    sign: { name: '标牌号', nameEn: 'Sign', type: 'text', unique: true },
    note: { name: '备注', nameEn: 'Note', type: 'longText' },
  },
  position: true,
  sameThing: { metres: 15, fields: ['kind'] },
});

/** The same every time: a generator of our own, since a run must be comparable with the last. */
function random(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
const RIVERS = ['长水塘', '海盐塘', '平湖塘', '苏州塘', '杭州塘', '新塍塘', '三店塘', '嘉善塘'];
/** One in a hundred says again, some metres off, what stood a few rows before. */
function sheet(): { text: string; doubles: number } {
  const next = random(7);
  const kinds = ['城镇污水处理厂', '工业企业', '雨洪'];
  const lines = ['编号,名称,所属区县,经度,纬度,类型,受纳水体,流量（m³/d）,排查日期,标牌号,备注'];
  let doubles = 0;
  let last = { lon: 0, lat: 0, kind: '' };
  const side = Math.ceil(Math.sqrt(ROWS));
  for (let i = 0; i < ROWS; i += 1) {
    const isDouble = i % 100 === 99;
    // A grid some 50 m wide, so that what is near is near on purpose.
    const at = isDouble
      ? { ...last, lon: last.lon + 0.00005 }
      : { lon: 120.3 + (i % side) * 0.00052, lat: 30.3 + Math.floor(i / side) * 0.00046, kind: kinds[Math.floor(next() * 3)] as string };
    if (isDouble) doubles += 1;
    last = at;
    const river = RIVERS[Math.floor(next() * RIVERS.length)];
    lines.push(
      `PK${String(i).padStart(6, '0')},${river}${i}号口,秀洲区,${at.lon.toFixed(6)},${at.lat.toFixed(6)},${at.kind},${river},${(next() * 900).toFixed(1)},2025-0${1 + Math.floor(next() * 9)}-1${Math.floor(next() * 9)},JX-${i},排查时${next() > 0.5 ? '有水流' : '无水流'}`,
    );
  }
  return { text: `${lines.join('\n')}\n`, doubles };
}

const folder = mkdtempSync(join(tmpdir(), 'xiushui-bench-'));
const cluster = await startTestCluster();
// Tests forget; an import does not: what is measured flushes as a house does.
await asAdmin([
  'alter system set fsync = on',
  'alter system set synchronous_commit = on',
  'alter system set full_page_writes = on',
  'select pg_reload_conf()',
]);
const database = await cluster.createDatabase();
await migrate(database.urls.postgres, [
  { name: 'foundation', migrations: fileURLToPath(new URL('../foundation/migrations', import.meta.url)) },
  room,
]);
const scoped = openScopedStore(database.urls.app, 'xiushui bench', 2);
const me = { districts: [DISTRICT] };
const must = <T>(answer: T) => {
  if (isRefusal(answer)) throw new Error(answer.says);
  return answer as Exclude<T, { kind: 'refusal' }>;
};
async function asAdmin(statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: cluster.adminUrl });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
const seconds = async (work: () => Promise<unknown>) => {
  const began = performance.now();
  await work();
  return Math.round((performance.now() - began) / 10) / 100;
};
try {
  const { text, doubles } = sheet();
  const path = join(folder, 'outfalls.csv');
  writeFileSync(path, text);
  const of = { district: DISTRICT, areaCode: (given: string) => (given === '秀洲区' ? DISTRICT : given) };

  async function begin(): Promise<Batch> {
    const [heading] = text.split('\n', 1);
    const cells = (heading as string).split(',');
    const headings = headingsOf(outfalls, cells).map((one) => ({ ...one, sample: [] }));
    return must(
      await scoped.as(me, async (tx) => {
        const batch = await openBatch(tx, { register: 'outfall', file: 'f'.repeat(64), fileName: 'outfalls.csv', format: 'csv', encoding: 'UTF-8', sheets: [{ name: 'CSV', hidden: false }], sheet: 'CSV', headingRow: findHeadingRow(outfalls, [{ row: 1, cells }]) ?? 1, headings, day: '2026-01-01', datum: 'CGCS2000', scope: me, role: 'officer', byLogin: 'bench', byName: 'bench', party: null, district: DISTRICT, at: AT }); // biome-ignore format: one batch
        await noteBatch(tx, batch.id, { state: 'reading', pass: 1 });
        return { ...batch, pass: 1 };
      }),
    );
  }
  const meaningOf = (batch: Batch) => ({ headings: batch.headings, datum: batch.datum, kept: [], areaCode: of.areaCode });
  async function read(batch: Batch) {
    const file = must(await openSheets(path, 'outfalls.csv'));
    const looking = startLooking(batch, { register: outfalls, registers: [outfalls], whereabouts: { city: [120, 30, 122, 32], district: () => undefined }, kept: [], areaCode: of.areaCode }); // biome-ignore format: one start
    let chunk: RowRead[] = [];
    const look = async () => must(await scoped.as(me, (tx) => checkRows(tx, looking, chunk)));
    for await (const row of file.rows('CSV', new Notes())) {
      if (row.row === 1) continue;
      chunk.push(row);
      if (chunk.length < CHUNK) continue;
      await look();
      chunk = [];
    }
    if (chunk.length) await look();
    return looking.counts;
  }
  async function enter(batch: Batch) {
    const toEnter = must(await scoped.as(me, (tx) => countToEnter(tx, batch)));
    must(await scoped.as(me, (tx) => noteBatch(tx, batch.id, { state: 'entering', toEnter })));
    const inherits = silentFields({ register: outfalls, meaning: meaningOf(batch) });
    while (must(await scoped.as(me, (tx) => enterChunk(tx, outfalls, batch.id, { at: AT, inherits, most: CHUNK }))).is === 'more');
  }

  const first = await begin();
  let counts: unknown;
  const readSeconds = await seconds(async () => {
    counts = await read(first);
  });
  const enterSeconds = await seconds(() => enter(first));
  const entered = must(await scoped.as(me, (tx) => findBatch(tx, first.id)))?.entered;
  const second = await begin();
  let again: unknown;
  const againSeconds = await seconds(async () => {
    again = await read(second);
  });
  let undoSeconds: number | null = null;
  if (UNDO) {
    must(await scoped.as(me, (tx) => noteBatch(tx, first.id, { state: 'undoing' })));
    undoSeconds = await seconds(async () => {
      while (
        must(await scoped.as(me, (tx) => undoChunk(tx, outfalls, first.id, { at: AT + 1_000, by: 'bench', most: CHUNK }))).is === 'more'
      );
    });
  }
  const copySeconds = await copied();
  const importSeconds = Math.round((readSeconds + enterSeconds) * 100) / 100;
  console.log(
    JSON.stringify(
      {
        rows: ROWS,
        doubles,
        counts,
        entered,
        seconds: {
          readAndMatch: readSeconds,
          enter: enterSeconds,
          importAll: importSeconds,
          handedInAgain: againSeconds,
          undo: undoSeconds,
          bareCopy: copySeconds,
        },
        rowsPerSecond: Math.round(ROWS / importSeconds),
        ratioToBareCopy: Math.round((importSeconds / copySeconds) * 10) / 10,
        again,
        load: loadavg().map((one) => Math.round(one * 10) / 10),
      },
      null,
      1,
    ),
  );

  /** The same rows into a table with the same columns and one index, by COPY and nothing else. */
  async function copied(): Promise<number> {
    const client = new pg.Client({ connectionString: database.urls.postgres });
    await client.connect();
    await client.query(
      'create table bare (code text primary key, name text, district text, lon float8, lat float8, kind text, river text, flow float8, surveyed date, sign text, note text)',
    );
    const took = await seconds(async () => {
      const stream = client.query(from('copy bare from stdin with (format csv, header true)'));
      await new Promise<void>((resolve, reject) => {
        stream.on('finish', resolve);
        stream.on('error', reject);
        stream.end(text);
      });
    });
    await client.end();
    return took;
  }
} finally {
  await scoped.close();
  await database.drop();
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
