/** Every programme's examples, run. They are the manual as much as the test; and between them they show everything the programmes declare. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOMS } from '../../apps/server/house.ts';
import { migrate } from '../../foundation/store/migrate.ts';
import { programmes } from '../../programmes/programmes.gen.ts';
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

const played = { stories: 0, reactions: new Set<string>(), steps: new Set<string>() };

describe.each(files.map((name) => ({ name, story: parse(readFileSync(join(PROGRAMMES, name), 'utf8')) as Story })))(
  '$name',
  ({ name, story }) => {
    it(story.title, async () => {
      expect(story.source, `${relative(PROGRAMMES, name)} names no source for its numbers`).toBeTruthy();
      const db = await freshDatabase(house.name);
      try {
        const { wrong, reactions, steps } = await play(story, db.urls, name.replaceAll('\\', '/'));
        expect(wrong).toEqual([]);
        played.stories += 1;
        for (const id of reactions) played.reactions.add(id);
        for (const id of steps) played.steps.add(id);
      } finally {
        await db.drop();
      }
    });
  },
);

describe('the stories between them', () => {
  it('show every reaction having its consequence and every step being taken', (test) => {
    if (played.stories < files.length) return test.skip('only some of the stories were run, or one went wrong');
    const reactions = programmes.flatMap((p) => p.reactions ?? []).map((r) => r.id);
    const steps = programmes.flatMap((p) => p.cases ?? []).flatMap((c) => Object.keys(c.steps).map((step) => `${c.id}.${step}`));
    expect([...reactions.filter((id) => !played.reactions.has(id)), ...steps.filter((id) => !played.steps.has(id))]).toEqual([]);
  });
});

describe('a story that does not go as told', () => {
  it('names its programme, itself, the moment, the step and the field that was not filled in', async () => {
    const name = 'emergency/contingency-plans/examples/renewed.yaml';
    const story = parse(readFileSync(join(PROGRAMMES, name), 'utf8')) as Story;
    const says = { level: 'major', signedOn: '2026-09-20' };
    const opens = { by: 'fang', procedure: 'plan-filing', says };
    const db = await freshDatabase(house.name);
    try {
      const { wrong } = await play({ ...story, given: {}, when: [{ at: '2026-09-28 10:00', opens }] }, db.urls, name);
      expect(wrong).toEqual([
        `${name} · 1. 2026-09-28 10:00 · plan-filing.filed：拒绝应为 null，实为 "case.fieldMissing"：请填写“应急物资存放点”（stores）`,
      ]);
    } finally {
      await db.drop();
    }
  });
});
