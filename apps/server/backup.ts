/**
 * A backup as this house makes and takes it: what of the home goes in, how its log is read, and what a restored house must not go on doing as if nothing
 * had happened. The work itself is `foundation/backup`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { record } from '../../foundation/audit/index.ts';
import {
  type Counter,
  type Created,
  chainWalk,
  createBackup,
  type Keep,
  type Kept,
  type Manifest,
  type Restored,
  refuseHalf,
  restoreBackup,
  type Settled,
  settleRestored,
  type VerifyOrder,
} from '../../foundation/backup/index.ts';
import { type Config, type Loaded, readSecret, shownConfig } from '../../foundation/config/index.ts';
import type { Instant } from '../../foundation/day.ts';
import { sealAll, type Verification, verify } from '../../foundation/seal/index.ts';
import { startCluster } from '../../foundation/store/cluster.ts';
import { openServer } from '../../foundation/store/database.ts';
import { type Home, holderOf, holdHouse, type Report, readJson, secretsOf } from '../../foundation/store/home.ts';
import { openSystemStore } from '../../foundation/store/store.ts';
import { flushedSegments, RecordCounter } from '../../gateways/hj212/index.ts';
import { openCity } from './city.ts';
import { ROOMS, WITNESSES } from './house.ts';
import type { Runtime } from './runtime.ts';

/** What of the home is kept, beside the frame log. The passwords of the store are not: a restored house makes its own. */
export const KEEPS: Keep[] = [
  { path: 'files', kind: 'file', only: /^[0-9a-f]{64}/ },
  { path: 'logger-passwords.json', kind: 'key' },
  { path: 'demo-password.json', kind: 'key' },
  // How far the simulated loggers of a demonstration have told their past.
  { path: 'simulator.json', kind: 'state' },
  { path: 'keys', kind: 'key' },
  // Without it no telephone number finds its account again.
  { path: 'phone-key.json', kind: 'key' },
  { path: 'webhook-key', kind: 'key' },
  // Heads that have left the house, as they left it.
  { path: 'heads', kind: 'state' },
];
/** What is made anew wherever a house stands. */
const MADE_ANEW =
  /^(postgres|pgsql-.*|run|log|frames|backup|console|secrets\.json|store\.json|restoring\.json|xiushui\.yaml|README.*|.*\.(draft|part)-.*)$/;

/** Tables that hold keys; they are parts of their own, left out or locked like the keys in the home. */
export const KEY_TABLES = ['xiushui.personal_key', 'xiushui.personal_lookup'];

/** What lies in a home that nobody has said anything about: a test holds it empty. */
export function unknownIn(home: string): string[] {
  const known = new Set(KEEPS.map((keep) => keep.path));
  return readdirSync(home).filter((name) => !known.has(name) && !MADE_ANEW.test(name));
}

export function keptOf(home: Home, loaded: Pick<Loaded, 'config' | 'origins'>): Kept {
  const { files, seal } = loaded.config;
  return {
    home: home.dir,
    keeps: [
      ...KEEPS.filter((keep) => keep.path !== 'files' || files.keptIn === 'folder').map((keep) =>
        keep.path === 'files' && files.folder ? { ...keep, from: files.folder } : keep,
      ),
      // A key that lies elsewhere comes back into the home, and the configuration says where it belongs.
      ...(seal.keyFile ? [{ path: 'keys/seal-elsewhere.pem', kind: 'key' as const, from: seal.keyFile }] : []),
    ],
    keyTables: KEY_TABLES,
    elsewhere: files.keptIn === 's3' ? [`files (s3 ${files.s3.endpoint ?? ''} ${files.s3.bucket ?? ''})`] : [],
    log: { list: () => flushedSegments(home.frames), counter: recordCounter },
    configuration: shownConfig(loaded)
      .map(({ key, value }) => `${key}: ${JSON.stringify(value)}`)
      .join('\n'),
  };
}

const recordCounter = (): Counter => new RecordCounter();

export const VERIFYING: VerifyOrder = { logCounter: recordCounter, seals: chainWalk };

export function version(): string {
  return readJson<{ version: string }>(fileURLToPath(new URL('../../package.json', import.meta.url)))?.version ?? '';
}

export interface MakeOrder {
  home: Home;
  loaded: Pick<Loaded, 'config' | 'origins'>;
  into?: string;
  by: string;
  tar?: boolean;
  withoutKeys?: boolean;
  passphraseFile?: string;
  link?: boolean;
  plain?: boolean;
  now: () => Instant;
}

export function backupFolder(home: Pick<Home, 'dir'>, config: Config): string {
  return config.backup.folder ?? join(home.dir, 'backup');
}

export function passphraseIn(file: string | undefined): { passphrase?: string } {
  return file === undefined ? {} : { passphrase: readFileSync(file, 'utf8').replace(/\r?\n$/, '') };
}

/** Makes one of a house that runs, or of one that stands still: then its database is started for the time it takes. */
export async function makeBackup(order: MakeOrder): Promise<Created> {
  const { home, loaded, by, now } = order;
  const into = order.into ?? backupFolder(home, loaded.config);
  const open = await openOwner(home, loaded.config);
  try {
    return await createBackup({
      ...keptOf(home, loaded),
      url: open.owner,
      into,
      version: version(),
      city: openCity().areas[0]?.name ?? '',
      by,
      now,
      tar: order.tar ?? false,
      withoutKeys: order.withoutKeys ?? false,
      link: order.link ?? false,
      plain: order.plain ?? false,
      ...passphraseIn(order.passphraseFile),
    });
  } finally {
    await open.close();
  }
}

async function openOwner(home: Home, config: Config): Promise<{ owner: string; close(): Promise<void> }> {
  // A backup of half a house would be verified whole.
  refuseHalf(home);
  const runtime = readJson<Pick<Runtime, 'urls'>>(join(home.run, 'runtime.json'));
  if (runtime && ['supervisor', 'holds-writer', 'holds-web'].some((what) => holderOf(home, what)))
    return { owner: runtime.urls.owner, close: async () => {} };
  return openStore(home, config, () => {});
}

/** As the owner of the tables, of a house that runs or of one that stands still. */
export async function withOwner<T>(home: Home, config: Config, work: (url: string) => Promise<T>): Promise<T> {
  const open = await openOwner(home, config);
  try {
    return await work(open.owner);
  } finally {
    await open.close();
  }
}

/** The store of a house nobody runs, for as long as it is needed. */
async function openStore(home: Home, config: Config, report: Report): Promise<{ owner: string; system: string; close(): Promise<void> }> {
  const outside = config.store.databaseUrl ?? (config.store.databaseUrlFile === null ? null : readSecret(config.store.databaseUrlFile));
  const held = holdHouse(home, 'backup', ['supervisor', 'holds-gateway', 'holds-writer', 'holds-web']);
  try {
    if (outside !== null) {
      const server = await openServer(outside, secretsOf(home));
      return { owner: server.url('owner'), system: server.url('system'), close: async () => held.release() };
    }
    const cluster = await startCluster(home, { report, address: 'backup' });
    return {
      owner: cluster.url('owner'),
      system: cluster.url('system'),
      close: async () => {
        await cluster.stop('fast');
        held.release();
      },
    };
  } catch (error) {
    held.release();
    throw error;
  }
}

export interface TakeOrder {
  backup: string;
  home: Home;
  config: Config;
  by: string;
  passphraseFile?: string;
  now: () => Instant;
  onStep?: (step: string, of?: string) => void;
  /** Another store than the home's own. */
  store?: { owner: string; system: string };
}

export interface Taken extends Restored {
  settled: Settled;
  audit: Verification;
}

export async function takeBackup(order: TakeOrder): Promise<Taken> {
  const { config, now } = order;
  const home = config.files.folder ? { ...order.home, files: config.files.folder } : order.home;
  let system = '';
  let settled: Settled | undefined;
  let audit: Verification | undefined;
  const restored = await restoreBackup({
    backup: order.backup,
    home,
    rooms: ROOMS,
    now,
    verify: VERIFYING,
    ...passphraseIn(order.passphraseFile),
    ...(order.onStep ? { onStep: order.onStep } : {}),
    storesInHome: !order.store && config.store.databaseUrl === null && config.store.databaseUrlFile === null,
    openStore: async () => {
      const store = order.store ? { ...order.store, close: async () => {} } : await openStore(home, config, () => {});
      system = store.system;
      return store;
    },
    settle: async (manifest: Manifest) => {
      const store = openSystemStore(system, 'xiushui restore', 4);
      try {
        settled = await store.tx(async (tx) => {
          const made = await settleRestored(tx, manifest, now());
          await record(tx, {
            did: 'backup.restored',
            by: order.by,
            byName: order.by,
            about: null,
            says: `从 ${manifest.madeAt} 的备份恢复`,
            saysEn: `Restored from the backup of ${manifest.madeAt}`,
            detail: {
              madeAt: manifest.madeAt,
              madeBy: manifest.by,
              version: manifest.product.version,
              manifest: manifest.sm3,
              leftOut: manifest.leftOut,
              ...made,
            },
            party: null,
            district: '*',
            at: now(),
          });
          return made;
        });
        await sealAll(store, now());
        audit = await verify(store, WITNESSES);
      } finally {
        await store.close();
      }
    },
  });
  return { ...restored, settled: settled as Settled, audit: audit as Verification };
}
