package io.howdah.openapi.problem;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** The body of a request is larger than this service reads. */
public final class PayloadTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    private final long limit;

    /** @param limit in bytes */
    public PayloadTooLargeException(long limit) {
        super("the body is larger than " + limit + " bytes");
        this.limit = limit;
    }

    public ProblemDetail toProblemDetail() {
        return Problems.detail(
                HttpStatus.CONTENT_TOO_LARGE,
                "PAYLOAD_TOO_LARGE",
                "the body is larger than " + limit + " bytes",
                "send less, or raise howdah.body.max-size");
    }

    /** Finds the one that the readers of the body have wrapped. */
    public static @Nullable PayloadTooLargeException in(@Nullable Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof PayloadTooLargeException found) {
                return found;
            }
        }
        return null;
    }
}
