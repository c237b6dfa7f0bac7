/**
 * A million sealed rows (acts, transfers, events, each with its thing in its own table): how fast they are sealed, and how long `audit verify` takes over
 * all of them, beside two yardsticks in the same run: a plain select of the same rows, and bare SM3 over the same texts. Prints JSON; compare the
 * ratios, not absolute figures: the machines are shared.
 *
 *   node --import tsx bench/audit.ts [--rows N]
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { ROOMS, WITNESSES } from '../apps/server/house.ts';
import { openElsewhere } from '../apps/server/verify-share.ts';
import { canonical } from '../foundation/canonical.ts';
import { verifyWhole } from '../foundation/heads/index.ts';
import { sealAll } from '../foundation/seal/index.ts';
import { migrate } from '../foundation/store/migrate.ts';
import { openSystemStore } from '../foundation/store/store.ts';
import { startTestCluster } from '../foundation/store/throwaway.ts';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } });
const ROWS = Number(values.rows);
const AT = Date.UTC(2026, 10, 24, 4);
const stamp = new Date(AT).toISOString();
const SAYS = '整改完成，附照片三张与检测报告一份，请予复核';
const [party, district] = ['91330499DEM0000146', '330402000000'];

const cluster = await startTestCluster();
const db = await cluster.createDatabase();
await migrate(db.urls.postgres, ROOMS);
const owner = new pg.Client({ connectionString: db.urls.postgres, options: '-c search_path=xiushui,public' });
await owner.connect();
const store = openSystemStore(db.urls.system, 'bench', 4);

const cell = (value: unknown) =>
  value === null ? '\\N' : String(value).replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n');
async function fill(table: string, columns: string, count: number, row: (n: number) => unknown[]): Promise<void> {
  const stream = owner.query(copyFrom(`copy ${table} (${columns}) from stdin`));
  for (let n = 0; n < count; ) {
    let text = '';
    for (const end = Math.min(count, n + 5_000); n < end; n++) text += `${row(n).map(cell).join('\t')}\n`;
    if (!stream.write(text)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

const acts = Math.floor(ROWS * 0.4);
const transfers = Math.floor(ROWS * 0.3);
const events = ROWS - acts - transfers;
// Twenty acts a file, as long files have. The file's own row is not sealed here: this is about rows of chains.
const perFile = 20;
const actOf = (n: number) => {
  const file = Math.floor(n / perFile) + 1;
  const seq = (n % perFile) + 1;
  const says = { says: SAYS, photos: ['a.jpg', 'b.jpg', 'c.jpg'], level: seq };
  return {
    file,
    seq,
    step: 'replied',
    because: null,
    byLogin: 'officer.nanhu',
    byName: '顾执明',
    byRole: 'officer',
    says,
    effects: [],
    late: false,
    at: AT,
    party,
    district,
  };
};
await owner.query('set session_replication_role = replica');
const actsSealed = (n: number) => canonical({ ...actOf(n) });
await fill('case_act', 'id, file, seq, step, because, by_login, by_name, by_role, says, effects, late, at, party, district', acts, (n) => {
  const act = actOf(n);
  return [
    `${act.file}/${act.seq}`,
    act.file,
    act.seq,
    act.step,
    null,
    act.byLogin,
    act.byName,
    act.byRole,
    canonical(act.says),
    '[]',
    'f',
    stamp,
    party,
    district,
  ];
});
const transferOf = (n: number) => ({
  id: `T${n}`,
  book: `book-${n % 7}`,
  asset: 'points',
  from: 'pool',
  to: `firm-${n % 500}`,
  amount: 5n,
  day: '2026-11-24',
  says: '学法积分',
  about: `file:${n}`,
  by: 'office',
  at: AT,
  fromName: '积分池',
  toName: `企业 ${n % 500}`,
  giver: { party: null, district },
  taker: { party, district },
});
await fill(
  'ledger_transfer',
  'id, position, book, asset, from_account, to_account, from_name, to_name, amount, day, says, about_kind, about_id, by, party, district, from_party, from_district, at',
  transfers,
  (n) => {
    const of = transferOf(n);
    return [
      of.id,
      n + 1,
      of.book,
      of.asset,
      of.from,
      of.to,
      of.fromName,
      of.toName,
      of.amount,
      of.day,
      of.says,
      'file',
      n,
      of.by,
      party,
      district,
      null,
      district,
      stamp,
    ];
  },
);
const eventOf = (n: number) => ({
  did: 'files.downloaded',
  by: 'office',
  byName: '吴文舟',
  about: `attachment:${n}`,
  says: '下载附件',
  saysEn: 'Downloaded an attachment',
  detail: { bytes: n, name: '检测报告.pdf' },
  from: '10.0.0.7',
  at: AT,
});
await fill(
  'audit_event',
  'id, did, by, by_name, about_kind, about_id, says, says_en, detail, from_address, party, district, at',
  events,
  (n) => {
    const of = eventOf(n);
    return [n + 1, of.did, of.by, of.byName, 'attachment', n, of.says, of.saysEn, canonical(of.detail), of.from, null, district, stamp];
  },
);
await fill('chain_row', 'chain, about_kind, about_id, content, party, district, at', ROWS, (n) => {
  // As they come in life: mixed.
  if (n < acts)
    return [
      `file:${Math.floor(n / perFile) + 1}`,
      'act',
      `${Math.floor(n / perFile) + 1}/${(n % perFile) + 1}`,
      actsSealed(n),
      party,
      district,
      stamp,
    ];
  const t = n - acts;
  if (t < transfers) return [`book:book-${t % 7}`, 'transfer', `T${t}`, canonical(transferOf(t)), party, district, stamp];
  const e = t - transfers;
  return [`audit/2026-11-${String((e % 24) + 1).padStart(2, '0')}`, 'auditEvent', e + 1, canonical(eventOf(e)), null, district, stamp];
});
await owner.query('set session_replication_role = origin');
await owner.query('analyze');

const timed = async <T>(work: () => Promise<T>) => {
  const cpu = process.cpuUsage();
  const began = performance.now();
  const result = await work();
  const used = process.cpuUsage(cpu);
  return { result, seconds: (performance.now() - began) / 1_000, cpuSeconds: (used.user + used.system) / 1e6 };
};

const sealed = await timed(() => sealAll(store, AT));
await owner.query('vacuum analyze chain_row');
let peak = 0;
const watching = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().rss);
}, 50);
const before = process.memoryUsage().rss;
const verified = await timed(() =>
  verifyWhole(store, {
    witnesses: WITNESSES,
    others: { count: Math.min(1, cpus().length - 1), fromRows: 300_000, open: () => openElsewhere(db.urls.system) },
  }),
);
clearInterval(watching);
const texts: string[] = [];
const selected = await timed(async () => {
  for (let after = 0; ; ) {
    const { rows } = await owner.query<{ id: string; content: string }>('select * from chain_row where id > $1 order by id limit 20000', [
      after,
    ]);
    if (!rows.length) return;
    after = Number(rows.at(-1)?.id);
    for (const row of rows) if (texts.length < 100_000) texts.push(`${'0'.repeat(64)} ${row.content}`);
  }
});
const hashed = await timed(async () => {
  for (let n = 0; n < ROWS; n++)
    createHash('sm3')
      .update(texts[n % texts.length] as string, 'utf8')
      .digest('hex');
});

const round = (n: number) => Math.round(n * 100) / 100;
console.log(
  JSON.stringify(
    {
      cores: cpus().length,
      rows: ROWS,
      sealedRowsPerSecond: Math.round(ROWS / sealed.seconds),
      verifySeconds: round(verified.seconds),
      verifyCpuSeconds: round(verified.cpuSeconds),
      selectSeconds: round(selected.seconds),
      sm3Seconds: round(hashed.seconds),
      verifyToSelect: round(verified.seconds / selected.seconds),
      verifyToSm3: round(verified.seconds / hashed.seconds),
      memoryMegabytes: { before: Math.round(before / 1e6), peak: Math.round(peak / 1e6) },
      flaws: verified.result.flaws.length + verified.result.more,
      first: verified.result.flaws[0]?.says,
    },
    null,
    1,
  ),
);
await store.close();
await owner.end();
await db.drop();
await cluster.stop();
