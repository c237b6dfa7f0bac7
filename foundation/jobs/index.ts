/**
 * Jobs: work that is due by the clock or was ordered. Declared by whoever needs it, worked by the writer only, shown to the administrator.
 *
 * At least once, said plainly: a kill in the middle means that the run is done again. A job writes the same when it writes again, or writes in one
 * transaction with its mark (`onceIn`). What is ordered (`enqueue`) is ordered in the transaction that wants it done, once a key.
 */
export {
  enqueue,
  findJob,
  type Job,
  type JobAt,
  type JobShown,
  listJobs,
  listRuns,
  type Order,
  onceIn,
  type RunShown,
  refuse as jobRefusals,
} from './job.ts';
export { prepareJobs } from './queue.ts';
export { type DeadRun, type Jobs, nextRun, openJobs, type Working } from './work.ts';
