package io.howdah.mover.recovery;

import io.howdah.openapi.problem.ProblemException;
import org.springframework.http.HttpStatus;

/** Why a recovery failed, as the caller is told. */
final class RecoveryProblems {

    private RecoveryProblems() {}

    static ProblemException of(String id, Exception e) {
        return e instanceof ProblemException problem
                ? problem
                : new ProblemException(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "RECOVERY_FAILED",
                        "recovery " + id + " failed: " + e,
                        "look into the log of mover-svc",
                        e);
    }

    static ProblemException failed(String id, String lastWords) {
        return ProblemException.unprocessable(
                "RECOVERY_FAILED",
                "the server of recovery " + id + " ended; its log ends with:\n" + lastWords,
                "correct what PostgreSQL complains about, then retry");
    }

    static ProblemException interrupted(String id, String why) {
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "RECOVERY_INTERRUPTED",
                "recovery " + id + " was interrupted: " + why,
                "ask for it again: it goes on");
    }
}
