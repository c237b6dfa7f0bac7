/**
 * The supervisor's watch over the house: reads the beats, measures what belongs to nobody (disk, backup, certificate), finds what is wrong, and tells.
 * It works while PostgreSQL is away: the log and `alarm.url` are its own; mail and text messages go through the outbox, carried there by the writer
 * (`carry.ts`), and if the writer does not take an event within a minute the mail is sent from here.
 */
import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { listBackups } from '../../../foundation/backup/index.ts';
import { type Config, readSecret } from '../../../foundation/config/index.ts';
import {
  type AlarmState,
  type Event,
  emptyAlarms,
  judge,
  NUMBERS,
  readBeats,
  stepAlarms,
  type Trouble,
} from '../../../foundation/health/index.ts';
import { type Home, readJson, writeWhole } from '../../../foundation/store/home.ts';
import { backupFolder } from '../backup.ts';
import { type Beating, startBeating, VERSION } from './beating.ts';

const LOOK_MS = 10_000;
/** An hour of looks, each kept as one row. */
const KEPT_LOOKS = 360;
const KEPT_EVENTS = 200;
/** How long the writer has to carry an event into the outbox before the mail is sent from here. */
const CARRIED_WITHIN_MS = 60_000;
const RESTARTS = { within: 10 * 60_000, most: 3 };

export interface ChildState {
  name: string;
  pid: number | null;
  since: number | null;
  restarts: number;
  lastExit: string | null;
}

/** What the supervisor knows, in `run/health.json`, for the screen and for `xiushui doctor`. */
export interface HealthFile {
  at: number;
  version: string;
  startedAt: number;
  expected: string[];
  children: ChildState[];
  /** Numbers in time: `at` and the value of each number of `ids` at every look. */
  history: { ids: string[]; rows: [at: number, ...values: (number | null)[]][] };
  events: Event[];
  alarms: AlarmState;
}

export interface WatchOptions {
  home: Home;
  file: string;
  config: Config;
  roles: readonly string[];
  children: () => ChildState[];
  /** Moments at which a child ended unasked. */
  endings: () => { name: string; at: number }[];
  log: (level: 'info' | 'warn' | 'error', says: string, about: Record<string, unknown>) => void;
  now?: () => number;
}

export interface Watch {
  /** One look now; the interval does the same. */
  look(): Promise<void>;
  stop(): void;
}

export function healthFile(run: string, roles: readonly string[] | null): string {
  return join(run, roles === null ? 'health.json' : `health-${roles.join('-')}.json`);
}

/** What every supervisor on this home last wrote down. */
export function readHealthFiles(run: string): HealthFile[] {
  try {
    return readdirSync(run)
      .filter((name) => /^health(-[a-z-]+)?\.json$/.test(name))
      .sort()
      .flatMap((name) => readJson<HealthFile>(join(run, name)) ?? []);
  } catch {
    return [];
  }
}

export function startWatch(options: WatchOptions): Watch {
  const { home, file, config, log } = options;
  const now = options.now ?? Date.now;
  const startedAt = now();
  const before = readJson<HealthFile>(file);
  // Numbers of events only grow, also when this file was lost: what carries them on remembers how far it got.
  let alarms: AlarmState = before?.alarms ?? { ...emptyAlarms, last: Math.floor(startedAt / 1_000) };
  let events: Event[] = before?.events ?? [];
  let history: HealthFile['history'] = { ids: NUMBERS.map(({ id }) => id), rows: [] };
  if (before && before.history.ids.join() === history.ids.join()) history = before.history;
  const mailed = new Set<number>(events.map(({ number }) => number));
  const sizes = new Sizes();
  const beating: Beating = startBeating('supervisor', home.dir, () => sizes.numbers(home, config, now()));
  void beating.beat();

  async function look(): Promise<void> {
    const at = now();
    const expected = [...options.roles];
    const ours = (role: string) => expected.includes(role) || role === 'supervisor';
    const beats = readBeats(home.run).filter(({ role }) => ours(role));
    const { measured, troubles } = judge(beats, expected, config.alarm.thresholds, config.health.silentAfterSeconds, at);
    const stepped = stepAlarms(alarms, [...troubles, ...restarting(options.endings(), at)], at, config.alarm);
    alarms = stepped.state;
    events = [...events, ...stepped.events].slice(-KEPT_EVENTS);
    const row = history.ids.map((id) => {
      const values = measured.flatMap(({ said, value }) => (said.id === id && value !== null ? [value] : []));
      return values.length === 0 ? null : Math.round(Math.max(...values) * 100) / 100;
    });
    history = { ids: history.ids, rows: [...history.rows, [at, ...row] as [number, ...(number | null)[]]].slice(-KEPT_LOOKS) };
    const known: HealthFile = { at, version: VERSION, startedAt, expected, children: options.children(), history, events, alarms };
    writeQuietly(file, known, log);
    for (const event of stepped.events) {
      const { number, sort, trouble, since } = event;
      log(sort === 'cleared' ? 'info' : 'error', `the platform: trouble ${sort}`, {
        number,
        key: trouble.key,
        trouble: trouble.says,
        since,
      });
      if (config.alarm.url !== null) void post(config, event, log);
    }
    await mailUncarried(beats.find(({ role }) => role === 'writer')?.numbers.alarmsCarried ?? 0, at);
  }

  async function mailUncarried(carried: number, at: number): Promise<void> {
    if (config.mail.host === null || config.alarm.mails.length === 0) return;
    const late = events.filter(({ number, at: told }) => number > carried && !mailed.has(number) && at - told > CARRIED_WITHIN_MS);
    for (const event of late) {
      mailed.add(event.number);
      try {
        await mail(config, event);
      } catch (error) {
        log('error', 'the mail about trouble could not be sent', { number: event.number, error: (error as Error).message });
      }
    }
  }

  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void look()
      .catch((error: Error) => log('error', 'the watch over the house failed', { error: error.message }))
      .finally(() => {
        isLooking = false;
      });
  }, LOOK_MS);
  timer.unref();
  return {
    look,
    stop: () => {
      clearInterval(timer);
      beating.stop();
    },
  };
}

function writeQuietly(file: string, known: HealthFile, log: WatchOptions['log']): void {
  try {
    writeWhole(file, JSON.stringify(known), 0o600);
  } catch (error) {
    log('error', 'the health file could not be written', { error: (error as Error).message });
  }
}

function restarting(endings: { name: string; at: number }[], now: number): Trouble[] {
  const lately = endings.filter(({ at }) => now - at < RESTARTS.within);
  return [...new Set(lately.map(({ name }) => name))].flatMap((name) => {
    const times = lately.filter((one) => one.name === name).length;
    if (times < RESTARTS.most) return [];
    return [
      {
        key: `restarting ${name}`,
        says: `${name} 在 10 分钟内意外退出 ${times} 次`,
        saysEn: `${name} ended unasked ${times} times within 10 minutes`,
        do: `查看 ${name} 的日志`,
        doEn: `Look at the log of ${name}`,
      },
    ];
  });
}

/** What an event says to a person outside, in both languages. */
export function wordsOf({ sort, trouble }: Event): { subject: string; says: string; saysEn: string; text: string } {
  const head = { raised: '平台异常', repeated: '平台异常仍未恢复', cleared: '平台异常已恢复' }[sort];
  const headEn = { raised: 'Trouble with the platform', repeated: 'Trouble lasts', cleared: 'Trouble is over' }[sort];
  const does = sort === 'cleared' ? '' : `。处理：${trouble.do}`;
  const doesEn = sort === 'cleared' ? '' : `. ${trouble.doEn}`;
  const says = `${head}：${trouble.says}${does}`;
  const saysEn = `${headEn}: ${trouble.saysEn}${doesEn}`;
  return { subject: `【秀水】${head}：${trouble.says}`, says, saysEn, text: `${says}\n${saysEn}` };
}

async function post(config: Config, event: Event, log: WatchOptions['log']): Promise<void> {
  const { url, bearerFile } = config.alarm;
  const body = JSON.stringify({ ...event, ...wordsOf(event), house: config.web.publicUrl });
  for (let tries = 1; ; tries += 1) {
    try {
      const answer = await fetch(url as string, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'idempotency-key': `platform-${event.number}`,
          ...(bearerFile === null ? {} : { authorization: `Bearer ${readSecret(bearerFile)}` }),
        },
        redirect: 'error',
        signal: AbortSignal.timeout(10_000),
      });
      if (answer.ok) return;
      throw new Error(`the receiver answered ${answer.status}`);
    } catch (error) {
      if (tries >= 4) {
        log('error', 'trouble could not be posted', { number: event.number, error: (error as Error).message });
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 2 ** tries * 1_000).unref());
    }
  }
}

async function mail(config: Config, event: Event): Promise<void> {
  const { createTransport } = await import('nodemailer');
  const { host, port, security, user, passwordFile, from, timeoutSeconds } = config.mail;
  const patience = timeoutSeconds * 1_000;
  const transport = createTransport({
    host: host as string,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    ...(user !== null && passwordFile !== null ? { auth: { user, pass: readSecret(passwordFile) } } : {}),
  });
  try {
    await transport.sendMail({
      from: from as string,
      to: config.alarm.mails,
      subject: wordsOf(event).subject,
      text: wordsOf(event).text,
      messageId: `<platform-${event.number}@xiushui>`,
    });
  } finally {
    transport.close();
  }
}

/** What belongs to no process. Walking folders is dear, so their sizes are taken once a minute. */
class Sizes {
  #at = Number.NEGATIVE_INFINITY;
  #kept: Record<string, number | null> = {};

  async numbers(home: Home, config: Config, now: number): Promise<Record<string, number | null>> {
    const folders = [home.dir, home.frames, config.files.folder ?? home.files];
    const free = await Promise.all(folders.map(freeMegabytes));
    const known = free.filter((one) => one !== null);
    if (now - this.#at > 60_000) {
      this.#at = now;
      this.#kept = {
        framesMegabytes: folderMegabytes(home.frames),
        filesMegabytes: config.files.keptIn === 'folder' ? folderMegabytes(folders[2] as string) : null,
        backupHours: config.backup.at === null ? null : await backupHours(backupFolder(home, config), now),
        certificateDays: config.web.tls.certFile === null ? null : certificateDays(config.web.tls.certFile, now),
      };
    }
    return { diskFreeMegabytes: known.length === 0 ? null : Math.min(...known), ...this.#kept };
  }
}

export async function freeMegabytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return (bavail * bsize) / (1 << 20);
  } catch {
    return null;
  }
}

function folderMegabytes(folder: string): number | null {
  try {
    let bytes = 0;
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
    }
    return bytes / (1 << 20);
  } catch {
    return null;
  }
}

/** A house without a backup: as old as can be. */
export const NEVER_BACKED_UP = 24 * 365;

/** Hours since the newest backup that can be believed: it has its manifest, and no verification found it wanting. */
export async function backupHours(folder: string, now: number): Promise<number> {
  const newest = (await listBackups(folder)).find(({ manifest, looked }) => manifest !== undefined && looked?.isWhole !== false);
  return newest?.manifest ? Math.max(0, now - Date.parse(newest.manifest.madeAt)) / 3_600_000 : NEVER_BACKED_UP;
}

/** Days until the first certificate of the file runs out; 0 when it cannot be read, which is as bad. */
export function certificateDays(file: string, now: number): number {
  try {
    return (Date.parse(new X509Certificate(readFileSync(file)).validTo) - now) / 86_400_000;
  } catch {
    return 0;
  }
}
