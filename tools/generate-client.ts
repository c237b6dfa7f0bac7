/**
 * Writes the types of the API from its own description: apps/console/src/api.gen.ts, what openapi-fetch reads. Run it after changing a route or a
 * shape (`npm run generate`); a test holds the file equal to what the routes say. No database is needed: nothing is asked, only described.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { describeApi } from '../apps/server/web/web-role.ts';

export const CLIENT = fileURLToPath(new URL('../apps/console/src/api.gen.ts', import.meta.url));

export async function generatedClient(): Promise<string> {
  const types = astToString(await openapiTS(JSON.stringify(await describeApi()), { alphabetize: true }));
  return `// Made by tools/generate-client.ts from the routes of apps/server/web. Not edited by hand.\n\n${types}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(CLIENT, await generatedClient());
  process.exit(0);
}
