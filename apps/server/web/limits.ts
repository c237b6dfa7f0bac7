/**
 * How much one account may ask in a minute, whatever address it comes from; addresses have a limit of their own before anyone is known (web-role.ts).
 * An office of fifty people stands behind one address, and a script with a stolen cookie behind many: neither is the right unit alone.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../../../foundation/config/index.ts';

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
