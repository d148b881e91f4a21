package io.howdah.mover.bindump.auth;

import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.bindump.wire.SqlState;
import io.howdah.mover.cluster.ClusterConnections;
import io.howdah.mover.cluster.LocalCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the registered clusters themselves, over the mover's own connection. */
public final class ClusterDirectory implements Directory {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterDirectory.class);

    private static final String ROLE = """
            SELECT rolpassword, coalesce(rolvaliduntil < now(), false), rolcanlogin, rolreplication, rolsuper,
                   pg_has_role(oid, 'pg_read_server_files', 'MEMBER')
            FROM pg_authid WHERE rolname = ?
            """;
    private static final String SERVER = """
            SELECT current_setting('server_version'), current_setting('server_encoding'), current_setting('TimeZone'),
                   pg_is_in_recovery(), (SELECT system_identifier::text FROM pg_control_system()),
                   current_setting('wal_segment_size')
            """;

    private final Function<String, Optional<LocalCluster>> clusters;
    private final ClusterConnections connections;

    /** @param clusters finds a cluster by its name */
    public ClusterDirectory(Function<String, Optional<LocalCluster>> clusters, ClusterConnections connections) {
        this.clusters = clusters;
        this.connections = connections;
    }

    @Override
    public Optional<LocalCluster> cluster(String name) {
        return clusters.apply(name);
    }

    @Override
    public Entry look(LocalCluster cluster, String role) throws PgError {
        try (Connection connection = connections.open(cluster)) {
            return new Entry(account(connection, role), server(connection));
        } catch (SQLException e) {
            LOG.warn("cannot ask {} for role {}", cluster, role, e);
            throw PgError.of(
                            SqlState.CANNOT_CONNECT_NOW,
                            "cluster \"" + cluster.name() + "\" cannot be asked about its roles")
                    .hint("See whether it runs, and the log of mover-svc.")
                    .causedBy(e);
        }
    }

    private static Optional<Account> account(Connection connection, String role) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ROLE)) {
            statement.setString(1, role);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Account(
                                role,
                                row.getString(1),
                                row.getBoolean(2),
                                row.getBoolean(3),
                                row.getBoolean(4),
                                row.getBoolean(5),
                                row.getBoolean(6)))
                        : Optional.empty();
            }
        }
    }

    private static ServerFacts server(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SERVER)) {
            row.next();
            return new ServerFacts(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getBoolean(4),
                    row.getString(5),
                    row.getString(6));
        }
    }
}
