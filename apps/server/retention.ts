/**
 * Retention as this house has it: which kinds of record there are, how long each is kept, and the weekly look at what is of age. Off unless configured;
 * and what is a record goes only when one administrator has proposed it and another has confirmed it.
 */
import { CITES_READING } from '../../engines/evaluation/index.ts';
import { framesKept, isFrameCited, readingsKept } from '../../engines/observation/index.ts';
import { withoutBackups } from '../../foundation/backup/index.ts';
import { sm3 } from '../../foundation/canonical.ts';
import { DAY, type Day, dayOf, type Instant, startOfDay } from '../../foundation/day.ts';
import type { Job, JobAt } from '../../foundation/jobs/index.ts';
import {
  carryOut,
  dayBefore,
  isPeriodHeld,
  type Kind,
  prepareRemoval,
  type ReportLine,
  reportOf,
  sweep,
  type Term,
  termOf,
} from '../../foundation/retention/index.ts';
import type { Store, Tx } from '../../foundation/store/store.ts';
import { type FlushedSegment, flushedSegments, readFrames, removeSegments } from '../../gateways/hj212/index.ts';
import type { House } from './house.ts';
import { frameLogPosition } from './line.ts';
import type { Runtime } from './runtime.ts';

/** Six months of the network-security law, in days, as the floor under what is swept without asking. */
const SIX_MONTHS = 184;

export const KINDS: Kind[] = [
  {
    id: 'readings',
    says: { zh: '原始监测记录', en: 'Raw readings' },
    months: { law: 'retention/readings' },
    tables: readingsKept(CITES_READING),
  },
  {
    id: 'frames',
    says: { zh: '数据报文', en: 'Frames as they came' },
    months: { law: 'retention/frames' },
    tables: framesKept,
    isLog: true,
  },
  {
    id: 'wasteManifests',
    says: { zh: '危险废物转移联单', en: 'Hazardous-waste manifests' },
    months: { law: 'retention/waste-manifests' },
    tables: [],
  },
  {
    id: 'audit',
    says: { zh: '操作记录', en: 'Audit events' },
    months: { city: 'retention-audit-months' },
    tables: [],
    isAudit: true,
  },
  {
    id: 'messages',
    says: { zh: '已发出的消息', en: 'Messages that were sent' },
    months: { city: 'retention-messages-months' },
    tables: [
      {
        name: 'outbox',
        time: 't.queued_at',
        party: 't.party',
        // Part of a file's story, not yet settled, or the carrier of another.
        cited: `(coalesce(t.about_kind, '') = 'file' or t.state in ('queued', 'afterRestore')
          or exists (select from outbox o where o.joined_to = t.id or o.resent_of = t.id))`,
      },
    ],
  },
  {
    id: 'sessions',
    says: { zh: '登录和会话', en: 'Sign-ins and sessions' },
    months: { law: 'retention/sign-ins' },
    tables: [
      { name: 'session', time: 't.ends_at' },
      { name: 'sign_in', time: 't.at' },
      { name: 'one_time', time: 't.ends_at' },
      { name: 'phone_code', time: 't.ends_at' },
    ],
    sweepAfterDays: SIX_MONTHS,
  },
  {
    id: 'requests',
    says: { zh: '接口重复请求的记录', en: 'Answers kept for repeated requests' },
    months: { city: 'retention-requests-months' },
    tables: [{ name: 'request_answer', time: 't.at' }],
    sweepAfterDays: 28,
  },
  {
    id: 'jobs',
    says: { zh: '任务运行记录', en: 'Runs of jobs' },
    months: { city: 'retention-jobs-months' },
    tables: [
      { name: 'job_run', time: 'coalesce(t.ended_at, t.queued_at)', cited: `t.state in ('waiting', 'running')` },
      { name: 'job_mark', time: 't.at' },
    ],
    sweepAfterDays: 89,
  },
  {
    id: 'forGood',
    says: { zh: '办件、判定、小时值和日均值、台账、账本', en: 'Files, verdicts, hours and days, registers, books' },
    months: 'forGood',
    tables: [],
  },
];

export interface KindToday {
  kind: Kind;
  term: Term;
  /** What is from before this day is of age; null for what is kept for good. */
  before: Day | null;
}

export function kindsToday(house: House, config: Runtime['config'], now: Instant): KindToday[] {
  const books = { law: house.law, city: house.city.parameters };
  return KINDS.map((kind) => {
    const term = termOf(kind.months, now, books, config.retention.years[kind.id]);
    return { kind, term, before: term.months === null ? null : dayBefore(dayOf(now), term.months) };
  });
}

/** What would go of a kind, its part of the frame log included. Changes nothing. */
export async function reportToday(tx: Tx, { kind, before }: KindToday, frames: string): Promise<ReportLine[]> {
  if (before === null) return [];
  const lines = await reportOf(tx, kind, before);
  return kind.isLog ? [...lines, await logLine(tx, frames, before)] : lines;
}

export const LOOK_JOB = { name: 'retention.look', withinMinutes: 120 };
export const REMOVE_JOB = { name: 'retention.remove', withinMinutes: 600 };

export function retentionJobs(house: House, runtime: Runtime): Job<never>[] {
  const { at } = runtime.config.retention;
  const [hour, minute] = (at ?? '').split(':').map(Number);
  return [
    {
      ...LOOK_JOB,
      says: {
        zh: '每周检查保存期限：清扫到期的会话，准备到期记录的清理',
        en: 'The weekly look at retention: sweeps sessions, prepares removals',
      },
      ...(at === null ? {} : { cron: `${minute} ${hour} * * 1` }),
      run: async (_, { now, store, signal }) => look(store, house, runtime, now, signal),
    },
    {
      ...REMOVE_JOB,
      says: { zh: '执行已由两人确认的清理', en: 'Carries out removals two people have confirmed' },
      run: async (payload: { kind: string; id: string }, { now, store, signal }: JobAt) => {
        const kind = KINDS.find((one) => one.id === payload.kind);
        if (!kind) throw new Error(`there is no kind ${payload.kind}`);
        const outcome = await carryOut(kind, payload.id, {
          store,
          now,
          signal,
          ...(kind.isLog ? { outside: (before: Day) => removeLog(store, runtime, before) } : {}),
        });
        return Object.entries(outcome)
          .map(([name, { rows }]) => `${name} ${rows}`)
          .join(', ');
      },
    } as unknown as Job<never>,
  ];
}

export async function look(
  store: Store,
  house: House,
  runtime: Pick<Runtime, 'config' | 'frames'>,
  now: Instant,
  signal?: AbortSignal,
): Promise<string> {
  const said: string[] = [];
  for (const today of kindsToday(house, runtime.config, now)) {
    const { kind, before } = today;
    if (before === null || signal?.aborted) continue;
    if (kind.sweepAfterDays !== undefined) {
      // Never nearer than the floor the database keeps, whatever the city's number says.
      const moment = Math.min(startOfDay(before), now - (kind.sweepAfterDays + 1) * DAY);
      for (const [table, rows] of Object.entries(await sweep(store, kind, moment))) said.push(`${table} ${rows}`);
      continue;
    }
    const prepared = await store.tx(async (tx) => prepareRemoval(tx, kind, before, await reportToday(tx, today, runtime.frames), now));
    if (prepared) said.push(`${kind.id} ?`);
  }
  return said.join(', ');
}

// ── The frame log ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

interface OldSegment extends FlushedSegment {
  keeps: 'held' | 'cited' | null;
}

/**
 * Segments from the front whose last frame is older than the day and which lie wholly behind the writer's place. One that overlaps a standing hold is
 * held, whatever the hold names: a segment cannot be cut. One in which a reading that stayed still has its frame is cited. Nothing behind a kept one goes.
 */
async function oldSegments(tx: Tx, frames: string, before: Day, position: number | null): Promise<OldSegment[]> {
  const moment = startOfDay(before);
  const segments = await flushedSegments(frames);
  const old: OldSegment[] = [];
  for (const [at, segment] of segments.entries()) {
    const next = segments[at + 1];
    if (!segment.isClosed || !next || position === null || segment.to > position) break;
    const [first, following] = [await firstFrame(frames, segment.from), await firstFrame(frames, next.from)];
    // The first frame of the next one is no older than the last of this.
    if (following === undefined || following >= moment) break;
    const isHeld = await isPeriodHeld(tx, dayOf(first ?? following), dayOf(following));
    const isCited = !isHeld && (await isFrameCited(tx, segment.from, segment.to, moment + 2 * DAY));
    old.push({ ...segment, keeps: isHeld ? 'held' : isCited ? 'cited' : null });
  }
  return old;
}

async function firstFrame(frames: string, from: number): Promise<Instant | undefined> {
  return (await readFrames(frames, from, { maxRecords: 1 })).records[0]?.receivedAt;
}

async function logLine(tx: Tx, frames: string, before: Day): Promise<ReportLine> {
  const position = await positionIn(tx);
  const old = await oldSegments(tx, frames, before, position);
  const going = old.slice(0, old.findIndex((one) => one.keeps !== null) < 0 ? old.length : old.findIndex((one) => one.keeps !== null));
  return {
    table: 'frame log',
    old: old.length,
    held: old.filter((one) => one.keeps === 'held').length,
    cited: old.length - going.length - old.filter((one) => one.keeps === 'held').length,
    goes: going.length,
    oldest: going[0] ? ((await firstFrame(frames, going[0].from)) ?? null) : null,
    bytes: going.reduce((sum, one) => sum + one.bytes, 0),
  };
}

async function positionIn(tx: Tx): Promise<number | null> {
  const row = await tx.find<{ position: number }>(`select position from job_position where job = 'frame-log'`);
  return row?.position ?? null;
}

/** Removes what may go, never while a backup reads the log. The digest is over the names and sizes of what went, which every backup's manifest knows. */
export async function removeLog(
  store: Store,
  runtime: Pick<Runtime, 'frames'>,
  before: Day,
): Promise<{ name: string; rows: number; digest: string } | null> {
  return withoutBackups(store, async () => {
    const position = await frameLogPosition(store);
    const old = await store.tx((tx) => oldSegments(tx, runtime.frames, before, position));
    const stop = old.findIndex((one) => one.keeps !== null);
    const last = (stop < 0 ? old : old.slice(0, stop)).at(-1);
    if (!last) return null;
    const gone = await removeSegments(runtime.frames, last.to);
    return {
      name: 'frame log',
      rows: gone.length,
      digest: gone.reduce((digest, { name, bytes }) => sm3(`${digest}\n${name} ${bytes}`), ''),
    };
  });
}
