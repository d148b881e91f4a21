-- Dumps for exports. They lie in a temporary directory of this host until they are deleted.
create table dump (
    id          varchar(63)      not null primary key,
    spec        varchar(1000000) not null,
    state       varchar(16)      not null,
    path        varchar(4096),
    parts       varchar(1000000) not null,
    token       varchar(64)      not null,
    bytes_done  bigint           not null,
    bytes_total bigint           not null,
    problem     varchar(20000)
);
