/** Shapes of the duties: what a programme declares, as documentation that cannot be out of date. Part of the one contract. */
import { z } from 'zod';
import { AskShown, Day, Figure, Ref } from './contract.ts';
import { RegisterSummary } from './registers-contract.ts';

const Named = z.object({ id: z.string(), name: z.string(), nameEn: z.string() });

/** How a file of a kind is opened by hand, and whether I may. */
export const OpeningShown = z.object({
  procedure: z.string(),
  name: z.string(),
  nameEn: z.string(),
  step: z.string(),
  stepName: z.string(),
  stepNameEn: z.string(),
  about: z.enum(['party', 'place', 'entry']),
  of: z.string().nullable().describe('register of the entry it is about'),
  asksAbout: z.boolean().describe('a firm opens it about itself and is not asked'),
  can: z.boolean(),
  why: z.string().nullable(),
  whyEn: z.string().nullable(),
  asks: z.array(AskShown),
});

export const DutySummary = Named.extend({
  group: z.string(),
  registers: z.array(Named),
  procedures: z.array(Named),
  indicators: z.number().int(),
  states: z.array(z.object({ row: z.string(), state: z.enum(['none', 'thin', 'works', 'exempt']) })),
  openings: z.array(OpeningShown),
});

export const StepDrawn = z.object({
  step: z.string(),
  name: z.string(),
  nameEn: z.string(),
  by: z.string(),
  byName: z.string(),
  waits: z.string().nullable(),
  waitsEn: z.string().nullable(),
  bodies: z.array(z.string()).describe('who has the power today'),
  within: z
    .object({ value: z.number(), unit: z.enum(['minutes', 'naturalDays', 'workingDays']), cite: z.string(), provisional: z.boolean() })
    .nullable(),
  next: z.array(z.string()),
  else: z.string().nullable(),
  notBy: z.array(z.string()).describe('steps whose doer may not do this one'),
  asks: z.array(AskShown),
  does: z.array(z.object({ name: z.string(), nameEn: z.string() })),
  tells: z.array(z.object({ to: z.string(), text: z.string() })),
  closes: z.string().nullable(),
  detour: z.boolean(),
  aside: z.boolean(),
});
export const ProcedureDrawn = Named.extend({
  effectiveFrom: Day,
  first: z.string(),
  opensAt: z.string().nullable(),
  steps: z.array(StepDrawn),
});

export const Duty = Named.extend({
  folder: z.string(),
  group: z.string(),
  page: z.string().describe('the page for the officer, in Markdown'),
  basis: z.array(
    z.object({
      law: z.string(),
      article: z.string().nullable(),
      about: z.string().nullable(),
      confidence: z.string(),
      inForce: z.boolean(),
    }),
  ),
  registers: z.array(RegisterSummary),
  procedures: z.array(ProcedureDrawn),
  openings: z.array(OpeningShown),
  reactions: z.array(z.object({ id: z.string(), when: z.string(), whenName: z.string() })),
  indicators: z.array(Figure),
  stories: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      tells: z.string(),
      source: z.string(),
      moments: z.array(z.object({ at: z.string(), does: z.array(z.string()), holds: z.array(z.string()) })),
    }),
  ),
  maturity: z.array(z.object({ row: z.string(), state: z.enum(['none', 'thin', 'works', 'exempt']), says: z.string() })),
});

/** What a field is chosen from: firms, places, entries of a register. */
export const Picks = z.object({ items: z.array(z.object({ value: z.string(), name: z.string(), hint: z.string(), ref: Ref })) });
