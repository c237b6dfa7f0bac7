/**
 * What the loggers have had acknowledged, kept in a state file, so that a second start goes on where the first ended.
 * Losing the last second of it is harmless: a record sent twice is one record.
 */

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export type HistoryCommand = '2051' | '2061' | '2031';

export interface LoggerMemory {
  /** Per command the end of the last period acknowledged; everything before it has been told. */
  toldUpTo: Partial<Record<HistoryCommand, number>>;
  /** When the logger's scenario was begun. */
  anchors: number[];
  /** Late edits already acknowledged. */
  edited: number[];
  /** DataTime of the last real-time frame acknowledged. */
  lastRealTime: number;
}

export interface Remembered {
  of(mn: string): LoggerMemory;
  /** Something changed; the file follows within a second. */
  touch(): void;
  save(): void;
  close(): void;
}

export function remembered(file: string | undefined, seed: number): Remembered {
  const loggers = new Map<string, LoggerMemory>(file === undefined ? [] : read(file, seed));
  let dirty = false;

  function save(): void {
    if (file === undefined || !dirty) return;
    dirty = false;
    mkdirSync(dirname(file), { recursive: true });
    const text = JSON.stringify({ form: 1, seed, loggers: Object.fromEntries(loggers) });
    writeFileSync(`${file}.part`, text, { mode: 0o600 });
    renameSync(`${file}.part`, file);
  }

  const timer = file === undefined ? undefined : setInterval(save, 1_000);
  timer?.unref();

  return {
    of(mn) {
      const known = loggers.get(mn);
      if (known) return known;
      const empty: LoggerMemory = { toldUpTo: {}, anchors: [], edited: [], lastRealTime: 0 };
      loggers.set(mn, empty);
      return empty;
    },
    touch() {
      dirty = true;
    },
    save,
    close() {
      clearInterval(timer);
      save();
    },
  };
}

/** A file we cannot read, or one of another seed whose values would differ, is as good as none. */
function read(file: string, seed: number): [string, LoggerMemory][] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  try {
    const kept = JSON.parse(text) as { form?: number; seed?: number; loggers?: Record<string, LoggerMemory> };
    return kept.form === 1 && kept.seed === seed && kept.loggers ? Object.entries(kept.loggers) : [];
  } catch {
    return [];
  }
}
