package io.howdah.mount.mount;

import io.howdah.mount.config.MountProperties;
import io.howdah.mount.host.OsUser;
import io.howdah.mount.host.OsUsers;
import io.howdah.mount.os.Host;
import io.howdah.mount.worker.WorkerSpec;
import io.howdah.mount.worker.WorkerStatus;
import io.howdah.mount.workerprocess.MountPlace;
import io.howdah.mount.workerprocess.WorkerFailedException;
import io.howdah.mount.workerprocess.WorkerWatch;
import io.howdah.mount.workerprocess.Workers;
import io.howdah.openapi.mount.model.MountSpec;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Brings a mount from its row to a running worker, the first time and again, and writes down each step before the next.
 */
@Component
class Mounting {

    private static final Logger LOG = LoggerFactory.getLogger(Mounting.class);

    private final MountProperties properties;
    private final MountRows rows;
    private final Workers workers;
    private final WorkerWatch watch;
    private final OsUsers users;
    private final Clock clock;

    Mounting(
            MountProperties properties,
            MountRows rows,
            Workers workers,
            WorkerWatch watch,
            OsUsers users,
            Clock clock) {
        this.properties = properties;
        this.rows = rows;
        this.workers = workers;
        this.watch = watch;
        this.users = users;
        this.clock = clock;
    }

    /** Mounts on a write cache of its own. A failure is written down, and leaves nothing else. */
    MountRow mountAnew(MountRow row) throws InterruptedException {
        MountPlace place = row.place();
        try {
            workers.discard(place, row.worker());
            row.mounting();
            rows.save(row);
            return mount(row);
        } catch (WorkerFailedException e) {
            return failed(row, e, false);
        }
    }

    /**
     * Mounts again on the same write cache, whatever has become of the worker before. A failure is written down, and
     * leaves the write cache.
     */
    MountRow remount(MountRow row) throws InterruptedException {
        MountPlace place = row.place();
        watch.forget(row.id());
        try {
            workers.clear(place, row.worker());
            requireWriteCache(place);
            row.mounting();
            row.remounted(properties.runDirectory());
            rows.save(row);
            return mount(row);
        } catch (WorkerFailedException e) {
            return failed(row, e, true);
        }
    }

    /** A new one would show the backup, as if nobody had ever changed anything. */
    private void requireWriteCache(MountPlace place) throws WorkerFailedException {
        if (!workers.hasWriteCache(place)) {
            throw new WorkerFailedException(
                    WorkerFailedException.WRITE_CACHE_LOST,
                    "the write cache " + place.writeCache() + " is gone, and with it the changes",
                    "put it back if it was moved; else delete the mount, and mount the backup anew",
                    null);
        }
    }

    private MountRow mount(MountRow row) throws WorkerFailedException, InterruptedException {
        MountPlace place = row.place();
        Instant start = clock.instant();
        WorkerStatus status = workers.mount(place, specification(row), worker -> {
            row.started(worker);
            rows.save(row);
        });
        Instant end = clock.instant();
        Map<String, Long> timings = new HashMap<>();
        status.timings().forEach((step, millis) -> timings.put("worker." + step, millis));
        timings.put("mount", Duration.between(start, end).toMillis());
        row.mounted(end, status.durable(), Files.isDirectory(place.mountPoint().resolve("externals")), timings);
        rows.save(row);
        var worker = row.worker();
        if (worker != null) {
            watch.watch(row.id(), worker);
        }
        LOG.info(
                "mount {}: backup {} of cluster {} mounted in {} ms by worker {}",
                row.id(),
                row.spec().getBackupId(),
                row.spec().getCluster(),
                timings.get("mount"),
                status.pid());
        return row;
    }

    private WorkerSpec specification(MountRow row) {
        MountSpec spec = row.spec();
        OsUser user = users.require(spec.getOsUser());
        MountPlace place = row.place();
        return new WorkerSpec(
                row.id(),
                properties.repository().toString(),
                spec.getCluster(),
                spec.getBackupId(),
                place.mountPoint().toString(),
                place.writeCache().toString(),
                user.uid(),
                user.gid(),
                user.uid() != Host.effectiveUser(),
                place.controlSocket().toString(),
                properties.worker().blockCache().toBytes());
    }

    private MountRow failed(MountRow row, WorkerFailedException failure, boolean keepWriteCache)
            throws InterruptedException {
        MountPlace place = row.place();
        MountError why = MountError.of(failure.error());
        if (!why.equals(row.error())) {
            LOG.warn("mount {} failed: {}: {}", row.id(), why.code(), failure.getMessage());
        }
        try {
            if (keepWriteCache) {
                workers.clear(place, row.worker());
            } else {
                workers.discard(place, row.worker());
            }
        } catch (WorkerFailedException e) {
            LOG.error("mount {} failed, and so did cleaning up after it: {}", row.id(), e.getMessage(), e);
        }
        row.failed(why);
        return rows.save(row);
    }
}
