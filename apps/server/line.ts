/**
 * The line a packet walks, top to bottom. Each part is an engine's or a gateway's; this page only joins them.
 *
 *   bytes ─ gateway ─▶ frame log (flushed, then answered) ─▶ readings ─▶ hours, days ─▶ verdicts ─▶ reactions ─▶ files ─▶ effects ─▶ books ─▶ figures
 *
 * One direction; nobody calls back up.
 */
import { type Actor, type Cases, type Choice, openCases } from '../../engines/case/index.ts';
import { verdictsSealed } from '../../engines/evaluation/index.ts';
import {
  type Arrival,
  closeReplay,
  countMinute,
  ingest,
  type Kept,
  keepFrames,
  listKeptOf,
  listReplayOrders,
  markReplayed,
  noticeSilence,
  recomputeDue,
  type StreamIds,
} from '../../engines/observation/index.ts';
import { announceDays, type Entry, find, findSelf, list } from '../../engines/registry/index.ts';
import { ROLES, type Role } from '../../foundation/access/index.ts';
import type { Config } from '../../foundation/config/index.ts';
import { dayOf, type Instant, SECOND } from '../../foundation/day.ts';
import { mayHandle } from '../../foundation/directory/index.ts';
import { type Appeared, type Reaction, runReactions } from '../../foundation/facts/index.ts';
import { type Adapter, deliverDue, type Rules } from '../../foundation/outbox/index.ts';
import { sealAll } from '../../foundation/seal/index.ts';
import { notify, type Store, type Tx } from '../../foundation/store/store.ts';

import { tellWebhooks } from '../../foundation/webhooks/index.ts';

import { workingDayAfter } from '../../foundation/working-days.ts';

import {
  admit,
  decodeFrame,
  type FrameLog,
  type Gateway,
  type GatewayEvent,
  type KeptFrame,
  type Limits,
  readFrame,
  readFrames,
  readUpload,
  startGateway,
} from '../../gateways/hj212/index.ts';
import type { House } from './house.ts';
import { judgeChanged } from './judging.ts';
import type { StationBook } from './stations.ts';

// ── 1  bytes → frame log: flushed, then answered ──────────────────────────────────────────────────────────────────────────────────────

export function receive(
  listening: { host: string; port: number },
  stations: StationBook,
  log: FrameLog,
  now: () => Instant,
  onEvent: (event: GatewayEvent) => void,
  limits: Limits = {},
): Promise<Gateway> {
  return startGateway({ ...listening, ...limits, loggers: stations.loggers, log, now, onEvent });
}

// ── 2  frame log → readings ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The writer's place in the frame log moves in the transaction that writes the readings: every frame is met exactly once. */
const FRAME_LOG = 'frame-log';
const BATCH = { maxRecords: 800, maxBytes: 1 << 20 };

export interface Met {
  frames: number;
  readings: number;
  kept: number;
  /** When the last of them was received; null when there were none. */
  receivedAt: Instant | null;
}

export async function takeFrames(
  store: Store,
  frames: string,
  ids: StreamIds,
  stations: StationBook,
  house: House,
  now: Instant,
): Promise<Met> {
  const from = await frameLogPosition(store);
  const { records, next } = await readFrames(frames, from, BATCH);
  if (!records.length) {
    if (next !== (from ?? 0)) await store.tx((tx) => moveTo(tx, from, next, now));
    return { frames: 0, readings: 0, kept: 0, receivedAt: null };
  }
  try {
    return await store.tx((tx) => write(tx, records, from, next, ids, stations, house, now));
  } catch (error) {
    if (!isFaultOfFrame(error)) throw error;
    // One frame the tables cannot take must not hold up those behind it: they are met one at a time until it is the one in hand, and only it is
    // set aside.
    const first = records[0] as KeptFrame;
    try {
      return await store.tx((tx) => write(tx, [first], from, first.next, ids, stations, house, now));
    } catch (failure) {
      if (!isFaultOfFrame(failure)) throw failure;
      return store.tx((tx) => setAsideFrame(tx, first, from, house, now, failure as Error));
    }
  }
}

/** Whether it is the frame's content that failed (a value the tables refuse, a case our code did not think of) and not the store being away. */
function isFaultOfFrame(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string') return /^(22|23)/.test(code); // PostgreSQL: data exception, integrity violation.
  return error instanceof TypeError || error instanceof RangeError;
}

/** Where the writer stands in the frame log; null before the first frame. */
export async function frameLogPosition(store: Store): Promise<number | null> {
  const row = await store.tx((tx) => tx.find<{ position: number }>('select position from job_position where job = $1', [FRAME_LOG]));
  return row?.position ?? null;
}

/** What the gateway has kept and the writer has not met: how many frames (counted to a bound, a long backlog is long enough) and how old the first is. */
export async function frameBacklog(store: Store, frames: string, now: Instant): Promise<{ frames: number; seconds: number }> {
  const { records } = await readFrames(frames, await frameLogPosition(store), { maxRecords: 5_000, maxBytes: 2 << 20 });
  return { frames: records.length, seconds: records[0] ? Math.max(0, now - records[0].receivedAt) / 1_000 : 0 };
}

async function write(
  tx: Tx,
  records: KeptFrame[],
  from: number | null,
  next: number,
  ids: StreamIds,
  stations: StationBook,
  house: House,
  now: Instant,
): Promise<Met> {
  await moveTo(tx, from, next, now);
  const { arrivals, kept } = sort(records, stations, house);
  const ingested = await ingest(tx, ids, arrivals, now);
  await keepFrames(tx, kept);
  await countMinute(tx, { frames: records.length, readings: ingested.fresh + ingested.revised, kept: kept.length }, now);
  if (kept.length) await notify(tx, 'live', { topic: 'kept' });
  // One word a place: whoever looks at it reads it again.
  for (const place of ingested.places.slice(0, 60)) {
    const station = stations.ofPlace(place);
    await notify(tx, 'live', { topic: 'readings', place, district: station?.district ?? null, party: station?.party ?? null });
  }
  return {
    frames: records.length,
    readings: ingested.fresh + ingested.revised,
    kept: kept.length,
    receivedAt: records.at(-1)?.receivedAt ?? null,
  };
}

async function moveTo(tx: Tx, from: number | null, next: number, now: Instant): Promise<void> {
  const moved = await tx.query(
    from === null
      ? `insert into job_position (job, position, at) values ($1, $2, to_timestamp($3 / 1000.0)) on conflict do nothing returning job`
      : `update job_position set position = $2, at = to_timestamp($3 / 1000.0) where job = $1 and position = ${from} returning job`,
    [FRAME_LOG, next, now],
  );
  // Another writer took these frames. There must be only one; the second one stops here and has written nothing.
  if (!moved.length) throw new Error('another writer has moved the place in the frame log');
}

/** Accepted uploads become arrivals; everything else is kept with its reason. */
function sort(records: KeptFrame[], stations: StationBook, house: House): { arrivals: Arrival[]; kept: Omit<Kept, 'state'>[] } {
  const arrivals: Arrival[] = [];
  const kept: Omit<Kept, 'state'>[] = [];
  for (const record of records) {
    if (record.admission !== 'accepted') {
      kept.push(keptOf(record, record.admission, stations, house));
      continue;
    }
    const arrival = arrivalOf(record, stations);
    if (typeof arrival === 'string') kept.push(keptOf(record, arrival, stations, house));
    else arrivals.push(arrival);
  }
  return { arrivals, kept };
}

/** The arrival in an accepted frame, or the code of the reason why it gives none. */
function arrivalOf(record: KeptFrame, stations: StationBook): Arrival | string {
  const { upload, findings } = readUpload(decodeFrame(record.bytes), record.receivedAt);
  if (!upload) return findings.find((f) => f.code === 'missingDataTime' || f.code === 'badDataTime')?.code ?? 'nothingToStore';
  const station = stations.find(upload.mn);
  if (!station) return 'unknownMn';
  return {
    station,
    period: upload.period,
    observedAt: upload.observedAt,
    receivedAt: record.receivedAt,
    frame: record.id,
    values: upload.values,
  };
}

function keptOf(record: KeptFrame, code: string, stations: StationBook, house: House): Omit<Kept, 'state'> {
  const { header } = decodeFrame(record.bytes);
  const mn = storable(header.MN);
  const station = mn ? stations.find(mn) : undefined;
  return {
    id: record.id,
    receivedAt: record.receivedAt,
    peer: record.peer,
    mn,
    cn: storable(header.CN),
    code,
    party: station?.party ?? null,
    // Nobody's district is known for a stranger's frame: only those who see the whole city see it.
    district: station?.district ?? house.city.code,
  };
}

/** Text PostgreSQL can keep: no NUL, not longer than a header has. */
function storable(text: string | undefined): string | null {
  return text ? text.replaceAll('\0', '').slice(0, 64) : null;
}

async function setAsideFrame(tx: Tx, record: KeptFrame, from: number | null, house: House, now: Instant, error: Error): Promise<Met> {
  console.error(
    JSON.stringify({ level: 'error', says: 'a frame could not be stored and was set aside', frame: record.id, error: error.message }),
  );
  await moveTo(tx, from, record.next, now);
  await keepFrames(tx, [
    {
      id: record.id,
      receivedAt: record.receivedAt,
      peer: record.peer,
      mn: null,
      cn: null,
      code: 'notStored',
      party: null,
      district: house.city.code,
    },
  ]);
  return { frames: 1, readings: 0, kept: 1, receivedAt: record.receivedAt };
}

/** Reasons that a later registration can lift. */
export const REPLAYABLE = ['unknownMn', 'wrongPw'];

/** Tries the kept frames of an MN again, as ordered: what is admitted now becomes readings, with the time at which it was received. */
export async function replayKept(store: Store, frames: string, ids: StreamIds, stations: StationBook, now: Instant): Promise<void> {
  const orders = await store.tx(listReplayOrders);
  if (!orders.length) return;
  await stations.reload();
  for (const order of orders) {
    let after = 0;
    let replayed = 0;
    let remaining = 0;
    for (;;) {
      const batch = await store.tx((tx) => listKeptOf(tx, order.mn, REPLAYABLE, after));
      if (!batch.length) break;
      after = batch.at(-1)?.id ?? after;
      const taken: { id: number; arrival: Arrival }[] = [];
      for (const { id } of batch) {
        const record = await readFrame(frames, id);
        const admitted = record !== undefined && admit(decodeFrame(record.bytes), stations.loggers).admission === 'accepted';
        const arrival = admitted ? arrivalOf(record, stations) : 'notAdmitted';
        if (typeof arrival === 'string') remaining += 1;
        else taken.push({ id, arrival });
      }
      await store.tx(async (tx) => {
        await ingest(
          tx,
          ids,
          taken.map((t) => t.arrival),
          now,
        );
        await markReplayed(
          tx,
          taken.map((t) => t.id),
          now,
        );
      });
      replayed += taken.length;
    }
    await store.tx((tx) => closeReplay(tx, order.id, replayed, remaining, now));
  }
}

// ── 3  readings → hours and days → verdicts, in one transaction ───────────────────────────────────────────────────────────────────────

export function computeAndJudge(store: Store, ids: StreamIds, stations: StationBook, house: House, now: Instant): Promise<number> {
  return recomputeDue(store, ids, stations.find, house.validity, now, async (tx, hours, days) => {
    await judgeChanged(tx, house, stations, hours, days, now);
    const { place, district, party } = (hours[0] ?? days[0])?.station ?? { place: null, district: null, party: null };
    await notify(tx, 'live', { topic: 'hours', place, district, party });
  });
}

export function watchSilence(store: Store, stations: StationBook, house: House, now: Instant, listeningSince: Instant): Promise<number> {
  return noticeSilence(store, stations.list(), house.validity, now, listeningSince);
}

// ── 4  facts → reactions → files ──────────────────────────────────────────────────────────────────────────────────────────────────────

export function react(store: Store, reactions: Reaction[], now: Instant): Promise<number> {
  return runReactions(store, reactions, now);
}

/** What the programmes declared, bound to the engines. */
export function bindReactions(house: House, cases: Cases): Reaction[] {
  const names = async (tx: Tx, fact: Appeared) => {
    const parameter = house.factor(String(fact.detail.parameter ?? ''));
    return {
      party: (await find(tx, 'firm', fact.party ?? ''))?.name ?? fact.party ?? '',
      place: placeName(fact.place ? await findSelf(tx, [...house.registers.values()], 'place', fact.place) : undefined),
      parameter: parameter.name,
      unit: parameter.unit,
      dated: (id: string) => house.city.parameter(id, fact.at).value,
    };
  };
  return house.reactions.map(({ id, when, and, follows, repeatable = false }) => ({
    id,
    when,
    ...(and ? { and } : {}),
    repeatable,
    does: follows(cases, names),
  }));
}

export function placeName(outlet: { name: string; detail: Record<string, unknown> } | undefined): string {
  return outlet ? `${outlet.detail.number ?? ''} ${outlet.name}`.trim() : '';
}

function choiceOf(entry: Entry, carries: string[]): Choice {
  const carried = carries.flatMap((id) => (entry.detail[id] === undefined ? [] : [[id, entry.detail[id]] as const]));
  return { value: entry.code, name: entry.name, carries: Object.fromEntries(carried) };
}

/** Days of the registers that are near become facts. */
export function watchDays(store: Store, house: House, now: Instant): Promise<number> {
  return announceDays(store, house.registers.values(), (parameter, at) => house.city.parameter(parameter, at).value, now);
}

// ── 5  files: lawful steps, clocks, messages; effects → books ─────────────────────────────────────────────────────────────────────────

export function bindCases(house: House): Cases {
  const registers = [...house.registers.values()];
  return openCases({
    cited: async (tx, to) => (to.kind === 'verdict' ? ((await verdictsSealed(tx, [to.id])).get(to.id) ?? null) : null),
    procedures: house.procedures,
    signature: house.city.signature,
    seriesPrefix: house.city.seriesPrefix,
    parameter: house.city.parameter,
    mayHandle: (actor: Actor, matter, power, district, at) => house.city.mayHandle(actor, matter, power, district, at),
    roleName: (role) => ROLES[role as Role] ?? '系统',
    bodyName: house.city.bodyName,
    areaName: house.city.areaName,
    bodiesWith: (matter, power, district, at) =>
      house.city.bodies
        .map((body) => body.id)
        .filter((body) => mayHandle(house.city.directory(), body, matter, power, district, dayOf(at))),
    overseers: ['duty'],
    choices: async (tx, register, carries) => (await list(tx, register)).map((entry) => choiceOf(entry, carries)),
    lookUp: async (tx, { kind, of = '', carries = [] }, value) => {
      const found =
        kind === 'entry' ? await find(tx, of, value) : await findSelf(tx, registers, kind === 'place' ? 'place' : 'party', value);
      return found ? choiceOf(found, carries) : null;
    },
    subject: async (tx, about, of, id) => {
      const entry = about === 'entry' ? await find(tx, of, id) : await findSelf(tx, registers, about, id);
      if (!entry) return null;
      const party = entry.party ? await findSelf(tx, registers, 'party', entry.party) : undefined;
      const place = entry.place ? await findSelf(tx, registers, 'place', entry.place) : undefined;
      return {
        party: { id: entry.party ?? '', name: party?.name ?? entry.party ?? '' },
        place: entry.place ? { id: entry.place, name: placeName(place) || entry.place } : null,
        entry: about === 'entry' ? { ref: { kind: entry.register, id: entry.code }, name: entry.name } : null,
        district: entry.district,
      };
    },
    workingDays: (after, count) => workingDayAfter(house.calendar, after, count),
    contactOf: async (tx, to, party, district) => {
      if (to === 'branch') {
        const branch = house.city.branchOf(district);
        return branch ? { receiver: `${branch.name} 值班`, address: null } : null;
      }
      const firm = await find(tx, 'firm', party);
      return firm
        ? { receiver: `${firm.name} ${firm.detail.contact ?? ''}`.trim(), address: firm.detail.phone ? String(firm.detail.phone) : null }
        : null;
    },
  });
}

export function sweepClocks(store: Store, cases: Cases, now: Instant): Promise<number> {
  return cases.sweepClocks(store, now);
}

/** Puts files with a quarter of their time left in the inbox of whoever they wait for. */
export function tellSoon(store: Store, cases: Cases, now: Instant): Promise<number> {
  return cases.tellSoon(store, now);
}

export function seal(store: Store, now: Instant): Promise<number> {
  return sealAll(store, now);
}

export function sendMessages(store: Store, adapters: Adapter[], rules: Rules, now: () => Instant): Promise<number> {
  return deliverDue(store, adapters, now, rules);
}

/** The same facts, told to other people's systems. */
export function tellOutside(store: Store, key: Buffer, webhooks: Config['webhooks'], now: () => Instant): Promise<number> {
  const { timeoutSeconds, tries, allowPrivate } = webhooks;
  return tellWebhooks(store, key, { timeoutMs: timeoutSeconds * SECOND, tries, allowPrivate }, now);
}

// ── 6  books and files → figures: engines/plan reads the view of facts; apps/server/web shows them ────────────────────────────────────
