package io.howdah.openapi.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.http.ProblemDetail;

class StateFailureTest {

    @Test
    void aFullDiskIsNoDefect() {
        SQLException full = new SQLException(
                "IO Exception: \"No space left on device\"; SQL statement:\nINSERT INTO secret VALUES (1)", "90031");
        ProblemDetail problem = Objects.requireNonNull(StateFailure.in(new IllegalStateException("save", full)))
                .toProblemDetail();
        assertThat(problem.getStatus()).isEqualTo(503);
        assertThat(problem.getProperties()).containsEntry("code", "STATE_UNAVAILABLE");
        assertThat(problem.getDetail())
                .endsWith("cannot be read or written: IO Exception: \"No space left on device\"");
    }

    @Test
    void aViolatedConstraintIs() {
        assertThat(StateFailure.in(new IllegalStateException(new SQLException("duplicate", "23505"))))
                .isNull();
        assertThat(StateFailure.in(new IllegalStateException("else"))).isNull();
    }
}
