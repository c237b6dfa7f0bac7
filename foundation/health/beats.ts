/**
 * Beats: every process writes what it measures of itself into a small file in the home, every few seconds. A file and not a table or a channel, because
 * it is still there when PostgreSQL, the supervisor or the process itself is not: then its age grows, which is the news. Written whole beside and
 * renamed, but not flushed: a beat lost in a power cut is followed by the next.
 */
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../day.ts';

export interface Beat {
  role: string;
  pid: number;
  version: string;
  startedAt: Instant;
  at: Instant;
  numbers: Record<string, number | null>;
  /** Counters and histograms as prom-client hands them over, with the role as a label. */
  metrics: unknown[];
}

const NAME = /^beat-([a-z]+)\.json$/;

export function writeBeat(folder: string, beat: Beat): void {
  const path = join(folder, `beat-${beat.role}.json`);
  const draft = `${path}.draft`;
  writeFileSync(draft, JSON.stringify(beat), { mode: 0o600 });
  renameSync(draft, path);
}

/** The last beat of every process that ever beat here, in the order of their names. */
export function readBeats(folder: string): Beat[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => NAME.test(name));
  } catch {
    return [];
  }
  return names.sort().flatMap((name) => {
    try {
      return [JSON.parse(readFileSync(join(folder, name), 'utf8')) as Beat];
    } catch {
      // Gone, or never ours to read: as if it had not beaten.
      return [];
    }
  });
}

export function isBeating(beat: Beat | undefined, now: Instant, silentAfterSeconds: number): boolean {
  return beat !== undefined && now - beat.at <= silentAfterSeconds * 1_000;
}
