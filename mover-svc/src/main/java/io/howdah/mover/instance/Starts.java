package io.howdah.mover.instance;

import io.howdah.mover.host.PostgresInstallation;
import io.howdah.mover.state.ProblemModels;
import io.howdah.openapi.log.LogContext;
import io.howdah.openapi.mover.model.InstanceSpec;
import io.howdah.openapi.problem.ProblemException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Starts servers and follows each start to its end. To be called with the lock of the instance held. A row is written
 * before its processes exist, so that a crash in between leaves a row from which the same call goes on.
 */
@Component
class Starts {

    private static final Logger LOG = LoggerFactory.getLogger(Starts.class);

    private final InstanceRows rows;
    private final KeptPorts keptPorts;
    private final InstanceChecks checks;
    private final InstanceFiles files;
    private final PostmasterLauncher launcher;
    private final Postmasters postmasters;
    private final Shutdown shutdown;
    private final Ports ports;
    private final InstanceProperties properties;
    private final IdLocks locks;
    private final Boot boot;
    private final Map<String, Start> underWay = new ConcurrentHashMap<>();

    Starts(
            InstanceRows rows,
            KeptPorts keptPorts,
            InstanceChecks checks,
            InstanceFiles files,
            PostmasterLauncher launcher,
            Postmasters postmasters,
            Shutdown shutdown,
            Ports ports,
            InstanceProperties properties,
            IdLocks locks,
            Boot boot) {
        this.rows = rows;
        this.keptPorts = keptPorts;
        this.checks = checks;
        this.files = files;
        this.launcher = launcher;
        this.postmasters = postmasters;
        this.shutdown = shutdown;
        this.ports = ports;
        this.properties = properties;
        this.locks = locks;
        this.boot = boot;
    }

    Optional<Start> underWay(String id) {
        return Optional.ofNullable(underWay.get(id));
    }

    /** Starts it for the first time, or again because that was asked for. */
    Start start(String id, InstanceSpec spec, @Nullable InstanceRow known) {
        return start(id, spec, known, false);
    }

    /** Starts it again without having been asked. */
    Start restart(InstanceRow row) {
        return start(row.id(), row.spec(), row, true);
    }

    private Start start(String id, InstanceSpec spec, @Nullable InstanceRow known, boolean unasked) {
        checks.requireUser(spec.getOsUser());
        PostgresInstallation installation = checks.requireMajor(spec.getMajor());
        checks.requireDataDirectory(spec);
        Path data = InstanceRow.data(spec);
        ServerLog log = ServerLog.startingNow(files.log(id));
        Recovery recovery = new Recovery(id, spec, log, installation);
        Start start = new Start(id, data, log, recovery, unasked);
        InstanceRow row = reserve(id, spec, known);
        try {
            InstanceFiles.Prepared prepared = files.prepare(id, spec, row.port(), installation);
            shutdown.clear(id, data);
            recovery.expect(prepared.expectedWal());
            start.step("prepare");
            Process process = launcher.launch(installation, data, prepared.settings(), files.log(id));
            start.step("spawn");
            row.spawned(process.pid(), prepared.warnings());
            watch(start, recovery, rows.save(row), process.pid(), process.onExit());
            return start;
        } catch (ProblemException | UncheckedIOException e) {
            if (known == null) {
                files.remove(id);
                rows.delete(row);
            }
            throw start.explain(e);
        }
    }

    /** The row comes first: whatever is made later can be found again. One at a time, so that ports are given once. */
    private synchronized InstanceRow reserve(String id, InstanceSpec spec, @Nullable InstanceRow known) {
        int port = port(spec.getPort(), known, givenToOthers(id));
        InstanceRow row = known != null ? known : new InstanceRow(id, spec, properties.reachedAt(), port);
        row.starting(properties.reachedAt(), port);
        return rows.save(row);
    }

    private Set<Integer> givenToOthers(String id) {
        Stream<Integer> inUse =
                rows.findAll().stream().filter(row -> !row.id().equals(id)).map(InstanceRow::port);
        Stream<Integer> kept = keptPorts.findAll().stream()
                .filter(row -> !row.instance().equals(id))
                .map(KeptPort::port);
        return Stream.concat(inUse, kept).collect(Collectors.toSet());
    }

    /** Whoever has seen it under its port finds it there again. */
    private int port(@Nullable Integer asked, @Nullable InstanceRow known, Set<Integer> given) {
        Integer settled = asked != null ? asked : known != null && known.everReady() ? (Integer) known.port() : null;
        if (settled == null) {
            return known != null && ports.free(known.port()) ? known.port() : ports.choose(given);
        }
        if (given.contains(settled)) {
            throw Ports.occupied(settled);
        }
        ports.requireFree(settled);
        return settled;
    }

    /** Follows a server that is starting already. */
    Start follow(InstanceRow row, ProcessTable.Entry postmaster) {
        ServerLog log = new ServerLog(files.log(row.id()), 0);
        Recovery recovery = new Recovery(
                row.id(), row.spec(), log, checks.requireMajor(row.spec().getMajor()));
        Start start = new Start(row.id(), row.data(), log, recovery, false);
        CompletableFuture<?> exit = ProcessHandle.of(postmaster.pid())
                .<CompletableFuture<?>>map(ProcessHandle::onExit)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
        row.starting(row.host(), row.port());
        row.spawned(postmaster.pid(), row.warnings());
        watch(start, recovery, rows.save(row), postmaster.pid(), exit);
        return start;
    }

    private void watch(Start start, Recovery recovery, InstanceRow row, long pid, CompletableFuture<?> exit) {
        underWay.put(row.id(), start);
        Thread.ofVirtual().name("start-" + row.id()).start(LogContext.carry(() -> {
            try (var _ = LogContext.with(LogContext.INSTANCE, row.id())) {
                conclude(start, recovery, row, pid, exit);
            } finally {
                underWay.remove(row.id(), start);
                start.over().complete(null);
            }
        }));
    }

    private void conclude(Start start, Recovery recovery, InstanceRow row, long pid, CompletableFuture<?> exit) {
        try {
            start.awaitReady(pid, exit, properties.startTimeout());
            String lsn = recovery.end().map(ReachedLsn::lsn).orElse(null);
            Instant time = recovery.lastTransaction().orElse(null);
            Map<String, Long> timings = start.timings();
            LOG.info("instance {} is ready on port {}, pid {}, {} ms", row.id(), row.port(), pid, timings);
            store(row.id(), stored -> {
                if (start.unasked()) {
                    stored.restarted();
                }
                stored.ready(lsn, time, Instant.now(), boot.id(), timings);
            });
        } catch (ProblemException e) {
            ProblemException problem = orPortTaken(e, row);
            LOG.warn("{}", problem.detail());
            store(row.id(), stored -> {
                if (postmasters
                        .find(row.data())
                        .filter(other -> other.pid() != pid)
                        .isEmpty()) {
                    shutdown.stop(row.id(), row.data());
                }
                stored.failed(ProblemModels.of(problem));
            });
        } catch (InterruptedException e) {
            // this service ends; the instance goes on, and the next one adopts it
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("the start of instance {} cannot be followed", row.id(), e);
            ProblemException problem = start.explain(e);
            store(row.id(), stored -> stored.failed(ProblemModels.of(problem)));
        }
    }

    /** A port that was free when it was chosen may be somebody else's by the time the server takes it. */
    private ProblemException orPortTaken(ProblemException failure, InstanceRow row) {
        if (!failure.code().equals(Start.FAILED) || ports.free(row.port())) {
            return failure;
        }
        return row.spec().getPort() != null || row.everReady()
                ? Ports.occupied(row.port())
                : Start.interrupted(row.id(), "somebody else took port " + row.port());
    }

    /** Does nothing when the instance was deleted meanwhile. */
    private void store(String id, Consumer<InstanceRow> change) {
        try (var _ = locks.hold(id)) {
            rows.findById(id).ifPresent(row -> {
                change.accept(row);
                rows.save(row);
            });
        }
    }
}
