/** How the platform itself fares, as the administrator sees it. */
import { z } from 'zod';

const Instant = z.number().describe('epoch milliseconds');

export const PlatformHealth = z.object({
  version: z.string(),
  at: Instant,
  watchedAt: Instant.nullable().describe('when the supervisor last looked'),
  ready: z.array(z.object({ name: z.string(), ok: z.boolean(), says: z.string() })),
  roles: z.array(
    z.object({
      name: z.string(),
      isHeard: z.boolean(),
      heardAt: Instant.nullable(),
      startedAt: Instant.nullable(),
      pid: z.number().nullable(),
      restarts: z.number(),
      lastExit: z.string().nullable(),
      memoryMegabytes: z.number().nullable(),
      eventLoopMilliseconds: z.number().nullable(),
    }),
  ),
  numbers: z.array(
    z.object({
      id: z.string(),
      zh: z.string(),
      en: z.string(),
      unit: z.string(),
      at: Instant,
      value: z.number().nullable(),
      threshold: z.number().nullable(),
      worse: z.enum(['above', 'below', 'reached']).describe('where it is bad'),
      isBad: z.boolean(),
      history: z.array(z.object({ at: Instant, value: z.number() })).describe('the last hour'),
    }),
  ),
  troubles: z.array(z.object({ key: z.string(), says: z.string(), saysEn: z.string(), do: z.string(), doEn: z.string() })),
  events: z.array(
    z.object({
      number: z.number(),
      sort: z.enum(['raised', 'repeated', 'cleared']),
      at: Instant,
      since: Instant,
      says: z.string(),
      saysEn: z.string(),
    }),
  ),
});
export type PlatformHealth = z.infer<typeof PlatformHealth>;
