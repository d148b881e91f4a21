-- A publication that an export opens for itself is nobody else's business.
alter table publications add column hidden boolean default false not null;

create table exports (
    id varchar(63) primary key,
    state varchar(32) not null,
    session_id varchar(63) not null,
    source_backup varchar(63),
    source_cluster varchar(63),
    source_target varchar(4000),
    source_publication varchar(63),
    -- The publication while it must stay as it is, null before and afterwards.
    used_publication varchar(63),
    cluster varchar(63) not null,
    host varchar(63) not null,
    target_host varchar(63) not null,
    target_directory varchar(4096) not null,
    databases varchar(1000000),
    jobs integer,
    compression_algorithm varchar(16),
    compression_level integer,
    created_at timestamp(6) with time zone not null,
    completed_at timestamp(6) with time zone,
    error_status integer,
    error_code varchar(128),
    error_detail varchar(4000),
    error_hint varchar(4000)
);
create index exports_publication on exports (used_publication);

create table export_dumps (
    export_id varchar(63) not null references exports (id) on delete cascade,
    position integer not null,
    database_name varchar(255) not null,
    directory varchar(120) not null,
    tables varchar(400000),
    bytes bigint,
    files bigint,
    state varchar(32) not null,
    primary key (export_id, position)
);
