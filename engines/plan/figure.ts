/** Figures: an indicator worked out for a year, with the records behind it (P1). */
import { Decimal } from 'decimal.js';
import { type Day, type Instant, yearOf } from '../../foundation/day.ts';
import { roundHalfEven } from '../../foundation/quantity/round.ts';
import type { Tx } from '../../foundation/store/store.ts';
import { type Facts, formulaOf, type Indicator } from './indicator.ts';

export interface FactRecord {
  kind: string;
  ref: { kind: string; id: string };
  name: string;
  party: string | null;
  place: string | null;
  district: string;
  day: Day;
  amount: string | null;
  unit: string | null;
  status: string;
  /** For a ratio: whether the record is in the upper set or only in the lower one. */
  counted: boolean;
}

export interface FigureMade {
  indicator: Indicator;
  year: number;
  /** Null when there is nothing to divide by. */
  value: number | null;
  text: string;
  formula: string;
  records: number;
  asOf: Instant;
}

const COLUMNS = 'kind, ref_kind, ref_id, name, party, place, district, day, amount, unit, status';

async function read(tx: Tx, facts: Facts, year: number): Promise<FactRecord[]> {
  const rows = await tx.query<Omit<FactRecord, 'ref' | 'counted'> & { ref_kind: string; ref_id: string }>(
    `select ${COLUMNS} from facts where kind = $1 and ($2::text[] is null or status = any ($2)) and day between $3 and $4
       and (not $5 or party is not null) and ($6::numeric is null or amount >= $6) and ($7::numeric is null or amount <= $7) order by day, ref_kind, ref_id, known_at`,
    [
      facts.kind,
      facts.status === undefined ? null : [facts.status].flat(),
      facts.standing ? '0001-01-01' : `${year}-01-01`,
      `${year}-12-31`,
      facts.aboutFirm ?? false,
      facts.atLeast ?? null,
      facts.atMost ?? null,
    ],
  );
  return rows.map(({ ref_kind, ref_id, ...row }) => ({ ...row, ref: { kind: ref_kind, id: ref_id }, counted: true }));
}

/** What is on record of a firm, a place or one thing, newest first; verdicts stand apart, there are too many of them to be read in a list. */
export async function listFacts(
  tx: Tx,
  of: { party?: string; place?: string; ref?: { kind: string; id: string } },
  most = 100,
): Promise<FactRecord[]> {
  const rows = await tx.query<Omit<FactRecord, 'ref' | 'counted'> & { ref_kind: string; ref_id: string }>(
    `select ${COLUMNS} from facts where ($1::text is null or party = $1) and ($2::text is null or place = $2)
       and ($3::text is null or (ref_kind = $3 and ref_id = $4)) and ref_kind <> 'verdict' order by day desc, known_at desc, kind limit $5`,
    [of.party ?? null, of.place ?? null, of.ref?.kind ?? null, of.ref?.id ?? null, most],
  );
  return rows.map(({ ref_kind, ref_id, ...row }) => ({ ...row, ref: { kind: ref_kind, id: ref_id }, counted: true }));
}

/** The records of an indicator in a year: what the number is the size, sum or share of. */
export async function recordsOf(tx: Tx, indicator: Indicator, year: number): Promise<FactRecord[]> {
  const measure = indicator.of;
  if (measure.how === 'streak') return running(await read(tx, measure.of, year), year);
  if (measure.how === 'latest') return (await read(tx, measure.of, year)).slice(-1);
  if (measure.how !== 'ratio') return read(tx, measure.of, year);
  const upper = new Set((await read(tx, measure.of, year)).map(key));
  const lower = onceEach(await read(tx, measure.in, year));
  return lower.map((record) => ({ ...record, counted: upper.has(key(record)) }));
}

export async function figureOf(
  tx: Tx,
  indicator: Indicator,
  year: number,
  now: Instant,
  nameOf: (facts: Facts) => string,
): Promise<FigureMade> {
  const records = await recordsOf(tx, indicator, year);
  const value = workOut(indicator, records);
  return {
    indicator,
    year,
    value: value === null ? null : value.toNumber(),
    text: value === null ? '—' : roundHalfEven(value, indicator.decimals),
    formula: formulaOf(indicator.of, nameOf),
    records: records.length,
    asOf: now,
  };
}

function workOut(indicator: Indicator, records: FactRecord[]): Decimal | null {
  const measure = indicator.of;
  switch (measure.how) {
    case 'count':
      return new Decimal(records.length);
    case 'distinct':
      return new Decimal(new Set(records.map((r) => r[measure.column]).filter((v) => v !== null)).size);
    case 'sum':
      return records.reduce((total, r) => total.plus(r.amount ?? 0), new Decimal(0)).div(measure.per ?? 1);
    case 'latest':
      return records[0]?.amount == null ? null : new Decimal(records[0].amount);
    case 'streak':
      return new Decimal(new Set(records.map((r) => yearOf(r.day))).size);
    case 'ratio':
      return records.length ? new Decimal(records.filter((r) => r.counted).length).div(records.length).times(100) : null;
  }
}

/** The records of the years that follow on one another without a gap, up to this one. */
function running(records: FactRecord[], year: number): FactRecord[] {
  const years = new Set(records.map((record) => yearOf(record.day)));
  let first = year;
  while (years.has(first - 1)) first -= 1;
  return years.has(year) ? records.filter((record) => yearOf(record.day) >= first) : [];
}

function key(record: FactRecord): string {
  return `${record.ref.kind}:${record.ref.id}`;
}

function onceEach(records: FactRecord[]): FactRecord[] {
  return [...new Map(records.map((record) => [key(record), record])).values()];
}
