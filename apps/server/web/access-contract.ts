/** Shapes of signing in, one's own account, accounts and rights, and the accounts of firms and of the public. */
import { z } from 'zod';
import { Instant, Role } from './contract.ts';

export const Door = z.object({
  singleSignOn: z.string().nullable().describe('what the button is called; null when none is set up'),
  areas: z.array(z.object({ code: z.string(), name: z.string() })).describe('districts a firm may apply in'),
});

export const Why = z.object({
  code: z.string(),
  says: z.string(),
  saysEn: z.string(),
  do: z.string().nullable(),
  doEn: z.string().nullable(),
});

const AccountState = z.enum(['active', 'locked', 'held', 'waiting', 'closed']);
const AccountLine = {
  login: z.string(),
  name: z.string(),
  role: Role.nullable().describe('null until the security administrator grants one'),
  roleName: z.string().nullable(),
  body: z.string(),
  bodyName: z.string(),
  post: z.string(),
  party: z.string().nullable(),
  districts: z.array(z.string()),
  districtNames: z.array(z.string()),
  state: AccountState,
  lastInAt: Instant.nullable(),
  sessions: z.number().int(),
};
export const AccountRow = z.object(AccountLine);
export const AccountPage = z.object({ items: z.array(AccountRow), next: z.string().nullable() });

export const SessionLine = z.object({
  id: z.string(),
  way: z.string(),
  from: z.string().nullable(),
  agent: z.string().nullable(),
  openedAt: Instant,
  seenAt: Instant,
  own: z.boolean().describe('the one that asks'),
});
export const SignInLine = z.object({
  at: Instant,
  outcome: z.string(),
  way: z.string(),
  from: z.string().nullable(),
  agent: z.string().nullable(),
});
const Linked = z.object({ issuer: z.string(), name: z.string(), linkedAt: Instant.nullable() });

export const Account = z.object({
  ...AccountLine,
  staffNo: z.string().nullable(),
  certificate: z.string().nullable(),
  keeper: z.boolean(),
  demo: z.boolean(),
  createdAt: Instant.nullable(),
  closedAt: Instant.nullable(),
  passwordAt: Instant.nullable(),
  mustChange: z.boolean(),
  failedSince: z.number().int(),
  lockedUntil: Instant.nullable(),
  identities: z.array(Linked),
  verbs: z.array(z.object({ verb: z.string(), why: Why.nullable() })).describe('every button, and why it is off for the asker'),
  openSessions: z.array(SessionLine),
  history: z.array(SignInLine),
});

export const AccountChoices = z.object({
  bodies: z.array(z.object({ id: z.string(), name: z.string() })),
  areas: z.array(z.object({ code: z.string(), name: z.string() })),
  roles: z.array(z.object({ role: Role, name: z.string() })),
  createWhy: Why.nullable().describe('why the asker makes no account; null when he does'),
});

export const Me = z.object({
  login: z.string(),
  name: z.string(),
  post: z.string(),
  staffNo: z.string().nullable(),
  certificate: z.string().nullable(),
  mustChange: z.boolean(),
  hasPassword: z.boolean(),
  passwordAt: Instant.nullable(),
  passwordEndsAt: Instant.nullable(),
  singleSignOn: z.string().nullable(),
  identities: z.array(Linked),
  openSessions: z.array(SessionLine),
  history: z.array(SignInLine),
});

export const Policy = z.object({
  idleMinutes: z.number().int().min(5).max(1_440),
  longestHours: z.number().int().min(1).max(168),
  failures: z.number().int().min(3).max(20),
  lockMinutes: z.number().int().min(1).max(1_440),
  passwordDays: z.number().int().min(0).max(730),
  passwordStorage: z.enum(['argon2id', 'sm3']),
});
export const PolicySet = z.object({ policy: Policy, by: z.string().nullable(), at: Instant.nullable(), why: Why.nullable() });

export const Identity = z.object({
  issuer: z.string(),
  sub: z.string(),
  name: z.string(),
  login: z.string().nullable(),
  firstAt: Instant,
  lastAt: Instant,
  linkedAt: Instant.nullable(),
});

export const Application = z.object({
  id: z.string(),
  party: z.string(),
  district: z.string(),
  districtName: z.string(),
  name: z.string(),
  registered: z.string().nullable().describe('the name the register has for this credit code'),
  accounts: z.number().int().describe('accounts the firm has already'),
  contact: z.object({ name: z.string(), phone: z.string() }),
  proof: z.string(),
  state: z.enum(['waiting', 'approved', 'returned']),
  reason: z.string().nullable(),
  madeAt: Instant,
  decidedBy: z.string().nullable(),
  decidedAt: Instant.nullable(),
  login: z.string().nullable(),
});
export const ApplicationPage = z.object({ items: z.array(Application), next: z.string().nullable() });

export const HandOver = z.object({
  login: z.string(),
  link: z.string().nullable().describe('shown once; whoever opens it sets the password'),
  endsAt: Instant.nullable(),
});

export const Colleagues = z.object({
  isKeeper: z.boolean(),
  why: Why.nullable().describe('why the asker adds nobody'),
  items: z.array(
    z.object({
      login: z.string(),
      name: z.string(),
      keeper: z.boolean(),
      active: z.boolean(),
      lastInAt: Instant.nullable(),
      why: Why.nullable(),
    }),
  ),
});
