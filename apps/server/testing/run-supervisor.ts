/** A supervisor with pretended roles in a process of its own. Says each event as one JSON line. */
import { fileURLToPath } from 'node:url';
import { defaultConfig } from '../../../foundation/config/index.ts';
import { connected } from '../../../foundation/store/database.ts';
import { CannotStart } from '../../../foundation/store/home.ts';
import type { Role } from '../runtime.ts';
import { supervise } from '../supervise.ts';

const say = (event: object) => console.log(JSON.stringify(event));
const [clone, webPort, hj212Port, roles] = process.argv.slice(2);
const supervision = supervise({
  clone: clone!,
  config: defaultConfig({
    'web.port': Number(webPort),
    'hj212.port': Number(hj212Port),
    'store.home': process.env.XIUSHUI_DATA || null,
    'store.databaseUrl': process.env.DATABASE_URL || null,
  }),
  demo: true,
  simulation: true,
  roles: roles ? (roles.split(',') as Role[]) : undefined,
  log: 'json',
  report: (step, words) => say({ step, ...words }),
  relay: (child, line) => say({ child, line }),
  prepare: async (runtime) => {
    await connected(runtime.urls.owner, async (client) => {
      await client.query('create table if not exists starts (at timestamptz default now()); insert into starts default values');
      const { rows } = await client.query('select count(*)::int as n from starts');
      say({ starts: rows[0].n });
      if (process.env.SLOW_PREPARE) await client.query('select pg_sleep(30)');
    });
    return { accounts: [], tries: [] };
  },
  buildConsole: async () => `${clone}/dist`,
  roleScript: fileURLToPath(new URL('./pretend-role.ts', import.meta.url)),
  patience: 700,
});
process.on('SIGTERM', supervision.stop);
process.on('SIGINT', supervision.stop);
// Stands for the second Ctrl-C.
process.on('SIGUSR2', () => {
  supervision.force();
  process.exit(130);
});
try {
  const ready = await supervision.ready;
  if (ready) say({ ready: true, address: ready.address, home: ready.home.dir });
  await supervision.stopped;
  process.exit(0);
} catch (error) {
  say(error instanceof CannotStart ? { code: error.code, says: error.says, saysEn: error.saysEn } : { failed: String(error) });
  process.exit(1);
}
