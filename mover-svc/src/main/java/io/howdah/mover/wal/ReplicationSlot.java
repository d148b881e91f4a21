package io.howdah.mover.wal;

import io.howdah.openapi.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;
import org.springframework.http.HttpStatus;

/** The permanent physical replication slot of a receiver: the server keeps what was not received yet. */
final class ReplicationSlot {

    private static final int LONGEST_READABLE_PART = 40;

    /** Of a walsender that was told to end. */
    private static final Duration LONGEST_END = Duration.ofSeconds(5);

    private final String name;

    ReplicationSlot(String name) {
        this.name = name;
    }

    /**
     * A name that no other repository's receiver has, made of what slots may have in their names.
     *
     * @param repositoryId two suites may archive one cluster
     */
    static String nameFor(String cluster, String repositoryId) {
        CRC32 hash = new CRC32();
        hash.update((repositoryId + "/" + cluster).getBytes(StandardCharsets.UTF_8));
        String readable = cluster.replaceAll("[^a-z0-9]", "_");
        return "howdah_%s_%08x"
                .formatted(readable.substring(0, Math.min(readable.length(), LONGEST_READABLE_PART)), hash.getValue());
    }

    /** Makes it when it is not there, or not able to keep anything any more. Returns whether it had to be made. */
    boolean ensure(Connection server) throws SQLException {
        try (PreparedStatement look =
                server.prepareStatement("SELECT slot_type, wal_status FROM pg_replication_slots WHERE slot_name = ?")) {
            look.setString(1, name);
            try (ResultSet slot = look.executeQuery()) {
                if (slot.next()) {
                    if (!slot.getString("slot_type").equals("physical")) {
                        throw foreign();
                    }
                    if (!"lost".equals(slot.getString("wal_status"))) {
                        return false;
                    }
                    drop(server);
                }
            }
        }
        try (PreparedStatement create =
                server.prepareStatement("SELECT pg_create_physical_replication_slot(?, true)")) {
            create.setString(1, name);
            create.execute();
        }
        return true;
    }

    boolean active(Connection server) throws SQLException {
        try (PreparedStatement look =
                server.prepareStatement("SELECT active FROM pg_replication_slots WHERE slot_name = ?")) {
            look.setString(1, name);
            try (ResultSet slot = look.executeQuery()) {
                return slot.next() && slot.getBoolean(1);
            }
        }
    }

    /** Whoever streams through it is cut off first: what is left of a killed process may not have noticed its end. */
    void drop(Connection server) throws SQLException {
        try (PreparedStatement cut = server.prepareStatement("SELECT pg_terminate_backend(active_pid)"
                + " FROM pg_replication_slots WHERE slot_name = ? AND active_pid IS NOT NULL")) {
            cut.setString(1, name);
            cut.execute();
        }
        long deadline = System.nanoTime() + LONGEST_END.toNanos();
        while (active(server) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        try (PreparedStatement drop = server.prepareStatement(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ?")) {
            drop.setString(1, name);
            drop.execute();
        }
    }

    private ProblemException foreign() {
        return new ProblemException(
                HttpStatus.CONFLICT,
                "WAL_SLOT_FOREIGN",
                "the replication slot " + name + " exists and is not a physical one",
                "drop it, or rename it: the name is the receiver's");
    }
}
