-- Copies of backups on native file systems, and every place that they fill, known before it is touched.
create table copy (
    id          varchar(63)    not null primary key,
    spec        varchar(65536) not null,
    state       varchar(16)    not null,
    places      varchar(65536) not null,
    config_file varchar(4096),
    bytes_total bigint         not null,
    problem     varchar(65536)
);

-- Recoveries of copied data directories to their targets.
create table recovery (
    id          varchar(63)    not null primary key,
    spec        varchar(65536) not null,
    state       varchar(16)    not null,
    reached_lsn varchar(20),
    timings     varchar(4096)  not null,
    problem     varchar(65536)
);
