/** `npm run new-programme`: asks eight questions, or reads them from `--answers FILE`, and writes the folder of a duty. Overwrites nothing. `--lang en` speaks English. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { generatedList } from '../list-programmes.ts';
import { type Answers, answersFrom, exampleAnswers, type Lang, QUESTIONS } from './answers.ts';
import { filesOf, powersWith } from './write.ts';

const ROOT = join(import.meta.dirname, '../..');
const { values } = parseArgs({ options: { answers: { type: 'string' }, example: { type: 'boolean' }, lang: { type: 'string' } } });

const lang: Lang = values.lang === 'en' ? 'en' : 'zh';
const say = (zh: string, en: string) => (lang === 'en' ? en : zh);

if (values.example) {
  console.log(exampleAnswers(lang));
  process.exit(0);
}

if (values.answers && !existsSync(values.answers)) {
  console.error(say(`没有文件 ${values.answers}`, `there is no file ${values.answers}`));
  process.exit(2);
}
const given = values.answers ? ((parse(readFileSync(values.answers, 'utf8')) ?? {}) as Record<string, unknown>) : await asked();
const answers = answersFrom(given);
if ('findings' in answers) {
  console.error(
    [
      say('有几处需要改正，什么都没有写：', 'Some answers need correcting; nothing was written:'),
      ...answers.findings.map(({ key, says, saysEn }) => `  ${key}: ${say(says, saysEn)}`),
    ].join('\n'),
  );
  process.exit(2);
}
write(answers);

async function asked(): Promise<Record<string, string>> {
  const line = createInterface({ input: process.stdin, output: process.stdout });
  const said: Record<string, string> = {};
  for (const { key, asks, example } of QUESTIONS) said[key] = await line.question(`${asks[lang]}\n  ${example}\n> `);
  line.close();
  return said;
}

function write(of: Answers): void {
  const files = filesOf(of);
  const taken = Object.keys(files).filter((path) => existsSync(join(ROOT, path)));
  if (taken.length) {
    console.error(say(`已经存在，不会覆盖：${taken.join('、')}`, `There already, and not overwritten: ${taken.join(', ')}`));
    process.exit(2);
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), text);
  }
  const city = 'city/jiaxing';
  const read = <T>(name: string) => parse(readFileSync(join(ROOT, city, name), 'utf8')) as T;
  const { bodies } = read<{ bodies: { id: string; kind: string; area: string }[] }>('bodies.yaml');
  const { areas } = read<{ areas: { code: string }[] }>('areas.yaml');
  const powers = join(ROOT, city, 'powers.yaml');
  const whole = areas.find((area) => area.code.endsWith('00000000'))?.code ?? '';
  writeFileSync(
    powers,
    powersWith(
      of,
      readFileSync(powers, 'utf8'),
      bodies.filter((body) => body.kind === 'branch'),
      whole,
    ),
  );
  writeFileSync(join(ROOT, 'programmes/programmes.gen.ts'), generatedList());
  // Long declarations are broken into lines as the rest of the house has them.
  spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/@biomejs/biome/bin/biome'), 'check', '--write', join(ROOT, 'programmes', of.group, of.id)],
    {
      cwd: ROOT,
      stdio: 'ignore',
    },
  );
  console.log(
    [
      ...Object.keys(files).map((path) => `  ${path}`),
      say(`  ${city}/powers.yaml（加了 ${of.group}.${of.id}）`, `  ${city}/powers.yaml (with ${of.group}.${of.id} in it)`),
      '  programmes/programmes.gen.ts',
      '',
      say('接着：', 'Next:'),
      `  npx vitest run proof/stories -t ${of.id}     ${say('运行它的故事', 'its stories')}`,
      `  npx vitest run programmes                     ${say('它还缺什么，逐条说明', 'what is wrong with it, by code')}`,
      `  npx vitest run proof/stories programmes tools/tidy.test.ts tools/consistency   ${say('与业务有关的全部约定', 'all that concerns a duty')}`,
      `  npm run check                                 ${say('类型与格式', 'types and form')}`,
      `  npm start                                     ${say('在浏览器里看：业务、台账、办件', 'see it in a browser')}`,
      `  docs/maker/add-a-programme.md                 ${say('每一步怎么改', 'how to change each part')}`,
    ].join('\n'),
  );
}
