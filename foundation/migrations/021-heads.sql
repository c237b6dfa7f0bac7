-- The head of a day: one signed statement of where every chain stood. It leaves the database (seal/export.ts); what is kept here is a copy.
create table day_head (
  day date primary key,
  -- The exact text that was signed.
  statement text not null,
  digest text not null,
  signature text not null,
  key_id text not null,
  made_at timestamptz not null
);
call guard('day_head', 'internal');
revoke update on day_head from xiushui_system;

-- What a statement says of the chains that moved, once more as rows, for questions.
create table day_head_chain (
  chain text not null,
  day date not null references day_head,
  position bigint not null,
  seal text not null,
  primary key (chain, day)
);
call guard('day_head_chain', 'internal');
revoke update on day_head_chain from xiushui_system;

-- Which head has arrived where, and what stood in the way of one that has not.
create table day_head_export (
  day date not null references day_head,
  place text not null,
  tries int not null default 0,
  error text,
  next_at timestamptz not null,
  arrived_at timestamptz,
  primary key (day, place)
);
call guard('day_head_export', 'internal');

-- What each verification of the whole house found.
create table verification (
  id bigint generated always as identity primary key,
  by text not null,
  began_at timestamptz not null,
  ended_at timestamptz not null,
  chains bigint not null,
  rows bigint not null,
  unsealed bigint not null,
  flaws bigint not null,
  listed jsonb not null
);
call guard('verification', 'internal');
revoke update on verification from xiushui_system;
