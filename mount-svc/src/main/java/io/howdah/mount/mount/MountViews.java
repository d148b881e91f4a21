package io.howdah.mount.mount;

import io.howdah.mount.workerprocess.DiskUsage;
import io.howdah.mount.workerprocess.MountPlace;
import io.howdah.mount.workerprocess.WorkerFailedException;
import io.howdah.mount.workerprocess.WorkerProcess;
import io.howdah.mount.workerprocess.Workers;
import io.howdah.openapi.mount.model.Mount;
import io.howdah.openapi.mount.model.MountState;
import io.howdah.openapi.mount.model.WriteCache;
import java.time.Instant;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Shows a mount as the contract has it: what is remembered, and what its worker and its write cache say now. */
@Component
class MountViews {

    private static final Logger LOG = LoggerFactory.getLogger(MountViews.class);

    private final Workers workers;

    MountViews(Workers workers) {
        this.workers = workers;
    }

    Mount of(MountRow row) {
        Mount mount = new Mount(row.id(), row.state(), row.spec())
                .timings(row.timings())
                .remounts(row.remounts());
        Instant mountedAt = row.mountedAt();
        if (mountedAt != null) {
            mount.mountedAt(mountedAt.atOffset(ZoneOffset.UTC));
        }
        WorkerProcess worker = row.worker();
        if (worker != null) {
            mount.workerPid(worker.pid());
        }
        MountError error = row.error();
        if (error != null) {
            mount.error(error.toModel());
        }
        if (row.state() != MountState.FAILED || row.wasMounted()) {
            addPlaces(mount, row);
        }
        return mount;
    }

    private void addPlaces(Mount mount, MountRow row) {
        MountPlace place = row.place();
        mount.mountPoint(place.mountPoint().toString())
                .dataDirectory(place.mountPoint().resolve("data").toString())
                .walDirectory(place.mountPoint().resolve("wal").toString())
                .writeCache(writeCache(row));
        if (row.externals()) {
            mount.externalsDirectory(place.mountPoint().resolve("externals").toString());
        }
    }

    private WriteCache writeCache(MountRow row) {
        MountPlace place = row.place();
        String path = place.writeCache().toString();
        try {
            DiskUsage usage = workers.writeCacheUsage(place);
            Instant lastWriteAt = usage.lastWriteAt();
            return new WriteCache(path, usage.bytes(), isDurable(row))
                    .lastWriteAt(lastWriteAt == null ? null : lastWriteAt.atOffset(ZoneOffset.UTC));
        } catch (WorkerFailedException e) {
            LOG.warn("mount {}: {}", row.id(), e.getMessage());
            return new WriteCache(path, 0L, isDurable(row));
        }
    }

    private boolean isDurable(MountRow row) {
        if (row.durable() || row.state() != MountState.MOUNTED) {
            return row.durable();
        }
        try {
            return workers.status(row.place()).durable();
        } catch (WorkerFailedException e) {
            LOG.debug("mount {}: {}", row.id(), e.getMessage());
            return false;
        }
    }
}
