package io.howdah.mover.bindump.backup;

import io.howdah.mover.bindump.command.Command;
import io.howdah.mover.bindump.wire.Cancellation;
import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.bindump.wire.SqlState;
import io.howdah.mover.cluster.ClusterConnections;
import io.howdah.mover.cluster.LocalCluster;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The backups that are in progress. Thread-safe. */
public final class Backups implements AutoCloseable {

    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(5);

    private final ClusterConnections connections;
    private final Set<Backup> running = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("bindump-watch").daemon().factory());

    public Backups(ClusterConnections connections) {
        this.connections = connections;
        watch.scheduleWithFixedDelay(
                () -> running.forEach(Backup::abortIfClusterIsGone),
                BETWEEN_CHECKS.toMillis(),
                BETWEEN_CHECKS.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Puts the cluster into backup mode and lists what there is to copy. */
    public Backup start(Owner owner, Command.StartBackup command, Cancellation cancellation) throws PgError {
        Backup backup = Backup.start(owner, command, connections, cancellation, running::remove);
        running.add(backup);
        return backup;
    }

    /** The backup that a worker's session joins, or null when there is none. */
    public @Nullable Backup sharedBy(Owner worker) throws PgError {
        List<Backup> candidates = running.stream()
                .filter(backup -> backup.owner().sharesWith(worker))
                .toList();
        if (candidates.size() > 1) {
            throw PgError.of(
                            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                            candidates.size() + " backups are in progress under application_name \""
                                    + worker.applicationName() + "\"")
                    .hint("Give every backup an application_name of its own.");
        }
        return candidates.isEmpty() ? null : candidates.getFirst();
    }

    /** Timeline and WAL position of a cluster, as IDENTIFY_SYSTEM tells them. */
    public List<String> position(LocalCluster cluster) throws PgError {
        try (ClusterSession session = ClusterSession.open(connections, cluster)) {
            return session.ask("asking for its position", connection -> {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("SELECT timeline_id::text, CASE WHEN pg_is_in_recovery()"
                                + " THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END::text"
                                + " FROM pg_control_checkpoint()")) {
                    row.next();
                    return List.of(row.getString(1), row.getString(2));
                }
            });
        }
    }

    /** How many are in progress. */
    public int count() {
        return running.size();
    }

    @Override
    public void close() {
        watch.shutdownNow();
        PgError reason = PgError.of(SqlState.ADMIN_SHUTDOWN, "the mover is shutting down");
        running.forEach(backup -> backup.abort(reason));
    }
}
