/**
 * The `xiushui` command: finds the command, reads its flags, tells what went wrong.
 * A command is loaded only when it is asked for, so that `--help` of one does not wait for the engines of another.
 */
import { parseArgs } from 'node:util';
import { CannotStart } from '../../foundation/store/home.ts';
import { type Args, type Command, UsageError } from './command.ts';
import { inLanguage, type Language, languageOf, type Words } from './words.ts';

type Load = () => Promise<{ default: Command }>;

const commands: Record<string, Load> = {
  start: () => import('./commands/start.ts'),
  simulate: () => import('./commands/simulate.ts'),
  'hj212 decode': () => import('./commands/hj212-decode.ts'),
  'audit verify': () => import('./commands/audit-verify.ts'),
  'audit key': () => import('./commands/audit-key.ts'),
  'admin link': () => import('./commands/admin-link.ts'),
  figures: () => import('./commands/figures.ts'),
  'reactions list': () => import('./commands/reactions-list.ts'),
  'reactions replay': () => import('./commands/reactions-replay.ts'),
  'backup create': () => import('./commands/backup-create.ts'),
  'backup verify': () => import('./commands/backup-verify.ts'),
  'backup restore': () => import('./commands/backup-restore.ts'),
  'backup list': () => import('./commands/backup-list.ts'),
  'backup held': () => import('./commands/backup-held.ts'),
  migrate: () => import('./commands/migrate.ts'),
  'schema diff': () => import('./commands/schema-diff.ts'),
  mission: () => import('./commands/mission.ts'),
  'config check': () => import('./commands/config-check.ts'),
  'config show': () => import('./commands/config-show.ts'),
  doctor: () => import('./commands/doctor.ts'),
};

const everywhere = {
  help: { type: 'boolean', short: 'h', says: { zh: '显示用法', en: 'show how it is used' } },
  json: { type: 'boolean', says: { zh: '输出 JSON，供程序读取', en: 'answer in JSON, for programs' } },
  lang: { type: 'string', value: 'zh|en', says: { zh: '只用一种语言', en: 'use one language only' } },
} as const;

export async function main(argv: string[]): Promise<number> {
  // Read loosely first: even a complaint about a flag should come in the language and form that was asked for.
  const json = argv.includes('--json');
  const language = languageOf(looseLanguage(argv));
  try {
    return await dispatch(argv, json, language);
  } catch (error) {
    if (error instanceof UsageError) return complain('usage', error.words, json, language, 2);
    if (error instanceof CannotStart) return complain(error.code, { zh: error.says, en: error.saysEn }, json, language, 1);
    throw error;
  }
}

async function dispatch(argv: string[], json: boolean, language: Language): Promise<number> {
  const name = nameIn(argv);
  if (name === undefined) {
    const first = argv.find((word) => !word.startsWith('-'));
    if (first !== undefined && first !== 'help') throw unknownCommand(argv);
    const about = argv.filter((word) => !word.startsWith('-')).slice(1);
    if (about.length > 0) return dispatch([...about, '--help', ...argv.filter((word) => word.startsWith('-'))], json, language);
    readFlags(
      argv.filter((word) => word !== 'help'),
      everywhere,
      0,
    );
    return overview(json, language);
  }
  const { default: command } = await commands[name]!();
  const given = argv.slice();
  for (const word of name.split(' ')) given.splice(given.indexOf(word), 1);
  const { values, positionals } = readFlags(given, { ...command.flags, ...everywhere }, command.takes ?? 0);
  if (values.help) return usage(command, json, language);
  const { help: _help, json: _json, lang: _lang, ...flags } = values;
  return command.run({ flags, positionals, json, language } satisfies Args);
}

// The longest name that fits: `hj212 decode` before `hj212`. Flags may stand before the name, as npm scripts put them.
function nameIn(argv: string[]): string | undefined {
  const words = argv.filter((word) => !word.startsWith('-'));
  return [`${words[0]} ${words[1]}`, `${words[0]}`].find((name) => Object.hasOwn(commands, name));
}

function readFlags(argv: string[], flags: Command['flags'], takes: number) {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => [name, { type: flag.type, ...(flag.short ? { short: flag.short } : {}) }]),
  );
  let read: { values: Record<string, string | boolean | undefined>; positionals: string[] };
  try {
    read = parseArgs({ args: argv, options, allowPositionals: true, strict: true }) as typeof read;
  } catch (error) {
    throw new UsageError(flagTrouble(error as NodeJS.ErrnoException, argv, flags));
  }
  const surplus = read.positionals[takes];
  if (surplus !== undefined) {
    throw new UsageError({ zh: `不需要参数“${surplus}”。`, en: `The argument "${surplus}" is not needed.` });
  }
  const { lang } = read.values;
  if (lang !== undefined && lang !== 'zh' && lang !== 'en') {
    throw new UsageError({ zh: `--lang 只能是 zh 或 en，而不是“${lang}”。`, en: `--lang is zh or en, not "${lang}".` });
  }
  return read;
}

function flagTrouble(error: NodeJS.ErrnoException, argv: string[], flags: Command['flags']): Words {
  if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const unknown = /'(-[^' ]*)/.exec(error.message)?.[1] ?? argv.find((word) => word.startsWith('-')) ?? '';
    const known = Object.keys(flags)
      .map((name) => `--${name}`)
      .join(' ');
    return { zh: `不认识选项 ${unknown}。可用：${known}`, en: `Unknown flag ${unknown}. Known: ${known}` };
  }
  const which = /'(?:-\w, )?(--[\w-]+)/.exec(error.message)?.[1] ?? '';
  const isBoolean = flags[which.slice(2)]?.type === 'boolean';
  if (isBoolean) return { zh: `选项 ${which} 不带值。`, en: `The flag ${which} takes no value.` };
  return { zh: `选项 ${which} 需要一个值。`, en: `The flag ${which} needs a value.` };
}

function unknownCommand(argv: string[]): UsageError {
  const asked = argv
    .filter((word) => !word.startsWith('-'))
    .slice(0, 2)
    .join(' ');
  const known = [...Object.keys(commands), 'help'].join(' · ');
  return new UsageError({ zh: `没有命令“${asked}”。可用：${known}`, en: `There is no command "${asked}". Known: ${known}` });
}

function complain(code: string, words: Words, json: boolean, language: Language, exit: number): number {
  if (json) console.log(JSON.stringify({ error: { code, says: words.zh, saysEn: words.en } }));
  else console.error(inLanguage(language, words, '\n'));
  return exit;
}

async function overview(json: boolean, language: Language): Promise<number> {
  const all = await Promise.all(Object.values(commands).map(async (load) => (await load()).default));
  if (json) {
    console.log(
      JSON.stringify(
        all.map(({ name, summary, usage: form }) => ({ name, summary, usage: form })),
        null,
        2,
      ),
    );
    return 0;
  }
  console.log(
    inLanguage(
      language,
      { zh: '秀水：从一条监测数据报文到年度报告里的一句话。', en: 'Xiushui: from a monitor’s packet to a sentence in the annual report.' },
      '\n',
    ),
  );
  console.log();
  const width = Math.max(...all.map(({ name }) => name.length)) + 2;
  for (const { name, summary } of all) console.log(`  ${name.padEnd(width)}${inLanguage(language, summary)}`);
  console.log();
  console.log(inLanguage(language, { zh: '每个命令都有 --help 与 --json。', en: 'Every command has --help and --json.' }));
  return 0;
}

function usage(command: Command, json: boolean, language: Language): number {
  const flags = { ...command.flags, ...everywhere };
  if (json) {
    const { name, summary, usage: form } = command;
    console.log(JSON.stringify({ name, summary, usage: form, flags }, null, 2));
    return 0;
  }
  console.log(inLanguage(language, command.summary, '\n'));
  console.log(`\n  xiushui ${command.name}${command.usage ? ` ${command.usage}` : ''}\n`);
  const rows = Object.entries(flags as Command['flags']).map(([name, flag]) => ({
    form: `${flag.short ? `-${flag.short}, ` : ''}--${name}${flag.value ? ` ${flag.value}` : ''}`,
    says: flag.says,
  }));
  const width = Math.max(...rows.map(({ form }) => form.length)) + 2;
  for (const { form, says } of rows) console.log(`  ${form.padEnd(width)}${says ? inLanguage(language, says) : ''}`);
  return 0;
}

function looseLanguage(argv: string[]): string | undefined {
  const at = argv.indexOf('--lang');
  return at >= 0 ? argv[at + 1] : argv.find((word) => word.startsWith('--lang='))?.slice('--lang='.length);
}
