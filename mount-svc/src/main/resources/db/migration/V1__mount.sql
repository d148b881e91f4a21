-- One row for each mount of this host, written before anything else of it exists.
CREATE TABLE mount (
    id             VARCHAR(63)   PRIMARY KEY,
    cluster        VARCHAR(63)   NOT NULL,
    backup_id      VARCHAR(63)   NOT NULL,
    os_user        VARCHAR(255)  NOT NULL,
    state          VARCHAR(16)   NOT NULL,
    mount_point    VARCHAR(4096) NOT NULL,
    write_cache    VARCHAR(4096) NOT NULL,
    run_directory  VARCHAR(4096) NOT NULL,
    durable        BOOLEAN       NOT NULL,
    remounts       INTEGER       NOT NULL,
    worker_pid     BIGINT,
    worker_started BIGINT,
    externals      BOOLEAN       NOT NULL,
    mounted_at     TIMESTAMP(6) WITH TIME ZONE,
    error_code     VARCHAR(255),
    error_detail   VARCHAR(4096),
    error_hint     VARCHAR(4096)
);

-- Milliseconds that the steps of the last mounting took.
CREATE TABLE mount_timing (
    mount_id VARCHAR(63)  NOT NULL REFERENCES mount (id) ON DELETE CASCADE,
    name     VARCHAR(255) NOT NULL,
    millis   BIGINT       NOT NULL,
    PRIMARY KEY (mount_id, name)
);
