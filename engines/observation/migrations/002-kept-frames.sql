-- O6: frames that gave no reading are shown with the reason; the bytes stay in the frame log, under the same id.
create table kept_frame (
  id bigint primary key,
  received_at timestamptz not null,
  peer text not null,
  mn text,
  cn text,
  code text not null,
  state text not null default 'open' check (state in ('open', 'replayed')),
  replayed_at timestamptz,
  party text,
  district text not null
);
call guard('kept_frame', 'scoped');
create index kept_frame_open on kept_frame (received_at) where state = 'open';
create index kept_frame_mn on kept_frame (mn, id) where state = 'open';

-- Orders to try an MN's kept frames again. The writer carries them out, since only it writes readings.
create table replay_order (
  id bigint generated always as identity primary key,
  mn text not null,
  by text not null,
  at timestamptz not null,
  done_at timestamptz,
  replayed int,
  remaining int
);
call guard('replay_order', 'shared', 'insert');
create index replay_order_open on replay_order (id) where done_at is null;

-- What came in, by the minute: counted on write, since counting readings of an hour means reading millions.
create table ingest_minute (
  minute timestamptz primary key,
  frames int not null,
  readings int not null,
  kept int not null
);
call guard('ingest_minute', 'shared');
