import { expect, it } from 'vitest';
import { MINUTE, SECOND } from '../../foundation/day.ts';
import { Listening } from './listening.ts';

it('we have listened since we began, as long as turns are short and frames are met as they come (O5)', () => {
  const listening = new Listening(0);
  for (let now = 0; now <= MINUTE; now += SECOND) {
    listening.turn(now);
    listening.met(now - 200, now);
  }
  expect(listening.since).toBe(0);
});

it.each([
  ['the machine slept', (listening: Listening) => listening.turn(30 * MINUTE)],
  ['PostgreSQL was away', (listening: Listening) => listening.failed(30 * MINUTE)],
  ['the writer met frames received long ago', (listening: Listening) => listening.met(MINUTE, 30 * MINUTE)],
] as const)('after a while in which %s we begin to listen anew, and hold nothing against a logger (O5)', (_what, happens) => {
  const listening = new Listening(0);
  happens(listening);
  expect(listening.since).toBe(30 * MINUTE);
});
