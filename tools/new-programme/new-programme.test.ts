import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Answers, answersFrom, exampleAnswers, QUESTIONS } from './answers.ts';

const ROOT = join(import.meta.dirname, '../..');
const GIVEN = {
  id: 'odour-plans',
  group: 'air',
  name: '异味治理方案备案 | Odour control plans',
  basis: '生态环境法典 第一百五十一条',
  row: 'AIR-01',
  fields: [
    'scheme|治理工艺|Process|text|required',
    'signedOn|签署日|Signed on|day|required',
    'grade|等级|Grade|choice|required|a:甲:A,b:乙:B',
  ],
  shape: 'renewal 5 signedOn 3 60',
  office: '大气环境处 | Division of air',
};
const findingsOf = (changes: Record<string, unknown>) => {
  const outcome = answersFrom({ ...GIVEN, ...changes });
  return 'findings' in outcome ? outcome.findings.map(({ key, says }) => `${key}: ${says}`) : [];
};

describe('the answers', () => {
  it('that are right give a duty', () => {
    expect(answersFrom(GIVEN)).toMatchObject({
      id: 'odour-plans',
      shape: 'renewal',
      runsOut: { field: 'signedOn', years: 3, remindDays: 60 },
    } satisfies Partial<Answers>);
    expect(QUESTIONS).toHaveLength(8);
    expect(
      exampleAnswers()
        .split('\n')
        .filter((line) => /^\w+:/.test(line)),
    ).toHaveLength(8);
  });

  it('that are wrong are told all at once, each with what is expected', () => {
    for (const [changes, says] of [
      [{ id: 'Odour Plans' }, 'id: 应为小写英文'],
      [{ group: 'smell' }, 'group: 应为'],
      [{ id: 'contingency-plans', group: 'emergency' }, 'id: programmes/emergency/contingency-plans 已经存在'],
      [{ name: '异味' }, 'name: 应为'],
      [{ basis: '不存在的法' }, 'basis: 没有今日有效的'],
      [{ basis: '水污染防治法' }, 'basis: 没有今日有效的'],
      [{ basis: '生态环境法典 第九千条' }, 'basis: 生态环境法典没有登记'],
      [{ row: 'AIR-99' }, 'row: 没有 AIR-99'],
      [{ fields: ['scheme|工艺|Process|colour'] }, 'fields: scheme：类型'],
      [{ fields: ['reason|理由|Reason|text', 'signedOn|签署日|Signed on|day|required'] }, 'fields: reason 由系统使用'],
      [{ fields: ['grade|等级|Grade|choice|required|a:甲:A', 'signedOn|签署日|Signed on|day|required'] }, 'fields: grade：选项'],
      [{ shape: 'renewal 5 scheme 3 60' }, 'shape: “scheme”应是一个必填的 day 字段'],
      [{ shape: 'application 0' }, 'shape: 核对工作日应为 1 至 30'],
      [{ shape: 'debate 5' }, 'shape: 应以 application 或 renewal 开头'],
      [{ fields: ['height|高度|Height|number||米', 'signedOn|签署日|Signed on|day|required'] }, 'fields: height：中文单位后加英文'],
      [{ colour: '绿' }, 'colour: 没有这一问'],
    ] as const) {
      expect(
        findingsOf(changes).some((finding) => finding.startsWith(says)),
        `${JSON.stringify(changes)}: ${findingsOf(changes)}`,
      ).toBe(true);
    }
    // Whoever asks in English is answered in English, but for the names of laws and the form of a Chinese name.
    const all = answersFrom({
      id: 'Bad Id',
      group: 'smell',
      name: '异味',
      row: 'AIR-99',
      fields: ['a|b|c|d'],
      shape: 'debate 0',
      office: '',
      x: 1,
    });
    if (!('findings' in all)) throw new Error('nothing was found');
    expect(
      all.findings.filter(({ saysEn }) => /[\u4e00-\u9fff]/.test(saysEn.replace('中文名称', '').replace(/there are: .*/, ''))),
    ).toEqual([]);
    expect(all.findings.every(({ saysEn }) => saysEn.length > 5)).toBe(true);
    expect(findingsOf({ id: 'Bad Id', group: 'smell', row: 'AIR-99' }).length).toBeGreaterThanOrEqual(3);
  });
});

describe.each([
  ['renewal', GIVEN],
  [
    'application',
    {
      ...GIVEN,
      id: 'stack-covers',
      name: '排气筒改造备案 | Changes of stacks',
      shape: 'application 7',
      fields: ['height|高度|Height|number||米:m', 'why|原因|Why|longText|required'],
    },
  ],
])('what is written for %s', (_, given) => {
  const place = mkdtempSync(join(tmpdir(), 'xiushui-new-programme-'));
  const copy = join(place, 'house');
  const run = (program: string, args: string[]) =>
    spawnSync(program, args, {
      cwd: copy,
      encoding: 'utf8',
      env: { ...process.env, XIUSHUI_NO_CORPUS: '1', NO_COLOR: '1', FORCE_COLOR: '0' },
    });
  beforeAll(() => {
    cpSync(ROOT, copy, { recursive: true, filter: (from) => !/\/(node_modules|\.git|var|dist)$/.test(from) });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    writeFileSync(join(place, 'answers.yaml'), stringify(given));
    const wrote = run(process.execPath, ['--import', 'tsx', 'tools/new-programme/index.ts', '--answers', join(place, 'answers.yaml')]);
    expect(wrote.stderr).toBe('');
    expect(wrote.status).toBe(0);
  });
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  it('keeps the contract of programmes, tells its stories true, and is well formed', () => {
    const tests = run(process.execPath, [
      'node_modules/vitest/vitest.mjs',
      'run',
      'programmes/every-programme.test.ts',
      'proof/stories',
      '-t',
      `${given.id}|${given.group}/`,
    ]);
    expect(tests.stdout + tests.stderr).toMatch(/Tests\s+\d+ passed/);
    expect(tests.status, tests.stdout.slice(-3_000)).toBe(0);
    const form = run(process.execPath, [
      'node_modules/@biomejs/biome/bin/biome',
      'check',
      '--vcs-enabled=false',
      `programmes/${given.group}`,
    ]);
    expect(form.status, form.stdout + form.stderr).toBe(0);
  }, 180_000);

  it('is whole: its folder, its list, its parameters and its powers; and a second run overwrites nothing', () => {
    expect(readFileSync(join(copy, 'programmes/programmes.gen.ts'), 'utf8')).toContain(`'${given.id}'`);
    expect(readFileSync(join(copy, 'city/jiaxing/powers.yaml'), 'utf8')).toContain(`matter: ${given.group}.${given.id}`);
    expect(existsSync(join(copy, `city/jiaxing/parameters/${given.id}-check-days.yaml`))).toBe(true);
    const before = readFileSync(join(copy, 'city/jiaxing/powers.yaml'), 'utf8');
    const again = run(process.execPath, ['--import', 'tsx', 'tools/new-programme/index.ts', '--answers', join(place, 'answers.yaml')]);
    expect([again.status, again.stderr.includes('已经存在')]).toEqual([2, true]);
    const inEnglish = run(process.execPath, [
      ...['--import', 'tsx', 'tools/new-programme/index.ts', '--answers', join(place, 'answers.yaml'), '--lang', 'en'],
    ]);
    expect(inEnglish.stderr).toMatch(/nothing was written:\n {2}id: .+ is there already and is not overwritten\n$/);
    expect(readFileSync(join(copy, 'city/jiaxing/powers.yaml'), 'utf8')).toBe(before);
  });
});
