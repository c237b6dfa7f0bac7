-- Streams, readings, hours, days, silence. Laws O1–O6 stand in the README.

create table stream (
  id int generated always as identity primary key,
  station text not null,          -- MN of the logger
  place text not null,            -- the outlet it watches
  parameter text not null,        -- w01018, a21026 …
  quantity text not null,         -- value, min, max, total, converted …
  period text not null check (period in ('realtime', 'minute', 'hour', 'day')),
  origin text not null check (origin in ('logger', 'ours')),
  unit text not null,
  every_seconds int not null,     -- the expected calendar (O5)
  party text not null,
  district text not null,
  -- A logger moved to another outlet begins new streams there.
  unique (station, place, parameter, quantity, period, origin)
);
call guard('stream', 'scoped');
create index stream_place on stream (place, parameter);

-- O1: keyed by stream and observed time. O2: a re-upload that changes a value stands beside the first as the next revision.
-- The key is time first: readings arrive in time order, and such keys load more than twice as fast.
create table reading (
  observed_at timestamptz not null,
  stream int not null,
  revision smallint not null,
  value double precision,
  text text not null,
  mark text,
  frame bigint,
  received_at timestamptz not null,  -- by the gateway
  known_at timestamptz not null,     -- by us: when it was written and began to enter computations
  party text not null,
  district text not null,
  primary key (observed_at, stream, revision)
);
call guard('reading', 'scoped');
create index reading_stream on reading (stream, observed_at);

-- The newest reading of each stream, kept on write: asking the readings themselves takes seconds once there are millions.
create table latest (
  stream int primary key,
  observed_at timestamptz not null,
  value double precision,
  text text not null,
  mark text,
  frame bigint,
  received_at timestamptz not null,
  party text not null,
  district text not null
);
call guard('latest', 'scoped');

-- O3: hours and days are computed, never edited; a computation that comes out otherwise is the next revision.
create table hour (
  start_at timestamptz not null,
  stream int not null,
  revision smallint not null,
  basis text not null check (basis in ('realtime', 'minute', 'none')),
  value numeric,
  counts boolean not null,
  why text,
  covered_minutes double precision not null,
  due_minutes double precision not null,
  marks jsonb not null default '{}',
  logger_value numeric,
  differs boolean not null default false,
  computed_at timestamptz not null,
  party text not null,
  district text not null,
  primary key (start_at, stream, revision)
);
call guard('hour', 'scoped');
create index hour_stream on hour (stream, start_at);

create table day (
  day date not null,
  stream int not null,
  revision smallint not null,
  value numeric,
  weighted boolean not null,
  counts boolean not null,
  why text,
  covered_hours int not null,
  due_hours int not null,
  computed_at timestamptz not null,
  party text not null,
  district text not null,
  primary key (day, stream, revision)
);
call guard('day', 'scoped');

-- What has to be computed again, and when: readings put it off a little so that a batch is computed once.
create table due_period (
  station text not null,
  period text not null check (period in ('hour', 'day')),
  start_at timestamptz not null,
  due_at timestamptz not null,
  primary key (station, period, start_at)
);
call guard('due_period', 'internal');
-- A list of work and not a record: what is done leaves it.
grant delete on due_period to xiushui_system;
create index due_period_due on due_period (due_at);

-- O5: silence is a fact with a beginning and, one day, an end.
create table silence (
  id bigint generated always as identity primary key,
  station text not null,
  place text not null,
  from_at timestamptz not null,
  noticed_at timestamptz not null,
  to_at timestamptz,
  party text not null,
  district text not null
);
call guard('silence', 'scoped');
create unique index silence_open on silence (station) where to_at is null;
create index silence_place on silence (place, from_at);

create view hour_now as
  select distinct on (start_at, stream) * from hour order by start_at, stream, revision desc;
call guard_view('hour_now');

create view day_now as
  select distinct on (day, stream) * from day order by day, stream, revision desc;
call guard_view('day_now');

create view observation_facts as
  select 'observation.silence' as kind, 'silence' as ref_kind, s.id::text as ref_id, '数据中断 ' || s.station as name, s.party, s.place, s.district,
         (s.from_at at time zone 'Asia/Shanghai')::date as day, null::numeric as amount, null::text as unit,
         case when s.to_at is null then 'open' else 'ended' end as status, s.noticed_at as known_at
    from silence s
  union all
  select 'observation.hour', 'hour', h.stream || '@' || (extract(epoch from h.start_at) * 1000)::bigint, t.parameter, h.party, t.place, h.district,
         (h.start_at at time zone 'Asia/Shanghai')::date, h.value, t.unit, case when h.counts then 'counts' else 'doesNotCount' end, h.computed_at
    from hour_now h join stream t on t.id = h.stream;
call guard_view('observation_facts');
