/** `xiushui migrate`: brings the tables of a running or resting house to this version, which a start does by itself; `--dry-run` only says what would run. */
import { CannotStart } from '../../../foundation/store/home.ts';
import { migrate, planMigrations } from '../../../foundation/store/migrate.ts';
import { withOwner } from '../../server/backup.ts';
import { ROOMS } from '../../server/house.ts';
import { type Command, textFlag } from '../command.ts';
import { houseHere } from '../house-here.ts';
import { inLanguage } from '../words.ts';

export default {
  name: 'migrate',
  summary: {
    zh: '把数据表升级到本版本（启动时也会自动做）；--dry-run 只列出',
    en: 'Bring the tables to this version (a start does it too); --dry-run only lists',
  },
  usage: '[--dry-run]',
  flags: {
    'dry-run': { type: 'boolean', says: { zh: '只列出将要执行的步骤', en: 'only list what would run' } },
    config: { type: 'string', value: 'FILE', says: { zh: '配置文件', en: 'configuration file' } },
  },
  async run(args) {
    const { home, loaded } = houseHere(textFlag(args, 'config'));
    return withOwner(home, loaded.config, async (url) => {
      try {
        const plan = await planMigrations(url, ROOMS);
        const isDry = args.flags['dry-run'] === true;
        if (!isDry) await migrate(url, ROOMS);
        if (args.json) console.log(JSON.stringify({ run: plan.run.length, due: plan.due, done: !isDry }));
        else {
          for (const id of plan.due) console.log(id);
          const many = plan.due.length;
          console.log(
            inLanguage(
              args.language,
              isDry
                ? { zh: `已执行 ${plan.run.length} 步，待执行 ${many} 步`, en: `${plan.run.length} have run, ${many} would run` }
                : { zh: `执行了 ${many} 步`, en: `${many} were run` },
            ),
          );
        }
        return 0;
      } catch (error) {
        if (error instanceof CannotStart) throw error;
        const { message } = error as Error;
        throw new CannotStart('migrationRefused', {
          zh: `没有升级，数据保持原样：${message}`,
          en: `Nothing was migrated, and the data are as they were: ${message}`,
        });
      }
    });
  },
} satisfies Command;
