-- The books: what is counted (asset), who holds how much (account), and what moved (transfer).
--
-- Everything that counts is written through two functions of the owner, `ledger_open` and `ledger_write`; no role of ours may write a transfer or
-- a balance in any other way. The reason: a firm's own transaction must be able to move points from the city's issuing account to the firm's,
-- and row security, which tests only district and party, would have to show everyone the city's account to allow that. The functions step over row
-- security and apply the rule of reach themselves:
--
--   an account in the caller's scope may give; a common account (an issuing one, without a floor, or one of no firm kept for everyone, with the
--   district '*', such as a year's pool) may give to an account in the caller's scope.
--
-- They decide nothing else. Why an order is refused is said in post.ts and only there; what stands here are the last lines behind it: the checks
-- of the tables (L1, L2) and the absence of any right to change a transfer (L3).

create table ledger_asset (
  id text primary key,
  book text not null,
  name text not null,
  unit text not null,
  -- Amounts are whole numbers of the smallest part: with scale 2, 12345 is 123.45.
  scale int not null check (scale between 0 and 9),
  unique (book, id)
);
call guard('ledger_asset', 'shared');

create table ledger_account (
  id text primary key,
  book text not null,
  asset text not null,
  name text not null,
  party text,
  district text not null,
  opened_on date not null,
  -- Null: may go below zero without end. That is an issuing account; it belongs to the body that keeps the book and to no firm.
  floor bigint default 0 check (floor <= 0 or floor is null),
  balance bigint not null default 0,
  foreign key (book, asset) references ledger_asset (book, id),
  unique (id, asset),
  constraint not_below_floor check (floor is null or balance >= floor),
  constraint issuer_belongs_to_no_party check (floor is not null or party is null)
);
call guard('ledger_account', 'scoped');
grant insert (id, book, asset, name, party, district, opened_on, floor) on ledger_account to xiushui_app;
revoke insert, update on ledger_account from xiushui_system;
grant insert (id, book, asset, name, party, district, opened_on, floor) on ledger_account to xiushui_system;
create index ledger_account_party on ledger_account (party, book) where party is not null;
create index ledger_account_book on ledger_account (book, id);

create table ledger_transfer (
  id text primary key,
  -- Order of posting. Given out while both accounts are locked, so for one account it is the order in which its balance moved.
  position bigint generated always as identity unique,
  book text not null,
  asset text not null,
  from_account text not null,
  to_account text not null,
  -- Names as they stood that day: a statement names the other side, whose account its reader may not see.
  from_name text not null,
  to_name text not null,
  amount bigint not null check (amount > 0),
  day date not null,
  says text not null,
  about_kind text,
  about_id text,
  by text not null,
  -- The receiving side; the giving side beside it, so that each sees its own.
  party text,
  district text not null,
  from_party text,
  from_district text not null,
  at timestamptz not null,
  check (from_account <> to_account),
  check ((about_kind is null) = (about_id is null)),
  foreign key (from_account, asset) references ledger_account (id, asset),
  foreign key (to_account, asset) references ledger_account (id, asset)
);
call guard('ledger_transfer', 'scoped');
create policy giving_side on ledger_transfer for select to xiushui_app using (in_scope(from_district, from_party));
revoke insert, update on ledger_transfer from xiushui_system;
create index ledger_transfer_from on ledger_transfer (from_account, position);
create index ledger_transfer_to on ledger_transfer (to_account, position);
create index ledger_transfer_about on ledger_transfer (about_kind, about_id) where about_kind is not null;
create index ledger_transfer_day on ledger_transfer (book, day);

-- Whether the caller (who is hidden behind the owner inside a security definer function) is bound by scope. Whoever is not one of our own jobs is.
create function ledger_bound() returns boolean language sql stable as $$
  select not pg_has_role(coalesce(nullif(current_setting('role'), 'none'), session_user)::name, 'xiushui_system', 'usage')
$$;

create function ledger_sees(of ledger_account) returns boolean language sql stable set search_path = xiushui, pg_temp as $$
  select not ledger_bound() or in_scope(of.district, of.party)
$$;

-- A common account: the bureau's own, from which every branch gives to its own firms.
create function ledger_is_common(of ledger_account) returns boolean language sql immutable as $$
  select of.party is null and (of.floor is null or of.district = '*')
$$;

-- May the caller move from the one to the other at all?
create function ledger_reaches(giver ledger_account, taker ledger_account) returns boolean language sql stable set search_path = xiushui, pg_temp as $$
  select ledger_sees(giver) or (ledger_is_common(giver) and ledger_sees(taker))
$$;

-- Loads what an order speaks of and locks it: the order's id first (so that two orders with one id come one after the other), then both accounts in
-- order of their ids (so that two orders in opposite directions never wait for each other). Answers with the earlier transfer of that id, and with
-- the accounts within reach: an account out of reach is no account, so nobody learns which exist. The balance is shown of an account in scope
-- and of a common one, and nothing is asked of the other.
create function ledger_open(transfer text, giver_id text, taker_id text)
returns table (earlier jsonb, account jsonb) language plpgsql security definer set search_path = xiushui, pg_temp as $$
declare
  held ledger_account[];
  giver ledger_account;
  taker ledger_account;
  one ledger_account;
begin
  perform pg_advisory_xact_lock(hashtext('ledger'), hashtext(transfer));
  -- The lock comes in a statement of its own: the next one then sees what was committed while we waited.
  perform 1 from ledger_account a where a.id in (giver_id, taker_id) order by a.id for no key update;
  select array_agg(a) into held from ledger_account a where a.id in (giver_id, taker_id);

  foreach one in array coalesce(held, '{}') loop
    if one.id = giver_id then giver := one; end if;
    if one.id = taker_id then taker := one; end if;
  end loop;

  return query
    select to_jsonb(t) || jsonb_build_object('amount', t.amount::text, 'at', (extract(epoch from t.at) * 1000)::bigint), null::jsonb
      from ledger_transfer t where t.id = transfer;

  foreach one in array coalesce(held, '{}') loop
    if ledger_sees(one)
       or (one.id = giver_id and ledger_is_common(one) and (taker.id is null or ledger_sees(taker)))
       or (one.id = taker_id and giver.id is not null and ledger_sees(giver)) then
      return query
        select null::jsonb, to_jsonb(one) || jsonb_build_object(
          'floor', one.floor::text,
          'balance', case when ledger_sees(one) or ledger_is_common(one) then one.balance::text end,
          'sees', ledger_sees(one),
          'unit', s.unit,
          'scale', s.scale)
        from ledger_asset s where s.id = one.asset;
    end if;
  end loop;
end
$$;

-- Writes one decided order: the transfer and both balances, or nothing. Asserts reach again; the tables assert the sums.
create function ledger_write(
  transfer text, giver_id text, taker_id text, moved bigint, on_day date, saying text, of_kind text, of_id text, author text, moment timestamptz
) returns bigint language plpgsql security definer set search_path = xiushui, pg_temp as $$
declare
  giver ledger_account;
  taker ledger_account;
  place bigint;
begin
  perform 1 from ledger_account a where a.id in (giver_id, taker_id) order by a.id for no key update;
  select * into strict giver from ledger_account a where a.id = giver_id;
  select * into strict taker from ledger_account a where a.id = taker_id;
  if not ledger_reaches(giver, taker) then
    raise exception 'a transfer from % is beyond the scope of this transaction', giver_id using errcode = 'insufficient_privilege';
  end if;
  insert into ledger_transfer (id, book, asset, from_account, to_account, from_name, to_name, amount, day, says, about_kind, about_id, by,
                               party, district, from_party, from_district, at)
  values (transfer, giver.book, giver.asset, giver.id, taker.id, giver.name, taker.name, moved, on_day, saying, of_kind, of_id, author,
          taker.party, taker.district, giver.party, giver.district, moment)
  returning position into place;
  update ledger_account a set balance = a.balance - moved where a.id = giver.id;
  update ledger_account a set balance = a.balance + moved where a.id = taker.id;
  return place;
end
$$;

-- A book is declared by the house, not by a request: the function that declares an asset is for our own jobs.
grant insert on ledger_asset to xiushui_system;
revoke update on ledger_asset from xiushui_system;

revoke execute on function ledger_open(text, text, text) from public;
revoke execute on function ledger_write(text, text, text, bigint, date, text, text, text, text, timestamptz) from public;
grant execute on function ledger_open(text, text, text) to xiushui_app, xiushui_system;
grant execute on function ledger_write(text, text, text, bigint, date, text, text, text, text, timestamptz) to xiushui_app, xiushui_system;

-- One row a transfer, for indicators. The amount is in the asset's unit, not in its smallest part.
create view ledger_facts as
  select 'ledger.' || t.book || '.posted' as kind,
         'transfer'::text as ref_kind,
         t.id as ref_id,
         t.says as name,
         t.party,
         null::text as place,
         t.district,
         t.day,
         round(t.amount / 10 ^ s.scale::numeric, s.scale) as amount,
         s.unit,
         'posted'::text as status,
         t.at as known_at
    from ledger_transfer t join ledger_asset s on s.id = t.asset;
call guard_view('ledger_facts');
