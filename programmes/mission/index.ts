/** The mission's 140 systems and how far each has come. Reads declarations; decides nothing. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { parse } from 'yaml';

export const STATES = ['none', 'thin', 'works', 'exempt'] as const;
export type State = (typeof STATES)[number];

export interface MissionRow {
  id: string;
  name: string;
  nameEn: string;
  /** Folder of the department below programmes/. */
  folder: string;
  department: string;
  departmentEn: string;
  state: State;
  /** What the programme says of it, in a sentence. */
  says: string | null;
  /** Stories that show it, from the root of the repository. */
  stories: string[];
  /** Programmes that answer it, by folder. */
  programmes: string[];
}

export interface MissionFinding {
  file: string;
  row: string;
  says: string;
  saysEn: string;
}

export interface Mission {
  rows: MissionRow[];
  /** What is wrong in the maturity files; empty when the table can be believed. */
  findings: MissionFinding[];
}

interface Systems {
  departments: { folder: string; prefix: string; name: string; nameEn: string }[];
  systems: { id: string; name: string; nameEn: string; folder: string }[];
}

interface Maturity {
  rows?: Record<string, { state?: string; says?: string; stories?: string[] } | null>;
}

const PROGRAMMES = join(import.meta.dirname, '..');

/**
 * The whole table, a row a system, in the order of `systems.yaml`.
 *
 * @example mission().rows.find((row) => row.id === 'ENF-10')?.state // 'thin'
 */
export function mission(programmes = PROGRAMMES): Mission {
  const { departments, systems } = parse(readFileSync(join(import.meta.dirname, 'systems.yaml'), 'utf8')) as Systems;
  const rows = new Map<string, MissionRow>();
  for (const system of systems) {
    const department = departments.find((one) => one.folder === system.folder);
    rows.set(system.id, {
      ...system,
      department: department?.name ?? system.folder,
      departmentEn: department?.nameEn ?? system.folder,
      state: 'none',
      says: null,
      stories: [],
      programmes: [],
    });
  }
  const findings: MissionFinding[] = [];
  const root = join(programmes, '..');
  const fromRoot = (path: string) => relative(root, path).split(sep).join('/');

  for (const path of maturityFiles(programmes)) {
    const file = fromRoot(path);
    const declared = (parse(readFileSync(path, 'utf8')) as Maturity | null)?.rows ?? {};
    for (const [id, entry] of Object.entries(declared)) {
      const complain = (says: string, saysEn: string) => findings.push({ file, row: id, says, saysEn });
      const row = rows.get(id);
      if (!row) {
        complain('清单里没有这个系统', 'no such system in the mission');
        continue;
      }
      const state = STATES.find((one) => one === entry?.state);
      if (!state) {
        complain(`状态只能是 ${STATES.join('、')}`, `a state is one of ${STATES.join(', ')}`);
        continue;
      }
      const stories = (entry?.stories ?? []).map((story) => join(dirname(path), story));
      const missing = stories.filter((story) => !existsSync(story));
      for (const story of missing) complain(`故事不存在：${fromRoot(story)}`, `the story does not exist: ${fromRoot(story)}`);
      if ((state === 'thin' || state === 'works') && stories.length === 0)
        complain('没有故事，不能这样说', 'nothing may be called so without a story');
      if (state === 'exempt' && !entry?.says) complain('不做须用一句话说明', 'an exemption needs its sentence');
      add(
        row,
        state,
        entry?.says ?? null,
        stories.filter((story) => !missing.includes(story)).map(fromRoot),
        fromRoot(dirname(path)),
        complain,
      );
    }
  }
  return { rows: [...rows.values()], findings };
}

/** Several programmes may answer one row: the furthest state stands, and every story counts. */
function add(
  row: MissionRow,
  state: State,
  says: string | null,
  stories: string[],
  programme: string,
  complain: (says: string, saysEn: string) => void,
): void {
  const exempted = row.state === 'exempt' || state === 'exempt';
  if (exempted && row.programmes.length > 0 && row.state !== state)
    complain('一处说不做，另一处说在做', 'exempt in one place, answered in another');
  const further = row.programmes.length === 0 || STATES.indexOf(state) > STATES.indexOf(row.state);
  row.state = further ? state : row.state;
  row.says = [row.says, says].filter((one) => one !== null).join('；') || null;
  row.stories.push(...stories);
  row.programmes.push(programme);
}

function maturityFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.isDirectory()) return maturityFiles(join(folder, entry.name));
      return entry.name === 'maturity.yaml' ? [join(folder, entry.name)] : [];
    });
}
