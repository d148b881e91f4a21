package io.howdah.mover.cluster;

import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.sql.SQLException;
import org.springframework.http.HttpStatus;

/** Says why a cluster could not be reached. */
final class ClusterProblems {

    private ClusterProblems() {}

    static ProblemException cannotConnect(LocalCluster cluster, SQLException e) {
        String where = cluster.socketDirectory() == null
                ? "on 127.0.0.1 port " + cluster.port()
                : "on " + cluster.socketDirectory() + "/.s.PGSQL." + cluster.port();
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return switch (state) {
            // 08004 is the driver's own: the server asked for a password and there was none to give
            case "28P01", "08004" ->
                problem(
                        "WRONG_PASSWORD",
                        "cluster " + cluster.name() + " did not accept the password of " + cluster.user() + ": "
                                + firstLine(e),
                        "give the right password, or allow the mover's OS user in by peer authentication",
                        e);
            case "28000" ->
                problem(
                        "ACCESS_REFUSED",
                        "cluster " + cluster.name() + " refused role " + cluster.user() + " " + where + ": "
                                + firstLine(e),
                        "see pg_hba.conf of the cluster, and whether the role exists and may log in",
                        e);
            case "08001", "08006", "57P03", "57P01", "57P02" ->
                nobodyListens(e)
                        ? problem(
                                "CLUSTER_NOT_RUNNING",
                                "no server answers for cluster " + cluster.name() + " " + where + ": " + firstLine(e),
                                "start the cluster, or correct port and socketDirectory",
                                e)
                        : new ProblemException(
                                HttpStatus.SERVICE_UNAVAILABLE,
                                "CLUSTER_NOT_READY",
                                "cluster " + cluster.name() + " does not take connections " + where + " now: "
                                        + firstLine(e),
                                "wait until the server has started, or has less to do",
                                e);
            default ->
                problem(
                        "CLUSTER_UNREACHABLE",
                        "cluster " + cluster.name() + " cannot be asked " + where + ": " + firstLine(e),
                        "see the log of the server",
                        e);
        };
    }

    /** Else there is a server: it starts, stops, or did not answer in time, and may do so the next time. */
    private static boolean nobodyListens(SQLException e) {
        return e.getCause() instanceof IOException cause
                && !(cause instanceof InterruptedIOException)
                && "08001".equals(e.getSQLState());
    }

    private static ProblemException problem(String code, String detail, String hint, SQLException cause) {
        return new ProblemException(HttpStatus.UNPROCESSABLE_CONTENT, code, detail, hint, cause);
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
