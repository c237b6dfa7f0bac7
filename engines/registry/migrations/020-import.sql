-- An import is a batch: a sheet that was kept, read row by row, compared with what stands, decided on by a person, and entered in chunks. What it found
-- of each row stays, so that it can be shown, handed out as a sheet, and undone.
create table registry_batch (
  id bigint generated always as identity primary key,
  register text not null,
  -- The content of the sheet, as foundation/files keeps it.
  file text not null,
  file_name text not null,
  format text not null,
  encoding text,
  sheets jsonb not null,
  sheet text,
  heading_row int,
  -- Of each column what it says and as what it is taken: [{ column, says, as, sample }].
  headings jsonb not null default '[]',
  day date not null,
  datum text not null,
  state text not null check (state in ('chosen', 'reading', 'waiting', 'entering', 'done', 'cancelled', 'failed', 'undoing', 'undone')),
  -- Reading anew is another pass; rows of an earlier one count no more.
  pass int not null default 0,
  rows_read int not null default 0,
  -- What the report counted: { new, changed, same, similar, findings, cells }.
  counts jsonb not null default '{}',
  notes jsonb not null default '[]',
  -- As far as it has been entered, and as far as it has been undone: a killed writer goes on from here.
  to_enter int not null default 0,
  cursor int not null default 0,
  entered int not null default 0,
  unchanged int not null default 0,
  refused int not null default 0,
  undo_after text not null default '',
  undone int not null default 0,
  kept int not null default 0,
  error jsonb,
  -- Whose eyes it is read and written with.
  scope jsonb not null,
  role text not null,
  by_login text not null,
  by_name text not null,
  party text,
  district text not null,
  at timestamptz not null,
  ended_at timestamptz
);
call guard('registry_batch', 'scoped', 'insert, update');
create index registry_batch_newest on registry_batch (register, id desc);

create table registry_batch_row (
  batch bigint not null references registry_batch,
  row int not null,
  pass int not null,
  code text not null,
  name text not null,
  outcome text not null check (outcome in ('new', 'changed', 'same', 'similar', 'findings')),
  draft jsonb,
  -- [{ field, before, after }]
  changes jsonb,
  -- What it may be, already: [{ code, name, metres, row }], row being one of this sheet.
  near jsonb,
  findings jsonb,
  decision text check (decision in ('leave', 'enter', 'as')),
  as_code text,
  -- What became of it, where that is not what was decided.
  result text check (result in ('unchanged', 'findings', 'kept')),
  party text,
  district text not null,
  primary key (batch, row)
);
call guard('registry_batch_row', 'scoped', 'insert, update');
create index registry_batch_row_outcome on registry_batch_row (batch, outcome, row);

-- The secret fields of rows (a logger's password): written by a request and, as in registry_entry, read by none. Each reading writes its own.
create table registry_batch_secret (
  batch bigint not null references registry_batch,
  pass int not null,
  row int not null,
  secret jsonb not null,
  party text,
  district text not null,
  primary key (batch, pass, row)
);
call guard('registry_batch_secret', 'scoped', 'insert');
revoke select on registry_batch_secret from xiushui_app;
grant select (batch, pass, row, party, district) on registry_batch_secret to xiushui_app;

-- What a batch wrote, by code, so that undoing walks through it.
drop index registry_entry_batch;
create index registry_entry_batch on registry_entry (batch, code) where batch is not null;

-- Two codes that turned out to be one thing.
create table registry_merge (
  id bigint generated always as identity primary key,
  register text not null,
  keep text not null,
  gone text not null,
  gone_name text not null,
  day date not null,
  why text not null,
  -- What was written for it: [{ register, code, first, last }] in milliseconds, so that it can be put back.
  touched jsonb not null,
  by_login text not null,
  by_name text not null,
  party text,
  district text not null,
  at timestamptz not null,
  undone_at timestamptz,
  undone_by text,
  -- Of what was touched, what somebody has changed since and was left as it is.
  left_as_is jsonb
);
call guard('registry_merge', 'scoped', 'insert, update');
create unique index registry_merge_gone on registry_merge (register, gone) where undone_at is null;
create index registry_merge_found on registry_merge (register, lower(gone)) where undone_at is null;

-- Entries near a position and alike in some fields: they may be one thing. The nearest three of each asked, as far as the asker sees. `asked`:
-- [{ i, code, lon, lat, alike }], alike being the fields' values in their order.
create function registry_near(of_register text, asked jsonb, metres float8, fields text[], on_day date)
returns table (i int, code text, name text, away float8) language plpgsql stable security definer set search_path = xiushui, public, pg_temp as $$
declare
  -- The scope, looked up once: asked row by row it is most of what a chunk costs.
  free boolean := not registry_bound() or coalesce(current_setting('app.scope', true) = '*', false);
  mine text[] := coalesce(string_to_array(nullif(current_setting('app.scope', true), ''), ','), '{}');
  own text := coalesce(nullif(current_setting('app.party', true), ''), '');
begin
  return query
    select a.i, n.code, n.name, n.away
      from jsonb_to_recordset(asked) as a(i int, code text, lon float8, lat float8, alike jsonb),
           lateral (
             select e.code, e.name, d.away
               from registry_entry e,
                    lateral (select 2 * 6371008.8 * asin(sqrt(least(1, power(sin(radians(e.lat - a.lat) / 2), 2)
                               + cos(radians(a.lat)) * cos(radians(e.lat)) * power(sin(radians(e.lon - a.lon) / 2), 2)))) as away) d
              where e.register = of_register and e.known_to is null and e.extent is not null
                and e.extent && box(point(a.lon - metres / (111320 * cos(radians(a.lat))), a.lat - metres / 110540),
                                    point(a.lon + metres / (111320 * cos(radians(a.lat))), a.lat + metres / 110540))
                and e.code <> a.code and e.lon is not null and d.away <= metres
                and e.valid_from <= on_day and (e.valid_to is null or e.valid_to > on_day)
                and (select coalesce(jsonb_agg(coalesce(e.detail ->> f, '') order by place), '[]') from unnest(fields) with ordinality as w(f, place)) = a.alike
                and (free or e.district = any (mine) or (own <> '' and coalesce(e.party, '') = own))
              order by d.away, e.code limit 3
           ) n;
end
$$;

-- Who holds values that no two may hold on one day; the codes only where the asker may see them. `asked`: [{ i, value, code, from, until }].
create function registry_holders(of_register text, field text, asked jsonb)
returns table (i int, code text) language plpgsql stable security definer set search_path = xiushui, public, pg_temp as $$
begin
  return query execute format(
    'select distinct on (a.i) a.i, case when registry_sees(e.district, e.party) then e.code end
       from jsonb_to_recordset(%L::jsonb) as a(i int, value text, code text, "from" date, until date)
       join registry_entry e on e.register = %L and e.known_to is null and coalesce(e.detail ->> %L, '''') = a.value and e.code <> a.code
        and daterange(e.valid_from, e.valid_to) && daterange(a."from", a.until) order by a.i',
    asked, of_register, registry_field(field));
end
$$;
drop function registry_holder(text, text, text, text, date, date);

-- What a version says, without when we learnt it, from whom, and by which import.
create function registry_said(e registry_entry) returns jsonb language sql stable as $$
  select jsonb_build_array(e.valid_from, e.valid_to, e.name, e.party, e.place, e.district, e.lon, e.lat, e.shape, e.datum, e.detail, md5(e.secret::text))
$$;

-- Puts codes back as they were before some writing, where they still are as that writing left them. `asked`: [{ code, first, last }], the moments (ms) of
-- the first and the last change that is undone. Nothing is overwritten: what was written ends to be known, and what was known before is written again.
-- Outcome: back; changed (somebody has changed it since: left as it is); elsewhere (part of it lies beyond the scope); nothing.
create function registry_put_back(of_register text, asked jsonb, moment timestamptz, by_whom text)
returns table (code text, outcome text, at timestamptz, ended bigint[], written bigint[]) language plpgsql security definer set search_path = xiushui, public, pg_temp as $$
declare
  plan jsonb;
  made jsonb;
begin
  perform pg_advisory_xact_lock(hashtext('register'), hashtext(of_register));
  with a as (
    select x.code, to_timestamp(x.first / 1000.0) as first, to_timestamp(x.last / 1000.0) as last
      from jsonb_to_recordset(asked) as x(code text, first float8, last float8)
  ), s as (
    select a.code,
           bool_and(registry_sees(e.district, e.party)) filter (where e.known_to is null or e.known_to >= a.first) as seen,
           coalesce(jsonb_agg(registry_said(e) order by e.valid_from) filter (where e.known_to is null), '[]') as now_said,
           coalesce(jsonb_agg(registry_said(e) order by e.valid_from) filter (where e.known_from <= a.last and (e.known_to is null or e.known_to > a.last)), '[]') as after_said,
           coalesce(jsonb_agg(e.id) filter (where e.known_to is null and e.known_from >= a.first), '[]') as ends,
           coalesce(jsonb_agg(e.id) filter (where e.known_from < a.first and e.known_to >= a.first), '[]') as again,
           max(greatest(e.known_from, e.known_to)) as latest
      from a join registry_entry e on e.register = of_register and e.code = a.code
     group by a.code, a.first, a.last
  )
  select coalesce(jsonb_agg(jsonb_build_object(
           'code', s.code, 'ends', s.ends, 'again', s.again,
           'at', greatest(moment, s.latest + interval '1 millisecond'),
           'outcome', case when not coalesce(s.seen, true) then 'elsewhere' when s.now_said <> s.after_said then 'changed'
                           when s.ends = '[]' and s.again = '[]' then 'nothing' else 'back' end)), '[]')
    into plan from s;
  update registry_entry e set known_to = (p ->> 'at')::timestamptz
    from jsonb_array_elements(plan) p, jsonb_array_elements_text(p -> 'ends') x
   where p ->> 'outcome' = 'back' and e.id = x::bigint;
  with again as (
    insert into registry_entry as w (register, code, name, party, place, district, lon, lat, valid_from, valid_to, known_from, detail, secret, by, words, shape, datum, batch, extent)
    select e.register, e.code, e.name, e.party, e.place, e.district, e.lon, e.lat, e.valid_from, e.valid_to, (p ->> 'at')::timestamptz,
           e.detail, e.secret, by_whom, e.words, e.shape, e.datum, e.batch, e.extent
      from jsonb_array_elements(plan) p, jsonb_array_elements_text(p -> 'again') x join registry_entry e on e.id = x::bigint
     where p ->> 'outcome' = 'back'
    returning w.code, w.id
  )
  select coalesce(jsonb_object_agg(g.code, g.ids), '{}') into made from (select a.code, jsonb_agg(a.id) as ids from again a group by a.code) g;
  return query
    select p ->> 'code', p ->> 'outcome', (p ->> 'at')::timestamptz,
           case when p ->> 'outcome' = 'back' then array(select jsonb_array_elements_text(p -> 'ends')::bigint) else '{}' end,
           array(select jsonb_array_elements_text(coalesce(made -> (p ->> 'code'), '[]'))::bigint)
      from jsonb_array_elements(plan) p;
end
$$;

-- How many entries that hold on or after a day name a code in a field (or, with '@party' and '@place', in the spine), and whether all lie in the scope.
create function registry_naming_beyond(of_register text, field text, named text, on_day date)
returns boolean language plpgsql stable security definer set search_path = xiushui, public, pg_temp as $$
declare
  beyond boolean;
begin
  execute format('select exists (select 1 from registry_entry e where e.register = %L and e.known_to is null and %s = %L
                    and (e.valid_to is null or e.valid_to > %L::date) and not registry_sees(e.district, e.party))',
    of_register, case field when '@party' then 'e.party' when '@place' then 'e.place' else format('e.detail ->> %L', registry_field(field)) end, named, on_day)
    into beyond;
  return beyond;
end
$$;

-- One truth at a time, as before; by a hash of the name, since a tree of two texts and two ranges is most of what writing costs (five times this one).
-- Two names with one hash of 64 bits would be refused; that is as good as never.
alter table registry_entry drop constraint one_truth_at_a_time;
alter table registry_entry add constraint one_truth_at_a_time exclude using gist (
  hashtextextended(register || ' ' || code, 0) with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&);

-- Opening and writing many codes, as before, with the scope looked up once. When we learnt of a code last counts what we know no longer, too: what was
-- put back, or ended on its first day, leaves nothing that is known now.
create or replace function registry_open_many(of_register text, asked jsonb)
returns table (code text, version jsonb, elsewhere boolean, latest bigint) language plpgsql security definer set search_path = xiushui, public, pg_temp as $$
declare
  -- The scope, looked up once: asked row by row it is most of what a chunk costs.
  free boolean := not registry_bound() or coalesce(current_setting('app.scope', true) = '*', false);
  mine text[] := coalesce(string_to_array(nullif(current_setting('app.scope', true), ''), ','), '{}');
  own text := coalesce(nullif(current_setting('app.party', true), ''), '');
  is_bound boolean := registry_bound();
  one text;
begin
  if jsonb_array_length(asked) <= 20 then
    perform pg_advisory_xact_lock_shared(hashtext('register'), hashtext(of_register));
    for one in select distinct a ->> 'code' from jsonb_array_elements(asked) a order by 1 loop
      perform pg_advisory_xact_lock(hashtext('registry ' || of_register), hashtext(one));
    end loop;
  else
    perform pg_advisory_xact_lock(hashtext('register'), hashtext(of_register));
  end if;
  return query
    select a.code, null::jsonb, coalesce(bool_or(not (free or e.district = any (mine) or (own <> '' and coalesce(e.party, '') = own)) and daterange(e.valid_from, e.valid_to) && daterange(a."from", a.until)) filter (where e.known_to is null and e.id is not null), false),
           ceil(extract(epoch from max(greatest(e.known_from, e.known_to))) * 1000)::bigint
      from jsonb_to_recordset(asked) as a(code text, given jsonb, "from" date, until date)
      left join registry_entry e on e.register = of_register and e.code = a.code
     group by a.code;
  return query
    select a.code, to_jsonb(e) - 'secret' - 'words' - 'extent' || jsonb_build_object(
             'known_from', round(extract(epoch from e.known_from) * 1000),
             'secrets', (select coalesce(jsonb_agg(k), '[]') from jsonb_object_keys(e.secret) k),
             'same_secret', a.given = '{}' or (not is_bound and e.secret @> a.given)),
           null::boolean, null::bigint
      from jsonb_to_recordset(asked) as a(code text, given jsonb, "from" date, until date)
      join registry_entry e on e.register = of_register and e.code = a.code and e.known_to is null and (free or e.district = any (mine) or (own <> '' and coalesce(e.party, '') = own))
     order by a.code, e.valid_from;
end
$$;

create or replace function registry_write_many(of_register text, changes jsonb)
returns table (code text, id bigint) language plpgsql security definer set search_path = xiushui, public, pg_temp as $$
declare
  -- The scope, looked up once: asked row by row it is most of what a chunk costs.
  free boolean := not registry_bound() or coalesce(current_setting('app.scope', true) = '*', false);
  mine text[] := coalesce(string_to_array(nullif(current_setting('app.scope', true), ''), ','), '{}');
  own text := coalesce(nullif(current_setting('app.party', true), ''), '');
  ends bigint[] := array(select x::bigint from jsonb_array_elements(changes) c, jsonb_array_elements_text(c -> 'ends') x);
  ended int;
begin
  if exists (select 1 from registry_entry e where e.id = any (ends) and not (free or e.district = any (mine) or (own <> '' and coalesce(e.party, '') = own)))
     or exists (
       select 1 from (select distinct c -> 'entry' ->> 'district' as district, c -> 'entry' ->> 'party' as party
                        from jsonb_array_elements(changes) c where jsonb_typeof(c -> 'entry') = 'object') e
        where not coalesce((free or e.district = any (mine) or (own <> '' and coalesce(e.party, '') = own)), false))
     or exists (
       select 1 from registry_entry e
        where e.id = any (array(select (c ->> 'secret_from')::bigint from jsonb_array_elements(changes) c where c ->> 'secret_from' is not null)) and not (free or e.district = any (mine) or (own <> '' and coalesce(e.party, '') = own))) then
    raise exception 'an entry of % is beyond the scope of this transaction', of_register using errcode = 'insufficient_privilege';
  end if;
  if ends <> '{}' then
    update registry_entry e set known_to = to_timestamp(p.at / 1000)
      from (select x::bigint as id, c ->> 'code' as code, (c ->> 'at')::float8 as at from jsonb_array_elements(changes) c, jsonb_array_elements_text(c -> 'ends') x) p
     where e.id = any (ends) and e.id = p.id and e.register = of_register and e.code = p.code and e.known_to is null;
    get diagnostics ended = row_count;
    if ended <> cardinality(ends) then
      raise exception 'the plan for % speaks of versions that are not known now', of_register;
    end if;
    insert into registry_entry (register, code, name, party, place, district, lon, lat, valid_from, valid_to, known_from, detail, secret, by, words, shape, datum, batch, extent)
    select e.register, e.code, e.name, e.party, e.place, e.district, e.lon, e.lat, k.valid_from, k.valid_to, to_timestamp((c ->> 'at')::float8 / 1000),
           e.detail, e.secret, e.by, e.words, e.shape, e.datum, e.batch, e.extent
      from jsonb_array_elements(changes) c, jsonb_to_recordset(c -> 'carries') as k(id bigint, valid_from date, valid_to date)
      join registry_entry e on e.id = k.id and e.id = any (ends)
     where c -> 'ends' @> to_jsonb(k.id);
  end if;
  return query
    insert into registry_entry as w (register, code, name, party, place, district, lon, lat, valid_from, valid_to, known_from, detail, secret, by, words, shape, datum, batch, extent)
    select of_register, o.code, n.name, n.party, n.place, n.district, n.lon, n.lat, n.valid_from, n.valid_to, to_timestamp(o.at / 1000), n.detail,
           case when o.secret_from is null and o.given = '{}' then '{}' else
             jsonb_strip_nulls(coalesce((select e.secret from registry_entry e where e.id = o.secret_from and e.register = of_register and e.code = o.code), '{}')
               || coalesce(o.given, '{}')) end,
           n.by, coalesce(n.words, ''), n.shape, n.datum, n.batch, n.extent::box
      from rows from (jsonb_to_recordset(changes) as (code text, at float8, entry jsonb, secret_from bigint, given jsonb)) with ordinality as o(code, at, entry, secret_from, given, place),
           jsonb_to_record(o.entry) as n(name text, party text, place text, district text, lon float8, lat float8, valid_from date, valid_to date,
                                         detail jsonb, by text, words text, shape jsonb, datum text, batch bigint, extent text)
     where jsonb_typeof(o.entry) = 'object' order by o.place
    returning w.code, w.id;
end
$$;

do $$
declare
  one text;
begin
  foreach one in array array[
    'registry_near(text, jsonb, float8, text[], date)', 'registry_holders(text, text, jsonb)', 'registry_put_back(text, jsonb, timestamptz, text)',
    'registry_naming_beyond(text, text, text, date)'] loop
    execute format('revoke execute on function %s from public', one);
    execute format('grant execute on function %s to xiushui_app, xiushui_system', one);
  end loop;
end
$$;
