import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('./bin.mjs', import.meta.url));

// Run from another folder and through the file itself, as npm's link does.
function xiushui(args: string[], more: { input?: string; lang?: string; node?: string[] } = {}) {
  const env = { ...process.env, LANG: more.lang ?? 'zh_CN.UTF-8', LC_ALL: '', LC_MESSAGES: '' };
  const done = spawnSync(process.execPath, [...(more.node ?? []), bin, ...args], {
    cwd: tmpdir(),
    env,
    encoding: 'utf8',
    input: more.input ?? '',
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

// The example of HJ 212-2017 Annex A.
const frame = '##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80\r\n';

describe('xiushui', () => {
  it('says which command or flag it does not know, and ends with 2', () => {
    expect(xiushui(['strat'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('没有命令“strat”') });
    expect(xiushui(['start', '--prot', '80'])).toMatchObject({ code: 2, err: expect.stringContaining('不认识选项 --prot') });
    expect(xiushui(['start', 'now'])).toMatchObject({ code: 2, err: expect.stringContaining('不需要参数“now”') });
    expect(xiushui(['start', '--port'])).toMatchObject({ code: 2, err: expect.stringContaining('选项 --port 需要一个值') });
    expect(xiushui(['start', '--demo=yes'])).toMatchObject({ code: 2, err: expect.stringContaining('选项 --demo 不带值') });
    expect(xiushui(['start', '--port', '99999'])).toMatchObject({ code: 2, err: expect.stringContaining('--port 应为 1 至 65535 的整数') });
    expect(xiushui(['start', '--roles', 'gateway,cook'])).toMatchObject({ code: 2, err: expect.stringContaining('没有角色“cook”') });
    expect(xiushui(['start', '--lang', 'fr'])).toMatchObject({ code: 2, err: expect.stringContaining('--lang 只能是 zh 或 en') });
  });

  it('complains in JSON to a program', () => {
    const { code, out, err } = xiushui(['strat', '--json']);
    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(JSON.parse(out).error).toMatchObject({ code: 'usage', saysEn: expect.stringContaining('no command "strat"') });
  });

  it('speaks Chinese on a Chinese machine, adds English elsewhere, and keeps to one when told', () => {
    const [chinese, elsewhere, english] = [
      xiushui(['start', '-h']),
      xiushui(['start', '-h'], { lang: 'C.UTF-8' }),
      xiushui(['start', '--help', '--lang', 'en']),
    ];
    expect(chinese.out).toMatch(/启动秀水/);
    expect(chinese.out).not.toMatch(/Start Xiushui/);
    expect(elsewhere.out).toMatch(/启动秀水.*\nStart Xiushui/);
    expect(english.out).not.toMatch(/[一-鿿]/);
  });

  it('shows every flag of a command, also as JSON', () => {
    for (const flag of ['--demo', '--no-simulation', '--port', '--hj212-port', '--roles', '--json', '--lang', '--help']) {
      expect(xiushui(['help', 'start']).out).toContain(flag);
    }
    expect(Object.keys(JSON.parse(xiushui(['start', '--help', '--json']).out).flags)).toEqual(expect.arrayContaining(['port', 'json']));
  });

  it('lists all its commands', () => {
    for (const args of [[], ['help'], ['--help']]) {
      const { code, out } = xiushui(args);
      expect(code).toBe(0);
      for (const name of ['start', 'simulate', 'hj212 decode', 'audit verify', 'admin link', 'figures', 'mission'])
        expect(out).toContain(name);
    }
    expect(JSON.parse(xiushui(['help', '--json']).out).map((one: { name: string }) => one.name)).toContain('hj212 decode');
  });

  it('reads HJ 212 frames from a file or from standard input, one JSON line each', () => {
    const dir = mkdtempSync(join(tmpdir(), 'xiushui-cli-'));
    const file = join(dir, 'frames.txt');
    writeFileSync(file, frame);
    const fromFile = xiushui(['hj212', 'decode', file]);
    rmSync(dir, { recursive: true });
    const lines = xiushui(['hj212', 'decode', '-'], { input: `${frame}garbage\r\n` })
      .out.trim()
      .split('\n');
    expect(fromFile.code).toBe(0);
    expect(fromFile.out.trim()).toBe(lines[0]);
    expect(JSON.parse(lines[0]!)).toMatchObject({ crcOk: true, header: { MN: '010000A8900016F000169DC0' } });
    expect(JSON.parse(lines[1]!).findings).not.toEqual([]);
    expect(xiushui(['hj212', 'decode', '/nowhere'])).toMatchObject({ code: 2, err: expect.stringContaining('没有文件') });
  });

  it('tells an old Node what is needed', () => {
    const old = "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'18.19.0'}})";
    expect(xiushui(['help'], { node: ['--import', old] })).toMatchObject({ code: 2, err: expect.stringContaining('20.20') });
  });
});
