/** `xiushui backup restore PATH`: brings a house back, into an empty home, up to this version, checked. Never over data that are there. */

import { takeBackup } from '../../server/backup.ts';
import { type Command, textFlag, UsageError } from '../command.ts';
import { houseAt, houseHere } from '../house-here.ts';
import { inLanguage, type Words } from '../words.ts';

const STEPS: Record<string, Words> = {
  verify: { zh: '核验备份', en: 'Verifying the backup' },
  schema: { zh: '按备份时的版本建表', en: 'Making the tables at the level of the backup' },
  rows: { zh: '载入数据', en: 'Loading the rows' },
  files: { zh: '放回报文日志、附件和密钥', en: 'Placing the frame log, files and keys' },
  upgrade: { zh: '升级到本版本', en: 'Bringing it to this version' },
  settle: { zh: '结束会话、扣留待发消息、核验封存链', en: 'Ending sessions, holding messages, verifying the chains' },
};

export default {
  name: 'backup restore',
  summary: { zh: '从备份恢复到空的数据目录，并升级、核验', en: 'Restore a backup into an empty home, bring it to this version, check it' },
  usage: 'PATH [--into HOME] [--passphrase-file FILE]',
  flags: {
    into: {
      type: 'string',
      value: 'HOME',
      says: { zh: '恢复到这个新目录，而不是默认的数据目录', en: 'restore into this new home instead of the usual one' },
    },
    'passphrase-file': { type: 'string', value: 'FILE', says: { zh: '密钥部分的口令文件', en: 'file of the passphrase of the keys' } },
    config: { type: 'string', value: 'FILE', says: { zh: '配置文件', en: 'configuration file' } },
  },
  takes: 1,
  async run(args) {
    const backup = args.positionals[0];
    if (backup === undefined) throw new UsageError({ zh: '请给出备份的路径。', en: 'Name the backup.' });
    const into = textFlag(args, 'into');
    const config = textFlag(args, 'config');
    const { home, loaded } = into === undefined ? houseHere(config) : houseAt(into, config);
    const passphraseFile = textFlag(args, 'passphrase-file');
    let told = '';
    const taken = await takeBackup({
      backup,
      home,
      config: loaded.config,
      by: process.env.USER ?? 'xiushui',
      now: Date.now,
      ...(passphraseFile === undefined ? {} : { passphraseFile }),
      onStep: (step) => {
        const words = STEPS[step];
        if (args.json || step === told || !words) return;
        told = step;
        console.log(inLanguage(args.language, words));
      },
    });
    const { manifest, settled, audit } = taken;
    const records = manifest.parts.reduce((sum, part) => sum + (part.kind === 'log' ? (part.rows ?? 0) : 0), 0);
    if (args.json) {
      console.log(
        JSON.stringify({
          home: home.dir,
          madeAt: manifest.madeAt,
          from: manifest.product.version,
          rows: taken.rows,
          records,
          files: taken.files,
          upgraded: taken.upgraded,
          settled,
          leftOut: manifest.leftOut,
          audit: { chains: audit.chains, rows: audit.rows, unsealed: audit.unsealed, flaws: audit.flaws },
          milliseconds: taken.milliseconds,
        }),
      );
    } else {
      const lines: Words[] = [
        {
          zh: `已恢复到 ${home.dir}：${manifest.tables.length} 张表 ${taken.rows} 行，报文 ${records} 条，${manifest.madeAt} 的状态`,
          en: `Restored into ${home.dir}: ${manifest.tables.length} tables, ${taken.rows} rows, ${records} frames, as of ${manifest.madeAt}`,
        },
        ...(taken.upgraded.length
          ? [
              {
                zh: `已升级 ${taken.upgraded.length} 步：${taken.upgraded.join('、')}`,
                en: `${taken.upgraded.length} migrations run: ${taken.upgraded.join(', ')}`,
              },
            ]
          : []),
        {
          zh: `会话结束 ${settled.sessionsEnded} 个，一次性链接作废 ${settled.linksVoid} 个，扣留待发消息 ${settled.messagesHeld} 条${settled.messagesHeld ? '（用 xiushui backup held 决定是否发出）' : ''}`,
          en: `${settled.sessionsEnded} sessions ended, ${settled.linksVoid} one-time links void, ${settled.messagesHeld} messages held${settled.messagesHeld ? ' (decide with xiushui backup held)' : ''}`,
        },
        ...manifest.leftOut.map((left) => ({ zh: `备份未包含：${left}`, en: `not in the backup: ${left}` })),
        {
          zh: `封存链 ${audit.chains} 条 ${audit.rows} 行，${audit.flaws.length ? `发现 ${audit.flaws.length} 处不符，请运行 xiushui audit verify` : '全部相符'}`,
          en: `${audit.chains} sealed chains, ${audit.rows} rows, ${audit.flaws.length ? `${audit.flaws.length} flaws: run xiushui audit verify` : 'all as sealed'}`,
        },
      ];
      for (const line of lines) console.log(inLanguage(args.language, line, '\n'));
    }
    return audit.flaws.length ? 1 : 0;
  },
} satisfies Command;
