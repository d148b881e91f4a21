-- A publication has one edition after the other: a backup, opened by a mount of its own and the publication's instance on
-- it. Up to now there was one of each publication, which named the mount by the publication's id.

alter table publications rename to former_publications;

create table publications (
    id varchar(63) primary key,
    state varchar(32) not null,
    session_id varchar(63) not null,
    cluster varchar(63) not null,
    host varchar(63) not null,
    requested_port integer,
    requested_os_user varchar(32),
    os_user varchar(32),
    connection_host varchar(255),
    connection_port integer,
    connection_socket_directory varchar(4096),
    current_edition varchar(63) not null,
    next_edition varchar(63),
    edition_count integer not null,
    serving boolean not null,
    created_at timestamp(6) with time zone not null,
    error_status integer,
    error_code varchar(128),
    error_detail varchar(4000),
    error_hint varchar(4000)
);

create table editions (
    id varchar(63) primary key,
    publication_id varchar(63) not null references publications (id),
    backup_id varchar(63) not null,
    target_type varchar(32) not null,
    major integer not null,
    requested_at timestamp(6) with time zone not null,
    mount_point varchar(4096),
    data_directory varchar(4096),
    wal_directory varchar(4096),
    externals_directory varchar(4096),
    write_cache_path varchar(4096),
    write_cache_bytes bigint,
    reached_lsn varchar(20),
    warnings varchar(20000) not null,
    timings varchar(4000) not null,
    published_at timestamp(6) with time zone
);
create index editions_publication on editions (publication_id);
create index editions_backup on editions (backup_id);

insert into publications (id, state, session_id, cluster, host, requested_port, requested_os_user, os_user,
    connection_host, connection_port, connection_socket_directory, current_edition, edition_count, serving, created_at,
    error_status, error_code, error_detail, error_hint)
select id, state, session_id, cluster, host, requested_port, requested_os_user, os_user,
    connection_host, connection_port, connection_socket_directory, id, 1, state = 'PUBLISHED', created_at,
    error_status, error_code, error_detail, error_hint
from former_publications;

insert into editions (id, publication_id, backup_id, target_type, major, requested_at, mount_point, data_directory,
    wal_directory, externals_directory, write_cache_path, write_cache_bytes, reached_lsn, warnings, timings, published_at)
select id, id, backup_id, target_type, major, created_at, mount_point, data_directory,
    wal_directory, externals_directory, write_cache_path, write_cache_bytes, reached_lsn, warnings, timings, published_at
from former_publications;

drop table former_publications;
