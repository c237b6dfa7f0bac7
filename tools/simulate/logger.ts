/** One logger and its one TCP connection: sends, waits for 9014, repeats, reconnects, remembers (S3, S4). */

import { connect, type Socket } from 'node:net';
import { DAY, HOUR, MINUTE, periodStart, qnTime, SECOND } from './clock.ts';
import { answerReader, type Upload, uploadFrames } from './encode.ts';
import { noise, seriesSeed } from './model.ts';
import { instrument, type SimulatedLogger } from './records.ts';
import type { HistoryCommand, Remembered } from './remembered.ts';
import { anchorsAtStart, lateEdits, silentFrom } from './scenario.ts';

export interface Patience {
  /** HJ 212-2017 table 5: ten seconds over a mobile network. */
  answerWithinMs: number;
  /** HJ 212-2017 table 5: three repeats, then the host counts as unreachable. */
  retries: number;
  /** First and longest pause before the next connection; it doubles in between. */
  reconnectMs: [first: number, longest: number];
}

export interface Acknowledged {
  mn: string;
  qn: string;
  cn: string;
  /** Start of the period, or the instant of a real-time frame. */
  at: number;
}

export type Report =
  | { kind: 'connected' | 'caughtUp'; mn: string }
  | { kind: 'disconnected'; mn: string; why: string }
  | { kind: 'unreachable'; mn: string; qn: string }
  | { kind: 'forgotten'; mn: string; frames: number }
  | { kind: 'asked'; mn: string; segment: string };

export interface Tally {
  connected: number;
  connections: number;
  sent: number;
  acknowledged: number;
  resent: number;
  timedOut: number;
  forgotten: number;
  caughtUp: number;
  answered(ms: number): void;
}

export interface LoggerSettings {
  logger: SimulatedLogger;
  host: string;
  port: number;
  intervalSeconds: number;
  backfillHours: number;
  seed: number;
  now: () => number;
  patience: Patience;
  /** 'asScheduled' keeps the interval; 'max' sends the next frame as soon as one is acknowledged. */
  rate: 'asScheduled' | 'max';
  /** Frames that may wait for their answer at once. The standard's loggers have one. */
  inflight: number;
  /** Real-time frames a logger keeps while the host cannot be reached. */
  memoryFrames: number;
  /** Wait before the first connection, so that thousands do not knock in the same instant. */
  firstConnectionAfterMs: number;
  memory: Remembered;
  tally: Tally;
  report: (event: Report) => void;
  onAcknowledged?: ((frame: Acknowledged) => void) | undefined;
}

export interface RunningLogger {
  /** Frames sent and not yet answered. */
  unanswered(): Acknowledged[];
  /** Real-time frames that wait to be sent. */
  waiting(): number;
  stop(): Promise<void>;
}

interface Frame extends Acknowledged {
  bytes: Buffer;
  kind: 'realTime' | 'history' | 'edit';
  /** The record this frame is part of; done when all its parts are acknowledged. */
  record: { left: number; done: () => void };
}

interface Flight {
  frame: Frame;
  sentAt: number;
  tries: number;
  timer: NodeJS.Timeout;
}

const LENGTH: Record<HistoryCommand, number> = { '2051': 10 * MINUTE, '2061': HOUR, '2031': DAY };
/** Minutes before the hour they make up, hours before the day. */
const HISTORY: HistoryCommand[] = ['2051', '2061', '2031'];
/** A logger writes its record a moment after the period has ended. */
const WRITES_AFTER = 2 * SECOND;
/** After a long pause (a laptop asleep) the missed real-time values are not made up; the minute records tell them. */
const MISSED_REAL_TIME = 5;
/** How long a stopping logger waits for answers that are on their way. */
const LAST_ANSWERS_MS = 2_000;

export function startLogger(settings: LoggerSettings): RunningLogger {
  const { logger, now, patience, tally, memory, report } = settings;
  const mn = logger.mn;
  const told = memory.of(mn);
  const startedAt = now();
  told.anchors = anchorsAtStart(logger.scenario, told.anchors, startedAt, told.toldUpTo['2051'] ?? 0);
  memory.touch();
  const meter = instrument(logger, settings.intervalSeconds, settings.seed, () => told.anchors);
  const silence = silentFrom(logger.scenario, told.anchors);
  const jitter = seriesSeed(settings.seed, mn, 'reconnect');

  let socket: Socket | undefined;
  let connected = false;
  let stopping = false;
  let failures = 0;
  let lastQn = 0;
  let burst = 0;
  let saidCaughtUp = false;
  let historyParts = 0;
  let wakeTimer: NodeJS.Timeout | undefined;
  let reconnectTimer: NodeJS.Timeout | undefined;
  let drained: (() => void) | undefined;

  const flights = new Map<string, Flight>();
  /** Frames that were sent before and must be sent again, oldest first. */
  let again: Frame[] = [];
  /** Real-time frames not sent yet. */
  const fresh: Frame[] = [];
  /** Parts of a history record not sent yet. */
  let parts: Frame[] = [];
  let nextRealTime = firstRealTime();
  const earliest = startedAt - settings.backfillHours * HOUR;

  function firstRealTime(): number {
    // A logger that fell silent before we started is heard of once more, with the last sample it took.
    const latest = meter.sampleAtOrBefore(Math.min(startedAt, silence - 1));
    return latest > told.lastRealTime ? latest : latest + settings.intervalSeconds * SECOND;
  }

  /** Unique and rising for this logger, also when many frames are made in one millisecond. */
  function nextQn(): string {
    lastQn = Math.max(now(), lastQn + 1);
    return qnTime(lastQn);
  }

  function framesOf(upload: Upload, at: number, kind: Frame['kind'], done: () => void): Frame[] {
    const made = uploadFrames(upload, nextQn);
    const record = { left: made.length, done };
    return made.map(({ qn, bytes }) => ({ mn, qn, cn: upload.cn, at, bytes, kind, record }));
  }

  /** The next period nobody has acknowledged, if it has ended; periods are told in the order in which they end. */
  function nextHistory(): Frame[] {
    if (historyParts > 0) return [];
    const until = Math.min(now() - WRITES_AFTER, silence);
    let best: { cn: HistoryCommand; start: number; end: number } | undefined;
    for (const cn of HISTORY) {
      const length = LENGTH[cn];
      // A period is told if it ended inside the hours to fill in, even if it began before them.
      const start = told.toldUpTo[cn] ?? periodStart(earliest, length);
      const from = Math.max(start, periodStart(earliest, length));
      const end = from + length;
      if (end <= until && (best === undefined || end < best.end)) best = { cn, start: from, end };
    }
    if (best) {
      const { cn, start, end } = best;
      const upload = cn === '2051' ? meter.minute(start) : cn === '2061' ? meter.hour(start) : meter.day(start);
      const frames = framesOf(upload, start, 'history', () => {
        told.toldUpTo[cn] = end;
        memory.touch();
      });
      historyParts = frames.length;
      return frames;
    }
    if (!saidCaughtUp) {
      saidCaughtUp = true;
      tally.caughtUp += 1;
      report({ kind: 'caughtUp', mn });
    }
    const edit = lateEdits(logger.scenario, told.anchors).find(
      (start) => !told.edited.includes(start) && start >= periodStart(earliest, HOUR),
    );
    if (edit !== undefined && logger.scenario.id === 'lateEdit') {
      const upload = meter.minuteEdited(edit, logger.scenario.parameter, logger.scenario.share);
      const frames = framesOf(upload, edit, 'edit', () => {
        told.edited = [...told.edited, edit].slice(-40);
        memory.touch();
      });
      historyParts = frames.length;
      return frames;
    }
    return [];
  }

  /** For load: one reading after another, backwards from the start, so that none lies in the future and no two are the same. */
  function burstFrames(): Frame[] {
    burst += 1;
    const at = startedAt - burst * SECOND;
    return framesOf(meter.realTime(at), at, 'realTime', () => {});
  }

  function nextFrame(): Frame | undefined {
    const repeated = again.shift();
    if (repeated) return repeated;
    if (stopping) return undefined;
    const live = fresh.shift();
    if (live) return live;
    if (parts.length === 0 && (settings.rate !== 'max' || settings.backfillHours > 0)) parts = nextHistory();
    const part = parts.shift();
    if (part) return part;
    if (settings.rate !== 'max') return undefined;
    const [first, ...others] = burstFrames();
    fresh.push(...others);
    return first;
  }

  function pump(): void {
    while (connected && socket && flights.size < settings.inflight) {
      const next = nextFrame();
      if (!next) break;
      send(next, socket);
    }
    if (stopping && flights.size === 0) drained?.();
  }

  function send(what: Frame, to: Socket): void {
    const flight: Flight = {
      frame: what,
      sentAt: performance.now(),
      tries: 0,
      timer: setTimeout(() => late(what.qn), patience.answerWithinMs),
    };
    flights.set(what.qn, flight);
    tally.sent += 1;
    to.write(what.bytes);
  }

  function late(qn: string): void {
    const flight = flights.get(qn);
    if (!flight) return;
    tally.timedOut += 1;
    if (flight.tries >= patience.retries || !socket) {
      report({ kind: 'unreachable', mn, qn });
      socket?.destroy();
      return;
    }
    flight.tries += 1;
    flight.timer = setTimeout(() => late(qn), patience.answerWithinMs);
    tally.resent += 1;
    tally.sent += 1;
    socket.write(flight.frame.bytes);
  }

  function answered(qn: string): void {
    const flight = flights.get(qn);
    // An answer to a repeat whose first answer came after all.
    if (!flight) return;
    clearTimeout(flight.timer);
    flights.delete(qn);
    failures = 0;
    tally.acknowledged += 1;
    tally.answered(performance.now() - flight.sentAt);
    const { frame } = flight;
    if (frame.kind !== 'realTime') historyParts -= 1;
    else told.lastRealTime = Math.max(told.lastRealTime, frame.at);
    frame.record.left -= 1;
    if (frame.record.left === 0) frame.record.done();
    settings.onAcknowledged?.({ mn, qn, cn: frame.cn, at: frame.at });
    pump();
  }

  /** Real-time frames wait while the host is away; the oldest go first when memory is full. */
  function remember(frames: Frame[]): void {
    fresh.push(...frames);
    const over = fresh.length - settings.memoryFrames;
    if (over <= 0) return;
    fresh.splice(0, over);
    tally.forgotten += over;
    report({ kind: 'forgotten', mn, frames: over });
  }

  function wake(): void {
    const at = now();
    const step = settings.intervalSeconds * SECOND;
    if (settings.rate !== 'max') {
      if (silence > at && at - nextRealTime > MISSED_REAL_TIME * step) nextRealTime = meter.sampleAtOrBefore(at);
      for (; nextRealTime <= at; nextRealTime += step) {
        if (nextRealTime < silence) remember(framesOf(meter.realTime(nextRealTime), nextRealTime, 'realTime', () => {}));
      }
    }
    pump();
    const nextPeriod = periodStart(at - WRITES_AFTER, 10 * MINUTE) + 10 * MINUTE + WRITES_AFTER;
    const next = settings.rate === 'max' ? nextPeriod : Math.min(nextRealTime, nextPeriod);
    wakeTimer = setTimeout(wake, Math.min(Math.max(next - now(), 1), 10 * MINUTE));
  }

  function open(): void {
    if (stopping) return;
    const opened = connect({ host: settings.host, port: settings.port, noDelay: true });
    socket = opened;
    let why = 'closed by the host';
    const read = answerReader(answered, (text) => report({ kind: 'asked', mn, segment: text }));
    opened.on('connect', () => {
      connected = true;
      tally.connected += 1;
      tally.connections += 1;
      report({ kind: 'connected', mn });
      pump();
    });
    opened.on('data', (chunk: Buffer) => read(chunk));
    opened.on('error', (error: NodeJS.ErrnoException) => {
      why = error.code ?? error.message;
    });
    opened.on('close', () => {
      if (connected) {
        connected = false;
        tally.connected -= 1;
      }
      socket = undefined;
      const unfinished = [...flights.values()];
      flights.clear();
      for (const flight of unfinished) clearTimeout(flight.timer);
      // A frame without its 9014 has not been delivered, whatever the socket says.
      again = [...unfinished.map((flight) => flight.frame), ...again];
      tally.resent += unfinished.length;
      report({ kind: 'disconnected', mn, why });
      if (stopping) {
        drained?.();
        return;
      }
      const [first, longest] = patience.reconnectMs;
      const pause = Math.min(longest, first * 2 ** failures) * (0.75 + 0.25 * noise(jitter, failures));
      failures = Math.min(failures + 1, 16);
      reconnectTimer = setTimeout(open, pause);
    });
  }

  reconnectTimer = setTimeout(open, settings.firstConnectionAfterMs);
  wake();

  return {
    unanswered: () => [...flights.values()].map(({ frame: { qn, cn, at } }) => ({ mn, qn, cn, at })),
    waiting: () => fresh.length + again.length,
    async stop() {
      if (stopping) return;
      stopping = true;
      clearTimeout(wakeTimer);
      clearTimeout(reconnectTimer);
      if (connected && flights.size > 0)
        await new Promise<void>((resolve) => {
          drained = resolve;
          setTimeout(resolve, LAST_ANSWERS_MS).unref();
        });
      for (const flight of flights.values()) clearTimeout(flight.timer);
      const open_ = socket;
      if (open_ && !open_.destroyed)
        await new Promise<void>((resolve) => {
          open_.once('close', () => resolve());
          open_.destroy();
        });
    },
  };
}
