package io.howdah.system;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.replication.LogSequenceNumber;

/** Commits rows one after the other until the server ends, and remembers when each was acknowledged. */
final class CommitLog implements Runnable {

    /** @param end a position in the WAL that was not before the end of the commit */
    record Commit(long number, Instant acknowledgedAt, LogSequenceNumber end) {}

    private final Database database;
    private final List<Commit> commits = new ArrayList<>();

    CommitLog(Database database) {
        this.database = database;
    }

    @Override
    public void run() {
        database.execute("CREATE TABLE IF NOT EXISTS committed (n bigint PRIMARY KEY, filler text)");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (long n = 1; ; n++) {
                statement.execute("INSERT INTO committed VALUES (" + n + ", repeat('x', 200))");
                Instant acknowledged = Instant.now();
                try (ResultSet row = statement.executeQuery("SELECT pg_current_wal_flush_lsn()")) {
                    row.next();
                    add(new Commit(n, acknowledged, LogSequenceNumber.valueOf(row.getString(1))));
                }
            }
        } catch (SQLException ended) {
            // the server is down: that is how it is meant to end
        }
    }

    private synchronized void add(Commit commit) {
        commits.add(commit);
    }

    synchronized List<Commit> commits() {
        return List.copyOf(commits);
    }
}
