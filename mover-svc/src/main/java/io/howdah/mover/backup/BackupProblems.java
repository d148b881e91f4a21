package io.howdah.mover.backup;

import io.howdah.mover.catalog.RepositoryProblems;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.repository.RepositoryException;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.http.HttpStatus;

/** Why a backup failed, as the caller is told. */
final class BackupProblems {

    private BackupProblems() {}

    static ProblemException of(String id, Exception e) {
        return switch (e) {
            case ProblemException problem -> problem;
            case RepositoryException repository -> RepositoryProblems.of(repository);
            case SQLException sql -> ofSource(id, sql);
            default ->
                new ProblemException(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "BACKUP_FAILED",
                        "backup " + id + " failed for a reason nobody foresaw: " + e,
                        "look into the log of mover-svc and report what it says",
                        e);
        };
    }

    static ProblemException interrupted(String id) {
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "BACKUP_INTERRUPTED",
                "mover-svc ended while backup " + id + " was running; what it had stored is removed",
                "start it again");
    }

    private static ProblemException ofSource(String id, SQLException e) {
        String state = Objects.requireNonNullElse(e.getSQLState(), "");
        ServerErrorMessage server = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
        String said = server == null ? String.valueOf(e.getMessage()) : message(server);
        Known known = Known.of(state);
        return new ProblemException(
                known.status,
                known.code,
                "backup " + id + " failed: " + said + (state.isEmpty() ? "" : " (SQLSTATE " + state + ")"),
                hint(server, known),
                e);
    }

    private static String message(ServerErrorMessage server) {
        return server.getMessage() + (server.getDetail() == null ? "" : ": " + server.getDetail());
    }

    private static String hint(@Nullable ServerErrorMessage server, Known known) {
        String hint = server == null ? null : server.getHint();
        return hint == null ? known.hint : hint;
    }

    private record Known(HttpStatus status, String code, String hint) {

        static Known of(String sqlState) {
            return switch (sqlState) {
                case "28P01", "28000" ->
                    new Known(
                            HttpStatus.UNPROCESSABLE_CONTENT,
                            "SOURCE_LOGIN_FAILED",
                            "correct user and password of the cluster's registration");
                case "42501" ->
                    new Known(
                            HttpStatus.UNPROCESSABLE_CONTENT,
                            "SOURCE_ROLE_NOT_PERMITTED",
                            "give the role REPLICATION, or use a superuser");
                case "3D000" ->
                    new Known(
                            HttpStatus.UNPROCESSABLE_CONTENT,
                            "SOURCE_CLUSTER_UNKNOWN",
                            "register the cluster with the mover beside it");
                case "08000", "08001", "08003", "08004", "08006", "57P01", "57P02", "57P03" ->
                    new Known(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "SOURCE_UNREACHABLE",
                            "see whether the cluster and the bindump listener beside it run and can be reached");
                case "53300", "53400" ->
                    new Known(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "SOURCE_BUSY",
                            "retry later, or raise the limit that the message names");
                default ->
                    new Known(
                            HttpStatus.UNPROCESSABLE_CONTENT,
                            "BACKUP_FAILED",
                            "look into the log of the mover beside the cluster");
            };
        }
    }
}
