-- Instances started from a mounted data directory. Whether one runs is not remembered here but looked up.
create table instance (
    id             varchar(63)              not null primary key,
    spec           varchar(20000)           not null,
    state          varchar(16)              not null,
    host           varchar(255)             not null,
    port           integer                  not null unique,
    pid            bigint                   not null,
    reached_lsn    varchar(32),
    ready_at       timestamp with time zone,
    warnings       varchar(20000)           not null,
    timings        varchar(4000)            not null,
    problem        varchar(20000)
);
