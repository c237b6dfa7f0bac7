/** Keeps one content and is killed at the moment named: run by a test as a process of its own. Nothing runs after SIGKILL, not even a `finally`. */
import { Readable } from 'node:stream';
import { openSystemStore } from '../../store/store.ts';
import { folderPlace, keep, openFiles, receive } from '../index.ts';

const { url, root, incoming, content, moment } = JSON.parse(process.argv[2] ?? '{}') as Record<
  'url' | 'root' | 'incoming' | 'content' | 'moment',
  string
>;
const dieAt = (here: string) => {
  if (here === moment) process.kill(process.pid, 'SIGKILL');
};
const files = openFiles({ place: folderPlace(root, dieAt), incoming });
const store = openSystemStore(url, 'keep and die', 1);
const received = await receive(
  files,
  Readable.from(
    (function* () {
      yield Buffer.from(content.slice(0, 5));
      dieAt('halfReceived');
      yield Buffer.from(content.slice(5));
    })(),
  ),
  { name: '说明.txt', kind: 'evidence' },
);
if ('code' in received) throw new Error(received.says);
dieAt('received');
await store.tx(async (tx) => {
  await keep(tx, files, received, { by: { login: 'fang', name: '方' }, party: 'P1', district: '青山区', at: Date.UTC(2026, 8, 1) });
  dieAt('rowWritten');
});
dieAt('committed');
await store.close();
