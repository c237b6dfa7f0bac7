-- Finding entries among many (R2): what the search box looks in, where a thing lies, and one function that asks for a page with the scope applied inside.
-- Row security lets no `like` and no jsonb operator near an index, because they might leak what they compare: on 150 000 rows that is 40 ms instead of
-- 0.1. So the scope is tested by the function itself, and the rows are then read by id, under row security as always.
alter table registry_entry
  -- Code, name and searched fields in lower case, with the pinyin and the initials of what is Chinese. Written by words.ts; not part of what is sealed.
  add column words text not null default '',
  -- A line or an area, as GeoJSON in degrees of CGCS2000.
  add column shape jsonb,
  -- Of what survey the position is, when that is not simply CGCS2000: 'GCJ-02' means converted from it.
  add column datum text,
  -- The import that wrote this version.
  add column batch bigint,
  add column extent box;
update registry_entry set extent = box(point(lon, lat), point(lon, lat)) where lon is not null;
grant select (shape, datum, batch) on registry_entry to xiushui_app;

create index registry_entry_words on registry_entry using gin (words gin_trgm_ops) where known_to is null;
create index registry_entry_extent on registry_entry using gist (register, extent) where known_to is null and extent is not null;
create index registry_entry_batch on registry_entry (batch) where batch is not null;

-- What a declared number is for an index and a comparison; nothing when an old version holds a text there.
create function registry_number(value jsonb) returns float8 language sql immutable parallel safe as $$
  select case jsonb_typeof(value) when 'number' then (value #>> '{}')::float8 end
$$;

-- Ids of fields go into statements by name, so they must look like names and nothing else.
create function registry_field(field text) returns text language plpgsql immutable as $$
begin
  if field is null or field !~ '^[a-z][A-Za-z0-9]{0,63}$' then
    raise exception 'no field is called %', field using errcode = 'invalid_parameter_value';
  end if;
  return field;
end
$$;

-- What is asked for, as a condition with every value quoted. `wanted`: text (parts, all of which must be found), textIn (fields searched beside the
-- words), parties, places, districts, codes, box [west, south, east, north], where [{ field, as, is | from, to | given }].
create function registry_where(of_register text, on_day date, known timestamptz, wanted jsonb)
returns text language plpgsql stable set search_path = xiushui, public, pg_temp as $$
declare
  said text := format('e.register = %L and e.valid_from <= %L::date and (e.valid_to is null or e.valid_to > %L::date)', of_register, on_day, on_day);
  one jsonb;
  part text;
  pattern text;
  value text;
begin
  said := said || case when known is null then ' and e.known_to is null'
    else format(' and e.known_from <= %L::timestamptz and (e.known_to is null or e.known_to > %L::timestamptz)', known, known) end;
  if registry_bound() and current_setting('app.scope', true) is distinct from '*' then
    if not has_scope() then return 'false'; end if;
    said := said || format(' and (e.district = any (%L::text[]) or e.district = ''*'' or e.party = %L)',
      string_to_array(coalesce(current_setting('app.scope', true), ''), ','), nullif(current_setting('app.party', true), ''));
  end if;
  for part in select jsonb_array_elements_text(coalesce(wanted -> 'text', '[]')) loop
    pattern := '%' || replace(replace(replace(part, '\', '\\'), '%', '\%'), '_', '\_') || '%';
    said := said || format(' and (e.words like %L', pattern);
    for value in select jsonb_array_elements_text(coalesce(wanted -> 'textIn', '[]')) loop
      said := said || format(' or lower(e.detail ->> %L) like %L', registry_field(value), pattern);
    end loop;
    said := said || ')';
  end loop;
  if wanted ? 'codes' then said := said || format(' and e.code = any (%L::text[])', array(select jsonb_array_elements_text(wanted -> 'codes'))); end if;
  if wanted ? 'parties' then said := said || format(' and e.party = any (%L::text[])', array(select jsonb_array_elements_text(wanted -> 'parties'))); end if;
  if wanted ? 'places' then said := said || format(' and e.place = any (%L::text[])', array(select jsonb_array_elements_text(wanted -> 'places'))); end if;
  if wanted ? 'districts' then said := said || format(' and e.district = any (%L::text[])', array(select jsonb_array_elements_text(wanted -> 'districts'))); end if;
  if wanted ? 'box' then
    said := said || format(' and e.extent is not null and e.extent && box(point(%L::float8, %L::float8), point(%L::float8, %L::float8))',
      wanted -> 'box' ->> 0, wanted -> 'box' ->> 1, wanted -> 'box' ->> 2, wanted -> 'box' ->> 3);
  end if;
  for one in select jsonb_array_elements(coalesce(wanted -> 'where', '[]')) loop
    part := registry_field(one ->> 'field');
    if one ? 'given' then
      said := said || format(' and (e.detail ? %L) = %L::boolean', part, one ->> 'given');
    elsif one ? 'is' and one ->> 'as' = 'number' then
      said := said || format(' and coalesce(registry_number(e.detail -> %L), ''-Infinity'') = any (%L::float8[])', part, array(select jsonb_array_elements_text(one -> 'is')));
    elsif one ? 'is' and one ->> 'as' = 'choices' then
      said := said || format(' and string_to_array(e.detail ->> %L, '';'') && %L::text[]', part, array(select jsonb_array_elements_text(one -> 'is')));
    elsif one ? 'is' then
      said := said || format(' and coalesce(e.detail ->> %L, '''') = any (%L::text[])', part, array(select jsonb_array_elements_text(one -> 'is')));
    elsif one ->> 'as' = 'number' then
      said := said || format(' and e.detail ? %L', part);
      if one ? 'from' then said := said || format(' and coalesce(registry_number(e.detail -> %L), ''-Infinity'') >= %L::float8', part, one ->> 'from'); end if;
      if one ? 'to' then said := said || format(' and coalesce(registry_number(e.detail -> %L), ''-Infinity'') <= %L::float8', part, one ->> 'to'); end if;
    else
      said := said || format(' and e.detail ? %L', part);
      if one ? 'from' then said := said || format(' and coalesce(e.detail ->> %L, '''') >= %L', part, one ->> 'from'); end if;
      if one ? 'to' then said := said || format(' and coalesce(e.detail ->> %L, '''') <= %L', part, one ->> 'to'); end if;
    end if;
  end loop;
  return said;
end
$$;

-- The ids of one page in a whole order (the code decides between equals), each with the value it is sorted by, and how many there are on all pages.
-- `wanted` as above, and: sort { column | field, number }, descending, after { value, code }, most. The plan is the caller's to see with `explained`.
create function registry_find(of_register text, on_day date, known timestamptz, wanted jsonb, explained boolean default false)
returns table (id bigint, sorted text, total int, plan text) language plpgsql security definer set search_path = xiushui, public, pg_temp as $$
declare
  said text := registry_where(of_register, coalesce(on_day, registry_today()), known, wanted);
  field text := wanted -> 'sort' ->> 'field';
  is_number boolean := coalesce((wanted -> 'sort' ->> 'number')::boolean, false);
  key text := case
    when field is not null and is_number then format('coalesce(registry_number(e.detail -> %L), ''-Infinity'')', registry_field(field))
    when field is not null then format('coalesce(e.detail ->> %L, '''')', registry_field(field))
    else case wanted -> 'sort' ->> 'column'
      when 'name' then 'e.name' when 'party' then 'coalesce(e.party, '''')' when 'district' then 'e.district'
      when 'validFrom' then 'e.valid_from' when 'validTo' then 'coalesce(e.valid_to, ''infinity''::date)' else 'e.code' end end;
  kind text := case when field is not null and is_number then 'float8' when wanted -> 'sort' ->> 'column' in ('validFrom', 'validTo') then 'date' else 'text' end;
  way text := case when coalesce((wanted ->> 'descending')::boolean, false) then 'desc' else 'asc' end;
  page text;
  count int;
begin
  page := format('select e.id, (%s)::text as sorted from registry_entry e where %s', key, said);
  if wanted ? 'after' then
    page := page || format(' and (%s, e.code) %s (%L::%s, %L)', key, case way when 'desc' then '<' else '>' end,
      wanted -> 'after' ->> 'value', kind, wanted -> 'after' ->> 'code');
  end if;
  page := page || format(' order by %s %s, e.code %s limit %s', key, way, way, (wanted ->> 'most')::int);
  if explained then
    for page in execute 'explain (analyze, buffers, costs off) ' || page loop
      id := null; sorted := null; total := null; plan := page; return next;
    end loop;
    return;
  end if;
  execute 'select count(*)::int from registry_entry e where ' || said into count;
  return query execute format('select p.id, p.sorted, %s, null::text from (%s) p', count, page);
  if not found then
    id := null; sorted := null; total := count; plan := null; return next;
  end if;
end
$$;

-- How often each value of a declared field (or a district) stands in what is asked for, most frequent first.
create function registry_facet(of_register text, on_day date, known timestamptz, wanted jsonb, field text, splits boolean, most int)
returns table (value text, n int) language plpgsql security definer set search_path = xiushui, public, pg_temp as $$
declare
  said text := registry_where(of_register, coalesce(on_day, registry_today()), known, wanted);
  key text := case when field = 'district' then 'e.district'
    when splits then format('unnest(string_to_array(coalesce(e.detail ->> %L, ''''), '';''))', registry_field(field))
    else format('coalesce(e.detail ->> %L, '''')', registry_field(field)) end;
begin
  return query execute format('select v, count(*)::int from (select %s as v from registry_entry e where %s) x group by v order by 2 desc, 1 limit %s', key, said, most);
end
$$;

-- What lies in a window, gathered in a grid of so many degrees: how many, where their middle is, and one id when there is but one.
create function registry_grid(of_register text, on_day date, known timestamptz, wanted jsonb, degrees float8)
returns table (lon float8, lat float8, n int, id bigint) language plpgsql security definer set search_path = xiushui, public, pg_temp as $$
declare
  said text := registry_where(of_register, coalesce(on_day, registry_today()), known, wanted);
begin
  if degrees is null or degrees <= 0 then raise exception 'a grid has cells' using errcode = 'invalid_parameter_value'; end if;
  return query execute format(
    'select avg(x), avg(y), count(*)::int, case when count(*) = 1 then min(id) end
       from (select e.id, coalesce(e.lon, (center(e.extent))[0]) as x, coalesce(e.lat, (center(e.extent))[1]) as y from registry_entry e where %s and e.extent is not null) p
      group by floor(x / %L::float8), floor(y / %L::float8)', said, degrees, degrees);
end
$$;

-- Many codes at once, for one change or for a chunk of an import. `asked`: [{ code, given, from, until }]. A few codes are locked one by one, in order;
-- a chunk holds the register, which a single change only shares, so that it needs no thousand locks.
create function registry_open_many(of_register text, asked jsonb)
returns table (code text, version jsonb, elsewhere boolean, latest bigint) language plpgsql security definer set search_path = xiushui, public, pg_temp as $$
declare
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
    select a.code, null::jsonb, coalesce(bool_or(not registry_sees(e.district, e.party) and daterange(e.valid_from, e.valid_to) && daterange(a."from", a.until)) filter (where e.id is not null), false),
           ceil(extract(epoch from max(greatest(e.known_from, e.known_to))) * 1000)::bigint
      from jsonb_to_recordset(asked) as a(code text, given jsonb, "from" date, until date)
      left join registry_entry e on e.register = of_register and e.code = a.code and e.known_to is null
     group by a.code;
  return query
    select a.code, to_jsonb(e) - 'secret' - 'words' - 'extent' || jsonb_build_object(
             'known_from', round(extract(epoch from e.known_from) * 1000),
             'secrets', (select coalesce(jsonb_agg(k), '[]') from jsonb_object_keys(e.secret) k),
             'same_secret', a.given = '{}' or (not registry_bound() and e.secret @> a.given)),
           null::boolean, null::bigint
      from jsonb_to_recordset(asked) as a(code text, given jsonb, "from" date, until date)
      join registry_entry e on e.register = of_register and e.code = a.code and e.known_to is null and registry_sees(e.district, e.party)
     order by a.code, e.valid_from;
end
$$;

-- Carries out decided changes at one moment each. `changes`: [{ code, at (ms), ends, carries, entry, secret_from, given }]. What the exclusion
-- constraints refuse is thrown. Answers the id each new version got.
create function registry_write_many(of_register text, changes jsonb)
returns table (code text, id bigint) language plpgsql security definer set search_path = xiushui, public, pg_temp as $$
declare
  ended int;
  wanted int;
begin
  if exists (
       select 1 from jsonb_array_elements(changes) c, jsonb_array_elements_text(c -> 'ends') x join registry_entry e on e.id = x::bigint
        where not registry_sees(e.district, e.party))
     or exists (
       select 1 from jsonb_array_elements(changes) c
        where jsonb_typeof(c -> 'entry') = 'object' and not registry_sees(c -> 'entry' ->> 'district', c -> 'entry' ->> 'party'))
     or exists (
       select 1 from jsonb_array_elements(changes) c join registry_entry e on e.id = (c ->> 'secret_from')::bigint
        where not registry_sees(e.district, e.party)) then
    raise exception 'an entry of % is beyond the scope of this transaction', of_register using errcode = 'insufficient_privilege';
  end if;
  update registry_entry e set known_to = to_timestamp((c ->> 'at')::float8 / 1000)
    from jsonb_array_elements(changes) c, jsonb_array_elements_text(c -> 'ends') x
   where e.id = x::bigint and e.register = of_register and e.code = c ->> 'code' and e.known_to is null;
  get diagnostics ended = row_count;
  select coalesce(sum(jsonb_array_length(c -> 'ends')), 0) into wanted from jsonb_array_elements(changes) c;
  if ended <> wanted then
    raise exception 'the plan for % speaks of versions that are not known now', of_register;
  end if;
  insert into registry_entry (register, code, name, party, place, district, lon, lat, valid_from, valid_to, known_from, detail, secret, by, words, shape, datum, batch, extent)
  select e.register, e.code, e.name, e.party, e.place, e.district, e.lon, e.lat, k.valid_from, k.valid_to, to_timestamp((c ->> 'at')::float8 / 1000),
         e.detail, e.secret, e.by, e.words, e.shape, e.datum, e.batch, e.extent
    from jsonb_array_elements(changes) c, jsonb_to_recordset(c -> 'carries') as k(id bigint, valid_from date, valid_to date)
    join registry_entry e on e.id = k.id
   where c -> 'ends' @> to_jsonb(k.id);
  return query
    insert into registry_entry as w (register, code, name, party, place, district, lon, lat, valid_from, valid_to, known_from, detail, secret, by, words, shape, datum, batch, extent)
    select of_register, c ->> 'code', n.name, n.party, n.place, n.district, n.lon, n.lat, n.valid_from, n.valid_to, to_timestamp((c ->> 'at')::float8 / 1000), n.detail,
           jsonb_strip_nulls(coalesce((select e.secret from registry_entry e where e.id = (c ->> 'secret_from')::bigint and e.register = of_register and e.code = c ->> 'code'), '{}')
             || coalesce(c -> 'given', '{}')),
           n.by, coalesce(n.words, ''), n.shape, n.datum, n.batch, n.extent::box
      from jsonb_array_elements(changes) with ordinality as o(c, place),
           jsonb_to_record(c -> 'entry') as n(name text, party text, place text, district text, lon float8, lat float8, valid_from date, valid_to date,
                                               detail jsonb, by text, words text, shape jsonb, datum text, batch bigint, extent text)
     where jsonb_typeof(c -> 'entry') = 'object' order by place
    returning w.code, w.id;
end
$$;

-- Who holds a value that no two may hold on one day; the code only where the asker may see it.
create function registry_holder(of_register text, field text, value text, not_code text, first_day date, end_day date)
returns table (code text, is_seen boolean) language plpgsql stable security definer set search_path = xiushui, public, pg_temp as $$
begin
  return query execute format(
    'select case when registry_sees(e.district, e.party) then e.code end, registry_sees(e.district, e.party) from registry_entry e
      where e.register = %L and e.known_to is null and coalesce(e.detail ->> %L, '''') = %L and e.code <> %L
        and daterange(e.valid_from, e.valid_to) && daterange(%L, %L) limit 1',
    of_register, registry_field(field), value, not_code, first_day, end_day);
end
$$;

-- The words of entries written before there were words, by our own jobs.
create function registry_note_words(ids bigint[], said text[]) returns void language sql security definer set search_path = xiushui, public, pg_temp as $$
  update registry_entry e set words = n.said from unnest(ids, said) as n(id, said) where e.id = n.id
$$;

-- What was declared of each register when the house last started: how `xiushui schema diff` knows a new field from a renamed one.
create table registry_declared (
  register text primary key,
  fields jsonb not null,
  made jsonb not null default '{}',
  at timestamptz not null
);
call guard('registry_declared', 'internal');

drop function registry_open(text, text, jsonb, date, date);
drop function registry_write(text, text, timestamptz, bigint[], jsonb, jsonb, bigint, jsonb);

do $$
declare
  one text;
begin
  foreach one in array array[
    'registry_find(text, date, timestamptz, jsonb, boolean)', 'registry_facet(text, date, timestamptz, jsonb, text, boolean, int)',
    'registry_grid(text, date, timestamptz, jsonb, float8)', 'registry_open_many(text, jsonb)', 'registry_write_many(text, jsonb)',
    'registry_holder(text, text, text, text, date, date)'] loop
    execute format('revoke execute on function %s from public', one);
    execute format('grant execute on function %s to xiushui_app, xiushui_system', one);
  end loop;
  revoke execute on function registry_where(text, date, timestamptz, jsonb) from public;
  revoke execute on function registry_note_words(bigint[], text[]) from public;
  grant execute on function registry_note_words(bigint[], text[]) to xiushui_system;
end
$$;
