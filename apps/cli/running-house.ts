/** The house that runs here, for commands that look into it: its runtime file says where the store is. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataHome } from '../../foundation/store/home.ts';
import { type Runtime, readRuntime } from '../server/runtime.ts';
import { UsageError } from './command.ts';

const clone = fileURLToPath(new URL('../../', import.meta.url));

export function runningHouse(): Runtime {
  const file = process.env.XIUSHUI_RUNTIME ?? join(dataHome(clone).run, 'runtime.json');
  if (!existsSync(file)) {
    throw new UsageError({ zh: '秀水没有在此启动过；请先运行 npm start。', en: 'Xiushui has not been started here; run npm start first.' });
  }
  return readRuntime(file);
}
