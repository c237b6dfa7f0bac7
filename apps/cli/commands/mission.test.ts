import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../bin.mjs', import.meta.url));

function mission(...args: string[]) {
  const env = { ...process.env, LANG: 'zh_CN.UTF-8', LC_ALL: '', LC_MESSAGES: '' };
  const done = spawnSync(process.execPath, [bin, 'mission', ...args], { cwd: tmpdir(), env, encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

describe('xiushui mission', () => {
  it('gives 140 rows with a state and a story to a program', () => {
    const { code, out, err } = mission('--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const rows = JSON.parse(out) as { id: string; state: string; story: string | null }[];
    expect(rows).toHaveLength(140);
    for (const row of rows) {
      expect(['none', 'thin', 'works', 'exempt']).toContain(row.state);
      // Who claims to have come somewhere shows a story.
      if (row.state === 'thin' || row.state === 'works') expect(row.story, row.id).toMatch(/^programmes\//);
    }
  });

  it('prints a table whose columns line up, departments in order, with a sum', () => {
    const { code, out } = mission();
    expect(code).toBe(0);
    expect(out).toMatch(/水环境[\s\S]*WAT-19[\s\S]*执法[\s\S]*ENF-10 {2}自动监测提醒[\s\S]*共 140 个/);
  });

  it('shows only one state when asked, and refuses a state it does not know', () => {
    const shown = JSON.parse(mission('--json', '--state', 'none').out) as { state: string }[];
    expect(new Set(shown.map((row) => row.state))).toEqual(new Set(['none']));
    expect(mission('--state', 'done')).toMatchObject({ code: 2, err: expect.stringContaining('--state 只能是') });
  });
});
