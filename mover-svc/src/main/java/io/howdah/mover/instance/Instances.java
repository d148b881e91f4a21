package io.howdah.mover.instance;

import io.howdah.mover.host.PostgresInstallation;
import io.howdah.mover.state.ProblemModels;
import io.howdah.openapi.mover.model.Instance;
import io.howdah.openapi.mover.model.InstanceSpec;
import io.howdah.openapi.mover.model.InstanceState;
import io.howdah.openapi.problem.ProblemException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/**
 * Starts and stops instances. A row is written before its processes exist and deleted after they are gone; a crash in
 * between leaves a row from which the same request goes on. Instances outlive this service.
 */
@Service
class Instances {

    private static final Logger LOG = LoggerFactory.getLogger(Instances.class);

    private final InstanceRows rows;
    private final InstanceChecks checks;
    private final InstanceFiles files;
    private final InstanceTruth truth;
    private final Postmasters postmasters;
    private final PostmasterLauncher launcher;
    private final Shutdown shutdown;
    private final Ports ports;
    private final InstanceProperties properties;
    private final IdLocks locks = new IdLocks();
    private final Map<String, Start> starts = new ConcurrentHashMap<>();

    Instances(
            InstanceRows rows,
            InstanceChecks checks,
            InstanceFiles files,
            InstanceTruth truth,
            Postmasters postmasters,
            PostmasterLauncher launcher,
            Shutdown shutdown,
            Ports ports,
            InstanceProperties properties) {
        this.rows = rows;
        this.checks = checks;
        this.files = files;
        this.truth = truth;
        this.postmasters = postmasters;
        this.launcher = launcher;
        this.shutdown = shutdown;
        this.ports = ports;
        this.properties = properties;
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
            start = startUnlessRunning(id, spec);
        }
        await(start);
        return get(id);
    }

    void delete(String id) {
        try (var _ = locks.hold(id)) {
            Optional<InstanceRow> row = rows.findById(id);
            if (row.isEmpty()) {
                return;
            }
            shutdown.stop(id, data(row.get().spec()));
            files.remove(id);
            rows.delete(row.get());
            LOG.info("instance {} is gone", id);
        }
    }

    /** Goes on waiting for those that were starting when this service ended. */
    @EventListener(ApplicationReadyEvent.class)
    void adopt() {
        for (InstanceRow row : rows.findAll()) {
            if (row.state() == InstanceState.STARTING) {
                try (var _ = locks.hold(row.id())) {
                    postmasters.find(data(row.spec()), row.pid()).ifPresent(postmaster -> watch(row, postmaster));
                }
            }
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
        Start current = starts.get(id);
        if (current != null) {
            return current;
        }
        Path data = data(spec);
        Optional<ProcessTable.Entry> running = postmasters.find(data);
        if (running.isPresent()) {
            InstanceRow row = known.orElseThrow(() -> ProblemException.conflict(
                    "DATA_DIRECTORY_IN_USE",
                    "a server with pid " + running.get().pid() + " already runs on " + data,
                    "delete the instance that it belongs to, or stop it"));
            if (postmasters.onSameMount(running.get(), data)) {
                return row.state() == InstanceState.READY ? over() : watch(row, running.get());
            }
            LOG.warn("instance {} runs on a mount that is no more: it is started again on the present one", id);
            shutdown.stop(id, data);
        }
        return start(id, spec, known);
    }

    private Start start(String id, InstanceSpec spec, Optional<InstanceRow> known) {
        checks.requireUser(spec.getOsUser());
        PostgresInstallation installation = checks.requireMajor(spec.getMajor());
        checks.requireDataDirectory(spec);
        Path data = data(spec);
        Start start = new Start(id, data, ServerLog.startingNow(files.log(id)));
        InstanceRow row = reserve(id, spec, known);
        try {
            InstanceFiles.Prepared prepared = files.prepare(id, spec, row.port(), installation);
            shutdown.clear(id, data);
            start.step("prepare");
            Process process = launcher.launch(installation, data, prepared.settings(), files.log(id));
            start.step("spawn");
            row.spawned(process.pid(), prepared.warnings());
            watch(start, rows.save(row), process.pid(), process.onExit());
            return start;
        } catch (ProblemException | UncheckedIOException e) {
            if (known.isEmpty()) {
                files.remove(id);
                rows.delete(row);
            }
            throw e instanceof ProblemException problem ? problem : unprepared(id, e);
        }
    }

    /** The row comes first: whatever is made later can be found again. One at a time, so that ports are given once. */
    private synchronized InstanceRow reserve(String id, InstanceSpec spec, Optional<InstanceRow> known) {
        Set<Integer> given = rows.findAll().stream()
                .filter(row -> !row.id().equals(id))
                .map(InstanceRow::port)
                .collect(Collectors.toSet());
        Integer asked = spec.getPort();
        int port;
        if (asked != null || known.filter(InstanceRow::everReady).isPresent()) {
            port = asked != null ? asked : known.orElseThrow().port();
            if (given.contains(port)) {
                throw Ports.occupied(port);
            }
            ports.requireFree(port);
        } else {
            port = known.map(InstanceRow::port).filter(ports::free).orElseGet(() -> ports.choose(given));
        }
        InstanceRow row = known.orElseGet(() -> new InstanceRow(id, spec, properties.listenAddress(), port));
        row.starting(properties.listenAddress(), port);
        return rows.save(row);
    }

    private Start watch(InstanceRow row, ProcessTable.Entry postmaster) {
        Start start = new Start(row.id(), data(row.spec()), new ServerLog(files.log(row.id()), 0));
        CompletableFuture<?> exit = ProcessHandle.of(postmaster.pid())
                .<CompletableFuture<?>>map(ProcessHandle::onExit)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
        row.starting(row.host(), row.port());
        row.spawned(postmaster.pid(), row.warnings());
        watch(start, rows.save(row), postmaster.pid(), exit);
        return start;
    }

    private void watch(Start start, InstanceRow row, long pid, CompletableFuture<?> exit) {
        starts.put(row.id(), start);
        Thread.ofVirtual().name("start-" + row.id()).start(() -> {
            try {
                conclude(start, row, pid, exit);
            } finally {
                starts.remove(row.id(), start);
                start.over().complete(null);
            }
        });
    }

    private void conclude(Start start, InstanceRow row, long pid, CompletableFuture<?> exit) {
        try {
            start.awaitReady(pid, exit, properties.startTimeout());
            String lsn = ReachedLsn.read(data(row.spec())).orElse(null);
            Map<String, Long> timings = start.timings();
            LOG.info("instance {} is ready on port {}, pid {}, {} ms", row.id(), row.port(), pid, timings);
            store(row.id(), stored -> stored.ready(lsn, Instant.now(), timings));
        } catch (ProblemException e) {
            LOG.warn("{}", e.detail());
            store(row.id(), stored -> {
                shutdown.stop(row.id(), data(row.spec()));
                stored.failed(ProblemModels.of(e));
            });
        } catch (InterruptedException e) {
            // this service ends; the instance goes on, and the next one adopts it
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("the start of instance {} cannot be followed", row.id(), e);
            ProblemException problem = unprepared(row.id(), e);
            store(row.id(), stored -> stored.failed(ProblemModels.of(problem)));
        }
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
        return truth.view(row, starts.containsKey(row.id()), files.directory(row.id()));
    }

    private static Start over() {
        Start start = new Start("", Path.of("/"), new ServerLog(Path.of("/"), 0));
        start.over().complete(null);
        return start;
    }

    private static Path data(InstanceSpec spec) {
        return Path.of(Objects.requireNonNull(spec.getDataDirectory())).normalize();
    }

    private static ProblemException unprepared(String id, Exception e) {
        return new ProblemException(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "INSTANCE_FAILED_TO_START",
                "instance " + id + " cannot be started: " + e.getMessage()
                        + (e.getCause() == null ? "" : ": " + e.getCause().getMessage()),
                "look whether its mount is alive and the host has space, then retry",
                e);
    }
}
