/** Shapes of imports and merges. Part of the one contract. */
import { z } from 'zod';
import { Day, Instant } from './contract.ts';
import { FindingShown } from './registers-contract.ts';

const Said = z.object({ says: z.string(), saysEn: z.string() });
const State = z.enum(['chosen', 'reading', 'waiting', 'entering', 'done', 'cancelled', 'failed', 'undoing', 'undone']);
export const Group = z.enum(['new', 'changed', 'same', 'similar', 'findings']);

export const ImportShown = z.object({
  id: z.string(),
  register: z.string(),
  registerName: z.string(),
  registerNameEn: z.string(),
  fileName: z.string(),
  format: z.string(),
  encoding: z.string().nullable(),
  sheets: z.array(z.object({ name: z.string(), hidden: z.boolean() })),
  sheet: z.string().nullable().describe('null: several can be seen, and one must be chosen'),
  headingRow: z.number().int().nullable(),
  headings: z.array(
    z.object({ column: z.string(), index: z.number().int(), says: z.string(), as: z.string().nullable(), sample: z.array(z.string()) }),
  ),
  meanings: z.array(z.object({ as: z.string(), name: z.string(), nameEn: z.string() })).describe('what a column may mean'),
  day: Day,
  datum: z.enum(['CGCS2000', 'GCJ-02', 'BD-09']),
  hasPosition: z.boolean(),
  state: State,
  rowsRead: z.number().int(),
  counts: z.object({
    new: z.number().int(),
    changed: z.number().int(),
    same: z.number().int(),
    similar: z.number().int(),
    findings: z.number().int().describe('rows with findings'),
    cells: z.number().int().describe('findings'),
  }),
  notes: z.array(Said.extend({ times: z.number().int(), places: z.array(z.string()) })),
  toEnter: z.number().int().describe('rows that would be entered, or are being entered'),
  entered: z.number().int(),
  unchanged: z.number().int(),
  refused: z.number().int(),
  undone: z.number().int(),
  kept: z.number().int().describe('changed since and left by undoing'),
  error: Said.nullable(),
  by: z.string(),
  mine: z.boolean(),
  at: Instant,
  endedAt: Instant.nullable(),
});
export const Imports = z.object({ items: z.array(ImportShown) });

const Words = z.string().nullable();
export const ImportRow = z.object({
  row: z.number().int(),
  code: z.string(),
  name: z.string(),
  outcome: Group,
  decision: z.enum(['leave', 'enter', 'as']).nullable(),
  asCode: z.string().nullable(),
  result: z.enum(['unchanged', 'findings', 'kept']).nullable(),
  changes: z.array(z.object({ name: z.string(), nameEn: z.string(), before: Words, after: Words })),
  near: z.array(z.object({ code: z.string(), name: z.string(), metres: z.number(), row: z.number().int().nullable() })),
  findings: z.array(FindingShown),
});
export const ImportRows = z.object({ items: z.array(ImportRow), next: z.number().int().nullable() });

export const MergeShown = z.object({
  id: z.string(),
  keep: z.string(),
  gone: z.string(),
  goneName: z.string(),
  day: Day,
  why: z.string(),
  by: z.string(),
  at: Instant,
  undoneAt: Instant.nullable(),
  undoneBy: z.string().nullable(),
});
export const Merges = z.object({ items: z.array(MergeShown) });
