package io.howdah.mount.workerprocess;

import io.howdah.mount.config.MountProperties;
import io.howdah.mount.config.WorkerProperties;
import io.howdah.mount.worker.WorkerError;
import io.howdah.mount.worker.WorkerException;
import io.howdah.mount.worker.WorkerJson;
import io.howdah.mount.worker.WorkerMetrics;
import io.howdah.mount.worker.WorkerRequest;
import io.howdah.mount.worker.WorkerSpec;
import io.howdah.mount.worker.WorkerState;
import io.howdah.mount.worker.WorkerStatus;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Makes mounts out of worker processes, and takes them away without a trace. Knows no state but what the machine shows:
 * processes, sockets, mounts, files.
 */
@Component
public class Workers {

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final long LOOK_MILLIS = 2;

    private final WorkerProperties properties;
    private final WorkerLauncher launcher;
    private final WorkerControl control = new WorkerControl();
    private final ProcessTable processes = new ProcessTable();
    private final MountDetacher mounts = new MountDetacher();

    @Autowired
    Workers(MountProperties properties, WorkerLauncher launcher) {
        this(properties.worker(), launcher);
    }

    Workers(WorkerProperties properties, WorkerLauncher launcher) {
        this.properties = properties;
        this.launcher = launcher;
    }

    /**
     * Starts a worker and waits until its mount is usable. After a failure {@link #clear} or {@link #discard} takes
     * away what was made.
     *
     * @param started is told the process before it is waited for
     */
    public WorkerStatus mount(MountPlace place, WorkerSpec spec, Consumer<WorkerProcess> started)
            throws WorkerFailedException, InterruptedException {
        Process process = launcher.launch(place, spec);
        WorkerProcess.of(process.pid()).ifPresent(started);
        WorkerStatus status = awaitMounted(place, process);
        WorkerError error = status.error();
        if (status.state() == WorkerState.MOUNTED) {
            return status;
        }
        throw error == null
                ? new WorkerFailedException(
                        WorkerException.MOUNT_FAILED, "the worker went to state " + status.state(), null, null)
                : new WorkerFailedException(error);
    }

    private WorkerStatus awaitMounted(MountPlace place, Process process)
            throws WorkerFailedException, InterruptedException {
        long deadline = System.nanoTime() + properties.startTimeout().toNanos();
        while (true) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            try {
                if (left > 0) {
                    return control.ask(place.controlSocket(), WorkerRequest.AWAIT_MOUNTED, Duration.ofMillis(left));
                }
            } catch (SocketTimeoutException e) {
                LOG.debug("mount {}: {}", place.id(), e.getMessage());
                left = 0;
            } catch (IOException notListening) {
                LOG.trace("mount {}: its worker does not listen", place.id(), notListening);
            }
            if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new WorkerFailedException(
                        WorkerFailedException.DIED,
                        "the worker ended with status " + process.exitValue() + " before the backup was mounted: "
                                + launcher.lastWords(place),
                        "look into the log of mount-svc",
                        null);
            }
            if (left <= 0) {
                throw new WorkerFailedException(
                        WorkerFailedException.TIMEOUT,
                        "the backup was not mounted within "
                                + properties.startTimeout().toMillis() + " ms",
                        "raise howdah.mount.worker.start-timeout if the host is slow",
                        null);
            }
        }
    }

    /**
     * The living worker of this place: the one that is remembered, else whichever was started with its specification.
     */
    public Optional<WorkerProcess> find(MountPlace place, @Nullable WorkerProcess remembered) {
        // After a boot the remembered numbers may be those of a stranger.
        return remembered != null && remembered.isAlive() && processes.isWorker(remembered, place.specification())
                ? Optional.of(remembered)
                : processes.worker(place.specification());
    }

    /** Whether there is a write cache to mount on again. */
    public boolean hasWriteCache(MountPlace place) {
        return Files.isDirectory(place.writeCache());
    }

    public WorkerStatus status(MountPlace place) throws WorkerFailedException {
        return ask(place, WorkerRequest.STATUS, properties.answerTimeout());
    }

    /** Waits until the fresh write cache is on disk. */
    public WorkerStatus sync(MountPlace place) throws WorkerFailedException {
        WorkerStatus status = ask(place, WorkerRequest.SYNC, properties.syncTimeout());
        WorkerError error = status.error();
        if (error != null) {
            throw new WorkerFailedException(error);
        }
        return status;
    }

    /** What it has done; one of an earlier release may not tell. */
    public WorkerMetrics metrics(MountPlace place) throws WorkerFailedException {
        return ask(place, WorkerRequest.METRICS, properties.answerTimeout(), WorkerJson::readMetrics);
    }

    private WorkerStatus ask(MountPlace place, String operation, Duration timeout) throws WorkerFailedException {
        return ask(place, operation, timeout, WorkerJson::readStatus);
    }

    private <T> T ask(MountPlace place, String operation, Duration timeout, Function<String, T> reading)
            throws WorkerFailedException {
        try {
            return control.ask(place.controlSocket(), operation, timeout, reading);
        } catch (SocketTimeoutException e) {
            throw new WorkerFailedException(
                    WorkerFailedException.TIMEOUT,
                    "the worker gave " + e.getMessage(),
                    "try again; the host may be busy",
                    e);
        } catch (IOException e) {
            throw new WorkerFailedException(
                    WorkerFailedException.UNREACHABLE,
                    "the worker does not answer " + operation + ": " + e,
                    "it may have died and is then mounted again; try again",
                    e);
        }
    }

    /** Who works in the mount or in its write cache, but for its worker. */
    public List<ProcessTable.User> users(MountPlace place, @Nullable WorkerProcess worker) {
        long own = find(place, worker).map(WorkerProcess::pid).orElse(-1L);
        return processes.usersOf(place.mountPoint(), place.writeCache()).stream()
                .filter(user -> user.pid() != own)
                .toList();
    }

    /**
     * Unmounts and removes everything, the write cache included.
     *
     * @throws WorkerFailedException with code MOUNT_BUSY when somebody uses the mount: then it stays as it is
     */
    public void unmount(MountPlace place, @Nullable WorkerProcess remembered)
            throws WorkerFailedException, InterruptedException {
        Optional<WorkerProcess> worker = find(place, remembered);
        if (worker.isPresent()) {
            try {
                WorkerStatus status = ask(place, WorkerRequest.UNMOUNT, properties.stopTimeout());
                WorkerError error = status.error();
                if (error != null && error.code().equals(WorkerException.MOUNT_BUSY)) {
                    throw new WorkerFailedException(error);
                }
                worker.get().awaitExit(properties.stopTimeout());
            } catch (WorkerFailedException e) {
                if (e.error().code().equals(WorkerException.MOUNT_BUSY)) {
                    throw e;
                }
                LOG.warn("mount {}: its worker cannot unmount it and is killed: {}", place.id(), e.getMessage());
            }
        }
        discard(place, remembered);
    }

    /** Takes away worker, mount and mount point, and keeps the write cache. */
    public void clear(MountPlace place, @Nullable WorkerProcess remembered)
            throws WorkerFailedException, InterruptedException {
        try {
            Optional<WorkerProcess> worker;
            while ((worker = find(place, remembered)).isPresent()) {
                if (!worker.get().kill(properties.stopTimeout())) {
                    throw new IOException("process " + worker.get().pid() + " cannot be killed");
                }
            }
            mounts.detach(place.mountPoint(), true);
            launcher.sweep(place);
        } catch (IOException e) {
            throw cannotClean(place, e);
        }
    }

    /** Takes away everything, the write cache included. */
    public void discard(MountPlace place, @Nullable WorkerProcess remembered)
            throws WorkerFailedException, InterruptedException {
        clear(place, remembered);
        try {
            launcher.removeWriteCache(place);
        } catch (IOException e) {
            throw cannotClean(place, e);
        }
    }

    private static WorkerFailedException cannotClean(MountPlace place, IOException cause) {
        return new WorkerFailedException(
                WorkerFailedException.UNMOUNT_FAILED,
                "what belongs to mount " + place.id() + " cannot be removed: " + cause.getMessage(),
                "remove the cause and delete the mount again",
                cause);
    }

    public DiskUsage writeCacheUsage(MountPlace place) throws WorkerFailedException {
        try {
            return DiskUsage.of(place.writeCache());
        } catch (IOException e) {
            throw new WorkerFailedException(
                    WorkerException.WRITE_CACHE_FAILED,
                    "the write cache " + place.writeCache() + " cannot be measured: " + e.getMessage(),
                    "look at its file system",
                    e);
        }
    }
}
