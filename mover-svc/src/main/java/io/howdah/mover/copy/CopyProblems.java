package io.howdah.mover.copy;

import io.howdah.mover.catalog.RepositoryProblems;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.repository.RepositoryException;
import java.io.IOException;
import org.springframework.http.HttpStatus;

/** Why a copy failed, as the caller is told. */
final class CopyProblems {

    private CopyProblems() {}

    static ProblemException of(String id, Exception e) {
        return switch (e) {
            case ProblemException problem -> problem;
            case RepositoryException repository -> RepositoryProblems.of(repository);
            case IOException io
            when String.valueOf(io.getMessage()).contains("No space left on device") ->
                new ProblemException(
                        HttpStatus.INSUFFICIENT_STORAGE,
                        "SPACE_INSUFFICIENT",
                        "copy " + id + " filled the file system: " + io.getMessage(),
                        "make room, restore elsewhere, or map tablespaces to other file systems",
                        io);
            case IOException io ->
                new ProblemException(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "COPY_FAILED",
                        "copy " + id + " failed: " + io,
                        "see whether the file systems that it reads and writes are well",
                        io);
            default ->
                new ProblemException(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "COPY_FAILED",
                        "copy " + id + " failed for a reason nobody foresaw: " + e,
                        "look into the log of mover-svc and report what it says",
                        e);
        };
    }

    static ProblemException interrupted(String id) {
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "COPY_INTERRUPTED",
                "mover-svc ended while copy " + id + " was running",
                "ask for it again: it goes on where it was");
    }
}
