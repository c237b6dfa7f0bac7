-- The sealed record is read from its newest row back, by days.
create index chain_row_at on chain_row (at desc, id desc);
