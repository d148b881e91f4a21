alter table copy add column bytes_written bigint;
