package io.howdah.mount.workerprocess;

import io.howdah.mount.config.MountProperties;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Keeps as many workers waiting as are configured. They end with this service, which alone can use them. */
@Component
class SpareWorkers implements Spares, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(SpareWorkers.class);

    /** A spare is started when the mount that took the last one, and the server on it, need the host no longer. */
    private static final long REST_MILLIS = 3000;

    private final MountProperties properties;
    private final WorkerCommand command;
    private final Deque<SpareWorker> waiting = new ArrayDeque<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("spare-workers").factory());
    private int started;
    private boolean closed;

    SpareWorkers(MountProperties properties, WorkerCommand command) {
        this.properties = properties;
        this.command = command;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        clock.execute(this::removeFormer);
        startLater();
    }

    private void removeFormer() {
        try {
            SpareWorker.endAll(
                    properties.runDirectory(),
                    properties.writeCacheRoot(),
                    properties.worker().stopTimeout());
        } catch (IOException e) {
            LOG.warn("what is left of former spare workers cannot be removed: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startLater() {
        if (properties.worker().spares() > 0) {
            clock.schedule(this::start, REST_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void start() {
        waiting.stream().filter(spare -> !spare.isAlive()).toList().forEach(this::drop);
        while (!closed && waiting.size() < properties.worker().spares()) {
            SparePlace place = SparePlace.numbered(++started, properties.runDirectory(), properties.writeCacheRoot());
            try {
                waiting.add(SpareWorker.start(place, command.arguments(place)));
            } catch (IOException e) {
                LOG.warn("no spare worker can be started, mounts will take longer: {}", e.getMessage());
                return;
            }
        }
    }

    @Override
    public Optional<Process> take(MountPlace place) {
        SpareWorker spare = next();
        startLater();
        if (spare == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(spare.order(
                    place, command.logFormat(place), properties.worker().answerTimeout()));
        } catch (IOException e) {
            LOG.warn("mount {}: the spare worker cannot be used, another is started: {}", place.id(), e.getMessage());
            drop(spare);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            drop(spare);
            return Optional.empty();
        }
    }

    private synchronized @Nullable SpareWorker next() {
        SpareWorker ready =
                waiting.stream().filter(SpareWorker::isReady).findFirst().orElse(null);
        if (ready != null) {
            waiting.remove(ready);
        }
        return ready;
    }

    private synchronized void drop(SpareWorker spare) {
        waiting.remove(spare);
        try {
            spare.end();
        } catch (IOException e) {
            LOG.warn("what is left of a spare worker cannot be removed: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void destroy() {
        closed = true;
        clock.shutdownNow();
        new ArrayDeque<>(waiting).forEach(this::drop);
    }
}
