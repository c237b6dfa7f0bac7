/** Bytes in a local folder, two levels of sub-folders by the first digits of the hash, readable by us alone. */
import { mkdir, open, opendir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Range } from './place.ts';
import { checkName, type Place, type Staged } from './place.ts';

/** Moments between which a machine may die; a test stands in each of them. */
export type Moment = 'folderMade' | 'renamed' | 'flushed';

export function folderPlace(root: string, at: (moment: Moment) => void = () => {}): Place {
  const pathOf = (name: string) => join(root, checkName(name).slice(0, 2), name.slice(2, 4), name);
  return {
    says: root,
    async put(name: string, staged: Staged) {
      const path = pathOf(name);
      const folder = dirname(path);
      const made = await mkdir(folder, { recursive: true, mode: 0o700 });
      at('folderMade');
      await rename(staged.path, path);
      at('renamed');
      // The name is in the folder only once the folder is on disk, and so for each folder that is new.
      await flushFolder(folder);
      if (made) for (let up = dirname(folder); up.startsWith(root); up = dirname(up)) await flushFolder(up);
      at('flushed');
      // What is taken in is young, whatever the age of the staged bytes: the sweep goes by it.
      const now = new Date();
      await utimes(path, now, now);
    },
    async find(name) {
      const found = await stat(pathOf(name)).catch(whenAbsent);
      return found ? { size: found.size, at: found.mtimeMs } : undefined;
    },
    async read(name: string, range?: Range) {
      const path = pathOf(name);
      const opened = await open(path, 'r');
      return range ? opened.createReadStream({ start: range.from, end: range.to }) : opened.createReadStream();
    },
    async *list() {
      for await (const one of folders(root)) {
        for await (const two of folders(one)) {
          const inside = await opendir(two);
          for await (const entry of inside) {
            if (!entry.isFile()) continue;
            const found = await stat(join(two, entry.name)).catch(whenAbsent);
            if (found) yield { name: entry.name, size: found.size, at: found.mtimeMs };
          }
        }
      }
    },
    async remove(name) {
      await rm(pathOf(name), { force: true });
    },
  };
}

async function* folders(root: string): AsyncIterable<string> {
  const inside = await opendir(root).catch(whenAbsent);
  if (!inside) return;
  for await (const entry of inside) if (entry.isDirectory() && /^[0-9a-f]{2}$/.test(entry.name)) yield join(root, entry.name);
}

async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function whenAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
