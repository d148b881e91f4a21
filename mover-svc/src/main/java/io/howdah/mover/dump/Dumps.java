package io.howdah.mover.dump;

import io.howdah.mover.instance.RunningInstances;
import io.howdah.mover.job.RunningJobs;
import io.howdah.mover.state.ProblemModels;
import io.howdah.openapi.fence.Fences;
import io.howdah.openapi.mover.model.Dump;
import io.howdah.openapi.mover.model.DumpFile;
import io.howdah.openapi.mover.model.DumpPart;
import io.howdah.openapi.mover.model.DumpSpec;
import io.howdah.openapi.mover.model.DumpState;
import io.howdah.openapi.mover.model.InstanceDatabase;
import io.howdah.openapi.problem.ProblemException;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** The dumps of this mover. A part that is done stays done, whatever ends; one that is not begins from nothing. */
@Service
class Dumps {

    private static final Logger LOG = LoggerFactory.getLogger(Dumps.class);
    private static final int TOKEN_BYTES = 32;

    private final DumpRows rows;
    private final RunningInstances instances;
    private final ServerLogin login;
    private final Databases databases;
    private final DumpTools tools;
    private final DumpProperties properties;
    private final Fences fences;
    private final RunningJobs<DumpRun> running;

    // what a child process ends with, and what the sockets of servers want
    private final ExecutorService threads =
            Executors.newCachedThreadPool(Thread.ofPlatform().name("dump-", 0).factory());

    /** What an earlier process of this service left is settled before the first request. */
    Dumps(
            DumpRows rows,
            RunningInstances instances,
            ServerLogin login,
            Databases databases,
            DumpTools tools,
            DumpProperties properties,
            Fences fences)
            throws IOException, InterruptedException {
        this.rows = rows;
        this.instances = instances;
        this.login = login;
        this.databases = databases;
        this.tools = tools;
        this.properties = properties;
        this.fences = fences;
        this.running = new RunningJobs<>("dump", "DUMP_NOT_STOPPED", properties.stopWait());
        for (DumpRow row : rows.findByState(DumpState.RUNNING)) {
            settle(row);
        }
    }

    List<InstanceDatabase> databases(String instance, String user) {
        RunningInstances.Running server = instances.require(instance);
        try {
            return CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return databases.all(login.superuser(server, user));
                                } catch (SQLException e) {
                                    throw DumpProblems.database(e);
                                }
                            },
                            threads)
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    Dump get(String id) {
        return view(row(id));
    }

    synchronized Dump put(String id, DumpSpec spec) {
        fences.pass("dump " + id);
        Optional<DumpRow> known = rows.findById(id);
        DumpRow row = known.orElseGet(() -> new DumpRow(id, spec, newToken()));
        if (!row.spec().equals(spec)) {
            throw ProblemException.conflict(
                    "DUMP_DIFFERS",
                    "dump " + id + " exists with other settings",
                    "delete it first, or choose another id");
        }
        if (known.isPresent() && row.state() != DumpState.FAILED) {
            return view(row);
        }
        row.again();
        DumpRow kept = rows.save(row);
        start(kept);
        return view(kept);
    }

    void delete(String id) {
        cancel(id);
        running.awaitEnd(id);
        Optional<DumpRow> row = rows.findById(id);
        if (row.isEmpty()) {
            return;
        }
        Path path = row.get().path();
        try {
            if (path != null) {
                DumpProcesses.end(path, properties.stopWait());
                new DumpPlace(path).remove();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove dump " + id, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DumpProblems.interrupted(id);
        }
        rows.deleteById(id);
        LOG.info("dump {} is gone", id);
    }

    List<DumpFile> files(String id) {
        DumpRow row = completed(id);
        DumpPlace place = place(row);
        List<DumpFile> files = new ArrayList<>();
        try {
            for (DumpPart part : row.parts()) {
                files.addAll(place.files(part.getDirectory()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the files of dump " + id, e);
        }
        files.sort(Comparator.comparingLong(DumpFile::getBytes).reversed());
        return files;
    }

    Path file(String id, String path) {
        try {
            return place(completed(id)).file(path);
        } catch (NoSuchFileException e) {
            throw ProblemException.notFound(
                    "DUMP_FILE_NOT_FOUND", "dump " + id + " has no file " + path, "GET /dumps/{id}/files lists them");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for " + path + " in dump " + id, e);
        }
    }

    @PreDestroy
    void stop() {
        running.endAll(Dumps::cancel);
        threads.shutdown();
    }

    /** Not while a PUT is between its row and its thread. */
    private synchronized void cancel(String id) {
        fences.pass("dump " + id);
        running.find(id).ifPresent(Dumps::cancel);
    }

    private static void cancel(DumpRun run) {
        try {
            run.cancel();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop a dump", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void start(DumpRow row) {
        String id = row.id();
        Path known = row.path();
        String instance = row.spec().getInstance();
        DumpRun run = new DumpRun(
                id, row.spec(), () -> instances.require(instance), login, databases, tools, properties, journal(id));
        running.start(id, run, threads, () -> conclude(id, run, known));
    }

    private DumpRun.Journal journal(String id) {
        return new DumpRun.Journal() {
            @Override
            public void placed(Path directory) {
                change(id, row -> {
                    if (!directory.equals(row.path())) {
                        row.placed(directory);
                    }
                });
            }

            @Override
            public void estimated(long bytes) {
                change(id, row -> row.estimated(bytes));
            }

            @Override
            public void done(DumpPart part) {
                change(id, row -> row.done(part));
            }
        };
    }

    private void conclude(String id, DumpRun run, @Nullable Path known) {
        try {
            run.run(known);
            change(id, DumpRow::completed);
            LOG.info("dump {} completed", id);
        } catch (CancellationException e) {
            LOG.info("dump {} was stopped", id);
            fail(id, DumpProblems.interrupted(id));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(id, DumpProblems.interrupted(id));
        } catch (IOException | SQLException | RuntimeException e) {
            LOG.warn("dump {} failed", id, e);
            fail(id, DumpProblems.of(id, e));
        }
    }

    private void fail(String id, ProblemException problem) {
        change(id, row -> row.failed(ProblemModels.of(problem)));
    }

    private void change(String id, Consumer<DumpRow> change) {
        rows.findById(id).ifPresent(row -> {
            change.accept(row);
            rows.save(row);
        });
    }

    private void settle(DumpRow row) throws IOException, InterruptedException {
        LOG.warn("dump {} was interrupted", row.id());
        Path path = row.path();
        if (path != null) {
            DumpProcesses.end(path, properties.stopWait());
        }
        row.failed(ProblemModels.of(DumpProblems.interrupted(row.id())));
        rows.save(row);
    }

    private Dump view(DumpRow row) {
        Dump view = new Dump(row.id(), row.state(), row.parts())
                .token(row.token())
                .bytesTotal(row.bytesTotal())
                .error(row.problem());
        Path path = row.path();
        if (path != null) {
            view.path(path.toString());
        }
        Optional<DumpRun> run = running.find(row.id()).filter(any -> row.state() == DumpState.RUNNING);
        return run.isPresent()
                ? view.bytesDone(run.get().bytesDone()).running(run.get().running())
                : view.bytesDone(row.bytesDone());
    }

    private DumpRow row(String id) {
        return rows.findById(id)
                .orElseThrow(() ->
                        ProblemException.notFound("DUMP_NOT_FOUND", "there is no dump " + id, "start one with PUT"));
    }

    private DumpRow completed(String id) {
        DumpRow row = row(id);
        if (row.state() != DumpState.COMPLETED) {
            throw ProblemException.conflict(
                    "DUMP_NOT_COMPLETED", "dump " + id + " is " + row.state(), "wait until it is COMPLETED");
        }
        return row;
    }

    private static DumpPlace place(DumpRow row) {
        return new DumpPlace(Optional.ofNullable(row.path()).orElseThrow());
    }

    private static String newToken() {
        byte[] token = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(token);
        return HexFormat.of().formatHex(token);
    }
}
