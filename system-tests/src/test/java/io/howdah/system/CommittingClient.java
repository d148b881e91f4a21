package io.howdah.system;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Commits numbered rows, one by one, and remembers each that the server has acknowledged. It connects again when it is
 * cut off; a row whose commit was not answered may be there or not.
 */
final class CommittingClient implements Runnable {

    private static final long PAUSE_NANOS = 20_000_000;

    private final Database database;
    private final int number;
    private final Queue<Long> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicLong commits = new AtomicLong();
    private long next;
    private volatile boolean stopped;

    CommittingClient(Database database, int number) {
        this.database = database;
        this.number = number;
    }

    @Override
    public void run() {
        while (!stopped) {
            try (Connection connection = database.connect();
                    PreparedStatement insert =
                            connection.prepareStatement("INSERT INTO acknowledged VALUES (?, ?, repeat('x', 200))")) {
                while (!stopped) {
                    insert.setInt(1, number);
                    insert.setLong(2, next++);
                    insert.executeUpdate();
                    acknowledged.add(next - 1);
                    commits.incrementAndGet();
                }
            } catch (SQLException | AssertionError cutOff) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    void stop() {
        stopped = true;
    }

    long commits() {
        return commits.get();
    }

    /** Those that were acknowledged until now. */
    Set<Long> acknowledged() {
        return new TreeSet<>(acknowledged);
    }

    /** Those that were acknowledged and are not there. */
    Set<Long> lost() {
        return lost(acknowledged());
    }

    /** Those of these that are not there. */
    Set<Long> lost(Set<Long> rows) {
        Set<Long> lost = new TreeSet<>(rows);
        database.column("SELECT n FROM acknowledged WHERE client = " + number).stream()
                .map(Long::valueOf)
                .forEach(lost::remove);
        return lost;
    }
}
