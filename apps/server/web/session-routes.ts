import { z } from 'zod';
import {
  findSession,
  type Person as PersonRow,
  ROLES,
  type Session as SessionRow,
  signIn,
  signOut,
} from '../../../foundation/access/index.ts';
import { isRefusal } from '../../../foundation/refusal.ts';
import { type App, COOKIE, type Context } from './context.ts';
import { type Person, Session } from './contract.ts';
import { sendRefusal } from './problem.ts';

export function sessionRoutes(app: App, context: Context): void {
  app.route({
    method: 'POST',
    url: '/api/session',
    config: { rateLimit: { max: 30, timeWindow: '1 minute' } },
    schema: {
      summary: '登录',
      tags: ['登录'],
      body: z.object({ login: z.string().min(1).max(64), password: z.string().min(1).max(200) }),
      response: { 200: Session },
    },
    handler: async (request, reply) => {
      const { login, password } = request.body as { login: string; password: string };
      const opened = await signIn(context.system, login, password, context.now());
      if (isRefusal(opened)) return sendRefusal(reply, opened);
      reply.setCookie(COOKIE, opened.token, { path: '/', httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https' });
      return { person: await shownPerson(context, opened.person), csrf: opened.csrf, expiresAt: opened.endsAt, demo: opened.demo };
    },
  });
  app.route({
    method: 'GET',
    url: '/api/session',
    schema: { summary: '当前登录', tags: ['登录'], response: { 200: Session } },
    handler: async (request, reply) => {
      const session = await findSession(context.system, request.cookies[COOKIE], context.now());
      if (isRefusal(session)) return sendRefusal(reply, session);
      return {
        person: await shownPerson(context, session.person),
        csrf: session.csrf,
        expiresAt: session.endsAt,
        demo: (session as SessionRow).demo,
      };
    },
  });
  app.route({
    method: 'DELETE',
    url: '/api/session',
    schema: { summary: '退出', tags: ['登录'] },
    handler: async (request, reply) => {
      const token = request.cookies[COOKIE];
      if (token) await signOut(context.system, token, context.now());
      return reply.clearCookie(COOKIE, { path: '/' }).code(204).send();
    },
  });
}

async function shownPerson(context: Context, person: PersonRow): Promise<z.input<typeof Person>> {
  const firm = person.party
    ? await context.system.tx((tx) =>
        tx.find<{ name: string }>(
          `select name from registry_entry where register = 'firm' and code = $1 and known_to is null order by valid_from desc limit 1`,
          [person.party],
        ),
      )
    : undefined;
  return {
    login: person.login,
    name: person.name,
    role: person.role,
    roleName: ROLES[person.role],
    body: firm?.name ?? context.house.city.bodyName(person.body),
    party: person.party,
    scope: person.role === 'firm' ? [] : person.districts,
  };
}
