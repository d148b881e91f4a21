package io.howdah.mover.dump;

import io.howdah.mover.cluster.ClusterConnections;
import io.howdah.mover.cluster.LocalCluster;
import io.howdah.mover.instance.RunningInstances.Running;
import io.howdah.openapi.problem.ProblemException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.springframework.stereotype.Component;

/** Gets into instances of this host as a superuser: our user may be any role there, but has to know its name. */
@Component
class ServerLogin {

    private static final String ABSENT_ROLE = "28000";
    private static final String SUPERUSER =
            "SELECT rolname FROM pg_catalog.pg_roles WHERE rolsuper AND rolcanlogin ORDER BY oid LIMIT 1";

    private final ClusterConnections connections;

    ServerLogin(ClusterConnections connections) {
        this.connections = connections;
    }

    /** @param user a role of the instance that may log in */
    LocalCluster superuser(Running instance, String user) throws SQLException {
        try (Connection connection = connections.open(as(instance, user));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SUPERUSER)) {
            return as(instance, row.next() ? row.getString(1) : user);
        } catch (SQLException e) {
            if (ABSENT_ROLE.equals(e.getSQLState())) {
                throw ProblemException.unprocessable(
                        "ROLE_NOT_FOUND",
                        "instance " + instance.id() + " does not let in the role of its cluster's registration: "
                                + e.getMessage(),
                        "register the cluster with a role that was there at that time");
            }
            throw e;
        }
    }

    private static LocalCluster as(Running instance, String user) {
        return new LocalCluster(
                instance.id(), instance.data(), instance.port(), instance.socketDirectory(), user, null);
    }
}
