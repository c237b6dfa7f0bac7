/** The mark of a restore under way: while it lies in a home, the house there is half a house and does not start. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart, flushDirectory, type Home, readJson, writeWhole } from '../store/home.ts';

export interface Half {
  token: string;
  backup: string;
  since: string;
}

const place = (home: Pick<Home, 'dir'>) => join(home.dir, 'restoring.json');

export function findHalf(home: Pick<Home, 'dir'>): Half | undefined {
  // A mark that cannot be read is a mark all the same.
  return existsSync(place(home)) ? (readJson<Half>(place(home)) ?? { token: '', backup: '', since: '' }) : undefined;
}

export function markHalf(home: Pick<Home, 'dir'>, half: Half): void {
  writeWhole(place(home), `${JSON.stringify(half, null, 1)}\n`, 0o600);
}

export function unmarkHalf(home: Pick<Home, 'dir'>): void {
  rmSync(place(home), { force: true });
  flushDirectory(home.dir);
}

/** Said by whoever is about to start a house. */
export function refuseHalf(home: Pick<Home, 'dir'>): void {
  const half = findHalf(home);
  if (!half) return;
  throw new CannotStart('halfRestored', {
    zh: `这里的数据恢复到一半（备份 ${half.backup}，${half.since} 开始）。请再次运行 xiushui backup restore，做完之后才能启动。`,
    en: `The data here are half restored (backup ${half.backup}, begun ${half.since}). Run xiushui backup restore again; the house starts once that is done.`,
  });
}
