/**
 * A cluster for one run of tests: quick, forgetful, and gone afterwards.
 *
 * It lives under the system's temporary folder with flushing off. Should the run be killed, the next one finds the orphan by
 * the owner written beside it and clears it away. Never for data anyone would miss.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, startCluster } from './cluster.ts';
import { createFrom, dropDatabase, roleNames, urlFor } from './database.ts';
import { openHome, readJson, type Secrets, secretsOf } from './home.ts';
import { commandOf, isAlive, isStill, type RememberedProcess, remember, signal, waitUntilGone } from './processes.ts';

const prefix = 'xiushui-test-';
const template = 'xiushui_template';

/** What another process needs in order to make databases on this cluster. */
export interface TestServer {
  adminUrl: string;
  secrets: Secrets;
}

export interface TestDatabase {
  name: string;
  urls: { owner: string; app: string; system: string; postgres: string };
  drop(): Promise<void>;
}

export interface TestCluster extends TestServer {
  cluster: Cluster;
  createDatabase(name?: string, from?: string): Promise<TestDatabase>;
  stop(): Promise<void>;
}

export async function startTestCluster(): Promise<TestCluster> {
  await clearOrphans();
  const dir = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(dir, 0o711);
  writeFileSync(join(dir, 'owner.json'), JSON.stringify(remember(process.pid)));
  const home = openHome(dir, dir);
  try {
    const cluster = await startCluster(home, { durable: false, database: template });
    const server: TestServer = { adminUrl: cluster.url('postgres'), secrets: secretsOf(home) };
    return {
      ...server,
      cluster,
      createDatabase: (name, from) => createTestDatabase(server, name, from),
      stop: async () => {
        await cluster.stop('immediate');
        rmSync(dir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    throw error;
  }
}

/** A database of one's own, with the roles and extensions in it; `from` names another database to copy (one nobody is connected to). */
export async function createTestDatabase(
  server: TestServer,
  name = `t_${randomBytes(5).toString('hex')}`,
  from = template,
): Promise<TestDatabase> {
  await createFrom(server.adminUrl, name, from);
  const as = (role: 'owner' | 'app' | 'system') => urlFor(server.adminUrl, roleNames[role], server.secrets[role], name);
  return {
    name,
    urls: {
      owner: as('owner'),
      app: as('app'),
      system: as('system'),
      postgres: urlFor(server.adminUrl, 'postgres', server.secrets.postgres, name),
    },
    drop: () => dropDatabase(server.adminUrl, name),
  };
}

async function clearOrphans(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const dir = join(tmpdir(), name);
    try {
      if (statSync(dir).uid !== process.getuid?.()) continue;
      const owner = readJson<RememberedProcess>(join(dir, 'owner.json'));
      if (!owner || isStill(owner)) continue;
      const pid = Number(readFileSync(join(dir, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
      if (isAlive(pid) && commandOf(pid).includes(dir)) {
        signal(pid, 'SIGQUIT');
        await waitUntilGone(pid, 5_000);
      }
    } catch {
      // It never got as far as a postmaster, or another run is clearing it at this moment.
    }
    if (readJson(join(dir, 'owner.json'))) rmSync(dir, { recursive: true, force: true });
  }
}
