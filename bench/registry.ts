/**
 * A register of 150 000 outfalls under row security: how fast it is entered, and how long one page takes, by order, by filter, by search and on the map,
 * for the whole city and for one county. Beside each page the same question put plainly to the table, under the policy alone, in the same run. Prints JSON;
 * compare the ratios, not absolute figures: the machines are shared.
 *
 *   node --import tsx bench/registry.ts [--rows N] [--plans]
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { ROOMS } from '../apps/server/house.ts';
import { countBy, declareRegisters, explain, onMap, page, putMany, register } from '../engines/registry/index.ts';
import { migrate } from '../foundation/store/migrate.ts';
import { openScopedStore, openSystemStore, type Scope, type Tx, WHOLE_CITY } from '../foundation/store/store.ts';
import { startTestCluster } from '../foundation/store/throwaway.ts';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '150000' }, plans: { type: 'boolean', default: false } } });
const ROWS = Number(values.rows);
const AT = Date.UTC(2026, 10, 24, 4);
const DAY = '2026-11-24';
const COUNTIES = ['330402', '330411', '330421', '330424', '330481', '330482', '330483'].map((code) => `${code}000000`);
const KINDS = { industry: '工业排污口', town: '城镇污水处理厂排污口', farm: '农业排口', other: '其他排口' };
const WATERS = ['长水塘', '海盐塘', '平湖塘', '嘉善塘', '新塍塘', '苏州塘', '杭州塘', '长山河'];

const outfall = register({
  id: 'outfall',
  name: '入河排口',
  nameEn: 'Outfalls',
  position: true,
  fields: {
    kind: { name: '类别', nameEn: 'Kind', type: 'choice', choices: KINDS, required: true },
    water: { name: '受纳水体', nameEn: 'Water', type: 'text', search: true, filter: true },
    width: { name: '管径', nameEn: 'Width', type: 'number', unit: 'mm', sort: true },
    seenOn: { name: '排查日', nameEn: 'Seen on', type: 'day', sort: true },
    remark: { name: '备注', nameEn: 'Remark', type: 'text' },
  },
});

const cluster = await startTestCluster();
const db = await cluster.createDatabase();
await migrate(db.urls.postgres, ROOMS);
await declareRegisters(db.urls.postgres, [outfall], AT);
const system = openSystemStore(db.urls.system, 'bench', 2);
const scoped = openScopedStore(db.urls.app, 'bench', 2);

/** Numbers that look like chance and are the same in every run. */
let seed = 20_241_124;
const chance = () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed / 2_147_483_648;
};
const rowOf = (n: number) => ({
  draft: {
    code: `PK${String(n).padStart(6, '0')}`,
    name: `${WATERS[n % WATERS.length]}第${n}号排口`,
    district: COUNTIES[Math.floor(chance() * 7)] as string,
    lon: 120.3 + chance(),
    lat: 30.3 + chance() * 0.7,
    detail: {
      kind: Object.keys(KINDS)[Math.min(3, Math.floor(chance() * 5))] as string,
      water: WATERS[n % WATERS.length] as string,
      width: 50 + Math.floor(chance() * 1500),
      seenOn: `202${3 + (n % 3)}-0${1 + (n % 9)}-1${n % 10}`,
      remark: `第 ${n % 977} 组`,
    },
  },
  row: n + 1,
});

const clock = () => performance.now();
const began = clock();
for (let n = 0; n < ROWS; n += 1_000) {
  const chunk = Array.from({ length: Math.min(1_000, ROWS - n) }, (_, i) => rowOf(n + i));
  const outcomes = await system.tx((tx) => putMany(tx, outfall, chunk, { by: 'bench', at: AT, day: '2026-01-01' }));
  if (outcomes.some((one) => one.kind === 'findings')) throw new Error('the bench hands in rows that are wrong');
}
const entered = clock() - began;
// What PostgreSQL does by itself within a minute of an import.
const owner = new pg.Client({ connectionString: db.urls.postgres, options: '-c search_path=xiushui,public' });
await owner.connect();
await owner.query('vacuum analyze registry_entry');
await owner.end();

const BRANCH: Scope = { districts: [COUNTIES[0] as string] };
type Ask = Parameters<typeof page>[2];
const ASKS: Record<string, Ask> = {
  'first page by code': { sort: 'code', limit: 50 },
  'first page by width': { sort: 'width', limit: 50, descending: true },
  'first page by day': { sort: 'seenOn', limit: 50 },
  'a page far in': { sort: 'code', limit: 50, after: { value: 'PK120000', code: 'PK120000' } },
  'filter kind': { sort: 'code', limit: 50, where: [{ field: 'kind', is: ['farm'] }] },
  'filter kind and water': {
    sort: 'width',
    limit: 50,
    where: [
      { field: 'kind', is: ['farm'] },
      { field: 'water', is: ['海盐塘'] },
    ],
  },
  'width between two': { sort: 'width', limit: 50, where: [{ field: 'width', from: 100, to: 120 }] },
  'search a name': { text: '第77777号', sort: 'code', limit: 50 },
  'search two characters': { text: '平湖', sort: 'code', limit: 50 },
  'search pinyin': { text: 'pinghutangdi1234', sort: 'code', limit: 50 },
  'search initials': { text: 'hytd145', sort: 'code', limit: 50 },
  'search nothing': { text: '没有这个词', sort: 'code', limit: 50 },
  'search and filter': { text: '长水', sort: 'width', limit: 50, where: [{ field: 'kind', is: ['town'] }] },
};

async function timed(work: () => Promise<unknown>, times = 5): Promise<{ median: number; worst: number }> {
  await work();
  const took: number[] = [];
  for (let i = 0; i < times; i++) {
    const from = clock();
    await work();
    took.push(clock() - from);
  }
  took.sort((a, b) => a - b);
  return { median: round(took[Math.floor(times / 2)] as number), worst: round(took.at(-1) as number) };
}
const round = (ms: number) => Math.round(ms * 10) / 10;
const inScope = <T>(scope: Scope, work: (tx: Tx) => Promise<T>) => scoped.as(scope, work);
/** What the same page costs when row security is left to it: the yardstick. */
const plainly = (scope: Scope, text: string) =>
  inScope(scope, (tx) =>
    tx.query(
      `select id, count(*) over () from registry_entry where register = 'outfall' and known_to is null and valid_from <= $1 and (valid_to is null or valid_to > $1)
         and ($2 = '' or position($2 in name) > 0) order by code limit 50`,
      [DAY, text],
    ),
  );

const pages: Record<string, unknown> = {};
for (const [name, ask] of Object.entries(ASKS)) {
  const city = await timed(() => inScope(WHOLE_CITY, (tx) => page(tx, outfall, ask, { day: DAY })));
  const county = await timed(() => inScope(BRANCH, (tx) => page(tx, outfall, ask, { day: DAY })));
  const found = await inScope(WHOLE_CITY, (tx) => page(tx, outfall, ask, { day: DAY }));
  pages[name] = { cityMs: city, countyMs: county, total: (found as { total: number }).total };
}
const box = (size: number) => [120.7, 30.6, 120.7 + size, 30.6 + size] as [number, number, number, number];
const maps = {
  street: await timed(() => inScope(WHOLE_CITY, (tx) => onMap(tx, outfall, { box: box(0.02) }, { day: DAY }))),
  town: await timed(() => inScope(WHOLE_CITY, (tx) => onMap(tx, outfall, { box: box(0.1) }, { day: DAY }))),
  city: await timed(() => inScope(WHOLE_CITY, (tx) => onMap(tx, outfall, { box: [120, 30, 122, 32] }, { day: DAY }))),
};
const facet = await timed(() => inScope(WHOLE_CITY, (tx) => countBy(tx, outfall, 'kind', {}, { day: DAY })));
const plain = { page: await timed(() => plainly(BRANCH, '')), search: await timed(() => plainly(BRANCH, '第77777号')) };
const plans: Record<string, string[]> = {};
if (values.plans)
  for (const [name, ask] of Object.entries(ASKS))
    plans[name] = (await inScope(BRANCH, (tx) => explain(tx, outfall, ask, { day: DAY }))) as string[];

console.log(
  JSON.stringify(
    {
      rows: ROWS,
      enteredSeconds: round(entered) / 1000,
      rowsPerSecond: Math.round(ROWS / (entered / 1000)),
      pages,
      maps,
      facet,
      plainlyUnderThePolicy: plain,
      cpus: cpus().length,
      load: loadavg().map(round),
      ...(values.plans ? { plans } : {}),
    },
    null,
    2,
  ),
);
await scoped.close();
await system.close();
await db.drop();
await cluster.stop();
