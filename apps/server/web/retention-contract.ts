/** Retention as the three administrators see it: kinds and their terms, holds, and removals from the report to the end. */
import { z } from 'zod';
import { Instant } from './contract.ts';

const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

export const ReportLine = z.object({
  table: z.string(),
  old: z.number().int(),
  held: z.number().int(),
  cited: z.number().int(),
  goes: z.number().int(),
  oldest: Instant.nullable(),
  bytes: z.number(),
});

export const RetentionKind = z.object({
  id: z.string(),
  says: z.string(),
  saysEn: z.string(),
  months: z.number().int().nullable().describe('null: kept for good'),
  cite: z.string(),
  confidence: z.enum(['A', 'B', 'C']).nullable(),
  note: z.string(),
  isLonger: z.boolean().describe('longer than the law asks, as set in the configuration'),
  before: Day.nullable().describe('what is from before this day is of age'),
  tables: z.array(z.string()),
  goesBy: z.enum(['never', 'sweep', 'twoPeople', 'noTableYet']),
});

export const Retention = z.object({
  at: z.string().nullable().describe('when the weekly look is; null when there is none'),
  kinds: z.array(RetentionKind),
});

export const Hold = z.object({
  id: z.string(),
  party: z.string().nullable(),
  place: z.string().nullable(),
  fromDay: Day.nullable(),
  toDay: Day.nullable(),
  file: z.string().nullable(),
  reason: z.string(),
  setBy: z.string(),
  setAt: Instant,
  liftedBy: z.string().nullable(),
  liftedWhy: z.string().nullable(),
  liftedAt: Instant.nullable(),
});

export const HoldAsked = z.object({
  party: z.string().max(18).nullish(),
  place: z.string().max(80).nullish(),
  fromDay: Day.nullish(),
  toDay: Day.nullish(),
  file: z.string().max(80).nullish(),
  reason: z.string().max(500),
});

export const Removal = z.object({
  id: z.string(),
  kind: z.string(),
  says: z.string(),
  saysEn: z.string(),
  before: Day,
  state: z.enum(['prepared', 'proposed', 'confirmed', 'done', 'dropped']),
  report: z.array(ReportLine),
  preparedAt: Instant,
  proposedByName: z.string().nullable(),
  proposedAt: Instant.nullable(),
  decidedByName: z.string().nullable(),
  decidedAt: Instant.nullable(),
  decidedWhy: z.string().nullable(),
  outcome: z.array(z.object({ table: z.string(), rows: z.number().int(), digest: z.string() })),
  endedAt: Instant.nullable(),
  canPropose: z.string().nullable().describe('why the asker cannot; null when they can'),
  canDecide: z.string().nullable(),
});
