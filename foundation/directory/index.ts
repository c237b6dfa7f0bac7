/**
 * The directory: areas, bodies, posts, and the dated table matter × area × body. Who exists where on a day, and who may do what. It does not know
 * accounts (access does; a post names a login) and does not know what a matter is (programmes declare them). See README.md.
 */
export { areaName, areaOn, areasBelow, cityOf, heirsOfArea, listAreas, parentOf, rollUp, within } from './areas.ts';
export { bodiesOf, bodyName, bodyOn, branchOf, certificateOf, heirOfBody, listBodies, postsOf } from './bodies.ts';
export { type AreaDraft, type BodyDraft, decide, type Order, type PostDraft, type PowerDraft } from './decide.ts';
export {
  type Area,
  type Body,
  type Confidence,
  type Directory,
  EMPTY,
  LEVELS,
  type Level,
  type Manner,
  type Matter,
  type Post,
  type Power,
  postId,
  powerId,
  type RollUp,
} from './directory.ts';
export { type Following, followDirectory } from './follow.ts';
export { type Gap, holders, listGaps, listOverlaps, mayHandle, type Overlap } from './powers.ts';
export { refuse as directoryRefusals } from './refusals.ts';
export { columnsOf, readSheet, type Sheet, type SheetFinding, type Sort } from './sheet.ts';
export {
  type By,
  type Change,
  change,
  historyOf,
  listChanges,
  loadDirectory,
  openForChange,
  type Told,
  versionOf,
  wasEverKnown,
  write,
} from './store.ts';
export { allOn, type Dated, holdsOn } from './versions.ts';
