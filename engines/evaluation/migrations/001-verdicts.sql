-- Verdicts. Never changed; a later one names the one it supersedes. Laws E1–E7 stand in the README.
create table verdict (
  id bigint generated always as identity primary key,
  place text not null,
  parameter text not null,
  quantity text not null,
  period text not null check (period in ('hour', 'day')),
  start_at timestamptz not null,
  stream int not null,
  revision smallint not null,
  outcome text not null check (outcome in ('within', 'over', 'cannotJudge')),
  consequence text not null check (consequence in ('none', 'reminder', 'exceedance')),
  value numeric,
  unit text not null,
  limit_id text,
  limit_value numeric,
  multiple numeric,
  reason text,
  law_release text not null,
  method text not null,
  method_version text not null,
  input_hash text not null,
  input jsonb,
  supersedes bigint references verdict,
  known_at timestamptz not null,
  party text not null,
  district text not null
);
call guard('verdict', 'scoped');
create index verdict_subject on verdict (place, parameter, quantity, period, start_at);
create unique index verdict_supersedes on verdict (supersedes) where supersedes is not null;

create view verdict_now as
  select distinct on (place, parameter, quantity, period, start_at) * from verdict order by place, parameter, quantity, period, start_at, id desc;
call guard_view('verdict_now');

create view evaluation_facts as
  select 'evaluation.' || v.period as kind, 'verdict' as ref_kind, v.id::text as ref_id,
         v.parameter || ' ' || to_char(v.start_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as name, v.party, v.place, v.district,
         (v.start_at at time zone 'Asia/Shanghai')::date as day, v.value as amount, v.unit, v.outcome as status, v.known_at
    from verdict_now v;
call guard_view('evaluation_facts');
