package io.howdah.system;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A writer that notes of each of its commits what recovery can be aimed at. */
final class WrittenHistory {

    static final String CONTENT =
            "SELECT count(*) || ' rows: ' || coalesce(string_agg(n::text, ',' ORDER BY n), '') FROM written";

    private static final int SWITCH_EVERY = 20;
    private static final int ABORT_EVERY = 7;
    private static final int MARK_EVERY = 5;

    private final List<Commit> commits = new ArrayList<>();
    private final Map<Connection, Integer> open = new HashMap<>();
    private int next = 1;

    /**
     * @param lsn the end of its record
     * @param point a restore point just behind it; empty without one
     */
    record Commit(int n, int timeline, String xid, String lsn, String time, String point) {}

    List<Commit> commits() {
        return commits;
    }

    Commit commit(int n) {
        return commits.stream().filter(commit -> commit.n() == n).findFirst().orElseThrow();
    }

    int last() {
        return next - 1;
    }

    void continueFrom(int n) {
        next = n;
    }

    static void prepare(Database database) {
        database.execute("CREATE TABLE written (n int PRIMARY KEY)");
    }

    /** Some transactions fail, and one in three is open while others commit. */
    void write(Database database, int timeline, int count) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                Connection slow = database.connect();
                Statement slowStatement = slow.createStatement()) {
            connection.setAutoCommit(false);
            slow.setAutoCommit(false);
            for (int i = 0; i < count; i++) {
                if (i % ABORT_EVERY == 0) {
                    statement.execute("INSERT INTO written VALUES (-" + next + ")");
                    connection.rollback();
                }
                if (i % 3 == 0) {
                    insert(slow, slowStatement);
                    insertAndCommit(connection, statement, timeline);
                    commit(slow, slowStatement, timeline);
                } else {
                    insertAndCommit(connection, statement, timeline);
                }
                if (i % SWITCH_EVERY == SWITCH_EVERY - 1) {
                    statement.execute("SELECT pg_switch_wal()");
                    connection.commit();
                }
            }
        } catch (SQLException e) {
            throw new AssertionError("writing: " + e.getMessage(), e);
        }
    }

    private void insertAndCommit(Connection connection, Statement statement, int timeline) throws SQLException {
        insert(connection, statement);
        commit(connection, statement, timeline);
    }

    private void insert(Connection connection, Statement statement) throws SQLException {
        int n = next++;
        open.put(connection, n);
        statement.execute("INSERT INTO written VALUES (" + n + ")");
    }

    private void commit(Connection connection, Statement statement, int timeline) throws SQLException {
        int n = open.remove(connection);
        String xid = one(statement, "SELECT pg_current_xact_id()::text");
        connection.commit();
        String lsn = one(statement, "SELECT pg_current_wal_insert_lsn()");
        String time = one(
                statement,
                "SELECT to_char(pg_xact_commit_timestamp('" + xid
                        + "'::xid) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
        String point = "";
        if (n % MARK_EVERY == 0) {
            point = "point " + timeline + "." + n;
            statement.execute("SELECT pg_create_restore_point('" + point + "')");
        }
        connection.commit();
        commits.add(new Commit(n, timeline, xid, lsn, time, point));
    }

    private static String one(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
