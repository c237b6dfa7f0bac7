/** `xiushui backup verify PATH`: whether a backup is whole. Needs no database and no running house. */
import { noteLooked, verifyBackup } from '../../../foundation/backup/index.ts';
import { passphraseIn, VERIFYING } from '../../server/backup.ts';
import { type Command, textFlag, UsageError } from '../command.ts';
import { sizeOf } from '../house-here.ts';
import { inLanguage } from '../words.ts';

export default {
  name: 'backup verify',
  summary: { zh: '核验一份备份：损坏的部分逐一指出，不需要数据库', en: 'Verify a backup: each damaged part is named; no database needed' },
  usage: 'PATH [--passphrase-file FILE]',
  flags: {
    'passphrase-file': {
      type: 'string',
      value: 'FILE',
      says: { zh: '口令文件，核验加密部分的内容', en: 'file of the passphrase, to look into what is locked' },
    },
  },
  takes: 1,
  async run(args) {
    const path = args.positionals[0];
    if (path === undefined) throw new UsageError({ zh: '请给出备份的路径。', en: 'Name the backup.' });
    const verified = await verifyBackup(path, { ...VERIFYING, ...passphraseIn(textFlag(args, 'passphrase-file')) });
    try {
      noteLooked(verified, Date.now());
    } catch {
      // A backup on a disk that may only be read is verified all the same.
    }
    const { damage, manifest, seals } = verified;
    if (args.json)
      console.log(
        JSON.stringify({ ...verified, manifest: undefined, madeAt: manifest?.madeAt ?? null, version: manifest?.product.version ?? null }),
      );
    else {
      for (const one of damage)
        console.log(inLanguage(args.language, { zh: `${one.part}  ${one.says}`, en: `${one.part}  ${one.saysEn}` }, '\n'));
      if (manifest)
        console.log(
          inLanguage(
            args.language,
            {
              zh: `${manifest.madeAt} 由秀水 ${manifest.product.version} 制作；${verified.parts} 部分、${verified.rows} 行、${sizeOf(verified.bytes)}${seals ? `；封存链 ${seals.chains} 条 ${seals.rows} 行` : ''}；${damage.length ? `发现 ${damage.length} 处损坏` : '完整无损'}`,
              en: `Made ${manifest.madeAt} by Xiushui ${manifest.product.version}; ${verified.parts} parts, ${verified.rows} rows, ${sizeOf(verified.bytes)}${seals ? `; ${seals.chains} sealed chains, ${seals.rows} rows` : ''}; ${damage.length ? `${damage.length} damaged` : 'whole'}`,
            },
            '\n',
          ),
        );
    }
    return damage.length ? 1 : 0;
  },
} satisfies Command;
