/** `xiushui mission`: the 140 systems the city's plan names, and how far each has come. */
import type { MissionRow, State } from '../../../programmes/mission/index.ts';
import { type Command, textFlag, UsageError } from '../command.ts';
import { inLanguage, type Language, type Words } from '../words.ts';

const STATE_WORDS: Record<State, Words> = {
  none: { zh: '未做', en: 'none' },
  thin: { zh: '初通', en: 'thin' },
  works: { zh: '可用', en: 'works' },
  exempt: { zh: '不做', en: 'exempt' },
};

export default {
  name: 'mission',
  summary: { zh: '使命清单：140 个系统各做到哪一步', en: 'The mission: how far each of the 140 systems has come' },
  usage: '[--state none|thin|works|exempt]',
  flags: {
    state: {
      type: 'string',
      value: 'STATE',
      says: { zh: '只列某一状态：none thin works exempt', en: 'only rows in a state: none, thin, works, exempt' },
    },
  },
  async run(args) {
    const { mission, STATES } = await import('../../../programmes/mission/index.ts');
    const wanted = textFlag(args, 'state');
    if (wanted !== undefined && !(STATES as readonly string[]).includes(wanted)) {
      throw new UsageError({
        zh: `--state 只能是 ${STATES.join('、')}，而不是“${wanted}”。`,
        en: `--state is one of ${STATES.join(', ')}, not "${wanted}".`,
      });
    }
    const { rows, findings } = mission();
    const shown = wanted === undefined ? rows : rows.filter((row) => row.state === wanted);
    if (args.json)
      console.log(
        JSON.stringify(
          shown.map((row) => ({ ...row, story: row.stories[0] ?? null })),
          null,
          2,
        ),
      );
    else console.log(table(shown, rows, args.language));
    for (const { file, row, says, saysEn } of findings)
      console.error(`${file} ${row}: ${inLanguage(args.language, { zh: says, en: saysEn })}`);
    return findings.length === 0 ? 0 : 1;
  },
} satisfies Command;

function table(shown: MissionRow[], all: MissionRow[], language: Language): string {
  const name = (row: MissionRow) => (language === 'en' ? row.nameEn : row.name);
  const state = (row: MissionRow) => inLanguage(language, STATE_WORDS[row.state], ' ');
  const nameWidth = Math.max(0, ...shown.map((row) => columns(name(row))));
  const stateWidth = Math.max(0, ...shown.map((row) => columns(state(row))));
  const lines: string[] = [];
  let department: string | undefined;
  for (const row of shown) {
    if (row.folder !== department) {
      department = row.folder;
      lines.push(`${lines.length > 0 ? '\n' : ''}${inLanguage(language, { zh: row.department, en: row.departmentEn })}`);
    }
    const story = row.stories.length > 0 ? row.stories.join(' ') : (row.says ?? '');
    lines.push(`  ${row.id}  ${padded(name(row), nameWidth)}  ${padded(state(row), stateWidth)}  ${story}`.trimEnd());
  }
  const count = (one: State) => all.filter((row) => row.state === one).length;
  const states = Object.keys(STATE_WORDS) as State[];
  lines.push(
    '',
    inLanguage(
      language,
      {
        zh: `共 ${all.length} 个：${states.map((one) => `${STATE_WORDS[one].zh} ${count(one)}`).join('，')}`,
        en: `${all.length} in all: ${states.map((one) => `${STATE_WORDS[one].en} ${count(one)}`).join(', ')}`,
      },
      '\n',
    ),
  );
  return lines.join('\n');
}

/** Chinese characters take two columns of a terminal. */
function columns(text: string): number {
  return [...text].reduce((sum, char) => sum + (/[\u2e80-\uffef]/u.test(char) ? 2 : 1), 0);
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}
