/** The house that runs here, for commands that look into it: its runtime file says where the store is. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../foundation/config/index.ts';
import { homePlace } from '../../foundation/store/home.ts';
import { type Runtime, readRuntime } from '../server/runtime.ts';
import { UsageError } from './command.ts';

const clone = fileURLToPath(new URL('../../', import.meta.url));

/** A configuration file named in the environment may say where the home is; the one in the home itself cannot. */
function homeHere(): string {
  const place = homePlace(clone);
  return process.env.XIUSHUI_CONFIG ? (loadConfig({ home: place }).config.store.home ?? place) : place;
}

export function runningHouse(): Runtime {
  const file = process.env.XIUSHUI_RUNTIME || join(homeHere(), 'run', 'runtime.json');
  if (!existsSync(file)) {
    throw new UsageError({ zh: '秀水没有在此启动过；请先运行 npm start。', en: 'Xiushui has not been started here; run npm start first.' });
  }
  return readRuntime(file);
}
