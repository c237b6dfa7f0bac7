/** `xiushui simulate`: loggers that speak HJ 212-2017 over TCP to a running house, or to any other host. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson } from '../../../foundation/store/home.ts';
import type { Counters, SimulatedLogger } from '../../../tools/simulate/index.ts';
import { type Args, type Command, textFlag, UsageError, wholeFlag } from '../command.ts';
import { inLanguage, type Words } from '../words.ts';

const clone = fileURLToPath(new URL('../../../', import.meta.url));
/** Loggers the demonstration registers; beyond them numbers are made up. */
const PACK = 20;
const TELL_EVERY_MS = 5_000;

export default {
  name: 'simulate',
  summary: {
    zh: '模拟数采仪：按 HJ 212-2017 上报、等待应答、超时重发、断线补传',
    en: 'Simulated loggers: upload by HJ 212-2017, wait for answers, repeat, reconnect, fill in',
  },
  usage: '--loggers N --interval S [--seconds T] [--host HOST] [--port PORT]',
  flags: {
    loggers: { type: 'string', value: 'N', says: { zh: '多少台，默认 20', en: 'how many, 20 unless given' } },
    interval: {
      type: 'string',
      value: 'S',
      says: { zh: '实时数据间隔（秒），默认 30', en: 'seconds between real-time frames, 30 unless given' },
    },
    seconds: {
      type: 'string',
      value: 'T',
      says: { zh: '运行多少秒后停止；不给则到 Ctrl-C', en: 'stop after so many seconds; until Ctrl-C unless given' },
    },
    host: { type: 'string', value: 'HOST', says: { zh: '上位机地址，默认 127.0.0.1', en: 'address of the host, 127.0.0.1 unless given' } },
    port: { type: 'string', value: 'PORT', says: { zh: '上位机端口，默认 9212', en: 'port of the host, 9212 unless given' } },
    backfill: { type: 'string', value: 'HOURS', says: { zh: '先补传最近多少小时', en: 'first fill in the last so many hours' } },
    rate: {
      type: 'string',
      value: 'max',
      says: { zh: 'max：收到应答即发下一帧，用于压测', en: 'max: the next frame as soon as one is answered, for load' },
    },
    inflight: {
      type: 'string',
      value: 'K',
      says: { zh: '每台可同时等待应答的帧数，默认 1', en: 'unanswered frames a logger may have, 1 unless given' },
    },
    pw: {
      type: 'string',
      value: 'PW',
      says: { zh: '生成的数采仪的访问密码，默认 123456', en: 'password of made-up loggers, 123456 unless given' },
    },
    generated: {
      type: 'boolean',
      says: { zh: '只用生成的编号，不用演示数据里的数采仪', en: 'use made-up numbers only, not the loggers of the demonstration' },
    },
    seed: { type: 'string', value: 'SEED', says: { zh: '随机种子，默认 8', en: 'seed of the values, 8 unless given' } },
  },
  async run(args) {
    const count = wholeFlag(args, 'loggers', { from: 1, to: 20_000, otherwise: PACK });
    const intervalSeconds = wholeFlag(args, 'interval', { from: 1, to: 3_600, otherwise: 30 });
    const seconds = wholeFlag(args, 'seconds', { from: 1, to: 2_000_000, otherwise: undefined });
    const hours = wholeFlag(args, 'backfill', { from: 0, to: 720, otherwise: 0 });
    const rate = rateOf(args);
    const host = textFlag(args, 'host') ?? '127.0.0.1';
    const port = wholeFlag(args, 'port', { from: 1, to: 65_535, otherwise: 9212 });
    const { simulate } = await import('../../../tools/simulate/index.ts');
    const { loggers, says } = await loggersFor(args, count);

    process.stdout.on('error', () => {});
    const tell = (words: Words) => {
      if (!args.json) console.log(inLanguage(args.language, words));
    };
    tell(says);
    const run = simulate({
      host,
      port,
      loggers,
      intervalSeconds,
      seconds,
      backfill: { hours },
      seed: wholeFlag(args, 'seed', { from: 0, to: 4_294_967_295, otherwise: 8 }),
      now: Date.now,
      rate,
      inflight: wholeFlag(args, 'inflight', { from: 1, to: 1_000, otherwise: 1 }),
      report: () => {},
    });
    const telling = setInterval(() => tell(progress(run.counters())), TELL_EVERY_MS);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void run.stop());
    const last = await run.done;
    clearInterval(telling);

    if (args.json) console.log(JSON.stringify({ host, port, intervalSeconds, ...last }, null, 2));
    else tell(progress(last));
    if (last.acknowledged > 0) return 0;
    if (!args.json) console.error(inLanguage(args.language, unanswered(last, host, port), '\n'));
    return 1;
  },
} satisfies Command;

function rateOf(args: Args): 'max' | 'asScheduled' {
  const given = textFlag(args, 'rate');
  if (given === undefined) return 'asScheduled';
  if (given === 'max') return 'max';
  throw new UsageError({ zh: `--rate 只能是 max，而不是“${given}”。`, en: `--rate is max or absent, not "${given}".` });
}

/** The demonstration's loggers if this clone's house has registered them and they are enough; else made-up ones. */
async function loggersFor(args: Args, count: number): Promise<{ loggers: SimulatedLogger[]; says: Words }> {
  const { generatedLoggers, loggerPasswords, loggerPasswordsFile, packLoggers } = await import('../../../tools/simulate/index.ts');
  const home = process.env.XIUSHUI_DATA || readJson<{ home?: string }>(join(clone, 'var', 'store.json'))?.home;
  if (home && count <= PACK && args.flags.generated !== true && textFlag(args, 'pw') === undefined) {
    const passwords = loggerPasswords(loggerPasswordsFile(home));
    const known = packLoggers(join(clone, 'city', 'jiaxing', 'pack-small'), (mn) => passwords[mn]);
    if (known.length >= count) {
      const says = { zh: `使用演示数据里的 ${count} 台数采仪`, en: `Using ${count} loggers of the demonstration` };
      return { loggers: known.slice(0, count), says };
    }
  }
  const loggers = generatedLoggers(count, { pw: textFlag(args, 'pw') ?? '123456' });
  const [first, last] = [loggers[0]?.mn, loggers.at(-1)?.mn];
  return {
    loggers,
    says: {
      zh: `使用生成的 ${count} 台数采仪（${first} 至 ${last}）；须先在上位机登记，否则报文只留存、不应答`,
      en: `Using ${count} made-up loggers (${first} to ${last}); register them with the host first, or their frames are kept but not answered`,
    },
  };
}

function progress(now: Counters): Words {
  const { p50, p99 } = now.latencyMs;
  return {
    zh: `${now.elapsedSeconds.toFixed(0)} 秒：在线 ${now.connected}/${now.loggers}，发出 ${now.sent} 帧，已应答 ${now.acknowledged} 帧（每秒 ${now.acknowledgedPerSecond}），重发 ${now.resent}，应答用时 p50 ${p50} ms、p99 ${p99} ms`,
    en: `${now.elapsedSeconds.toFixed(0)} s: ${now.connected}/${now.loggers} connected, ${now.sent} frames sent, ${now.acknowledged} acknowledged (${now.acknowledgedPerSecond}/s), ${now.resent} repeated, answers p50 ${p50} ms, p99 ${p99} ms`,
  };
}

function unanswered(last: Counters, host: string, port: number): Words {
  if (last.connections === 0)
    return { zh: `连不上 ${host}:${port}。上位机在运行吗？`, en: `Could not connect to ${host}:${port}. Is the host running?` };
  if (last.sent === 0) return { zh: '时间太短，还没有到上报的时刻。', en: 'Too short a time: nothing was due yet.' };
  return {
    zh: '没有一帧得到应答。这些数采仪（MN 与密码）在上位机登记了吗？',
    en: 'No frame was answered. Are these loggers (MN and password) registered with the host?',
  };
}
