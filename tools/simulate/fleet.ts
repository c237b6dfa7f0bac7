/** Loggers to run: made up by the thousand, or those of a city pack. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { SimulatedParameter } from './model.ts';
import type { SimulatedLogger, SystemCode } from './records.ts';
import type { Scenario } from './scenario.ts';

/** 24 hex digits that read XSDEMO in ASCII and then count: 585344454D4F000000000001. No maker's number begins so. */
export function generatedMn(index: number, prefix = 'XSDEMO'): string {
  const head = Buffer.from(prefix, 'latin1').toString('hex').toUpperCase();
  return head + String(index).padStart(24 - head.length, '0');
}

const WATER: SimulatedParameter[] = [
  { code: 'w00000', typical: 12, swing: 0.3 },
  { code: 'w01018', typical: 34, swing: 0.2 },
  { code: 'w21003', typical: 2.1, swing: 0.3 },
  { code: 'w21011', typical: 0.22, swing: 0.25 },
  { code: 'w21001', typical: 9, swing: 0.2 },
  { code: 'w01001', typical: 7.4, swing: 0.04 },
];

const GAS: SimulatedParameter[] = [
  { code: 'a00000', typical: 22, swing: 0.15 },
  { code: 'a21026', typical: 14, swing: 0.3 },
  { code: 'a21002', typical: 28, swing: 0.2 },
  { code: 'a34013', typical: 2.4, swing: 0.3 },
  { code: 'a19001', typical: 7.2, swing: 0.08 },
  { code: 'a01012', typical: 96, swing: 0.06 },
];

/** `count` steady loggers, two of three on waste water. They must be registered with the host before it will answer them. */
export function generatedLoggers(count: number, options: { pw: string; prefix?: string; first?: number }): SimulatedLogger[] {
  return Array.from({ length: count }, (_, index) => {
    const st: SystemCode = index % 3 === 2 ? '31' : '32';
    return {
      mn: generatedMn((options.first ?? 1) + index, options.prefix),
      pw: options.pw,
      st,
      parameters: st === '32' ? WATER : GAS,
      scenario: { id: 'steady' },
      ...(st === '31' ? { referenceOxygen: 6 } : {}),
    };
  });
}

interface PackRow {
  mn: string;
  systemCode: SystemCode;
  parameters: { code: string; simulate: { typical: number; swing: number } }[];
  simulate: { scenario: Scenario; referenceOxygen?: number };
}

/** Where an installation keeps the passwords of its demonstration loggers: { "<MN>": "<PW>" }, written by the seeding, mode 0600. */
export function loggerPasswordsFile(home: string): string {
  return join(home, 'logger-passwords.json');
}

/** The passwords in such a file, or none if it is not there. */
export function loggerPasswords(file: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}

/** The loggers of a pack folder (`city/jiaxing/pack-small`). A pack holds no passwords: `pwOf` knows those of this installation. */
export function packLoggers(folder: string, pwOf: (mn: string) => string | undefined): SimulatedLogger[] {
  const { loggers } = parse(readFileSync(join(folder, 'loggers.yaml'), 'utf8')) as { loggers: PackRow[] };
  return loggers.flatMap((row) => {
    const pw = pwOf(row.mn);
    if (pw === undefined) return [];
    return [
      {
        mn: row.mn,
        pw,
        st: row.systemCode,
        parameters: row.parameters.map(({ code, simulate }) => ({ code, ...simulate })),
        scenario: row.simulate.scenario,
        ...(row.simulate.referenceOxygen === undefined ? {} : { referenceOxygen: row.simulate.referenceOxygen }),
      },
    ];
  });
}
