/** Webhooks as the security administrator sees them. The key is shown once, when it is made or renewed. */
import { z } from 'zod';
import { Instant } from './contract.ts';

export const Webhook = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  kinds: z.array(z.string()),
  districts: z.array(z.string()).describe('district codes; "*" is the whole city'),
  districtNames: z.array(z.string()),
  party: z.string().nullable(),
  state: z.enum(['active', 'paused', 'ended']),
  keyVersion: z.number().int(),
  madeBy: z.string(),
  madeAt: Instant,
  waiting: z.number().int(),
  failed: z.number().int().describe('given up after their tries'),
  lastDeliveredAt: Instant.nullable(),
  lastError: z.string().nullable(),
});
export const WebhookMade = z.object({ webhook: Webhook, secret: z.string().describe('shown once') });
export const WebhookDelivery = z.object({
  fact: z.string(),
  kind: z.string(),
  state: z.enum(['waiting', 'delivered', 'failed']),
  tries: z.number().int(),
  status: z.number().int().nullable(),
  error: z.string().nullable(),
  appearedAt: Instant,
  deliveredAt: Instant.nullable(),
});
export const WebhookAsked = z.object({
  name: z.string().trim().min(1).max(60),
  url: z.string().trim().min(8).max(400),
  kinds: z
    .array(z.string().regex(/^[a-z][A-Za-z]*(\.[A-Za-z0-9-]+)*(\.\*)?$/))
    .min(1)
    .max(40),
  districts: z
    .array(z.string().regex(/^(\*|\d{12})$/))
    .min(1)
    .max(40),
  party: z
    .string()
    .regex(/^[0-9A-Z]{18}$/)
    .nullable()
    .default(null),
});
