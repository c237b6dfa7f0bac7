/** A whole demonstration house without a network: migrated, seeded, its web role answering `call`. For tests of routes. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultConfig } from '../../../foundation/config/index.ts';
import { freshDatabase, type TestDatabase } from '../../../tools/test-cluster.ts';
import { prepare } from '../prepare.ts';
import type { Runtime } from '../runtime.ts';
import { openWeb, type Web } from '../web/web-role.ts';

export interface OpenHouse {
  db: TestDatabase;
  runtime: Runtime;
  web: Web;
  /** A request as one of the demonstration's accounts. */
  call(login: string, method: string, url: string, payload?: object): Promise<{ status: number; body: string; json: <T>() => T }>;
  close(): Promise<void>;
}

export async function openDemonstration(now: () => number = Date.now): Promise<OpenHouse> {
  const db = await freshDatabase();
  const home = mkdtempSync(join(tmpdir(), 'xiushui-house-'));
  chmodSync(home, 0o700);
  mkdirSync(join(home, 'frames'));
  const runtime: Runtime = {
    home,
    frames: join(home, 'frames'),
    consoleDir: '',
    urls: { owner: db.urls.postgres, app: db.urls.app, system: db.urls.system },
    web: { host: '127.0.0.1', port: 0 },
    config: defaultConfig(),
    hj212: { host: '127.0.0.1', port: 0 },
    demo: true,
    log: 'json',
  };
  const password = (await prepare(runtime)).accounts[0]?.password ?? '';
  const web = await openWeb(runtime, now);
  const sessions = new Map<string, { cookie: string; csrf: string }>();
  const session = async (login: string) => {
    const known = sessions.get(login);
    if (known) return known;
    const answer = await web.app.inject({ method: 'POST', url: '/api/session', payload: { login, password } });
    if (answer.statusCode !== 200) throw new Error(`${login} could not sign in: ${answer.body}`);
    const made = { cookie: String(answer.headers['set-cookie']).split(';')[0] as string, csrf: answer.json<{ csrf: string }>().csrf };
    sessions.set(login, made);
    return made;
  };
  return {
    db,
    runtime,
    web,
    async call(login, method, url, payload) {
      const { cookie, csrf } = await session(login);
      const answer = await web.app.inject({
        method: method as 'GET',
        url,
        headers: { cookie, 'x-csrf-token': csrf },
        ...(method === 'GET' ? {} : { payload: payload ?? {} }),
      });
      return { status: answer.statusCode, body: answer.body, json: <T>() => answer.json<T>() };
    },
    async close() {
      await web.close();
      await db.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
