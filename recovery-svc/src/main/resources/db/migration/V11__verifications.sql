-- What the last verification of a backup that came to a result has found.
alter table backups add column verified_at timestamp(6) with time zone;
alter table backups add column damaged boolean;
