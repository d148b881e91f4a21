package io.howdah.mover.recovery;

import io.howdah.mover.instance.InstanceProperties;
import io.howdah.mover.instance.NativeServers;
import io.howdah.mover.instance.Polling;
import io.howdah.mover.job.RunningJobs;
import io.howdah.mover.state.ProblemModels;
import io.howdah.openapi.fence.Fences;
import io.howdah.openapi.mover.model.Recovery;
import io.howdah.openapi.mover.model.RecoverySpec;
import io.howdah.openapi.mover.model.RecoveryState;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** The recoveries of this mover. A server that recovers outlives this service; the next PUT begins it again. */
@Service
class Recoveries {

    private static final Logger LOG = LoggerFactory.getLogger(Recoveries.class);

    private final RecoveryRows rows;
    private final NativeServers servers;
    private final RecoveryFiles files;
    private final InstanceProperties properties;
    private final Fences fences;
    private final RunningJobs<RecoveryRun> running;

    /** What an earlier process of this service left is settled before the first request. */
    Recoveries(
            RecoveryRows rows,
            NativeServers servers,
            RecoveryFiles files,
            InstanceProperties properties,
            Fences fences) {
        this.rows = rows;
        this.servers = servers;
        this.files = files;
        this.properties = properties;
        this.fences = fences;
        this.running = new RunningJobs<>("recovery", "RECOVERY_NOT_STOPPED", properties.startWait());
        for (RecoveryRow row : rows.findByState(RecoveryState.RUNNING)) {
            row.failed(ProblemModels.of(RecoveryProblems.interrupted(row.id(), "mover-svc ended")));
            rows.save(row);
        }
    }

    Recovery get(String id) {
        return view(row(id));
    }

    synchronized Recovery put(String id, RecoverySpec spec) {
        fences.pass("recovery " + id);
        Optional<RecoveryRow> known = rows.findById(id);
        if (known.isPresent()) {
            if (!known.get().spec().equals(spec)) {
                throw ProblemException.conflict(
                        "RECOVERY_DIFFERS",
                        "recovery " + id + " exists with other settings",
                        "delete it first, or choose another id");
            }
            if (known.get().state() != RecoveryState.FAILED || running.find(id).isPresent()) {
                return view(known.get());
            }
        }
        RecoveryRow row = known.orElseGet(() -> new RecoveryRow(id, spec));
        row.runsAgain();
        rows.save(row);
        start(id, spec);
        return view(row);
    }

    private void start(String id, RecoverySpec spec) {
        RecoveryRun run = new RecoveryRun(id, spec, servers, files, properties.startTimeout());
        running.start(id, run, Thread.ofVirtual().name("recovery-" + id)::start, () -> conclude(id, spec, run));
    }

    private void conclude(String id, RecoverySpec spec, RecoveryRun run) {
        try {
            run.run();
            Path data = RecoveryFiles.data(spec);
            RecoveryState state = switch (spec.getAction()) {
                case PROMOTE -> RecoveryState.PROMOTED;
                case PAUSE -> RecoveryState.PAUSED;
                case SHUTDOWN -> RecoveryState.SHUT_DOWN;
            };
            String lsn = state == RecoveryState.PAUSED
                    ? servers.recoveredLsn(spec.getMajor(), data)
                    : servers.reachedLsn(data);
            store(id, row -> row.ended(state, lsn, run.timings()));
            LOG.info("recovery {} of {} is over at {}: {}", id, data, lsn, state);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            store(id, row -> row.failed(ProblemModels.of(RecoveryProblems.interrupted(id, "mover-svc ends"))));
        } catch (IOException | RuntimeException e) {
            LOG.warn("recovery {} failed", id, e);
            store(id, row -> row.failed(ProblemModels.of(RecoveryProblems.of(id, e))));
        }
    }

    synchronized Recovery promote(String id) {
        fences.pass("recovery " + id);
        RecoveryRow row = row(id);
        switch (row.state()) {
            case PROMOTED, SHUT_DOWN -> {
                return view(row);
            }
            case RUNNING, FAILED ->
                throw ProblemException.conflict(
                        "RECOVERY_NOT_PAUSED", "recovery " + id + " is " + row.state(), "wait until it is PAUSED");
            case PAUSED -> endPause(row);
        }
        return view(row);
    }

    private void endPause(RecoveryRow row) {
        Path data = RecoveryFiles.data(row.spec());
        try {
            if (files.inRecovery(data) && !servers.promote(data)) {
                throw ProblemException.conflict(
                        "RECOVERY_NOT_RUNNING",
                        "no server runs on " + data,
                        "start it, by pg_ctl or as it is started on its host, then promote it");
            }
            if (!Polling.until(
                    properties.startWait(), () -> !files.inRecovery(data) && servers.reachedLsn(data) != null)) {
                throw RecoveryProblems.interrupted(row.id(), "it is still being promoted");
            }
            RecoveryFiles.block(row.spec()).remove();
            servers.reload(data);
            row.promoted(servers.reachedLsn(data));
            rows.save(row);
            LOG.info("recovery {} is promoted at {}", row.id(), row.reachedLsn());
        } catch (IOException e) {
            throw RecoveryProblems.of(row.id(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RecoveryProblems.interrupted(row.id(), "mover-svc ends");
        }
    }

    /** @param keep whether the server goes on as it does */
    void delete(String id, boolean keep) {
        boolean ran = cancel(id, keep);
        rows.findById(id).ifPresent(row -> {
            if (!keep) {
                servers.stop(id, RecoveryFiles.data(row.spec()));
            }
            if (ran) {
                running.awaitEnd(id);
                servers.stop(id, RecoveryFiles.data(row.spec()));
            }
            files.remove(id);
            rows.delete(row);
        });
    }

    /** @return whether it ran */
    private synchronized boolean cancel(String id, boolean keep) {
        fences.pass("recovery " + id);
        Optional<RecoveryRun> run = running.find(id);
        if (run.isPresent() && keep) {
            throw ProblemException.conflict(
                    "RECOVERY_RUNNING", "recovery " + id + " is running", "wait until it is over");
        }
        run.ifPresent(RecoveryRun::cancel);
        return run.isPresent();
    }

    private void store(String id, Consumer<RecoveryRow> change) {
        rows.findById(id).ifPresent(row -> {
            change.accept(row);
            rows.save(row);
        });
    }

    private RecoveryRow row(String id) {
        return rows.findById(id)
                .orElseThrow(() -> ProblemException.notFound(
                        "RECOVERY_NOT_FOUND", "there is no recovery " + id, "start one with PUT"));
    }

    private Recovery view(RecoveryRow row) {
        RecoveryState state = running.find(row.id()).isPresent() ? RecoveryState.RUNNING : row.state();
        Recovery view = new Recovery(row.id(), state, row.spec())
                .reachedLsn(row.reachedLsn())
                .timings(row.timings())
                .error(row.problem());
        running.find(row.id()).flatMap(RecoveryRun::position).ifPresent(position -> {
            view.replayedLsn(position.lsn());
            Instant time = position.time();
            view.replayedTime(time == null ? null : time.atOffset(ZoneOffset.UTC));
        });
        if (state == RecoveryState.PROMOTED || state == RecoveryState.PAUSED) {
            servers.listening(RecoveryFiles.data(row.spec()))
                    .ifPresent(at -> view.host(at.host()).port(at.port()).socketDirectory(at.socketDirectory()));
        }
        return view;
    }
}
