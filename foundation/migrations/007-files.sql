-- Bytes that were handed to us (F14). The bytes stand in the store of files under their SM3; a row here never points at missing bytes, because it
-- commits after them. What is named, by whom and about what, is in the two tables below: the bytes themselves are nobody's.
create table stored_file (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  sha256 text not null unique check (sha256 ~ '^[0-9a-f]{64}$'),
  size bigint not null check (size >= 0),
  type text not null,
  kept_at timestamptz not null
);
call guard('stored_file', 'shared', 'insert');

-- Who brought which bytes. Only who brought them may attach them: knowing a hash is not having the thing.
create table upload (
  id bigint generated always as identity primary key,
  hash text not null references stored_file,
  name text not null,
  kind text not null,
  -- What the thing says of itself (place and time of a photograph): claimed, never proved.
  claimed jsonb not null default '{}',
  by_login text not null,
  by_name text not null,
  party text,
  district text not null,
  at timestamptz not null
);
call guard('upload', 'scoped', 'insert');
create index upload_by on upload (by_login, at);
create index upload_hash on upload (hash);

-- Which file is attached to which thing, in which role. Never removed; a withdrawal is a fact of its own.
create table attachment (
  id bigint generated always as identity primary key,
  hash text not null references stored_file,
  name text not null,
  claimed jsonb not null default '{}',
  to_kind text not null,
  to_id text not null,
  role text not null,
  says text not null,
  by_login text not null,
  by_name text not null,
  party text,
  district text not null,
  at timestamptz not null,
  unique (to_kind, to_id, role, hash)
);
call guard('attachment', 'scoped', 'insert');
create index attachment_hash on attachment (hash);

create table attachment_withdrawn (
  attachment bigint primary key references attachment,
  reason text not null,
  by_login text not null,
  by_name text not null,
  party text,
  district text not null,
  at timestamptz not null
);
call guard('attachment_withdrawn', 'scoped', 'insert');
