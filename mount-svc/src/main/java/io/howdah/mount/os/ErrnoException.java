package io.howdah.mount.os;

import java.io.IOException;

/** A call that failed as POSIX says it may. Made often and looked at rarely, so it carries no stack trace. */
public final class ErrnoException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int errno;

    public ErrnoException(int errno, String what) {
        super(what + ": errno " + errno);
        this.errno = errno;
    }

    /** @return a positive error number */
    public int errno() {
        return errno;
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
