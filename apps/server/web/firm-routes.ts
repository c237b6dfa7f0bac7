/** Accounts of firms: applications that the branch decides, and the colleagues that a firm's account keeper adds and closes. */
import { z } from 'zod';
import { find } from '../../../engines/registry/index.ts';
import {
  addColleague,
  closeColleague,
  decideApplication,
  listAccounts,
  listApplications,
  listColleagues,
  newLinkFor,
  refuse as refuseAccess,
} from '../../../foundation/access/index.ts';
import { isRefusal } from '../../../foundation/refusal.ts';
import { inTurn } from '../../../foundation/store/store.ts';
import { Application, ApplicationPage, Colleagues, HandOver } from './access-contract.ts';
import { actorOf, whyOf } from './account-routes.ts';
import type { Context, Route } from './context.ts';
import { LoginShape } from './session-routes.ts';

/** In the fragment, which no server and no log on the way is told. */
const linkTo = (base: string, token: string) => `${base}/set-password#${token}`;

export function firmRoutes(route: Route, context: Context): void {
  const { now, system, scoped, phones, house } = context;
  const { web } = context.runtime;
  const base = context.runtime.config.web.publicUrl ?? `http://${web.host}:${web.port}`;

  route({
    method: 'GET',
    url: '/api/firm-applications',
    summary: '企业账户申请',
    tag: '企业账户',
    roles: ['officer'],
    query: z.object({
      state: z.enum(['waiting', 'approved', 'returned']).optional(),
      cursor: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    answers: ApplicationPage,
    run: ({ query, inScope }) =>
      inScope(async (tx) => {
        const { items, next } = await listApplications(tx, phones(), query);
        const shown = await inTurn(items, async (one) => ({
          ...one,
          districtName: house.city.areaName(one.district),
          registered: (await find(tx, 'firm', one.party))?.name ?? null,
          accounts: (await system.tx((own) => listAccounts(own, { party: one.party }, { limit: 100 }, now()))).items.length,
        }));
        return { items: shown, next };
      }),
  });

  route({
    method: 'POST',
    url: '/api/firm-applications/:id/decide',
    summary: '批准或退回企业账户申请',
    tag: '企业账户',
    roles: ['officer'],
    params: z.object({ id: z.string().regex(/^\d{1,15}$/) }),
    body: z.object({ approve: z.boolean(), reason: z.string().trim().max(500).default('') }),
    answers: z.object({ state: Application.shape.state, handOver: HandOver.nullable() }),
    run: async ({ params, body, session, request }) => {
      const words = (login: string, token: string) =>
        `【${house.city.signature}】贵单位的账户申请已批准，账号 ${login}。请在三日内打开 ${linkTo(base, token)} 设置密码，链接只能使用一次。`;
      const officer = { ...session.person, from: request.ip };
      const decided = await decideApplication({ scoped, system }, phones(), officer, params.id, body, words, now());
      if (isRefusal(decided)) return decided;
      if (decided.state === 'returned') return { state: decided.state, handOver: null };
      const { login, token, endsAt } = decided;
      return { state: decided.state, handOver: { login, link: linkTo(base, token), endsAt } };
    },
  });

  route({
    method: 'GET',
    url: '/api/colleagues',
    summary: '本单位账户',
    tag: '企业账户',
    roles: ['firm'],
    answers: Colleagues,
    run: async ({ session }) => {
      const { isKeeper, items } = await system.tx((tx) => listColleagues(tx, session.person));
      return {
        isKeeper,
        why: isKeeper ? null : whyOf(refuseAccess.notKeeper()),
        items: items.map(({ why, ...one }) => ({ ...one, why: whyOf(why) })),
      };
    },
  });

  route({
    method: 'POST',
    url: '/api/colleagues',
    summary: '为本单位增加账户',
    tag: '企业账户',
    roles: ['firm'],
    body: z.object({ login: LoginShape, name: z.string().trim().min(1).max(40), keeper: z.boolean().default(false) }),
    answers: HandOver,
    run: async ({ body, session, request }) => {
      const made = await addColleague(system, { ...session.person, ...actorOf(session, request) }, body, now());
      return isRefusal(made) ? made : { login: made.login, link: linkTo(base, made.token), endsAt: made.endsAt };
    },
  });

  const Params = z.object({ login: z.string().min(1).max(64) });
  route({
    method: 'POST',
    url: '/api/colleagues/:login/link',
    summary: '为本单位账户重新生成设置密码的链接',
    tag: '企业账户',
    roles: ['firm'],
    params: Params,
    answers: HandOver,
    run: async ({ params, session, request }) => {
      const made = await newLinkFor(system, { ...session.person, ...actorOf(session, request) }, params.login, now());
      return isRefusal(made) ? made : { login: made.login, link: linkTo(base, made.token), endsAt: made.endsAt };
    },
  });

  route({
    method: 'POST',
    url: '/api/colleagues/:login/close',
    summary: '关闭本单位账户',
    tag: '企业账户',
    roles: ['firm'],
    params: Params,
    answers: HandOver,
    run: async ({ params, session, request }) => {
      const closed = await closeColleague(system, { ...session.person, ...actorOf(session, request) }, params.login, now());
      return isRefusal(closed) ? closed : { login: closed.login, link: null, endsAt: null };
    },
  });
}
