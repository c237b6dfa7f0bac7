/**
 * A process that walks one share of the sealed chains, for `audit verify` of a large house: it looks at the snapshot of whoever started it. A process and
 * not a thread, as the roles are: it loads what they load.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Share, type Walked, walkShare } from '../../foundation/seal/index.ts';
import { openSystemStore } from '../../foundation/store/store.ts';
import { WITNESSES } from './house.ts';

interface Order {
  url: string;
  share: Share;
}
const self = fileURLToPath(import.meta.url);

export function walkElsewhere(url: string, share: Share): Promise<Walked> {
  return new Promise((resolve, reject) => {
    const child = fork(self, [], { execArgv: ['--import', import.meta.resolve('tsx')], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    // Over the channel and not in its arguments, which everybody on the machine can read: the address holds a password.
    child.send({ url, share } satisfies Order);
    child.once('message', (walked) => {
      resolve(walked as Walked);
      child.disconnect();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`a part of the verification ended with ${code}`)));
  });
}

// Imported for `walkElsewhere`; started by it, it does its share and ends, also when whoever started it is gone.
if (process.argv[1] === self && process.send) {
  process.once('disconnect', () => process.exit(0));
  process.once('message', async (order) => {
    const { url, share } = order as Order;
    const store = openSystemStore(url, 'xiushui audit verify share', 2);
    process.send?.(await walkShare(store, WITNESSES, share));
    await store.close();
  });
}
