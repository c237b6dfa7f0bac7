-- Work that is due by the clock or was ordered by somebody. The queue itself is pg-boss's (schema pgboss, made by prepareJobs); these tables are what a
-- page may read of it, and what outlives a change of queue.

-- What this house does by the clock. `next_at` is moved on in the transaction that orders the run, so an hour missed while the house was down is
-- found due at the next start, once.
create table job_declared (
  job text primary key,
  says_zh text not null,
  says_en text not null,
  cron text,
  next_at timestamptz,
  declared_at timestamptz not null
);
call guard('job_declared', 'internal');

create table job_run (
  id uuid primary key,
  job text not null,
  key text not null,              -- the same key of a job is one run
  payload jsonb not null default '{}',
  by_name text not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'dead')),
  tries int not null default 0,
  says text,
  error text,
  queued_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  unique (job, key)
);
call guard('job_run', 'internal');
create index job_run_open on job_run (job) where state in ('waiting', 'running');
create index job_run_recent on job_run (job, queued_at desc);

-- Marks of what a job has already written, set in the transaction that writes it: a run repeated after a kill finds its mark.
create table job_mark (mark text primary key, at timestamptz not null);
call guard('job_mark', 'internal');
