package io.howdah.mover.wal;

import io.howdah.repository.wal.Lsn;
import io.howdah.repository.wal.TimelineHistory;
import io.howdah.repository.wal.WalSegment;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What a running cluster says of its WAL; it may be a standby. */
final class SourceWal {

    private static final String END =
            "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn()" + " ELSE pg_current_wal_flush_lsn() END";

    private final Connection connection;
    private final int segmentSize;

    SourceWal(Connection connection, int segmentSize) {
        this.connection = connection;
        this.segmentSize = segmentSize;
    }

    /** The end of what it has on disk; 0 when a standby has received nothing. */
    long end() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + END)) {
            row.next();
            String lsn = row.getString(1);
            return lsn == null ? 0 : Lsn.parse(lsn);
        }
    }

    /** Whether it still has a segment, on that timeline or one that goes on from it, or has yet to write it. */
    boolean has(WalSegment segment) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT EXISTS (SELECT FROM pg_ls_waldir()"
                + " WHERE length(name) = 24 AND substr(name, 9) = substr(?, 9) AND name >= ?)"
                + " OR ?::pg_lsn >= " + END)) {
            String name = segment.name(segmentSize);
            statement.setString(1, name);
            statement.setString(2, name);
            statement.setString(3, Lsn.format(segment.startLsn(segmentSize)));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Whether it is on a timeline that left this one before a position. */
    boolean forkedBefore(int timeline, long position) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet newest = statement.executeQuery("SELECT name, pg_read_binary_file('pg_wal/' || name)"
                        + " FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{8}\\.history$' ORDER BY name DESC LIMIT 1")) {
            return newest.next()
                    && TimelineHistory.parse(TimelineHistory.timelineOf(newest.getString(1)), newest.getBytes(2))
                            .ancestors()
                            .stream()
                            .anyMatch(ancestor -> ancestor.timeline() == timeline
                                    && Long.compareUnsigned(ancestor.end(), position) < 0);
        }
    }
}
