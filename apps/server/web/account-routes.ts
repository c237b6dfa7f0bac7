/** One's own account, and the accounts of the house for the two administrators who keep them. Rules are foundation/access's; here they get words. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isCreditCode } from '../../../engines/registry/index.ts';
import {
  type AccountRow as Account_,
  type Actor,
  changePassword,
  closeAccount,
  createAccount,
  endSession,
  endSessions,
  endSessionsOf,
  findAccount,
  findPolicy,
  grant,
  linkIdentity,
  listAccounts,
  listIdentities,
  listSessions,
  listSignIns,
  makeLinkCode,
  moveAccount,
  ROLES,
  type Role as RoleName,
  refuse as refuseAccess,
  reopenAccount,
  resetPassword,
  type Session,
  setPolicy,
  unlinkIdentity,
  unlock,
  VERBS,
  withdraw,
} from '../../../foundation/access/index.ts';
import { record } from '../../../foundation/audit/index.ts';
import { DAY, showInstant } from '../../../foundation/day.ts';
import type { Refusal } from '../../../foundation/refusal.ts';
import type { Tx } from '../../../foundation/store/store.ts';
import { Account, AccountChoices, AccountPage, Identity, Me, Policy, PolicySet, type Why } from './access-contract.ts';
import { type Context, EVERYONE, type Route, whenceOf } from './context.ts';
import { Instant, Role } from './contract.ts';
import { sendCsv } from './csv.ts';
import { refuse } from './problem.ts';
import { LoginShape, PasswordShape } from './session-routes.ts';

const KEEPERS: RoleName[] = ['admin', 'security'];
const Text = (max: number) => z.string().trim().min(1).max(max);
const Params = z.object({ login: z.string().min(1).max(64) });
const Reason = z.object({ reason: Text(200) });
const Done = z.object({ login: z.string() });

export const actorOf = (session: Session, request: FastifyRequest): Actor => ({
  login: session.person.login,
  name: session.person.name,
  role: session.person.role,
  from: request.ip,
});

export const whyOf = (refusal: Refusal | null): z.input<typeof Why> | null =>
  refusal && { code: refusal.code, says: refusal.says, saysEn: refusal.saysEn, do: refusal.do ?? null, doEn: refusal.doEn ?? null };

export function accountRoutes(route: Route, context: Context): void {
  const { now, system, house } = context;
  const { city } = house;

  const shownRow = (row: Account_) => ({
    ...row,
    roleName: row.role && ROLES[row.role],
    bodyName: row.role === 'firm' ? (row.party ?? '') : city.bodyName(row.body),
    districtNames: row.districts.map((code) => (code === '*' ? '全市' : city.areaName(code))),
  });
  async function traces(tx: Tx, login: string, own: string | null) {
    const openSessions = (await listSessions(tx, login, now())).map((one) => ({ ...one, own: one.id === own }));
    return { openSessions, history: await listSignIns(tx, login) };
  }
  const knownBody = (body: string) => city.bodies.some((one) => one.id === body);
  const knownDistrict = (code: string) => code === '*' || city.districts.some((area) => area.code === code);
  const unknown = (path: string, says: string) => refuse.invalid([{ path, says }]);

  // --- One's own --------------------------------------------------------------------------------------------------------------

  route({
    method: 'GET',
    url: '/api/me',
    summary: '我的账户',
    tag: '账户',
    roles: EVERYONE,
    beforePassword: true,
    answers: Me,
    run: ({ session }) =>
      system.tx(async (tx) => {
        const { person } = session;
        const account = await findAccount(tx, person, person.login, now());
        if (!account) return refuseAccess.noSession();
        const { policy } = await findPolicy(tx);
        const { hasPassword } = await tx.get<{ hasPassword: boolean }>(
          'select password_hash is not null as "hasPassword" from person where login = $1',
          [person.login],
        );
        return {
          login: account.login,
          name: account.name,
          post: account.post,
          staffNo: account.staffNo,
          certificate: account.certificate,
          mustChange: session.mustChange,
          hasPassword,
          passwordAt: account.passwordAt,
          passwordEndsAt: policy.passwordDays > 0 && account.passwordAt !== null ? account.passwordAt + policy.passwordDays * DAY : null,
          singleSignOn: context.singleSignOn?.name ?? null,
          identities: account.identities,
          ...(await traces(tx, person.login, session.id)),
        };
      }),
  });

  route({
    method: 'POST',
    url: '/api/me/password',
    summary: '修改本人密码',
    tag: '账户',
    roles: EVERYONE,
    beforePassword: true,
    body: z.object({ old: PasswordShape, fresh: PasswordShape }),
    answers: z.object({ ended: z.number().int() }),
    run: ({ body, session, request }) => changePassword(system, session, body.old, body.fresh, now(), whenceOf(request)),
  });

  route({
    method: 'POST',
    url: '/api/me/sessions/:session/end',
    summary: '结束本人的一个会话',
    tag: '账户',
    roles: EVERYONE,
    params: z.object({ session: z.string().regex(/^\d{1,15}$/) }),
    answers: z.object({ ended: z.number().int() }),
    run: ({ params, session }) =>
      system.tx(async (tx) => (await endSession(tx, session.person.login, params.session, now())) ?? { ended: 1 }),
  });

  route({
    method: 'POST',
    url: '/api/me/sessions/end-others',
    summary: '结束本人的其他会话',
    tag: '账户',
    roles: EVERYONE,
    answers: z.object({ ended: z.number().int() }),
    run: ({ session }) => system.tx(async (tx) => ({ ended: await endSessions(tx, session.person.login, now(), session.id) })),
  });

  route({
    method: 'POST',
    url: '/api/me/link-code',
    summary: '生成本人的统一身份关联码',
    tag: '账户',
    roles: EVERYONE,
    answers: z.object({ code: z.string(), endsAt: Instant }),
    run: async ({ session, request }) =>
      context.singleSignOn ? makeLinkCode(system, actorOf(session, request), session.person.login, now()) : refuseAccess.noSingleSignOn(),
  });

  // --- Accounts of the house --------------------------------------------------------------------------------------------------

  route({
    method: 'GET',
    url: '/api/accounts',
    summary: '账户列表',
    tag: '账户',
    roles: KEEPERS,
    query: z.object({
      q: z.string().max(60).optional(),
      role: z.string().max(20).optional(),
      body: z.string().max(40).optional(),
      district: z.string().max(20).optional(),
      state: z.enum(['active', 'locked', 'held', 'waiting', 'closed']).optional(),
      cursor: z.string().max(64).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
      format: z.enum(['json', 'csv']).default('json'),
    }),
    answers: AccountPage,
    run: ({ query, session, request, reply }) =>
      system.tx(async (tx) => {
        const isSheet = query.format === 'csv';
        const { items, next } = await listAccounts(tx, query, isSheet ? { limit: 10_000 } : query, now());
        const rows = items.map(shownRow);
        if (isSheet) {
          await record(tx, {
            did: 'access.accountsExported',
            by: session.person.login,
            byName: session.person.name,
            about: null,
            says: `导出账户列表 ${rows.length} 行`,
            saysEn: `Exported ${rows.length} accounts`,
            party: null,
            district: '*',
            at: now(),
            from: request.ip,
          });
          sendCsv(reply, 'accounts', '账户与授权', '全部账户', session.person.name, now(), ACCOUNT_COLUMNS, rows);
        }
        return { items: rows, next };
      }),
  });

  route({
    method: 'GET',
    url: '/api/accounts/choices',
    summary: '建立账户和授权时可选的单位、辖区、岗位',
    tag: '账户',
    roles: KEEPERS,
    answers: AccountChoices,
    run: async ({ session }) => ({
      bodies: city.bodies.map(({ id, name }) => ({ id, name })),
      areas: city.districts.map(({ code, name }) => ({ code, name })),
      roles: (Object.keys(ROLES) as RoleName[]).filter((role) => role !== 'citizen').map((role) => ({ role, name: ROLES[role] })),
      createWhy: session.person.role === VERBS.create ? null : whyOf(refuseAccess.notYourVerb(ROLES[VERBS.create])),
    }),
  });

  route({
    method: 'GET',
    url: '/api/accounts/:login',
    summary: '一个账户',
    tag: '账户',
    roles: KEEPERS,
    params: Params,
    answers: Account,
    run: ({ params, session }) =>
      system.tx(async (tx) => {
        const account = await findAccount(tx, session.person, params.login, now());
        if (!account) return refuseAccess.noSuchAccount(params.login);
        return {
          ...account,
          ...shownRow(account),
          verbs: account.verbs.map(({ verb, why }) => ({ verb, why: whyOf(why) })),
          ...(await traces(tx, params.login, session.id)),
        };
      }),
  });

  route({
    method: 'POST',
    url: '/api/accounts',
    summary: '建立账户',
    tag: '账户',
    roles: [VERBS.create],
    body: z.object({
      login: LoginShape,
      name: Text(40),
      body: z.string().max(40),
      post: z.string().trim().max(60).default(''),
      staffNo: z
        .string()
        .trim()
        .max(40)
        .transform((text) => text || null)
        .nullable()
        .default(null),
    }),
    answers: z.object({ login: z.string(), password: z.string().describe('shown once, to be handed over; good for a week') }),
    run: async ({ body, session, request }) =>
      knownBody(body.body) ? createAccount(system, actorOf(session, request), body, now()) : unknown('body', '请选择单位'),
  });

  route({
    method: 'POST',
    url: '/api/accounts/:login/move',
    summary: '调整姓名、单位、职务',
    tag: '账户',
    roles: [VERBS.move],
    params: Params,
    body: z.object({ name: Text(40), body: z.string().max(40), post: z.string().trim().max(60) }),
    answers: z.object({ login: z.string(), roleWithdrawn: z.boolean() }),
    run: async ({ params, body, session, request }) =>
      knownBody(body.body) ? moveAccount(system, actorOf(session, request), params.login, body, now()) : unknown('body', '请选择单位'),
  });

  route({
    method: 'POST',
    url: '/api/accounts/:login/reset-password',
    summary: '重置密码',
    tag: '账户',
    roles: [VERBS.resetPassword],
    params: Params,
    answers: z.object({
      password: z.string(),
      held: z.boolean().describe('a security administrator must release it before anyone enters'),
    }),
    run: ({ params, session, request }) => resetPassword(system, actorOf(session, request), params.login, now()),
  });

  route({
    method: 'POST',
    url: '/api/accounts/:login/close',
    summary: '关闭账户',
    tag: '账户',
    roles: [VERBS.close],
    params: Params,
    body: Reason,
    answers: Done,
    run: ({ params, body, session, request }) => closeAccount(system, actorOf(session, request), params.login, body.reason, now()),
  });

  route({
    method: 'POST',
    url: '/api/accounts/:login/reopen',
    summary: '重新启用账户',
    tag: '账户',
    roles: [VERBS.reopen],
    params: Params,
    answers: Done,
    run: ({ params, session, request }) => reopenAccount(system, actorOf(session, request), params.login, now()),
  });

  route({
    method: 'POST',
    url: '/api/accounts/:login/grant',
    summary: '授予岗位、辖区、单位代码、证号',
    tag: '账户',
    roles: [VERBS.grant],
    params: Params,
    body: z.object({
      role: Role.exclude(['citizen']),
      districts: z.array(z.string().max(20)).max(60).default([]),
      party: z.string().trim().toUpperCase().max(18).nullable().default(null),
      certificate: z
        .string()
        .trim()
        .max(60)
        .transform((text) => text || null)
        .nullable()
        .default(null),
    }),
    answers: Done,
    run: async ({ params, body, session, request }) => {
      if (body.party && !isCreditCode(body.party)) return refuseAccess.creditCodeWrong();
      if (!body.districts.every(knownDistrict)) return unknown('districts', '辖区代码不存在');
      return grant(system, actorOf(session, request), params.login, { ...body, party: body.party || null }, now());
    },
  });

  route({
    method: 'POST',
    url: '/api/accounts/:login/withdraw',
    summary: '收回授权',
    tag: '账户',
    roles: [VERBS.withdraw],
    params: Params,
    body: Reason,
    answers: Done,
    run: ({ params, body, session, request }) => withdraw(system, actorOf(session, request), params.login, body.reason, now()),
  });

  route({
    method: 'POST',
    url: '/api/accounts/:login/unlock',
    summary: '解锁或放行',
    tag: '账户',
    roles: [VERBS.unlock],
    params: Params,
    answers: Done,
    run: ({ params, session, request }) => unlock(system, actorOf(session, request), params.login, now()),
  });

  route({
    method: 'POST',
    url: '/api/accounts/:login/end-sessions',
    summary: '结束会话',
    tag: '账户',
    roles: [VERBS.endSessions],
    params: Params,
    body: z.object({
      id: z
        .string()
        .regex(/^\d{1,15}$/)
        .nullable()
        .default(null),
    }),
    answers: z.object({ ended: z.number().int() }),
    run: ({ params, body, session, request }) => endSessionsOf(system, actorOf(session, request), params.login, body.id, now()),
  });

  route({
    method: 'POST',
    url: '/api/accounts/:login/link-code',
    summary: '为账户生成统一身份关联码',
    tag: '账户',
    roles: [VERBS.linkIdentity],
    params: Params,
    answers: z.object({ code: z.string(), endsAt: Instant }),
    run: ({ params, session, request }) => makeLinkCode(system, actorOf(session, request), params.login, now()),
  });

  // --- Policy and identities --------------------------------------------------------------------------------------------------

  route({
    method: 'GET',
    url: '/api/access/policy',
    summary: '登录策略',
    tag: '账户',
    roles: KEEPERS,
    answers: PolicySet,
    run: async ({ session }) => ({
      ...(await system.tx(findPolicy)),
      why: session.person.role === VERBS.setPolicy ? null : whyOf(refuseAccess.notYourVerb(ROLES[VERBS.setPolicy])),
    }),
  });

  route({
    method: 'POST',
    url: '/api/access/policy',
    summary: '修改登录策略',
    tag: '账户',
    roles: [VERBS.setPolicy],
    body: Policy,
    answers: Policy,
    run: ({ body, session, request }) => setPolicy(system, actorOf(session, request), body, now()),
  });

  route({
    method: 'GET',
    url: '/api/identities',
    summary: '统一身份',
    tag: '账户',
    roles: [VERBS.linkIdentity],
    answers: z.object({ items: z.array(Identity) }),
    run: async () => ({ items: await system.tx(listIdentities) }),
  });

  const Whose = z.object({ issuer: z.string().min(1).max(500), sub: z.string().min(1).max(300) });
  route({
    method: 'POST',
    url: '/api/identities/link',
    summary: '关联统一身份到账户',
    tag: '账户',
    roles: [VERBS.linkIdentity],
    body: Whose.extend({ login: z.string().min(1).max(64) }),
    answers: Done,
    run: ({ body: { login, ...of }, session, request }) => linkIdentity(system, actorOf(session, request), of, login, now()),
  });

  route({
    method: 'POST',
    url: '/api/identities/unlink',
    summary: '解除统一身份关联',
    tag: '账户',
    roles: [VERBS.linkIdentity],
    body: Whose,
    answers: Done,
    run: ({ body, session, request }) => unlinkIdentity(system, actorOf(session, request), body, now()),
  });
}

const STATES = { active: '正常', locked: '已锁定', held: '待放行', waiting: '待授权', closed: '已关闭' };
type Shown = z.input<typeof AccountPage>['items'][number];
const ACCOUNT_COLUMNS = [
  { name: '账号', of: (a: Shown) => a.login },
  { name: '姓名', of: (a: Shown) => a.name },
  { name: '单位', of: (a: Shown) => a.bodyName },
  { name: '职务', of: (a: Shown) => a.post },
  { name: '岗位', of: (a: Shown) => a.roleName },
  { name: '辖区', of: (a: Shown) => a.districtNames.join('、') },
  { name: '状态', of: (a: Shown) => STATES[a.state] },
  { name: '最近登录（北京时间）', of: (a: Shown) => (a.lastInAt === null ? '' : showInstant(a.lastInAt, true)) },
];
