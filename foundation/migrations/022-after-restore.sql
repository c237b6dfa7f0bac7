-- A message that was queued when a backup was made may have been sent since. After a restore it waits until a person says whether it goes out.
alter table outbox drop constraint outbox_state_check;
alter table outbox add constraint outbox_state_check
  check (state in ('queued', 'sent', 'delivered', 'failed', 'undeliverable', 'joined', 'afterRestore'));
create index outbox_after_restore on outbox (id) where state = 'afterRestore';
