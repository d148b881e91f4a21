-- Backups that are read back. Files and damages are what is known about the first files of the backup, to go on from there.
create table verification_job (
    id          varchar(63)      not null primary key,
    spec        varchar(20000)   not null,
    state       varchar(16)      not null,
    files       integer          not null,
    bytes_done  bigint           not null,
    bytes_total bigint           not null,
    damages     varchar(1000000) not null,
    problem     varchar(20000)
);
