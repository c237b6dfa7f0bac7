-- What concerns people in the house, written in the transaction of what it speaks of (F13). A notice is addressed to roles, and where a power decides to
-- the bodies that have it; who reads it is known when they read. Its party is the firm it is about, so that the firm's own act may write to the officers.
create table notice (
  id bigint generated always as identity primary key,
  key text not null unique,
  kind text not null,
  says text not null,
  says_en text not null,
  about_kind text,
  about_id text,
  roles text[] not null,
  bodies text[],
  login text,
  not_login text,
  party text,
  district text not null,
  at timestamptz not null
);
call guard('notice', 'scoped', 'insert');
create index notice_newest on notice (id desc);
create index notice_party on notice (party, id desc) where party is not null;
create index notice_at on notice (at);

create table notice_read (
  login text not null,
  notice bigint not null references notice,
  at timestamptz not null,
  primary key (login, notice)
);
call guard_own('notice_read', 'insert');
