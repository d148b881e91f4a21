package io.howdah.mover.verification;

import io.howdah.mover.catalog.RepositoryProblems;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.repository.RepositoryException;
import org.springframework.http.HttpStatus;

/** Why a verification did not come to a result, as the caller is told. */
final class VerificationProblems {

    private VerificationProblems() {}

    static ProblemException of(String id, RuntimeException e) {
        return switch (e) {
            case RepositoryException repository -> RepositoryProblems.of(repository);
            default ->
                new ProblemException(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "VERIFICATION_FAILED",
                        "verification " + id + " failed for a reason nobody foresaw: " + e,
                        "look into the log of mover-svc and report what it says",
                        e);
        };
    }

    static ProblemException interrupted(String id) {
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "VERIFICATION_INTERRUPTED",
                "mover-svc ended while verification " + id + " was running",
                "ask for it again: it goes on where it was");
    }
}
