alter table restores add column wal_directory varchar(4096);
