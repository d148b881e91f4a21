package io.howdah.recovery.session;

import io.howdah.openapi.howdah.model.StepState;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A step of a session, as far as it has come. */
@Embeddable
class StepRow {

    private static final int MAX_MESSAGE = 4000;

    @Column(name = "name")
    private String name;

    @Column(name = "state")
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private StepState state = StepState.PENDING;

    @Column(name = "undone")
    private boolean undone;

    @Column(name = "attempts")
    private int attempts;

    @Column(name = "started_at")
    private @Nullable Instant startedAt;

    @Column(name = "finished_at")
    private @Nullable Instant finishedAt;

    @Column(name = "message")
    private @Nullable String message;

    @SuppressWarnings("NullAway.Init")
    protected StepRow() {}

    StepRow(String name) {
        this.name = name;
    }

    void start(Instant now) {
        state = StepState.RUNNING;
        attempts++;
        startedAt = now;
        finishedAt = null;
        message = null;
    }

    void succeed(@Nullable String note, Instant now) {
        state = StepState.SUCCEEDED;
        finishedAt = now;
        message = cut(note);
    }

    void fail(String reason, Instant now) {
        state = StepState.FAILED;
        finishedAt = now;
        message = cut(reason);
    }

    /** Marks that nothing of it is left. A step that failed still says so: it is the one to look at. */
    void undone(Instant now) {
        undone = true;
        if (state != StepState.FAILED) {
            state = StepState.UNDONE;
            finishedAt = now;
        }
    }

    /** Says why something of it is still there. */
    void notUndone(String reason) {
        message = cut("could not be undone: " + reason);
    }

    /** Makes it ready to be done again, unless it is done. */
    void reset() {
        if (undone || state != StepState.SUCCEEDED) {
            state = StepState.PENDING;
            undone = false;
        }
    }

    boolean isDone() {
        return state == StepState.SUCCEEDED;
    }

    /** Whether something of it may exist. */
    boolean mayHaveEffect() {
        return state != StepState.PENDING && !undone;
    }

    String name() {
        return name;
    }

    StepState state() {
        return state;
    }

    int attempts() {
        return attempts;
    }

    @Nullable Instant startedAt() {
        return startedAt;
    }

    @Nullable Instant finishedAt() {
        return finishedAt;
    }

    @Nullable String message() {
        return message;
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE - 1) + "…";
    }
}
