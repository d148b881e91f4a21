package io.howdah.recovery.restore;

import io.howdah.openapi.howdah.model.PostRestoreAction;
import io.howdah.openapi.howdah.model.RestoreState;
import io.howdah.openapi.mount.model.Mount;
import io.howdah.openapi.mover.model.Copy;
import io.howdah.openapi.mover.model.Recovery;
import io.howdah.recovery.problem.StoredProblem;
import io.howdah.recovery.state.InsertedRow;
import io.howdah.recovery.target.Target;
import io.howdah.recovery.time.Timings;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A restore: what was asked for, and what came of it. Its id names the copy and the recovery on the host. */
@Entity
@Table(name = "restores")
class RestoreRow extends InsertedRow<String> {

    @Id
    private String id;

    @Column(name = "state")
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private RestoreState state = RestoreState.PENDING;

    @Column(name = "session_id")
    private String sessionId = "";

    @Column(name = "cluster")
    private String cluster;

    @Column(name = "backup_id")
    private String backupId;

    @Embedded
    private Target target;

    @Column(name = "major")
    private int major;

    @Column(name = "host")
    private String host;

    @Column(name = "data_directory")
    private String dataDirectory;

    @Column(name = "requested_port")
    private @Nullable Integer requestedPort;

    @Column(name = "tablespace_mapping")
    @Convert(converter = TablespaceMapping.class)
    private Map<String, String> tablespaceMapping;

    @Column(name = "overwrite_existing")
    private boolean overwrite;

    @Column(name = "delta")
    private boolean delta;

    @Column(name = "post_restore_action")
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private PostRestoreAction action;

    @Column(name = "requested_os_user")
    private @Nullable String requestedOsUser;

    @Column(name = "os_user")
    private @Nullable String osUser;

    @Column(name = "wal_directory")
    private @Nullable String walDirectory;

    @Column(name = "config_file")
    private @Nullable String configFile;

    @Column(name = "connection_host")
    private @Nullable String connectionHost;

    @Column(name = "connection_port")
    private @Nullable Integer connectionPort;

    @Column(name = "connection_socket_directory")
    private @Nullable String connectionSocketDirectory;

    @Column(name = "reached_lsn")
    private @Nullable String reachedLsn;

    @Column(name = "timings")
    @Convert(converter = Timings.class)
    private Map<String, Long> timings = Map.of();

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "restored_at")
    private @Nullable Instant restoredAt;

    @Embedded
    private @Nullable StoredProblem error;

    @SuppressWarnings("NullAway.Init")
    protected RestoreRow() {}

    RestoreRow(String id, RestoreOrder order, Instant received) {
        this.id = id;
        this.cluster = order.choice().cluster();
        this.backupId = order.choice().backupId();
        this.target = order.choice().target();
        this.major = order.choice().major();
        this.host = order.host();
        this.dataDirectory = order.dataDirectory();
        this.requestedPort = order.port();
        this.tablespaceMapping = order.tablespaceMapping();
        this.overwrite = order.overwrite();
        this.delta = order.delta();
        this.action = order.action();
        this.requestedOsUser = order.osUser();
        this.createdAt = received;
    }

    /** Makes the session the one that the restore follows from now on. */
    void begin(String session, RestoreState as) {
        sessionId = session;
        state = as;
        error = null;
    }

    boolean follows(String session) {
        return session.equals(sessionId);
    }

    void become(RestoreState next, @Nullable StoredProblem problem) {
        state = next;
        error = problem;
    }

    void checked(String runAs, long millis) {
        osUser = runAs;
        time("validate", millis);
    }

    void mounted(Mount mount, long millis) {
        walDirectory = mount.getWalDirectory();
        time("mount", millis);
    }

    void unmounted() {
        walDirectory = null;
    }

    void copied(Copy copy, long millis) {
        configFile = copy.getConfigFile();
        time("copy", millis);
    }

    void recovered(Recovery recovery, long millis) {
        connectionHost = recovery.getHost();
        connectionPort = recovery.getPort();
        connectionSocketDirectory = recovery.getSocketDirectory();
        reachedLsn = recovery.getReachedLsn();
        time("recover", millis);
        Map<String, Long> parts = recovery.getTimings();
        if (parts != null) {
            parts.forEach((part, spent) -> time("recover." + part, spent));
        }
    }

    void promoted(Recovery recovery) {
        reachedLsn = recovery.getReachedLsn();
    }

    void finished(Instant now) {
        restoredAt = now;
        time("total", Duration.between(createdAt, now).toMillis());
    }

    /** Forgets what was made and removed. */
    void cleared() {
        walDirectory = null;
        configFile = null;
        connectionHost = null;
        connectionPort = null;
        connectionSocketDirectory = null;
        reachedLsn = null;
    }

    private void time(String part, long millis) {
        Map<String, Long> more = new LinkedHashMap<>(timings);
        more.put(part, millis);
        timings = more;
    }

    @Override
    public String getId() {
        return id;
    }

    RestoreState state() {
        return state;
    }

    String sessionId() {
        return sessionId;
    }

    String cluster() {
        return cluster;
    }

    String backupId() {
        return backupId;
    }

    Target target() {
        return target;
    }

    int major() {
        return major;
    }

    String host() {
        return host;
    }

    String dataDirectory() {
        return dataDirectory;
    }

    @Nullable Integer requestedPort() {
        return requestedPort;
    }

    Map<String, String> tablespaceMapping() {
        return tablespaceMapping;
    }

    boolean overwrite() {
        return overwrite;
    }

    boolean delta() {
        return delta;
    }

    PostRestoreAction action() {
        return action;
    }

    @Nullable String requestedOsUser() {
        return requestedOsUser;
    }

    @Nullable String osUser() {
        return osUser;
    }

    /** Whether it is recovered with archived WAL. */
    boolean needsArchive() {
        return !target.isBackupItself();
    }

    /** The archived WAL, as long as it is mounted. */
    @Nullable String walDirectory() {
        return walDirectory;
    }

    @Nullable String configFile() {
        return configFile;
    }

    @Nullable String connectionHost() {
        return connectionHost;
    }

    @Nullable Integer connectionPort() {
        return connectionPort;
    }

    @Nullable String connectionSocketDirectory() {
        return connectionSocketDirectory;
    }

    @Nullable String reachedLsn() {
        return reachedLsn;
    }

    Map<String, Long> timings() {
        return timings;
    }

    Instant createdAt() {
        return createdAt;
    }

    @Nullable Instant restoredAt() {
        return restoredAt;
    }

    @Nullable StoredProblem error() {
        return error;
    }
}
