/** `xiushui hj212 decode`: bytes in, one JSON line a frame out. What cannot be read comes out too, with findings that say why. */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Command, UsageError } from '../command.ts';

export default {
  name: 'hj212 decode',
  summary: {
    zh: '解读 HJ 212 报文：每帧一行 JSON，给出字段或问题所在',
    en: 'Read HJ 212 frames: one JSON line each, with its fields or what is wrong',
  },
  usage: '[FILE|-]',
  flags: {},
  takes: 1,
  async run({ positionals }) {
    const { decodeLines } = await import('../../../gateways/hj212/index.ts');
    const file = positionals[0] ?? '-';
    for await (const frame of decodeLines(await open(file))) {
      if (!process.stdout.write(`${JSON.stringify(frame)}\n`)) await once(process.stdout, 'drain');
    }
    return 0;
  },
} satisfies Command;

async function open(file: string): Promise<AsyncIterable<Uint8Array>> {
  if (file === '-') return process.stdin;
  const found = await stat(file).catch(() => undefined);
  if (!found || found.isDirectory()) throw new UsageError({ zh: `没有文件“${file}”。`, en: `There is no file "${file}".` });
  return createReadStream(file);
}
