/** The beat of a process: every few seconds it writes down what it measures of itself, and its counters for collectors. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { type Beat, writeBeat } from '../../../foundation/health/index.ts';

/** Long enough to cost nothing, short enough that half a minute of silence is many beats. */
export const BEAT_MS = 5_000;

export const VERSION = (JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string }).version;

export interface Beating {
  registry: Registry;
  /** Writes a beat now: at the start, so that readiness need not wait for the first round. */
  beat(): Promise<void>;
  stop(): void;
}

export function startBeating(role: string, home: string, measure: () => Promise<Beat['numbers']> | Beat['numbers']): Beating {
  const folder = join(home, 'run');
  const startedAt = Date.now();
  const registry = new Registry();
  registry.setDefaultLabels({ role });
  collectDefaultMetrics({ register: registry });
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let isBusy = false;
  let isOver = false;

  const beat = async () => {
    if (isBusy || isOver) return;
    isBusy = true;
    try {
      const numbers = await within(4_000, measure);
      const own = {
        eventLoopMilliseconds: delay.count > 0 ? delay.percentile(99) / 1e6 : 0,
        memoryMegabytes: process.memoryUsage.rss() / (1 << 20),
      };
      delay.reset();
      const metrics = await registry.getMetricsAsJSON();
      if (!isOver)
        writeBeat(folder, {
          role,
          pid: process.pid,
          version: VERSION,
          startedAt,
          at: Date.now(),
          numbers: { ...own, ...numbers },
          metrics,
        });
    } catch {
      // A beat that cannot be written (a full disk) is a beat that is not heard, and that is what it should be.
    } finally {
      isBusy = false;
    }
  };
  const timer = setInterval(beat, BEAT_MS);
  timer.unref();
  return {
    registry,
    beat,
    stop: () => {
      isOver = true;
      clearInterval(timer);
      delay.disable();
    },
  };
}

/** What can be measured in time. A measurement that hangs (a database that does not answer) must not silence the process. */
async function within(milliseconds: number, measure: () => Promise<Beat['numbers']> | Beat['numbers']): Promise<Beat['numbers']> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Beat['numbers']>((resolve) => {
    timer = setTimeout(() => resolve({ databaseUp: 0 }), milliseconds);
  });
  try {
    return await Promise.race([Promise.resolve(measure()), late]);
  } catch {
    return { databaseUp: 0 };
  } finally {
    clearTimeout(timer);
  }
}
