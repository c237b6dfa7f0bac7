-- Who there is, where, and who may do what: areas, bodies, posts and powers, each by day (F21). Two times on every row, as in a register: valid_from..valid_to,
-- the days on which it is so, and known_from..known_to, the time in which we held it to be so; both ends exclude the last. A row is written once: all
-- that ever changes of it is that we stop holding it to be so.

-- One row a change: who said it, when, and in words. Its greatest id is the version by which every process knows whether it is up to date; changes
-- wait for one another (foundation/directory/store.ts), so the ids are in the order in which they were committed.
create table directory_change (
  id bigint generated always as identity primary key,
  did text not null,
  about_kind text not null,
  about_id text not null,
  says text not null,
  says_en text not null,
  by text not null,
  by_name text not null,
  at timestamptz not null
);
create index directory_change_about on directory_change (about_kind, about_id, id);

create table area (
  code text not null check (code ~ '^[0-9]{12}$'),
  name text not null,
  level text not null check (level in ('city', 'county', 'town', 'village')),
  kind text not null check (kind in ('administrative', 'management')),
  administrative_parent text,
  management_parent text,
  -- Of a management area: the administrative areas it lies in.
  lies_in text[] not null default '{}',
  -- Of the last days of a code: the codes that came after it.
  became text[] not null default '{}',
  confidence text not null check (confidence in ('A', 'B', 'C')),
  cite text not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  change bigint not null references directory_change,
  constraint area_once exclude using gist (code with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&)
);

create table body (
  id text not null,
  name text not null,
  kind text not null,
  area text not null,
  parent text,
  became text,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  change bigint not null references directory_change,
  constraint body_once exclude using gist (id with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&)
);

-- A person is a login of access; this says only where they serve.
create table post (
  id text not null,
  login text not null,
  person_name text not null,
  body text not null,
  name text not null,
  manner text not null check (manner in ('substantive', 'acting', 'deputy')),
  certificate text,
  certificate_from date,
  certificate_to date,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  change bigint not null references directory_change,
  constraint post_once exclude using gist (id with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&)
);

-- Matter × area × body, and the acts of the matter which the body may do there.
create table power (
  id text not null,
  matter text not null,
  area text not null,
  body text not null,
  may text[] not null,
  roll_up text not null check (roll_up in ('administrative', 'management')),
  concurrent boolean not null,
  delegated_by text,
  clause text not null,
  confidence text not null check (confidence in ('A', 'B', 'C')),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  change bigint not null references directory_change,
  constraint power_once exclude using gist (id with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&)
);

create procedure guard_dated(target regclass, ends text) language plpgsql as $$
begin
  call guard(target, 'shared', 'insert');
  execute format('revoke update on %s from xiushui_system', target);
  if ends <> '' then
    execute format('grant update (%s) on %s to xiushui_app, xiushui_system', ends, target);
  end if;
  -- Read by whoever has a scope; changed only by those whose scope is the whole city.
  execute format('create policy whole_city_adds on %s as restrictive for insert to xiushui_app with check (in_scope(''*'', null))', target);
  execute format('create policy whole_city_ends on %s as restrictive for update to xiushui_app using (in_scope(''*'', null))', target);
end
$$;
call guard_dated('directory_change', '');
call guard_dated('area', 'known_to');
call guard_dated('body', 'known_to');
call guard_dated('post', 'known_to');
call guard_dated('power', 'known_to');
drop procedure guard_dated(regclass, text);

-- What was known is not known again otherwise: a row is ended once.
create function ended_once() returns trigger language plpgsql as $$
begin
  if old.known_to is not null then
    raise exception 'a row of % that was ended is not changed again', tg_table_name;
  end if;
  return new;
end
$$;
create trigger ended_once before update on area for each row execute function ended_once();
create trigger ended_once before update on body for each row execute function ended_once();
create trigger ended_once before update on post for each row execute function ended_once();
create trigger ended_once before update on power for each row execute function ended_once();
