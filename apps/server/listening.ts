/**
 * Since when we have been listening without a break (O5). Silence may be held against a logger only if we would have heard it: not while PostgreSQL was
 * away, while the writer was behind the frame log, or while this machine slept. A gateway that is down is not seen from here.
 */
import { type Instant, SECOND } from '../../foundation/day.ts';

/** A turn of the writer's loop that took longer, or frames older than this when they are met, mean that we were not listening. */
const ABSENT = 10 * SECOND;

export class Listening {
  since: Instant;
  #lastTurn: Instant;

  constructor(now: Instant) {
    this.since = now;
    this.#lastTurn = now;
  }

  /** A turn of the loop begins. */
  turn(now: Instant): void {
    if (now - this.#lastTurn > ABSENT) this.since = now;
    this.#lastTurn = now;
  }

  /** The frames of a turn were met; the last of them had been received at this moment. */
  met(receivedAt: Instant | null, now: Instant): void {
    if (receivedAt !== null && now - receivedAt > ABSENT) this.since = now;
  }

  /** The frames of a turn could not be met. */
  failed(now: Instant): void {
    this.since = now;
  }
}
