package io.howdah.mount.worker;

import io.howdah.mount.fs.Base;
import io.howdah.mount.fs.BaseReads;
import io.howdah.mount.fs.CacheIdentity;
import io.howdah.mount.fs.FsCore;
import io.howdah.mount.fs.WriteCache;
import io.howdah.mount.fs.WriteCacheException;
import io.howdah.mount.fuse.FuseException;
import io.howdah.mount.fuse.FuseHost;
import io.howdah.mount.fuse.FuseLibrary;
import io.howdah.mount.fuse.FuseMount;
import io.howdah.repository.RepositoryException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The life of one mount: MOUNTING, then MOUNTED or FAILED, then UNMOUNTING. The state is what a crash leaves to
 * mount-svc: the process is gone, the write cache is where it was, and a worker started with the same specification
 * takes it up again.
 */
final class MountWorker {

    private static final Logger LOG = System.getLogger(MountWorker.class.getName());
    private static final int THREADS = 10;
    private static final long FAILED_STAY_SECONDS = 60;

    private final WorkerSpec spec;
    private final Opener opener;
    private final Callable<FuseLibrary> library;
    private final long started;
    private final Map<String, Long> timings = new LinkedHashMap<>();
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private final CompletableFuture<Void> durable = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    private WorkerState state = WorkerState.MOUNTING;
    private @Nullable WorkerError error;
    private @Nullable Base base;
    private @Nullable WriteCache cache;
    private @Nullable FsCore core;
    private @Nullable FuseMount mount;
    private volatile boolean finished;

    /** Where the backup comes from. */
    interface Opener {
        Base open(WorkerSpec spec) throws WorkerException, IOException;
    }

    /**
     * @param library loads it, unless it was before
     * @param started when the process began, or was told what to mount, by {@link System#nanoTime}
     */
    MountWorker(WorkerSpec spec, Opener opener, Callable<FuseLibrary> library, long started) {
        this.spec = spec;
        this.opener = opener;
        this.library = library;
        this.started = started;
    }

    /** Mounts. Whether that worked, {@link #status} tells. */
    void mount() {
        try {
            tryMount();
            synchronized (this) {
                state = WorkerState.MOUNTED;
            }
            took("total", started);
        } catch (WorkerException | IOException | RuntimeException | Error e) {
            LOG.log(
                    Level.ERROR,
                    "mount " + spec.id() + ": backup " + spec.backupId() + " of " + spec.cluster()
                            + " cannot be mounted",
                    e);
            fail(explain(e));
            return;
        } finally {
            settled.complete(null);
        }
        // Last, since somebody waits, and the first line of a log takes longer than any other.
        LOG.log(
                Level.INFO,
                "mount {0}: backup {1} of {2} is mounted at {3} {4}",
                spec.id(),
                spec.backupId(),
                spec.cluster(),
                spec.mountPoint(),
                status().timings());
    }

    private void tryMount() throws WorkerException, IOException {
        Path mountPoint = Path.of(spec.mountPoint());
        FuseHost.check();
        FutureTask<FuseLibrary> loading = inBackground("library", library);
        long now = System.nanoTime();
        Base opened = opener.open(spec);
        base = opened;
        took("backup", now);
        now = System.nanoTime();
        CacheIdentity identity =
                new CacheIdentity(spec.id(), spec.repository(), spec.cluster(), spec.backupId(), spec.mountPoint());
        WriteCache writeCache = WriteCache.open(
                Path.of(spec.writeCache()), identity, opened, new WriteCache.Owner(spec.uid(), spec.gid()));
        cache = writeCache;
        took("writeCache", now);
        makeDurable(writeCache);
        FuseHost.checkMountPoint(mountPoint);
        FsCore files = new FsCore(writeCache.openTree(), writeCache.blockSize(), opened);
        core = files;
        FuseLibrary loaded = await(loading);
        now = System.nanoTime();
        FuseMount made = FuseMount.mount(loaded, mountPoint, files, spec.allowOther(), THREADS);
        synchronized (this) {
            mount = made;
        }
        took("mount", now);
    }

    private <T> FutureTask<T> inBackground(String name, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(() -> {
            long now = System.nanoTime();
            T result = work.call();
            took(name, now);
            return result;
        });
        daemon(name, task);
        return task;
    }

    private static void daemon(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).start(work);
    }

    private static <T> T await(FutureTask<T> task) throws IOException {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException known -> throw known;
                case null, default -> throw new IOException(e.getCause());
            }
        }
    }

    private void makeDurable(WriteCache writeCache) {
        long now = System.nanoTime();
        daemon("durable", () -> {
            try {
                writeCache.makeDurable();
                took("durable", now);
                durable.complete(null);
            } catch (WriteCacheException | RuntimeException e) {
                LOG.log(Level.ERROR, "mount " + spec.id() + ": the write cache does not get to disk", e);
                durable.completeExceptionally(e);
            }
        });
    }

    private synchronized void took(String step, long since) {
        timings.put(step, (System.nanoTime() - since) / 1_000_000);
    }

    private void fail(WorkerError why) {
        synchronized (this) {
            state = WorkerState.FAILED;
            error = why;
        }
        closeAll();
    }

    private static WorkerError explain(Throwable e) {
        return switch (e) {
            case WorkerException known -> known.toError();
            case RepositoryException repository ->
                RepositoryBase.explain(repository).toError();
            case WriteCacheException cache ->
                new WorkerError(
                        switch (cache.reason()) {
                            case UNSUITABLE -> WorkerException.WRITE_CACHE_UNSUITABLE;
                            case IN_USE -> WorkerException.WRITE_CACHE_IN_USE;
                            case FOREIGN -> WorkerException.WRITE_CACHE_FOREIGN;
                            case FULL -> WorkerException.WRITE_CACHE_FULL;
                            case FAILED -> WorkerException.WRITE_CACHE_FAILED;
                        },
                        String.valueOf(cache.getMessage()),
                        cache.hint());
            case FuseException fuse ->
                new WorkerError(
                        switch (fuse.reason()) {
                            case DEVICE_MISSING -> WorkerException.FUSE_DEVICE_MISSING;
                            case FORBIDDEN -> WorkerException.FUSE_FORBIDDEN;
                            case LIBRARY_MISSING -> WorkerException.LIBFUSE_MISSING;
                            case FUSERMOUNT_MISSING -> WorkerException.FUSERMOUNT_MISSING;
                            case MOUNT_POINT_UNSUITABLE -> WorkerException.MOUNT_POINT_UNSUITABLE;
                            case MOUNT_POINT_NOT_EMPTY -> WorkerException.MOUNT_POINT_NOT_EMPTY;
                            case MOUNT_FAILED -> WorkerException.MOUNT_FAILED;
                            case BUSY -> WorkerException.MOUNT_BUSY;
                        },
                        String.valueOf(fuse.getMessage()),
                        fuse.hint());
            default ->
                new WorkerError(
                        WorkerException.MOUNT_FAILED, "mounting failed: " + e, "the log of the worker says where");
        };
    }

    synchronized WorkerStatus status() {
        Map<String, Long> counters = mount == null ? Map.of() : mount.counters();
        return new WorkerStatus(
                state,
                ProcessHandle.current().pid(),
                durable.isDone() && !durable.isCompletedExceptionally(),
                new LinkedHashMap<>(timings),
                error,
                counters);
    }

    /** Nothing has been done yet when it is not mounted. */
    WorkerMetrics metrics() {
        Base readFrom;
        FsCore files;
        FuseMount current;
        synchronized (this) {
            current = mount;
            readFrom = base;
            files = core;
        }
        if (current == null || readFrom == null || files == null) {
            return new WorkerMetrics(Map.of(), 0, Map.of());
        }
        BaseReads reads = readFrom.reads();
        return new WorkerMetrics(
                Map.of(
                        WorkerMetrics.REPOSITORY, reads.repository(),
                        WorkerMetrics.BLOCK_CACHE, reads.cache(),
                        WorkerMetrics.WRITE_CACHE, files.cacheReads()),
                reads.decompressionNanos(),
                current.operations());
    }

    WorkerStatus awaitMounted() {
        settled.join();
        return status();
    }

    /** Waits until what is fsynced from now on survives a power cut. */
    WorkerStatus sync() {
        WorkerStatus mounted = awaitMounted();
        if (mounted.state() == WorkerState.FAILED) {
            return mounted;
        }
        try {
            durable.join();
        } catch (CompletionException e) {
            return status().with(explain(e.getCause() == null ? e : e.getCause()));
        }
        return status();
    }

    /** @return with error MOUNT_BUSY when it is in use: nothing has changed then */
    WorkerStatus unmount() {
        WorkerStatus now = awaitMounted();
        FuseMount current;
        synchronized (this) {
            current = mount;
            if (state != WorkerState.MOUNTED || current == null) {
                finished = state == WorkerState.FAILED;
                return now;
            }
            state = WorkerState.UNMOUNTING;
        }
        try {
            current.unmount(false);
        } catch (FuseException e) {
            synchronized (this) {
                state = WorkerState.MOUNTED;
            }
            return status().with(explain(e));
        }
        try {
            current.awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeAll();
        LOG.log(Level.INFO, "mount {0}: unmounted", spec.id());
        finished = true;
        return status();
    }

    /** To be called after each answer: the process may end now, if that was the last. */
    void answered() {
        if (finished) {
            ended.countDown();
        }
    }

    /** For a process that is told to end: nobody is waited for, and whoever still uses the mount finds it gone. */
    void unmountLazily() {
        FuseMount current;
        synchronized (this) {
            current = mount;
            if (state != WorkerState.MOUNTED || current == null) {
                return;
            }
            state = WorkerState.UNMOUNTING;
        }
        try {
            current.unmount(true);
        } catch (FuseException e) {
            LOG.log(Level.WARNING, "mount " + spec.id() + " is left behind", e);
        }
    }

    /**
     * Waits until it was unmounted, by whomever, and that was answered. A worker that failed stays a while, to be asked
     * why.
     *
     * @return whether it was ever mounted
     */
    boolean awaitEnd() throws InterruptedException {
        settled.join();
        FuseMount current;
        synchronized (this) {
            current = mount;
        }
        if (current == null) {
            ended.await(FAILED_STAY_SECONDS, TimeUnit.SECONDS);
            return false;
        }
        current.awaitEnd();
        endedByOthers();
        ended.await();
        return true;
    }

    private void endedByOthers() {
        synchronized (this) {
            if (state != WorkerState.MOUNTED) {
                return;
            }
            state = WorkerState.UNMOUNTING;
        }
        LOG.log(Level.WARNING, "mount {0}: was unmounted by somebody else", spec.id());
        closeAll();
        ended.countDown();
    }

    /** The write cache may still be on its way to disk, and is not closed under that. */
    private void closeAll() {
        if (cache != null) {
            durable.exceptionally(e -> null).join();
        }
        close(core);
        close(cache);
        close(base);
    }

    private void close(@Nullable AutoCloseable resource) {
        if (resource != null) {
            try {
                resource.close();
            } catch (Exception e) {
                LOG.log(Level.WARNING, "mount " + spec.id() + ": closing failed", e);
            }
        }
    }
}
