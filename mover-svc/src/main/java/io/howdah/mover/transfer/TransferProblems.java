package io.howdah.mover.transfer;

import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import org.springframework.http.HttpStatus;

/** What can go wrong with a transfer, in the words of the API. */
final class TransferProblems {

    private static final String NO_SPACE = "no space left on device";

    private TransferProblems() {}

    static ProblemException of(String id, Exception e) {
        return switch (e) {
            case ProblemException known -> known;
            case IOException io
            when isFull(io) ->
                new ProblemException(
                        HttpStatus.INSUFFICIENT_STORAGE,
                        "TARGET_FULL",
                        "the target's file system is full: " + io.getMessage(),
                        "free space, then retry the session",
                        e);
            case FileSystemException file ->
                ProblemException.unprocessable(
                        "TARGET_UNUSABLE", "the target cannot be written: " + file, "see the directory and its rights");
            case IOException io ->
                new ProblemException(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "TRANSFER_INTERRUPTED",
                        "the mover that has the dump cannot be read: " + io,
                        "it goes on where it stopped when the mover can be reached again",
                        e);
            default ->
                new ProblemException(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "TRANSFER_FAILED",
                        "transfer " + id + " failed: " + e.getMessage(),
                        "see the log of mover-svc",
                        e);
        };
    }

    static boolean isFull(IOException e) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains(NO_SPACE);
    }

    static ProblemException interrupted(String id) {
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "TRANSFER_INTERRUPTED",
                "transfer " + id + " was interrupted",
                "it goes on where it stopped by the next attempt");
    }

    static ProblemException unusable(Path directory, String why, String hint) {
        return ProblemException.unprocessable("TARGET_UNUSABLE", "directory " + directory + " " + why, hint);
    }
}
