import { z } from 'zod';
import {
  findSession,
  type Person as PersonRow,
  ROLES,
  type Session as SessionRow,
  signIn,
  signOut,
} from '../../../foundation/access/index.ts';
import { record } from '../../../foundation/audit/index.ts';
import { ref } from '../../../foundation/ref.ts';
import { isRefusal } from '../../../foundation/refusal.ts';
import { type App, COOKIE, type Context } from './context.ts';
import { type Person, Session } from './contract.ts';
import { sendRefusal } from './problem.ts';

export function sessionRoutes(app: App, context: Context): void {
  app.route({
    method: 'POST',
    url: '/api/session',
    config: { open: true, rateLimit: { max: 30, timeWindow: '1 minute' } },
    schema: {
      summary: '登录',
      tags: ['登录'],
      body: z.object({ login: z.string().min(1).max(64), password: z.string().min(1).max(200) }),
      response: { 200: Session },
    },
    handler: async (request, reply) => {
      const { login, password } = request.body as { login: string; password: string };
      const opened = await signIn(context.system, login, password, context.now());
      if (isRefusal(opened)) {
        await recordTry(context, login, opened.code, request.ip);
        return sendRefusal(reply, opened);
      }
      // Before the cookie goes out: nobody holds a session that is not on record.
      await recordPerson(context, opened.person, 'access.signedIn', '登录', 'Signed in', request.ip);
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
      const session = token ? await findSession(context.system, token, context.now()) : null;
      if (token) await signOut(context.system, token, context.now());
      if (session && !isRefusal(session)) await recordPerson(context, session.person, 'access.signedOut', '退出', 'Signed out', request.ip);
      return reply.clearCookie(COOKIE, { path: '/' }).code(204).send();
    },
  });
}

/** Signing in and out are events of the person's own district. */
async function recordPerson(context: Context, person: PersonRow, did: string, says: string, saysEn: string, from: string): Promise<void> {
  const district = person.districts.length === 1 ? (person.districts[0] as string) : '*';
  await context.system.tx((tx) =>
    record(tx, {
      did,
      by: person.login,
      byName: person.name,
      about: ref('person', person.login),
      says,
      saysEn,
      party: person.party,
      district,
      at: context.now(),
      from,
    }),
  );
}

/** A try that failed names the login tried and the address, since nobody is known to have made it; never the password. */
async function recordTry(context: Context, login: string, code: string, from: string): Promise<void> {
  await context.system.tx((tx) =>
    record(tx, {
      did: 'access.signInFailed',
      by: 'system',
      byName: '',
      about: ref('person', login),
      says: `登录未成功：${login}`,
      saysEn: `Sign-in failed: ${login}`,
      detail: { login, code },
      party: null,
      district: '*',
      at: context.now(),
      from,
    }),
  );
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
    scope: person.districts,
  };
}
