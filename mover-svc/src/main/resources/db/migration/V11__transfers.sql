-- Dumps on their way into a directory of this host. The specification is kept without the token of the dump.
create table transfer (
    id          varchar(63)      not null primary key,
    spec        varchar(20000)   not null,
    state       varchar(16)      not null,
    made        boolean          not null,
    entries     varchar(1000000) not null,
    bytes_done  bigint           not null,
    bytes_total bigint           not null,
    problem     varchar(20000)
);
