/** How every list that can grow asks for a page and answers with one. */
import { z } from 'zod';

/** Two fields of a list's query. */
export const PAGE = {
  cursor: z.string().max(400).optional().describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(1_000).default(500),
};

export function paged<T extends z.ZodType>(row: T) {
  return z.object({ items: z.array(row), next: z.string().nullable().describe('cursor of the next page; null on the last') });
}

/** Most rows of one export: what a spreadsheet still opens at once. */
export const EXPORTED = 50_000;
