import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CLIENT, generatedClient } from './generate-client.ts';

it("the console's typed client is what the routes say today (npm run generate)", async () => {
  expect(readFileSync(CLIENT, 'utf8')).toBe(await generatedClient());
});
