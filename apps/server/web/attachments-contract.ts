/** Shapes of uploads and attachments. */
import { z } from 'zod';
import { Instant, Ref } from './contract.ts';

/** What a thing says of itself; never proved. */
export const Claimed = z.object({
  width: z.number().optional(),
  height: z.number().optional(),
  takenAt: z.string().optional().describe("the camera's own civil time, in no time zone"),
  lon: z.number().optional(),
  lat: z.number().optional(),
  device: z.string().optional(),
});

export const Upload = z.object({
  id: z.string().describe('named by an act that attaches it; only by who uploaded it'),
  name: z.string().describe('as it may stand in a folder'),
  hash: z.string().describe('SM3 of the content'),
  type: z.string(),
  size: z.number().int(),
  claimed: Claimed,
});

export const Attachment = Upload.extend({
  to: Ref,
  seq: z.number().int().nullable().describe('the act it came with'),
  says: z.string().describe('what it is called there'),
  typeName: z.string(),
  by: z.string(),
  at: Instant,
  hasPreview: z.boolean(),
  opensInline: z.boolean().describe('safe to be shown by the browser itself'),
  mine: z.boolean().describe('attached by the asker, who may withdraw it'),
  withdrawn: z.object({ at: Instant, by: z.string(), reason: z.string() }).nullable(),
});
export const Attachments = z.object({ items: z.array(Attachment) });
