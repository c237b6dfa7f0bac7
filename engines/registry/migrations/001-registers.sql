-- One table for every register (R2): real columns for the spine, jsonb for what a register declares beside it. Two times on every row (R1):
-- valid_from..valid_to, the days on which it is so, and known_from..known_to, the time in which we held it to be so. Both ends exclude the last.
-- Nothing is overwritten: what turns out otherwise ends the known time of the old row and is written beside it.
--
-- Needs the extension btree_gist, which foundation/store makes with the database.
create table registry_entry (
  id bigint generated always as identity primary key,
  register text not null,
  code text not null,
  name text not null,
  party text,
  place text,
  district text not null,
  lon float8 check (lon between -180 and 180),
  lat float8 check (lat between -90 and 90),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  known_from timestamptz not null,
  known_to timestamptz check (known_to > known_from),
  detail jsonb not null default '{}',
  -- Fields declared secret (a logger's password). No request reads this column, not even the one that wrote it.
  secret jsonb not null default '{}',
  by text not null,
  check ((lon is null) = (lat is null)),
  constraint one_truth_at_a_time exclude using gist (
    register with =, code with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&)
);
call guard('registry_entry', 'scoped');
revoke select on registry_entry from xiushui_app;
grant select (id, register, code, name, party, place, district, lon, lat, valid_from, valid_to, known_from, known_to, detail, by) on registry_entry to xiushui_app;
revoke insert, update on registry_entry from xiushui_system;

-- What is asked every day is asked of what we know now.
create index registry_entry_code on registry_entry (register, code) where known_to is null;
create index registry_entry_party on registry_entry (register, party) where known_to is null and party is not null;
create index registry_entry_place on registry_entry (register, place) where known_to is null and place is not null;
create index registry_entry_history on registry_entry (register, code, known_from);

-- Entries are written by two functions of the owner: a request must carry a secret it cannot read from an old version to the next, and must be told
-- that a code is taken in a district it cannot see. Both test the scope themselves.

-- Whether the caller (who is hidden behind the owner inside a security definer function) is bound by scope. Whoever is not one of our own jobs is.
create function registry_bound() returns boolean language sql stable as $$
  select not pg_has_role(coalesce(nullif(current_setting('role'), 'none'), session_user)::name, 'xiushui_system', 'usage')
$$;

create function registry_sees(district text, party text) returns boolean language sql stable set search_path = xiushui, pg_temp as $$
  select not registry_bound() or in_scope(district, party)
$$;

-- Today, in the city: for questions that name no day.
create function registry_today() returns date language sql stable as $$ select (now() at time zone 'Asia/Shanghai')::date $$;

-- Locks a code until the transaction ends and loads what is known of it now. `given` are secrets about to be written: a job is told whether they are
-- there already; a request never is, or it could find a password out by asking.
create function registry_open(of_register text, of_code text, given jsonb, first_day date, end_day date)
returns table (version jsonb, elsewhere boolean, latest bigint) language plpgsql security definer set search_path = xiushui, public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtext('registry ' || of_register), hashtext(of_code));
  -- One row that is always there: when the code was last spoken of, and whether a version of those days lies outside the scope.
  return query
    select null::jsonb, coalesce(bool_or(not registry_sees(e.district, e.party) and daterange(e.valid_from, e.valid_to) && daterange(first_day, end_day)), false),
           ceil(extract(epoch from max(greatest(e.known_from, e.known_to))) * 1000)::bigint
      from registry_entry e where e.register = of_register and e.code = of_code and e.known_to is null;
  return query
    select to_jsonb(e) - 'secret' || jsonb_build_object(
             'known_from', round(extract(epoch from e.known_from) * 1000),
             'secrets', (select coalesce(jsonb_agg(k), '[]') from jsonb_object_keys(e.secret) k),
             'same_secret', given = '{}' or (not registry_bound() and e.secret @> given)),
           null::boolean, null::bigint
      from registry_entry e
     where e.register = of_register and e.code = of_code and e.known_to is null and registry_sees(e.district, e.party)
     order by e.valid_from;
end
$$;

-- Carries out one decided change at one moment: ends the known time of `ends`, writes again the parts of them that stay (`carries`), and writes the
-- new version, if there is one. The exclusion constraint of the table refuses, by throwing, a plan that would leave two truths.
create function registry_write(of_register text, of_code text, moment timestamptz, ends bigint[], carries jsonb, entry jsonb, secret_from bigint, given jsonb)
returns bigint language plpgsql security definer set search_path = xiushui, public, pg_temp as $$
declare
  ended int;
  written bigint;
begin
  if exists (select 1 from registry_entry e where e.id = any (ends) and not registry_sees(e.district, e.party))
     or (entry is not null and not registry_sees(entry ->> 'district', entry ->> 'party'))
     or exists (select 1 from registry_entry e where e.id = secret_from and not registry_sees(e.district, e.party)) then
    raise exception 'an entry of % % is beyond the scope of this transaction', of_register, of_code using errcode = 'insufficient_privilege';
  end if;
  update registry_entry e set known_to = moment where e.id = any (ends) and e.register = of_register and e.code = of_code and e.known_to is null;
  get diagnostics ended = row_count;
  if ended <> coalesce(array_length(ends, 1), 0) then
    raise exception 'the plan for % % speaks of versions that are not known now', of_register, of_code;
  end if;
  insert into registry_entry (register, code, name, party, place, district, lon, lat, valid_from, valid_to, known_from, detail, secret, by)
  select e.register, e.code, e.name, e.party, e.place, e.district, e.lon, e.lat, c.valid_from, c.valid_to, moment, e.detail, e.secret, e.by
    from jsonb_to_recordset(carries) as c(id bigint, valid_from date, valid_to date) join registry_entry e on e.id = c.id and e.id = any (ends);
  if entry is not null then
    insert into registry_entry (register, code, name, party, place, district, lon, lat, valid_from, valid_to, known_from, detail, secret, by)
    select of_register, of_code, n.name, n.party, n.place, n.district, n.lon, n.lat, n.valid_from, n.valid_to, moment, n.detail,
           jsonb_strip_nulls(coalesce((select e.secret from registry_entry e where e.id = secret_from and e.register = of_register and e.code = of_code), '{}') || given), n.by
      from jsonb_to_record(entry) as n(name text, party text, place text, district text, lon float8, lat float8, valid_from date, valid_to date, detail jsonb, by text)
    returning id into written;
  end if;
  return written;
end
$$;

revoke execute on function registry_open(text, text, jsonb, date, date) from public;
revoke execute on function registry_write(text, text, timestamptz, bigint[], jsonb, jsonb, bigint, jsonb) from public;
grant execute on function registry_open(text, text, jsonb, date, date) to xiushui_app, xiushui_system;
grant execute on function registry_write(text, text, timestamptz, bigint[], jsonb, jsonb, bigint, jsonb) to xiushui_app, xiushui_system;

-- One row an entry that holds today, as we know it now. The day is the one from which this version holds.
create view registry_facts as
  select 'registry.' || register as kind,
         register as ref_kind,
         code as ref_id,
         name,
         party,
         place,
         district,
         valid_from as day,
         null::numeric as amount,
         null::text as unit,
         'inForce'::text as status,
         known_from as known_at
    from registry_entry
   where known_to is null and valid_from <= registry_today() and (valid_to is null or valid_to > registry_today());
call guard_view('registry_facts');
