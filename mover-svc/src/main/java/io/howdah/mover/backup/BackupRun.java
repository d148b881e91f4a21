package io.howdah.mover.backup;

import io.howdah.mover.job.Cancellation;
import io.howdah.openapi.mover.model.BackupJobSpec;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.repository.Repository;
import io.howdah.repository.backup.BackupControl;
import io.howdah.repository.backup.BackupType;
import io.howdah.repository.backup.BackupWriter;
import io.howdah.repository.backup.ClusterInfo;
import io.howdah.repository.backup.PackStream;
import io.howdah.repository.backup.SourceInfo;
import io.howdah.repository.backup.StopInfo;
import io.howdah.repository.pack.Algorithm;
import io.howdah.repository.pack.Compression;
import io.howdah.repository.stream.BackupStop;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One backup from its first connection to its commit. One connection starts and stops it, the others copy files. When
 * anything fails all connections are cut, which makes bindump abort, and what was stored is removed.
 */
final class BackupRun {

    /** The only size of pages that bindump serves. */
    private static final int PAGE_SIZE = 8192;

    /** Workers have the streams from 1 on. */
    private static final int STOP_STREAM = 0;

    private final String id;
    private final BackupJobSpec spec;
    private final int workers;
    private final BindumpConnections connections;
    private final Repository repository;
    private final Executor threads;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Cancellation cancellation;
    private volatile long bytesTotal;
    private volatile @Nullable BackupWriter writer;

    BackupRun(
            String id,
            BackupJobSpec spec,
            int workers,
            BindumpConnections connections,
            Repository repository,
            Executor threads) {
        this.id = id;
        this.spec = spec;
        this.workers = workers;
        this.connections = connections;
        this.repository = repository;
        this.threads = threads;
        this.cancellation = new Cancellation("backup " + id);
    }

    BackupControl run() throws SQLException, InterruptedException {
        try (BindumpClient control = new BindumpClient(connect())) {
            BindumpClient.Source source = control.identify();
            ClusterInfo cluster = new ClusterInfo(
                    spec.getCluster(), source.systemIdentifier(), source.major(), PAGE_SIZE, source.walSegmentSize());
            try (BackupWriter storing = repository.startBackup(cluster, id, BackupType.FULL, null)) {
                writer = storing;
                Instant startedAt = Instant.now();
                BindumpClient.Started started = control.start(label());
                bytesTotal = started.bytes();
                copyFiles(storing);
                try (PackStream stream = storing.stream(STOP_STREAM)) {
                    control.stop(spec, stream);
                    stream.finish();
                }
                return storing.commit(stopInfo(storing, started, startedAt));
            }
        } catch (SQLException | RuntimeException e) {
            cancellation.check();
            throw e;
        } finally {
            disconnect();
        }
    }

    /** Makes {@link #run} fail soon. */
    void cancel() {
        cancellation.request();
        disconnect();
    }

    long bytesStored() {
        BackupWriter current = writer;
        return current == null ? 0 : current.storedBytes();
    }

    long bytesDone() {
        BackupWriter current = writer;
        return current == null ? 0 : current.rawBytes();
    }

    /** What the cluster had when the backup began; WAL and what has grown since come on top. */
    long bytesTotal() {
        return Math.max(bytesTotal, bytesDone());
    }

    private void copyFiles(BackupWriter storing) throws SQLException, InterruptedException {
        var completion = new ExecutorCompletionService<Void>(threads);
        List<Future<Void>> tasks = new ArrayList<>();
        try {
            for (int worker = 1; worker <= workers; worker++) {
                int number = worker;
                tasks.add(completion.submit(() -> {
                    copy(storing, number);
                    return null;
                }));
            }
            for (int finished = 0; finished < workers; finished++) {
                completion.take().get();
            }
        } catch (ExecutionException e) {
            abandon(tasks);
            switch (e.getCause()) {
                case SQLException sql -> throw sql;
                case RuntimeException runtime -> throw runtime;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            abandon(tasks);
            throw e;
        }
    }

    private void copy(BackupWriter storing, int worker) throws SQLException {
        try (BindumpClient client = new BindumpClient(connect());
                PackStream stream = storing.stream(worker)) {
            client.copyFiles(spec, workers, worker, stream);
            stream.finish();
        }
    }

    /** Returns when no worker touches its stream any more: only then may the streams be removed. */
    private void abandon(List<Future<Void>> tasks) {
        disconnect();
        for (Future<Void> task : tasks) {
            boolean interrupted = false;
            while (!task.isDone()) {
                try {
                    task.get();
                } catch (ExecutionException failedToo) {
                    // the first failure is the one that counts
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Connection connect() throws SQLException {
        Connection connection = connections.open(spec.getSource(), "howdah-" + id);
        open.add(connection);
        if (cancellation.isRequested()) {
            connection.abort(Runnable::run);
            cancellation.check();
        }
        return connection;
    }

    private void disconnect() {
        for (Connection connection : open) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException alreadyCut) {
                // that is what was wanted
            }
        }
        open.clear();
    }

    private StopInfo stopInfo(BackupWriter storing, BindumpClient.Started started, Instant startedAt) {
        BackupStop stop = storing.stop();
        SourceInfo source = storing.source();
        if (stop == null || source == null) {
            throw ProblemException.unprocessable(
                    "STREAM_INVALID",
                    "stop_backup did not say where the backup ended and what it was taken from",
                    "use a bindump listener of the same version as this mover");
        }
        io.howdah.openapi.mover.model.Compression asked = spec.getCompression();
        return new StopInfo(
                started.startLsn(),
                stop.stopLsn(),
                started.timeline(),
                startedAt,
                stop.stoppedAt(),
                new Compression(Algorithm.valueOf(asked.getAlgorithm().getValue()), asked.getLevel()),
                spec.getLabel(),
                source);
    }

    private String label() {
        return Objects.requireNonNullElse(spec.getLabel(), "howdah " + id);
    }
}
