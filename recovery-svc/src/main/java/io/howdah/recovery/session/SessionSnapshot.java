package io.howdah.recovery.session;

import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.howdah.model.SessionState;
import io.howdah.recovery.problem.StoredProblem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session as it is at the end of one change.
 *
 * @param undoing what the steps made is being, or has been, removed
 * @param step the step that runs or failed; null before the first and after the last
 * @param error why it failed, or what it waits for
 */
public record SessionSnapshot(
        String id,
        SessionKind kind,
        String subject,
        SessionState state,
        boolean undoing,
        @Nullable String step,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable StoredProblem error) {

    /** Whether nothing more happens in it by itself. */
    public boolean isOver() {
        return state == SessionState.SUCCEEDED || state == SessionState.FAILED || state == SessionState.CANCELED;
    }
}
