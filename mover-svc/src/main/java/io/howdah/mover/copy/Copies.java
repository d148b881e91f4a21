package io.howdah.mover.copy;

import io.howdah.mover.instance.NativeServers;
import io.howdah.mover.job.RunningJobs;
import io.howdah.mover.state.ProblemModels;
import io.howdah.openapi.fence.Fences;
import io.howdah.openapi.mover.model.Copy;
import io.howdah.openapi.mover.model.CopySpec;
import io.howdah.openapi.mover.model.CopyState;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.repository.Repository;
import io.howdah.repository.read.BackupReader;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** The copies of this mover. Whatever ends while one runs, it goes on where it was, or leaves nothing. */
@Service
class Copies {

    private static final Logger LOG = LoggerFactory.getLogger(Copies.class);

    private final CopyRows rows;
    private final Repository repository;
    private final CopyChecks checks;
    private final NativeServers servers;
    private final CopyProperties properties;
    private final Fences fences;
    private final RunningJobs<CopyRun> running;

    /** What an earlier process of this service left is settled before the first request. */
    Copies(
            CopyRows rows,
            Repository repository,
            CopyChecks checks,
            NativeServers servers,
            CopyProperties properties,
            Fences fences) {
        this.rows = rows;
        this.repository = repository;
        this.checks = checks;
        this.servers = servers;
        this.properties = properties;
        this.fences = fences;
        this.running = new RunningJobs<>("copy", "COPY_NOT_STOPPED", properties.cancelWait());
        for (CopyRow row : rows.findByState(CopyState.RUNNING)) {
            row.failed(ProblemModels.of(CopyProblems.interrupted(row.id())));
            rows.save(row);
        }
        rows.findByState(CopyState.COMPLETED).forEach(Copies::removeJournal);
    }

    Copy get(String id) {
        return rows.findById(id)
                .map(this::view)
                .orElseThrow(() ->
                        ProblemException.notFound("COPY_NOT_FOUND", "there is no copy " + id, "start one with PUT"));
    }

    synchronized Copy put(String id, CopySpec spec) {
        fences.pass("copy " + id);
        Optional<CopyRow> known = rows.findById(id);
        if (known.isPresent()) {
            if (!known.get().spec().equals(spec)) {
                throw ProblemException.conflict(
                        "COPY_DIFFERS",
                        "copy " + id + " exists with other settings",
                        "delete it first, or choose another id");
            }
            if (known.get().state() != CopyState.FAILED || running.find(id).isPresent()) {
                return view(known.get());
            }
        }
        return view(start(id, spec, known.orElse(null)));
    }

    private CopyRow start(String id, CopySpec spec, @Nullable CopyRow known) {
        BackupReader reader = repository.readOnce(spec.getCluster(), spec.getBackupId());
        try {
            CopyPlan plan = CopyPlan.of(reader, spec);
            CopyRow row = known != null ? known : planned(id, spec, plan, reader);
            row.runsAgain();
            rows.save(row);
            run(row, plan, reader);
            return row;
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private CopyRow planned(String id, CopySpec spec, CopyPlan plan, BackupReader reader) {
        Existing existing = Existing.of(spec);
        List<Place> places =
                checks.requirePlaces(plan, reader.control().source().systemIdentifier(), existing);
        checks.requireSpace(plan, existing);
        if (!Boolean.FALSE.equals(spec.getStarts())) {
            Integer port = spec.getPort();
            String sourcePort = reader.control().source().settings().getOrDefault("port", "5432");
            servers.requireFreePort(port != null ? port : Integer.parseInt(sourcePort));
        }
        Path external = plan.configuration().newFile();
        return new CopyRow(id, spec, places, external == null ? null : external.toString(), plan.bytes());
    }

    private void run(CopyRow row, CopyPlan plan, BackupReader reader) {
        String id = row.id();
        CopySpec spec = row.spec();
        int workers = Objects.requireNonNullElseGet(spec.getWorkers(), properties::workersByDefault);
        Places places = new Places(id, row.places());
        boolean delta = Existing.of(spec) == Existing.CHANGED;
        CopyRun run =
                new CopyRun(id, reader, plan, places, delta, spec.getPort(), workers, properties.checkpointInterval());
        running.start(id, run, Thread.ofPlatform().name("copy-" + id)::start, () -> {
            try (reader) {
                conclude(id, run);
            }
        });
    }

    private void conclude(String id, CopyRun run) {
        long begun = System.nanoTime();
        try {
            run.run();
            rows.findById(id).ifPresent(row -> {
                row.completed(run.bytesWritten());
                rows.save(row);
                removeJournal(row);
            });
            LOG.info(
                    "copy {} completed in {} ms: {} bytes, {} of them by an earlier attempt; {} were written",
                    id,
                    Duration.ofNanos(System.nanoTime() - begun).toMillis(),
                    run.bytesDone(),
                    run.bytesFound(),
                    run.bytesWritten());
        } catch (CancellationException e) {
            LOG.info("{}", e.getMessage());
            fail(id, CopyProblems.interrupted(id));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(id, CopyProblems.interrupted(id));
        } catch (Exception e) {
            LOG.warn("copy {} failed", id, e);
            fail(id, CopyProblems.of(id, e));
        }
    }

    private void fail(String id, ProblemException problem) {
        rows.findById(id).ifPresent(row -> {
            row.failed(ProblemModels.of(problem));
            rows.save(row);
        });
    }

    /** @param keep whether what was copied stays; else what was there before comes back */
    void delete(String id, boolean keep) {
        stop(id, keep);
        running.awaitEnd(id);
        rows.findById(id).ifPresent(row -> {
            Places places = new Places(id, row.places());
            if (keep) {
                requireCompleted(row);
                places.settle();
            } else {
                servers.requireNone(Path.of(row.spec().getDataDirectory()));
                places.undo();
            }
            rows.delete(row);
            LOG.info("copy {} is forgotten, and {}", id, keep ? "kept" : "removed");
        });
    }

    /** Not while a PUT is between its row and its run. */
    private synchronized void stop(String id, boolean keep) {
        fences.pass("copy " + id);
        running.find(id).ifPresent(run -> {
            if (keep) {
                throw notCompleted(id);
            }
            run.cancel();
        });
    }

    private static void requireCompleted(CopyRow row) {
        if (row.state() != CopyState.COMPLETED) {
            throw notCompleted(row.id());
        }
    }

    private static ProblemException notCompleted(String id) {
        return ProblemException.conflict(
                "COPY_NOT_COMPLETED",
                "copy " + id + " is not complete and cannot be kept",
                "wait for it, or remove it");
    }

    @PreDestroy
    void stop() {
        running.endAll(CopyRun::cancel);
    }

    /** It is complete without; a crash may have come in between. */
    private static void removeJournal(CopyRow row) {
        try {
            Files.deleteIfExists(
                    CopyJournal.file(Path.of(row.spec().getDataDirectory()).normalize()));
        } catch (IOException e) {
            LOG.warn("the journal of copy {} cannot be removed", row.id(), e);
        }
    }

    private Copy view(CopyRow row) {
        Optional<CopyRun> run = running.find(row.id());
        // not over before its last file is closed, whatever the row says already
        CopyState state = run.isPresent() ? CopyState.RUNNING : row.state();
        long done = run.map(CopyRun::bytesDone).orElse(state == CopyState.COMPLETED ? row.bytesTotal() : 0L);
        return new Copy(row.id(), state, row.spec())
                .configFile(row.configFile())
                .bytesDone(Math.min(done, row.bytesTotal()))
                .bytesTotal(row.bytesTotal())
                .bytesWritten(row.bytesWritten())
                .error(row.problem());
    }
}
