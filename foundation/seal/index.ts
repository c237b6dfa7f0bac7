/**
 * Seals. Rows that must never change (acts, postings, events) leave a canonical text in a chain, unsealed, in their own transaction; a sealer gives
 * each a position and a seal over the seal before it. Promise F5: `verify` names any row altered, removed or re-ordered, and any thing whose own
 * table no longer says what was sealed. SM3 (GB/T 32905-2016).
 */
export { entrust, entrustAll, newSalt, type Sealable, type Sealed, saltedSeal } from './entrust.ts';
export { type Difference, type Flaw, type FlawCode, REMEDIES } from './flaw.ts';
export { firstSeal, type SealedRow, sealOf } from './row.ts';
export { holdChains, sealAll, sealPending, unsealedTail } from './sealer.ts';
export { type ChainQuery, type ChainRow, findChainRow, sealsBeside, searchChains } from './search.ts';
export { type Asked, type Elsewhere, type Share, type Verification, verify, type Walked, walkShare } from './verify.ts';
export type { Stood, Witness } from './witness.ts';
