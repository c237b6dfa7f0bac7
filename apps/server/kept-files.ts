/** Where this house keeps what people hand in, by its configuration. Opens nothing: places are asked when something is put in or read. */
import { join } from 'node:path';
import { type Config, readSecret } from '../../foundation/config/index.ts';
import { bucketPlace, type Files, folderPlace, KINDS, openFiles } from '../../foundation/files/index.ts';

export function filesOf({ home, config: { files } }: { home: string; config: Pick<Config, 'files'> }): Files {
  const folder = files.folder ?? join(home, 'files');
  const mostBytes = files.maxMegabytes * (1 << 20);
  return openFiles({
    place: files.keptIn === 's3' ? bucketOf(files.s3) : folderPlace(folder),
    incoming: join(folder, 'incoming'),
    kinds: Object.fromEntries(Object.entries(KINDS).map(([id, kind]) => [id, { ...kind, mostBytes: Math.min(kind.mostBytes, mostBytes) }])),
    dailyMost: files.megabytesPerDay * (1 << 20),
  });
}

function bucketOf(s3: Config['files']['s3']) {
  return bucketPlace({
    endpoint: s3.endpoint ?? '',
    bucket: s3.bucket ?? '',
    region: s3.region,
    accessKeyId: readSecret(s3.accessKeyFile ?? ''),
    secretAccessKey: readSecret(s3.secretKeyFile ?? ''),
  });
}
