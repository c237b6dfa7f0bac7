-- Asked of every reading that is of age: does a verdict with a consequence still rest on it (foundation/retention)?
create index verdict_cites on verdict (stream, start_at) where consequence <> 'none';
