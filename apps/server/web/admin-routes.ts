import { z } from 'zod';
import { listSetAside, retrySetAside } from '../../../foundation/facts/index.ts';
import type { Context, Route } from './context.ts';
import { SetAside } from './contract.ts';
import { refuse } from './problem.ts';

export function adminRoutes(route: Route, context: Context): void {
  const { now, system } = context;

  route({
    method: 'GET',
    url: '/api/set-aside',
    summary: '搁置的事实',
    tag: '管理',
    roles: ['admin'],
    answers: z.object({ items: z.array(SetAside) }),
    run: async () => ({ items: (await system.tx(listSetAside)).map((row) => ({ ...row, fact: String(row.fact) })) }),
  });

  route({
    method: 'POST',
    url: '/api/set-aside/retry',
    summary: '重试搁置的事实',
    tag: '管理',
    roles: ['admin'],
    body: z.object({ fact: z.coerce.number().int(), reaction: z.string().max(120) }),
    answers: z.object({ retried: z.boolean() }),
    run: async ({ body }) => {
      const retried = await system.tx((tx) => retrySetAside(tx, body.fact, body.reaction, now()));
      return retried ? { retried } : refuse.notFound('搁置的事实', String(body.fact));
    },
  });
}
