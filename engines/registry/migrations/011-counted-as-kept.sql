-- Counting reads every entry by the declaration of today, also those made before it. What an old entry holds where a number or a day is counted by now
-- may be a text of an earlier declaration: such an entry has no amount, or counts on its first day, and takes no figure down with it.
create function registry_amount(said jsonb) returns numeric language sql immutable parallel safe as $$
  select case when jsonb_typeof(said) = 'number' or (said #>> '{}') ~ '^[+-]?\d{1,30}(\.\d{1,30})?$' then (said #>> '{}')::numeric end
$$;

-- A text that is a real day, and nothing else: each test stands within the one that makes it possible.
create function registry_day(said text) returns date language sql immutable parallel safe as $$
  select case when said ~ '^[1-9]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$' then
    case when right(said, 2)::int <= extract(day from make_date(left(said, 4)::int, substr(said, 6, 2)::int, 1) + interval '1 month - 1 day')
      then make_date(left(said, 4)::int, substr(said, 6, 2)::int, right(said, 2)::int) end end
$$;

create or replace view registry_facts as
  select 'registry.' || e.register as kind,
         e.register as ref_kind,
         e.code as ref_id,
         e.name,
         e.party,
         e.place,
         e.district,
         coalesce(registry_day(e.detail ->> c.day), e.valid_from) as day,
         registry_amount(e.detail -> c.amount) as amount,
         c.unit,
         coalesce(e.detail ->> c.status, 'inForce') as status,
         e.known_from as known_at
    from registry_entry e left join registry_counted c on c.register = e.register
   where e.known_to is null and e.valid_from <= registry_today() and (e.valid_to is null or e.valid_to > registry_today())
  union all
  select c.kind, e.register, e.code, e.name, e.party, e.place, e.district,
         case when c.day is null then e.valid_from else registry_day(e.detail ->> c.day) end,
         registry_amount(e.detail -> c.amount),
         c.unit,
         coalesce(e.detail ->> c.status, 'inForce'),
         e.known_from
    from registry_counting c join registry_entry e on e.register = c.register
   where c.declared and e.known_to is null and e.valid_from <= registry_today() and (e.valid_to is null or e.valid_to > registry_today())
     and e.detail ?& c.has
     and (c.day is null or registry_day(e.detail ->> c.day) is not null)
     and not exists (select 1 from jsonb_each(c.says) asked where not asked.value ? coalesce(e.detail ->> asked.key, ''));
call guard_view('registry_facts');
