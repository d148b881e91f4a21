package io.howdah.mover.catalog;

import io.howdah.openapi.problem.ProblemException;
import io.howdah.repository.RepositoryException;
import org.springframework.http.HttpStatus;

/** What the repository refuses, as an answer. */
public final class RepositoryProblems {

    private RepositoryProblems() {}

    public static ProblemException of(RepositoryException e) {
        HttpStatus status = switch (e.code()) {
            case INVALID_NAME -> HttpStatus.BAD_REQUEST;
            case BACKUP_NOT_FOUND, WAL_NOT_FOUND -> HttpStatus.NOT_FOUND;
            case BACKUP_RUNNING,
                    BACKUP_EXISTS,
                    BACKUP_IN_USE,
                    BACKUP_REFERENCED,
                    CLUSTER_MISMATCH,
                    WAL_DIFFERS,
                    WAL_ARCHIVER_RUNNING -> HttpStatus.CONFLICT;
            case REPOSITORY_FULL -> HttpStatus.INSUFFICIENT_STORAGE;
            case STORAGE_FAILED -> HttpStatus.INTERNAL_SERVER_ERROR;
            default -> HttpStatus.UNPROCESSABLE_CONTENT;
        };
        return new ProblemException(status, e.code().name(), String.valueOf(e.getMessage()), e.hint(), e);
    }
}
