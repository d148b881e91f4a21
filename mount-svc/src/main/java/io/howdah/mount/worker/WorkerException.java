package io.howdah.mount.worker;

import org.jspecify.annotations.Nullable;

/** A failure with a stable code, a detail and a hint, as {@link WorkerError} carries it to mount-svc. */
public final class WorkerException extends Exception {

    public static final String FUSE_DEVICE_MISSING = "FUSE_DEVICE_MISSING";
    public static final String FUSE_FORBIDDEN = "FUSE_FORBIDDEN";
    public static final String LIBFUSE_MISSING = "LIBFUSE_MISSING";
    public static final String FUSERMOUNT_MISSING = "FUSERMOUNT_MISSING";
    public static final String MOUNT_POINT_UNSUITABLE = "MOUNT_POINT_UNSUITABLE";
    public static final String MOUNT_POINT_NOT_EMPTY = "MOUNT_POINT_NOT_EMPTY";
    public static final String MOUNT_FAILED = "MOUNT_FAILED";
    public static final String MOUNT_BUSY = "MOUNT_BUSY";
    public static final String WRITE_CACHE_UNSUITABLE = "WRITE_CACHE_UNSUITABLE";
    public static final String WRITE_CACHE_IN_USE = "WRITE_CACHE_IN_USE";
    public static final String WRITE_CACHE_FOREIGN = "WRITE_CACHE_FOREIGN";
    public static final String WRITE_CACHE_FULL = "WRITE_CACHE_FULL";
    public static final String WRITE_CACHE_FAILED = "WRITE_CACHE_FAILED";
    public static final String BACKUP_NOT_FOUND = "BACKUP_NOT_FOUND";
    public static final String BACKUP_CORRUPT = "BACKUP_CORRUPT";
    public static final String REPOSITORY_FAILED = "REPOSITORY_FAILED";
    public static final String REQUEST_INVALID = "REQUEST_INVALID";

    private static final long serialVersionUID = 1L;

    private final String code;
    private final @Nullable String hint;

    public WorkerException(String code, String detail, @Nullable String hint) {
        this(code, detail, hint, null);
    }

    public WorkerException(String code, String detail, @Nullable String hint, @Nullable Throwable cause) {
        super(detail, cause);
        this.code = code;
        this.hint = hint;
    }

    public WorkerError toError() {
        return new WorkerError(code, String.valueOf(getMessage()), hint);
    }
}
