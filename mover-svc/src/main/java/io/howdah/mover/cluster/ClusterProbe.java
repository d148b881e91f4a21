package io.howdah.mover.cluster;

import io.howdah.openapi.mover.model.MoverClusterState;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks whether a registered cluster runs now. */
@Component
class ClusterProbe {

    /** @param reason why it is not RUNNING; null when it is */
    record Result(MoverClusterState state, @Nullable String reason) {}

    private final ClusterConnections connections;

    ClusterProbe(ClusterConnections connections) {
        this.connections = connections;
    }

    Result probe(LocalCluster cluster) {
        try (Connection connection = connections.open(cluster)) {
            return connection.isValid(5)
                    ? new Result(MoverClusterState.RUNNING, null)
                    : new Result(MoverClusterState.UNREACHABLE, "the server accepts connections but does not answer");
        } catch (SQLException e) {
            ProblemException problem = ClusterProblems.cannotConnect(cluster, e);
            return new Result(
                    postmasterLives(cluster) ? MoverClusterState.UNREACHABLE : MoverClusterState.STOPPED,
                    problem.detail());
        }
    }

    /** The first line of postmaster.pid is the postmaster's pid; a crash leaves the file behind. */
    private static boolean postmasterLives(LocalCluster cluster) {
        try (var lines = Files.lines(cluster.dataDirectory().resolve("postmaster.pid"))) {
            return lines.findFirst()
                    .filter(pid -> pid.strip().matches("[0-9]{1,10}"))
                    .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
                    .map(ProcessHandle::isAlive)
                    .orElse(false);
        } catch (IOException e) {
            return false;
        }
    }
}
