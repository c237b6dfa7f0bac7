/**
 * Vitest's global set-up: one throw-away PostgreSQL for the whole run, its address handed to every worker.
 * If it cannot start, suites without a database still run and those with one fail with the reason.
 */
import type { TestProject } from 'vitest/node';
import { startTestCluster } from '../foundation/store/throwaway.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  try {
    const cluster = await startTestCluster();
    project.provide('testServer', { adminUrl: cluster.adminUrl, secrets: cluster.secrets });
    return () => cluster.stop();
  } catch (error) {
    project.provide('testServer', { failed: (error as Error).message });
    return async () => {};
  }
}
