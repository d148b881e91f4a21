package io.howdah.mount.workerprocess;

import io.howdah.mount.config.MountProperties;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Tells, once, when a worker has died. */
@Component
public class WorkerWatch implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerWatch.class);

    private final Map<String, WorkerProcess> watched = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("worker-watch").factory());
    private final ExecutorService listeners = Executors.newVirtualThreadPerTaskExecutor();
    private volatile @Nullable BiConsumer<String, WorkerProcess> listener;

    WorkerWatch(MountProperties properties) {
        // The end of a process that is not our child, as an adopted worker's, may show itself only in the process
        // table.
        long interval = properties.worker().watchInterval().toMillis();
        clock.scheduleWithFixedDelay(this::look, interval, interval, TimeUnit.MILLISECONDS);
    }

    /** @param listener is given the mount and the process, on a thread that it may keep */
    public void onDeath(BiConsumer<String, WorkerProcess> listener) {
        this.listener = listener;
    }

    public void watch(String mountId, WorkerProcess worker) {
        watched.put(mountId, worker);
        ProcessHandle.of(worker.pid())
                .ifPresentOrElse(
                        handle -> handle.onExit().thenRun(() -> look(mountId, worker)), () -> look(mountId, worker));
    }

    public void forget(String mountId) {
        watched.remove(mountId);
    }

    private void look() {
        watched.forEach(this::look);
    }

    private void look(String mountId, WorkerProcess worker) {
        var told = listener;
        if (told != null && !worker.isAlive() && watched.remove(mountId, worker)) {
            listeners.execute(() -> tell(told, mountId, worker));
        }
    }

    private static void tell(BiConsumer<String, WorkerProcess> told, String mountId, WorkerProcess worker) {
        try {
            told.accept(mountId, worker);
        } catch (RuntimeException e) {
            LOG.error("mount {}: nobody took care of the death of worker {}", mountId, worker.pid(), e);
        }
    }

    @Override
    public void destroy() {
        watched.clear();
        clock.shutdownNow();
        listeners.shutdownNow();
    }
}
