/** `xiushui schema diff`: what the declared registers ask of the database that it does not have. Changes nothing; a start does it. */
import pg from 'pg';
import { type Step, schemaDiff } from '../../../engines/registry/index.ts';
import { CannotStart } from '../../../foundation/store/home.ts';
import { planMigrations } from '../../../foundation/store/migrate.ts';
import { withOwner } from '../../server/backup.ts';
import { openHouse, ROOMS } from '../../server/house.ts';
import { type Command, textFlag } from '../command.ts';
import { houseHere } from '../house-here.ts';
import { inLanguage, type Words } from '../words.ts';

export default {
  name: 'schema diff',
  summary: {
    zh: '台账声明与数据库的差别：启动时会自动做的，和做不了的',
    en: 'What the declared registers ask of the database: what a start will do, and what it cannot',
  },
  usage: '[--sql]',
  flags: {
    sql: { type: 'boolean', says: { zh: '同时列出 SQL 语句', en: 'list the statements too' } },
    config: { type: 'string', value: 'FILE', says: { zh: '配置文件', en: 'configuration file' } },
  },
  async run(args) {
    const { home, loaded } = houseHere(textFlag(args, 'config'));
    return withOwner(home, loaded.config, async (url) => {
      const { due } = await planMigrations(url, ROOMS);
      if (due.length)
        throw new CannotStart('migrateFirst', {
          zh: `先执行 xiushui migrate：还有 ${due.length} 步升级`,
          en: `Run xiushui migrate first: ${due.length} migrations are due`,
        });
      const client = new pg.Client({
        connectionString: url,
        options: '-c search_path=xiushui,public',
        application_name: 'xiushui schema diff',
      });
      await client.connect();
      try {
        const steps = await schemaDiff(client, openHouse().registers.values());
        if (args.json) console.log(JSON.stringify({ steps }));
        else {
          for (const step of steps) {
            console.log(inLanguage(args.language, says(step)));
            if (args.flags.sql === true && 'sql' in step) console.log(step.sql.replace(/^/gm, '    '));
          }
          if (!steps.length) console.log(inLanguage(args.language, { zh: '没有差别', en: 'No difference' }));
        }
        return steps.some((step) => step.kind === 'impossible') ? 1 : 0;
      } finally {
        await client.end();
      }
    });
  },
} satisfies Command;

function says(step: Step): Words {
  switch (step.kind) {
    case 'index':
      return { zh: `自动　${step.register}.${step.field}　建索引`, en: `by itself  ${step.register}.${step.field}  an index` };
    case 'unique':
      return { zh: `自动　${step.register}.${step.field}　不得重复`, en: `by itself  ${step.register}.${step.field}  held by one alone` };
    case 'view':
      return { zh: `自动　${step.register}　视图 ${step.name}`, en: `by itself  ${step.register}  view ${step.name}` };
    case 'newField':
      return { zh: `自动　${step.register}.${step.field}　新项`, en: `by itself  ${step.register}.${step.field}  a new field` };
    case 'dropIndex':
    case 'dropUnique':
      return { zh: `自动　删去不再需要的 ${step.name}`, en: `by itself  drop ${step.name}, which nothing asks for` };
    case 'renamed':
      return {
        zh: `重写　${step.register}.${step.was} 改名 ${step.field}　${step.entries} 项，旧版本保持原样`,
        en: `anew  ${step.register}.${step.was} is called ${step.field}  ${step.entries} entries; versions before stay as they are`,
      };
    case 'converted':
      return {
        zh: `重写　${step.register}.${step.field} 由 ${step.from} 换算为 ${step.to}　${step.entries} 项，旧版本保持原样`,
        en: `anew  ${step.register}.${step.field} from ${step.from} to ${step.to}  ${step.entries} entries; versions before stay as they are`,
      };
    case 'gone':
      return {
        zh: `留意　${step.register}.${step.field} 不再声明　${step.entries} 项仍有此项，留存而不显示`,
        en: `note  ${step.register}.${step.field} is declared no more  ${step.entries} entries have it; it is kept and not shown`,
      };
    case 'impossible':
      return { zh: `不行　${step.says}`, en: `cannot  ${step.saysEn}` };
  }
}
