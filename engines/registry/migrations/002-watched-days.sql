-- Which awaited days of which entries have been announced, so that each is announced once, however often the sweep comes round.
create table registry_announced (
  register text not null,
  code text not null,
  watch text not null,
  comes date not null,
  at timestamptz not null,
  primary key (register, code, watch, comes)
);
call guard('registry_announced', 'internal');
