/** Front door of files. F14 stands in the README. */
export { type Bucket, bucketPlace } from './bucket.ts';
export type { Claimed } from './claimed.ts';
export { folderPlace } from './folder.ts';
export {
  type Attaching,
  type Attachment,
  attach,
  type By,
  examineBytes,
  findAttachment,
  keep,
  keepBytes,
  listAttached,
  sweepOrphans,
  type Upload,
  uploadsOf,
  withdraw,
} from './kept.ts';
export { cleanName, disposition, splitName } from './name.ts';
export type { Place, Range, Staged } from './place.ts';
export { previewOf, WIDTHS, type Width } from './preview.ts';
export { BOUNDS, drop, type Files, KINDS, type Kind, openFiles, type Received, receive, stageOwn } from './receive.ts';
export { refuse as filesRefusals, showSize } from './refusals.ts';
export { FAMILIES, type Family, TYPES, type TypeId } from './type.ts';
export { unzip, zip } from './zip.ts';
