/** A demonstration with its web role in this process and nothing else running: what proofs of the API stand on. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare } from '../apps/server/prepare.ts';
import type { Runtime } from '../apps/server/runtime.ts';
import { openWeb, type Web } from '../apps/server/web/web-role.ts';
import { type Config, defaultConfig } from '../foundation/config/index.ts';
import { freshDatabase, type TestDatabase } from '../tools/test-cluster.ts';

export interface WebHouse {
  web: Web;
  runtime: Runtime;
  db: TestDatabase;
  password: string;
  signIn(login: string): Promise<SignedIn>;
  close(): Promise<void>;
}
export interface SignedIn {
  cookie: string;
  csrf: string;
}

/** `consoleDir` is where the console's pages would be; limits are lifted, since a proof asks more in a minute than ten people do. */
export async function openWebHouse(
  changes: { web?: Partial<Config['web']>; files?: Partial<Config['files']>; consoleDir?: string; now?: () => number } = {},
): Promise<WebHouse> {
  const db = await freshDatabase();
  const home = mkdtempSync(join(tmpdir(), 'xiushui-web-'));
  chmodSync(home, 0o700);
  mkdirSync(join(home, 'frames'));
  const config = defaultConfig();
  Object.assign(
    config.web,
    { requestsPerMinute: 1_000_000, questionsPerMinute: 1_000_000, changesPerMinute: 1_000_000, exportsPerMinute: 1_000_000 },
    changes.web,
  );
  Object.assign(config.files, changes.files);
  const runtime: Runtime = {
    home,
    frames: join(home, 'frames'),
    consoleDir: changes.consoleDir ?? '',
    urls: { owner: db.urls.postgres, app: db.urls.app, system: db.urls.system },
    web: { host: '127.0.0.1', port: 0 },
    hj212: { host: '127.0.0.1', port: 0 },
    config,
    demo: true,
    log: 'json',
  };
  const password = (await prepare(runtime)).accounts[0]?.password ?? '';
  const web = await openWeb(runtime, changes.now);
  return {
    web,
    runtime,
    db,
    password,
    async signIn(login) {
      const answer = await web.app.inject({ method: 'POST', url: '/api/session', payload: { login, password } });
      if (answer.statusCode !== 200) throw new Error(`${login} could not sign in: ${answer.body}`);
      return { cookie: String(answer.headers['set-cookie']).split(';')[0] as string, csrf: answer.json<{ csrf: string }>().csrf };
    },
    async close() {
      await web.close();
      await db.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
