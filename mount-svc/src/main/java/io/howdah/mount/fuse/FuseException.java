package io.howdah.mount.fuse;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why something cannot be mounted or unmounted: what happened to what, and the way out. */
public final class FuseException extends IOException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final @Nullable String hint;

    /** The kinds of trouble with FUSE. */
    public enum Reason {
        DEVICE_MISSING,
        FORBIDDEN,
        LIBRARY_MISSING,
        FUSERMOUNT_MISSING,
        MOUNT_POINT_UNSUITABLE,
        MOUNT_POINT_NOT_EMPTY,
        MOUNT_FAILED,
        BUSY
    }

    public FuseException(Reason reason, String detail, @Nullable String hint, @Nullable Throwable cause) {
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
