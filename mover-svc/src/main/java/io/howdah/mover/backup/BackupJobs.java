package io.howdah.mover.backup;

import io.howdah.mover.backup.BackupMetrics.Outcome;
import io.howdah.mover.catalog.RepositoryBackups;
import io.howdah.mover.job.RunningJobs;
import io.howdah.mover.state.ProblemModels;
import io.howdah.openapi.fence.Fences;
import io.howdah.openapi.log.LogContext;
import io.howdah.openapi.mover.model.BackupJob;
import io.howdah.openapi.mover.model.BackupJobSpec;
import io.howdah.openapi.mover.model.BackupJobState;
import io.howdah.openapi.mover.model.BackupSource;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.repository.Repository;
import io.howdah.repository.RepositoryException;
import io.howdah.repository.backup.BackupControl;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * The backup jobs of this mover. After a crash the repository has either the whole backup, and the job is COMPLETED, or
 * nothing that counts, and the job is FAILED with BACKUP_INTERRUPTED.
 */
@Service
class BackupJobs {

    private static final Logger LOG = LoggerFactory.getLogger(BackupJobs.class);

    private final BackupJobRows rows;
    private final Repository repository;
    private final BindumpConnections connections;
    private final BackupProperties properties;
    private final BackupMetrics metrics;
    private final Fences fences;
    private final RunningJobs<BackupRun> running;
    private final ExecutorService threads =
            Executors.newCachedThreadPool(Thread.ofPlatform().name("backup-", 0).factory());

    /** What an earlier process of this service left is settled before the first request. */
    BackupJobs(
            BackupJobRows rows,
            Repository repository,
            BindumpConnections connections,
            BackupProperties properties,
            BackupMetrics metrics,
            Fences fences) {
        this.rows = rows;
        this.repository = repository;
        this.connections = connections;
        this.properties = properties;
        this.metrics = metrics;
        this.fences = fences;
        this.running = new RunningJobs<>("backup job", "BACKUP_JOB_NOT_STOPPED", properties.cancelWait());
        repository.cleanIncomplete();
        rows.findByState(BackupJobState.RUNNING).forEach(this::settle);
    }

    BackupJob get(String id) {
        return rows.findById(id)
                .map(this::view)
                .orElseThrow(() -> ProblemException.notFound(
                        "BACKUP_JOB_NOT_FOUND", "there is no backup job " + id, "start one with PUT"));
    }

    synchronized BackupJob put(String id, BackupJobSpec spec) {
        fences.pass("backup " + id);
        BackupJobSpec kept = withoutPassword(spec);
        Optional<BackupJobRow> known = rows.findById(id);
        if (known.isPresent()) {
            if (!known.get().spec().equals(kept)) {
                throw ProblemException.conflict(
                        "BACKUP_JOB_DIFFERS",
                        "backup job " + id + " exists with other settings",
                        "delete it first, or choose another id");
            }
            if (known.get().state() != BackupJobState.FAILED) {
                return view(known.get());
            }
        }
        requirePossible(id, spec);
        BackupJobRow row = rows.save(new BackupJobRow(id, kept));
        start(id, spec);
        return view(row);
    }

    void delete(String id) {
        cancel(id);
        running.awaitEnd(id);
        rows.deleteById(id);
    }

    /** Not while a PUT is between its row and its job. */
    private synchronized void cancel(String id) {
        fences.pass("backup " + id);
        running.find(id).ifPresent(BackupRun::cancel);
    }

    @PreDestroy
    void stop() {
        running.endAll(BackupRun::cancel);
        threads.shutdown();
    }

    private void requirePossible(String id, BackupJobSpec spec) {
        if (spec.getType() == BackupJobSpec.TypeEnum.INCREMENTAL) {
            throw ProblemException.unprocessable(
                    "INCREMENTAL_NOT_AVAILABLE", "incremental backups are not available yet", "take a FULL backup");
        }
        rows.findByState(BackupJobState.RUNNING).stream()
                .filter(other -> other.cluster().equals(spec.getCluster()))
                .findFirst()
                .ifPresent(other -> {
                    throw ProblemException.conflict(
                            "BACKUP_RUNNING",
                            "backup " + other.id() + " of cluster " + spec.getCluster() + " is running",
                            "wait until it has ended, or cancel it");
                });
        if (complete(spec.getCluster(), id).isPresent()) {
            throw ProblemException.conflict(
                    "BACKUP_EXISTS",
                    "the repository has a backup " + id + " of cluster " + spec.getCluster() + " already",
                    "choose another id");
        }
    }

    private void start(String id, BackupJobSpec spec) {
        int workers = Objects.requireNonNullElseGet(spec.getWorkers(), properties::workersByDefault);
        Executor sameContext = task -> threads.execute(LogContext.carry(task));
        BackupRun run = new BackupRun(id, spec, workers, connections, repository, sameContext);
        metrics.began(run);
        running.start(id, run, threads, () -> {
            try (var _ = LogContext.with(LogContext.BACKUP, id);
                    var _ = LogContext.with(LogContext.CLUSTER, spec.getCluster())) {
                long begun = System.nanoTime();
                Outcome outcome = conclude(id, run);
                metrics.ended(run, outcome, Duration.ofNanos(System.nanoTime() - begun));
            }
        });
    }

    private Outcome conclude(String id, BackupRun run) {
        try {
            BackupControl control = run.run();
            LOG.info("backup {} completed: {} bytes, {} stored", id, control.databaseBytes(), control.storedBytes());
            rows.findById(id).ifPresent(row -> {
                row.completed(run.bytesDone());
                rows.save(row);
            });
            return Outcome.COMPLETED;
        } catch (CancellationException e) {
            LOG.info("backup {} was canceled", id);
            fail(id, BackupProblems.interrupted(id));
            return Outcome.CANCELED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(id, BackupProblems.interrupted(id));
            return Outcome.CANCELED;
        } catch (Exception e) {
            LOG.warn("backup {} failed", id, e);
            fail(id, BackupProblems.of(id, e));
            return Outcome.FAILED;
        }
    }

    private void fail(String id, ProblemException problem) {
        rows.findById(id).ifPresent(row -> {
            row.failed(ProblemModels.of(problem));
            rows.save(row);
        });
    }

    private void settle(BackupJobRow row) {
        Optional<BackupControl> control = complete(row.cluster(), row.id());
        if (control.isPresent()) {
            row.completed(control.get().databaseBytes());
        } else {
            LOG.warn("backup {} of cluster {} was interrupted", row.id(), row.cluster());
            row.failed(ProblemModels.of(BackupProblems.interrupted(row.id())));
        }
        rows.save(row);
    }

    private BackupJob view(BackupJobRow row) {
        BackupJob view = new BackupJob(row.id(), row.state()).error(row.problem());
        Optional<BackupRun> run = running.find(row.id()).filter(any -> row.state() == BackupJobState.RUNNING);
        if (run.isPresent()) {
            return view.bytesDone(run.get().bytesDone()).bytesTotal(run.get().bytesTotal());
        }
        if (row.state() == BackupJobState.COMPLETED) {
            complete(row.cluster(), row.id()).map(RepositoryBackups::toModel).ifPresent(view::backup);
        }
        return view.bytesDone(row.bytesDone()).bytesTotal(row.bytesTotal());
    }

    private Optional<BackupControl> complete(String cluster, String id) {
        try {
            return Optional.of(repository.backup(cluster, id));
        } catch (RepositoryException e) {
            if (e.code() == RepositoryException.Code.BACKUP_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The password comes with each request and is not stored; a job is the same with another one. */
    private static BackupJobSpec withoutPassword(BackupJobSpec spec) {
        BackupSource source = spec.getSource();
        return new BackupJobSpec(
                        spec.getCluster(),
                        new BackupSource(source.getCluster(), source.getUser())
                                .host(source.getHost())
                                .port(source.getPort()),
                        spec.getType(),
                        spec.getCompression(),
                        spec.getVerifyChecksums())
                .incrementalMode(spec.getIncrementalMode())
                .workers(spec.getWorkers())
                .label(spec.getLabel());
    }
}
