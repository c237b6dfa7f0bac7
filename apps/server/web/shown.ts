/** How things of the engines are shown: files, limits, verdicts, in the words of the contract. */
import type { z } from 'zod';
import type { Closing, File } from '../../../engines/case/index.ts';
import type { Limit, Verdict } from '../../../engines/evaluation/index.ts';
import { find } from '../../../engines/registry/index.ts';
import { dayOf, type Instant } from '../../../foundation/day.ts';
import { roundHalfEven } from '../../../foundation/quantity/round.ts';
import type { Tx } from '../../../foundation/store/store.ts';
import type { House } from '../house.ts';
import { basisOn, limitsOn } from '../judging.ts';
import type { FileSummary, LimitShown, VerdictShown } from './contract.ts';

/** The ways of closing, in English. */
const CLOSINGS: Record<Closing, string> = { 办结: 'Done', 结案: 'Case closed', 销号: 'Closed out', 销警: 'Alarm cleared' };

const OUTCOMES = { within: '达标', over: '超标', cannotJudge: '无法判定' } as const;

export function shownFile(house: House, file: File, now: Instant): z.input<typeof FileSummary> {
  const procedure = house.procedures.find((p) => p.id === file.procedure && p.effectiveFrom === file.procedureFrom);
  return {
    id: String(file.id),
    number: file.number,
    procedure: file.procedure,
    procedureName: procedure?.name ?? file.procedure,
    procedureNameEn: procedure?.nameEn ?? file.procedure,
    title: file.title,
    party: { kind: 'firm', id: file.party, name: file.partyName },
    place: file.place ? { kind: 'outlet', id: file.place, name: file.placeName ?? '' } : null,
    district: file.district,
    districtName: house.city.areaName(file.district),
    step: file.step,
    stepName: procedure?.steps[file.step]?.name ?? file.step,
    stepNameEn: procedure?.steps[file.step]?.nameEn ?? file.step,
    level: file.level,
    levelName: procedure?.levels[file.level - 1] ?? `${file.level}级`,
    levelNameEn: procedure?.levelsEn?.[file.level - 1] ?? `Level ${file.level}`,
    status: file.status,
    closing: file.closing,
    closingEn: file.closing === null ? null : (CLOSINGS[file.closing as Closing] ?? 'Closed'),
    waitingFor: file.waitingFor,
    waitingForEn: file.waitingFor === null ? null : (procedure?.steps[file.step]?.waitsEn ?? null),
    openedAt: file.openedAt,
    closedAt: file.closedAt,
    dueAt: file.dueAt,
    overdue: file.status === 'open' && isOverdue(house, file, now),
  };
}

/** Overdue: the time has run out, or the clock has already moved the file to the step for it. */
function isOverdue(house: House, file: File, now: Instant): boolean {
  if (file.dueAt !== null) return now > file.dueAt;
  const procedure = house.procedures.find((p) => p.id === file.procedure && p.effectiveFrom === file.procedureFrom);
  return Object.values(procedure?.steps ?? {}).some((step) => step.else === file.step);
}

export function shownLimit(limit: Limit): z.input<typeof LimitShown> {
  return {
    id: limit.id,
    parameter: limit.parameter,
    basis: limit.basis,
    lower: limit.lower === null ? null : Number(limit.lower),
    upper: limit.upper === null ? null : Number(limit.upper),
    unit: limit.unit,
    clause: limit.clause,
    effectiveFrom: limit.effectiveFrom,
    confidence: limit.confidence,
  };
}

export function shownVerdict(house: House, verdict: Verdict, limit: Limit | null): z.input<typeof VerdictShown> {
  const { decimals, name } = house.factor(verdict.parameter);
  return {
    id: String(verdict.id),
    parameter: verdict.parameter,
    parameterName: name,
    period: verdict.period,
    startAt: verdict.startAt,
    outcome: verdict.outcome,
    // An hour over on a limit of the daily mean is not an exceedance and is not called one.
    outcomeName:
      verdict.outcome === 'over' && verdict.consequence === 'reminder'
        ? `${Number(verdict.value) < Number(verdict.limitValue) ? '低于' : '高于'}限值（提醒级）`
        : OUTCOMES[verdict.outcome],
    consequence: verdict.consequence,
    value: verdict.value === null ? null : Number(verdict.value),
    text: verdict.value === null ? null : roundHalfEven(verdict.value, Math.max(decimals, 1)),
    unit: verdict.unit,
    limit: limit ? shownLimit(limit) : null,
    multiple: verdict.multiple === null ? null : Number(verdict.multiple),
    reason: verdict.reason,
    supersededBy: verdict.supersededBy === null ? null : String(verdict.supersededBy),
    knownAt: verdict.knownAt,
  };
}

/** The limit a parameter of an outlet is judged by on a day, or null. */
export async function limitShownOn(
  tx: Tx,
  house: House,
  outlet: { code: string; detail: Record<string, unknown> },
  parameter: string,
  at: Instant,
): Promise<Limit | null> {
  const day = dayOf(at);
  const judges = basisOn(house, String(outlet.detail.rule), day)?.value.judges ?? 'hour';
  return (await limitsOn(tx, outlet.code, parameter, judges, day))[0] ?? null;
}

export async function firmName(tx: Tx, code: string): Promise<string> {
  return (await find(tx, 'firm', code))?.name ?? code;
}
