/**
 * Days that are waited for: an entry's own dates (an end of validity, a next inspection) become facts some days before they come, once for each day
 * waited for. The sweep is a job of the writer; it judges nothing and opens nothing, it only says that the day is near.
 */
import { addDays, type Day, dayOf, type Instant } from '../../foundation/day.ts';
import { announce } from '../../foundation/facts/index.ts';
import { ref } from '../../foundation/ref.ts';
import type { Store } from '../../foundation/store/store.ts';
import { maskless, type Register, type Watched } from './register.ts';
import { type Due, listDue, noteAnnounced } from './store.ts';

const ROUND = 200;

/** Announces every day that is near and has not been announced; returns how many. A day that has passed unseen (the house stood still) is announced late, never left out. */
export async function announceDays(
  store: Store,
  registers: Iterable<Register>,
  dated: (parameter: string, at: Instant) => number,
  now: Instant,
): Promise<number> {
  let announced = 0;
  const today = dayOf(now);
  for (const register of registers) {
    for (const watched of register.watches ?? []) {
      const until = addDays(today, watched.daysBefore ? dated(watched.daysBefore, now) : 0);
      const years = watched.yearsAfter ? dated(watched.yearsAfter, now) : 0;
      for (;;) {
        const near = await store.tx(async (tx) => {
          const due = await listDue(tx, register.id, watched.id, { of: watched.of, years }, today, until, ROUND);
          for (const one of due) {
            await noteAnnounced(tx, register.id, one.code, watched.id, one.comes, now);
            await announce(tx, appearance(register, watched, one, today, now));
          }
          return due.length;
        });
        announced += near;
        if (near < ROUND) break;
      }
    }
  }
  return announced;
}

function appearance(register: Register, watched: Watched, { comes, ...entry }: Due, today: Day, now: Instant) {
  return {
    kind: `registry.${register.id}.${watched.id}`,
    ref: ref(register.id, entry.code),
    subject: `${register.id}:${entry.code}`,
    party: entry.party,
    place: entry.place,
    district: entry.district,
    day: today,
    detail: { ...maskless(register, entry.detail), register: register.id, code: entry.code, name: entry.name, comes },
    at: now,
  };
}
