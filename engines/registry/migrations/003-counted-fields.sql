-- What of an entry is counted by: which declared fields are the status, the amount and the day of its fact. Written when the house starts, from the
-- declarations; a register that says nothing counts by its first day, as before.
create table registry_counted (
  register text primary key,
  status text,
  amount text,
  unit text,
  day text
);
call guard('registry_counted', 'shared');

create or replace view registry_facts as
  select 'registry.' || e.register as kind,
         e.register as ref_kind,
         e.code as ref_id,
         e.name,
         e.party,
         e.place,
         e.district,
         coalesce((e.detail ->> c.day)::date, e.valid_from) as day,
         (e.detail ->> c.amount)::numeric as amount,
         c.unit,
         coalesce(e.detail ->> c.status, 'inForce') as status,
         e.known_from as known_at
    from registry_entry e left join registry_counted c on c.register = e.register
   where e.known_to is null and e.valid_from <= registry_today() and (e.valid_to is null or e.valid_to > registry_today());
call guard_view('registry_facts');
