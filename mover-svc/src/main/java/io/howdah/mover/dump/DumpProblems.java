package io.howdah.mover.dump;

import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;

/** What can go wrong with a dump, in the words of the API. */
final class DumpProblems {

    private static final String NO_SPACE = "no space left on device";
    private static final String ABSENT_DATABASE = "3D000";

    /**
     * What libpq and servers of all supported majors say of a connection that broke or was not to be had; a server that
     * refuses one for good says so after FATAL.
     */
    private static final Pattern LOST_CONNECTION = Pattern.compile(
            "connection to (server|database) [^;]*failed: (?!FATAL)|server closed the connection unexpectedly"
                    + "|FATAL: +(terminating connection|the database system is )");

    private DumpProblems() {}

    static ProblemException of(String id, Exception e) {
        return switch (e) {
            case ProblemException known -> known;
            case SQLException sql -> database(sql);
            case IOException io when says(io.toString(), NO_SPACE) -> full(String.valueOf(io.getMessage()));
            default ->
                new ProblemException(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "DUMP_FAILED",
                        "dump " + id + " failed: " + e.getMessage(),
                        "see the log of mover-svc",
                        e);
        };
    }

    /** The server may be on its way back; what is wrong with it for good, its state says. */
    static ProblemException database(SQLException e) {
        if (ABSENT_DATABASE.equals(e.getSQLState())) {
            return ProblemException.unprocessable(
                    "DATABASE_NOT_FOUND", String.valueOf(e.getMessage()), "choose databases that are there");
        }
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "INSTANCE_UNREACHABLE",
                "the instance cannot be asked: " + e.getMessage(),
                "see its log on the host",
                e);
    }

    static ProblemException interrupted(String id) {
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "DUMP_INTERRUPTED",
                "dump " + id + " was interrupted",
                "databases that are not done are dumped anew by the next attempt");
    }

    /** @param lastWords what the program printed at the end */
    static ProblemException program(String what, String lastWords, boolean instanceRuns) {
        if (says(lastWords, NO_SPACE)) {
            return full(what + ": " + lastWords);
        }
        if (!instanceRuns || LOST_CONNECTION.matcher(lastWords).find()) {
            return new ProblemException(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "DUMP_INTERRUPTED",
                    what + " lost its instance: " + lastWords,
                    "it is dumped anew by the next attempt");
        }
        return ProblemException.unprocessable(
                "DUMP_FAILED",
                what + " failed: " + lastWords,
                "mend what pg_dump complains about, then retry the session");
    }

    private static ProblemException full(String detail) {
        return new ProblemException(
                HttpStatus.INSUFFICIENT_STORAGE,
                "DUMP_DIRECTORY_FULL",
                detail,
                "free space, or set howdah.mover.dump.directories; then retry the session");
    }

    private static boolean says(String text, String what) {
        return text.toLowerCase(Locale.ROOT).contains(what);
    }
}
