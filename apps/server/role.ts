/** One binary, three roles (and, for a demonstration, the simulated loggers). Started by the supervisor with the role's name. */
import { setLogLevel } from './events.ts';
import { runGateway } from './gateway-role.ts';
import { readRuntime } from './runtime.ts';
import { runSimulator } from './simulator-role.ts';
import { runWeb } from './web/web-role.ts';
import { runWriter } from './writer-role.ts';

const run = { gateway: runGateway, writer: runWriter, web: runWeb, simulator: runSimulator }[process.argv[2] ?? ''];
if (!run) {
  console.error(`role.ts takes gateway, writer, web or simulator, not '${process.argv[2] ?? ''}'`);
  process.exit(2);
}
const runtime = readRuntime();
setLogLevel(runtime.config.log.level);
await run(runtime);
