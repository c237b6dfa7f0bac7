-- What is counted is found by its register. Row security lets no condition near an index that might leak what it compares, and 'registry.' || register is
-- one: every figure read every entry there is, 0.4 s beside 150 000 outfalls, each. So the kind is said by a row a register, which is there as soon as the
-- register has an entry, and the entries are then met by their register, which an index may.
insert into registry_counted (register) select distinct register from registry_entry on conflict do nothing;

create function registry_is_counted() returns trigger language plpgsql security definer set search_path = xiushui, pg_temp as $$
begin
  insert into registry_counted (register) select distinct register from written on conflict do nothing;
  return null;
end
$$;
-- Only the trigger calls it.
revoke execute on function registry_is_counted() from public;
create trigger registry_is_counted after insert on registry_entry referencing new table as written
  for each statement execute function registry_is_counted();

create or replace view registry_facts as
  select 'registry.' || c.register as kind,
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
    from registry_counted c join registry_entry e on e.register = c.register
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
