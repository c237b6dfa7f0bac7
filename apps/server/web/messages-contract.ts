/** Messages, the inbox, jobs and set-aside facts, as the console sees them. Telephone numbers are masked before they leave. */
import { z } from 'zod';
import { Instant, Ref } from './contract.ts';

export const Notice = z.object({
  id: z.string(),
  kind: z.enum(['waits', 'returned', 'soon', 'overdue', 'closed', 'undelivered', 'house']),
  says: z.string(),
  saysEn: z.string(),
  about: Ref.nullable(),
  at: Instant,
  readAt: Instant.nullable(),
});

export const MessageState = z.enum(['queued', 'sent', 'delivered', 'failed', 'undeliverable', 'joined', 'afterRestore']);

export const OutboxMessage = z.object({
  id: z.string(),
  channel: z.string(),
  receiver: z.string(),
  address: z.string().nullable().describe('masked'),
  body: z.string(),
  segments: z.number().int(),
  state: MessageState,
  template: z.string(),
  templateName: z.string(),
  templateNameEn: z.string(),
  version: z.number().int().nullable().describe('0 is the programme’s own words'),
  urgent: z.boolean(),
  tries: z.number().int(),
  error: z.string().nullable(),
  about: Ref.nullable(),
  queuedAt: Instant,
  sentAt: Instant.nullable(),
  settledAt: Instant.nullable(),
  heldWhy: z.enum(['quiet', 'group', 'flood', 'house']).nullable(),
  heldUntil: Instant.nullable(),
  nextAt: Instant,
  joinedTo: z.string().nullable(),
  carries: z.number().int(),
  resentOf: z.string().nullable(),
  resentBy: z.string().nullable(),
});

export const TemplateVersion = z.object({
  version: z.number().int(),
  text: z.string(),
  many: z.string().nullable(),
  effectiveFrom: z.string().nullable(),
  byName: z.string().nullable(),
  why: z.string().nullable(),
  at: Instant.nullable(),
});

export const Preview = z.object({
  body: z.string(),
  characters: z.number().int(),
  segments: z.number().int(),
  flaws: z.array(z.object({ says: z.string(), saysEn: z.string() })),
});

export const MessageTemplate = z.object({
  id: z.string(),
  name: z.string(),
  nameEn: z.string(),
  channel: z.string(),
  to: z.string(),
  urgent: z.boolean(),
  fields: z.array(z.object({ field: z.string(), name: z.string(), sample: z.string(), optional: z.boolean() })),
  inForce: z.number().int(),
  preview: Preview,
  versions: z.array(TemplateVersion),
});

export const TemplateWording = z.object({
  text: z.string().min(1).max(1_000),
  many: z.string().max(1_000).nullable(),
});

export const JobRun = z.object({
  id: z.string(),
  job: z.string(),
  byName: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'dead']),
  tries: z.number().int(),
  says: z.string().nullable(),
  error: z.string().nullable(),
  queuedAt: Instant,
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
});

export const JobRow = z.object({
  job: z.string(),
  name: z.string(),
  nameEn: z.string(),
  cron: z.string().nullable(),
  nextAt: Instant.nullable(),
  last: JobRun.nullable(),
  waiting: z.number().int(),
  dead: z.number().int(),
});

export const SetAsideFact = z.object({
  fact: z.string(),
  kind: z.string(),
  reaction: z.string(),
  tries: z.number(),
  error: z.string(),
  at: Instant,
  ref: Ref,
  party: z.string().nullable(),
  place: z.string().nullable(),
  district: z.string(),
  day: z.string(),
  detail: z.record(z.string(), z.unknown()),
});

export const ReceiptsTaken = z.object({ counted: z.number().int(), repeated: z.number().int(), unknown: z.number().int() });
export const ReceiptsGiven = z.object({
  items: z
    .array(
      z.object({
        receipt: z.string().min(1).max(200).describe('the channel’s own number of this report'),
        key: z.string().min(1).max(400).describe('the key the message carried'),
        state: z.enum(['delivered', 'failed', 'undeliverable']),
        says: z.string().max(500).optional(),
        at: Instant,
      }),
    )
    .min(1)
    .max(1_000),
});
