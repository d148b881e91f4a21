package io.howdah.openapi.problem;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** The database that holds the state cannot be used: its disk is full, or it does not run. */
record StateFailure(SQLException cause) {

    /** Of SQLSTATE: wrong data, violated constraints and wrong statements are defects of ours. */
    private static final Set<String> DEFECTS = Set.of("22", "23", "42");

    static @Nullable StateFailure in(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql) {
                String state = String.valueOf(sql.getSQLState());
                return DEFECTS.stream().anyMatch(state::startsWith) ? null : new StateFailure(sql);
            }
        }
        return null;
    }

    ProblemDetail toProblemDetail() {
        String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return Problems.detail(
                HttpStatus.SERVICE_UNAVAILABLE,
                "STATE_UNAVAILABLE",
                "the state of this service cannot be read or written: " + reason.split("; SQL statement")[0],
                "see that its database runs, and that the disk it is on has space; then send the request again");
    }
}
