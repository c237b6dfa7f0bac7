/** Shapes of the audit: the sealed record, the heads of days, and what was verified. */
import { z } from 'zod';
import { Day, Instant } from './contract.ts';

export const AuditRow = z.object({
  id: z.string(),
  at: Instant,
  who: z.string(),
  did: z.string(),
  about: z.string().describe('what it was done to, in words'),
  kind: z.string(),
  file: z.string().nullable().describe('the file it belongs to, if it belongs to one'),
  address: z.string().nullable(),
  chain: z.string(),
  position: z.number().int().nullable(),
  sealed: z.boolean(),
});

export const AuditEntry = AuditRow.extend({
  content: z.string().describe('the text that was sealed'),
  seal: z.string().nullable(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  head: z
    .object({ day: Day, position: z.number().int(), seal: z.string(), digest: z.string() })
    .nullable()
    .describe('the first head it stands under'),
});

export const FlawShown = z.object({
  code: z.string(),
  chain: z.string(),
  position: z.number().int().nullable(),
  about: z.string(),
  says: z.string(),
  saysEn: z.string(),
  do: z.string(),
  doEn: z.string(),
});

export const Verified = z.object({ rows: z.number().int(), unsealed: z.number().int(), flaws: z.array(FlawShown), more: z.number().int() });

export const HeadRow = z.object({
  day: Day,
  madeAt: Instant,
  chains: z.number().int(),
  rows: z.number().int(),
  moved: z.number().int(),
  digest: z.string(),
  algorithm: z.string(),
  keyId: z.string(),
  nextKeyId: z.string().nullable(),
  isSigned: z.boolean(),
  exports: z.array(z.object({ place: z.string(), arrivedAt: Instant.nullable(), error: z.string().nullable(), tries: z.number().int() })),
});

export const SealState = z.object({
  unsealed: z.object({ rows: z.number().int(), oldestAt: Instant.nullable() }),
  last: z
    .object({
      endedAt: Instant,
      by: z.string(),
      seconds: z.number(),
      chains: z.number().int(),
      rows: z.number().int(),
      flaws: z.number().int(),
      listed: z.array(FlawShown),
    })
    .nullable()
    .describe('the last verification of the whole house'),
});
