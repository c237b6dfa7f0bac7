-- Files, acts, clocks. Laws C1–C8 stand in the README.
create table case_file (
  id bigint generated always as identity primary key,
  number text not null unique,
  procedure text not null,
  procedure_from date not null,
  subject_key text not null,
  title text not null,
  party text not null,
  party_name text not null,
  place text,
  place_name text,
  district text not null,
  level int not null default 1,
  step text not null,
  status text not null default 'open' check (status in ('open', 'closed')),
  closing text,
  waiting_for text,
  opened_at timestamptz not null,
  closed_at timestamptz,
  due_at timestamptz,
  acts int not null default 0
);
call guard('case_file', 'scoped', 'insert, update');
-- One open file a subject: a second alarm about the same thing joins the file that is open.
create unique index case_file_open on case_file (procedure, subject_key) where status = 'open';
create index case_file_status on case_file (status, opened_at);
create index case_file_party on case_file (party);
create index case_file_place on case_file (place);

create table case_act (
  id text primary key,            -- file/seq
  file bigint not null references case_file,
  seq int not null,
  step text not null,
  because text,                   -- key of what caused a system's act: the same cause twice is one act
  by_login text,
  by_name text not null,
  by_role text not null,
  says jsonb not null default '{}',
  effects jsonb not null default '[]',
  late boolean not null default false,
  at timestamptz not null,
  party text not null,
  district text not null,
  unique (file, seq)
);
call guard('case_act', 'scoped', 'insert');
create unique index case_act_because on case_act (file, because) where because is not null;
create index case_file_subject on case_file (procedure, subject_key);

create table case_clock (
  id bigint generated always as identity primary key,
  file bigint not null references case_file,
  step text not null,
  else_step text not null,
  started_at timestamptz not null,
  due_at timestamptz not null,
  stopped_at timestamptz,
  fired_at timestamptz,
  explains text not null,
  party text not null,
  district text not null
);
call guard('case_clock', 'scoped', 'insert, update');
create index case_clock_due on case_clock (due_at) where stopped_at is null and fired_at is null;
create unique index case_clock_open on case_clock (file) where stopped_at is null and fired_at is null;

-- One fact an act: opening, reply, closing are all acts, so every count of a procedure is a count of these.
create view case_facts as
  select 'case.' || f.procedure || '.' || a.step as kind, 'file' as ref_kind, f.id::text as ref_id, f.number || ' ' || f.title as name, f.party, f.place, f.district,
         (a.at at time zone 'Asia/Shanghai')::date as day, f.level::numeric as amount, '级'::text as unit,
         case when a.late then 'late' else 'onTime' end as status, a.at as known_at
    from case_act a join case_file f on f.id = a.file;
call guard_view('case_facts');
