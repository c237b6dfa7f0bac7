/** The machine: Node, platform, disk and how fast it flushes, clock and time zone, ports. */
import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isFree } from '../../../foundation/store/cluster.ts';
import { connected } from '../../../foundation/store/database.ts';
import { freeMegabytes } from '../health/watch.ts';
import type { Examination, Finding } from './examine.ts';

const NEEDED = [20, 20] as const;
/** Where we have been seen to run. Elsewhere it may work, and nobody has tried. */
const TRIED = ['linux-x64'];

export function lookAtMachine(): Finding[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isNew = major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
  const platform = `${process.platform}-${process.arch}`;
  return [
    isNew
      ? { check: 'node', level: 'ok', says: both(`Node.js ${process.versions.node}`) }
      : {
          check: 'node',
          level: 'bad',
          says: both(`Node.js ${process.versions.node}`),
          why: { zh: `需要 ${NEEDED.join('.')} 或更新`, en: `${NEEDED.join('.')} or newer is needed` },
          does: { zh: '升级 Node.js', en: 'upgrade Node.js' },
        },
    TRIED.includes(platform)
      ? { check: 'platform', level: 'ok', says: both(platform) }
      : {
          check: 'platform',
          level: 'warn',
          says: both(platform),
          why: { zh: '只在 Linux x64 上验证过', en: 'only Linux x64 has been tried' },
          does: { zh: '正式使用请换 Linux x64', en: 'use Linux x64 for real work' },
        },
  ];
}

const FLUSHES = 20;

export async function lookAtDisk({ home, loaded }: Examination): Promise<Finding[]> {
  const place = nearestFolder(home);
  const free = await freeMegabytes(place);
  const least = loaded.config.alarm.thresholds.diskFreeMegabytes;
  const found: Finding[] = [];
  if (free !== null) {
    const says = { zh: `${place} 可用 ${Math.round(free)} MB`, en: `${Math.round(free)} MB free at ${place}` };
    found.push(
      free >= least
        ? { check: 'disk', level: 'ok', says }
        : {
            check: 'disk',
            level: free >= loaded.config.health.minimumDiskMegabytes ? 'warn' : 'bad',
            says,
            why: {
              zh: `低于 alarm.thresholds.diskFreeMegabytes（${least} MB）；磁盘写满后不能再应答报文`,
              en: `below alarm.thresholds.diskFreeMegabytes (${least} MB); on a full disk no frame can be answered`,
            },
            does: { zh: '清理或扩容磁盘', en: 'free or add disk' },
          },
    );
  }
  if (!existsSync(home)) return found;
  const { half, worst } = timeFlushes(home);
  const says = {
    zh: `落盘（fsync）一半在 ${half.toFixed(1)} ms 内，最慢 ${worst.toFixed(1)} ms`,
    en: `half of the flushes (fsync) within ${half.toFixed(1)} ms, the slowest ${worst.toFixed(1)} ms`,
  };
  found.push(
    half <= 30
      ? { check: 'flush', level: 'ok', says }
      : {
          check: 'flush',
          level: half <= 200 ? 'warn' : 'bad',
          says,
          why: { zh: '每条报文落盘后才应答，磁盘慢则应答慢', en: 'a frame is answered once it is flushed, so a slow disk answers slowly' },
          does: { zh: '换本地固态磁盘；不要放在网络文件系统上', en: 'use a local solid-state disk and no network file system' },
        },
  );
  return found;
}

function timeFlushes(folder: string): { half: number; worst: number } {
  const path = join(folder, `doctor-${process.pid}.tmp`);
  const block = Buffer.alloc(4_096, 1);
  const times: number[] = [];
  const handle = openSync(path, 'w', 0o600);
  try {
    for (let i = 0; i < FLUSHES; i += 1) {
      const began = performance.now();
      writeSync(handle, block, 0, block.length, i * block.length);
      fsyncSync(handle);
      times.push(performance.now() - began);
    }
  } finally {
    closeSync(handle);
    rmSync(path, { force: true });
  }
  times.sort((a, b) => a - b);
  return { half: times[Math.floor(FLUSHES / 2)] as number, worst: times.at(-1) as number };
}

function nearestFolder(path: string): string {
  let at = path;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  return at;
}

/** A clock that differs from the database's by more than this would give one moment two times. */
const DRIFT_MS = 1_000;

export async function lookAtClock({ urls, now }: Examination): Promise<Finding[]> {
  const found: Finding[] = [];
  // 2026-07-01 00:00 UTC is 08:00 in the city, in summer as in winter.
  const shown = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hour12: false }).format(
    Date.UTC(2026, 6, 1),
  );
  found.push(
    shown === '08:00'
      ? { check: 'timezone', level: 'ok', says: { zh: '时区数据正确（Asia/Shanghai）', en: 'time zone data are right (Asia/Shanghai)' } }
      : {
          check: 'timezone',
          level: 'bad',
          says: { zh: `Asia/Shanghai 显示为 ${shown}，应为 08:00`, en: `Asia/Shanghai shows ${shown} where 08:00 is right` },
          why: { zh: '日界和时限会算错', en: 'days and deadlines would be wrong' },
          does: { zh: '安装带完整 ICU 的 Node.js', en: 'install a Node.js with full ICU' },
        },
  );
  const year = new Date(now()).getUTCFullYear();
  if (year < 2024 || year > 2100) {
    found.push({
      check: 'clock',
      level: 'bad',
      says: { zh: `本机时钟是 ${year} 年`, en: `this machine’s clock says ${year}` },
      why: { zh: '收到时间、时限和封存都以它为准', en: 'times of receipt, deadlines and seals follow it' },
      does: { zh: '校准时钟并启用 NTP', en: 'set the clock and turn on NTP' },
    });
  }
  if (urls === null) return found;
  const drift = await connected(urls.system, async (client) => {
    const before = now();
    const { rows } = await client.query<{ at: number }>('select extract(epoch from clock_timestamp())::float8 * 1000 as at');
    return (rows[0]?.at ?? 0) - (before + now()) / 2;
  }).catch(() => null);
  if (drift === null) return found;
  const says = { zh: `与数据库时钟相差 ${Math.round(drift)} ms`, en: `${Math.round(drift)} ms from the database’s clock` };
  found.push(
    Math.abs(drift) <= DRIFT_MS
      ? { check: 'clock', level: 'ok', says }
      : {
          check: 'clock',
          level: 'bad',
          says,
          why: { zh: '同一时刻会有两种说法', en: 'one moment would have two times' },
          does: { zh: '两台机器都用同一 NTP 源校时', en: 'set both machines by the same NTP source' },
        },
  );
  return found;
}

export async function lookAtPorts({ loaded, isUp }: Examination): Promise<Finding[]> {
  const { web, hj212 } = loaded.config;
  const found: Finding[] = [];
  for (const [name, { host, port }] of [
    ['web', web],
    ['hj212', hj212],
  ] as const) {
    const free = await isFree(port, host);
    const says = free
      ? { zh: `${host}:${port} 空闲`, en: `${host}:${port} is free` }
      : { zh: `${host}:${port} 已有程序监听`, en: `a program listens at ${host}:${port}` };
    found.push(
      free === !isUp
        ? { check: `port ${name}`, level: 'ok', says }
        : {
            check: `port ${name}`,
            level: 'bad',
            says,
            why: isUp
              ? { zh: '平台在运行，却没有监听这个端口', en: 'the house is up but does not listen there' }
              : {
                  zh: '平台没有运行，端口却被别的程序占用，将不能启动',
                  en: 'the house is down and another program has the port, so it cannot start',
                },
            does: isUp
              ? {
                  zh: `查看日志；或运行时用了别的端口（--port），请以同样的配置运行 doctor`,
                  en: 'look at the log; or it was started with other ports, then give doctor the same configuration',
                }
              : { zh: `停掉占用者，或改 ${name}.port`, en: `stop the other program, or change ${name}.port` },
          },
    );
  }
  return found;
}

export function both(text: string) {
  return { zh: text, en: text };
}
