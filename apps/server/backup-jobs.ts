/**
 * The nightly backup: made, verified at once, and only then are those that have served their time let go. What fails becomes a fact and a failed run.
 * Parts that never change are linked with the backup before; once a week everything is written anew, so that one bad sector is not in every backup.
 */
import { record } from '../../foundation/audit/index.ts';
import { type Listed, listBackups, noteLooked, outlived, removeBackup, verifyBackup } from '../../foundation/backup/index.ts';
import { dayOf, type Instant } from '../../foundation/day.ts';
import { announce } from '../../foundation/facts/index.ts';
import type { Job } from '../../foundation/jobs/index.ts';
import { ref } from '../../foundation/ref.ts';
import { openHome } from '../../foundation/store/home.ts';
import type { Store } from '../../foundation/store/store.ts';
import { backupFolder, makeBackup, passphraseIn, VERIFYING } from './backup.ts';
import { openCity } from './city.ts';
import type { Runtime } from './runtime.ts';

/** For screens and `enqueue`. */
export const BACKUP_JOB = { name: 'backup.nightly', withinMinutes: 600, retry: { limit: 1, delaySeconds: 600 } };

export function backupJobs(runtime: Runtime): Job<never>[] {
  const { at } = runtime.config.backup;
  const [hour, minute] = (at ?? '').split(':').map(Number);
  return [
    {
      ...BACKUP_JOB,
      says: { zh: '每日备份：制作、核验、清理到期的', en: 'The nightly backup: made, verified, outlived ones let go' },
      ...(at === null ? {} : { cron: `${minute} ${hour} * * *` }),
      run: async (_, { now, store, clock }) => nightly(runtime, store, now, clock),
    },
  ];
}

export async function nightly(
  runtime: Pick<Runtime, 'home' | 'config'>,
  store: Store,
  now: Instant,
  clock: () => Instant,
): Promise<string> {
  const { backup } = runtime.config;
  const home = openHome(runtime.home, runtime.home);
  const folder = backupFolder(home, runtime.config);
  try {
    const made = await makeBackup({
      home,
      loaded: { config: runtime.config, origins: new Map() },
      by: '系统',
      link: !isSunday(now),
      withoutKeys: backup.withoutKeys,
      ...(backup.passphraseFile === null ? {} : { passphraseFile: backup.passphraseFile }),
      now: clock,
    });
    const verified = await verifyBackup(made.path, {
      ...VERIFYING,
      ...(backup.passphraseFile === null ? {} : passphraseIn(backup.passphraseFile)),
    });
    const looked = noteLooked(verified, clock());
    if (!looked.isWhole) throw new Error(`the backup that was just made is damaged: ${looked.saysEn}`);
    const gone = letGo(await listBackups(folder), backup.keepDays, folder, now);
    await store.tx((tx) =>
      record(tx, {
        did: 'backup.made',
        by: 'system',
        byName: '系统',
        about: null,
        says: `备份完成并核验完整${gone.length ? `，清理到期备份 ${gone.length} 份` : ''}`,
        saysEn: `Backed up and verified whole${gone.length ? `; ${gone.length} outlived backups let go` : ''}`,
        detail: { name: made.path.split(/[\\/]/).at(-1), manifest: made.manifest.sm3, gone },
        party: null,
        district: '*',
        at: clock(),
      }),
    );
    return `${verified.rows} rows, ${verified.bytes} bytes, ${gone.length} let go`;
  } catch (error) {
    await store.tx((tx) =>
      announce(tx, {
        kind: 'backup.failed',
        ref: ref('backup', new Date(now).toISOString()),
        subject: 'backup',
        party: null,
        place: null,
        district: openCity().areas[0]?.code ?? '*',
        day: dayOf(now),
        detail: { folder, error: (error as Error).message.slice(0, 500) },
        at: clock(),
      }),
    );
    throw error;
  }
}

const isSunday = (at: Instant) => new Date(`${dayOf(at)}T00:00:00Z`).getUTCDay() === 0;

function letGo(listed: Listed[], days: number, folder: string, now: Instant): string[] {
  return outlived(listed, days, now).map((one) => {
    removeBackup(one, folder);
    return one.name;
  });
}
