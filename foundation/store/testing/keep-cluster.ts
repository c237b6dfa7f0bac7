/** A process to kill: starts the cluster of the home it is given, says so in one JSON line, and stays until it is ended. */
import { startCluster } from '../cluster.ts';
import { CannotStart, openHome } from '../home.ts';

const dir = process.argv[2]!;
try {
  const cluster = await startCluster(openHome(dir, dir), { address: 'http://127.0.0.1:1', report: (step) => console.error(step) });
  console.log(JSON.stringify({ pid: cluster.pid, port: cluster.port, adopted: cluster.adopted, url: cluster.url('owner') }));
  process.once('SIGTERM', async () => {
    await cluster.stop();
    process.exit(0);
  });
  setInterval(() => {}, 60_000);
} catch (error) {
  console.log(
    JSON.stringify(error instanceof CannotStart ? { code: error.code, says: error.says, saysEn: error.saysEn } : { failed: String(error) }),
  );
  process.exit(3);
}
