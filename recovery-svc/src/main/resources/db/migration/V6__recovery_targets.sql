-- Where recovery is to stop, as PostgreSQL's recovery_target_* say it, and how far it has come.
alter table editions add column target_value varchar(256);
alter table editions add column target_inclusive boolean default true not null;
alter table editions add column target_timeline varchar(32);
alter table editions add column reached_time timestamp(6) with time zone;

alter table sessions add column replayed_lsn varchar(20);
alter table sessions add column replayed_time timestamp(6) with time zone;
