/** How long a kind is kept: by law or by the city, on a day, and never shorter for what somebody set. */
import { type Day, dayOf, type Instant } from '../day.ts';
import { type Lawbook, onDay } from '../lawbook/index.ts';

/** Where the number stands. A kind without one is kept for good. */
export type Months = { law: string } | { city: string } | 'forGood';

export interface Term {
  /** Null: for good. */
  months: number | null;
  cite: string;
  confidence: 'A' | 'B' | 'C' | null;
  note: string;
  /** The years somebody set, where they are longer. */
  isLonger: boolean;
}

export function termOf(months: Months, at: Instant, books: { law: Lawbook; city: Lawbook }, setYears?: number): Term {
  if (months === 'forGood') return { months: null, cite: '', confidence: null, note: '', isLonger: false };
  const quantity = 'law' in months ? books.law.get<number>(months.law) : books.city.get<number>(months.city);
  const found = onDay(quantity, dayOf(at));
  if (!found) return { months: null, cite: '', confidence: null, note: '', isLonger: false };
  const set = (setYears ?? 0) * 12;
  const isLonger = set > Number(found.value);
  return { months: isLonger ? set : Number(found.value), cite: found.cite, confidence: found.confidence, note: found.note ?? '', isLonger };
}

/** The day so many months before one; what is older than it may go. The last of a short month stands for days it does not have. */
export function dayBefore(today: Day, months: number): Day {
  const [year, month, day] = today.split('-').map(Number) as [number, number, number];
  const count = year * 12 + (month - 1) - months;
  const [y, m] = [Math.floor(count / 12), (count % 12) + 1];
  const last = new Date(Date.UTC(y, m, 0)).getUTCDate();
  return `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(Math.min(day, last)).padStart(2, '0')}`;
}
