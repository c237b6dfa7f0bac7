/** What every route works with, and the one way a route is made: who may call it, and in whose scope it runs (F1). */
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { z } from 'zod';
import type { Cases } from '../../../engines/case/index.ts';
import {
  refuse as accessRefusals,
  findSession,
  OFFICIALS,
  type PhoneBook,
  ROLES,
  type Role,
  type Session,
  scopeOf,
  type Whence,
} from '../../../foundation/access/index.ts';
import type { Instant } from '../../../foundation/day.ts';
import type { Files } from '../../../foundation/files/index.ts';
import { once as onceOf } from '../../../foundation/http/once.ts';
import { isRefusal, type Refusal } from '../../../foundation/refusal.ts';
import type { ScopedStore, Store, Tx } from '../../../foundation/store/store.ts';
import type { House } from '../house.ts';
import type { Runtime } from '../runtime.ts';
import type { Limits } from './limits.ts';
import type { SingleSignOn } from './oidc.ts';
import { refuse, sendRefusal } from './problem.ts';

export interface Context {
  runtime: Runtime;
  house: House;
  cases: Cases;
  files: Files;
  /** Sessions and our own looks (set-aside facts); never a person's question about data. */
  system: Store;
  scoped: ScopedStore;
  now: () => Instant;
  /** The identity provider, when one is set up. */
  singleSignOn: SingleSignOn | null;
  /** Telephone numbers of firms and the public; its key is read when first asked for. */
  phones: () => PhoneBook;
}

export type App = FastifyInstance;

/** The session's cookie. Over https its name makes the browser refuse one that another host of the domain, or http, has set. */
export const cookieOf = (request: FastifyRequest) => (request.protocol === 'https' ? '__Host-xiushui' : 'xiushui');
export const tokenOf = (request: FastifyRequest) => request.cookies[cookieOf(request)];
export const whenceOf = (request: FastifyRequest): Whence => ({ address: request.ip, agent: request.headers['user-agent'] ?? null });
export const EVERYONE = Object.keys(ROLES) as Role[];
export { OFFICIALS };
/** Whoever has a part in the bureau's business: not the three administrators, not the public. */
export const BUSINESS: Role[] = [...OFFICIALS, 'firm'];

export interface Asked<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  session: Session;
  request: FastifyRequest;
  reply: FastifyReply;
  /** One transaction in the caller's scope. */
  inScope<T>(work: (tx: Tx) => Promise<T | Refusal>): Promise<T | Refusal>;
  /**
   * The same, for what changes something: with an `Idempotency-Key` the request sent again is answered as the first time (F16), in the transaction
   * of the work. What it returns is the route's whole answer.
   */
  once<T extends object>(work: (tx: Tx) => Promise<T | Refusal>): Promise<T | Refusal>;
}

export interface RouteOf<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> {
  method: HTTPMethods;
  url: string;
  summary: string;
  tag: string;
  roles: Role[];
  /** Answered even to someone who must choose a password first. */
  beforePassword?: boolean;
  params?: P;
  query?: Q;
  body?: B;
  answers: R;
  status?: number;
  run(asked: Asked<z.output<P>, z.output<Q>, z.output<B>>): Promise<z.input<R> | Refusal>;
}

/** Every route a session is needed for, with who may call it: what permission tests walk over. */
export interface RouteMade {
  method: string;
  url: string;
  roles: Role[];
}

export function router(app: App, context: Context, made: RouteMade[], limits: Limits) {
  return function route<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(of: RouteOf<P, Q, B, R>): void {
    made.push({ method: String(of.method), url: of.url, roles: of.roles });
    app.route({
      method: of.method,
      url: of.url,
      schema: {
        summary: of.summary,
        tags: [of.tag],
        ...(of.params ? { params: of.params } : {}),
        ...(of.query ? { querystring: of.query } : {}),
        ...(of.body ? { body: of.body } : {}),
        response: { [of.status ?? 200]: of.answers },
      },
      // Who asks is looked at before what is asked: a stranger learns nothing from our validation.
      onRequest: async (request, reply) => {
        const session = await findSession(context.system, tokenOf(request), context.now());
        if (isRefusal(session)) return sendRefusal(reply, session);
        if (request.method !== 'GET' && request.method !== 'HEAD' && request.headers['x-csrf-token'] !== session.csrf)
          return sendRefusal(reply, accessRefusals.wrongCsrf());
        if (session.mustChange && !of.beforePassword) return sendRefusal(reply, accessRefusals.passwordFirst());
        if (!of.roles.includes(session.person.role)) return sendRefusal(reply, accessRefusals.notAllowed(ROLES[session.person.role]));
        const over = await limits(request, session.person.login);
        if (over !== null) return sendRefusal(reply.header('retry-after', over), refuse.tooMany(over));
        request.session = session;
      },
      // PostgreSQL keeps no NUL, nobody types one, and no form of ours is forty levels deep: told here once, for every route and field.
      preValidation: async (request, reply) => {
        const odd = oddIn({ ...(request.params as object), ...(request.query as object) }) ?? oddIn(request.body);
        if (odd !== null) return sendRefusal(reply, refuse.invalid([odd]));
      },
      handler: (async (request: FastifyRequest, reply: FastifyReply) => {
        const session = request.session as Session;
        const inScope: Asked<unknown, unknown, unknown>['inScope'] = (work) => context.scoped.as(scopeOf(session.person), work);
        const answer = await of.run({
          params: request.params as z.output<P>,
          query: request.query as z.output<Q>,
          body: request.body as z.output<B>,
          session,
          request,
          reply,
          inScope,
          once: (work) => {
            const key = request.headers['idempotency-key'];
            if (typeof key !== 'string') return inScope(work);
            const asked = { method: request.method, url: request.url, body: request.body ?? null };
            return inScope(async (tx) => {
              const outcome = await onceOf(tx, { login: session.person.login, key, asked }, context.now(), () => work(tx));
              if (isRefusal(outcome)) return outcome;
              if (outcome.again) reply.header('idempotent-replayed', 'true');
              return outcome.answer;
            });
          },
        });
        if (isRefusal(answer)) return sendRefusal(reply, answer);
        // A spreadsheet was sent instead of the answer.
        if (reply.sent) return reply;
        return reply.code(of.status ?? 200).send(answer as never);
        // The types of the answer are checked by the route's declaration; fastify's own inference does not follow it through the generic.
      }) as never,
    });
  };
}

export type Route = ReturnType<typeof router>;

declare module 'fastify' {
  interface FastifyRequest {
    session: Session | null;
  }
  interface FastifyContextConfig {
    /** Open to someone without a session. */
    open?: boolean;
  }
}

const DEEPEST = 40;

/** The first place in what was sent that holds a NUL or lies too deep; null when there is none. */
function oddIn(value: unknown, path = '', depth = 0): { path: string; says: string } | null {
  if (typeof value === 'string') return value.includes('\0') ? { path, says: '含有不可见的空字符（NUL）' } : null;
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return null;
  if (depth > DEEPEST) return { path: path.slice(0, 80), says: '嵌套层次过深' };
  for (const [name, part] of Object.entries(value)) {
    if (name.includes('\0')) return { path, says: '字段名含有不可见的空字符（NUL）' };
    const found = oddIn(part, path ? `${path}.${name}` : name, depth + 1);
    if (found !== null) return found;
  }
  return null;
}
