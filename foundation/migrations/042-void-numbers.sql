-- A document whose number was declared void is made anew under the next one: the same content may stand there twice, under two numbers.
do $$
declare once text;
begin
  select conname into strict once from pg_constraint where conrelid = 'document'::regclass and contype = 'u';
  execute format('alter table document drop constraint %I', once);
end $$;
alter table document add constraint document_made_once
  unique (about_kind, about_id, template, template_version, printer, filling_hash, number);
