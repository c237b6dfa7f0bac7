/**
 * A process that walks shares of the sealed chains, for `audit verify` of a large house: it looks at the snapshot of whoever started it. A process and
 * not a thread, as the roles are: it loads what they load.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Elsewhere, type Share, type Walked, walkShare } from '../../foundation/seal/index.ts';
import { openSystemStore, type Store } from '../../foundation/store/store.ts';
import { WITNESSES } from './house.ts';

interface Order {
  url: string;
  share: Share;
}
const self = fileURLToPath(import.meta.url);

export function openElsewhere(url: string): Elsewhere {
  const child = fork(self, [], { execArgv: ['--import', import.meta.resolve('tsx')], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let isClosed = false;
  let fail: (error: Error) => void = () => {};
  const ended = new Promise<never>((_, reject) => {
    fail = reject;
  });
  ended.catch(() => {}); // Heard by whoever waits for a share; nobody does once it is closed.
  child.once('error', (error) => fail(error));
  child.once('exit', (code) => isClosed || fail(new Error(`a part of the verification ended with ${code}`)));
  return {
    walk: (share) => {
      const answer = new Promise<Walked>((resolve) => child.once('message', (walked) => resolve(walked as Walked)));
      // Over the channel and not in its arguments, which everybody on the machine can read: the address holds a password.
      child.send({ url, share } satisfies Order);
      return Promise.race([answer, ended]);
    },
    close: () => {
      isClosed = true;
      if (child.connected) child.disconnect();
    },
  };
}

// Imported for `openElsewhere`; started by it, it walks what it is given and ends when the channel does, also when whoever started it is gone.
if (process.argv[1] === self && process.send) {
  let store: Store | undefined;
  process.once('disconnect', () => process.exit(0));
  process.on('message', async (order) => {
    const { url, share } = order as Order;
    store ??= openSystemStore(url, 'xiushui audit verify share', 2);
    process.send?.(await walkShare(store, WITNESSES, share));
  });
}
