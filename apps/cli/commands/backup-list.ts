/** `xiushui backup list`: the backups in the folder, newest first, and whether each was found whole. */
import { listBackups } from '../../../foundation/backup/index.ts';
import { backupFolder } from '../../server/backup.ts';
import { type Command, textFlag } from '../command.ts';
import { houseHere, sizeOf } from '../house-here.ts';
import { inLanguage } from '../words.ts';

export default {
  name: 'backup list',
  summary: { zh: '列出备份：时间、大小、是否核验完整', en: 'List the backups: time, size, whether found whole' },
  usage: '[--in FOLDER]',
  flags: {
    in: {
      type: 'string',
      value: 'FOLDER',
      says: { zh: '备份目录，默认按配置 backup.folder', en: 'folder of the backups, backup.folder unless given' },
    },
  },
  async run(args) {
    const { home, loaded } = houseHere();
    const folder = textFlag(args, 'in') ?? backupFolder(home, loaded.config);
    const listed = await listBackups(folder);
    if (args.json) {
      console.log(
        JSON.stringify(
          listed.map(({ name, path, manifest, bytes, looked }) => ({
            name,
            path,
            madeAt: manifest?.madeAt ?? null,
            version: manifest?.product.version ?? null,
            bytes,
            verifiedAt: looked ? new Date(looked.at).toISOString() : null,
            isWhole: looked?.isWhole ?? null,
          })),
        ),
      );
    } else {
      if (!listed.length) console.log(inLanguage(args.language, { zh: `${folder} 里没有备份`, en: `No backup in ${folder}` }));
      for (const { name, manifest, bytes, looked } of listed) {
        const state = !manifest
          ? { zh: '不完整', en: 'not whole' }
          : !looked
            ? { zh: '未核验', en: 'not verified' }
            : looked.isWhole
              ? { zh: '核验完整', en: 'verified whole' }
              : { zh: `损坏：${looked.says}`, en: `damaged: ${looked.saysEn}` };
        console.log(
          `${name.padEnd(28)}${sizeOf(bytes).padStart(10)}  ${(manifest?.product.version ?? '').padEnd(8)}${inLanguage(args.language, state)}`,
        );
      }
    }
    return 0;
  },
} satisfies Command;
