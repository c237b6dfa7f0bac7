/** The log file: rotated by size, older ones compressed, as many kept as the setting says. One process writes it, the supervisor. */
import { mkdirSync } from 'node:fs';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';
import { lineOf } from './events.ts';

export interface LogFile {
  /** A line as a child wrote it; one that is not of our form is put into it. */
  write(child: string, line: string): void;
  close(): Promise<void>;
}

export interface LogFileSetting {
  folder: string;
  name: string;
  maxMegabytes: number;
  keepFiles: number;
  now: () => number;
  /** The disk is full, say. The house goes on without its log; this is told on the terminal. */
  failed: (error: Error) => void;
}

export function openLogFile(setting: LogFileSetting): LogFile {
  const { folder, name, maxMegabytes, keepFiles, now, failed } = setting;
  mkdirSync(folder, { recursive: true });
  const fileOf = (time: number | Date | null, index?: number) => {
    const rotated = typeof time === 'number' ? time : index;
    return rotated ? `${name}.${rotated}.log.gz` : `${name}.log`;
  };
  let stream: RotatingFileStream | null = createStream(fileOf, {
    path: folder,
    size: `${maxMegabytes}M`,
    rotate: keepFiles,
    compress: 'gzip',
    mode: 0o640,
  });
  let complainedAt = Number.NEGATIVE_INFINITY;
  const complain = (error: Error) => {
    // A full disk fails every line; one word in a minute is enough.
    if (now() - complainedAt < 60_000) return;
    complainedAt = now();
    failed(error);
  };
  stream.on('error', complain);
  stream.on('warning', complain);
  return {
    write: (child, line) => {
      if (line.trim() === '') return;
      stream?.write(`${isOurs(line) ? line : lineOf(child, 'warn', 'a line outside the form', { line: line.slice(0, 4_000) }, now())}\n`);
    },
    close: () =>
      new Promise((resolve) => {
        const last = stream;
        stream = null;
        if (!last) return resolve();
        last.once('close', () => resolve());
        last.once('error', () => resolve());
        last.end();
        setTimeout(resolve, 2_000).unref();
      }),
  };
}

function isOurs(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    const { at, level, says } = JSON.parse(line) as Record<string, unknown>;
    return typeof at === 'string' && typeof level === 'string' && typeof says === 'string';
  } catch {
    return false;
  }
}
