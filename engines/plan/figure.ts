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

/** Which facts are meant, as a condition with its values from `$first` on. */
function meant(facts: Facts, year: number, first = 1): { where: string; values: unknown[] } {
  const at = (n: number) => `$${first + n}`;
  return {
    where: `kind = ${at(0)} and (${at(1)}::text[] is null or status = any (${at(1)})) and day between ${at(2)} and ${at(3)}
       and (not ${at(4)} or party is not null) and (${at(5)}::numeric is null or amount >= ${at(5)}) and (${at(6)}::numeric is null or amount <= ${at(6)})`,
    values: [
      facts.kind,
      facts.status === undefined ? null : [facts.status].flat(),
      facts.standing ? '0001-01-01' : `${year}-01-01`,
      `${year}-12-31`,
      facts.aboutFirm ?? false,
      facts.atLeast ?? null,
      facts.atMost ?? null,
    ],
  };
}

async function read(tx: Tx, facts: Facts, year: number, most: number | null = null): Promise<FactRecord[]> {
  const { where, values } = meant(facts, year);
  const rows = await tx.query<Omit<FactRecord, 'ref' | 'counted'> & { ref_kind: string; ref_id: string }>(
    `select ${COLUMNS} from facts where ${where} order by day, ref_kind, ref_id, known_at limit $8`,
    [...values, most],
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

/** The records of an indicator in a year: what the number is the size, sum or share of. `most` are the first of them, where there are very many. */
export async function recordsOf(tx: Tx, indicator: Indicator, year: number, most: number | null = null): Promise<FactRecord[]> {
  const measure = indicator.of;
  if (measure.how === 'streak') return running(await read(tx, measure.of, year), year).slice(0, most ?? undefined);
  if (measure.how === 'latest') return (await read(tx, measure.of, year)).slice(-1);
  if (measure.how !== 'ratio') return read(tx, measure.of, year, most);
  const upper = new Set((await read(tx, measure.of, year)).map(key));
  const lower = onceEach(await read(tx, measure.in, year)).slice(0, most ?? undefined);
  return lower.map((record) => ({ ...record, counted: upper.has(key(record)) }));
}

export async function figureOf(
  tx: Tx,
  indicator: Indicator,
  year: number,
  now: Instant,
  nameOf: (facts: Facts) => string,
): Promise<FigureMade> {
  const { value, records } = await workOut(tx, indicator, year);
  return {
    indicator,
    year,
    value: value === null ? null : value.toNumber(),
    text: value === null ? '—' : roundHalfEven(value, indicator.decimals),
    formula: formulaOf(indicator.of, nameOf),
    records,
    asOf: now,
  };
}

/** The number, and how many records are behind it. Counted where they lie: a register of 150 000 is not read to be counted. */
async function workOut(tx: Tx, indicator: Indicator, year: number): Promise<{ value: Decimal | null; records: number }> {
  const measure = indicator.of;
  if (measure.how === 'streak' || measure.how === 'latest') {
    const records = await recordsOf(tx, indicator, year);
    if (measure.how === 'streak') return { value: new Decimal(new Set(records.map((r) => yearOf(r.day))).size), records: records.length };
    return { value: records[0]?.amount == null ? null : new Decimal(records[0].amount), records: records.length };
  }
  const { where, values } = meant(measure.of, year);
  if (measure.how === 'ratio') {
    const within = meant(measure.in, year, 8);
    const once = (condition: string) => `select distinct ref_kind, ref_id from facts where ${condition}`;
    const { records, counted } = await tx.get<{ records: number; counted: number }>(
      `with upper as (${once(where)}), lower as (${once(within.where)})
       select (select count(*) from lower)::int as records, (select count(*) from lower join upper using (ref_kind, ref_id))::int as counted`,
      [...values, ...within.values],
    );
    return { value: records ? new Decimal(counted).div(records).times(100) : null, records };
  }
  const number = {
    count: 'count(*)',
    distinct: `count(distinct ${measure.how === 'distinct' ? measure.column : 'ref_id'})`,
    sum: 'coalesce(sum(amount), 0)',
  };
  const { records, number: made } = await tx.get<{ records: number; number: string }>(
    `select count(*)::int as records, (${number[measure.how]})::text as number from facts where ${where}`,
    values,
  );
  return { value: new Decimal(made).div(measure.how === 'sum' ? (measure.per ?? 1) : 1), records };
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
