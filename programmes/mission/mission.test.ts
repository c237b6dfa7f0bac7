import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { mission, STATES } from './index.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

/** A programmes folder of its own: `data/reminder/maturity.yaml` and the story it may name. */
function programmesWith(...files: [path: string, text: string][]): string {
  const root = mkdtempSync(join(tmpdir(), 'mission-'));
  made.push(root);
  for (const [path, text] of files) {
    const whole = join(root, 'programmes', path);
    mkdirSync(join(whole, '..'), { recursive: true });
    writeFileSync(whole, text);
  }
  return join(root, 'programmes');
}

describe('the mission', () => {
  it('has 140 systems, each with its own id, a Chinese name and a department', () => {
    const { rows } = mission();
    expect(rows).toHaveLength(140);
    expect(new Set(rows.map((row) => row.id)).size).toBe(140);
    expect(new Set(rows.map((row) => row.name)).size).toBe(140);
    for (const row of rows) {
      expect(row.id).toMatch(/^[A-Z]{3}-\d\d$/);
      expect(row.name, row.id).toMatch(/\p{Script=Han}/u);
      expect(row.nameEn, row.id).toMatch(/^[\x20-\x7e]+$/);
      expect(row.department, row.id).not.toBe(row.folder);
      expect(STATES).toContain(row.state);
    }
  });

  it('counts its systems as the plan does: 19 of water, 12 of enforcement with daily enforcement, 9 of the office with zoning', () => {
    const count = (prefix: string) => mission().rows.filter((row) => row.id.startsWith(prefix)).length;
    const counts = {
      WAT: 19,
      AIR: 16,
      SOL: 10,
      SOI: 10,
      NOI: 4,
      MAR: 7,
      CAR: 10,
      PER: 11,
      PRJ: 4,
      ENF: 12,
      INS: 5,
      ECO: 5,
      RAD: 4,
      EMG: 6,
      DAT: 8,
      GOV: 9,
    };
    for (const [prefix, number] of Object.entries(counts)) expect(count(prefix), prefix).toBe(number);
  });

  it('believes every maturity file of this repository: rows are known, states are valid, stories exist', () => {
    expect(mission().findings).toEqual([]);
  });

  it('takes state and stories from the programme that answers a row; a row nobody answers is none', () => {
    const programmes = programmesWith(
      ['data/reminder/maturity.yaml', 'rows:\n  ENF-10: { state: thin, says: 提醒, stories: [examples/one.yaml] }\n'],
      ['data/reminder/examples/one.yaml', 'title: 一小时高于限值\n'],
    );
    const { rows, findings } = mission(programmes);
    expect(findings).toEqual([]);
    expect(rows.find((row) => row.id === 'ENF-10')).toMatchObject({
      state: 'thin',
      says: '提醒',
      stories: ['programmes/data/reminder/examples/one.yaml'],
      programmes: ['programmes/data/reminder'],
    });
    expect(rows.filter((row) => row.state !== 'none')).toHaveLength(1);
  });

  it('two programmes may answer one row: the furthest state stands', () => {
    const programmes = programmesWith(
      ['a/maturity.yaml', 'rows:\n  DAT-03: { state: works, says: 甲, stories: [s.yaml] }\n'],
      ['a/s.yaml', ''],
      ['b/maturity.yaml', 'rows:\n  DAT-03: { state: thin, says: 乙, stories: [t.yaml] }\n'],
      ['b/t.yaml', ''],
    );
    const row = mission(programmes).rows.find((one) => one.id === 'DAT-03');
    expect(row).toMatchObject({ state: 'works', says: '甲；乙', stories: ['programmes/a/s.yaml', 'programmes/b/t.yaml'] });
  });

  it('says what is wrong: an unknown row, an unknown state, a story that is not there, a claim without a story, an exemption without a sentence', () => {
    const programmes = programmesWith([
      'a/maturity.yaml',
      [
        'rows:',
        '  ENF-99: { state: thin, stories: [] }',
        '  ENF-01: { state: nearly }',
        '  ENF-02: { state: works, stories: [gone.yaml] }',
        '  ENF-03: { state: thin }',
        '  ENF-04: { state: exempt }',
        '  ENF-05:',
        '',
      ].join('\n'),
    ]);
    expect(mission(programmes).findings.map(({ row, saysEn }) => `${row} ${saysEn}`)).toEqual([
      'ENF-99 no such system in the mission',
      'ENF-01 a state is one of none, thin, works, exempt',
      'ENF-02 the story does not exist: programmes/a/gone.yaml',
      'ENF-03 nothing may be called so without a story',
      'ENF-04 an exemption needs its sentence',
      'ENF-05 a state is one of none, thin, works, exempt',
    ]);
  });
});
