/** Front door: facts appear (`announce`), reactions meet them (`runReactions`). The countable view `facts` is made by the store's migrations. */
export { type Appearance, type Appeared, announce } from './announce.ts';
export { listSetAside, type Reaction, retrySetAside, runReactions, type SetAside } from './react.ts';
