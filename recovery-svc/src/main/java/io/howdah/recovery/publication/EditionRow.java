package io.howdah.recovery.publication;

import io.howdah.openapi.mount.model.Mount;
import io.howdah.openapi.mover.model.Instance;
import io.howdah.recovery.target.Choice;
import io.howdah.recovery.target.Target;
import io.howdah.recovery.time.Timings;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An edition of a publication: a backup, and what the agents made of it. Its id names the mount, and no other edition
 * ever has the same.
 */
@Entity
@Table(name = "editions")
class EditionRow {

    @Id
    private String id;

    @Column(name = "backup_id")
    private String backupId;

    @Embedded
    private Target target;

    @Column(name = "major")
    private int major;

    @Column(name = "requested_at")
    private Instant requestedAt;

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

    @Column(name = "reached_lsn")
    private @Nullable String reachedLsn;

    @Column(name = "reached_time")
    private @Nullable Instant reachedTime;

    @Column(name = "warnings")
    @Convert(converter = Texts.class)
    private List<String> warnings = List.of();

    @Column(name = "timings")
    @Convert(converter = Timings.class)
    private Map<String, Long> timings = Map.of();

    @Column(name = "published_at")
    private @Nullable Instant publishedAt;

    @SuppressWarnings("NullAway.Init")
    protected EditionRow() {}

    EditionRow(String id, Choice choice, Instant requestedAt) {
        this.id = id;
        this.backupId = choice.backupId();
        this.target = choice.target();
        this.major = choice.major();
        this.requestedAt = requestedAt;
    }

    void queuedUntil(Instant begun) {
        if (!timings.containsKey("queued")) {
            time("queued", Duration.between(requestedAt, begun).toMillis());
        }
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
        reachedLsn = instance.getReachedLsn();
        OffsetDateTime time = instance.getReachedTime();
        reachedTime = time == null ? null : time.toInstant();
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
        time("total", Duration.between(requestedAt, now).toMillis());
    }

    /** Forgets what the agents had made and removed. */
    void cleared() {
        mountPoint = null;
        dataDirectory = null;
        walDirectory = null;
        externalsDirectory = null;
        writeCachePath = null;
        writeCacheBytes = null;
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

    /** Whether it has ever been there to be written to. */
    boolean wasPublished() {
        return publishedAt != null;
    }

    String id() {
        return id;
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

    @Nullable String reachedLsn() {
        return reachedLsn;
    }

    @Nullable Instant reachedTime() {
        return reachedTime;
    }

    List<String> warnings() {
        return warnings;
    }

    Map<String, Long> timings() {
        return timings;
    }

    @Nullable Instant publishedAt() {
        return publishedAt;
    }
}
