-- Backups on their way into the repository. The specification is kept without its password.
create table backup_job (
    id          varchar(63)    not null primary key,
    cluster     varchar(63)    not null,
    spec        varchar(20000) not null,
    state       varchar(16)    not null,
    bytes_done  bigint         not null,
    bytes_total bigint         not null,
    problem     varchar(20000)
);
