/** Verdicts are written down with what they rest on (E3) and their fact, in the transaction that computed the hour or day. */
import { canonical, sm3 } from '../../foundation/canonical.ts';
import { dayOf, HOUR, type Instant } from '../../foundation/day.ts';
import { announce } from '../../foundation/facts/index.ts';
import type { Witness } from '../../foundation/seal/index.ts';
import type { Tx } from '../../foundation/store/store.ts';
import { DISCHARGE, type DischargeInput, type Judged, judgeDischarge } from './methods/discharge.ts';

/** What is judged: which place, which parameter, and the very hour or day, named by stream and revision. */
export interface Subject {
  place: string;
  parameter: string;
  quantity: string;
  period: 'hour' | 'day';
  startAt: Instant;
  stream: number;
  revision: number;
  party: string;
  district: string;
}

export interface Verdict extends Subject {
  id: number;
  outcome: Judged['outcome'];
  consequence: Judged['consequence'];
  value: string | null;
  unit: string;
  limitId: string | null;
  limitValue: string | null;
  multiple: string | null;
  reason: string | null;
  lawRelease: string;
  method: string;
  methodVersion: string;
  inputHash: string;
  input: DischargeInput | null;
  supersedes: number | null;
  supersededBy: number | null;
  knownAt: Instant;
}

export function inputHashOf(input: DischargeInput): string {
  return sm3(canonical(input));
}

/** Judges and records. The fact `evaluation.verdict` appears for every verdict that is not *within* and for one that takes such a verdict back. */
export async function recordVerdict(
  tx: Tx,
  subject: Subject,
  input: DischargeInput,
  lawRelease: string,
  now: Instant,
): Promise<{ id: number; judged: Judged }> {
  const judged = judgeDischarge(input);
  const before = await tx.find<{ id: number; outcome: string }>(
    `select id, outcome from verdict where place = $1 and parameter = $2 and quantity = $3 and period = $4 and start_at = to_timestamp($5 / 1000.0) order by id desc limit 1`,
    [subject.place, subject.parameter, subject.quantity, subject.period, subject.startAt],
  );
  const { id } = await tx.get<{ id: number }>(
    `insert into verdict (place, parameter, quantity, period, start_at, stream, revision, outcome, consequence, value, unit, limit_id, limit_value, multiple,
       reason, law_release, method, method_version, input_hash, input, supersedes, known_at, party, district)
     values ($1, $2, $3, $4, to_timestamp($5 / 1000.0), $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, to_timestamp($22 / 1000.0), $23, $24)
     returning id`,
    [
      subject.place,
      subject.parameter,
      subject.quantity,
      subject.period,
      subject.startAt,
      subject.stream,
      subject.revision,
      judged.outcome,
      judged.consequence,
      input.value,
      input.unit,
      judged.limit?.id ?? null,
      judged.bound,
      judged.multiple,
      judged.reason,
      lawRelease,
      DISCHARGE.id,
      DISCHARGE.version,
      inputHashOf(input),
      judged.outcome === 'within' ? null : JSON.stringify(input),
      before?.id ?? null,
      now,
      subject.party,
      subject.district,
    ],
  );
  if (judged.outcome !== 'within' || (before && before.outcome !== 'within')) {
    const run = judged.outcome === 'over' && subject.period === 'hour' ? await runOfHours(tx, subject) : 0;
    await announce(tx, {
      kind: 'evaluation.verdict',
      ref: { kind: 'verdict', id: String(id) },
      subject: subject.place,
      party: subject.party,
      place: subject.place,
      district: subject.district,
      day: dayOf(subject.startAt),
      detail: {
        parameter: subject.parameter,
        period: subject.period,
        startAt: subject.startAt,
        endAt: subject.startAt + (subject.period === 'hour' ? HOUR : 24 * HOUR),
        outcome: judged.outcome,
        consequence: judged.consequence,
        value: input.value,
        unit: input.unit,
        limit: judged.bound,
        multiple: judged.multiple,
        reason: judged.reason,
        run,
        before: before?.outcome ?? null,
      },
      at: now,
    });
  }
  return { id, judged };
}

/** How many hours in a row, this one among them, are over: looked for on both sides, since an hour in between may be judged last. */
async function runOfHours(tx: Tx, of: Subject): Promise<number> {
  const reach = 24;
  const rows = await tx.query<{ start_at: Instant }>(
    `select start_at from verdict_now where place = $1 and parameter = $2 and quantity = $3 and period = 'hour' and outcome = 'over'
       and start_at between to_timestamp($4 / 1000.0) and to_timestamp($5 / 1000.0)`,
    [of.place, of.parameter, of.quantity, of.startAt - reach * HOUR, of.startAt + reach * HOUR],
  );
  const over = new Set(rows.map((row) => row.start_at));
  let first = of.startAt;
  while (over.has(first - HOUR)) first -= HOUR;
  let last = of.startAt;
  while (over.has(last + HOUR)) last += HOUR;
  return (last - first) / HOUR + 1;
}

const COLUMNS = `v.id, v.place, v.parameter, v.quantity, v.period, v.start_at as "startAt", v.stream, v.revision, v.outcome, v.consequence, v.value, v.unit,
  v.limit_id as "limitId", v.limit_value as "limitValue", v.multiple, v.reason, v.law_release as "lawRelease", v.method, v.method_version as "methodVersion",
  v.input_hash as "inputHash", v.input, v.supersedes, v.known_at as "knownAt", v.party, v.district,
  (select s.id from verdict s where s.supersedes = v.id) as "supersededBy"`;

export async function findVerdict(tx: Tx, id: number): Promise<Verdict | undefined> {
  return tx.find<Verdict & Record<string, unknown>>(`select ${COLUMNS} from verdict v where v.id = $1`, [id]);
}

/** The verdicts that stand for a place and parameter, oldest first. */
export async function listVerdicts(
  tx: Tx,
  of: { place: string; parameter: string; quantity: string; period: 'hour' | 'day'; from: Instant; to: Instant },
): Promise<Verdict[]> {
  return tx.query<Verdict & Record<string, unknown>>(
    `select ${COLUMNS} from verdict_now v where v.place = $1 and v.parameter = $2 and v.quantity = $3 and v.period = $4
       and v.start_at >= to_timestamp($5 / 1000.0) and v.start_at < to_timestamp($6 / 1000.0) order by v.start_at`,
    [of.place, of.parameter, of.quantity, of.period, of.from, of.to],
  );
}

/** The newest verdicts about some places, whatever they say: for the page of a firm or a place. */
export async function listNewest(tx: Tx, places: string[], most = 30): Promise<Verdict[]> {
  return tx.query<Verdict & Record<string, unknown>>(
    `select ${COLUMNS} from verdict v where v.place = any ($1)
       and not exists (select 1 from verdict n where n.place = v.place and n.parameter = v.parameter and n.quantity = v.quantity and n.period = v.period
                         and n.start_at = v.start_at and n.id > v.id)
     order by v.start_at desc, v.id desc limit $2`,
    [places, most],
  );
}

/** What of a verdict is sealed when a file cites it: all of it, its input as a digest. */
export async function verdictsSealed(
  tx: Tx,
  ids: string[],
): Promise<Map<string, { content: Record<string, unknown>; party: string; district: string }>> {
  const rows = await tx.query<{ id: number; input: unknown; party: string; district: string }>(
    'select * from verdict where id = any($1::bigint[])',
    [ids],
  );
  return new Map(
    rows.map(({ input, party, district, ...row }) => [
      String(row.id),
      { content: { ...row, inputSm3: input === null ? null : sm3(canonical(input)) }, party, district },
    ]),
  );
}

/** Cited verdicts as their own table has them today, for `audit verify`; which those are, whoever cites them knows. */
export const verdictWitness = (cited: string): Witness => ({
  kind: 'verdict',
  async stood(tx, ids) {
    const stood = await verdictsSealed(tx, ids);
    return new Map([...stood].map(([id, { content, party, district }]) => [id, { content, eyes: [{ party, district }] }]));
  },
  ids: cited,
  mayRepeat: true,
});
