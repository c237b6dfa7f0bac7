/**
 * Heads of days: where the chains stood, signed, and carried out of the house. Promise F9: with the heads that left, a chain cut, sealed anew from its
 * beginning, or a database put back to an older state is named by `verifyWhole`; a head is exported until it has arrived and never written over.
 */
export { exportHeads, noticeLateHead, type Place, placeName, readHeadFolder } from './export.ts';
export { chainsAgainst, copiesAgainst, digestOf, findLastHead, type Head, listHeads, makeHead, readHeads, type Statement } from './head.ts';
export { findLastVerification, keepVerification, type VerificationKept, verifyChain, verifyWhole } from './nightly.ts';
export { findHeadOver, type HeadShown, listHeadsShown } from './shown.ts';
export {
  type Algorithm,
  isSignedBy,
  type KeyRing,
  keyFrom,
  makeKey,
  newKey,
  openKeyRing,
  type PublicKey,
  pem,
  prepareNextKey,
  publicKeyIn,
  type SigningKey,
  SM2_USER,
} from './signing.ts';
