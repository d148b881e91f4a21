-- Receivers of WAL that hosts have, or are to have.
create table wal_receivers (
    id varchar(63) primary key,
    cluster varchar(63) not null references clusters (name),
    -- The cluster while its WAL is to be received, null once the receiver is to go: unique, so that there is one at a time.
    wanted_cluster varchar(63) unique,
    -- Not a reference: a host that is gone for good can be forgotten, and its receivers with it.
    host varchar(63) not null,
    since timestamp(6) with time zone not null,
    error_status integer,
    error_code varchar(128),
    error_detail varchar(4000),
    error_hint varchar(4000)
);
create index wal_receivers_cluster on wal_receivers (cluster);
