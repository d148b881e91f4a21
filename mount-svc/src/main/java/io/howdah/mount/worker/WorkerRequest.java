package io.howdah.mount.worker;

/**
 * One line of JSON sent to the control socket, such as {@code {"op":"status"}}; each is answered by one line, a
 * {@link WorkerStatus} if nothing else is said. Several connections may be open at once; the requests of one connection
 * are answered in order.
 */
public record WorkerRequest(String op) {

    /** Answers at once. */
    public static final String STATUS = "status";

    /** Answers at once, with {@link WorkerMetrics}. */
    public static final String METRICS = "metrics";

    /** Answers when the state is MOUNTED or FAILED. */
    public static final String AWAIT_MOUNTED = "await-mounted";

    /** Answers when the fresh write cache is on disk, or with the error why it is not. */
    public static final String SYNC = "sync";

    /**
     * Unmounts, answers with state UNMOUNTING and ends the process with status 0; or answers with state MOUNTED and
     * error MOUNT_BUSY, and goes on.
     */
    public static final String UNMOUNT = "unmount";
}
