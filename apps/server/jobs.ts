/** Every job of the house: what is due by the clock or can be ordered. A room's job is one line here; the writer alone works them. */
import type { Job } from '../../foundation/jobs/index.ts';
import { backupJobs } from './backup-jobs.ts';
import type { House } from './house.ts';
import { importJobs } from './imports.ts';
import { undelivered } from './messages.ts';
import { paperJobs } from './papers.ts';
import { retentionJobs } from './retention.ts';
import type { Runtime } from './runtime.ts';
import { sealJobs } from './sealing.ts';

export function jobsOf(house: House, runtime: Runtime): Job<never>[] {
  return [
    ...sealJobs(runtime),
    undelivered,
    ...paperJobs(house, runtime),
    ...backupJobs(runtime),
    ...retentionJobs(house, runtime),
    ...importJobs(house, runtime),
  ];
}
