-- Counts what is done and undone about a subject, over all of its sessions.
alter table sessions add column fence bigint default 0 not null;
