/** Webhooks: what leaves the house unasked is the security administrator's to allow, and each change of it is an audit event. */
import { z } from 'zod';
import { record } from '../../../foundation/audit/index.ts';
import { pageOf, placeIn } from '../../../foundation/http/page.ts';
import { isRefusal } from '../../../foundation/refusal.ts';
import type { Tx } from '../../../foundation/store/store.ts';
import {
  houseKey,
  listDeliveries,
  listWebhooks,
  makeWebhook,
  refuse,
  renewKey,
  retryFailed,
  secretOf,
  turnWebhook,
  type Webhook as WebhookRow,
} from '../../../foundation/webhooks/index.ts';
import type { Asked, Context, Route } from './context.ts';
import { PAGE, paged } from './paging.ts';
import { Webhook, WebhookAsked, WebhookDelivery, WebhookMade } from './webhook-contract.ts';

const Id = z.object({ id: z.coerce.number().int().positive() });

export function webhookRoutes(route: Route, context: Context): void {
  const { system, now, runtime, house } = context;
  const { allowPrivate } = runtime.config.webhooks;

  const shown = (row: WebhookRow): z.input<typeof Webhook> => ({
    ...row,
    id: String(row.id),
    districtNames: row.districts.map((code) => (code === '*' ? '全市' : house.city.areaName(code))),
  });
  const shownOne = async (tx: Tx, id: number) => shown((await listWebhooks(tx)).find((row) => row.id === id) as WebhookRow);
  const note = (
    tx: Tx,
    { session, request }: Pick<Asked<unknown, unknown, unknown>, 'session' | 'request'>,
    of: { id: number; did: string; says: string; saysEn: string; detail?: Record<string, unknown> },
  ) =>
    record(tx, {
      did: of.did,
      by: session.person.login,
      byName: session.person.name,
      about: { kind: 'webhook', id: String(of.id) },
      says: of.says,
      saysEn: of.saysEn,
      detail: of.detail,
      party: null,
      district: '*',
      at: now(),
      from: request.ip,
    });

  route({
    method: 'GET',
    url: '/api/webhooks',
    summary: '对外推送',
    tag: '对外推送',
    roles: ['security'],
    answers: z.object({ items: z.array(Webhook) }),
    run: async () => ({ items: (await system.tx(listWebhooks)).map(shown) }),
  });

  route({
    method: 'POST',
    url: '/api/webhooks',
    summary: '新建对外推送',
    tag: '对外推送',
    roles: ['security'],
    body: WebhookAsked,
    answers: WebhookMade,
    run: (asked) =>
      system.tx(async (tx) => {
        const id = await makeWebhook(tx, asked.body, asked.session.person.login, { allowPrivate }, now());
        if (isRefusal(id)) return id;
        const { name, url, kinds, districts, party } = asked.body;
        const detail = { name, url, kinds, districts, party };
        await note(tx, asked, { id, did: 'webhook.made', says: `新建对外推送：${name}`, saysEn: `Made a webhook: ${name}`, detail });
        return { webhook: await shownOne(tx, id), secret: secretOf(houseKey(runtime.home), id, 1) };
      }),
  });

  route({
    method: 'POST',
    url: '/api/webhooks/:id/state',
    summary: '暂停、恢复或终止对外推送',
    tag: '对外推送',
    roles: ['security'],
    params: Id,
    body: z.object({ state: z.enum(['active', 'paused', 'ended']) }),
    answers: Webhook,
    run: (asked) =>
      system.tx(async (tx) => {
        const { id } = asked.params;
        const { state } = asked.body;
        const turned = await turnWebhook(tx, id, state, now());
        if (isRefusal(turned)) return turned;
        const says = { active: '恢复', paused: '暂停', ended: '终止' }[state];
        await note(tx, asked, { id, did: `webhook.${state}`, says: `${says}对外推送`, saysEn: `Webhook is now ${state}` });
        return shownOne(tx, id);
      }),
  });

  route({
    method: 'POST',
    url: '/api/webhooks/:id/key',
    summary: '更换签名密钥',
    tag: '对外推送',
    roles: ['security'],
    params: Id,
    answers: WebhookMade,
    run: (asked) =>
      system.tx(async (tx) => {
        const { id } = asked.params;
        const version = await renewKey(tx, id, now());
        if (isRefusal(version)) return version;
        await note(tx, asked, { id, did: 'webhook.keyRenewed', says: '更换对外推送的签名密钥', saysEn: 'Renewed the key of a webhook' });
        return { webhook: await shownOne(tx, id), secret: secretOf(houseKey(runtime.home), id, version) };
      }),
  });

  route({
    method: 'GET',
    url: '/api/webhooks/:id/deliveries',
    summary: '推送记录',
    tag: '对外推送',
    roles: ['security'],
    params: Id,
    query: z.object(PAGE),
    answers: paged(WebhookDelivery),
    run: ({ params, query }) =>
      system.tx(async (tx) => {
        const before = placeIn(query.cursor, 1);
        if (isRefusal(before)) return before;
        if (!(await listWebhooks(tx)).some((row) => row.id === params.id)) return refuse.noSuchWebhook(params.id);
        const rows = await listDeliveries(tx, params.id, query.limit + 1, before && Number(before[0]));
        const page = pageOf(rows, query.limit, (row) => [row.fact]);
        return { items: page.items.map((row) => ({ ...row, fact: String(row.fact) })), next: page.next };
      }),
  });

  route({
    method: 'POST',
    url: '/api/webhooks/:id/retry',
    summary: '重新推送失败的事实',
    tag: '对外推送',
    roles: ['security'],
    params: Id,
    answers: z.object({ retried: z.number().int() }),
    run: (asked) =>
      system.tx(async (tx) => {
        const { id } = asked.params;
        if (!(await listWebhooks(tx)).some((row) => row.id === id)) return refuse.noSuchWebhook(id);
        const retried = await retryFailed(tx, id, now());
        await note(tx, asked, { id, did: 'webhook.retried', says: `重新推送 ${retried} 条`, saysEn: `Sent ${retried} again` });
        return { retried };
      }),
  });
}
