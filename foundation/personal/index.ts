/**
 * Personal fields: words about complainants and accounts that must be able to disappear while everything sealed still verifies. Promise F10: the words
 * stand enciphered under a key of their subject and nowhere else; opening them is an event with a reason; once the key is destroyed nothing brings them
 * back, and every chain is still as it was sealed.
 *
 * Keys and look-ups are kept apart (`APART`): a backup writes them to a file of their own. Words return from an old backup only with that file *and* the
 * master key of that time; `turnMaster` makes the latter worthless.
 */
export type { Cipher } from './cipher.ts';
export { type MaskKind, masked } from './mask.ts';
export {
  erase,
  keep,
  listByWords,
  type Master,
  type Owner,
  open,
  openVault,
  personalWitness,
  type Reader,
  refuse as personalRefusals,
  turnMaster,
  type Vault,
} from './vault.ts';

/** Tables that a backup writes to a file of their own, so that an operator can destroy them there too. */
export const APART = ['personal_key', 'personal_lookup'];
