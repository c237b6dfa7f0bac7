import type { Instant } from '../day.ts';
import type { Scope, Tx } from '../store/store.ts';

export const ROLES = {
  duty: '值守员',
  officer: '执法人员',
  engineer: '监测工程师',
  office: '综合科室',
  leader: '分管领导',
  admin: '系统管理员',
  security: '安全管理员',
  auditor: '安全审计员',
  firm: '排污单位',
  citizen: '公众',
} as const;
export type Role = keyof typeof ROLES;

/** Who does the bureau's own work. */
export const OFFICIALS: Role[] = ['duty', 'officer', 'engineer', 'office', 'leader'];
/** 三员: who keeps the platform, and is shown nothing of the bureau's business. */
export const ADMINISTRATORS: Role[] = ['admin', 'security', 'auditor'];
/** Who sees their own things and nothing of a district. */
const OUTSIDERS: Role[] = ['firm', 'citizen'];
export const isAdministrator = (role: Role | null): boolean => role !== null && ADMINISTRATORS.includes(role);

export interface Person {
  login: string;
  name: string;
  role: Role;
  body: string;
  party: string | null;
  districts: string[];
  certificate: string | null;
}

/** The eyes of a person: a firm's people see their own firm and nothing of its district, a citizen what is his own. */
export function scopeOf(person: Person): Scope {
  const { login } = person;
  if (OUTSIDERS.includes(person.role)) return { districts: [], party: person.party, login };
  return { districts: person.districts.includes('*') ? '*' : person.districts, login };
}

/** A row of the table. `role` is null until it is granted, `password_hash` until somebody has set one. */
export interface PersonRow extends Omit<Person, 'role'> {
  role: Role | null;
  post: string;
  staff_no: string | null;
  password_hash: string | null;
  password_at: Instant | null;
  password_until: Instant | null;
  must_change: boolean;
  failures: number;
  failed_since: number;
  locked_until: Instant | null;
  held: boolean;
  last_in_at: Instant | null;
  last_in_from: string | null;
  created_at: Instant | null;
  closed_at: Instant | null;
  keeper: boolean;
  demo: boolean;
  active: boolean;
}

export function personOf(row: PersonRow): Person {
  if (row.role === null) throw new Error(`${row.login} has no role, and so is nobody here`);
  return {
    login: row.login,
    name: row.name,
    role: row.role,
    body: row.body,
    party: row.party,
    districts: row.districts,
    certificate: row.certificate,
  };
}

/** The account under a login, its row held until the transaction ends. */
export const holdPerson = (tx: Tx, login: string) => tx.find<PersonRow>('select * from person where login = $1 for update', [login]);

export interface NewPerson extends Person {
  passwordHash: string;
  post?: string;
  staffNo?: string | null;
  demo: boolean;
}

/**
 * Adds a person of the demonstration, or brings the pack's name, post and scope up to date; a password already set is kept, and so is a closing by
 * an administrator. People of a bureau come by `createAccount` and `grant`.
 */
export async function putPerson(tx: Tx, person: NewPerson): Promise<void> {
  await tx.query(
    `insert into person (login, name, role, body, party, districts, certificate, password_hash, demo, post, staff_no, keeper)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $3 = 'firm')
     on conflict (login) do update set name = excluded.name, role = excluded.role, body = excluded.body, party = excluded.party,
       districts = excluded.districts, certificate = excluded.certificate, post = excluded.post, staff_no = excluded.staff_no,
       keeper = excluded.keeper, active = person.active or (excluded.demo and person.closed_at is null)`,
    [
      person.login,
      person.name,
      person.role,
      person.body,
      person.party,
      person.districts,
      person.certificate,
      person.passwordHash,
      person.demo,
      person.post ?? '',
      person.staffNo ?? null,
    ],
  );
}
