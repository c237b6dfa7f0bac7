/** Front door: a backup is made, verified, restored, kept for its time. */
export { NOT_KEPT } from './catalogue.ts';
export {
  BACKUP_LOCK,
  type Created,
  type CreateOrder,
  createBackup,
  type Keep,
  type Kept,
  type LogPiece,
  withoutBackups,
} from './create.ts';
export { findHalf, refuseHalf } from './half.ts';
export { type Listed, type Looked, listBackups, noteLooked, outlived, removeBackup } from './keep.ts';
export { MANIFEST, type Manifest, type Part } from './manifest.ts';
export type { Counter } from './part.ts';
export { manifestOf, type Restored, type RestoreOrder, restoreBackup } from './restore.ts';
export { chainWalk } from './seals.ts';
export { type Settled, settleRestored } from './settle.ts';
export { type Damage, type Verified, type VerifyOrder, verifyBackup } from './verify.ts';
