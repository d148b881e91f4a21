-- Receivers of WAL that were asked for: each goes on until it is deleted, whatever ends meanwhile.
create table wal_receiver (
    id      varchar(63) not null primary key,
    cluster varchar(63) not null unique,
    slot    varchar(63) not null
);
