package io.howdah.mover.bindump.backup;

import io.howdah.mover.bindump.wire.Cancellation;
import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.cluster.ClusterConnections;
import io.howdah.mover.cluster.LocalCluster;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session on the cluster that holds backup mode and a temporary replication slot. Both end with it, however it
 * ends, also when the mover is killed.
 */
final class ClusterSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterSession.class);
    private static final int FIRST_WITH_NEW_NAMES = 15;
    private static final int FIRST_WITH_IDLE_TIMEOUT = 14;
    private static final int SECONDS_TO_ANSWER = 10;

    /** @param stopLsn as PostgreSQL prints it */
    @SuppressWarnings("ArrayRecordComponent")
    record Stopped(String stopLsn, byte[] backupLabel, byte[] tablespaceMap) {}

    private final LocalCluster cluster;
    private final Connection connection;
    private final int major;
    private final ReentrantLock busy = new ReentrantLock();

    private ClusterSession(LocalCluster cluster, Connection connection, int major) {
        this.cluster = cluster;
        this.connection = connection;
        this.major = major;
    }

    static ClusterSession open(ClusterConnections connections, LocalCluster cluster) throws PgError {
        try {
            Connection connection = connections.open(cluster);
            ClusterSession session = new ClusterSession(
                    cluster, connection, connection.getMetaData().getDatabaseMajorVersion());
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET statement_timeout = 0");
                statement.execute("SET lock_timeout = 0");
                if (session.major >= FIRST_WITH_IDLE_TIMEOUT) {
                    statement.execute("SET idle_session_timeout = 0");
                }
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
            return session;
        } catch (SQLException e) {
            throw ClusterErrors.from(cluster, "connecting to it", e);
        }
    }

    int major() {
        return major;
    }

    /** Something asked of the session, one at a time. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    <T> T ask(String doing, Question<T> question) throws PgError {
        busy.lock();
        try {
            return question.ask(connection);
        } catch (SQLException e) {
            throw ClusterErrors.from(cluster, doing, e);
        } finally {
            busy.unlock();
        }
    }

    /** Reserves WAL first and then begins the backup, so that none of its WAL can go; answers the start LSN. */
    String start(String slot, String label, Cancellation cancellation) throws PgError {
        ask(
                "making a temporary replication slot",
                c -> query(
                        c,
                        cancellation,
                        "SELECT lsn::text FROM pg_create_physical_replication_slot(?, true, true)",
                        slot));
        String function = major >= FIRST_WITH_NEW_NAMES
                ? "SELECT pg_backup_start(label => ?, fast => true)::text"
                : "SELECT pg_start_backup(label => ?, fast => true, exclusive => false)::text";
        return ask("starting the backup", c -> query(c, cancellation, function, label));
    }

    private static String query(Connection connection, Cancellation cancellation, String sql, String argument)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, argument);
            cancelWith(cancellation, statement);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    /** @param waitForArchive whether the cluster's own archiving must have stored the WAL of the backup before */
    Stopped stop(boolean waitForArchive, Cancellation cancellation) throws PgError {
        String sql = major >= FIRST_WITH_NEW_NAMES
                ? "SELECT lsn::text, labelfile, spcmapfile FROM pg_backup_stop(wait_for_archive => ?)"
                : "SELECT lsn::text, labelfile, spcmapfile FROM pg_stop_backup(exclusive => false, wait_for_archive => ?)";
        return ask("stopping the backup", c -> {
            try (PreparedStatement statement = c.prepareStatement(sql)) {
                statement.setBoolean(1, waitForArchive);
                cancelWith(cancellation, statement);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return new Stopped(row.getString(1), bytes(row.getString(2)), bytes(row.getString(3)));
                }
            }
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void cancelWith(Cancellation cancellation, Statement statement) {
        cancellation.onCancel(() -> {
            try {
                statement.cancel();
            } catch (SQLException e) {
                LOG.debug("the statement had ended before it could be cancelled", e);
            }
        });
    }

    /** False when the cluster is gone; true while another question is being asked. */
    boolean isAlive() {
        if (!busy.tryLock()) {
            return true;
        }
        try {
            return connection.isValid(SECONDS_TO_ANSWER);
        } catch (SQLException e) {
            return false;
        } finally {
            busy.unlock();
        }
    }

    /** Ends the session, and with it backup mode and slot. What is being asked fails. */
    @Override
    public void close() {
        try {
            if (busy.tryLock()) {
                try {
                    connection.close();
                } finally {
                    busy.unlock();
                }
            } else {
                connection.abort(Runnable::run);
            }
        } catch (SQLException e) {
            LOG.warn("closing the session on {} failed", cluster, e);
        }
    }
}
