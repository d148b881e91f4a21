-- One schema for H2 and PostgreSQL: only types and syntax that both take.

create table hosts (
    name varchar(63) primary key,
    mount_url varchar(2000) not null,
    mover_url varchar(2000) not null
);

create table clusters (
    name varchar(63) primary key,
    host varchar(63) not null references hosts (name),
    data_directory varchar(4096) not null,
    port integer not null,
    socket_directory varchar(4096),
    role varchar(63) not null,
    password varchar(8000),
    os_user varchar(32),
    system_identifier varchar(20),
    postgres_version varchar(100),
    data_checksums boolean
);

create table sessions (
    id varchar(63) primary key,
    kind varchar(32) not null,
    subject varchar(63) not null,
    state varchar(32) not null,
    undoing boolean not null,
    initiator varchar(128) not null,
    run integer not null,
    owner varchar(63),
    retries integer not null,
    next_attempt_at timestamp(6) with time zone,
    created_at timestamp(6) with time zone not null,
    started_at timestamp(6) with time zone,
    finished_at timestamp(6) with time zone,
    bytes_done bigint,
    bytes_total bigint,
    error_status integer,
    error_code varchar(128),
    error_detail varchar(4000),
    error_hint varchar(4000)
);
create index sessions_subject on sessions (subject);

create table session_steps (
    session_id varchar(63) not null references sessions (id),
    position integer not null,
    name varchar(32) not null,
    state varchar(32) not null,
    undone boolean not null,
    attempts integer not null,
    started_at timestamp(6) with time zone,
    finished_at timestamp(6) with time zone,
    message varchar(4000),
    primary key (session_id, position)
);

create table backups (
    id varchar(63) primary key,
    cluster varchar(63) not null,
    -- The cluster while the backup runs, null afterwards: unique, so that one backup of a cluster runs at a time.
    running_cluster varchar(63) unique,
    host varchar(63) not null,
    type varchar(32) not null,
    state varchar(32) not null,
    session_id varchar(63),
    label varchar(256),
    compression_algorithm varchar(16) not null,
    compression_level integer not null,
    workers integer,
    verify_checksums boolean not null,
    parent_id varchar(63),
    postgres_version varchar(100),
    major integer,
    system_identifier varchar(20),
    start_lsn varchar(20),
    stop_lsn varchar(20),
    timeline bigint,
    started_at timestamp(6) with time zone,
    stopped_at timestamp(6) with time zone,
    database_bytes bigint,
    stored_bytes bigint,
    corrupt_pages bigint,
    error_status integer,
    error_code varchar(128),
    error_detail varchar(4000),
    error_hint varchar(4000)
);
create index backups_cluster on backups (cluster);

create table publications (
    id varchar(63) primary key,
    state varchar(32) not null,
    session_id varchar(63) not null,
    backup_id varchar(63) not null,
    cluster varchar(63) not null,
    host varchar(63) not null,
    target_type varchar(32) not null,
    requested_port integer,
    requested_os_user varchar(32),
    os_user varchar(32),
    major integer not null,
    mount_point varchar(4096),
    data_directory varchar(4096),
    wal_directory varchar(4096),
    externals_directory varchar(4096),
    write_cache_path varchar(4096),
    write_cache_bytes bigint,
    connection_host varchar(255),
    connection_port integer,
    connection_socket_directory varchar(4096),
    reached_lsn varchar(20),
    warnings varchar(20000) not null,
    timings varchar(4000) not null,
    created_at timestamp(6) with time zone not null,
    published_at timestamp(6) with time zone,
    error_status integer,
    error_code varchar(128),
    error_detail varchar(4000),
    error_hint varchar(4000)
);
create index publications_backup on publications (backup_id);

create table idempotency_keys (
    operation varchar(128) not null,
    idempotency_key varchar(128) not null,
    request_hash varchar(64) not null,
    resource_id varchar(63) not null,
    created_at timestamp(6) with time zone not null,
    primary key (operation, idempotency_key)
);

-- The table of db-scheduler 16.
create table scheduled_tasks (
    task_name varchar(100) not null,
    task_instance varchar(100) not null,
    task_data bytea,
    execution_time timestamp(6) with time zone,
    picked boolean not null,
    picked_by varchar(200),
    last_success timestamp(6) with time zone,
    last_failure timestamp(6) with time zone,
    consecutive_failures integer,
    last_heartbeat timestamp(6) with time zone,
    version bigint not null,
    priority smallint,
    state varchar(100),
    primary key (task_name, task_instance)
);
create index scheduled_tasks_due on scheduled_tasks (execution_time);
create index scheduled_tasks_alive on scheduled_tasks (last_heartbeat);
