/** Simulated loggers over real TCP. Speaks HJ 212-2017 with an encoder of its own; README.md states the laws. */

import { latencies, type Percentiles } from './latency.ts';
import { type Acknowledged, type Patience, type Report, type RunningLogger, startLogger, type Tally } from './logger.ts';
import type { SimulatedLogger } from './records.ts';
import { remembered } from './remembered.ts';

export { generatedLoggers, generatedMn, loggerPasswords, loggerPasswordsFile, packLoggers } from './fleet.ts';
export type { Percentiles } from './latency.ts';
export type { Acknowledged, Patience, Report } from './logger.ts';
export type { SimulatedParameter } from './model.ts';
export type { SimulatedLogger, SystemCode } from './records.ts';
export { SCENARIOS, type Scenario, type ScenarioId } from './scenario.ts';

export interface SimulationOrder {
  host: string;
  port: number;
  loggers: SimulatedLogger[];
  /** Seconds between real-time frames of one logger. */
  intervalSeconds: number;
  /** Stop by itself after so many seconds. */
  seconds?: number | undefined;
  /** On the first connection tell the minutes, hours and days that ended in the last so many hours, as far as they were not acknowledged. */
  backfill?: { hours: number } | undefined;
  /** Where acknowledged history is kept between starts. */
  stateFile?: string | undefined;
  seed: number;
  now: () => number;
  report: (event: Report) => void;
  /** Called for every acknowledged frame; the crash proof compares these with what the host has. */
  onAcknowledged?: ((frame: Acknowledged) => void) | undefined;
  /** 'max': for load, as fast as answers come. Default: at the interval. */
  rate?: 'asScheduled' | 'max' | undefined;
  /** Frames of one logger that may be unanswered at once; 1 unless asked. */
  inflight?: number | undefined;
  patience?: Partial<Patience> | undefined;
}

export interface Counters {
  loggers: number;
  connected: number;
  connections: number;
  sent: number;
  acknowledged: number;
  /** Frames sent more than once, after a time-out or a lost connection. */
  resent: number;
  timedOut: number;
  forgotten: number;
  /** Loggers with nothing left to fill in. */
  caughtUp: number;
  unanswered: number;
  waiting: number;
  elapsedSeconds: number;
  acknowledgedPerSecond: number;
  latencyMs: Percentiles;
}

export interface Simulation {
  counters(): Counters;
  /** Frames sent and not answered at this moment. */
  unanswered(): Acknowledged[];
  /** Waits up to two seconds for answers on their way, then closes every connection and saves the state file. */
  stop(): Promise<Counters>;
  /** Settles when the simulation has stopped, by itself or by `stop`. */
  done: Promise<Counters>;
}

const STANDARD_PATIENCE: Patience = { answerWithinMs: 10_000, retries: 3, reconnectMs: [500, 30_000] };
/** A day of frames at 30 s. */
const MEMORY_FRAMES = 2_880;
/** First connections are spread so that the listen queue of the host never overflows. */
const CONNECTIONS_PER_MS = 1;

export function simulate(order: SimulationOrder): Simulation {
  if (!(order.intervalSeconds >= 1)) throw new Error('a logger sends at most once a second; use rate "max" for load');
  const memory = remembered(order.stateFile, order.seed);
  const latency = latencies();
  const tally: Tally = {
    connected: 0,
    connections: 0,
    sent: 0,
    acknowledged: 0,
    resent: 0,
    timedOut: 0,
    forgotten: 0,
    caughtUp: 0,
    answered: latency.add,
  };
  const started = performance.now();
  let endedAt: number | undefined;

  const running: RunningLogger[] = order.loggers.map((logger, index) =>
    startLogger({
      logger,
      host: order.host,
      port: order.port,
      intervalSeconds: order.intervalSeconds,
      backfillHours: order.backfill?.hours ?? 0,
      seed: order.seed,
      now: order.now,
      patience: { ...STANDARD_PATIENCE, ...order.patience },
      rate: order.rate ?? 'asScheduled',
      inflight: order.inflight ?? 1,
      memoryFrames: MEMORY_FRAMES,
      firstConnectionAfterMs: Math.floor(index / CONNECTIONS_PER_MS),
      memory,
      tally,
      report: order.report,
      onAcknowledged: order.onAcknowledged,
    }),
  );

  function counters(): Counters {
    const elapsedSeconds = ((endedAt ?? performance.now()) - started) / 1_000;
    const { answered: _, ...counts } = tally;
    return {
      loggers: running.length,
      ...counts,
      unanswered: running.reduce((sum, one) => sum + one.unanswered().length, 0),
      waiting: running.reduce((sum, one) => sum + one.waiting(), 0),
      elapsedSeconds: Math.round(elapsedSeconds * 1_000) / 1_000,
      acknowledgedPerSecond: elapsedSeconds > 0 ? Math.round((tally.acknowledged / elapsedSeconds) * 10) / 10 : 0,
      latencyMs: latency.percentiles(),
    };
  }

  let settle: (counters: Counters) => void = () => {};
  const done = new Promise<Counters>((resolve) => {
    settle = resolve;
  });
  let stopping: Promise<Counters> | undefined;
  const end = order.seconds === undefined ? undefined : setTimeout(() => void stop(), order.seconds * 1_000);

  function stop(): Promise<Counters> {
    stopping ??= (async () => {
      clearTimeout(end);
      endedAt = performance.now();
      const last = counters();
      await Promise.all(running.map((one) => one.stop()));
      memory.close();
      const final = { ...counters(), connected: last.connected };
      settle(final);
      return final;
    })();
    return stopping;
  }

  return { counters, unanswered: () => running.flatMap((one) => one.unanswered()), stop, done };
}
