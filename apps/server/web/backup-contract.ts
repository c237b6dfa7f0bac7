/** Backups as the system administrator sees them, and messages that wait for a word after a restore. */
import { z } from 'zod';
import { Instant } from './contract.ts';

export const Backup = z.object({
  name: z.string(),
  madeAt: Instant.nullable().describe('null where there is no manifest to believe'),
  by: z.string(),
  version: z.string(),
  bytes: z.number(),
  rows: z.number().int(),
  keys: z.enum(['open', 'locked', 'none']),
  verifiedAt: Instant.nullable(),
  isWhole: z.boolean().nullable(),
  says: z.string(),
  saysEn: z.string(),
});

export const Backups = z.object({
  folder: z.string(),
  at: z.string().nullable().describe('when the nightly one is made; null when none is'),
  keepDays: z.number().int(),
  run: z
    .object({ state: z.enum(['waiting', 'running', 'done', 'dead']), byName: z.string(), at: Instant, error: z.string().nullable() })
    .nullable()
    .describe('the last run of the job'),
  isUnderWay: z.boolean(),
  items: z.array(Backup),
});

export const WaitingMessage = z.object({ id: z.string(), receiver: z.string(), text: z.string(), queuedAt: Instant });
