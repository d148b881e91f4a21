package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.PublicationState;
import io.howdah.openapi.howdah.model.RecoveryTargetType;
import io.howdah.openapi.mount.model.Mount;
import io.howdah.openapi.mover.model.Instance;
import io.howdah.recovery.problem.StoredProblem;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** A publication: what was asked for, and what the agents made of it. Its id names the mount and the instance too. */
@Entity
@Table(name = "publications")
class PublicationRow implements Persistable<String> {

    @Id
    private String id;

    @Column(name = "state")
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private PublicationState state = PublicationState.PENDING;

    @Column(name = "session_id")
    private String sessionId = "";

    @Column(name = "backup_id")
    private String backupId;

    @Column(name = "cluster")
    private String cluster;

    @Column(name = "host")
    private String host;

    @Column(name = "target_type")
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private RecoveryTargetType target;

    @Column(name = "requested_port")
    private @Nullable Integer requestedPort;

    @Column(name = "requested_os_user")
    private @Nullable String requestedOsUser;

    @Column(name = "os_user")
    private @Nullable String osUser;

    @Column(name = "major")
    private int major;

    @Column(name = "mount_point")
    private @Nullable String mountPoint;

    @Column(name = "data_directory")
    private @Nullable String dataDirectory;

    @Column(name = "wal_directory")
    private @Nullable String walDirectory;

    @Column(name = "externals_directory")
    private @Nullable String externalsDirectory;

    @Column(name = "write_cache_path")
    private @Nullable String writeCachePath;

    @Column(name = "write_cache_bytes")
    private @Nullable Long writeCacheBytes;

    @Column(name = "connection_host")
    private @Nullable String connectionHost;

    @Column(name = "connection_port")
    private @Nullable Integer connectionPort;

    @Column(name = "connection_socket_directory")
    private @Nullable String connectionSocketDirectory;

    @Column(name = "reached_lsn")
    private @Nullable String reachedLsn;

    @Column(name = "warnings")
    @Convert(converter = Texts.class)
    private List<String> warnings = List.of();

    @Column(name = "timings")
    @Convert(converter = Timings.class)
    private Map<String, Long> timings = Map.of();

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "published_at")
    private @Nullable Instant publishedAt;

    @Embedded
    private @Nullable StoredProblem error;

    @Transient
    private boolean stored;

    @SuppressWarnings("NullAway.Init")
    protected PublicationRow() {}

    PublicationRow(String id, PublicationOrder order, Instant received) {
        this.id = id;
        this.backupId = order.backupId();
        this.cluster = order.cluster();
        this.major = order.major();
        this.host = order.host();
        this.target = order.target();
        this.requestedPort = order.port();
        this.requestedOsUser = order.osUser();
        this.createdAt = received;
    }

    /** Makes the session the one that the publication follows from now on. */
    void begin(String session, PublicationState as) {
        sessionId = session;
        state = as;
        error = null;
    }

    boolean follows(String session) {
        return session.equals(sessionId);
    }

    void become(PublicationState next, @Nullable StoredProblem problem) {
        state = next;
        error = problem;
    }

    void checked(String runAs, long millis) {
        osUser = runAs;
        time("validate", millis);
    }

    void mounted(Mount mount, long millis) {
        mountPoint = mount.getMountPoint();
        dataDirectory = mount.getDataDirectory();
        walDirectory = mount.getWalDirectory();
        externalsDirectory = mount.getExternalsDirectory();
        cached(mount);
        time("mount", millis);
        timeWithin("mount", mount.getTimings());
    }

    void started(Instance instance, long millis) {
        connectionHost = instance.getHost();
        connectionPort = instance.getPort();
        connectionSocketDirectory = instance.getSocketDirectory();
        reachedLsn = instance.getReachedLsn();
        List<String> said = instance.getWarnings();
        warnings = said == null ? List.of() : List.copyOf(said);
        time("start", millis);
        timeWithin("start", instance.getTimings());
    }

    void durable(Mount mount, long millis) {
        cached(mount);
        time("durable", millis);
    }

    void published(Instant now, long millis) {
        publishedAt = now;
        time("ready", millis);
        time("total", now.toEpochMilli() - createdAt.toEpochMilli());
    }

    /** Forgets what an undone attempt had made. */
    void cleared() {
        mountPoint = null;
        dataDirectory = null;
        walDirectory = null;
        externalsDirectory = null;
        writeCachePath = null;
        writeCacheBytes = null;
        connectionHost = null;
        connectionPort = null;
        connectionSocketDirectory = null;
    }

    void time(String part, long millis) {
        Map<String, Long> more = new LinkedHashMap<>(timings);
        more.put(part, millis);
        timings = more;
    }

    private void timeWithin(String part, @Nullable Map<String, Long> parts) {
        if (parts != null) {
            parts.forEach((name, millis) -> time(part + "." + name, millis));
        }
    }

    private void cached(Mount mount) {
        var cache = mount.getWriteCache();
        if (cache != null) {
            writeCachePath = cache.getPath();
            writeCacheBytes = cache.getBytes();
        }
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return !stored;
    }

    @PostLoad
    @PostPersist
    void markStored() {
        stored = true;
    }

    PublicationState state() {
        return state;
    }

    String sessionId() {
        return sessionId;
    }

    String backupId() {
        return backupId;
    }

    String cluster() {
        return cluster;
    }

    String host() {
        return host;
    }

    RecoveryTargetType target() {
        return target;
    }

    @Nullable Integer requestedPort() {
        return requestedPort;
    }

    @Nullable String requestedOsUser() {
        return requestedOsUser;
    }

    @Nullable String osUser() {
        return osUser;
    }

    int major() {
        return major;
    }

    @Nullable String mountPoint() {
        return mountPoint;
    }

    @Nullable String dataDirectory() {
        return dataDirectory;
    }

    @Nullable String walDirectory() {
        return walDirectory;
    }

    @Nullable String externalsDirectory() {
        return externalsDirectory;
    }

    @Nullable String writeCachePath() {
        return writeCachePath;
    }

    @Nullable Long writeCacheBytes() {
        return writeCacheBytes;
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

    List<String> warnings() {
        return warnings;
    }

    Map<String, Long> timings() {
        return timings;
    }

    Instant createdAt() {
        return createdAt;
    }

    @Nullable Instant publishedAt() {
        return publishedAt;
    }

    @Nullable StoredProblem error() {
        return error;
    }
}
