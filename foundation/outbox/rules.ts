/**
 * When a message may go out: hours of quiet, one message instead of many, and no flood. Decided when it is due, not when it is written, so that what
 * was sent meanwhile counts. The numbers are the city's (dated parameters); here is only what they mean.
 */
import { DAY, dayOf, type Instant, MINUTE, startOfDay } from '../day.ts';
import type { Tx } from '../store/store.ts';

export interface Rules {
  /** Who signs. */
  signature: string;
  /** Minutes after midnight between which a group of receivers is left in peace; null when it never is. */
  quiet(group: string, at: Instant): { from: number; to: number } | null;
  /** How long after a message others of its kind about the same thing to the same receiver wait to be told together; 0 for never. */
  groupFor(at: Instant): number;
  limits(at: Instant): Limits;
  /** The words of a message about several: of a template, or of any when it has none. */
  many(tx: Tx, kind: string, at: Instant): Promise<string>;
  /** In the transaction that finds it: somebody should know. */
  onTrouble?(tx: Tx, trouble: Trouble): Promise<void>;
}

export interface Limits {
  receiverPerMinute: number;
  receiverPerDay: number;
  housePerMinute: number;
  housePerDay: number;
}

export interface Trouble {
  what: 'flood' | 'house' | 'failed' | 'undeliverable';
  message: number;
  channel: string;
  receiver: string;
  about: { kind: string; id: string } | null;
  party: string | null;
  district: string;
  says: string;
  at: Instant;
}

export type HeldWhy = 'quiet' | 'group' | 'flood' | 'house';
export interface Hold {
  why: HeldWhy;
  until: Instant;
  /** The first of its kind: somebody is told. */
  first: boolean;
}

export interface Waiting {
  id: number;
  channel: string;
  receiver: string;
  kind: string;
  receiver_group: string | null;
  urgent: boolean;
  due_at: Instant | null;
  grouped_by: string | null;
  held_why: HeldWhy | null;
  tries: number;
}

/** The end of the hours of quiet an instant falls in, or null. From 21:00 to 07:00 passes midnight. */
export function quietUntil(quiet: { from: number; to: number } | null, at: Instant): Instant | null {
  if (!quiet || quiet.from === quiet.to) return null;
  const midnight = startOfDay(dayOf(at));
  const minute = Math.floor((at - midnight) / MINUTE);
  const { from, to } = quiet;
  if (from < to) return minute >= from && minute < to ? midnight + to * MINUTE : null;
  if (minute >= from) return midnight + DAY + to * MINUTE;
  return minute < to ? midnight + to * MINUTE : null;
}

/** Why a message that is due may not go out yet; null when it may. In this order. */
export async function holdOf(tx: Tx, message: Waiting, rules: Rules, now: Instant): Promise<Hold | null> {
  // One that was tried has passed here already; holding it now would look like losing it.
  if (message.tries > 0) return null;
  const isTooLate = (until: Instant) => message.due_at !== null && message.due_at <= until;
  const quiet = message.urgent || !message.receiver_group ? null : quietUntil(rules.quiet(message.receiver_group, now), now);
  // A deadline that would be over by morning is told tonight.
  if (quiet !== null && !isTooLate(quiet)) return { why: 'quiet', until: quiet, first: false };

  const window = rules.groupFor(now);
  if (message.grouped_by !== null && !message.urgent && window > 0) {
    const last = await tx.find<{ at: Instant | null }>(
      `select max(coalesce(sent_at, next_at)) as at from outbox
        where channel = $1 and receiver = $2 and kind = $3 and grouped_by = $4 and id <> $5 and state <> 'joined'
          and (sent_at > to_timestamp($6 / 1000.0) or (state = 'queued' and tries > 0))`,
      [message.channel, message.receiver, message.kind, message.grouped_by, message.id, now - window],
    );
    const until = last?.at ? Math.max(last.at + window, now + MINUTE) : null;
    if (until !== null && !isTooLate(until)) return { why: 'group', until, first: false };
  }

  const limits = rules.limits(now);
  const sent = await tx.get<{ house_minute: number; house_day: number; oldest: Instant | null }>(
    `select count(*) filter (where sent_at > to_timestamp($1 / 1000.0)) as house_minute, count(*) as house_day,
            min(sent_at) filter (where sent_at > to_timestamp($1 / 1000.0)) as oldest
       from outbox where sent_at > to_timestamp($2 / 1000.0)`,
    [now - MINUTE, startOfDay(dayOf(now)) - 1],
  );
  const tomorrow = startOfDay(dayOf(now)) + DAY;
  if (sent.house_day >= limits.housePerDay) return held('house', tomorrow);
  if (sent.house_minute >= limits.housePerMinute) return held('house', (sent.oldest ?? now) + MINUTE);
  if (message.urgent) return null;
  const own = await tx.get<{ minute: number; day: number; oldest: Instant | null }>(
    `select count(*) filter (where sent_at > to_timestamp($3 / 1000.0)) as minute, count(*) as day,
            min(sent_at) filter (where sent_at > to_timestamp($3 / 1000.0)) as oldest
       from outbox where channel = $1 and receiver = $2 and sent_at > to_timestamp($4 / 1000.0)`,
    [message.channel, message.receiver, now - MINUTE, startOfDay(dayOf(now)) - 1],
  );
  if (own.day >= limits.receiverPerDay) return held('flood', tomorrow);
  if (own.minute >= limits.receiverPerMinute) return held('flood', (own.oldest ?? now) + MINUTE);
  return null;

  async function held(why: 'flood' | 'house', until: Instant): Promise<Hold> {
    const before = await tx.find(
      `select 1 from outbox where state = 'queued' and held_why = $1 and id <> $2 and ($1 = 'house' or (channel = $3 and receiver = $4)) limit 1`,
      [why, message.id, message.channel, message.receiver],
    );
    return { why, until, first: before === undefined && message.held_why !== why };
  }
}
