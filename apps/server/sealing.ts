/**
 * The house's own seals: where its heads go, which key signs them, and the three jobs that keep it so. What is verified, and against what, is said
 * here once for the nightly job, the command and the page.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { findLastEvent, record } from '../../foundation/audit/index.ts';
import { canonical } from '../../foundation/canonical.ts';
import type { Config } from '../../foundation/config/index.ts';
import { type Instant, MINUTE } from '../../foundation/day.ts';
import {
  exportHeads,
  findLastHead,
  type KeyRing,
  keepVerification,
  makeHead,
  noticeLateHead,
  openKeyRing,
  type Place,
  publicKeyIn,
  readHeadFolder,
  type Statement,
  verifyWhole,
} from '../../foundation/heads/index.ts';
import type { Job } from '../../foundation/jobs/index.ts';
import type { Verification } from '../../foundation/seal/index.ts';
import type { Store } from '../../foundation/store/store.ts';
import { logLine } from './events.ts';
import { type House, WITNESSES } from './house.ts';
import type { Runtime } from './runtime.ts';
import { openElsewhere } from './verify-share.ts';

type Sealing = Pick<Runtime, 'home' | 'urls'> & { config: Pick<Config, 'seal'> };

export const keyFileOf = ({ home, config }: Sealing): string => config.seal.keyFile ?? join(home, 'keys', 'seal.pem');
export const headFolderOf = ({ home }: Pick<Runtime, 'home'>): string => join(home, 'heads');

export function headPlaces({ home, config }: Sealing): Place[] {
  return [
    { kind: 'folder', path: headFolderOf({ home }), isOurs: true },
    ...config.seal.exportFolders.map((path): Place => ({ kind: 'folder', path })),
    ...(config.seal.exportUrl === null ? [] : [{ kind: 'url', url: config.seal.exportUrl } as Place]),
  ];
}

export class KeyGone extends Error {}

export function keysAfter(sealing: Sealing, last: Statement | null): KeyRing {
  const ring = openKeyRing(keyFileOf(sealing), sealing.config.seal.algorithm, last);
  if (!ring) throw new KeyGone('the key that signs heads is gone though heads were signed with it; see `xiushui audit key`');
  return ring;
}

/** The key is there from the first start on, so that its public half can be written down before anything depends on it. */
export async function readyKey(store: Store, sealing: Sealing): Promise<void> {
  const last = await store.tx(findLastHead);
  openKeyRing(keyFileOf(sealing), sealing.config.seal.algorithm, last?.statement ?? null);
}

/** The whole house against the copies in a folder, ours unless another is named. */
export function verifyHouse(
  store: Store,
  sealing: Sealing,
  asked: { heads?: string; since?: string; trusted?: string; onProgress?: (done: number, of: number) => void; shareFromRows?: number } = {},
): Promise<Verification> {
  const folder = asked.heads ?? headFolderOf(sealing);
  return verifyWhole(store, {
    witnesses: WITNESSES,
    heads: asked.heads !== undefined || existsSync(folder) ? readHeadFolder(folder) : undefined,
    // Heads forged whole with another key are told apart by ours, when it is at hand.
    trusted: asked.trusted ?? publicKeyIn(keyFileOf(sealing))?.id,
    ...(asked.since ? { since: asked.since } : {}),
    ...(asked.onProgress ? { onProgress: asked.onProgress } : {}),
    others: {
      // A second process pays from some hundred thousand rows on; a third would wait for PostgreSQL.
      count: Math.min(1, availableParallelism() - 1),
      fromRows: asked.shareFromRows ?? 300_000,
      open: () => openElsewhere(sealing.urls.system),
    },
  });
}

/** For screens and `enqueue`: the same job wherever it is named. */
export const VERIFY_JOB = 'seal.verify';

export function sealJobs(runtime: Sealing): Job<never>[] {
  const places = headPlaces(runtime);
  return [
    {
      name: 'seal.head',
      says: { zh: '每日封存头：生成、签名、送出', en: 'The head of the day: made, signed, sent out' },
      // Some minutes after midnight, and every ten minutes for what could not be made or sent then.
      cron: '*/10 * * * *',
      withinMinutes: 9,
      retry: { limit: 0, delaySeconds: 0 },
      run: async (_, { now, store }) => {
        const made = await makeHead(store, now - 5 * MINUTE, (last) => keysAfter(runtime, last));
        const arrived = await exportHeads(store, places, now);
        const late = await noticeLateHead(store, places, now);
        if (late.length) logLine('writer', 'error', 'the head of yesterday is not out', { late });
        return made || arrived ? `${made ?? ''} +${arrived}` : undefined;
      },
    },
    {
      name: VERIFY_JOB,
      says: { zh: '核验全部封存链', en: 'Verify every sealed chain' },
      cron: '30 2 * * *',
      withinMinutes: 180,
      run: async (_, { now, store, clock }) => {
        const found = await verifyHouse(store, runtime);
        const flaws = found.flaws.length + found.more;
        await keepVerification(store, found, { login: 'system', name: '系统' }, now, clock());
        if (flaws) logLine('writer', 'error', 'the verification found flaws', { flaws, first: found.flaws[0]?.saysEn });
        return `${found.rows} rows, ${flaws} flaws`;
      },
    },
  ];
}

/** Which law and which parameters this house goes by: an event when they are not those of the last start. */
export async function noteLaw(store: Store, house: Pick<House, 'law' | 'city'>, now: Instant): Promise<void> {
  const inForce = { law: house.law.release, parameters: house.city.parameters.release };
  await store.tx(async (tx) => {
    const last = await findLastEvent(tx, 'law.changed');
    if (canonical(last?.inForce ?? null) === canonical(inForce)) return;
    await record(tx, {
      did: 'law.changed',
      by: 'system',
      byName: '系统',
      about: null,
      says: `启用法规数据 ${inForce.law}、本市参数 ${inForce.parameters}`,
      saysEn: `Law ${inForce.law} and parameters ${inForce.parameters} are in force`,
      detail: { inForce, before: last?.inForce ?? null },
      party: null,
      district: '*',
      at: now,
    });
  });
}
