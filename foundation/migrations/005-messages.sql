-- Who and what a fact names. A fact of a transfer note names its producer, its carrier and its disposer: each of them finds it here, though only one of
-- them is its `party`. Written by announce(), in the statement that writes the fact.
create table mention (
  fact bigint not null references appeared,
  of_kind text not null,
  of_id text not null,
  role text not null,
  kind text not null,
  ref_kind text not null,
  ref_id text not null,
  day date not null,
  at timestamptz not null,
  -- Whose eyes may see that they are named: the party named, in the district where it is named.
  party text,
  district text not null,
  primary key (of_kind, of_id, fact, role)
);
call guard('mention', 'scoped', 'insert');

-- A fact set aside may be left for good, with a reason somebody signs.
alter table reaction_run drop constraint reaction_run_state_check;
alter table reaction_run add constraint reaction_run_state_check check (state in ('waiting', 'done', 'setAside', 'skipped'));
alter table reaction_run add column skipped_by text, add column skipped_why text, add column skipped_at timestamptz;

-- Messages: what they were made of, why they wait, and what became of them (F11). Rows of the first release keep their words; the new columns are
-- empty there.
alter table outbox drop constraint outbox_state_check;
alter table outbox add constraint outbox_state_check check (state in ('queued', 'sent', 'delivered', 'failed', 'undeliverable', 'joined'));
alter table outbox
  add column kind text not null default '',         -- the template it was made by
  add column version int,                           -- 0 is the programme's own words, later ones the office's
  add column fields jsonb not null default '{}',
  add column title text,                            -- the subject line of a mail
  add column receiver_group text,                   -- firm, branch, person: whose quiet hours
  add column urgent boolean not null default false,
  add column due_at timestamptz,                    -- the deadline it tells of
  add column grouped_by text,                       -- what makes it one with others of its kind to the same receiver
  add column held_until timestamptz,
  add column held_why text check (held_why in ('quiet', 'group', 'flood', 'house')),
  add column joined_to bigint references outbox,    -- the message that carries it
  add column resent_of bigint references outbox,
  add column resent_by text,
  add column settled_at timestamptz;                -- when the other side told what became of it
create index outbox_to on outbox (channel, receiver, sent_at);
create index outbox_sent on outbox (sent_at) where sent_at is not null;
create index outbox_held on outbox (channel, receiver, held_why) where state = 'queued' and held_why is not null;
create index outbox_joined on outbox (joined_to) where joined_to is not null;

-- What the other side reported. The same report twice is one row; a report for a message we do not know is kept and shown as such.
create table outbox_receipt (
  channel text not null,
  receipt text not null,
  message_key text not null,
  state text not null check (state in ('delivered', 'failed', 'undeliverable')),
  says text,
  at timestamptz not null,
  received_at timestamptz not null,
  counted boolean not null,
  primary key (channel, receipt)
);
call guard('outbox_receipt', 'internal');

-- The office's own words for a template, from a day on; the words of the programme are version 0. A version is never changed, another follows it.
create table message_template (
  template text not null,
  version int not null check (version > 0),
  text text not null,
  many text,
  effective_from date not null,
  by_name text not null,
  why text not null,
  at timestamptz not null,
  primary key (template, version)
);
call guard('message_template', 'shared');
