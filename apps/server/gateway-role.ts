/** The gateway role: receives, flushes, answers. Knows the register, judges nothing, and goes on answering while PostgreSQL is away. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Config, withinNetworks } from '../../foundation/config/index.ts';
import { openSystemStore } from '../../foundation/store/store.ts';
import { type FrameLog, FrameLogBusy, type GatewayEvent, type Limits, openFrameLog } from '../../gateways/hj212/index.ts';
import { logLine } from './events.ts';
import { AnswerTimes } from './health/answer-times.ts';
import { startBeating } from './health/beating.ts';
import { openHouse } from './house.ts';
import { receive } from './line.ts';
import { endWithSupervisor, type Runtime, sayReady } from './runtime.ts';
import { openStationBook } from './stations.ts';

export async function runGateway(runtime: Runtime): Promise<void> {
  const store = openSystemStore(runtime.urls.system, 'xiushui gateway', 2);
  const stations = await openStationBook(store, runtime.urls.system, 'xiushui gateway', openHouse());
  const log = await openLog(runtime.frames);
  let counters = () => ({ connections: 0, inFlight: 0 });
  const beating = startBeating('gateway', runtime.home, () => {
    const { connections, inFlight } = counters();
    return { ...times.numbers(Date.now()), connections, waitingForDisk: inFlight };
  });
  const times = new AnswerTimes(beating.registry, Date.now());
  const onEvent = (event: GatewayEvent) => {
    // Told when the record is flushed and the answer handed over.
    if (event.kind === 'kept' && event.admission === 'accepted') times.note(Date.now() - event.receivedAt, Date.now());
    if (event.kind === 'refusedConnection') logLine('gateway', 'warn', 'a connection was refused', { peer: event.peer, why: event.why });
    if (event.kind === 'fault')
      logLine('gateway', 'error', 'a piece met a fault of ours and was kept', { peer: event.peer, error: event.error.message });
    if (event.kind === 'logFailed') {
      // Nothing can be acknowledged any more: the supervisor starts us again, and opening the log puts its tail right.
      logLine('gateway', 'error', 'the frame log failed', { error: event.error.message });
      process.exit(1);
    }
  };
  const gateway = await receive(runtime.hj212, stations, log, Date.now, onEvent, limitsOf(runtime.config.hj212));
  counters = () => gateway.counters();
  endWithSupervisor(async () => {
    beating.stop();
    await gateway.close();
    await log.close();
    await stations.close();
    await store.close();
  });
  await beating.beat();
  sayReady();
}

function limitsOf(hj212: Config['hj212']): Limits {
  return {
    maxConnections: hj212.maxConnections,
    perPeer: {
      connections: hj212.connectionsPerPeer,
      connectionsPerMinute: hj212.perPeerPerMinute,
      framesPerMinute: hj212.framesPerPeerPerMinute,
      isUnlimited: withinNetworks(hj212.unlimitedPeers),
    },
  };
}

/** Opens the log; a gateway killed a moment ago may still be letting go of it. */
async function openLog(frames: string): Promise<FrameLog> {
  for (let tries = 0; ; tries += 1) {
    try {
      const log = await openFrameLog(frames);
      if (log.recovery.cutBytes)
        logLine('gateway', 'warn', 'an unfinished record at the end of the frame log was cut off', { ...log.recovery });
      if (log.recovery.damagedAt !== null) logLine('gateway', 'error', 'the frame log is damaged', { ...log.recovery });
      return log;
    } catch (error) {
      if (!(error instanceof FrameLogBusy) || tries >= 40) throw error;
      await pause(250);
    }
  }
}
