-- Accounts whole: who a person is beside the account, how each password came to be, what happened at the door, and everyone who waits for rights.
-- All of it is looked up before a scope exists or by administrators who have none, so all of it is internal, but for the applications of firms.

alter table person alter column role drop not null;
-- Nobody knows a password yet where a link is still on its way, or where the person comes by single sign-on or by telephone only.
alter table person alter column password_hash drop not null;
alter table person add column post text not null default '';
-- The number the bureau knows a person by (工号): the same number is the same person, whatever the account is called.
alter table person add column staff_no text;
alter table person add column created_at timestamptz;
alter table person add column closed_at timestamptz;
alter table person add column password_at timestamptz;
-- A password somebody else has set is good until here, and for nothing but setting one's own.
alter table person add column password_until timestamptz;
alter table person add column must_change boolean not null default false;
-- A password of an administrator was reset: whoever reset it knows the new one, so nobody enters until a security administrator lets the holder in.
alter table person add column held boolean not null default false;
-- Wrong tries since the last sign-in; `failures` counts towards the lock and begins anew after it.
alter table person add column failed_since int not null default 0;
alter table person add column last_in_at timestamptz;
alter table person add column last_in_from text;
-- Of a firm: this account adds and closes the accounts of colleagues.
alter table person add column keeper boolean not null default false;
create index person_party on person (party) where party is not null;

-- 三员分立 (F6) at the last line: one staff number holds one administrator's account. Names are compared in foundation/access/administrators.ts.
create unique index person_one_administrator on person (staff_no) where active and staff_no is not null and role in ('admin', 'security', 'auditor');

alter table session add column id bigint generated always as identity unique;
alter table session add column way text not null default 'password';
alter table session add column from_address text;
alter table session add column agent text;
-- What the identity provider wants back when the person leaves it too.
alter table session add column leave text;

-- What happened at the door, tries that failed among them. Of a name that nobody bears nothing is kept: people type passwords there.
create table sign_in (
  id bigint generated always as identity primary key,
  login text not null references person,
  outcome text not null,
  way text not null,
  from_address text,
  agent text,
  at timestamptz not null
);
call guard('sign_in', 'internal');
create index sign_in_login on sign_in (login, id desc);

-- Passwords of before, so that one of the last five is not taken again.
create table password_before (
  id bigint generated always as identity primary key,
  login text not null references person,
  password_hash text not null,
  at timestamptz not null
);
call guard('password_before', 'internal');
create index password_before_login on password_before (login, id desc);

-- The session policy as the security administrator set it; the newest row counts, and with none the configuration.
create table access_policy (
  id bigint generated always as identity primary key,
  policy jsonb not null,
  by text not null,
  at timestamptz not null
);
call guard('access_policy', 'internal');

-- One-time links and codes (F7): the hash of a token, what it is good for, once.
create table one_time (
  token_hash text primary key,
  purpose text not null check (purpose in ('firstAdministrators', 'setPassword', 'linkIdentity', 'signInElsewhere')),
  login text references person,
  detail jsonb not null default '{}',
  made_by text not null,
  made_at timestamptz not null,
  ends_at timestamptz not null,
  used_at timestamptz
);
call guard('one_time', 'internal');
create index one_time_login on one_time (login) where used_at is null;

-- Who an identity provider says somebody is, and which account that is here; none until the security administrator or a code says so.
create table identity (
  issuer text not null,
  sub text not null,
  name text not null,
  login text references person,
  first_at timestamptz not null,
  last_at timestamptz not null,
  linked_at timestamptz,
  linked_by text,
  primary key (issuer, sub)
);
call guard('identity', 'internal');
create index identity_login on identity (login) where login is not null;

-- Six digits sent to a telephone. The number itself is looked up by a keyed hash.
create table phone_code (
  id bigint generated always as identity primary key,
  phone_key text not null,
  code_hash text not null,
  from_address text,
  tries int not null default 0,
  made_at timestamptz not null,
  ends_at timestamptz not null,
  used_at timestamptz
);
call guard('phone_code', 'internal');
create index phone_code_phone on phone_code (phone_key, id desc);
create index phone_code_from on phone_code (from_address, made_at);

create table citizen (
  phone_key text primary key,
  login text not null unique references person,
  phone text not null,
  at timestamptz not null
);
call guard('citizen', 'internal');

-- A firm asks for its first account; the branch of its district decides. `contact` holds name and telephone, covered.
create table firm_application (
  id bigint generated always as identity primary key,
  party text not null,
  district text not null,
  name text not null,
  contact text not null,
  proof text not null,
  state text not null default 'waiting' check (state in ('waiting', 'approved', 'returned')),
  reason text,
  made_at timestamptz not null,
  decided_by text,
  decided_by_name text,
  decided_at timestamptz,
  login text
);
call guard('firm_application', 'scoped');
create index firm_application_state on firm_application (state, id desc);
create unique index firm_application_waiting on firm_application (party) where state = 'waiting';
