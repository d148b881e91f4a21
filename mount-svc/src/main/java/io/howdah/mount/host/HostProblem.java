package io.howdah.mount.host;

import io.howdah.openapi.mount.model.Problem;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.openapi.problem.Problems;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * Why this host cannot mount.
 *
 * @param code stable, such as {@code FUSE_DEVICE_MISSING}
 * @param detail lower case, what is wrong with what
 * @param hint the way out
 */
public record HostProblem(String code, String detail, String hint) {

    private static final HttpStatus STATUS = HttpStatus.UNPROCESSABLE_CONTENT;

    ProblemException toException() {
        return ProblemException.unprocessable(code, detail, hint);
    }

    Problem toModel() {
        ProblemDetail problem = Problems.detail(STATUS, code, detail, hint);
        return new Problem(String.valueOf(problem.getTitle()), STATUS.value(), code, detail).hint(hint);
    }
}
