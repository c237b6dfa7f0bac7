/**
 * Lists that can grow are read a page at a time. A cursor is the place of the last row read, in the order of the list, and not a count: rows that come
 * or go in between are neither shown twice nor passed over. To the caller it is a word without meaning.
 */
import { type Refusal, refusals } from '../refusal.ts';

export const refuse = refusals('page', {
  badCursor: () => ({
    status: 400,
    says: '翻页标记无效',
    saysEn: 'The cursor is not one that was given out here',
    do: '从第一页重新打开',
    doEn: 'Start again from the first page',
  }),
});

export interface Page<T> {
  items: T[];
  /** Where the next page begins; null when there is none. */
  next: string | null;
}

export type Place = (string | number | boolean | null)[];

export function cursorOf(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** The place in a cursor, of this many parts; what was not given out here is refused. */
export function placeIn(cursor: string | undefined, parts: number): Place | null | Refusal {
  if (cursor === undefined || cursor === '') return null;
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const isPlain = (part: unknown) => part === null || ['string', 'number', 'boolean'].includes(typeof part);
    if (Array.isArray(place) && place.length === parts && place.every(isPlain)) return place as Place;
  } catch {
    // Falls through to the refusal.
  }
  return refuse.badCursor();
}

/** One more row than the page was asked for, to know whether there is a next one. */
export function pageOf<T>(rows: T[], limit: number, place: (row: T) => Place): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(place(last)) : null };
}
