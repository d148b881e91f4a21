package io.howdah.mover.bindump.backup;

import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.bindump.wire.SqlState;
import io.howdah.mover.cluster.LocalCluster;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Hands errors of the cluster on to the frontend. */
final class ClusterErrors {

    private ClusterErrors() {}

    static PgError from(LocalCluster cluster, String doing, SQLException e) {
        ServerErrorMessage server = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
        if (server == null || server.getSQLState() == null || server.getMessage() == null) {
            return PgError.of(
                            SqlState.CONNECTION_FAILURE,
                            "lost the connection to cluster \"" + cluster.name() + "\" while " + doing)
                    .detail(e.getMessage())
                    .hint("See whether the cluster runs, and its log. The backup is aborted.")
                    .causedBy(e);
        }
        String hint = server.getHint();
        return PgError.of(server.getSQLState(), server.getMessage())
                .detail(
                        server.getDetail() == null
                                ? "Reported by the cluster while " + doing + "."
                                : server.getDetail())
                .hint(hint == null ? hint(server.getSQLState()) : hint)
                .causedBy(e);
    }

    private static @Nullable String hint(String sqlState) {
        return switch (sqlState) {
            case "53400" -> "Free one or increase max_replication_slots: a backup holds a temporary one.";
            case "55000" -> "bindump needs wal_level = replica or logical, and max_replication_slots of at least 1.";
            default -> null;
        };
    }
}
