/** A migrated database of its own for a test file, with all three roles at the door. Only for tests. */
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { freshDatabase } from '../../tools/test-cluster.ts';
import { migrate, type Room } from '../store/migrate.ts';
import { openScopedStore, openSystemStore, type ScopedStore, type Store } from '../store/store.ts';

export const FOUNDATION: Room = { name: 'foundation', migrations: fileURLToPath(new URL('../migrations', import.meta.url)) };

export interface House {
  urls: { owner: string; app: string; system: string; postgres: string };
  system: Store;
  app: ScopedStore;
  /** The owner of the tables, whom row security does not bind: for arranging and for tampering. */
  owner: pg.Pool;
  close(): Promise<void>;
}

export async function openHouse(rooms: Room[] = [FOUNDATION]): Promise<House> {
  const db = await freshDatabase();
  await migrate(db.urls.postgres, rooms);
  const system = openSystemStore(db.urls.system, 'test system', 8);
  const app = openScopedStore(db.urls.app, 'test app', 8);
  const owner = new pg.Pool({ connectionString: db.urls.owner, max: 2, options: '-c search_path=xiushui,public' });
  owner.on('error', () => {});
  return {
    urls: db.urls,
    system,
    app,
    owner,
    async close() {
      await Promise.all([system.close(), app.close(), owner.end()]);
      await db.drop();
    },
  };
}
