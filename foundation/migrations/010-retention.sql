-- How long things are kept, what may not go, and the one way in which anything goes (F19).

-- Which tables may lose rows, of what kind they are, and how a row's time, party and place are found in it. Declared by the house at its start, as the
-- owner; no role of ours may write it, for what stands here becomes part of a statement.
create table retention_table (
  name text primary key,
  kind text not null,
  -- Expressions over the row `t`.
  time text not null,
  party text,
  place text,
  -- True for a row that something kept still cites.
  cited text,
  -- Rows that are no record of anything: gone without asking once they are this old; null asks two administrators.
  sweep_after_days int check (sweep_after_days >= 1)
);
call guard('retention_table', 'internal');
revoke insert, update on retention_table from xiushui_system;

-- What is held whatever its age: for a dispute, an appeal, an inquiry.
create table legal_hold (
  id bigint generated always as identity primary key,
  party text,
  place text,
  from_day date,
  to_day date,
  -- The file it was set for, for reading.
  file text,
  reason text not null check (reason <> ''),
  set_by text not null,
  set_by_name text not null,
  set_at timestamptz not null,
  lifted_by text,
  lifted_by_name text,
  lifted_why text,
  lifted_at timestamptz,
  check (party is not null or place is not null or from_day is not null or to_day is not null),
  check ((lifted_at is null) = (lifted_by is null))
);
call guard('legal_hold', 'internal');
create index legal_hold_standing on legal_hold (id) where lifted_at is null;

-- A removal, from the report to the end. The system prepares it, one administrator proposes it, another confirms it.
create table purge_proposal (
  id bigint generated always as identity primary key,
  kind text not null,
  -- Everything of the kind from before this day, but what is held or cited.
  before date not null,
  state text not null default 'prepared' check (state in ('prepared', 'proposed', 'confirmed', 'done', 'dropped')),
  report jsonb not null,
  prepared_at timestamptz not null,
  proposed_by text,
  proposed_by_name text,
  proposed_at timestamptz,
  decided_by text,
  decided_by_name text,
  decided_at timestamptz,
  decided_why text,
  -- What has gone so far, moved on in the transaction that removes it.
  outcome jsonb not null default '{}',
  ended_at timestamptz,
  check (state not in ('proposed', 'confirmed', 'done') or proposed_by is not null),
  check (state not in ('confirmed', 'done') or decided_by is not null),
  -- Two people, whatever a page or a job of ours may say.
  check (state not in ('confirmed', 'done') or decided_by <> proposed_by)
);
call guard('purge_proposal', 'internal');
create unique index purge_proposal_open on purge_proposal (kind) where state in ('prepared', 'proposed', 'confirmed');

-- A chain whose rows 1 to `through` have gone: verification begins behind them, with the seal of the last, which a signed head knows too.
create table chain_purge (
  chain text primary key,
  through bigint not null,
  seal text not null,
  proposal bigint not null references purge_proposal,
  at timestamptz not null
);
call guard('chain_purge', 'internal');
revoke insert, update on chain_purge from xiushui_system;

-- A hold stands in the way of a row when everything it names is so of the row. A table that knows no party is not touched by a hold on a party.
create function retention_held(t retention_table) returns text language sql stable as $$
  select format(
    'exists (select from legal_hold h where h.lifted_at is null and (h.party is null or h.party = %s) and (h.place is null or h.place = %s)
       and (h.from_day is null or %s >= h.from_day::timestamp at time zone ''Asia/Shanghai'')
       and (h.to_day is null or %s < (h.to_day + 1)::timestamp at time zone ''Asia/Shanghai''))',
    coalesce(t.party, 'null'), coalesce(t.place, 'null'), t.time, t.time)
$$;

-- The conditions of a table as text, for a report: `old` is of age, `held` and `cited` keep it.
create function retention_conditions(of_table text) returns table (old text, held text, cited text) language sql stable as $$
  select format('%s < $1', t.time), retention_held(t), coalesce(t.cited, 'false') from retention_table t where t.name = of_table
$$;

-- Removes at most so many rows of a table and answers with what they said. Nobody has the right to delete from these tables; this is how it is done.
create function retention_purge(of_proposal bigint, of_table text, before_moment timestamptz, most int) returns setof text
language plpgsql security definer set search_path = xiushui, pg_temp as $$
declare
  t retention_table;
  p purge_proposal;
begin
  select * into strict t from retention_table r where r.name = of_table;
  if t.sweep_after_days is null then
    select * into strict p from purge_proposal o where o.id = of_proposal for share;
    if p.state <> 'confirmed' or p.kind <> t.kind or before_moment > p.before::timestamp at time zone 'Asia/Shanghai' then
      raise exception 'nobody confirmed that % of before % may go', of_table, before_moment using errcode = 'insufficient_privilege';
    end if;
  elsif before_moment > now() - make_interval(days => t.sweep_after_days) then
    raise exception '% is kept for % days', of_table, t.sweep_after_days using errcode = 'insufficient_privilege';
  end if;
  return query execute format(
    'delete from %1$I t where t.ctid = any (array(select t.ctid from %1$I t where %2$s < $1 and not (%3$s) and not (%4$s) limit $2 for update skip locked)) returning t::text',
    t.name, t.time, retention_held(t), coalesce(t.cited, 'false')) using before_moment, most;
end
$$;

-- Removes one whole audit chain with the events it seals, once its end is known to a signed head. Its head stays, and with chain_purge it still verifies.
create function retention_purge_chain(of_proposal bigint, of_chain text, moment timestamptz) returns setof text
language plpgsql security definer set search_path = xiushui, pg_temp as $$
declare
  p purge_proposal;
  h chain_head;
begin
  select * into strict p from purge_proposal o where o.id = of_proposal for share;
  if p.state <> 'confirmed' or p.kind <> 'audit' or of_chain !~ '^audit/\d{4}-\d{2}-\d{2}$' or substring(of_chain from 7)::date >= p.before then
    raise exception 'nobody confirmed that % may go', of_chain using errcode = 'insufficient_privilege';
  end if;
  select * into strict h from chain_head c where c.chain = of_chain;
  if not exists (select from day_head_chain d where d.chain = of_chain and d.position = h.position and d.seal = h.seal) then
    raise exception 'the end of % is in no signed head', of_chain using errcode = 'insufficient_privilege';
  end if;
  if exists (select from chain_row r where r.chain = of_chain and r.position is null) then
    raise exception '% has rows that are not sealed', of_chain using errcode = 'insufficient_privilege';
  end if;
  if exists (select from chain_row r join legal_hold l on l.lifted_at is null and (l.party is null or l.party = r.party) and l.place is null
                and (l.from_day is null or substring(of_chain from 7)::date >= l.from_day) and (l.to_day is null or substring(of_chain from 7)::date <= l.to_day)
              where r.chain = of_chain) then
    raise exception '% is held', of_chain using errcode = 'insufficient_privilege';
  end if;
  insert into chain_purge (chain, through, seal, proposal, at) values (of_chain, h.position, h.seal, of_proposal, moment);
  delete from audit_event e using chain_row r where r.chain = of_chain and r.about_kind = 'auditEvent' and e.id::text = r.about_id;
  return query with gone as (delete from chain_row r where r.chain = of_chain returning r.*) select g.seal from gone g order by g.position;
end
$$;

revoke execute on function retention_purge(bigint, text, timestamptz, int) from public;
revoke execute on function retention_purge_chain(bigint, text, timestamptz) from public;
grant execute on function retention_purge(bigint, text, timestamptz, int) to xiushui_system;
grant execute on function retention_purge_chain(bigint, text, timestamptz) to xiushui_system;
