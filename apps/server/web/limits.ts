/**
 * How much one account may ask in a minute, whatever address it comes from; addresses have a limit of their own before anyone is known (web-role.ts).
 * An office of fifty people stands behind one address, and a script with a stolen cookie behind many: neither is the right unit alone.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../../../foundation/config/index.ts';
import { type Instant, MINUTE } from '../../../foundation/day.ts';

const EVERY = '1 minute';

export type Allowances = Pick<Config['web'], 'questionsPerMinute' | 'changesPerMinute' | 'exportsPerMinute'>;

/** Seconds to wait when this account has asked too much of this sort; null when it may go on. */
export type Limits = (request: FastifyRequest, login: string) => Promise<number | null>;

const owner = new WeakMap<FastifyRequest, string>();

export function personalLimits(app: FastifyInstance, allowances: Allowances): Limits {
  const limit = (max: number, sort: string) =>
    app.createRateLimit({ max, timeWindow: EVERY, keyGenerator: (request) => `${sort}:${owner.get(request)}` });
  const sorts = {
    ask: limit(allowances.questionsPerMinute, 'ask'),
    write: limit(allowances.changesPerMinute, 'write'),
    export: limit(allowances.exportsPerMinute, 'export'),
  };
  return async (request, login) => {
    owner.set(request, login);
    const format = (request.query as { format?: unknown } | undefined)?.format;
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const sort = !isRead ? 'write' : format === 'csv' ? 'export' : 'ask';
    const state = await sorts[sort](request);
    return !state.isAllowed && state.isExceeded ? Math.max(1, state.ttlInSeconds) : null;
  };
}

/**
 * Wrong tries at the door, of one account from one address, and of one address whatever it tries. Who comes in has not tried anything: an office of
 * fifty behind one address signs in at half past eight without waiting for anybody. The lock on an account (foundation/access) is another thing; it
 * follows the account to every address.
 */
export interface Tries {
  /** Counted before it is looked at, so that a hundred guesses sent at once are a hundred. Seconds to wait when there were too many. */
  begin(account: string, address: string, now: Instant): number | null;
  /** It was no wrong try after all. */
  wasRight(account: string, address: string, now: Instant): void;
}

/** So many counts are held at most; a flood from many addresses pushes the eldest out, and the lock on an account stands whatever is forgotten here. */
const COUNTS = 20_000;

export function countTries({ failedSignInsPerMinute, failedSignInsPerAddress }: Config['web']): Tries {
  const counts = new Map<string, { since: Instant; tries: number }>();
  const countOf = (key: string, now: Instant) => {
    const known = counts.get(key);
    if (known && known.since + MINUTE > now) return known;
    counts.delete(key);
    const [eldest] = counts.keys();
    if (eldest !== undefined && counts.size >= COUNTS) counts.delete(eldest);
    const begun = { since: now, tries: 0 };
    counts.set(key, begun);
    return begun;
  };
  const both = (account: string, address: string, now: Instant) => [
    { count: countOf(`address ${address}`, now), most: failedSignInsPerAddress },
    { count: countOf(`account ${address} ${account.toLowerCase()}`, now), most: failedSignInsPerMinute },
  ];
  return {
    begin(account, address, now) {
      const asked = both(account, address, now);
      const over = asked.filter(({ count, most }) => count.tries >= most);
      if (over.length) return Math.max(...over.map(({ count }) => Math.max(1, Math.ceil((count.since + MINUTE - now) / 1000))));
      for (const { count } of asked) count.tries += 1;
      return null;
    },
    wasRight(account, address, now) {
      for (const { count } of both(account, address, now)) count.tries = Math.max(0, count.tries - 1);
    },
  };
}
