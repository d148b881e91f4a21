package io.howdah.mover.instance;

import io.howdah.mover.state.ProblemModels;
import io.howdah.openapi.mover.model.InstanceState;
import io.howdah.openapi.problem.ProblemException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Keeps running what was ready once, until it is deleted: starts it again when its server has died, when its mount was
 * replaced, and when the host has booted. What its user has shut down stays so as long as the host runs.
 */
@Component
class Keeper implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

    /** The end of a server is told by its process; mounts have to be looked at. */
    private static final long LOOK_MILLIS = 250;

    private final InstanceRows rows;
    private final Situations situations;
    private final Starts starts;
    private final Shutdown shutdown;
    private final Postmasters postmasters;
    private final IdLocks locks;
    private final Boot boot;
    private final Map<String, Care> cares = new ConcurrentHashMap<>();
    private final Set<String> looking = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("keeper-clock").factory());

    // Of the platform: a mount that hangs would keep a carrier of virtual threads.
    private final ExecutorService looks = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("keeper-", 0).factory());

    Keeper(
            InstanceRows rows,
            Situations situations,
            Starts starts,
            Shutdown shutdown,
            Postmasters postmasters,
            IdLocks locks,
            Boot boot) {
        this.rows = rows;
        this.situations = situations;
        this.starts = starts;
        this.shutdown = shutdown;
        this.postmasters = postmasters;
        this.locks = locks;
        this.boot = boot;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        clock.scheduleWithFixedDelay(this::lookAtAll, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void lookAtAll() {
        try {
            for (String id : rows.idsToKeep()) {
                Care care = cares.computeIfAbsent(id, Care::new);
                if (care.due()) {
                    lookAt(care);
                }
            }
        } catch (RuntimeException e) {
            // the database may be back at the next look
            LOG.warn("the instances to keep cannot be read", e);
        }
    }

    private void lookAt(Care care) {
        if (!looking.add(care.id())) {
            return;
        }
        try {
            looks.execute(() -> {
                try {
                    look(care);
                } catch (RuntimeException e) {
                    LOG.error("instance {} cannot be looked after", care.id(), e);
                } finally {
                    looking.remove(care.id());
                }
            });
        } catch (RejectedExecutionException ending) {
            looking.remove(care.id());
        }
    }

    private void look(Care care) {
        try (var _ = locks.hold(care.id())) {
            Optional<InstanceRow> row = rows.findById(care.id()).filter(InstanceRow::everReady);
            if (row.isEmpty()) {
                cares.remove(care.id());
            } else if (starts.underWay(care.id()).isEmpty()) {
                keep(row.get(), care);
            }
        }
    }

    private void keep(InstanceRow row, Care care) {
        Situations.Seen seen = situations.look(row);
        care.saw(seen.situation());
        switch (seen.situation()) {
            case RUNNING -> attend(row, care, seen.postmaster().orElseThrow());
            case STRANDED -> rescue(row, care, seen.postmaster().orElseThrow());
            case DOWN -> revive(row, care);
            case ARRIVING, STOPPED, UNMOUNTED -> {}
        }
    }

    private void attend(InstanceRow row, Care care, ProcessTable.Entry postmaster) {
        if (row.state() != InstanceState.READY) {
            // a user's start, or one of ours that this service did not live to see the end of
            starts.follow(row, postmaster).whenOver(() -> lookAt(care));
            return;
        }
        if (row.pid() != postmaster.pid() || !boot.id().equals(row.bootId())) {
            row.seen(postmaster.pid(), boot.id());
            rows.save(row);
        }
        care.runs(postmaster.pid(), () -> lookAt(care));
    }

    /** The row says first that it is to run: the server may still end in good order, as if a user had ended it. */
    private void rescue(InstanceRow row, Care care, ProcessTable.Entry postmaster) {
        LOG.warn("instance {} runs on a mount that is no more: it is ended, and started on the next one", row.id());
        row.down(ProblemModels.of(InstanceTruth.lost(row.data())));
        rows.save(row);
        shutdown.stop(row.id(), row.data(), postmaster);
        care.lookSoon();
    }

    private void revive(InstanceRow row, Care care) {
        if (care.mustRest() || postmasters.underControl(row.data())) {
            care.lookSoon();
            return;
        }
        LOG.warn("instance {} is down: it is started again", row.id());
        care.tries();
        try {
            starts.restart(row).whenOver(() -> lookAt(care));
        } catch (ProblemException e) {
            LOG.warn("instance {} cannot be started again: {}", row.id(), e.detail());
            rows.findById(row.id()).ifPresent(now -> {
                now.failed(ProblemModels.of(e));
                rows.save(now);
            });
        }
    }

    @Override
    public void destroy() {
        clock.shutdownNow();
        looks.shutdownNow();
    }
}
