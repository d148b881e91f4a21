package io.howdah.openapi.problem;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** Builds problem details in the one form that all services use. */
public final class Problems {

    private Problems() {}

    public static ProblemDetail detail(HttpStatus status, String code, String detail, @Nullable String hint) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setTitle(code.charAt(0) + code.substring(1).replace('_', ' ').toLowerCase(Locale.ROOT));
        problem.setProperty("code", code);
        if (hint != null) {
            problem.setProperty("hint", hint);
        }
        return problem;
    }
}
