package io.howdah.mover.instance;

import io.howdah.mover.state.ProblemModels;
import io.howdah.openapi.fence.Fences;
import io.howdah.openapi.mover.model.Instance;
import io.howdah.openapi.mover.model.InstanceSpec;
import io.howdah.openapi.mover.model.InstanceState;
import io.howdah.openapi.problem.ProblemException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/**
 * Starts and stops instances as asked. A row is written before its processes exist and deleted after they are gone; a
 * crash in between leaves a row from which the same request goes on. Instances outlive this service.
 */
@Service
class Instances {

    private static final Logger LOG = LoggerFactory.getLogger(Instances.class);

    private final InstanceRows rows;
    private final KeptPorts keptPorts;
    private final InstanceFiles files;
    private final InstanceTruth truth;
    private final Postmasters postmasters;
    private final Situations situations;
    private final Starts starts;
    private final Shutdown shutdown;
    private final InstanceProperties properties;
    private final IdLocks locks;
    private final Fences fences;

    Instances(
            InstanceRows rows,
            KeptPorts keptPorts,
            InstanceFiles files,
            InstanceTruth truth,
            Postmasters postmasters,
            Situations situations,
            Starts starts,
            Shutdown shutdown,
            InstanceProperties properties,
            IdLocks locks,
            Fences fences) {
        this.rows = rows;
        this.keptPorts = keptPorts;
        this.files = files;
        this.truth = truth;
        this.postmasters = postmasters;
        this.situations = situations;
        this.starts = starts;
        this.shutdown = shutdown;
        this.properties = properties;
        this.locks = locks;
        this.fences = fences;
    }

    List<Instance> list() {
        return rows.findAll().stream().map(this::view).toList();
    }

    Instance get(String id) {
        return rows.findById(id)
                .map(this::view)
                .orElseThrow(() -> ProblemException.notFound(
                        "INSTANCE_NOT_FOUND", "there is no instance " + id, "start one with PUT"));
    }

    Instance put(String id, InstanceSpec spec) {
        Start start;
        try (var _ = locks.hold(id)) {
            fences.pass("instance " + id);
            start = startUnlessRunning(id, spec);
        }
        await(start);
        return rows.findById(id).map(this::view).orElseThrow(() -> Start.interrupted(id, "it was deleted meanwhile"));
    }

    /** @param keepPort whether no other instance gets its port until it is deleted without */
    void delete(String id, boolean keepPort) {
        try (var _ = locks.hold(id)) {
            fences.pass("instance " + id);
            Optional<InstanceRow> row = rows.findById(id);
            if (row.isPresent()) {
                if (keepPort) {
                    keptPorts.save(new KeptPort(id, row.get().port()));
                }
                stop(row.get());
                files.remove(id);
                rows.delete(row.get());
                LOG.info("instance {} is gone", id);
            }
            if (!keepPort) {
                keptPorts.deleteById(id);
            }
        }
    }

    /** One with a socket only was opened to be read from; its mount goes next, with all that it wrote. */
    private void stop(InstanceRow row) {
        if (Boolean.TRUE.equals(row.spec().getSocketOnly())) {
            shutdown.abandon(row.id(), row.data());
        } else {
            shutdown.stop(row.id(), row.data());
        }
    }

    /**
     * Goes on with the first starts that were under way when this service ended; the keeper does so with later ones.
     */
    @EventListener(ApplicationReadyEvent.class)
    void adopt() {
        for (InstanceRow seen : rows.findAll()) {
            try (var _ = locks.hold(seen.id())) {
                rows.findById(seen.id())
                        .filter(row -> row.state() == InstanceState.STARTING && !row.everReady())
                        .ifPresent(this::adopt);
            }
        }
    }

    private void adopt(InstanceRow row) {
        if (starts.underWay(row.id()).isPresent()) {
            return;
        }
        Optional<ProcessTable.Entry> postmaster = postmasters.find(row.data(), row.pid());
        if (postmaster.isPresent()) {
            starts.follow(row, postmaster.get());
        } else {
            row.failed(ProblemModels.of(Start.interrupted(row.id(), "mover-svc ended while it started")));
            rows.save(row);
        }
    }

    private Start startUnlessRunning(String id, InstanceSpec spec) {
        Optional<InstanceRow> known = rows.findById(id);
        known.filter(row -> !row.spec().equals(spec)).ifPresent(row -> {
            throw ProblemException.conflict(
                    "INSTANCE_DIFFERS",
                    "instance " + id + " exists with other settings",
                    "delete it first, or choose another id");
        });
        Optional<Start> current = starts.underWay(id);
        if (current.isPresent()) {
            return current.get();
        }
        Path data = InstanceRow.data(spec);
        Optional<ProcessTable.Entry> running = postmasters.find(data);
        if (running.isPresent()) {
            InstanceRow row = known.orElseThrow(() -> ProblemException.conflict(
                    "DATA_DIRECTORY_IN_USE",
                    "a server with pid " + running.get().pid() + " already runs on " + data,
                    "delete the instance that it belongs to, or stop it"));
            if (situations.look(row).situation() != Situation.STRANDED) {
                return row.state() == InstanceState.READY ? Start.over(id) : starts.follow(row, running.get());
            }
            LOG.warn("instance {} runs on a mount that is no more: it is started again on the present one", id);
            shutdown.stop(id, data, running.get());
        }
        return starts.start(id, spec, known.orElse(null));
    }

    private void await(Start start) {
        try {
            start.over().get(properties.startWait().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException stillStarting) {
            // the answer says so
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Instance view(InstanceRow row) {
        Instance view = truth.view(row, files.directory(row.id()));
        if (!row.everReady()) {
            starts.underWay(row.id()).flatMap(Start::position).ifPresent(position -> {
                view.replayedLsn(position.lsn());
                Instant time = position.time();
                view.replayedTime(time == null ? null : time.atOffset(ZoneOffset.UTC));
            });
        }
        return view;
    }
}
