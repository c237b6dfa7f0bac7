/**
 * The API as it describes itself (/api/docs/json): made from the routes' own declarations, so that it cannot say other than what they do. What every
 * route has in common is added here: how one is known, the anti-forgery token, the key of a request, and problems as the answer to everything that
 * went wrong. The console's typed client is generated from it (tools/generate-client.ts).
 */
import type { SwaggerOptions } from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import * as contract from './contract.ts';
import * as webhooks from './webhook-contract.ts';

type Schema = Record<string, unknown>;
/** Shapes with a name in the contract have it in the document too: one place each, however many routes answer with them. */
for (const [id, shape] of [contract, webhooks].flatMap((room) => Object.entries(room)))
  if (shape instanceof z.ZodObject && !z.globalRegistry.get(shape)?.id) z.globalRegistry.add(shape, { id });
const problem = { $ref: '#/components/schemas/Problem' };

const TOKEN = { type: 'string', description: 'the csrf of the session; without it a change is refused' };
const KEY = {
  type: 'string',
  minLength: 1,
  maxLength: 100,
  description: 'the same key again is answered as the first time; nothing is done twice',
};
const VERSION = { type: 'string', description: 'the version the caller saw; on an older one nothing is done (412)' };

const refused = (what: string) => ({ description: what, content: { 'application/problem+json': { schema: problem } } });

export const describedApi: SwaggerOptions = {
  openapi: {
    openapi: '3.0.3',
    info: {
      title: '秀水 Xiushui',
      version: '0.2.0',
      description:
        'Instants are epoch milliseconds, days are civil days in Asia/Shanghai. What was refused is application/problem+json (RFC 9457) with a code in words, a sentence and what to do next in Chinese and English.',
    },
    components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'xiushui' } } },
  },
  transformObject: (of) => onlyUsed(jsonSchemaTransformObject(of as never) as Schema) as never,
  transform: (of) => {
    const made = jsonSchemaTransform(of as Parameters<typeof jsonSchemaTransform>[0]) as { schema: Schema; url: string };
    const { schema, url } = made;
    if (!schema || schema.hide) return made as never;
    const method = String((of.route as { method?: unknown } | undefined)?.method ?? 'GET');
    const isRead = method === 'GET' || method === 'HEAD';
    const isOpen = (of.route as { config?: { open?: boolean } }).config?.open === true;
    const response: Schema = { ...(schema.response as Schema | undefined) };
    const query = (schema.querystring as { properties?: Schema } | undefined)?.properties ?? {};
    // A list that can be exported answers a spreadsheet too.
    const good = Object.keys(response).find((status) => status.startsWith('2'));
    if (good && 'format' in query) {
      const json = response[good];
      response[good] = {
        description: 'as asked by `format`',
        content: { 'application/json': { schema: json }, 'text/csv': { schema: { type: 'string' } } },
      };
    }
    if (url === '/api/live') {
      const live = { $ref: '#/components/schemas/Live' };
      response['200'] = { description: 'one `Live` an event, until the session ends', content: { 'text/event-stream': { schema: live } } };
    } else if (!good) response['204'] = { description: 'done' };
    response['4XX'] = refused('refused: why, and what to do next');
    response['5XX'] = refused('our own fault, or the database is away');
    return {
      url,
      schema: {
        ...schema,
        operationId: operationId(method, url),
        response,
        ...(isOpen ? { security: [] } : { security: [{ session: [] }] }),
        ...(isRead
          ? {}
          : {
              headers: {
                type: 'object',
                properties: { 'x-csrf-token': TOKEN, 'idempotency-key': KEY, ...(url.endsWith('/acts') ? { 'if-match': VERSION } : {}) },
              },
            }),
      },
    } as never;
  },
};

/** `GET /api/files/:id/acts` → `getFilesIdActs`: one name a route, for those who generate a client. */
function operationId(method: string, url: string): string {
  const words = url.split(/[^A-Za-z0-9]+/).filter((word) => word && word !== 'api');
  return method.toLowerCase() + words.map((word) => (word[0] as string).toUpperCase() + word.slice(1)).join('');
}

/** Every shape is registered as asked and as answered; those that nothing leads to are left out. */
function onlyUsed(api: Schema): Schema {
  const components = api.components as { schemas?: Schema } & Schema;
  const all = components.schemas ?? {};
  const used = new Set<string>();
  const follow = (part: unknown) => {
    for (const [, name] of JSON.stringify(part ?? null).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (!name || used.has(name)) continue;
      used.add(name);
      follow(all[name]);
    }
  };
  follow(api.paths);
  return { ...api, components: { ...components, schemas: Object.fromEntries(Object.entries(all).filter(([name]) => used.has(name))) } };
}
