package io.howdah.mount.mount;

import io.howdah.mount.workerprocess.MountPlace;
import io.howdah.mount.workerprocess.WorkerProcess;
import io.howdah.openapi.mount.model.MountSpec;
import io.howdah.openapi.mount.model.MountState;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.Table;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a mount. It is written before anything else of the mount exists, and removed after all of it is
 * gone.
 */
@Entity
@Table(name = "mount")
class MountRow {

    @Id
    private String id;

    @Column(nullable = false)
    private String cluster;

    @Column(nullable = false)
    private String backupId;

    @Column(nullable = false)
    private String osUser;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private MountState state;

    @Column(nullable = false)
    private String mountPoint;

    @Column(nullable = false)
    private String writeCache;

    @Column(nullable = false)
    private String runDirectory;

    @Column(nullable = false)
    private boolean durable;

    @Column(nullable = false)
    private int remounts;

    @Column(nullable = false)
    private boolean externals;

    private @Nullable Long workerPid;
    private @Nullable Long workerStarted;
    private @Nullable Instant mountedAt;

    @Embedded
    private @Nullable MountError error;

    @ElementCollection(fetch = FetchType.EAGER)
    @CollectionTable(name = "mount_timing", joinColumns = @JoinColumn(name = "mount_id"))
    @MapKeyColumn(name = "name")
    @Column(name = "millis", nullable = false)
    private Map<String, Long> timings = new HashMap<>();

    /** For JPA. */
    protected MountRow() {}

    MountRow(MountPlace place, MountSpec spec) {
        this.id = place.id();
        this.cluster = spec.getCluster();
        this.backupId = spec.getBackupId();
        this.osUser = spec.getOsUser();
        this.state = MountState.MOUNTING;
        this.mountPoint = place.mountPoint().toString();
        this.writeCache = place.writeCache().toString();
        this.runDirectory = place.runDirectory().toString();
    }

    void mounting() {
        state = MountState.MOUNTING;
        error = null;
        workerPid = null;
        workerStarted = null;
    }

    void started(WorkerProcess worker) {
        workerPid = worker.pid();
        workerStarted = worker.started();
    }

    /** @param took milliseconds by step */
    void mounted(Instant at, boolean onDisk, boolean hasExternals, Map<String, Long> took) {
        state = MountState.MOUNTED;
        error = null;
        mountedAt = at;
        durable = onDisk;
        externals = hasExternals;
        timings = new HashMap<>(took);
    }

    /** The same mount as before, found alive. */
    void adopted(WorkerProcess worker) {
        started(worker);
        state = MountState.MOUNTED;
        error = null;
    }

    /** @param runDirectory the present one: it may have moved since, when no worker was left to be found in it */
    void remounted(Path runDirectory) {
        remounts++;
        this.runDirectory = runDirectory.toString();
    }

    void onDisk() {
        durable = true;
    }

    void failed(MountError why) {
        state = MountState.FAILED;
        error = why;
        workerPid = null;
        workerStarted = null;
    }

    void unmounting() {
        state = MountState.UNMOUNTING;
    }

    /** Nothing happened after all, or not everything did. */
    void back(MountState to, @Nullable MountError why) {
        state = to;
        error = why;
    }

    /** Whether the write cache may hold changes that somebody relies on. */
    boolean wasMounted() {
        return mountedAt != null;
    }

    MountPlace place() {
        return new MountPlace(id, Path.of(mountPoint), Path.of(writeCache), Path.of(runDirectory));
    }

    MountSpec spec() {
        return new MountSpec(cluster, backupId, osUser);
    }

    @Nullable WorkerProcess worker() {
        return workerPid == null || workerStarted == null ? null : new WorkerProcess(workerPid, workerStarted);
    }

    String id() {
        return id;
    }

    MountState state() {
        return state;
    }

    boolean durable() {
        return durable;
    }

    boolean externals() {
        return externals;
    }

    int remounts() {
        return remounts;
    }

    @Nullable Instant mountedAt() {
        return mountedAt;
    }

    @Nullable MountError error() {
        return error;
    }

    Map<String, Long> timings() {
        return timings;
    }
}
