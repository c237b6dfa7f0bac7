-- Facts sent out to other people's systems (F17). Kept by the security administrator through our own account; no request reads these directly.
create table webhook (
  id bigint generated always as identity primary key,
  name text not null,
  url text not null,
  -- Kinds of facts it is told; a kind ending in '.*' is all of that room.
  kinds text[] not null check (cardinality(kinds) > 0),
  -- Whose facts: these districts ('*' is the whole city), and of these only one party's when it is named.
  districts text[] not null check (cardinality(districts) > 0),
  party text,
  state text not null default 'active' check (state in ('active', 'paused', 'ended')),
  key_version int not null default 1,
  -- Until when what is sent is signed with the former key too.
  former_key_until timestamptz,
  -- The last fact it was considered for.
  fact bigint not null,
  made_by text not null,
  made_at timestamptz not null,
  changed_at timestamptz not null
);
call guard('webhook', 'internal');

create table webhook_delivery (
  webhook bigint not null references webhook,
  fact bigint not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  tries int not null default 0,
  next_at timestamptz not null,
  status int,
  error text,
  delivered_at timestamptz,
  primary key (webhook, fact)
);
call guard('webhook_delivery', 'internal');
create index webhook_delivery_waiting on webhook_delivery (webhook, fact) where state = 'waiting';
