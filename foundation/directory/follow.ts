/** The directory kept in memory by a process that asks it at every button, and read again when it changed: every role of the house sees a change within a second. */
import { listen, type Store } from '../store/store.ts';
import type { Directory } from './directory.ts';
import { loadDirectory, versionOf } from './store.ts';

export interface Following {
  reload(): Promise<void>;
  close(): Promise<void>;
}

/** A notice can be lost with a connection; asking for the version is cheap. */
const ASK_AGAIN_MS = 5_000;

/** Hands every new state of the directory to `seen`, beginning with the present one. */
export async function followDirectory(store: Store, url: string, name: string, seen: (directory: Directory) => void): Promise<Following> {
  let version = -1;
  let waiting: Promise<void> = Promise.resolve();
  const load = async (): Promise<void> => {
    const next = await store.tx(async (tx) => ((await versionOf(tx)) === version ? null : loadDirectory(tx)));
    if (!next || next.version < version) return;
    version = next.version;
    seen(next);
  };
  const reload = (): Promise<void> => {
    waiting = waiting.then(load, load);
    return waiting;
  };
  // PostgreSQL is away: what we knew still holds (without it nothing can be done with it anyway), and the next tick asks again.
  const again = () => reload().catch(() => {});
  await again();
  const ears = listen(url, `${name} directory`, ['directory'], () => void again());
  const timer = setInterval(() => void again(), ASK_AGAIN_MS);
  timer.unref();
  return {
    reload,
    close: async () => {
      clearInterval(timer);
      await ears.close();
      await waiting.catch(() => {});
    },
  };
}
