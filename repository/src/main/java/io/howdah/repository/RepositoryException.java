package io.howdah.repository;

import io.howdah.repository.storage.StorageFullException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the repository refused or could not do; the message says what happened to what, the hint the way out. */
public class RepositoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Stable, for programs. */
    public enum Code {
        /** A name or a path that could leave its directory. */
        INVALID_NAME,
        /** Not a repository, or one of a version that this program does not know. */
        REPOSITORY_UNSUPPORTED,
        /** The cluster's name belongs to a cluster with another system identifier. */
        CLUSTER_MISMATCH,
        /** Another backup of the same cluster is being written. */
        BACKUP_RUNNING,
        BACKUP_EXISTS,
        BACKUP_NOT_FOUND,
        /** A lease is held on it: it is mounted or being read. */
        BACKUP_IN_USE,
        /** A later backup refers to it. */
        BACKUP_REFERENCED,
        /** The backup cannot be committed: a stream or a file in it has no end. */
        BACKUP_INCOMPLETE,
        /** The bytes received are not a backup stream. */
        STREAM_INVALID,
        /** A frame on storage is damaged or cut off. */
        BLOCK_CORRUPT,
        /** The manifest is lost or damaged; it can be rebuilt from the packs. */
        MANIFEST_CORRUPT,
        /** {@code backup.control} is damaged. */
        CONTROL_CORRUPT,
        /** WAL of the cluster is being archived by another process. */
        WAL_ARCHIVER_RUNNING,
        /** A file that was to be archived is not what its name says. */
        WAL_MISMATCH,
        /** The segment is archived already, with another content. */
        WAL_DIFFERS,
        WAL_NOT_FOUND,
        /** An archived segment or history is damaged. */
        WAL_CORRUPT,
        /** There is no space left, but for what has to stay free. */
        REPOSITORY_FULL,
        /** The storage failed otherwise. */
        STORAGE_FAILED
    }

    private final Code code;
    private final @Nullable String hint;

    public RepositoryException(Code code, String message, @Nullable String hint) {
        this(code, message, hint, null);
    }

    public RepositoryException(Code code, String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.hint = hint;
    }

    /**
     * An input or output error while doing something.
     *
     * @param doing lower case, such as {@code "cannot read clusters/a/cluster.json"}
     */
    public static RepositoryException storage(String doing, IOException cause) {
        return cause instanceof StorageFullException
                ? new RepositoryException(
                        Code.REPOSITORY_FULL,
                        doing + ": repository " + cause.getMessage(),
                        "free space there, delete backups that nobody needs, or move the repository to a larger place",
                        cause)
                : new RepositoryException(
                        Code.STORAGE_FAILED, doing + ": " + cause, "check the repository's storage", cause);
    }

    public Code code() {
        return code;
    }

    public @Nullable String hint() {
        return hint;
    }
}
