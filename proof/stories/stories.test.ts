/** Every programme's examples, run. They are the manual as much as the test. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOMS } from '../../apps/server/house.ts';
import { migrate } from '../../foundation/store/migrate.ts';
import { freshDatabase, type TestDatabase } from '../../tools/test-cluster.ts';
import { play, type Story } from './run.ts';

const PROGRAMMES = fileURLToPath(new URL('../../programmes', import.meta.url));
const files = readdirSync(PROGRAMMES, { recursive: true, encoding: 'utf8' })
  .filter((name) => /examples\/[^/]+\.yaml$/.test(name.replaceAll('\\', '/')))
  .sort();

let house: TestDatabase;
beforeAll(async () => {
  house = await freshDatabase();
  await migrate(house.urls.postgres, ROOMS);
});
afterAll(() => house?.drop());

describe.each(files.map((name) => ({ name, story: parse(readFileSync(join(PROGRAMMES, name), 'utf8')) as Story })))(
  '$name',
  ({ name, story }) => {
    it(story.title, async () => {
      expect(story.source, `${relative(PROGRAMMES, name)} names no source for its numbers`).toBeTruthy();
      const db = await freshDatabase(house.name);
      try {
        expect(await play(story, db.urls)).toEqual([]);
      } finally {
        await db.drop();
      }
    });
  },
);
