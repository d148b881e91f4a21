package io.howdah.mover.instance;

import io.howdah.mover.host.PostgresInstallation;
import io.howdah.openapi.mover.model.InstanceSpec;
import io.howdah.openapi.problem.ProblemException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The recovery within one start: how far it is, where it ended, why it failed. */
final class Recovery {

    private final String id;
    private final Path data;
    private final ServerLog log;
    private final RecoveryFailure failure;
    private final Replay replay;
    private volatile @Nullable ExpectedWal expected;

    Recovery(String id, InstanceSpec spec, ServerLog log, PostgresInstallation installation) {
        this.id = id;
        this.data = InstanceRow.data(spec);
        this.log = log;
        this.failure = new RecoveryFailure("instance " + id, spec.getTarget());
        this.replay = new Replay(data, log, installation);
    }

    /** @param wal what it has to replay at least; null for nothing in particular */
    void expect(@Nullable ExpectedWal wal) {
        expected = wal;
    }

    Optional<Replay.Position> position() {
        return replay.position();
    }

    /** Why the server gave up, when that was about its recovery. */
    Optional<ProblemException> failure() {
        return read().flatMap(said -> said.killed()
                ? Optional.of(Start.interrupted(id, "its recovery was ended by a signal"))
                : failure.in(said, log.tail()));
    }

    /**
     * Where it ended; empty when there was nothing to recover.
     *
     * @throws ProblemException WAL_GAP when that was not the end
     */
    Optional<ReachedLsn> end() {
        Optional<ReachedLsn> reached = ReachedLsn.read(data);
        ExpectedWal wal = expected;
        if (wal != null && reached.isPresent()) {
            wal.missing(reached.get()).ifPresent(segment -> {
                throw failure.gap(segment, reached.get());
            });
        }
        return reached;
    }

    /** When the last transaction had ended that it replayed; empty when it does not say. */
    Optional<Instant> lastTransaction() {
        return read().flatMap(RecoveryLog::lastTransaction);
    }

    private Optional<RecoveryLog> read() {
        return RecoveryLog.of(log);
    }
}
