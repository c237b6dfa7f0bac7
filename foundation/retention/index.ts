/**
 * How long things are kept, what is held whatever its age, and the one way in which anything goes: reported first, proposed by one person, confirmed by
 * another, in batches through the owner's function, told in a sealed event with its count and digest (F19).
 */
export { type Hold, type HoldOrder, isPeriodHeld, liftHold, listHolds, setHold } from './hold.ts';
export { declareKinds, type KeptTable, type Kind } from './kind.ts';
export {
  carryOut,
  decide,
  listRemovals,
  type Outcome,
  type Proposal,
  prepareRemoval,
  propose,
  type ReportLine,
  reportOf,
  type State,
  sweep,
} from './purge.ts';
export { refuse as retentionRefusals } from './refusals.ts';
export { dayBefore, type Months, type Term, termOf } from './term.ts';
