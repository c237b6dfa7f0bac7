-- Who sees what. A table is guarded as one of three sorts:
--   scoped   rows carry `district` (and `party`, the credit code of the firm they are about); shown to the districts in app.scope and to that firm
--   shared   the same for everyone, but only inside a transaction that has a scope
--   internal never shown to a request; only our own jobs
-- A test lists every table and view and fails on one that is none of these.

create function in_scope(district text, party text) returns boolean language sql stable parallel safe as $$
  select coalesce(
    current_setting('app.scope', true) = '*'
    or district = any (string_to_array(nullif(current_setting('app.scope', true), ''), ','))
    or party = nullif(current_setting('app.party', true), ''), false)
$$;

create function has_scope() returns boolean language sql stable parallel safe as $$
  select coalesce(nullif(current_setting('app.scope', true), ''), nullif(current_setting('app.party', true), '')) is not null
$$;

create procedure guard(target regclass, sort text, writes text default '') language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('create policy jobs on %s to xiushui_system using (true) with check (true)', target);
  execute format('grant select, insert, update on %s to xiushui_system', target);
  if sort = 'scoped' then
    execute format('create policy scope on %s to xiushui_app using (in_scope(district, party)) with check (in_scope(district, party))', target);
    -- What concerns everyone (an examination all may sit) has the district '*': read by whoever has a scope, written by our own jobs.
    execute format('create policy everyone on %s for select to xiushui_app using (district = ''*'' and has_scope())', target);
  elsif sort = 'shared' then
    execute format('create policy scope on %s to xiushui_app using (has_scope()) with check (has_scope())', target);
  elsif sort <> 'internal' then
    raise exception 'a table is scoped, shared or internal, not %', sort;
  end if;
  if sort <> 'internal' then
    execute format('grant select %s on %s to xiushui_app', case when writes = '' then '' else ', ' || writes end, target);
  end if;
  execute format('comment on table %s is %L', target, 'guard: ' || sort);
end
$$;

create procedure guard_view(target regclass) language plpgsql as $$
begin
  execute format('alter view %s set (security_invoker = true)', target);
  execute format('grant select on %s to xiushui_app, xiushui_system', target);
end
$$;
comment on table migration is 'guard: internal';

-- People, and their sessions. Looked up before any scope exists, so a request never reads them directly.
create table person (
  login text primary key,
  name text not null,
  role text not null,
  body text not null,
  party text,
  districts text[] not null,
  certificate text,
  password_hash text not null,
  failures int not null default 0,
  locked_until timestamptz,
  demo boolean not null default false,
  active boolean not null default true
);
call guard('person', 'internal');

create table session (
  token_hash text primary key,
  login text not null references person,
  csrf text not null,
  opened_at timestamptz not null,
  seen_at timestamptz not null,
  ends_at timestamptz not null,
  ended_at timestamptz
);
call guard('session', 'internal');
create index session_login on session (login);

-- What appeared, for reactions. Written in the transaction of what it speaks of (F2).
create table appeared (
  id bigint generated always as identity primary key,
  kind text not null,
  ref_kind text not null,
  ref_id text not null,
  subject text not null,
  party text,
  place text,
  district text not null,
  day date not null,
  detail jsonb not null default '{}',
  at timestamptz not null
);
call guard('appeared', 'scoped', 'insert');
create index appeared_walk on appeared (kind, id);

-- An id is given out before its transaction commits, so whoever walks by id could pass over a fact that is still to come. A transaction about to
-- write its first fact therefore raises a flag that falls when it ends: a shared lock which carries the last id given out before. Every fact up to
-- the lowest flag is settled (facts/react.ts). Not the oldest open transaction of the server: that would let any long work, of any
-- database, hold up every reaction, and transaction numbers do not survive a restore.
create function last_given_out() returns bigint language sql volatile as $$
  select case when is_called then last_value else last_value - 1 end from xiushui.appeared_id_seq
$$;

create function raise_flag() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('app.flag', true), '') = '' then
    -- 2^62 sets these locks apart from every other.
    perform pg_advisory_xact_lock_shared(4611686018427387904 + xiushui.last_given_out());
    perform set_config('app.flag', 'up', true);
  end if;
  return null;
end
$$;
create trigger raise_flag before insert on appeared for each statement execute function raise_flag();
grant select on sequence appeared_id_seq to xiushui_app, xiushui_system;

create function lowest_flag() returns bigint language sql volatile as $$
  select min((l.classid::bigint << 32) + l.objid::bigint - 4611686018427387904)
    from pg_locks l
   where l.locktype = 'advisory' and l.objsubid = 1 and l.classid::bigint >= 1073741824 and l.classid::bigint < 2147483648
     and l.database = (select oid from pg_database where datname = current_database())
$$;

create table reaction_run (
  fact bigint not null references appeared,
  reaction text not null,
  subject text not null,
  state text not null check (state in ('waiting', 'done', 'setAside')),
  tries int not null default 0,
  error text,
  next_at timestamptz not null,
  done_at timestamptz,
  primary key (fact, reaction)
);
call guard('reaction_run', 'internal');
create index reaction_run_waiting on reaction_run (reaction, subject, fact) where state = 'waiting';
create index reaction_run_aside on reaction_run (fact) where state = 'setAside';

create table reaction_cursor (reaction text primary key, fact bigint not null);
call guard('reaction_cursor', 'internal');

-- Messages to the outside (F4).
create table outbox (
  id bigint generated always as identity primary key,
  key text not null unique,
  channel text not null,
  receiver text not null,
  address text,
  body text not null,
  about_kind text,
  about_id text,
  party text,
  district text not null,
  state text not null default 'queued' check (state in ('queued', 'sent', 'failed')),
  tries int not null default 0,
  next_at timestamptz not null,
  queued_at timestamptz not null,
  sent_at timestamptz,
  receipt jsonb,
  error text
);
call guard('outbox', 'scoped', 'insert');
create index outbox_queued on outbox (next_at) where state = 'queued';
create index outbox_about on outbox (about_kind, about_id);

-- Which thing names which.
create table link (
  from_kind text not null,
  from_id text not null,
  role text not null,
  to_kind text not null,
  to_id text not null,
  name text not null default '',
  party text,
  district text not null,
  at timestamptz not null,
  primary key (from_kind, from_id, role, to_kind, to_id)
);
call guard('link', 'scoped', 'insert');
create index link_to on link (to_kind, to_id);

-- Sealed chains. `content` is the canonical text that was sealed; the seal covers every other column of the row too (seal/index.ts).
create table chain_row (
  id bigint generated always as identity primary key,
  chain text not null,
  about_kind text not null,
  about_id text not null,
  content text not null,
  party text,
  district text not null,
  at timestamptz not null,
  position bigint,
  seal text,
  check ((position is null) = (seal is null))
);
call guard('chain_row', 'scoped');
-- A request leaves rows to be sealed. It gives itself no place in a chain.
grant insert (chain, about_kind, about_id, content, party, district, at) on chain_row to xiushui_app;
create unique index chain_row_position on chain_row (chain, position) where position is not null;
create index chain_row_unsealed on chain_row (id) where position is null;
create index chain_row_about on chain_row (about_kind, about_id);

-- The last seal of each chain, kept apart from the rows so that a cut tail is seen.
create table chain_head (chain text primary key, position bigint not null, seal text not null, at timestamptz not null);
call guard('chain_head', 'internal');

-- The same request twice is one request.
create table request_key (
  key text primary key,
  login text not null,
  request_hash text not null,
  answer jsonb not null,
  at timestamptz not null
);
call guard('request_key', 'shared', 'insert');

-- Document numbers, per body, kind and year, without gaps: the row is locked by the transaction that takes a number.
create table number_run (
  series text not null,
  year int not null,
  last int not null,
  primary key (series, year)
);
call guard('number_run', 'shared', 'insert, update');

-- Small durable positions of our own jobs (the writer's place in the frame log).
create table job_position (job text primary key, position bigint not null, at timestamptz not null);
call guard('job_position', 'internal');
