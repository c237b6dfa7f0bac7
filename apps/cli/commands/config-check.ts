/** `xiushui config check`: every finding of the configuration at once, without starting or touching anything. */
import { fileURLToPath } from 'node:url';
import { FILE_NAME, readConfig, sentence } from '../../../foundation/config/index.ts';
import { homePlace } from '../../../foundation/store/home.ts';
import { type Command, textFlag } from '../command.ts';
import { inLanguage } from '../words.ts';

const clone = fileURLToPath(new URL('../../../', import.meta.url));

export default {
  name: 'config check',
  summary: { zh: '检查配置：文件、环境变量和它们之间的关系', en: 'Check the configuration: the file, the environment, and both together' },
  usage: '[--config FILE] [--json]',
  flags: {
    config: {
      type: 'string',
      value: 'FILE',
      says: { zh: '配置文件，默认数据目录下的 xiushui.yaml', en: 'configuration file, xiushui.yaml in the home unless given' },
    },
  },
  async run(args) {
    const { file, findings } = readConfig({ home: homePlace(clone), file: textFlag(args, 'config') });
    const ok = findings.length === 0;
    if (args.json) console.log(JSON.stringify({ ok, file: file ?? null, findings }));
    else if (ok) {
      const read = file
        ? { zh: `配置无误：${file}`, en: `The configuration is in order: ${file}` }
        : {
            zh: `配置无误（没有 ${FILE_NAME}，全部为默认值和环境变量）`,
            en: `The configuration is in order (no ${FILE_NAME}; defaults and environment)`,
          };
      console.log(inLanguage(args.language, read, '\n'));
    } else {
      for (const finding of findings) {
        console.error(inLanguage(args.language, { zh: sentence(finding, 'zh'), en: sentence(finding, 'en') }, '\n    '));
      }
    }
    return ok ? 0 : 1;
  },
} satisfies Command;
