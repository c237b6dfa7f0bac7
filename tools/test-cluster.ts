/**
 * A database of its own for a test file: `const db = await freshDatabase()` in `beforeAll`, `await db.drop()` in `afterAll`.
 *
 * Every file of one vitest run draws from the one cluster that `vitest-setup.ts` started. A script outside vitest starts its
 * own with `startTestCluster` of foundation/store.
 */
import { inject } from 'vitest';
import { createTestDatabase, type TestDatabase, type TestServer } from '../foundation/store/throwaway.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    testServer: TestServer | { failed: string };
  }
}

export type { TestDatabase };

/** An empty database with roles and extensions. `from` copies another one instead, for example one already migrated. */
export async function freshDatabase(from?: string): Promise<TestDatabase> {
  const server = inject('testServer');
  if (server === undefined) {
    throw new Error('No shared test cluster: vitest.config.ts must name tools/vitest-setup.ts as globalSetup.');
  }
  if ('failed' in server) throw new Error(`The shared test cluster did not start: ${server.failed}`);
  return createTestDatabase(server, undefined, from);
}
