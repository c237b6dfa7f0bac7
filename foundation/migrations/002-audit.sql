-- Who did what in the house: who signed in, who changed rights and settings, who carried data out. Written in the transaction of what it speaks of,
-- sealed in the chain of its day, changed by nobody.
create sequence audit_event_id_seq;
create table audit_event (
  id bigint primary key default nextval('audit_event_id_seq'),
  did text not null,
  by text not null,
  by_name text not null,
  about_kind text,
  about_id text,
  says text not null,
  says_en text not null,
  detail jsonb not null default '{}',
  from_address text,
  party text,
  district text not null,
  at timestamptz not null
);
call guard('audit_event', 'scoped', 'insert');
revoke update on audit_event from xiushui_system;
grant usage on sequence audit_event_id_seq to xiushui_app, xiushui_system;
-- An event is read by those whose district it is; one of the whole house ('*') by those who see the whole city, and not, as elsewhere, by everyone.
drop policy everyone on audit_event;
-- An act is recorded wherever it falls: a record must never fail because its author may not read it.
create policy recording on audit_event for insert to xiushui_app with check (has_scope());
create index audit_event_at on audit_event (at desc, id desc);
create index audit_event_by on audit_event (by, at desc);
create index audit_event_about on audit_event (about_kind, about_id);

-- The same for the text of it that waits to be sealed.
create policy recording on chain_row for insert to xiushui_app with check (has_scope() and chain like 'audit/%');
drop policy everyone on chain_row;
create policy everyone on chain_row for select to xiushui_app using (district = '*' and has_scope() and chain not like 'audit/%');
