/** Small pictures of pictures: made once, kept beside the original, re-encoded without anything the original carries. They are no evidence and may be made again. */
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { drop, type Files, stageOwn } from './receive.ts';

export const WIDTHS = [320, 1280] as const;
export type Width = (typeof WIDTHS)[number];

/** WebP of at most that width and height, upright. */
export async function previewOf(files: Files, hash: string, width: Width): Promise<Buffer> {
  const name = `${hash}.${width}.webp`;
  if (await files.place.find(name)) return buffer(await files.place.read(name));
  const original = await buffer(await files.place.read(hash));
  const small = await sharp(original, { limitInputPixels: files.bounds.pixels })
    .rotate()
    .resize(width, width, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 78 })
    .toBuffer();
  const staged = await stageOwn(files, small);
  await files.place.put(name, staged);
  await drop(staged);
  return small;
}
