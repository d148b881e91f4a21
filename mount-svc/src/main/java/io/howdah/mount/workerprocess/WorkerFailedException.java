package io.howdah.mount.workerprocess;

import io.howdah.mount.worker.WorkerError;
import org.jspecify.annotations.Nullable;

/** What a worker could not do, or why there is none. */
public final class WorkerFailedException extends Exception {

    public static final String DIED = "WORKER_DIED";
    public static final String TIMEOUT = "WORKER_TIMEOUT";
    public static final String NOT_STARTED = "WORKER_NOT_STARTED";
    public static final String UNREACHABLE = "WORKER_UNREACHABLE";
    public static final String UNMOUNT_FAILED = "UNMOUNT_FAILED";
    public static final String WRITE_CACHE_LOST = "WRITE_CACHE_LOST";

    private static final long serialVersionUID = 1L;

    private final String code;
    private final @Nullable String hint;

    public WorkerFailedException(String code, String detail, @Nullable String hint, @Nullable Throwable cause) {
        super(detail, cause);
        this.code = code;
        this.hint = hint;
    }

    WorkerFailedException(WorkerError error) {
        this(error.code(), error.detail(), error.hint(), null);
    }

    public WorkerError error() {
        return new WorkerError(code, String.valueOf(getMessage()), hint);
    }
}
