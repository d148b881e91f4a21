package io.howdah.mover.wal;

import io.howdah.mover.catalog.RepositoryProblems;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.repository.RepositoryException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import org.springframework.http.HttpStatus;

/** Why WAL is not received or not archived. */
final class WalProblems {

    private static final String NO_SPACE = "No space left on device";

    private WalProblems() {}

    static ProblemException of(String cluster, Exception e) {
        return switch (e) {
            case ProblemException problem -> problem;
            case RepositoryException repository -> RepositoryProblems.of(repository);
            case SQLException sql -> ofServer(cluster, sql);
            case FileSystemException file
            when String.valueOf(file.getReason()).contains(NO_SPACE) ->
                stagingFull(cluster, String.valueOf(file.getMessage()));
            default ->
                new ProblemException(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "WAL_RECEIVER_FAILED",
                        "the WAL of cluster " + cluster + " cannot be received: " + e,
                        "see the log of mover-svc",
                        e);
        };
    }

    /** @param said the last words of pg_receivewal */
    static ProblemException receiverEnded(String cluster, String said) {
        return said.contains(NO_SPACE)
                ? stagingFull(cluster, said)
                : new ProblemException(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "WAL_RECEIVER_FAILED",
                        "pg_receivewal ended while it received the WAL of cluster " + cluster + ": " + said,
                        "see whether the cluster runs, has wal_level replica and a free wal sender, and lets "
                                + "the role replicate (pg_hba.conf); it is tried again by itself");
    }

    static ProblemException programMissing(String cluster, int major) {
        return ProblemException.unprocessable(
                "PROGRAM_MISSING",
                "no pg_receivewal of PostgreSQL " + major + " or later is installed, which the WAL of cluster "
                        + cluster + " needs",
                "install the client programs of PostgreSQL " + major + " on this host");
    }

    private static ProblemException stagingFull(String cluster, String said) {
        return new ProblemException(
                HttpStatus.INSUFFICIENT_STORAGE,
                "WAL_STAGING_FULL",
                "there is no space to receive the WAL of cluster " + cluster + ": " + said,
                "free space below howdah.mover.wal.staging-directory; it goes on by itself, from where it was");
    }

    private static ProblemException ofServer(String cluster, SQLException e) {
        String state = e.getSQLState() == null ? "" : " (SQLSTATE " + e.getSQLState() + ")";
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "SOURCE_UNREACHABLE",
                "cluster " + cluster + " cannot be asked: "
                        + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + state,
                "see whether the cluster runs; it is tried again by itself",
                e);
    }
}
