package io.howdah.openapi.problem;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** A failure that the caller can understand: what happened to what, and what to do about it. */
public class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String code;
    private final @Nullable String hint;

    /**
     * @param code stable, upper case with underscores, such as {@code CLUSTER_NOT_FOUND}
     * @param detail lower case, what happened to what
     * @param hint the way out, or null when there is none to give
     */
    public ProblemException(HttpStatus status, String code, String detail, @Nullable String hint) {
        this(status, code, detail, hint, null);
    }

    public ProblemException(
            HttpStatus status, String code, String detail, @Nullable String hint, @Nullable Throwable cause) {
        super(detail, cause);
        this.status = status;
        this.code = code;
        this.hint = hint;
    }

    public static ProblemException notFound(String code, String detail, String hint) {
        return new ProblemException(HttpStatus.NOT_FOUND, code, detail, hint);
    }

    public static ProblemException conflict(String code, String detail, String hint) {
        return new ProblemException(HttpStatus.CONFLICT, code, detail, hint);
    }

    /** The request is well-formed but this service, this host or this backup cannot do it. */
    public static ProblemException unprocessable(String code, String detail, String hint) {
        return new ProblemException(HttpStatus.UNPROCESSABLE_CONTENT, code, detail, hint);
    }

    public HttpStatus status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public @Nullable String hint() {
        return hint;
    }

    public ProblemDetail toProblemDetail() {
        return Problems.detail(status, code, detail(), hint);
    }
}
