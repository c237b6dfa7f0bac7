/** `xiushui config show`: every value in force and where it comes from, secrets covered; `--page` prints the page for the operator. */
import { fileURLToPath } from 'node:url';
import { configurationPage, loadConfig, shownConfig, type Where } from '../../../foundation/config/index.ts';
import { homePlace } from '../../../foundation/store/home.ts';
import { type Command, textFlag } from '../command.ts';

const clone = fileURLToPath(new URL('../../../', import.meta.url));

export default {
  name: 'config show',
  summary: { zh: '列出每项配置的值和来历，密钥不显示', en: 'Every setting in force and where it comes from, secrets covered' },
  usage: '[--config FILE] [--page] [--json]',
  flags: {
    config: {
      type: 'string',
      value: 'FILE',
      says: { zh: '配置文件，默认数据目录下的 xiushui.yaml', en: 'configuration file, xiushui.yaml in the home unless given' },
    },
    page: { type: 'boolean', says: { zh: '打印 docs/operator/configuration.md', en: 'print docs/operator/configuration.md' } },
  },
  async run(args) {
    if (args.flags.page === true) {
      process.stdout.write(configurationPage());
      return 0;
    }
    const rows = shownConfig(loadConfig({ home: homePlace(clone), file: textFlag(args, 'config') }));
    if (args.json) {
      console.log(JSON.stringify(rows));
      return 0;
    }
    const wide = Math.max(...rows.map(({ key }) => key.length)) + 2;
    for (const { key, value, unit, from } of rows) {
      const shown = value === null ? '—' : typeof value === 'string' ? value : JSON.stringify(value);
      console.log(`${key.padEnd(wide)}${shown}${unit && value !== null ? ` ${unit}` : ''}${placeOf(from)}`);
    }
    return 0;
  },
} satisfies Command;

function placeOf({ from, name, line }: Where): string {
  return from === 'default' ? '' : `    ← ${name}${line === undefined ? '' : `:${line}`}`;
}
