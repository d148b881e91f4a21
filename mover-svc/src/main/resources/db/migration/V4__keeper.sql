-- The boot of the host in which the instance was last seen ready, and how often it was started again by itself.
alter table instance add column boot_id varchar(36);
alter table instance add column restarts integer default 0 not null;
