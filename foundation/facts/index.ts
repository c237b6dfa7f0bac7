/** Front door: facts appear (`announce`) and name parties and places (`listMentions`); reactions meet them (`runReactions`). The countable view `facts` is made by the store's migrations. */
export {
  type Appearance,
  type Appeared,
  announce,
  announceAll,
  FIRM,
  listMentions,
  type Mention,
  type Mentioned,
  PLACE,
} from './announce.ts';
export { listSetAside, type Reaction, retrySetAside, runReactions, type SetAside, skipSetAside } from './react.ts';
export { type DryRun, dryRun, listReactions, type ReactionShown, type Replay, replay } from './replay.ts';
