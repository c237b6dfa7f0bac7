/** The numbers by which the platform is known to be well or ill, declared once: words, unit, the name a metrics collector sees, and the threshold. */
import type { Instant } from '../day.ts';
import { type Beat, isBeating } from './beats.ts';

/** The names of `alarm.thresholds` in the configuration. */
export type Thresholds = Record<
  | 'answerMilliseconds'
  | 'backlogSeconds'
  | 'outboxMinutes'
  | 'reactionsSetAside'
  | 'clocksLateMinutes'
  | 'unsealedMinutes'
  | 'diskFreeMegabytes'
  | 'backupHours'
  | 'certificateDays'
  | 'eventLoopMilliseconds',
  number
>;

export interface NumberSaid {
  id: string;
  /** Whose beat carries it; every process's when it is `each`. */
  from: 'gateway' | 'writer' | 'web' | 'supervisor' | 'each';
  zh: string;
  en: string;
  /** Nothing when it is a count. */
  unit: string;
  /** Its name for collectors, in base units: value × `times`. */
  metric: string;
  times?: number;
  threshold?: keyof Thresholds;
  /** Where it is bad: above the threshold unless said, below it, or already when it is reached, as a count of what must not happen. */
  worse?: 'above' | 'below' | 'reached';
}

const MEGABYTE = 1 << 20;

export const NUMBERS: readonly NumberSaid[] = [
  {
    id: 'answerMilliseconds',
    from: 'gateway',
    zh: '报文应答时延（99%）',
    en: 'Frames answered within (99 %)',
    unit: 'ms',
    metric: 'xiushui_answer_p99_seconds',
    times: 0.001,
    threshold: 'answerMilliseconds',
  },
  {
    id: 'answerHalfMilliseconds',
    from: 'gateway',
    zh: '报文应答时延（50%）',
    en: 'Frames answered within (50 %)',
    unit: 'ms',
    metric: 'xiushui_answer_p50_seconds',
    times: 0.001,
  },
  { id: 'connections', from: 'gateway', zh: '数采仪连接', en: 'Logger connections', unit: '', metric: 'xiushui_gateway_connections' },
  {
    id: 'waitingForDisk',
    from: 'gateway',
    zh: '等待落盘的报文',
    en: 'Frames waiting for the disk',
    unit: '',
    metric: 'xiushui_gateway_in_flight_frames',
  },
  {
    id: 'backlogSeconds',
    from: 'writer',
    zh: '报文日志积压时间',
    en: 'Age of the oldest frame not yet stored',
    unit: 's',
    metric: 'xiushui_log_backlog_seconds',
    threshold: 'backlogSeconds',
  },
  {
    id: 'backlogFrames',
    from: 'writer',
    zh: '报文日志积压条数',
    en: 'Frames not yet stored',
    unit: '',
    metric: 'xiushui_log_backlog_frames',
  },
  {
    id: 'outboxMinutes',
    from: 'writer',
    zh: '待发消息最长等待',
    en: 'Age of the oldest message waiting',
    unit: 'min',
    metric: 'xiushui_outbox_oldest_seconds',
    times: 60,
    threshold: 'outboxMinutes',
  },
  { id: 'outboxQueued', from: 'writer', zh: '待发消息', en: 'Messages waiting', unit: '', metric: 'xiushui_outbox_queued' },
  { id: 'outboxFailed', from: 'writer', zh: '发送失败的消息', en: 'Messages given up', unit: '', metric: 'xiushui_outbox_failed' },
  {
    id: 'reactionsWaiting',
    from: 'writer',
    zh: '等待的后续处理',
    en: 'Consequences waiting',
    unit: '',
    metric: 'xiushui_reactions_waiting',
  },
  {
    id: 'reactionsSetAside',
    from: 'writer',
    zh: '搁置的后续处理',
    en: 'Consequences set aside',
    unit: '',
    metric: 'xiushui_reactions_set_aside',
    threshold: 'reactionsSetAside',
    worse: 'reached',
  },
  {
    id: 'clocksLateMinutes',
    from: 'writer',
    zh: '时限处理滞后',
    en: 'Deadlines swept late by',
    unit: 'min',
    metric: 'xiushui_clocks_late_seconds',
    times: 60,
    threshold: 'clocksLateMinutes',
  },
  {
    id: 'unsealedMinutes',
    from: 'writer',
    zh: '未封存记录最长时间',
    en: 'Age of the oldest unsealed row',
    unit: 'min',
    metric: 'xiushui_unsealed_oldest_seconds',
    times: 60,
    threshold: 'unsealedMinutes',
  },
  { id: 'jobsWaiting', from: 'writer', zh: '等待的任务', en: 'Jobs waiting', unit: '', metric: 'xiushui_jobs_waiting' },
  { id: 'jobsDead', from: 'writer', zh: '一天内放弃的任务', en: 'Jobs given up within a day', unit: '', metric: 'xiushui_jobs_given_up' },
  { id: 'unsealedRows', from: 'writer', zh: '未封存记录', en: 'Unsealed rows', unit: '', metric: 'xiushui_unsealed_rows' },
  {
    id: 'diskFreeMegabytes',
    from: 'supervisor',
    zh: '磁盘可用空间',
    en: 'Free disk',
    unit: 'MB',
    metric: 'xiushui_disk_free_bytes',
    times: MEGABYTE,
    threshold: 'diskFreeMegabytes',
    worse: 'below',
  },
  {
    id: 'framesMegabytes',
    from: 'supervisor',
    zh: '报文日志占用',
    en: 'Frame log',
    unit: 'MB',
    metric: 'xiushui_frames_bytes',
    times: MEGABYTE,
  },
  {
    id: 'filesMegabytes',
    from: 'supervisor',
    zh: '附件占用',
    en: 'Attached files',
    unit: 'MB',
    metric: 'xiushui_files_bytes',
    times: MEGABYTE,
  },
  {
    id: 'databaseMegabytes',
    from: 'writer',
    zh: '数据库占用',
    en: 'Database',
    unit: 'MB',
    metric: 'xiushui_database_bytes',
    times: MEGABYTE,
  },
  {
    id: 'backupHours',
    from: 'supervisor',
    zh: '距最近一次备份',
    en: 'Since the last backup',
    unit: 'h',
    metric: 'xiushui_backup_age_seconds',
    times: 3_600,
    threshold: 'backupHours',
  },
  {
    id: 'certificateDays',
    from: 'supervisor',
    zh: '证书剩余有效期',
    en: 'Days the certificate has left',
    unit: 'd',
    metric: 'xiushui_certificate_left_seconds',
    times: 86_400,
    threshold: 'certificateDays',
    worse: 'below',
  },
  {
    id: 'eventLoopMilliseconds',
    from: 'each',
    zh: '事件循环滞后（99%）',
    en: 'Turns begin within (99 %)',
    unit: 'ms',
    metric: 'xiushui_event_loop_p99_seconds',
    times: 0.001,
    threshold: 'eventLoopMilliseconds',
  },
  { id: 'memoryMegabytes', from: 'each', zh: '内存', en: 'Memory', unit: 'MB', metric: 'xiushui_memory_bytes', times: MEGABYTE },
];

/** One number as it was last measured. */
export interface Measured {
  said: NumberSaid;
  role: string;
  at: Instant;
  value: number | null;
  threshold: number | null;
  isBad: boolean;
}

/** Something is wrong with the platform. `key` names it for as long as it lasts. */
export interface Trouble {
  key: string;
  says: string;
  saysEn: string;
  /** What to do about it. */
  do: string;
  doEn: string;
}

const DO: Record<keyof Thresholds, [string, string]> = {
  answerMilliseconds: ['查看磁盘写入速度（xiushui doctor）和连接数', 'Look at the speed of the disk (xiushui doctor) and the connections'],
  backlogSeconds: ['查看写入角色的日志和数据库负载', 'Look at the writer’s log and the load of the database'],
  outboxMinutes: ['查看短信、邮件接口是否可用', 'Look whether the receivers of messages answer'],
  reactionsSetAside: ['在“系统管理”查看原因并重试', 'See why under administration, and try again'],
  clocksLateMinutes: ['查看写入角色的日志', 'Look at the writer’s log'],
  unsealedMinutes: ['查看写入角色的日志，然后运行 xiushui audit verify', 'Look at the writer’s log, then run xiushui audit verify'],
  diskFreeMegabytes: ['清理磁盘或扩容；备份放到另一块磁盘', 'Free or add disk; keep backups on another one'],
  backupHours: [
    '查看备份任务的错误，或立即运行 xiushui backup create',
    'Look at the error of the backup job, or run xiushui backup create now',
  ],
  certificateDays: ['换发证书，替换文件后自动生效', 'Renew the certificate; a replaced file takes effect by itself'],
  eventLoopMilliseconds: ['查看该进程的日志和机器负载', 'Look at the log of that process and the load of the machine'],
};

/**
 * What was measured, and what is wrong. A process that is away has no numbers worth judging: its absence is the trouble, and the numbers it left behind
 * are shown with their age only.
 */
export function judge(
  beats: readonly Beat[],
  expected: readonly string[],
  thresholds: Thresholds,
  silentAfterSeconds: number,
  now: Instant,
): { measured: Measured[]; troubles: Trouble[] } {
  const troubles: Trouble[] = [];
  const measured: Measured[] = [];
  for (const role of expected) {
    const beat = beats.find((one) => one.role === role);
    if (isBeating(beat, now, silentAfterSeconds)) continue;
    const since = beat ? Math.round((now - beat.at) / 1_000) : null;
    troubles.push({
      key: `away ${role}`,
      says: since === null ? `${role} 从未报到` : `${role} 已 ${since} 秒没有报到`,
      saysEn: since === null ? `${role} has never been heard from` : `${role} has not been heard from for ${since} s`,
      do: `查看 ${role} 的日志；监督进程会自行重新启动它`,
      doEn: `Look at the log of ${role}; the supervisor starts it again by itself`,
    });
  }
  for (const beat of beats) {
    const isAlive = isBeating(beat, now, silentAfterSeconds);
    for (const said of NUMBERS.filter(({ from }) => from === beat.role || from === 'each')) {
      const value = beat.numbers[said.id];
      if (value === undefined) continue;
      const threshold = said.threshold ? thresholds[said.threshold] : null;
      const isBad = isAlive && value !== null && threshold !== null && isBeyond(said, value, threshold);
      measured.push({ said, role: beat.role, at: beat.at, value, threshold, isBad });
      if (!isBad || !said.threshold) continue;
      const [zh, en] = DO[said.threshold];
      const who = said.from === 'each' ? `${beat.role} ` : '';
      const shown = Math.round(value * 10) / 10;
      const withUnit = (number: number) => `${number} ${said.unit}`.trimEnd();
      troubles.push({
        key: said.from === 'each' ? `${said.id} ${beat.role}` : said.id,
        says: `${who}${said.zh} ${withUnit(shown)}，阈值 ${withUnit(threshold)}`,
        saysEn: `${who}${said.en}: ${withUnit(shown)}, threshold ${withUnit(threshold)}`,
        do: zh,
        doEn: en,
      });
    }
    if (isAlive && beat.role === 'writer' && beat.numbers.databaseUp === 0) {
      troubles.push({
        key: 'databaseAway',
        says: '数据库不可用',
        saysEn: 'The database is away',
        do: '查看 log/postgresql；报文仍在应答并落盘，恢复后自动入库',
        doEn: 'Look at log/postgresql; frames go on being answered and kept, and are stored when it is back',
      });
    }
  }
  return { measured, troubles };
}

function isBeyond({ worse }: NumberSaid, value: number, threshold: number): boolean {
  if (worse === 'below') return value < threshold;
  return worse === 'reached' ? value >= threshold : value > threshold;
}
