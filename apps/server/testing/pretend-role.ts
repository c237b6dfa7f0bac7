/**
 * A role that does nothing but live: the supervisor's tests need children that come, go, hang and die on demand.
 * PRETEND names its bad habits, `role:habit` separated by commas: deaf (ignores SIGTERM), clinging (outlives its supervisor),
 * stillborn (dies before it is ready).
 */
import { endWithSupervisor, readRuntime, sayReady } from '../runtime.ts';

const name = process.argv[2];
const habits = (process.env.PRETEND ?? '').split(',').flatMap((one) => (one.startsWith(`${name}:`) ? [one.split(':')[1]] : []));

console.log(`here on ${readRuntime().web.port}`);
if (habits.includes('stillborn')) {
  console.error('I cannot go on');
  process.exit(7);
}
if (habits.includes('deaf')) process.on('SIGTERM', () => {});
else if (!habits.includes('clinging')) endWithSupervisor(() => console.log('good night'));
process.on('SIGINT', () => console.log('heard SIGINT'));
setInterval(() => {}, 60_000);
sayReady();
