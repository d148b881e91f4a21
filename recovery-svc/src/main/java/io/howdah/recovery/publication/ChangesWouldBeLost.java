package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.LostChanges;
import io.howdah.openapi.problem.ProblemException;
import java.time.OffsetDateTime;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** 409: what was asked for would discard changes, and nobody said that they may go. */
final class ChangesWouldBeLost extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final transient LostChanges lost;

    ChangesWouldBeLost(String publication, LostChanges lost) {
        super(
                HttpStatus.CONFLICT,
                "CHANGES_WOULD_BE_LOST",
                "the changes made in publication " + publication + " would be lost: " + describe(lost),
                "send discardChanges: true if they may go");
        this.lost = lost;
    }

    private static String describe(LostChanges lost) {
        Long bytes = lost.getBytes();
        OffsetDateTime lastWriteAt = lost.getLastWriteAt();
        return bytes == null
                ? "how many they are its host does not say"
                : bytes + " bytes, "
                        + (lastWriteAt == null ? "never written to" : "last written at " + lastWriteAt.toInstant());
    }

    @Override
    public ProblemDetail toProblemDetail() {
        ProblemDetail problem = super.toProblemDetail();
        problem.setProperty("lost", lost);
        return problem;
    }
}
