/** Shapes of the papers of a file: documents made, dossiers, and the check a stranger may make. */
import { z } from 'zod';
import { Day, Instant } from './contract.ts';

export const Paper = z.object({
  id: z.string(),
  template: z.string(),
  name: z.string(),
  number: z.string(),
  title: z.string(),
  day: Day,
  pages: z.number().int(),
  hash: z.string().describe('SM3 of the PDF'),
  code: z.string().describe('as its copies bear it'),
  by: z.string(),
  at: Instant,
  voided: z.object({ reason: z.string(), by: z.string(), at: Instant }).nullable().describe('its number was declared void'),
  inUse: z.boolean().describe('its number is that of a file still open, and cannot be void'),
});
export const DossierShown = z.object({
  id: z.string(),
  state: z.enum(['ordered', 'binding', 'done', 'failed']),
  progress: z.number().int().describe('per cent'),
  says: z.string(),
  items: z.number().int().nullable(),
  pages: z.number().int().nullable(),
  by: z.string(),
  at: Instant,
  doneAt: Instant.nullable(),
});
export const Papers = z.object({
  can: z.array(z.object({ id: z.string(), name: z.string(), nameEn: z.string() })).describe('what can be made of this file'),
  made: z.array(Paper),
  dossiers: z.array(DossierShown),
  mayMake: z.boolean(),
});
export const Checked = z.object({ known: z.boolean(), number: z.string().nullable(), day: Day.nullable(), isVoid: z.boolean() });
