/** The demonstration's twenty loggers, as a child of the supervisor. They come in by the front door: real TCP, real frames. */
import { join } from 'node:path';
import { loggerPasswords, loggerPasswordsFile, packLoggers, simulate } from '../../tools/simulate/index.ts';
import { CITY_FOLDER } from './city.ts';
import { logLine } from './events.ts';
import { endWithSupervisor, type Runtime, sayReady } from './runtime.ts';

/** Long enough for a whole yesterday, which a daily mean needs. */
const BACKFILL_HOURS = 48;
const INTERVAL_SECONDS = 30;

export async function runSimulator(runtime: Runtime): Promise<void> {
  const passwords = loggerPasswords(loggerPasswordsFile(runtime.home));
  const simulation = simulate({
    host: runtime.hj212.host,
    port: runtime.hj212.port,
    loggers: packLoggers(join(CITY_FOLDER, 'pack-small'), (mn) => passwords[mn]),
    intervalSeconds: INTERVAL_SECONDS,
    backfill: { hours: BACKFILL_HOURS },
    stateFile: join(runtime.home, 'simulator.json'),
    seed: 8,
    now: Date.now,
    report: (event) => {
      if (event.kind === 'unreachable') logLine('simulator', 'warn', 'a simulated logger cannot reach the gateway', { ...event });
    },
  });
  endWithSupervisor(async () => {
    await simulation.stop();
  });
  sayReady();
}
