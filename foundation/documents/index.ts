/** Front door of documents. F15 stands in the README. */
export { copyOf, markOf, type Taken } from './copy.ts';
export {
  type Bound,
  bindDossier,
  type Cover,
  type Dossier,
  findDossier,
  type Item,
  listDossiers,
  listOrdered,
  orderDossier,
  runDossier,
} from './dossier.ts';
export { type Filling, fill, tagsOf } from './fill.ts';
export {
  checkCode,
  codeOf,
  findMade,
  listMade,
  type Made,
  type Making,
  make,
  makeAgain,
  print,
  type Template,
  versionOf,
} from './make.ts';
export { PRINTER } from './print.ts';
export { refuse as documentsRefusals } from './refusals.ts';
export { type Outside, readWord } from './wordml.ts';
