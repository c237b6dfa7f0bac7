/** The least an honest host could do: append what came, flush each batch, answer 9014. Keeps no register and reads nothing but QN and MN. */
import { fdatasync, openSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { encodeFrame } from '../gateways/hj212/index.ts';

const fd = openSync(process.argv[2] as string, 'a');
let pending: { text: string; answer: () => void }[] = [];
let isFlushing = false;

function flush(): void {
  if (isFlushing || !pending.length) return;
  isFlushing = true;
  setImmediate(() => {
    const batch = pending;
    pending = [];
    writeSync(fd, batch.map((one) => one.text).join(''), null, 'latin1');
    fdatasync(fd, (error) => {
      if (error) throw error;
      for (const one of batch) one.answer();
      isFlushing = false;
      flush();
    });
  });
}

const server = createServer({ noDelay: true }, (socket) => {
  let heard = '';
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    heard += chunk.toString('latin1');
    for (let end = heard.indexOf('\r\n'); end >= 0; end = heard.indexOf('\r\n')) {
      const text = heard.slice(0, end + 2);
      heard = heard.slice(end + 2);
      const [, QN = ''] = /QN=(\d+)/.exec(text) ?? [];
      const [, MN = ''] = /MN=([^;]+)/.exec(text) ?? [];
      pending.push({ text, answer: () => socket.write(encodeFrame({ QN, ST: '91', CN: '9014', PW: '', MN, Flag: 4 })) });
    }
    flush();
  });
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as { port: number }).port));
