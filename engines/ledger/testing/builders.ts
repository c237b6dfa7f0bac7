/** Books to try things in: a database of one's own with the foundation and the ledger in it, and the invented city's accounts. */
import { fileURLToPath } from 'node:url';
import { isRefusal, type Refusal } from '../../../foundation/refusal.ts';
import { migrate } from '../../../foundation/store/migrate.ts';
import { openScopedStore, openSystemStore, type ScopedStore, type Store } from '../../../foundation/store/store.ts';
import { freshDatabase } from '../../../tools/test-cluster.ts';
import { declareAsset, type NewAccount, openAccount, room } from '../index.ts';

export interface TestBooks {
  system: Store;
  scoped: ScopedStore;
  urls: { owner: string; app: string; system: string; postgres: string };
  close(): Promise<void>;
}

export async function openTestBooks(): Promise<TestBooks> {
  const database = await freshDatabase();
  const foundation = fileURLToPath(new URL('../../../foundation/migrations', import.meta.url));
  await migrate(database.urls.postgres, [{ name: 'foundation', migrations: foundation }, room]);
  const system = openSystemStore(database.urls.system, 'ledger test', 8);
  const scoped = openScopedStore(database.urls.app, 'ledger test', 8);
  return {
    system,
    scoped,
    urls: database.urls,
    async close() {
      await system.close();
      await scoped.close();
      await database.drop();
    },
  };
}

/** 青山市's districts and firms. The credit codes are of an unused area (330499), so they are nobody's. */
export const city = '330400';
export const east = '330402';
export const west = '330411';
export const quarry = '91330499MA00000A01';
export const powerPlant = '91330499MA00000B02';

export function account(id: string, of: Partial<NewAccount> = {}): NewAccount {
  return { id, book: 'study', asset: 'study-points', name: id, party: null, district: city, openedOn: '2026-01-01', floor: 0n, ...of };
}

export async function openAll(books: TestBooks, accounts: NewAccount[]): Promise<void> {
  await books.system.tx(async (tx) => {
    must(await declareAsset(tx, { id: 'study-points', book: 'study', name: '学法积分', unit: '分', scale: 0 }));
    must(await declareAsset(tx, { id: 'SO2.kg', book: 'rights', name: '二氧化硫排污权', unit: '千克', scale: 2 }));
    for (const one of accounts) must(await openAccount(tx, one));
  });
}

export function must<T>(outcome: T | Refusal): T {
  if (isRefusal(outcome)) throw new Error(`${outcome.code}: ${outcome.says}`);
  return outcome;
}
