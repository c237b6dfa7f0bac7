-- Parts of a register that are counted by themselves: the entries that say this and have those fields filled in, each a fact `registry.<register>.<id>`
-- beside the entry's own. Written when the house starts, from the declarations; one that is declared no longer yields nothing.
create table registry_counting (
  kind text primary key,
  register text not null,
  -- Of each field, the values it may have, as text.
  says jsonb not null,
  has text[] not null,
  status text,
  amount text,
  unit text,
  day text,
  declared boolean not null
);
call guard('registry_counting', 'shared');

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
   where e.known_to is null and e.valid_from <= registry_today() and (e.valid_to is null or e.valid_to > registry_today())
  union all
  select c.kind, e.register, e.code, e.name, e.party, e.place, e.district,
         case when c.day is null then e.valid_from else (e.detail ->> c.day)::date end,
         (e.detail ->> c.amount)::numeric,
         c.unit,
         coalesce(e.detail ->> c.status, 'inForce'),
         e.known_from
    from registry_counting c join registry_entry e on e.register = c.register
   where c.declared and e.known_to is null and e.valid_from <= registry_today() and (e.valid_to is null or e.valid_to > registry_today())
     and e.detail ?& c.has
     and not exists (select 1 from jsonb_each(c.says) asked where not asked.value ? coalesce(e.detail ->> asked.key, ''));
call guard_view('registry_facts');
