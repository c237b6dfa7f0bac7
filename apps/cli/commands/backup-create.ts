/** `xiushui backup create`: the whole house into one folder (or one .tar), while it runs, verified at once. */
import { noteLooked, verifyBackup } from '../../../foundation/backup/index.ts';
import { makeBackup, passphraseIn, VERIFYING } from '../../server/backup.ts';
import { type Command, textFlag } from '../command.ts';
import { houseHere, sizeOf } from '../house-here.ts';
import { inLanguage } from '../words.ts';

export default {
  name: 'backup create',
  summary: {
    zh: '备份整座秀水：表、报文日志、附件、密钥；运行中也可以做',
    en: 'Back the whole house up: tables, frame log, attached files, keys; while it runs',
  },
  usage: '[--to FOLDER] [--tar] [--without-keys | --passphrase-file FILE] [--link] [--plain]',
  flags: {
    to: {
      type: 'string',
      value: 'FOLDER',
      says: { zh: '备份目录，默认按配置 backup.folder', en: 'folder of the backups, backup.folder of the configuration unless given' },
    },
    tar: { type: 'boolean', says: { zh: '做成一个 .tar', en: 'as one .tar' } },
    'without-keys': { type: 'boolean', says: { zh: '不带密钥和口令', en: 'leave keys and passwords out' } },
    'passphrase-file': {
      type: 'string',
      value: 'FILE',
      says: { zh: '用文件中的口令加密密钥部分', en: 'lock the keys with the passphrase in this file' },
    },
    link: {
      type: 'boolean',
      says: { zh: '与上一份相同的日志段和附件用硬链接，不再复制', en: 'link log segments and files the last backup holds unchanged' },
    },
    plain: { type: 'boolean', says: { zh: '各部分不压缩，留给外面压缩整体', en: 'leave the parts unpacked, for whoever packs the whole' } },
    config: { type: 'string', value: 'FILE', says: { zh: '配置文件', en: 'configuration file' } },
  },
  async run(args) {
    const { home, loaded } = houseHere(textFlag(args, 'config'));
    const from = Date.now();
    const passphraseFile = textFlag(args, 'passphrase-file');
    const into = textFlag(args, 'to');
    const { path, manifest } = await makeBackup({
      home,
      loaded,
      by: process.env.USER ?? 'xiushui',
      now: Date.now,
      tar: args.flags.tar === true,
      withoutKeys: args.flags['without-keys'] === true,
      link: args.flags.link === true,
      plain: args.flags.plain === true,
      ...(into === undefined ? {} : { into }),
      ...(passphraseFile === undefined ? {} : { passphraseFile }),
    });
    const made = Date.now();
    const verified = await verifyBackup(path, { ...VERIFYING, ...passphraseIn(passphraseFile) });
    try {
      noteLooked(verified, Date.now());
    } catch {
      // The last bytes of the disk: the backup is as whole as it was found, and a later verify writes it down.
    }
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    const records = manifest.parts.reduce((sum, part) => sum + (part.kind === 'log' ? (part.rows ?? 0) : 0), 0);
    const bytes = manifest.parts.reduce((sum, part) => sum + part.bytes, 0);
    const openKeys = manifest.parts.some((part) => part.kind === 'key' && !part.locked);
    if (args.json) {
      console.log(
        JSON.stringify({
          path,
          madeAt: manifest.madeAt,
          tables: manifest.tables.length,
          rows,
          records,
          parts: manifest.parts.length,
          bytes,
          seconds: (made - from) / 1000,
          verifySeconds: (Date.now() - made) / 1000,
          snapshot: manifest.snapshot,
          leftOut: manifest.leftOut,
          openKeys,
          damage: verified.damage,
        }),
      );
    } else {
      console.log(
        inLanguage(
          args.language,
          {
            zh: `已备份到 ${path}：${manifest.tables.length} 张表 ${rows} 行，报文 ${records} 条，共 ${sizeOf(bytes)}，用时 ${((made - from) / 1000).toFixed(1)} 秒`,
            en: `Backed up to ${path}: ${manifest.tables.length} tables, ${rows} rows, ${records} frames, ${sizeOf(bytes)}, in ${((made - from) / 1000).toFixed(1)} s`,
          },
          '\n',
        ),
      );
      for (const left of manifest.leftOut) console.log(inLanguage(args.language, { zh: `未包含：${left}`, en: `left out: ${left}` }, '\n'));
      if (openKeys)
        console.log(
          inLanguage(
            args.language,
            {
              zh: '注意：密钥和口令未加密地在备份里，请像保管密钥一样保管它，或使用 --passphrase-file',
              en: 'Note: keys and passwords lie open in it; guard it like a key, or use --passphrase-file',
            },
            '\n',
          ),
        );
      for (const one of verified.damage)
        console.error(inLanguage(args.language, { zh: `${one.part} ${one.says}`, en: `${one.part} ${one.saysEn}` }, '\n'));
    }
    return verified.damage.length ? 1 : 0;
  },
} satisfies Command;
