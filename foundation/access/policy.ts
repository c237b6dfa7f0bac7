import { record } from '../audit/index.ts';
import { HOUR, type Instant, MINUTE } from '../day.ts';
import { ref } from '../ref.ts';
import type { Tx } from '../store/store.ts';

/** How long a session lives, how many tries there are, how passwords are kept. Set by the security administrator; before that, by the configuration. */
export interface Policy {
  idleMinutes: number;
  longestHours: number;
  failures: number;
  lockMinutes: number;
  /** How long a password of one's own lasts; 0 is for ever. */
  passwordDays: number;
  passwordStorage: 'argon2id' | 'sm3';
}

export const POLICY: Policy = {
  idleMinutes: 120,
  longestHours: 12,
  failures: 5,
  lockMinutes: 15,
  passwordDays: 0,
  passwordStorage: 'argon2id',
};

/** As a column of any other question: the policy in force, null when none was ever set. */
export const POLICY_NOW = '(select policy from access_policy order by id desc limit 1)';

export interface PolicySet {
  policy: Policy;
  by: string | null;
  at: Instant | null;
}

export async function findPolicy(tx: Tx): Promise<PolicySet> {
  const row = await tx.find<{ policy: Partial<Policy>; by: string; at: Instant }>(
    'select policy, by, at from access_policy order by id desc limit 1',
  );
  return { policy: whole(row?.policy), by: row?.by ?? null, at: row?.at ?? null };
}

export const whole = (policy: Partial<Policy> | null | undefined): Policy => ({ ...POLICY, ...policy });
export const idleMs = (policy: Policy) => policy.idleMinutes * MINUTE;
export const longestMs = (policy: Policy) => policy.longestHours * HOUR;
export const lockMs = (policy: Policy) => policy.lockMinutes * MINUTE;

const CONFIGURATION = 'configuration';

export async function writePolicy(tx: Tx, policy: Policy, by: string, at: Instant): Promise<void> {
  await tx.query('insert into access_policy (policy, by, at) values ($1, $2, to_timestamp($3 / 1000.0))', [JSON.stringify(policy), by, at]);
}

/** What the configuration says, at every start; it stands until an administrator sets something else, and does not come back after that. */
export async function policyFromConfiguration(tx: Tx, configured: Policy, now: Instant): Promise<void> {
  const { policy, by } = await findPolicy(tx);
  if ((by !== null && by !== CONFIGURATION) || JSON.stringify(policy) === JSON.stringify(configured)) return;
  await writePolicy(tx, configured, CONFIGURATION, now);
  await record(tx, {
    did: 'access.policySet',
    by: 'system',
    byName: '系统',
    about: ref('setting', 'access'),
    says: '登录策略按配置设定',
    saysEn: 'The sign-in policy was taken from the configuration',
    detail: { ...configured },
    party: null,
    district: '*',
    at: now,
  });
}
