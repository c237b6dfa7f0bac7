-- What belongs to one account alone: rows carry `login` and are seen and written by whoever opened the transaction under that name, by nobody else.
create function is_own(login text) returns boolean language sql stable parallel safe as $$
  select coalesce(login = nullif(current_setting('app.login', true), ''), false)
$$;

create procedure guard_own(target regclass, writes text default '') language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('create policy jobs on %s to xiushui_system using (true) with check (true)', target);
  execute format('grant select, insert, update on %s to xiushui_system', target);
  execute format('create policy own on %s to xiushui_app using (is_own(login)) with check (is_own(login))', target);
  execute format('grant select %s on %s to xiushui_app', case when writes = '' then '' else ', ' || writes end, target);
  execute format('comment on table %s is %L', target, 'guard: own');
end
$$;

-- The same request twice is one request, answered with what the first was answered (F16). Written in the transaction of what was asked.
create table request_answer (
  login text not null,
  key text not null,
  asked text not null,
  answer jsonb not null,
  at timestamptz not null,
  primary key (login, key)
);
call guard_own('request_answer', 'insert');
create index request_answer_at on request_answer (at);

-- Its forerunner was seen by everyone with a scope. Nobody reads it any more; what it holds is left for whoever audits an older version's acts.
drop policy scope on request_key;
revoke all on request_key from xiushui_app;
comment on table request_key is 'guard: internal';
