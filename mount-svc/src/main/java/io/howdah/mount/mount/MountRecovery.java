package io.howdah.mount.mount;

import io.howdah.mount.worker.WorkerError;
import io.howdah.mount.worker.WorkerState;
import io.howdah.mount.worker.WorkerStatus;
import io.howdah.mount.workerprocess.WorkerFailedException;
import io.howdah.mount.workerprocess.WorkerProcess;
import io.howdah.mount.workerprocess.WorkerWatch;
import io.howdah.mount.workerprocess.Workers;
import io.howdah.openapi.mount.model.MountState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * Keeps mounts mounted. When this service starts, it takes over the workers that outlived its predecessor and finishes
 * or undoes what that one left halfway; when a worker dies, or the machine has booted, the backup is mounted again on
 * the same write cache, and should that fail, tried again until the mount is deleted.
 */
@Component
class MountRecovery implements ApplicationRunner, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(MountRecovery.class);

    /** A worker that lives longer has not died of being mounted. */
    private static final Duration HEALTHY_LIFE = Duration.ofSeconds(30);

    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 6;

    private final MountRows rows;
    private final MountLocks locks;
    private final Mounting mounting;
    private final MountService mounts;
    private final Workers workers;
    private final WorkerWatch watch;
    private final Clock clock;

    /** How often mounting again has failed since it last worked for a while. */
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();

    private final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("remount-clock").factory());

    MountRecovery(
            MountRows rows,
            MountLocks locks,
            Mounting mounting,
            MountService mounts,
            Workers workers,
            WorkerWatch watch,
            Clock clock) {
        this.rows = rows;
        this.locks = locks;
        this.mounting = mounting;
        this.mounts = mounts;
        this.workers = workers;
        this.watch = watch;
        this.clock = clock;
    }

    @Override
    public void run(ApplicationArguments args) {
        watch.onDeath(this::died);
        try (var each = Executors.newVirtualThreadPerTaskExecutor()) {
            rows.findAll().forEach(row -> each.execute(() -> recover(row.id())));
        }
    }

    private void recover(String id) {
        try (var _ = locks.hold(id)) {
            Optional<MountRow> row = rows.findById(id);
            if (row.isPresent()) {
                recover(row.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | WorkerFailedException e) {
            LOG.error("mount {} could not be recovered: {}", id, e.getMessage(), e);
        }
    }

    private void recover(MountRow row) throws InterruptedException, WorkerFailedException {
        switch (row.state()) {
            case UNMOUNTING -> mounts.delete(row);
            case FAILED -> {
                if (waits(row)) {
                    remount(row);
                } else {
                    LOG.info("mount {} has failed before and is left alone", row.id());
                }
            }
            case MOUNTING, MOUNTED -> {
                if (!row.wasMounted()) {
                    undo(row);
                } else if (!adopt(row)) {
                    LOG.warn("mount {}: its worker is gone, mounting again", row.id());
                    remount(row);
                }
            }
        }
    }

    /** Nobody was told that it is mounted, so nobody uses it. */
    private void undo(MountRow row) throws InterruptedException, WorkerFailedException {
        workers.discard(row.place(), row.worker());
        row.failed(MountError.of(new WorkerError(
                "MOUNT_INTERRUPTED",
                "mount-svc ended while it mounted the backup; what was made is removed",
                "mount it again")));
        rows.save(row);
        LOG.info("mount {} was interrupted before it was mounted, and is removed", row.id());
    }

    private boolean adopt(MountRow row) {
        Optional<WorkerProcess> worker = workers.find(row.place(), row.worker());
        if (worker.isEmpty() || !mayWork(row)) {
            return false;
        }
        row.adopted(worker.get());
        rows.save(row);
        watch.watch(row.id(), worker.get());
        LOG.info("mount {}: adopted its worker {}", row.id(), worker.get().pid());
        return true;
    }

    /** A worker that is slow to answer is not taken for dead: an instance may run on its mount. */
    private boolean mayWork(MountRow row) {
        try {
            WorkerStatus status = workers.status(row.place());
            return status.state() == WorkerState.MOUNTED || status.state() == WorkerState.MOUNTING;
        } catch (WorkerFailedException e) {
            LOG.warn("mount {}: {}", row.id(), e.getMessage());
            return e.error().code().equals(WorkerFailedException.TIMEOUT);
        }
    }

    private void died(String id, WorkerProcess worker) {
        try (var _ = locks.hold(id)) {
            Optional<MountRow> row = rows.findById(id)
                    .filter(r -> r.state() == MountState.MOUNTED)
                    .filter(r -> worker.equals(r.worker()));
            if (row.isPresent()) {
                LOG.warn("mount {}: worker {} died", id, worker.pid());
                revive(row.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The first death is mended at once; one soon after it waits, so that nothing turns in circles. */
    private void revive(MountRow row) throws InterruptedException {
        Instant mountedAt = row.mountedAt();
        if (mountedAt != null && mountedAt.plus(HEALTHY_LIFE).isBefore(clock.instant())) {
            failures.remove(row.id());
        }
        if (failures.containsKey(row.id())) {
            row.failed(MountError.of(new WorkerError(
                    WorkerFailedException.DIED,
                    "the worker died within " + HEALTHY_LIFE.toSeconds() + " s of its start",
                    "it is mounted again in a moment; the log of mount-svc has what the worker said")));
            rows.save(row);
            retryLater(row.id());
        } else {
            failures.put(row.id(), 0);
            remount(row);
        }
    }

    private void remount(MountRow row) throws InterruptedException {
        if (mounting.remount(row).state() == MountState.FAILED) {
            retryLater(row.id());
        }
    }

    private void retryLater(String id) {
        int failed = failures.merge(id, 1, Integer::sum);
        Duration rest = FIRST_REST.multipliedBy(1L << Math.min(failed - 1, MOST_DOUBLINGS));
        retries.schedule(
                () -> Thread.ofVirtual().name("remount-" + id).start(() -> retry(id)),
                Math.min(rest.toMillis(), LONGEST_REST.toMillis()),
                TimeUnit.MILLISECONDS);
    }

    /** Does nothing when it was mounted or deleted meanwhile. */
    private void retry(String id) {
        try (var _ = locks.hold(id)) {
            Optional<MountRow> row = rows.findById(id).filter(MountRecovery::waits);
            if (row.isPresent()) {
                remount(row.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("mount {} could not be mounted again", id, e);
            retryLater(id);
        }
    }

    private static boolean waits(MountRow row) {
        return row.state() == MountState.FAILED && row.wasMounted();
    }

    @Override
    public void destroy() {
        retries.shutdownNow();
    }
}
