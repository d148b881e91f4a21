package io.howdah.recovery.backup;

import io.howdah.openapi.howdah.model.BackupState;
import io.howdah.openapi.howdah.model.BackupType;
import io.howdah.openapi.howdah.model.CompressionAlgorithm;
import io.howdah.openapi.mover.model.RepositoryBackup;
import io.howdah.recovery.problem.StoredProblem;
import io.howdah.recovery.session.SessionSnapshot;
import io.howdah.recovery.state.InsertedRow;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A backup: what was asked for, and once it is complete, what it is. */
@Entity
@Table(name = "backups")
class BackupRow extends InsertedRow<String> {

    @Id
    private String id;

    @Column(name = "cluster")
    private String cluster;

    /** The cluster while it runs: unique, so that one backup of a cluster runs at a time. */
    @Column(name = "running_cluster")
    private @Nullable String runningCluster;

    @Column(name = "host")
    private String host;

    @Column(name = "type")
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private BackupType type;

    @Column(name = "state")
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private BackupState state;

    @Column(name = "session_id")
    private @Nullable String sessionId;

    @Column(name = "label")
    private @Nullable String label;

    @Column(name = "compression_algorithm")
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private CompressionAlgorithm compressionAlgorithm;

    @Column(name = "compression_level")
    private int compressionLevel;

    @Column(name = "workers")
    private @Nullable Integer workers;

    @Column(name = "verify_checksums")
    private boolean verifyChecksums;

    @Column(name = "parent_id")
    private @Nullable String parentId;

    @Column(name = "postgres_version")
    private @Nullable String postgresVersion;

    @Column(name = "major")
    private @Nullable Integer major;

    @Column(name = "system_identifier")
    private @Nullable String systemIdentifier;

    @Column(name = "start_lsn")
    private @Nullable String startLsn;

    @Column(name = "stop_lsn")
    private @Nullable String stopLsn;

    @Column(name = "timeline")
    private @Nullable Long timeline;

    @Column(name = "started_at")
    private @Nullable Instant startedAt;

    @Column(name = "stopped_at")
    private @Nullable Instant stoppedAt;

    @Column(name = "database_bytes")
    private @Nullable Long databaseBytes;

    @Column(name = "stored_bytes")
    private @Nullable Long storedBytes;

    @Column(name = "corrupt_pages")
    private @Nullable Long corruptPages;

    @Column(name = "verified_at")
    private @Nullable Instant verifiedAt;

    @Column(name = "damaged")
    private @Nullable Boolean damaged;

    @Embedded
    private @Nullable StoredProblem error;

    @SuppressWarnings("NullAway.Init")
    protected BackupRow() {}

    private BackupRow(String id, String cluster, String host, BackupType type, BackupState state) {
        this.id = id;
        this.cluster = cluster;
        this.host = host;
        this.type = type;
        this.state = state;
        this.compressionAlgorithm = CompressionAlgorithm.ZSTD;
        this.compressionLevel = 1;
    }

    /** A backup that is about to be taken. */
    static BackupRow requested(String id, String cluster, String host, BackupOrder order, Instant now) {
        BackupRow row = new BackupRow(id, cluster, host, BackupType.FULL, BackupState.RUNNING);
        row.runningCluster = cluster;
        row.compressionAlgorithm = order.algorithm();
        row.compressionLevel = order.level();
        row.workers = order.workers();
        row.verifyChecksums = order.verifyChecksums();
        row.label = order.label();
        row.startedAt = now;
        return row;
    }

    /** A complete backup that was found in the repository. */
    static BackupRow found(String host, RepositoryBackup content) {
        BackupRow row = new BackupRow(
                content.getId(),
                content.getCluster(),
                host,
                BackupType.fromValue(content.getType().getValue()),
                BackupState.COMPLETED);
        row.label = content.getLabel();
        row.describe(content);
        return row;
    }

    /** Takes over what the repository says about the complete backup. */
    void describe(RepositoryBackup content) {
        parentId = content.getParentId();
        postgresVersion = content.getPostgresVersion();
        major = content.getMajor();
        systemIdentifier = content.getSystemIdentifier();
        startLsn = content.getStartLsn();
        stopLsn = content.getStopLsn();
        timeline = content.getTimeline();
        startedAt = instant(content.getStartedAt());
        stoppedAt = instant(content.getStoppedAt());
        databaseBytes = content.getDatabaseBytes();
        storedBytes = content.getStoredBytes();
        corruptPages = content.getCorruptPages();
        compressionAlgorithm = CompressionAlgorithm.fromValue(
                content.getCompression().getAlgorithm().getValue());
        compressionLevel = content.getCompression().getLevel();
    }

    /** It was read back. */
    void verified(boolean intact, Instant now) {
        verifiedAt = now;
        damaged = !intact;
    }

    void begin(String session) {
        sessionId = session;
    }

    /** Follows the session that takes it. */
    void follow(SessionSnapshot session) {
        state = switch (session.state()) {
            case QUEUED, RUNNING, WAITING_FOR_RETRY, CANCELING -> BackupState.RUNNING;
            case SUCCEEDED -> BackupState.COMPLETED;
            case FAILED -> BackupState.FAILED;
            case CANCELED -> BackupState.CANCELED;
        };
        runningCluster = state == BackupState.RUNNING ? cluster : null;
        error = session.error();
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    @Override
    public String getId() {
        return id;
    }

    String cluster() {
        return cluster;
    }

    String host() {
        return host;
    }

    BackupType type() {
        return type;
    }

    BackupState state() {
        return state;
    }

    @Nullable String sessionId() {
        return sessionId;
    }

    @Nullable String label() {
        return label;
    }

    CompressionAlgorithm compressionAlgorithm() {
        return compressionAlgorithm;
    }

    int compressionLevel() {
        return compressionLevel;
    }

    @Nullable Integer workers() {
        return workers;
    }

    boolean verifyChecksums() {
        return verifyChecksums;
    }

    @Nullable String parentId() {
        return parentId;
    }

    @Nullable String postgresVersion() {
        return postgresVersion;
    }

    @Nullable Integer major() {
        return major;
    }

    @Nullable String startLsn() {
        return startLsn;
    }

    @Nullable String stopLsn() {
        return stopLsn;
    }

    @Nullable Long timeline() {
        return timeline;
    }

    @Nullable Instant startedAt() {
        return startedAt;
    }

    @Nullable Instant stoppedAt() {
        return stoppedAt;
    }

    @Nullable Long databaseBytes() {
        return databaseBytes;
    }

    @Nullable Long storedBytes() {
        return storedBytes;
    }

    @Nullable Long corruptPages() {
        return corruptPages;
    }

    /** When it was last read back; null when it never was. */
    @Nullable Instant verifiedAt() {
        return verifiedAt;
    }

    boolean isDamaged() {
        return Boolean.TRUE.equals(damaged);
    }

    @Nullable StoredProblem error() {
        return error;
    }
}
