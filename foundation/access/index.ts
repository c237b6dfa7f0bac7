/**
 * Who is asking, and who may make whom what. People and their passwords, sessions, the three administrators apart, identities of a provider, one-time
 * links, firms' and citizens' accounts. Knows no HTTP and no provider: whoever speaks with one hands over what it vouches for.
 */
export * from './accounts.ts';
export {
  type Actor,
  closeAccount,
  createAccount,
  type Draft,
  endSessionsOf,
  type Grant,
  grant,
  moveAccount,
  reopenAccount,
  resetPassword,
  setPolicy,
  unlock,
  VERBS,
  type Verb,
  withdraw,
} from './administrators.ts';
export { enterByCode, sendCode } from './citizen.ts';
export {
  addColleague,
  applyForFirm,
  closeColleague,
  decideApplication,
  listApplications,
  listColleagues,
  newLinkFor,
} from './firm-account.ts';
export {
  createFirstAdministrators,
  type FirstAdministrator,
  hasSystemAdministrator,
  makeFirstLink,
  setPasswordByLink,
  shutDemonstration,
} from './first-administrators.ts';
export {
  beginElsewhere,
  enterByIdentity,
  isWaiting,
  linkByCode,
  linkIdentity,
  listIdentities,
  makeLinkCode,
  returnedFromElsewhere,
  unlinkIdentity,
} from './identity.ts';
export { findOneTime } from './one-time.ts';
export { hashPassword, verifyPassword } from './password.ts';
export { ADMINISTRATORS, type NewPerson, OFFICIALS, type Person, putPerson, ROLES, type Role, scopeOf } from './person.ts';
export { isMobile, maskPhone, openPhoneBook, type PhoneBook } from './phone-book.ts';
export { findPolicy, type Policy, policyFromConfiguration } from './policy.ts';
export { refuse } from './refusals.ts';
export {
  changePassword,
  endSession,
  endSessions,
  findSession,
  listSessions,
  listSignIns,
  type Opened,
  RIGHTS,
  type Session,
  signIn,
  signOut,
  type Whence,
} from './session.ts';
