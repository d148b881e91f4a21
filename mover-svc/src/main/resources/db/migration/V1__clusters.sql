create table cluster (
    name              varchar(63)   not null primary key,
    data_directory    varchar(4096) not null,
    port              integer       not null,
    socket_directory  varchar(4096),
    db_user           varchar(63)   not null,
    password_cipher   varchar(2048),
    os_user           varchar(64)   not null,
    system_identifier varchar(20)   not null,
    postgres_version  varchar(64)   not null,
    major             integer       not null,
    data_checksums    boolean       not null
);
