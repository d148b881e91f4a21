package io.howdah.mount.fs;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why a write cache cannot be used: what happened to what, and the way out. */
public final class WriteCacheException extends IOException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final @Nullable String hint;

    /** The kinds of trouble with a write cache. */
    public enum Reason {
        /** The file system it is on lacks what a write cache needs. */
        UNSUITABLE,
        /** Another process has it. */
        IN_USE,
        /** It belongs to another mount, or is no write cache. */
        FOREIGN,
        /** There is no space left. */
        FULL,
        /** Anything else. */
        FAILED
    }

    public WriteCacheException(Reason reason, String detail, @Nullable String hint, @Nullable Throwable cause) {
        super(detail, cause);
        this.reason = reason;
        this.hint = hint;
    }

    public Reason reason() {
        return reason;
    }

    public @Nullable String hint() {
        return hint;
    }
}
