package io.howdah.mover.state;

import io.howdah.openapi.mover.model.Problem;
import io.howdah.openapi.problem.ProblemException;
import java.util.Objects;

/** Problems as parts of an answer, in the form in which they are answers by themselves. */
public final class ProblemModels {

    private ProblemModels() {}

    public static Problem of(ProblemException e) {
        return new Problem(
                        Objects.requireNonNull(e.toProblemDetail().getTitle()),
                        e.status().value(),
                        e.code(),
                        e.detail())
                .hint(e.hint());
    }
}
