/** Shapes of the registers: what a register is made of, its entries, and what names a firm or a place. Part of the one contract. */
import { z } from 'zod';
import { Day, FileSummary, Instant, LimitShown, Ref } from './contract.ts';
import { Geometry } from './map-contract.ts';

/** A declared field, as a form and a list need it. */
export const FieldShown = z.object({
  field: z.string(),
  name: z.string(),
  nameEn: z.string(),
  type: z.enum(['text', 'longText', 'number', 'day', 'choice', 'choices', 'yesNo', 'ref']),
  unit: z.string().nullable(),
  unitEn: z.string().nullable(),
  required: z.boolean(),
  requiredWhen: z.object({ field: z.string(), is: z.array(z.string()) }).nullable(),
  atLeast: z.number().nullable(),
  atMost: z.number().nullable(),
  choices: z.array(z.object({ value: z.string(), name: z.string(), nameEn: z.string() })),
  of: z.string().nullable().describe('the register a reference leads to'),
  secret: z.boolean().describe('kept where no request reads it: can be set, is never shown'),
  masked: z.boolean().describe('this role sees it masked'),
  byFile: z.boolean().describe('written by acts of files only: a form leaves it out'),
  column: z.boolean(),
  filter: z.boolean(),
  sort: z.boolean(),
  clause: z.string().nullable().describe('the law that asks for it'),
  was: z.array(z.string()).describe('what it was called in earlier versions'),
});

export const RegisterSummary = z.object({
  id: z.string(),
  name: z.string(),
  nameEn: z.string(),
  programme: z.object({ id: z.string(), name: z.string(), nameEn: z.string() }),
  entries: z.number().int().describe('that hold today, in my scope'),
  mayWrite: z.boolean(),
  why: z.string().nullable().describe('why I may not write it'),
  whyEn: z.string().nullable(),
});

const Asks = z.enum(['self', 'required', 'optional', 'none']);
export const RegisterShown = RegisterSummary.extend({
  fields: z.array(FieldShown),
  party: Asks,
  place: Asks,
  position: z.boolean(),
  shape: z.enum(['line', 'polygon']).nullable(),
  schematic: z.boolean().describe('drawn by hand: shown as 示意'),
  shared: z.boolean(),
  typesCode: z.boolean().describe('the code is typed; otherwise it follows from the rest'),
  typesName: z.boolean(),
  approval: z.array(z.string()).nullable().describe('roles of which another person must agree to a change by hand; null when none must'),
  waiting: z.number().int().describe('changes that wait for somebody to agree'),
  watches: z.array(
    z.object({
      name: z.string(),
      nameEn: z.string(),
      of: z.string(),
      ofEn: z.string(),
      days: z.number().nullable().describe('days before'),
      years: z.number().nullable().describe('years after'),
      cite: z.string().nullable(),
    }),
  ),
});

const Value = z.union([z.string(), z.number()]);
export const EntryShown = z.object({
  code: z.string(),
  name: z.string(),
  party: Ref.extend({ name: z.string() }).nullable(),
  place: Ref.extend({ name: z.string() }).nullable(),
  district: z.string(),
  districtName: z.string(),
  lon: z.number().nullable(),
  lat: z.number().nullable(),
  datum: z.string().nullable().describe('of what survey the position was before it was converted'),
  validFrom: Day,
  validTo: Day.nullable().describe('the first day on which it no longer holds'),
  knownFrom: Instant,
  knownTo: Instant.nullable(),
  by: z.string(),
  fields: z.record(z.string(), Value),
  names: z.record(z.string(), z.string()).describe('of the fields that are references: what they lead to is called'),
});

export const Registers = z.object({ items: z.array(RegisterSummary) });
export const RegisterPage = z.object({
  register: RegisterShown,
  items: z.array(EntryShown),
  next: z.string().nullable(),
  total: z.number().int(),
  asOf: z.object({ day: Day, knownAt: Instant.nullable() }),
});

/** How often each value stands in what the other conditions leave. */
const Counted = z.array(z.object({ value: z.string(), name: z.string(), n: z.number().int() }));
export const RegisterCounts = z.object({ fields: z.array(z.object({ field: z.string(), values: Counted })), districts: Counted });

export const FactShown = z.object({
  kind: z.string(),
  kindName: z.string(),
  ref: Ref,
  name: z.string(),
  day: Day,
  amount: z.number().nullable(),
  unit: z.string().nullable(),
  status: z.string(),
});
export const LinkShown = z.object({ role: z.string(), roleName: z.string(), ref: Ref, name: z.string() });
/** Entries that name a thing, register by register. */
export const Naming = z.object({
  register: z.string(),
  registerName: z.string(),
  registerNameEn: z.string(),
  total: z.number().int(),
  entries: z.array(EntryShown).describe('the first of them; the rest through the list of the register'),
});

export const EntryPage = z.object({
  register: RegisterShown,
  entry: EntryShown.nullable().describe('as asked: on the day, as known at the moment; null when nothing held then'),
  geometry: Geometry.nullable().describe('where it is drawn, of the entry as asked'),
  versions: z.array(EntryShown).describe('everything ever said of it, in the order in which we learnt it'),
  files: z.array(FileSummary),
  links: z.array(LinkShown),
  facts: z.array(FactShown),
});

/** An entry as handed in. Code, name and district may be left out where the register makes them. */
export const EntryDraft = z.object({
  code: z.string().max(300).optional(),
  name: z.string().max(300).optional(),
  party: z.string().max(300).nullish(),
  place: z.string().max(300).nullish(),
  district: z.string().max(40).optional(),
  lon: z.number().nullish(),
  lat: z.number().nullish(),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).default({}),
});

export const FindingShown = z.object({
  row: z.number().int().nullable(),
  field: z.string(),
  name: z.string(),
  says: z.string(),
  saysEn: z.string(),
  value: z.string().nullable(),
});
export const ImportOutcome = z.object({
  rows: z.number().int(),
  put: z.number().int().describe('entered or changed; in a preview, what would be'),
  unchanged: z.number().int(),
  findings: z.array(FindingShown),
  preview: z.boolean(),
});

const Verdict = z.object({
  id: z.string(),
  parameter: z.string(),
  period: z.string(),
  startAt: Instant,
  outcome: z.enum(['within', 'over', 'cannotJudge']),
  outcomeName: z.string(),
  consequence: z.enum(['none', 'reminder', 'exceedance']),
  reason: z.string().nullable(),
  text: z.string().nullable(),
  unit: z.string(),
  place: z.string(),
});
/** All that names a firm or a place, in my scope (R4). */
export const Dossier = z.object({
  of: Ref.extend({ name: z.string() }),
  entry: EntryShown.nullable(),
  register: z.string().nullable(),
  registers: z.array(Naming),
  outlets: z.array(
    z.object({
      ref: Ref,
      name: z.string(),
      limits: z.array(LimitShown.extend({ parameterName: z.string() })).describe('that hold on the day asked for'),
    }),
  ),
  files: z.array(FileSummary).describe('the newest; the rest through the list of files'),
  filesOpen: z.number().int(),
  filesAll: z.number().int().describe('501 means more than 500'),
  verdicts: z.array(Verdict),
  facts: z.array(FactShown),
  links: z.array(LinkShown).describe('what leads here, newest first'),
  asOf: z.object({ day: Day, knownAt: Instant.nullable() }),
});

/** One fact that names it: on which day, as what. */
export const MentionShown = z.object({
  fact: z.string(),
  role: z.string(),
  roleName: z.string(),
  roleNameEn: z.string(),
  kind: z.string(),
  kindName: z.string(),
  ref: Ref,
  name: z.string().nullable().describe('what the thing is called, where that is known and in my scope'),
  day: Day,
  at: Instant,
});

/** A firm or a place on two days, each as known at a moment: only what differs, register by register. */
export const Compared = z.object({
  a: z.object({ day: Day, knownAt: Instant.nullable() }),
  b: z.object({ day: Day, knownAt: Instant.nullable() }),
  registers: z.array(
    z.object({
      register: RegisterShown,
      same: z.number().int().describe('entries that say the same on both'),
      rows: z.array(
        z.object({
          code: z.string(),
          a: EntryShown.nullable(),
          b: EntryShown.nullable(),
          differs: z.array(z.string()).describe('declared fields, or name, party, place, district, position'),
        }),
      ),
    }),
  ),
});

/** A change that waits for another person, or how it ended. */
export const RequestShown = z.object({
  id: z.number().int(),
  register: z.string(),
  code: z.string(),
  name: z.string(),
  what: z.enum(['put', 'end']),
  day: Day,
  until: Day.nullable(),
  says: z.string(),
  byName: z.string(),
  at: Instant,
  state: z.enum(['waiting', 'agreed', 'refused', 'withdrawn']),
  decidedName: z.string().nullable(),
  decidedAt: Instant.nullable(),
  why: z.string().nullable(),
  entry: EntryShown.describe('as it would be'),
  before: EntryShown.nullable().describe('as it holds on that day now'),
  mayDecide: z.boolean(),
  whyNot: z.string().nullable(),
  whyNotEn: z.string().nullable(),
  mayWithdraw: z.boolean(),
});
export const Requests = z.object({ register: RegisterShown, items: z.array(RequestShown) });
/** What became of a change by hand: entered, the same already, or waiting under a number. */
export const Written = z.object({
  code: z.string(),
  changed: z.boolean(),
  request: z.number().int().nullable().describe('the request under which it waits for another person'),
});
