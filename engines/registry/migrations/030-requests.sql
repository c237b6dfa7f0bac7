-- A change by hand that waits for another person's word: what was asked for stays as it was asked, beside what was decided. A request writes the asking,
-- and later only the decision.
create table registry_request (
  id bigint generated always as identity primary key,
  register text not null,
  code text not null,
  name text not null,
  what text not null check (what in ('put', 'end')),
  party text,
  place text,
  district text not null,
  draft jsonb not null,
  day date not null,
  until date,
  says text not null,
  by text not null,
  by_name text not null,
  at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'agreed', 'refused', 'withdrawn')),
  decided_by text,
  decided_name text,
  decided_at timestamptz,
  why text,
  check ((state = 'waiting') = (decided_by is null)),
  -- Whoever asks does not agree (C7 in the store); who withdraws is who asked.
  check (state not in ('agreed', 'refused') or decided_by <> by),
  check (state <> 'withdrawn' or decided_by = by)
);
call guard('registry_request', 'scoped', 'insert');
grant update (state, decided_by, decided_name, decided_at, why) on registry_request to xiushui_app;
create index registry_request_waiting on registry_request (register, id) where state = 'waiting';
create index registry_request_entry on registry_request (register, code);

-- A decision is made once.
create function registry_request_once() returns trigger language plpgsql as $$
begin
  if old.state <> 'waiting' then
    raise exception 'request % was decided before', old.id using errcode = 'check_violation';
  end if;
  return new;
end
$$;
create trigger registry_request_once before update on registry_request for each row execute function registry_request_once();
