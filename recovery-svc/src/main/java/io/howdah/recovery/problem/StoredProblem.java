package io.howdah.recovery.problem;

import io.howdah.openapi.howdah.model.Problem;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.openapi.problem.Problems;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A problem as it is kept in the row of the thing that failed; detail and hint are cut at 4000 characters. */
@Embeddable
public record StoredProblem(
        @Column(name = "error_status") int status,
        @Column(name = "error_code") String code,
        @Column(name = "error_detail") String detail,
        @Column(name = "error_hint") @Nullable String hint) {

    private static final int MAX_TEXT = 4000;

    public StoredProblem {
        detail = Objects.requireNonNull(cut(detail));
        hint = cut(hint);
    }

    public static StoredProblem of(ProblemException problem) {
        return new StoredProblem(problem.status().value(), problem.code(), problem.detail(), problem.hint());
    }

    /** For a failure that is a defect of ours: it says so, and keeps its cause for the log. */
    public static StoredProblem unexpected(RuntimeException failure) {
        return new StoredProblem(
                HttpStatus.INTERNAL_SERVER_ERROR.value(),
                "INTERNAL_ERROR",
                "the step failed for a reason nobody foresaw: "
                        + failure.getClass().getSimpleName(),
                "look into the log of recovery-svc and report what it says");
    }

    /** The problem as the public API shows it. */
    public Problem toApi() {
        String title = Objects.requireNonNull(
                Problems.detail(HttpStatus.valueOf(status), code, detail, hint).getTitle());
        Problem problem = new Problem(title, status, code, detail);
        if (hint != null) {
            problem.setHint(hint);
        }
        return problem;
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 1) + "…";
    }
}
