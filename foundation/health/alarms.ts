/**
 * When a person is told. A trouble is raised once, after it was there at two looks (a hiccup is nobody's business); repeated with pauses that double
 * while it lasts; and cleared with a message when it was gone at two looks. Pure: state, troubles and time in, state and events out.
 */
import { HOUR, type Instant, MINUTE } from '../day.ts';
import type { Trouble } from './numbers.ts';

interface Standing {
  trouble: Trouble;
  since: Instant;
  looks: number;
  /** Looks in a row at which it was gone. */
  goneLooks: number;
  raisedAt: Instant | null;
  toldAt: Instant | null;
  pause: number;
}

export interface AlarmState {
  standing: Standing[];
  /** The number of the last event; numbers only grow, so whoever carries events on knows how far it got. */
  last: number;
}

export interface Event {
  number: number;
  sort: 'raised' | 'repeated' | 'cleared';
  at: Instant;
  since: Instant;
  trouble: Trouble;
}

const LOOKS = 2;

export const emptyAlarms: AlarmState = { standing: [], last: 0 };

export function stepAlarms(
  state: AlarmState,
  troubles: readonly Trouble[],
  now: Instant,
  setting: { repeatMinutes: number; longestRepeatHours: number },
): { state: AlarmState; events: Event[] } {
  const events: Event[] = [];
  let last = state.last;
  const tell = (sort: Event['sort'], of: Standing) => {
    last += 1;
    events.push({ number: last, sort, at: now, since: of.since, trouble: of.trouble });
  };
  const standing: Standing[] = [];
  for (const before of state.standing) {
    const trouble = troubles.find(({ key }) => key === before.trouble.key);
    if (!trouble) {
      const gone = { ...before, goneLooks: before.goneLooks + 1 };
      if (before.raisedAt === null) continue;
      if (gone.goneLooks >= LOOKS) tell('cleared', gone);
      else standing.push(gone);
      continue;
    }
    const one: Standing = { ...before, trouble, looks: before.looks + 1, goneLooks: 0 };
    if (one.raisedAt === null && one.looks >= LOOKS) {
      one.raisedAt = now;
      one.toldAt = now;
      tell('raised', one);
    } else if (one.toldAt !== null && now - one.toldAt >= one.pause) {
      one.toldAt = now;
      one.pause = Math.min(one.pause * 2, setting.longestRepeatHours * HOUR);
      tell('repeated', one);
    }
    standing.push(one);
  }
  for (const trouble of troubles) {
    if (standing.some((one) => one.trouble.key === trouble.key)) continue;
    standing.push({ trouble, since: now, looks: 1, goneLooks: 0, raisedAt: null, toldAt: null, pause: setting.repeatMinutes * MINUTE });
  }
  return { state: { standing, last }, events };
}
