-- When the last transaction had ended that recovery replayed.
alter table instance add column reached_time timestamp with time zone;
