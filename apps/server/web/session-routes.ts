/** The door: everything a person without a session may ask. What is said here does not depend on whether an account exists. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { find, findEver, isCreditCode } from '../../../engines/registry/index.ts';
import {
  applyForFirm,
  beginElsewhere,
  createFirstAdministrators,
  enterByCode,
  enterByIdentity,
  findOneTime,
  findSession,
  isMobile,
  isWaiting,
  linkByCode,
  type Opened,
  type Person as PersonRow,
  ROLES,
  refuse as refuseAccess,
  returnedFromElsewhere,
  sendCode,
  setPasswordByLink,
  signIn,
  signOut,
} from '../../../foundation/access/index.ts';
import { record } from '../../../foundation/audit/index.ts';
import { type Instant, MINUTE } from '../../../foundation/day.ts';
import { ref } from '../../../foundation/ref.ts';
import { isRefusal, type Refusal } from '../../../foundation/refusal.ts';
import type { Tx } from '../../../foundation/store/store.ts';
import { Door } from './access-contract.ts';
import { type App, type Context, cookieOf, tokenOf, whenceOf } from './context.ts';
import { type Person, Session } from './contract.ts';
import { countTries } from './limits.ts';
import { refuse, sendRefusal } from './problem.ts';

/** Between leaving for the provider and coming back: sent along by the browser when another site sends it to us, so Lax and not Strict. */
const AWAY = 'xiushui-away';
/** Vouched for, and waiting to be linked to an account. */
const WAITING = 'xiushui-waiting';
const RETURN = '/api/door/sso/return';

/** What is asked seldom, and by nobody known: a limit for the address. Signing in has one that counts what went wrong (limits.ts). */
const seldom = (max: number) => ({ open: true, rateLimit: { max, timeWindow: '1 minute' } });

/** Only an address of our own is gone to after signing in. */
const ownPath = (to: string) => (/^\/(?![/\\])/.test(to) && !to.startsWith('/login') ? to : '/');

const Login = z
  .string()
  .trim()
  .min(2)
  .max(40)
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]*$/);
const Password = z.string().min(1).max(200);
const Token = z.string().min(20).max(100);
const Phone = z.string().trim().refine(isMobile, '请填写 11 位手机号');

/** A try that failed names the login tried and the address, since nobody is known to have made it; never the password. */
function recordTry(tx: Tx, login: string, code: string, from: string, at: Instant): Promise<number> {
  return record(tx, {
    did: 'access.signInFailed',
    by: 'system',
    byName: '',
    about: ref('person', login),
    says: `登录未成功：${login}`,
    saysEn: `Sign-in failed: ${login}`,
    detail: { login, code },
    party: null,
    district: '*',
    at,
    from,
  });
}

export function sessionRoutes(app: App, context: Context): void {
  const { now, system, house, singleSignOn, phones } = context;
  const tries = countTries(context.runtime.config.web);
  const isSecure = (request: FastifyRequest) => request.protocol === 'https';
  const publicUrl = (request: FastifyRequest) => context.runtime.config.web.publicUrl ?? `${request.protocol}://${request.host}`;

  function keepSession(request: FastifyRequest, reply: FastifyReply, token: string): void {
    reply.setCookie(cookieOf(request), token, { path: '/', httpOnly: true, sameSite: 'strict', secure: isSecure(request) });
  }
  async function shown(opened: Omit<Opened, 'token'> | (Omit<Opened, 'token' | 'before' | 'failedSince'> & Partial<Opened>)) {
    const { before, failedSince } = opened;
    return {
      person: await shownPerson(context, opened.person),
      csrf: opened.csrf,
      expiresAt: opened.endsAt,
      demo: opened.demo,
      mustChange: opened.mustChange,
      since: failedSince === undefined ? null : { lastAt: before?.at ?? null, lastFrom: before?.from ?? null, failed: failedSince },
    };
  }
  async function enter(request: FastifyRequest, reply: FastifyReply, opened: Opened | Refusal) {
    if (isRefusal(opened)) return sendRefusal(reply, opened);
    keepSession(request, reply, opened.token);
    return shown(opened);
  }
  /** Lets a try through unless there were too many wrong ones, and forgets the try when it was right. */
  async function trying(request: FastifyRequest, reply: FastifyReply, account: string, of: () => Promise<Opened | Refusal>) {
    const wait = tries.begin(account, request.ip, now());
    if (wait !== null) return sendRefusal(reply.header('retry-after', wait), refuse.tooMany(wait));
    const opened = await of();
    if (!isRefusal(opened)) tries.wasRight(account, request.ip, now());
    return enter(request, reply, opened);
  }
  const doorOf = (request: FastifyRequest) => ({ ...whenceOf(request), former: tokenOf(request) });

  app.route({
    method: 'POST',
    url: '/api/session',
    config: { open: true },
    schema: {
      summary: '登录',
      tags: ['登录'],
      body: z.object({ login: z.string().min(1).max(64), password: Password }),
      response: { 200: Session },
    },
    handler: async (request, reply) => {
      const { login, password } = request.body as { login: string; password: string };
      return trying(request, reply, login, async () => {
        const opened = await signIn(system, login, password, now(), doorOf(request));
        // Of every name tried, known or not, and for both it takes as long.
        if (isRefusal(opened)) await system.tx((tx) => recordTry(tx, login, opened.code, request.ip, now()));
        return opened;
      });
    },
  });

  app.route({
    method: 'GET',
    url: '/api/session',
    schema: { summary: '当前登录', tags: ['登录'], response: { 200: Session } },
    handler: async (request, reply) => {
      const session = await findSession(system, tokenOf(request), now());
      return isRefusal(session) ? sendRefusal(reply, session) : shown(session);
    },
  });

  app.route({
    method: 'DELETE',
    url: '/api/session',
    schema: {
      summary: '退出',
      tags: ['登录'],
      response: { 200: z.object({ leave: z.string().nullable().describe('where to go to leave the identity provider too') }) },
    },
    handler: async (request, reply) => {
      const token = tokenOf(request);
      const session = await findSession(system, token, now());
      // Leaving is a change like any other: another site must not be able to throw a person out.
      if (!isRefusal(session) && request.headers['x-csrf-token'] !== session.csrf) return sendRefusal(reply, refuseAccess.wrongCsrf());
      const { leave } = token && !isRefusal(session) ? await signOut(system, token, now(), whenceOf(request)) : { leave: null };
      reply.clearCookie(cookieOf(request), { path: '/', secure: isSecure(request) });
      return { leave: leave && singleSignOn ? await singleSignOn.leave(`${publicUrl(request)}/login?why=out`, now()) : null };
    },
  });

  app.route({
    method: 'GET',
    url: '/api/door',
    config: { open: true },
    schema: { summary: '登录页所需', tags: ['登录'], response: { 200: Door } },
    handler: async () => ({
      singleSignOn: singleSignOn?.name ?? null,
      areas: house.city.bodies
        .filter((body) => body.kind === 'branch')
        .map((body) => ({ code: body.area, name: house.city.areaName(body.area) })),
    }),
  });

  // --- Single sign-on ---------------------------------------------------------------------------------------------------------

  app.route({
    method: 'GET',
    url: '/api/door/sso',
    config: seldom(300),
    schema: { summary: '前往统一身份认证', tags: ['登录'], querystring: z.object({ to: z.string().max(500).default('/') }) },
    handler: async (request, reply) => {
      if (!singleSignOn) return sendRefusal(reply, refuseAccess.noSingleSignOn());
      const secret = await system.tx((tx) => beginElsewhere(tx, now()));
      const address = await singleSignOn.begin(secret, publicUrl(request) + RETURN, now());
      if (isRefusal(address)) return reply.redirect(`/login?refused=${address.code}`);
      const { to } = request.query as { to: string };
      reply.setCookie(AWAY, `${secret}.${Buffer.from(ownPath(to)).toString('base64url')}`, {
        path: RETURN,
        httpOnly: true,
        sameSite: 'lax',
        secure: isSecure(request),
        maxAge: 600,
      });
      return reply.redirect(address);
    },
  });

  app.route({
    method: 'GET',
    url: RETURN,
    config: seldom(300),
    schema: { summary: '统一身份认证返回', tags: ['登录'] },
    handler: async (request, reply) => {
      if (!singleSignOn) return sendRefusal(reply, refuseAccess.noSingleSignOn());
      const [secret = '', to = ''] = (request.cookies[AWAY] ?? '').split('.');
      reply.clearCookie(AWAY, { path: RETURN, secure: isSecure(request) });
      const refused = (refusal: Refusal) => reply.redirect(`/login?refused=${refusal.code}`);
      // Used up before anything is asked: the same answer a second time, or in another browser, is nobody's.
      const isOurs = await system.tx((tx) => returnedFromElsewhere(tx, secret, now()));
      if (!isOurs) return refused(refuseAccess.providerRefused());
      const vouched = await singleSignOn.finish(secret, new URL(request.url, publicUrl(request)), now());
      if (isRefusal(vouched)) return refused(vouched);
      const outcome = await enterByIdentity(system, { ...vouched, leave: vouched.issuer }, now(), doorOf(request));
      if (isRefusal(outcome)) return refused(outcome);
      if (isWaiting(outcome)) {
        reply.setCookie(WAITING, outcome.waiting, {
          path: '/api/door/sso',
          httpOnly: true,
          sameSite: 'strict',
          secure: isSecure(request),
          maxAge: 15 * 60,
        });
        return refused(refuseAccess.identityWaits());
      }
      keepSession(request, reply, outcome.token);
      return reply.redirect(ownPath(Buffer.from(to, 'base64url').toString('utf8')));
    },
  });

  app.route({
    method: 'POST',
    url: '/api/door/sso/link',
    config: seldom(10),
    schema: { summary: '以关联码关联统一身份', tags: ['登录'], body: z.object({ code: Token }), response: { 200: Session } },
    handler: async (request, reply) => {
      const { code } = request.body as { code: string };
      const waiting = request.cookies[WAITING];
      if (!waiting) return sendRefusal(reply, refuseAccess.linkOver());
      return enter(request, reply, await linkByCode(system, waiting, code.trim(), now(), doorOf(request)));
    },
  });

  // --- One-time links ---------------------------------------------------------------------------------------------------------

  app.route({
    method: 'POST',
    url: '/api/door/link',
    config: seldom(30),
    schema: {
      summary: '一次性链接是否有效',
      tags: ['登录'],
      body: z.object({ token: Token, purpose: z.enum(['firstAdministrators', 'setPassword']) }),
      response: { 200: z.object({ login: z.string().nullable(), endsAt: z.number() }) },
    },
    handler: async (request, reply) => {
      const { token, purpose } = request.body as { token: string; purpose: 'firstAdministrators' | 'setPassword' };
      const found = await system.tx((tx) => findOneTime(tx, purpose, token, now()));
      return found ? { login: found.login, endsAt: found.ends_at } : sendRefusal(reply, refuseAccess.linkOver());
    },
  });

  app.route({
    method: 'POST',
    url: '/api/door/first',
    config: seldom(10),
    schema: {
      summary: '首次设置三名管理员',
      tags: ['登录'],
      body: z.object({
        token: Token,
        people: z
          .array(
            z.object({
              role: z.enum(['admin', 'security', 'auditor']),
              login: Login,
              name: z.string().trim().min(1).max(40),
              staffNo: z.string().trim().min(1).max(40),
              password: Password,
            }),
          )
          .length(3),
      }),
      response: { 200: z.object({ logins: z.array(z.string()) }) },
    },
    handler: async (request, reply) => {
      const { token, people } = request.body as { token: string; people: Parameters<typeof createFirstAdministrators>[3] };
      const body = house.city.bodies[0]?.id ?? '';
      const made = await createFirstAdministrators(system, token, body, people, now(), request.ip);
      return isRefusal(made) ? sendRefusal(reply, made) : made;
    },
  });

  app.route({
    method: 'POST',
    url: '/api/door/password',
    config: seldom(10),
    schema: {
      summary: '以一次性链接设置密码',
      tags: ['登录'],
      body: z.object({ token: Token, password: Password }),
      response: { 200: z.object({ login: z.string() }) },
    },
    handler: async (request, reply) => {
      const { token, password } = request.body as { token: string; password: string };
      const set = await setPasswordByLink(system, token, password, now(), request.ip);
      return isRefusal(set) ? sendRefusal(reply, set) : set;
    },
  });

  // --- Firms and the public ---------------------------------------------------------------------------------------------------

  app.route({
    method: 'POST',
    url: '/api/door/firm',
    config: { open: true, rateLimit: { max: 5, timeWindow: '10 minutes' } },
    schema: {
      summary: '申请企业账户',
      tags: ['登录'],
      body: z.object({
        creditCode: z.string().trim().toUpperCase().length(18),
        name: z.string().trim().min(2).max(120),
        contact: z.string().trim().min(1).max(40),
        phone: Phone,
        district: z.string().max(20),
        proof: z.string().trim().min(4).max(2_000),
      }),
      response: { 202: z.object({ received: z.literal(true) }) },
    },
    handler: async (request, reply) => {
      const { creditCode, ...of } = request.body as Record<'creditCode' | 'name' | 'contact' | 'phone' | 'district' | 'proof', string>;
      if (!isCreditCode(creditCode)) return sendRefusal(reply, refuseAccess.creditCodeWrong());
      if (!house.city.branchOf(of.district))
        return sendRefusal(reply, refuse.invalid([{ path: 'district', says: '请选择所在县（市、区）' }]));
      await applyForFirm(system, phones(), { party: creditCode, ...of }, now(), request.ip);
      return reply.code(202).send({ received: true });
    },
  });

  app.route({
    method: 'POST',
    url: '/api/door/code',
    config: seldom(10),
    schema: {
      summary: '获取短信验证码',
      tags: ['登录'],
      body: z.object({ phone: Phone }),
      response: { 202: z.object({ sent: z.literal(true), again: z.number().describe('milliseconds until another may be asked for') }) },
    },
    handler: async (request, reply) => {
      const { phone } = request.body as { phone: string };
      const refused = await sendCode(system, phones(), phone, house.city.signature, now(), whenceOf(request));
      return refused ? sendRefusal(reply, refused) : reply.code(202).send({ sent: true, again: MINUTE });
    },
  });

  app.route({
    method: 'POST',
    url: '/api/door/code/enter',
    config: { open: true },
    schema: {
      summary: '以短信验证码登录',
      tags: ['登录'],
      body: z.object({
        phone: Phone,
        code: z
          .string()
          .trim()
          .regex(/^\d{6}$/),
      }),
      response: { 200: Session },
    },
    handler: async (request, reply) => {
      const { phone, code } = request.body as { phone: string; code: string };
      return trying(request, reply, phone, () => enterByCode(system, phones(), phone, code, now(), doorOf(request)));
    },
  });
}

async function shownPerson(context: Context, person: PersonRow): Promise<z.input<typeof Person>> {
  const firm =
    person.role === 'firm' && person.party
      ? await context.system.tx(
          async (tx) => (await find(tx, 'firm', person.party as string)) ?? findEver(tx, 'firm', person.party as string),
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

export { Login as LoginShape, ownPath, Password as PasswordShape };
