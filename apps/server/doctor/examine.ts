/** The order of the examination. Each part looks at one thing and answers with findings; a part that fails is itself a finding. */
import type { Loaded } from '../../../foundation/config/index.ts';
import type { Words } from '../../../foundation/store/home.ts';
import { lookAtDatabase } from './database.ts';
import { lookAtHome, lookAtKeys, lookAtLeftovers } from './house.ts';
import { lookAtClock, lookAtDisk, lookAtMachine, lookAtPorts } from './machine.ts';
import { lookAtOutside } from './outside.ts';

export type Level = 'ok' | 'warn' | 'bad' | 'left out';

export interface Finding {
  check: string;
  level: Level;
  /** What was found. */
  says: Words;
  /** Why it matters, and what to do. Absent when all is well. */
  why?: Words;
  does?: Words;
}

export interface Examination {
  clone: string;
  /** Where the home is or would be. */
  home: string;
  loaded: Loaded;
  /** Whether a supervisor holds the house. */
  isUp: boolean;
  /** How the database is reached; null when it is private and the house is down. */
  urls: { owner: string; system: string } | null;
  now: () => number;
}

export interface Examined {
  ok: boolean;
  findings: Finding[];
}

const PARTS: [string, (of: Examination) => Promise<Finding[]> | Finding[]][] = [
  ['machine', lookAtMachine],
  ['configuration', lookAtConfiguration],
  ['home', lookAtHome],
  ['disk', lookAtDisk],
  ['clock', lookAtClock],
  ['ports', lookAtPorts],
  ['database', lookAtDatabase],
  ['keys', lookAtKeys],
  ['outside', lookAtOutside],
  ['leftovers', lookAtLeftovers],
];

export async function examine(of: Examination): Promise<Examined> {
  const findings: Finding[] = [];
  for (const [check, look] of PARTS) {
    try {
      findings.push(...(await look(of)));
    } catch (error) {
      const { message } = error as Error;
      findings.push({ check, level: 'bad', says: { zh: `检查本身失败：${message}`, en: `the check itself failed: ${message}` } });
    }
  }
  return { ok: findings.every(({ level }) => level !== 'bad'), findings };
}

function lookAtConfiguration({ loaded }: Examination): Finding[] {
  if (loaded.findings.length === 0) {
    const from = loaded.file ?? '—';
    return [{ check: 'configuration', level: 'ok', says: { zh: `配置无误（文件：${from}）`, en: `in order (file: ${from})` } }];
  }
  return loaded.findings.map(({ key, where, says, saysEn }) => {
    const place = [where.name, where.line].filter((part) => part !== undefined).join(':');
    return {
      check: 'configuration',
      level: 'bad',
      says: { zh: `${place} ${key} ${says}`, en: `${place} ${key} ${saysEn}` },
      why: { zh: '配置不对时平台不启动', en: 'a wrong configuration starts nothing' },
      does: { zh: '改正后运行 xiushui config check', en: 'mend it, then run xiushui config check' },
    } satisfies Finding;
  });
}
